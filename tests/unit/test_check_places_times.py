"""Check-ups of repeats and of the alarm week, on burglaries strewn in the test."""

import numpy as np
import pandas as pd

from cdrp_analysis.assessment import check_places_times
from cdrp_analysis.assessment.check_up import HELD, MISSED, verdict
from cdrp_analysis.assessment.checks import CHECKS
from cdrp_analysis.periods import Period
from tests.unit.test_near_repeat import chained

MONDAY = pd.Timestamp("2010-05-10")


class Strewn:
    """Evidence of nothing but located burglaries."""

    current = Period.between(pd.Period("2010-04", "M"), pd.Period("2010-09", "M"))

    def __init__(self, day: pd.Series, easting, northing):
        start = pd.to_datetime(day)
        self._rows = pd.DataFrame({
            "theme": "residential_burglary", "month": start.dt.strftime("%Y-%m"),
            "from_time": start + pd.Timedelta(hours=10),
            "to_time": start + pd.Timedelta(hours=16),
            "easting": np.asarray(easting, float), "northing": np.asarray(northing, float),
        })  # fmt: skip

    def points(self) -> pd.DataFrame:
        return self._rows.copy()


def strewn(extra: int, *, seed=1, weekday=MONDAY) -> Strewn:
    """Three and a half years of six a week, and more of them in one week of the last spring."""
    rng = np.random.default_rng(seed)
    start = pd.Timestamp("2007-04-01")
    day = start + pd.to_timedelta(rng.integers(0, 1279, 1100), unit="D")
    more = weekday + pd.to_timedelta(rng.integers(0, 7, extra), unit="D")
    place = 530_000 + 4000 * rng.random((1100 + extra, 2))
    return Strewn(pd.Series(np.r_[day, more]), *place.T)


TRUTH = {"how": "found", "planted": "2010-05-10"}


def test_the_week_in_which_burglary_jumped_is_named_by_its_monday():
    found = check_places_times.CHECKS["alarm_week"](strewn(25))
    assert found.value == "2010-05-10"
    assert verdict(TRUTH, found) == HELD


def test_another_week_is_named_where_another_jumped():
    found = check_places_times.CHECKS["alarm_week"](strewn(25, weekday=pd.Timestamp("2010-07-19")))
    assert found.value == "2010-07-19"
    assert verdict(TRUTH, found) == MISSED


def test_without_a_jump_no_week_is_named():
    assert verdict(TRUTH, check_places_times.CHECKS["alarm_week"](strewn(0))) == MISSED


def test_the_share_that_follows_one_nearby_is_found_with_its_limits():
    events = chained(3000, 0.16, seed=3, days=1200)
    found = check_places_times.CHECKS["near_repeat"](
        Strewn(events["day"], events["easting"] + 5e5, events["northing"] + 1e5)
    )
    assert verdict({"how": "process", "planted": 0.16}, found) == HELD
    assert verdict({"how": "process", "planted": 0.30}, found) == MISSED


def test_both_are_among_the_checks_of_the_workbench():
    assert set(check_places_times.CHECKS) == {"near_repeat", "alarm_week"}
    assert set(check_places_times.CHECKS) <= set(CHECKS)
