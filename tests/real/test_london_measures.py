"""Measured on the Metropolitan Police borough table: accuracy, coverage, ranks, speed."""

import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.measures import peers, rates
from cdrp_analysis.measures.alarms import cumulative_alarms, first_alarms
from cdrp_analysis.measures.backtest import backtest
from cdrp_analysis.measures.projection import project
from cdrp_analysis.measures.reconcile import reconcile
from cdrp_analysis.periods import Period

DATA = Path(os.environ.get("CDRP_REAL_DATA", Path(__file__).parents[3] / "shared" / "data-real"))
TABLE = DATA / "mps" / "mps-borough-2010-04_2024-02.parquet"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not TABLE.exists(), reason="the real data are not beside the repository"),
]
OWN_TYPES = ["BICYCLE THEFT", "OTHER THEFT", "SHOPLIFTING", "THEFT FROM THE PERSON"]


@pytest.fixture(scope="module")
def london():
    """32 boroughs by 14 types by month."""
    wide = pd.read_parquet(TABLE)
    wide = wide[~wide["boroughname"].str.contains("Unknown|Heathrow")]
    wide = wide[~wide["majortext"].isin(["FRAUD AND FORGERY", "NFIB FRAUD"])]
    offence = wide["minortext"].where(wide["minortext"].isin(OWN_TYPES), wide["majortext"])
    months = [name for name in wide.columns if name.isdigit()]
    counts = wide.assign(area=wide["boroughname"], offence=offence)
    summed = counts.groupby(["area", "offence"])[months].sum().reset_index()
    panel = summed.melt(["area", "offence"], months, "month", "count")
    return panel.assign(month=panel["month"].str[:4] + "-" + panel["month"].str[4:])


def test_448_series_take_less_than_a_second(london):
    started = time.process_time()
    monthly = project(london).monthly
    assert time.process_time() - started < 1
    assert len(monthly) == 448 * 12


def test_accuracy_and_coverage_before_2020(london):
    scores = backtest(london, ["2014-11", "2016-07", "2017-11", "2018-07"])
    assert len(scores) == 14
    mean = scores.mean(numeric_only=True)
    assert mean["mase"] < 0.83
    assert mean["error_share"] < 0.039
    assert mean["error_share"] < 0.8 * mean["error_share_habit"]
    assert 0.77 < mean["coverage_80"] < 0.88
    assert 0.92 < mean["coverage_95"] < 0.98


def test_accuracy_and_coverage_after_2020(london):
    """Origins in the lockdowns and after; outcomes to the end of the table."""
    scores = backtest(london, ["2021-01", "2021-07", "2022-01", "2022-07", "2023-01"])
    mean = scores.mean(numeric_only=True)
    assert mean["mase"] < 0.83
    assert mean["mase"] < 0.8 * mean["mase_naive"]
    assert mean["error_share"] < 0.8 * mean["error_share_naive"]
    assert 0.77 < mean["coverage_80"] < 0.88
    assert 0.92 < mean["coverage_95"] < 0.98


def test_one_borough_alone_does_nearly_as_well(london):
    alone = london[london["area"] == "Hammersmith and Fulham"]
    mean = backtest(alone, ["2015-07", "2016-11", "2018-03"]).mean(numeric_only=True)
    assert mean["mase"] < 0.9
    assert 0.75 < mean["coverage_80"] < 0.95


def test_rank_intervals_hold_next_years_rank(london):
    month = london["month"]
    year = month.str[:4].astype(int) - (month.str[5:] < "04")
    annual = (
        london.assign(period=year)
        .groupby(["area", "offence", "period"], as_index=False)["count"]
        .sum()
        .rename(columns={"count": "offences"})
    )
    held, poisson_only = [], []
    for _, series in annual.groupby("offence"):
        past = series[series["period"] <= 2016]
        now = series[series["period"] == 2016].assign(residents=1).reset_index(drop=True)
        then = series[series["period"] == 2017].set_index("area")["offences"]
        rank = then.rank(ascending=False).reindex(now["area"]).to_numpy()
        for spread, found in ((rates.year_log_sd(past), held), (0.0, poisson_only)):
            ranks = rates.rank_intervals(now, year_log_sd=spread, seed=1, draws=1000)
            found.append(((rank >= ranks["rank_lower"]) & (rank <= ranks["rank_upper"])).mean())
    assert np.mean(held) > 0.9
    assert np.mean(held) > np.mean(poisson_only) + 0.15


def test_a_funnel_without_overdispersion_says_nothing(london):
    """Four in five boroughs would lie outside 99.8% limits; a few when areas may differ."""
    year = london[london["month"].between("2018-04", "2019-03")]
    totals = year.groupby(["area", "offence"], as_index=False)["count"].sum()
    people = totals.groupby("area")["count"].sum()  # a stand-in for size: all areas have one
    found = pd.concat(
        peers.funnel(rows.assign(residents=rows["area"].map(people)), count="count")
        for _, rows in totals.groupby("offence")
    )
    poisson = (found["z"].abs() > 3.09).mean()
    allowed = (found["z_adjusted"].abs() > 3.09).mean()
    print(f"outside 99.8%: {poisson:.1%} by Poisson, {allowed:.1%} with overdispersion")
    assert poisson > 0.6
    assert allowed < 0.05


def test_alarms_are_seldom_given_and_catch_planted_rises(london):
    """A year as it was, and the same with 40% more of everything."""
    year = Period.parse("2017/18")
    lifted = london.copy()
    inside = lifted["month"].isin(year.months())
    lifted["count"] = lifted["count"].where(~inside, (lifted["count"] * 1.4).round())
    called = [
        (first_alarms(cumulative_alarms(panel, year, known_to=year.last))["signal"] == "above")
        for panel in (london, lifted)
    ]
    assert called[0].mean() < 0.12
    assert called[1].mean() > 0.7


def test_wards_and_borough_add_up(london):
    """A quarter of London's boroughs as if they were the wards of one."""
    parts = london[london["area"].isin(sorted(london["area"].unique())[:8])]
    whole = parts.groupby(["offence", "month"], as_index=False)["count"].sum().assign(area="B")
    both = reconcile(project(whole).monthly, project(parts).monthly)
    sums = both[both["area"] != "B"].groupby(["offence", "month"])["point"].sum()
    np.testing.assert_allclose(both[both["area"] == "B"].set_index(["offence", "month"])["point"],
                               sums)  # fmt: skip
