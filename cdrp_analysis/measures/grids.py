"""Squares and hexagons anchored at the National Grid's origin, so that years and runs align."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse

from cdrp_analysis.errors import InputError
from cdrp_analysis.vocabulary import NATIONAL_GRID

# Slivers below a square metre are rounding of the outline, not ground.
SMALLEST_PIECE_M2 = 1.0
# H&F's farthest point lies 8 m outside the outline: coordinates and outline are both rounded.
REACH_M = 25.0
# Sides and corners of a hexagon, counterclockwise, in steps of half a width and half a radius.
_HEXAGON = np.array([(1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1), (0, -2)])


def square_grid(boundary: shapely.Geometry, *, size_m: float = 200) -> gpd.GeoDataFrame:
    """
    Squares of the National Grid that share ground with a boundary.

    Parameters
    ----------
    boundary : Polygon or MultiPolygon
        EPSG:27700.
    size_m : float
        Side, metres. Below about 200 m the squares are finer than the publisher's snap points.

    Returns
    -------
    GeoDataFrame, EPSG:27700, from south-west to north-east
        ``cell`` ("E523400N178600", lower left corner), ``easting``, ``northing`` (of that
        corner, metres), ``size_m``, ``area_km2`` (inside the boundary) and ``geometry``
        (the part inside).

    Raises
    ------
    InputError
        If the boundary is empty or not an area.
    """
    west, south, east, north = _bounds(boundary)
    columns = np.arange(np.floor(west / size_m), np.ceil(east / size_m))
    rows = np.arange(np.floor(south / size_m), np.ceil(north / size_m))
    row, column = (side.ravel() for side in np.meshgrid(rows, columns, indexing="ij"))
    easting, northing = column * size_m, row * size_m
    squares = shapely.box(easting, northing, easting + size_m, northing + size_m)
    names = [f"E{e:.0f}N{n:.0f}" for e, n in zip(easting, northing, strict=True)]
    return _clipped(names, easting, northing, size_m, squares, boundary)


def hex_grid(boundary: shapely.Geometry, *, size_m: float = 400) -> gpd.GeoDataFrame:
    """
    Hexagons, flat sides east and west, that share ground with a boundary.

    Parameters
    ----------
    boundary : Polygon or MultiPolygon
        EPSG:27700.
    size_m : float
        Flat side to flat side, metres. One hexagon is centred on the origin of the National
        Grid; neighbouring hexagons have exactly equal corners.

    Returns
    -------
    GeoDataFrame, EPSG:27700, from south-west to north-east
        As :func:`square_grid`, with ``cell`` as "R514C1308" (row and column of the lattice)
        and ``easting``, ``northing`` of the centre.

    Raises
    ------
    InputError
        If the boundary is empty or not an area.
    """
    west, south, east, north = _bounds(boundary)
    step = size_m * np.sqrt(3) / 2
    rows = np.arange(np.floor(south / step) - 1, np.ceil(north / step) + 2)
    columns = np.arange(np.floor(west / size_m) - 1, np.ceil(east / size_m) + 2)
    row, column = (side.ravel() for side in np.meshgrid(rows, columns, indexing="ij"))
    # Whole numbers of half widths and half radii: a corner that three hexagons share is
    # computed from the same whole numbers in each.
    half_widths = 2 * column + row % 2
    corners = np.stack([half_widths, 3 * row], axis=1)[:, None, :] + _HEXAGON
    corners = corners * (size_m / 2, size_m / np.sqrt(3) / 2)
    names = [f"R{r:.0f}C{c:.0f}" for r, c in zip(row, column, strict=True)]
    return _clipped(
        names, half_widths * size_m / 2, row * step, size_m, shapely.polygons(corners), boundary
    )


def square_of(easting: np.ndarray, northing: np.ndarray, *, size_m: float = 200) -> np.ndarray:
    """Names of the squares in which points lie; a point on an edge belongs north and east."""
    west = np.floor(np.asarray(easting) / size_m) * size_m
    south = np.floor(np.asarray(northing) / size_m) * size_m
    return np.array([f"E{e:.0f}N{n:.0f}" for e, n in zip(west, south, strict=True)], dtype=object)


def hex_of(easting: np.ndarray, northing: np.ndarray, *, size_m: float = 400) -> np.ndarray:
    """Names of the hexagons in which points lie: those with the nearest centre."""
    easting, northing = np.asarray(easting, dtype=float), np.asarray(northing, dtype=float)
    step = size_m * np.sqrt(3) / 2
    # Even and odd rows are two rectangular lattices; the nearer of their nearest centres wins.
    even_row, even_column = 2 * np.rint(northing / (2 * step)), np.rint(easting / size_m)
    odd_row = 2 * np.floor(northing / (2 * step)) + 1
    odd_column = np.floor(easting / size_m)
    to_even = np.hypot(easting - even_column * size_m, northing - even_row * step)
    to_odd = np.hypot(easting - (odd_column + 0.5) * size_m, northing - odd_row * step)
    even = to_even <= to_odd
    row, column = np.where(even, even_row, odd_row), np.where(even, even_column, odd_column)
    return np.array([f"R{r:.0f}C{c:.0f}" for r, c in zip(row, column, strict=True)], dtype=object)


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
    located = located_points(points)
    shapes = shapely.points(located["easting"], located["northing"])
    shapely.prepare(boundary)
    near = shapely.dwithin(boundary, shapes, REACH_M)
    located, shapes = located[near], shapes[near]
    size_m = float(grid["size_m"].iloc[0])
    name_of = square_of if grid["cell"].iloc[0].startswith("E") else hex_of
    names = name_of(located["easting"], located["northing"], size_m=size_m)
    position = pd.Index(grid["cell"]).get_indexer(names)
    astray = np.flatnonzero(position < 0)
    if len(astray):
        _, nearest = shapely.STRtree(grid.geometry.to_numpy()).query_nearest(
            shapes[astray], all_matches=False
        )
        position[astray] = nearest
    counts = np.bincount(position, minlength=len(grid))
    result = pd.Series(counts, index=pd.Index(grid["cell"], name="cell"), name="offences")
    result.attrs = {
        "counted": int(near.sum()),
        "outside": int((~near).sum()),
        "no_coordinates": len(points) - len(near),
    }
    return result


def located_points(points: pd.DataFrame) -> pd.DataFrame:
    """``easting`` and ``northing`` as floats, of the rows that have both; else InputError."""
    absent = [name for name in ("easting", "northing") if name not in points.columns]
    if absent:
        raise InputError(
            f"{' and '.join(absent)} missing from the points.",
            where="measures.grids",
            do="add them with geography.to_national_grid()",
        )
    return points[["easting", "northing"]].astype("float64").dropna().reset_index(drop=True)


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


def _bounds(boundary: shapely.Geometry) -> tuple[float, float, float, float]:
    if shapely.get_dimensions(boundary) != 2 or shapely.area(boundary) == 0:
        raise InputError(
            "the boundary is not an area.",
            where="measures.grids",
            do="give one polygon or multipolygon in EPSG:27700",
        )
    return boundary.bounds


def _clipped(
    names: list[str],
    easting: np.ndarray,
    northing: np.ndarray,
    size_m: float,
    shapes: np.ndarray,
    boundary: shapely.Geometry,
) -> gpd.GeoDataFrame:
    shapely.prepare(boundary)
    inside = shapely.contains_properly(boundary, shapes)
    crossing = shapely.intersects(boundary, shapes) & ~inside
    shapes = shapes.copy()
    shapes[crossing] = shapely.intersection(shapes[crossing], boundary)
    area = shapely.area(shapes)
    kept = inside | (crossing & (area >= SMALLEST_PIECE_M2))
    return gpd.GeoDataFrame(
        {
            "cell": np.array(names, dtype=object)[kept],
            "easting": easting[kept],
            "northing": northing[kept],
            "size_m": size_m,
            "area_km2": area[kept] / 1e6,
        },
        geometry=shapes[kept],
        crs=NATIONAL_GRID,
    )
