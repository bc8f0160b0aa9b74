"""A planted hotspot is found, an even town has none, and every rate is tested fairly."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from shapely import box

from cdrp_analysis import geography
from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.hotspots import (
    cluster_rates,
    eb_standardised,
    hotspot_cells,
    moran_clusters,
)

TOWN = box(0, 0, 4000, 4000)


def points(where):
    return pd.DataFrame(np.asarray(where, dtype=float), columns=["easting", "northing"])


def test_a_planted_hotspot_is_found_where_it_was_planted_and_nowhere_else():
    rng = np.random.default_rng(1)
    where = np.vstack([rng.uniform(0, 4000, (400, 2)), rng.uniform(1000, 1800, (300, 2))])
    cells = hotspot_cells(points(where), TOWN, seed=1)
    hot = cells[cells["hotspot"]]
    assert len(hot) >= 9
    assert hot["easting"].between(800, 1800).all() and hot["northing"].between(800, 1800).all()
    assert cells["offences"].sum() == 700 == cells.attrs["counted"]
    assert cells.loc[cells["density"].idxmax(), "cell"] in set(hot["cell"])


def test_an_even_town_has_no_hotspots():
    where = np.random.default_rng(2).uniform(0, 4000, (800, 2))
    assert not hotspot_cells(points(where), TOWN, seed=1)["hotspot"].any()


def test_the_columns_are_those_of_the_published_declaration():
    cells = hotspot_cells(points([(10, 10)]), TOWN, size_m=500, seed=1)
    assert list(cells.columns) == [
        "cell", "easting", "northing", "size_m", "area_km2", "offences", "density",
        "gi_star", "p", "q", "hotspot", "geometry",
    ]  # fmt: skip


def test_no_offences_means_no_hotspots_and_no_z():
    cells = hotspot_cells(points([(np.nan, np.nan)]), TOWN, size_m=1000, seed=1)
    assert cells["offences"].sum() == 0 and not cells["hotspot"].any()
    assert cells["gi_star"].isna().all() and (cells["density"] == 0).all()
    assert cells.attrs["no_coordinates"] == 1


def test_only_the_unconditional_test_lets_a_place_count_for_itself():
    """One heap of offences amid nothing: no cluster of places, but a hot place."""
    heap = points([(2100, 2100)] * 500 + [(100, 100)])
    own = hotspot_cells(heap, TOWN, conditional=True, seed=1).set_index("cell").loc["E2000N2000"]
    whole = hotspot_cells(heap, TOWN, seed=1).set_index("cell")
    assert own["p"] == 1
    assert whole.loc["E2000N2000", "p"] == pytest.approx(9 / 400)


@pytest.mark.filterwarnings("ignore")
def test_standardised_rates_equal_pysals():
    esda = pytest.importorskip("esda")
    rng = np.random.default_rng(4)
    residents = rng.integers(800, 3000, 60)
    offences = rng.poisson(residents * rng.gamma(4, 0.01, 60))
    theirs = esda.moran.assuncao_rate(offences, residents)
    assert np.allclose(eb_standardised(offences, residents), theirs)


def grid_of_areas():
    squares = [box(x, y, x + 1, y + 1) for y in range(8) for x in range(8)]
    frame = gpd.GeoDataFrame(
        {"code": [f"E{i:02d}" for i in range(64)]}, geometry=squares, crs=27700
    )
    return frame, geography.neighbours(frame, reach_m=0.01)


def test_a_block_of_high_rates_is_hot_and_one_tiny_area_is_not():
    areas, links = grid_of_areas()
    rates = pd.DataFrame({"area": areas["code"], "offences": 100, "residents": 2000})
    block = [0, 1, 2, 8, 9, 10, 16, 17, 18]
    rates.loc[block, "offences"] = 400
    rates.loc[60, ["offences", "residents"]] = [3, 10]  # a rate of 300 per 1,000, by chance
    found = cluster_rates(rates, links, seed=1)
    assert found.loc[[0, 1, 8, 9], "hotspot"].all()
    assert not found.loc[[51, 52, 53, 59, 60, 61], "hotspot"].any()
    assert found["area"].equals(rates["area"]) and "gi_star" not in rates


def test_an_area_without_residents_or_count_is_left_out_and_keeps_its_row():
    areas, links = grid_of_areas()
    rates = pd.DataFrame(
        {
            "area": areas["code"],
            "offences": pd.array(range(64), dtype="Int64"),
            "residents": 1000,
        }
    )
    rates.loc[5, "residents"] = 0
    rates.loc[6, "offences"] = pd.NA
    found = cluster_rates(rates, links, seed=1)
    assert found.loc[[5, 6], ["gi_star", "p", "q"]].isna().all(axis=None)
    assert not found.loc[[5, 6], "hotspot"].any() and found["hotspot"].dtype == bool
    assert found.drop(index=[5, 6])["p"].notna().all() and len(found) == 64


def test_neighbours_of_other_areas_are_refused():
    rates = pd.DataFrame({"offences": [1, 2, 3], "residents": [9, 9, 9]})
    with pytest.raises(InputError, match="neighbours are given for 2"):
        cluster_rates(rates, sparse.csr_array((2, 2)), seed=1)


def test_clusters_and_a_lone_busy_square_are_told_apart():
    areas, links = grid_of_areas()
    counts = np.ones(64, dtype=int)
    counts[[0, 1, 2, 8, 9, 10, 16, 17, 18]] = 30  # a busy corner
    counts[[38, 45, 53]] = 0
    found = moran_clusters(pd.DataFrame({"area": areas["code"], "offences": counts}), links, seed=1)
    assert set(found.index[found["cluster"] == "high among high"]) >= {0, 1, 8, 9}
    assert found["p"].between(0, 1).all() and (found["q"] >= found["p"] - 1e-12).all()
    lone = counts.copy()
    lone[36] = 30
    found = moran_clusters(pd.DataFrame({"offences": lone}), links, alternative="less", seed=1)
    assert found.loc[36, "quadrant"] == "high among low"
    assert not found["cluster"].isin(["high among high", "low among low"]).any()


def test_an_even_town_has_neither_clusters_nor_outliers():
    _, links = grid_of_areas()
    counts = np.random.default_rng(5).poisson(4, 64)
    found = moran_clusters(pd.DataFrame({"offences": counts}), links, seed=1)
    assert (found["cluster"] == "").all()
