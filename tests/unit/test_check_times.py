"""Check-ups of the hours of the day, on rows drawn for the test."""

import numpy as np
import pandas as pd

from cdrp_analysis.assessment import check_times, checks

TOWN = "POLYGON ((614000 183000, 614400 183000, 614400 183400, 614000 183400, 614000 183000))"


class Drawn:
    """Evidence of some violent offences and a register with the town centre's outline."""

    def __init__(self, rows: pd.DataFrame):
        self._rows = rows

    def points(self):
        return self._rows

    def feed(self, name):
        assert name == "interventions"
        return pd.DataFrame({"kind": ["dispersal area"], "outline": [TOWN]})


def violence(hour: int, *, east: float = 614_200.0, rise: float = 0.0) -> pd.DataFrame:
    """Twenty a month for six years; the share marked is 40% and rises."""
    random = np.random.default_rng([hour, 1])
    months = pd.period_range("2004-04", periods=72, freq="M").to_timestamp()
    at = months.repeat(20) + pd.Timedelta(days=9, hours=hour)
    years = (at - at[0]).days / 365.25
    marked = pd.array(random.random(len(at)) < 0.4 + rise * years, dtype="boolean")
    marked[random.random(len(at)) < 0.25] = pd.NA
    return pd.DataFrame({"theme": "violence", "from_time": at, "alcohol": marked,
                         "easting": east, "northing": 183_200.0})  # fmt: skip


def found(*parts):
    rows = pd.concat(parts, ignore_index=True)
    return check_times.CHECKS["alcohol_violence"](Drawn(rows))


def test_a_rise_late_in_town_is_measured_and_others_are_left_out():
    late = violence(23, rise=0.06)
    others = [
        violence(14, rise=-0.06),
        violence(22, east=616_000.0, rise=-0.06),
        violence(21, rise=-0.06).assign(theme="robbery"),
    ]
    answer = found(late, *others)
    assert answer.lower < 0.06 < answer.upper
    assert answer.upper - answer.lower < 0.06
    assert answer.value == found(late).value
    assert "20:00 to 02:00" in answer.measure


def test_where_nothing_rises_the_interval_holds_nothing():
    answer = found(violence(23))
    assert answer.lower < 0 < answer.upper


def test_the_check_is_among_all_others():
    assert checks.CHECKS["alcohol_violence"] is check_times.CHECKS["alcohol_violence"]
