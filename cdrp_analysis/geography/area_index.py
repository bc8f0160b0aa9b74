"""Which area holds a point, answered by a raster of areas and exact tests along their borders."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import geopandas as gpd
import numpy as np
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.geography.checks import shapes_and_codes
from cdrp_analysis.geography.coverage import OVERLAP_TOLERANCE, Coverage, checked_coverage

# Eight cells for each edge leave about one point in eight near a border; with more, making the
# raster takes longer than it saves for a million points.
_CELLS_PER_EDGE = 8
_FEWEST_CELLS, _MOST_CELLS = 4_096, 4_000_000
# Fewer points are tested one by one before the raster would be made; once it is there it is used.
_FEW = 5_000


@dataclass(frozen=True)
class AreaIndex:
    """
    Areas made ready for many points; from :func:`area_index`.

    Attributes
    ----------
    codes : array of str
        Codes of the areas, in alphabetical order.
    shapes : array of Polygon or MultiPolygon
        Their outlines, EPSG:27700, in the same order.
    coverage : Coverage
        Overlaps and gaps of the areas.
    cell_m : float or None
        Side of the raster's cells, metres; None for about eight cells per edge of an outline.
        It changes how long answers take, not the answers.
    """

    codes: np.ndarray
    shapes: np.ndarray
    coverage: Coverage
    cell_m: float | None = None

    def holders(self, easting: np.ndarray, northing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """
        The area that holds each point, and how many do.

        Parameters
        ----------
        easting, northing : array of float, shape (n,)
            Metres, EPSG:27700; NaN is nowhere.

        Returns
        -------
        (array of int, array of int), shape (n,)
            Position in ``codes`` of the first area that holds the point or has it on its
            border, -1 where none does; and the number of such areas.

        Notes
        -----
        The raster is made when first more than a few thousand points are asked for. A cell that
        one area holds whole needs no test. In the others a ray is cast through the
        edges filed under the point's row. Where rounding might decide, products
        are computed without it; the rare point for which even differences are rounded is given to
        GEOS. So the answers are those of ``shapely.intersects``, for points on a border too.

        References
        ----------
        Shewchuk, J. R. (1997). Discrete and Computational Geometry 18, 305-363 (error bound).
        Dekker, T. J. (1971). Numerische Mathematik 18, 224-242 (exact product).
        """
        return self._ground.holders(easting, northing)

    @cached_property
    def _ground(self) -> "_Ground":
        return _Ground(self.shapes, self.cell_m)


def area_index(
    areas: gpd.GeoDataFrame,
    *,
    tolerance: float = OVERLAP_TOLERANCE,
    cell_m: float | None = None,
) -> AreaIndex:
    """
    Make areas ready for many points.

    Parameters
    ----------
    areas : GeoDataFrame
        ``code`` and ``geometry`` (EPSG:27700), one row per area.
    tolerance : float
        Share of the ground that may be claimed by more than one area.
    cell_m : float, optional
        Side of the raster's cells, metres; by default about eight cells for each edge of
        an outline. It changes how long the answers take, not the answers.

    Returns
    -------
    AreaIndex

    Raises
    ------
    InputError
        If the areas are not in EPSG:27700, a code is missing or used twice, an outline is not a
        valid area, or the areas overlap by more than ``tolerance``.
    """
    shapes, codes = shapes_and_codes(areas, "area_index")
    wrong = ~shapely.is_valid(shapes) | (shapely.get_dimensions(shapes) != 2)
    if wrong.any() or not len(shapes):
        raise InputError(
            f"{int(wrong.sum())} of {len(shapes)} areas have no valid outline.",
            where="geography.area_index",
            areas=sorted(codes[wrong]),
            do="repair them with shapely.make_valid() where the areas are read",
        )
    order = np.argsort(codes, kind="stable")
    cover = checked_coverage(areas, tolerance, "area_index")
    return AreaIndex(codes[order], shapes[order], cover, cell_m)


@lru_cache(maxsize=4)
def inside_of(boundary: shapely.Geometry) -> "Inside":
    """One :class:`Inside` for all that ask of the same boundary: its raster is made once."""
    return Inside(boundary)


class Inside:
    """Whether points lie inside one boundary or on it; quick for very many points."""

    def __init__(self, boundary: shapely.Geometry):
        self._ground = _Ground(np.array([boundary], dtype=object), None)

    def __call__(self, easting: np.ndarray, northing: np.ndarray) -> np.ndarray:
        """Array of bool, one per point; False for NaN."""
        return self._ground.holders(easting, northing)[0] >= 0


def outline_edges(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """
    Edges (x₀, y₀, x₁, y₁) of all rings, shape (n, 4), and the position of the shape of each.

    Outer rings run anticlockwise, holes clockwise, as :func:`shapely.orient_polygons` turns them;
    edges without length are left out.
    """
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    inner = (ring[1:] == ring[:-1]) & (corners[1:] != corners[:-1]).any(axis=1)
    edges = np.hstack([corners[:-1], corners[1:]])[inner]
    return np.ascontiguousarray(edges), owner[part[ring[:-1][inner]]]


class _Ground:
    """Shapes with their raster, which is made when many points are asked for."""

    def __init__(self, shapes: np.ndarray, cell_m: float | None):
        self.shapes, self.cell_m = shapes, cell_m

    def holders(self, easting: np.ndarray, northing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x = np.ascontiguousarray(easting, dtype=float)
        y = np.ascontiguousarray(northing, dtype=float)
        if len(x) > _FEW or "raster" in vars(self):
            from cdrp_analysis.geography import raster_loops  # numba: only where it is needed

            holder, hits = raster_loops.held(x, y, *self.raster)
            doubtful = np.flatnonzero(holder == -2)
        else:
            holder, hits = np.full(len(x), -1), np.zeros(len(x), dtype=int)
            doubtful = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        if len(doubtful):
            where, place = np.unique(x[doubtful] + 1j * y[doubtful], return_inverse=True)
            first, number = _first_hit(shapely.points(where.real, where.imag), self.shapes)
            holder[doubtful], hits[doubtful] = first[place], number[place]
        return holder, hits

    @cached_property
    def raster(self) -> tuple:
        from cdrp_analysis.geography import raster_loops

        edges, owner = outline_edges(self.shapes)
        starts = np.searchsorted(owner, np.arange(len(self.shapes) + 1))
        west, south, east, north = shapely.total_bounds(self.shapes)
        cells = np.clip(_CELLS_PER_EDGE * len(edges), _FEWEST_CELLS, _MOST_CELLS)
        cell_m = self.cell_m or float(np.sqrt((east - west) * (north - south) / cells))
        west, south = west - cell_m, south - cell_m  # a rim of one cell all round
        shape = (int((north - south) / cell_m) + 2, int((east - west) / cell_m) + 2)
        frame = (west, south, 1 / cell_m)
        filed = raster_loops.filed_by_row(edges, starts, *frame)
        whole, cells, areas = raster_loops.marked(edges, starts, *filed, *frame, shape)
        order = np.argsort(cells, kind="stable")
        mixed, first = np.unique(cells[order], return_index=True)
        state = whole.copy()
        state[mixed] = -2 - np.arange(len(mixed), dtype=np.int32)
        groups = (whole[mixed], np.append(first, len(cells)), areas[order])
        return (state, shape, *groups, edges, *filed, *frame)


def _first_hit(locations: np.ndarray, shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First shape that meets each of some distinct points, -1 if none; and how many do."""
    # The tree holds the points, because shapely prepares the geometry it queries with: a
    # prepared area is tested many times quicker.
    area, point = shapely.STRtree(locations).query(shapes, predicate="intersects")
    holder = np.full(len(locations), len(shapes))
    np.minimum.at(holder, point, area)
    hits = np.bincount(point, minlength=len(locations))
    return np.where(hits, holder, -1), hits
