"""People chosen for a bad year: what their next year would have been with nothing done."""

import numpy as np
import pandas as pd
from scipy import optimize, special
from scipy.stats import norm

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.proportions import require
from cdrp_analysis.measures.reoffending import at_liberty

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
    require(people, *_SPAN, chosen, where="selection.regression_to_mean")
    known = at_liberty(people[people[_SPAN].notna().all(axis=1)])
    x, e, y, f = (known[name].to_numpy(float) for name in _SPAN)
    own = known[chosen].to_numpy(dtype=bool)
    cut = x.min(initial=np.inf)
    if not own.any() or (x > cut).sum() < _LEAST:
        raise InputError(
            "too few people are known to tell what choosing the worst does by itself.",
            where="measures.selection.regression_to_mean",
            do="give those chosen and those next in line, twenty or more above the lowest count",
        )
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


def _gamma_above(x: np.ndarray, e: np.ndarray, cut: float) -> tuple[float, float]:
    """Shape and mean of the gamma that makes counts above the cut likeliest, given that."""

    def cost(logs: np.ndarray) -> float:
        shape, mean = np.exp(logs)
        q = mean * e / (shape + mean * e)
        likely = special.gammaln(shape + x) - special.gammaln(shape) - special.gammaln(x + 1)
        likely += shape * np.log1p(-q) + x * np.log(q)
        likely -= np.log(np.maximum(special.betainc(cut + 1, shape, q), 1e-300))
        # A flat likelihood must not run away: shapes near 1 are held likelier, very weakly.
        return float(-likely.sum() + 0.05 * logs[0] ** 2)

    start = np.array([0.0, np.log(x.mean() / e.mean() / 2)])
    bounds = [(-3.0, 4.0), (start[1] - 4, start[1] + 2)]
    best = optimize.minimize(cost, start, method="L-BFGS-B", bounds=bounds)
    return tuple(float(value) for value in np.exp(best.x))
