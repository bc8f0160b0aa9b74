"""Burglaries of Chicago with points and days, 2016: burglary repeats nearby and fades away."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.measures.following import share_following
from cdrp_analysis.measures.near_repeat import knox
from cdrp_analysis.measures.scan import permutation_scan
from cdrp_analysis.measures.scan_baseline import in_squares

DATA = Path(
    os.environ.get("CDRP_REAL_DATA", Path(__file__).resolve().parents[3] / "shared" / "data-real")
)
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.exists(), reason="the real public data is not on this machine"),
]


@pytest.fixture(scope="module")
def burglaries():
    """Metres of Illinois' plane coordinates: only distances matter here."""
    table = pd.read_parquet(DATA / "us-points" / "chicago_burglary.parquet")
    return table.rename(columns={"X": "easting", "Y": "northing", "date": "day"})


def test_burglary_repeats_at_the_same_address_and_near_it_within_a_week(burglaries):
    """As Johnson et al. (2007) found in other towns: strongest at the same place, then fading."""
    table = knox(burglaries, snapped=False, seed=1)
    first = table[table["time_from"] == 0].set_index("distance_to")["ratio"]
    assert first[0] > first[100] > first[200] > first[400] > 1
    assert table.set_index(["distance_to", "time_from"]).loc[(0, 0), "p"] == 0.001
    assert table["above_chance"].sum() >= 3


def test_shuffled_days_do_not_repeat(burglaries):
    mixed = burglaries.assign(day=np.random.default_rng(1).permutation(burglaries["day"]))
    assert not knox(mixed, seed=1)["above_chance"].any()
    row = share_following(mixed).iloc[0]
    assert row["share_lower"] < 0.01


def test_a_clear_share_follows_another_nearby(burglaries):
    row = share_following(burglaries).iloc[0]
    assert 0.02 < row["share_lower"] < row["share_upper"] < 0.25


def test_a_quarter_holds_clusters_that_are_no_chance(burglaries):
    quarter = burglaries[burglaries["day"].between("2016-01-01", "2016-03-31")]
    events, places = in_squares(quarter, size_m=400)
    table = permutation_scan(events, places, replicas=99, seed=1)
    assert table["p"].iloc[0] <= 0.05
    assert (table["observed"] > 3 * table["expected"]).all()
