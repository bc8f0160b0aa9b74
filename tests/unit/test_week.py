"""The week: windows, shares with limits, counts for release, peaks."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.peaks import candidate_windows, peak, peaks_by_theme
from cdrp_analysis.measures.rates import wilson
from cdrp_analysis.measures.times import time_weights
from cdrp_analysis.measures.week import hours_of_week, time_shares, week_hours
from cdrp_analysis.measures.week_parts import (
    records_in_parts,
    sums_of_parts,
    week_parts,
    with_shares,
)
from cdrp_analysis.measures.week_windows import (
    EVENING,
    NIGHTS_OUT,
    Window,
    evening_by_area,
    in_window,
    place_in_week,
)


def at(*moments, theme="violence", kind="offence"):
    """Events that happened at known moments; 7 June 2010 is a Monday."""
    start = pd.to_datetime(list(moments))
    return pd.DataFrame({"theme": theme, "kind": kind, "start": start, "end": pd.NaT}).astype(
        {"end": "datetime64[us]"}
    )


def week_of(counts):
    """So many events in the middle of each hour of one week."""
    hours = pd.Timestamp("2010-06-07 00:30") + pd.to_timedelta(np.arange(168), unit="h")
    return at(*hours.repeat(counts))


# Windows ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "window, words",
    [
        (Window((5, 6), 22, 4), "Friday and Saturday 22:00 to 02:00"),
        (Window((1, 2, 3, 4, 5), 15, 3), "Monday to Friday 15:00 to 18:00"),
        (Window((7, 1), 9, 3), "Sunday and Monday 09:00 to 12:00"),
        (Window((6, 7, 1), 9, 3), "Saturday to Monday 09:00 to 12:00"),
        (Window((1, 3, 5), 9, 3), "Monday, Wednesday and Friday 09:00 to 12:00"),
        (EVENING, "every day 18:00 to 24:00"),
    ],
)
def test_windows_in_words(window, words):
    assert window.text == words


def test_a_window_past_midnight_ends_on_the_next_day():
    inside = np.flatnonzero(NIGHTS_OUT.mask())
    assert len(inside) == 24
    assert place_in_week(6, 5) in inside and place_in_week(7, 5) in inside
    assert place_in_week(6, 6) not in inside and place_in_week(5, 17) not in inside
    sunday_night = Window((7,), 22, 4).mask()
    assert sunday_night[place_in_week(1, 1)] and not sunday_night[place_in_week(1, 2)]


def test_the_hours_of_a_period_are_counted_with_its_clock_changes():
    counted = hours_of_week("2010-10-25", "2010-10-31")
    assert counted.sum() == 169
    assert counted[place_in_week(7, 1)] == 2
    months = hours_of_week("2010-04-01", "2010-09-30")
    assert months.sum() == 183 * 24
    assert months[place_in_week(4, 12)] == 27 and months[place_in_week(5, 12)] == 26


# Shares -----------------------------------------------------------------------------------


def test_limits_of_known_times_are_about_wilsons():
    """Resampling whole events is drawing shares: 300 of 1,000 in one hour."""
    counts = np.full(168, 700 / 167).round().astype(int)
    counts[100] = 300
    events = week_of(counts)
    shares = time_shares(time_weights(events), events["theme"], seed=3, draws=4000)
    row = shares.iloc[100]
    lower, upper = wilson(300, len(events))
    assert row["offences"] == 300
    assert row["share_lower"] == pytest.approx(lower.item(), abs=0.003)
    assert row["share_upper"] == pytest.approx(upper.item(), abs=0.003)


def test_an_hour_that_few_events_reach_has_wilsons_limits():
    counts = np.zeros(168, dtype=int)
    counts[[10, 11]] = (40, 3)
    events = week_of(counts)
    shares = time_shares(time_weights(events), events["theme"], seed=3, draws=50)
    for hour, found in ((11, 3), (12, 0)):
        lower, upper = wilson(found, 43)
        assert shares.loc[hour, "share_lower"] == pytest.approx(lower.item())
        assert shares.loc[hour, "share_upper"] == pytest.approx(upper.item())


def test_a_theme_keeps_its_limits_when_another_is_left_out():
    counts = 12 + np.arange(168) % 5
    violence, drugs = week_of(counts), week_of(counts[::-1]).assign(theme="drugs")
    both = pd.concat([drugs, violence], ignore_index=True)
    alone = time_shares(time_weights(violence), violence["theme"], seed=3, draws=100)
    together = time_shares(time_weights(both), both["theme"], seed=3, draws=100)
    mine = together[together["theme"] == "violence"].reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, alone)
    other = time_shares(time_weights(violence), violence["theme"], seed=4, draws=100)
    assert not alone["share_lower"].equals(other["share_lower"])


def test_all_offences_hold_those_in_no_theme_and_no_incident():
    events = pd.concat(
        [
            at("2010-06-07 10:00"),
            at("2010-06-07 10:00", theme=pd.NA),
            at("2010-06-07 10:00", theme="asb", kind="incident"),
        ],
        ignore_index=True,
    )
    table = week_hours(events, seed=1, draws=10)
    totals = table.groupby("theme", sort=False)["offences"].sum()
    assert totals.to_dict() == {"all": 2.0, "violence": 1.0, "asb": 1.0}


def test_a_share_of_nights_out_has_wilsons_limits():
    events = at("2010-06-11 23:00", "2010-06-12 05:59", "2010-06-12 06:00", "2010-06-09 23:00")
    row = in_window(time_weights(events), events["theme"], NIGHTS_OUT).iloc[0]
    lower, upper = wilson(2, 4)
    assert (row["found"], row["base"], row["share"]) == (2, 4, 0.5)
    assert (row["share_lower"], row["share_upper"]) == (lower.item(), upper.item())


def test_evenings_by_ward_are_of_offences_that_lie_in_one():
    events = at("2010-06-11 19:00", "2010-06-11 12:00", "2010-06-11 19:00", "2010-06-11 19:00")
    events["ward"] = ["W1", "W1", "W2", None]
    events.loc[2, "kind"] = "incident"
    wards = pd.DataFrame({"code": ["W2", "W1"], "name": ["Two", "One"]})
    table = evening_by_area(events, wards)
    assert table[["area", "area_name", "found", "base"]].to_numpy().tolist() == [
        ["W1", "One", 1.0, 2.0]
    ]


# Parts for release ------------------------------------------------------------------------


def parts(counts, least=5):
    events = week_of(counts)
    return week_parts(time_weights(events), events["theme"], period="2010", least=least)


def test_the_parts_of_the_week_are_counts_of_days_bands_and_slots():
    table = parts(np.full(168, 3)).set_index("part")
    assert len(table) == 1 + 7 + 8 + 1 + 56
    assert table.loc["whole week, 2010", "offences"] == 504
    assert table.loc["Friday, 2010", "offences"] == 72
    assert table.loc["every day 21:00 to 24:00, 2010", "offences"] == 63
    assert table.loc["Friday and Saturday 18:00 to 06:00, 2010", "offences"] == 72
    assert table.loc["Sunday 00:00 to 03:00, 2010", "offences"] == 9
    assert (table["times_even"].round(9) == 1).all()


@pytest.mark.parametrize("total, rows", [(56 * 5, 73), (56 * 5 - 1, 16), (8 * 5, 16), (39, 1)])
def test_a_theme_is_divided_as_far_as_its_number_bears(total, rows):
    counts = np.zeros(168, dtype=int)
    counts[: total % 168] = 1
    counts += total // 168
    assert len(parts(counts)) == rows


def test_nights_out_are_not_shown_where_their_slots_are_not():
    """Beside the days they would say more of a hidden Sunday than the sums know."""
    table = parts(np.eye(168, dtype=int).sum(axis=0))
    assert not table["part"].str.startswith("Friday and Saturday").any()


def test_no_row_ties_the_themes_together():
    assert set(parts(np.full(168, 3))["theme"]) == {"violence"}


def test_sums_name_every_part_that_a_slot_belongs_to():
    sums = dict(sums_of_parts(["2010"])[2:])
    slot = "Saturday 00:00 to 03:00, 2010"
    assert [total for total, inside in sums.items() if slot in inside] == [
        "Friday and Saturday 18:00 to 06:00, 2010", "Saturday, 2010",
        "every day 00:00 to 03:00, 2010",
    ]  # fmt: skip
    whole = [inside for total, inside in sums_of_parts(["2010"]) if total == "whole week, 2010"]
    assert [len(inside) for inside in whole] == [7, 8]
    assert len(sums["Friday and Saturday 18:00 to 06:00, 2010"]) == 8


def test_a_record_is_in_every_part_that_its_window_touches():
    events = at("2010-06-11 23:00")
    events["end"] = pd.to_datetime(["2010-06-12 01:00"])
    parts, inside = records_in_parts(time_weights(events), period="2010")
    assert [part for part, there in zip(parts, inside[0], strict=True) if there] == [
        "whole week, 2010", "Friday, 2010", "Saturday, 2010", "every day 00:00 to 03:00, 2010",
        "every day 21:00 to 24:00, 2010", "Friday and Saturday 18:00 to 06:00, 2010",
        "Friday 21:00 to 24:00, 2010", "Saturday 00:00 to 03:00, 2010",
    ]  # fmt: skip


def test_two_periods_have_no_part_in_common():
    first, second = (
        {name for total, inside in sums_of_parts([p]) for name in (total, *inside)}
        for p in ("2009/10", "2010/11")
    )
    assert not first & second


def test_shares_are_of_the_counts_as_shown():
    table = parts(np.full(168, 3))
    hidden = table.assign(offences=table["offences"].mask(table["part"].str.startswith("Monday,")))
    again = with_shares(hidden)
    assert again.loc[1, ["share", "share_lower", "times_even"]].isna().all()
    assert again.loc[2, "share"] == round(1 / 7, 3)
    whole_hidden = with_shares(table.assign(offences=table["offences"].mask(table.index == 0)))
    assert whole_hidden["share"].isna().all()
    few = with_shares(table.assign(offences=19))
    assert few["share"].isna().all()


# Peaks ------------------------------------------------------------------------------------


def test_a_planted_peak_is_found_and_measured_on_other_offences():
    counts = np.full(168, 4)
    planted = Window((5, 6), 22, 4)
    counts[planted.mask()] = 20
    now = np.full(168, 2)
    now[planted.mask()] = 6
    found = peak(counts, now, seed=1, draws=199)
    assert found["window"] == planted
    assert found["share"] == pytest.approx(48 / now.sum())
    assert found["share_of_week"] == pytest.approx(8 / 168)
    assert found["share_lower"] < found["share"] < found["share_upper"]
    assert found["p"] == 1 / 200


def test_an_even_spread_has_no_peak():
    """Over forty even weeks the test is wrong about as often as it says."""
    random = np.random.default_rng(5)
    wrong = 0
    for number in range(40):
        week = random.multinomial(400, np.full(168, 1 / 168))
        wrong += peak(week, week, seed=number, draws=99)["p"] <= 0.05
    assert wrong <= 6  # of 40 with a chance of 5% each, more than that once in 300


def test_hours_that_came_oftener_are_no_peak():
    hours = np.ones(168)
    hours[place_in_week(4, np.arange(24))] = 2
    counts = 10 * hours
    assert peak(counts, counts, hours=hours, seed=1, draws=99)["p"] > 0.5


def test_windows_looked_at_are_an_eighth_of_the_week_at_most():
    windows = candidate_windows()
    assert len(set(windows)) == len(windows)
    assert max(window.mask().mean() for window in windows) == 0.125


def test_too_few_offences_have_no_peak_and_a_new_theme_is_judged_on_itself():
    many, few = week_of(np.full(168, 1)), at(*["2010-06-07 10:00"] * 29, theme="arson")
    now = pd.concat([many, few], ignore_index=True)
    table = peaks_by_theme(now.iloc[:0], now, seed=1, draws=19)
    assert table["theme"].tolist() == ["violence"]
    assert table["chosen_on"].tolist() == ["same period"]
    assert peaks_by_theme(many, now, seed=1, draws=19)["chosen_on"].tolist() == ["year before"]


def test_a_peak_of_nothing_is_refused():
    with pytest.raises(InputError, match="no offences"):
        peak(np.zeros(168), np.zeros(168), seed=1)
