"""What the feeds of all partners share: places on the National Grid, pseudonyms, limits."""

from functools import partial

import pandas as pd

from cdrp_analysis.contracts.base import PROVENANCE, Column, Contract, Rule
from cdrp_analysis.contracts.location import LSOA_RULE
from cdrp_analysis.vocabulary import AREA_CODE_PATTERNS

must = partial(Column, nullable=False)

AGE_BANDS = ("0-9", "10-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+")
SEXES = ("female", "male", "other", "not known")
ETHNIC_GROUPS = ("Asian", "Black", "Mixed", "White", "Other", "not known")
SUBSTANCES = ("cannabis", "heroin", "crack", "cocaine", "amphetamines", "ecstasy", "alcohol",
              "other")  # fmt: skip
EXEMPTIONS = (
    "FOI s.30", "FOI s.31", "FOI s.38", "FOI s.40", "FOI s.41",
    "LGA Sch 12A para 1", "LGA Sch 12A para 2", "LGA Sch 12A para 3", "LGA Sch 12A para 7",
)  # fmt: skip

EASTING = Column("easting", "number", "British National Grid (EPSG:27700)", "metres")
NORTHING = Column("northing", "number", "British National Grid (EPSG:27700)", "metres")
LSOA = Column("lsoa", "code", "LSOA as the holder gives it; its edition may change in the series")
WARD = Column("ward", "code", "ward, ONS code")
EXEMPTION = must(
    "exemption", "text", "why it may be withheld: Freedom of Information Act 2000, or Local "
    "Government Act 1972 Schedule 12A", values=EXEMPTIONS,
)  # fmt: skip


def person(doc: str = "the same person throughout this feed", *, nullable: bool = False) -> Column:
    """A person by pseudonym; nobody may be named."""
    return Column("person", "pseudonym", doc, nullable=nullable)


def _one_without_the_other(frame: pd.DataFrame) -> pd.Series:
    return frame["easting"].isna() != frame["northing"].isna()


def _degrees(frame: pd.DataFrame) -> pd.Series:
    return (frame["easting"].abs() < 180) & (frame["northing"].abs() < 180)


def _off_the_grid(frame: pd.DataFrame) -> pd.Series:
    inside = frame["easting"].between(0, 700_000) & frame["northing"].between(0, 1_300_000)
    return ~inside & frame["easting"].notna() & frame["northing"].notna()


GRID_RULES = (
    Rule("easting without northing, or the reverse", _one_without_the_other),
    Rule("wrong CRS: degrees where metres are expected", _degrees),
    Rule("coordinates outside the National Grid", _off_the_grid),
)
_WARD_RULE = Rule(
    "ward code is malformed",
    lambda f: f["ward"].notna() & ~f["ward"].str.fullmatch(AREA_CODE_PATTERNS["ward"]).astype(bool),
)


def ends_before_it_starts(start: str, end: str) -> Rule:
    """A row whose second date lies before its first."""
    return Rule(
        f"{end.replace('_', ' ')} before {start.replace('_', ' ')}",
        lambda frame: (frame[end] < frame[start]).fillna(False).astype(bool),
    )


def _after_the_release(dated: str) -> Rule:
    return Rule(
        f"{dated.replace('_', ' ')} after the day of the release",
        lambda frame: frame[dated] >= pd.to_datetime(frame["vintage"]) + pd.Timedelta(days=1),
    )


def partner_feed(
    name: str,
    description: str,
    *columns: Column,
    holder: str,
    basis: str,
    dated: str = "",
    rules: tuple[Rule, ...] = (),
) -> Contract:
    """
    The contract of one partner's feed: its own columns, its month, where each row came from.

    Grid references, LSOA and ward codes bring their rules with them; a dated feed refuses
    rows dated after its own release.
    """
    names = {column.name for column in columns}
    shared = GRID_RULES if "easting" in names else ()
    shared += (LSOA_RULE,) if "lsoa" in names else ()
    shared += (_WARD_RULE,) if "ward" in names else ()
    shared += (_after_the_release(dated),) if dated else ()
    month = (Column("month", "month", f"month of {dated.replace('_', ' ')}"),) if dated else ()
    return Contract(
        name=name,
        description=description,
        columns=(*columns, *month, *PROVENANCE),
        rules=(*rules, *shared),
        holder=holder,
        basis=basis,
        dated=dated,
    )
