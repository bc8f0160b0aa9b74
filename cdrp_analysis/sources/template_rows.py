"""Rows of one file that a partner sends by a template: headings matched, cells typed, checked."""

import difflib
import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cdrp_analysis.contracts import PARTNER_FEEDS, Column, Contract, check_rows, conform
from cdrp_analysis.contracts.base import PROVENANCE
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.settings import Feed
from cdrp_analysis.sources.archive import RawFile
from cdrp_analysis.sources.numbers import parse_number
from cdrp_analysis.sources.personal_data import refuse_personal_data
from cdrp_analysis.sources.tables import read_table
from cdrp_analysis.sources.tabular import Table, joined

_WORDY = ("text", "code", "pseudonym", "label")
_TYPED = ("number", "count", "month", "date", "clock", "time", "flag")
_PLAIN_NUMBER = r"^(?:[+\-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+\-]?\d{1,2})?)?$"
_LEFT_OUT_SHOWN = 8  # headings named in the note


def heading_key(heading: object) -> str:
    """A heading as compared: case, spaces, underscores and hyphens do not count."""
    return re.sub(r"[\s_\-]+", "", str(heading).casefold())


def contract_of(feed: Feed) -> Contract:
    """
    The contract that a feed of templates names.

    Raises
    ------
    SettingsError
        If no partner feed has that name; the nearest is given.
    """
    return partner_contract(feed.contract, where=f"feed {feed.key}, contract")


def partner_contract(name: str, *, where: str) -> Contract:
    """The contract of a partner feed by name; SettingsError with the nearest name otherwise."""
    if name in PARTNER_FEEDS:
        return PARTNER_FEEDS[name]
    near = difflib.get_close_matches(name, PARTNER_FEEDS, n=1, cutoff=0.5)
    raise SettingsError(
        f"{name!r} is not a partner feed.",
        where=where,
        do=f"did you mean {near[0]!r}?" if near else "cdrp feeds lists them",
    )


def own_columns(contract: Contract) -> tuple[Column, ...]:
    """The columns a partner fills in: without the month and where a row came from."""
    added = {column.name for column in PROVENANCE} | ({"month"} if contract.dated else set())
    return tuple(column for column in contract.columns if column.name not in added)


def read_rows(
    feed: Feed, contract: Contract, file: RawFile
) -> tuple[Table, pd.DataFrame, pd.Series, str]:
    """
    One file as rows of the contract.

    Returns
    -------
    table : Table
        As read, with the rows that could not be.
    typed : DataFrame
        The contract's columns and types, one row per sound row of the table.
    reasons : Series of str
        Why a row is refused, NA where it is not.
    note : str
        What was decided while reading.

    Raises
    ------
    InputError
        If a needed column is missing, or the file names people.
    """
    own = own_columns(contract)
    theirs = {column.name: feed.columns.get(column.name, column.name) for column in own}
    needed = [theirs[c.name] for c in own if not c.nullable or c.name in feed.columns]
    table = read_table(file, needed, alike=heading_key)
    have = {heading_key(heading): heading for heading in table.frame.columns}
    chosen = {
        have[heading_key(heading)]: name
        for name, heading in theirs.items()
        if heading_key(heading) in have
    }
    types = {column.name: column.type for column in own}
    refuse_personal_data(
        table.frame,
        where=file.name,
        ours=chosen,
        typed={heading for heading, name in chosen.items() if types[name] in _TYPED},
    )
    left_out = [heading for heading in table.frame.columns if heading not in chosen]
    cells, unread, notes = _cells(
        table.frame[list(chosen)].rename(columns=chosen), contract, file.name
    )
    cells["source_file"], cells["vintage"] = file.name, feed.vintage.isoformat()
    cells["source_row"] = cells.index
    typed, unreadable = conform(cells, contract)
    if contract.dated:
        typed["month"] = _months(typed[contract.dated])
    _, refused = check_rows(typed, contract)
    reasons = unread.fillna(unreadable).fillna(refused)
    return table, typed, reasons, joined(table.note, *notes, _left_out_note(left_out))


def _cells(
    frame: pd.DataFrame, contract: Contract, where: str
) -> tuple[pd.DataFrame, pd.Series, list[str]]:
    """Cells as the contract can type them: numbers read, words as its lists spell them."""
    unread, notes = pd.Series(pd.NA, index=frame.index, dtype="str"), []
    ready = {}
    for column in own_columns(contract):
        if column.name not in frame:
            continue
        cells = frame[column.name]
        if column.type in ("number", "count"):
            ready[column.name], bad, note = _numbers(cells, f"{where}, {column.name}")
            if bad.any():
                unread = unread.mask(
                    bad & unread.isna(), f"{column.name.replace('_', ' ')} is not a number"
                )
            notes += [f"{column.name}: {note}"] if note else []
        elif column.type in _WORDY:
            ready[column.name] = _words(cells, column)
        else:
            ready[column.name] = cells
    return pd.DataFrame(ready, index=frame.index), unread, notes


def _numbers(cells: pd.Series, where: str) -> tuple[pd.Series, pd.Series, str]:
    if pd.api.types.is_string_dtype(cells):
        # Most columns have no comma, mark or footnote in them: Arrow reads those at once.
        words = pc.utf8_trim_whitespace(
            pa.array(cells, type=pa.large_string(), from_pandas=True).fill_null("")
        )
        if pc.all(pc.match_substring_regex(words, _PLAIN_NUMBER)).as_py() is not False:
            bare = pc.replace_substring_regex(words, r"^\+", "")
            read = pc.cast(pc.if_else(pc.equal(bare, ""), None, bare), pa.float64())
            numbers = pd.Series(read.to_numpy(zero_copy_only=False), index=cells.index)
            return numbers, pd.Series(False, index=cells.index), ""
    return parse_number(cells, where=where)


def _words(cells: pd.Series, column: Column) -> pd.Series:
    if pd.api.types.is_float_dtype(cells) and (cells.dropna() % 1 == 0).all():
        cells = cells.astype("Int64")  # Parquet keeps whole numbers with gaps as 28.0
    words = cells.astype("str")
    if column.unit == "HH:MM":
        words = words.str.replace(r"^(\d{1,2}:\d{2}):00$", r"\1", regex=True)  # Excel's time cells
    if column.values:
        spelt = {" ".join(value.casefold().split()): value for value in column.values}
        known = {w: spelt.get(" ".join(w.casefold().split()), w) for w in words.dropna().unique()}
        words = words.map(known)
    return words


def _months(moments: pd.Series) -> pd.Series:
    months, place = np.unique(moments.to_numpy("datetime64[M]"), return_inverse=True)
    spelt = pd.array([None if np.isnat(month) else str(month) for month in months], dtype="str")
    return pd.Series(spelt.take(place), index=moments.index)


def _left_out_note(headings: list[str]) -> str:
    if not headings:
        return ""
    shown = ", ".join(heading[:40] for heading in headings[:_LEFT_OUT_SHOWN])
    more = len(headings) - _LEFT_OUT_SHOWN
    return f"left out, the contract does not need them: {shown}" + (
        f" and {more} more" if more > 0 else ""
    )


def check_columns(feed: Feed, contract: Contract) -> None:
    """Refuse a name in the feed's ``columns`` that its contract does not have."""
    known = [column.name for column in own_columns(contract)]
    for name in feed.columns:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            raise SettingsError(
                f"columns.{name} is not a column of {contract.name}.",
                where=f"feed {feed.key}",
                do=f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}",
            )
