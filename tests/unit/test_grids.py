"""Cells sit on the National Grid whatever the boundary, and cover it once."""

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point, Polygon, box

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.grids import (
    cell_points,
    count_in_cells,
    hex_grid,
    square_grid,
    touching,
)
from cdrp_analysis.measures.lattice import hex_of, square_of

TOWN = Polygon([(523150, 178650), (524730, 178910), (524100, 180020), (523300, 179500)])


def points(*pairs):
    return pd.DataFrame(pairs, columns=["easting", "northing"], dtype=float)


@pytest.mark.parametrize("make", [square_grid, hex_grid])
def test_cells_cover_the_boundary_once_and_count_only_ground_inside(make):
    grid = make(TOWN, size_m=200)
    assert grid["area_km2"].sum() * 1e6 == pytest.approx(TOWN.area, rel=1e-9)
    assert shapely.union_all(grid.geometry).symmetric_difference(TOWN).area < 1e-3
    assert grid["cell"].is_unique


def test_a_square_is_named_by_its_lower_left_corner_on_the_grid():
    grid = square_grid(TOWN, size_m=200)
    assert (grid["easting"] % 200 == 0).all() and (grid["northing"] % 200 == 0).all()
    first = grid.iloc[0]
    assert first["cell"] == f"E{first['easting']:.0f}N{first['northing']:.0f}"
    assert list(square_of([523400.0, 523599.9], [178600.0, 178799.9])) == ["E523400N178600"] * 2


@pytest.mark.parametrize("make", [square_grid, hex_grid])
def test_two_boundaries_share_the_cells_of_their_common_ground(make):
    wider = make(TOWN.buffer(5000), size_m=400).set_index("cell")
    narrower = make(TOWN, size_m=400).set_index("cell")
    assert set(narrower.index) <= set(wider.index)
    centres = ["easting", "northing"]
    assert wider.loc[narrower.index, centres].equals(narrower[centres])


def test_hexagons_are_regular_and_400_m_from_flat_side_to_flat_side():
    whole = hex_grid(TOWN.buffer(2000)).query("area_km2 > 0.1385").geometry.iloc[0]
    west, south, east, north = whole.bounds
    assert east - west == pytest.approx(400) and north - south == pytest.approx(800 / np.sqrt(3))
    assert whole.area == pytest.approx(400**2 * np.sqrt(3) / 2)


def test_hex_of_finds_the_hexagon_that_holds_the_point():
    grid = hex_grid(box(522000, 178000, 524000, 180000)).set_index("cell")
    rng = np.random.default_rng(0)
    east, north = rng.uniform(522000, 524000, 500), rng.uniform(178000, 180000, 500)
    holders = grid.geometry.loc[list(hex_of(east, north))].to_numpy()
    assert shapely.intersects(holders, shapely.points(east, north)).all()


def test_points_are_counted_where_they_lie_and_those_left_out_are_named():
    square = box(0, 0, 400, 200)
    where = points((10, 10), (10, 20), (399, 10), (-8, 10), (-200, 10), (np.nan, 10))
    counts = count_in_cells(where, square_grid(square), square)
    # Eight metres outside is rounding and goes to the nearest cell; 200 m is another borough.
    assert counts.to_dict() == {"E0N0": 3, "E200N0": 1}
    assert counts.attrs == {"counted": 4, "outside": 1, "no_coordinates": 1}


def test_no_points_at_all_is_a_count_of_zero():
    assert count_in_cells(points(), square_grid(TOWN), TOWN).sum() == 0


def test_a_whole_square_touches_eight_and_a_whole_hexagon_six():
    block = box(0, 0, 3000, 3000)
    assert touching(square_grid(block)).sum(axis=1).max() == 8
    assert touching(hex_grid(block)).sum(axis=1).max() == 6
    corner = touching(square_grid(box(0, 0, 600, 600))).sum(axis=1)
    assert sorted(corner) == [3, 3, 3, 3, 5, 5, 5, 5, 8]


def test_the_point_of_a_cell_is_its_middle_or_at_least_inside_it():
    crescent = Point(300, 300).buffer(290) - Point(360, 300).buffer(280)
    grid = square_grid(crescent)
    assert shapely.intersects(grid.geometry, shapely.points(cell_points(grid))).all()
    assert cell_points(square_grid(box(0, 0, 200, 200))).tolist() == [[100, 100]]


def test_a_line_is_no_boundary():
    with pytest.raises(InputError, match="not an area"):
        square_grid(LineString([(0, 0), (1, 1)]))


def test_points_without_grid_coordinates_are_refused():
    with pytest.raises(InputError, match="easting and northing missing"):
        count_in_cells(pd.DataFrame({"longitude": [0.0]}), square_grid(TOWN), TOWN)
