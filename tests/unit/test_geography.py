"""Points get one area or none; sums survive a change of areas; splits are never guessed."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, Polygon, box

from cdrp_analysis import geography
from cdrp_analysis.errors import InputError
from tests.drawn import frame

# Ordnance Survey, OSTN15 test points TP11 (London) and TP20 (Caister): ETRS89 to National Grid.
OSTN15 = [
    (-0.11992557180, 51.48936564950, 530624.974, 178388.464),
    (1.71607397333, 52.65800783333, 651409.804, 313177.450),
]


def areas(**shapes):
    return gpd.GeoDataFrame(
        {"code": list(shapes), "name": list(shapes)}, geometry=list(shapes.values()), crs=27700
    )


def points(*pairs):
    return pd.DataFrame(pairs, columns=["easting", "northing"], dtype=float)


TWO = areas(B=box(0, 0, 10, 10), A=box(10, 0, 20, 10))


@pytest.mark.parametrize("longitude, latitude, easting, northing", OSTN15)
def test_the_national_grid_is_met_within_five_metres(longitude, latitude, easting, northing):
    got = geography.to_national_grid(
        pd.DataFrame({"longitude": [longitude], "latitude": [latitude]})
    )
    assert np.hypot(got["easting"][0] - easting, got["northing"][0] - northing) < 5


def test_unknown_and_impossible_coordinates_become_nan_and_the_frame_is_left_alone():
    given = pd.DataFrame({"longitude": [np.nan, 0.0, 1e9], "latitude": [51.5, np.nan, 1e9]})
    got = geography.to_national_grid(given)
    assert got[["easting", "northing"]].isna().all(axis=None)
    assert list(given.columns) == ["longitude", "latitude"]


def test_each_point_gets_one_code_or_none_in_its_own_row():
    where = points((5, 5), (15, 5), (99, 99), (np.nan, 5), (5, 5)).set_axis(list("vwxyz"))
    got = geography.assign(where, TWO)
    assert got.fillna("-").to_dict() == {"v": "B", "w": "A", "x": "-", "y": "-", "z": "B"}
    assert (got.attrs["no_coordinates"], got.attrs["outside"]) == (1, 1)


def test_a_point_on_a_shared_border_takes_the_first_code_and_is_counted():
    got = geography.assign(points((10, 5)), TWO)
    assert list(got) == ["A"]
    assert got.attrs["contested"] == 1


def test_a_point_just_outside_is_taken_to_the_nearest_only_within_reach():
    just_outside = points((-3, 5), (-30, 5))
    assert geography.assign(just_outside, TWO).isna().all()
    reached = geography.assign(just_outside, TWO, reach_m=5)
    assert list(reached.isna()) == [False, True]
    assert (reached.attrs["reached"], reached.attrs["outside"]) == (1, 1)


def test_overlapping_areas_are_refused_and_named():
    overlapping = areas(A=box(0, 0, 10, 10), B=box(9, 0, 20, 10), C=box(30, 0, 40, 10))
    with pytest.raises(InputError, match=r"2 areas overlap") as refusal:
        geography.assign(points((9.5, 5)), overlapping)
    assert refusal.value.areas == ("A", "B")


def test_an_overlap_within_the_tolerance_is_reported_and_makes_no_second_row():
    overlapping = areas(A=box(0, 0, 10, 10), B=box(9, 0, 20, 10))
    got = geography.assign(points((9.5, 5)), overlapping, tolerance=0.1)
    assert list(got) == ["A"]
    assert got.attrs["overlap_km2"] == pytest.approx(10e-6)


def test_a_gap_is_measured():
    ring = Polygon(box(0, 0, 30, 30).exterior, [box(10, 10, 20, 20).exterior])
    assert geography.coverage(areas(A=ring)).gap_km2 == pytest.approx(100e-6)
    filled = geography.coverage(areas(A=ring, B=box(10, 10, 20, 20)))
    assert filled.gap_km2 == pytest.approx(0) and filled.area_km2 == pytest.approx(900e-6)


@pytest.mark.parametrize(
    "wrong, message",
    [
        (TWO.to_crs(4326), "the areas are in WGS 84"),
        (TWO.set_crs(None, allow_override=True), "no stated reference system"),
        (TWO.assign(code=["A", "A"]), "1 repeat one"),
        (TWO.assign(code=["A", None]), "1 areas have no code"),
        (TWO.drop(columns="code"), "code missing"),
    ],
)
def test_unusable_areas_are_refused(wrong, message):
    with pytest.raises(InputError, match=message):
        geography.assign(points((5, 5)), wrong)


LOOKUP = frame("""
    from_code | to_code | change
    E1        | E1      | U
    E2        | E21     | S
    E2        | E22     | S
    E3        | E34     | M
    E4        | E34     | M
    E5        | E51     | X
