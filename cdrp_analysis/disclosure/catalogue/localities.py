"""Vulnerable localities, and the wards that would be chosen."""

from cdrp_analysis.disclosure.catalogue.columns import AREA, AREA_NAME
from cdrp_analysis.disclosure.tables import Column, TableSpec

TABLES = (
    # Four of the six rates are published elsewhere: the index would give the counts of the
    # other two away, and so would its bands near their breaks.
    TableSpec(
        "vulnerable_localities",
        "Vulnerable Localities Index by LSOA",
        "restricted",
        (
            AREA,
            AREA_NAME,
            Column("index_dwelling_burglary", "open", "Dwelling burglaries, 100 the mean area"),
            Column("index_dwelling_damage", "open", "Damage to dwellings, 100 the mean area"),
            Column("index_income_deprived", "open", "Income deprivation, 100 the mean area"),
            Column("index_employment_deprived", "open", "Employment deprivation, 100 the mean"),
            Column("index_aged_15_to_24", "open", "Residents aged 15 to 24, 100 the mean area"),
            Column("index_low_attainment", "open", "Low attainment, 100 the mean area"),
            Column("vli", "open", "Mean of the six: Vulnerable Localities Index"),
            Column("mean_rank", "open", "Mean of the six ranks, 1 the highest rate"),
            Column("priority", "open", "Index over 200: a priority locality"),
            Column("p_chosen", "open", "Share of draws in which it is among them"),
        ),
        "localities",
    ),
    TableSpec(
        "ward_selection",
        "Wards by crime, incidents, fear, deprivation and vulnerability",
        "priorities",
        (
            AREA,
            AREA_NAME,
            Column("rank", "rank", "Place of the composite, 1 the highest"),
            Column("rank_lower", "rank", "Lower end of the 90% rank interval"),
            Column("rank_upper", "rank", "Upper end of the 90% rank interval"),
            Column("p_chosen", "rank", "Share of draws in which it is among them"),
            Column("number", "open", "Areas that may be chosen", "areas"),
            *(
                Column(f"index_{name}", "open", f"{doc}, 100 the mean ward", audience="restricted")
                for name, doc in (
                    ("crime", "Offences per resident"),
                    ("incidents", "Incidents per resident"),
                    ("unsafe", "Residents who feel unsafe after dark"),
                    ("deprivation", "Score of multiple deprivation"),
                    ("vli", "Vulnerable Localities Index"),
                )
            ),
            Column("composite", "open", "Mean of the indices", audience="restricted"),
        ),
        "localities",
    ),
    TableSpec(
        "ward_chances",
        "Chance of each ward to be chosen, by how many may be",
        "priorities",
        (
            Column("number", "key", "Areas that may be chosen", "areas"),
            AREA,
            AREA_NAME,
            Column("p_chosen", "rank", "Share of draws among the first of that number"),
        ),
        "localities",
    ),
    # What an area costs is a matter of contracts.
    TableSpec(
        "locality_funding",
        "What pays for the areas chosen",
        "restricted",
        (
            Column("at_most", "key", "Areas that may be chosen at most", "areas"),
            Column("cost", "open", "Cost of one area", "pounds a year"),
            Column("funding", "open", "Funding that there is", "pounds a year"),
            Column("number", "open", "Areas that may be chosen", "areas"),
        ),
        "localities",
    ),
)
