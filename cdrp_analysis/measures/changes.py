"""What changed between two years, and whether that is more than years differ anyway."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.trends import benjamini_hochberg


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
