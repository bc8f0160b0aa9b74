"""Exhibits of when: hatched where hidden, dotted where sure, sentences that say what was found."""

import re

import pandas as pd
import pytest

from cdrp_analysis import exhibits
from tests import time_frames
from tests.unit.test_exhibit import images
from tests.unit.test_exhibit_tables import cells


def svg(shown):
    return images(shown.body)[0]


def test_a_hidden_slot_is_hatched_and_named_never_shaded():
    exact, public = (
        exhibits.week_part_maps(table)
        for table in (time_frames.week_parts(), time_frames.protected_week_parts(beneath=777))
    )
    assert "[c] hidden" in svg(public) and "[c] hidden" not in svg(exact)
    assert "url(#" in svg(public) and "url(#h" not in svg(exact)
    rows = {(row[0], row[1]): row[2:] for row in cells(public.table_html)}
    assert rows["Violence", "Saturday"][7:9] == ["[c]", "[c]"]
    assert "777" not in public._repr_html_()


def test_the_table_has_every_count_of_the_maps():
    table = time_frames.week_parts()
    rows = cells(exhibits.week_part_maps(table).table_html)
    burglary = {row[1]: row[2:] for row in rows if row[0] == "Burglary"}
    monday = table[(table["theme"] == "burglary") & (table["weekday"] == "Monday")]
    whole = monday.set_index("hours")["offences"]
    assert burglary["Monday"][-1] == str(whole["all hours"])
    assert burglary["Monday"][3] == str(whole["09:00 to 12:00"])
    assert burglary["every day"][-1] == "400"


def test_a_theme_that_is_not_divided_has_a_count_and_no_map():
    shown = exhibits.week_part_maps(time_frames.week_parts())
    rows = [row for row in cells(shown.table_html) if row[0] == "Arson"]
    assert rows == [["Arson", "every day", *["[z]"] * 8, "20"]]
    assert "Arson" not in svg(shown)


def test_dots_mark_hours_beyond_chance_only():
    table = time_frames.hours()
    shown = exhibits.week_map(table, "violence")
    sure = table[(table["theme"] == "violence") & (table["share_lower"] * 168 > 1)]
    assert len(re.findall(r'<use xlink:href="#m\w+" x="[^"]+" y="[^"]+" style="fill: ', svg(shown)))
    assert 0 < len(sure) < 168


def test_the_busiest_part_is_named_with_its_share():
    table = time_frames.week_parts()
    found = exhibits.busiest_part(table)
    slots = table[table["share_of_week"] == 0.018]
    top = slots.loc[slots["times_even"].idxmax()]
    assert f"{top['weekday']} from {top['hours']}" in found.headline
    assert "Three hours are 1.8% of the week." in found.detail


def test_what_is_hidden_is_not_named_the_busiest():
    found = exhibits.busiest_part(time_frames.protected_week_parts(beneath=777))
    assert found.headline.startswith("Most bunched of what is shown")
    assert "Saturday from 21:00" not in found.text


def test_nights_out_are_said_in_words():
    found = exhibits.nights_out(time_frames.week_parts())
    assert found.headline == "Nights out weigh most in violence in 2017/18"
    assert "14% of the week" in found.detail


def test_nothing_is_said_of_nights_that_are_hidden():
    table = time_frames.week_parts()
    nights = table["weekday"] == "Friday and Saturday"
    for name in ("share", "share_lower", "share_upper"):
        table[name] = table[name].mask(nights)
    assert exhibits.nights_out(table).headline.startswith("Nothing can be said")


def test_a_peak_is_a_sentence_with_its_share_of_the_week():
    text = exhibits.peak_sentence(time_frames.week_peaks(), "violence").text
    assert re.match(r"Friday (and|to) \w+ \d\d:00 to \d\d:00 hold \d\d% of violence in "
                    r"[\d.]+% of the week: 95% limits", text)  # fmt: skip
    assert "chosen on the year before" in text


