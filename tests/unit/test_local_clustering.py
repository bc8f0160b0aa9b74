"""Gi* and local Moran agree with spdep, GeoDa and PySAL on published data."""

import numpy as np
import pytest
from scipy import sparse, stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.local_clustering import (
    false_discovery,
    gi_star,
    local_moran,
    normal_p,
)
from tests.reference import clustering as published
from tests.reference.published_rates import FIFTEEN_P


def lattice(rows, columns):
    """Queen contiguity of a rectangle of squares."""
    along = [sparse.diags_array([1.0, 1, 1], offsets=[-1, 0, 1], shape=(n, n)) for n in
             (rows, columns)]  # fmt: skip
    return sparse.csr_array(sparse.kron(*along) - sparse.eye_array(rows * columns))


def africa():
    """Conflict of 42 countries and who borders on whom (Anselin 1995)."""
    links = np.zeros((42, 42))
    for country, around in enumerate(published.AFRICA_NEIGHBOURS):
        links[country, around] = 1
    return np.array(published.AFRICA_CONFLICT), sparse.csr_array(links)


def test_gi_star_equals_spdep_on_the_data_of_getis_and_ord():
    along = sparse.diags_array([1.0, 1.0], offsets=[-1, 1], shape=(16, 16))
    rook = sparse.kronsum(along, along)
    values = np.array(published.GETIS_ORD_VALUES)
    z = gi_star(values, sparse.csr_array(rook))
    assert np.abs(z - published.GETIS_ORD_GI_STAR).max() < 1e-6
    printed = z[published.GETIS_ORD_CELL] * values.std() / values.std(ddof=1)
    assert printed == pytest.approx(published.GETIS_ORD_PUBLISHED, abs=1e-6)


def test_gi_star_equals_spdep_on_africa_with_plain_and_with_distance_weights():
    values, links = africa()
    assert np.abs(gi_star(values, links) - published.AFRICA_GI_STAR).max() < 1e-6
    east, north = np.array(published.AFRICA_EAST), np.array(published.AFRICA_NORTH)
    apart = np.hypot(east[:, None] - east, north[:, None] - north)
    near = (links.toarray() + np.eye(42)) / (1 + apart)
    z = gi_star(values, sparse.csr_array(near), weighted=True)
    assert np.abs(z - published.AFRICA_GI_STAR_WEIGHTED).max() < 1e-6


def test_gi_star_follows_from_geodas_share_of_the_total():
    values, links = africa()
    members = 1 + np.diff(links.indptr)
    sums = np.array(published.AFRICA_GEODA_GSTAR) * members * values.sum()
    n = len(values)
    z = (sums - members * values.mean()) / (
        values.std() * np.sqrt((n * members - members**2) / (n - 1))
    )
    assert np.abs(gi_star(values, links) - z).max() < 1e-6


def test_local_moran_equals_spdep_and_geoda():
    values, links = africa()
    found = local_moran(values, links)
    assert np.abs(found["local_moran"] - published.AFRICA_MORAN).max() < 1e-6
    assert np.abs(found["expected"] - published.AFRICA_MORAN_EXPECTED).max() < 1e-6
    assert np.abs(found["variance"] - published.AFRICA_MORAN_VARIANCE).max() < 1e-6
    assert np.abs(found["z"] - published.AFRICA_MORAN_Z).max() < 1e-6
    by_n_less_one = found["local_moran"] * 41 / 42
    assert np.abs(by_n_less_one - published.AFRICA_GEODA_MORAN).max() < 1e-6
    assert found["quadrant"][4] == "high among high"  # Egypt


def test_each_quadrant_by_hand():
    ladder = local_moran(np.array([9, 9, 1, 0, 0, 8, 0, 9, 9, 0]), lattice(1, 10))
    assert ladder["quadrant"].tolist()[:2] == ["high among high"] * 2
    assert ladder["quadrant"][3] == "low among low"
    assert ladder["quadrant"][5] == "high among low"
    assert ladder["quadrant"][6] == "low among high"


def test_local_moran_has_no_meaning_alone_or_where_nothing_varies():
    assert local_moran(np.full(4, 0.1), lattice(2, 2))["local_moran"].isna().all()
    alone = local_moran(np.array([1, 5, 2]), sparse.csr_array((3, 3)))
    assert alone["z"].isna().all() and (alone["quadrant"] == "").all()


@pytest.mark.filterwarnings("ignore")
def test_local_moran_equals_pysal():
    esda = pytest.importorskip("esda")
    weights = pytest.importorskip("libpysal").weights.lat2W(9, 11, rook=False)
    counts = np.random.default_rng(3).poisson(4, 99)
    theirs = esda.Moran_Local(counts, weights, transformation="r", permutations=0)
    found = local_moran(counts, lattice(9, 11))
    assert np.abs(found["local_moran"] * 98 / 99 - theirs.Is).max() < 1e-6
    named = {"high among high": 1, "low among high": 2, "low among low": 3, "high among low": 4}
    assert (found["quadrant"].map(named) == theirs.q).all()


def test_normal_p_of_each_alternative():
    z = np.array([1.959963985, np.nan])
    for alternative, p in (("greater", 0.025), ("less", 0.975), ("two-sided", 0.05)):
        got = normal_p(z, alternative=alternative)
        assert got[0] == pytest.approx(p) and np.isnan(got[1])


def test_weights_below_zero_are_refused():
    with pytest.raises(InputError, match="weights are negative"):
        gi_star(np.array([1, 2, 3]), sparse.csr_array(-np.eye(3)[::-1]), weighted=True)


@pytest.mark.filterwarnings("ignore")
def test_z_equals_pysal():
    esda = pytest.importorskip("esda")
    weights = pytest.importorskip("libpysal").weights.lat2W(9, 11, rook=False)
    counts = np.random.default_rng(3).poisson(4, 99)
    theirs = esda.G_Local(counts, weights, transform="B", star=True, permutations=0)
    assert np.abs(gi_star(counts, lattice(9, 11)) - theirs.Zs).max() < 1e-6


def test_z_has_no_meaning_where_nothing_varies():
    assert np.isnan(gi_star(np.full(9, 0.1), lattice(3, 3))).all()


def test_benjamini_and_hochbergs_own_example():
    """Their fifteen p-values (1995, section 3.3): four are rejected at 0.05."""
    p = np.array(FIFTEEN_P)
    assert (false_discovery(p) <= 0.05).sum() == 4
    assert np.allclose(false_discovery(p), stats.false_discovery_control(p))
    assert np.isnan(false_discovery(np.array([0.01, np.nan]))[1])


def test_missing_values_are_refused():
    with pytest.raises(InputError, match="1 missing"):
        gi_star(np.array([1, np.nan, 2, 3]), lattice(2, 2))
