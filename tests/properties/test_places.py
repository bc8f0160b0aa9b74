"""What must hold of places whatever the points."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse
from shapely import box

from cdrp_analysis import geography
from cdrp_analysis.disclosure import maps
from cdrp_analysis.measures.denominators import Denominator, rates_by_denominator
from cdrp_analysis.measures.edge_mass import mass_inside
from cdrp_analysis.measures.grids import count_in_cells, hex_grid, square_grid
from cdrp_analysis.measures.kernel import density, density_raster
from cdrp_analysis.measures.lattice import hex_of
from cdrp_analysis.measures.local_clustering import false_discovery
from cdrp_analysis.measures.permutation import exact_p

TOWN = box(0, 0, 1500, 1500)
inside = st.tuples(st.floats(0, 1500), st.floats(0, 1500))


def frame(pairs):
    return pd.DataFrame(pairs, columns=["easting", "northing"], dtype=float)


@settings(max_examples=40, deadline=None)
@given(st.lists(inside, min_size=5, max_size=80))
def test_published_groups_are_never_small_and_never_lose_an_event(where):
    homes = gpd.GeoDataFrame({"households": [1000]}, geometry=[TOWN], crs=27700)
    groups = maps.safe_hexes(frame(where), TOWN, homes)
    assert (groups["events"] >= 5).all() and (groups["households"] >= 50 - 1e-9).all()
    assert groups["events"].sum() == len(where)
    low_end, medium_end = maps.band_ends(groups)
    assert (low_end >= 11).all() and (medium_end - low_end >= 6).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-20, 40), st.floats(-20, 40)), max_size=30))
def test_every_point_keeps_its_row_and_gets_one_code_at_most(where):
    areas = gpd.GeoDataFrame(
        {"code": ["A", "B", "C"]},
        geometry=[box(0, 0, 10, 20), box(10, 0, 20, 10), box(10, 10, 20, 20)],
        crs=27700,
    )
    got = geography.assign(frame(where), areas)
    within = [0 <= x <= 20 and 0 <= y <= 20 for x, y in where]
    assert list(got.notna()) == within


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.5, 9.5), min_size=1, max_size=5), st.lists(st.integers(0, 9999),
       min_size=4, max_size=4))  # fmt: skip
def test_apportioning_keeps_the_total_however_wards_are_cut(cuts, residents):
    lsoas = gpd.GeoDataFrame(
        {"code": list("PQRS")}, geometry=[box(0, y, 10, y + 2) for y in range(0, 8, 2)], crs=27700
    )
    edges = sorted({0.0, 10.0, *cuts})
    wards = gpd.GeoDataFrame(
        {"code": [f"W{i}" for i in range(len(edges) - 1)]},
        geometry=[box(a, -1, b, 9) for a, b in pairwise(edges)],
        crs=27700,
    )
    lookup = geography.areal_lookup(lsoas, wards)
    assert np.allclose(lookup.groupby("from_code")["weight"].sum(), 1)
    counts = pd.DataFrame({"area": list("PQRS"), "residents": residents})
    assert np.isclose(geography.apportion(counts, lookup)["residents"].sum(), sum(residents))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=6, max_size=14), st.integers(0, 10**6))
def test_p_is_a_probability_that_follows_its_place_when_rows_are_shuffled(counts, seed):
    rng = np.random.default_rng(seed)
    n = len(counts)
    upper = np.triu(rng.random((n, n)) < 0.4, 1).astype(float)
    links = sparse.csr_array(upper + upper.T)
    p = exact_p(np.array(counts), links)
    assert ((p > 0) & (p <= 1)).all()
    shuffled = rng.permutation(n)
    moved = exact_p(np.array(counts)[shuffled], links[shuffled][:, shuffled])
    assert np.allclose(moved, p[shuffled], rtol=1e-9)
    q = false_discovery(p)
    assert (q >= p - 1e-12).all() and (np.diff(q[np.argsort(p)]) >= 0).all()


@settings(max_examples=100, deadline=None)
@given(inside, st.floats(60, 900))
def test_two_halves_of_a_town_share_the_kernel_between_them(at, h):
    west, east = box(0, 0, 700, 1500), box(700, 0, 1500, 1500)
    parts = mass_inside([at], west, bandwidth_m=h) + mass_inside([at], east, bandwidth_m=h)
    assert np.isclose(parts, mass_inside([at], TOWN, bandwidth_m=h), atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(st.floats(0, 700000), st.floats(0, 1300000))
def test_the_hexagon_named_for_a_point_holds_it_anywhere_in_britain(east, north):
    near = box(east - 500, north - 500, east + 500, north + 500)
    grid = hex_grid(near).set_index("cell")
    cell = hex_of([east], [north])[0]
    assert shapely.dwithin(grid.geometry[cell], shapely.Point(east, north), 1e-6)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=3, max_size=9),
       st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=3, max_size=9),
       st.sampled_from([0.1, 1 / 3, 1.0, 7.3]))  # fmt: skip
def test_the_raster_of_areas_answers_as_geometry_does_on_every_lattice_point(one, two, scale):
    """Lattice points are corners, lie on edges and on extensions of edges far more than others."""
    shapes = [
        shapely.convex_hull(shapely.MultiPoint(np.array(part) * scale)) for part in (one, two)
    ]
    assume(all(shape.geom_type == "Polygon" for shape in shapes))
    shapes[0] = shapes[0].symmetric_difference(shapes[1].buffer(-2 * scale))
    assume(shapes[0].area > 0 and shapes[0].is_valid)
    areas = gpd.GeoDataFrame({"code": ["A", "B"]}, geometry=shapes, crs=27700)
    axis = np.arange(-1, 14, 0.25) * scale
    x, y = (np.resize(side, 6000) for side in np.meshgrid(axis, axis))
    _, hits = geography.area_index(areas, tolerance=1.0, cell_m=scale / 3).holders(x, y)
    meets = [shapely.intersects_xy(shape, x.ravel(), y.ravel()) for shape in shapes]
    assert (hits == np.sum(meets, axis=0)).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(inside, min_size=1, max_size=30), st.floats(60, 700), st.floats(20, 150),
       st.sampled_from(["quartic", "gaussian"]))  # fmt: skip
def test_the_raster_holds_the_values_that_single_places_have(where, h, cell_m, kernel):
    h = h if kernel == "quartic" else h / 3
    raster = density_raster(frame(where), TOWN, cell_m=cell_m, bandwidth_m=h, kernel=kernel)
    at = raster[["easting", "northing"]].to_numpy()
    alone = density(frame(where), at, TOWN, bandwidth_m=h, kernel=kernel)
    assert np.allclose(raster["density"], alone, rtol=1e-9, atol=1e-9 * alone.max())


@settings(max_examples=60, deadline=None)
@given(st.lists(inside, min_size=1, max_size=60), st.sampled_from([square_grid, hex_grid]),
       st.floats(90, 600))  # fmt: skip
def test_cells_count_every_point_inside_once(where, make, size_m):
    grid = make(TOWN, size_m=size_m)
    counts = count_in_cells(frame(where), grid, TOWN)
    assert counts.sum() == len(where) == counts.attrs["counted"]
    assert np.isclose(grid["area_km2"].sum(), TOWN.area / 1e6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 9000)), min_size=2, max_size=20))
def test_twice_the_people_halve_every_rate_and_move_nobody(drawn):
    wards = pd.DataFrame(
        {"area": range(len(drawn)), "area_name": "", "offences": [count for count, _ in drawn]}
    )
    sizes = pd.Series([size for _, size in drawn])
    table = rates_by_denominator(
        wards,
        {"once": Denominator(sizes, 1000, ""), "twice": Denominator(2 * sizes, 1000, "")},
    )
    once, twice = (
        table[table["denominator"] == key].set_index("area") for key in ("once", "twice")
    )
    assert (twice["rate"] * 2 - once["rate"]).abs().max() < 1e-9 * (1 + once["rate"].max())
    assert (twice["rank_change"] == 0).all()
