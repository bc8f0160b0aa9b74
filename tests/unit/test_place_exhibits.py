"""Exhibits of lasting hotspots, the best method, concentration, quotients and denominators."""

import pandas as pd
from bs4 import BeautifulSoup

from cdrp_analysis import exhibits
from tests import exhibit_frames


def rows(exhibit):
    html = BeautifulSoup(exhibit.table_html or exhibit.body, "html.parser")
    return [[cell.text for cell in row.find_all(["th", "td"])]
            for row in html.tbody.find_all("tr")]  # fmt: skip


def test_hotspots_that_last_open_and_close_are_counted_with_their_chance():
    found = exhibits.persistence_sentence(exhibit_frames.persistent_cells())
    assert found.headline == (
        "1 hotspot square has lasted from 2014/15 to 2017/18; 2 opened, 1 closed"
    )
    assert "1 in 160,000" in found.detail and "1 more square was hot now and then" in found.detail
    none = exhibit_frames.persistent_cells().assign(kind="never")
    assert str(exhibits.persistence_sentence(none)) == "No square was hot in any of 4 periods."


def test_with_too_few_years_no_hotspot_is_said_to_last():
    shown = exhibits.persistence_map(
        exhibit_frames.persistent_cells().iloc[:0], exhibit_frames.wards()
    )
    assert shown.title == "No square can be said to have been hot for long"
    assert "three whole years" in shown.alt


def test_the_map_letters_each_kind_and_leaves_out_what_was_never_hot():
    shown = exhibits.persistence_map(exhibit_frames.persistent_cells(), exhibit_frames.wards())
    assert "5 of 16 grid squares" in shown.alt
    assert [row[1] for row in rows(shown)] == [
        "persistent", "emerging", "new", "former", "intermittent",
    ]  # fmt: skip
    changes = [row[4] for row in rows(shown)]
    assert changes[1] == "+300%" and changes[3] == "\u221280%"
    assert changes[2] == "[x]"  # from nothing there is no change in per cent
    assert rows(shown)[1][5] == "under 0.001"
    listed = rows(exhibits.persistence_table(exhibit_frames.persistent_cells()))
    assert [row[1] for row in listed] == ["Persistent", "Emerging", "New", "Former"]


def test_what_stays_hot_stands_beside_chance():
    title = exhibits.stability_table(exhibit_frames.stability()).title
    assert "50% to 75% were hot in the next; by chance 5% would be" in title


def test_the_best_method_comes_first_at_every_share():
    listed = rows(exhibits.holdout_table(exhibit_frames.holdout()))
    assert [row[:2] for row in listed] == [
        ["Kernel density", "1%"], ["Last year's counts", "1%"],
        ["Counts of all earlier years", "5%"], ["Last year's counts", "5%"],
    ]  # fmt: skip
    assert listed[0][5] == "\u22120.20 to +1.00"


def test_the_method_is_praised_for_what_it_earned_in_time():
    best, judged = exhibit_frames.best_methods(), exhibit_frames.chosen_in_time()
    found = str(exhibits.best_method_sentence(best, judged))
    assert "counts of all earlier years foretold the past best: mean PAI 2.91 over 5" in found
    assert "last year's counts 2.41; beyond chance in 4 of them" in found
    assert "would have been 2.70, against 2.50" in found
    habit = best[best["method"] == "counts"]
    assert "which is the habit itself" in str(exhibits.best_method_sentence(habit, judged))
    level = best.assign(gain=0.01)
    assert "no more than last year's counts" in str(exhibits.best_method_sentence(level, judged))


def test_the_curve_is_read_between_its_points_and_beside_chance():
    curve = exhibit_frames.concentration_curve()
    shown = exhibits.concentration_chart(curve, unit="map points")
    assert shown.title == "Half of offences fell on 7.5% of map points"
    assert "fallen on 24%." in shown.alt
    even = curve.assign(share_of_offences=curve["by_chance"])
    found = exhibits.curve_sentence(even, unit="map points")
    assert "no more concentrated than chance" in found.detail
    none = curve.assign(share_of_offences=float("nan"), by_chance=float("nan"))
    assert "No offence is known" in str(exhibits.curve_sentence(none, unit="map points"))


def test_places_hit_again_stand_beside_chance():
    shown = exhibits.repeat_places_table(exhibit_frames.repeat_places(), unit="map points")
    assert shown.title.startswith(
        "60% of offences were not the first at their place; by chance 40%"
    )
    assert rows(shown)[-1][:4] == ["2 or more", "20", "23", "20 to 26"]
    found = exhibits.repeat_places_sentence(exhibit_frames.repeat_places(), unit="map points")
    assert found.detail == "20 places with 2 or more hold 80% of offences."
    none = exhibit_frames.repeat_places().assign(offences=0)
    found = exhibits.repeat_places_sentence(none, unit="map points")
    assert str(found) == "No offence is known of any of the map points."


def test_concentration_is_followed_from_period_to_period():
    years = exhibit_frames.concentration_years()
    found = exhibits.concentration_years_sentence(years)
    assert found.headline == (
        "From period to period, half of offences happened in 5.2% to 6.1% of places (map point)"
    )
    assert "held 45% of those of the next on average" in found.detail  # of 47% and 43%
    assert "at random would have held 6%" in found.detail
    assert rows(exhibits.concentration_years_table(years))[0][-2:] == ["[x]", "[x]"]
    assert "Too few periods" in str(exhibits.concentration_years_sentence(years.head(1)))


def test_kinds_of_place_that_the_rows_do_not_know_are_named_beneath():
    table = exhibit_frames.concentration()
    note = exhibits.concentration_table(table).about["note"]
    assert "streets: the rows name none" in note and "licensed premises: no register" in note
    every = pd.concat([table, table.assign(unit="street"), table.assign(unit="licensed premises")])
    assert "no register" not in exhibits.concentration_table(every).about["note"]


def test_limits_of_the_pei_stand_beside_it():
    listed = rows(exhibits.holdout_table(exhibit_frames.holdout()))
    assert listed[0][6:8] == ["81%", "74% to 88%"]


def test_only_clear_quotients_are_listed_the_highest_first():
    table = exhibit_frames.location_quotients()
    shown = exhibits.location_quotient_table(table)
    assert [row[0] for row in rows(shown)] == ["Castle", "Abbey"]
    assert "Robbery makes up 2.5 times as much of Castle's offences" in shown.title
    found = exhibits.location_quotient_sentence(table)
    assert "2 pairs of area and theme stand clearly above" in found.detail
    assert "of 3 with enough offences" in found.detail
    dull = table.assign(location_quotient_lower=0.5)
    assert "No area in 2017/18 has clearly more" in str(exhibits.location_quotient_sentence(dull))


def test_places_under_each_denominator_with_what_they_move():
    table = exhibit_frames.denominators()
    shown = exhibits.denominator_table(table)
    assert shown.title == (
        "Abbey is 1st of 3 by offences per 1,000 residents and 3rd per 1,000 people by day"
    )
    assert rows(shown)[0] == ["Abbey", "90.0", "1st", "15.0", "3rd\xa0(▼\xa02)"]
    assert rows(shown)[1][-1] == "1st\xa0(▲\xa01)"
    assert shown.about["note"].endswith(
        "Not given by this partnership: households and people present by day"
    )
    given = table.replace({"denominator": {"by_day": "daytime"}})
    assert exhibits.denominator_table(given).about["note"].endswith("partnership: households")
    still = table.assign(rank_change=0)
    assert "keeps its place" in str(exhibits.denominator_sentence(still))