def test_a_peak_that_chance_explains_is_not_named():
    peaks = time_frames.week_peaks().assign(p=0.3)
    assert exhibits.peak_sentence(peaks).headline.startswith("No theme is clearly bunched")


def test_a_peak_chosen_on_the_same_offences_says_that_it_flatters():
    peaks = time_frames.week_peaks().assign(chosen_on="same period")
    assert "same offences, which flatters" in exhibits.peak_sentence(peaks).text


def test_the_season_is_the_planted_one():
    found = exhibits.season_sentence(time_frames.seasons())
    assert found.headline == "The clearest season: burglary, high in July, low in January"
    as_published = time_frames.seasons()
    as_published["month_of_year"] = as_published["month_of_year"].astype(str)
    assert exhibits.season_sentence(as_published).text == found.text


def test_months_run_from_january_where_their_numbers_are_read_from_a_file():
    seasons = time_frames.seasons()
    read = seasons.assign(month_of_year=seasons["month_of_year"].astype(str))
    read.attrs = dict(seasons.attrs)
    assert exhibits.season_chart(read)._repr_html_() == exhibits.season_chart(seasons)._repr_html_()


def test_a_swing_that_its_years_explain_is_no_season():
    """Few offences swing most; the steady theme's small season is the clear one."""
    seasons = time_frames.seasons()
    wild = seasons["theme"] == "burglary"
    seasons.loc[wild, "ratio_lower"], seasons.loc[wild, "ratio_upper"] = 0.2, 2.0
    assert "violence, high in July" in exhibits.season_sentence(seasons).headline
    seasons["ratio_lower"], seasons["ratio_upper"] = 0.2, 2.0
    assert exhibits.season_sentence(seasons).headline.startswith("No theme has a clear season")


def test_without_years_no_season_is_told():
    seasons = time_frames.seasons().assign(seasonal_ratio=float("nan"))
    assert "needs three years" in exhibits.season_sentence(seasons).headline


def test_only_clear_days_are_listed_and_the_others_counted():
    days = time_frames.days()
    shown = exhibits.day_table(days)
    rows = cells(shown.body)
    clear = days["q"] < 0.05
    assert len(rows) == clear.sum() > 3
    assert {row[-2].replace("\u00a0", " ") for row in rows} <= {"▲ more", "▼ fewer"}
    assert f"{(~clear).sum()} comparisons without a clear difference" in shown.about["note"]
    assert shown.title.split(":")[0] in ("Violence", "Burglary")


def test_days_that_do_not_differ_are_said_not_to():
    found = exhibits.day_sentence(time_frames.days().assign(q=0.9))
    assert found.headline.startswith("None of 21 comparisons of days differs clearly")


def test_the_caveat_stands_with_the_searches():
    found = exhibits.search_sentence(time_frames.searches())
    assert "Residents are not the people in the street" in found.detail
    none = time_frames.searches().assign(ratio=float("nan"))
    assert exhibits.search_sentence(none).headline.startswith("No stops and searches")


def test_rows_that_are_left_out_are_counted_in_the_heading():
    table = time_frames.accounting()
    found = exhibits.time_accounting_sentence(table)
    assert found.headline.startswith("1,020 of 1,020 offences and incidents can be placed")
    assert "39% with a window" in found.figures


@pytest.mark.parametrize("name", ["week_part_maps", "nights_out_table"])
def test_a_public_frame_without_a_column_of_its_own_shows_no_number(name):
    public = time_frames.protected_week_parts(beneath=777)
    hidden = public.assign(offences_symbol="[c]", share_symbol="[c]", times_even_symbol="[c]")
    shown = getattr(exhibits, name)(hidden)
    body = shown.table_html or shown.body
    assert {
        text for row in cells(body) for text in row if re.fullmatch(r"[\d,.]+%?", text)
    } == set()


def test_frames_are_left_alone():
    table = time_frames.protected_week_parts(beneath=777)
    kept = table.copy()
    exhibits.week_part_maps(table)
    exhibits.nights_out_table(table)
    pd.testing.assert_frame_equal(table, kept)
