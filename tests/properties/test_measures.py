"""Properties that hold for any counts: order of rows, scale, bounds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdrp_analysis.measures import concentration, rates, trends
from cdrp_analysis.measures.projection import project

COUNTS = st.lists(st.integers(0, 500), min_size=2, max_size=12)


def areas(counts):
    return pd.DataFrame(
        {"area": [f"A{i}" for i in range(len(counts))], "offences": counts,
         "residents": [1000 + 100 * i for i in range(len(counts))]}
    )  # fmt: skip


@given(COUNTS)
@settings(deadline=None, max_examples=40)
def test_twice_the_residents_halve_rates_limits_and_smoothed_rates(counts):
    frame = areas(counts)
    twice = frame.assign(residents=2 * frame["residents"])
    once, halved = (rates.empirical_bayes(rates.rate_per_1000(f)) for f in (frame, twice))
    for column in ("rate", "rate_lower", "rate_upper", "rate_smoothed"):
        np.testing.assert_allclose(halved[column], once[column] / 2)


@given(COUNTS)
@settings(deadline=None, max_examples=40)
def test_a_rate_lies_inside_its_limits_and_a_smoothed_rate_nearer_the_overall_one(counts):
    frame = rates.empirical_bayes(rates.rate_per_1000(areas(counts)))
    assert frame["rate"].between(frame["rate_lower"], frame["rate_upper"]).all()
    overall = 1000 * frame["offences"].sum() / frame["residents"].sum()
    distance = (frame["rate"] - overall).abs()
    assert ((frame["rate_smoothed"] - overall).abs() <= distance + 1e-9).all()


@given(COUNTS, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=25)
def test_shuffled_rows_keep_their_values(counts, random):
    frame = areas(counts)
    order = list(range(len(frame)))
    random.shuffle(order)
    for measure in (
        rates.rate_per_1000,
        rates.empirical_bayes,
        lambda f: rates.rank_intervals(f, year_log_sd=0.1, seed=4, draws=200),
    ):
        straight, mixed = measure(frame), measure(frame.iloc[order])
        pd.testing.assert_frame_equal(straight, mixed.sort_index())


@given(COUNTS)
@settings(deadline=None, max_examples=40)
def test_gini_lies_between_even_and_all_in_one_place(counts):
    if sum(counts):
        assert 0 <= concentration.gini(counts) <= 1 - 1 / len(counts) + 1e-12
        assert -1e-12 <= concentration.gini_adjusted(counts) <= 1
    else:
        assert np.isnan(concentration.gini(counts))


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=8))
@settings(deadline=None, max_examples=40)
def test_a_signal_is_given_only_where_the_limits_leave_out_no_change(pairs):
    rows = [
        (f"t{i}", p, n) for i, pair in enumerate(pairs) for p, n in zip("ab", pair, strict=True)
    ]
    table = trends.year_on_year(pd.DataFrame(rows, columns=["theme", "period", "offences"]))
    assert (table.loc[table["signal"] == "up", "ratio_lower"] >= 1).all()
    assert (table.loc[table["signal"] == "down", "ratio_upper"] <= 1).all()
    assert (table["q"] >= table["p"] - 1e-12).all()


@pytest.mark.parametrize("seed", range(3))
def test_a_shuffled_panel_is_projected_alike_and_left_untouched(seed):
    random = np.random.default_rng(seed)
    months = [str(m) for m in pd.period_range("2020-01", periods=40, freq="M")]
    panel = pd.DataFrame(
        [(a, o, m, int(n)) for a in "ABCDE" for o in ("x", "y")
         for m, n in zip(months, random.poisson(30, 40), strict=True)],
        columns=["area", "offence", "month", "count"],
    )  # fmt: skip
    before = panel.copy()
    straight = project(panel)
    mixed = project(panel.sample(frac=1, random_state=seed))
    pd.testing.assert_frame_equal(straight.monthly, mixed.monthly)
    pd.testing.assert_frame_equal(panel, before)
