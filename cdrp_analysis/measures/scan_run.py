"""One run of a scan: the likeliest clusters, and how high chance reaches in the replicas."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.event_days import Rule, Unit, event_steps, first_day, last_day
from cdrp_analysis.measures.scan_zones import Zones

_WHERE = "measures.scan"
_SIDE_BY_SIDE = 128  # replicas that share the work on a zone
_FEW = 16  # replicas that tell how high the others are likely to reach
_LOW = 2.0  # a ratio that nearly every replica passes
_MOST_EVENTS = 32_000  # that counters of 16 bits hold
_TIE = 1e-9

Deal = Callable[[int], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Search:
    """What is looked for: see ``scan.permutation_scan`` for each."""

    longest: int
    least: int
    alive: bool
    clusters: int
    replicas: int


@dataclass(frozen=True)
class Strewn:
    """Events as numbers of places and steps; ``origin`` is the step that counts as 0."""

    places: pd.DataFrame
    points: np.ndarray
    place: np.ndarray
    step: np.ndarray
    origin: int
    unit: Unit
    note: str
    left_out: int

    def counts(self, steps: int = 0) -> np.ndarray:
        """Events by place and step, for at least so many steps."""
        counts = np.zeros((len(self.points), max(steps, int(self.step.max()) + 1)), dtype=np.int64)
        np.add.at(counts, (self.place, self.step), 1)
        return counts

    def counted_from(self, origin: int) -> "Strewn":
        """The same events with steps counted from ``origin``, if that is earlier."""
        earlier = min(origin, self.origin)
        return replace(self, step=self.step + self.origin - earlier, origin=earlier)


def strew(events: pd.DataFrame, places: pd.DataFrame, *, unit: Unit, rule: Rule) -> Strewn:
    """
    Number the places and steps of events.

    Raises
    ------
    InputError
        If places have no coordinates or stand twice, events name others, or are too few or many.
    """
    points = places[["easting", "northing"]].to_numpy("float64", na_value=np.nan)
    if np.isnan(points).any() or places["place"].duplicated().any() or not len(places):
        raise InputError(
            f"of {len(places)} places some have no coordinates or stand there twice.",
            where=_WHERE,
            do="give each place once, with easting and northing in metres",
        )
    when = event_steps(events, unit=unit, rule=rule)
    known = events["place"].notna().to_numpy() & ~np.isnan(when.step)
    place = pd.Index(places["place"]).get_indexer(events.loc[known, "place"])
    strange = int((place < 0).sum())
    if strange or not 2 <= len(place) <= _MOST_EVENTS:
        raise InputError(
            f"of {len(place)} events with a place and a time, {strange} name a place that is not "
            "among the places.",
            where=_WHERE,
            do=f"give 2 to {_MOST_EVENTS:,} events and all their places",
        )
    step = when.step[known].astype(np.int64)
    origin = int(step.min())
    left_out = int((~known).sum())
    return Strewn(places, points, place, step - origin, origin, unit, when.note, left_out)


def found_clusters(
    strewn: Strewn,
    counts: np.ndarray,
    expected: np.ndarray,
    zones: Zones,
    deal: Deal,
    search: Search,
) -> pd.DataFrame:
    """
    The clusters of a scan, likeliest first, none sharing a place with one above it.

    Parameters
    ----------
    strewn : Strewn
    counts, expected : arrays, shape (places, steps)
        Events, and how many are expected; of the same sum.
    zones : Zones
    deal : function
        Places and steps of all events in so many replicas, shape (1 or replicas, events) each.
    search : Search

    Returns
    -------
    DataFrame
        As ``scan.permutation_scan`` describes it, without seed, method and note.
    """
    from cdrp_analysis.measures import scan_windows  # compiling is paid only by those who scan

    rings = (zones.members, zones.start, zones.end, zones.opens, zones.distinct)
    llr, first, length = scan_windows.best_windows(
        counts, expected, *rings, search.longest, search.least, search.alive
    )
    largest = _largest(counts.shape, expected, rings, deal, search)
    rows, taken = [], np.zeros(len(counts), dtype=bool)
    # Of equal ratios the smaller circle, then the earlier centre.
    for ring in np.lexsort((np.arange(len(llr)), zones.radius, -np.round(llr, 9))):
        if len(rows) == search.clusters or llr[ring] <= 0:
            break
        members = zones.places(ring)
        if taken[members].any():
            continue
        taken[members] = True
        window = slice(first[ring], first[ring] + length[ring])
        centre = strewn.places.iloc[zones.centre[ring]]
        mu = float(expected[members, window].sum())
        observed = int(counts[members, window].sum())
        begins = int(strewn.origin + first[ring])
        at_least = np.count_nonzero(largest >= llr[ring] * (1 - _TIE))
        rows.append(
            {
                "cluster": len(rows) + 1,
                "place": centre["place"],
                "easting": float(centre["easting"]),
                "northing": float(centre["northing"]),
                "radius_m": float(zones.radius[ring]),
                "places": len(members),
                "first_day": first_day(begins, strewn.unit),
                "last_day": last_day(begins + int(length[ring]) - 1, strewn.unit),
                "observed": observed,
                "expected": mu,
                "ratio": observed / mu,
                "llr": float(llr[ring]),
                "p": (1 + at_least) / (search.replicas + 1),
                "events": len(strewn.step),
                "replicas": search.replicas,
            }
        )
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table.attrs = {"left_out": strewn.left_out, "largest": largest.tolist()}
    return table


_COLUMNS = [
    "cluster", "place", "easting", "northing", "radius_m", "places", "first_day", "last_day",
    "observed", "expected", "ratio", "llr", "p", "events", "replicas",
]  # fmt: skip


def _largest(shape, expected: np.ndarray, rings: tuple, deal: Deal, search: Search) -> np.ndarray:
    """
    The largest ratio of every replica, exactly.

    The floor only saves time: a replica that does not reach it is done again with a lower one.
    """
    from cdrp_analysis.measures import scan_windows

    found: list[np.ndarray] = []
    done, floor = 0, _LOW
    while done < search.replicas:
        number = min(_SIDE_BY_SIDE if done else _FEW, search.replicas - done)
        place, step = deal(number)
        counts = scan_windows.strewn(place, step, *shape)
        maxima, below, lower = np.zeros(number), np.arange(number), floor
        while len(below):
            these = counts if len(below) == number else np.ascontiguousarray(counts[..., below])
            maxima[below] = scan_windows.replica_maxima(
                these, expected, *rings, search.longest, search.least, search.alive, lower
            )
            # Below the smallest floor a replica has no window of so many events at all.
            below = below[maxima[below] == 0] if lower > 1e-6 else below[:0]
            lower = lower / 2 if lower > 1e-3 else 1e-6
        found.append(maxima)
        done += number
        reached = np.concatenate(found)
        floor = max(0.9 * float(reached.min()), _LOW / 2)
    return np.concatenate(found)
