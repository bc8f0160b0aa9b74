"""The sides of a problem: victims, offenders, places and times of one theme, in plain figures."""

import numpy as np
import pandas as pd

SIDES = ("victim", "offender", "location", "time")
_NIGHT = (22, 6)  # hours from and to
_HALF = 0.5


def problem_triangle(rows: pd.DataFrame) -> pd.DataFrame:
    """
    What the rows of one theme say of its victims, offenders, places and times.

    Parameters
    ----------
    rows : DataFrame, one row per offence or incident
        ``victim`` (pseudonym), ``victim_age_band``, ``offender_home``, ``lsoa``, ``location``,
        ``start`` (moment, or missing). Columns may be missing altogether.

    Returns
    -------
    DataFrame, one row per side and figure
        ``side``, ``figure`` (what is counted), ``value`` (a share, or the name of what is most
        frequent), ``share`` (of the rows for which it is known) and ``known`` (rows). A figure
        of which no row is known is left out.
    """
    found = [
        *_victims(rows), *_most(rows, "victim_age_band", "victim", "most frequent age"),
        *_most(rows, "offender_home", "offender", "most frequent home of those charged"),
        *_few(rows, "offender_home", "offender", "homes that half of those charged come from"),
        *_few(rows, "lsoa", "location", "small areas that hold half"),
        *_most(rows, "location", "location", "most frequent place"),
        *_times(rows),
    ]  # fmt: skip
    return pd.DataFrame(found, columns=["side", "figure", "value", "share", "known"])


def _known(rows: pd.DataFrame, column: str) -> pd.Series:
    return rows[column].dropna() if column in rows else pd.Series(dtype=object)


def _victims(rows: pd.DataFrame):
    victims = _known(rows, "victim")
    if victims.empty:
        return []
    times = victims.value_counts()
    share = times[times > 1].sum() / len(victims)
    return [
        ("victim", "against somebody hit before or again in the period", "", share, len(victims))
    ]


def _most(rows: pd.DataFrame, column: str, side: str, figure: str):
    values = _known(rows, column)
    if values.empty:
        return []
    counts = (
        values.astype(str).value_counts().sort_index().sort_values(ascending=False, kind="stable")
    )
    return [(side, figure, counts.index[0], counts.iloc[0] / len(values), len(values))]


def _few(rows: pd.DataFrame, column: str, side: str, figure: str):
    """How many of a kind hold half of the rows, and which share of that kind they are."""
    values = _known(rows, column)
    if values.empty:
        return []
    counts = values.value_counts()
    number = int(np.searchsorted(counts.cumsum() / len(values), _HALF) + 1)
    return [(side, figure, str(number), number / len(counts), len(values))]


def _times(rows: pd.DataFrame):
    starts = pd.to_datetime(_known(rows, "start"))
    if starts.empty:
        return []
    days = (
        starts.dt.day_name().value_counts().sort_index().sort_values(ascending=False, kind="stable")
    )
    night = (starts.dt.hour >= _NIGHT[0]) | (starts.dt.hour < _NIGHT[1])
    weekend = starts.dt.day_of_week >= 5
    return [
        ("time", "most frequent day it may have begun", days.index[0], days.iloc[0] / len(starts),
         len(starts)),
        ("time", "may have begun by night, ten to six", "", night.mean(), len(starts)),
        ("time", "may have begun on a Saturday or Sunday", "", weekend.mean(), len(starts)),
    ]  # fmt: skip
