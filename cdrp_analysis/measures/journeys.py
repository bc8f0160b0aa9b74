"""How far people came to offend: bands of distance and the median, with their limits."""

from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import binom

from cdrp_analysis.measures.proportions import share

BANDS_KM = (0, 1, 2, 5, 10)  # lower ends; the last has no upper one
LEAST_BASE = 20  # offences: no share, no median of fewer
_LIMITS = ("share", "share_lower", "share_upper")


def band_names() -> list[str]:
    """``under 1 km``, ``1 to 2 km``, ..., ``10 km or more``."""
    inner = [f"{a} to {b} km" for a, b in pairwise(BANDS_KM[1:])]
    return [f"under {BANDS_KM[1]} km", *inner, f"{BANDS_KM[-1]} km or more"]


def distance_bands(metres: pd.Series) -> pd.DataFrame:
    """
    How many journeys fall into each band of distance.

    Parameters
    ----------
    metres : Series of float
        One per journey, straight from the home's middle point to the offence; none missing.

    Returns
    -------
    DataFrame, one row per band, the nearest first
        ``band``, ``journeys``, ``share`` of all with Wilson's limits; no share of fewer than 20.
        A band is closed at its lower end.
    """
    edges = [1000.0 * end for end in BANDS_KM] + [np.inf]
    counts = np.histogram(metres.to_numpy(float), bins=edges)[0]
    table = pd.DataFrame({"band": band_names(), "journeys": counts, "base": len(metres)})
    if len(metres) < LEAST_BASE:
        return table.drop(columns="base").assign(**dict.fromkeys(_LIMITS, np.nan))
    return share(table, found="journeys").drop(columns="base")


def median_limits(values: pd.Series, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """
    The median and exact limits of it, from the order of the values alone.

    Parameters
    ----------
    values : Series of float
        None missing.

    Returns
    -------
    median, lower, upper : float
        All missing for fewer than 20 values. The limits are the values of rank k from either end,
        k the greatest with P(X < k) at most half of 1 - confidence, X binomial(n, 1/2).

    References
    ----------
    Campbell, M. and Gardner, M. (1988). Calculating confidence intervals for some non-parametric
    analyses. British Medical Journal 296, 1454-1456.
    """
    ordered = np.sort(values.to_numpy(float))
    count = len(ordered)
    if count < LEAST_BASE:
        return (float("nan"),) * 3
    rank = int(binom.ppf((1 - confidence) / 2, count, 0.5))
    rank += binom.cdf(rank, count, 0.5) <= (1 - confidence) / 2
    return float(np.median(ordered)), float(ordered[rank - 1]), float(ordered[count - rank])
