"""Wards beside each other in pictures and words, with a ward that is hidden."""

import pandas as pd

from cdrp_analysis import exhibits
from tests import exhibit_frames_events as frames
from tests.unit.test_charts import svg
from tests.unit.test_exhibit_tables import cells


def test_bars_stand_in_order_and_a_hidden_ward_is_marked_not_zero():
    shown = exhibits.standing_bars(frames.ward_beside())
    drawn = svg(shown)
    assert "Mean of all wards: 80.0" in drawn and "[c]" in drawn
    rows = cells(shown.table_html)
    assert [row[0] for row in rows] == ["Abbey", "Bridge", "Castle", "Dock"]
    assert rows[0][6] == "1st to 2nd"
    assert set(rows[3][3:7]) == {"[c]"}


def test_the_highest_ward_is_told_with_the_range_of_its_place():
    found = exhibits.standing_sentence(frames.ward_beside())
    assert found.headline.startswith("Abbey stands farthest above the mean of all wards")
    assert found.figures == "120.0 against 80.0 per 1,000 residents"
    assert "about 1st to 2nd of 3 wards" in found.detail
    assert found.detail.endswith("The lowest rate is Castle's, 40.0.")


def test_a_table_that_looks_like_a_ranking_says_that_places_are_not_firm():
    shown = exhibits.standing_table(frames.ward_beside())
    assert shown.title == "Places are not firm: Bridge's is about 1st to 3rd of 3 wards"
    assert "rank" not in shown.body.lower()
    assert shown.about["note"] == "1 ward could not be compared."


def test_the_funnel_names_the_wards_outside_and_no_other():
    shown = exhibits.standing_funnel(frames.ward_beside())
    assert shown.title == "2 of 3 wards lie outside the limits for a ward of their size"
    assert "Abbey (rather high) and Castle (low)" in shown.alt
    drawn = svg(shown)
    assert "Abbey" in drawn and "Castle" in drawn and "Bridge" not in drawn
    assert "Dock" not in shown.table_html


def test_travel_tells_who_changed_by_more_than_usual():
    found = exhibits.ward_travel_sentence(frames.ward_travel())
    assert found.headline.startswith(
        "2 of 3 wards changed by more than a ward usually swings beside the others"
    )
    assert found.figures == "Abbey by +50% and Castle by −30%; all wards together changed by +15%"
    assert found.detail == "Above the other wards and drifting away: Abbey."
    shown = exhibits.ward_travel_chart(frames.ward_travel())
    drawn = svg(shown)
    assert "Rose more than usual" in drawn and "Fell more than usual" in drawn
    rows = {row[0]: row for row in cells(shown.table_html)}
    assert rows["Abbey"][1:6] == ["800", "1,200", "+50%", "+15%", "−7% to +42%"]
    assert rows["Dock"][1:4] == ["20", "[c]", "[c]"]
    assert rows["Bridge"][-1] == "below"
    assert "2008/09</th>" in shown.table_html and "2009/10</th>" in shown.table_html
    assert "Last year" not in shown.table_html and "drifting" not in drawn


def test_wards_that_all_went_the_same_way_are_said_to():
    same = frames.ward_travel()
    same["beside"] = same["beside"].where(same["beside"].isna(), "as all wards")
    found = exhibits.ward_travel_sentence(same)
    assert found.headline.startswith("None of 3 wards changed otherwise than all wards did")
    assert found.detail == ""


def test_nothing_to_show_is_said_so():
    none = frames.ward_beside().tail(1)
    for shown in (exhibits.standing_bars(none), exhibits.standing_funnel(none)):
        assert "<img" not in shown.body and shown.title.startswith("No ward")
    assert exhibits.standing_table(none.head(0)).title == ""
    assert exhibits.standing_sentence(none).figures == ""
    one_year = frames.ward_travel().head(4)
    assert "<img" not in exhibits.ward_travel_chart(one_year).body
    assert exhibits.ward_travel_sentence(one_year).figures == ""


def test_ticks_between_whole_numbers_are_not_rounded_away():
    near = frames.ward_travel()
    near["change_share"] = 0.1522 + pd.to_numeric(near["level"]).sub(0.94).div(6)  # -8 to +8 points
    drawn = svg(exhibits.ward_travel_chart(near))
    assert ">+2.5<" in drawn and ">−7.5<" in drawn
