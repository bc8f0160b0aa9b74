"""Ratios of two shares, and what a place has beyond its comparison area, with their limits."""

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


def excess_over_comparison(
    before: tuple[float, float],
    after: tuple[float, float],
    *,
    years: tuple[float, float],
    confidence: float = 0.95,
) -> tuple[float, float, float]:
    """
    Events a year at a place beyond what a comparison area's change would have brought.

    Parameters
    ----------
    before, after : (at the place, in the comparison area)
        Counts before and after; those of the comparison area must not be zero.
    years : (before, after)
        Length of both spans.
    confidence : float
        Coverage of the limits, which are normal (delta method): for counts of 20 and more.

    Returns
    -------
    excess, lower, upper : float
        Events a year: after at the place, less before at the place times the comparison's ratio
        of after to before.

    Raises
    ------
    InputError
        If a span or a count of the comparison area is not above zero.

    Notes
    -----
    The comparison area stands for what would have happened anyway; whatever the place takes
    from it, or gives to it, is counted twice or not at all.

    References
    ----------
    Shadish, W., Cook, T. and Campbell, D. (2002). Experimental and Quasi-Experimental Designs,
    chapter 5: untreated comparison group with pretest and posttest.

    Examples
    --------
    >>> tuple(round(x) for x in excess_over_comparison((500, 5000), (390, 1200), years=(5, 1.5)))
    (180, 153, 207)
    """
    (place_before, rest_before), (place_after, rest_after) = before, after
    if min(years) <= 0 or min(rest_before, rest_after) <= 0:
        raise InputError(
            "an excess needs spans and a comparison area with counts above zero.",
            where="ratios.excess_over_comparison",
            do="choose a larger comparison area",
        )
    ratio = (rest_after / years[1]) / (rest_before / years[0])
    expected = place_before / years[0] * ratio
    excess = place_after / years[1] - expected
    spread = np.sqrt(
        place_after / years[1] ** 2
        + place_before * (ratio / years[0]) ** 2
        + expected**2 * (1 / rest_before + 1 / rest_after)
    )
    reach = float(norm.ppf(0.5 + confidence / 2) * spread)
    return excess, excess - reach, excess + reach


def odds_ratio(
    hits: float, other_hits: float, misses: float, other_misses: float, *, confidence: float = 0.95
) -> tuple[float, float, float]:
    """
    How many times as many hits there are for each miss here as there, with Woolf's limits.

    Parameters
    ----------
    hits, misses : float
        Counts here; NaN where one is hidden.
    other_hits, other_misses : float
        Counts there.

    Returns
    -------
    ratio, lower, upper : float
        NaN where a count is zero or not known: on the log scale it has no limits.

    References
    ----------
    Woolf, B. (1955). On estimating the relation between blood group and disease. Annals of Human
    Genetics 19, 251-253.

    Examples
    --------
    >>> tuple(round(x, 2) for x in odds_ratio(141, 928, 420, 13525))
    (4.89, 4.0, 5.99)
    """
    counts = np.array([hits, other_hits, misses, other_misses], dtype=float)
    if not (counts > 0).all():
        return np.nan, np.nan, np.nan
    ratio = (hits / misses) / (other_hits / other_misses)
    reach = float(np.exp(norm.ppf(0.5 + confidence / 2) * np.sqrt((1 / counts).sum())))
    return ratio, ratio / reach, ratio * reach
