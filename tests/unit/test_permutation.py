"""Exact p-values agree with counting every way there is; drawn ones with the exact."""

from itertools import combinations

import numpy as np
import pytest
from scipy import sparse, stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.local_clustering import false_discovery, local_moran
from cdrp_analysis.measures.permutation import exact_p, monte_carlo_p, moran_p, permutation_p
from tests.reference import clustering as published
from tests.unit.test_local_clustering import africa, lattice


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
    got = exact_p(counts, links, conditional=conditional)
    assert np.abs(got - counted_by_hand(counts, links, conditional)).max() < 1e-12


def test_the_one_hot_cell_does_not_lend_itself_to_the_null_of_its_own_test():
    """All neighbours zero: every draw from the others is zero too, so p is exactly 1."""
    counts = np.array([0, 0, 50, 0, 0])
    line = sparse.diags_array([1.0, 1], offsets=[-1, 1], shape=(5, 5))
    assert exact_p(counts, line).tolist() == [1.0, 0.5, 1.0, 0.5, 1.0]


def test_exact_and_monte_carlo_agree_on_a_realistic_map():
    counts = np.random.default_rng(5).negative_binomial(0.4, 0.02, 400)
    links = lattice(20, 20)
    exact = exact_p(counts, links)
    drawn = monte_carlo_p(counts, links, draws=9999, seed=1)
    assert (np.abs(exact - drawn) < 5 * np.sqrt(exact * (1 - exact) / 9999) + 2e-4).all()


def test_the_far_tail_is_right_where_only_one_draw_in_a_billion_reaches_it():
    counts = np.zeros(900, dtype=int)
    hot = [31, 32, 33, 61, 63, 91, 92, 93]  # a ring of eights in a field of zeros
    counts[hot] = 8
    p = exact_p(counts, lattice(30, 30))
    assert p[62] == pytest.approx(stats.hypergeom.pmf(8, 899, 8, 8), rel=1e-9)


def test_pure_chance_on_sparse_counts_finds_no_hotspots():
    """Ties read as 'not extreme' would flag two cells in three here."""
    counts = np.random.default_rng(8).poisson(0.05, 3600)
    p = exact_p(counts, lattice(60, 60))
    assert (p <= 0.05).mean() < 0.05
    assert (false_discovery(p) <= 0.05).sum() == 0


def test_places_without_neighbours_are_never_significant_on_the_conditional_test():
    alone = sparse.csr_array((3, 3))
    assert permutation_p(np.array([0, 5, 9]), alone, seed=1).tolist() == [1, 1, 1]
    assert permutation_p(np.array([0.0, 0.5, 9]), alone, seed=1).tolist() == [1, 1, 1]


def test_rates_go_to_monte_carlo_and_ties_count_as_extreme():
    rates = np.tile([0.1, 0.1 + 1e-16], 8)
    with pytest.raises(InputError, match="whole numbers"):
        exact_p(rates, lattice(4, 4))
    assert (permutation_p(rates, lattice(4, 4), draws=99, seed=1) == 1).all()


def test_the_same_seed_gives_the_same_p_and_no_draw_repeats_a_place():
    rates = np.random.default_rng(0).normal(size=25)
    first, again = (monte_carlo_p(rates, lattice(5, 5), draws=499, seed=4) for _ in "ab")
    assert (first == again).all()
    # Everybody a neighbour of everybody: without replacement the draw is always all others.
    full = sparse.csr_array(np.ones((6, 6)) - np.eye(6))
    assert (monte_carlo_p(rates[:6], full, draws=199, seed=4) == 1).all()


