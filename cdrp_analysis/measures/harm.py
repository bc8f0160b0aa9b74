"""Harm: counts times the weights of a published scheme, and how much of the crime they cover."""

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError

WEIGHT_COLUMNS = (
    "scheme", "edition", "classification", "category", "weight", "unit", "status", "source",
)  # fmt: skip
CLASSIFICATIONS = {
    "policeuk": "categories of data.police.uk",
    "mps": "GROUP/OFFENCE rows of Metropolitan Police tables",
}
TOTALS = {"cchi": "cchi_days", "css": "css", "cost": "cost_gbp"}


def weights_from(frame: pd.DataFrame, *, classification: str | None = None) -> pd.DataFrame:
    """
    Check a table of weights, and keep those of one classification.

    Parameters
    ----------
    frame : DataFrame, one row per scheme, classification and category
        Columns scheme (cchi, css or cost), edition, classification (policeuk or mps), category,
        weight (number >= 0), unit, status, source.
    classification : str, optional
        Keep only its rows.

    Returns
    -------
    DataFrame
        The columns above, ``weight`` as float.

    Raises
    ------
    InputError
        For a missing column, an unknown scheme or classification, a weight that is not a number
        >= 0, a category given twice, or a row without edition or source.
    """

    def refuse(what: str, do: str) -> None:
        raise InputError(what, where="measures.harm.weights_from", do=do)

    absent = [name for name in WEIGHT_COLUMNS if name not in frame.columns]
    if absent:
        refuse(f"the weights lack {', '.join(absent)}.", "add the columns; see data/reference")
    weights = frame[list(WEIGHT_COLUMNS)].copy()
    weights["weight"] = pd.to_numeric(weights["weight"], errors="coerce").astype(float)
    for name, known in (("scheme", TOTALS), ("classification", CLASSIFICATIONS)):
        wrong = sorted(set(weights[name].astype(str)) - set(known))
        if wrong:
            refuse(f"{wrong[0]!r} is not a {name}.", f"choose from {', '.join(known)}")
    bad = ~(np.isfinite(weights["weight"]) & (weights["weight"] >= 0))
    if bad.any():
        refuse(
            f"{int(bad.sum())} weights are not numbers of 0 or more, the first for "
            f"{weights.loc[bad, 'category'].iloc[0]!r}.",
            "leave out a category that has no weight",
        )
    twice = weights.duplicated(["scheme", "classification", "category"])
    if twice.any():
        refuse(
            f"{int(twice.sum())} categories have two weights, the first "
            f"{weights.loc[twice, 'category'].iloc[0]!r}.",
            "keep one edition of a scheme",
        )
    unsourced = weights[["edition", "source"]].isna().any(axis=1)
    if unsourced.any():
        refuse(f"{int(unsourced.sum())} weights have no edition or source.", "state both")
    if classification is not None:
        weights = weights[weights["classification"] == classification]
        if weights.empty:
            refuse(f"there is no weight for {classification!r}.", "give a file that has them")
    return weights.reset_index(drop=True)


