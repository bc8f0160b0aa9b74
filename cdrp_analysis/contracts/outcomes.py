"""Outcomes of offences, as data.police.uk publishes them."""

from cdrp_analysis.contracts.base import PROVENANCE, Column, Contract, Rule
from cdrp_analysis.contracts.location import COORDINATE_RULES, LATITUDE, LONGITUDE, LSOA_RULE
from cdrp_analysis.contracts.street import MONTH_RULES, malformed_crime_id

OUTCOMES = Contract(
    name="outcomes",
    description="One row per outcome; an offence can have several, months apart.",
    columns=(
        Column("crime_id", "text", "Crime ID of the offence", nullable=False),
        Column("month", "month", "month of the outcome, not of the offence", nullable=False),
        Column("reported_by", "text", "force that supplied the row"),
        Column("falls_within", "text", "force area it is published under"),
        LONGITUDE,
        LATITUDE,
        Column("location", "text", "snap point, often a kind of place and not a street"),
        Column("lsoa", "code", "LSOA as published"),
        Column("lsoa_name", "text", "name of the LSOA"),
        Column("outcome", "text", "outcome type", nullable=False),
        *PROVENANCE,
    ),
    rules=(
        *MONTH_RULES,
        Rule("Crime ID is malformed", malformed_crime_id),
        *COORDINATE_RULES,
        LSOA_RULE,
    ),
)
