"""The cumulative count against the forecast frozen at the start: seldom wrong, never hindsight."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.alarms import cumulative_alarms, first_alarms
from cdrp_analysis.measures.projection import project
from cdrp_analysis.periods import Period
from tests.unit.test_projection import panel

YEAR = Period.parse("2025")
BEFORE_2020 = {"disturbed": ()}


def counts_of(*, areas=40, seed=8, rise=1.0, since="2025-01", level=60):
    """Seven years that truly keep their level, the last one watched; half the areas rise."""
    counts = panel([level] * areas, years=7, noise=seed)
    up = (counts["area"] >= f"A{areas // 2:02d}") & (counts["month"] >= since)
    counts["count"] = (counts["count"] * np.where(up, rise, 1.0)).round()
    return counts


def test_a_steady_year_is_seldom_called_and_a_risen_one_is():
    watched = first_alarms(
        cumulative_alarms(counts_of(areas=80, rise=1.3), YEAR, known_to="2025-12", **BEFORE_2020)
    )
    risen = watched["area"] >= "A40"
    assert (watched.loc[~risen, "signal"] == "above").mean() <= 0.10
    assert (watched.loc[risen, "signal"] == "above").mean() > 0.95
    assert watched.loc[risen, "months_to_alarm"].median() <= 4


@pytest.mark.parametrize("chance", [0.05, 0.2])
def test_the_chance_holds_for_all_looks_together(chance):
    calls = []
    for seed in range(6):
        counts = panel([60] * 40, years=7, noise=seed)
        alarms = cumulative_alarms(
            counts, YEAR, known_to="2025-12", false_alarms=chance, **BEFORE_2020
        )
        calls += (first_alarms(alarms)["signal"] == "above").tolist()
    # Limits are widened by a tenth for what in-sample errors hide, so fewer than the chance.
    assert chance / 5 < np.mean(calls) < 1.3 * chance


def test_the_year_itself_is_not_looked_at():
    steady, wild = counts_of(), counts_of(rise=4.0)
    made = [cumulative_alarms(c, YEAR, known_to="2025-12") for c in (steady, wild)]
    for column in ("expected", "lower", "upper"):
        pd.testing.assert_series_equal(made[0][column], made[1][column])


def test_what_is_expected_is_the_projection_of_the_year_before():
    counts = counts_of(areas=6)
    alarms = cumulative_alarms(counts, YEAR, known_to="2025-03")
    frozen = project(counts[counts["month"] < "2025-01"]).monthly
    expected = frozen.groupby("area")["point"].cumsum()
    np.testing.assert_allclose(alarms["expected"], expected)
    assert alarms["trained_to"].unique().tolist() == ["2024-12"]


def test_months_to_come_have_limits_and_no_signal():
    alarms = cumulative_alarms(counts_of(areas=6), YEAR, known_to="2025-03")
    later = alarms["month"] > "2025-03"
    assert alarms.loc[later, "signal"].eq("not known").all()
    assert alarms.loc[later, "known"].isna().all()
    assert alarms["upper"].notna().all()
    assert alarms.loc[~later, "signal"].ne("not known").all()


def test_a_missing_month_is_left_out_on_both_sides():
    counts = counts_of(areas=6)
    gap = (counts["area"] == "A00") & (counts["month"] == "2025-02")
    alarms = cumulative_alarms(counts[~gap], YEAR, known_to="2025-03").query("area == 'A00'")
    whole = cumulative_alarms(counts, YEAR, known_to="2025-03").query("area == 'A00'")
    at = dict(zip(alarms["month"], alarms.index, strict=True))
    assert alarms.loc[at["2025-02"], "signal"] == "not known"
    assert pd.isna(alarms.loc[at["2025-02"], "known"])
    february = whole["expected"].diff().loc[at["2025-02"]]
    assert alarms.loc[at["2025-03"], "expected"] == pytest.approx(
        whole.loc[at["2025-03"], "expected"] - february
    )
    assert alarms.loc[at["2025-03"], "known"] == whole.loc[at["2025-03"], "known"] - int(
        counts.loc[gap, "count"].iloc[0]
    )


def test_a_first_alarm_is_told_with_how_it_stands_now():
    """60 a month, 120 from April on: the sum runs away and April or May tells."""
    counts = counts_of(areas=12, rise=2.0, since="2025-04")
    first = first_alarms(cumulative_alarms(counts, YEAR, known_to="2025-06", **BEFORE_2020))
    risen = first[first["area"] == "A11"].iloc[0]
    assert risen["signal"] == "above"
    assert risen["first_alarm"] in ("2025-04", "2025-05")
    assert risen["months_to_alarm"] == int(risen["first_alarm"][-2:])
    assert risen["known_to"] == "2025-06"
    own = counts[(counts["area"] == "A11") & counts["month"].between("2025-01", "2025-06")]
    assert risen["known"] == own["count"].sum()
    assert risen["ratio"] == pytest.approx(risen["known"] / risen["expected"])


def test_a_series_of_which_nothing_is_known_yet_is_not_judged():
    first = first_alarms(cumulative_alarms(counts_of(areas=6), YEAR, known_to="2024-12")).iloc[0]
    assert (first["signal"], first["first_alarm"], first["known_to"]) == ("not known", "", "")


def test_limits_need_enough_earlier_errors():
    """With two years before it no earlier origin has both its own two years and a year after."""
    counts = panel([60] * 6, years=3, noise=1)
    alarms = cumulative_alarms(counts, Period.parse("2021"), known_to="2021-06", **BEFORE_2020)
    assert alarms["upper"].isna().all()
    assert alarms["signal"].eq("not known").all()


def test_the_method_says_how_far_the_chance_reaches():
    method = cumulative_alarms(counts_of(areas=6), YEAR, known_to="2025-01")["method"].iloc[0]
    assert "frozen at December 2024" in method
    assert "all 12 looks of the year but for 5% of series" in method


def test_a_year_with_nothing_before_it_is_refused():
    with pytest.raises(InputError, match="nothing is known before 2019"):
        cumulative_alarms(panel([10]), Period.parse("2019"), known_to="2019-12")
