"""Ratio of two rates over several strata, by the exact conditional distribution."""

from collections.abc import Sequence
from functools import reduce

import numpy as np
from scipy import optimize, stats

from cdrp_analysis.errors import InputError

_WIDEST = 1e6  # ratios looked at lie between this and its inverse


def exact_rate_ratio(
    counts: Sequence[float],
    exposures: Sequence[float],
    other_counts: Sequence[float],
    other_exposures: Sequence[float],
    *,
    confidence: float = 0.95,
) -> tuple[float, float, float, float]:
    """
    How many times as high a rate is as another, the same in every stratum.

    Counts are Poisson. Given the sum of a stratum's two counts the first is binomial; the sum
    of the firsts over the strata has the convolution of those binomials, whatever the rates of
    the strata are. With one stratum this is the test of Przyborowski and Wilenski.

    Parameters
    ----------
    counts, exposures : sequence of number, one per stratum
        Events (rounded to whole ones), and days or people at risk.
    other_counts, other_exposures : sequence of number
        The same for what they are compared with. A stratum that lacks either exposure says
        nothing and is left out.
    confidence : float
        Coverage of the limits.

    Returns
    -------
    ratio, lower, upper, p : float
        The ratio at which the sum is expected (conditional maximum likelihood), limits that
        leave half the rest in each tail, and twice the smaller tail at a ratio of 1. ``nan``
        where there is nothing to compare; ``inf`` where the other rate has no events.

    Raises
    ------
    InputError
        If a count or exposure is negative.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940). Biometrika 31, 313-323. Martin, D. and Austin, H.
    (1996). Exact estimates for a rate ratio. Epidemiology 7, 29-33.

    Examples
    --------
    >>> [round(x, 2) for x in exact_rate_ratio([20], [10], [10], [10])]
    [2.0, 0.89, 4.78, 0.1]
    """
    given = np.array([counts, exposures, other_counts, other_exposures], dtype=float)
    if (given < 0).any() or np.isnan(given).any():
        raise InputError(
            "a count or exposure is negative or missing.",
            where="measures.rate_ratios.exact_rate_ratio",
            do="leave strata out that are not known",
        )
    given = given[:, (given[1] > 0) & (given[3] > 0)]
    first, second = given[0].round().astype(int), given[2].round().astype(int)
    totals, odds = first + second, given[1] / given[3]
    found, total = int(first.sum()), int(totals.sum())
    if total == 0:
        return np.nan, np.nan, np.nan, np.nan
    tail = (1 - confidence) / 2

    def parts(ratio: float) -> np.ndarray:
        return ratio * odds / (1 + ratio * odds)

    # All strata in one go: asking for a distribution costs more than the numbers themselves.
    outcome = np.concatenate([np.arange(n + 1) for n in totals])
    stratum = np.repeat(np.arange(len(totals)), totals + 1)
    ends = np.cumsum(totals + 1)[:-1]

    def distribution(ratio: float) -> np.ndarray:
        each = stats.binom.pmf(outcome, totals[stratum], parts(ratio)[stratum])
        return reduce(np.convolve, np.split(each, ends))

    def solved(excess) -> float:
        return float(np.exp(optimize.brentq(excess, -np.log(_WIDEST), np.log(_WIDEST))))

    ratio = lower = 0.0
    upper = np.inf
    if 0 < found < total:
        ratio = solved(lambda log: float(totals @ parts(np.exp(log))) - found)
    elif found == total:
        ratio = np.inf
    if found > 0:
        lower = solved(lambda log: distribution(np.exp(log))[found:].sum() - tail)
    if found < total:
        upper = solved(lambda log: tail - distribution(np.exp(log))[: found + 1].sum())
    even = distribution(1.0)
    p = 2 * min(even[: found + 1].sum(), even[found:].sum())
    return ratio, lower, upper, float(min(1.0, p))
