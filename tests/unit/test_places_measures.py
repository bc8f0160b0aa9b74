"""Rates of LSOAs, places counted with their zeros, and hotspots theme by theme."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from shapely.geometry import box

from cdrp_analysis.measures import places
from tests.drawn import frame

LSOAS = frame("""
    code | name
    L1   | One
    L2   | Two
    L3   | Three
""")


def test_an_lsoa_without_offences_has_a_rate_of_zero_and_a_limit():
    points = pd.DataFrame({"lsoa": ["L1"] * 30 + ["L2"] * 3 + [None]})
    people = pd.DataFrame({"area": ["L1", "L2", "L3"], "residents": [1000, 1000, 1000]})
    neighbours = sparse.csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    table = places.lsoa_rates(
        points, LSOAS, people, neighbours, period="2017/18", false_discovery_rate=0.05, seed=1
    ).set_index("area")
    assert (table["period"] == "2017/18").all()
    assert table["offences"].tolist() == [30, 3, 0]
    assert table["rate"].tolist() == pytest.approx([30, 3, 0])
    assert table.loc["L3", "rate_upper"] > 3
    assert table.loc["L3", "rate_smoothed"] > 0
    assert table.loc["L1", "rate_smoothed"] < 30


def test_places_without_an_offence_this_year_still_count():
    now = frame("""
        lsoa | spot
        L1   | a
        L1   | a
    """)
    history = frame("""
        lsoa | spot
        L1   | a
        L2   | b
    """)
    units = {"spot": (["spot"], None), "LSOA": (["lsoa"], LSOAS["code"])}
    table = places.concentrations(now, history, units, seed=1).set_index("unit")
    assert table["places"].to_dict() == {"spot": 2, "LSOA": 3}
    assert table["offences"].tolist() == [2, 2]


def test_half_of_a_theme_may_lie_in_one_area():
    rows = pd.DataFrame({"theme": "robbery", "lsoa": ["L1"] * 8 + ["L2"]})
    table = places.theme_concentration(rows, LSOAS, seed=1)
    assert table["theme"].tolist() == ["robbery"]
    assert 0 < table["share_for_50"].iloc[0] <= 1 / 3


def test_each_theme_has_its_own_busiest_square():
    chance = np.random.default_rng(1)
    spread = chance.uniform(0, 2000, (40, 2))
    heap = np.vstack([chance.uniform(1000, 1600, (240, 2)), np.full((60, 2), 1300.0)])
    points = pd.DataFrame(np.vstack([spread, heap]), columns=["easting", "northing"])
    points["theme"] = ["burglary"] * 40 + ["robbery"] * 300
    table = places.hotspots_by_theme(
        points, box(0, 0, 2000, 2000), size_m=200, false_discovery_rate=0.05, seed=1
    ).set_index("theme")
    assert table["offences"].to_dict() == {"burglary": 40, "robbery": 300}
    robbery = table.loc["robbery"]
    assert robbery["busiest"] == "E1200N1200"
    assert robbery["busiest_offences"] >= 60
    assert robbery["hotspots"] >= 1
    assert robbery["share_of_offences"] > 3 * robbery["share_of_area"]
    assert table.loc["burglary", "hotspots"] == 0
