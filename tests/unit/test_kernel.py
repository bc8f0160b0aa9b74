"""The density is the formula, summed; the edge correction is the integral, exactly."""

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from shapely import MultiPolygon, Point, box, contains_xy

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.bandwidth import bandwidths
from cdrp_analysis.measures.edge_mass import mass_inside
from cdrp_analysis.measures.kernel import density, density_raster

WIDE = box(-1e5, -1e5, 1e5, 1e5)


def points(where):
    return pd.DataFrame(np.asarray(where, dtype=float), columns=["easting", "northing"])


def quartic(squared, h):
    return np.where(squared < h**2, 3 / (np.pi * h**2) * (1 - squared / h**2) ** 2, 0.0)


def test_one_offence_gives_the_kernel_per_square_kilometre():
    got = density(points([(0, 0)]), [(0, 0), (150, 0), (0, 300), (250, 250)], WIDE)
    peak = 3 / (np.pi * 0.3**2)
    assert got == pytest.approx([peak, peak * 0.75**2, 0, 0])


def test_every_pair_within_reach_is_summed_and_no_other():
    rng = np.random.default_rng(1)
    where, weights = rng.uniform(0, 3000, (400, 2)).round(-1), rng.uniform(0, 2, 400)
    at = rng.uniform(-500, 3500, (200, 2))
    squared = ((at[:, None] - where[None]) ** 2).sum(axis=2)
    expected = quartic(squared, 280) @ weights * 1e6
    got = density(points(where), at, WIDE, bandwidth_m=280, weights=weights)
    assert np.allclose(got, expected, rtol=1e-12)


def test_the_whole_surface_holds_as_many_offences_as_were_put_in():
    step = 20.0
    axis = np.arange(-1000, 1001, step)
    at = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    total = density(points([(0, 0), (30, 70), (30, 70)]), at, WIDE).sum() * step**2 / 1e6
    assert total == pytest.approx(3, rel=1e-4)


def test_half_is_inside_at_a_straight_edge_and_a_quarter_at_a_corner():
    town = box(0, 0, 5000, 5000)
    at = [(2500, 2500), (0, 2500), (0, 0), (2500, 1e-9), (-400, 100)]
    assert mass_inside(at, town, bandwidth_m=300) == pytest.approx([1, 0.5, 0.25, 0.5, 0])


def test_mass_inside_agrees_with_numerical_integration_around_a_hole():
    pond = Point(130, 40).buffer(70, quad_segs=64)
    town = MultiPolygon([box(-90, -400, 400, 400) - pond, box(-400, -400, -200, 400)])

    # Midpoint rule on a half-metre lattice, an independent way to the same integral.
    axis = np.arange(-299.75, 300, 0.5)
    x, y = np.meshgrid(axis, axis)
    expected = (quartic(x * x + y * y, 300) * contains_xy(town, x, y)).sum() / 4
    assert mass_inside([(0, 0)], town, bandwidth_m=300)[0] == pytest.approx(expected, abs=1e-4)


def test_an_even_spread_stays_even_up_to_the_boundary():
    """Without the correction the corner would show a quarter of the density."""
    town = box(0, 0, 2000, 2000)
    axis = np.arange(5, 2000, 10.0)
    even = points(np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2))
    got = density(even, [(1000, 1000), (0, 1000), (0, 0)], town)
    assert got == pytest.approx([10000, 10000, 10000], rel=1e-3)


def test_where_the_boundary_is_out_of_reach_there_is_no_density():
    assert np.isnan(density(points([(0, 0)]), [(9000, 9000)], box(0, 0, 10, 10)))[0]


def test_rows_without_coordinates_take_their_weight_with_them():
    given = points([(0, 0), (np.nan, 0), (0, 0)])
    got = density(given, [(0, 0)], WIDE, weights=np.array([1.0, 50.0, 2.0]))
    assert got == pytest.approx(density(points([(0, 0)] * 3), [(0, 0)], WIDE))


