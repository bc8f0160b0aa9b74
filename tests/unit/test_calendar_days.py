"""Days of the calendar: holidays, terms, exact comparisons, seasons, searches by hour."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.calendar_days import (
    bank_holidays,
    calendar_days,
    compared,
    daily,
    day_rates,
    weekday_rates,
)
from cdrp_analysis.measures.rate_ratios import exact_rate_ratio
from cdrp_analysis.measures.searches import searches_by_hour
from cdrp_analysis.measures.seasonality import month_index, week_index
from cdrp_analysis.measures.times import time_weights
from cdrp_analysis.measures.trends import ratio_limits
from tests.drawn import frame
from tests.reference.published_rates import FREDERICIA

# https://www.gov.uk/bank-holidays and its archive: England and Wales.
HOLIDAYS_2010_TO_2012 = """
2010-01-01 2010-04-02 2010-04-05 2010-05-03 2010-05-31 2010-08-30 2010-12-27 2010-12-28
2011-01-03 2011-04-22 2011-04-25 2011-04-29 2011-05-02 2011-05-30 2011-08-29 2011-12-26 2011-12-27
2012-01-02 2012-04-06 2012-04-09 2012-05-07 2012-06-04 2012-06-05 2012-08-27 2012-12-25 2012-12-26
"""

TERMS = frame("""
    first_day  | last_day
    2010-04-19 | 2010-05-28
    2010-06-07 | 2010-07-21
    2010-09-03 | 2010-10-22
""").apply(pd.to_datetime)


def test_bank_holidays_are_those_that_were_kept():
    """On weekdays: a Christmas Day at the weekend is a holiday without being a bank holiday."""
    days = bank_holidays("2010-01-01", "2012-12-31")["day"]
    weekdays = days[days.dt.day_of_week < 5].dt.strftime("%Y-%m-%d")
    assert weekdays.tolist() == HOLIDAYS_2010_TO_2012.split()


def test_a_school_day_is_a_weekday_in_term_that_is_no_bank_holiday():
    days = calendar_days("2010-04-01", "2010-09-30", terms=TERMS).set_index("day")["school"]
    assert days["2010-05-21"] == "school day"
    assert days["2010-05-03"] == "school holiday (weekday)"  # the bank holiday
    assert days["2010-06-01"] == "school holiday (weekday)"  # half term
    assert days["2010-08-11"] == "school holiday (weekday)"
    assert pd.isna(days["2010-05-22"])  # Saturday
    assert pd.isna(days["2010-04-06"])  # before the table begins nobody knows


def test_without_terms_nobody_knows_when_schools_were_open():
    assert calendar_days("2010-04-01", "2010-04-30")["school"].isna().all()
    with pytest.raises(InputError, match="1 terms end before they begin"):
        calendar_days("2010-04-01", "2010-04-30", terms=TERMS.iloc[:1].set_axis(
            ["last_day", "first_day"], axis=1))  # fmt: skip


# One rate against another ------------------------------------------------------------------


@pytest.mark.parametrize("counts", [(20, 10), (3, 0), (0, 4), (7, 7), (304, 309)])
def test_one_stratum_is_the_conditional_test(counts):
    """Przyborowski and Wilenski (1940), as in trends, there by the beta distribution."""
    ratio, lower, upper, p = exact_rate_ratio([counts[0]], [5.0], [counts[1]], [5.0])
    least, most = ratio_limits(counts[1], counts[0])
    exact = stats.binomtest(counts[0], sum(counts), 0.5, alternative="less").pvalue
    other = stats.binomtest(counts[0], sum(counts), 0.5, alternative="greater").pvalue
    assert p == pytest.approx(min(1, 2 * min(exact, other)))
    if min(counts) > 0:
        assert ratio == pytest.approx(counts[0] / counts[1])
        assert (lower, upper) == pytest.approx((least.item(), most.item()), rel=1e-6)
    else:
        assert (ratio, lower if counts[0] == 0 else upper) in ((0.0, 0.0), (np.inf, np.inf))


def test_lung_cancer_in_fredericia_has_the_ratio_of_rs_example():
    """R's p of 0.07967 adds outcomes no likelier than this one; ours doubles the smaller tail."""
    ratio, lower, upper, _ = exact_rate_ratio([11], [800], [6 + 8 + 7], [1083 + 1050 + 878])
    published = FREDERICIA
    assert (round(ratio, 6), round(lower, 7), round(upper, 7)) == published


