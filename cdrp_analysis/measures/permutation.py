"""Permutation p-values of what surrounds a place: exact for counts, drawn for anything else."""

from math import comb

import numpy as np
from scipy import sparse

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.local_clustering import checked, tail_p

# Coefficients are held as floats: C(n, k) must stay far below the largest of them, 1e308.
_LARGEST_WAYS = 10**280
# Work of the exact null, in multiplications; beyond it the Monte Carlo test is quicker.
_LARGEST_WORK = 4e9
_TIE = 1e-9

Tails = tuple[np.ndarray, np.ndarray]  # P(at least what was seen), P(at most what was seen)


def permutation_p(
    values: np.ndarray,
    neighbours: sparse.csr_array,
    *,
    alternative: str = "greater",
    conditional: bool = True,
    weighted: bool = False,
    draws: int = 9999,
    seed: int,
) -> np.ndarray:
    """
    p-values of Gi*: exact for counts with plain neighbours, otherwise by Monte Carlo.

    Exact values have no floor at 1/(draws + 1) and do not depend on ``seed``; see
    :func:`exact_p` and :func:`monte_carlo_p` for what is computed.
    """
    if not weighted:
        counts, links, _ = checked(values, neighbours)
        if _is_countable(counts, links):
            return tail_p(*_exact(counts, links, conditional), alternative)
    return monte_carlo_p(
        values, neighbours, alternative=alternative, conditional=conditional,
        weighted=weighted, draws=draws, seed=seed,
    )  # fmt: skip


def moran_p(
    values: np.ndarray,
    neighbours: sparse.csr_array,
    *,
    alternative: str = "greater",
    draws: int = 9999,
    seed: int,
) -> np.ndarray:
    """
    Conditional permutation p-values of the local Moran: exact for counts.

    A place keeps its value, so its Iᵢ is large where its neighbours' sum is large and it lies
    above the mean, or where that sum is small and it lies below: the null is that of Gi*.

    Parameters
    ----------
    values, neighbours, draws, seed
        As for :func:`monte_carlo_p`.
    alternative : str
        "greater" (like its neighbours), "less" (unlike them) or "two-sided".

    Returns
    -------
    array of float, shape (n,)
        1 for a place without neighbours, or on the mean.
    """
    values, links, _ = checked(values, neighbours)
    if _is_countable(values, links):
        upper, lower = _exact(values, links, True)
    else:
        upper, lower = _drawn(values, links, np.zeros(len(values)), True, draws, seed)
    side = np.sign(np.round(values - values.mean(), 12))
    p = tail_p(np.where(side > 0, upper, lower), np.where(side > 0, lower, upper), alternative)
    return np.where(side == 0, 1.0, p)


def exact_p(
    counts: np.ndarray,
    neighbours: sparse.csr_array,
    *,
    alternative: str = "greater",
    conditional: bool = True,
) -> np.ndarray:
    """
    How often chance gives a place surroundings with as many offences, or more: exactly.

    Parameters
    ----------
    counts : array, shape (n,)
        Whole numbers, 0 or more.
    neighbours : sparse array, shape (n, n)
        Non-zero where two places are neighbours; the diagonal is ignored.
    alternative : str
        "greater" (hot: as many or more), "less" (cold: as many or fewer) or "two-sided".
    conditional : bool
        True: the place keeps its own count and its k neighbours' counts are drawn without
        replacement from all other places, so only the neighbours are tested. False: all k + 1
        are drawn, so the place's own count is part of the test, as it is part of Gi*.

    Returns
    -------
    array of float, shape (n,)
        P(Σ of drawn counts ≥ Σ observed): ties are extreme, as the definition of a p-value
        asks. Conditional: 1 for a place without neighbours.

    Raises
    ------
    InputError
        If the counts are not whole numbers, or the problem is too large to enumerate.

    Notes
    -----
    The number of k-subsets with sum s is the coefficient of zᵏtˢ in Π (1 + z tᵛ)^m(v) over the
    distinct counts v, each held by m(v) places. One factor 1 + z tᵛ is divided out again to
    leave out a place that itself has v.
    """
    counts, links, _ = checked(counts, neighbours)
    if not _is_countable(counts, links):
        raise InputError(
            "the values are not whole numbers from 0 up, or are too many for the exact test.",
            where="measures.permutation.exact_p",
            do="use permutation_p(), which falls back on Monte Carlo",
        )
    return tail_p(*_exact(counts, links, conditional), alternative)


def monte_carlo_p(
    values: np.ndarray,
    neighbours: sparse.csr_array,
    *,
    alternative: str = "greater",
    conditional: bool = True,
    weighted: bool = False,
    draws: int = 9999,
    seed: int,
) -> np.ndarray:
    """
    The same p for any values, estimated: (1 + number of draws as extreme) / (draws + 1).

    Draws within one part in 10⁹ of the observed sum are ties, and ties are extreme. All places
    share the same draws, which leaves each p valid and makes them comparable.

    Parameters
    ----------
    values : array of float, shape (n,)
        For example empirical-Bayes standardised rates.
    neighbours : sparse array, shape (n, n)
        Non-zero where two places are neighbours.
    alternative, conditional
        As for :func:`exact_p`.
    weighted : bool
        As for :func:`~cdrp_analysis.measures.local_clustering.gi_star`.
    draws : int
        Number of random draws.
    seed : int
        Seed of the draws.

    Returns
    -------
    array of float, shape (n,)
    """
    values, links, own = checked(values, neighbours, weighted=weighted)
    return tail_p(*_drawn(values, links, own, conditional, draws, seed), alternative)


