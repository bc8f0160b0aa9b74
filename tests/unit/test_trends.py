"""Years compared: gaps stay gaps, changes carry what chance could do."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import trends
from cdrp_analysis.periods import Period
from tests.drawn import frame
from tests.reference.published_rates import FIFTEEN_P, FREDERICIA

YEARS = [Period.parse("2016/17"), Period.parse("2017/18")]


def monthly(offences=10, *, areas=("A",), themes=("burglary",)):
    months = [m for year in YEARS for m in year.months()]
    rows = [(a, t, m, offences) for a in areas for t in themes for m in months]
    counts = pd.DataFrame(rows, columns=["area", "theme", "month", "offences"])
    return counts.astype({"offences": "Int64"})


def test_months_and_areas_add_up():
    table = trends.annual(monthly(areas=("A", "B")), YEARS)
    assert table["offences"].tolist() == [240, 240]
    assert table["months_known"].tolist() == [12, 12]


@pytest.mark.parametrize("how", ["absent", "missing"])
def test_a_year_with_a_missing_month_is_missing_not_lower(how):
    counts = monthly(areas=("A", "B"))
    gap = (counts["area"] == "B") & (counts["month"] == "2017-06")
    if how == "absent":
        counts = counts[~gap]
    else:
        counts.loc[gap, "offences"] = pd.NA
    table = trends.annual(counts, YEARS)
    assert table["offences"].isna().tolist() == [False, True]
    assert table["months_known"].tolist() == [12, 11]


def test_areas_can_be_kept_apart():
    table = trends.annual(monthly(areas=("A", "B")), YEARS, by=("area", "theme"))
    assert len(table) == 4 and table["offences"].eq(120).all()


def test_a_repeated_row_is_refused():
    counts = monthly()
    with pytest.raises(InputError, match="24 rows repeat"):
        trends.annual(pd.concat([counts, counts]), YEARS)


def test_rolling_sums_start_after_twelve_months_and_stop_at_a_gap():
    counts = monthly()
    counts.loc[counts["month"] == "2017-12", "offences"] = pd.NA
    rolled = trends.rolling_12(counts).set_index("month")["rolling_12"]
    assert pd.isna(rolled["2017-02"]) and rolled["2017-03"] == 120
    assert rolled["2017-11"] == 120 and rolled["2017-12":].isna().all()


def annual_of(*pairs):
    rows = [
        (f"t{i}", y, n) for i, pair in enumerate(pairs) for y, n in zip("ab", pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["theme", "period", "offences"]).astype({"offences": "Int64"})


def test_304_to_309_is_noise():
    row = trends.year_on_year(annual_of((304, 309))).iloc[0]
    assert round(row["z"], 3) == 0.286
    assert row["signal"] == "no clear change"
    assert row["ratio_lower"] < 1 < row["ratio_upper"]


def test_up_down_and_not_known():
    table = trends.year_on_year(annual_of((300, 420), (300, 200), (300, pd.NA), (0, 0)))
    assert table["signal"].tolist() == ["up", "down", "not known", "no clear change"]
    assert table["change"].tolist()[:2] == [120, -100] and pd.isna(table["change"][2])
    assert np.isnan(table["q"][2]) and np.isnan(table["change_share"][3])


@pytest.mark.parametrize(("before", "after"), [(304, 309), (3, 12), (0, 4), (7, 0)])
def test_limits_and_p_are_the_exact_binomial_ones(before, after):
    test = stats.binomtest(after, before + after, 0.5)
    share = test.proportion_ci(0.95, method="exact")
    row = trends.year_on_year(annual_of((before, after))).iloc[0]
    assert row["p"] == pytest.approx(test.pvalue)
    assert row["ratio_lower"] == pytest.approx(share.low / (1 - share.low))
    high = share.high / (1 - share.high) if share.high < 1 else np.inf
    assert row["ratio_upper"] == pytest.approx(high)


def test_limits_are_those_of_rs_example():
    """11 cases in 800 and 21 in 3,011: poisson.test divides by the numbers at risk, we do not."""
    lower, upper = trends.ratio_limits(21, 11)
    per = (1083 + 1050 + 878) / 800
    assert (round(lower.item() * per, 7), round(upper.item() * per, 7)) == FREDERICIA[1:]


def test_benjamini_and_hochbergs_own_example_of_changes():
    assert (trends.benjamini_hochberg(FIFTEEN_P) <= 0.05).sum() == 4


def test_two_equal_years_signal_no_more_than_stated_though_z_passes_2_often():
    random = np.random.default_rng(11)
    pairs = random.poisson(300, (4000, 2))
    table = trends.year_on_year(annual_of(*pairs.tolist()))
    assert (table["p"] <= 0.05).mean() <= 0.055
    assert (table["signal"] != "no clear change").mean() < 0.01
    assert table["z"].std() == pytest.approx(np.sqrt(2), rel=0.05)


def test_q_agrees_with_scipy_and_leaves_missing_out():
    p = np.random.default_rng(2).uniform(size=30) ** 2
    np.testing.assert_allclose(trends.benjamini_hochberg(p), stats.false_discovery_control(p))
    with_gap = trends.benjamini_hochberg([*p, np.nan])
    np.testing.assert_allclose(with_gap[:-1], stats.false_discovery_control(p))
    assert np.isnan(with_gap[-1])


def test_periods_can_be_named():
    table = frame("""
        theme | period | offences
        x     | a      | 10
        x     | b      | 20
        x     | c      | 30
    """)
    row = trends.year_on_year(table, before="a", after="c").iloc[0]
    assert row["change"] == 20
    with pytest.raises(InputError, match="two periods"):
        trends.year_on_year(table, before="a", after="d")


@pytest.mark.parametrize(
    ("months", "groups", "found"),
    [
        (("2016-04", "2018-03"), ["BURGLARY"], ["2017-04"]),
        (("2017-04", "2018-03"), ["BURGLARY"], []),  # the run starts with the new rule
        (("2016-04", "2018-03"), ["ROBBERY"], []),
        (("2002-03", "2009-01"), ["Violence with injury"], ["2002-04", "2008-04"]),
        (("2001-01", "2018-03"), [], ["2002-04", "2008-04", "2011-04", "2017-04"]),
    ],
)
def test_breaks_inside_the_run_are_named(months, groups, found):
    assert [b.month for b in trends.series_breaks_within(months, groups)] == found


def test_without_periods_there_is_nothing_to_compare_and_no_failure():
    counts = pd.DataFrame({"theme": ["burglary"], "month": ["2017-04"], "offences": [3]})
    nothing = trends.annual(counts, [])
    assert nothing.empty and list(nothing) == ["theme", "period", "offences", "months_known"]
    changes = trends.year_on_year(nothing)
    assert changes.empty and {"change", "q", "signal"} <= set(changes)
