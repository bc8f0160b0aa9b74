"""Hostile values can neither crash a reader nor pass silently: each is set aside with a reason."""

import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.sources import read
from tests.rawfiles import (
    STREET_FILE,
    STREET_HEADER,
    feed,
    read_street_rows,
    reasons,
    street_row,
    text,
    write,
    write_zip,
)

HOSTILE_CELLS = [
    ({"location": "=HYPERLINK(0)"}, "a spreadsheet formula in a cell"),
    ({"location": "+cmd|' /C calc'!A0"}, "a spreadsheet formula in a cell"),
    ({"location": "-2+3"}, "a spreadsheet formula in a cell"),
    ({"location": "@SUM(A1)"}, "a spreadsheet formula in a cell"),
    ({"location": "＝1+1"}, "a spreadsheet formula in a cell"),
    ({"location": "  =1+1"}, "a spreadsheet formula in a cell"),
    ({"location": "<script>alert(1)</script>"}, "HTML in a cell"),
    ({"location": "<img src=x onerror=alert(1)"}, "HTML in a cell"),
    ({"context": "a\x00b"}, "control characters"),
    ({"context": "\x1b[31mred"}, "control characters"),
    ({"context": "\u202ehctam"}, "control characters"),
    ({"context": "x" * 10_001}, "a cell of more than 10,000 characters"),
    ({"context": "x" * 10_000_000}, "a cell of more than 10,000 characters"),
    ({"month": "1018-01"}, "month is not the month of the file"),
    ({"month": "2018-13"}, "month is not a month (YYYY-MM)"),
    ({"month": "January"}, "month is not a month (YYYY-MM)"),
    ({"month": ""}, "month is blank"),
    ({"month": "2018-02"}, "month is not the month of the file"),
    ({"longitude": "51.5", "latitude": "-0.2"}, "longitude and latitude are swapped"),
    ({"longitude": "-4.9", "latitude": "53.9"}, "coordinates in the Irish Sea"),
    ({"longitude": "523400", "latitude": "178600"},
     "wrong CRS: metres where degrees are expected"),
    ({"longitude": "-24600.5", "latitude": "6713000"},
     "wrong CRS: metres where degrees are expected"),
    ({"longitude": "0", "latitude": "0"}, "coordinates 0, 0 stand for a blank"),
    ({"longitude": "2.35", "latitude": "48.85"}, "coordinates outside the United Kingdom"),
    ({"longitude": "-0.2", "latitude": ""}, "longitude without latitude, or the reverse"),
    ({"longitude": "west"}, "longitude is not a number"),
    ({"longitude": "inf"}, "longitude is not a number"),
    ({"lsoa": "E0100187"}, "LSOA code is malformed"),
    ({"lsoa": "E02000381"}, "LSOA code is malformed"),
    ({"type": "Burgling"}, "not a data.police.uk category"),
    ({"type": ""}, "category is blank"),
    ({"id": "no such id!"}, "Crime ID is malformed"),
]  # fmt: skip


@pytest.mark.parametrize("cells, reason", HOSTILE_CELLS)
def test_a_hostile_row_is_set_aside_and_its_neighbours_are_kept(tmp_path, cells, reason):
    reading = read_street_rows(tmp_path, street_row(), street_row(**cells), street_row())
    assert months_before_the_site_come_second(reasons(reading)) == {3: reason}
    assert reading.rows_in == 3
    assert reading.accepted["source_row"].tolist() == [2, 4]


def months_before_the_site_come_second(found: dict[int, str]) -> dict[int, str]:
    # A month of 1018 breaks two rules, and either reason would help the reader.
    early = "month before December 2010, when publication began"
    return {
        row: "month is not the month of the file" if reason == early else reason
        for row, reason in found.items()
    }


