"""Counts of recorded offences by area, offence and month, from wide or long tables."""

import re
from dataclasses import dataclass

import pandas as pd

from cdrp_analysis.contracts.base import PROVENANCE_LABELS, Column, Contract, Rule
from cdrp_analysis.vocabulary import AREA_CODE_PATTERNS

FIRST_MONTH = "1974-04"  # the districts of today's partnerships begin with the 1974 reform


@dataclass(frozen=True)
class Renaming:
    """An offence name that a publisher replaced, and the file in which it first did."""

    publisher: str
    old: str
    new: str
    since: str
    note: str


# Names only: what the name covers may have moved as well, which is a break in the series.
RENAMINGS = (
    Renaming(
        "Metropolitan Police Service",
        "DOMESTIC BURGLARY",
        "BURGLARY - RESIDENTIAL",
        "2024-03",
        "from April 2023 new offences are counted under RES BURGLARY OF A HOME and "
        "RES BURGLARY OF UNCONNECTED BUILDING: compare burglary as a group, not by subtype",
    ),
)


def current_offence_name(offence: str) -> str:
    """
    The name the publisher uses now.

    >>> current_offence_name("DOMESTIC BURGLARY")
    'BURGLARY - RESIDENTIAL'
    """
    return {renaming.old: renaming.new for renaming in RENAMINGS}.get(offence, offence)


def _labels_broken(broken):
    # The rule is asked once per distinct value, not once per cell of millions.
    def rule(column: pd.Series) -> pd.Series:
        values = column.cat.categories
        return column.isin([value for value in values if broken(value)])

    return rule


_before_districts = _labels_broken(lambda month: str(month) < FIRST_MONTH)
_no_month = _labels_broken(lambda month: not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", str(month)))


def _malformed_area(frame: pd.DataFrame) -> pd.Series:
    wrong = pd.Series(False, index=frame.index)
    for kind in frame["area_type"].cat.categories:
        code = re.compile(AREA_CODE_PATTERNS[kind])
        others = [c for c in frame["area"].cat.categories if not code.fullmatch(str(c))]
        wrong |= (frame["area_type"] == kind) & frame["area"].isin(others)
    return wrong


def _after_the_download(frame: pd.DataFrame) -> pd.Series:
    late = pd.Series(False, index=frame.index)
    for vintage in frame["vintage"].cat.categories:
        months = frame["month"].cat.categories
        after = [month for month in months if str(month) > str(vintage)[:7]]
        late |= (frame["vintage"] == vintage) & frame["month"].isin(after)
    return late


COUNTS = Contract(
    name="counts",
    description="One row per area, offence and month. A missing cell is not a zero.",
    columns=(
        Column("area_type", "label", "borough, ward or lsoa", nullable=False),
        Column("area", "label", "ONS code; missing where the publisher gives no known area"),
        Column("area_name", "label", "name as published"),
        Column("group", "label", "offence group"),
        Column("offence", "label", "offence, by the publisher's current name"),
        Column("month", "label", "month of recording", nullable=False),
        Column("offences", "count", "recorded offences", "offences in the month", nullable=False),
        *PROVENANCE_LABELS,
    ),
    rules=(
        Rule("month is not a month (YYYY-MM)", lambda frame: _no_month(frame["month"])),
        Rule("month before today's districts existed", lambda f: _before_districts(f["month"])),
        Rule("month after the day of the download", _after_the_download),
        Rule("area code is no code of this kind of area", _malformed_area),
        Rule(
            "negative count: the publisher's correction of an earlier month, kept out",
            lambda frame: (frame["offences"] < 0).fillna(False).astype(bool),
        ),
    ),
)
