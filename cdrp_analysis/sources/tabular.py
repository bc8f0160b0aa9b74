"""Tables of any origin as text cells with line numbers; hostile cells set aside with a reason."""

import csv
import difflib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cdrp_analysis.errors import InputError
from cdrp_analysis.sources.archive import MAX_FILE_BYTES
from cdrp_analysis.sources.encodings import UNREADABLE, decoded
from cdrp_analysis.sources.plain_csv import read_plain

MAX_CELL = 10_000  # characters; the longest real cell seen in these feeds has 84
TITLE_LINES = 40  # a heading is looked for in so many lines: official tables open with notes
_DELIMITERS = ",;\t|"

# Tab and line ends inside quotes are harmless; the other controls are not, nor are the marks
# that turn the direction of writing and so hide what a cell says.
# (Written with the letters themselves: Arrow's engine knows no \u escapes.)
_TURNING = "\u202a-\u202e\u2066-\u2069"
_CONTROL = rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_TURNING}]"
_MARKUP = r"<[A-Za-z/!?]"
# Spreadsheets run a cell that begins so. A signed number is none; "-1+2" and "+cmd" are.
_FORMULA = r"^\s*(?:[=@＝＠＋－]|[+\-].*[^\d.,eE+\-\s%]|[+\-][\d.,\s]*\d[\d.,\s]*[+\-])"
_SUSPECT = f"(?s){_CONTROL}|{_MARKUP}|{_FORMULA}|{UNREADABLE}"
_REASONS = (
    (re.compile(_CONTROL), "control characters"),
    (re.compile(UNREADABLE), "characters of no known encoding"),
    (re.compile(_MARKUP), "HTML in a cell"),
    (re.compile(_FORMULA, re.DOTALL), "a spreadsheet formula in a cell"),
)

csv.field_size_limit(MAX_FILE_BYTES)  # over-long cells are set aside below, not crashed on


@dataclass(frozen=True)
class Table:
    """
    A table as read.

    Parameters
    ----------
    frame : DataFrame
        Sound rows; column names as in the file with white space tidied; the index is the
        line number as a text editor shows it (1 is the first line of the file).
    refused : Series of str
        Reason per refused row, indexed by line number.
    note : str
        What was decided while reading.
    """

    frame: pd.DataFrame
    refused: pd.Series
    note: str = ""

    @property
    def rows(self) -> int:
        """Rows below the header, sound or refused."""
        return len(self.frame) + len(self.refused)


def key(heading: object) -> str:
    """A heading as compared: case and white space do not count."""
    return " ".join(str(heading).casefold().split())


def read_csv(
    content: bytes,
    required: Sequence[str],
    *,
    where: str,
    alike: Callable[[object], str] = key,
) -> Table:
    """
    Read a delimited text file without ever trusting it.

    Parameters
    ----------
    content : bytes
    required : sequence of str
        Headings that must be there (case and spacing do not count); lines above the one that
        has them are titles. The delimiter (comma, semicolon, tab, bar) is the one that finds
        most of them.
    where : str
        File to name in errors.
    alike : callable
        A heading as compared: two of equal result are the same heading.

    Returns
    -------
    Table
        All cells are text, "" where blank. Lines of nothing but delimiters are no rows.

    Raises
    ------
    InputError
        If the file is empty, lacks a heading (the nearest one is named) or has one twice.
    """
    text, note = decoded(content)
    if not text.strip(" \t\r\n\0"):
        raise InputError(
            "the file is empty: it has not even a header.",
            where=where,
            do="download it again, or remove it; a header alone would mean that nothing was "
            "published, an absent file that the month is missing",
        )
    head = list(islice(io.StringIO(text, newline=""), TITLE_LINES))
    delimiter, header_at, after, headings = _header(head, required, where, alike)
    refused: dict[int, str] = {}
    below = sum(map(len, head[:after]))
    frame = read_plain(text[below:], delimiter, headings, after + 1)
    if frame is None:
        frame, refused = _read_records(text, after, delimiter, headings)
    if header_at > 1:
        note = joined(note, f"{header_at - 1} lines above the header")
    return screened(_without_blank_columns(frame), pd.Series(refused, dtype="str"), note)


def _read_records(
    text: str, after: int, delimiter: str, headings: list[str]
) -> tuple[pd.DataFrame, dict[int, str]]:
    """Rows below the header line by line, whatever they are like: sound ones, and faults."""
    lines = io.StringIO(text, newline="").readlines()
    width = len(headings)
    numbers, records, refused = [], [], {}
    for number, record, fault in _records(lines, after, delimiter, width):
        if fault is None and len(record) != width:
            # Even a blank cell too many: an unquoted comma has moved all the others.
            fault = f"too {'many' if len(record) > width else 'few'} cells for the header"
        if fault is None:
            numbers.append(number)
            records.append(record)
        else:
            refused[number] = fault
    frame = pd.DataFrame(records, columns=headings, index=pd.Index(numbers, dtype="int64"))
    return frame.astype("str"), refused


