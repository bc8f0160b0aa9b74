"""Gi* agrees with PySAL; its exact p agrees with counting every way there is."""

from itertools import combinations

import numpy as np
import pytest
from scipy import sparse, stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.local_clustering import (
    exact_upper_p,
    false_discovery,
    gi_star,
    monte_carlo_upper_p,
    upper_p,
)


def lattice(rows, columns):
    """Queen contiguity of a rectangle of squares."""
    along = [sparse.diags_array([1.0, 1, 1], offsets=[-1, 0, 1], shape=(n, n)) for n in
             (rows, columns)]  # fmt: skip
    return sparse.csr_array(sparse.kron(*along) - sparse.eye_array(rows * columns))


def random_links(n, share, rng):
    upper = sparse.csr_array(np.triu(rng.random((n, n)) < share, 1).astype(float))
    return sparse.csr_array(upper + upper.T)


def counted_by_hand(counts, links, conditional):
    every = range(len(counts))
    p = []
    for place in every:
        around = [j for j in every if links[place, j]]
        pool = [j for j in every if j != place] if conditional else every
        observed = counts[around].sum() + (0 if conditional else counts[place])
        drawn = combinations(pool, len(around) + (not conditional))
        p.append(np.mean([counts[list(these)].sum() >= observed for these in drawn]))
    return np.array(p)


@pytest.mark.parametrize("conditional", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_exact_p_equals_full_enumeration(seed, conditional):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(0.8, 10)
    counts[2] = 7  # one value held once, several held often, zeros among them
    links = random_links(10, 0.4, rng)
    got = exact_upper_p(counts, links, conditional=conditional)
    assert np.abs(got - counted_by_hand(counts, links, conditional)).max() < 1e-12


def test_the_one_hot_cell_does_not_lend_itself_to_the_null_of_its_own_test():
    """All neighbours zero: every draw from the others is zero too, so p is exactly 1."""
    counts = np.array([0, 0, 50, 0, 0])
    line = sparse.diags_array([1.0, 1], offsets=[-1, 1], shape=(5, 5))
    assert exact_upper_p(counts, line).tolist() == [1.0, 0.5, 1.0, 0.5, 1.0]


def test_exact_and_monte_carlo_agree_on_a_realistic_map():
    counts = np.random.default_rng(5).negative_binomial(0.4, 0.02, 400)
    links = lattice(20, 20)
    exact = exact_upper_p(counts, links)
    drawn = monte_carlo_upper_p(counts, links, draws=9999, seed=1)
    assert (np.abs(exact - drawn) < 5 * np.sqrt(exact * (1 - exact) / 9999) + 2e-4).all()


def test_the_far_tail_is_right_where_only_one_draw_in_a_billion_reaches_it():
    counts = np.zeros(900, dtype=int)
    hot = [31, 32, 33, 61, 63, 91, 92, 93]  # a ring of eights in a field of zeros
    counts[hot] = 8
    p = exact_upper_p(counts, lattice(30, 30))
    assert p[62] == pytest.approx(stats.hypergeom.pmf(8, 899, 8, 8), rel=1e-9)


def test_pure_chance_on_sparse_counts_finds_no_hotspots():
    """Ties read as 'not extreme' would flag two cells in three here."""
    counts = np.random.default_rng(8).poisson(0.05, 3600)
    p = exact_upper_p(counts, lattice(60, 60))
    assert (p <= 0.05).mean() < 0.05
    assert (false_discovery(p) <= 0.05).sum() == 0


@pytest.mark.filterwarnings("ignore")
def test_z_equals_pysal():
    esda = pytest.importorskip("esda")
    weights = pytest.importorskip("libpysal").weights.lat2W(9, 11, rook=False)
    counts = np.random.default_rng(3).poisson(4, 99)
    theirs = esda.G_Local(counts, weights, transform="B", star=True, permutations=0)
    assert np.abs(gi_star(counts, lattice(9, 11)) - theirs.Zs).max() < 1e-6


def test_z_has_no_meaning_where_nothing_varies():
    assert np.isnan(gi_star(np.full(9, 0.1), lattice(3, 3))).all()


def test_places_without_neighbours_are_never_significant_on_the_conditional_test():
    alone = sparse.csr_array((3, 3))
    assert upper_p(np.array([0, 5, 9]), alone, seed=1).tolist() == [1, 1, 1]
    assert upper_p(np.array([0.0, 0.5, 9]), alone, seed=1).tolist() == [1, 1, 1]


def test_rates_go_to_monte_carlo_and_ties_count_as_extreme():
    rates = np.tile([0.1, 0.1 + 1e-16], 8)
    with pytest.raises(InputError, match="whole numbers"):
        exact_upper_p(rates, lattice(4, 4))
    assert (upper_p(rates, lattice(4, 4), draws=99, seed=1) == 1).all()


def test_the_same_seed_gives_the_same_p_and_no_draw_repeats_a_place():
    rates = np.random.default_rng(0).normal(size=25)
    first, again = (monte_carlo_upper_p(rates, lattice(5, 5), draws=499, seed=4) for _ in "ab")
    assert (first == again).all()
    # Everybody a neighbour of everybody: without replacement the draw is always all others.
    full = sparse.csr_array(np.ones((6, 6)) - np.eye(6))
    assert (monte_carlo_upper_p(rates[:6], full, draws=199, seed=4) == 1).all()


def test_benjamini_and_hochbergs_own_example():
    """Their fifteen p-values (1995, section 3.3): four are rejected at 0.05."""
    p = np.array([0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
                  0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000])  # fmt: skip
    assert (false_discovery(p) <= 0.05).sum() == 4
    assert np.allclose(false_discovery(p), stats.false_discovery_control(p))
    assert np.isnan(false_discovery(np.array([0.01, np.nan]))[1])


def test_missing_values_are_refused():
    with pytest.raises(InputError, match="1 missing"):
        gi_star(np.array([1, np.nan, 2, 3]), lattice(2, 2))
