"""Boundaries that do not lie where they say they do are refused, not drawn."""

from datetime import date

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import box

from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import BoundarySet
from cdrp_analysis.sources.areas import read_boundaries

EASTING, NORTHING = 523_000, 178_000  # Hammersmith


def square(column, side=1000, row=0):
    west, south = EASTING + column * 1000, NORTHING + row * 1000
    return box(west, south, west + side, south + side)


def wards(*shapes, codes=None, crs="EPSG:27700"):
    codes = codes or [f"E0500025{place}" for place in range(len(shapes))]
    return gpd.GeoDataFrame({"GSS": codes, "NAME": [f"Ward {c}" for c in codes]},
                            geometry=list(shapes), crs=crs)  # fmt: skip


def read_back(root, frame, name="w.gpkg", area_type="ward"):
    frame.to_file(root / name)
    setting = BoundarySet(
        area_type=area_type, file=name, code="gss", name="name", edition="2018-05",
        valid_from=date(2002, 5, 2), source="ONS",
    )  # fmt: skip
    return read_boundaries(setting, root)


def test_areas_come_in_metres_sorted_by_code(tmp_path):
    frame = read_back(tmp_path, wards(square(1), square(0), codes=["E05000251", "E05000250"]))
    assert list(frame.columns) == ["code", "name", "geometry"]
    assert frame["code"].tolist() == ["E05000250", "E05000251"]
    assert frame.crs.to_epsg() == 27700
    assert frame.area.tolist() == pytest.approx([1e6, 1e6])
    assert frame.attrs == {
        "area_type": "ward",
        "edition": "2018-05",
        "source": "ONS",
        "note": "",
    }


def test_degrees_are_brought_to_metres(tmp_path):
    frame = read_back(tmp_path, wards(square(0)).to_crs(4326), "w.geojson")
    assert frame.area.tolist() == pytest.approx([1e6], rel=1e-3)
    assert frame.total_bounds[:2] == pytest.approx([EASTING, NORTHING], abs=1)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_no_declared_crs_is_refused_and_not_guessed(tmp_path):
    with pytest.raises(InputError, match="does not say in which CRS"):
        read_back(tmp_path, wards(square(0), crs=None))


def test_metres_declared_as_degrees_are_refused(tmp_path):
    with pytest.raises(InputError, match="wrong CRS: the coordinates are metres"):
        read_back(tmp_path, wards(square(0)).set_crs(4326, allow_override=True))


def test_degrees_declared_as_metres_are_refused(tmp_path):
    """They would lie in the sea west of Scilly, within a metre of each other."""
    degrees = wards(square(0)).to_crs(4326)
    with pytest.raises(InputError, match="lie outside Great Britain"):
        read_back(tmp_path, degrees.set_crs(27700, allow_override=True))


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_areas_outside_great_britain_are_refused(tmp_path, crs):
    swapped = wards(square(0)).to_crs(4326)
    swapped["geometry"] = shapely.transform(swapped.geometry, lambda xy: xy[:, ::-1])
    frame = swapped if crs == "EPSG:4326" else wards(square(0)).set_crs(crs, allow_override=True)
    with pytest.raises(InputError, match="1 of 1 areas lie outside Great Britain") as caught:
        read_back(tmp_path, frame)
    assert caught.value.areas == ("E05000250",)


def test_a_bow_tie_is_repaired_and_said(tmp_path):
    west, south = EASTING, NORTHING
    tie = shapely.Polygon(
        [(west, south), (west + 100, south + 100), (west + 100, south), (west, south + 100)]
    )
    frame = read_back(tmp_path, wards(tie, square(2)))
    assert frame.is_valid.all()
    assert frame.area.tolist() == pytest.approx([5000, 1e6])
    assert frame.attrs["note"] == "1 invalid outlines repaired: E05000250"


@pytest.mark.parametrize("shape", [None, shapely.Polygon()])
def test_an_area_without_geometry_is_refused_and_named(tmp_path, shape):
    with pytest.raises(InputError, match="1 areas have no geometry") as caught:
        read_back(tmp_path, wards(square(0), shape))
    assert caught.value.areas == ("E05000251",)


def test_centroids_are_no_areas(tmp_path):
    with pytest.raises(InputError, match="points or lines"):
        read_back(tmp_path, wards(shapely.Point(EASTING, NORTHING)))


def test_a_code_twice_is_refused(tmp_path):
    with pytest.raises(InputError, match="area code is already taken"):
        read_back(tmp_path, wards(square(0), square(1), codes=["E05000250"] * 2))


@pytest.mark.parametrize("code", ["Abbey", "E0500025", "E01000001"])
def test_codes_of_another_kind_are_refused(tmp_path, code):
    with pytest.raises(InputError, match=r"malformed|not codes of a ward"):
        read_back(tmp_path, wards(square(0), codes=[code]))


# Share of the smaller area that is covered twice; the line is one hundredth.
@pytest.mark.parametrize("overlap, refused", [(0, False), (9, False), (11, True), (1000, True)])
def test_areas_may_not_overlap_by_more_than_a_hundredth(tmp_path, overlap, refused):
    frame = wards(square(0), shapely.affinity.translate(square(1), -overlap))
    if not refused:
        assert len(read_back(tmp_path, frame)) == 2
        return
    with pytest.raises(InputError, match="1 pairs of areas overlap") as caught:
        read_back(tmp_path, frame)
    assert caught.value.areas == ("E05000250", "E05000251")


def test_one_area_inside_another_is_an_overlap(tmp_path):
    with pytest.raises(InputError, match="overlap by more than 1%"):
        read_back(tmp_path, wards(square(0), square(0, side=500)))


def test_a_missing_column_names_the_nearest(tmp_path):
    with pytest.raises(InputError, match="'gss' is missing; the nearest heading is 'gss_code'"):
        read_back(tmp_path, wards(square(0)).rename(columns={"GSS": "GSS_CODE"}))


@pytest.mark.parametrize("content", [b"", b"{", b'{"type": "Feature', b"<OGRVRTDataSource/>"])
def test_what_is_no_map_is_refused(tmp_path, content):
    (tmp_path / "w.geojson").write_bytes(content)
    setting = BoundarySet(area_type="ward", file="w.geojson", code="a", name="b", edition="x")
    with pytest.raises(InputError, match="damaged or no GeoJSON or GPKG"):
        read_boundaries(setting, tmp_path)
