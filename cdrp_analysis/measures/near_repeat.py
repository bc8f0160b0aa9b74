"""Near repeats: whether events near in space are also near in time more often than by chance."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.event_days import Rule, Unit
from cdrp_analysis.measures.local_clustering import false_discovery
from cdrp_analysis.measures.near_events import pairs_within, placed_events

DISTANCES_M = (0.0, 100.0, 200.0, 300.0, 400.0)
TIMES = (0, 7, 14, 21, 28)
SNAPPED = (
    "Places are snap points, each of which stands for eight addresses or more: the same point is "
    "not the same address, and distances below about 200 m say little."
)
_WHERE = "measures.near_repeat"
_COLUMNS = 256  # permutations side by side: their times for a point fill half a kilobyte


def knox(
    events: pd.DataFrame,
    *,
    distances_m: Sequence[float] = DISTANCES_M,
    times: Sequence[int] = TIMES,
    unit: Unit = "day",
    rule: Rule = "middle",
    metric: Literal["euclidean", "manhattan"] = "euclidean",
    same_place: bool = True,
    snapped: bool = False,
    permutations: int = 999,
    false_discovery_rate: float = 0.05,
    seed: int,
) -> pd.DataFrame:
    """
    Knox's test over several bands of distance and time at once.

    Parameters
    ----------
    events : DataFrame, one row per event of one kind
        ``easting``, ``northing`` (metres, EPSG:27700) and the columns of time that
        :func:`~cdrp_analysis.measures.event_days.event_steps` reads. Rows without a place or a
        time are left out and counted in ``attrs``.
    distances_m : sequence of float
        Edges of the bands of distance, metres; a band [a, b) holds a and not b.
    times : sequence of int
        Edges of the bands of time in steps of ``unit``; [0, 7) is the same day to six days apart.
    unit : {"day", "week", "month"}
        How finely time is told; see ``note`` in the result for what months cannot show.
    rule : {"middle", "start"}
        Which moment of a window of time stands for an event.
    metric : {"euclidean", "manhattan"}
        How distance is measured.
    same_place : bool
        Whether pairs with equal coordinates form a band of their own, which comes first.
    snapped : bool
        Whether places are snap points of the publisher; then ``note`` says what that hides.
    permutations : int
        Times are dealt out again among the places so many times.
    false_discovery_rate : float
        Expected share of false ones among the bands called ``above_chance``.
    seed : int
        Permutation r is the r-th ``permutation`` of the times in row order that
        ``numpy.random.default_rng(seed)`` gives.

    Returns
    -------
    DataFrame, one row per band of distance and time, nearest and soonest first
        ``place`` ("same address", "same snap point" or "near"), ``distance_from``,
        ``distance_to`` (m), ``time_from``, ``time_to``, ``unit``, ``observed`` (pairs),
        ``expected`` = N_s N_t / (n(n − 1)/2) for N_s pairs in the band of distance and N_t in
        that of time, ``ratio``, ``p`` = (1 + #{T ≥ observed})/(permutations + 1), ``q`` (p
        adjusted over the table), ``above_chance``; then ``events``, ``metric``, ``permutations``,
        ``seed``, ``method`` and ``note``. Where no pair of the band can exist (``expected`` is 0),
        ratio, p and q are missing. ``attrs``: ``no_place`` and ``no_time``, rows left out.

    Raises
    ------
    InputError
        If fewer than two events are left, or edges do not rise.

    Notes
    -----
    A rise or fall of all places together leaves the test untouched. One that differs between
    places does not: over several years a shift of crime from here to there looks like repeats, so
    give a year or so at a time.

    References
    ----------
    Knox, E. G. (1964). The detection of space-time interactions. Applied Statistics 13, 25-29.
    Johnson, S. D. et al. (2007). Space-time patterns of risk: a cross national assessment of
    residential burglary victimization. J. Quantitative Criminology 23, 201-219.

    Examples
    --------
    >>> rows = pd.DataFrame({"easting": [0, 0, 900, 900], "northing": [0, 50, 0, 50],
    ...                      "day": pd.to_datetime(["2010-05-01", "2010-05-03", "2010-06-05",
    ...                                             "2010-06-06"])})
    >>> table = knox(rows, distances_m=(0, 100), times=(0, 7), same_place=False, seed=1)
    >>> table[["observed", "expected", "ratio"]].round(2)
       observed  expected  ratio
    0         2      0.67    3.0
    """
    distances, edges = _edges(distances_m, float), _edges(times, int)
    if permutations < 1:
        raise InputError("there must be a permutation.", where=_WHERE, do="999 is usual")
    placed = placed_events(events, unit=unit, rule=rule)
    steps = placed.steps
    bands = len(distances) - 1 + same_place
    left, right, band = pairs_within(
        placed.points, distances, manhattan=metric == "manhattan", same_place=same_place
    )
    near = np.bincount(band, minlength=bands)
    soon = np.diff(_pairs_sooner(steps, edges))
    observed = _counts(left, right, band, bands, steps[:, None], edges)[..., 0]
    reached = np.zeros_like(observed)
    for drawn in _permuted(steps, permutations, seed):
        more = _counts(left, right, band, bands, drawn, edges) >= observed[..., None]
        reached += more.sum(axis=2)
    expected = np.outer(near, soon) / (len(steps) * (len(steps) - 1) / 2)
    possible = expected > 0
    p = np.where(possible, (1 + reached) / (permutations + 1), np.nan)
    how = "Manhattan" if metric == "manhattan" else "Euclidean"
    table = _bands(distances, edges, same_place, snapped).assign(
        unit=unit,
        observed=observed.ravel(),
        expected=expected.ravel(),
        ratio=(observed / np.where(possible, expected, np.nan)).ravel(),
        p=p.ravel(),
        q=false_discovery(p.ravel()),
        events=len(steps),
        metric=metric,
        permutations=permutations,
        seed=seed,
        method=f"Knox test, {how} distance, {permutations} permutations of the times, false "
        f"discovery rate {false_discovery_rate:.0%} over {bands * (len(edges) - 1)} bands",
        note=f"{placed.note} {SNAPPED}" if snapped else placed.note,
    )
    clear = (table["q"] <= false_discovery_rate) & (table["ratio"] > 1)
    table.insert(table.columns.get_loc("q") + 1, "above_chance", clear)
    table.attrs = {"no_place": placed.no_place, "no_time": placed.no_time}
    return table


def _edges(given: Sequence, kind: type) -> np.ndarray:
    edges = np.array(given, dtype=kind)
    if len(edges) < 2 or (np.diff(edges) <= 0).any() or edges[0] < 0 or (edges != given).any():
        raise InputError(
            f"{', '.join(map(str, given))} are not edges of bands.",
            where=_WHERE,
            do="give two or more that rise from 0 up, whole numbers where they are of time",
        )
    return edges


def _counts(left, right, band, bands: int, times: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Pairs by band of distance, band of time and column of ``times``."""
    from cdrp_analysis.measures import near_pairs

    ends = np.minimum(edges, np.iinfo(np.int16).max).astype(np.int16)
    return np.diff(near_pairs.soon_counts(left, right, band, bands, times, ends), axis=1)


