"""An area beside its peers: means, places, funnels and directions, theme by theme."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.peer_comparison import beside_peers, changes_beside_peers, funnels
from tests.drawn import frame

# Rates of 2009/10: A 30, B 20, C 10 and D 60 per 1,000; D is nobody's peer.
YEARLY = frame("""
    area | theme | period  | offences
    A    | shops | 2008/09 | 20
    A    | shops | 2009/10 | 30
    B    | shops | 2008/09 | 20
    B    | shops | 2009/10 | 20
    C    | shops | 2008/09 | 25
    C    | shops | 2009/10 | 20
    D    | shops | 2008/09 | 60
    D    | shops | 2009/10 | 60
""").astype({"offences": "Int64"})
RESIDENTS = frame("""
    area | residents
    A    | 1000
    B    | 1000
    C    | 2000
    D    | 1000
""")
PEERS = frame("""
    area | peer | weight
    A    | B    | 3
    A    | C    | 1
    B    | D    | 1
""")
OPTIONS = {"own": "A", "period": "2009/10", "seed": 1, "draws": 500}


def beside(**more):
    return beside_peers(YEARLY, RESIDENTS, PEERS, **(OPTIONS | more)).iloc[0]


def test_the_mean_is_of_the_own_list_and_the_area_itself():
    """(30 + 20 + 10) / 3; D, a peer of B alone, has no part in it."""
    found = beside()
    assert found["peer_mean"] == 20 and found["rate"] == 30
    assert found["difference_share"] == 0.5
    assert (found["peers"], found["rank"], found["of_areas"]) == (2, 1, 3)


def test_the_mean_may_leave_the_area_out_or_weigh_likeness():
    assert beside(own_included=False)["peer_mean"] == 15
    assert beside(weighted=True)["peer_mean"] == pytest.approx((3 * 30 + 3 * 20 + 10) / 7)


def test_a_peer_without_a_count_takes_no_place():
    gap = YEARLY.copy()
    gap.loc[(gap["area"] == "B") & (gap["period"] == "2009/10"), "offences"] = pd.NA
    found = beside_peers(gap, RESIDENTS, PEERS, **OPTIONS).iloc[0]
    assert (found["peers"], found["of_areas"]) == (1, 2)


def test_the_swing_from_year_to_year_widens_a_place():
    """Rates a tenth apart on counts of thousands: by chance alone firm, by the years not."""
    random = np.random.default_rng(3)
    areas = [f"A{i:02d}" for i in range(12)]
    level = np.linspace(4000, 8000, 12)
    rows = [
        {"area": area, "theme": "shops", "period": f"200{year}/0{year + 1}",
         "offences": int(mean * np.exp(0.15 * random.standard_normal()))}
        for year in range(4, 9) for area, mean in zip(areas, level, strict=True)
    ]  # fmt: skip
    panel = pd.DataFrame(rows).astype({"offences": "Int64"})
    people = pd.DataFrame({"area": areas, "residents": 100_000})
    peers = pd.DataFrame({"area": "A06", "peer": [a for a in areas if a != "A06"]})
    options = {"own": "A06", "period": "2008/09", "seed": 1}
    swung = beside_peers(panel, people, peers, **options).iloc[0]
    last = panel[panel["period"] == "2008/09"]
    still = pd.concat([last.assign(period=f"200{y}/0{y + 1}") for y in range(4, 9)])
    firm = beside_peers(still, people, peers, **options).iloc[0]
    assert swung["year_log_sd"] == pytest.approx(0.15, rel=0.5)
    assert swung["rank_upper"] - swung["rank_lower"] > firm["rank_upper"] - firm["rank_lower"] + 2
    assert swung["rank_lower"] <= swung["rank"] <= swung["rank_upper"]


def test_without_peers_or_residents_of_its_own_an_area_is_refused():
    with pytest.raises(InputError, match="has no peers with residents"):
        beside(own="D")
    with pytest.raises(InputError, match="none of its own"):
        beside_peers(YEARLY, RESIDENTS.query("area != 'A'"), PEERS, **OPTIONS)


def test_the_funnel_holds_every_area_and_says_who_is_a_peer():
    found = funnels(YEARLY, RESIDENTS, PEERS, own="A", period="2009/10").set_index("area")
    assert found["standing"].to_dict() == {"A": "own", "B": "peer", "C": "peer", "D": "other"}
    assert found["all_areas"].iloc[0] == pytest.approx(1000 * 130 / 5000)
    assert (found["rate_lower"] < found["rate"]).all()
    assert found.loc["C", "upper_95"] < found.loc["A", "upper_95"]  # twice the people


def test_a_theme_with_no_offence_anywhere_has_no_funnel():
    none = YEARLY.assign(theme="piracy", offences=0)
    found = funnels(pd.concat([YEARLY, none]), RESIDENTS, PEERS, own="A", period="2009/10")
    assert set(found["theme"]) == {"shops"}


def test_changes_are_held_against_the_peers_together():
    """A 20 to 30; B and C together 45 to 40. A's rate is 30, the mean of B's and C's 15."""
    found = changes_beside_peers(
        YEARLY, PEERS, own="A", periods=["2008/09", "2009/10"], residents=RESIDENTS
    ).iloc[0]
    assert found["change_share"] == 0.5
    assert found["change_share_peers"] == pytest.approx(40 / 45 - 1)
    assert (found["rank"], found["peers"]) == (1, 2)
    assert found["level"] == pytest.approx(30 / 15)
    assert found["quadrant"] == "above"  # 20 and 30 are few: the swing is 65% either way


