"""When offences happened, as far as anybody knows: aoristic weights by day and hour."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.proportions import require

ZONE = "Europe/London"
LONGEST_HOURS = 72.0  # a window of three days says all but nothing about the hour
METHODS = ("aoristic", "start", "middle", "end")
NO_END = ("at start", "leave out")
KNOWN, WINDOW = "time known", "window"
NO_START, BACKWARDS, TOO_LONG, UNFINISHED = (
    "no time",
    "ends before it starts",
    "window too long",
    "no end",
)
USED = (KNOWN, WINDOW)
LEFT_OUT = (NO_START, BACKWARDS, TOO_LONG, UNFINISHED)
# Weights are whole numbers of this part of an offence, so that any sum of them is exact: a
# float holds the sum of 8 million offences without rounding.
_PARTS = 2**30
_HOUR = 3600


def spans(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Offences and incidents with one start and one end.

    Parameters
    ----------
    rows : DataFrame
        ``from_time`` and ``to_time`` (offences) or ``started_at`` (incidents), on the local
        clock; a column that is absent is missing in every row.

    Returns
    -------
    DataFrame, same rows in the same order
        With ``start`` and ``end`` added (NaT where nobody said).
    """
    blank = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    start = rows.get("from_time", blank).fillna(rows.get("started_at", blank))
    return rows.assign(start=start, end=rows.get("to_time", blank))


def names_of(themes: Sequence[str]) -> np.ndarray:
    """Names as plain objects, None where there is none: these can be compared."""
    named = pd.Series(themes, dtype="object")
    return named.where(named.notna(), None).to_numpy()


def time_status(
    events: pd.DataFrame, *, longest_hours: float = LONGEST_HOURS, no_end: str = "at start"
) -> pd.Series:
    """
    How well the time of each event is known, or why it can have no weight.

    Parameters
    ----------
    events : DataFrame
        ``start`` and ``end``, naive times on the clock of England (see :func:`spans`).
    longest_hours : float
        Elapsed hours of the longest window that is used.
    no_end : {"at start", "leave out"}
        An event without an end happened at its start, which is how the extract's contract has
        it, or has no known time.

    Returns
    -------
    Series of str, same index
        ``time known`` or ``window``; ``no time``, ``ends before it starts``, ``window too long``
        or ``no end`` where the event is left out. Every event has exactly one.

    Raises
    ------
    InputError
        If a column is missing, holds times with a zone, or an option is unknown.
    """
    first, last = _elapsed(events)
    if no_end not in NO_END:
        raise InputError(
            f"{no_end!r} is no rule for events without an end.",
            where="measures.times",
            do=f"use one of {', '.join(NO_END)}",
        )
    no_last = events["end"].isna().to_numpy()
    length = np.where(no_last, 0, last - first)
    status = np.select(
        [
            events["start"].isna().to_numpy(),
            no_last & (no_end == "leave out"),
            # By the clock as written: 01:50 to 01:10 is possible in the hour that comes twice.
            (length < 0) & (events["end"] < events["start"]).to_numpy(),
            length > longest_hours * _HOUR,
            length > 0,
        ],
        [NO_START, UNFINISHED, BACKWARDS, TOO_LONG, WINDOW],
        KNOWN,
    )
    return pd.Series(status, index=events.index, dtype="str")


def time_accounting(
    events: pd.DataFrame, *, longest_hours: float = LONGEST_HOURS, no_end: str = "at start"
) -> pd.DataFrame:
    """
    How many events of each theme are used and left out, with the reason.

    Parameters
    ----------
    events : DataFrame
        ``theme``, ``start`` and ``end``; options as for :func:`time_status`.

    Returns
    -------
    DataFrame, one row per theme
        ``theme``, ``rows``, one column per status with spaces as underscores, ``used`` and
        ``left_out``: rows = used + left out. ``median_hours`` is the median length of the
        windows used.
    """
    status = time_status(events, longest_hours=longest_hours, no_end=no_end)
    counted = pd.crosstab(events["theme"], status).reindex(columns=[*USED, *LEFT_OUT], fill_value=0)
    hours = (events["end"] - events["start"]).dt.total_seconds() / _HOUR
    median = hours.where(status == WINDOW).groupby(events["theme"]).median()
    table = counted.rename(columns=lambda name: name.replace(" ", "_"))
    table = table.assign(
        rows=counted.sum(axis=1),
        used=counted[list(USED)].sum(axis=1),
        left_out=counted[list(LEFT_OUT)].sum(axis=1),
        median_hours=median,
    )
    return table.rename_axis(columns=None).reset_index()


