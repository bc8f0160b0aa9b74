"""XmR charts agree with the field's own tool, rule by rule."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.control_charts import (
    _in_runs,
    _two_of_three,
    _with_first,
    deseasonalised_xmr,
    xmr,
)
from tests.reference import published_charts as published
from tests.unit.test_projection import panel


def limits_of(values, **options):
    return tuple(xmr(values, **options)[["mean", "lower", "upper"]].iloc[0])


@pytest.mark.parametrize(
    ("screen", "expected"), [(True, published.XMR_SCREENED), (False, published.XMR_UNSCREENED)]
)
def test_limits_are_those_of_the_nhs_package(screen, expected):
    found = limits_of(published.XMR_OUTLIER, screen_outliers=screen)
    assert found == pytest.approx(expected, abs=0.005)


def test_limits_of_twenty_normal_draws_are_those_it_expects_of_itself():
    found = limits_of(published.XMR_NORMAL)
    assert found == pytest.approx(published.XMR_NORMAL_LIMITS, abs=0.005)


def test_only_the_outlying_point_is_a_special_cause():
    chart = xmr(published.XMR_OUTLIER)
    assert chart.index[chart["special_cause"]].tolist() == [4]
    assert chart["side"].tolist()[4] == "above"


@pytest.mark.parametrize(("side", "ends"), published.RUNS)
def test_a_run_is_seven_points_on_one_side(side, ends):
    """Points that end a run of seven, and the six before each, are the run."""
    wanted = np.zeros(len(side), bool)
    for end in ends:
        wanted[end - 6 : end + 1] = True
    assert _in_runs(np.array(side), 7).tolist() == wanted.tolist()


@pytest.mark.parametrize(("values", "ends"), published.TRENDS)
def test_a_trend_is_seven_points_up_or_down(values, ends):
    wanted = np.zeros(len(values), bool)
    for end in ends:
        wanted[end - 6 : end + 1] = True
    step = np.r_[0, np.sign(np.diff(values))]
    assert _with_first(_in_runs(step, 6), step).tolist() == wanted.tolist()


@pytest.mark.parametrize(
    ("near", "wanted"),
    [
        ([1, 0, 1], [1, 0, 1]),
        ([0, 1, 1], [0, 1, 1]),
        ([0, 0, 1, 0, 1, 0, 0], [0, 0, 1, 0, 1, 0, 0]),
        ([0, 0, 1, 1, 0, 0, 0], [0, 0, 1, 1, 0, 0, 0]),
        ([1, 0, 0, 1], [0, 0, 0, 0]),
        ([1, 0, 0, 1, 1], [0, 0, 0, 1, 1]),
    ],
)
def test_two_of_three_near_a_limit_are_called(near, wanted):
    """Cases of the same package's test, all on one side of the mean."""
    near = np.array(near, bool)
    assert _two_of_three(near, np.ones(len(near))).tolist() == [bool(w) for w in wanted]


def test_two_near_opposite_limits_are_no_special_cause():
    """The package's issue 143: 5.5 and -5.5 after fourteen values of 1 and -1."""
    chart = xmr([1, -1] * 7 + [5.5, -5.5])
    assert not chart["two_of_three"].any()
    assert not chart["special_cause"].tail(2).any()


def test_a_missing_value_breaks_a_run_and_is_no_signal():
    chart = xmr([0, 9, 0, 9, 5, 5, 5, np.nan, 5, 5, 5, 5], baseline=4)
    assert not chart["run_of_seven"].any()
    assert xmr([0, 9, 0, 9, 5, 5, 5, 5, 5, 5, 5, 5], baseline=4)["run_of_seven"].sum() == 9


def test_a_series_that_never_moves_has_limits_of_no_width():
    chart = xmr([5] * 10)
    assert (chart["lower"] == 5).all()
    assert not chart["special_cause"].any()


def test_one_value_has_no_limits():
    with pytest.raises(InputError, match="two values in a row"):
        xmr([3, np.nan, 4])


def test_a_season_is_no_special_cause():
    """One that is charted as it is cries out; the same counts without their season do not."""
    counts = panel([400] * 6)
    raw = xmr(counts.loc[counts["area"] == "A00", "count"].tail(36), baseline=24)
    assert raw["special_cause"].any()
    assert not deseasonalised_xmr(counts)["special_cause"].any()


def test_the_baseline_does_not_learn_from_the_months_it_judges():
    counts = panel([400] * 6, noise=3)
    rise = (counts["area"] == "A00") & (counts["month"] > "2024-06")
    counts["count"] = counts["count"].where(~rise, 1.5 * counts["count"])
    chart = deseasonalised_xmr(counts, baseline=24, months=36).query("area == 'A00'")
    plain = deseasonalised_xmr(counts[counts["month"] <= "2024-06"], months=30)
    before = plain.query("area == 'A00'")["mean"].iloc[0]
    assert chart["mean"].iloc[0] == pytest.approx(before, rel=0.05)
    assert chart["outside_limits"].tail(6).all()
    assert pd.unique(chart["side"].tail(6)).tolist() == ["above"]


def test_one_area_is_charted_as_it_is_among_all():
    counts = panel([400] * 6, noise=3)
    alone = deseasonalised_xmr(counts, area="A00")
    among = deseasonalised_xmr(counts).query("area == 'A00'").reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, among)
