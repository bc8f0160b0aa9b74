"""Near or not: places and events within metres of points or of a polygon (EPSG:27700)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.trends import ratio_limits

DISTANCES_M = (50, 100, 250)
_ROUND = 64  # chords to a quarter circle: its area is right to one part in ten thousand


def within(points: pd.DataFrame, place: shapely.Geometry, *, metres: float = 0.0) -> pd.Series:
    """
    Whether each point lies within so many metres of a place, the distance itself included.

    Parameters
    ----------
    points : DataFrame
        ``easting``, ``northing`` (metres; missing where nobody said).
    place : shapely geometry
        A point, many points (see :func:`as_place`) or a polygon, on the National Grid.
    metres : float
        From a polygon: outwards from its edge; all inside is near. 0: inside or on the edge.

    Returns
    -------
    Series of boolean, same index
        Missing where the point has no coordinates: not known is not "elsewhere".

    Raises
    ------
    InputError
        For missing columns, a negative distance or degrees in place of metres.

    Examples
    --------
    >>> shops = pd.DataFrame({"easting": [530000.0, 530300.0, None],
    ...                       "northing": [180000.0, 180400.0, None]})
    >>> within(shops, shapely.Point(530000, 180000), metres=500).tolist()
    [True, True, <NA>]
    """
    _check(points, place, metres)
    known = points["easting"].notna() & points["northing"].notna()
    shapes = shapely.points(points.loc[known, ["easting", "northing"]].to_numpy(float))
    near = pd.Series(pd.NA, index=points.index, dtype="boolean")
    shapely.prepare(place)
    near[known] = shapely.dwithin(place, shapes, metres)
    return near


def as_place(points: pd.DataFrame) -> shapely.MultiPoint:
    """All points that have coordinates, as one place: near any of them is near it."""
    known = points[["easting", "northing"]].astype(float).dropna()
    if known.empty:
        raise InputError(
            "no point has coordinates.",
            where="measures.buffers.as_place",
            do="give easting and northing in metres",
        )
    return shapely.MultiPoint(known.to_numpy())


def near_and_elsewhere(
    events: pd.DataFrame,
    place: shapely.Geometry,
    boundary: shapely.Geometry,
    *,
    distances: Sequence[float] = DISTANCES_M,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Events per km² near a place against the rest of the area, for several distances.

    Buffers that overlap count their ground and their events once. Events outside the boundary
    take no part. police.uk points are moved by up to a street: read no distance below their
    spacing.

    Parameters
    ----------
    events : DataFrame
        ``easting``, ``northing`` (metres).
    place, boundary : shapely geometry
        What events are near to, and the area they are counted in, on the National Grid.
    distances : sequence of float
        Metres.

    Returns
    -------
    DataFrame, one row per distance
        ``metres``, ``near``, ``elsewhere`` (events), ``near_km2``, ``elsewhere_km2``,
        ``ratio`` of events per km², with exact ``ratio_lower`` and ``ratio_upper``; missing
        where one of the two grounds is empty or nothing happened elsewhere.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940). Biometrika 31, 313-323 (conditional test).
    """
    inside = events[within(events, boundary).fillna(False).astype(bool)]
    rows = []
    for metres in distances:
        near = int(within(inside, place, metres=metres).sum())
        ground = shapely.buffer(place, metres, quad_segs=_ROUND).intersection(boundary).area
        rows.append((metres, near, len(inside) - near, ground / 1e6))
    table = pd.DataFrame(rows, columns=["metres", "near", "elsewhere", "near_km2"])
    table["elsewhere_km2"] = boundary.area / 1e6 - table["near_km2"]
    grounds = table[["near_km2", "elsewhere_km2"]].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where((grounds > 1e-9).all(axis=1), grounds[:, 1] / grounds[:, 0], np.nan)
        ratio = table["near"] / table["elsewhere"].where(table["elsewhere"] > 0)
    lower, upper = ratio_limits(table["elsewhere"], table["near"], confidence=confidence)
    return table.assign(ratio=ratio * scale, ratio_lower=lower * scale, ratio_upper=upper * scale)


def _check(points: pd.DataFrame, place: shapely.Geometry, metres: float) -> None:
    where = "measures.buffers.within"
    absent = [name for name in ("easting", "northing") if name not in points.columns]
    if absent:
        raise InputError(
            f"{' and '.join(absent)} missing from the points.",
            where=where,
            do="add them with geography.to_national_grid()",
        )
    if metres < 0:
        raise InputError(
            f"a distance of {metres} m is less than nothing.", where=where, do="give 0 or more"
        )
    if shapely.is_empty(place):
        raise InputError("the place is empty.", where=where, do="give a point or an area")
    if max(map(abs, shapely.bounds(place))) < 180:
        raise InputError(
            "the place is in degrees, not in metres.",
            where=where,
            do="turn it into the National Grid (EPSG:27700)",
        )
