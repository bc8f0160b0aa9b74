"""The workbook of an edition: accessible, anonymous, the same bytes, nothing but its tables."""

import io
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from openpyxl.chart import BarChart

from cdrp_analysis.assessment.published import PublishedEvidence
from cdrp_analysis.assessment.workbook import (
    FILE,
    HEADER_ROW,
    Sheet,
    published_sheets,
    write_workbook,
)
from cdrp_analysis.auditor.bundle import Bundle
from cdrp_analysis.auditor.documents import office_notices
from cdrp_analysis.auditor.pages import Piece
from cdrp_analysis.auditor.workbooks import audit_workbooks
from cdrp_analysis.vocabulary import SYMBOL_MEANINGS

RATES = Sheet(
    "ward_rates",
    "Rates of wards",
    ("Area", "Offences (offences)", "Rate"),
    (("E05000001", "910", "91.0"), ("E05000002", "[c]", "[c]"), ("=1+1", "0", "-0.5")),
    {"source": "Invented counts", "period": "2017/18"},
)
WORDS = Sheet("a_table_with_a_name_longer_than_31", "Words", ("Word",), (("x",),), {})


DICTIONARY = pd.DataFrame(
    [
        *((one.name, "", "title", one.title) for one in (RATES, WORDS)),
        *(("ward_rates", "", fact, text) for fact, text in RATES.about.items()),
        ("ward_rates", "area", "", "Area"),
        ("ward_rates", "offences", "offences", "Offences"),
        ("ward_rates", "rate", "", "Rate"),
        (WORDS.name, "word", "", "Word"),
        *(("(all)", "", mark, text) for mark, text in SYMBOL_MEANINGS.items()),
    ],
    columns=["table", "column", "unit", "description"],
)


def write(tmp_path, *sheets, name=FILE):
    path = tmp_path / name
    write_workbook(path, sheets, title="Assessment", marking="PUBLIC", contact="Ask us.")
    return path


def test_cover_contents_notes_and_a_table_a_sheet(tmp_path):
    book = openpyxl.load_workbook(write(tmp_path, RATES, WORDS))
    names = ["Cover", "Contents", "Notes", "ward_rates", WORDS.name[:31]]
    assert book.sheetnames == names
    assert book["Cover"]["A1"].value == "Assessment" and book["Cover"]["A2"].value == "PUBLIC"
    assert [book["Contents"].cell(row, 1).value for row in (6, 7)] == names[3:]
    marks = {row[0] for row in book["Notes"].iter_rows(min_row=6, values_only=True)}
    assert marks == set(SYMBOL_MEANINGS)
    sheet = book["ward_rates"]
    assert sheet["A1"].value == "Rates of wards" and "Invented counts" in sheet["A3"].value
    assert [cell.value for cell in sheet[HEADER_ROW]] == list(RATES.headings)


def test_numbers_are_numbers_and_marks_and_formulas_are_texts(tmp_path):
    sheet = openpyxl.load_workbook(write(tmp_path, RATES))["ward_rates"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADER_ROW + 1)]
    assert rows == [["E05000001", 910, 91.0], ["E05000002", "[c]", "[c]"], ["=1+1", 0, -0.5]]
    assert sheet["A8"].data_type == "s"


def test_a_table_is_one_and_links_lead_to_it_and_back(tmp_path):
    book = openpyxl.load_workbook(write(tmp_path, RATES))
    sheet = book["ward_rates"]
    (table,) = sheet.tables.values()
    assert table.ref == "A5:C8" and not sheet.merged_cells.ranges
    assert book["Contents"]["A6"].hyperlink.location == "'ward_rates'!A1"
    assert sheet["A4"].hyperlink.location == "'Contents'!A1"


