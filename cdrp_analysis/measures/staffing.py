"""Officers on duty beside the work that offences and incidents bring, by hour of the week."""

import numpy as np
import pandas as pd

from cdrp_analysis.measures.times import time_weights
from cdrp_analysis.measures.week_windows import HOURS_A_WEEK, place_in_week

_MINUTES = 60
# The hours of one night as a reader runs through them, from the day it begins on.
NIGHT_HOURS = (*range(18, 24), *range(6))
BAND_HOURS = 3
_COLUMNS = ["weekday", "hour", "work", "officers", "load", "times_mean"]


def work_by_hour(
    events: pd.DataFrame, minutes: pd.Series, rosters: pd.DataFrame, *, hours: np.ndarray
) -> tuple[pd.DataFrame, float]:
    """
    Officers' hours of work that begin in each hour of the week, and officers on duty.

    Parameters
    ----------
    events : DataFrame
        ``category``, ``start``, ``end``: offences and incidents.
    minutes : Series
        Officers' minutes that one of a category takes; the index is the category.
    rosters : DataFrame
        ``weekday``, ``hour``, ``officers``, one row per hour of the week.
    hours : array of 168 int
        How often each hour of the week came (:func:`~cdrp_analysis.measures.week.hours_of_week`).

    Returns
    -------
    table : DataFrame, 168 rows from Monday midnight
        ``weekday``, ``hour``, ``work`` (officer-hours a week that begin in the hour),
        ``officers``, ``load`` (work for each officer on duty) and ``times_mean`` (load over that
        of the whole week). Without rows where minutes or rosters are empty.
    known : float
        Share of the events whose category has minutes; the others bring no work here.
    """
    if minutes.empty or rosters.empty:
        return pd.DataFrame(columns=_COLUMNS), 0.0
    each = events["category"].map(minutes).astype(float).to_numpy()
    weights = time_weights(events)
    work = weights["weight"].to_numpy() * np.nan_to_num(each)[weights["event"].to_numpy()]
    summed = np.bincount(
        place_in_week(weights["weekday"], weights["hour"]), weights=work, minlength=HOURS_A_WEEK
    )
    place = np.arange(HOURS_A_WEEK)
    on_duty = rosters.set_index(["weekday", "hour"])["officers"].astype(float)
    table = pd.DataFrame({"weekday": place // 24 + 1, "hour": place % 24})
    table["work"] = np.divide(summed, hours, where=hours > 0, out=np.full(168, np.nan)) / _MINUTES
    at = pd.MultiIndex.from_frame(table[["weekday", "hour"]])
    table["officers"] = on_duty.reindex(at).to_numpy()
    table["load"] = table["work"] / table["officers"].where(table["officers"] > 0)
    whole = table["work"].sum() / table["officers"].sum()
    return table.assign(times_mean=table["load"] / whole), float(np.mean(~np.isnan(each)))


def shifted(by_hour: np.ndarray, *, hours: int = 1) -> np.ndarray:
    """
    A night's curve moved later: what is now in an hour comes so many hours after it.

    Parameters
    ----------
    by_hour : array
        Values of hours in a row, beginning ``hours`` before the night itself.

    Returns
    -------
    array, ``hours`` shorter
        The night an hour (or more) later.

    Examples
    --------
    >>> shifted(np.array([1, 2, 5, 3])).tolist()  # 17:00 to 20:00 becomes 18:00 to 21:00
    [1, 2, 5]
    """
    return np.asarray(by_hour)[:-hours]


def night_by_hour(by_week: np.ndarray, days: tuple[int, ...], *, before: int = 0) -> np.ndarray:
    """
    The hours of the nights that begin on some days, from 18:00 to 06:00, summed over the days.

    Parameters
    ----------
    by_week : array of 168
        From Monday midnight.
    days : tuple of int
        1 is Monday.
    before : int
        Hours before 18:00 to begin with.
    """
    step = np.arange(18 - before, 30)
    return sum(np.asarray(by_week)[(24 * (day - 1) + step) % HOURS_A_WEEK] for day in days)
