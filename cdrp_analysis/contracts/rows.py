"""Rows held against a contract: cells brought to its types, broken rules named."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.contracts.base import DTYPES, Column, Contract, Rule, Type
from cdrp_analysis.errors import InputError

_NOT_A = {
    "number": "is not a number",
    "count": "is not a whole number",
    "month": "is not a month (YYYY-MM)",
    "date": "is not a date (2010-09-30 or 30/09/2010)",
    "clock": "is not a date and time (2010-09-30 23:15 or 30/09/2010 23:15)",
    "time": "is not a date and time",
    "pseudonym": "is no pseudonym (letters, digits, - and _, at least one digit)",
    "flag": "is neither true nor false",
}
_FLAGS = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
_MONTH = r"\d{4}-(?:0[1-9]|1[0-2])"
_ENGLISH = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")
_PSEUDONYM = r"(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{3,64}"


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
    broken += [found for column in contract.columns for found in _out_of_limits(frame, column)]
    broken += [(rule.reason, rule.broken(frame)) for rule in (*contract.rules, *more)]
    reasons = first_reason(frame, broken)
    return frame.loc[reasons.isna(), contract.names], reasons


def _out_of_limits(frame: pd.DataFrame, column: Column) -> Iterator[tuple[str, pd.Series]]:
    cells, name = frame[column.name], _words(column.name)
    if column.values:
        yield f"{name} is not one of its values", cells.notna() & ~cells.isin(column.values)
    if column.at_least is not None:
        low = (cells < column.at_least).fillna(False).astype(bool)
        yield f"{name} is below {column.at_least:g}", low
    if column.at_most is not None:
        high = (cells > column.at_most).fillna(False).astype(bool)
        yield f"{name} is above {column.at_most:g}", high


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
            blank = pd.Series(None, index=text.index, dtype=DTYPES[column.type])
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
        return times.astype(DTYPES["time"]), times.isna() & ~_blank(cells)
    if type in ("date", "clock"):
        moments = _on_the_wall(cells)
        if type == "date":
            moments = moments.dt.normalize()
        return moments, moments.isna() & ~_blank(cells)
    if type == "flag":
        flags = cells.astype("str").str.strip().str.lower().map(_FLAGS).astype("boolean")
        return flags, flags.isna() & ~_blank(cells)
    words = cells.astype("str").str.strip()
    words = words.where(words != "")
    if type == "month":
        bad = words.notna() & ~words.str.fullmatch(_MONTH).astype(bool)
        return words, bad
    if type == "pseudonym":
        bad = words.notna() & ~words.str.fullmatch(_PSEUDONYM).astype(bool)
        return words, bad
    return words, none_bad


def _on_the_wall(cells: pd.Series) -> pd.Series:
    """Local dates and times, ISO or as English forms write them: day, month, year."""
    if pd.api.types.is_datetime64_any_dtype(cells):
        return cells.astype(DTYPES["clock"])
    # Each spelling is read once: many rows share a day.
    place, spellings = pd.factorize(cells.astype("str").str.strip())
    spellings = pd.Series(spellings, dtype="str")
    slashed = spellings.str.contains("/", regex=False)
    meant = pd.to_datetime(spellings.where(~slashed), errors="coerce", format="ISO8601")
    if slashed.any():
        english = [
            pd.to_datetime(spellings.where(slashed), errors="coerce", format=how)
            for how in _ENGLISH
        ]
        meant = meant.fillna(pd.concat(english, axis=1).bfill(axis=1).iloc[:, 0])
    moments = meant.astype(DTYPES["clock"]).array.take(place, allow_fill=True)
    return pd.Series(moments, index=cells.index)


def _blank(cells: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(cells) or pd.api.types.is_datetime64_any_dtype(cells):
        return cells.isna()
    return cells.isna() | (cells.astype("str").str.strip() == "")


def _words(name: str) -> str:
    return name.replace("_", " ").replace("lsoa", "LSOA code")
