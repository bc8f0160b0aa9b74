"""The raster of areas answers as exact geometry does, on borders and corners too."""

from fractions import Fraction

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from benchmarks.places import ground
from cdrp_analysis import geography
from cdrp_analysis.errors import InputError
from cdrp_analysis.geography.area_index import Inside, inside_of, outline_edges

MANY = 6000  # more than are tested one by one


def areas(**shapes):
    return gpd.GeoDataFrame({"code": list(shapes)}, geometry=list(shapes.values()), crs=27700)


def by_geos(x, y, shapes):
    """Every pair of point and shape, tested by shapely: first holder and number of holders."""
    meets = shapely.intersects(np.asarray(shapes)[:, None], shapely.points(x, y)[None])
    return np.where(meets.any(axis=0), meets.argmax(axis=0), -1), meets.sum(axis=0)


def on_and_off(shapes, seed):
    """Points on corners, on edges, a rounding away from edges, and anywhere near."""
    rng = np.random.default_rng(seed)
    edges, _ = outline_edges(np.asarray(shapes))
    picked = edges[rng.integers(len(edges), size=MANY)]
    along = picked[:, :2] + (picked[:, 2:] - picked[:, :2]) * rng.choice(
        [0.5, 0.25, 1 / 3], (MANY, 1)
    )
    beside = np.nextafter(along, along + rng.choice([-1, 1], along.shape))
    west, south, east, north = shapely.total_bounds(shapes)
    free = rng.uniform((west - 9, south - 9), (east + 9, north + 9), (MANY, 2))
    return np.vstack([picked[:, :2], along, beside, free]).T


@pytest.mark.parametrize("start", [(8.1, 8.3), (0.3, 0.7)])
def test_a_point_one_rounding_off_a_border_is_off_it(start):
    """After Kettner and others (2008): plain floats mistake the side of many of these points."""
    end = (15.9, 14.7)
    above = Polygon([start, end, (start[0], 15.9)])
    steps = np.arange(-40, 40) * np.spacing(12.0)
    middle = start[1] + (12 - start[0]) * (end[1] - start[1]) / (end[0] - start[0])
    x, y = (side.ravel() for side in np.meshgrid(12 + steps, middle + steps))
    holder, _ = geography.area_index(areas(A=above)).holders(x, y)
    (ax, ay), (bx, by) = (tuple(map(Fraction, corner)) for corner in (start, end))
    exactly = [
        (bx - ax) * (Fraction(v) - ay) >= (by - ay) * (Fraction(u) - ax)
        for u, v in zip(x.tolist(), y.tolist(), strict=True)
    ]
    assert ((holder == 0) == exactly).all()


@pytest.mark.parametrize("cell_m", [None, 7.0, 400.0])
def test_every_answer_is_that_of_exact_geometry(cell_m):
    crescent = Point(526000, 178500).buffer(700) - Point(526300, 178700).buffer(650)
    shapes = {
        "A": Polygon([(525000, 178000), (525900, 178013), (525333, 178900)]),
        "B": MultiPolygon(
            [box(526800, 178000, 527100, 178300), box(526900, 178400, 527000, 178500)]
        ),
        "C": crescent,
        "D": box(527200, 178000, 528000, 178800) - box(527400, 178200, 527600, 178400),
        "E": box(527400, 178200, 527600, 178400),
    }  # fmt: skip
    index = geography.area_index(areas(**shapes), tolerance=1.0, cell_m=cell_m)
    x, y = on_and_off(list(shapes.values()), 1)
    holder, hits = index.holders(x, y)
    expected, number = by_geos(x, y, list(shapes.values()))
    assert (holder == expected).all() and (hits == number).all()
    assert (hits == 2).any()  # the hole's rim belongs to D and E