def test_a_direction_is_given_beyond_the_usual_swing_of_past_years():
    many = YEARLY.assign(offences=YEARLY["offences"] * 100)
    many.loc[many["area"].isin(["B", "C"]), "offences"] = 2000
    options = {"own": "A", "periods": ["2008/09", "2009/10"], "residents": RESIDENTS}
    found = changes_beside_peers(many, PEERS, **options).iloc[0]
    assert found["usual_share_lower"] < 0 < found["usual_share_upper"] < 0.5
    assert found["quadrant"] == "above, and drifting away"
    wild = frame("""
        area | theme | period  | offences
        A    | shops | 2007/08 | 1000
        B    | shops | 2007/08 | 2000
        C    | shops | 2007/08 | 3000
    """)
    found = changes_beside_peers(pd.concat([many, wild]), PEERS, **options).iloc[0]
    assert found["usual_share_upper"] > 0.5 and found["quadrant"] == "above"


def test_the_level_and_the_difference_from_the_mean_are_of_one_reference():
    """D, nobody's peer, has no part in it; a peer without the year before still has."""
    gap = YEARLY[(YEARLY["area"] != "B") | (YEARLY["period"] != "2008/09")]
    for yearly in (YEARLY, gap, YEARLY.query("area != 'D'")):
        found = changes_beside_peers(
            yearly, PEERS, own="A", periods=["2008/09", "2009/10"], residents=RESIDENTS
        ).iloc[0]
        assert found["level"] - 1 == pytest.approx(beside(own_included=False)["difference_share"])


def test_without_residents_changes_are_compared_and_nothing_said_of_the_level():
    found = changes_beside_peers(YEARLY, PEERS, own="A", periods=["2008/09", "2009/10"]).iloc[0]
    assert found["change_share"] == 0.5
    assert np.isnan(found["level"]) and found["quadrant"] is None


def test_from_nothing_there_is_no_change_and_no_direction():
    for areas, side in ((["A"], None), (["B", "C"], "above")):
        none = YEARLY.copy()
        none.loc[none["area"].isin(areas) & (none["period"] == "2008/09"), "offences"] = 0
        found = changes_beside_peers(
            none, PEERS, own="A", periods=["2008/09", "2009/10"], residents=RESIDENTS
        ).iloc[0]
        assert found["level"] == 2 and found["quadrant"] == side
        assert np.isnan(found["usual_share_upper"])


def test_an_own_year_that_is_missing_gives_no_change():
    gap = YEARLY.copy()
    gap.loc[(gap["area"] == "A") & (gap["period"] == "2009/10"), "offences"] = pd.NA
    found = changes_beside_peers(
        gap, PEERS, own="A", periods=["2008/09", "2009/10"], residents=RESIDENTS
    ).iloc[0]
    assert np.isnan(found["change_share"]) and pd.isna(found["rank"])
    assert found["change_share_peers"] == pytest.approx(40 / 45 - 1)
