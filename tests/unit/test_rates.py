"""Rates: Garwood's and Newcombe's tables, smoothing against esda, ranks that hold."""

import warnings

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import rates
from tests.drawn import frame
from tests.reference.published_rates import (
    BYAR_998,
    GARWOOD_95,
    GARWOOD_FUNNEL,
    NEWCOMBE_METHOD_3,
    NICKEL_WORKERS,
    WILSON_876,
)

AREAS = """
    area | offences | residents
    A    |  0       |   800
    B    |  4       |  1200
    C    | 30       |  2000
    D    |  9       |   400
    E    | 61       |  9000
"""


@pytest.mark.parametrize(("offences", "lower", "upper"), GARWOOD_95)
def test_limits_match_the_published_table(offences, lower, upper):
    counts = pd.DataFrame({"offences": [offences], "residents": [1000]})
    rate = rates.rate_per_1000(counts).iloc[0]
    assert rate["rate"] == offences
    assert rate[["rate_lower", "rate_upper"]].round(2).tolist() == [lower, upper]


@pytest.mark.parametrize(("number", "lower", "upper", "least", "most"), GARWOOD_FUNNEL)
def test_limits_match_those_of_english_public_health(number, lower, upper, least, most):
    """Equal to five parts in a million, their limits of 99.8% to five in 100,000."""
    assert [limit.item() for limit in rates.garwood(number)] == pytest.approx(
        (lower, upper), rel=5e-6
    )
    wide = rates.garwood(number, confidence=0.998)
    assert [limit.item() for limit in wide] == pytest.approx((least, most), rel=5e-5)


def test_limits_match_rs_example_of_the_nickel_workers():
    deaths, expected, lower, upper = NICKEL_WORKERS
    found = [round(limit.item() / expected, 6) for limit in rates.garwood(deaths)]
    assert found == [lower, upper]


@pytest.mark.parametrize(("number", "base", "lower", "upper"), BYAR_998)
def test_byars_limits_match_those_of_english_public_health(number, base, lower, upper):
    low, high = rates.byar(number, confidence=0.998)
    assert round(100 * low.item() / base, 6) == lower
    assert round(100 * high.item() / base, 5) == upper


@pytest.mark.parametrize(("found", "base", "lower", "upper"), NEWCOMBE_METHOD_3)
def test_wilson_matches_newcombes_table(found, base, lower, upper):
    low, high = rates.wilson(found, base)
    assert (round(low.item(), 4), round(high.item(), 4)) == (lower, upper)


@pytest.mark.parametrize(("found", "lower", "upper"), WILSON_876)
def test_wilson_gives_what_was_worked_by_his_formula(found, lower, upper):
    low, high = rates.wilson(found, 876)
    assert (round(100 * low.item(), 1), round(100 * high.item(), 1)) == (lower, upper)


def test_wilson_agrees_with_statsmodels_at_the_edges_too():
    found = np.array([0, 1, 5, 20, *(row[0] for row in WILSON_876)])
    base = np.array([20] * 4 + [876] * len(WILSON_876))
    expected = proportion_confint(found, base, alpha=0.1, method="wilson")
    np.testing.assert_allclose(rates.wilson(found, base, confidence=0.9), expected, atol=1e-12)


def test_wilson_refuses_more_found_than_looked_at():
    with pytest.raises(InputError, match="1 proportions lie outside"):
        rates.wilson([3, 9], [5, 8])


def test_byar_comes_close_to_the_exact_limits():
    counts = np.array([10, 50, 400])
    for approximate, exact in zip(rates.byar(counts), rates.garwood(counts), strict=True):
        np.testing.assert_allclose(approximate, exact, rtol=0.003)
    assert rates.byar([0])[0].item() == 0


def test_a_missing_count_has_no_rate_and_zero_has_one():
    counts = frame(AREAS).astype({"offences": "Int64"})
    counts.loc[1, "offences"] = pd.NA
    found = rates.rate_per_1000(counts)
    assert found.loc[1, ["rate", "rate_lower", "rate_upper"]].isna().all()
    assert found.loc[0, "rate"] == 0 and found.loc[0, "rate_upper"] > 4


