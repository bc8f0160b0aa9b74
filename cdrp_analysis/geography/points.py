"""Points on the National Grid, and the one area that each of them lies in."""

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from cdrp_analysis.geography.area_index import AreaIndex, area_index
from cdrp_analysis.geography.checks import need
from cdrp_analysis.geography.coverage import OVERLAP_TOLERANCE
from cdrp_analysis.vocabulary import NATIONAL_GRID, WGS84


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


def assign(
    points: pd.DataFrame,
    areas: gpd.GeoDataFrame | AreaIndex,
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
    areas : GeoDataFrame or AreaIndex
        ``code`` and ``geometry`` (EPSG:27700), or the same from :func:`area_index`, which is
        worth making where the areas are asked more than once.
    reach_m : float
        A point outside every area, but no farther than this from one, takes the nearest (of
        several, the first code): outlines are generalised and cut at the river bank, and snap
        points lie on bridges.
    tolerance : float
        Share of the ground that may be claimed by more than one area; an index has been held
        against its own.

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
        If the areas are not in EPSG:27700, a code is missing or used twice, an outline is not
        valid, or the areas overlap by more than ``tolerance``.
    """
    need(points, ("easting", "northing"), "assign")
    index = areas if isinstance(areas, AreaIndex) else area_index(areas, tolerance=tolerance)
    easting, northing = (
        points[axis].to_numpy("float64", na_value=np.nan) for axis in ("easting", "northing")
    )
    holder, hits = index.holders(easting, northing)
    known = np.isfinite(easting) & np.isfinite(northing)
    astray = np.flatnonzero(known & (holder < 0))
    if reach_m > 0 and len(astray):
        holder[astray] = _nearest(easting[astray], northing[astray], index.shapes, reach_m)
    codes = pd.array(index.codes, dtype="string")
    result = pd.Series(codes.take(holder, allow_fill=True), index=points.index, name="code")
    result.attrs = {
        "points": len(points),
        "no_coordinates": int((~known).sum()),
        "contested": int((hits > 1).sum()),
        "reached": int(((hits == 0) & (holder >= 0)).sum()),
        "outside": int((known & (holder < 0)).sum()),
        "overlap_km2": index.coverage.overlap_km2,
        "gap_km2": index.coverage.gap_km2,
    }
    return result


def _nearest(
    easting: np.ndarray, northing: np.ndarray, shapes: np.ndarray, reach_m: float
) -> np.ndarray:
    """The nearest shape within reach of each point, -1 where there is none."""
    place, where = pd.factorize(easting + 1j * northing)  # snap points repeat
    point, shape = shapely.STRtree(shapes).query_nearest(
        shapely.points(where.real, where.imag), max_distance=reach_m
    )
    nearest = np.full(len(where), len(shapes))
    np.minimum.at(nearest, point, shape)
    return np.where(nearest < len(shapes), nearest, -1)[place]


@cache
def _to_grid() -> Transformer:
    return Transformer.from_crs(WGS84, NATIONAL_GRID, always_xy=True)