def test_nothing_is_hidden_and_nobody_named_and_the_bytes_are_the_same(tmp_path):
    once, again = write(tmp_path, RATES), write(tmp_path, RATES, name="again.xlsx")
    assert once.read_bytes() == again.read_bytes()
    kinds = {part.name for part in office_notices(once.read_bytes()) if part.kind == "notice"}
    assert kinds == set()
    with zipfile.ZipFile(io.BytesIO(once.read_bytes())) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def bundle(path, **tables):
    return Bundle("x", {FILE: path.read_bytes()}, {"dictionary": DICTIONARY, **tables}, {}, ())


def audited(path, **tables):
    pages = [[Piece("", "text", text, tag="p") for text in ("Assessment", "PUBLIC", "Ask us.")]]
    return audit_workbooks(bundle(path, **tables), pages=pages)


def published(sheet):
    return pd.DataFrame(sheet.rows, columns=sheet.headings, dtype=str)


def test_the_auditor_finds_every_sheet_as_it_is_published(tmp_path):
    path = write(tmp_path, RATES, WORDS)
    tables = {"ward_rates": published(RATES), WORDS.name: published(WORDS)}
    found = audited(path, **tables)
    assert found.empty, found.to_string()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (replace(RATES, rows=(("E05000001", "911", "91.0"), *RATES.rows[1:])), "1 cells differ"),
        (replace(RATES, rows=(RATES.rows[0], ("E05000002", "3", "[c]"), RATES.rows[2])),
         "1 cells differ"),
        (replace(RATES, rows=RATES.rows[:2]), "not as many rows or columns"),
        (replace(RATES, name="other"), "a sheet that is no published table"),
    ],
)  # fmt: skip
def test_the_auditor_finds_what_is_not_as_published(tmp_path, changed, said):
    found = audited(write(tmp_path, changed), ward_rates=published(RATES))
    assert any(said in what for what in found["what"])
    assert set(found["kind"]) == {"workbook"}


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [
        ("Notes", "B12", 38),
        ("Notes", "A12", "Abbey 38"),
        ("Cover", "A7", "weapons thirty-eight"),
        ("Contents", "C7", 3),
        ("ward_rates", "A3", "theft 38"),
        ("ward_rates", "C2", 3),
        ("ward_rates", "B5", "Offences (offences), weapons 3"),
    ],
)
def test_the_auditor_finds_a_figure_beside_the_tables(tmp_path, sheet, cell, value):
    path = write(tmp_path, RATES)
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)
    (found,) = audited(path, ward_rates=published(RATES)).itertuples()
    assert found.kind == "workbook" and found.what.startswith("1 texts or numbers")


def test_what_a_workbook_prints_around_its_sheets_is_found(tmp_path):
    path = write(tmp_path, RATES)
    book = openpyxl.load_workbook(path)
    book["Notes"].oddFooter.left.text = "Abbey 38"
    book.create_chartsheet("Chart").add_chart(BarChart())
    book.save(path)
    found = audited(path, ward_rates=published(RATES))["what"].tolist()
    assert found == ["a sheet that holds no cells", "a heading or footing for print"]


def test_a_published_table_without_a_sheet_and_a_broken_file_are_found(tmp_path):
    path = write(tmp_path, RATES)
    words = published(WORDS)
    lacking = audited(path, ward_rates=published(RATES), more=words)
    assert lacking["what"].tolist() == [
        "1 texts or numbers that no table or page accounts for",  # the cover counts its sheets
        "1 published tables have no sheet",
    ]
    path.write_bytes(b"PK no workbook")
    assert audited(path)["what"].tolist() == ["it cannot be opened"]


def test_the_sheets_of_an_edition_are_its_csv_files(tmp_path):
    (tmp_path / "dictionary.csv").write_text(
        "table,column,role,unit,description\nglossary,,,source,Invented\n"
    )
    (tmp_path / "glossary.csv").write_text("term,meaning\noffence,A crime\n")
    (sheet,) = published_sheets(PublishedEvidence(tmp_path))
    assert (sheet.name, sheet.rows, sheet.about) == (
        "glossary", (("offence", "A crime"),), {"source": "Invented"},
    )  # fmt: skip
    assert sheet.headings == ("Word", "What it means here")
