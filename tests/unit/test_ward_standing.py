"""Wards beside all wards: who takes part, what widens limits, what is only a usual swing."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure import rederived
from cdrp_analysis.measures.peers import funnel
from cdrp_analysis.measures.ward_rates import with_rates_and_ranks
from cdrp_analysis.measures.ward_standing import beside_all_wards, ward_travel
from tests.drawn import frame

WARDS = frame("""
    area | area_name | period  | offences | residents
    E1   | Abbey     | 2009/10 | 1200     | 10000
    E2   | Bridge    | 2009/10 | 640      | 8000
    E3   | Castle    | 2009/10 | 280      | 7000
    E4   | Dock      | 2009/10 |          | 900
""")
DRAWN = {"seed": 7, "draws": 400}


def test_the_mean_counts_every_ward_alike_and_all_wards_by_their_residents():
    found = beside_all_wards(WARDS, **DRAWN).set_index("area")
    assert found["ward_mean"].unique().tolist() == [80.0]  # (120 + 80 + 40) / 3
    assert found.loc["E1", "all_wards"] == pytest.approx(1000 * 2120 / 25000)
    assert found["difference_share"].tolist()[:3] == pytest.approx([0.5, 0.0, -0.5])
    assert found["of_wards"].unique().tolist() == [3]


def test_a_ward_without_a_count_has_no_place_and_moves_no_other():
    found = beside_all_wards(WARDS, **DRAWN)
    alone = beside_all_wards(WARDS.head(3), **DRAWN)
    columns = ["rate", "rank", "rank_lower", "rank_upper", "upper_95", "lower_998", "position"]
    pd.testing.assert_frame_equal(found[columns].head(3), alone[columns])
    last = found.iloc[3]
    assert last[["rate", "rank", "rank_lower"]].isna().all() and last["position"] == "not known"


def test_funnel_and_ranks_are_those_of_the_other_pages():
    found = beside_all_wards(WARDS, **DRAWN)
    same = funnel(WARDS)
    assert found["upper_998"].tolist() == pytest.approx(same["upper_998"].tolist())
    assert found["dispersion"].iloc[0] == pytest.approx(same.attrs["dispersion"])
    ranked = with_rates_and_ranks(WARDS, borough="", **DRAWN)
    assert found["rank_upper"].tolist()[:3] == ranked["rank_upper"].tolist()[:3]


def test_wards_without_any_offence_are_held_against_nothing():
    none = WARDS.assign(offences=pd.array([0, 0, 0, None], dtype="Int64"))
    found = beside_all_wards(none, **DRAWN)
    assert found["position"].eq("not known").all()
    assert found[["all_wards", "upper_95", "difference_share"]].isna().all(axis=None)


def two_years(before: list, after: list) -> pd.DataFrame:
    areas = [f"E{n}" for n in range(len(before))]
    years = (("2008/09", before), ("2009/10", after))
    return pd.concat(
        [
            pd.DataFrame({"area": areas, "period": period, "residents": 10_000})
            .assign(offences=pd.array(counts, dtype="Int64"))
            for period, counts in years
        ],
        ignore_index=True,
    )  # fmt: skip


def test_only_a_change_beyond_chance_and_the_usual_swing_is_told_of():
    """1,000 to 1,150 is 15% up; a ward's year swings by 10% and counts by 4.5%: 24% is usual."""
    found = ward_travel(two_years([1000] * 10, [1150, 1400, 700, *[1000] * 7]))
    later = found[found["period"] == "2009/10"].set_index("area")
    assert later["beside"].tolist()[:4] == [
        "as all wards", "rose more than usual", "fell more than usual", "as all wards",
    ]  # fmt: skip
    spread = np.sqrt(1 / 1000 + 1 / 1000 + 0.1**2)
    of_all = later["change_share_all"].iloc[3]
    assert of_all == pytest.approx(0.025)
    assert later["usual_share_upper"].iloc[3] == pytest.approx(
        1.025 * np.exp(1.96 * spread) - 1, 1e-3
    )
    assert later["quadrant"].tolist()[:4] == [
        "above", "above, and drifting away", "below, and pulling ahead", "below",
    ]  # fmt: skip
    assert found.loc[found["period"] == "2008/09", "beside"].isna().all()


def test_a_ward_that_only_swings_as_years_do_is_named_one_time_in_twenty():
    rng = np.random.default_rng(3)
    named = told = 0
    for _ in range(60):
        mean = rng.uniform(300, 1200, 16)
        before = rng.poisson(mean)
        after = rng.poisson(1.05 * mean * np.exp(rng.normal(0, 0.1, 16)))
        later = ward_travel(two_years(before.tolist(), after.tolist())).tail(16)
        named += later["beside"].ne("as all wards").sum()
        told += len(later)
    assert 0.02 < named / told < 0.08


def test_one_period_and_hidden_counts_go_nowhere():
    one = ward_travel(two_years([5, 6], [7, 8]).head(2))
    assert one["beside"].isna().all() and len(one) == 2
    hidden = ward_travel(two_years([500, None, 700], [500, 600, 700])).tail(3)
    assert hidden["beside"].fillna("").tolist() == ["as all wards", "", "as all wards"]
    assert ward_travel(two_years([None, None], [5, 6]))["level"].isna().all()
    nothing = ward_travel(two_years([0, 50], [5, 60])).tail(2)
    assert pd.isna(nothing["beside"].iloc[0])  # from nothing there is no share


def test_figures_of_a_protected_edition_follow_from_its_rounded_counts():
    exact = beside_all_wards(WARDS, **DRAWN)
    rounded = exact.assign(offences=pd.array([1205, 640, 280, None], dtype="Int64"))
    again = rederived.ward_beside(rounded)
    assert again["rate"].iloc[0] == pytest.approx(120.5)
    assert again["ward_mean"].iloc[0] == pytest.approx((120.5 + 80 + 40) / 3)
    travel = ward_travel(two_years([1000, 1000], [1100, 1000]))
    other = travel.assign(
        area_name="Ward", offences=pd.array([1000, 1000, 1050, 1000], dtype="Int64")
    )
    assert rederived.ward_travel(other)["change_share"].iloc[2] == pytest.approx(0.05)
