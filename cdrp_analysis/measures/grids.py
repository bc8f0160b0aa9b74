"""Squares and hexagons anchored at the National Grid's origin, so that years and runs align."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse

from cdrp_analysis.errors import InputError
from cdrp_analysis.geography.area_index import inside_of
from cdrp_analysis.measures.lattice import automatic_size, hexagon_at, named, square_at
from cdrp_analysis.vocabulary import NATIONAL_GRID

# Slivers below a square metre are rounding of the outline, not ground.
SMALLEST_PIECE_M2 = 1.0
# H&F's farthest point lies 8 m outside the outline: coordinates and outline are both rounded.
REACH_M = 25.0
# Sides and corners of a hexagon, counterclockwise, in steps of half a width and half a radius.
_HEXAGON = np.array([(1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1), (0, -2)])


def square_grid(boundary: shapely.Geometry, *, size_m: float | None = None) -> gpd.GeoDataFrame:
    """
    Squares of the National Grid that share ground with a boundary.

    Parameters
    ----------
    boundary : Polygon or MultiPolygon
        EPSG:27700.
    size_m : float, optional
        Side, metres; by default that of :func:`automatic_size`, which is announced. Below about
        200 m the squares are finer than the publisher's snap points.

    Returns
    -------
    GeoDataFrame, EPSG:27700, from south-west to north-east
        ``cell`` ("E523400N178600", lower left corner), ``easting``, ``northing`` (of that
        corner, metres), ``size_m``, ``area_km2`` (inside the boundary) and ``geometry``
        (the part inside). ``attrs["notes"]``: sentences on what was chosen automatically.

    Raises
    ------
    InputError
        If the boundary is empty or not an area, or the size not positive.
    """
    west, south, east, north = _bounds(boundary)
    size_m, notes = _size(size_m, boundary, 1)
    columns = np.arange(np.floor(west / size_m), np.ceil(east / size_m))
    rows = np.arange(np.floor(south / size_m), np.ceil(north / size_m))
    row, column = (side.ravel() for side in np.meshgrid(rows, columns, indexing="ij"))
    easting, northing = column * size_m, row * size_m
    squares = shapely.box(easting, northing, easting + size_m, northing + size_m)
    names = named("E{:.0f}N{:.0f}", easting, northing)
    return _clipped(names, easting, northing, size_m, squares, boundary, notes)


def hex_grid(boundary: shapely.Geometry, *, size_m: float | None = None) -> gpd.GeoDataFrame:
    """
    Hexagons, flat sides east and west, that share ground with a boundary.

    Parameters
    ----------
    boundary : Polygon or MultiPolygon
        EPSG:27700.
    size_m : float, optional
        Flat side to flat side, metres; by default twice that of :func:`automatic_size`. One
        hexagon is centred on the origin of the National Grid; neighbouring hexagons have
        exactly equal corners.

    Returns
    -------
    GeoDataFrame, EPSG:27700, from south-west to north-east
        As :func:`square_grid`, with ``cell`` as "R514C1308" (row and column of the lattice)
        and ``easting``, ``northing`` of the centre.

    Raises
    ------
    InputError
        If the boundary is empty or not an area, or the size not positive.
    """
    west, south, east, north = _bounds(boundary)
    size_m, notes = _size(size_m, boundary, 2)
    step = size_m * np.sqrt(3) / 2
    rows = np.arange(np.floor(south / step) - 1, np.ceil(north / step) + 2)
    columns = np.arange(np.floor(west / size_m) - 1, np.ceil(east / size_m) + 2)
    row, column = (side.ravel() for side in np.meshgrid(rows, columns, indexing="ij"))
    # Whole numbers of half widths and half radii: a corner that three hexagons share is
    # computed from the same whole numbers in each.
    half_widths = 2 * column + row % 2
    corners = np.stack([half_widths, 3 * row], axis=1)[:, None, :] + _HEXAGON
    corners = corners * (size_m / 2, size_m / np.sqrt(3) / 2)
    names = named("R{:.0f}C{:.0f}", row, column)
    shapes = shapely.polygons(corners)
    return _clipped(names, half_widths * size_m / 2, row * step, size_m, shapes, boundary, notes)


def count_in_cells(
    points: pd.DataFrame, grid: gpd.GeoDataFrame, boundary: shapely.Geometry
) -> pd.Series:
    """
    Points in each cell of a grid made by :func:`square_grid` or :func:`hex_grid`.

    Parameters
    ----------
    points : DataFrame
        ``easting``, ``northing`` (metres; rows with NaN are left out and reported).
    grid : GeoDataFrame
        The grid; recognised as squares or hexagons by its cell names.
    boundary : Polygon or MultiPolygon
        The boundary it was clipped to.

    Returns
    -------
    Series of int, indexed by ``cell``
        A point up to 25 m outside the boundary counts in its cell or, if that has no ground
        inside, in the nearest. ``attrs``: ``counted``, ``outside`` and ``no_coordinates``.
    """
    near, easting, northing = within_reach(points, boundary)
    x, y = easting[near], northing[near]
    size_m = float(grid["size_m"].iloc[0])
    place = square_at if grid["cell"].iloc[0].startswith("E") else hexagon_at
    # A cell's own corner may be rounded over its edge; its middle is in it.
    middle = size_m / 2 if place is square_at else 0.0
    centre = grid[["easting", "northing"]].to_numpy() + middle
    cells, found = (_numbered(*place(*where, size_m)) for where in (centre.T, (x, y)))
    position = pd.Index(cells).get_indexer(found)
    astray = np.flatnonzero(position < 0)
    if len(astray):
        _, nearest = shapely.STRtree(grid.geometry.to_numpy()).query_nearest(
            shapely.points(x[astray], y[astray]), all_matches=False
        )
        position[astray] = nearest
    counts = np.bincount(position, minlength=len(grid))
    result = pd.Series(counts, index=pd.Index(grid["cell"], name="cell"), name="offences")
    known = np.isfinite(easting) & np.isfinite(northing)
    result.attrs = {
        "counted": int(near.sum()),
        "outside": int((known & ~near).sum()),
        "no_coordinates": int((~known).sum()),
    }
    return result


def within_reach(
    points: pd.DataFrame, boundary: shapely.Geometry
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    Which rows lie inside a boundary or up to 25 m outside, and all their coordinates.

    Array of bool and two of float (easting, northing; NaN where unknown), one value per row.
    InputError if the points have no such columns.
    """
    absent = [name for name in ("easting", "northing") if name not in points.columns]
    if absent:
        raise InputError(
            f"{' and '.join(absent)} missing from the points.",
            where="measures.grids",
            do="add them with geography.to_national_grid()",
        )
    x, y = (points[axis].to_numpy("float64", na_value=np.nan) for axis in ("easting", "northing"))
    near = inside_of(boundary)(x, y)
    other = np.flatnonzero(~near & np.isfinite(x) & np.isfinite(y))
    shapely.prepare(boundary)
    near[other] = shapely.dwithin(boundary, shapely.points(x[other], y[other]), REACH_M)
    return near, x, y