def screened(frame: pd.DataFrame, refused: pd.Series, note: str) -> Table:
    """Set aside the rows that hold an over-long, executable or unreadable cell."""
    suspect = np.zeros(len(frame), dtype=bool)
    for name in frame.columns:
        cells = frame[name]
        if not pd.api.types.is_string_dtype(cells) and cells.dtype != object:
            continue
        # Arrow's own functions: pandas would try this pattern cell by cell, at four times the cost.
        words = pa.array(cells.astype("str").fillna(""), type=pa.large_string())
        suspect |= pc.match_substring_regex(words, _SUSPECT).to_numpy(zero_copy_only=False)
        suspect |= pc.greater(pc.utf8_length(words), MAX_CELL).to_numpy(zero_copy_only=False)
    if suspect.any():
        rows = frame[suspect].astype("str").fillna("")
        reasons = [_reason(row) for row in rows.itertuples(index=False, name=None)]
        more = pd.Series(reasons, index=rows.index, dtype="str")
        refused = pd.concat([refused, more]) if len(refused) else more
        frame = frame[~suspect]
    return Table(frame, refused.sort_index(), note)


def _reason(row: tuple[str, ...]) -> str:
    if any(len(cell) > MAX_CELL for cell in row):
        return f"a cell of more than {MAX_CELL:,} characters"
    return next(reason for pattern, reason in _REASONS if any(pattern.search(cell) for cell in row))


def checked_headings(
    headings: Sequence[str],
    required: Sequence[str],
    where: str,
    alike: Callable[[object], str] = key,
) -> list[str]:
    """
    Headings with white space tidied, blank ones numbered; refuses duplicated and missing ones.

    Raises
    ------
    InputError
        Naming the heading; for a missing one, the nearest that is there.
    """
    tidy = [" ".join(str(heading).split()) for heading in headings]
    keys = [alike(heading) for heading in tidy]
    twice = sorted({name for name in keys if name and keys.count(name) > 1})
    if twice:
        raise InputError(
            f"the heading {twice[0][:60]!r} occurs {keys.count(twice[0])} times.",
            where=where,
            do="remove or rename one of the columns: which one is meant cannot be known",
        )
    for name in required:
        if alike(name) not in keys:
            near = difflib.get_close_matches(alike(name), [k for k in keys if k], n=1, cutoff=0.5)
            nearest = key(tidy[keys.index(near[0])]) if near else ""
            hint = f"the nearest heading is {nearest[:60]!r}" if near else "no heading is near it"
            raise InputError(
                f"the heading {name!r} is missing; {hint}.",
                where=where,
                do="check that this is the right file and layout, or correct its header",
            )
    return [heading or f"column {place}" for place, heading in enumerate(tidy, 1)]


def _header(
    lines: list[str], required: Sequence[str], where: str, alike: Callable[[object], str]
) -> tuple[str, int, int, list[str]]:
    """Delimiter, line of the header, line after it, and the headings."""
    wanted = {alike(name) for name in required}
    best = (-1, -1, ",", 1, 1, [""])
    for delimiter in _DELIMITERS:
        reader = csv.reader(iter(lines[:TITLE_LINES]), delimiter=delimiter)
        start = 1
        for record in reader:
            score = len(wanted & {alike(cell) for cell in record})
            # Among lines that match nothing the widest is most likely the header.
            if (score, len(record)) > best[:2]:
                best = (score, len(record), delimiter, start, reader.line_num, record)
            start = reader.line_num + 1
    _, _, delimiter, start, last, record = best
    if any(len(cell) > MAX_CELL for cell in record):
        raise InputError(
            f"a heading has more than {MAX_CELL:,} characters.",
            where=where,
            do="check that this is the right file",
        )
    return delimiter, start, last, checked_headings(record, required, where, alike)


def _records(
    lines: list[str], start: int, delimiter: str, width: int
) -> Iterator[tuple[int, list[str], str | None]]:
    """
    Line number, cells and fault of each record below line ``start``.

    A quotation mark that is never closed would swallow the lines after it, and they would
    vanish without a word. Where a record spans lines one of which is a whole record by
    itself, only its first line is set aside and reading goes on at the next.
    """
    at = start
    while at < len(lines):
        base = at
        rest = (lines[place] for place in range(base, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter)
        for record in reader:
            first, at = at, base + reader.line_num
            if at - first > 1 and _swallows(lines[first + 1 : at], delimiter, width):
                yield first + 1, record, "a quotation mark is never closed"
                at = first + 1
                break
            if at == len(lines) and _unclosed(lines[first:at], delimiter):
                yield first + 1, record, "a quotation mark is never closed"
            elif any(cell.strip() for cell in record):
                yield first + 1, record, None


def _swallows(lines: list[str], delimiter: str, width: int) -> bool:
    return width > 1 and any(
        line.count('"') % 2 == 0
        and line.count(delimiter) >= width - 1
        and len(next(csv.reader([line], delimiter=delimiter), [])) == width
        for line in lines
    )


def _unclosed(lines: list[str], delimiter: str) -> bool:
    """Whether the file ends inside quotation marks, as a truncated one may."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _without_blank_columns(frame: pd.DataFrame) -> pd.DataFrame:
    nameless = [name for name in frame.columns if re.fullmatch(r"column \d+", name)]
    return frame.drop(columns=[n for n in nameless if (frame[n].str.strip() == "").all()])


def joined(*notes: str) -> str:
    """Notes that say something, one after the other."""
    return "; ".join(note for note in notes if note)
