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


def test_where_a_theme_is_hidden_only_those_shown_are_said_to_move():
    shown = frames.priority_consultation().iloc[[0, 1, 3]]
    detail = exhibits.consultation_sentence(shown.reset_index(drop=True)).detail
    assert detail.startswith("3 of the themes shown would stand elsewhere.")


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
        ("ward_chances_table", "ward_chances", "No ward can be placed"),
        ("locality_funding_table", "locality_funding", "It is not said how many areas"),
        ("statement_editions_table", "statement_editions", "There are no statements"),
        ("statement_codes_table", "statement_codes", "No exemption is claimed"),
        ("comment_answers_table", "comment_answers", "No comment on the draft was received"),
        ("comment_log_table", "comment_log", "No comment on the draft was received"),
        ("proportionality_table", "proportionality", "No exhibit is about people"),
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
    assert found.headline == "Abbey comes first of the wards, of which two may be chosen"
    assert found.detail.endswith("Chosen or not by what one weighs more: Castle.")
    none = frames.ward_selection().assign(p_chosen=0.5)
    assert exhibits.ward_selection_sentence(none).headline == (
        "No ward is surely chosen, and two may be chosen"
    )


def test_a_ward_is_shaded_by_how_surely_it_is_chosen_and_hatched_where_that_is_hidden():
    rows = frames.ward_selection()
    shown = exhibits.ward_selection_map(rows, wards())
    assert shown.title == "Abbey comes first of the wards, of which two may be chosen"
    picture = base64.b64decode(shown.body.partition("base64,")[2].partition('"')[0]).decode()
    assert "100%" in picture and "62%" in picture and "Chosen in nearly all draws" in picture
    hidden = rows.assign(p_chosen_symbol=["", "[c]", ""])
    shown = exhibits.ward_selection_map(hidden, wards())
    picture = base64.b64decode(shown.body.partition("base64,")[2].partition('"')[0]).decode()
    assert "62%" not in picture and "[c]" in picture and "Hidden to protect" in picture
    nowhere = exhibits.ward_selection_map(rows.head(0), wards())
    assert nowhere.title.startswith("No ward can be placed")
    broke = exhibits.ward_selection_sentence(rows.assign(p_chosen=0.0))
    assert broke.text == "The funding allows no ward to be chosen."


def test_further_areas_go_to_whom_the_draws_name_next():
    found = exhibits.ward_chances_sentence(frames.ward_chances())
    assert found.text == (
        "Money for one area would most likely go to Abbey. Each further area, in turn: Castle."
    )
    table = exhibits.ward_chances_table(frames.ward_chances()).body
    assert "Castle" in table and "61%" in table and "Minster" not in table
    hidden = frames.ward_chances().assign(p_chosen_symbol=["", "[c]", "", "", "[c]", ""])
    body = exhibits.ward_chances_table(hidden).body
    assert "61%" not in body and "20%" not in body and body.count(">[c]<") == 2


def test_the_funding_says_what_it_pays_for():
    assert exhibits.locality_funding_sentence(frames.locality_funding()).text == (
        "The funding allows 4 areas, of 5 at most. £900,000 a year, and £210,000 for one area."
    )
    unsaid = frames.locality_funding().assign(cost=np.nan, funding=np.nan, number=5)
    assert exhibits.locality_funding_sentence(unsaid).headline == "5 areas may be chosen"


def test_editions_that_keep_statements_back_are_named_with_the_codes_and_their_grounds():
    shown = exhibits.statement_editions_table(frames.statement_editions())
    assert shown.title == "Statements are kept back from the committee and public editions"
    codes = exhibits.statement_codes_table(frames.statement_codes())
    assert "FOI s.31" in codes.body and "Disclosure would" in codes.body
    open_ = exhibits.statement_editions_sentence(frames.statement_editions().assign(withheld=0))
    assert open_.text == "No edition keeps a statement back."


def test_what_was_done_with_most_comments_is_said_unless_it_is_hidden():
    found = exhibits.comment_answers_sentence(frames.comment_answers())
    assert found.text == "Comments on the draft were most often accepted."
    hidden = frames.comment_answers().assign(comments_symbol="[c]", comments=np.nan)
    assert "cannot be shown" in exhibits.comment_answers_sentence(hidden).text
    assert "[c]" in exhibits.comment_answers_table(hidden).body


def test_an_exhibit_about_people_without_a_record_is_counted():
    found = exhibits.proportionality_sentence(frames.proportionality())
    assert found.text == (
        "1 exhibit of 2 about people has no record of proportionality. "
        "No edition that holds one of them can be released."
    )
    whole = exhibits.proportionality_sentence(frames.proportionality().assign(state="signed"))
    assert whole.text.startswith("Every exhibit about people has a record")


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
