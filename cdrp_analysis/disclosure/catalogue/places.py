"""Offences by ward, LSOA and square, where they cluster, and how few places hold most."""

from dataclasses import replace

from cdrp_analysis.disclosure import rederived
from cdrp_analysis.disclosure.catalogue.columns import (
    AREA,
    AREA_NAME,
    LABEL,
    MONTH,
    OFFENCES,
    RATES,
    RESIDENTS,
    SENSITIVE,
    THEME,
)
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec

_RANKS = (
    Column("rank", "derived", "Rank of the rate, 1 the highest"),
    Column("rank_lower", "derived", "Lower end of the 90% rank interval"),
    Column("rank_upper", "derived", "Upper end of the 90% rank interval"),
)
_CLUSTERING = (
    Column("gi_star", "derived", "Gi* z-score, the place itself included"),
    Column("p", "derived", "Upper-tail permutation p-value, ties counted as extreme"),
    Column("q", "derived", "p adjusted for the false discovery rate over the map"),
    Column("hotspot", "derived", "Whether q is below the chosen false discovery rate"),
)
_SMOOTHED = Column("rate_smoothed", "derived", "Empirical Bayes rate", "per 1,000")

TABLES = (
    TableSpec(
        "ward_offences",
        "Recorded offences and incidents by ward and theme",
        "small_area_counts",
        (
            AREA,
            AREA_NAME,
            THEME,
            LABEL,
            Column("period", "key", "Twelve (or six) months"),
            OFFENCES,
            Column("kind", "open", "offence, or incident (never added to offences)"),
            SENSITIVE,
        ),
        "places",
        cells=CellAddress("street", "offences", "area", "theme", "period"),
    ),
    TableSpec(
        "ward_monthly",
        "Recorded offences by ward and month",
        "small_area_counts",
        (AREA, AREA_NAME, MONTH, OFFENCES),
        "places",
        cells=CellAddress("street", "offences", "area", "=all", "month"),
    ),
    TableSpec(
        "ward_rates",
        "Offences per 1,000 residents by ward",
        "small_area_rates",
        (
            AREA,
            AREA_NAME,
            Column("period", "key", "Twelve (or six) months"),
            OFFENCES,
            RESIDENTS,
            *RATES,
            *_RANKS,
        ),
        "places",
        cells=CellAddress("street", "offences", "area", "=all", "period"),
        rederive=rederived.ward_rates,
    ),
    TableSpec(
        "lsoa_rates",
        "Offences per 1,000 residents by LSOA",
        "neighbourhood_rates",
        (
            AREA,
            AREA_NAME,
            Column("period", "key", "Twelve (or six) months"),
            OFFENCES,
            RESIDENTS,
            *RATES,
            # From the exact counts of all LSOAs together: no protected count gives them again.
            *(replace(column, audience="restricted") for column in (_SMOOTHED, *_CLUSTERING)),
        ),
        "places",
        cells=CellAddress("street", "offences", "area", "=all", "period"),
        rederive=rederived.lsoa_rates,
    ),
    TableSpec(
        "hotspot_cells",
        "Offences, density and clustering by grid square",
        "density_map",
        (
            Column("cell", "key", "Lower left corner on the National Grid"),
            Column("easting", "open", "Lower left corner", "m"),
            Column("northing", "open", "Lower left corner", "m"),
            Column("size_m", "open", "Side", "m"),
            Column("area_km2", "open", "Area inside the boundary", "km²"),
            OFFENCES,
            Column("density", "derived", "Quartic kernel density", "per km²"),
            *_CLUSTERING,
        ),
        "places",
    ),
    TableSpec(
        "hotspot_themes",
        "Where each theme clusters",
        "density_map",
        (
            THEME,
            LABEL,
            Column("offences", "count", "Offences or incidents with coordinates", "offences"),
            Column("hotspots", "derived", "Squares that are hotspots of the theme", "squares"),
            Column("share_of_area", "derived", "Share of the area in them"),
            Column("share_of_offences", "derived", "Share of its offences in them"),
            Column("busiest", "derived", "Square with most of its offences"),
            Column("busiest_offences", "count", "Offences in that square", "offences"),
        ),
        "places",
    ),
    TableSpec(
        "hotspot_bands",
        "Where offences concentrate, in three bands",
        "map_bands",
        (
            Column("area", "key", "Group of 400 m hexagons"),
            Column("band", "band", "low, medium or high, by fixed breaks"),
        ),
        "places",
    ),
    TableSpec(
        "band_groups",
        "What stands behind the map in bands",
        "restricted",
        (
            Column("area", "key", "Group of 400 m hexagons"),
            Column("offences", "count", "Offences in the group", "offences"),
            Column("households", "denominator", "Households in the group", "households"),
            Column("area_km2", "open", "Area inside the boundary", "km²"),
            Column("cells", "open", "Hexagons in the group"),
            Column("medium_from", "open", "First count that is medium", "offences"),
            Column("high_from", "open", "First count that is high", "offences"),
        ),
        "places",
    ),
    TableSpec(
        "holdout",
        "How well last year's hotspots foretold this year's offences",
        "performance",
        (
            Column("method", "key", "How hotspots were chosen"),
            Column("share_of_area", "key", "Share of the area chosen"),
            Column("pai", "open", "Prediction accuracy index"),
            Column("pai_lower", "open", "Lower 95% bootstrap limit"),
            Column("pai_upper", "open", "Upper 95% bootstrap limit"),
            Column("pei", "open", "Share of the best attainable PAI"),
            Column("recapture", "open", "Recapture rate index"),
        ),
        "places",
    ),
    TableSpec(
        "concentration",
        "How few places hold most offences",
        "performance",
        (
            Column("unit", "key", "Kind of place"),
            Column("places", "open", "Places", "places"),
            # A total: it is hidden where, less the themes shown, it would be a sensitive one.
            Column("offences", "count", "Offences", "offences"),
            Column("share_for_25", "open", "Share of places that hold 25% of offences"),
            Column("share_for_50", "open", "Share of places that hold 50% of offences"),
            Column("gini", "open", "Gini coefficient"),
            Column("gini_adjusted", "open", "Gini for fewer offences than places"),
            Column("null_share_for_50", "open", "Share expected if places were alike"),
        ),
        "places",
    ),
)
