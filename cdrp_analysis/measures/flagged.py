"""Offences with a flag, such as a knife: their months, how steady they are, bands of few."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.rates import garwood, wilson
from cdrp_analysis.measures.trends import year_on_year
from cdrp_analysis.periods import Period

BAND = 10  # offences: the width of a published band


def flagged_months(rows: pd.DataFrame, flag: str, months: list[str]) -> pd.DataFrame:
    """
    Offences with a flag, by month.

    Parameters
    ----------
    rows : DataFrame, one row per offence
        ``month`` and the flag (true, false or missing; missing counts as not flagged).
    flag : str
        The column.
    months : list of str
        Months that are complete: one without a flagged offence is a zero.

    Returns
    -------
    DataFrame, one row per month
        ``month, offences`` (Int64).

    Raises
    ------
    InputError
        If the rows have no such flag at all: none said is not none happened.
    """
    if flag not in rows or rows[flag].isna().all():
        raise InputError(
            f"no row says whether it is flagged {flag}.",
            where="measures.flagged",
            do="ask for the flag in the extract, or leave the measure out",
        )
    marked = rows.loc[rows[flag].fillna(False).astype(bool), "month"].value_counts()
    counted = marked.reindex(months, fill_value=0)
    return pd.DataFrame({"month": months, "offences": counted.to_numpy()}).astype(
        {"offences": "Int64"}
    )


def flag_share(flag: pd.Series) -> dict[str, float]:
    """
    How often a flag is set, how often anybody said, and what the unsaid could make of it.

    Parameters
    ----------
    flag : Series
        True, false or missing (nobody said), one per row.

    Returns
    -------
    dict
        ``rows``, ``said``, ``flagged`` (counts), ``said_share`` (of rows), ``share`` (of
        those who said) with ``share_lower``, ``share_upper`` (Wilson, 95%), and ``share_least``,
        ``share_most``: the share of all rows if none, or each, of the unsaid were flagged. These
        ends are certain as far as what was said is true; shares are NaN where nobody said.

    References
    ----------
    Manski, C. (1989). Journal of Human Resources 24, 343-360 (bounds without assumptions).

    Examples
    --------
    >>> found = flag_share(pd.Series([True, False, None, None], dtype="boolean"))
    >>> found["said_share"], found["share"], found["share_least"], found["share_most"]
    (0.5, 0.5, 0.25, 0.75)
    """
    known = flag.dropna().astype(bool)
    counts = {"rows": len(flag), "said": len(known), "flagged": int(known.sum())}
    return shares_of_counts(pd.DataFrame([counts])).iloc[0].to_dict()


def shares_of_counts(counts: pd.DataFrame) -> pd.DataFrame:
    """The shares of :func:`flag_share` from its ``rows``, ``said`` and ``flagged``, row by row."""
    rows, said, found = (
        pd.to_numeric(counts[name]).astype(float) for name in ("rows", "said", "flagged")
    )
    every, known = rows.where(rows > 0), said.where(said > 0)
    known_found = found.where(known.notna())
    lower, upper = wilson(known_found.fillna(0), known.fillna(0))
    return counts.assign(
        said_share=said / every,
        share=found / known,
        share_lower=np.where(known_found.notna(), lower, np.nan),
        share_upper=np.where(known_found.notna(), upper, np.nan),
        share_least=known_found / every,
        share_most=(known_found + rows - said) / every,
    )


def dispersion(counts) -> dict[str, float]:
    """
    Whether counts of equal times vary by more than chance alone, or by less.

    Fisher's index of dispersion: the sum of (x − mean)² / mean is about chi-square with n − 1
    degrees of freedom for Poisson counts of one mean.

    Returns
    -------
    dict
        ``ratio`` of variance to mean (1 for Poisson counts), ``p`` (two-sided) and ``number`` of
        counts known. NaN with fewer than two counts, or none above zero.

    References
    ----------
    Fisher, R. (1950). Biometrics 6, 17-24 (significance of deviations from expectation in a
    Poisson series).

    Examples
    --------
    >>> found = dispersion([3, 0, 1, 4, 2, 2])
    >>> print(round(found["ratio"], 3), round(found["p"], 3))
    1.0 0.832
    """
    known = pd.Series(counts).dropna().to_numpy(float)
    if len(known) < 2 or known.sum() == 0:
        return {"ratio": np.nan, "p": np.nan, "number": len(known)}
    index = ((known - known.mean()) ** 2).sum() / known.mean()
    free = len(known) - 1
    tails = stats.chi2.cdf(index, free), stats.chi2.sf(index, free)
    return {"ratio": index / free, "p": min(1.0, 2 * min(tails)), "number": len(known)}


def steadiness(
    monthly: pd.DataFrame, before: list[str], after: list[str], *, level: float = 0.05
) -> pd.DataFrame:
    """
    Whether a flagged count is the same as a year before, and steady from month to month.

    Parameters
    ----------
    monthly : DataFrame
        From :func:`flagged_months`.
    before, after : list of str
        Months of the year before and of this year as far as known, as many of each.
    level : float
        Level of both tests.

    Returns
    -------
    DataFrame, one row
        ``before, after`` (counts), ``change_share``, ``ratio_lower, ratio_upper, p`` (exact),
        ``months, dispersion, dispersion_p`` (of all months of both), and ``word``: ``stable``
        where the counts do not differ and the months vary no more than chance has them,
        ``changed`` where the counts differ, ``unsteady`` where only the months vary by more,
        ``not known`` where a month is missing.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940). Biometrika 31, 313-323 (two counts).
    """
    count = monthly.set_index("month")["offences"].astype("Int64")
    sums = [count.reindex(months).sum(skipna=False) for months in (before, after)]
    table = pd.DataFrame({"theme": "flag", "period": ["before", "after"], "offences": sums})
    test = year_on_year(table.astype({"offences": "Int64"})).iloc[0]
    spread = dispersion(count.reindex([*before, *after]))
    if pd.isna(test["p"]):
        word = "not known"
    elif test["p"] <= level:
        word = "changed"
    else:
        # Months more alike than chance has them are steady all the same.
        word = "unsteady" if spread["p"] <= level and spread["ratio"] > 1 else "stable"
    keep = ["before", "after", "change_share", "ratio_lower", "ratio_upper", "p"]
    more = {"months": spread["number"], "dispersion": spread["ratio"],
            "dispersion_p": spread["p"], "word": word}  # fmt: skip
    return pd.DataFrame([{**test[keep].to_dict(), **more}])


def band(count: float, *, width: int = BAND) -> str:
    """
    A band that holds a count, for a count too small to be shown.

    Examples
    --------
    >>> band(14), band(3), band(20)
    ('from 10 to 19', 'fewer than 10', 'from 20 to 29')
    """
    if pd.isna(count):
        return "not known"
    low = int(count) // width * width
    return f"fewer than {width}" if low == 0 else f"from {low} to {low + width - 1}"


def banded(count: float, *, confidence: float = 0.95, width: int = BAND) -> dict[str, object]:
    """
    A small count as a band, with the exact limits of its mean for those who may see it.

    Returns
    -------
    dict
        ``offences, lower, upper`` (Garwood) and ``band``.
    """
    lower, upper = garwood([count], confidence=confidence)
    return {"offences": count, "lower": float(lower[0]), "upper": float(upper[0]),
            "band": band(count, width=width)}  # fmt: skip


def banded_years(monthly: pd.DataFrame, years: Sequence[Period]) -> pd.DataFrame:
    """
    Small yearly counts as bands, with exact limits.

    Parameters
    ----------
    monthly : DataFrame
        From :func:`flagged_months`; without rows there is no year to tell of.
    years : sequence of Period
        Whole years, oldest first.

    Returns
    -------
    DataFrame, one row per year with all its months
        ``year`` (label) and what :func:`banded` gives.
    """
    counts = monthly.set_index("month")["offences"]
    whole = [year for year in years if set(year.months()) <= set(counts.index)]
    rows = [{"year": year.label, **banded(int(counts[year.months()].sum()))} for year in whole]
    return pd.DataFrame(rows, columns=["year", "offences", "lower", "upper", "band"])
