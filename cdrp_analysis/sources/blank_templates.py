"""Empty templates for partners: a header to fill in, and a page that explains every column."""

import csv
from pathlib import Path

from cdrp_analysis.contracts import Column, Contract
from cdrp_analysis.errors import OutputError, SettingsError
from cdrp_analysis.sources.template_rows import own_columns

EXPLAINED = ("column", "type", "unit", "required", "allowed values", "meaning")
# What a person types into a cell of each type.
TYPED_AS = {
    "text": "text",
    "label": "text",
    "code": "code",
    "pseudonym": "pseudonym: letters, digits, - and _, at least one digit; never a name",
    "number": "number",
    "count": "whole number",
    "month": "month: 2010-09",
    "date": "date: 2010-09-30 or 30/09/2010",
    "clock": "date and time: 2010-09-30 23:15 or 30/09/2010 23:15",
    "time": "date and time with its zone: 2010-09-30T23:15:00+01:00",
    "flag": "yes or no",
}


def write_template(contract: Contract, path: Path | str) -> list[Path]:
    """
    Write an empty file for a partner to fill in, with an explanation of its columns.

    Parameters
    ----------
    contract : Contract
    path : path
        ``.csv`` is written with a sibling ``…-columns.csv``; ``.xlsx`` holds both as worksheets.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    OutputError
        If a file exists already, or cannot be written.
    SettingsError
        For another suffix.
    """
    path = Path(path)
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise SettingsError(
            f"{path.name} is neither .csv nor .xlsx.",
            where="template",
            do="choose one of the two; partners can save either from a spreadsheet",
        )
    workbook = path.suffix.lower() == ".xlsx"
    paths = [path] if workbook else [path, path.with_name(f"{path.stem}-columns.csv")]
    for one in paths:
        if one.exists():
            raise OutputError(
                f"{one.name} exists already.", where=one.name, do="choose another name"
            )
    try:
        if workbook:
            _write_workbook(contract, path)
        else:
            _write_csv(paths[0], [[column.name for column in own_columns(contract)]])
            _write_csv(paths[1], [EXPLAINED, *explanations(contract)])
    except OSError as error:
        raise OutputError(
            f"{path.name} cannot be written: {error.strerror or error}.",
            where=path.name,
            do="choose a folder that exists and that you may write to",
        ) from None
    return paths


def explanations(contract: Contract) -> list[tuple[str, ...]]:
    """One row per column that a partner fills in, in the order of ``EXPLAINED``."""
    return [
        (
            column.name,
            TYPED_AS[column.type],
            column.unit,
            "no" if column.nullable else "yes",
            allowed(column),
            column.doc,
        )
        for column in own_columns(contract)
    ]


def allowed(column: Column) -> str:
    """The closed list or the limits of a column in words, "" where there are none."""
    if column.values:
        return "; ".join(column.values)
    low, high = column.at_least, column.at_most
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if low is not None:
        return f"{low:g} or more"
    return f"{high:g} or less" if high is not None else ""


def _write_csv(path: Path, rows: list) -> None:
    # The mark at the start tells spreadsheets that the pound sign is one.
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows)


def _write_workbook(contract: Contract, path: Path) -> None:
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = contract.name
    columns = own_columns(contract)
    sheet.append([column.name for column in columns])
    for place, column in enumerate(columns, 1):
        wide = sheet.column_dimensions[get_column_letter(place)]
        wide.width = max(14, len(column.name) + 2)
        if column.type in ("text", "label", "code", "pseudonym", "month"):
            # Left to itself a spreadsheet makes a date of offence code 28/1 and drops zeros.
            wide.number_format = "@"
    notes = book.create_sheet("columns")
    for row in (EXPLAINED, *explanations(contract)):
        notes.append(list(row))
    for letter, width in zip("ABCDEF", (24, 30, 18, 10, 40, 70), strict=True):
        notes.column_dimensions[letter].width = width
    for page in (sheet, notes):
        page.freeze_panes = "A2"
        for cell in page[1]:
            cell.font = Font(bold=True)
    book.save(path)