def _permuted(steps: np.ndarray, permutations: int, seed: int) -> Iterator[np.ndarray]:
    rng = np.random.default_rng(seed)
    for first in range(0, permutations, _COLUMNS):
        rows = min(_COLUMNS, permutations - first)
        again = np.broadcast_to(steps, (rows, len(steps))).copy()
        yield np.ascontiguousarray(rng.permuted(again, axis=1).T)


def _pairs_sooner(steps: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Of all pairs, how many lie closer in time than each edge."""
    by_step = np.bincount(steps).astype(np.int64)
    by_lag = [int(by_step @ (by_step - 1)) // 2]
    by_lag += [int(by_step[lag:] @ by_step[:-lag])
               for lag in range(1, min(int(edges[-1]), len(by_step)))]  # fmt: skip
    sooner = np.r_[0, np.cumsum(by_lag)]
    return sooner[np.minimum(edges, len(sooner) - 1)]


def _bands(
    distances: np.ndarray, times: np.ndarray, same_place: bool, snapped: bool
) -> pd.DataFrame:
    near = [("near", float(a), float(b)) for a, b in pairwise(distances)]
    if same_place:
        near = [("same snap point" if snapped else "same address", 0.0, 0.0), *near]
    rows = [(*where, int(a), int(b)) for where in near for a, b in pairwise(times)]
    names = ["place", "distance_from", "distance_to", "time_from", "time_to"]
    return pd.DataFrame(rows, columns=names)
