"""A masked point hides its place among enough households, in one release and in sixty."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from cdrp_analysis.disclosure.masked_points import Homes, donut_mask, spatial_k
from cdrp_analysis.errors import DisclosureError, InputError, SettingsError

SALT = b"sixteen bytes or more"
TOWN = shapely.box(523000, 178000, 527000, 182000)
SPREAD = gpd.GeoDataFrame({"households": [32_000]}, geometry=[TOWN], crs=27700)  # 2,000 per km²


def events(number=200, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "easting": np.round(rng.uniform(523_500, 526_500, number)),
            "northing": np.round(rng.uniform(178_500, 181_500, number)),
            "month": rng.choice(["2010-04", "2010-05"], number),
            "theme": "damage_arson",
            "reference": [f"01{n:05d}" for n in range(number)],
            "victim": "somebody",
        }
    )


def mask(points, households=SPREAD, outline=TOWN, *, least_m=100, most_m=300, salt=SALT, **more):
    return donut_mask(
        points, households, outline, least_m=least_m, most_m=most_m, salt=salt, **more
    )


def places(points):
    return points[["easting", "northing"]].to_numpy()


def in_order(points, **more):
    """Masked place of each event, told apart by a theme of its own."""
    masked, _ = mask(points.assign(theme=[f"{n:04d}" for n in range(len(points))]), **more)
    return places(masked.sort_values("theme"))


def test_every_point_moves_by_a_distance_within_the_ring():
    points = events(60)
    moved = np.hypot(*(in_order(points) - places(points)).T)
    assert moved.min() >= 99
    assert moved.max() <= 301


def test_distances_are_uniform_over_the_area_of_the_ring():
    """Half of the ring from 100 to 300 m lies within √((100² + 300²) / 2) = 223.6 m."""
    points = events(400)
    moved = np.hypot(*(in_order(points) - places(points)).T)
    assert np.mean(moved < np.sqrt((100**2 + 300**2) / 2)) == pytest.approx(0.5, abs=0.08)


def test_nothing_but_place_month_and_theme_comes_out_and_rows_are_in_order_of_place():
    masked, summary = mask(events())
    assert list(masked) == ["easting", "northing", "month", "theme"]
    assert masked.index.tolist() == list(range(200))
    assert masked["northing"].is_monotonic_increasing
    assert summary.masked == summary.points == 200


def test_sixty_releases_show_the_same_points():
    first, _ = mask(events(40))
    for release in range(60):
        again, _ = mask(events(40).sample(frac=1, random_state=release))
        pd.testing.assert_frame_equal(again, first)


def test_the_point_does_not_depend_on_what_else_is_released():
    both, _ = mask(events().iloc[:2])
    alone, _ = mask(events().iloc[[0]])
    assert alone.iloc[0].tolist() in both.to_numpy().tolist()


def test_fresh_draws_would_average_out_to_the_true_place():
    """Sixty salts are sixty fresh draws: the mean of the points lies next to the place."""
    points = events(25)
    true = places(points)
    draws = [in_order(points, salt=SALT + bytes([release])) for release in range(60)]
    homes = Homes(SPREAD)
    assert np.mean(spatial_k(true, np.mean(draws, axis=0), homes) < 8) > 0.6
    assert np.mean(spatial_k(true, draws[0], homes) < 8) == 0
    kept = np.mean([in_order(points)] * 2, axis=0)
    assert np.mean(spatial_k(true, kept, homes) < 8) == 0


def test_events_at_one_place_stay_together():
    points = events(1)
    masked, _ = mask(pd.concat([points] * 3))
    assert len(masked[["easting", "northing"]].drop_duplicates()) == 1


def test_masked_points_stay_inside_the_outline():
    edge = events(100).assign(easting=523_005)
    masked, summary = mask(edge)
    assert summary.masked == 100
    assert shapely.contains_xy(TOWN, masked["easting"], masked["northing"]).all()


def test_k_is_the_number_of_households_nearer_to_the_masked_point():
    """Eleven houses 10 m apart; masked from the first to the fifth, those 7 are nearer."""
    street = gpd.GeoDataFrame(geometry=shapely.points(10.0 * np.arange(11), 0), crs=27700)
    place, masked = np.array([[0.0, 0.0]]), np.array([[40.0, 0.0]])
    assert spatial_k(place, masked, Homes(street)).tolist() == [7]  # 10 to 70
    # Who knows that it moved by more than 25 m and at most 45: 0, 10, 70 and 80, two each side.
    informed = spatial_k(place, masked, Homes(street), least_m=25, most_m=45)
    assert informed.tolist() == [4]


def test_k_over_areas_is_their_density_times_the_circle():
    place, masked = np.array([[525_000.0, 180_000]]), np.array([[525_000.0, 180_100]])
    found = spatial_k(place, masked, Homes(SPREAD))
    assert found == pytest.approx(np.pi * 0.1**2 * 2000, rel=1e-3)


def test_k_over_areas_and_over_addresses_agree():
    rng = np.random.default_rng(3)
    where = rng.uniform(TOWN.bounds[:2], TOWN.bounds[2:], (32_000, 2))
    addresses = gpd.GeoDataFrame(geometry=shapely.points(where), crs=27700)
    true = rng.uniform([524_000, 179_000], [526_000, 181_000], (50, 2))
    by_area = spatial_k(true, true + 150, Homes(SPREAD))
    by_address = spatial_k(true, true + 150, Homes(addresses))
    assert by_address.mean() == pytest.approx(by_area.mean(), rel=0.03)


def test_every_point_shown_has_at_least_k():
    """At 4 households per km² it takes a circle of 800 m radius to find 8 of them."""
    sparse = SPREAD.assign(households=64)
    masked, summary = mask(events(), sparse, least_m=300, most_m=900, most_left_out=0.9)
    assert summary.k_minimum >= 8
    assert summary.k_median >= summary.k_minimum
    assert 0 < summary.left_out < 0.9
    assert len(masked) == summary.masked == round(200 * (1 - summary.left_out))


def test_a_place_is_drawn_again_from_a_wider_ring():
    """15 households per km² need 412 m for 8 of them; many first draws up to 500 m are nearer."""
    points, sparse = events(40), SPREAD.assign(households=16 * 15)
    ring = {"least_m": 200, "most_m": 500, "most_left_out": 1}
    masked, summary = mask(points, sparse, **ring)
    assert summary.masked > 0
    alone = [mask(points.iloc[[row]], sparse, **ring)[0] for row in range(40)]
    moved = [
        np.hypot(*(places(point)[0] - place))
        for point, place in zip(alone, places(points), strict=True)
        if len(point)
    ]
    assert len(moved) == summary.masked == len(masked)
    assert min(moved) > 411
    assert max(moved) > 501


def test_where_nobody_lives_no_point_is_shown():
    nobody = SPREAD.assign(households=0)
    with pytest.raises(DisclosureError, match="100% of the points cannot be masked"):
        mask(events(), nobody)


def test_rows_without_a_place_are_counted_not_masked():
    points = events(10)
    points.loc[0, "easting"] = np.nan
    points.loc[1, "easting"] = 500_000
    masked, summary = mask(points)
    assert (len(masked), summary.no_place, summary.left_out) == (8, 2, 0)


@pytest.mark.parametrize("when", ["2010-04-11", "2010-04 22:00", "2010"])
def test_no_time_finer_than_a_month_comes_out(when):
    with pytest.raises(DisclosureError, match="YYYY-MM"):
        mask(events(5).assign(month=when))


def test_rings_salts_and_grids_that_would_not_protect_are_refused():
    with pytest.raises(SettingsError, match="empty"):
        mask(events(5), least_m=300, most_m=300)
    with pytest.raises(SettingsError, match="8 bytes"):
        mask(events(5), salt=b"password")
    with pytest.raises(InputError, match="National Grid"):
        mask(events(5), SPREAD.to_crs(4326))
