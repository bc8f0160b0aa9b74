"""Shares, differences of shares and bounds of overlaps."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import proportions
from cdrp_analysis.measures.proportions import each_of, frechet_bounds, share, share_difference
from tests.drawn import frame
from tests.reference.published_rates import NEWCOMBE_METHOD_3, WILSON_876

# Newcombe (1998), Statistics in Medicine 17, 873-890, table II, contrasts (a) to (h), method 10.
NEWCOMBE_METHOD_10 = """
    found | base | other_found | other_base | lower   | upper
    56    | 70   | 48          | 80         |  0.0524 | 0.3339
    9     | 10   | 3           | 10         |  0.1705 | 0.8090
    6     | 7    | 2           | 7          |  0.0582 | 0.8062
    5     | 56   | 0           | 29         | -0.0381 | 0.1926
    0     | 10   | 0           | 20         | -0.1611 | 0.2775
    0     | 10   | 0           | 10         | -0.2775 | 0.2775
    10    | 10   | 0           | 20         |  0.6791 | 1.0000
    10    | 10   | 0           | 10         |  0.6075 | 1.0000
"""


def test_shares_have_newcombes_limits():
    table = pd.DataFrame(NEWCOMBE_METHOD_3, columns=["found", "base", "lower", "upper"])
    found = share(table)
    assert found["share_lower"].round(4).tolist() == table["lower"].tolist()
    assert found["share_upper"].round(4).tolist() == table["upper"].tolist()


def test_needs_of_876_have_the_limits_worked_by_wilsons_formula():
    needs = pd.DataFrame(WILSON_876, columns=["found", "lower", "upper"]).assign(base=876)
    found = share(needs)
    assert (100 * found["share_lower"]).round(1).tolist() == needs["lower"].tolist()
    assert (100 * found["share_upper"]).round(1).tolist() == needs["upper"].tolist()
    assert found["share"].round(2).tolist() == [0.76, 0.54, 0.45]


def test_an_empty_or_missing_base_leaves_the_share_missing_and_the_others_alone():
    rows = pd.DataFrame(
        {"found": [0, None, 5], "base": [0, 10, 10]}, dtype="Int64", index=["a", "b", "c"]
    )
    found = share(rows)
    assert found["share"].isna().tolist() == [True, True, False]
    assert found["share_lower"].isna().tolist() == [True, True, False]
    assert found.index.tolist() == ["a", "b", "c"]
    assert "share" not in rows


def test_more_found_than_looked_at_is_refused():
    with pytest.raises(InputError, match="outside 0 to 1"):
        share(pd.DataFrame({"found": [11], "base": [10]}))


def test_a_missing_column_is_named():
    with pytest.raises(InputError, match="lacks base"):
        share(pd.DataFrame({"found": [1]}))


def test_differences_have_the_published_limits():
    table = frame(NEWCOMBE_METHOD_10)
    found = share_difference(table)
    assert found["difference_lower"].round(4).tolist() == table["lower"].tolist()
    assert found["difference_upper"].round(4).tolist() == table["upper"].tolist()


def test_the_difference_the_other_way_round_changes_sign_only():
    one = frame(NEWCOMBE_METHOD_10)
    turned = one.rename(columns={"found": "other_found", "other_found": "found",
                                 "base": "other_base", "other_base": "base"})  # fmt: skip
    found, other = share_difference(one), share_difference(turned)
    assert np.allclose(found["difference"], -other["difference"])
    assert np.allclose(found["difference_lower"], -other["difference_upper"])


def test_drugs_and_alcohol_overlap_for_three_in_ten_at_least():
    """76% and 54% of the same people: 30% have both, whatever the rows say."""
    bounds = frechet_bounds({"drugs": 666, "alcohol": 473, "accommodation": 394}, 876)
    bounds = bounds.set_index("together")
    assert bounds.loc["drugs and alcohol", ["fewest", "most"]].tolist() == [263, 473]
    assert round(bounds.loc["drugs and alcohol", "share_lower"], 2) == 0.30
    assert bounds.loc["alcohol and accommodation", ["fewest", "most"]].tolist() == [0, 394]
    assert bounds.loc["drugs, alcohol and accommodation", "fewest"] == 0


def test_bounds_hold_for_every_possible_overlap_and_are_reached():
    """All ways in which 4 and 3 of 5 people can have two needs."""
    from itertools import combinations

    overlaps = {
        len(set(one) & set(other))
        for one in combinations(range(5), 4)
        for other in combinations(range(5), 3)
    }
    row = frechet_bounds({"a": 4, "b": 3}, 5).iloc[0]
    assert {row["fewest"], row["most"]} == {min(overlaps), max(overlaps)}


def test_a_need_of_more_people_than_looked_at_is_refused():
    with pytest.raises(InputError, match="more people than were looked at"):
        frechet_bounds({"a": 6, "b": 1}, 5)


def test_several_intervals_together_fail_no_more_often_than_one():
    assert each_of(1) == pytest.approx(0.95)
    assert 8 * (1 - each_of(8)) == pytest.approx(0.05)


def test_a_rising_share_is_the_slope_with_whites_limits():
    """Against ordinary least squares with HC0 errors of statsmodels."""
    random = np.random.default_rng(6)
    years = pd.Series(random.uniform(0, 6, 800))
    found = pd.Series(random.random(800) < 0.3 + 0.04 * years, dtype="boolean")
    fit = sm.OLS(found.astype(float), sm.add_constant(years)).fit(cov_type="HC0")
    slope, lower, upper = proportions.share_trend(found, years)
    least, most = fit.conf_int().iloc[1]
    assert (slope, lower, upper) == pytest.approx((fit.params.iloc[1], least, most))
    unknown = found.mask(years < 3)
    assert proportions.share_trend(unknown, years) == pytest.approx(
        proportions.share_trend(found[years >= 3], years[years >= 3])
    )


def test_a_share_at_one_time_has_no_trend():
    found = pd.Series([True, False, True], dtype="boolean")
    assert np.isnan(proportions.share_trend(found, pd.Series([1.0, 1.0, 2.0]))).all()
