"""Text tables: the header is found, the delimiter too, and line numbers are a text editor's."""

import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.sources.encodings import decoded
from cdrp_analysis.sources.tabular import MAX_CELL, key, read_csv
from tests.rawfiles import text


def table(*lines, required=("Area code", "Count")):
    return read_csv(text(*lines), required, where="x.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_finds_the_headings(delimiter):
    lines = [delimiter.join(row) for row in (("Area code", "Count"), ("E09000013", "5"))]
    assert table(*lines).frame.loc[2].tolist() == ["E09000013", "5"]


def test_title_lines_above_the_header_are_passed_over_and_counted():
    found = table('"Table C2: crimes, by area",,', "Some shorthand,,", "Area code,Name,Count",
                  "E09000013,H,5")  # fmt: skip
    assert found.frame.index.tolist() == [4]
    assert found.note == "2 lines above the header"


def test_a_heading_over_two_lines_is_one_heading():
    found = table('"Area\ncode",Count', "E09000013,5")
    assert found.frame.columns.tolist() == ["Area code", "Count"]
    assert found.frame.index.tolist() == [3]


def test_case_and_spaces_of_headings_do_not_count():
    assert table(" AREA  code ,count", "E09000013,5").frame.columns.tolist() == [
        "AREA code",
        "count",
    ]
    assert key(" AREA  code ") == key("Area Code")


def test_a_nameless_column_goes_only_if_it_is_blank():
    assert table("Area code,Count,,", "E1,5,,").frame.columns.tolist() == ["Area code", "Count"]
    kept = table("Area code,Count,,", "E1,5,note,").frame
    assert kept.columns.tolist() == ["Area code", "Count", "column 3"]


@pytest.mark.parametrize("length, refused", [(MAX_CELL - 1, 0), (MAX_CELL, 0), (MAX_CELL + 1, 1)])
def test_a_cell_is_too_long_from_the_limit_on(length, refused):
    assert len(table("Area code,Count", f"{'x' * length},5").refused) == refused


def test_negative_numbers_and_time_zones_are_no_formulas():
    found = table(
        "Area code,Count,When,Change,Share", "E1,-5,2018-06-01T08:20:00+00:00,+3.5%,-1e-5"
    )
    assert found.refused.empty


def test_line_ends_of_every_system_are_read():
    for end in (b"\n", b"\r\n", b"\r"):
        content = end.join([b"Area code,Count", b"E1,5", b"E2,6"])
        assert read_csv(content, ("Count",), where="x").frame.index.tolist() == [2, 3]


def test_many_unclosed_quotation_marks_cost_no_more_than_their_lines():
    lines = ['E1,"5' if number % 2 else "E1,5" for number in range(20_000)]
    found = table("Area code,Count", *lines)
    assert len(found.frame) == len(found.refused) == 10_000
    assert set(found.refused) == {"a quotation mark is never closed"}


def test_a_file_that_ends_inside_quotation_marks_is_not_taken_as_whole():
    found = read_csv(b'Area code,Count\nE1,5\nE2,"6', ("Count",), where="x.csv")
    assert found.refused.to_dict() == {3: "a quotation mark is never closed"}


def test_no_heading_is_near():
    with pytest.raises(InputError, match="no heading is near it"):
        table("alpha,beta", "1,2", required=("Easting",))


def test_bytes_of_no_encoding_become_a_mark_and_never_an_error():
    assert decoded(b"\x81") == ("\ufffd", "1 line read as Windows-1252")
    assert decoded(b"\xff\xfeA\x00B")[0] == "A\ufffd"