def test_a_city_of_crooked_areas_is_answered_alike_few_or_many():
    drawn = ground.areas()[0][1].iloc[:300]
    index = geography.area_index(drawn)
    x, y = on_and_off(index.shapes, 2)
    many, hits = index.holders(x, y)
    few = [index.holders(x[i : i + 4000], y[i : i + 4000]) for i in range(0, len(x), 4000)]
    assert (many == np.concatenate([holder for holder, _ in few])).all()
    assert (hits == np.concatenate([number for _, number in few])).all()


def test_tolerated_overlaps_are_counted_where_cells_are_wholly_in_both():
    two = areas(A=box(0, 0, 1000, 1000), B=box(600, 0, 1600, 1000))
    index = geography.area_index(two, tolerance=0.5, cell_m=10)
    x, y = np.random.default_rng(3).uniform(0, 1600, (2, MANY))
    holder, hits = index.holders(x, y)
    assert (hits[(x > 600) & (x < 1000) & (y < 1000)] == 2).all()
    assert (holder[(x < 1000) & (y < 1000)] == 0).all()
    assert index.coverage.overlapping == ("A", "B")


def test_the_first_code_holds_a_border_whatever_the_order_of_the_rows():
    two = areas(Z=box(0, 0, 10, 10), A=box(10, 0, 20, 10))
    where = pd.DataFrame({"easting": [10.0] * MANY, "northing": np.linspace(0, 10, MANY)})
    for rows in (two, two.iloc[::-1]):
        got = geography.assign(where, geography.area_index(rows))
        assert set(got) == {"A"} and got.attrs["contested"] == MANY


def test_missing_coordinates_are_nowhere():
    index = geography.area_index(areas(A=box(0, 0, 10, 10)))
    x, y = np.full(MANY, 5.0), np.full(MANY, 5.0)
    x[0], y[1], x[2], y[3] = np.nan, np.nan, np.inf, -np.inf
    holder, _ = index.holders(x, y)
    assert (holder[:4] == -1).all() and (holder[4:] == 0).all()


def test_an_outline_that_crosses_itself_is_refused_and_named():
    bow = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    with pytest.raises(InputError, match="1 of 2 areas have no valid outline") as refusal:
        geography.area_index(areas(A=box(20, 0, 30, 10), B=bow))
    assert refusal.value.areas == ("B",)


def test_an_area_inside_another_overlaps_though_no_outlines_meet():
    nested = areas(A=box(0, 0, 100, 100), B=box(40, 40, 60, 60), C=box(200, 0, 300, 100))
    found = geography.coverage(nested)
    assert found.overlap_km2 == pytest.approx(400e-6)
    assert found.overlapping == ("A", "B")
    assert found.area_km2 == pytest.approx(0.02)


def test_inside_is_the_boundary_with_its_border_without_its_holes():
    pond = box(40, 40, 60, 60)
    town = box(0, 0, 100, 100) - pond
    x, y = on_and_off([town], 4)
    assert (Inside(town)(x, y) == shapely.intersects_xy(town, x, y)).all()


def test_edges_run_anticlockwise_outside_and_clockwise_around_holes():
    edges, owner = outline_edges(np.array([box(0, 0, 9, 9) - box(3, 3, 6, 6), box(20, 0, 21, 1)]))
    assert np.bincount(owner).tolist() == [8, 4]
    twice_area = edges[:, 0] * edges[:, 3] - edges[:, 2] * edges[:, 1]
    assert np.bincount(owner, weights=twice_area).tolist() == [2 * (81 - 9), 2 * 1]


def test_few_points_get_the_same_answers_before_and_after_the_raster_is_made():
    boundary = Polygon([(0, 0), (900, 100), (700, 800), (300, 400)])
    x, y = on_and_off([boundary], seed=3)
    few = slice(None, None, 50)
    within = Inside(boundary)
    alone = within(x[few], y[few])
    assert (within(x, y)[few] == alone).all()
    assert (within(x[few], y[few]) == alone).all()
    assert inside_of(boundary) is inside_of(shapely.from_wkb(boundary.wkb))
