"""All tables of an edition as one accessible workbook: cover, contents, notes, a table a sheet."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from cdrp_analysis.assessment.published import PublishedEvidence
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.release_csv import csv_frame
from cdrp_analysis.disclosure.tables import Column
from cdrp_analysis.vocabulary import SYMBOL_MEANINGS

FILE = "tables.xlsx"
MOST_ROWS = 20_000  # of a table of the restricted edition; a longer one is no reading matter
HEADER_ROW = 5  # title, what the sheet holds, source, link; the table begins below them
_CONTENTS, _COVER, _NOTES = "Contents", "Cover", "Notes"
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e-?\d+)?", re.I)
_LONGEST_NAME, _WIDEST, _NARROWEST = 31, 60, 10
_STAMP = (1980, 1, 1, 0, 0, 0)  # of every part of the file: the same tables, the same bytes
_UNDATED = datetime(1980, 1, 1)


@dataclass(frozen=True)
class Sheet:
    """A table as it is published: its texts, and what is said of it."""

    name: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    about: Mapping[str, str]


def write_workbook(
    path: Path, sheets: Iterable[Sheet], *, title: str, marking: str, contact: str
) -> None:
    """
    Write the workbook, after the Government Analysis Function's guidance for spreadsheets.

    One table a sheet, from the same row of each, without merged or empty cells inside; marks are
    explained; nothing is hidden, and no property says who wrote it. The same tables give the
    same bytes.

    Parameters
    ----------
    path : path
        The file, ending in .xlsx.
    sheets : iterable of Sheet
        The tables in order.
    title, marking, contact : str
        Printed on the cover.
    """
    sheets = list(sheets)
    book = Workbook()
    cover = book.active
    cover.title = _COVER
    _lines(
        cover,
        title,
        [
            marking,
            f"This workbook holds {len(sheets)} tables of this edition, one on each worksheet.",
            "The worksheet Contents lists them; Notes explains the marks.",
            contact,
        ],
    )
    names = _sheet_names(sheets)
    contents = book.create_sheet(_CONTENTS)
    _lines(contents, "Contents", ["This worksheet lists the tables. Each name is a link to one."])
    _table(
        contents,
        ("Worksheet", "Table"),
        [(name, sheet.title) for name, sheet in zip(names, sheets, strict=True)],
        "contents",
    )
    for row, name in enumerate(names, start=HEADER_ROW + 1):
        _link(contents, f"A{row}", name)
    notes = book.create_sheet(_NOTES)
    _lines(notes, "Notes", ["This worksheet explains the marks that stand in place of numbers."])
    _table(notes, ("Mark", "Meaning"), list(SYMBOL_MEANINGS.items()), "notes")
    for name, sheet in zip(names, sheets, strict=True):
        page = book.create_sheet(name)
        facts = {key: text for key, text in sheet.about.items() if text and key != "title"}
        told = [f"{key.capitalize()}: {text}" for key, text in facts.items()]
        _lines(
            page,
            sheet.title,
            [
                "This worksheet contains one table. Marks are explained on the worksheet Notes.",
                ". ".join(told) or "Source: see the cover.",
                _CONTENTS,
            ],
        )
        _link(page, "A4", _CONTENTS)
        _table(page, sheet.headings, sheet.rows, f"t_{sheet.name}")
    for name in ("creator", "lastModifiedBy", "title"):
        setattr(book.properties, name, "")
    book.properties.created = book.properties.modified = _UNDATED
    path.write_bytes(_stamped(book))


def published_sheets(shown: PublishedEvidence) -> list[Sheet]:
    """The protected tables of an edition, exactly as its CSV files have them."""
    words = pd.read_csv(shown.folder / "dictionary.csv", dtype=str, keep_default_na=False)
    made = []
    for name, spec in SPECS.items():
        if not shown.has(name):
            continue
        frame = pd.read_csv(shown.folder / f"{name}.csv", dtype=str, keep_default_na=False)
        facts = words[(words["table"] == name) & (words["column"] == "")]
        about = dict(zip(facts["unit"], facts["description"], strict=True))
        made.append(_sheet(name, spec.title, spec.columns, frame, about))
    return made


def restricted_sheets(evidence: Evidence) -> list[Sheet]:
    """Every table of the restricted run but the longest, which stay in their files."""
    made = []
    for name, spec in SPECS.items():
        if evidence.has(name) and len(table := evidence.table(name)) <= MOST_ROWS:
            about = table.attrs.get("about") or {}
            made.append(_sheet(name, spec.title, spec.columns, csv_frame(table), about))
    return made


def _sheet(
    name: str, title: str, columns: Iterable[Column], frame: pd.DataFrame, about: Mapping[str, str]
) -> Sheet:
    documented = {column.name: column for column in columns}
    headings = []
    for column in frame:
        known = documented.get(column)
        text = column if known is None else known.doc
        if known is not None and known.unit:
            text += f" ({known.unit})"
        headings.append(f"{text} [{column}]" if text in headings else text)
    rows = tuple(map(tuple, frame.astype(str).to_numpy().tolist()))
    return Sheet(name, title, tuple(headings), rows, about)


def _sheet_names(sheets: list[Sheet]) -> list[str]:
    """Names of tables as names of worksheets: 31 characters, none twice."""
    names: list[str] = []
    for sheet in sheets:
        name = sheet.name[:_LONGEST_NAME]
        if name in names or name.casefold() in map(str.casefold, (_COVER, _CONTENTS, _NOTES)):
            name = f"{name[: _LONGEST_NAME - 4]}_{len(names)}"
        names.append(name)
    return names


def _lines(page: Worksheet, title: str, lines: list[str]) -> None:
    page["A1"] = title
    page["A1"].font = Font(bold=True, size=14)
    for row, line in enumerate(lines, start=2):
        cell = page.cell(row, 1)
        cell.value = line
        cell.data_type = "s"  # a text that begins like a formula is a text


def _table(page: Worksheet, headings: tuple[str, ...], rows, name: str) -> None:
    widths = [len(heading) / 2 for heading in headings]
    for column, heading in enumerate(headings, start=1):
        cell = page.cell(HEADER_ROW, column, heading)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row, values in enumerate(rows, start=HEADER_ROW + 1):
        for column, text in enumerate(values, start=1):
            cell = page.cell(row, column)
            if _NUMBER.fullmatch(text):
                cell.value = float(text) if re.search(r"[.eE]", text) else int(text)
            else:
                cell.value = text
                cell.data_type = "s"
                if text in SYMBOL_MEANINGS:
                    cell.alignment = Alignment(horizontal="right")
            widths[column - 1] = max(widths[column - 1], len(text))
    for column, width in enumerate(widths, start=1):
        letter = get_column_letter(column)
        page.column_dimensions[letter].width = min(max(width + 2, _NARROWEST), _WIDEST)
    if rows:
        last = f"{get_column_letter(len(headings))}{HEADER_ROW + len(rows)}"
        table = Table(displayName=name, ref=f"A{HEADER_ROW}:{last}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        page.add_table(table)
    page.freeze_panes = page.cell(HEADER_ROW + 1, 1)


def _link(page: Worksheet, cell: str, target: str) -> None:
    page[cell].hyperlink = Hyperlink(ref=cell, location=f"'{target}'!A1")
    page[cell].font = Font(color="0563C1", underline="single")


def _stamped(book: Workbook) -> bytes:
    """The file with every part dated alike."""
    written, out = io.BytesIO(), io.BytesIO()
    book.save(written)
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "docProps/core.xml":  # saving dates it anew
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content
                )
            info = zipfile.ZipInfo(item.filename, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return out.getvalue()
