"""The four readings of reoffending, and offending before and after a scheme."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.rates import garwood, wilson
from cdrp_analysis.measures.reoffending import (
    against_comparison,
    at_liberty,
    before_after,
    reoffending,
)
from tests.drawn import frame

COHORTS = frame("""
    cohort  | members | reoffenders | reoffences
    2007/08 | 170     | 66          | 153
    2008/09 | 150     | 54          | 117
    2009/10 | 130     |             |
""").astype({"reoffenders": "Int64", "reoffences": "Int64"})


def test_the_published_fall_of_juveniles_is_27_per_cent():
    """From 151.4 to 110.5 reoffences per 100 juveniles (Ministry of Justice)."""
    published = frame("""
        members | reoffenders | reoffences
        1000    | 400         | 1514
        1000    | 330         | 1105
    """)
    found = reoffending(published).iloc[1]
    assert round(100 * (found["to_previous"] - 1)) == -27
    assert found["per_member"] == pytest.approx(1.105)
    assert found["to_previous_upper"] < 1


def test_four_readings_of_one_cohort_differ():
    found = reoffending(COHORTS).iloc[1]
    assert found["binary_rate"] == pytest.approx(54 / 150)
    assert found["per_member"] == pytest.approx(0.78)
    assert found["per_reoffender"] == pytest.approx(117 / 54)
    assert found["to_previous"] == pytest.approx(0.78 / 0.90)


def test_each_reading_has_its_own_limits():
    found = reoffending(COHORTS).iloc[1]
    lower, upper = (end.item() for end in garwood(117))
    assert found["per_member_lower"] == pytest.approx(lower / 150)
    assert found["per_reoffender_upper"] == pytest.approx(upper / 54)
    assert found["binary_rate_lower"] == pytest.approx(wilson(54, 150)[0].item())


def test_limits_of_the_ratio_are_those_of_a_binomial_share():
    """Given 270 in both years, the later 117 are binomial; the ratio's limits follow."""
    found = reoffending(COHORTS).iloc[1]
    low = stats.binomtest(117, 270).proportion_ci(0.95, method="exact").low
    assert found["to_previous_lower"] == pytest.approx(low / (1 - low) * 170 / 150)


def test_a_cohort_not_yet_followed_up_is_unknown_and_not_nought():
    found = reoffending(COHORTS).iloc[2]
    for reading in ("binary_rate", "per_member", "per_reoffender", "to_previous"):
        assert math.isnan(found[reading]) and math.isnan(found[f"{reading}_upper"])


def test_nobody_reoffending_leaves_no_rate_per_reoffender():
    none = pd.DataFrame({"members": [10], "reoffenders": [0], "reoffences": [0]})
    found = reoffending(none).iloc[0]
    assert found["binary_rate"] == found["per_member"] == found["per_member_lower"] == 0
    assert math.isnan(found["per_reoffender"])


@pytest.mark.parametrize("members, reoffenders, reoffences", [(0, 0, 0), (9, 5, 4), (9, 0, 3)])
def test_counts_that_contradict_each_other_are_refused(members, reoffenders, reoffences):
    rows = {"members": [members], "reoffenders": [reoffenders], "reoffences": [reoffences]}
    with pytest.raises(InputError, match="reoffences"):
        reoffending(pd.DataFrame(rows))


PEOPLE = frame("""
    inside | offences_before | months_before | custody_days_before | offences_after | months_after | custody_days_after
    True   | 10              | 12            | 0                   | 4              | 12           | 0
    True   |  6              | 12            |                     | 2              |  6           | 0
    False  |  8              | 12            | 0                   | 8              | 12           | 0
    False  |  4              | 12            | 0                   | 4              | 12           | 0
""")  # noqa: E501


def test_time_in_custody_is_no_time_at_liberty():
    held = PEOPLE.assign(custody_days_after=[365.25 / 2, 0, 365.25, 0])
    free = at_liberty(held)
    assert free["months_after"].round(6).tolist() == [6.0, 6.0, 0.0, 12.0]
    assert free["months_before"].tolist() == [12.0] * 4
    assert PEOPLE["months_after"].tolist() == [12, 6, 12, 12]


def test_rates_before_and_after_allow_for_the_time_looked_at():
    """16 offences in 24 months, 6 in 18: 0.5 times as many a month."""
    found = before_after(PEOPLE, by=["inside"]).set_index("inside")
    assert found.loc[True, "ratio"] == pytest.approx(0.5)
    assert found.loc[False, "ratio"] == pytest.approx(1.0)
    assert found.loc[True, ["people", "offences_before", "offences_after"]].tolist() == [2, 16, 6]
    low = stats.binomtest(6, 22).proportion_ci(0.95, method="exact").low
    assert found.loc[True, "ratio_lower"] == pytest.approx(low / (1 - low) * 24 / 18)


def test_somebody_without_a_window_after_counts_in_neither():
    lost = PEOPLE.astype({"offences_after": "Int64"})
    lost.loc[1, "offences_after"] = pd.NA
    found = before_after(lost[lost["inside"]]).iloc[0]
    assert found[["people", "offences_before", "offences_after"]].tolist() == [1, 10, 4]


def test_the_comparison_group_is_divided_out():
    again = pd.concat([PEOPLE] * 5, ignore_index=True)
    found = against_comparison(again, treated="inside")
    assert found["ratio"] == pytest.approx(0.5)
    assert found["comparison_ratio"] == pytest.approx(1.0)
    halved = again.assign(offences_after=np.where(again["inside"], again["offences_after"],
                                                  again["offences_after"] / 2))  # fmt: skip
    assert against_comparison(halved, treated="inside")["ratio"] == pytest.approx(1.0)


def test_limits_hold_the_true_effect_about_as_often_as_stated():
    """Gamma-Poisson offenders, effect 0.7: about 95 of 100 intervals hold it."""
    random, held = np.random.default_rng(5), 0
    for _ in range(200):
        inside = np.arange(160) < 80
        rate = random.gamma(1.5, 3.0, 160)
        people = pd.DataFrame({
            "inside": inside, "months_before": 12.0, "months_after": 12.0,
            "offences_before": random.poisson(rate),
            "offences_after": random.poisson(rate * 0.8 * np.where(inside, 0.7, 1.0)),
        })  # fmt: skip
        found = against_comparison(people, treated="inside")
        held += found["ratio_lower"] <= 0.7 <= found["ratio_upper"]
    assert 0.90 < held / 200 < 0.99


def test_a_group_without_offences_has_no_change():
    with pytest.raises(InputError, match="no offences before or after"):
        against_comparison(PEOPLE.assign(inside=True), treated="inside")
