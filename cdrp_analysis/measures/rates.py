"""Rates with exact limits, smoothed small-area rates, and ranks that admit how they move."""

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError

PER = 1000


def rate_per_1000(
    frame: pd.DataFrame,
    *,
    count: str = "offences",
    denominator: str = "residents",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Offences per 1,000 residents, with exact Poisson limits.

    Parameters
    ----------
    frame : DataFrame, one row per area
        ``count`` (offences over the period, >= 0, ``<NA>`` = missing) and ``denominator``
        (people or households, > 0).
    confidence : float
        Coverage of the limits, between 0 and 1.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``rate``, ``rate_lower``, ``rate_upper`` (per 1,000 over the period; missing where
        the count is).

    Raises
    ------
    InputError
        If a column is missing, a count is negative or an area has no residents.

    References
    ----------
    Garwood, F. (1936). Biometrika 28, 437-442.

    Examples
    --------
    >>> counts = pd.DataFrame({"offences": [10], "residents": [2000]})
    >>> rate_per_1000(counts)[["rate", "rate_lower", "rate_upper"]].round(2)
       rate  rate_lower  rate_upper
    0   5.0         2.4         9.2
    """
    counts, people = _counts_and_people(frame, count, denominator, "rate_per_1000")
    lower, upper = garwood(counts, confidence=confidence)
    return frame.assign(
        rate=PER * counts / people,
        rate_lower=PER * lower / people,
        rate_upper=PER * upper / people,
    )


def garwood(counts, *, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """
    Exact limits of Poisson means, NaN where the count is.

    References
    ----------
    Garwood, F. (1936). Biometrika 28, 437-442.
    """
    counts, tail = _floats(counts), (1 - confidence) / 2
    lower = np.where(counts == 0, 0.0, stats.chi2.ppf(tail, 2 * counts) / 2)
    upper = stats.chi2.ppf(1 - tail, 2 * (counts + 1)) / 2
    return np.where(np.isnan(counts), np.nan, lower), upper


def byar(counts, *, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """
    Byar's approximate limits of Poisson means, as in English public health tables.

    References
    ----------
    Breslow, N. and Day, N. (1987). Statistical Methods in Cancer Research II. IARC, p. 69.
    """
    counts, z = _floats(counts), stats.norm.ppf((1 + confidence) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        below = counts * (1 - 1 / (9 * counts) - z / (3 * np.sqrt(counts))) ** 3
    above = counts + 1
    upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    return np.where(counts == 0, 0.0, np.maximum(below, 0.0)), upper


def wilson(successes, bases, *, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """
    Wilson's score limits of proportions; NaN on an empty base.

    References
    ----------
    Wilson, E. (1927). J. Amer. Statist. Assoc. 22, 209-212.

    Examples
    --------
    >>> [round(100 * limit.item(), 1) for limit in wilson(473, 876)]
    [50.7, 57.3]
    """
    found, bases = _floats(successes), _floats(bases)
    if (found > bases).any() or (found < 0).any():
        raise InputError(
            f"{int(((found > bases) | (found < 0)).sum())} proportions lie outside 0 to 1.",
            where="measures.rates.wilson",
            do="give the number found and the number looked at",
        )
    z = stats.norm.ppf((1 + confidence) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = found / bases
        centre = (share + z**2 / (2 * bases)) / (1 + z**2 / bases)
        half = z * np.sqrt(share * (1 - share) / bases + z**2 / (4 * bases**2)) / (1 + z**2 / bases)
    # Rounding may leave the limit of an all-or-nothing share a hair outside.
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def empirical_bayes(
    frame: pd.DataFrame, *, count: str = "offences", denominator: str = "residents"
) -> pd.DataFrame:
    """
    Rates drawn towards the overall rate, the more the fewer people an area has.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``rate_smoothed`` (per 1,000). Areas with a missing count take no part.

    References
    ----------
    Marshall, R. (1991). Applied Statistics 40, 283-294 (global estimator).
    """
    counts, people = _counts_and_people(frame, count, denominator, "empirical_bayes")
    known = ~np.isnan(counts)
    if not known.any():
        return frame.assign(rate_smoothed=np.nan)
    rates, total = counts / people, people[known].sum()
    overall = counts[known].sum() / total
    variance = (people[known] * (rates[known] - overall) ** 2).sum() / total
    between = max(0.0, variance - overall / people[known].mean())
    within = overall / people
    kept = between / (between + within) if between > 0 else np.zeros(len(people))
    return frame.assign(rate_smoothed=PER * (overall + kept * (rates - overall)))


def year_log_sd(panel: pd.DataFrame, *, count: str = "offences") -> float:
    """
    Spread of areas' yearly log changes about the change they share, Poisson noise removed.

    Method of moments: for areas' counts y in two neighbouring years with overall ratio c, the
    squares (y' − c y)² exceed their Poisson part y' + c² y by c y y' (exp(s²) − 1). Sums over
    areas and years, each area divided by its own mean, give s. Zeros need no special care.

    Parameters
    ----------
    panel : DataFrame, one row per area and period
        ``area``, ``period`` (sorts in time order) and ``count``; two periods at least.

    Returns
    -------
    float
        Standard deviation on the log scale; 0 where Poisson noise explains it all.
    """
    if panel["period"].nunique() < 2:
        raise InputError(
            "a spread from year to year needs two periods.",
            where="measures.rates.year_log_sd",
            do="give the counts of past years too",
        )
    wide = _wide(panel, count)
    excess = product = 0.0
    for before, after in zip(wide.T[:-1], wide.T[1:], strict=True):
        known = ~np.isnan(before) & ~np.isnan(after) & (before + after > 0)
        y, then = after[known], before[known]
        if not then.sum() or not y.sum():
            continue
        ratio = y.sum() / then.sum()
        mean = (y + then) / 2
        excess += (((y - ratio * then) ** 2 - y - ratio**2 * then) / mean).sum()
        product += (ratio * y * then / mean).sum()
    return float(np.sqrt(np.log1p(max(0.0, excess / product)))) if product > 0 else 0.0


def rank_intervals(
    frame: pd.DataFrame,
    *,
    year_log_sd: float,
    seed: int,
    count: str = "offences",
    denominator: str = "residents",
    draws: int = 4000,
    confidence: float = 0.9,
) -> pd.DataFrame:
    """
    Ranks of areas by rate (1 = highest) with intervals that would hold next year.

    Each draw gives every area a rate from its count (gamma), moves it as years move
    (log-normal), and counts again (Poisson), then ranks. Poisson noise alone makes ranks look
    far firmer than they are.

    Parameters
    ----------
    frame : DataFrame, one row per area
        ``count`` and ``denominator``.
    year_log_sd : float
        From :func:`year_log_sd`; NaN where nobody knows how much years differ: then there are
        ranks, and no intervals, for those without it would look far too firm.
    seed, draws : int
        Seed and number of the draws.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``rank``, ``rank_lower``, ``rank_upper`` (Int64; missing where the count is).
    """
    counts, people = _counts_and_people(frame, count, denominator, "rank_intervals")
    known = np.flatnonzero(~np.isnan(counts))
    # Drawn in an order of its own, so that shuffled rows keep their intervals.
    known = known[np.lexsort((people[known], counts[known]))]
    y, n = counts[known], people[known]
    rank = stats.rankdata(-y / n, method="min")
    found = {"rank": rank, "rank_lower": np.nan, "rank_upper": np.nan}
    if not np.isnan(year_log_sd):
        random = np.random.default_rng(seed)
        mean = random.gamma(y + 0.5, size=(draws, len(y)))
        mean *= np.exp(year_log_sd * random.standard_normal((draws, len(y))) - year_log_sd**2 / 2)
        drawn = random.poisson(mean) / n
        drawn += 1e-9 * random.random((draws, len(y)))  # ties fall at random
        ranks = np.argsort(np.argsort(-drawn, axis=1), axis=1) + 1
        tail = (1 - confidence) / 2
        # Equal neighbours share a rank: the interval always holds it.
        lower = np.quantile(ranks, tail, axis=0, method="lower")
        upper = np.quantile(ranks, 1 - tail, axis=0, method="higher")
        found |= {"rank_lower": np.minimum(rank, lower), "rank_upper": np.maximum(rank, upper)}
    result = frame.copy()
    for name, values in found.items():
        column = np.full(len(frame), np.nan)
        column[known] = values
        result[name] = pd.array(column, dtype="Float64").astype("Int64")
    return result


def _wide(panel: pd.DataFrame, count: str) -> np.ndarray:
    areas, periods = sorted(panel["area"].unique()), sorted(panel["period"].unique())
    wide = np.full((len(areas), len(periods)), np.nan)
    row = pd.Index(areas).get_indexer(panel["area"])
    wide[row, pd.Index(periods).get_indexer(panel["period"])] = _floats(panel[count])
    return wide


def _floats(values) -> np.ndarray:
    array = pd.array(np.atleast_1d(np.asarray(values, dtype=object)), dtype="Float64")
    return array.to_numpy(float, na_value=np.nan)


def _counts_and_people(frame, count, denominator, function):
    where = f"measures.rates.{function}"
    absent = [name for name in (count, denominator) if name not in frame.columns]
    if absent:
        raise InputError(
            f"the frame lacks {', '.join(absent)}.",
            where=where,
            do=f"it has {', '.join(map(str, frame.columns[:12]))}",
        )
    counts, people = _floats(frame[count]), _floats(frame[denominator])
    areas = frame["area"].astype(str).to_numpy() if "area" in frame.columns else np.array([])
    for wrong, what, do in (
        (counts < 0, f"have a negative {count}", "correct the counts; a missing count is <NA>"),
        (
            ~(people > 0),
            f"have no {denominator}",
            "check the edition of the denominator's area codes, or leave those areas out",
        ),
    ):
        if wrong.any():
            raise InputError(
                f"{int(wrong.sum())} of {len(frame)} areas {what}.",
                where=where,
                do=do,
                areas=tuple(areas[wrong]) if len(areas) else (),
            )
    return counts, people
