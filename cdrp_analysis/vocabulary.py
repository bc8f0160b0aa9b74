"""The field's fixed lists: offence categories, symbols, code patterns, known breaks in series."""

from dataclasses import dataclass

# Government statistical symbols (Government Analysis Function, "Symbols in tables").
# Suppressed, missing and zero are three different values and never share a mark.
SUPPRESSED = "[c]"
MISSING = "[x]"
NOT_APPLICABLE = "[z]"
LOW = "[low]"  # rounds to zero but is not zero
SYMBOL_MEANINGS = {
    SUPPRESSED: "hidden to protect people's confidentiality",
    MISSING: "not available",
    NOT_APPLICABLE: "not applicable",
    LOW: "rounds to zero but is not zero",
}

# data.police.uk categories since 2013-05 (https://data.police.uk/about/).
ASB = "Anti-social behaviour"
STREET_CATEGORIES = (
    ASB,
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
)
# Categories of the site's earlier years, kept as published: they overlap today's, so a
# series that crosses May 2013 must not be read category by category.
EARLIER_STREET_CATEGORIES = (
    "Violent crime",
    "Public disorder and weapons",
)

# Locations that are kinds of place, not streets: the same text recurs all over an area.
GENERIC_PLACES = (
    "Supermarket",
    "Shopping Area",
    "Parking Area",
    "Petrol Station",
    "Sports/Recreation Area",
    "Park/Open Space",
    "Nightclub",
    "Pedestrian Subway",
    "Hospital",
    "Police Station",
    "Further/Higher Educational Building",
    "Conference/Exhibition Centre",
    "Theatre/Concert Hall",
    "Bus/Coach Station",
    "Airport/Airfield",
    "Prison",
    "No Location",
)

AREA_CODE_PATTERNS = {
    "borough": r"[EW]0[6-9]\d{6}",
    "ward": r"[EW]05\d{6}",
    "lsoa": r"[EW]01\d{6}",
    "msoa": r"[EW]02\d{6}",
}

WGS84 = "EPSG:4326"
NATIONAL_GRID = "EPSG:27700"


@dataclass(frozen=True)
class SeriesBreak:
    """A month from which counts are not comparable with the months before it."""

    month: str
    affects: str
    why: str
    source: str


# Months of a passing disturbance: no season is learnt from them. Restrictions in England from
# S.I. 2020/350 (26 March 2020) to the end of S.I. 2021/364 (18 July 2021).
DISTURBED_MONTHS = tuple(
    f"{year}-{month:02d}"
    for year, months in ((2020, range(3, 13)), (2021, range(1, 8)))
    for month in months
)

# Annotate, never trend across.
SERIES_BREAKS = (
    SeriesBreak(
        "2002-04", "all offences", "National Crime Recording Standard", "Home Office Counting Rules"
    ),
    SeriesBreak(
        "2008-04", "violence", "GBH with intent clarified", "Home Office Counting Rules"
    ),
    SeriesBreak(
        "2011-04", "anti-social behaviour", "incidents recoded to three categories", "NSIR 2011"
    ),
    SeriesBreak(
        "2017-04", "burglary", "residential and business burglary redefined",
        "Home Office Counting Rules",
    ),
)  # fmt: skip
