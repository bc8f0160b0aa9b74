"""The check-up of the alarm week: found where it was planted, and not where it was not."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.assessment.check_alarms import CHECKS
from cdrp_analysis.assessment.check_up import HELD, MISSED, verdict
from cdrp_analysis.periods import Period

TRUTH = {"key": "alarm_week", "planted": "2010-05-10", "how": "found"}


class Drawn:
    """Burglaries of six years by the day they began, and other offences that do not count."""

    period = Period.parse("2010/11")
    known_to = "2010-09"

    def __init__(self, extra: int, *, lost: str = ""):
        rng = np.random.default_rng(7)
        days = pd.date_range("2004-04-01", "2010-09-30", freq="D")
        began = days.repeat(rng.poisson(4, len(days)))
        began = began.append(pd.DatetimeIndex(["2010-05-12"] * extra))
        other = pd.DatetimeIndex(["2010-07-07"] * 200)
        self._rows = pd.DataFrame(
            {"from_time": began.append(other),
             "category": ["28"] * len(began) + ["46"] * len(other)}
        )  # fmt: skip
        months = pd.period_range("2004-04", "2010-09", freq="M").astype(str)
        self.usable_months = set(months) - {lost}
        recorded = self._rows["from_time"].dt.strftime("%Y-%m")
        self._rows = self._rows[recorded.isin(self.usable_months)]

    def points(self) -> pd.DataFrame:
        return self._rows


def found(extra: int, **more: str):
    return CHECKS["alarm_week"](Drawn(extra, **more))


def test_a_week_with_many_more_burglaries_is_found():
    assert verdict(TRUTH, found(45)) == HELD


def test_without_it_there_is_nothing_to_find():
    assert verdict(TRUTH, found(0)) == MISSED


@pytest.mark.parametrize("lost", ["2007-11", "2010-03"])
def test_a_month_that_is_missing_is_not_quiet_weeks(lost):
    assert verdict(TRUTH, found(45, lost=lost)) == HELD
