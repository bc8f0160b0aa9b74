"""What must hold for all times: weights add up, minute by minute, whatever the calendar does."""

from datetime import datetime

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cdrp_analysis.measures.times import METHODS, USED, ZONE, time_status, time_weights
from cdrp_analysis.measures.week import hours_of_week, time_shares
from cdrp_analysis.measures.week_parts import sums_of_parts, week_parts, whole_counts
from cdrp_analysis.measures.week_windows import place_in_week

MOMENTS = st.datetimes(datetime(2010, 3, 26), datetime(2010, 11, 2)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
# Around the two changes of the clocks, where naive arithmetic goes wrong.
CHANGES = st.one_of(
    st.datetimes(datetime(2010, 3, 27, 22), datetime(2010, 3, 28, 5)),
    st.datetimes(datetime(2010, 10, 30, 22), datetime(2010, 10, 31, 5)),
).map(lambda moment: moment.replace(second=0, microsecond=0))
LENGTHS = st.one_of(st.none(), st.integers(0, 72 * 60 + 200))


@st.composite
def many(draw, size=12):
    rows = draw(st.lists(st.tuples(st.one_of(MOMENTS, CHANGES), LENGTHS), min_size=1,
                         max_size=size))  # fmt: skip
    start = pd.to_datetime([moment for moment, _ in rows])
    end = [moment + pd.Timedelta(minutes=length) if length is not None else pd.NaT
           for moment, length in rows]  # fmt: skip
    theme = draw(st.lists(st.sampled_from(["a", "b"]), min_size=len(rows), max_size=len(rows)))
    return pd.DataFrame({"theme": theme, "start": start, "end": pd.to_datetime(end)})


@given(many(), st.sampled_from(METHODS))
@settings(max_examples=150, deadline=None)
def test_the_weights_of_used_events_are_exactly_their_number(events, method):
    weights = time_weights(events, method=method)
    used = int(time_status(events).isin(USED).sum())
    assert weights["weight"].sum() == used
    assert (weights.groupby("event")["weight"].sum() == 1).all()
    assert (weights["weight"] >= 0).all()
    assert (weights["weight"].sample(frac=1, random_state=1).sum()) == used


@given(many(size=4))
@settings(max_examples=80, deadline=None)
def test_weights_are_those_of_a_walk_minute_by_minute(events):
    """An independent reckoning: every elapsed minute, read from a clock in London."""
    weights = time_weights(events)
    status = time_status(events)
    for number, event in events.iterrows():
        if status[number] != "window":
            continue
        begin = event["start"].tz_localize(ZONE, ambiguous=True, nonexistent=pd.Timedelta("1h"))
        end = event["end"].tz_localize(ZONE, ambiguous=False, nonexistent=pd.Timedelta("1h"))
        minutes = pd.date_range(begin.tz_convert("UTC"), end.tz_convert("UTC"), freq="min",
                                inclusive="left").tz_convert(ZONE)  # fmt: skip
        walked = pd.Series(1 / len(minutes), index=minutes.tz_localize(None)).groupby(
            [minutes.strftime("%Y-%m-%d"), minutes.hour]
        ).sum()  # fmt: skip
        mine = weights[weights["event"] == number]
        found = mine.groupby([mine["day"].dt.strftime("%Y-%m-%d"), "hour"])["weight"].sum()
        assert set(found.index) == set(walked.index)
        np.testing.assert_allclose(found.sort_index(), walked.sort_index(), atol=1e-8)


@given(many())
@settings(max_examples=60, deadline=None)
def test_shuffling_events_moves_no_weight(events):
    order = np.random.default_rng(1).permutation(len(events))
    first = time_weights(events)
    second = time_weights(events.iloc[order].reset_index(drop=True))
    keys = ["day", "hour"]
    pd.testing.assert_series_equal(
        first.groupby(keys)["weight"].sum(), second.groupby(keys)["weight"].sum()
    )


@given(many())
@settings(max_examples=40, deadline=None)
def test_shares_of_the_week_are_a_whole(events):
    weights = time_weights(events)
    if weights.empty:
        return
    shares = time_shares(weights, events["theme"], seed=1, draws=20)
    totals = shares.groupby("theme")["share"].sum()
    np.testing.assert_allclose(totals, 1)
    assert (shares["share_lower"] <= shares["share_upper"]).all()


@given(st.lists(st.integers(0, 4_000), min_size=1, max_size=60), st.integers(1, 4_000))
@settings(max_examples=200, deadline=None)
def test_whole_counts_lie_next_to_the_weights_and_add_up(parts, more):
    weights = np.array([*parts, more], dtype=float)
    total = max(1, round(weights.sum() / 700))
    weights *= total / weights.sum()
    whole = whole_counts(weights)
    assert whole.sum() == total
    assert (np.abs(whole - weights) < 1).all()


@given(many(size=12), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_every_sum_of_the_week_that_is_shown_holds(events, least):
    many_times = pd.concat([events] * 40, ignore_index=True)
    table = week_parts(time_weights(many_times), many_times["theme"], period="x", least=least)
    for _, rows in table.groupby("theme"):
        counts = rows.set_index("part")["offences"]
        for total, parts in sums_of_parts(["x"]):
            if total in counts and set(parts) <= set(counts.index):
                assert counts[total] == counts[parts].sum()


@given(st.dates(datetime(2010, 1, 1).date(), datetime(2010, 12, 1).date()), st.integers(0, 40))
@settings(max_examples=50, deadline=None)
def test_the_hours_of_a_run_of_days_are_those_of_its_clock(first, length):
    last = first + pd.Timedelta(days=length)
    start = pd.Timestamp(first, tz=ZONE)
    end = pd.Timestamp(last, tz=ZONE) + pd.DateOffset(days=1)
    counted = hours_of_week(first.isoformat(), pd.Timestamp(last).date().isoformat())
    assert counted.sum() == (end - start) / pd.Timedelta(hours=1)
    assert place_in_week(7, 23) == 167
