"""Workbooks of a release: a published table a sheet, under headings that the dictionary gives."""

import io
import zipfile
from collections.abc import Iterable, Iterator

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from cdrp_analysis.auditor.bundle import DICTIONARY, Bundle
from cdrp_analysis.auditor.pages import Piece

_COLUMNS = ["file", "place", "kind", "what"]
_COVER, _CONTENTS, _NOTES = "Cover", "Contents", "Notes"
_HEADINGS = 5  # row of the headings on every sheet of a table
_KIND = "workbook"
_NAME = 31  # characters of a sheet's name
_UNREADABLE = (
    InvalidFileException, zipfile.BadZipFile, AttributeError, KeyError, ValueError, OSError
)  # fmt: skip
# What every workbook says besides its tables' own words.
_STANDING = {
    _COVER: {"The worksheet Contents lists them; Notes explains the marks."},
    _CONTENTS: {
        "Contents",
        "This worksheet lists the tables. Each name is a link to one.",
        "Worksheet",
        "Table",
    },
    _NOTES: {
        "Notes",
        "This worksheet explains the marks that stand in place of numbers.",
        "Mark",
        "Meaning",
    },
}
_ABOVE = {
    "This worksheet contains one table. Marks are explained on the worksheet Notes.",
    "Source: see the cover.",
    _CONTENTS,
}


def audit_workbooks(bundle: Bundle, *, pages: Iterable[Iterable[Piece]] = ()) -> pd.DataFrame:
    """
    What the workbooks of a release say that its tables, dictionary and pages do not, or leave out.

    The body of a sheet is one published table. Above it, and on the sheets Cover, Contents and
    Notes, stand only texts of the dictionary and the workbook's own standing sentences; the cover
    repeats lines of the pages.

    Parameters
    ----------
    bundle : Bundle
        The release.
    pages : iterable of iterable of Piece
        What its pages show.

    Returns
    -------
    DataFrame, one row per finding
        ``file, place, kind, what``; empty where every sheet is a published table.
    """
    shown = {one.text for pieces in pages for one in pieces if one.tag in ("h1", "p")}
    rows = [
        (name, place, _KIND, what)
        for name, content in sorted(bundle.files.items())
        if name.endswith(".xlsx")
        for place, what in _compared(content, bundle.tables, shown)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _compared(
    content: bytes, tables: dict[str, pd.DataFrame], shown: set[str]
) -> Iterator[tuple[str, str]]:
    try:
        book = load_workbook(io.BytesIO(content))
    except _UNREADABLE:
        yield "", "it cannot be opened"
        return
    words = tables.get(DICTIONARY, pd.DataFrame(columns=["table", "column", "unit", "description"]))
    left = {name: frame for name, frame in tables.items() if name != DICTIONARY}
    front = _front(words, left, shown)
    if len(book.worksheets) < len(book.sheetnames):
        yield "", "a sheet that holds no cells"
    for number, sheet in enumerate(book.worksheets, start=1):
        place = f"sheet {number}"
        if sheet.title in front:
            yield from _strange(sheet, front.pop(sheet.title), place)
            continue
        name = next((n for n in left if n[:_NAME] == sheet.title), None)
        if name is None:
            yield place, "a sheet that is no published table"
            continue
        frame = left.pop(name)
        yield from _strange(sheet, _above(words, name, frame), place, until=_HEADINGS)
        cells = [list(row) for row in sheet.iter_rows(min_row=_HEADINGS + 1, values_only=True)]
        cells = [row for row in cells if any(value is not None for value in row)]
        if len(cells) != len(frame) or any(len(row) != frame.shape[1] for row in cells):
            yield place, "not as many rows or columns as the published table"
            continue
        texts = frame.astype(str).to_numpy().tolist()
        wrong = sum(
            not _same(value, text)
            for row, published in zip(cells, texts, strict=True)
            for value, text in zip(row, published, strict=True)
        )
        if wrong:
            yield place, f"{wrong} cells differ from the published table"
    if left:
        yield "", f"{len(left)} published tables have no sheet"


def _front(
    words: pd.DataFrame, tables: dict[str, pd.DataFrame], shown: set[str]
) -> dict[str, set[str]]:
    """What may stand on each sheet before those of the tables."""
    cover = f"This workbook holds {len(tables)} tables of this edition, one on each worksheet."
    names = {name[:_NAME] for name in tables}
    marks = words[words["table"] == "(all)"]
    return {
        _COVER: _STANDING[_COVER] | {cover} | shown,
        _CONTENTS: _STANDING[_CONTENTS] | names | set(_titles(words)),
        _NOTES: _STANDING[_NOTES].union(marks["unit"], marks["description"]),
    }


def _titles(words: pd.DataFrame) -> pd.Series:
    return words.loc[(words["column"] == "") & (words["unit"] == "title"), "description"]


def _above(words: pd.DataFrame, name: str, frame: pd.DataFrame) -> set[str]:
    """What may stand over a table: its title, its facts in one line, what its columns are."""
    own = words[words["table"] == name]
    facts = own[(own["column"] == "") & (own["unit"] != "title")]
    pairs = zip(facts["unit"], facts["description"], strict=True)
    line = ". ".join(f"{fact.capitalize()}: {text}" for fact, text in pairs)
    columns = own[own["column"] != ""]
    heads = set(frame.columns) - set(columns["column"])
    for column, unit, text in columns[["column", "unit", "description"]].itertuples(index=False):
        head = f"{text} ({unit})" if unit else text
        heads |= {head, f"{head} [{column}]"}
    return _ABOVE.union(_titles(own), [line], heads)


def _strange(
    sheet: Worksheet, known: set[str], place: str, until: int | None = None
) -> Iterator[tuple[str, str]]:
    """Cells that hold anything but what is known, numbers among them."""
    cells = (value for row in sheet.iter_rows(max_row=until, values_only=True) for value in row)
    strange = sum(value is not None and value not in known for value in cells)
    if strange:
        yield place, f"{strange} texts or numbers that no table or page accounts for"
    if sheet.HeaderFooter:
        yield place, "a heading or footing for print"


def _same(value: object, text: str) -> bool:
    """Whether a cell is what the CSV file prints: the text, or the number that it is."""
    if value is None or isinstance(value, (str, bool)):
        return ("" if value is None else str(value)) == text
    try:
        return float(text) == float(value)
    except (TypeError, ValueError):
        return False
