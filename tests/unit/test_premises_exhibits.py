"""Licensed premises and nights out in pictures and words: they say what their tables hold."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from cdrp_analysis import exhibits
from cdrp_analysis.measures.premises import with_night_shares, with_ratios
from tests import exhibit_frames_premises as frames
from tests.unit.test_charts import svg
from tests.unit.test_exhibit_tables import cells


def hidden(table: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    """Counts of some rows hidden, with a figure beneath that must never be read."""
    marks = pd.Series("", table.index).mask(rows, "[c]")
    return table.assign(
        offences=table["offences"].astype("Float64").mask(rows, 777.0), offences_symbol=marks
    )


def test_the_register_says_how_many_may_serve_late():
    shown = exhibits.premises_kinds_table(frames.kinds())
    assert shown.title == (
        "23 licensed premises, 7 of them to two in the morning or later on Saturday nights"
    )
    assert cells(shown.body)[0] == ["every kind", "23", "7"]


def test_the_doors_are_held_against_ground_and_against_other_offences():
    found = exhibits.rings_sentence(frames.rings())
    assert found.headline == (
        "In all hours violence per km² is 8.0 times as dense up to 50 m from licensed premises as "
        "farther away"
    )
    assert "Held against other offences on the same ground it is 1.6 times" in found.detail
    assert "more violence for each other offence than there" in found.detail


def test_a_place_that_is_only_busy_is_not_called_violent():
    busy = frames.rings()
    here = busy["theme"].eq("compared") & busy["area"].eq("ring 0 to 50 m")
    busy.loc[here & busy["hours"].eq("all hours"), "offences"] = 940
    found = exhibits.rings_sentence(with_ratios(busy))
    assert "no more violence for each other offence than there" in found.detail


def test_nights_are_held_against_the_other_hours():
    found = exhibits.nights_sentence(frames.rings())
    assert found.headline == (
        "Up to 50 m from premises more of the violence falls on nights out than farther away"
    )
    # 90 / 150 against 60 / 420.
    assert found.figures.startswith("4.2 times for each offence of other hours")


def test_a_hidden_ring_is_marked_and_says_nothing():
    rows = frames.rings()
    table = hidden(rows, rows["area"].eq("ring 0 to 50 m"))
    names = [name for name in table if name.startswith("ratio_")]
    gone = rows["area"].eq("ring 0 to 50 m")
    for name in names:
        table[name] = table[name].mask(gone)
        table[f"{name}_symbol"] = pd.Series("", table.index).mask(gone, "[c]")
    shown = exhibits.premises_rings_chart(table)
    assert "[c]" in svg(shown) and "777" not in shown.table_html + svg(shown)
    assert exhibits.nights_sentence(table).headline == exhibits.rings_sentence(table).headline


def test_the_map_shades_rings_by_violence_per_km2():
    codes = ["ring 0 to 50 m", "ring 50 to 100 m", "ring farther away"]
    shapes = [shapely.box(0, 0, 100, 100), shapely.box(100, 0, 300, 100),
              shapely.box(300, 0, 900, 100)]  # fmt: skip
    ground = gpd.GeoDataFrame({"code": codes}, geometry=shapes, crs="EPSG:27700")
    wards = gpd.GeoDataFrame({"code": ["W"]}, geometry=[shapely.box(0, 0, 900, 100)])
    shown = exhibits.premises_map(frames.rings(), ground, wards)
    assert shown.alt.startswith("Map of 3 rings around licensed premises")
    # 240 on half a square kilometre, 130 on one and a half, 480 on eight.
    assert [row[3] for row in cells(shown.table_html)] == ["480.0", "86.7", "60.0"]
    assert shown.title == "Violence per km² is highest up to 50 m from licensed premises"
    none = exhibits.premises_map(frames.rings().head(0), ground.head(0), wards)
    assert none.title == "Nothing to show"


def test_wards_are_told_with_both_counts_and_their_premises():
    shown = exhibits.premises_areas_table(frames.areas())
    assert shown.title == (
        "Violence on nights out came to 141 after 128 in the same months a year before"
    )
    assert cells(shown.body)[0] == ["Abbey", "12", "1", "40", "90", "+125%", "up"]
    assert exhibits.areas_sentence(frames.areas()).detail == (
        "By counting alone it clearly rose in 1 and clearly fell in 1 of 3 wards that can be told."
    )
    calm = frames.areas().assign(signal="no clear change")
    assert exhibits.areas_sentence(calm).detail == (
        "By counting alone it clearly changed in none of 3 wards that can be told."
    )


def test_a_hidden_count_of_the_year_before_stays_hidden():
    table = frames.areas()
    first = table["period"].eq("nights out, 2008/09") & table["area_name"].eq("Minster")
    shown = exhibits.premises_areas_table(hidden(table, first))
    row = next(row for row in cells(shown.body) if row[0] == "Minster")
    assert row[3] == "[c]" and "777" not in shown.body


def test_wards_of_one_period_have_no_change():
    table = frames.areas()
    one = table[table["period"].eq("nights out, 2009/10")].reset_index(drop=True)
    one = one.assign(change=pd.NA, change_share=np.nan, signal=None)
    shown = exhibits.premises_areas_table(one)
    assert shown.title == "Violence on nights out came to 141"


def test_later_closing_is_a_scenario_and_says_so():
    found = exhibits.closing_sentence(frames.closing())
    # 36 of 146 as now, 54 of 157 an hour later.
    assert found.headline == (
        "With the whole night an hour later 34% of its violence would fall after midnight, as now "
        "25%"
    )
    assert found.detail.startswith("A scenario, no forecast")
    shown = exhibits.later_closing_table(frames.closing())
    assert cells(shown.body)[2] == ["00:00 to 03:00", "24", "16%", "35", "22%"]


def test_a_hidden_band_leaves_no_share_of_its_night():
    table = frames.closing()
    band = table["band"].eq("03:00 to 06:00") & table["scenario"].eq("as now")
    given = with_night_shares(table.assign(offences=table["offences"].mask(band)))
    shown = exhibits.later_closing_table(hidden(given, band))
    rows = cells(shown.body)
    assert rows[3][1:3] == ["[c]", "[x]"] or rows[3][1:3] == ["[c]", "[c]"]
    assert rows[0][2] in ("[x]", "[c]") and rows[0][4] == "36%"
    assert "777" not in shown.body and "%" not in shown.title


def test_trends_name_wards_beyond_their_limits_alone():
    shown = exhibits.premises_trends_table(frames.trends())
    assert shown.title == ("Over the years violence on nights out rose in Abbey and fell in Castle")
    level = frames.trends().assign(lower=-0.1, upper=0.1)
    assert exhibits.trend_sentence(level).headline.startswith("In no ward did violence")


def test_named_premises_are_told_with_what_a_list_cannot_say():
    shown = exhibits.premises_named_table(frames.named())
    assert shown.title == "48 violent offences nearest to The Anchor and Club Nine"
    assert cells(shown.body)[0][6] == "21.1 to 44.0"


def test_what_is_not_marked_leaves_a_range():
    found = exhibits.marked_sentence(frames.marked())
    assert found.headline.endswith("town centre marked as linked to alcohol rises")
    assert found.figures == "+3.2 percentage points a year (95% limits +1.9 to +4.5)"
    assert "filled in for 75%: of all of it between 45% and 70%" in found.detail
    table = exhibits.alcohol_marked_table(frames.marked()).body
    assert "Rise a year, points" in table and len(cells(table)) == 2
    assert cells(table)[0][-2:] == ["+3.2", "+1.9 to +4.5"]


def test_ambulance_calls_are_told_by_place():
    shown = exhibits.ambulance_places_table(frames.calls())
    assert shown.title == (
        "Ambulance calls rise in the town centre and do not clearly change elsewhere"
    )
    assert "in the town centre +8.0% a year (+3.7% to +12.4%)" in (
        exhibits.calls_sentence(frames.calls()).figures
    )


def test_work_is_shown_beside_officers():
    shown = exhibits.work_map(frames.work())
    assert shown.title == "Work for each officer on duty is heaviest on Saturday from 01:00"
    assert "3.2 times that of the whole week" in shown.alt
    night = exhibits.night_work_chart(frames.night_work())
    assert night.title.startswith("After midnight on Friday and Saturday nights work would rise")
    # 30 + 24 + 16 + 10 + 6 + 4, and 36 for the last of them an hour later.
    assert "rise by 36%" in night.title
    assert "122 officers' hours against 90, with 240 on duty" in night.alt


def test_hours_of_a_zone_stand_side_by_side():
    shown = exhibits.zone_hours_table(frames.zone_hours())
    assert shown.title == "Town centre: hours of offences and incidents"
    assert cells(shown.body)[1] == ["Town centre", "Incidents", "00:00 to 03:00", "6", "2"]


@pytest.mark.parametrize(
    ("draw", "made"),
    [
        (exhibits.premises_kinds_table, frames.kinds),
        (exhibits.premises_rings_chart, frames.rings),
        (exhibits.premises_areas_table, frames.areas),
        (exhibits.later_closing_table, frames.closing),
        (exhibits.premises_trends_table, frames.trends),
        (exhibits.premises_named_table, frames.named),
        (exhibits.alcohol_marked_table, frames.marked),
        (exhibits.ambulance_places_table, frames.calls),
        (exhibits.work_map, frames.work),
        (exhibits.night_work_chart, frames.night_work),
        (exhibits.zone_hours_table, frames.zone_hours),
    ],
)
def test_what_was_not_received_is_said(draw, made):
    none = made().head(0)
    none.attrs["about"] = {"note": "Not received: a register of licensed premises."}
    shown = draw(none)
    assert shown.title == "Nothing to show"
    assert "Not received: a register of licensed premises." in shown.body


@pytest.mark.parametrize(
    ("say", "made"),
    [
        (exhibits.rings_sentence, frames.rings),
        (exhibits.nights_sentence, frames.rings),
        (exhibits.areas_sentence, frames.areas),
        (exhibits.closing_sentence, frames.closing),
        (exhibits.trend_sentence, frames.trends),
        (exhibits.marked_sentence, frames.marked),
        (exhibits.calls_sentence, frames.calls),
    ],
)
def test_sentences_of_nothing_claim_nothing(say, made):
    assert not any(map(str.isdigit, say(made().head(0)).text))
