"""What changed between two years, and whether that is more than years differ anyway."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.rates import year_log_sd
from cdrp_analysis.measures.trends import annual, benjamini_hochberg
from cdrp_analysis.periods import Period

ENOUGH_AREAS = 5  # with fewer, what they share cannot be told from what each does
USUAL_LOG_SD = 0.12  # of London boroughs 0.06 to 0.19 by type; where nothing else is known


def yearly_spreads(
    counts: pd.DataFrame, period: Period, *, years: int = 6, usual: float = USUAL_LOG_SD
) -> dict[str, float]:
    """
    How much years differ anyway, by theme, from a panel of areas.

    Parameters
    ----------
    counts : DataFrame, one row per area, theme and month
        ``area, theme, month, offences`` (``<NA>`` = missing).
    period : Period
        The months compared; the same months of earlier years are looked at.
    years : int
        How many years, this one included.
    usual : float
        Taken where no theme has enough areas.

    Returns
    -------
    dict of str to float
        :func:`cdrp_analysis.measures.rates.year_log_sd` of every theme of five areas or more; the
        median of these for the others.
    """
    table = annual(counts, _same_months(period, years), by=("area", "theme"))
    found: dict[str, float] = {}
    for theme, rows in table.groupby("theme"):
        known = rows[rows["offences"].notna()]
        if known["area"].nunique() >= ENOUGH_AREAS and known["period"].nunique() >= 2:
            found[str(theme)] = year_log_sd(known)
    between = float(np.median(list(found.values()))) if found else usual
    return {str(theme): found.get(str(theme), between) for theme in table["theme"].unique()}


def real_changes(year_on_year: pd.DataFrame, *, year_log_sd: Mapping[str, float]) -> pd.DataFrame:
    """
    Each theme's change judged against counting noise and the spread of years together.

    Counts that only vary as Poisson counts do would make half of all changes real. Years differ
    by more: an area's yearly log changes about those it shares with others have a standard
    deviation of 0.06 to 0.19 by type (:func:`cdrp_analysis.measures.rates.year_log_sd`). On the
    root scale a count has the variance 1/4, so that z = 2(√after − √before) / √(2 + s² mean) is
    standard normal where nothing but such differences is at work.

    Parameters
    ----------
    year_on_year : DataFrame
        From :func:`cdrp_analysis.measures.trends.year_on_year`.
    year_log_sd : mapping of str to float
        Spread s by theme; 0 is counting noise alone.

    Returns
    -------
    DataFrame, one row per theme, in the same order
        ``theme`` (and ``label`` where given), ``before``, ``after``, ``change``,
        ``change_share``, ``year_log_sd``, ``z``, ``p`` (two-sided), ``q`` (Benjamini and
        Hochberg, over the themes). Missing where a year is not known or a theme has no spread.

    Raises
    ------
    InputError
        If a spread is negative.

    References
    ----------
    Anscombe, F. (1948). Biometrika 35, 246-254 (root of a Poisson count).
    Benjamini, Y. and Hochberg, Y. (1995). J. R. Statist. Soc. B 57, 289-300.

    Examples
    --------
    >>> change = pd.DataFrame({"theme": ["burglary"], "before": [400], "after": [484],
    ...                        "change": [84], "change_share": [0.21]})
    >>> real_changes(change, year_log_sd={"burglary": 0.0})["z"].round(2).tolist()
    [2.83]
    >>> real_changes(change, year_log_sd={"burglary": 0.1})["z"].round(2).tolist()
    [1.58]
    """
    negative = sorted(theme for theme, spread in year_log_sd.items() if spread < 0)
    if negative:
        raise InputError(
            f"the spread of {', '.join(negative)} is negative.",
            where="measures.changes",
            do="give standard deviations, as from rates.year_log_sd",
        )
    kept = ["theme", "label", "before", "after", "change", "change_share"]
    table = year_on_year[[name for name in kept if name in year_on_year]].copy()
    spread = table["theme"].map(dict(year_log_sd)).to_numpy(float)
    before, after = (table[n].astype("Float64").to_numpy(float, na_value=np.nan)
                     for n in ("before", "after"))  # fmt: skip
    deviation = np.sqrt(2 + spread**2 * (before + after) / 2)
    table["year_log_sd"] = spread
    table["z"] = 2 * (np.sqrt(after) - np.sqrt(before)) / deviation
    table["p"] = 2 * stats.norm.sf(np.abs(table["z"]))
    table["q"] = benjamini_hochberg(table["p"])
    return table


def _same_months(period: Period, years: int) -> Sequence[Period]:
    first, last = pd.Period(period.first, "M"), pd.Period(period.last, "M")
    return [Period.between(first - 12 * n, last - 12 * n) for n in range(years - 1, -1, -1)]
