"""A contract: the columns of a feed, and the row rules that decide what is refused and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError

if TYPE_CHECKING:
    import pandera.pandas as pa

Type = Literal["text", "label", "code", "number", "count", "month", "time", "flag"]

# "text" and "code" are strings (a code matches a pattern), "label" is text that repeats so often
# that it is kept as categories, "month" is text YYYY-MM. Missing is NaN or NA, never "".
_DTYPES = {
    "text": "str",
    "code": "str",
    "month": "str",
    "label": "category",
    "number": "float64",
    "count": "Int64",
    "time": "datetime64[us, UTC]",
    "flag": "boolean",
}
_NOT_A = {
    "number": "is not a number",
    "count": "is not a whole number",
    "month": "is not a month (YYYY-MM)",
    "time": "is not a date and time",
    "flag": "is neither true nor false",
}
_FLAGS = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
_MONTH = r"\d{4}-(?:0[1-9]|1[0-2])"


@dataclass(frozen=True)
class Column:
    """One column: type, unit, meaning, and whether it may be missing."""

    name: str
    type: Type
    doc: str
    unit: str = ""
    nullable: bool = True


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
    """What every accepted row of a feed looks like."""

    name: str
    description: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()

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
                column.name: pa.Column(_DTYPES[column.type], nullable=column.nullable)
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
        return pd.DataFrame({c.name: pd.Series(dtype=_DTYPES[c.type]) for c in self.columns})


def _holds(rule: Rule) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda frame: ~rule.broken(frame)


def first_reason(frame: pd.DataFrame, broken: Sequence[tuple[str, pd.Series]]) -> pd.Series:
    """The first reason that applies to each row, NA where none does."""
    reasons = pd.Series(pd.NA, index=frame.index, dtype="str")
    for reason, hit in reversed(broken):
        if (mask := np.asarray(hit, dtype=bool)).any():
            reasons[mask] = reason
    return reasons


def check_rows(
    frame: pd.DataFrame, contract: Contract, *, more: Sequence[Rule] = ()
) -> tuple[pd.DataFrame, pd.Series]:
    """
    Split typed rows into those that keep the contract and those that do not.

    Parameters
    ----------
    frame : DataFrame
        Columns of the contract, already of its types (see ``conform``).
    contract : Contract
    more : sequence of Rule
        Rules that depend on the file, such as its month.

    Returns
    -------
    accepted : DataFrame
        The rows that break no rule, same order, same index labels.
    reasons : Series of str, one per row of ``frame``
        Why the row is refused (the first reason), NA where it is accepted.

    Raises
    ------
    InputError
        If a column of the contract is missing.
    """
    if absent := [name for name in contract.names if name not in frame.columns]:
        raise InputError(
            f"{contract.name} rows lack {', '.join(absent)}.",
            where=f"contracts.{contract.name}",
            do="give the reader the heading of that column",
        )
    broken = [
        (f"{_words(column.name)} is blank", frame[column.name].isna())
        for column in contract.columns
        if not column.nullable
    ]
    broken += [(rule.reason, rule.broken(frame)) for rule in (*contract.rules, *more)]
    reasons = first_reason(frame, broken)
    return frame.loc[reasons.isna(), contract.names], reasons


def conform(text: pd.DataFrame, contract: Contract) -> tuple[pd.DataFrame, pd.Series]:
    """
    Turn text cells into the contract's types.

    Parameters
    ----------
    text : DataFrame of str
        Cells as read, or already typed; a contract column that is absent becomes missing.
    contract : Contract

    Returns
    -------
    frame : DataFrame
        The contract's columns in its order and types, same rows.
    reasons : Series of str
        Why a cell could not be converted ("longitude is not a number"), NA where all could.
    """
    typed, broken = {}, []
    for column in contract.columns:
        if column.name not in text.columns:
            blank = pd.Series(None, index=text.index, dtype=_DTYPES[column.type])
            typed[column.name] = blank
            continue
        values, bad = _converted(text[column.name], column.type)
        typed[column.name] = values
        if bad.any():
            broken.append((f"{_words(column.name)} {_NOT_A[column.type]}", bad))
    frame = pd.DataFrame(typed, index=text.index)
    return frame, first_reason(frame, broken)


def _converted(cells: pd.Series, type: Type) -> tuple[pd.Series, pd.Series]:
    none_bad = pd.Series(False, index=cells.index)
    if type == "label":
        return cells.astype("category"), none_bad
    if type in ("number", "count"):
        numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
        bad = ~np.isfinite(numbers) & ~_blank(cells)
        if type == "number":
            return numbers.where(np.isfinite(numbers)), bad
        bad |= numbers.notna() & (numbers != numbers.round())
        return numbers.where(~bad).astype("Int64"), bad
    if type == "time":
        times = pd.to_datetime(cells, errors="coerce", utc=True, format="ISO8601")
        return times.astype(_DTYPES["time"]), times.isna() & ~_blank(cells)
    if type == "flag":
        flags = cells.astype("str").str.strip().str.lower().map(_FLAGS).astype("boolean")
        return flags, flags.isna() & ~_blank(cells)
    words = cells.astype("str").str.strip()
    words = words.where(words != "")
    if type == "month":
        bad = words.notna() & ~words.str.fullmatch(_MONTH).astype(bool)
        return words, bad
    return words, none_bad


def _blank(cells: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(cells) or pd.api.types.is_datetime64_any_dtype(cells):
        return cells.isna()
    return cells.isna() | (cells.astype("str").str.strip() == "")


def _words(name: str) -> str:
    return name.replace("_", " ").replace("lsoa", "LSOA code")