def cell_points(grid: gpd.GeoDataFrame) -> np.ndarray:
    """
    A point inside each cell's ground, shape (n, 2): the middle, where the middle is inside.
    """
    shapes = grid.geometry.to_numpy()
    middle = shapely.centroid(shapes)
    inside = shapely.contains(shapes, middle)
    return shapely.get_coordinates(np.where(inside, middle, shapely.point_on_surface(shapes)))


def touching(grid: gpd.GeoDataFrame) -> sparse.csr_array:
    """Cells that share a side or a corner before clipping: 8 per square, 6 per hexagon."""
    centre = shapely.points(grid["easting"], grid["northing"])
    size_m = float(grid["size_m"].iloc[0])
    # Centres of touching squares are at most √2 sides apart, of hexagons one width.
    distance = 1.5 * size_m if grid["cell"].iloc[0].startswith("E") else 1.1 * size_m
    left, right = shapely.STRtree(centre).query(centre, predicate="dwithin", distance=distance)
    other = left != right
    return sparse.csr_array(
        (np.ones(int(other.sum()), dtype=bool), (left[other], right[other])),
        shape=(len(grid), len(grid)),
    )


def _numbered(row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Row and column, whole numbers of far fewer than 31 bits, as one number."""
    return row.astype(np.int64) * 2**31 + column.astype(np.int64)


def _bounds(boundary: shapely.Geometry) -> tuple[float, float, float, float]:
    if shapely.get_dimensions(boundary) != 2 or shapely.area(boundary) == 0:
        raise InputError(
            "the boundary is not an area.",
            where="measures.grids",
            do="give one polygon or multipolygon in EPSG:27700",
        )
    return boundary.bounds


def _size(size_m: float | None, boundary: shapely.Geometry, times: int) -> tuple[float, list[str]]:
    if size_m is None:
        size_m, note = automatic_size(boundary)
        if times > 1:
            note = f"Hexagons {times * size_m:.0f} m wide: {times} squares. {note}"
        return times * size_m, [note]
    if not 0 < size_m < np.inf:
        raise InputError(
            f"cells of {size_m} m have no size.",
            where="measures.grids",
            do="give a positive size_m, or none for an automatic one",
        )
    return float(size_m), []


def _clipped(
    names: np.ndarray,
    easting: np.ndarray,
    northing: np.ndarray,
    size_m: float,
    shapes: np.ndarray,
    boundary: shapely.Geometry,
    notes: list[str],
) -> gpd.GeoDataFrame:
    shapely.prepare(boundary)
    inside = shapely.contains_properly(boundary, shapes)
    crossing = shapely.intersects(boundary, shapes) & ~inside
    shapes = shapes.copy()
    shapes[crossing] = shapely.intersection(shapes[crossing], boundary)
    area = shapely.area(shapes)
    kept = inside | (crossing & (area >= SMALLEST_PIECE_M2))
    grid = gpd.GeoDataFrame(
        {
            "cell": names[kept],
            "easting": easting[kept],
            "northing": northing[kept],
            "size_m": size_m,
            "area_km2": area[kept] / 1e6,
        },
        geometry=shapes[kept],
        crs=NATIONAL_GRID,
    )
    grid.attrs = {"notes": notes}
    return grid
