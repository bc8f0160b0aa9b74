"""Rank correlation of areas, its interval, and when nothing can be said."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.association import rank_correlation
from cdrp_analysis.measures.day_count import weekday_factor
from cdrp_analysis.measures.disorder import answer_shares, ward_costs
from tests.drawn import frame


def test_the_coefficient_is_spearmans():
    """By 1 - 6 Σd² / (n (n² - 1)), his own formula, where there are no ties: Σd² = 194, n = 10."""
    iq = pd.Series([106, 86, 100, 101, 99, 103, 97, 113, 112, 110])
    tv = pd.Series([7, 0, 27, 50, 28, 29, 20, 12, 6, 17])
    assert rank_correlation(iq, tv)["rho"] == pytest.approx(1 - 6 * 194 / (10 * 99))


def test_the_interval_is_bonett_and_wrights():
    """By their formula, tanh(atanh(rho) ± 1.95996 sqrt((1 + rho²/2) / (n - 3))), for n 28."""
    first = pd.Series(range(28), dtype=float)
    found = rank_correlation(first, first + np.tile([0, 14], 14))
    z, reach = np.arctanh(found["rho"]), 1.959964 * np.sqrt((1 + found["rho"] ** 2 / 2) / 25)
    assert (found["lower"], found["upper"]) == pytest.approx(
        (np.tanh(z - reach), np.tanh(z + reach))
    )


def test_the_interval_is_that_of_bonetts_own_package():
    """R package statpsych, documentation of ci.spear: 0.8699639, 0.5840951 to 0.9638297."""
    first = pd.Series([21, 4, 9, 12, 35, 18, 10, 22, 24, 1, 6, 8, 13, 16, 19])
    second = pd.Series([67, 28, 30, 28, 52, 40, 25, 37, 44, 10, 14, 20, 28, 40, 51])
    found = rank_correlation(first, second)
    rounded = tuple(round(found[name], 7) for name in ("rho", "lower", "upper"))
    assert rounded == (0.8699639, 0.5840951, 0.9638297)


def test_areas_with_one_figure_take_no_part():
    first = pd.Series([1.0, 2, 3, 4, 5, np.nan])
    second = pd.Series([1.0, 2, 3, 4, 5, 0])
    assert rank_correlation(first, second)["areas"] == 5
    assert rank_correlation(first, second)["rho"] == pytest.approx(1)


@pytest.mark.parametrize("second", [[1.0] * 6, [1, 2, 3, 4, np.nan, np.nan]])
def test_too_few_areas_or_one_figure_everywhere_say_nothing(second):
    found = rank_correlation(pd.Series(range(6), dtype=float), pd.Series(second, dtype=float))
    assert np.isnan(found["rho"]) and np.isnan(found["upper"])


def test_other_areas_are_refused():
    with pytest.raises(InputError, match="not of the same areas"):
        rank_correlation(pd.Series([1.0, 2]), pd.Series([1.0, 2], index=[1, 2]))


# ── the day's weekday, wards, answers ───────────────────────────────────────────────────────


def test_a_busy_weekday_stands_for_less_than_itself_on_any_day():
    week = pd.date_range("2010-09-13", periods=7)
    days = pd.Series([day for day in week for _ in range(10 + 10 * (day.day_of_week == 2))])
    found = weekday_factor(days, pd.Timestamp("2010-09-15"))
    assert found["factor"] == pytest.approx(80 / 7 / 20)
    assert found["lower"] < found["factor"] < found["upper"]


@pytest.mark.parametrize("days", [[], ["2010-09-15"], ["2010-09-14"]])
def test_without_both_kinds_of_day_there_is_no_factor(days):
    found = weekday_factor(pd.Series(pd.to_datetime(days)), pd.Timestamp("2010-09-15"))
    assert np.isnan(found["factor"])


def test_a_hidden_count_of_a_ward_has_no_rate_and_no_cost():
    wards = pd.DataFrame({"area": ["A", "B"], "reports": pd.array([10, pd.NA], dtype="Int64"),
                          "residents": [1000, 2000], "unit_cost": [200.0, 200.0]})  # fmt: skip
    made = ward_costs(wards)
    assert made.loc[0, ["rate", "cost"]].tolist() == [10.0, 2000.0]
    assert made.loc[1, ["rate", "cost"]].isna().all()


@pytest.mark.parametrize(("answered", "shown"), [(51, False), (52, True)])
def test_a_share_rests_on_50_answers_whatever_was_rounded(answered, shown):
    table = frame(f"""
        area | part     | number
        A    | answered | {answered}
        A    | unsafe   | 20
        A    | safe     | {answered - 20}
    """)
    assert answer_shares(table)["share"].notna().tolist() == [False, shown, False]
