"""Circular zones of a scan: every centre with its complete rings of neighbours."""

from dataclasses import dataclass

import numpy as np
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
    tree = cKDTree(points)
    tags = np.random.default_rng(0).integers(1, 2**63, len(points), dtype=np.uint64)
    seen: set[tuple[int, int]] = set()
    parts, rings = [], []
    done = 0
    for centre, near in enumerate(tree.query_ball_point(points, max_radius_m + _RING)):
        near = np.array(near)
        away = np.sqrt(((points[near] - points[centre]) ** 2).sum(axis=1))
        order = np.lexsort((near, away))
        near, away = near[order], away[order]
        end = np.flatnonzero(np.diff(np.r_[away, np.inf]) > _RING) + 1
        end = end[np.cumsum(weights[near])[end - 1] <= max_weight * (1 + 1e-12)]
        if not len(end):
            continue
        near = near[: end[-1]]
        # The same places summed in any order give the same tag: who they are, not how found.
        tag = np.cumsum(tags[near])[end - 1].tolist()
        begin = 0
        for stop, mark in zip(end.tolist(), tag, strict=True):
            new = (stop, mark) not in seen
            seen.add((stop, mark))
            rings.append((done + begin, done + stop, begin == 0, new, centre, away[stop - 1]))
            begin = stop
        parts.append(near)
        done += len(near)
    if whole_area:
        away = np.sqrt(((points - points.mean(axis=0)) ** 2).sum(axis=1))
        centre = int(away.argmin())
        far = np.sqrt(((points - points[centre]) ** 2).sum(axis=1)).max()
        parts.append(np.arange(len(points)))
        rings.append((done, done + len(points), True, True, centre, far))
    members = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    columns = [np.array(column) for column in zip(*rings, strict=True)] or [np.empty(0)] * 6
    start, end, opens, distinct, centre, radius = columns
    return Zones(
        members.astype(np.int32), start.astype(np.int64), end.astype(np.int64),
        opens.astype(bool), distinct.astype(bool), centre.astype(np.int64), radius.astype(float),
    )  # fmt: skip
