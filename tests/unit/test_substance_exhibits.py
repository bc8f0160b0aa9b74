"""Drugs and alcohol in pictures and words: what they say is what their tables hold."""

import pytest

from cdrp_analysis import exhibits
from tests import substance_frames as frames
from tests.unit.test_exhibit_tables import cells

TABLES = frames.published()
DRAWN = {
    "cannabis_chart": ("possession_years", "cannabis_trend"),
    "cannabis_sentence": ("possession_years", "cannabis_trend"),
    "hours_table": ("possession_years",),
    "hours_sentence": ("possession_years",),
    "ladder_chart": ("possession_ladder",),
    "ladder_sentence": ("possession_ladder",),
    "tests_chart": ("drug_tests",),
    "tests_sentence": ("drug_tests",),
    "pilot_chart": ("pilot_tests",),
    "pilot_sentence": ("pilot_tests",),
    "assessment_chart": ("assessment_quarters",),
    "assessment_sentence": ("assessment_quarters",),
    "waits_chart": ("treatment_waits",),
    "waits_sentence": ("treatment_waits",),
    "use_chart": ("service_use",),
    "use_sentence": ("service_use",),
    "parents_chart": ("treatment_parents",),
    "parents_sentence": ("treatment_parents",),
    "silence_sentence": ("treatment_parents",),
    "need_chart": ("treatment_need",),
    "need_sentence": ("treatment_need",),
    "children_chart": ("children_exposed",),
    "children_sentence": ("children_exposed",),
    "assumptions_table": ("children_assumptions",),
    "admissions_chart": ("alcohol_admissions",),
    "admissions_sentence": ("alcohol_admissions",),
    "marks_chart": ("alcohol_flags",),
    "marks_sentence": ("alcohol_flags",),
}


def drawn(name, change=lambda table: table):
    return getattr(exhibits, name)(*(change(TABLES[table]) for table in DRAWN[name]))


@pytest.mark.parametrize("name", DRAWN)
def test_without_a_row_it_says_so_and_with_everything_hidden_no_number_is_shown(name):
    empty = drawn(name, lambda table: table.iloc[:0])
    assert "not available" in getattr(empty, "title", "") or "Nothing can be said" in str(empty)
    if name not in ("hours_sentence", "hours_table") and "number" in TABLES[DRAWN[name][0]]:
        withheld = drawn(name, frames.hidden)
        if name.endswith("_sentence"):
            assert "Nothing can be said" in withheld.text
        else:
            assert "[c]" in withheld.table_html


@pytest.mark.parametrize("name", [name for name in DRAWN if name.endswith("_chart")])
def test_a_chart_has_words_and_the_figures_behind_it(name):
    shown = drawn(name)
    assert shown.alt.endswith(".") and len(shown.alt) > 40
    assert len(cells(shown.table_html)) > 0


def test_cannabis_is_told_with_its_trend_and_what_it_measures():
    found = drawn("cannabis_sentence")
    assert found.headline == "Cannabis was 77% of possession in 2009/10"  # the last whole year
    assert found.figures == "between 74% and 80% allowing for chance"
    assert "fell by 1.4 percentage points a year (between 0.6 and 2.3)" in found.detail
    assert found.detail.endswith("as much as what people use.")


def test_a_trend_that_chance_can_make_is_none():
    steady = TABLES["cannabis_trend"].assign(slope_upper=0.001)
    found = exhibits.cannabis_sentence(TABLES["possession_years"], steady)
    assert "neither rose nor fell by more than chance" in found.detail


def test_hours_stand_beside_the_harm_and_alone_without_a_weight():
    assert drawn("hours_sentence").text == (
        "Cannabis took 1,155 hours of officers' time in 2009/10: 46% of their time on possession. "
        "Its harm is weighed at 1,893 days of starting-point sentence."
    )
    unweighed = TABLES["possession_years"].assign(harm_days=float("nan"))
    assert "harm" not in exhibits.hours_sentence(unweighed).text


def test_the_ladder_tells_who_came_back_and_who_reached_treatment():
    assert drawn("ladder_sentence").text == (
        "Of the people dealt with for cannabis from 26 January 2009 to September 2010, 26% were "
        "dealt with again. In 2009/10, 22% of those found with a drug were sent to treatment, and "
        "59% of these kept the first appointment."
    )


