"""Cumulative sums of weekly residuals, and limits from the chance of a false alarm."""

from functools import lru_cache

import numpy as np
from scipy import optimize, stats

from cdrp_analysis.errors import InputError

WEEKS = 52
REFERENCE = 0.5  # in standard deviations: tuned to shifts of one of them
_CELLS = 200  # states of the Markov chain
_NODES = 15  # of the Gauss-Hermite rule over the error of the level


@lru_cache(maxsize=64)
def cusum_limit(false_alarms: float, *, weeks: int = WEEKS, level_sd: float = 0.0) -> float:
    """
    The limit that normal residuals pass within so many weeks with the given chance.

    Parameters
    ----------
    false_alarms : float
        Between 0 and 1.
    weeks : int
        Looks.
    level_sd : float
        Standard deviation, in those of a week, of the error in the expected level: all
        residuals of the year lie that much too high or too low together.
    """
    if not 0 < false_alarms < 1:
        raise InputError(
            f"a chance of {false_alarms} is no chance.",
            where="measures.cusum",
            do="between 0 and 1",
        )
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    weights = weights / weights.sum()

    def beyond(limit: float) -> float:
        quiet = 0.0
        for node, weight in zip(nodes, weights, strict=True):
            stay = _chain(limit, level_sd * node)
            state = np.zeros(_CELLS)
            state[0] = 1.0
            for _ in range(weeks):
                state = state @ stay
            quiet += weight * state.sum()
        return (1 - quiet) - false_alarms

    return float(optimize.brentq(beyond, 0.1, 40.0, xtol=1e-3))


def average_run_length(limit: float) -> float:
    """
    Mean number of weeks to a false alarm of the cumulative sum, by Markov chain.

    References
    ----------
    Brook, D. and Evans, D. (1972). Biometrika 59, 539-549.

    Examples
    --------
    >>> round(average_run_length(5.0) / 10)
    93
    """
    stay = _chain(limit)
    return float(np.linalg.solve(np.eye(len(stay)) - stay, np.ones(len(stay)))[0])


def cumulative_sum(residual: np.ndarray, limit: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    The one-sided sum S = max(0, S + residual - 1/2) of every week, begun anew after an alarm.

    Returns
    -------
    three arrays, one entry per week
        The sum (before it begins anew; a missing residual leaves it), whether it passed the
        limit, and the index of the week in which it last left nought.

    References
    ----------
    Page, E. (1954). Biometrika 41, 100-115.
    """
    sums, alarm = np.zeros(len(residual)), np.zeros(len(residual), bool)
    since = np.zeros(len(residual), int)
    total, began = 0.0, 0
    for at, score in enumerate(residual):
        if not np.isnan(score):
            if total == 0.0:
                began = at
            total = max(0.0, total + score - REFERENCE)
        sums[at], since[at] = total, began
        if total > limit:
            alarm[at], total = True, 0.0
    return sums, alarm, since


def _chain(limit: float, shift: float = 0.0) -> np.ndarray:
    """Chances of moving between states of the sum below its limit; the first is nought."""
    width = 2 * limit / (2 * _CELLS - 1)
    middle = width * np.arange(_CELLS)
    upper = middle[None, :] + width / 2 - middle[:, None] + REFERENCE - shift
    below = stats.norm.cdf(upper)
    return np.diff(below, axis=1, prepend=0.0)
