"""Tables in CSV, Parquet or Excel, opened alike: sound rows, refused rows, line numbers."""

import gzip
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence

import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.sources.archive import MAX_FILE_BYTES, RawFile, check_member
from cdrp_analysis.sources.tabular import (
    TITLE_LINES,
    Table,
    checked_headings,
    joined,
    key,
    read_csv,
    screened,
)

WORKBOOKS = (".xlsx", ".xlsm")


def read_table(
    file: RawFile, required: Sequence[str] = (), *, alike: Callable[[object], str] = key
) -> Table:
    """
    Read a table by its suffix: ``.csv``, ``.txt``, ``.tsv``, ``.csv.gz``, ``.parquet``, ``.xlsx``.

    Parameters
    ----------
    file : RawFile
        ``book.xlsx!Sheet`` names a worksheet; without it the one sheet that has the headings.
    required : sequence of str
        Headings that must be there; the header line is the one that has them.
    alike : callable
        A heading as compared: two of equal result are the same heading.

    Returns
    -------
    Table
        CSV and Excel cells are text, Parquet columns keep their types. Row numbers are those
        of the file; Parquet has no lines, so its first row is 2, as in the other formats.

    Raises
    ------
    InputError
        For an unknown suffix, a damaged file, a missing or duplicated heading, or a workbook
        in which several worksheets have the headings.
    """
    content = file.read()
    if file.suffix == ".gz":
        return read_csv(_unzipped(content, file.name), required, where=file.name, alike=alike)
    if file.suffix in (".csv", ".txt", ".tsv"):
        return read_csv(content, required, where=file.name, alike=alike)
    if file.suffix == ".parquet":
        return _parquet(content, required, file.name, alike)
    if file.suffix in WORKBOOKS:
        return _workbook(content, required, file.name, alike)
    raise InputError(
        f"{file.suffix or 'a file without suffix'} is not a kind of table that can be read.",
        where=file.name,
        do="save it as .csv, .parquet or .xlsx",
    )


def _unzipped(content: bytes, where: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            unpacked = packed.read(MAX_FILE_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise _damaged(where) from None
    if len(unpacked) > MAX_FILE_BYTES:
        raise InputError("the file unpacks to an absurd size.", where=where, do="unpack it first")
    return unpacked


def _parquet(
    content: bytes, required: Sequence[str], where: str, alike: Callable[[object], str]
) -> Table:
    try:
        frame = pd.read_parquet(io.BytesIO(content))
    except Exception:  # pyarrow raises many kinds for a damaged file, and all mean the same
        raise _damaged(where) from None
    frame.columns = checked_headings([str(name) for name in frame.columns], required, where, alike)
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return screened(frame, pd.Series(dtype="str"), "")


def _workbook(
    content: bytes, required: Sequence[str], name: str, alike: Callable[[object], str]
) -> Table:
    import openpyxl

    file, _, wanted = name.partition("!")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for info in parts.infolist():
                check_member(info, name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and drawings that openpyxl does not keep
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = [s for s in book.worksheets if not wanted or s.title == wanted]
        rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in sheets}
    except InputError:
        raise
    except Exception:  # openpyxl raises many kinds for a damaged file, and all mean the same
        raise _damaged(name) from None
    if not rows:
        raise InputError(
            f"the workbook has no worksheet {wanted[:40]!r}.",
            where=name,
            do=f"its worksheets are {', '.join(s.title for s in book.worksheets)[:200]}",
        )
    fitting = [title for title in rows if _header_row(rows[title], required, alike) is not None]
    if len(fitting) > 1:
        raise InputError(
            f"{len(fitting)} worksheets have these headings: {', '.join(fitting)[:200]}.",
            where=name,
            do=f"name one: {file.rsplit('/', 1)[-1]}!{fitting[0]}; stacked worksheets often "
            "hold the same offences twice",
        )
    title = fitting[0] if fitting else next(iter(rows))
    return _sheet(rows[title], required, name, title, alike)


def _header_row(
    rows: list[tuple], required: Sequence[str], alike: Callable[[object], str]
) -> int | None:
    wanted = {alike(heading) for heading in required}
    for place, row in enumerate(rows[:TITLE_LINES]):
        have = {alike(cell) for cell in row if cell is not None}
        if (wanted and wanted <= have) or (not wanted and len(have) > 1):
            return place
    return None


def _sheet(
    rows: list[tuple],
    required: Sequence[str],
    where: str,
    title: str,
    alike: Callable[[object], str],
) -> Table:
    place = _header_row(rows, required, alike)
    if place is None:
        if not any(any(cell is not None for cell in row) for row in rows):
            raise InputError(
                "the worksheet is empty: it has not even a header.",
                where=where,
                do="check that the right file was saved",
            )
        place = max(
            range(min(len(rows), TITLE_LINES)),
            key=lambda at: sum(cell is not None for cell in rows[at]),
        )
    header = list(rows[place])
    while header and header[-1] is None:
        header.pop()
    headings = checked_headings(
        ["" if cell is None else _text(cell) for cell in header], required, where, alike
    )
    width = len(headings)
    numbers, records, refused = [], [], {}
    for number, row in enumerate(rows[place + 1 :], place + 2):
        cells = ["" if cell is None else _text(cell) for cell in row]
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[width:]):
            refused[number] = "too many cells for the header"
            continue
        numbers.append(number)
        records.append((cells + [""] * width)[:width])
    frame = pd.DataFrame(records, columns=headings, index=pd.Index(numbers, dtype="int64"))
    above = f"{place} lines above the header" if place else ""
    note = joined(f"worksheet {title}", above)
    return screened(frame.astype("str"), pd.Series(refused, dtype="str"), note)


def _text(cell: object) -> str:
    # Excel keeps 12 as 12.0; a person reads 12.
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _damaged(where: str) -> InputError:
    return InputError(
        "the file is truncated or damaged.",
        where=where,
        do="download it again, and open it once in the program it was made for",
    )
