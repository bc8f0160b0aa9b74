"""Residents, households and other bases of rates; deprivation."""

import pandas as pd

from cdrp_analysis.contracts.base import Column, Contract, Rule
from cdrp_analysis.vocabulary import AREA_CODE_PATTERNS

MEASURES = {
    "residents": "people who usually live there, mid-year or census",
    "households": "households with at least one usual resident",
    "daytime": "people present by day",
    "premises": "business or licensed premises",
}
_ANY_CODE = "|".join(AREA_CODE_PATTERNS.values())


def _malformed(column: str):
    return lambda frame: (
        frame[column].notna() & ~frame[column].str.fullmatch(_ANY_CODE).astype(bool)
    )


def denominator(measure: str) -> Contract:
    """The contract of one measure: ``area`` and a column named after the measure."""
    return Contract(
        name="population" if measure == "residents" else measure,
        description=f"One row per area: {MEASURES[measure]}. Missing is not zero.",
        columns=(
            Column("area", "code", "ONS code", nullable=False),
            Column(measure, "count", MEASURES[measure], measure),
        ),
        rules=(
            Rule("area code is malformed", _malformed("area")),
            Rule(
                f"negative {measure}",
                lambda frame: (frame[measure] < 0).fillna(False).astype(bool),
            ),
        ),
    )


POPULATION = denominator("residents")
HOUSEHOLDS = denominator("households")
DAYTIME = denominator("daytime")


def _not_a_decile(frame: pd.DataFrame) -> pd.Series:
    return (~frame["decile"].between(1, 10)).fillna(False).astype(bool)


DEPRIVATION = Contract(
    name="deprivation",
    description="Index of Multiple Deprivation: England ranks, 1 the most deprived.",
    columns=(
        Column("lsoa", "code", "ONS code", nullable=False),
        Column("score", "number", "IMD score, higher is more deprived"),
        Column("rank", "count", "rank in England, 1 the most deprived"),
        Column("decile", "count", "decile in England, 1 the most deprived", nullable=False),
    ),
    rules=(
        Rule("LSOA code is malformed", _malformed("lsoa")),
        Rule("decile is not between 1 and 10", _not_a_decile),
        Rule(
            "score is not between 0 and 100",
            lambda frame: frame["score"].notna() & ~frame["score"].between(0, 100),
        ),
    ),
)