def test_an_area_without_residents_is_named():
    counts = frame(AREAS)
    counts.loc[3, "residents"] = 0
    with pytest.raises(InputError, match=r"1 of 5 areas have no residents[\s\S]*areas: D"):
        rates.rate_per_1000(counts)


def test_smoothing_agrees_with_esda():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from esda.smoothing import Empirical_Bayes
    counts = frame(AREAS)
    theirs = Empirical_Bayes(counts["offences"].to_numpy(), counts["residents"].to_numpy()).r
    ours = rates.empirical_bayes(counts)["rate_smoothed"]
    np.testing.assert_allclose(ours, 1000 * np.ravel(theirs), rtol=1e-12)


def test_areas_no_more_unlike_than_chance_all_get_the_overall_rate():
    counts = pd.DataFrame({"offences": [9, 10, 11, 10], "residents": [1000] * 4})
    assert rates.empirical_bayes(counts)["rate_smoothed"].tolist() == [10.0] * 4


def test_year_spread_is_recovered_and_poisson_noise_is_not_taken_for_it():
    random = np.random.default_rng(7)
    areas, years = 300, 6
    steady = np.repeat(random.uniform(20, 400, (areas, 1)), years, axis=1)
    moving = steady * np.exp(np.cumsum(0.12 * random.standard_normal((areas, years)), axis=1))
    for mean, low, high in ((steady, 0, 0.02), (moving, 0.105, 0.135)):
        panel = pd.DataFrame(
            {
                "area": np.repeat(np.arange(areas), years),
                "period": np.tile(np.arange(years), areas),
                "offences": random.poisson(mean).ravel(),
            }
        )
        assert low <= rates.year_log_sd(panel) <= high


def test_a_change_that_all_areas_share_is_no_spread():
    panel = frame("""
        area | period | offences
        A    | 2016   | 1000
        B    | 2016   | 2000
        A    | 2017   | 1500
        B    | 2017   | 3000
    """)
    assert rates.year_log_sd(panel) == 0


def test_ranks_start_at_the_highest_rate_and_widen_with_the_spread_of_years():
    counts = frame(AREAS)
    firm = rates.rank_intervals(counts, year_log_sd=0, seed=1)
    loose = rates.rank_intervals(counts, year_log_sd=0.8, seed=1)
    assert firm["rank"].tolist() == [5, 4, 2, 1, 3]
    width = [(r["rank_upper"] - r["rank_lower"]).sum() for r in (firm, loose)]
    assert width[1] > width[0]
    for ranks in (firm, loose):
        assert ranks["rank"].between(ranks["rank_lower"], ranks["rank_upper"]).all()


def test_without_a_spread_of_years_there_are_ranks_and_no_intervals():
    areas = pd.DataFrame({"offences": [40, 10, None], "residents": [1000, 1000, 1000]})
    found = rates.rank_intervals(areas, year_log_sd=np.nan, seed=1)
    assert found["rank"].tolist() == [1, 2, pd.NA]
    assert found[["rank_lower", "rank_upper"]].isna().all().all()


def test_rank_intervals_hold_the_next_year_nine_times_in_ten():
    random = np.random.default_rng(3)
    base, sd, held = random.uniform(100, 900, 30), 0.1, []
    for _ in range(40):
        now, then = (
            random.poisson(base * shock) for shock in (1, np.exp(sd * random.standard_normal(30)))
        )
        areas = pd.DataFrame({"offences": now, "residents": 10_000})
        ranks = rates.rank_intervals(areas, year_log_sd=sd, seed=5, draws=800)
        next_rank = pd.Series(-then).rank()
        held.append(next_rank.between(ranks["rank_lower"], ranks["rank_upper"]).mean())
    assert 0.87 < np.mean(held) < 0.97
