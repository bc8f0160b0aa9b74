"""The order of priorities and the document's lists: what they say, and say of nothing."""

import base64

import numpy as np
import pytest

from cdrp_analysis import exhibits
from tests import exhibit_frames_document as frames
from tests.exhibit_frames import wards


def test_the_chances_name_the_first_and_those_on_the_line():
    found = exhibits.place_chances_sentence(frames.priority_places())
    assert found.headline == "Robbery comes first in 71% of the draws"
    assert found.detail == (
        "2 themes are in the first five in nearly all draws. "
        "On the line between priority and not: drugs."
    )


def test_the_nearest_move_of_a_weight_is_named():
    found = exhibits.weight_limits_sentence(frames.priority_limits())
    assert found.text == (
        "The first five change when the weight of change moves by 13.0 points: from 40% to 27.0%."
    )
    never = frames.priority_limits().assign(down_to=np.nan, up_to=np.nan)
    assert exhibits.weight_limits_sentence(never).headline.startswith("No change of one weight")
    body = exhibits.weight_limits_table(frames.priority_limits(), frames.LABELS).body
    assert "Drugs replaces robbery" in body and "the first five stay" in body


def test_the_grid_places_every_theme_once_and_says_which_it_cannot():
    shown = exhibits.risk_grid(frames.risk_matrix())
    assert shown.title == "Robbery has the highest product of harm and likelihood"
    grid = shown.body.partition("</table>")[0]
    assert grid.count("Robbery") == grid.count("Burglary") == 1
    assert "Anti-social behaviour" not in grid and "Anti-social" in shown.about["note"]
    assert grid.count("none") == 14


def test_two_themes_of_one_risk_are_both_named():
    level = frames.risk_matrix().assign(risk=[12, 12, np.nan])
    found = exhibits.risk_sentence(level)
    assert found.headline == "Robbery and burglary have the highest product of harm and likelihood"


def test_a_theme_that_nobody_was_asked_about_is_not_said_to_gain():
    found = exhibits.consultation_sentence(frames.priority_consultation())
    assert found.headline == "With residents heard, burglary moves from 2nd to 1st"
    assert found.detail == (
        "4 themes would stand elsewhere. Most often named is burglary, by 71% of residents."
    )


def test_an_order_that_residents_share_says_so():
    same = frames.priority_consultation().assign(places_gained=0)
    found = exhibits.consultation_sentence(same)
    assert "puts no theme" in found.headline and found.detail.startswith("0 themes")


def test_the_plan_says_how_much_is_done_and_where_least():
    found = exhibits.plan_progress_sentence(frames.plan_progress())
    assert found.text == (
        "9 of 14 actions of the last plan are completed: 2 of them late, 8 with evidence. "
        "Least was done on burglary (in the plan): 3 of 6."
    )


@pytest.mark.parametrize(
    ("make", "table", "said"),
    [
        ("place_chances", "priority_places", "Nothing can be said here"),
        ("risk_grid", "risk_matrix", "No theme can be placed"),
        ("consultation_table", "priority_consultation", "Nothing was received of what residents"),
        ("horizon_table", "horizon_scan", "No horizon scan was received"),
        ("plan_progress_table", "plan_progress", "Nothing was received of the last plan"),
        ("priority_reasons_table", "priority_reasons", "What each criterion says of the first 0"),
        ("recommendations_table", "recommendations", "No recommendation is recorded"),
        ("gaps_table", "intelligence_gaps", "No intelligence gap is recorded"),
        ("ward_selection_table", "ward_selection", "No ward can be placed"),
        ("locality_table", "localities", "The Vulnerable Localities Index cannot be worked out"),
    ],
)
def test_without_rows_each_says_that_there_is_nothing(make, table, said):
    empty = getattr(frames, table)().head(0)
    shown = getattr(exhibits, make)(empty)
    assert shown.title.startswith(said)
    assert "No rows." in shown.body + shown.table_html or make == "risk_grid"


def test_wards_are_told_apart_by_how_surely_they_are_chosen():
    found = exhibits.ward_selection_sentence(frames.ward_selection())
    assert found.headline == "Abbey comes first among the wards to choose"
    assert found.detail.endswith("Chosen or not by what one weighs more: Castle.")
    none = frames.ward_selection().assign(p_chosen=0.5)
    assert exhibits.ward_selection_sentence(none).headline.startswith("No ward is surely")


def test_priority_localities_are_counted_and_lettered_on_the_map():
    found = exhibits.locality_sentence(frames.localities())
    assert found.text == (
        "1 area of 3 is a priority locality: index over 200. "
        "The highest is Abbey with 250, 100 being the mean area."
    )
    shown = exhibits.locality_map(frames.localities(), wards(), wards())
    picture = base64.b64decode(shown.body.partition("base64,")[2].partition('"')[0]).decode()
    assert "Over 200 (P)" in picture and "No index" in picture and picture.count(">P<") == 1
    nowhere = exhibits.locality_map(frames.localities().head(0), wards(), wards())
    assert "cannot be worked out" in nowhere.title
