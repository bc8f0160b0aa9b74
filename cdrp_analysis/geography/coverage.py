"""How well a set of areas covers the ground: overlaps and gaps."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.geography.checks import shapes_and_codes

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


def coverage(areas: gpd.GeoDataFrame) -> Coverage:
    """Overlaps and gaps of a set of areas (``code``, ``geometry`` in EPSG:27700)."""
    shapes, codes = shapes_and_codes(areas, "coverage")
    # Where neighbours share every corner of their border, which most editions do, GEOS sees in a
    # fraction of the time that there is no overlap. Of two that overlap it names one at least.
    odd = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    left, right = shapely.STRtree(shapes).query(shapes[odd], predicate="intersects")
    left = odd[left]
    left, right = np.unique(np.sort([left, right], axis=0)[:, left != right], axis=1)
    shared = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    real = shared > 1.0
    culprits = np.unique(np.concatenate([left[real], right[real]]))
    whole = shapely.union_all(shapes) if len(odd) else shapely.coverage_union_all(shapes)
    filled = shapely.union_all(
        [shapely.Polygon(part.exterior) for part in shapely.get_parts(whole)]
    )
    return Coverage(
        area_km2=whole.area / 1e6,
        overlap_km2=float(shared.sum()) / 1e6,
        gap_km2=(filled.area - whole.area) / 1e6,
        overlapping=tuple(codes[culprits]),
    )


def checked_coverage(areas: gpd.GeoDataFrame, tolerance: float, where: str) -> Coverage:
    """Overlaps and gaps; InputError if more than the tolerated share of ground overlaps."""
    cover = coverage(areas)
    if cover.overlap_km2 > tolerance * cover.area_km2:
        raise InputError(
            f"{len(cover.overlapping)} areas overlap: {cover.overlap_km2:.3f} of "
            f"{cover.area_km2:.3f} km² is claimed more than once.",
            where=f"geography.{where}",
            areas=cover.overlapping,
            do="use one edition of one kind of area",
        )
    return cover
