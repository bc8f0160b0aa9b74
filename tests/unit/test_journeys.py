"""How far people came: bands of distance and a median with limits."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.contracts import PARTNER_FEEDS, check_rows, conform
from cdrp_analysis.measures.journeys import band_names, distance_bands, median_limits
from cdrp_analysis.sample import sectors
from tests.planters import world_of

# Ranks of 95% limits of a median: Campbell and Gardner (1988), British Medical Journal 296, table.
RANKS = [(20, 6, 15), (30, 10, 21), (50, 18, 33), (60, 22, 39)]


@pytest.mark.parametrize("count, low, high", RANKS)
def test_limits_of_a_median_have_the_published_ranks(count, low, high):
    values = pd.Series(np.arange(1, count + 1)[::-1], dtype=float)
    assert median_limits(values) == ((count + 1) / 2, low, high)


def test_fewer_than_twenty_have_no_median_and_no_share():
    few = pd.Series([100.0] * 19)
    assert np.isnan(median_limits(few)).all()
    table = distance_bands(few)
    assert table["journeys"].tolist() == [19, 0, 0, 0, 0] and table["share"].isna().all()


def test_a_band_is_closed_at_its_lower_end_and_the_last_is_open():
    assert band_names() == ["under 1 km", "1 to 2 km", "2 to 5 km", "5 to 10 km", "10 km or more"]
    metres = pd.Series([0.0, 999.9, 1000.0, 1999.9, 2000.0, 5000.0, 10_000.0, 99_000.0] * 5)
    table = distance_bands(metres)
    assert table["journeys"].tolist() == [10, 10, 5, 5, 10]
    assert table["share"].sum() == pytest.approx(1.0)
    assert (table["share_lower"] < table["share"]).all()


def test_a_table_of_sectors_refuses_what_is_none_and_what_stands_twice():
    rows = pd.DataFrame({
        "sector": ["AY1 3", "AY1 3", "AY13", "AY1 3AB", "B1 2", "EC1A 1"],
        "easting": ["1000"] * 6, "northing": ["2000"] * 6, "source_file": "f.csv",
        "source_row": range(2, 8), "vintage": "2010-10-18",
    })  # fmt: skip
    contract = PARTNER_FEEDS["postcode_sectors"]
    typed, unreadable = conform(rows.astype(str), contract)
    assert unreadable.isna().all()
    kept, reasons = check_rows(typed, contract)
    assert kept["sector"].tolist() == ["B1 2", "EC1A 1"]
    assert reasons.notna().sum() == 4


def test_homes_of_the_borough_are_likelier_near_the_offence():
    world = world_of(2011)
    chances = sectors.home_chances(world.points)
    assert chances.sum(axis=1) == pytest.approx(1.0)
    places = sectors.sector_places()
    own = places.head(len(sectors.OWN_SECTORS))
    at = np.repeat(np.arange(len(world.points)), 20)
    homes = sectors.own_homes(world.points, at, np.random.default_rng(1))
    share = pd.Series(homes).value_counts(normalize=True).reindex(own["sector"])
    assert share.to_numpy() == pytest.approx(chances.mean(axis=0), abs=0.01)
    far = places.tail(len(sectors.OTHER_SECTORS))
    gap = np.hypot(
        world.points["easting"].to_numpy()[:, None] - far["easting"].to_numpy(),
        world.points["northing"].to_numpy()[:, None] - far["northing"].to_numpy(),
    )
    assert gap.min() > 3_000
