"""Hammersmith and Fulham, April 2017 to March 2018: places measured on the published points."""

import os
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from cdrp_analysis import geography
from cdrp_analysis.disclosure import maps
from cdrp_analysis.measures.grids import square_grid
from cdrp_analysis.measures.holdout import holdout
from cdrp_analysis.measures.hotspots import cluster_rates, hotspot_cells
from cdrp_analysis.vocabulary import ASB

DATA = Path(
    os.environ.get("CDRP_REAL_DATA", Path(__file__).resolve().parents[3] / "shared" / "data-real")
)
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.exists(), reason="the real public data is not on this machine"),
]


def boundaries(file, code):
    return gpd.read_file(DATA / "boundaries" / file).to_crs(27700).rename(columns={code: "code"})


@pytest.fixture(scope="module")
def rows():
    names = {"LSOA code": "lsoa", "Crime type": "category"}
    files = sorted((DATA / "police-uk" / "hf-allcrime").glob("*/*-street.csv"))
    table = pd.concat([pd.read_csv(file) for file in files], ignore_index=True)
    return geography.to_national_grid(table.rename(columns=names).rename(columns=str.lower))


@pytest.fixture(scope="module")
def offences(rows):
    return rows[rows["category"] != ASB]


@pytest.fixture(scope="module")
def borough():
    return boundaries("hf_borough.geojson", "gss_code").geometry.iloc[0]


@pytest.fixture(scope="module")
def lsoas():
    return boundaries("hf_lsoa_2011.geojson", "LSOA11CD")


def year(table, first, last):
    return table[table["month"].between(first, last)]


def test_points_agree_with_the_publishers_own_lsoa(rows, lsoas):
    found = geography.assign(rows, lsoas, reach_m=20)
    assert found.attrs["outside"] == found.attrs["no_coordinates"] == 0
    # This set of outlines is generalised to 20 m; snap points lie on the streets that divide.
    assert (found == rows["lsoa"]).mean() > 0.94
    in_detail = boundaries("hf_lsoa_2021.geojson", "lsoa21cd")
    lookup = pd.read_parquet(DATA / "lookups" / "lsoa2011_lsoa2021_lad2022_EW.parquet").rename(
        columns={"LSOA11CD": "from_code", "LSOA21CD": "to_code", "CHGIND": "change"}
    )
    by_point = geography.assign(rows, in_detail, reach_m=20)
    converted = geography.convert_lsoa(rows["lsoa"], lookup, by_point=by_point)
    assert set(converted["how"]) == {"unchanged", "split, by point"}
    assert (converted["code"] == by_point).mean() > 0.99


def test_best_fit_wards_are_the_national_statistics_offices(lsoas):
    wards = boundaries("hf_wards_2018.geojson", "GSS_CODE")
    lookup = geography.areal_lookup(lsoas, wards)
    published = pd.read_parquet(DATA / "lookups" / "lsoa2011_ward_lookup_as_found.parquet")
    published = published.set_index("LSOA11CD")["WD18CD"]
    fitted = geography.best_fit(lookup)
    assert len(fitted) == 113 and (fitted == published.reindex(fitted.index)).all()
    residents = lsoas.rename(columns={"code": "area", "USUALRES": "residents"})
    by_ward = geography.apportion(residents, lookup)
    assert by_ward["area"].notna().all() and len(by_ward) == 16
    assert by_ward["residents"].sum() == pytest.approx(182493)


def test_every_offence_of_the_year_is_on_the_grid_and_the_busiest_square_is_white_city(
    offences, borough
):
    cells = hotspot_cells(year(offences, "2017-04", "2018-03"), borough, seed=1)
    assert len(cells) == 499 and cells["offences"].sum() == 20764
    assert cells.attrs["outside"] == 0
    assert cells["area_km2"].sum() == pytest.approx(borough.area / 1e6)
    busiest = cells.loc[cells["offences"].idxmax()]
    assert (busiest["cell"], busiest["offences"]) == ("E523400N180200", 1076)
    assert cells.loc[cells["density"].idxmax(), "cell"] == busiest["cell"]
    hot = cells[cells["hotspot"]]
    assert len(hot) == 3
    assert hot.distance(busiest.geometry).max() < 200


def test_last_years_squares_hold_five_times_their_share_of_the_next(offences, borough):
    earlier, later = (
        year(offences, *months) for months in (("2017-04", "2018-03"), ("2018-04", "2018-06"))
    )
    table = holdout(earlier, later, square_grid(borough), borough, seed=1)
    five = table[table["share_of_area"] == 0.05].set_index("method")["pai"]
    assert five["counts"] == pytest.approx(4.94, abs=0.01)
    assert five["kde"] == pytest.approx(4.41, abs=0.01)
    assert five["gi_star"] == pytest.approx(4.24, abs=0.01)


def test_rates_of_113_lsoas_are_tested_with_their_neighbours(offences, lsoas):
    counts = year(offences, "2017-04", "2018-03")["lsoa"].value_counts()
    rates = pd.DataFrame(
        {
            "area": lsoas["code"],
            "offences": counts.reindex(lsoas["code"], fill_value=0).to_numpy(),
            "residents": lsoas["USUALRES"],
        }
    )
    found = cluster_rates(rates, geography.neighbours(lsoas), seed=1)
    assert found[["gi_star", "p", "q"]].notna().all(axis=None)
    assert found.loc[found["gi_star"].idxmax(), "p"] < 0.05


def test_the_public_map_has_no_small_group_and_its_borders_meet(offences, borough, lsoas):
    homes = lsoas.rename(columns={"HHOLDS": "households"})
    groups = maps.safe_hexes(year(offences, "2017-04", "2018-03"), borough, homes)
    assert groups["events"].min() >= 5 and groups["households"].min() >= 50
    assert groups["events"].sum() == 20764
    public = maps.public_geometry(maps.bands(groups)[0])
    assert public.is_valid.all() and shapely.coverage_is_valid(public.geometry.to_numpy())
    assert set(public["band"]) == {"low", "medium", "high"}
