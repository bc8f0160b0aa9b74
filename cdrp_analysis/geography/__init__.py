"""Where things are: points on the National Grid, the area each lies in, and old and new areas."""

from cdrp_analysis.geography.area_index import AreaIndex, area_index
from cdrp_analysis.geography.areas import apportion, area_km2, areal_lookup, best_fit, neighbours
from cdrp_analysis.geography.coverage import Coverage, coverage
from cdrp_analysis.geography.editions import convert_lsoa, edition_of
from cdrp_analysis.geography.points import assign, to_degrees, to_national_grid

__all__ = [
    "AreaIndex",
    "Coverage",
    "apportion",
    "area_index",
    "area_km2",
    "areal_lookup",
    "assign",
    "best_fit",
    "convert_lsoa",
    "coverage",
    "edition_of",
    "neighbours",
    "to_degrees",
    "to_national_grid",
]
