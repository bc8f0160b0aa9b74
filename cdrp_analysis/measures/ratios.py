"""Ratios of two shares and differences of two yearly counts, with their limits."""

import numpy as np
from scipy.stats import norm

from cdrp_analysis.errors import InputError


def share_ratio(
    hits: int, base: int, other_hits: int, other_base: int, *, confidence: float = 0.95
) -> tuple[float, float, float]:
    """
    Ratio of two independent shares with limits on the log scale.

    Parameters
    ----------
    hits, base : int
        Those who have the property, of how many; the shares must not be zero.
    other_hits, other_base : int
        The same for the group compared with.

    Returns
    -------
    ratio, lower, upper : float

    Raises
    ------
    InputError
        If a share is zero or a base is smaller than its hits.

    References
    ----------
    Katz, D. et al. (1978). Obtaining confidence intervals for the risk ratio in cohort studies.
    Biometrics 34, 469-474.

    Examples
    --------
    >>> tuple(round(x, 2) for x in share_ratio(189, 11034, 104, 11037))
    (1.82, 1.43, 2.31)
    """
    if min(hits, other_hits) <= 0 or hits > base or other_hits > other_base:
        raise InputError(
            "a ratio of shares needs shares above zero and up to one.",
            where="ratios.share_ratio",
            do="show the two shares with their limits instead",
        )
    ratio = (hits / base) / (other_hits / other_base)
    spread = np.sqrt(1 / hits - 1 / base + 1 / other_hits - 1 / other_base)
    reach = float(np.exp(norm.ppf(0.5 + confidence / 2) * spread))
    return ratio, ratio / reach, ratio * reach


def yearly_difference(
    before: float,
    years_before: float,
    after: float,
    years_after: float,
    *,
    confidence: float = 0.95,
) -> tuple[float, float, float]:
    """
    Events a year after less events a year before, with Poisson limits.

    The two counts are independent and large (20 or more): the limits are normal,
    with variance before / years_before² + after / years_after².

    Returns
    -------
    difference, lower, upper : float
        Events a year.

    Raises
    ------
    InputError
        If a span is not above zero or a count is below zero.

    Examples
    --------
    >>> tuple(round(x, 1) for x in yearly_difference(100, 5, 90, 1.5))
    (40.0, 27.0, 53.0)
    """  # fmt: skip
    if min(years_before, years_after) <= 0 or min(before, after) < 0:
        raise InputError(
            "a difference by year needs spans above zero and counts of zero or more.",
            where="ratios.yearly_difference",
            do="check the first and last day of both spans",
        )
    difference = after / years_after - before / years_before
    spread = np.sqrt(before / years_before**2 + after / years_after**2)
    reach = float(norm.ppf(0.5 + confidence / 2) * spread)
    return difference, difference - reach, difference + reach
