"""What is chosen automatically fits the area, is announced, and gives way to what is stated."""

import numpy as np
import pandas as pd
import pytest
from shapely import box

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.bandwidth import automatic_bandwidth, bandwidths
from cdrp_analysis.measures.grids import hex_grid, square_grid
from cdrp_analysis.measures.hotspots import hotspot_cells
from cdrp_analysis.measures.lattice import automatic_size

BOROUGH = box(0, 0, 4000, 4000)


@pytest.mark.parametrize(
    "side_km, size", [(1, 200), (16, 200), (28, 200), (28.5, 250), (40, 300), (100, 750)]
)
def test_squares_of_200_m_until_they_would_be_more_than_20_000(side_km, size):
    area = box(0, 0, side_km * 1000, side_km * 1000)
    chosen, note = automatic_size(area)
    assert chosen == size and note.startswith(f"Cell size set to {size} m")
    assert area.area / chosen**2 <= 20_000
    assert automatic_bandwidth(area)[0] == 1.5 * size


def test_grids_announce_an_automatic_size_and_only_that():
    assert square_grid(BOROUGH).attrs["notes"] == [automatic_size(BOROUGH)[1]]
    assert square_grid(BOROUGH, size_m=500).attrs["notes"] == []
    hexes = hex_grid(BOROUGH)
    assert (hexes["size_m"] == 400).all() and "400 m wide" in hexes.attrs["notes"][0]


def test_hotspot_cells_carry_the_notes_of_both_choices():
    rng = np.random.default_rng(1)
    points = pd.DataFrame(rng.uniform(0, 4000, (200, 2)), columns=["easting", "northing"])
    automatic = hotspot_cells(points, BOROUGH, seed=1)
    assert automatic.attrs["notes"] == [automatic_size(BOROUGH)[1], automatic_bandwidth(BOROUGH)[1]]
    stated = hotspot_cells(points, BOROUGH, size_m=200, bandwidth_m=300, seed=1)
    assert stated.attrs["notes"] == []
    assert stated["density"].equals(automatic["density"])


def test_both_rules_are_said_in_one_sentence():
    rng = np.random.default_rng(2)
    points = pd.DataFrame(rng.normal(2000, 300, (500, 2)), columns=["easting", "northing"])
    for kernel, times in (("quartic", np.sqrt(8)), ("gaussian", 1)):
        found = bandwidths(points, BOROUGH, kernel=kernel)
        scott = found.set_index("rule")["bandwidth_m"]["Scott"]
        sigma = points.std().prod() ** 0.5 * 500 ** (-1 / 6)
        assert scott == pytest.approx(times * sigma)
        assert found.attrs["notes"][0].endswith(f"Scott's rule {scott:.0f} m.")


@pytest.mark.parametrize("make", [square_grid, hex_grid])
def test_cells_without_a_size_are_refused(make):
    with pytest.raises(InputError, match="have no size"):
        make(BOROUGH, size_m=0)
