"""Themes watched by week: enough offences, alarms in order, the last weeks compared."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.measures.trends import benjamini_hochberg
from cdrp_analysis.measures.weekly import recent_weeks, watch
from cdrp_analysis.measures.weekly_by_theme import (
    recent_by_theme,
    watched_weeks,
    weekly_alarms,
    weeks_by_theme,
)

FIRST, LAST, START = "2013-01-07", "2016-07-03", "2016-01-01"


@pytest.fixture(scope="module")
def weeks():
    """Three themes of 30, 12 and 2 a week; the first doubles from 7 March 2016."""
    chance = np.random.default_rng(2)
    monday = pd.date_range(FIRST, LAST, freq="7D")
    parts = []
    for theme, level in (("burglary", 30.0), ("robbery", 12.0), ("arson", 2.0)):
        rise = np.where((monday >= "2016-03-07") & (theme == "burglary"), 2.0, 1.0)
        count = chance.poisson(level * rise)
        parts.append(pd.DataFrame({"theme": theme, "week": monday, "count": count}))
    return pd.concat(parts, ignore_index=True).astype({"count": "Int64"})


@pytest.fixture(scope="module")
def watched(weeks):
    return watched_weeks(weeks, start=START)


def test_offences_fall_into_their_theme_and_week_and_quiet_weeks_are_zeros():
    events = pd.DataFrame({
        "theme": ["a", "a", "b", None],
        "start": pd.to_datetime(["2016-01-04 00:00", "2016-01-10 23:00", "2016-01-11 08:00",
                                 "2016-01-12 09:00"]),
    })  # fmt: skip
    found = weeks_by_theme(events, first="2016-01-01", last="2016-01-17")
    assert found.set_index(["theme", "week"])["count"].to_dict() == {
        ("a", pd.Timestamp("2016-01-04")): 2, ("a", pd.Timestamp("2016-01-11")): 0,
        ("b", pd.Timestamp("2016-01-04")): 0, ("b", pd.Timestamp("2016-01-11")): 1,
    }  # fmt: skip


def test_a_theme_with_too_few_a_week_is_not_watched(watched):
    assert set(watched["theme"]) == {"burglary", "robbery"}


def test_each_theme_is_watched_as_by_itself(weeks, watched):
    own = weeks[weeks["theme"] == "burglary"][["week", "count"]]
    alone = watch(own, start=START)
    mine = watched[watched["theme"] == "burglary"]
    np.testing.assert_allclose(mine["cusum"], alone["cusum"])
    assert mine["alarm"].tolist() == alone["alarm"].tolist()
    assert mine["week"].tolist() == alone["week"].dt.strftime("%Y-%m-%d").tolist()


def test_a_shorter_record_of_the_same_weeks_is_watched_alike(weeks, watched):
    """What is published a quarter late is what could have been seen then."""
    late = watched_weeks(weeks[weeks["week"] < "2016-04-01"], start=START)
    pd.testing.assert_frame_equal(
        late, watched[watched["week"] < "2016-04-01"].reset_index(drop=True)
    )


def test_the_alarm_names_when_the_rise_began_and_how_long_it_took(watched):
    """It comes soon after the rise; small excesses before it date that a few weeks early."""
    found = weekly_alarms(watched).set_index("theme").loc["burglary"]
    alarm, since = pd.Timestamp(found["first_alarm"]), pd.Timestamp(found["since"])
    assert 0 <= (alarm - pd.Timestamp("2016-03-07")).days <= 14
    assert 0 <= (pd.Timestamp("2016-03-07") - since).days <= 28
    assert (alarm - since).days == 7 * found["weeks_to_alarm"]
    own = watched[(watched["theme"] == "burglary") & watched["week"].between(
        found["since"], found["first_alarm"], inclusive="left")]  # fmt: skip
    assert found["above_expected"] == pytest.approx((own["count"] - own["expected"]).sum())


def test_themes_with_a_target_come_first_then_those_with_an_alarm(watched):
    assert weekly_alarms(watched)["theme"].tolist() == ["burglary", "robbery"]
    aimed = weekly_alarms(watched, targeted=["robbery"])
    assert aimed["theme"].tolist() == ["robbery", "burglary"]
    assert aimed["place"].tolist() == [1, 2]
    assert aimed["targeted"].tolist() == [True, False]


def test_no_alarm_is_blank_and_has_no_delay(watched):
    quiet = weekly_alarms(watched[watched["theme"] == "robbery"]).iloc[0]
    assert (quiet["alarms"], quiet["first_alarm"], quiet["since"]) == (0, "", "")
    assert pd.isna(quiet["weeks_to_alarm"]) and pd.isna(quiet["above_expected"])


def test_without_two_years_before_nothing_is_watched(weeks):
    short = weeks[weeks["week"] >= "2014-06-01"]
    assert watched_weeks(short, start=START).empty
    assert weekly_alarms(watched_weeks(short, start=START)).empty


def test_the_last_weeks_are_those_of_each_theme_judged_together(weeks):
    found = recent_by_theme(weeks)
    for against, rows in found.groupby("against"):
        for theme, row in rows.set_index("theme").iterrows():
            own = weeks[weeks["theme"] == theme]
            alone = recent_weeks(own).set_index("against").loc[against]
            assert (row["before"], row["after"]) == (alone["before"], alone["after"])
            assert row["ratio_lower"] == pytest.approx(alone["ratio_lower"])
    year = found[found["against"] == "year before"].set_index("theme")
    assert year["signal"].to_dict() == {
        "burglary": "up", "robbery": "no clear change", "arson": "no clear change",
    }  # fmt: skip
    assert (year["q"] >= benjamini_hochberg(year["q"]).min() - 1e-12).all()


def test_weeks_of_nothing_are_compared_with_nothing():
    assert recent_by_theme(pd.DataFrame(columns=["theme", "week", "count"])).empty
