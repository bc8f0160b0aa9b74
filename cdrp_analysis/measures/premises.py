"""Offences in rings around licensed premises, held against ground, residents and other offences."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.measures.buffers import DISTANCES_M, as_place, within
from cdrp_analysis.measures.ratios import odds_ratio
from cdrp_analysis.measures.times import time_weights
from cdrp_analysis.measures.trends import ratio_limits
from cdrp_analysis.measures.week_windows import NIGHTS_OUT, Window, place_in_week

FARTHER = "ring farther away"
NIGHTS, OTHER_HOURS = "nights out", "other hours"
VIOLENCE, COMPARED = "violence", "compared"
AGAINST = ("ground", "residents", "others", "nights")
RATIOS = tuple(f"ratio_{name}{end}" for name in AGAINST for end in ("", "_lower", "_upper"))
_ROUND = 64  # chords to a quarter circle, as for buffers


def ring_codes(distances: Sequence[float] = DISTANCES_M) -> list[str]:
    """
    Codes of the rings, from the doors outwards, the ground beyond the last of them included.

    Examples
    --------
    >>> ring_codes((50, 100))
    ['ring 0 to 50 m', 'ring 50 to 100 m', 'ring farther away']
    """
    edges = (0, *distances)
    pairs = zip(edges, distances, strict=False)
    return [*(f"ring {a:g} to {b:g} m" for a, b in pairs), FARTHER]


def ring_of(
    points: pd.DataFrame, premises: pd.DataFrame, *, distances: Sequence[float] = DISTANCES_M
) -> pd.Series:
    """
    The ring around the nearest premises in which each point lies, its outer edge included.

    Parameters
    ----------
    points, premises : DataFrame
        ``easting``, ``northing`` (metres, EPSG:27700; missing where nobody said).
    distances : sequence of float
        Outer edges in metres, rising.

    Returns
    -------
    Series of str, same index as ``points``
        One of :func:`ring_codes`; missing where the point has no coordinates.
    """
    codes, place = ring_codes(distances), as_place(premises)
    found = pd.Series(codes[-1], index=points.index, dtype=object)
    for code, metres in reversed(list(zip(codes, distances, strict=False))):
        near = within(points, place, metres=metres)
        found[near.fillna(False).astype(bool)] = code
    known = points["easting"].notna() & points["northing"].notna()
    return found.where(known)


def ring_shapes(
    premises: pd.DataFrame,
    boundary: shapely.Geometry,
    *,
    distances: Sequence[float] = DISTANCES_M,
) -> np.ndarray:
    """The ground of every ring inside the boundary, from the doors outwards (EPSG:27700)."""
    place = as_place(premises)
    discs = [shapely.buffer(place, metres, quad_segs=_ROUND) for metres in distances]
    inner = [shapely.Polygon(), *discs]
    return np.array(
        [
            shapely.intersection(shapely.difference(outer, hole), boundary)
            for outer, hole in zip([*discs, boundary], inner, strict=True)
        ],
        dtype=object,
    )


def ring_grounds(
    premises: pd.DataFrame,
    boundary: shapely.Geometry,
    homes: gpd.GeoDataFrame | None = None,
    *,
    distances: Sequence[float] = DISTANCES_M,
) -> pd.DataFrame:
    """
    Ground and residents of every ring inside the boundary.

    Parameters
    ----------
    premises : DataFrame
        ``easting``, ``northing``.
    boundary : shapely geometry
        The partnership, EPSG:27700.
    homes : GeoDataFrame, optional
        Small areas with ``residents``, who are taken as spread evenly over their area.

    Returns
    -------
    DataFrame, one row per ring
        ``ring``, ``ground_km2``, ``residents`` (people, missing without ``homes``).
    """
    shapes = ring_shapes(premises, boundary, distances=distances)
    people = np.full(len(shapes), np.nan)
    if homes is not None:
        areas = homes.geometry.to_numpy()
        share = shapely.area(shapely.intersection(shapes[:, None], areas[None, :]))
        people = share @ (homes["residents"].to_numpy(float) / shapely.area(areas))
    return pd.DataFrame(
        {
            "ring": ring_codes(distances),
            "ground_km2": shapely.area(shapes) / 1e6,
            "residents": people,
        }
    )


def mostly_inside(events: pd.DataFrame, window: Window = NIGHTS_OUT) -> pd.Series:
    """
    Whether half or more of the time in which each event can have happened lies in a window.

    Whole offences, so that those of any two kinds of area add up. An event without a usable time
    cannot be told to lie inside and counts as outside.

    Parameters
    ----------
    events : DataFrame
        ``start``, ``end``.

    Returns
    -------
    Series of bool, same index

    Examples
    --------
    >>> fights = pd.DataFrame({"start": pd.to_datetime(["2010-06-11 23:00", "2010-06-09 23:00"])})
    >>> mostly_inside(fights.assign(end=pd.NaT)).tolist()  # a Friday and a Wednesday
    [True, False]
    """
    weights = time_weights(events)
    mask = window.mask()[place_in_week(weights["weekday"], weights["hour"])]
    share = np.bincount(weights["event"], weights=weights["weight"] * mask, minlength=len(events))
    return pd.Series(share >= 0.5, index=events.index)


def with_ratios(rings: pd.DataFrame) -> pd.DataFrame:
    """
    Violence in each ring beside that of the ground farther away.

    Parameters
    ----------
    rings : DataFrame
        ``theme`` (``violence`` or ``compared``), ``area`` (a ring, or the whole), ``hours``
        ("all hours", "nights out", "other hours"), ``offences`` (missing where hidden),
        ``ground_km2``, ``residents``. Any order; with the rows of :data:`FARTHER`.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds, on rows of violence in a ring that is not the farthest, ``ratio_ground`` (per km²),
        ``ratio_residents`` (per resident), ``ratio_others`` (per offence compared) and, on rows
        of nights out, ``ratio_nights`` (nights out over other hours), each over that of the
        ground farther away and with ``_lower`` and ``_upper``. Limits of the first two are
        exact, those of the others Woolf's.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940). Biometrika 31, 313-323. Woolf, B. (1955). Annals of
    Human Genetics 19, 251-253.
    """
    if rings.empty:
        return rings.reindex(columns=list(dict.fromkeys([*rings, *RATIOS])))
    counts = rings["offences"].astype("Float64").astype(float)
    cells = {
        key: n
        for key, n in zip(
            zip(rings["theme"], rings["area"], rings["hours"], strict=True), counts, strict=True
        )
        if not np.isnan(n)
    }
    sizes = rings.drop_duplicates("area").set_index("area")[["ground_km2", "residents"]]
    made = [
        _ratios(row, cells, sizes)
        if row.theme == VIOLENCE and str(row.area).startswith("ring ")
        else {}
        for row in rings.itertuples()
    ]
    found = pd.DataFrame(made, index=rings.index).reindex(columns=RATIOS).astype(float)
    return rings.drop(columns=[c for c in RATIOS if c in rings]).join(found)


def _ratios(row, cells: dict, sizes: pd.DataFrame) -> dict[str, float]:
    if row.area == FARTHER or FARTHER not in sizes.index:
        return {}

    def pair(theme: str, hours: str) -> tuple[float, float]:
        return tuple(cells.get((theme, area, hours), np.nan) for area in (row.area, FARTHER))

    near, far = pair(VIOLENCE, row.hours)
    found = {}
    for name, column in (("ground", "ground_km2"), ("residents", "residents")):
        here, there = (float(sizes.loc[area, column]) for area in (row.area, FARTHER))
        if here > 0 and there > 0 and near + far > 0:
            lower, upper = ratio_limits([far], [near])
            scale = there / here
            ratio = near / far if far else np.nan
            found |= _named(name, (ratio * scale, lower[0] * scale, upper[0] * scale))
    found |= _named("others", odds_ratio(near, far, *pair(COMPARED, row.hours)))
    if row.hours == NIGHTS:
        found |= _named("nights", odds_ratio(near, far, *pair(VIOLENCE, OTHER_HOURS)))
    return found


def _named(name: str, values: Sequence[float]) -> dict[str, float]:
    ends = ("", "_lower", "_upper")
    return {f"ratio_{name}{end}": value for end, value in zip(ends, values, strict=True)}


def nearest_premises(
    points: pd.DataFrame, premises: pd.DataFrame, *, metres: float = DISTANCES_M[0]
) -> pd.Series:
    """
    Position in ``premises`` of the nearest within so many metres, so that none counts twice.

    Returns
    -------
    Series of Int64, same index as ``points``
        Missing where none is so near, or where the point has no coordinates.
    """
    known = points["easting"].notna() & points["northing"].notna()
    at = shapely.points(points.loc[known, ["easting", "northing"]].to_numpy(float))
    doors = shapely.points(premises[["easting", "northing"]].to_numpy(float))
    found = pd.Series(pd.NA, index=points.index, dtype="Int64")
    mine, nearest = shapely.STRtree(doors).query_nearest(at, max_distance=metres, all_matches=False)
    found[points.index[known][mine]] = nearest
    return found


def with_night_shares(bands: pd.DataFrame) -> pd.DataFrame:
    """
    Each band's share of the night in its scenario.

    Parameters
    ----------
    bands : DataFrame
        ``scenario``, ``band``, ``offences`` (missing where hidden).

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``share``: to whole hundredths, missing for a scenario of which a band is hidden.
    """
    counts = bands["offences"].astype("Float64").astype(float)
    night = counts.groupby(bands["scenario"]).transform(lambda n: n.sum(skipna=False))
    return bands.assign(share=(counts / night.where(night > 0)).round(2))
