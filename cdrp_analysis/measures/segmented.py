"""Segmented regressions: a step and a change of slope, of one area alone or beside the rest."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError

_WHERE = "measures.segmented"
_LAGS = 12  # months over which errors are taken to hang together
_LEAST = 12  # months on either side of the event
_ITERATIONS, _NEAR = 100, 1e-10
_LEAST_IN_ALL = 24  # months without which one place is given no series of its own


def step_and_ramp(
    monthly: pd.DataFrame,
    *,
    opened: str,
    coverage: float = 0.9,
    months_before: int = 60,
    months_after: int = 36,
) -> dict[str, float]:
    """
    What an area's own months say of an event: a step, and a change of slope, since it began.

    offences = level + trend + season (two waves) + step + ramp, by least squares; variances by
    Newey and West over twelve months. Whatever else changed at that time counts as the event: with
    real series such a regression finds an effect in more than half of the places where there was
    none (benchmarks/evaluation), so it is a cross-check, never the answer.

    Parameters
    ----------
    monthly : DataFrame, one row per month
        ``month`` (``YYYY-MM``), ``offences``; a missing month takes no part.
    opened : str
        First month after the event.
    coverage : float
        Of the limits (Student's t).
    months_before, months_after : int
        Longest window on either side.

    Returns
    -------
    dict
        ``step`` (offences a year at the opening), ``slope`` (offences a year gained in each year
        since, beyond the trend before) and ``per_year`` (mean excess a year since), each with
        ``_lower`` and ``_upper``, and ``months_before``, ``months_after``.

    Raises
    ------
    InputError
        If fewer than twelve months are known on either side.

    References
    ----------
    Wagner, A. et al. (2002). Segmented regression analysis of interrupted time series studies in
    medication use research. J. Clin. Pharm. Ther. 27, 299-309.
    Newey, W., West, K. (1987). A simple, positive semi-definite, heteroskedasticity and
    autocorrelation consistent covariance matrix. Econometrica 55, 703-708.
    """
    start = pd.Period(opened, "M")
    known = monthly.dropna(subset=["offences"]).sort_values("month")
    since = np.array([(pd.Period(month, "M") - start).n for month in known["month"]], dtype=int)
    chosen = (since >= -months_before) & (since < months_after)
    since, counts = since[chosen], known["offences"].to_numpy(float)[chosen]
    after = since >= 0
    _require_both(int((~after).sum()), int(after.sum()), opened)
    turn = 2 * np.pi * (since + start.month) / 12
    season = [wave(k * turn) for k in (1, 2) for wave in (np.sin, np.cos)]
    ramp = np.where(after, since, 0)
    design = np.column_stack([np.ones(len(since)), since, *season, after, ramp]).astype(float)
    fitted, variance = newey_west(design, counts, lags=_LAGS)
    reach = stats.t.ppf((1 + coverage) / 2, len(counts) - design.shape[1])
    mean_ramp = float(ramp[after].mean())
    asked = {"step": (12, 0), "slope": (0, 144), "per_year": (12, 12 * mean_ramp)}
    found: dict[str, float] = {}
    for name, weights in asked.items():
        told = float(fitted[-2:] @ weights)
        half = float(reach * np.sqrt(weights @ variance[-2:, -2:] @ np.array(weights)))
        found |= {name: told, f"{name}_lower": told - half, f"{name}_upper": told + half}
    return {**found, "months_before": int((~after).sum()), "months_after": int(after.sum())}


def beside_the_rest(
    monthly: pd.DataFrame, stages: Mapping[str, Sequence[str]], *, coverage: float = 0.9
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    How a place's months changed in each stage of an action, beside those of the rest of the area.

    Quasi-Poisson regression of the place's counts with those of the rest as offset, a trend of the
    place against the rest, and a step in each stage: what moves the whole area, season and
    recording included, is taken out. Variances are widened by the Pearson dispersion where months
    vary more than chance.

    Parameters
    ----------
    monthly : DataFrame, one row per month
        ``month``, ``here`` and ``rest`` (offences), complete months only.
    stages : mapping of name to months
        Months of each stage, in order; months of none come before the first.
    coverage : float
        Of the limits.

    Returns
    -------
    effects : DataFrame, one row per stage
        ``stage, ratio, lower, upper`` (the place's count ÷ that expected from its months before
        and the rest), ``per_month`` (counted less expected, a month), ``months_before``,
        ``months``, ``dispersion``.
    series : DataFrame, one row per month
        ``month, here, expected`` (as if nothing had been done), ``stage`` (blank before).

    Raises
    ------
    InputError
        If fewer than twelve months lie before, fewer than 24 are known in all, no stage has a
        known month, or the place had no offence before.

    References
    ----------
    Bernal, J., Cummins, S., Gasparrini, A. (2017). Interrupted time series regression for the
    evaluation of public health interventions: a tutorial. Int. J. Epidemiology 46, 348-355.
    Bernal, J., Cummins, S., Gasparrini, A. (2018). The use of controls in interrupted time series
    studies of public health interventions. Int. J. Epidemiology 47, 2082-2093.
    """
    of = {month: name for name, months in stages.items() for month in months}
    first = min(of) if of else ""
    rows = monthly[(monthly["month"] < first) | monthly["month"].isin(list(of))]
    rows = rows[rows["rest"] > 0].sort_values("month").reset_index(drop=True)
    stage = rows["month"].map(of).fillna("")
    before, told = int(stage.eq("").sum()), [name for name in stages if stage.eq(name).any()]
    if before < _LEAST or len(rows) < _LEAST_IN_ALL or not told:
        raise InputError(
            f"{before} months are known before the action and {len(rows) - before} since.",
            where=_WHERE,
            do=f"give {_LEAST} months before, {_LEAST_IN_ALL} in all and one since",
        )
    here = rows["here"].to_numpy(float)
    if not here[stage.eq("").to_numpy()].sum():
        raise InputError(
            "the place had no offence before the action.",
            where=_WHERE,
            do="compare it by counts, not by ratios",
        )
    since = np.array([(pd.Period(month, "M") - pd.Period(first, "M")).n for month in rows["month"]])
    steps = [stage.eq(name).to_numpy(float) for name in told]
    plain = np.column_stack([np.ones(len(rows)), since / 12])
    rest = rows["rest"].to_numpy(float)
    fitted, variance, scale = quasi_poisson(np.column_stack([plain, *steps]), here, rest)
    dispersion = max(1.0, scale)  # months that vary less than chance do so by chance
    spread = np.sqrt(dispersion * np.diag(variance))
    reach = stats.t.ppf((1 + coverage) / 2, len(rows) - len(fitted))
    expected = np.exp(plain @ fitted[:2]) * rest
    effects = []
    for at, name in enumerate(told):
        inside = stage.eq(name).to_numpy()
        log, error = fitted[2 + at], spread[2 + at]
        effects.append(
            {
                "stage": name,
                "ratio": float(np.exp(log)),
                "lower": float(np.exp(log - reach * error)),
                "upper": float(np.exp(log + reach * error)),
                "per_month": float((here - expected)[inside].mean()),
                "months_before": before,
                "months": int(inside.sum()),
                "dispersion": dispersion,
            }
        )
    series = rows[["month", "here"]].assign(expected=expected, stage=stage)
    return pd.DataFrame(effects), series


def newey_west(
    design: np.ndarray, values: np.ndarray, *, lags: int
) -> tuple[np.ndarray, np.ndarray]:
    """
    Least squares, with a variance that allows for errors hanging together over so many months.

    Returns
    -------
    coefficients, variance : array
        Of the coefficients, with the correction n / (n − k) for few months.
    """
    found = np.linalg.lstsq(design, values, rcond=None)[0]
    pieces = design * (values - design @ found)[:, None]
    middle = pieces.T @ pieces
    for lag in range(1, min(lags, len(values) - 1) + 1):
        beside = pieces[lag:].T @ pieces[:-lag]
        middle += (1 - lag / (lags + 1)) * (beside + beside.T)
    bread = np.linalg.pinv(design.T @ design)
    spare = len(values) - design.shape[1]
    return found, bread @ middle @ bread * len(values) / spare


def quasi_poisson(
    design: np.ndarray, counts: np.ndarray, base: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """
    Poisson regression of counts on a base, by iterated weighted least squares.

    Returns
    -------
    coefficients, variance : array
        On the log scale; the variance is that of pure chance.
    dispersion : float
        Pearson's χ² over the degrees of freedom: 1 where months vary by chance alone.

    References
    ----------
    McCullagh, P., Nelder, J. (1989). Generalized Linear Models, 2nd ed., sections 2.5 and 6.2.
    """
    offset = np.log(base)
    linear = np.log(counts + 0.5)
    found = np.zeros(design.shape[1])
    for _ in range(_ITERATIONS):
        mean = np.exp(linear)
        target = linear - offset + (counts - mean) / mean
        weighed = design * mean[:, None]
        before, found = found, np.linalg.solve(design.T @ weighed, weighed.T @ target)
        linear = design @ found + offset
        if np.abs(found - before).max() < _NEAR:
            break
    mean = np.exp(linear)
    variance = np.linalg.inv(design.T @ (design * mean[:, None]))
    spare = len(counts) - design.shape[1]
    return found, variance, float(((counts - mean) ** 2 / mean).sum() / spare)


def _require_both(before: int, after: int, opened: str) -> None:
    if min(before, after) < _LEAST:
        raise InputError(
            f"{before} months are known before {opened} and {after} from it on.",
            where=_WHERE,
            do=f"give at least {_LEAST} months on either side",
        )
