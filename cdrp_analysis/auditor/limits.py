"""Limits of shares, counts and ratios by the methods that columns of a release name."""

from collections.abc import Callable

import numpy as np
from scipy.stats import beta, chi2, norm

Ends = tuple[np.ndarray, np.ndarray]
_Z = float(norm.ppf(0.975))  # every limit is one of 95%


def wilson(found: np.ndarray, base: np.ndarray) -> Ends:
    """
    Of a share (Wilson 1927).

    Examples
    --------
    >>> [round(float(end), 4) for end in wilson(np.array(473.0), np.array(876.0))]
    [0.5068, 0.5727]
    """
    share, spread = found / base, _Z**2 / base
    middle = share + spread / 2
    reach = _Z * np.sqrt(share * (1 - share) / base + spread / (4 * base))
    return tuple(np.clip((middle + side * reach) / (1 + spread), 0, 1) for side in (-1, 1))


def clopper_pearson(found: np.ndarray, base: np.ndarray) -> Ends:
    """Of a share, exact (Clopper and Pearson 1934)."""
    lower = np.where(found == 0, 0.0, beta.ppf(0.025, found, base - found + 1))
    return lower, np.where(found == base, 1.0, beta.ppf(0.975, found + 1, base - found))


def poisson(count: np.ndarray) -> Ends:
    """Of a count, exact (Garwood 1936)."""
    lower = np.where(count == 0, 0.0, chi2.ppf(0.025, 2 * count) / 2)
    return lower, chi2.ppf(0.975, 2 * count + 2) / 2


def byar(count: np.ndarray) -> Ends:
    """Of a count, Byar's approximation (Breslow and Day 1987)."""

    def end(around: np.ndarray, side: int) -> np.ndarray:
        return around * (1 - 1 / (9 * around) + side * _Z / (3 * np.sqrt(around))) ** 3

    return np.where(count == 0, 0.0, np.maximum(end(count, -1), 0.0)), end(count + 1, 1)


def two_counts(after: np.ndarray, before: np.ndarray) -> Ends:
    """Of one count over another, exact: given the sum the one is binomial (Przyborowski 1940)."""
    lower, upper = clopper_pearson(after, after + before)
    return lower / (1 - lower), upper / (1 - upper)


def newcombe(found: np.ndarray, base: np.ndarray, other: np.ndarray, others: np.ndarray) -> Ends:
    """Of a share less another (Newcombe 1998, method 10)."""
    one, two = found / base, other / others
    (low, high), (other_low, other_high) = wilson(found, base), wilson(other, others)
    below = np.hypot(one - low, other_high - two)
    return one - two - below, one - two + np.hypot(high - one, two - other_low)


def katz(found: np.ndarray, base: np.ndarray, other: np.ndarray, others: np.ndarray) -> Ends:
    """Of a share over another (Katz 1978)."""
    ratio = found / base / (other / others)
    return _about(ratio, 1 / found - 1 / base + 1 / other - 1 / others)


def woolf(hits: np.ndarray, misses: np.ndarray, other: np.ndarray, others: np.ndarray) -> Ends:
    """Of odds over other odds (Woolf 1955)."""
    ratio = hits / misses / (other / others)
    return _about(ratio, 1 / hits + 1 / misses + 1 / other + 1 / others)


def _about(ratio: np.ndarray, variance: np.ndarray) -> Ends:
    reach = np.exp(_Z * np.sqrt(variance))
    return ratio / reach, ratio * reach


LIMITS: dict[str, Callable[..., Ends]] = {
    "wilson": wilson, "exact": clopper_pearson, "poisson": poisson, "byar": byar,
    "two_counts": two_counts, "newcombe": newcombe, "katz": katz, "woolf": woolf,
}  # fmt: skip
