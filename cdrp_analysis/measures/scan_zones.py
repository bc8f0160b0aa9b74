"""Circular zones of a scan: every centre with its complete rings of neighbours."""

from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

_RING = 1e-6  # metres: places so nearly at one distance enter a zone together


@dataclass(frozen=True)
class Zones:
    """
    Zones ring by ring: a zone is its centre's rings up to and including its own.

    ``members`` are places, centre after centre, nearest first. Ring r adds ``members[start[r] :
    end[r]]`` and is the first of its centre where ``opens[r]``. ``distinct[r]`` is False where
    an earlier zone holds the same places. ``centre[r]`` and ``radius[r]`` (metres) name the zone.
    """

    members: np.ndarray
    start: np.ndarray
    end: np.ndarray
    opens: np.ndarray
    distinct: np.ndarray
    centre: np.ndarray
    radius: np.ndarray

    def places(self, ring: int) -> np.ndarray:
        """The places of a zone."""
        first = ring - int(np.argmax(self.opens[ring::-1]))
        return self.members[self.start[first] : self.end[ring]]


def circular_zones(
    points: np.ndarray,
    weights: np.ndarray,
    *,
    max_radius_m: float,
    max_weight: float,
    whole_area: bool = False,
) -> Zones:
    """
    All circles around places that hold complete rings and are not too large.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        Places, metres.
    weights : array of float, shape (n,)
        What a zone may hold at most ``max_weight`` of: events, or expected events.
    max_radius_m : float
        Largest radius, included.
    whole_area : bool
        Adds one zone of all places, whatever its size.

    Returns
    -------
    Zones
    """
    near = cKDTree(points).query_ball_point(points, max_radius_m + _RING)
    number = np.array([len(own) for own in near])
    centre, first = np.repeat(np.arange(len(near)), number), np.cumsum(number) - number
    members = np.fromiter(chain.from_iterable(near), dtype=np.int64, count=len(centre))
    away = np.sqrt(((points[members] - points[centre]) ** 2).sum(axis=1))
    order = np.lexsort((members, away, centre))
    members, away = members[order], away[order]
    # Every centre sums its own, so that no rounding of another's comes in.
    held = np.concatenate([np.cumsum(own) for own in np.split(weights[members], first[1:])])
    closes = np.r_[(np.diff(away) > _RING) | (np.diff(centre) > 0), True]
    end = np.flatnonzero(closes & (held <= max_weight * (1 + 1e-12))) + 1
    centre, radius = centre[end - 1], away[end - 1]
    opens = np.diff(centre, prepend=-1) != 0
    start = np.where(opens, first[centre], np.r_[0, end[:-1]][: len(end)])
    # The same places summed in any order give the same tag: who they are, not how found.
    tags = np.random.default_rng(0).integers(1, 2**63, len(points), dtype=np.uint64)
    tag = np.r_[np.uint64(0), np.cumsum(tags[members])]
    zone = {"size": end - first[centre], "tag": tag[end] - tag[first[centre]]}
    distinct = ~pd.DataFrame(zone).duplicated().to_numpy()
    zones = Zones(members.astype(np.int32), start, end, opens, distinct, centre, radius)
    return _with_whole_area(zones, points) if whole_area else zones


def _with_whole_area(zones: Zones, points: np.ndarray) -> Zones:
    """The zones and one of all places, around the place nearest to their middle."""
    away = np.sqrt(((points - points.mean(axis=0)) ** 2).sum(axis=1))
    centre = int(away.argmin())
    far = np.sqrt(((points - points[centre]) ** 2).sum(axis=1)).max()
    done = len(zones.members)
    return Zones(
        np.append(zones.members, np.arange(len(points), dtype=np.int32)),
        np.append(zones.start, done),
        np.append(zones.end, done + len(points)),
        np.append(zones.opens, True),
        np.append(zones.distinct, True),
        np.append(zones.centre, centre),
        np.append(zones.radius, far),
    )
