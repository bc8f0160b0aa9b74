"""What must hold of repeats and clusters whatever the events."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cdrp_analysis.measures.near_repeat import knox
from cdrp_analysis.measures.scan import log_likelihood_ratio, permutation_scan

event = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 30))
several = st.lists(event, min_size=3, max_size=40)


def frame(rows):
    east, north, day = np.array(rows).T
    return pd.DataFrame({
        "easting": east * 100.0,
        "northing": north * 100.0,
        "day": pd.Timestamp("2010-04-01") + pd.to_timedelta(day, unit="D"),
    })  # fmt: skip


BANDS = {"distances_m": (0, 150, 1000), "times": (0, 3, 31), "permutations": 39}


@settings(max_examples=40, deadline=None)
@given(several)
def test_bands_that_cover_everything_hold_every_pair_once(rows):
    table = knox(frame(rows), seed=1, **BANDS)
    pairs = len(rows) * (len(rows) - 1) / 2
    assert table["observed"].sum() == pairs
    assert np.isclose(table["expected"].sum(), pairs)
    p = table["p"].dropna()
    assert ((p >= 1 / 40) & (p <= 1)).all() and (table["q"].dropna() >= p - 1e-12).all()


@settings(max_examples=40, deadline=None)
@given(several, st.integers(-9, 9), st.integers(-400, 400))
def test_moving_everything_in_place_and_time_changes_nothing(rows, away, days):
    events = frame(rows)
    moved = events.assign(
        easting=events["easting"] + 1000 * away,
        northing=events["northing"] - 1000 * away,
        day=events["day"] + pd.Timedelta(days=days),
    )
    pd.testing.assert_frame_equal(knox(events, seed=1, **BANDS), knox(moved, seed=1, **BANDS))


@settings(max_examples=40, deadline=None)
@given(several, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_count(rows, random):
    shuffled = random.sample(rows, len(rows))
    counts = ["observed", "expected", "ratio"]
    one, other = (knox(frame(order), seed=1, **BANDS)[counts] for order in (rows, shuffled))
    pd.testing.assert_frame_equal(one, other)


@settings(max_examples=40, deadline=None)
@given(several)
def test_city_blocks_are_never_shorter_than_the_straight_way(rows):
    near = [knox(frame(rows), seed=1, metric=metric, distances_m=(0, 350), times=(0, 31),
                 same_place=False, permutations=1)["observed"].iloc[0]
            for metric in ("manhattan", "euclidean")]  # fmt: skip
    assert near[0] <= near[1]


@settings(max_examples=30, deadline=None)
@given(several)
def test_clusters_hold_more_than_expected_and_their_ratio_is_that_of_their_counts(rows):
    events = frame(rows)
    events["place"] = events["easting"].astype(str) + events["northing"].astype(str)
    places = events.drop_duplicates("place")[["place", "easting", "northing"]]
    table = permutation_scan(events, places, max_radius_m=250, replicas=19, clusters=9, seed=1)
    assert (table["observed"] > table["expected"]).all() and (table["observed"] >= 2).all()
    total = len(events)
    told = log_likelihood_ratio(table["observed"], table["expected"], total)
    assert np.allclose(told, table["llr"].astype(float))
    assert (table["last_day"] - table["first_day"] < pd.Timedelta(days=14)).all()
    assert (table["radius_m"] <= 250).all()


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 500), st.floats(0.01, 500), st.integers(0, 500))
def test_the_ratio_is_never_negative_and_grows_with_the_count(c, mu, rest):
    total = max(c + rest, int(mu) + 2)
    here, more = (float(log_likelihood_ratio(k, mu, total)) for k in (c, min(c + 1, total)))
    assert 0 <= here <= more + 1e-12
