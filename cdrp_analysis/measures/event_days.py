"""When events happened, in whole days, weeks or months, only as finely as their rows say."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError

Unit = Literal["day", "week", "month"]
Rule = Literal["middle", "start"]

LONGEST_DAYS = 7.0  # of a window: beyond it nobody knows the day
_WHERE = "measures.event_days"
_MONDAY = 3  # days from Monday 29 December 1969 to the epoch
_MANY = 20  # dates of several months that all fall on one day of the month are no dates


@dataclass(frozen=True)
class EventSteps:
    """
    Steps of time counted from the epoch, one per row, NaN where nobody knows.

    ``note`` says in whole sentences what a reader must know of how the time was told.
    """

    step: np.ndarray
    unit: Unit
    note: str


def event_steps(
    rows: pd.DataFrame,
    *,
    unit: Unit = "day",
    rule: Rule = "middle",
    longest_days: float = LONGEST_DAYS,
) -> EventSteps:
    """
    The day, week (Monday to Sunday) or month of each event.

    Parameters
    ----------
    rows : DataFrame, one row per event
        ``day`` (a date, taken as it is), or ``from_time`` and ``to_time`` (local clock; ``to_time``
        missing: known to the minute), or for ``unit="month"`` alone ``month`` ("2010-05").
    unit : {"day", "week", "month"}
        How finely time is told.
    rule : {"middle", "start"}
        Which moment of the window between ``from_time`` and ``to_time`` stands for the event.
    longest_days : float
        An event known only to a longer window has no day and is left out.

    Returns
    -------
    EventSteps

    Raises
    ------
    InputError
        If days are asked of rows that know only the month, or of dates that all fall on the same
        day of the month: a day made up from a month would put events of a whole month together.

    Examples
    --------
    >>> rows = pd.DataFrame({"from_time": pd.to_datetime(["1970-01-02 22:00", "1970-01-05 09:00"]),
    ...                      "to_time": pd.to_datetime(["1970-01-03 08:00", None])})
    >>> event_steps(rows).step, event_steps(rows, unit="week").step
    (array([2., 4.]), array([0., 1.]))
    """
    if unit == "month" and "month" in rows:
        months = pd.PeriodIndex(rows["month"].astype("object"), freq="M")
        step = np.where(months.isna(), np.nan, months.astype("int64"))
        note = (
            "Times are known to the month: events of one month are 0 months apart. Nothing can be "
            "said of days or weeks, and two events a day apart can be a month apart."
        )
        return EventSteps(step, unit, note)
    day, note = _days(rows, rule, longest_days, refuse=unit != "month")
    if unit == "month":
        stamps = pd.to_datetime(pd.Series(day), unit="D")
        step = ((stamps.dt.year - 1970) * 12 + stamps.dt.month - 1).to_numpy(float)
    else:
        step = np.floor((day + _MONDAY) / 7) if unit == "week" else day
    return EventSteps(step, unit, note)


def first_day(step: int, unit: Unit) -> pd.Timestamp:
    """The first day of a step."""
    if unit == "month":
        return pd.Period(ordinal=int(step), freq="M").start_time
    days = 7 * int(step) - _MONDAY if unit == "week" else int(step)
    return pd.Timestamp("1970-01-01") + pd.Timedelta(days=days)


def last_day(step: int, unit: Unit) -> pd.Timestamp:
    """The last day of a step."""
    return first_day(int(step) + 1, unit) - pd.Timedelta(days=1)


def _days(
    rows: pd.DataFrame, rule: Rule, longest_days: float, *, refuse: bool
) -> tuple[np.ndarray, str]:
    if "day" in rows:
        day = _since_epoch(rows["day"])
        if refuse:
            _refuse_months(day)
        return np.floor(day), "Days are those given."
    if "from_time" not in rows or rows["from_time"].isna().all():
        known = "only the month" if "month" in rows else "no time"
        raise InputError(
            f"these rows know {known} of an event, no day.",
            where=_WHERE,
            do='count in months (unit="month"), which says what months cannot show',
        )
    start = _since_epoch(rows["from_time"])
    end = _since_epoch(rows["to_time"]) if "to_time" in rows else np.full(len(rows), np.nan)
    end = np.where(np.isnan(end), start, end)
    day = np.floor((start + end) / 2 if rule == "middle" else start)
    day[(end - start > longest_days) | (end < start)] = np.nan
    if refuse:
        _refuse_months(start)
    moment = "middle" if rule == "middle" else "start"
    note = (
        f"The {moment} of the window in which an event can have happened gives its day; events "
        f"with a window of more than {longest_days:g} days are left out."
    )
    return day, note


def _since_epoch(moments: pd.Series) -> np.ndarray:
    stamps = pd.to_datetime(moments).to_numpy("datetime64[s]")
    days = stamps.astype("int64") / 86400
    return np.where(np.isnat(stamps), np.nan, days)


def _refuse_months(day: np.ndarray) -> None:
    known = np.floor(day[~np.isnan(day)]).astype("int64").astype("datetime64[D]")
    months = known.astype("datetime64[M]")
    of_month = (known - months.astype("datetime64[D]")).astype("int64")
    if len(known) >= _MANY and len(np.unique(months)) > 1 and len(np.unique(of_month)) == 1:
        raise InputError(
            f"all {len(known)} dates fall on day {of_month[0] + 1} of their month: these are "
            "months, not days.",
            where=_WHERE,
            do='count in months (unit="month")',
        )
