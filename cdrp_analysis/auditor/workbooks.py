"""Workbooks of a release: every sheet is one published table, cell by cell, and nothing else."""

import io
import zipfile
from collections.abc import Iterator

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cdrp_analysis.auditor.bundle import Bundle

_COLUMNS = ["file", "place", "kind", "what"]
_FRONT = frozenset({"Cover", "Contents", "Notes"})
_HEADINGS = 5  # row of the headings on every sheet of a table
_KIND = "workbook"
_NAME = 31  # characters of a sheet's name


def audit_workbooks(bundle: Bundle) -> pd.DataFrame:
    """
    What the workbooks of a release say that its CSV files do not, or leave out.

    Returns
    -------
    DataFrame, one row per finding
        ``file, place, kind, what``; empty where every sheet is a published table.
    """
    rows = [
        (name, place, _KIND, what)
        for name, content in sorted(bundle.files.items())
        if name.endswith(".xlsx")
        for place, what in _compared(content, bundle.tables)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _compared(content: bytes, tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str]]:
    try:
        book = load_workbook(io.BytesIO(content))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        yield "", "it cannot be opened"
        return
    left = {name: frame for name, frame in tables.items() if name != "dictionary"}
    for number, sheet in enumerate(book.worksheets, start=1):
        if sheet.title in _FRONT:
            continue
        place = f"sheet {number}"
        name = next((n for n in left if n[:_NAME] == sheet.title), None)
        if name is None:
            yield place, "a sheet that is no published table"
            continue
        frame = left.pop(name)
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


def _same(value: object, text: str) -> bool:
    """Whether a cell is what the CSV file prints: the text, or the number that it is."""
    if value is None or isinstance(value, (str, bool)):
        return ("" if value is None else str(value)) == text
    try:
        return float(text) == float(value)
    except (TypeError, ValueError):
        return False
