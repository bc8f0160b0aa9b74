"""Cumulative sums: run lengths as published, limits that hold for the chance asked for."""

import numpy as np
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.cusum import average_run_length, cumulative_sum, cusum_limit
from tests.reference.published_charts import (
    CUSUM_RUN_LENGTHS,
    MONTGOMERY_SUMS,
    MONTGOMERY_VALUES,
)


def test_the_sum_climbs_by_what_is_above_one_half_and_begins_anew_after_an_alarm():
    """1, 2, nothing known, 3 less a half each: 0.5, 2, 2, 4.5; then from nought."""
    sums, alarm, since = cumulative_sum(np.array([0.2, 1, 2, np.nan, 3, 1]), 4.0)
    assert sums.tolist() == [0.0, 0.5, 2.0, 2.0, 4.5, 0.5]
    assert alarm.tolist() == [False, False, False, False, True, False]
    assert since[4] == 1


def test_the_sums_are_those_of_montgomerys_table():
    """The first to pass 5 is period 29 with 5.28, and the sum had left nought in period 23."""
    sums, alarm, since = cumulative_sum(np.array(MONTGOMERY_VALUES) - 10, 5.0)
    assert sums[:29].round(2).tolist() == MONTGOMERY_SUMS
    assert np.flatnonzero(alarm).tolist() == [29 - 1]
    assert since[29 - 1] == 23 - 1


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_a_chance_is_between_nought_and_one(chance):
    with pytest.raises(InputError, match="is no chance"):
        cusum_limit(chance)


@pytest.mark.parametrize(("limit", "published"), CUSUM_RUN_LENGTHS)
def test_average_run_lengths_are_the_published_ones(limit, published):
    assert average_run_length(limit) == pytest.approx(published, rel=0.003)


@pytest.mark.parametrize("chance", [0.05, 0.2])
def test_the_limit_is_passed_in_a_year_with_the_chance_asked_for(chance):
    """Independent: 20,000 drawn years of normal residuals."""
    limit = cusum_limit(chance)
    draws = np.random.default_rng(1).standard_normal((20_000, 52))
    total, passed = np.zeros(len(draws)), np.zeros(len(draws), bool)
    for week in draws.T:
        total = np.maximum(0, total + week - 0.5)
        passed |= total > limit
    assert passed.mean() == pytest.approx(chance, abs=0.005)


def test_a_level_that_is_not_known_exactly_raises_the_limit():
    """Independent: 20,000 drawn years whose level is out by an error of its own."""
    limit = cusum_limit(0.05, level_sd=0.2)
    assert limit > cusum_limit(0.05)
    rng = np.random.default_rng(2)
    draws = rng.standard_normal((20_000, 52)) + 0.2 * rng.standard_normal((20_000, 1))
    total, passed = np.zeros(len(draws)), np.zeros(len(draws), bool)
    for week in draws.T:
        total = np.maximum(0, total + week - 0.5)
        passed |= total > limit
    assert passed.mean() == pytest.approx(0.05, abs=0.005)
