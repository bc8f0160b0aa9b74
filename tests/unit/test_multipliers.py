"""Products of ranges by Monte Carlo, held against distributions known in closed form."""

import math

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.multipliers import sum_of_products
from tests.drawn import frame

RANGES = frame("""
    quantity  | low  | central | high
    users     | 1200 | 1500    | 1900
    children  | 0.88 | 0.94    | 1.00
    fixed     | 2    | 2       | 2
    unit      | 0    | 0.5     | 1
    other     | 0    | 0.5     | 1
""")


def quantiles_of(chains, **more):
    return sum_of_products(RANGES, chains, seed=7, draws=200_000, **more)


def test_the_antisocial_behaviour_day_costs_what_was_published():
    """66,107 reports, £13.5m a day, 250 days: £3.375bn a year (Home Office 2003)."""
    day = frame("""
        quantity | low  | central | high
        day      | 13.5 | 13.5    | 13.5
        days     | 250  | 250     | 250
    """)
    found = sum_of_products(day, [["day", "days"]], seed=1).iloc[-1]
    assert found[["central", "median", "lower", "upper"]].tolist() == [3375.0] * 4


def test_a_uniform_range_has_its_own_quantiles():
    found = quantiles_of([["unit"]], shape="uniform").iloc[0]
    assert found["lower"] == pytest.approx(0.025, abs=0.003)
    assert found["median"] == pytest.approx(0.5, abs=0.005)
    assert found["upper"] == pytest.approx(0.975, abs=0.003)


def test_a_product_of_two_uniform_ranges_follows_the_known_law():
    """P(XY <= t) = t - t ln t, so half of the products lie below 0.1867."""
    median = quantiles_of([["unit", "other"]], shape="uniform")["median"].iloc[0]
    assert median - median * math.log(median) == pytest.approx(0.5, abs=0.005)


def test_a_triangular_range_has_the_quantiles_of_its_two_sides():
    """F(x) = (x-a)^2/((b-a)(c-a)) up to the mode, 1-(b-x)^2/((b-a)(b-c)) beyond it."""
    found = quantiles_of([["users"]]).iloc[0]
    assert found["lower"] == pytest.approx(1200 + math.sqrt(0.025 * 700 * 300), rel=0.003)
    assert found["upper"] == pytest.approx(1900 - math.sqrt(0.025 * 700 * 400), rel=0.003)


def test_a_quantity_in_two_chains_is_the_same_in_both():
    """X + X spreads as 2X does; two quantities alike spread less."""
    same = quantiles_of([["unit"], ["unit"]]).iloc[-1]
    twice = quantiles_of([["unit", "fixed"]]).iloc[-1]
    apart = quantiles_of([["unit"], ["other"]]).iloc[-1]
    assert same["upper"] == pytest.approx(twice["upper"], abs=0.005)
    assert apart["upper"] < same["upper"] - 0.05


def test_the_ends_are_every_range_at_its_end_and_hold_the_draws():
    found = quantiles_of([["users", "children"], ["fixed"]])
    assert found["product"].tolist() == ["users × children", "fixed", "sum"]
    total = found.iloc[-1]
    assert total["all_low"] == pytest.approx(1200 * 0.88 + 2)
    assert total["central"] == pytest.approx(1500 * 0.94 + 2)
    assert total["all_high"] == pytest.approx(1900 * 1.00 + 2)
    assert total["all_low"] < total["lower"] < total["upper"] < total["all_high"]


def test_same_seed_same_range_whatever_the_order_of_the_rows():
    one = sum_of_products(RANGES, [["users", "children"]], seed=3)
    again = sum_of_products(RANGES.iloc[::-1], [["users", "children"]], seed=3)
    other = sum_of_products(RANGES, [["users", "children"]], seed=4)
    pd.testing.assert_frame_equal(one, again)
    assert one["lower"].iloc[0] != other["lower"].iloc[0]


@pytest.mark.parametrize(
    "chains, ranges, reason",
    [
        ([["drinkers"]], RANGES, "no range of drinkers"),
        ([], RANGES, "no quantities"),
        ([["users"]], pd.concat([RANGES, RANGES]), "two ranges"),
        ([["users"]], RANGES.assign(low=9_999), "not in order"),
        ([["users"]], RANGES.drop(columns="high"), "lacks high"),
    ],
)
def test_ranges_that_cannot_be_multiplied_are_refused(chains, ranges, reason):
    with pytest.raises(InputError, match=reason):
        sum_of_products(ranges, chains, seed=1)


def test_an_unknown_shape_is_refused():
    with pytest.raises(InputError, match="'normal' is not a shape"):
        sum_of_products(RANGES, [["users"]], seed=1, shape="normal")
