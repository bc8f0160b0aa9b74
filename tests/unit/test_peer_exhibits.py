"""Peers in pictures and words: what they say is what their tables hold."""

import numpy as np

from cdrp_analysis import exhibits
from tests import exhibit_frames_events as frames
from tests.unit.test_charts import svg
from tests.unit.test_exhibit_tables import cells


def test_the_list_says_how_many_do_not_return_the_choice():
    shown = exhibits.peer_set_table(frames.peer_set())
    assert shown.title == (
        "Compared with 3 areas; 1 area of them does not count us among their own peers"
    )
    assert [row[2] for row in cells(shown.body)] == ["yes", "no", "not known"]


def test_without_a_list_the_table_says_so():
    shown = exhibits.peer_set_table(frames.peer_set().head(0))
    assert shown.title == "Nobody to compare with was received"


def test_a_rate_is_told_beside_the_mean_with_its_likely_place():
    found = exhibits.peer_sentence(frames.peer_rates())
    assert found.headline == "All offences: 10% below the peers' mean in 2009/10"
    assert found.figures == "90.0 against 100.0 per 1,000 residents"
    assert "about 2nd to 4th of 4 areas" in found.detail
    assert "from 80.0 to 120.0" in found.detail


def test_a_rate_on_the_mean_is_level_with_it():
    level = frames.peer_rates().assign(difference_share=0.002)
    assert "level with the peers' mean" in exhibits.peer_sentence(level).headline


def test_where_the_total_is_withheld_the_sum_that_may_be_shown_stands_for_it():
    table = frames.peer_rates()
    table["theme"] = table["theme"].replace("all", "ordinary")
    table["label"] = table["label"].replace("All offences", "All but some")
    assert exhibits.peer_sentence(table).headline.startswith("All but some: 10% below")


def test_bars_stand_in_order_with_the_mean_as_a_line():
    shown = exhibits.peer_bars(frames.peer_areas(), frames.peer_rates())
    drawn = svg(shown)
    assert "Peers' mean: 100.0" in drawn.replace("&#x27;", "'").replace("&apos;", "'")
    assert "Elsewhere" not in drawn  # no peer
    rows = cells(shown.table_html)
    assert [row[0] for row in rows[:3]] == ["Castle", "Bramley", "Alderhythe"]
    assert "The partnership beside the peers" in shown.table_html  # the mean has its own table


def test_without_residents_rates_are_said_to_be_missing():
    none = frames.peer_areas().head(0)
    none.attrs["about"] = {"note": "Not received: residents of the areas around."}
    for shown in (
        exhibits.peer_bars(none, frames.peer_rates().head(0)),
        exhibits.peer_funnel(none),
        exhibits.funnel_table(none),
    ):
        assert shown.title == "Rates beside peers: not available"
        assert "Not received: residents of the areas around." in shown.body


def test_the_funnel_names_who_stands_outside():
    shown = exhibits.peer_funnel(frames.peer_areas())
    assert shown.title == "All offences: our rate is inside the limits for an area of our size"
    assert "Castle (high) and Elsewhere (rather low)" in shown.alt
    drawn = svg(shown)
    assert "Castle" in drawn and "Alderhythe" in drawn
    assert "Bramley" not in drawn  # inside, and not us


def test_the_own_area_outside_is_said_to_be():
    found = exhibits.funnel_sentence(frames.peer_areas(), key="shops")
    assert found.headline == "Shop theft: our rate is above the 95% limits for an area of our size"
    shown = exhibits.funnel_table(frames.peer_areas())
    assert shown.title == "1 of 1 theme lies outside their limits: shop theft (rather high)"


def test_the_quadrants_tell_drifting_away_from_closing():
    shown = exhibits.peer_travel(frames.peer_changes())
    assert shown.title == "Above the peers and drifting away, 2008/09 to 2009/10: shop theft"
    assert "1 theme stands below the peers and pulls ahead" in shown.alt
    drawn = svg(shown)
    assert "Rose more than usual" in drawn and "Fell more than usual" in drawn
    assert "drifting" not in drawn  # of a whole corner nothing is tested


def test_within_the_usual_swing_no_theme_drifts_away():
    near = frames.peer_changes().assign(usual_share_lower=-0.6, usual_share_upper=0.6)
    shown = exhibits.peer_travel(near.assign(quadrant=["below", "above", "below"]))
    assert shown.title == "No theme stands above the peers and drifts away, 2008/09 to 2009/10"
    drawn = svg(shown)
    assert "Within the usual swing" in drawn and "more than usual" not in drawn
    row = {row[0]: row for row in cells(shown.table_html)}["Shop theft"]
    assert row[5] == "\u221260% to +60%" and row[-1] == "above"


def test_without_a_level_the_changes_alone_are_told():
    table = frames.peer_changes().assign(level=np.nan, quadrant=None)
    shown = exhibits.peer_travel(table)
    assert "<img" not in shown.body
    assert shown.title == "The greatest rise beside the peers, 2008/09 to 2009/10"
    assert [row[-1] for row in cells(shown.body)] == ["not known"] * 3


def test_themes_farthest_apart_are_no_sums():
    table = frames.peer_rates()
    table.loc[table["theme"] == "all", "difference_share"] = 9.0
    found = exhibits.apart_sentence(table)
    assert found.headline == ("Farthest above the peers is shop theft, farthest below car crime")
    assert found.figures == "50% above the peers' mean and 25% below the peers' mean"


def test_the_list_that_is_used_is_named_with_whose_it_is():
    shown = exhibits.peer_lists_table(frames.peer_lists())
    assert shown.title == ("The list used is group 2010: the inspectorate's most similar group")
    assert [row[-1] for row in cells(shown.body)] == ["yes", "no"]
    none = exhibits.peer_lists_table(frames.peer_lists().head(0))
    assert none.title == "No list of peers was received"