def test_strata_that_differ_are_no_difference():
    """Five Mondays against fifty other days, at the very rate of every weekday."""
    crude, *_ = exact_rate_ratio([10, 40], [5, 1], [4, 400], [2, 10])
    assert crude == pytest.approx(1, abs=0.02)
    pooled, *_ = exact_rate_ratio([50], [6], [404], [12])
    assert pooled < 0.3  # what adding the strata up would say


def test_the_exact_test_is_that_of_every_table():
    """By enumeration over both strata, each binomial given its total."""
    counts, others, days, other_days = (3, 6), (2, 3), (2, 3), (4, 5)
    probability = 0.0
    shares = [d / (d + o) for d, o in zip(days, other_days, strict=True)]
    for first in range(6):
        for second in range(10):
            if first + second >= 9:
                probability += stats.binom.pmf(first, 5, shares[0]) * stats.binom.pmf(
                    second, 9, shares[1]
                )
    _, _, _, p = exact_rate_ratio(counts, days, others, other_days)
    assert p == pytest.approx(2 * probability)


def test_a_negative_count_is_refused():
    with pytest.raises(InputError, match="negative"):
        exact_rate_ratio([-1], [1], [1], [1])
    assert np.isnan(exact_rate_ratio([0], [1], [0], [1])).all()
    assert np.isnan(exact_rate_ratio([5], [1], [5], [0])).all()  # nothing to compare with


# Kinds of day -------------------------------------------------------------------------------


def noon(days, theme="violence"):
    return pd.DataFrame({"theme": theme, "start": pd.to_datetime(days) + pd.Timedelta("12h"),
                         "end": pd.NaT}).astype({"end": "datetime64[us]"})  # fmt: skip


def test_a_weekday_that_came_oftener_is_not_busier():
    """27 Thursdays among 26 of the others, two offences a day on every day."""
    days = calendar_days("2010-04-01", "2010-09-30")
    events = noon(days["day"].repeat(2))
    table = weekday_rates(daily(time_weights(events), events["theme"], days)).set_index("kind")
    assert table.loc["Thursday", ["days", "offences"]].tolist() == [27, 54]
    assert (table["per_day"] == 2).all()
    np.testing.assert_allclose(table["ratio"], 1)
    assert (table["dispersion"] == 0).all()


def test_days_without_offences_count_and_what_falls_outside_does_not():
    days = calendar_days("2010-04-01", "2010-04-07")
    events = noon(["2010-03-31", "2010-04-02", "2010-04-02"])
    by_day = daily(time_weights(events), events["theme"], days)
    assert by_day["offences"].tolist() == [0, 2, 0, 0, 0, 0, 0]


def test_bank_holidays_are_held_against_the_same_weekdays():
    """Mondays are quiet: a bank holiday as quiet as they are is no exception."""
    days = calendar_days("2010-04-01", "2010-09-30", terms=TERMS)
    repeats = np.where(days["weekday"] == 1, 2, 6)
    events = noon(days["day"].repeat(repeats))
    table = day_rates(events, days).set_index("kind")
    assert table.loc["bank holiday", "days"] == 5
    assert table.loc["bank holiday", "ratio"] == pytest.approx(1)
    assert table.loc["Monday", "ratio"] == pytest.approx(1 / 3)
    assert table.loc["Monday", "q"] < 1e-6 < table.loc["bank holiday", "q"]
    assert table.loc["school holiday (weekday)", "ratio"] == pytest.approx(1)


def test_after_school_hours_are_compared_between_term_and_holiday():
    days = calendar_days("2010-04-19", "2010-09-30", terms=TERMS)
    school = days.loc[days["school"].eq("school day"), "day"]
    events = noon(school.repeat(4)).assign(start=lambda e: e["start"] + pd.Timedelta("4h"))
    events = pd.concat([events, noon(days["day"])], ignore_index=True)
    table = day_rates(events, days).set_index("kind")
    after = table.loc["school day 15:00 to 18:00"]
    assert after["offences"] == 4 * len(school)
    assert after["ratio"] == np.inf


