"""Events and actions in pictures and words: what they say is what their tables hold."""

import numpy as np

from cdrp_analysis import exhibits
from cdrp_analysis.exhibits import event_findings
from cdrp_analysis.exhibits.action_tables import cost_sentence
from tests import exhibit_frames_events as frames
from tests.unit.test_charts import svg
from tests.unit.test_exhibit_tables import cells


def test_an_excess_that_is_told_from_nothing_is_a_finding():
    found = exhibits.event_sentence(frames.event_effects(), key="affected")
    assert found.headline == "At the site: about 1,210 more a year after the event (Centre)"
    assert found.figures == "+1,206 a year (90% limits +807 to +1,593; p 0.01 by 89 placebos)"


def test_an_excess_whose_limits_hold_nothing_is_not_claimed():
    found = exhibits.event_sentence(frames.event_effects())
    assert found.headline == (
        "All offences: what the event (Centre) added cannot be told from nothing"
    )
    assert "Only an excess of about 2,900 a year or more" in found.detail


def test_a_fall_is_told_as_fewer():
    table = frames.event_effects()
    table.loc[table["theme"] == "affected", ["per_year", "lower", "upper"]] = -900, -1200, -600
    assert "about 900 fewer a year" in exhibits.event_sentence(table, key="affected").headline


def test_a_theme_without_a_figure_says_why():
    found = exhibits.event_sentence(frames.event_effects(), key="bikes")
    assert found.headline == "Cycle theft: no figure for the event (Centre)"
    assert "months without a count" in found.detail


def test_net_change_is_written_as_trend_and_excess():
    shown = exhibits.identity_table(frames.event_effects())
    assert shown.title == ("All offences: +569 a year is a trend of −507 and an excess of +1,076")
    assert [row[0] for row in cells(shown.body)] == ["All offences", "All offences", "At the site"]


def test_the_power_of_the_total_stands_beside_that_of_the_themes_at_the_site():
    found = exhibits.power_sentence(frames.event_effects())
    assert found.headline == (
        "An excess must reach about 2,900 a year to be told in the total, about 799 in the themes "
        "at the site"
    )


def test_the_months_are_drawn_from_before_the_event_to_the_end():
    shown = exhibits.event_chart(frames.event_months(), frames.event_effects())
    assert "Centre from April 2009" in svg(shown)
    assert shown.alt.startswith("Line chart by month, October 2008 to September 2009")
    first = cells(shown.table_html)[0]
    assert first[:2] == ["October 2008", "1,800"] and first[3] == "[x]"  # no limits before


def test_without_an_event_the_page_says_so():
    shown = exhibits.event_chart(frames.event_months().head(0), frames.event_effects().head(0))
    assert shown.title == "Nothing to show"
    assert exhibits.event_bars(frames.event_effects().head(0)).title == "Nothing to show"


def test_bars_leave_out_what_could_not_be_told():
    shown = exhibits.event_bars(frames.event_effects())
    assert shown.title == "The event added to shop theft"
    assert [row[0] for row in cells(shown.table_html)] == ["Shop theft", "Car crime"]


def test_themes_below_what_was_expected_are_named_too():
    table = frames.event_effects()
    table.loc[table["theme"] == "cars", ["lower", "upper"]] = -120, -10
    assert exhibits.themes_sentence(table).detail.startswith("Fewer than expected: car crime.")


def test_placebos_are_counted_on_other_areas():
    assert exhibits.placebo_sentence(frames.event_placebos()).headline == (
        "Of 14 areas where nothing happened, synthetic control finds an effect in 1, "
        "counting before and after alone in 12 of 14"
    )


def test_the_rest_is_not_held_against_itself():
    shown = exhibits.site_table(frames.site_counts())
    assert shown.title == "At the site: +1,234 a year at the site itself, more too around it"
    assert cells(shown.body)[2][-2:] == ["[z]", "[z]"]


def test_surroundings_that_lost_are_told():
    table = frames.site_counts()
    table.loc[1, ["beyond_rest", "lower", "upper"]] = -50, -80, -20
    assert event_findings.site_sentence(table).headline.endswith("fewer around it")


def test_a_zone_without_a_clear_difference_is_not_said_to_work():
    shown = exhibits.zone_table(frames.zone_effects())
    assert shown.title == "All offences: whether the actions changed them cannot be told"
    readings = [row[-1] for row in cells(shown.body)]
    assert readings[0] == "not told from no effect"
    assert readings[2].startswith("No figure: 1 of the months")
    assert exhibits.zone_sentence(frames.zone_effects()).detail == (
        "1 comparison could not be made. Of 2 comparisons with 90% limits 0 are outside, where "
        "chance alone would put about 0.2."
    )


def test_a_clear_fall_is_told():
    table = frames.zone_effects()
    table.loc[0, ["wdd", "lower", "upper"]] = -60, -90, -30
    found = exhibits.zone_sentence(table)
    assert found.headline == (
        "All offences: of 1 comparison, 1 showed fewer than elsewhere and 0 more"
    )


def test_other_rows_that_differ_are_named_beside_what_chance_gives():
    table = frames.zone_effects()
    table.loc[1, ["wdd", "lower", "upper"]] = 29, 6, 52
    shown = exhibits.zone_table(table)
    assert shown.title == "All offences: whether the actions changed them cannot be told"
    assert shown.about["note"].endswith(
        "Other rows with more: Incidents (Zone, during). Of 2 comparisons with 90% limits 1 is "
        "outside, where chance alone would put about 0.2."
    )


def test_no_cost_is_set_against_what_cannot_be_told():
    shown = exhibits.action_cost_table(frames.action_effects())
    assert shown.title == "No action's cost can be set against offences avoided"
    assert cells(shown.body)[0][5] == "3,100"
    told = frames.action_effects()
    told["reading"] = "offences were avoided"
    assert cost_sentence(told).headline == "Offences were avoided by zone"


def test_without_any_action_there_is_nothing_to_show():
    assert exhibits.zone_table(frames.zone_effects().head(0)).title == "Nothing to show"
    assert exhibits.action_cost_table(frames.action_effects().head(0)).title == "Nothing to show"


def test_posts_wait_for_twelve_months():
    shown = exhibits.postings_table(frames.postings())
    assert shown.title == "No new post has the twelve months that an evaluation needs"
    ready = frames.postings().assign(months_known=12)
    assert exhibits.postings_table(ready).title == "1 posting can be evaluated"
    none = exhibits.postings_table(frames.postings().head(0))
    assert none.title == "No posts began with the period or later"


def test_a_hidden_figure_is_never_drawn():
    table = frames.event_effects()
    table["per_year"] = np.nan
    assert exhibits.event_bars(table).title == "Nothing to show"
    assert exhibits.themes_sentence(table).headline.startswith("Nothing can be said")
