"""A contract: the columns of a feed, and the rules that its rows must keep."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import pandas as pd

if TYPE_CHECKING:
    import pandera.pandas as pa

Type = Literal[
    "text",
    "label",
    "code",
    "pseudonym",
    "number",
    "count",
    "month",
    "date",
    "clock",
    "time",
    "flag",
]

# "text" and "code" are strings (a code matches a pattern), "label" is text that repeats so often
# that it is kept as categories, "month" is text YYYY-MM. A "time" is a moment (UTC), a "clock"
# what the clock on the wall said. A "pseudonym" stands for one person or record and says
# nothing else. Missing is NaN or NA, never "".
DTYPES = {
    "text": "str",
    "code": "str",
    "pseudonym": "str",
    "month": "str",
    "date": "datetime64[us]",
    "clock": "datetime64[us]",
    "label": "category",
    "number": "float64",
    "count": "Int64",
    "time": "datetime64[us, UTC]",
    "flag": "boolean",
}


@dataclass(frozen=True)
class Column:
    """
    One column: type, unit, meaning, whether it may be missing, and what it may hold.

    ``values`` is a closed list, ``at_least`` and ``at_most`` are limits of numbers; a
    ``secret`` column never leaves the restricted edition, in any form.
    """

    name: str
    type: Type
    doc: str
    unit: str = ""
    nullable: bool = True
    values: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    secret: bool = False


@dataclass(frozen=True)
class Rule:
    """
    One reason to refuse a row.

    Parameters
    ----------
    reason : str
        Plain words, as the data-quality page prints them; never a value of the row.
    broken : callable
        Takes the typed frame, returns a boolean Series: True where the row is refused.
    """

    reason: str
    broken: Callable[[pd.DataFrame], pd.Series]


def _provenance(type: Type) -> tuple[Column, ...]:
    return (
        Column("source_file", type, "raw file, relative to the data folder", nullable=False),
        Column("source_row", "count", "line of the raw file, header included", nullable=False),
        Column("vintage", type, "day the file was downloaded or released", nullable=False),
    )


PROVENANCE = _provenance("text")
# Tables of millions of cells repeat file and vintage on every one: categories keep them small.
PROVENANCE_LABELS = _provenance("label")


@dataclass(frozen=True)
class Contract:
    """
    What every accepted row of a feed looks like.

    ``holder`` is the body that keeps the data and ``basis`` why it is shared; ``dated`` names
    the column whose month a row belongs to, where it belongs to one.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    holder: str = ""
    basis: str = ""
    dated: str = ""

    @property
    def names(self) -> list[str]:
        """Column names, in order."""
        return [column.name for column in self.columns]

    @cached_property
    def schema(self) -> "pa.DataFrameSchema":
        """The same contract for pandera: types, missing values and rules, checked together."""
        import pandera.pandas as pa

        return pa.DataFrameSchema(
            {
                column.name: pa.Column(
                    DTYPES[column.type],
                    nullable=column.nullable,
                    checks=[
                        *([pa.Check.isin(column.values)] if column.values else []),
                        *([] if (low := column.at_least) is None else [pa.Check.ge(low)]),
                        *([] if (high := column.at_most) is None else [pa.Check.le(high)]),
                    ],
                )
                for column in self.columns
            },
            checks=[
                pa.Check(_holds(rule), name=rule.reason, error=rule.reason) for rule in self.rules
            ],
            strict=True,
            ordered=True,
            name=self.name,
        )

    def documentation(self) -> pd.DataFrame:
        """One row per column: name, type, unit, whether it may be missing, meaning."""
        return pd.DataFrame(
            [(c.name, c.type, c.unit, c.nullable, c.doc) for c in self.columns],
            columns=["column", "type", "unit", "may_be_missing", "meaning"],
        )

    def empty(self) -> pd.DataFrame:
        """No rows, all columns, right types."""
        return pd.DataFrame({c.name: pd.Series(dtype=DTYPES[c.type]) for c in self.columns})


def _holds(rule: Rule) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda frame: ~rule.broken(frame)
