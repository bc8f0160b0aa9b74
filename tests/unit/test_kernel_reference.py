"""The density is the one that spatstat computes, kernel by kernel and correction by correction."""

import numpy as np
import pandas as pd
import pytest
from shapely import Polygon

from cdrp_analysis.measures.bandwidth import bandwidths
from cdrp_analysis.measures.edge_mass import mass_inside
from cdrp_analysis.measures.kernel import density, density_raster
from tests.reference.kernel_values import (
    AT_POINTS,
    DIGGLE,
    EDGE_MASS,
    OUTLINE,
    POINTS,
    SCOTT,
    WEIGHTS,
)

TOWN = Polygon(OUTLINE)
FRAME = pd.DataFrame(POINTS, columns=["easting", "northing"], dtype=float)
BANDWIDTH = {"quartic": 300.0, "gaussian": 300 / np.sqrt(8)}


@pytest.mark.parametrize("kernel, weighted", list(AT_POINTS))
def test_sums_of_pairs_agree_to_the_last_digit_given(kernel, weighted):
    weights = np.array(WEIGHTS, dtype=float) if weighted else None
    got = density(FRAME, POINTS, TOWN, bandwidth_m=BANDWIDTH[kernel], kernel=kernel,
                  weights=weights, correction="none")  # fmt: skip
    assert np.allclose(got, AT_POINTS[kernel, weighted], rtol=1e-11)


@pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
def test_exact_edge_masses_agree_with_sums_over_pixels(kernel):
    got = mass_inside(POINTS, TOWN, bandwidth_m=BANDWIDTH[kernel], kernel=kernel)
    # spatstat masses are those of the 2 m pixel that holds the point: within 1.4 m of it.
    assert np.allclose(got, EDGE_MASS[kernel], atol=0.006)


@pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
def test_points_corrected_after_diggle_agree_with_sums_over_pixels(kernel):
    got = density(FRAME, POINTS, TOWN, bandwidth_m=BANDWIDTH[kernel], kernel=kernel,
                  correction="point")  # fmt: skip
    assert np.allclose(got, DIGGLE[kernel], rtol=0.015)
    raster = density_raster(FRAME, TOWN, cell_m=4, bandwidth_m=BANDWIDTH[kernel], kernel=kernel,
                            correction="point")  # fmt: skip
    assert raster["density"].sum() * 16e-6 == pytest.approx(12, rel=1e-4)


def test_scotts_bandwidths_agree():
    found = bandwidths(FRAME, TOWN, kernel="gaussian").set_index("rule")["bandwidth_m"]["Scott"]
    assert found == pytest.approx(np.sqrt(SCOTT[0] * SCOTT[1]), rel=1e-9)
