"""A PDF says no number that the page it prints does not say, beside the same words."""

import pytest

from cdrp_analysis.auditor.pdf_lines import drawn_lines
from cdrp_analysis.auditor.printouts import audit_printouts
from tests.leaky import pdf, sheet, stream

PAGE = """<html><head><title>Places</title></head><body><h1>Places</h1>
<p>Offences fell from 60 to 45 in
2010.</p><img alt="A map of 2 wards" src="">
<table><tr><th>Abbey</th><td>45</td><td>8</td></tr><tr><th>Castle</th><td>15</td></tr></table>
</body></html>"""
LINES = ("Places", "Offences fell from 60", "to 45 in 2010.", "Abbey", "45", "8", "Castle", "15")


def found(tmp_path, *objects, page=PAGE):
    (tmp_path / "a.pdf").write_bytes(pdf(*objects))
    if page:
        (tmp_path / "a.html").write_text(page)
    return audit_printouts(tmp_path)["what"].tolist()


def test_a_page_as_it_is_printed_is_no_finding(tmp_path):
    print_of = pdf(sheet("1", " of ", "1", "PUBLIC", *LINES))
    assert found(tmp_path, print_of) == []
    assert found(tmp_path, sheet(*LINES), b"<< /Alt (A map of 2 wards) >>") == []


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ((*LINES, "Weapons 3"), 1),
        ((*LINES, "Weapons", "3"), 1),
        ((*LINES, "Weapons", "45"), 1),  # a number of the page, beside another word
        ((*LINES[:4], "15", "8", *LINES[6:]), 1),
        (("Offences fell from 60", "to 48 in 2010."), 2),
        (("5",), 1),  # within 45 of the page
        (("1 of 1", "1 of 1"), 1),
    ],
)
def test_a_number_that_the_page_does_not_say_there_is_found(tmp_path, lines, count):
    (what,) = found(tmp_path, sheet(*lines))
    assert what == f"{count} lines with a number that do not stand so in the page"


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ((":", "Offences fell from 60"), ("to 45 in 2010.", ":"), 0),
        ((":", "Abbey"), ("45", ":"), 0),
        ((":", "Castle"), ("45", ":"), 1),  # a number of the page, after another word
        ((":", "Weapons 3"), ("Castle", "15"), 1),
        ((":", "Offences fell from 60"), ("PUBLIC", "to 45 in 2010."), 2),
    ],
)
def test_a_text_goes_on_beneath_the_head_of_the_next_sheet(tmp_path, first, second, count):
    print_of = found(tmp_path, sheet("PUBLIC", *first), sheet("PUBLIC", *second))
    assert print_of == ["1 lines with a number that do not stand so in the page"] * count


def test_a_pdf_without_a_page_and_what_a_pdf_says_of_its_parts_are_held_to_nothing_else(tmp_path):
    assert len(found(tmp_path, sheet(*LINES), page="")) == 1
    (what,) = found(tmp_path, sheet("Places"), b"<< /Alt (A map of 3 wards) >>")
    assert what == "1 texts with a number that do not stand in the page"


def test_each_font_is_read_by_its_own_table_and_a_secret_code_is_a_finding(tmp_path):
    table = stream(b"begincmap 2 beginbfchar <01> <0033> <02> <0038> endbfchar endcmap")
    letters = stream(b"begincmap 2 beginbfchar <01> <0041> <02> <0042> endbfchar endcmap")
    fonts = (
        b"<< /Type /Font /Subtype /Type0 /ToUnicode 1 0 R >>",
        b"<< /Type /Font /Subtype /Type0 /ToUnicode 2 0 R >>",
        b"<< /Type /Font /Subtype /Type0 >>",
        b"<< /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> >>",
    )
    text = b"BT /F1 9 Tf <0102> Tj 5 0 Td <01> Tj ET BT /F2 9 Tf <0102> Tj 0 -9 Td <01> Tj ET "
    drawn = (table, letters, *fonts)
    assert drawn_lines(pdf(*drawn, stream(text))) == [["383", "AB", "A"]]
    secret = stream(text + b"BT /F3 9 Tf <0102> Tj ET")
    assert found(tmp_path, *drawn, secret) == [
        "1 texts whose letters cannot be told",
        "1 lines with a number that do not stand so in the page",
    ]
