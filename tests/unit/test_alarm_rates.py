"""How often alarms were wrong: counted on years that are over, with rises planted in them."""

import numpy as np
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.alarm_rates import alarm_rates, earlier_years
from cdrp_analysis.measures.alarms import cumulative_alarms, first_alarms
from cdrp_analysis.periods import Period
from tests.unit.test_projection import panel

YEAR = Period.parse("2025")


@pytest.fixture(scope="module")
def counts():
    """Thirty areas that keep their level for six years, 2019 to 2024."""
    return panel([60] * 30, noise=4)


def test_years_need_three_years_before_them_and_must_be_over(counts):
    assert [year.label for year in earlier_years(counts, YEAR)] == ["2022", "2023", "2024"]
    short = counts[counts["month"] < "2024-12"]
    assert [year.label for year in earlier_years(short, YEAR)] == ["2022", "2023"]
    assert earlier_years(counts.head(0), YEAR) == []


def test_planting_rises_is_the_same_as_watching_a_year_that_rose(counts):
    """The shortcut, limits as they were and counts multiplied, against the whole computation."""
    year = Period.parse("2024")
    found = alarm_rates(counts, "A00", [year]).iloc[0]
    for column, since in (("caught_share", "2024-01"), ("caught_late_share", "2024-04")):
        risen = counts.copy()
        up = risen["month"] >= since
        risen["count"] = risen["count"].where(~up, (risen["count"] * 1.4).round())
        alarms = first_alarms(cumulative_alarms(risen, year, known_to="2024-12"))
        assert found[column] == (alarms["signal"] == "above").mean()
        if since == "2024-01":
            assert found["months_to_alarm"] == alarms["months_to_alarm"].median()


def test_series_that_keep_their_level_are_seldom_called_and_risen_ones_are(counts):
    found = alarm_rates(counts, "A00", earlier_years(counts, YEAR)).iloc[0]
    assert (found["areas"], found["nominal_share"]) == (30, 0.05)
    assert found["called_share"] < 0.1 < 0.9 < found["caught_share"]
    assert found["caught_late_share"] <= found["caught_share"]


def test_a_stricter_chance_calls_fewer(counts):
    years = earlier_years(counts, YEAR)
    strict, loose = (
        alarm_rates(counts, "A00", years, false_alarms=chance).iloc[0] for chance in (0.02, 0.3)
    )
    assert strict["called_share"] < loose["called_share"]
    assert strict["caught_share"] <= loose["caught_share"]


def test_a_missing_month_is_no_quiet_one(counts):
    """A year with a hole is judged by its other months; the hole calls nobody below or above."""
    holed = counts.copy()
    holed["count"] = holed["count"].astype(float)
    holed.loc[holed["month"].eq("2024-06") & holed["area"].eq("A00"), "count"] = np.nan
    whole, found = (alarm_rates(c, "A00", [Period.parse("2024")]).iloc[0] for c in (counts, holed))
    assert found["series"] == whole["series"]
    assert abs(found["called_share"] - whole["called_share"]) <= 1 / 30


def test_nothing_is_said_where_no_year_can_be_judged(counts):
    assert alarm_rates(counts, "A00", []).empty


def test_a_rise_that_is_none_is_refused(counts):
    with pytest.raises(InputError, match="no rise"):
        alarm_rates(counts, "A00", [], rise=1.0)
