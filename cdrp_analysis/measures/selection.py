"""People chosen for a bad year: what their next year would have been with nothing done."""

import numpy as np
import pandas as pd
from scipy import optimize, special
from scipy.stats import norm

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.proportions import require
from cdrp_analysis.measures.reoffending import at_liberty

_GRID = 70  # steps of shape and of mean over which gammas are weighed
_LEAST = 20  # people above the cut: a spread cannot be fitted to fewer
_SPAN = ["offences_before", "months_before", "offences_after", "months_after"]


def regression_to_mean(people: pd.DataFrame, *, chosen: str, confidence: float = 0.95) -> pd.Series:
    """
    The change of people chosen for their count, over the change that the choice alone brings.

    Counts are Poisson about rates of a gamma distribution (empirical Bayes). Nobody ranked lower
    than those next in line is known, so that the gamma is fitted to the counts above the lowest
    one that is there, given that they are above it. A chosen person's expected rate is drawn
    towards the mean; times the time at liberty after, it gives the offences expected with nothing
    done. The limits hold the fitted gamma for known.

    Parameters
    ----------
    people : DataFrame, one row per person
        Counts and months of both windows, as in
        :func:`~cdrp_analysis.measures.reoffending.before_after`, days in custody where known, and
        ``chosen``: true for the highest ranked, false for those next in line.

    Returns
    -------
    Series
        ``people`` (chosen), ``expected`` (offences after with nothing done), ``regression``
        (offences a month after over before, with nothing done), ``ratio`` (observed over
        expected) with ``ratio_lower``, ``ratio_upper``, ``shape`` and ``mean`` (of the gamma,
        offences a month).

    Raises
    ------
    InputError
        If a column is missing, nobody is chosen, or fewer than 20 lie above the lowest count.

    References
    ----------
    Hauer, E. (1997). Observational Before-After Studies in Road Safety, ch. 11. Pergamon
    (variance of observed over expected).
    """
    (x, e, y, f), own, cut = _counted(people, chosen, "regression_to_mean")
    shape, mean = _gamma_above(x[x > cut], e[x > cut], cut)
    rate = (x[own] + shape) / (e[own] + shape / mean)
    expected, observed = float((rate * f[own]).sum()), float(y[own].sum())
    spread = (rate * f[own] ** 2 / (e[own] + shape / mean)).sum() / expected**2
    ratio = observed / expected
    width = np.exp(norm.ppf((1 + confidence) / 2) * np.sqrt(1 / max(observed, 0.5) + spread))
    return pd.Series(
        {
            "people": int(own.sum()), "expected": expected,
            "regression": expected / x[own].sum() / (f[own].sum() / e[own].sum()),
            "ratio": ratio, "ratio_lower": ratio / width, "ratio_upper": ratio * width,
            "shape": shape, "mean": mean,
        }
    )  # fmt: skip


def regression_limits(
    people: pd.DataFrame, *, chosen: str, seed: int, draws: int = 4000, confidence: float = 0.95
) -> tuple[float, float]:
    """
    How far ``regression`` of :func:`regression_to_mean` may be off.

    Gammas are drawn as likely as the counts above the cut make them, and under each the rate of
    every person chosen, as likely as that person's own count makes it.

    Parameters
    ----------
    people, chosen
        As for :func:`regression_to_mean`.

    Returns
    -------
    lower, upper : float
        Offences a month after over before, with nothing done.

    Raises
    ------
    InputError
        As :func:`regression_to_mean`.
    """
    (x, e, _, f), own, cut = _counted(people, chosen, "regression_limits")
    random = np.random.default_rng(seed)
    (low, high), (least, most) = bounds = _bounds(x[x > cut], e[x > cut])
    logs = np.array(
        [(a, b) for a in np.linspace(low, high, _GRID) for b in np.linspace(least, most, _GRID)]
    )
    costs = np.array([_cost(pair, x[x > cut], e[x > cut], cut) for pair in logs])
    likely = np.exp(costs.min() - costs)
    at = random.choice(len(logs), draws, p=likely / likely.sum())
    step = np.array([(end - start) / (_GRID - 1) for start, end in bounds])
    shape, mean = np.exp(logs[at] + step * random.uniform(-0.5, 0.5, (draws, 2))).T[:, :, None]
    rate = random.gamma(x[own] + shape, 1 / (e[own] + shape / mean))
    drawn = (rate * f[own]).sum(axis=1) / x[own].sum() / (f[own].sum() / e[own].sum())
    tail = (1 - confidence) / 2
    return float(np.quantile(drawn, tail)), float(np.quantile(drawn, 1 - tail))


def _counted(
    people: pd.DataFrame, chosen: str, function: str
) -> tuple[list[np.ndarray], np.ndarray, float]:
    """Counts and months at liberty of both windows, who was chosen, and the lowest count."""
    require(people, *_SPAN, chosen, where=f"selection.{function}")
    known = at_liberty(people[people[_SPAN].notna().all(axis=1)])
    columns = [known[name].to_numpy(float) for name in _SPAN]
    own = known[chosen].to_numpy(dtype=bool)
    cut = columns[0].min(initial=np.inf)
    if not own.any() or (columns[0] > cut).sum() < _LEAST:
        raise InputError(
            "too few people are known to tell what choosing the worst does by itself.",
            where=f"measures.selection.{function}",
            do="give those chosen and those next in line, twenty or more above the lowest count",
        )
    return columns, own, float(cut)


def _bounds(x: np.ndarray, e: np.ndarray) -> list[tuple[float, float]]:
    """Within which the logs of shape and mean are looked for."""
    start = float(np.log(x.mean() / e.mean() / 2))
    return [(-3.0, 4.0), (start - 4, start + 2)]


def _cost(logs: np.ndarray, x: np.ndarray, e: np.ndarray, cut: float) -> float:
    """How unlikely counts above the cut are under a gamma, given that they are above it."""
    shape, mean = np.exp(logs)
    q = mean * e / (shape + mean * e)
    likely = special.gammaln(shape + x) - special.gammaln(shape) - special.gammaln(x + 1)
    likely += shape * np.log1p(-q) + x * np.log(q)
    likely -= np.log(np.maximum(special.betainc(cut + 1, shape, q), 1e-300))
    # A flat likelihood must not run away: shapes near 1 are held likelier, very weakly.
    return float(-likely.sum() + 0.05 * logs[0] ** 2)


def _gamma_above(x: np.ndarray, e: np.ndarray, cut: float) -> tuple[float, float]:
    """Shape and mean of the gamma that makes counts above the cut likeliest, given that."""
    bounds = _bounds(x, e)
    start = np.array([0.0, bounds[1][1] - 2])
    best = optimize.minimize(_cost, start, args=(x, e, cut), method="L-BFGS-B", bounds=bounds)
    return tuple(float(value) for value in np.exp(best.x))
