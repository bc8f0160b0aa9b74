"""Workbooks, Parquet and packed CSV open like a plain CSV, or say why not."""

import gzip

import openpyxl
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.sources.archive import find_file
from cdrp_analysis.sources.tables import read_table
from tests.rawfiles import text, write


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


def opened(root, name, *required):
    return read_table(find_file(root, name, where="test"), required)


TABLE = [
    ["Table C2"],
    [],
    ["Area code", "Count"],
    ["E09000013", 1234.0],
    [None, None],
    ["E1", "=A1"],
]


def test_the_worksheet_with_the_headings_is_found_and_titles_are_passed_over(tmp_path):
    workbook(tmp_path / "b.xlsx", Contents=[["Contents"]], C2=TABLE)
    table = opened(tmp_path, "b.xlsx", "area code", "count")
    assert table.frame.loc[4].tolist() == ["E09000013", "1234"]
    assert table.note == "worksheet C2; 2 lines above the header"


def test_two_worksheets_that_fit_must_be_told_apart(tmp_path):
    workbook(tmp_path / "b.xlsx", C2=TABLE, C5=TABLE)
    with pytest.raises(InputError, match=r"2 worksheets have these headings: C2, C5"):
        opened(tmp_path, "b.xlsx", "Area code")
    assert "worksheet C5" in opened(tmp_path, "b.xlsx!C5", "Area code").note
    with pytest.raises(InputError, match="no worksheet 'C9'"):
        opened(tmp_path, "b.xlsx!C9", "Area code")


def test_a_packed_csv_is_unpacked(tmp_path):
    write(tmp_path, "t.csv.gz", gzip.compress(text("Area code,Count", "E1,5")))
    assert opened(tmp_path, "t.csv.gz", "Count").frame.loc[2].tolist() == ["E1", "5"]


@pytest.mark.parametrize("name", ["t.csv.gz", "t.parquet", "t.xlsx"])
def test_a_truncated_file_is_refused(tmp_path, name):
    write(tmp_path, name, b"PAR1 or PK or anything")
    with pytest.raises(InputError, match="truncated or damaged"):
        opened(tmp_path, name, "Count")


def test_an_unknown_kind_of_file_is_refused(tmp_path):
    write(tmp_path, "t.docx", b"x")
    with pytest.raises(InputError, match=r"\.docx is not a kind of table"):
        opened(tmp_path, "t.docx")


def test_hostile_text_in_a_parquet_table_is_set_aside(tmp_path):
    import pandas as pd

    frame = pd.DataFrame({"code": ["E1", "<script>", None], "n": [1, 2, 3]})
    frame.to_parquet(tmp_path / "t.parquet")
    table = opened(tmp_path, "t.parquet", "code")
    assert table.refused.to_dict() == {3: "HTML in a cell"}
    assert table.frame["n"].tolist() == [1, 3]
