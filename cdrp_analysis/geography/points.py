"""Points on the National Grid, and the one area that each of them lies in."""

from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from cdrp_analysis.errors import InputError
from cdrp_analysis.geography.checks import need, shapes_and_codes
from cdrp_analysis.vocabulary import NATIONAL_GRID, WGS84

# Outlines of 113 to 4,835 real LSOAs overlap by less than one part in a million; a thousandth
# is a wrong file (two editions stacked, wards with boroughs), not rounding.
OVERLAP_TOLERANCE = 0.001


@dataclass(frozen=True)
class Coverage:
    """
    How well a set of areas covers the ground once and only once.

    Attributes
    ----------
    area_km2 : float
        Ground covered at least once.
    overlap_km2 : float
        Ground claimed more than once, summed over pairs of areas.
    gap_km2 : float
        Ground enclosed by the areas that none of them claims.
    overlapping : tuple of str
        Codes of the areas in pairs that share more than a square metre.
    """

    area_km2: float
    overlap_km2: float
    gap_km2: float
    overlapping: tuple[str, ...]


def to_national_grid(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Add ``easting`` and ``northing`` from ``longitude`` and ``latitude``.

    Parameters
    ----------
    frame : DataFrame
        Needs ``longitude`` and ``latitude`` (WGS84 degrees; NaN where unknown).

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``easting`` and ``northing`` (metres, EPSG:27700); NaN where either coordinate is
        NaN or lies outside the projection.

    Notes
    -----
    The same transformation as geopandas' ``to_crs`` on this machine, so that points and
    boundaries agree with each other. Without Ordnance Survey's OSTN15 grid file that is the
    seven-parameter one, right to about 2 m in London and 5 m elsewhere; police.uk points are
    moved by far more than that.

    Examples
    --------
    >>> town_hall = pd.DataFrame({"longitude": [-0.2339, None], "latitude": [51.4927, None]})
    >>> to_national_grid(town_hall)[["easting", "northing"]].round(-2)
        easting  northing
    0  522700.0  178600.0
    1       NaN       NaN
    """
    need(frame, ("longitude", "latitude"), "to_national_grid")
    longitude = frame["longitude"].to_numpy("float64", na_value=np.nan)
    latitude = frame["latitude"].to_numpy("float64", na_value=np.nan)
    easting, northing = _to_grid().transform(longitude, latitude)
    known = np.isfinite(easting) & np.isfinite(northing)
    return frame.assign(
        easting=np.where(known, easting, np.nan), northing=np.where(known, northing, np.nan)
    )


def to_degrees(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Add ``longitude`` and ``latitude`` from ``easting`` and ``northing``.

    The way back from `to_national_grid`: same rows in the same order, WGS84 degrees to six
    decimals, NaN where either coordinate is NaN.

    Examples
    --------
    >>> town_hall = pd.DataFrame({"easting": [522700.0, None], "northing": [178600.0, None]})
    >>> to_degrees(town_hall)[["longitude", "latitude"]].round(3)
       longitude  latitude
    0     -0.234    51.493
    1        NaN       NaN
    """
    need(frame, ("easting", "northing"), "to_degrees")
    metres = [frame[axis].to_numpy("float64", na_value=np.nan) for axis in ("easting", "northing")]
    longitude, latitude = _to_grid().transform(*metres, direction="INVERSE")
    known = np.isfinite(longitude) & np.isfinite(latitude)
    return frame.assign(
        longitude=np.where(known, longitude, np.nan).round(6),
        latitude=np.where(known, latitude, np.nan).round(6),
    )


def coverage(areas: gpd.GeoDataFrame) -> Coverage:
    """Overlaps and gaps of a set of areas (``code``, ``geometry`` in EPSG:27700)."""
    shapes, codes = shapes_and_codes(areas, "coverage")
    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    shared = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    real = shared > 1.0
    culprits = np.unique(np.concatenate([left[real], right[real]]))
    whole = shapely.union_all(shapes)
    filled = shapely.union_all(
        [shapely.Polygon(part.exterior) for part in shapely.get_parts(whole)]
    )
    return Coverage(
        area_km2=whole.area / 1e6,
        overlap_km2=float(shared.sum()) / 1e6,
        gap_km2=(filled.area - whole.area) / 1e6,
        overlapping=tuple(codes[culprits]),
    )


def assign(
    points: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    reach_m: float = 0.0,
    tolerance: float = OVERLAP_TOLERANCE,
) -> pd.Series:
    """
    The code of the one area in which each point lies.

    Parameters
    ----------
    points : DataFrame
        Needs ``easting`` and ``northing`` (metres, EPSG:27700; NaN where unknown).
    areas : GeoDataFrame
        Needs ``code`` and ``geometry`` (EPSG:27700).
    reach_m : float
        A point outside every area, but no farther than this from one, takes the nearest:
        outlines are generalised and cut at the river bank, and snap points lie on bridges.
    tolerance : float
        Share of the ground that may be claimed by more than one area.

    Returns
    -------
    Series of string, same index as ``points``
        One code or ``<NA>``; never more rows than points. A point on a shared border, or
        in an overlap within the tolerance, takes the first code in alphabetical order.
        ``attrs``: ``points``, ``no_coordinates``, ``contested`` (in several areas, borders
        included), ``reached`` (taken to the nearest), ``outside`` (in none) and
        ``overlap_km2``, ``gap_km2`` of the areas.

    Raises
    ------
    InputError
        If the areas are not in EPSG:27700, a code is missing or used twice, or the areas
        overlap by more than ``tolerance``.
    """
    need(points, ("easting", "northing"), "assign")
    shapes, codes = shapes_and_codes(areas, "assign")
    cover = coverage(areas)
    if cover.overlap_km2 > tolerance * cover.area_km2:
        raise InputError(
            f"{len(cover.overlapping)} areas overlap: {cover.overlap_km2:.3f} of "
            f"{cover.area_km2:.3f} km² is claimed more than once.",
            where="geography.assign",
            areas=cover.overlapping,
            do="use one edition of one kind of area",
        )
    place, locations = _distinct(points)
    found = _first_hit(locations, shapes, np.argsort(np.argsort(codes, kind="stable")))
    hits, holder = found["hits"], found["holder"]
    astray = np.flatnonzero(hits == 0)
    if reach_m > 0 and len(astray):
        (which, near), _ = shapely.STRtree(shapes).query_nearest(
            locations[astray], max_distance=reach_m, return_distance=True, all_matches=False
        )
        holder[astray[which]] = near
    known = place >= 0
    row_holder = np.full(len(points), -1)
    row_holder[known] = holder[place[known]]
    row_hits = np.ones(len(points), dtype=int)
    row_hits[known] = hits[place[known]]
    result = pd.Series(pd.NA, index=points.index, dtype="string", name="code")
    result[row_holder >= 0] = codes[row_holder[row_holder >= 0]]
    result.attrs = {
        "points": len(points),
        "no_coordinates": int((~known).sum()),
        "contested": int((row_hits > 1).sum()),
        "reached": int(((row_hits == 0) & (row_holder >= 0)).sum()),
        "outside": int((known & (row_holder < 0)).sum()),
        "overlap_km2": cover.overlap_km2,
        "gap_km2": cover.gap_km2,
    }
    return result


def _distinct(points: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    # police.uk has some 60,000 snap points for all of London: testing each distinct location
    # once makes a million rows as quick as sixty thousand.
    easting = points["easting"].to_numpy("float64", na_value=np.nan)
    northing = points["northing"].to_numpy("float64", na_value=np.nan)
    known = np.isfinite(easting) & np.isfinite(northing)
    place = np.full(len(points), -1)
    place[known], where = pd.factorize(easting[known] + 1j * northing[known])
    return place, shapely.points(where.real, where.imag)


def _first_hit(locations: np.ndarray, shapes: np.ndarray, order: np.ndarray) -> dict:
    # The tree holds the points, because shapely prepares the geometry it queries with: a
    # prepared area is tested many times quicker.
    area, point = shapely.STRtree(locations).query(shapes, predicate="intersects")
    by_code = np.lexsort((order[area], point))
    point, area = point[by_code], area[by_code]
    hits = np.bincount(point, minlength=len(locations))
    holder = np.full(len(locations), -1)
    first = np.flatnonzero(np.r_[True, point[1:] != point[:-1]]) if len(point) else []
    holder[point[first]] = area[first]
    return {"hits": hits, "holder": holder}


@cache
def _to_grid() -> Transformer:
    return Transformer.from_crs(WGS84, NATIONAL_GRID, always_xy=True)