def test_tests_are_ordered_and_the_ends_named_with_their_limits():
    found = drawn("tests_sentence")
    assert found.figures == (
        "66% after begging (between 61% and 70%), least often 9% after fraud (between 6% and 13%)"
    )
    rows = cells(drawn("tests_chart").table_html)
    assert [row[0] for row in rows] == ["Begging", "Shoplifting", "Fraud"]
    assert rows[0][1] == "369"


@pytest.mark.parametrize(("before", "said"), [(5.620, "more than chance"), (8.0, "no more than")])
def test_a_wait_is_held_to_the_same_quarter_a_year_before(before, said):
    table = TABLES["assessment_quarters"].copy()
    table.loc[table["mean"].eq(4.7), "upper"] = before
    found = exhibits.assessment_sentence(table)
    assert "waited 9.6 days" in found.headline
    assert f"A year before it was 4.7 days: {said}" in found.detail


def test_groups_that_wait_beyond_chance_are_named():
    assert drawn("waits_sentence").detail == (
        "Beyond chance less often than others: Sex: female; more often: Sex: male."
    )


def test_a_service_over_its_places_is_said_to_be():
    assert drawn("use_sentence").text == (
        "Alcohol treatment filled more places than it has: 111% in October 2009 to September 2010. "
        "In the twelve months before it was 101%."
    )


def test_parents_stand_beside_the_nation_and_silence_is_a_scenario():
    assert drawn("parents_sentence").text == (
        "18% of people in treatment said that they live with children: between 15% and 22% "
        "allowing for chance, against 30% nationally. Chance alone does not explain the difference."
    )
    assert drawn("silence_sentence").headline == (
        "Had 40% of the parents kept silent, 30% would live with children"
    )
    short = TABLES["treatment_parents"].query("silent < 0.3")
    assert exhibits.silence_sentence(short).figures == "still below the national share"


def test_need_without_money_tells_people_alone():
    told = drawn("need_sentence")
    assert told.headline == (
        "Crack or heroin is the need of 57% of people in treatment and gets 84% of the money"
    )
    assert "Farthest behind is alcohol, with 22% of the people and 4% of the money" in told.detail
    public = TABLES["treatment_need"].drop(columns=["money_year", "amount", "amount_share"])
    assert exhibits.need_sentence(public).text.endswith("what is spent on each need.")
    assert "Money" not in exhibits.need_chart(public).table_html


def test_children_are_a_range_and_no_single_figure():
    found = drawn("children_sentence")
    assert found.figures == "likely between 2,680 and 3,470"
    assert "it is 2,210 or 4,100" in found.detail and "counted twice" in found.detail


def test_admissions_stand_beside_the_region():
    assert drawn("admissions_sentence").text == (
        "2,383 admissions due to alcohol per 100,000 residents in 2009/10: between 2,309 and 2,458 "
        "allowing for chance, the region 1,764. It is the 2nd highest of 16 areas. In 2008/09 it "
        "was 2,212."
    )
    first = TABLES["alcohol_admissions"].assign(place=1)
    assert "It is the highest of 16 areas" in exhibits.admissions_sentence(first).text


def test_marks_come_with_what_blanks_leave_open():
    assert drawn("marks_sentence").text == (
        "All offences but the sensitive kinds: 9% marked as linked to alcohol where somebody said: "
        "in 75% somebody did; of all, between 7% and 32%, whatever the rest were. Highest: "
        "violence against the person, 26%."
    )


def test_the_pilot_is_held_against_areas_outside_it_offence_for_offence():
    found = drawn("pilot_sentence")
    assert found.text == (
        "Offence for offence, tests in the pilot are more often positive than outside it: "
        "+5.7 percentage points, between +3.1 and +8.3 allowing for chance. As they are, 45% of "
        "tests in the pilot and 47% outside it are positive, but after other offences. Areas "
        "differ in more than the pilot: this is no measure of what it did."
    )
    level = drawn("pilot_sentence", lambda table: table.assign(matched_difference_lower=-0.01))
    assert "as often positive as outside it: the difference may be anything between" in level.text
