"""No group on the public map is small, no band gives a count away, and borders still meet."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from cdrp_analysis.disclosure import maps
from cdrp_analysis.errors import DisclosureError, InputError

TOWN = Polygon(
    [(523130, 178650), (525730, 178410), (526100, 181020), (524300, 181900), (523300, 180500)]
)


def points(where):
    return pd.DataFrame(np.asarray(where, dtype=float), columns=["easting", "northing"])


def town_points(number, seed=0):
    rng = np.random.default_rng(seed)
    west, south, east, north = TOWN.bounds
    where = np.column_stack([rng.uniform(west, east, 9999), rng.uniform(south, north, 9999)])
    inside = where[shapely.contains_xy(TOWN, where[:, 0], where[:, 1])]
    middle = rng.normal((524500, 179800), 150, (number // 2, 2))
    return points(np.vstack([inside[: number - number // 2], middle]))


def homes(number=4000, shape=TOWN):
    return gpd.GeoDataFrame({"households": [number]}, geometry=[shape], crs=27700)


def hand_made(events, areas_km2):
    squares = [box(1000 * i, 0, 1000 * i + 900, 900) for i in range(len(events))]
    groups = gpd.GeoDataFrame(
        {
            "area": [f"H{i + 1:03d}" for i in range(len(events))],
            "events": events,
            "area_km2": areas_km2,
        },
        geometry=squares,
        crs=27700,
    )
    groups.attrs["minimum_events"] = 5
    return groups


def test_every_group_reaches_both_minimums_and_nothing_is_lost():
    groups = maps.safe_hexes(town_points(400), TOWN, homes())
    assert (groups["events"] >= 5).all() and (groups["households"] >= 50).all()
    assert groups["events"].sum() == 400
    assert groups["households"].sum() == pytest.approx(4000)
    assert groups.area.sum() == pytest.approx(TOWN.area)
    cells = " ".join(groups["cells"]).split()
    assert len(cells) == len(set(cells)) > len(groups) > 5


@pytest.mark.parametrize("events, alone", [(4, False), (5, True), (6, True)])
def test_five_events_stand_alone_and_four_do_not(events, alone):
    """The middle hexagon has four, five or six events; all others have plenty."""
    grid = maps.hex_grid(TOWN)
    centres = grid[["easting", "northing"]].to_numpy()
    middle = np.argmin(np.hypot(*(centres - shapely.get_coordinates(TOWN.centroid)).T))
    inside = shapely.contains_xy(TOWN, centres[:, 0], centres[:, 1])
    plenty = np.delete(centres, middle, axis=0)[np.delete(inside, middle)]
    where = np.vstack([np.repeat(plenty, 20, axis=0), np.repeat(centres[[middle]], events, axis=0)])
    groups = maps.safe_hexes(points(where), TOWN, homes(400000))
    assert (grid["cell"][middle] in set(groups["cells"])) is alone


def test_a_hexagon_with_few_homes_is_merged_however_many_events_it_has():
    west = TOWN.intersection(box(523000, 178000, 524400, 182000))
    groups = maps.safe_hexes(town_points(4000), TOWN, homes(60, west))
    assert len(groups) == 1


def test_the_order_of_rows_changes_nothing():
    given = town_points(300)
    first = maps.safe_hexes(given, TOWN, homes())
    again = maps.safe_hexes(given.sample(frac=1, random_state=3), TOWN, homes())
    assert first[["area", "cells", "events"]].equals(again[["area", "cells", "events"]])


def test_a_later_map_is_made_of_the_earlier_maps_groups():
    """Laid over each other, the two maps isolate nothing smaller than the first one's groups."""
    earlier = maps.safe_hexes(town_points(400), TOWN, homes())
    later = maps.safe_hexes(town_points(60, seed=9), TOWN, homes(), base=earlier)
    assert (later["events"] >= 5).all() and len(later) < len(earlier)
    owner = {c: a for a, cells in zip(later["area"], later["cells"], strict=True)
             for c in cells.split()}  # fmt: skip
    for cells in earlier["cells"]:
        assert len({owner[cell] for cell in cells.split()}) == 1


