"""Areas beside their peers: lists that need not be mutual, funnels, direction of travel."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.peers import (
    direction_of_travel,
    funnel,
    nearest_neighbours,
    overdispersion,
    peer_mean,
)
from tests.drawn import frame


def areas() -> pd.DataFrame:
    """Rates of 20, 10, 30 and 50 per 1,000."""
    return frame("""
        area | offences | residents
        A    |  20      | 1000
        B    |  10      | 1000
        C    |  60      | 2000
        D    |  50      | 1000
    """)


LISTS = frame("""
    area | peer | weight
    A    | B    | 3
    A    | C    | 1
    D    | A    | 1
""")


class TestPeerMean:
    def test_the_inspectorates_mean_counts_the_area_itself(self):
        """A: (20 + 10 + 30) / 3; D: (50 + 20) / 2."""
        found = peer_mean(areas(), LISTS).set_index("area")
        assert found["peer_mean"].tolist() == [20, 35]
        assert found["difference"].tolist() == [0, 15]

    def test_without_the_area_itself(self):
        found = peer_mean(areas(), LISTS, own_included=False).set_index("area")
        assert found["peer_mean"].tolist() == [20, 20]
        assert found.loc["D", "difference_share"] == 1.5

    def test_weights_follow_likeness_and_the_area_itself_has_the_greatest(self):
        """A: (3 x 20 + 3 x 10 + 1 x 30) / 7."""
        found = peer_mean(areas(), LISTS, weighted=True).set_index("area")
        assert found.loc["A", "peer_mean"] == pytest.approx(120 / 7)

    def test_lists_are_not_mutual(self):
        """D counts A among its peers; A's place is among B and C alone."""
        found = peer_mean(areas(), LISTS).set_index("area")
        assert found.loc["A", ["peers", "place"]].tolist() == [2, 2]
        assert found.loc["D", ["peers", "place"]].tolist() == [1, 1]
        assert "B" not in found.index

    def test_a_peer_without_a_count_takes_no_part(self):
        gap = areas().astype({"offences": "Int64"})
        gap.loc[gap["area"] == "C", "offences"] = pd.NA
        found = peer_mean(gap, LISTS).set_index("area")
        assert found.loc["A", "peers"] == 1 and found.loc["A", "peer_mean"] == 15

    def test_a_peer_that_is_no_area_is_named(self):
        with pytest.raises(InputError, match="1 areas of the list") as refused:
            peer_mean(areas(), pd.concat([LISTS, pd.DataFrame({"area": ["A"], "peer": ["E99"]})]))
        assert "E99" in str(refused.value)


class TestFunnel:
    def test_poisson_differences_are_not_widened(self):
        """Counts that differ no more than chance leave tau at 0 and limits at their exact form."""
        random = np.random.default_rng(1)
        drawn = pd.DataFrame({"offences": random.poisson(400, 200), "residents": 10_000})
        found = funnel(drawn)
        assert found.attrs["tau_squared"] < 1e-4
        outside = ~found["position"].isin(["as expected"])
        assert outside.mean() < 0.10

    def test_areas_that_truly_differ_widen_the_limits(self):
        random = np.random.default_rng(2)
        rate = 0.04 * np.exp(0.3 * random.standard_normal(200))
        drawn = pd.DataFrame({"offences": random.poisson(rate * 50_000), "residents": 50_000})
        found = funnel(drawn)
        assert (found["z"].abs() > 3.09).mean() > 0.5
        assert (found["z_adjusted"].abs() > 3.09).mean() < 0.02
        # Half the spread of the logarithm, as the scale is the square root; and winsorising a
        # normal sample at 10% keeps 0.679 of its variance.
        assert np.sqrt(found.attrs["tau_squared"]) == pytest.approx(0.15 * 0.679**0.5, rel=0.15)

    def test_the_variance_between_areas_by_hand(self):
        """Nothing is winsorised away at the tenth of five: quantiles lie within the sample.

        z = -4, -2, 0, 2, 4 clipped to its 10% and 90% quantiles (-3.2, 3.2): phi = 5.696;
        all w = 4: tau² = (5 x 5.696 - 4) / (20 - 80/20).
        """
        phi, tau = overdispersion(np.array([-4.0, -2, 0, 2, 4]), np.full(5, 0.5))
        assert phi == pytest.approx((2 * 3.2**2 + 2 * 4) / 5)
        assert tau == pytest.approx((5 * phi - 4) / 16)

    def test_an_area_on_the_target_is_as_expected_whatever_its_size(self):
        level = pd.DataFrame({"offences": [10, 1000], "residents": [1000, 100_000]})
        found = funnel(level)
        assert found["z"].tolist() == pytest.approx([0, 0])
        assert (found["position"] == "as expected").all()
        assert found["upper_95"].iloc[0] > found["upper_95"].iloc[1]

    def test_a_missing_count_stays_missing(self):
        gap = areas().astype({"offences": "Int64"})
        gap.loc[0, "offences"] = pd.NA
        assert funnel(gap)["position"].tolist()[0] == "not known"

    def test_no_offences_anywhere_is_refused(self):
        with pytest.raises(InputError, match="needs areas with offences"):
            funnel(areas().assign(offences=0))