def _exact(counts: np.ndarray, links: sparse.csr_array, conditional: bool) -> Tails:
    counts = counts.astype(np.int64)
    n, drawn = len(counts), np.diff(links.indptr) + (0 if conditional else 1)
    sums = (links @ counts).astype(np.int64) + (0 if conditional else counts)
    distinct, held_by, times = np.unique(counts, return_inverse=True, return_counts=True)
    largest = int(drawn.max(initial=0))
    ways = _ways(distinct, times, largest, _top_sum(counts, largest))
    upper, lower = np.ones(n), np.ones(n)
    # Places by their own count (for the conditional test) and number drawn share one null.
    kind = held_by * (largest + 1) + drawn if conditional else drawn
    order = np.argsort(kind, kind="stable")
    starts = np.flatnonzero(np.diff(kind[order], prepend=-1))
    null, of = ways, -1
    for rows in np.split(order, starts[1:]):
        k, index = int(drawn[rows[0]]), int(held_by[rows[0]])
        if k == 0:
            continue
        if conditional and index != of:
            null, of = _divided(ways, int(distinct[index]), largest), index
        below = np.cumsum(null[k])
        above = np.cumsum(null[k][::-1])[::-1]
        upper[rows] = above[sums[rows]] / above[0]
        lower[rows] = below[sums[rows]] / below[-1]
    # What was observed is one of the ways: a smaller p can only be rounding.
    least = np.array([1 / comb(n - conditional, int(k)) for k in range(largest + 1)])[drawn]
    return np.clip(upper, least, 1.0), np.clip(lower, least, 1.0)


def _drawn(
    values: np.ndarray,
    links: sparse.csr_array,
    own: np.ndarray,
    conditional: bool,
    draws: int,
    seed: int,
) -> Tails:
    n, members = len(values), np.diff(links.indptr)
    sums = links @ values + (0 if conditional else own * values)
    weight = links.sum(axis=1) + (0 if conditional else own)
    slack = _TIE * max(np.abs(values).max(), 1e-300) * (1 + weight)
    rng = np.random.default_rng(seed)
    among = members + (0 if conditional else 1)
    picked = _without_replacement(n - conditional, int(among.max()), draws, rng)
    upper, lower = np.ones(n), np.ones(n)
    for place in np.flatnonzero(among):
        these = picked[:, : among[place]]
        weights = links.data[links.indptr[place] : links.indptr[place + 1]]
        if conditional:
            these = these + (these >= place)  # skips the place itself
        else:
            weights = np.append(weights, own[place])
        fell = values[these] @ weights
        upper[place] = (1 + np.count_nonzero(fell >= sums[place] - slack[place])) / (draws + 1)
        lower[place] = (1 + np.count_nonzero(fell <= sums[place] + slack[place])) / (draws + 1)
    return upper, lower


def _is_countable(values: np.ndarray, links: sparse.csr_array) -> bool:
    if (values < 0).any() or (values != np.floor(values)).any() or values.max() > 1e9:
        return False
    k = int(np.diff(links.indptr).max(initial=0)) + 1
    work = len(np.unique(values)) * (k + 1) ** 2 * (_top_sum(values, k) + 1.0)
    return work < _LARGEST_WORK and comb(len(values), min(k, len(values) // 2)) < _LARGEST_WAYS


def _top_sum(values: np.ndarray, k: int) -> int:
    return int(np.sort(values)[::-1][:k].sum())


def _ways(distinct: np.ndarray, times: np.ndarray, k: int, top: int) -> np.ndarray:
    ways = np.zeros((k + 1, top + 1))
    ways[0, 0] = 1.0
    for count, held in zip(distinct.tolist(), times.tolist(), strict=True):
        for size in range(k, 0, -1):
            for taken in range(1, min(size, held) + 1):
                shift = taken * count
                if shift > top:
                    break
                choices = float(comb(held, taken))
                ways[size, shift:] += choices * ways[size - taken, : top + 1 - shift]
    return ways


def _divided(ways: np.ndarray, count: int, k: int) -> np.ndarray:
    without = np.empty_like(ways[: k + 1])
    without[0] = ways[0]
    for size in range(1, k + 1):
        without[size] = ways[size]
        if count <= ways.shape[1] - 1:
            without[size, count:] -= without[size - 1, : ways.shape[1] - count]
    return np.maximum(without, 0.0)


def _without_replacement(n: int, k: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    # Column by column, redrawing what the row already holds: each next place is uniform over
    # those left, and nothing of size draws x n is ever made.
    picked = np.empty((draws, k), dtype=np.int64)
    for column in range(k):
        todo = np.arange(draws)
        while len(todo):
            picked[todo, column] = rng.integers(n, size=len(todo))
            again = (picked[todo, :column] == picked[todo, column, None]).any(axis=1)
            todo = todo[again]
    return picked
