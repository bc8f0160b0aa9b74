"""A year watched: one area's themes, in the order of their alarms, beside the familiar charts."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.measures.alarms import cumulative_alarms
from cdrp_analysis.measures.year_watch import (
    as_panel,
    familiar_charts,
    in_order_of_alarm,
    watched_year,
)
from cdrp_analysis.periods import Period
from tests.drawn import frame

YEAR = Period.parse("2016/17")
MONTHS = [str(m) for m in pd.period_range("2011-04", "2016-09", freq="M")]


@pytest.fixture(scope="module")
def counts():
    """Eight areas; in the first, burglary rises by half in May 2016 and robbery falls by half."""
    chance = np.random.default_rng(11)
    rows = []
    for area in "ABCDEFGH":
        for theme, level in (("burglary", 80), ("robbery", 70), ("theft", 90)):
            for month in MONTHS:
                late = area == "A" and month >= "2016-05"
                factor = {"burglary": 1.5, "robbery": 0.5}.get(theme, 1.0) if late else 1.0
                rows.append((area, theme, month, chance.poisson(level * factor)))
    rows += [("A", "asb", month, chance.poisson(200)) for month in MONTHS]
    rows += [("A", "new", month, 5) for month in MONTHS[-12:]]
    table = pd.DataFrame(rows, columns=["area", "theme", "month", "offences"])
    return table.astype({"offences": "Int64"})


@pytest.fixture(scope="module")
def watched(counts):
    return watched_year(counts, "A", YEAR, known_to="2016-09")


def test_every_theme_of_the_area_that_has_two_years_is_watched(watched):
    assert set(watched["theme"]) == {"asb", "burglary", "robbery", "theft"}
    assert watched.groupby("theme")["month"].agg(["size", "min", "max"]).drop_duplicates().to_numpy(
    ).tolist() == [[12, "2016-04", "2017-03"]]  # fmt: skip


def test_it_is_the_cumulative_chart_of_the_themes_that_other_areas_share(counts, watched):
    shared = as_panel(counts[counts["theme"].isin(["burglary", "robbery", "theft"])])
    alarms = cumulative_alarms(shared, YEAR, known_to="2016-09")
    own = alarms[(alarms["area"] == "A") & (alarms["offence"] == "burglary")]
    mine = watched[watched["theme"] == "burglary"]
    np.testing.assert_allclose(mine["upper"], own["upper"])
    assert mine["signal"].tolist() == own["signal"].tolist()


def test_what_left_its_limits_comes_first_the_rise_before_the_fall(watched):
    order = in_order_of_alarm(watched)
    assert order["theme"].tolist()[:2] == ["burglary", "robbery"]
    assert order["signal"].tolist()[:2] == ["above", "below"]
    assert order["known_to"].eq("2016-09").all()


def test_the_way_to_the_limit_is_in_square_roots():
    """(12 − 10) of (14 − 10) is half; (9 − 10) of (10 − 8) is half the way down."""
    table = in_order_of_alarm(frame("""
        theme | month   | count | known | expected | lower | upper | signal
        up    | 2016-04 |   144 |   144 |      100 |    64 |   196 | inside
        down  | 2016-04 |    81 |    81 |      100 |    64 |   196 | inside
    """).astype({"known": "Int64"}))  # fmt: skip
    assert table.set_index("theme")["share_of_way"].to_dict() == {"up": 0.5, "down": -0.5}


def test_a_theme_that_came_back_says_so():
    table = in_order_of_alarm(frame("""
        theme | month   | count | known | expected | lower | upper | signal
        back  | 2016-04 |   200 |   200 |      100 |    64 |   196 | above
        back  | 2016-05 |     0 |   200 |      200 |   150 |   300 | inside
        still | 2016-04 |   100 |   100 |      100 |    64 |   196 | inside
        still | 2016-05 |   250 |   350 |      200 |   150 |   300 | above
        gone  | 2016-04 |       |       |      100 |    64 |   196 | not known
    """).astype({"known": "Int64"})).set_index("theme")  # fmt: skip
    assert table.index.tolist() == ["still", "back", "gone"]
    assert table["now"].tolist() == ["above", "inside", "not known"]
    assert table["first_alarm"].tolist() == ["2016-05", "2016-04", ""]


def test_what_is_known_later_changes_no_limit_and_shows_no_count(counts):
    """A quarter late: the months after June are to come, as they were then."""
    late = watched_year(counts, "A", YEAR, known_to="2016-06")
    assert late.loc[late["month"] > "2016-06", ["count", "known"]].isna().all().all()
    wild = counts.assign(
        offences=counts["offences"].mask(counts["month"] > "2016-06", 9999)
    )  # fmt: skip
    pd.testing.assert_frame_equal(watched_year(wild, "A", YEAR, known_to="2016-06"), late)


def test_familiar_charts_see_nothing_after_the_last_month_and_mark_the_year(counts):
    chart = familiar_charts(counts, "A", YEAR, known_to="2016-06")
    assert chart["month"].max() == "2016-06"
    assert chart.loc[chart["in_year"], "month"].unique().tolist() == [
        "2016-04", "2016-05", "2016-06",
    ]  # fmt: skip
    assert set(chart["theme"]) == {"asb", "burglary", "robbery", "theft"}


def test_an_area_with_too_short_a_history_is_not_watched(counts):
    short = counts[counts["month"] >= "2015-01"]
    assert watched_year(short, "A", YEAR, known_to="2016-09").empty
    assert in_order_of_alarm(watched_year(short, "A", YEAR, known_to="2016-09")).empty
