"""Wards and their borough add up, and what is least certain moves most."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.projection import project, year_end
from cdrp_analysis.measures.reconcile import reconcile, with_remainder
from cdrp_analysis.periods import Period
from tests.unit.test_projection import panel

Z_90 = 1.2815515655446004


def forecasts(points, spreads, areas=None, **more):
    areas = areas or [f"W{i}" for i in range(len(points))]
    points, spreads = np.asarray(points, float), np.asarray(spreads, float)
    return pd.DataFrame(
        {"area": areas, "offence": "burglary", "month": "2018-01", "point": points,
         "lower_80": points - Z_90 * spreads, "upper_80": points + Z_90 * spreads, **more}
    )  # fmt: skip


def test_the_gap_is_shared_out_by_variance():
    """100 against 60 + 30: gap 10; variances 4 (whole), 4 and 2, so 4, 4 and 2 tenths of it."""
    both = reconcile(forecasts([100], [2], ["B"]), forecasts([60, 30], [2, np.sqrt(2)]))
    assert both["point"].tolist() == pytest.approx([96, 64, 32])


def test_a_part_that_would_fall_below_zero_is_held_there():
    """10 against 2 + 30, whole certain: minus 22 by variance 9 and 13 would leave the first at
    minus 7; at zero, the other takes all."""
    both = reconcile(forecasts([10], [0], ["B"]), forecasts([2, 30], [3, np.sqrt(13)]))
    assert both["point"].tolist() == pytest.approx([10, 0, 10])


@given(
    st.lists(st.tuples(st.floats(0, 300), st.floats(0.5, 30)), min_size=1, max_size=9),
    st.floats(0, 900),
    st.floats(0.5, 60),
)
@settings(deadline=None, max_examples=60)
def test_the_closed_form_is_the_least_squares_solution(parts, top, top_spread):
    """Independent: non-negative least squares of Lawson and Hanson on the whole system."""
    points, spreads = (np.array(values) for values in zip(*parts, strict=True))
    both = reconcile(forecasts([top], [top_spread], ["B"]), forecasts(points, spreads))
    adds = np.vstack([np.ones(len(points)), np.eye(len(points))])
    weight = 1 / np.r_[top_spread, spreads]
    solved, _ = optimize.nnls(adds * weight[:, None], np.r_[top, points] * weight)
    np.testing.assert_allclose(both["point"][1:], solved, rtol=1e-6, atol=1e-5)
    assert both["point"].iloc[0] == pytest.approx(both["point"].iloc[1:].sum())


def test_months_and_year_ends_of_wards_add_up_to_the_borough():
    wards = panel([40, 25, 6, 0.4, 12, 9], noise=2)
    borough = wards.groupby(["offence", "month"], as_index=False)["count"].sum()
    borough["area"] = "B"
    pairs = [
        (project(borough).monthly, project(wards).monthly),
        tuple(year_end(p, Period.parse("2024"), "2024-08") for p in (borough, wards)),
    ]
    for whole, parts in pairs:
        both = reconcile(whole, parts)
        keys = [name for name in ("offence", "month") if name in both]
        sums = both[both["area"] != "B"].groupby(keys)["point"].sum()
        np.testing.assert_allclose(both[both["area"] == "B"].set_index(keys)["point"], sums)
        assert (both["lower_95"] <= both["lower_80"]).all()
        assert (both["lower_80"] <= both["point"]).all()
        assert (both["point"] <= both["upper_80"]).all()
        assert (both["lower_95"] >= both.get("known", 0)).all()
        assert both["method"].str.contains("reconciled").all()


def test_a_whole_without_parts_is_refused():
    other = forecasts([60], [2]).assign(offence="robbery")
    with pytest.raises(InputError, match="2 of 2 sums do not have one whole"):
        reconcile(forecasts([100], [2], ["B"]), other)


def test_certain_counts_that_do_not_add_up_are_refused():
    with pytest.raises(InputError, match="1 wholes are known for certain"):
        reconcile(
            forecasts([100], [0], ["B"], known=100.0), forecasts([60, 30], [0, 0], known=[60, 30])
        )


def test_what_has_no_ward_becomes_a_part_of_its_own():
    wards = panel([10, 20], years=2)
    wards["count"] = wards["count"].round()
    borough = wards.groupby(["offence", "month"], as_index=False)["count"].sum()
    borough = borough.assign(area="B", count=borough["count"] + 3)
    rest = with_remainder(borough, wards, name="no ward").query("area == 'no ward'")
    assert rest["count"].tolist() == [3] * 24


def test_a_missing_ward_is_no_remainder():
    wards = panel([10, 20], years=2)
    borough = wards.groupby(["offence", "month"], as_index=False)["count"].sum()
    borough = borough.assign(area="B", count=borough["count"] + 3)
    gap = (wards["area"] == "A00") & (wards["month"] == "2019-05")
    rest = with_remainder(borough, wards[~gap], name="no ward").query("area == 'no ward'")
    assert rest.set_index("month")["count"].isna().to_dict()["2019-05"]
    assert rest["count"].notna().sum() == 23


def test_parts_that_have_more_than_the_whole_are_refused():
    wards = panel([10, 20], years=2)
    borough = wards.groupby(["offence", "month"], as_index=False)["count"].sum()
    with pytest.raises(InputError, match="in 24 months of an offence the parts have more"):
        with_remainder(borough.assign(area="B", count=borough["count"] - 1), wards, name="rest")
