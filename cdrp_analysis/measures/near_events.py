"""Events with a place and a time, and the pairs of them that are near each other."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.event_days import Rule, Unit, event_steps

_WHERE = "measures.near_events"
_LONGEST = 32_000  # steps between the first and the last event that 16 bits can hold


@dataclass(frozen=True)
class PlacedEvents:
    """
    Events that have both a place and a time.

    ``points`` (metres, shape (n, 2)), ``steps`` (int16, from 0 for the earliest), ``kept`` (rows
    of the frame they came from), ``note`` on how time is told, and the numbers left out.
    """

    points: np.ndarray
    steps: np.ndarray
    kept: np.ndarray
    note: str
    no_place: int
    no_time: int


def placed_events(events: pd.DataFrame, *, unit: Unit, rule: Rule) -> PlacedEvents:
    """
    Places and times of the events that have both.

    Raises
    ------
    InputError
        If coordinates are absent, fewer than two events are left, or they span too many steps.
    """
    absent = [name for name in ("easting", "northing") if name not in events]
    if absent:
        raise InputError(
            f"{' and '.join(absent)} missing from the events.",
            where=_WHERE,
            do="add them with geography.to_national_grid()",
        )
    when = event_steps(events, unit=unit, rule=rule)
    places = events[["easting", "northing"]].to_numpy("float64", na_value=np.nan)
    located, timed = ~np.isnan(places).any(axis=1), ~np.isnan(when.step)
    kept = np.flatnonzero(located & timed)
    if len(kept) < 2:
        raise InputError(
            f"{len(kept)} of {len(events)} events have a place and a time.",
            where=_WHERE,
            do="give two or more events of one kind",
        )
    step = when.step[kept].astype(np.int64)
    step -= step.min()
    if step.max() > _LONGEST:
        raise InputError(
            f"events are up to {step.max():,} {unit}s apart.",
            where=_WHERE,
            do="give a year or so at a time",
        )
    no_place, no_time = int((~located).sum()), int((located & ~timed).sum())
    return PlacedEvents(places[kept], step.astype(np.int16), kept, when.note, no_place, no_time)


def pairs_within(
    points: np.ndarray, edges: np.ndarray, *, manhattan: bool = False, same_place: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    All pairs of points in bands [a, b) of distance.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        Metres.
    edges : array of float
        Edges of the bands, rising.
    manhattan, same_place : bool
        The metric; whether pairs of equal coordinates form band 0 and the others follow.

    Returns
    -------
    left, right : arrays of int
        Rows of ``points``.
    band : array of int
        Rising: pairs are sorted by it.
    """
    from cdrp_analysis.measures import near_pairs  # compiling is paid only by those who count

    order, cells = near_pairs.strips(points, edges[-1])
    args = (points[order], cells, edges, manhattan, same_place)
    none, no_band = np.empty(0, np.int32), np.empty(0, np.int8)
    found = near_pairs.near_pairs(*args, none, none, no_band)
    left, right = np.empty(found, np.int32), np.empty(found, np.int32)
    band = np.empty(found, np.int8)
    if found:
        near_pairs.near_pairs(*args, left, right, band)
    if band.any():
        sort = np.argsort(band, kind="stable")
        left, right, band = left[sort], right[sort], band[sort]
    return order[left], order[right], band