def test_cross_validation_recovers_the_scale_of_clusters_despite_snap_points():
    rng = np.random.default_rng(6)
    centres = rng.uniform(1000, 9000, (40, 2))
    where = (centres[rng.integers(40, size=3000)] + rng.normal(0, 120, (3000, 2))).round(-1)
    where = np.vstack([where, np.repeat(where[:20], 10, axis=0)])  # heavy snap points
    found = bandwidths(points(where), box(0, 0, 10000, 10000)).set_index("rule")["bandwidth_m"]
    assert 150 <= found["likelihood cross-validation"] <= 350
    sigma = where.std(axis=0, ddof=1) * len(where) ** (-1 / 6)
    assert found["Scott"] == pytest.approx(np.sqrt(8 * sigma[0] * sigma[1]))


@pytest.mark.parametrize("wrong", [{"bandwidth_m": 0}, {"weights": np.array([-1.0])},
                                   {"weights": np.ones(2)}])  # fmt: skip
def test_impossible_options_are_refused(wrong):
    with pytest.raises(InputError, match=r"not positive|weights for 1 points"):
        density(points([(0, 0)]), [(0, 0)], WIDE, **wrong)


def test_one_location_has_no_bandwidth():
    with pytest.raises(InputError, match="1 distinct locations"):
        bandwidths(points([(0, 0), (0, 0)]), WIDE)


COAST = (
    Point(523000, 178000).buffer(2500, quad_segs=9) - box(522000, 177000, 522950, 180000)
).difference(Point(524100, 178300).buffer(260))


def scattered(n, seed):
    rng = np.random.default_rng(seed)
    where = rng.uniform((520600, 175600), (525400, 180400), (8 * n, 2))
    return where[contains_xy(COAST, where)][:n], rng


def kernel_at(squared, h, kernel):
    if kernel == "quartic":
        return quartic(squared, h)
    return np.exp(-squared / (2 * h * h)) / (2 * np.pi * h * h)


@pytest.mark.parametrize("kernel, h", [("quartic", 317.0), ("gaussian", 110.0)])
@pytest.mark.parametrize("cell_m", [50.0, 37.5])
def test_the_raster_is_the_direct_sum_at_the_centres_of_its_cells(kernel, h, cell_m):
    """No point is moved and nothing is binned: to 1e-9 of what summing every pair gives."""
    where, rng = scattered(3000, 8)
    weights = rng.uniform(0, 5, len(where))
    got = density_raster(
        points(where), COAST, cell_m=cell_m, bandwidth_m=h, kernel=kernel, weights=weights,
        correction="none",
    )  # fmt: skip
    at = got[["easting", "northing"]].to_numpy()
    assert (np.floor(at / cell_m) * cell_m + cell_m / 2 == at).all()
    assert contains_xy(COAST, at).all()
    some = rng.choice(len(at), 600, replace=False)
    squared = ((at[some][:, None] - where[None]) ** 2).sum(axis=2)
    expected = kernel_at(squared, h, kernel) @ weights * 1e6
    assert np.allclose(got["density"].to_numpy()[some], expected, rtol=1e-9, atol=0)


