"""Where things are: points on the National Grid, the area each lies in, and old and new areas."""

from cdrp_analysis.geography.areas import apportion, area_km2, areal_lookup, best_fit, neighbours
from cdrp_analysis.geography.editions import convert_lsoa, edition_of
from cdrp_analysis.geography.points import (
    Coverage,
    assign,
    coverage,
    to_degrees,
    to_national_grid,
)

__all__ = [
    "Coverage",
    "apportion",
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
