"""The density is the formula, summed; the edge correction is the integral, exactly."""

import numpy as np
import pandas as pd
import pytest
from shapely import MultiPolygon, Point, box, contains_xy

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.kernel import bandwidths, density, mass_inside

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