""")


def test_unchanged_and_merged_codes_are_exact_and_a_split_says_what_it_needs():
    codes = pd.Series(["E1", "E2", "E3", "E4", "E21", None, "E99", "E5"], dtype="string")
    got = geography.convert_lsoa(codes, LOOKUP)
    assert got["code"].fillna("-").tolist() == ["E1", "-", "E34", "E34", "E21", "-", "-", "-"]
    assert got["how"].tolist() == [
        "unchanged", "split, no point", "merged", "merged", "already", "missing", "unknown",
        "split, no point",
    ]  # fmt: skip


def test_the_point_decides_a_split_but_only_between_its_parts():
    codes = pd.Series(["E2", "E2", "E2", "E1"], index=[7, 8, 9, 10], dtype="string")
    point = pd.Series(["E22", "E34", pd.NA, "E34"], index=codes.index, dtype="string")
    got = geography.convert_lsoa(codes, LOOKUP, by_point=point)
    assert got["code"].fillna("-").tolist() == ["E22", "-", "-", "E1"]
    assert got["how"].tolist() == [
        "split, by point", "split, point elsewhere", "split, no point", "unchanged",
    ]  # fmt: skip


def test_backwards_the_merged_area_is_the_one_that_needs_the_point():
    codes = pd.Series(["E21", "E34", "E1"], dtype="string")
    got = geography.convert_lsoa(codes, LOOKUP, backwards=True)
    assert got["code"].fillna("-").tolist() == ["E2", "-", "E1"]
    assert got["how"].tolist() == ["merged", "split, no point", "unchanged"]


def test_by_point_for_other_rows_is_refused():
    with pytest.raises(InputError, match="other rows"):
        geography.convert_lsoa(
            pd.Series(["E1"]), LOOKUP, by_point=pd.Series(["E1"], index=[5], dtype="string")
        )


def test_a_column_that_mixes_editions_is_recognised():
    editions = {"2011": ["E1", "E2"], "2021": ["E1", "E21"]}
    mixed = geography.edition_of(pd.Series(["E1", "E2", "E21", "E99", None]), editions)
    assert mixed.fillna("-").tolist() == ["2011 or 2021", "2011", "2021", "-", "-"]
    assert (mixed.attrs["holds_all"], mixed.attrs["unknown"]) == ([], 1)
    old = geography.edition_of(pd.Series(["E1", "E2"]), editions)
    assert old.attrs["holds_all"] == ["2011"]


LSOAS = areas(L1=box(0, 0, 10, 10), L2=box(10, 0, 20, 10))
WARDS = areas(W1=box(0, 0, 12.5, 10), W2=box(12.5, 0, 20, 10))


def test_an_lsoa_divides_over_wards_by_ground():
    lookup = geography.areal_lookup(LSOAS, WARDS)
    assert lookup[["from_code", "to_code", "weight"]].to_numpy().tolist() == [
        ["L1", "W1", 1.0],
        ["L2", "W1", 0.25],
        ["L2", "W2", 0.75],
    ]
    assert geography.best_fit(lookup).to_dict() == {"L1": "W1", "L2": "W2"}


def test_households_outweigh_ground_where_they_are_known():
    homes = gpd.GeoDataFrame(
        {"households": [90, 10]}, geometry=[Point(11, 5), Point(15, 5)], crs=27700
    )
    lookup = geography.areal_lookup(LSOAS, WARDS, households=homes)
    weights = lookup.set_index(["from_code", "to_code"])
    assert weights["weight"].to_dict() == {
        ("L1", "W1"): 1.0, ("L2", "W1"): 0.9, ("L2", "W2"): 0.1,
    }  # fmt: skip
    assert weights["by"].tolist() == ["area", "households", "households"]


def test_a_neighbouring_boroughs_lsoa_is_not_drawn_in_by_a_sliver():
    beyond = areas(L1=box(0, 0, 10, 10), L9=box(19, 0, 39, 10), L10=box(100, 0, 110, 10))
    lookup = geography.areal_lookup(beyond, WARDS).set_index(["from_code", "to_code"])["weight"]
    assert lookup["L9", "W2"] == pytest.approx(0.05)
    assert lookup.xs("L9").sum() == 1 and lookup.xs("L10").sum() == 1
    assert geography.best_fit(lookup.reset_index()).isna().to_dict() == {
        "L1": False, "L10": True, "L9": False,
    }  # fmt: skip


def test_apportioning_refuses_areas_of_another_edition():
    lookup = geography.areal_lookup(LSOAS, WARDS)
    with pytest.raises(InputError, match="1 areas are not in the lookup"):
        geography.apportion(pd.DataFrame({"area": ["L1", "L7"], "residents": [1, 2]}), lookup)


def test_queens_touch_at_corners_and_across_rounding_but_not_across_a_street():
    four = areas(A=box(0, 0, 10, 10), B=box(10, 10, 20, 20), C=box(20.5, 10, 30, 20),
                 D=box(45, 10, 50, 20))  # fmt: skip
    assert geography.neighbours(four).toarray().astype(int).tolist() == [
        [0, 1, 0, 0],
        [1, 0, 1, 0],
        [0, 1, 0, 0],
        [0, 0, 0, 0],
    ]


def test_area_is_in_square_kilometres():
    assert geography.area_km2(areas(A=box(0, 0, 2000, 500)))["A"] == 1.0
