"""Boundaries of areas and lookups between their editions; the names a borough goes by."""

import re

import pandas as pd

from cdrp_analysis.contracts.base import Column, Contract, Rule
from cdrp_analysis.vocabulary import AREA_CODE_PATTERNS

_ANY_CODE = "|".join(AREA_CODE_PATTERNS.values())


def _malformed(column: str):
    return lambda frame: (
        frame[column].notna() & ~frame[column].str.fullmatch(_ANY_CODE).astype(bool)
    )


def _taken(column: str):
    return lambda frame: pd.Series(frame.duplicated(column, keep="first"), index=frame.index)


BOUNDARIES = Contract(
    name="boundaries",
    description="One row per area of one edition; the geometry is kept beside, in EPSG:27700.",
    columns=(
        Column("code", "code", "ONS code", nullable=False),
        Column("name", "text", "name"),
    ),
    rules=(
        Rule("area code is malformed", _malformed("code")),
        Rule("area code is already taken", _taken("code")),
    ),
)

LOOKUP = Contract(
    name="lookup",
    description="One row per pair of areas; a split or merged area has several.",
    columns=(
        Column("from_code", "code", "ONS code looked up", nullable=False),
        Column("to_code", "code", "ONS code found", nullable=False),
        Column("change", "text", "U unchanged, S split, M merged, X irregular"),
    ),
    rules=(
        Rule("code looked up is malformed", _malformed("from_code")),
        Rule("code found is malformed", _malformed("to_code")),
    ),
)


def canonical_area(name: str) -> str:
    """
    One spelling for a name that publishers write in many ways, for comparing only.

    Examples
    --------
    >>> canonical_area("HAMMERSMITH & FULHAM ") == canonical_area("Hammersmith and Fulham")
    True
    >>> canonical_area("Bristol, City of") == canonical_area("City of Bristol")
    True
    >>> canonical_area("London Borough of Camden")
    'camden'
    """
    words = re.sub(r"[^\w&]+", " ", str(name).casefold().replace("'", "").replace("’", ""))
    words = re.sub(r"\s*&\s*", " and ", words)
    words = " ".join(words.split())
    words = re.sub(r"^(london borough of|royal borough of|lb of|lb|rb) ", "", words)
    return re.sub(r"^(.+) city of$", r"city of \1", words)


# The 33 local authorities of London: names and codes of the ONS register.
LONDON_BOROUGHS = {
    "City of London": "E09000001", "Barking and Dagenham": "E09000002", "Barnet": "E09000003",
    "Bexley": "E09000004", "Brent": "E09000005", "Bromley": "E09000006", "Camden": "E09000007",
    "Croydon": "E09000008", "Ealing": "E09000009", "Enfield": "E09000010",
    "Greenwich": "E09000011", "Hackney": "E09000012", "Hammersmith and Fulham": "E09000013",
    "Haringey": "E09000014", "Harrow": "E09000015", "Havering": "E09000016",
    "Hillingdon": "E09000017", "Hounslow": "E09000018", "Islington": "E09000019",
    "Kensington and Chelsea": "E09000020", "Kingston upon Thames": "E09000021",
    "Lambeth": "E09000022", "Lewisham": "E09000023", "Merton": "E09000024",
    "Newham": "E09000025", "Redbridge": "E09000026", "Richmond upon Thames": "E09000027",
    "Southwark": "E09000028", "Sutton": "E09000029", "Tower Hamlets": "E09000030",
    "Waltham Forest": "E09000031", "Wandsworth": "E09000032", "Westminster": "E09000033",
}  # fmt: skip
