"""Harm by likelihood in four classes each, from sub-scores of 0 to 4, as partnerships know them."""

import numpy as np
import pandas as pd

CLASSES = ("low", "moderate", "high", "severe")  # of harm
CHANCES = ("low", "moderate", "high", "very high")  # of likelihood
HIGHEST = 4
# Sub-score: the values from which it is 1, 2, 3 and 4. Choices of this workbench, the same for
# every partnership and year, so that a class can be compared.
HARM_EACH = (1.0, 10.0, 100.0, 1000.0)  # Cambridge days per offence
HARM_SHARE = (0.005, 0.02, 0.08, 0.2)  # share of the harm of all themes
A_WEEK = (0.25, 1.0, 5.0, 20.0)  # offences or incidents a week
DIRECTION = {
    "clear fall": 0, "likely fall": 0, "possible fall": 1, "no clear change": 2,
    "possible rise": 3, "likely rise": 4, "clear rise": 4,
}  # fmt: skip
CRITERIA_KNOWN = ("offences", "change", "cchi_days", "css", "share_for_50")


def risk_matrix(evidence: pd.DataFrame, *, weeks: float) -> pd.DataFrame:
    """
    Each theme's sub-scores, its classes of harm and likelihood, and their product.

    Only in the style of the Management of Risk in Law Enforcement (MoRiLE): its published
    worksheets score what officers judge, this scores what is recorded. Confidence stands beside
    the risk and is never multiplied into it.

    Parameters
    ----------
    evidence : DataFrame, one row per theme
        From :func:`cdrp_analysis.measures.theme_evidence.evidence`: ``theme``, ``offences``,
        ``cchi_days``, ``share_cchi``, ``signal``, ``change``, ``css``, ``share_for_50``.
    weeks : float
        Length of the period in weeks.

    Returns
    -------
    DataFrame, same rows in the same order
        ``theme``; sub-scores 0 to 4 ``harm_each``, ``harm_share``, ``frequency``, ``direction``
        (missing where not known); ``harm`` and ``likelihood`` from 1 to 4 (a mean sub-score
        below 1 is class 1, below 2 class 2, below 3 class 3, else 4; missing where no sub-score
        is known); ``risk`` = harm × likelihood; ``confidence``, 0 to 4: how much of what the
        ranking weighs is known.
    """
    numbers = {
        name: pd.to_numeric(evidence[name], errors="coerce").to_numpy(float)
        for name in ("offences", "cchi_days", "share_cchi")
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(numbers["offences"] > 0, numbers["cchi_days"] / numbers["offences"], np.nan)
    table = pd.DataFrame(
        {
            "theme": evidence["theme"].to_numpy(),
            "harm_each": _banded(each, HARM_EACH),
            "harm_share": _banded(numbers["share_cchi"], HARM_SHARE),
            "frequency": _banded(numbers["offences"] / weeks, A_WEEK),
            "direction": evidence["signal"].map(DIRECTION).to_numpy(float),
        },
        index=evidence.index,
    )
    harm = table[["harm_each", "harm_share"]].mean(axis=1, skipna=False)
    likelihood = table[["frequency", "direction"]].mean(axis=1)
    likelihood = likelihood.where(table["frequency"].notna())
    table["harm"], table["likelihood"] = _classed(harm), _classed(likelihood)
    table["risk"] = table["harm"] * table["likelihood"]
    known = evidence[list(CRITERIA_KNOWN)].notna().mean(axis=1)
    table["confidence"] = (HIGHEST * known).round()
    whole = [name for name in table if name != "theme"]
    return table.astype(dict.fromkeys(whole, "Int64"))


def class_name(number: float) -> str:
    """
    A class in words; blank where it is not known.

    Examples
    --------
    >>> class_name(1), class_name(4), class_name(float("nan"))
    ('low', 'severe', '')
    """
    return "" if pd.isna(number) else CLASSES[int(number) - 1]


def _banded(values: np.ndarray, limits: tuple[float, ...]) -> np.ndarray:
    found = np.searchsorted(limits, values, side="right").astype(float)
    return np.where(np.isnan(values), np.nan, found)


def _classed(mean: pd.Series) -> pd.Series:
    return (np.floor(mean) + 1).clip(upper=len(CLASSES))