class TestDirectionOfTravel:
    def test_the_four_quadrants(self):
        """All areas: 4,000 to 4,000 offences among 4,000 residents, no change."""
        moved = frame("""
            area | before | offences | residents
            A    | 1100   | 1500     | 1000
            B    | 1500   | 1200     | 1000
            C    |  500   |  600     | 1000
            D    |  900   |  700     | 1000
        """)
        found = direction_of_travel(moved, year_log_sd=0)
        assert found["quadrant"].tolist() == [
            "above, and drifting away",
            "above, but closing",
            "below, but losing ground",
            "below, and pulling ahead",
        ]
        assert found["change_of_all"].tolist() == [0] * 4
        still = direction_of_travel(moved, year_log_sd=0.2)
        assert still["quadrant"].tolist() == ["above", "above", "below", "below"]

    def test_within_the_usual_swing_there_is_a_side_and_no_direction(self):
        """100 to 125 beside 900 to 875: the log of 1.25 is 0.22, 1.96 times its spread 0.26."""
        moved = frame("""
            area | before | offences | residents
            A    | 100    | 125      | 100
            B    | 900    | 875      | 900
            C    |   0    |   0      | 100
        """)
        found = direction_of_travel(moved, year_log_sd=0)
        assert found["quadrant"].fillna("").tolist() == ["above", "above", ""]
        reach = np.exp(1.959964 * np.sqrt(1 / 100 + 1 / 125))
        assert found["usual_share_upper"].iloc[0] == pytest.approx(reach - 1)
        assert found["usual_share_lower"].iloc[0] == pytest.approx(1 / reach - 1)

    def test_an_area_with_a_missing_year_has_no_direction_and_no_part_in_the_whole(self):
        moved = frame("""
            area | before | offences | residents
            A    | 100    | 100      | 1000
            B    | 100    |          | 1000
        """)
        found = direction_of_travel(moved, year_log_sd=0)
        assert found["quadrant"].isna().tolist() == [False, True]
        assert found["change_of_all"].iloc[0] == 0


class TestNearestNeighbours:
    def test_columns_count_alike_whatever_their_unit(self):
        lives = pd.DataFrame(
            {"young": [0.1, 0.11, 0.3, 0.3], "income": [20_000, 90_000, 21_000, 20_500]},
            index=list("ABCD"),
        )
        found = nearest_neighbours(lives, count=1).set_index("area")["peer"]
        assert found.loc["C"] == "D" and found.loc["D"] == "C"

    def test_positions_rise_with_distance_and_nobody_is_their_own_peer(self):
        random = np.random.default_rng(3)
        lives = pd.DataFrame(random.normal(size=(12, 4)), index=[f"E{i:02d}" for i in range(12)])
        found = nearest_neighbours(lives, count=5)
        assert len(found) == 60 and (found["area"] != found["peer"]).all()
        assert found.groupby("area")["distance"].apply(lambda d: d.is_monotonic_increasing).all()

    def test_gaps_are_refused(self):
        with pytest.raises(InputError, match="without gaps"):
            nearest_neighbours(pd.DataFrame({"x": [1.0, np.nan, 2.0]}), count=1)
