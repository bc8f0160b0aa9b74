"""The invented ground holds for any seed, not only for the one that is shipped."""

import numpy as np
import pandas as pd
import pytest
import shapely

from cdrp_analysis.sample.extract_rows import incident_rows, offence_rows
from cdrp_analysis.sample.geography import make_ground
from cdrp_analysis.sample.monthly import Counts, monthly_counts
from cdrp_analysis.sample.offences import ADDRESSES, make_happenings
from cdrp_analysis.sample.plan import (
    BOROUGH,
    CALENDAR,
    LSOA_COUNT,
    OFFENCES,
    ROW_OF,
    SNAP_POINT_COUNT,
    WARDS,
)
from cdrp_analysis.sample.planted import ALARM_EXTRA, GUN, HOTSPOTS, KNIFE, RAPE, TURNS
from cdrp_analysis.sample.streets import addresses, boroughs_around, snap_points, street_network

SEEDS = [0, 5, 123, 99_991]


@pytest.mark.parametrize("seed", SEEDS)
def test_areas_are_whole_and_leave_no_gap(seed):
    ground = make_ground(seed)
    numbers = (len(ground.wards), len(ground.lsoas), len(ground.lsoas_later))
    assert numbers == (16, LSOA_COUNT, 112)
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
    assert len(points) == SNAP_POINT_COUNT
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


@pytest.mark.parametrize("seed", SEEDS)
def test_every_door_lies_in_the_area_of_its_point(seed):
    ground = make_ground(seed)
    points = snap_points(ground, street_network(ground, seed), seed)
    doors = addresses(ground, points, seed, ADDRESSES)
    assert doors.shape == (SNAP_POINT_COUNT, ADDRESSES, 2)
    shape = ground.lsoas.set_index("code").geometry[points["lsoa"]].array
    for door in range(ADDRESSES):
        whole_metres = doors[:, door].round()
        assert shapely.contains_xy(shape, *whole_metres.T).all()


def test_the_half_year_to_come_is_drawn_but_no_month_of_the_files():
    months = CALENDAR.all_months()
    assert (months[0], months[-1], len(months)) == ("2004-04", "2011-03", 84)
    assert CALENDAR.months() == months[:78]


def own(counts: Counts, offence: str) -> pd.Series:
    assert counts.area_names[0] == BOROUGH
    return pd.Series(counts.boroughs[0, ROW_OF[offence]], index=CALENDAR.all_months())


@pytest.fixture(scope="module")
def drawn() -> dict[int, Counts]:
    return {seed: monthly_counts(CALENDAR, seed) for seed in range(12)}


def test_counts_hold_what_is_planted_for_any_seed(drawn):
    for counts in drawn.values():
        assert counts.boroughs.shape == (17, len(OFFENCES), 84)
        assert (counts.boroughs >= 0).all()
        for year, total in RAPE.items():
            assert own(counts, "RAPE")[f"{year}-04" : f"{year}-09"].sum() == total
        added = counts.added["shopping_centre"]
        opened = CALENDAR.all_months().index(CALENDAR.opened)
        assert added[:, :opened].sum() == 0
        assert added.sum(axis=1)[ROW_OF["SHOPLIFTING"]] == pytest.approx(1400, abs=160)
        assert (counts.boroughs[0] - sum(counts.added.values()) >= 0).all()
        assert counts.alarm == ALARM_EXTRA


def test_the_rise_and_the_fall_of_the_last_half_year_show_over_seeds(drawn):
    for offence, factors in TURNS.items():
        change = [
            own(c, offence)[list(factors)].sum()
            / own(c, offence)[[f"2009{month[4:]}" for month in factors]].sum()
            for c in drawn.values()
        ]
        a_year = np.exp(next(o.trend for o in OFFENCES if o.offence == offence))
        expected = np.mean(list(factors.values())) * a_year
        if offence == "DOMESTIC BURGLARY":
            expected += ALARM_EXTRA / (own(drawn[0], offence)["2009-04":"2009-09"].sum())
        assert np.mean(change) == pytest.approx(expected, rel=0.08), offence


@pytest.fixture(scope="module")
def other() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Offences and incidents of another borough, as printed."""
    seed = 5
    ground = make_ground(seed)
    points = snap_points(ground, street_network(ground, seed), seed)
    happenings = make_happenings(points, monthly_counts(CALENDAR, seed), CALENDAR, seed)
    for weights in happenings.weights.values():
        assert weights.sum() == pytest.approx(1)
        assert (weights > 0).all()
    around = boroughs_around(ground, seed)
    offences = offence_rows(happenings, ground, points, around, CALENDAR, seed)
    return offences, incident_rows(happenings, ground, points, CALENDAR, seed)


@pytest.mark.parametrize(("flag", "numbers"), [("knife", KNIFE), ("gun", GUN)])
def test_small_numbers_are_exact_for_another_seed_too(other, flag, numbers):
    offences, _ = other
    rows = offences[offences[flag].eq("yes") & offences["month"].str[5:].between("04", "09")]
    assert rows["month"].str[:4].value_counts().to_dict() == numbers
    assert (rows["point"] >= 0).all(), "all of them the borough's"


def test_rows_of_another_seed_follow_its_own_counts(other, drawn):
    offences, incidents = other
    rows = offences[offences["point"] >= 0]
    found = pd.crosstab(rows["offence"], rows["month"])
    known = CALENDAR.months()
    counts = drawn[5].boroughs[0, :, : len(known)]
    table = pd.DataFrame(counts, index=[o.offence for o in OFFENCES], columns=known)
    assert (found.reindex_like(table).fillna(0) == table).all(axis=None)
    assert offences["month"].max() == incidents["month"].max() == CALENDAR.known_to
