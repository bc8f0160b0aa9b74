"""Adults in words and tables: what they say is what their tables hold, hidden or not."""

import pytest
from bs4 import BeautifulSoup

from cdrp_analysis import exhibits
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from tests import people_frames as frames
from tests.unit.test_exhibit_tables import cells

SHOWN = {
    "caseload": ("adult_caseload", exhibits.caseload_sentence),
    "caseload table": ("adult_caseload", exhibits.caseload_table),
    "needs": ("adult_needs", exhibits.needs_sentence),
    "needs table": ("adult_needs", exhibits.needs_table),
    "schemes": ("cohort_changes", exhibits.scheme_sentence),
    "schemes drawn": ("cohort_changes", exhibits.scheme_chart),
    "overlap": ("cohort_overlap", exhibits.scheme_overlap_table),
    "boroughs": ("cohort_boroughs", exhibits.boroughs_sentence),
    "boroughs table": ("cohort_boroughs", exhibits.boroughs_table),
    "victims": ("domestic_repeats", exhibits.repeat_victims_sentence),
    "victims table": ("domestic_repeats", exhibits.repeat_victims_table),
    "victims drawn": ("domestic_repeats", exhibits.repeat_curve),
    "markers": ("domestic_markers", exhibits.markers_sentence),
    "markers table": ("domestic_markers", exhibits.markers_table),
    "seen again": ("domestic_seen_again", exhibits.seen_again_sentence),
    "seen again table": ("domestic_seen_again", exhibits.seen_again_table),
    "places": ("service_places", exhibits.service_places_table),
    "curve": ("list_curve", exhibits.list_curve_chart),
    "band": ("list_band", exhibits.list_band_table),
    "lists": ("list_overlap", exhibits.list_overlap_table),
}
COUNTED = ("adult_caseload", "adult_needs", "cohort_overlap", "domestic_repeats")


@pytest.mark.parametrize("name", SHOWN)
def test_nothing_received_is_said(name):
    table, show = SHOWN[name]
    shown = show(frames.none_of(table))
    if hasattr(shown, "headline"):
        assert shown == NOTHING_SHOWN
    else:
        assert "Not received" in shown.body and "<img" not in shown.body and shown.title


@pytest.mark.parametrize("name", [name for name in SHOWN if SHOWN[name][0] in COUNTED])
def test_a_hidden_count_is_a_symbol_and_no_number(name):
    table, show = SHOWN[name]
    whole = frames.TABLES[table]()
    shown = show(frames.hidden(whole))
    text = shown.text if hasattr(shown, "text") else shown.body + shown.table_html
    visible = BeautifulSoup(text, "html.parser").get_text(" ")
    assert "nan" not in visible.lower().split()
    assert f"{whole['people'].iloc[-1]:,}" not in visible.replace(".", " ").split()


def test_two_totals_leave_open_what_they_leave_open():
    found = exhibits.caseload_sentence(frames.adult_caseload())
    assert found.headline == "876 people on supervision and 353 in custody on 30 September 2010"
    assert "876 to 1,229 people. By the pseudonyms it is 1,229" in found.detail
    shown = exhibits.caseload_table(frames.adult_caseload())
    assert shown.title.startswith("The series breaks by 30 September 2010")


def test_needs_together_stand_beside_what_each_alone_leaves_possible():
    found = exhibits.needs_sentence(frames.adult_needs())
    assert "263 to 473 people" in found.detail and "the rows say 368" in found.detail
    assert cells(exhibits.needs_table(frames.adult_needs()).body)[3][4] == "263 to 473"


def test_the_raw_fall_never_stands_alone():
    found = exhibits.scheme_sentence(frames.cohort_changes())
    assert "−72%" in found.figures and "−57%" in found.figures
    assert "more than chance" in found.detail and "−39%" in found.detail
    raw = exhibits.scheme_sentence(frames.cohort_changes().head(1))
    assert "how much of this is no effect cannot be told here" in raw.detail


def test_a_service_beyond_its_places_heads_the_table():
    shown = exhibits.service_places_table(frames.service_places())
    assert shown.title == "Used beyond its places: alcohol treatment"
    full = frames.service_places().assign(used_share=1.0)
    assert exhibits.service_places_table(full).title == "No service is used beyond its places"


def test_the_borderline_is_counted_and_left_to_a_person():
    shown = exhibits.list_band_table(frames.list_band())
    assert shown.title == "1 people clearly within the places, 1 borderline"
    assert [row[-1] for row in cells(shown.body)] == ["", ""]


def test_lists_that_share_most_head_the_table():
    shown = exhibits.list_overlap_table(frames.list_overlap())
    assert shown.title == "Most shared: serious violence and resettlement, 3 people"
    curve = exhibits.list_curve_chart(frames.list_curve())
    assert curve.title == "A list by harm of two years holds more of the harm that followed"


def test_the_curve_draws_what_its_table_says():
    shown = exhibits.repeat_curve(frames.domestic_repeats())
    assert shown.title.endswith("22% of those known") and "<img" in shown.body
    assert cells(shown.table_html)[-1] == ["twice or more", "374", "22%", "20% to 24%"]


def test_markers_are_told_of_groups_and_never_of_somebody():
    said = exhibits.markers_sentence(frames.domestic_markers()).text
    assert said.startswith("Drugs: told 2.0 times as often of victims seen again")
    assert "Clearly more often: drugs and a child in the home." in said
    assert "no forecast for a person" in said
    rows = cells(exhibits.markers_table(frames.domestic_markers()).body)
    assert rows[-1][-2:] == ["2.00", "1.56 to 2.57"] and rows[0][-2:] == ["[z]", "[z]"]


def test_where_no_marker_stands_out_it_is_said():
    same = frames.domestic_markers().assign(ratio_lower=0.9)
    assert exhibits.markers_sentence(same).headline.startswith("No marker is clearly told")


def test_those_followed_stand_beside_those_without_a_marker():
    said = exhibits.seen_again_sentence(frames.domestic_seen_again()).text
    assert "25% of victims whose first incident had two markers, 15% of those without one" in said
    assert "Most of those with two markers are not seen again. Nobody is ranked by this." in said
    table = exhibits.seen_again_table(frames.domestic_seen_again())
    assert cells(table.body)[-1][:3] == ["three markers or more", "10", "3"]
