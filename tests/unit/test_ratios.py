"""Ratios of shares against a published trial, excess of a place against simulation."""

import numpy as np
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.ratios import excess_over_comparison, share_ratio


def test_ratio_of_shares_is_that_of_the_physicians_health_study():
    """Agresti (2007), Introduction to Categorical Data Analysis, section 2.3: 1.82, 1.43, 2.30."""
    ratio, lower, upper = share_ratio(189, 11_034, 104, 11_037)
    assert (round(ratio, 2), round(lower, 2)) == (1.82, 1.43)
    assert upper == pytest.approx(2.30, abs=0.006)  # 2.30 as printed there; unrounded it is 2.3059


def test_a_ratio_turns_round_with_its_groups():
    one, other = share_ratio(30, 100, 20, 200), share_ratio(20, 200, 30, 100)
    assert np.allclose(one, [1 / other[0], 1 / other[2], 1 / other[1]])


@pytest.mark.parametrize("counts", [(0, 10, 1, 10), (1, 10, 0, 10), (11, 10, 1, 10)])
def test_shares_of_zero_or_above_one_have_no_ratio(counts):
    with pytest.raises(InputError, match="ratio of shares"):
        share_ratio(*counts)


def test_excess_is_what_is_left_after_the_change_elsewhere():
    excess, lower, upper = excess_over_comparison((500, 5_000), (390, 1_200), years=(5, 1.5))
    assert excess == pytest.approx(390 / 1.5 - 500 / 5 * (1_200 / 1.5) / (5_000 / 5))
    assert lower < excess < upper


def test_limits_of_the_excess_cover_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(7)
    hits, draws, true = 0, 2_000, 120.0
    for _ in range(draws):
        before = rng.poisson([500, 6_000])
        after = rng.poisson([1.5 * (100 * 0.85 + true), 1.5 * 1_200 * 0.85])
        _, lower, upper = excess_over_comparison(tuple(before), tuple(after), years=(5, 1.5))
        hits += lower <= true <= upper
    assert 0.93 <= hits / draws <= 0.97


@pytest.mark.parametrize(
    ("after", "years"), [((10, 0), (5, 1)), ((10, 10), (0, 1)), ((10, 10), (5, 0))]
)
def test_an_excess_needs_a_comparison_and_time(after, years):
    with pytest.raises(InputError, match="comparison area"):
        excess_over_comparison((10, 100), after, years=years)
