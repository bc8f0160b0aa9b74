"""Accessible tables: caption, scope, aligned numbers, explained symbols, no index."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from cdrp_analysis import exhibits
from cdrp_analysis.errors import InputError
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html
from tests import exhibit_frames
from tests.drawn import frame


def cells(html: str) -> list[list[str]]:
    rows = BeautifulSoup(html, "html.parser").tbody.find_all("tr")
    return [[cell.text for cell in row.find_all(["th", "td"])] for row in rows]


COUNTS = """
    ward   | offences | offences_symbol | low | high | month
    Abbey  | 12345    |                 | 1.5 | 2.25 | 2018-03
    Castle | 99       | [c]             |     |      | 2018-04
"""
COLUMNS = {
    "ward": "Ward",
    "offences": Shown("Offences", "count"),
    "limits": Interval("95% limits", "low", "high"),
    "month": ("Month", "month"),
    "absent": "Never shown",
}


def test_numbers_symbols_ranges_and_months():
    assert cells(table_html(frame(COUNTS), COLUMNS, caption="Counts")) == [
        ["Abbey", "12,345", "1.5 to 2.2", "March 2018"],
        ["Castle", "[c]", "[c]", "April 2018"],
    ]


def test_headings_have_scope_and_numbers_stand_right():
    soup = BeautifulSoup(table_html(frame(COUNTS), COLUMNS, caption="Counts"), "html.parser")
    assert [th["scope"] for th in soup.thead.find_all("th")] == ["col"] * 4
    assert [row.th["scope"] for row in soup.tbody.find_all("tr")] == ["row"] * 2
    assert [td.get("class") for td in soup.tbody.tr.find_all("td")] == [["number"]] * 2 + [None]
    assert soup.caption.text == "Counts" and soup.div["aria-label"] == "Counts"


def test_symbols_are_explained_beneath_and_only_if_used():
    explained = table_html(frame(COUNTS), COLUMNS, caption="Counts")
    assert "[c] hidden to protect" in explained and "[x]" not in explained
    assert "symbols" not in table_html(frame(COUNTS), {"ward": "Ward"}, caption="Wards")


def test_an_empty_table_says_so():
    assert "No rows." in table_html(frame(COUNTS).head(0), COLUMNS, caption="Counts")


def test_a_table_with_none_of_its_columns_is_refused():
    with pytest.raises(InputError, match="none of the columns x"):
        table_html(frame(COUNTS), {"x": "X"}, caption="Counts")


def test_control_characters_do_not_reach_the_page():
    table = pd.DataFrame({"ward": ["Ab\x00bey\u202e"], "ok": [True]})
    assert cells(table_html(table, {"ward": "Ward", "ok": "Ok"}, caption="C")) == [
        ["Ab bey ", "yes"]
    ]


def test_a_table_prints_what_its_frame_says_about_itself():
    shown = data_table(exhibit_frames.ward_rates(), {"area_name": "Ward"}, caption="Wards")
    assert "Invented counts" in shown._repr_html_()
    pd.testing.assert_frame_equal(shown.table, exhibit_frames.ward_rates())


def test_wards_run_from_the_highest_rate_and_hidden_ones_come_last_by_name():
    """In order of name, because their order by rate would say where they lie."""
    rates = exhibit_frames.protected_ward_rates(row=1)
    names = [row[0] for row in cells(exhibits.ward_table(rates).body)]
    assert names == ["Abbey", "Invented", "Quay & Dock", "Minster", "Castle"]


def test_a_hidden_ward_has_no_place():
    rates = exhibit_frames.protected_ward_rates(row=1)
    assert cells(exhibits.ward_table(rates).body)[-1] == [
        "Castle", "[c]", "12,000", "[c]", "[c]", "[c]",
    ]  # fmt: skip


def test_priorities_run_by_rank_and_a_change_never_stands_without_its_signal():
    rows = cells(exhibits.priority_table(exhibit_frames.priorities()).body)
    assert [row[0] for row in rows] == ["Violence", "Burglary", "Possession of weapons"]
    assert [row[5] for row in rows] == [
        "+2%, not\xa0clear", "+25%, likely rise", "+5%, not\xa0clear",
    ]  # fmt: skip


def test_a_hidden_change_has_a_hidden_signal():
    changes = exhibit_frames.year_on_year()
    hidden = exhibit_frames.protected(changes, ["before", "after", "change", "change_share"], 0)
    row = cells(exhibits.year_on_year_table(hidden).body)[0]
    assert row[0] == "Burglary" and row[-1] == "[c]"
    assert "rose" not in str(exhibits.biggest_change(hidden)).split("Of ")[0]


def test_limits_of_a_change_read_like_the_change():
    row = cells(exhibits.year_on_year_table(exhibit_frames.year_on_year()).body)[0]
    assert row == ["Burglary", "280", "350", "+70", "+25%", "+7% to +46%", "▲ up"]


def test_estimates_are_given_to_three_figures():
    row = cells(exhibits.projection_table(exhibit_frames.projection()).body)[0]
    assert row[4:7] == ["3,310", "3,200 to 3,430", "3,150 to 3,500"]


def test_blank_fields_come_most_often_blank_first():
    some = exhibit_frames.feed_completeness().assign(
        missing=[90, 1119], missing_share=[0.01, 0.125]
    )
    shown = exhibits.completeness_table(some)
    assert [row[0] for row in cells(shown.body)] == ["Crime ID", "LSOA"]
    assert shown.title == "Most often blank is crime ID in street: 12.5% of its rows"


def test_sources_are_told_apart_by_what_they_lack_and_how_late_they_are():
    found = exhibits.source_quality_sentence(exhibit_frames.source_quality())
    assert found.text == (
        "Least complete are the files from: Police. Oldest when they came were those from: "
        "Partnership."
    )
    full = exhibit_frames.source_quality().assign(filled_share=1.0, age_days=float("nan"))
    said = exhibits.source_quality_sentence(full)
    assert said.text == "Every field of every source is filled in."
    none = exhibits.source_quality_table(exhibit_frames.source_quality().head(0))
    assert none.title.startswith("Nothing can be said") and "No rows." in none.body
    matrix = exhibits.feed_quality_table(exhibit_frames.feed_quality())
    assert "Offences" in matrix.body and "12.5%" in matrix.body


def test_fields_that_are_never_blank_are_not_listed():
    shown = exhibits.completeness_table(exhibit_frames.feed_completeness())
    assert [row[0] for row in cells(shown.body)] == ["Crime ID"]


def test_sources_say_which_months_they_hold_and_one_month_is_no_span():
    received = pd.DataFrame({
        "feed": ["ward_counts", "asb_day_count", "targets"],
        "source": ["Police", "All agencies", "Police"],
        "first_month": ["2009-04", "2010-09", None], "last_month": ["2010-03", "2010-09", None],
        "vintage": "2010-10-18",
    })  # fmt: skip
    shown = exhibits.source_table(received)
    assert shown.title == "3 feeds from 2 sources"
    assert [row[:3] for row in cells(shown.body)] == [
        ["Ward counts", "Police", "April 2009 to March 2010"],
        ["ASB day count", "All agencies", "September 2010"],
        ["Targets", "Police", "no months"],
    ]
