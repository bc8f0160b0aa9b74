"""Street-level offences and incidents, as data.police.uk publishes them."""

import pandas as pd

from cdrp_analysis.contracts.base import PROVENANCE, Column, Contract, Rule
from cdrp_analysis.contracts.location import COORDINATE_RULES, LATITUDE, LONGITUDE, LSOA_RULE
from cdrp_analysis.vocabulary import EARLIER_STREET_CATEGORIES, STREET_CATEGORIES

FIRST_MONTH = "2010-12"  # the first month the site ever published
CATEGORIES = frozenset(STREET_CATEGORIES) | frozenset(EARLIER_STREET_CATEGORIES)


def before_the_site(frame: pd.DataFrame) -> pd.Series:
    """Months earlier than the site itself."""
    return frame["month"] < FIRST_MONTH


def after_the_download(frame: pd.DataFrame) -> pd.Series:
    """Months later than the day the file was downloaded."""
    return frame["month"] > frame["vintage"].str[:7]


def malformed_crime_id(frame: pd.DataFrame) -> pd.Series:
    """The site's IDs are 64 hexadecimal digits; shorter keys of copies are let through."""
    crime_id = frame["crime_id"]
    return crime_id.notna() & ~crime_id.str.fullmatch(r"[0-9A-Za-z_-]{1,64}").astype(bool)


MONTH_RULES = (
    Rule("month before December 2010, when publication began", before_the_site),
    Rule("month after the day of the download", after_the_download),
)

STREET = Contract(
    name="street",
    description="One row per offence or incident. Identical rows are real: incidents carry no "
    "Crime ID and a snapped point.",
    columns=(
        Column("crime_id", "text", "Crime ID; missing for incidents; repeated where one report "
               "holds several offences"),
        Column("month", "month", "month of the offence", nullable=False),
        Column("reported_by", "text", "force that supplied the row"),
        Column("falls_within", "text", "force area it is published under"),
        LONGITUDE,
        LATITUDE,
        Column("location", "text", "snap point, often a kind of place and not a street"),
        Column("lsoa", "code", "LSOA as published: its edition changes within the series"),
        Column("lsoa_name", "text", "name of the LSOA"),
        Column("category", "text", "data.police.uk category", nullable=False),
        Column("outcome", "text", "last outcome known at the download"),
        Column("context", "text", "free text, empty throughout"),
        *PROVENANCE,
    ),
    rules=(
        *MONTH_RULES,
        Rule("not a data.police.uk category", lambda frame: ~frame["category"].isin(CATEGORIES)),
        Rule("Crime ID is malformed", malformed_crime_id),
        *COORDINATE_RULES,
        LSOA_RULE,
    ),
)  # fmt: skip