def harm(counts: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    """
    Harm of every theme by every scheme given, with shares and coverage.

    An offence without a weight is not harmless: it is left out of the sum and counted in the
    coverage. A theme none of whose offences have a weight has no harm figure at all.

    Parameters
    ----------
    counts : DataFrame, one row per theme and category
        ``theme``, ``category``, ``offences`` (``<NA>`` = missing), and optionally ``kind``:
        incidents have no part in the shares, which are of offences.
    weights : DataFrame
        From :func:`weights_from`, of one classification.

    Returns
    -------
    DataFrame, one row per theme in order of appearance
        theme, offences (Int64), share_volume and, per scheme: the total (``cchi_days``, ``css``,
        ``cost_gbp``), ``<total>_cv`` (its relative standard deviation when the counts are
        Poisson: a few grave offences make a sum restless), ``share_<scheme>`` (of all themes')
        and ``<scheme>_covered`` (share of the theme's offences that have a weight). A missing
        count makes the theme missing.

    References
    ----------
    Sherman, L., Neyroud, P. W. and Neyroud, E. (2016). Policing 10, 171-183 (Cambridge CHI).
    Ashby, M. (2018). Policing 12, 439-454 (comparison of harm weights).
    """
    given = weights["classification"].unique()
    if len(given) != 1:
        raise InputError(
            f"weights of {len(given)} classifications were given.",
            where="measures.harm.harm",
            do="choose one with weights_from(…, classification=…)",
        )
    offences = counts["offences"].astype("Float64")
    themes = counts["theme"]
    order = themes.drop_duplicates().tolist()

    def by_theme(values: pd.Series) -> pd.Series:
        # A missing part makes the whole missing: skipna would turn it into zero.
        missing = values.isna().groupby(themes).any()
        return values.groupby(themes).sum().mask(missing).reindex(order)

    total = by_theme(offences)
    incident = pd.Series(False, order)
    if "kind" in counts.columns:
        incident = counts["kind"].eq("incident").groupby(themes).any().reindex(order)
    table = pd.DataFrame({"theme": order})
    table["offences"] = total.astype("Int64").to_numpy()
    # A share of a sum with a missing part would be too large.
    whole = not total[~incident].isna().any()
    table["share_volume"] = _share(total, incident, whole)
    for scheme, rows in weights.groupby("scheme", sort=True):
        weight = counts["category"].map(rows.set_index("category")["weight"])
        weighted = offences.where(weight.notna(), 0.0)
        covered = by_theme(weighted)
        harmed = by_theme(weighted * weight.fillna(0.0))
        variance = by_theme(weighted * weight.fillna(0.0) ** 2)
        harmed = harmed.mask(total.isna() | ((covered == 0) & (total > 0)))
        table[TOTALS[scheme]] = harmed.to_numpy(float, na_value=np.nan)
        spread = variance.astype("Float64") ** 0.5 / harmed.where(harmed > 0)
        table[f"{TOTALS[scheme]}_cv"] = spread.to_numpy(float, na_value=np.nan)
        table[f"share_{scheme}"] = _share(harmed, incident, whole)
        table[f"{scheme}_covered"] = (covered / total.where(total > 0)).to_numpy(
            float, na_value=np.nan
        )
    return table


def days_of_rows(rows: pd.DataFrame, themes: pd.DataFrame, *, scheme: str = "cchi") -> pd.Series:
    """
    Mean harm of one offence of its theme, for every row.

    Rows and weights seldom tell offences apart alike: what both know is the theme.

    Parameters
    ----------
    rows : DataFrame, one row per offence
        ``theme``.
    themes : DataFrame
        From :func:`harm`, of the same period.
    scheme : str
        ``cchi`` (days), ``css`` or ``cost`` (pounds).

    Returns
    -------
    Series of float, indexed as the rows
        The theme's harm ÷ its offences that have a weight; NaN where the theme has none, or the
        weights lack the scheme.

    Examples
    --------
    >>> themes = pd.DataFrame({"theme": ["robbery"], "offences": [20], "cchi_days": [3650.0],
    ...                        "cchi_covered": [0.5]})
    >>> days_of_rows(pd.DataFrame({"theme": ["robbery", "fraud"]}), themes).tolist()
    [365.0, nan]
    """
    total = TOTALS[scheme]
    if total not in themes:
        return pd.Series(np.nan, rows.index)
    weighed = themes["offences"].astype("Float64") * themes[f"{scheme}_covered"].astype("Float64")
    mean = (themes[total].astype("Float64") / weighed.where(weighed > 0)).to_numpy(
        float, na_value=np.nan
    )
    return rows["theme"].map(pd.Series(mean, themes["theme"])).astype(float)


def _share(values: pd.Series, incident: pd.Series, whole: bool) -> np.ndarray:
    kept = values.mask(incident)
    total = kept.sum() if whole else 0
    return (kept / total).to_numpy(float, na_value=np.nan) if total else np.full(len(kept), np.nan)
