"""Theme by theme: what follows nearby, what clustered, and rows that cannot say."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.measures.repeats_by_theme import (
    MONTHS_ONLY,
    clusters_by_theme,
    following_by_theme,
    knows_days,
)
from cdrp_analysis.periods import Period

YEAR = Period.parse("2009/10")


def events(theme: str, *, repeats: int, number: int = 300, seed: int = 1) -> pd.DataFrame:
    """Offences strewn over 4 km and two years; some have another 50 m and a week behind them."""
    random = np.random.default_rng(seed)
    where = random.uniform(500_000, 504_000, (number, 2))
    at = pd.DataFrame(where, columns=["easting", "northing"])
    at["day"] = pd.Timestamp("2008-04-01") + pd.to_timedelta(random.integers(0, 700, number), "D")
    echo = at.head(repeats)
    echo = echo.assign(easting=echo["easting"] + 50, day=echo["day"] + pd.Timedelta(7, "D"))
    rows = pd.concat([at, echo], ignore_index=True).assign(theme=theme)
    return rows.assign(month=rows["day"].dt.strftime("%Y-%m"))


def test_a_theme_with_planted_repeats_stands_out_and_one_without_does_not():
    both = pd.concat([events("burglary", repeats=100), events("damage", repeats=0, seed=2)])
    found = following_by_theme(both).set_index("theme")
    assert found.index[0] == "burglary"  # the largest share first
    assert found.loc["burglary", "share"] == pytest.approx(0.25, abs=0.06)
    assert found.loc["burglary", "share_lower"] > 0 > found.loc["damage", "share_lower"]


def test_a_theme_with_few_offences_is_left_out():
    few = events("arson", repeats=0, number=99)
    assert following_by_theme(few).empty
    assert len(following_by_theme(events("arson", repeats=0, number=100))) == 1


def test_rows_that_know_only_months_say_so():
    months = events("burglary", repeats=100).drop(columns="day")
    assert not knows_days(months)
    found = following_by_theme(months)
    assert found.empty and found.attrs["note"] == MONTHS_ONLY
    assert clusters_by_theme(months, YEAR, months=YEAR.months(), seed=1).empty


def test_a_planted_week_of_alarm_is_the_first_cluster():
    plain = events("burglary", repeats=0, number=1200)
    random = np.random.default_rng(5)
    burst = pd.DataFrame(random.uniform(502_000, 502_400, (25, 2)), columns=["easting", "northing"])
    burst["day"] = pd.Timestamp("2009-11-09") + pd.to_timedelta(random.integers(0, 7, 25), "D")
    burst = burst.assign(theme="burglary", month="2009-11")
    rows = pd.concat([plain, burst], ignore_index=True)
    found = clusters_by_theme(rows, YEAR, months=YEAR.months(), seed=1, replicas=99)
    first = found.iloc[0]
    assert first["first_day"] == pd.Timestamp("2009-11-09")
    assert first["observed"] >= 20 > first["expected"] * 4
    assert first["q"] <= 0.05 and found.attrs["scanned"] == 1


def test_where_nothing_is_planted_clusters_are_as_rare_as_they_say():
    """At 5% a false one in eight drawn towns is nothing unusual, three would be (1 in 170)."""
    found = [
        clusters_by_theme(
            events("burglary", repeats=0, number=600, seed=seed), YEAR, months=YEAR.months(),
            seed=seed, replicas=99,
        )
        for seed in range(8)
    ]  # fmt: skip
    assert sum(len(table) > 0 for table in found) <= 2


def test_without_earlier_rows_there_is_nothing_to_hold_a_week_against():
    plain = events("burglary", repeats=0)
    now = plain[plain["month"] >= YEAR.first]
    found = clusters_by_theme(now, YEAR, months=YEAR.months(), seed=1)
    assert found.empty and found.attrs["scanned"] == 0