HARMLESS_CELLS = [
    {"location": "On or near St John's Road"},
    {"location": "On or near A&E"},
    {"location": "On or near Café Lane"},
    {"location": "-"},
    {"longitude": "", "latitude": ""},
    {"lsoa": "", "lsoa_name": "", "longitude": "-5.93", "latitude": "54.60"},  # Belfast
    {"lsoa": "95GG19S2", "longitude": "-5.93", "latitude": "54.60"},
    {"lsoa": "W01001939", "longitude": "-3.18", "latitude": "51.48"},
    {"longitude": "-4.998", "latitude": "54.8637"},  # Stranraer, beside the Irish Sea
    {"longitude": "-4.62", "latitude": "53.31"},  # Holyhead
    {"longitude": "-3.20", "latitude": "54.10"},  # Barrow-in-Furness
    {"longitude": "-5.54", "latitude": "54.39"},  # Strangford
    {"type": "Violent crime"},
    {"type": "anti-social behaviour", "id": ""},
    {"outcome": ""},
]


@pytest.mark.parametrize("cells", HARMLESS_CELLS)
def test_what_only_looks_odd_is_kept(tmp_path, cells):
    reading = read_street_rows(tmp_path, street_row(**cells))
    assert reasons(reading) == {}
    assert len(reading.accepted) == 1


def test_a_month_after_the_download_is_absurd(tmp_path):
    write(tmp_path, "2031-01/2031-01-testshire-street.csv",
          text(STREET_HEADER, street_row(month="2031-01")))  # fmt: skip
    (reading,) = read(feed(), tmp_path)
    assert reasons(reading) == {2: "month after the day of the download"}


def test_a_month_before_the_site_began_is_absurd(tmp_path):
    write(tmp_path, "2009-01/2009-01-testshire-street.csv",
          text(STREET_HEADER, street_row(month="2009-01")))  # fmt: skip
    (reading,) = read(feed(), tmp_path)
    assert reasons(reading) == {2: "month before December 2010, when publication began"}


@pytest.mark.parametrize(
    "encode, note",
    [
        (lambda s: s.encode("utf-8-sig"), ""),
        (lambda s: s.encode("utf-16"), "UTF-16"),
        (lambda s: s.encode("utf-32"), "UTF-32"),
        (lambda s: s.encode("cp1252"), "Windows-1252"),
    ],
)
def test_any_encoding_gives_the_same_text(tmp_path, encode, note):
    content = f"{STREET_HEADER}\n{street_row(location='On or near Café')}\n"
    write(tmp_path, STREET_FILE, encode(content))
    (reading,) = read(feed(), tmp_path)
    assert reading.accepted["location"].tolist() == ["On or near Café"]
    assert note in reading.note


def test_encodings_mixed_in_one_file_are_each_read_rightly(tmp_path):
    lines = [
        STREET_HEADER.encode(),
        street_row(location="Café A").encode("utf-8"),
        street_row(location="Café B").encode("cp1252"),
        street_row(location="C").encode().replace(b"C", b"\x81\x8d"),
    ]
    write(tmp_path, STREET_FILE, b"\n".join(lines))
    (reading,) = read(feed(), tmp_path)
    assert reading.accepted["location"].tolist() == ["Café A", "Café B"]
    assert reasons(reading) == {4: "characters of no known encoding"}
    assert "2 lines read as Windows-1252" in reading.note


def test_random_bytes_never_crash(tmp_path):
    import numpy as np

    rng = np.random.default_rng(7)
    noise = rng.integers(0, 256, 20_000, dtype="uint8").tobytes()
    write(tmp_path, STREET_FILE, STREET_HEADER.encode() + b"\n" + noise)
    (reading,) = read(feed(), tmp_path)
    assert reading.accepted.empty
    assert reading.rows_in == len(reading.quarantined) > 50


def test_a_duplicated_heading_is_refused(tmp_path):
    header = STREET_HEADER.replace("LSOA name", "lsoa  CODE")
    with pytest.raises(InputError, match="'lsoa code' occurs 2 times"):
        read_street_rows(tmp_path, street_row(), header=header)


def test_a_missing_heading_is_refused_with_the_nearest_one(tmp_path):
    header = STREET_HEADER.replace("Crime type", "Crime typ")
    with pytest.raises(
        InputError, match="'Crime type' is missing; the nearest heading is 'crime t"
    ):
        read_street_rows(tmp_path, street_row(), header=header)