@pytest.mark.parametrize("conditional", [True, False])
def test_the_lower_tail_is_the_upper_tail_of_the_map_turned_over(conditional):
    counts = np.random.default_rng(3).poisson(1.1, 36)
    links = lattice(6, 6)
    less = exact_p(counts, links, alternative="less", conditional=conditional)
    turned = exact_p(counts.max() - counts, links, conditional=conditional)
    assert np.allclose(less, turned, atol=1e-12)
    both = exact_p(counts, links, alternative="two-sided", conditional=conditional)
    upper = exact_p(counts, links, conditional=conditional)
    assert np.allclose(both, np.minimum(1, 2 * np.minimum(upper, less)))
    drawn = monte_carlo_p(counts, links, alternative="less", conditional=conditional, seed=1)
    assert np.abs(less - drawn).max() < 0.03


def test_an_alternative_must_be_one_that_there_is():
    with pytest.raises(InputError, match="'higher' is no alternative"):
        exact_p(np.array([0, 1, 2]), lattice(1, 3), alternative="higher")


def moran_by_hand(counts, links, place):
    """Local Moran of one place for every way to deal the other values to the others."""
    others = [i for i in range(len(counts)) if i != place]
    around = [i for i in others if links[place, i]]
    observed = local_moran(counts, links)["local_moran"][place]
    own, spread = counts[place] - counts.mean(), counts.var()
    every = np.array([
        own * (counts[list(these)] - counts.mean()).mean() / spread
        for these in combinations(others, len(around))
    ])  # fmt: skip
    return (every >= observed - 1e-9).mean(), (every <= observed + 1e-9).mean()


@pytest.mark.parametrize("seed", range(3))
def test_exact_p_of_the_local_moran_equals_full_enumeration(seed):
    rng = np.random.default_rng(seed)
    counts, links = rng.poisson(1.5, 10), random_links(10, 0.4, rng)
    greater = moran_p(counts, links, seed=1)
    less = moran_p(counts, links, alternative="less", seed=1)
    for place in np.flatnonzero(np.diff(links.indptr)):
        if counts[place] == counts.mean():
            assert greater[place] == 1
            continue
        assert (greater[place], less[place]) == pytest.approx(
            moran_by_hand(counts, links, place), abs=1e-12
        )


def test_geodas_pseudo_p_of_africa_lie_where_the_exact_ones_do():
    """
    GeoDa gives the smaller tail of 99,999 draws, from one table of draws for all places.

    It does not count ties: its value for the country with one neighbour, which nine of 41 others
    exceed and one equals, is near 9/41 and not 10/41.
    """
    values, links = africa()
    greater, less = (
        moran_p(values, links, alternative=which, seed=1) for which in ("greater", "less")
    )
    with_ties, without = np.minimum(greater, less), 1 - np.maximum(greater, less)
    theirs = np.array(published.AFRICA_GEODA_MORAN_P)
    assert (theirs < with_ties + 0.012).all() and (theirs > without - 0.012).all()
    assert with_ties[41] == pytest.approx(10 / 41) and without[41] == pytest.approx(9 / 41)
    assert abs(theirs[41] - 9 / 41) < 0.01


def test_a_weighted_p_of_equal_weights_is_the_plain_one():
    rates = np.random.default_rng(2).gamma(2.0, size=36)
    links = lattice(6, 6)
    weighted = sparse.csr_array(0.5 * (links + sparse.eye_array(36)))
    plain, same = (
        monte_carlo_p(rates, which, conditional=False, weighted=given, draws=999, seed=3)
        for which, given in ((links, False), (weighted, True))
    )
    assert (plain == same).all()


def test_a_near_neighbour_counts_for_more_where_the_weights_say_so():
    """One busy place to the left: far by weight, it hardly helps; near, it does."""
    values = np.zeros(30)
    values[0] = 50.5
    links = np.zeros((30, 30))
    links[1, [0, 2]] = 0.1, 1.0
    p_far = monte_carlo_p(values, sparse.csr_array(links), weighted=True, seed=1)[1]
    links[1, [0, 2]] = 1.0, 0.1
    p_near = monte_carlo_p(values, sparse.csr_array(links), weighted=True, seed=1)[1]
    assert p_near == pytest.approx(1 / 29, abs=0.01)
    assert p_far == pytest.approx(2 / 29, abs=0.015)
