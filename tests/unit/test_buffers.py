"""Near and elsewhere: distances by Pythagoras, limits against scipy's binomial test."""

import math

import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.stats import binomtest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.buffers import as_place, near_and_elsewhere, within
from tests.drawn import frame

SQUARE = shapely.box(530_000, 180_000, 531_000, 181_000)
MIDDLE = shapely.Point(530_500, 180_500)


def at(*places: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(places, columns=["easting", "northing"])


def test_the_distance_itself_is_near():
    """3, 4, 5: 300 m east and 400 m north are 500 m away."""
    shops = frame("""
        easting | northing
        530800  | 180900
        530801  | 180900
        530500  | 180500
        530100  |
    """)
    assert within(shops, MIDDLE, metres=500).tolist()[:3] == [True, False, True]
    assert within(shops, MIDDLE, metres=500).isna().tolist() == [False, False, False, True]


def test_a_polygon_holds_its_inside_and_its_edge_and_reaches_outwards():
    points = at((530_500, 180_500), (531_000, 180_500), (531_080, 180_500), (531_120, 180_500))
    assert within(points, SQUARE).tolist() == [True, True, False, False]
    assert within(points, SQUARE, metres=100).tolist() == [True, True, True, False]


def test_near_any_of_several_points_is_near():
    pubs = as_place(at((530_000, 180_000), (np.nan, np.nan), (531_000, 180_000)))
    assert within(at((530_950, 180_000), (530_500, 180_000)), pubs, metres=60).tolist() == [
        True,
        False,
    ]


def test_the_index_of_the_points_is_kept():
    points = at((530_500, 180_500), (0, 0)).set_axis([7, 3])
    assert within(points, MIDDLE, metres=1).to_dict() == {7: True, 3: False}


def test_density_near_and_elsewhere_with_exact_limits():
    """Ten within 100 m, twenty elsewhere in a square kilometre, one outside it."""
    near = [(530_500 + 9 * n, 180_500) for n in range(10)]
    far = [(530_050 + n, 180_050) for n in range(20)]
    found = near_and_elsewhere(at(*near, *far, (529_000, 180_000)), MIDDLE, SQUARE, distances=[100])
    row = found.iloc[0]
    assert (row["near"], row["elsewhere"]) == (10, 20)
    circle = math.pi * 0.01
    assert row["near_km2"] == pytest.approx(circle, rel=1e-3)
    scale = (1 - circle) / circle
    assert row["ratio"] == pytest.approx(10 / 20 * scale, rel=1e-3)
    exact = binomtest(10, 30).proportion_ci(method="exact")
    assert row["ratio_lower"] == pytest.approx(exact.low / (1 - exact.low) * scale, rel=1e-3)
    assert row["ratio_upper"] == pytest.approx(exact.high / (1 - exact.high) * scale, rel=1e-3)


def test_buffers_that_overlap_count_ground_and_events_once():
    pubs = as_place(at((530_500, 180_500), (530_500, 180_500)))
    once = near_and_elsewhere(at((530_510, 180_500)), MIDDLE, SQUARE, distances=[50, 100])
    twice = near_and_elsewhere(at((530_510, 180_500)), pubs, SQUARE, distances=[50, 100])
    pd.testing.assert_frame_equal(once, twice)
    assert once["near"].tolist() == [1, 1]


def test_where_nothing_happened_elsewhere_there_is_no_ratio():
    found = near_and_elsewhere(at((530_500, 180_500)), MIDDLE, SQUARE, distances=[100]).iloc[0]
    assert pd.isna(found["ratio"])
    assert found["ratio_lower"] > 0


def test_a_buffer_over_the_whole_area_leaves_no_elsewhere():
    found = near_and_elsewhere(at((530_500, 180_500)), MIDDLE, SQUARE, distances=[2_000]).iloc[0]
    assert found["elsewhere_km2"] == pytest.approx(0)
    assert pd.isna(found["ratio"]) and pd.isna(found["ratio_upper"])


def test_degrees_and_nonsense_are_refused():
    with pytest.raises(InputError, match="in degrees"):
        within(at((530_000, 180_000)), shapely.Point(-0.12, 51.5), metres=100)
    with pytest.raises(InputError, match="less than nothing"):
        within(at((530_000, 180_000)), MIDDLE, metres=-1)
    with pytest.raises(InputError, match="northing missing"):
        within(at((530_000, 180_000))[["easting"]], MIDDLE)
    with pytest.raises(InputError, match="the place is empty"):
        within(at((530_000, 180_000)), shapely.Point())
    with pytest.raises(InputError, match="no point has coordinates"):
        as_place(at((np.nan, np.nan)))