def test_rows_of_the_wrong_width_are_set_aside(tmp_path):
    reading = read_street_rows(
        tmp_path,
        street_row(location="On or near A, B"),
        "ab12,2018-01",
        street_row() + ",,,",
        ",,,,,,,,,,,",
        "",
        street_row(),
    )
    assert reasons(reading) == {
        2: "too many cells for the header",
        3: "too few cells for the header",
        4: "too many cells for the header",
    }
    # A blank line, or one of commas only, is no row.
    assert reading.accepted["source_row"].tolist() == [7]


def test_commas_that_a_spreadsheet_adds_to_every_line_are_harmless(tmp_path):
    reading = read_street_rows(tmp_path, street_row() + ",,", header=STREET_HEADER + ",,")
    assert reasons(reading) == {}
    assert len(reading.accepted) == 1


def test_a_cell_over_two_lines_keeps_the_line_numbers_right(tmp_path):
    reading = read_street_rows(
        tmp_path,
        street_row(location='"On or near\nHigh Street"'),
        street_row(type="Piracy"),
        street_row(),
    )
    assert reasons(reading) == {4: "not a data.police.uk category"}
    assert reading.accepted["source_row"].tolist() == [2, 5]


@pytest.mark.parametrize("closed_later", [False, True])
def test_a_quotation_mark_never_closed_does_not_swallow_the_rows_below(tmp_path, closed_later):
    """Read naively, the whole rest of the file becomes one cell and disappears."""
    rows = [street_row() for _ in range(6)]
    rows[1] = street_row(location='"On or near High Street')
    if closed_later:
        rows[4] = street_row(location='On or near "High" Street"')
    reading = read_street_rows(tmp_path, *rows)
    assert reading.rows_in == 6
    assert reasons(reading)[3] == "a quotation mark is never closed"
    assert len(reading.accepted) == 5


def test_a_header_alone_is_no_empty_file(tmp_path):
    reading = read_street_rows(tmp_path)
    assert (reading.rows_in, reading.month) == (0, "2018-01")
    assert "header only" in reading.note


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"\x00\x00\x00"])
def test_an_empty_file_is_refused(tmp_path, content):
    write(tmp_path, STREET_FILE, content)
    with pytest.raises(InputError, match="empty: it has not even a header"):
        list(read(feed(), tmp_path))


def test_a_truncated_zip_is_refused(tmp_path):
    path = write_zip(tmp_path / "a.zip", {STREET_FILE: text(STREET_HEADER, street_row())})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="truncated or damaged"):
        list(read(feed("policeuk-street", "a.zip"), tmp_path))


def test_a_member_damaged_in_the_middle_is_refused(tmp_path):
    rows = [street_row(id=f"{number:064x}") for number in range(300)]
    path = write_zip(tmp_path / "a.zip", {STREET_FILE: text(STREET_HEADER, *rows)})
    content = bytearray(path.read_bytes())
    content[400] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(InputError, match="truncated or damaged"):
        list(read(feed("policeuk-street", "a.zip"), tmp_path))


@pytest.mark.parametrize(
    "member",
    ["../2018-01-testshire-street.csv", "a/../../x.csv", "/etc/x.csv", "C:/x.csv", "..\\x.csv"],
)
def test_a_zip_with_a_path_that_leads_outside_is_refused_whole(tmp_path, member):
    write_zip(tmp_path / "a.zip", {STREET_FILE: text(STREET_HEADER), member: b"x"})
    with pytest.raises(InputError, match="leads outside the archive"):
        list(read(feed("policeuk-street", "a.zip"), tmp_path))


def test_no_error_shows_a_cell_of_a_row(tmp_path):
    write(tmp_path, STREET_FILE, text("Secret Person,Month", "Jane Doe,2018-01"))
    with pytest.raises(InputError) as caught:
        list(read(feed(), tmp_path))
    assert "Jane" not in str(caught.value)
