"""Smoothing towards neighbours agrees with spdep on the data of the paper that proposed it."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.local_smoothing import empirical_bayes_local
from cdrp_analysis.measures.rates import empirical_bayes
from tests.reference import clustering as published


def auckland():
    """Deaths, child years and neighbours of 167 census areas (Marshall 1991)."""
    links = np.zeros((167, 167))
    for area, around in enumerate(published.AUCKLAND_NEIGHBOURS):
        links[area, around] = 1
    frame = pd.DataFrame(
        {
            "deaths": published.AUCKLAND_DEATHS,
            "child_years": 9 * np.array(published.AUCKLAND_CHILDREN),
        }
    )
    return frame, sparse.csr_array(links)


COLUMNS = {"count": "deaths", "denominator": "child_years"}


def test_global_and_local_estimator_equal_spdep():
    frame, links = auckland()
    overall = empirical_bayes(frame, **COLUMNS)["rate_smoothed"] / 1000
    assert np.abs(overall - published.AUCKLAND_EB).max() < 1e-9
    local = empirical_bayes_local(frame, links, **COLUMNS)["rate_smoothed"] / 1000
    assert np.abs(local - published.AUCKLAND_EB_LOCAL).max() < 1e-9


def test_everybody_a_neighbour_is_the_global_estimator():
    frame, _ = auckland()
    every = sparse.csr_array(np.ones((167, 167)))
    local = empirical_bayes_local(frame, every, **COLUMNS)["rate_smoothed"]
    assert np.allclose(local, empirical_bayes(frame, **COLUMNS)["rate_smoothed"])


def test_an_unknown_count_stays_unknown_and_lends_nothing():
    frame = pd.DataFrame(
        {"offences": pd.array([10, pd.NA, 30], dtype="Int64"), "residents": [100, 100, 100]}
    )
    line = sparse.diags_array([1.0, 1.0], offsets=[-1, 1], shape=(3, 3)).tocsr()
    found = empirical_bayes_local(frame, line)["rate_smoothed"]
    assert np.isnan(found[1]) and found[[0, 2]].tolist() == [100.0, 300.0]


def test_areas_without_anybody_or_others_neighbours_are_refused():
    frame = pd.DataFrame({"offences": [1, 2], "residents": [10, 0]})
    with pytest.raises(InputError, match="1 of 2 areas have no residents"):
        empirical_bayes_local(frame, sparse.csr_array((2, 2)))
    with pytest.raises(InputError, match="neighbours are given for 3"):
        empirical_bayes_local(frame.assign(residents=1), sparse.csr_array((3, 3)))
