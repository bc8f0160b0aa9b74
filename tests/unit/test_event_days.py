"""Days are told only where rows know them; the baseline of a scan comes from earlier years."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.event_days import event_steps, first_day, last_day
from cdrp_analysis.measures.scan_baseline import expected_from_years, in_squares
from tests.drawn import frame

WINDOWS = frame("""
    from_time        | to_time          | middle     | start
    2010-05-10 23:00 |                  | 2010-05-10 | 2010-05-10
    2010-05-10 22:00 | 2010-05-11 08:00 | 2010-05-11 | 2010-05-10
    2010-05-07 18:00 | 2010-05-10 08:00 | 2010-05-09 | 2010-05-07
    2010-05-01 00:00 | 2010-05-09 00:00 |            |
                     |                  |            |
    2010-05-10 12:00 | 2010-05-09 12:00 |            |
""")


@pytest.mark.parametrize("rule", ["middle", "start"])
def test_the_rule_decides_the_day_and_a_long_window_has_none(rule):
    rows = WINDOWS.assign(**{n: pd.to_datetime(WINDOWS[n]) for n in ("from_time", "to_time")})
    told = event_steps(rows, rule=rule)
    wanted = pd.to_datetime(WINDOWS[rule])
    assert np.isnan(told.step).tolist() == wanted.isna().tolist()
    known = ~np.isnan(told.step)
    assert [first_day(step, "day") for step in told.step[known]] == wanted[known].tolist()
    assert told.note.startswith(f"The {rule} of the window")


@pytest.mark.parametrize(
    "unit, first, last",
    [("day", "2010-05-16", "2010-05-16"), ("week", "2010-05-10", "2010-05-16"),
     ("month", "2010-05-01", "2010-05-31")],
)  # fmt: skip
def test_steps_have_a_first_and_a_last_day(unit, first, last):
    """16 May 2010 was a Sunday."""
    rows = pd.DataFrame({"day": pd.to_datetime(["2010-05-16"])})
    step = event_steps(rows, unit=unit).step[0]
    assert (first_day(step, unit), last_day(step, unit)) == (
        pd.Timestamp(first), pd.Timestamp(last),
    )  # fmt: skip


def test_days_before_the_epoch_belong_to_their_own_week():
    rows = pd.DataFrame({"day": pd.to_datetime(["1969-12-28", "1969-12-29"])})
    assert event_steps(rows, unit="week").step.tolist() == [-1, 0]


def test_a_missing_month_is_missing():
    rows = pd.DataFrame({"month": ["2010-05", None]})
    step = event_steps(rows, unit="month").step
    assert step[0] == 484 and np.isnan(step[1])


def test_rows_without_any_time_are_refused():
    with pytest.raises(InputError, match="know no time"):
        event_steps(pd.DataFrame({"easting": [1.0]}))


def test_a_place_and_week_expect_their_share_of_the_same_time_of_earlier_years():
    """Weeks 52 before: 3, 6 and 3 events; A holds 9 of 12 of all."""
    weeks = [("2009-05-04", "AAB"), ("2009-05-11", "AAAAAB"), ("2009-05-18", "AAB"),
             ("2009-03-30", "B"), ("2009-06-15", "A")]  # fmt: skip
    rows = [(place, day) for day, places in weeks for place in places]
    earlier = pd.DataFrame(rows, columns=["place", "day"]).astype({"day": "datetime64[s]"})
    earlier["day"] += pd.to_timedelta(np.arange(len(earlier)) % 7, unit="D")
    places = pd.DataFrame({"place": ["A", "B", "C"]})
    table = expected_from_years(earlier, places, first="2010-05-10", last="2010-05-16", around=1)
    assert table["day"].tolist() == [pd.Timestamp("2010-05-10")] * 3
    # Eleven known weeks' counts; half an event more at each of three places.
    share = np.array([10.5, 4.5, 0.5]) / 15.5
    assert table["expected"].to_numpy() == pytest.approx(share * (3 + 6 + 3) / 3)


def test_a_time_of_which_no_earlier_year_knows_anything_is_refused():
    earlier = pd.DataFrame({"place": "A", "day": pd.date_range("2010-01-01", periods=90)})
    with pytest.raises(InputError, match="no earlier year knows the week from 2010-05-10"):
        expected_from_years(earlier, pd.DataFrame({"place": ["A"]}), first="2010-05-10",
                            last="2010-05-16")  # fmt: skip


def test_squares_hold_their_events_and_a_row_without_a_place_has_none():
    rows = pd.DataFrame({"easting": [200.0, 399.9, 400.0, np.nan], "northing": [0.0, 0, 0, 0]})
    events, places = in_squares(rows)
    assert events["place"].isna().tolist() == [False, False, False, True]
    assert events["place"].iloc[0] == events["place"].iloc[1] != events["place"].iloc[2]
    assert places["easting"].tolist() == [300, 500]
