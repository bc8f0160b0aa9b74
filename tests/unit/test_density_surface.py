"""Surfaces of density, harm and change: masses kept, changes judged as counts are."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from shapely import box

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.density_surface import density_surface, surface_cell, surface_change
from cdrp_analysis.measures.harm import days_of_rows
from cdrp_analysis.measures.kernel import density

TOWN = box(0, 0, 4000, 4000)
WEST, EAST = (1000, 2000), (3000, 2000)


def repeated(*pairs):
    where = np.repeat([place for place, _ in pairs], [number for _, number in pairs], axis=0)
    return pd.DataFrame(where.astype(float), columns=["easting", "northing"])


def near(table, place):
    away = np.hypot(table["easting"] - place[0], table["northing"] - place[1])
    return table.loc[away.idxmin()]


def test_the_surface_holds_what_was_put_in_and_harm_what_it_weighs():
    points = repeated((WEST, 40), (EAST, 10))
    days = pd.Series([1.0] * 40 + [100.0] * 10)
    found = density_surface(points, TOWN, days=days, bandwidth_m=300)
    cell_km2 = (found["size_m"].iloc[0] / 1000) ** 2
    assert found["density"].sum() * cell_km2 == pytest.approx(50, rel=0.01)
    assert found["harm"].sum() * cell_km2 == pytest.approx(40 + 1000, rel=0.01)
    top = found.loc[found[["density", "harm"]].idxmax(), "easting"].tolist()
    assert top == pytest.approx([WEST[0], EAST[0]], abs=25)  # most offences, most harm
    at = found[["easting", "northing"]].to_numpy()[::97]
    assert found["density"].to_numpy()[::97] == pytest.approx(
        density(points, at, TOWN, bandwidth_m=300)
    )


def test_an_offence_without_a_weight_is_not_harmless_and_is_counted_in_the_note():
    points = repeated((WEST, 4), (EAST, 2))
    found = density_surface(
        points, TOWN, days=pd.Series([5.0] * 4 + [np.nan] * 2), bandwidth_m=300, cell_m=100
    )
    assert near(found, EAST)["harm"] == 0 and near(found, EAST)["density"] > 0
    assert found.attrs["notes"] == ["2 offences without a weight left out of harm alone."]
    none = density_surface(points, TOWN, days=pd.Series([np.nan] * 6), bandwidth_m=300)
    assert none["harm"].isna().all()
    assert none.attrs["notes"][0] == "Cells of the surface set to 50 m: a sixth of the bandwidth."
    with pytest.raises(InputError, match="3 values of harm for 6 points"):
        density_surface(points, TOWN, days=pd.Series([1.0] * 3), bandwidth_m=300)


def test_a_wide_area_gets_coarser_cells_and_says_so():
    size, note = surface_cell(box(0, 0, 40_000, 40_000), 300)
    assert size == 170 and "at most 60,000 cells" in note


def test_harm_of_a_row_is_its_themes_mean_over_the_offences_that_have_a_weight():
    themes = pd.DataFrame({
        "theme": ["robbery", "fraud", "theft"], "offences": pd.array([20, 5, None], dtype="Int64"),
        "cchi_days": [3650.0, np.nan, np.nan], "cchi_covered": [0.5, 0.0, np.nan],
    })  # fmt: skip
    rows = pd.DataFrame({"theme": ["fraud", "robbery", None, "theft"]}, index=[7, 3, 1, 0])
    found = days_of_rows(rows, themes)
    assert found[3] == 3650 / 10 and found.index.tolist() == [7, 3, 1, 0]
    assert found.drop(3).isna().all()
    assert days_of_rows(rows, themes.drop(columns="cchi_days")).isna().all()


def test_a_lasting_rise_is_clear_a_small_one_is_not_and_the_empty_rest_is_masked():
    before, after = repeated((WEST, 40), (EAST, 40)), repeated((WEST, 160), (EAST, 44))
    found = surface_change(before, after, TOWN, bandwidth_m=300, cell_m=100)
    west, east, corner = (near(found, place) for place in (WEST, EAST, (100, 100)))
    assert (west["signal"], east["signal"], corner["signal"]) == ("up", "no clear change", "")
    assert west["ratio"] == pytest.approx(4) and east["ratio"] == pytest.approx(1.1)
    assert corner["masked"] and np.isnan(corner["q"])
    back = surface_change(after, before, TOWN, bandwidth_m=300, cell_m=100)
    assert near(back, WEST)["signal"] == "down"
    assert back["q"].to_numpy() == pytest.approx(found["q"].to_numpy(), nan_ok=True)


@pytest.mark.parametrize("place", [(1200.0, 1200.0), (0.0, 1200.0), (0.0, 0.0)])
def test_without_a_change_z_is_standard_normal_also_where_the_boundary_cuts_the_kernel(place):
    chance = np.random.default_rng(5)
    town = box(0, 0, 2400, 2400)
    z = []
    for _ in range(300):
        before, after = (
            pd.DataFrame(
                chance.uniform(0, 2400, (chance.poisson(1500), 2)), columns=["easting", "northing"]
            )
            for _ in "ab"
        )
        found = surface_change(before, after, town, bandwidth_m=300, cell_m=1200 / 7)
        z.append(near(found, place)["z"])
    assert stats.kstest(z, "norm").pvalue > 0.01
    assert 0.9 < np.std(z) < 1.1


def test_nothing_to_compare_with_gives_no_rows():
    found = surface_change(repeated((WEST, 1)).head(0), repeated((WEST, 9)), TOWN, bandwidth_m=300)
    assert found.empty and "signal" in found