def test_a_base_of_another_borough_is_refused():
    earlier = maps.safe_hexes(town_points(400), TOWN, homes())
    with pytest.raises(InputError, match="not the same"):
        maps.safe_hexes(town_points(400), TOWN.buffer(900), homes(), base=earlier)


def test_an_island_joins_the_nearest_group():
    mainland, island = box(0, 0, 2000, 2000), box(5000, 0, 5100, 100)
    both = MultiPolygon([mainland, island])
    rng = np.random.default_rng(0)
    where = np.vstack([rng.uniform(0, 2000, (900, 2)), [(5050, 50)]])
    groups = maps.safe_hexes(points(where), both, homes(9000, both))
    assert groups["events"].sum() == 901 and (groups["events"] >= 5).all()


@pytest.mark.parametrize("events, households", [(4, 4000), (400, 49)])
def test_a_borough_with_too_little_gets_no_map(events, households):
    with pytest.raises(DisclosureError, match="no map of it can be published"):
        maps.safe_hexes(town_points(events), TOWN, homes(households))


def test_households_off_the_national_grid_are_refused():
    with pytest.raises(InputError, match="National Grid"):
        maps.safe_hexes(town_points(400), TOWN, homes().to_crs(4326))


@pytest.mark.parametrize(
    "events, band",
    [(99, "low"), (100, "medium"), (199, "medium"), (200, "high")],
)
def test_bands_break_at_the_mean_and_at_twice_the_mean(events, band):
    """Two areas of 1 km² and one that keeps the borough's mean at 100 per km²."""
    groups = hand_made([events, 50, 1000 - events - 50], [1.0, 1.0, 8.0])
    assert maps.bands(groups)[1]["band"][0] == band


@pytest.mark.parametrize("area_km2", [0.001, 0.01, 0.1, 1.0, 10.0])
def test_low_holds_nought_to_five_and_each_lower_band_leaves_six_counts_open(area_km2):
    groups = hand_made([5, 300, 40], [area_km2, 3.0, 1.0])
    low_end, medium_end = maps.band_ends(groups)
    assert (low_end > 5).all()
    assert (low_end - 5 >= 6).all()  # five or more is known of every group
    assert (medium_end - low_end >= 6).all()
    assert maps.bands(groups)[1]["band"][0] == "low"


def test_the_public_frames_carry_no_count():
    drawn, table = maps.bands(maps.safe_hexes(town_points(400), TOWN, homes()))
    assert list(drawn.columns) == ["area", "band", "geometry"]
    assert list(table.columns) == ["area", "band", "events_at_least"]
    assert set(table["events_at_least"]) == {5}
    assert set(drawn.attrs) == set(table.attrs) == {"breaks"}
    assert {"low", "high"} <= set(table["band"]) <= {"low", "medium", "high"}


def test_rounded_borders_still_meet_and_have_three_decimals():
    groups = maps.safe_hexes(town_points(700), TOWN, homes())
    public = maps.public_geometry(maps.bands(groups)[0])
    corners = shapely.get_coordinates(public.geometry.to_numpy())
    assert (np.abs(corners * 1000 - np.rint(corners * 1000)) < 1e-9).all()
    assert public.is_valid.all() and public["area"].equals(groups["area"])
    assert shapely.coverage_is_valid(public.geometry.to_numpy())
    shapes = public.geometry.to_numpy()
    assert shapely.area(shapes).sum() == pytest.approx(shapely.union_all(shapes).area)
    assert public.to_crs(27700).area.sum() == pytest.approx(TOWN.area, rel=0.02)


def test_an_area_that_rounding_would_wipe_out_is_refused():
    tiny = gpd.GeoDataFrame(
        {"area": ["H001", "H002"]},
        geometry=[box(523000, 178000, 525000, 180000), box(525000, 178000, 525004, 178004)],
        crs=27700,
    )
    with pytest.raises(InputError, match="1 of 2 areas vanish"):
        maps.public_geometry(tiny)
