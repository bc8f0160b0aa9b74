"""The invented ground holds for any seed, not only for the one that is shipped."""

import numpy as np
import pytest
import shapely

from cdrp_analysis.sample.geography import make_ground
from cdrp_analysis.sample.offences import monthly_counts, point_weights
from cdrp_analysis.sample.plan import CALENDAR, HOTSPOTS, OFFENCES, WARDS
from cdrp_analysis.sample.streets import boroughs_around, snap_points, street_network

SEEDS = [0, 5, 123, 99_991]


@pytest.mark.parametrize("seed", SEEDS)
def test_areas_are_whole_and_leave_no_gap(seed):
    ground = make_ground(seed)
    assert (len(ground.wards), len(ground.lsoas), len(ground.lsoas_later)) == (16, 110, 112)
    assert list(ground.wards["name"]) == list(WARDS)
    for areas in (ground.blocks, ground.lsoas, ground.lsoas_later, ground.wards):
        assert areas.geom_type.eq("Polygon").all()
        assert areas.is_valid.all()
        assert shapely.coverage_is_valid(areas.geometry.array)
    assert ground.borough.area.iloc[0] == pytest.approx(16.5e6, rel=0.05)
    assert ground.lsoas.groupby("ward").size().between(2, 14).all()
    assert ground.park.geom_type == "Polygon"
    assert shapely.intersection(ground.park, ground.borough.geometry.iloc[0]).area == (
        pytest.approx(ground.park.area)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_each_snap_point_lies_in_its_area_and_none_twice(seed):
    ground = make_ground(seed)
    streets = street_network(ground, seed)
    points = snap_points(ground, streets, seed)
    assert len(points) == 900
    assert not points.duplicated(["longitude", "latitude"]).any()
    lsoas = ground.lsoas.set_index("code").geometry
    inside = shapely.contains_xy(lsoas[points["lsoa"]].array, points["easting"], points["northing"])
    assert inside.all()
    assert set(points["hotspot"]) == {"", *(spot.key for spot in HOTSPOTS)}


def test_hotspots_lie_far_apart():
    places = np.array([(spot.east, spot.north) for spot in HOTSPOTS])
    gaps = np.linalg.norm(places[:, None] - places[None], axis=2)
    reach = np.array([spot.radius_m for spot in HOTSPOTS])
    off_diagonal = ~np.eye(len(places), dtype=bool)
    assert (gaps > 2 * (reach[:, None] + reach[None]))[off_diagonal].all()


def test_streets_run_through_crossings_and_keep_out_of_the_park():
    ground = make_ground(1)
    streets = street_network(ground, 1)
    segments = streets.groupby("name").size()
    assert segments.median() >= 2
    inside = ground.park.buffer(-5)
    assert not streets.intersects(inside).any()


def test_neighbours_touch_the_borough_without_overlap():
    around = boroughs_around(make_ground(2), 2)
    assert len(around) == 16
    assert around["code"].is_unique
    assert around.geom_type.eq("Polygon").all()
    assert shapely.coverage_is_valid(around.geometry.array)
    assert around.iloc[1:].touches(around.geometry.iloc[0]).sum() == 5


def test_counts_and_weights_have_the_shapes_their_readers_expect():
    ground = make_ground(1)
    points = snap_points(ground, street_network(ground, 1), 1)
    weights = point_weights(points, 1)
    assert all(share.sum() == pytest.approx(1) and (share > 0).all() for share in weights.values())
    counts = monthly_counts(CALENDAR, 1)
    assert counts.shape == (17, len(OFFENCES), 108)
    assert (counts >= 0).all()
