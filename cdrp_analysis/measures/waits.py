"""How long people wait: from one day to another, with the mean of those who had time to wait."""

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.measures.proportions import require


def followed_waits(
    rows: pd.DataFrame, *, start: str, end: str, last: pd.Timestamp, days: int
) -> pd.DataFrame:
    """
    Days from one date to another, of rows that were followed long enough.

    Of the latest rows only the short waits can be known yet: they would pass for a quicker
    service.

    Parameters
    ----------
    rows : DataFrame
        The dates ``start`` and ``end`` (missing: has not happened).
    last : Timestamp
        Last day known.
    days : int
        Days a row must have been followed.

    Returns
    -------
    DataFrame
        The rows followed, with ``wait`` (days; missing where it has not happened).
    """
    require(rows, start, end, where="waits.followed_waits")
    kept = rows[rows[start] <= last - pd.Timedelta(days=days)]
    return kept.assign(wait=(kept[end] - kept[start]).dt.days.astype("Float64"))


def mean_waits(rows: pd.DataFrame, *, by: str, confidence: float = 0.95) -> pd.DataFrame:
    """
    Mean wait of those whose wait is over, with limits by Student's t.

    Parameters
    ----------
    rows : DataFrame
        ``wait`` (days, missing: not over) and ``by``.

    Returns
    -------
    DataFrame, one row per key, sorted
        ``by``, ``rows``, ``ended`` (waits that are over), ``mean``, ``lower``, ``upper`` (days;
        limits missing for fewer than two).

    References
    ----------
    Student (1908). Biometrika 6, 1-25.
    """
    require(rows, by, "wait", where="waits.mean_waits")
    found = []
    for key, group in rows.groupby(by, sort=True, observed=True):
        waits = group["wait"].dropna().to_numpy(float)
        lower = upper = np.nan
        if len(waits) > 1:
            spread = float(stats.sem(waits))
            reach = spread * float(stats.t.ppf((1 + confidence) / 2, len(waits) - 1))
            lower, upper = float(waits.mean()) - reach, float(waits.mean()) + reach
        mean = float(waits.mean()) if len(waits) else np.nan
        found.append((key, len(group), len(waits), mean, lower, upper))
    return pd.DataFrame(found, columns=[by, "rows", "ended", "mean", "lower", "upper"])
