"""Tidy monthly panels as matrices: series by months, what is not known left open."""

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError

YEAR = 12
BURN_IN = 24  # months a series must be known for before its season and level are believed


def ordinal(month: pd.Period) -> int:
    """Months since the year 0; divided by twelve it leaves the calendar month, January 0."""
    return month.year * YEAR + month.month - 1


def as_matrix(
    panel: pd.DataFrame, *, burn_in: int = BURN_IN
) -> tuple[pd.DataFrame, pd.Period, pd.Period, np.ndarray]:
    """Keys, first month, last month and counts (series by months, NaN = missing) of a panel."""
    where = "measures.projection"
    absent = [c for c in ("area", "offence", "month", "count") if c not in panel.columns]
    if absent:
        raise InputError(
            f"the panel lacks {', '.join(absent)}.",
            where=where,
            do="give one row per area, offence and month with its count",
        )
    twice = int(panel.duplicated(["area", "offence", "month"]).sum())
    if twice:
        raise InputError(
            f"{twice} rows repeat an area, offence and month.",
            where=where,
            do="add up the parts of a series first",
        )
    count = pd.to_numeric(panel["count"]).astype("Float64").to_numpy(float, na_value=np.nan)
    if (count < 0).any():
        raise InputError(
            f"{int((count < 0).sum())} counts are negative.",
            where=where,
            do="correct the counts; a missing count is <NA>",
        )
    if np.isnan(count).all():
        raise InputError("no count is known.", where=where, do="give a panel with counts")
    which, names = pd.factorize(panel["month"])
    month = pd.PeriodIndex(names, freq="M")
    # Months in which nothing at all is known, at the start or the end, are no part of the panel.
    somewhere = month[np.unique(which[~np.isnan(count)])]
    first, last = somewhere.min(), somewhere.max()
    keys = panel[["area", "offence"]].drop_duplicates().sort_values(["area", "offence"])
    row = pd.MultiIndex.from_frame(keys).get_indexer(
        pd.MultiIndex.from_frame(panel[["area", "offence"]])
    )
    column = (month.year * YEAR + month.month).to_numpy()[which] - (ordinal(first) + 1)
    inside = (column >= 0) & (column <= (last - first).n)
    counts = np.full((len(keys), (last - first).n + 1), np.nan)
    counts[row[inside], column[inside]] = count[inside]
    short = (~np.isnan(counts)).sum(axis=1) < burn_in
    if short.any():
        raise InputError(
            f"{int(short.sum())} of {len(short)} series have fewer than {burn_in} known months.",
            where=where,
            do="leave them out, or give more years",
            areas=sorted(set(keys["area"].astype(str)[short])),
        )
    return keys.reset_index(drop=True), first, last, counts


def vintages(panel: pd.DataFrame, *, join: bool) -> str:
    """
    How a panel of two releases is named in a method, ``""`` where there is one or none is told.

    Published counts are revised: the newest month by several per cent, a whole series where
    categories were recoded. Where one release ends and another begins, a step is no change.

    Parameters
    ----------
    panel : DataFrame
        ``month`` and, where known, ``vintage`` (release or download date of each row).
    join : bool
        Whether a panel of several vintages is accepted.

    Raises
    ------
    InputError
        If there are several and ``join`` is not set.
    """
    if "vintage" not in panel.columns:
        return ""
    last = panel.groupby(panel["vintage"].astype(str))["month"].agg(["min", "max"])
    if len(last) < 2:
        return ""
    named = "; ".join(f"{name}: {row['min']} to {row['max']}" for name, row in last.iterrows())
    if not join:
        raise InputError(
            f"the panel joins {len(last)} vintages ({named}).",
            where="measures.projection",
            do="give months of one release, or set join_vintages=True to have it said",
        )
    return f"joins {len(last)} vintages ({named})"
