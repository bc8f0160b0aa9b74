"""What a store alone tells the auditor: identifiers, texts, places, names; and which outlines."""

import json

import pandas as pd
import pytest

from cdrp_analysis.auditor.known import public_vertices, secrets_from_store
from cdrp_analysis.errors import InputError

POINT = (-0.223917, 51.493142)
RING = [[-0.2, 51.5], [-0.25, 51.48], [-0.22, 51.49], [-0.2, 51.5]]


def outlines(*rings, kind="Polygon"):
    shapes = [{"geometry": {"type": kind, "coordinates": [ring]}} for ring in rings]
    return json.dumps({"type": "FeatureCollection", "features": shapes})


@pytest.fixture
def store(tmp_path):
    def put(feed, **columns):
        place = tmp_path / "feeds" / feed / "month=2010-04"
        place.mkdir(parents=True)
        rows = pd.DataFrame(columns).assign(source_file="a.csv", source_row=[2], vintage="v")
        rows.to_parquet(place / "all.parquet", index=False)
        about = pd.DataFrame({"file": ["partners/a.csv"], "sha256": ["ab" * 32]})
        about.to_parquet(place.parent / "provenance.parquet")

    put("comments", comment="C-005641", text="It is the corner by the old mill", easting=[614350.2],
        northing=[183250.0])  # fmt: skip
    put("street", crime_id=["3f" * 32], longitude=[POINT[0]], latitude=[POINT[1]])
    return tmp_path


def test_everything_of_the_store_is_known(store):
    known = secrets_from_store(store, boundaries=[outlines(RING)])
    assert "3f" * 32 in known.identifiers
    assert known.texts == {"It is the corner by the old mill"}
    assert known.points == {POINT}
    assert known.grid_points == {(614350, 183250)}
    assert known.names == {"partners/a.csv", "ab" * 32}
    assert known.allowed_coordinates == {tuple(vertex) for vertex in RING}


def test_an_events_place_among_the_vertices_is_no_outline(store):
    known = secrets_from_store(store, boundaries=[outlines([*RING[:2], list(POINT), RING[0]])])
    assert POINT not in known.allowed_coordinates


def test_points_and_specks_are_no_outlines():
    speck = [[-0.2239, 51.4931], [-0.2238, 51.4931], [-0.2238, 51.4932], [-0.2239, 51.4931]]
    assert public_vertices([outlines(speck)], [POINT]) == frozenset()
    assert public_vertices([outlines(*RING, kind="LineString")], [POINT]) == frozenset()
    assert public_vertices(["not a map"], [POINT]) == frozenset()


def test_an_outline_drawn_through_many_events_is_not_trusted():
    places = [(-0.2 - n / 1000 + 1e-6, 51.5 + n / 1000) for n in range(9)]
    ring = [[round(x, 4), y] for x, y in places]
    trusted = public_vertices([outlines(ring)], places)
    assert trusted == frozenset()


def test_a_folder_that_is_no_store_is_refused_and_left_as_it_was(tmp_path):
    with pytest.raises(InputError):
        secrets_from_store(tmp_path, boundaries=[])
    assert list(tmp_path.iterdir()) == []
