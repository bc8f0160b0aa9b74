"""Weekly counts watched: alarms where a rise was planted, and seldom where none was."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.weekly import (
    detection_delay,
    recent_weeks,
    watch,
    weekly_counts,
)


def drawn(seed, *, mean=25.0, weeks=5 * 52, rise=1.0, at=4 * 52 + 10, spread=0.0):
    """Weeks from January 2006 with a summer season; from one week on they rise."""
    rng = np.random.default_rng(seed)
    week = pd.date_range("2006-01-02", periods=weeks, freq="7D")
    expected = mean * (1 + 0.25 * np.sin(2 * np.pi * week.day_of_year.to_numpy() / 365.25))
    expected = expected * np.where(np.arange(weeks) >= at, rise, 1.0)
    if spread:
        expected = expected * rng.gamma(1 / spread, spread, weeks)
    return pd.DataFrame({"week": week, "count": rng.poisson(expected)})


def test_weeks_run_from_monday_and_only_whole_ones_are_counted():
    days = ["2010-05-03", "2010-05-09", "2010-05-10", "2010-05-23", None, "2010-05-24"]
    found = weekly_counts(days, first="2010-05-01", last="2010-05-29")
    assert found["week"].dt.strftime("%Y-%m-%d").tolist() == [
        "2010-05-03",
        "2010-05-10",
        "2010-05-17",
    ]
    assert found["count"].tolist() == [2, 1, 1]


def test_a_week_that_a_missing_month_reaches_into_is_missing():
    """June begins on a Tuesday: the week of 31 May has only its Monday in May."""
    found = weekly_counts(
        ["2010-05-24", "2010-06-08"], first="2010-05-17", last="2010-06-20", missing=["2010-05"]
    )
    assert found["count"].isna().tolist() == [True, True, True, False, False]
    assert found["count"].tolist()[3:] == [1, 0]


@pytest.mark.parametrize("spread", [0.0, 0.05])
def test_unchanged_series_seldom_cry_out_and_risen_ones_do(spread):
    """At a nominal 5%, four years learnt from."""
    unchanged, risen = [], []
    for seed in range(150):
        for rise, cried in ((1.0, unchanged), (1.6, risen)):
            weeks = drawn(seed, rise=rise, spread=spread)
            cried.append(watch(weeks, start="2010-01-01")["alarm"].any())
    assert np.mean(unchanged) < 0.09
    assert np.mean(risen) > 0.9


def test_a_planted_rise_is_found_soon_and_dated():
    watched = watch(drawn(3, rise=2.0), start="2010-01-01")
    onset = drawn(3)["week"].iloc[4 * 52 + 10]
    delay = detection_delay(watched, str(onset.date()))
    assert delay["onset"] == onset
    assert 0 <= delay["weeks"] <= 3
    assert delay["missed"] >= 0
    first = watched[watched["alarm"] & (watched["week"] >= onset)].iloc[0]
    assert abs((first["since"] - onset).days) <= 14


def test_a_rise_that_no_alarm_told_of_counts_all_that_was_missed():
    weeks = drawn(1)
    watched = watch(weeks, start="2010-01-01").assign(alarm=False)
    delay = detection_delay(watched, "2010-03-10")
    assert (delay["alarm"], delay["weeks"]) == (None, None)
    assert str(delay["onset"].date()) == "2010-03-08"
    later = watched[watched["week"] >= "2010-03-08"]
    assert delay["missed"] == pytest.approx((later["count"] - later["expected"]).sum())


def test_the_latest_weeks_are_no_part_of_what_is_expected_of_them():
    weeks = drawn(2)
    changed = weeks.copy()
    changed.loc[changed.index[-8:], "count"] = 500
    plain, wild = (watch(w, start="2010-01-01") for w in (weeks, changed))
    pd.testing.assert_series_equal(plain["expected"], wild["expected"])


def test_a_missing_week_is_waited_out():
    weeks = drawn(2).astype({"count": "Int64"})
    weeks.loc[weeks.index[-5], "count"] = pd.NA
    watched = watch(weeks, start="2010-01-01")
    assert np.isnan(watched["residual"].iloc[-5])
    assert watched["cusum"].iloc[-5] == watched["cusum"].iloc[-6]
    assert pd.isna(watched["count"].iloc[-5])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda w: w.drop(index=100), "have gaps"),
        (lambda w: w.tail(80), "weeks lie before 2010-01-01; 104 are needed"),
    ],
)
def test_what_cannot_be_watched_is_refused(spoil, message):
    with pytest.raises(InputError, match=message):
        watch(spoil(drawn(1)), start="2010-01-01")


def test_the_last_weeks_are_held_against_two_others():
    """40 a week a year ago, 30 before, 20 now: ratios one half and two thirds."""
    week = pd.date_range("2008-01-07", periods=80, freq="7D")
    count = np.full(80, 30)
    count[80 - 52 - 12 : 80 - 52] = 40
    count[-12:] = 20
    table = recent_weeks(pd.DataFrame({"week": week, "count": count})).set_index("against")
    assert table.loc["year before", ["before", "after"]].tolist() == [480, 240]
    assert table.loc["weeks before", ["before", "after"]].tolist() == [360, 240]
    assert table["ratio"].tolist() == pytest.approx([240 / 360, 0.5])
    assert (table["ratio_upper"] < 1).all()
    assert table.loc["year before", "last_week"] == week[-53]


def test_a_missing_week_makes_the_comparison_missing():
    weeks = drawn(1).astype({"count": "Int64"})
    weeks.loc[weeks.index[-2], "count"] = pd.NA
    table = recent_weeks(weeks)
    assert table["after"].isna().all()
    assert table["ratio"].isna().all()
