"""Alarms and changes in pictures and words: what they say is what their tables hold."""

import pandas as pd
import pytest

from cdrp_analysis import exhibits
from cdrp_analysis.errors import InputError
from tests import alarm_frames, exhibit_frames
from tests.unit.test_charts import svg
from tests.unit.test_exhibit_tables import cells


def test_a_year_above_its_limits_says_since_when_and_how_it_stands():
    found = exhibits.cumulative_sentence(exhibit_frames.cumulative(), "burglary")
    assert found.headline == "Burglary: was above its limits in July 2018"
    assert found.figures == ("395 recorded to August 2018, about 360 expected (limits 303 to 421)")
    assert found.detail == "The cumulative count has since come back."
    longer = exhibit_frames.cumulative()
    longer.loc[1, "signal"] = "above"
    found = exhibits.cumulative_sentence(longer, "burglary")
    assert found.headline == "Burglary: was above its limits from May to July 2018"


def test_a_theme_that_came_back_is_not_said_to_be_out_still():
    alarms = alarm_frames.year_first_alarms()
    now = exhibits.alarm_sentence(alarms)
    assert now.text == "1 of 2 themes has left its limits: Burglary, above since May 2018. " + (
        "1 theme cannot be judged."
    )
    back = exhibits.alarm_sentence(alarms.assign(now="inside"))
    assert back.headline == "1 of 2 themes has left its limits and is back inside them"
    assert back.figures == "Burglary, above in May 2018 and back since"


def test_a_year_still_below_its_limits_says_so():
    table = exhibit_frames.cumulative().replace("above", "below")
    table.loc[4, "signal"] = "below"
    found = exhibits.cumulative_sentence(table, "burglary")
    assert found.headline == "Burglary: fewer than expected since July 2018"
    assert found.detail.endswith("It is still below them.")


def test_a_year_inside_its_limits_is_no_alarm():
    table = exhibit_frames.cumulative().replace("above", "inside")
    shown = exhibits.cumulative_chart(table, "burglary")
    assert shown.title == "Burglary: no alarm in the year so far"
    assert "Outside" not in svg(shown)
    assert "Outside" in svg(exhibits.cumulative_chart(exhibit_frames.cumulative(), "burglary"))


def test_a_missing_month_is_a_symbol_in_the_table_of_the_year():
    shown = exhibits.cumulative_chart(exhibit_frames.cumulative(), "burglary")
    june = cells(shown.table_html)[2]
    assert june == ["June 2018", "[x]", "[x]", "180", "148 to 215", "not known"]


def test_a_year_without_limits_gives_no_alarm():
    table = exhibit_frames.cumulative().assign(lower=float("nan"), upper=float("nan"))
    table["signal"] = "not known"
    found = exhibits.cumulative_sentence(table, "burglary")
    assert "no alarm can be given" in found.text


def test_nothing_is_said_of_a_year_of_which_nothing_is_known():
    table = exhibit_frames.cumulative().assign(known=pd.NA)
    assert "Nothing can be said" in exhibits.cumulative_sentence(table, "burglary").text


def test_an_alarm_names_its_week_and_when_the_rise_began():
    found = exhibits.weekly_sentence(exhibit_frames.watched(), label="Residential burglary")
    assert found.text == (
        "Residential burglary: an alarm of a rise in the week of 3 May 2010: 44 recorded, about "
        "21 expected. The rise is dated to the week of 26 April 2010."
    )


def test_weeks_without_an_alarm_are_counted():
    table = exhibit_frames.watched().assign(alarm=False)
    shown = exhibits.weekly_chart(table, label="Robbery")
    assert shown.title == "Robbery: no alarm of a rise in 8 weeks from 5 April 2010"
    assert "Alarm of a rise" not in svg(shown)


def test_themes_that_differ_from_the_same_weeks_a_year_ago_are_named():
    found = exhibits.recent_weeks_sentence(alarm_frames.recent_weeks())
    assert found.headline.startswith("1 of 2 themes clearly above")
    assert found.figures == "more: Burglary"


def test_no_theme_is_named_where_none_differs_clearly():
    found = exhibits.recent_weeks_sentence(alarm_frames.recent_weeks(), against="weeks before")
    assert found.headline.startswith("None of 2 themes differs clearly")


def test_on_the_way_to_a_target_a_known_month_is_its_count_and_one_to_come_an_estimate():
    way = alarm_frames.target_paths().replace({331.0: 1331.0, 652.4: 1652.4})
    shown = exhibits.target_fan(way, alarm_frames.target_chances())
    known, to_come = cells(shown.table_html)[1], cells(shown.table_html)[3]
    assert known[2:6] == ["1,331", "1,331", "1,331", "1,331"]
    assert to_come[3] == "1,650"


def test_a_special_cause_names_its_month_side_and_rule():
    shown = exhibits.xmr_chart(exhibit_frames.xmr_months(), "burglary")
    assert shown.title == "Burglary: special cause in 1 of 9 months"
    assert "The latest is November 2017, above the mean." in shown.alt
    assert cells(shown.table_html)[7][-1] == "outside the limits"
    assert "Special cause, above" in svg(shown)
    assert "Special cause, below" not in svg(shown)


def test_changes_are_listed_by_how_sure_they_are():
    shown = exhibits.what_changed_table(exhibit_frames.real_changes())
    assert shown.title == "1 clear fall and 1 likely rise among 3 themes"
    assert [(row[0], row[-1]) for row in cells(shown.body)] == [
        ("Vehicle crime", "clear fall"),
        ("Burglary", "likely rise"),
        ("Possession of weapons", "no clear change"),
    ]


def test_ten_lines_are_shown_and_the_rest_counted():
    table = exhibit_frames.real_changes()
    many = pd.concat([table] * 4, ignore_index=True)
    many.attrs = table.attrs
    shown = exhibits.what_changed_table(many)
    assert len(cells(shown.body)) == 10
    assert "2 further themes changed less surely" in shown.about["note"]


def test_a_hidden_change_has_no_word():
    table = exhibit_frames.protected(
        exhibit_frames.real_changes(), ["before", "after", "change", "change_share", "z", "q"], 1
    )
    rows = {row[0]: row[-1] for row in cells(exhibits.what_changed_table(table).body)}
    assert rows["Vehicle crime"] == "not known"


def test_changes_that_are_all_within_reach_of_chance_are_said_to_be():
    table = exhibit_frames.real_changes().assign(q=0.9)
    assert exhibits.what_changed_sentence(table).headline == (
        "None of 3 themes changed by more than years differ anyway"
    )


def test_a_theme_that_is_not_there_is_refused():
    with pytest.raises(InputError, match=r"'arson' is not in the table[\s\S]*one of burglary"):
        exhibits.cumulative_chart(exhibit_frames.cumulative(), "arson")