def time_weights(
    events: pd.DataFrame,
    *,
    method: str = "aoristic",
    longest_hours: float = LONGEST_HOURS,
    no_end: str = "at start",
) -> pd.DataFrame:
    """
    Each event shared out over the days and hours in which it can have happened.

    Every elapsed minute of the window has the same weight (``aoristic``). The day on which
    clocks go forward has 23 hours and nothing in the hour from 1 to 2; the day on which they go
    back has 25, and the hour from 1 to 2 counts for two. A start in the hour that comes twice
    is its first passing, an end its second: the window is as long as it can have been. A time
    in the hour that is left out was read from a clock nobody had put forward.

    Parameters
    ----------
    events : DataFrame
        ``start`` and ``end``, naive times on the clock of England (see :func:`spans`). A window
        runs from its start up to, not including, its end.
    method : {"aoristic", "start", "middle", "end"}
        The others put the whole event at one end of the window or halfway (elapsed time): the
        field's older habits, for comparison.
    longest_hours, no_end
        As for :func:`time_status`; events left out there are in no row here.

    Returns
    -------
    DataFrame, one row per event and hour
        ``event`` (position in ``events``), ``day`` (date), ``weekday`` (1 is Monday), ``hour``
        (0 is midnight to one) and ``weight``. The weights of an event add up to exactly 1, and
        those of n events, in whatever order, to exactly n; each is within 1e-9 of its share.

    Raises
    ------
    InputError
        As :func:`time_status`, or for an unknown method.

    References
    ----------
    Ratcliffe, J. and McCullagh, M. (1998). Int. J. Geographical Information Science 12,
    751-764. Ratcliffe, J. (2000). Int. J. Geographical Information Science 14, 669-679.
    Ashby, M. and Bowers, K. (2013). Crime Science 2:1: of thefts whose true time a camera
    showed, aoristic weights gave the peak hours and start, middle and end did not.

    Examples
    --------
    >>> burglary = pd.DataFrame({"start": pd.to_datetime(["2010-06-07 08:00"]),
    ...                          "end": pd.to_datetime(["2010-06-07 16:00"])})
    >>> time_weights(burglary)["weight"].tolist() == [0.125] * 8
    True
    """
    if method not in METHODS:
        raise InputError(
            f"{method!r} is no way to place an event in time.",
            where="measures.times.time_weights",
            do=f"use one of {', '.join(METHODS)}",
        )
    status = time_status(events, longest_hours=longest_hours, no_end=no_end)
    used = np.flatnonzero(status.isin(USED).to_numpy())
    first, last = (each[used] for each in _elapsed(events))
    last = np.where(status.to_numpy()[used] == WINDOW, last, first)
    if method != "aoristic":
        first = {"start": first, "middle": first + (last - first) // 2, "end": last}[method]
        last = first
    # London's offsets are whole hours: elapsed hours and hours on the clock begin together.
    opening = first // _HOUR
    touched = np.maximum(-(-last // _HOUR) - opening, 1)
    row = np.repeat(np.arange(len(used)), touched)
    step = np.arange(len(row)) - np.repeat(np.cumsum(touched) - touched, touched)
    hour = opening[row] + step
    length = np.maximum(last - first, 1)[row]
    passed = np.clip((hour + 1) * _HOUR - first[row], 0, length)
    passed = np.where(step == touched[row] - 1, length, passed)
    # Differences of rounded running shares: they add up whatever the rounding.
    running = np.round(passed / length * _PARTS).astype("int64")
    before = np.where(step == 0, 0, np.roll(running, 1))
    clock = pd.DatetimeIndex((hour * _HOUR).astype("datetime64[s]"), tz="UTC").tz_convert(ZONE)
    return pd.DataFrame(
        {
            "event": used[row],
            "day": clock.tz_localize(None).normalize(),
            "weekday": clock.day_of_week.to_numpy() + 1,
            "hour": clock.hour.to_numpy(),
            "weight": (running - before) / _PARTS,
        }
    )


def _elapsed(events: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Starts and ends as elapsed seconds; whatever stands for a missing one means nothing."""
    require(events, "start", "end", where="times")
    return tuple(_seconds(events[name], first_passing=name == "start") for name in ("start", "end"))


def _seconds(clock: pd.Series, *, first_passing: bool) -> np.ndarray:
    if getattr(clock.dtype, "tz", None) is not None:
        raise InputError(
            f"the times in {clock.name} have a zone.",
            where="measures.times",
            do=f"give the local clock: times.dt.tz_convert({ZONE!r}).dt.tz_localize(None)",
        )
    passing = np.full(len(clock), first_passing)
    known = pd.DatetimeIndex(clock.astype("datetime64[s]")).tz_localize(
        ZONE, ambiguous=passing, nonexistent=pd.Timedelta(hours=1)
    )
    return known.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]").astype(
        "int64"
    )  # fmt: skip
