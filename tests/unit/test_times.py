"""Aoristic weights: published values, midnight, clock changes, and every row accounted for."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.time_methods import method_comparison
from cdrp_analysis.measures.times import (
    LEFT_OUT,
    USED,
    spans,
    time_accounting,
    time_status,
    time_weights,
)
from tests.drawn import frame
from tests.reference.published_times import BY_THE_MINUTE, LEFT_AT_EIGHT


def events(*pairs, theme="burglary"):
    start, end = zip(*pairs, strict=True)
    return pd.DataFrame({"theme": theme, "start": pd.to_datetime(list(start)),
                         "end": pd.to_datetime(list(end))})  # fmt: skip


def by_hour(*pair, **options):
    return time_weights(events(pair), **options).groupby("hour")["weight"].sum().to_dict()


def test_eight_hours_away_from_home_are_an_eighth_an_hour():
    start, end, published = LEFT_AT_EIGHT
    assert by_hour(start, end) == published


@pytest.mark.parametrize("start, end, published", BY_THE_MINUTE)
def test_minutes_are_counted_not_blocks_of_an_hour(start, end, published):
    found = time_weights(events((start, end)))
    weights = found.set_index(["weekday", "hour"])["weight"].to_dict()
    assert weights.keys() == published.keys()
    for place, weight in published.items():
        assert weights[place] == pytest.approx(weight, abs=1e-9)


def test_midnight_divides_the_days():
    found = time_weights(events(("2010-06-05 22:00", "2010-06-06 02:00")))
    days = found.groupby("day")["weight"].sum()
    assert days.to_dict() == {pd.Timestamp("2010-06-05"): 0.5, pd.Timestamp("2010-06-06"): 0.5}
    assert found["weekday"].tolist() == [6, 6, 7, 7]


def test_a_window_that_ends_on_the_hour_does_not_reach_into_it():
    assert by_hour("2010-06-05 22:00", "2010-06-05 23:00") == {22: 1.0}
    assert by_hour("2010-06-05 23:00", "2010-06-06 00:00") == {23: 1.0}


def test_the_day_of_23_hours_has_none_from_one_to_two():
    """28 March 2010: 00:30 to 03:00 on the clock is an hour and a half."""
    found = by_hour("2010-03-28 00:30", "2010-03-28 03:00")
    assert found == {0: pytest.approx(1 / 3), 2: pytest.approx(2 / 3)}
    whole = by_hour("2010-03-28 00:00", "2010-03-29 00:00")
    assert len(whole) == 23 and 1 not in whole
    assert whole[12] == pytest.approx(1 / 23)


def test_the_day_of_25_hours_has_two_from_one_to_two():
    """31 October 2010: 00:30 to 03:00 on the clock is three and a half hours."""
    found = by_hour("2010-10-31 00:30", "2010-10-31 03:00")
    assert found == {0: pytest.approx(1 / 7), 1: pytest.approx(4 / 7), 2: pytest.approx(2 / 7)}
    assert by_hour("2010-10-31 00:00", "2010-11-01 00:00")[1] == pytest.approx(2 / 25)


def test_in_the_hour_that_comes_twice_a_window_is_as_long_as_it_can_have_been():
    """00:50 to 01:20: ten minutes before one, then the first 01:00 to the second 01:20."""
    found = by_hour("2010-10-31 00:50", "2010-10-31 01:20")
    assert found == {0: pytest.approx(10 / 90), 1: pytest.approx(80 / 90)}
    assert by_hour("2010-10-31 01:50", "2010-10-31 01:10") == {1: pytest.approx(1.0)}


def test_a_time_in_the_hour_left_out_was_read_from_a_clock_not_put_forward():
    assert by_hour("2010-03-28 01:30", None) == {2: 1.0}


HARD = events(
    ("2010-06-01 10:00", "2010-06-01 10:00"),
    ("2010-06-01 10:00", None),
    ("2010-06-01 10:00", "2010-06-01 12:00"),
    (None, "2010-06-01 10:00"),
    ("2010-06-02 10:00", "2010-06-01 10:00"),
    ("2010-06-01 10:00", "2010-06-04 10:00"),
    ("2010-06-01 10:00", "2010-06-04 10:01"),
)


def test_every_event_is_used_or_left_out_for_one_reason():
    assert time_status(HARD).tolist() == [
        "time known", "time known", "window", "no time", "ends before it starts", "window",
        "window too long",
    ]  # fmt: skip
    assert time_status(HARD, no_end="leave out")[1] == "no end"
    table = time_accounting(HARD).iloc[0]
    assert (table["rows"], table["used"], table["left_out"]) == (7, 4, 3)
    assert table["median_hours"] == 37.0
    assert sorted(set(time_weights(HARD)["event"])) == [0, 1, 2, 5]


def test_the_longest_window_is_the_callers_to_state():
    assert time_status(HARD, longest_hours=1)[2] == "window too long"
    assert time_status(HARD, longest_hours=80)[6] == "window"


def test_incidents_have_one_time_and_offences_two():
    rows = frame("""
        from_time        | to_time          | started_at
        2010-06-01 10:00 | 2010-06-01 11:00 |
        2010-06-01 10:00 |                  |
                         |                  | 2010-06-01 12:00
    """)
    rows = rows.apply(pd.to_datetime)
    found = spans(rows)
    assert found["start"].dt.hour.tolist() == [10, 10, 12]
    assert found["end"].isna().tolist() == [False, True, True]
    assert spans(rows[["started_at"]])["start"].notna().tolist() == [False, False, True]


@pytest.mark.parametrize("method, hour", [("start", 8), ("middle", 12), ("end", 16)])
def test_the_older_ways_put_all_at_one_point(method, hour):
    assert by_hour("2010-06-01 08:00", "2010-06-01 16:00", method=method) == {hour: 1.0}


def test_the_older_ways_move_a_burglars_morning_to_the_evening():
    """Three windows of a working day: by their ends all are after work."""
    days = events(*[(f"2010-06-0{d} 08:00", f"2010-06-0{d} 18:00") for d in (1, 2, 3)])
    table = method_comparison(days).set_index("method")
    assert table["busiest"].to_dict() == {"aoristic": 8, "start": 8, "middle": 13, "end": 18}
    assert table.loc["end", "aoristic_share"] == 0
    assert table.loc["end", "moved"] == pytest.approx(1.0)
    assert table.loc["middle", "moved"] == pytest.approx(0.9)


@pytest.mark.parametrize(
    "options, message",
    [({"method": "random"}, "'random' is no way"), ({"no_end": "guess"}, "'guess' is no rule")],
)
def test_unknown_options_are_refused(options, message):
    with pytest.raises(InputError, match=message):
        time_weights(HARD, **options)


def test_times_with_a_zone_are_refused_not_shifted():
    zoned = HARD.assign(start=HARD["start"].dt.tz_localize("UTC"))
    with pytest.raises(InputError, match="the times in start have a zone"):
        time_weights(zoned)


def test_nothing_is_shared_out_of_nothing():
    empty = events(("2010-06-01 10:00", None)).iloc[:0]
    assert time_weights(empty).empty
    assert list(time_accounting(empty)["theme"]) == []


def test_statuses_are_all_named():
    assert set(time_status(HARD)) <= {*USED, *LEFT_OUT}
    assert not np.isin(USED, LEFT_OUT).any()
