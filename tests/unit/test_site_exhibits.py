"""Victims and sites in tables and words: they say what their tables hold."""

import pandas as pd
import pytest

from cdrp_analysis import exhibits
from tests import exhibit_frames_sites as frames
from tests.unit.test_exhibit_tables import cells


def test_homes_are_told_for_the_site_and_elsewhere():
    shown = exhibits.homes_table(frames.homes())
    assert shown.title == (
        "63% of charged offences at the site were by people from another postcode area, elsewhere "
        "36%"
    )
    row = next(row for row in cells(shown.body) if row[1] == "another postcode area")
    assert row[0] == "At the site" and row[2:4] == ["189", "63%"]
    assert row[5] == "1.77"
    every = next(row for row in cells(shown.body) if row[1] == "everybody charged")
    assert every[3:] == ["[z]"] * 4  # of the whole there is no share
    assert next(row for row in cells(shown.body) if row[0] == "Elsewhere")[5] == "[z]"
    assert "who is caught is not who offends" in exhibits.homes_sentence(frames.homes()).detail


@pytest.mark.parametrize(
    ("say", "made"),
    [(exhibits.homes_sentence, frames.homes), (exhibits.young_sentence, frames.young)],
)
def test_a_hidden_share_is_not_told(say, made):
    table = made()
    here = table["area_name"].eq("elsewhere")
    marks = pd.Series("", table.index).mask(here, "[c]")
    hidden = table.assign(share_symbol=marks)
    assert not any(map(str.isdigit, say(hidden).text))
    assert any(map(str.isdigit, say(table).text))


def test_children_are_told_with_ratio_and_hours():
    found = exhibits.young_sentence(frames.young())
    assert found.headline == "Children are 40% of robbery victims at the site, elsewhere 15%"
    assert found.figures.startswith("2.7 times the share (95% limits")
    assert len(cells(exhibits.young_table(frames.young()).body)) == 18
    # 37 of 48 and 21 of 60.
    assert exhibits.young_hours_sentence(frames.young()).headline == (
        "77% of the children robbed at the site were robbed between 15:00 and 18:00, elsewhere 35%"
    )
    hours = exhibits.young_hours_table(frames.young_hours())
    assert cells(hours.body)[1] == ["15:00 to 18:00", "10", "25", "18", "150"]


def test_hours_of_which_a_count_is_hidden_are_not_told():
    table = frames.young()
    marks = pd.Series("", table.index).mask(table["victims"].eq(37), "[c]")
    hidden = table.assign(victims_symbol=marks)
    assert "%" not in exhibits.young_hours_sentence(hidden).text
    assert "37" not in exhibits.young_table(hidden).body.replace("37%", "")


def test_rates_near_the_site_are_told_for_children():
    shown = exhibits.young_rates_table(frames.young_rates().head(1))
    assert shown.title == (
        "Robberies of children are 8.8 times as dense within 300 m of the site's middle as in the "
        "rest"
    )
    assert cells(shown.body)[0] == [
        "300 m", "10 to 17 years", "17", "112", "0.28", "8.8", "5.0 to 14.7"
    ]  # fmt: skip


def test_the_restricted_tables_show_districts_months_and_stores():
    assert exhibits.home_districts_table(frames.districts()).title.endswith("EB2 and AY1")
    months = exhibits.site_months_table(frames.months())
    assert cells(months.body) == [["April 2009", "3", "41"], ["May 2009", "0", "39"]]
    assert exhibits.site_stores_table(frames.stores()).title == "1 store took part"


def test_a_rare_flag_is_a_band_in_public_and_a_count_with_limits_in_the_restricted_edition():
    public = frames.flag_years().drop(columns=["offences", "lower", "upper"])
    shown = exhibits.flag_years_table(public)
    assert shown.title == "Gun crime in 2009/10: from 20 to 29 offences"
    assert cells(shown.body)[0] == ["2008/09", "Gun crime", "from 10 to 19", "firearm used"]
    exact = exhibits.flag_year_counts_table(frames.flag_years())
    assert cells(exact.body)[1] == ["2009/10", "Gun crime", "24", "15.4 to 35.7", "from 20 to 29"]


@pytest.mark.parametrize(
    ("draw", "made"),
    [
        (exhibits.homes_table, frames.homes),
        (exhibits.home_districts_table, frames.districts),
        (exhibits.young_table, frames.young),
        (exhibits.young_hours_table, frames.young_hours),
        (exhibits.young_rates_table, frames.young_rates),
        (exhibits.site_months_table, frames.months),
        (exhibits.site_stores_table, frames.stores),
        (exhibits.flag_years_table, frames.flag_years),
        (exhibits.flag_year_counts_table, frames.flag_years),
    ],
)
def test_what_was_not_received_is_said(draw, made):
    none = made().head(0)
    none.attrs["about"] = {"note": "Not received: a site that opened."}
    shown = draw(none)
    assert shown.title == "Nothing to show"
    assert "Not received: a site that opened." in shown.body


def test_distances_are_told_of_half_of_them_with_limits_and_what_is_left_out():
    said = exhibits.distances_sentence(frames.distances()).text
    assert "people who live 6.4 km away or more, elsewhere 1.4 km" in said
    assert "95% limits 6.1 to 7.0 km, and 95% limits 1.3 to 1.5 km" in said
    assert "2 homes could not be placed and are left out." in said
    shown = exhibits.distances_chart(frames.distances())
    assert "<img" in shown.body and "61% to 72%" in shown.table_html


def test_without_sectors_the_chart_says_what_lacks():
    none = exhibits.distances_chart(frames.distances().head(0))
    assert "<img" not in none.body and "were not received" in none.body
    few = frames.distances().assign(share=None, share_lower=None, share_upper=None)
    assert "Too few homes" in exhibits.distances_chart(few).body