@pytest.mark.parametrize("kernel, h", [("quartic", 317.0), ("gaussian", 110.0)])
@pytest.mark.parametrize("correction", ["place", "point", "none"])
def test_raster_and_single_locations_agree_up_to_the_coast(kernel, h, correction):
    where, _ = scattered(2000, 9)
    options = {"bandwidth_m": h, "kernel": kernel, "correction": correction}
    raster = density_raster(points(where), COAST, cell_m=60, **options)
    alone = density(points(where), raster[["easting", "northing"]], COAST, **options)
    assert np.allclose(raster["density"], alone, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kernel, h", [("quartic", 400.0), ("gaussian", 140.0)])
def test_with_points_corrected_the_ground_inside_holds_all_of_them(kernel, h):
    where, rng = scattered(800, 10)
    weights = rng.uniform(0, 3, len(where))
    totals = {}
    for correction in ("point", "none"):
        raster = density_raster(
            points(where), COAST, cell_m=10, bandwidth_m=h, kernel=kernel, weights=weights,
            correction=correction,
        )  # fmt: skip
        totals[correction] = raster["density"].sum() * 1e-4
    # Summing over cells of 10 m follows a crooked coast to a few parts in ten thousand.
    assert totals["point"] == pytest.approx(weights.sum(), rel=5e-4)
    assert totals["none"] < 0.95 * weights.sum()  # the rest lies in the sea


def test_a_raster_is_highest_at_the_cell_that_holds_the_point():
    """Half a cell's shift would put it into another corner."""
    for where in [(523012, 178009), (523038, 178041), (523025, 178025)]:
        raster = density_raster(points([where]), box(522000, 177000, 524000, 179000), cell_m=50)
        top = raster.loc[raster["density"].idxmax()]
        assert (top["easting"], top["northing"]) == (523025, 178025)


def test_gaussian_mass_agrees_with_the_normal_distribution():
    """Inside a rectangle the share is a product of two normal probabilities."""
    town = box(0, 0, 900, 400)
    at = np.array([(0, 0), (100, 30), (450, 399.5), (-150, 200), (880, -40), (450, 200)])
    normal = NormalDist(0, 120).cdf
    expected = [(normal(900 - x) - normal(-x)) * (normal(400 - y) - normal(-y)) for x, y in at]
    got = mass_inside(at, town, bandwidth_m=120, kernel="gaussian")
    assert got == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
def test_mass_inside_a_disc_seen_from_its_middle_is_the_kernels_own(kernel):
    disc = Point(0, 0).buffer(150, quad_segs=2000)
    share = {"quartic": 1 - (1 - 0.25) ** 3, "gaussian": 1 - np.exp(-0.125)}[kernel]
    got = mass_inside([(0, 0)], disc, bandwidth_m=300, kernel=kernel)
    assert got[0] == pytest.approx(share, rel=1e-6)


def test_points_beyond_the_boundary_are_not_spread_into_it():
    town = box(0, 0, 1000, 1000)
    near, far = points([(-8, 500)]), points([(-8, 500), (-60, 500), (500, np.nan)])
    assert density(far, [(10, 500)], town) == pytest.approx(density(near, [(10, 500)], town))
    left_out = density_raster(far, town).attrs
    assert (left_out["counted"], left_out["outside"], left_out["no_coordinates"]) == (1, 1, 1)


def test_the_automatic_cell_is_announced_and_a_stated_one_is_not():
    town = box(0, 0, 2000, 2000)
    automatic = density_raster(points([(9, 9)]), town)
    assert automatic.attrs["notes"] == ["Cell size set to 50 m (a sixth of the bandwidth)."]
    stated = density_raster(points([(9, 9)]), town, cell_m=100)
    assert (stated["size_m"] == 100).all() and stated.attrs["notes"] == []


def test_no_points_at_all_are_a_density_of_zero():
    none = points(np.empty((0, 2)))
    assert density(none, [(5, 5)], box(0, 0, 10, 10)).tolist() == [0]
    assert (density_raster(none, box(0, 0, 900, 900))["density"] == 0).all()


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"kernel": "round"}, "is no kernel"),
        ({"correction": "yes"}, "no edge correction"),
        ({"bandwidth_m": np.nan}, "not positive"),
        ({"weights": np.array([np.inf])}, "weights for 1 points"),
    ],
)
def test_unknown_options_are_refused(wrong, message):
    for measure in (density_raster, lambda p, b, **o: density(p, [(0, 0)], b, **o)):
        with pytest.raises(InputError, match=message):
            measure(points([(0, 0)]), WIDE, **wrong)


def test_cells_without_a_size_are_refused():
    with pytest.raises(InputError, match="have no size"):
        density_raster(points([(0, 0)]), box(0, 0, 10, 10), cell_m=0)
