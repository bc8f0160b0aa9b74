"""Getis and Ord's local statistic Gi*, with p-values that stay honest on sparse counts."""

from math import comb

import numpy as np
from scipy import sparse

from cdrp_analysis.errors import InputError

# Coefficients are held as floats: C(n, k) must stay far below the largest of them, 1e308.
_LARGEST_WAYS = 10**280
# Work of the exact null, in multiplications; beyond it the Monte Carlo test is quicker.
_LARGEST_WORK = 4e9
_TIE = 1e-9


def gi_star(values: np.ndarray, neighbours: sparse.csr_array) -> np.ndarray:
    """
    Gi* z-scores, the place itself included.

    Parameters
    ----------
    values : array of float, shape (n,)
        Counts or standardised rates.
    neighbours : sparse array, shape (n, n)
        Non-zero where two places are neighbours; the diagonal is ignored.

    Returns
    -------
    array of float, shape (n,)
        z = (Σ wᵢⱼxⱼ − W x̄) / (S √((nW − W²)/(n − 1))) with w 1 for the place itself and its
        neighbours. NaN where it has no meaning: all values equal, or everybody a neighbour.

    References
    ----------
    Ord, J. K. and Getis, A. (1995). Geographical Analysis 27, 286-306.

    Examples
    --------
    >>> line = sparse.diags_array([1.0, 1.0], offsets=[-1, 1], shape=(5, 5)).tocsr()
    >>> gi_star(np.array([9, 9, 0, 0, 0]), line).round(2)
    array([ 2.  ,  1.33, -0.33, -2.  , -1.33])
    """
    values, links = _checked(values, neighbours)
    n = len(values)
    sums = values + links @ values
    members = 1.0 + np.diff(links.indptr)
    spread = values.std() if np.ptp(values) > 0 else 0.0
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = spread * np.sqrt((n * members - members**2) / (n - 1))
        z = (sums - members * values.mean()) / scale
    return np.where(scale > 0, z, np.nan)


def upper_p(
    values: np.ndarray,
    neighbours: sparse.csr_array,
    *,
    conditional: bool = True,
    draws: int = 9999,
    seed: int,
) -> np.ndarray:
    """
    Upper-tail permutation p-values: exact for counts, otherwise by Monte Carlo.

    Exact values have no floor at 1/(draws + 1) and do not depend on ``seed``; see
    :func:`exact_upper_p` and :func:`monte_carlo_upper_p` for what is computed.
    """
    values, links = _checked(values, neighbours)
    if _is_countable(values, links):
        return exact_upper_p(values, links, conditional=conditional)
    return monte_carlo_upper_p(values, links, conditional=conditional, draws=draws, seed=seed)


def exact_upper_p(
    counts: np.ndarray, neighbours: sparse.csr_array, *, conditional: bool = True
) -> np.ndarray:
    """
    How often chance gives a place surroundings with as many offences, or more: exactly.

    Parameters
    ----------
    counts : array, shape (n,)
        Whole numbers, 0 or more.
    neighbours : sparse array, shape (n, n)
        Non-zero where two places are neighbours; the diagonal is ignored.
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
    counts, links = _checked(counts, neighbours)
    if not _is_countable(counts, links):
        raise InputError(
            "the values are not whole numbers from 0 up, or are too many for the exact test.",
            where="measures.local_clustering.exact_upper_p",
            do="use upper_p(), which falls back on Monte Carlo",
        )
    counts = counts.astype(np.int64)
    n, drawn = len(counts), np.diff(links.indptr) + (0 if conditional else 1)
    sums = (links @ counts).astype(np.int64) + (0 if conditional else counts)
    distinct, held_by, times = np.unique(counts, return_inverse=True, return_counts=True)
    largest = int(drawn.max(initial=0))
    ways = _ways(distinct, times, largest, _top_sum(counts, largest))
    p = np.ones(n)
    for index, count in enumerate(distinct):
        rows = np.flatnonzero((held_by == index) & (drawn > 0))
        if not len(rows):
            continue
        null = _divided(ways, int(count), int(drawn[rows].max())) if conditional else ways
        for k in np.unique(drawn[rows]):
            chosen = rows[drawn[rows] == k]
            tail = np.cumsum(null[k][::-1])[::-1]
            p[chosen] = tail[sums[chosen]] / tail[0]
    # What was observed is one of the ways: a smaller p can only be rounding.
    least = np.array([1 / comb(n - conditional, int(k)) for k in range(largest + 1)])
    return np.clip(p, least[drawn], 1.0)


def monte_carlo_upper_p(
    values: np.ndarray,
    neighbours: sparse.csr_array,
    *,
    conditional: bool = True,
    draws: int = 9999,
    seed: int,
) -> np.ndarray:
    """
    The same p for any values, estimated: (1 + number of draws at least as large) / (draws + 1).

    Draws within one part in 10⁹ of the observed sum are ties, and ties are extreme. All places
    share the same draws, which leaves each p valid and makes them comparable.

    Parameters
    ----------
    values : array of float, shape (n,)
        For example empirical-Bayes standardised rates.
    neighbours : sparse array, shape (n, n)
        Non-zero where two places are neighbours; the diagonal is ignored.
    conditional : bool
        As for :func:`exact_upper_p`.
    draws : int
        Number of random draws.
    seed : int
        Seed of the draws.

    Returns
    -------
    array of float, shape (n,)
    """
    values, links = _checked(values, neighbours)
    n, drawn = len(values), np.diff(links.indptr) + (0 if conditional else 1)
    sums = links @ values + (0 if conditional else values)
    slack = _TIE * max(np.abs(values).max(), 1e-300) * (1 + drawn)
    rng = np.random.default_rng(seed)
    picked = _without_replacement(n - conditional, int(drawn.max()), draws, rng)
    p = np.ones(n)
    for place in np.flatnonzero(drawn):
        among = picked[:, : drawn[place]]
        if conditional:
            among = among + (among >= place)  # skips the place itself
        as_many = values[among].sum(axis=1) >= sums[place] - slack[place]
        p[place] = (1 + np.count_nonzero(as_many)) / (draws + 1)
    return p


def false_discovery(p: np.ndarray) -> np.ndarray:
    """
    p-values adjusted for the false discovery rate; NaN stays NaN and is not counted.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). J. Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> false_discovery(np.array([0.01, 0.04, 0.03, 0.5])).round(4)
    array([0.04  , 0.0533, 0.0533, 0.5   ])
    """
    p = np.asarray(p, dtype=float)
    q = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    m = len(order)
    scaled = p[order] * m / np.arange(1, m + 1)
    q[order] = np.minimum.accumulate(scaled[::-1])[::-1].clip(max=1.0)
    return q


def _checked(values, neighbours) -> tuple[np.ndarray, sparse.csr_array]:
    values = np.asarray(values, dtype=float)
    links = sparse.csr_array(neighbours)
    if links.shape != (len(values), len(values)) or len(values) < 2 or np.isnan(values).any():
        raise InputError(
            f"{len(values)} values ({int(np.isnan(values).sum())} missing) with neighbours of "
            f"shape {links.shape}.",
            where="measures.local_clustering",
            do="give two or more known values and neighbours for the same places, same order",
        )
    kept = links.tocoo()
    off = (kept.row != kept.col) & (kept.data != 0)
    ones = np.ones(int(off.sum()))
    return values, sparse.csr_array((ones, (kept.row[off], kept.col[off])), shape=links.shape)


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
