"""A cell is held to the published column that its own column shows, in its own row."""

import pandas as pd
import pytest

from cdrp_analysis.auditor.numerals import numerals
from tests.drawn import frame

PUBLISHED = {
    "ward_rates": frame("""
        area_name | offences | residents | rate | rate_lower | rate_upper
        Abbey     |      910 |     10000 | 91.0 |       85.2 |       97.1
        Castle    |      430 |     10750 | 40.0 |       36.3 |       44.0
        Minster   |      275 |     12500 | 22.0 |       19.5 |       24.8
        Tolgate   |      812 |     14100 | 57.6 |       53.7 |       61.7
    """),
    "row_accounting": frame("""
        feed       | rows_in | accepted
        offences   |   12481 |    12032
        ward_count |    3310 |     3305
        searches   |     871 |      860
    """),
    "completeness": frame("""
        feed       | field    | rows  | missing
        offences   | location | 12032 |      44
        ward_count | offences |  3305 |       2
        searches   | outcome  |   860 |     107
    """),
}
RATES = """
    Area    | Counted | People | Rate | Limits
    Abbey   | 910     | 10,000 | 91.0 | 85.2 to 97.1
    Castle  | 430     | 10,750 | 40.0 | 36.3 to 44.0
    Minster | 275     | 12,500 | 22.0 | 19.5 to 24.8
    Tolgate | 812     | 14,100 | 57.6 | 53.7 to 61.7
"""
FEEDS = """
    Feed       | Read   | Used
    Offences   | 12,481 | 12,032
    Ward count | 3,310  | 3,305
    Searches   | 871    | 860
"""
FIELDS = """
    Feed       | What     | Of     | Blank
    Offences   | location | 12,032 | 44
    Ward count | offences | 3,305  | 2
    Searches   | outcome  | 860    | 107
"""


def unresolved(tmp_path, drawing, published=PUBLISHED):
    heads, *rows = [[cell.strip() for cell in line.split("|")]
                    for line in drawing.strip().splitlines()]  # fmt: skip
    head = "".join(f"<th scope='col'>{text}</th>" for text in heads)
    body = "".join(
        f"<tr><th scope='row'>{first}</th>{''.join(f'<td>{text}</td>' for text in others)}</tr>"
        for first, *others in rows
    )
    page = f"<table><caption>A table</caption><thead><tr>{head}</tr></thead>{body}</table>"
    (tmp_path / "p.html").write_text(f"<html><body>{page}</body></html>")
    return numerals(tmp_path, published)


@pytest.mark.parametrize("drawing", [RATES, FEEDS, FIELDS], ids=["rates", "feeds", "fields"])
def test_a_table_as_published_resolves(tmp_path, drawing):
    found = unresolved(tmp_path, drawing)
    assert found.empty, found.to_string()


@pytest.mark.parametrize(
    ("drawing", "right", "wrong"),
    [
        (RATES, "| 430 ", "| 431 "),
        (RATES, "22.0", "21.9"),
        (RATES, "53.7 to", "53.8 to"),
        (RATES, "to 44.0", "to 36.3"),  # its own lower limit
        (RATES, "| 275 ", "| 910 "),  # another area's count
        (RATES, "| 12,500 |", "| 275 |"),  # its own count, but of offences
        (RATES, "36.3 to 44.0", "44.0 to 36.3"),  # the limits exchanged
        (FEEDS, "12,032", "12,481"),  # rows read are not rows used
        (FEEDS, "871", "860"),
        (FEEDS, "3,305", "3,306"),
        (FIELDS, "| 107", "| 44"),  # another feed's blanks
    ],
)
def test_a_figure_of_another_column_or_row_does_not(tmp_path, drawing, right, wrong):
    assert right in drawing
    found = unresolved(tmp_path, drawing.replace(right, wrong, 1))
    assert len(found) == 1


def test_a_column_of_two_cells_is_held_to_the_table_it_is_of(tmp_path):
    """Too few to say which column is shown, but not another table's figure: 860 rows, used."""
    short = "\n".join(RATES.strip("\n").splitlines()[:3])
    assert unresolved(tmp_path, short).empty
    assert len(unresolved(tmp_path, short.replace("| 430 ", "| 860 "))) == 1


def test_a_symbol_in_a_column_is_no_wrong_number(tmp_path):
    assert unresolved(tmp_path, RATES.replace("| 275 ", "| [c] ")).empty


YEARS = ("2006/07", "2007/08", "2008/09", "2009/10")
COUNTED = dict(zip(YEARS, (15, 20, 15, 10), strict=True))
# Of every year eight counts, of which the page shows one; and two figures that nobody asks for.
MANY = {
    "shares": pd.DataFrame(
        [(f"kind {kind}", year, 1000 * kind + count, count / 400)
         for year, count in COUNTED.items() for kind in range(8)],
        columns=["measure", "period", "people", "share"],
    ),
    "zones": pd.DataFrame({"zone": ["one", "two"], "moved": [15, 20]}),
}  # fmt: skip


@pytest.mark.parametrize(("wrong", "count"), [("10", 0), ("25", 1)])
def test_a_column_that_accounts_for_all_is_no_worse_than_a_stray_one_that_misses_one(
    tmp_path, wrong, count
):
    """Two of three counts rounded to fives are figures of any short table as well."""
    rows = [f"{year} | {n} | {n / 4:.1f}%" for year, n in COUNTED.items()]
    page = "\n".join(["Year | Sentences | Share", *rows]).replace("| 10 |", f"| {wrong} |")
    assert len(unresolved(tmp_path, page, MANY)) == count


READINGS = """
    Reading      | Figure | Limits
    a member     | 0.77   | 0.63 to 0.92
    a reoffender | 2.09   | 1.73 to 2.51
    over before  | 0.84   | 0.65 to 1.08
    over others  | 0.89   | 0.73 to 1.06
"""
READ = {
    "seasons": pd.DataFrame({"ratio": [n / 100 for n in range(80, 180)]}),
    "readings": pd.DataFrame({
        f"{name}{end}": [value]
        for name, values in {
            "per_member": (0.77, 0.63, 0.92), "per_reoffender": (2.09, 1.73, 2.51),
            "to_previous": (0.84, 0.65, 1.08), "against_others": (0.89, 0.73, 1.06),
        }.items()
        for end, value in zip(("", "_lower", "_upper"), values, strict=True)
    }),
}  # fmt: skip


@pytest.mark.parametrize(("wrong", "count"), [("2.51", 0), ("2.52", 1)])
def test_rows_that_each_show_another_column_are_not_bound_to_one_that_has_everything(
    tmp_path, wrong, count
):
    page = READINGS.replace("2.51", wrong)
    assert len(unresolved(tmp_path, page, READ)) == count