def test_clustered_days_say_so():
    random = np.random.default_rng(2)
    days = pd.DataFrame({"weekday": np.tile(np.arange(1, 8), 60)})
    even = days.assign(offences=random.poisson(5, len(days)))
    clustered = days.assign(offences=3 * random.poisson(5 / 3, len(days)))
    mine = days["weekday"] == 1
    assert compared(even, mine, ~mine)["dispersion"] == pytest.approx(1, abs=0.2)
    assert compared(clustered, mine, ~mine)["dispersion"] == pytest.approx(3, abs=0.5)


# Seasons --------------------------------------------------------------------------------------


def monthly(counts, first="2004-01"):
    months = pd.period_range(first, periods=len(counts), freq="M")
    return pd.DataFrame({"theme": "bicycle", "month": months.astype(str), "offences": counts})


def test_a_planted_season_comes_back_whatever_the_trend():
    months = pd.period_range("2004-01", periods=84, freq="M")
    season = 1 + 0.3 * np.cos(2 * np.pi * (months.month - 8) / 12)
    days = months.days_in_month.to_numpy()
    counts = 1000 * days / 30 * season * np.exp(0.05 * np.arange(84) / 12)
    table = month_index(monthly(counts.round())).set_index("month_of_year")
    planted = 1 + 0.3 * np.cos(2 * np.pi * (table.index - 8) / 12)
    np.testing.assert_allclose(table["seasonal_ratio"], planted, atol=0.012)
    assert (table["years"] == 6).all()


def test_a_missing_month_is_no_quiet_month():
    counts = np.full(84, 100.0 * 365.25 / 12 / 30)
    given = monthly(counts)
    given.loc[40, "offences"] = np.nan
    table = month_index(given)
    assert table["seasonal_ratio"].between(0.9, 1.12).all()
    assert month_index(monthly(np.full(84, 2.0))).empty  # too few for an index
    two_years = month_index(monthly(np.full(30, 100.0)))
    assert two_years["seasonal_ratio"].isna().all()


def test_limits_of_a_season_come_from_how_the_years_differ():
    random = np.random.default_rng(3)
    steady, restless = (
        month_index(monthly((1000 * random.lognormal(0, spread, 84)).round()))
        for spread in (0.01, 0.2)
    )
    width = [(t["ratio_upper"] - t["ratio_lower"]).mean() for t in (steady, restless)]
    assert width[1] > 8 * width[0]


def test_the_weeks_of_christmas_are_found():
    days = pd.date_range("2004-01-01", "2010-12-31")
    quiet = (days.month == 12) & (days.day >= 20)
    by_day = pd.DataFrame({"theme": "a", "day": days, "offences": np.where(quiet, 2.0, 10.0)})
    table = week_index(by_day).set_index("week_of_year")
    assert table["seasonal_ratio"].idxmin() == 52
    assert table.loc[20, "seasonal_ratio"] == pytest.approx(1.02, abs=0.02)


# Searches -------------------------------------------------------------------------------------


def test_searches_are_set_beside_offences_of_the_same_months():
    """A month of which no search came is a file that is missing, not a month without any."""
    searches = noon(["2010-06-01"] * 30).assign(month="2010-06")
    evening = noon(["2010-06-01"] * 20).assign(
        month="2010-06", start=pd.Timestamp("2010-06-01 21:00")
    )
    offences = noon(["2010-06-01"] * 40 + ["2010-07-01"] * 500)
    offences["month"] = offences["start"].dt.strftime("%Y-%m")
    later = evening.assign(start=pd.Timestamp("2010-06-01 21:30"))
    table = searches_by_hour(
        pd.concat([searches, evening]), pd.concat([offences, later, later]), residents=10_000
    )
    whole = table.iloc[-1]
    assert pd.isna(whole["hour"]) and (whole["searches"], whole["offences"]) == (50, 80)
    assert whole["rate"] == 5.0 and whole["rate_lower"] < 5 < whole["rate_upper"]
    noon_row, evening_row = table.iloc[12], table.iloc[21]
    assert noon_row["per_100_offences"] == 75
    assert noon_row["ratio"] == pytest.approx((30 / 40) / (20 / 40))
    assert evening_row["ratio"] == pytest.approx(1 / 1.5)
    assert table.iloc[3][["searches", "ratio"]].tolist()[0] == 0
