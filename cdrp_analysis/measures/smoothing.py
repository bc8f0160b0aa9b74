"""The level and seasonal factors behind a projection, for all series of a panel at once."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.measures.panels import BURN_IN, YEAR, as_matrix, ordinal
from cdrp_analysis.measures.seasons import covers_a_year, seasonal_factors

ORIGINS = 60  # earlier origins looked at: five years of them
GAIN_MONTHS = 96  # months from which it is judged how fast levels move
POOL_GAIN = (0.1, 0.6)  # bounds of the gain of a pool, and of an area's share of it: a moment
SHARE_GAIN = (0.02, 0.6)  # estimate from a few years can be far out
LEAST_NOISE = 0.05  # variance on the root scale; a Poisson count has 0.25


@dataclass(frozen=True)
class Smoothed:
    """
    Deseasonalised levels of S series over T months.

    Attributes
    ----------
    keys : DataFrame, S rows
        area and offence.
    types : array, S
        Number of the offence.
    counts, level : array, S by T
        Counts (NaN where missing) and the smoothed deseasonalised level after each month.
    season : array, S by 12
        Factors by calendar month, January first, mean 1.
    disturbed : array of bool, T
        Months of a passing disturbance.
    """

    keys: pd.DataFrame
    types: np.ndarray
    first: pd.Period
    last: pd.Period
    counts: np.ndarray
    level: np.ndarray
    season: np.ndarray
    disturbed: np.ndarray

    def _factors(self, ordinals: np.ndarray) -> np.ndarray:
        return self.season[:, np.asarray(ordinals) % YEAR]

    def fitted(self) -> np.ndarray:
        """Expected counts of each known month from the level before it, S by T."""
        before = np.concatenate([self.level[:, :1], self.level[:, :-1]], axis=1)
        return before * self._factors(np.arange(self.counts.shape[1]) + ordinal(self.first))

    def ahead(self, steps: np.ndarray) -> np.ndarray:
        """Expected counts 1, 2, … months after the last one, S by steps."""
        return self.level[:, -1:] * self._factors(ordinal(self.last) + np.asarray(steps, int))

    def errors(self, steps: np.ndarray, *, within: int = 0) -> np.ndarray:
        """
        Root of the counted sum over these steps less that of its projection, S by origins.

        Once a disturbance is over, errors that it had a part in are no longer counted (NaN), as
        long as a year of others is left. Sums of different length have the same origins if they
        lie ``within`` the same number of months.
        """
        steps, length = np.asarray(steps, int), self.counts.shape[1]
        furthest = max(steps.max(), within)
        first = max(BURN_IN, length - ORIGINS - furthest) - 1
        origins = np.arange(first, length - furthest)
        if not len(origins):
            return np.full((len(self.counts), 1), np.nan)
        reached = origins[:, None] + steps[None, :]
        counted = self.counts[:, reached].sum(axis=2)
        share = self._factors(reached + ordinal(self.first)).sum(axis=2)
        off = np.sqrt(counted) - np.sqrt(self.level[:, origins] * share)
        span = origins[:, None] + np.arange(furthest + 1)
        touched = self.disturbed[span].any(axis=1)
        if not self.disturbed[-1] and (~touched).sum() >= YEAR:
            off[:, touched] = np.nan
        return off


def smooth(panel: pd.DataFrame, *, season_years: int, disturbed: Collection[str] = ()) -> Smoothed:
    """
    Seasonal factors and levels of every area and offence of a tidy monthly panel.

    The level of a series is its share of the pool (the sum of all areas of its type) times the
    level of the pool. Both are smoothed exponentially, each with the gain that fits a random
    walk seen through noise: pools are large and may be followed closely, shares are noisy and
    move slowly. An area that is missing keeps its share and follows its pool; a pool of one
    area is that area.

    Parameters
    ----------
    panel : DataFrame
        As :func:`cdrp_analysis.measures.projection.project` takes it.
    season_years : int
        Years of ratios behind a seasonal factor.
    disturbed : collection of str
        Months ``YYYY-MM`` of a passing disturbance. No season is learnt from them, unless some
        calendar month has no other year, and while they last the level stands half way between
        the one before and the one they suggest.

    References
    ----------
    Muth, J. (1960). J. Amer. Statist. Assoc. 55, 299-306 (the gain of a random walk in noise).
    Gross, C. and Sohl, J. (1990). J. Forecasting 9, 233-254 (shares of a total).
    """
    keys, first, last, counts = as_matrix(panel)
    types = pd.factorize(keys["offence"])[0]
    months = pd.period_range(first, last, freq="M").astype(str)
    apart = months.isin(list(disturbed))
    calendar = (np.arange(len(months)) + ordinal(first)) % YEAR
    learnt = np.where(apart, np.nan, counts)
    if not covers_a_year(learnt, calendar):  # a season of a disturbed year is better than none
        learnt = counts
    season = seasonal_factors(learnt, types, calendar, years=season_years)
    pool_gain, share_gain = _gains(learnt / season[:, calendar], types)
    level = _levels(counts / season[:, calendar], types, pool_gain, share_gain)
    level = _half_way(level, apart)
    return Smoothed(keys, types, first, last, counts, level, season, apart)


def steady_gain(ratio: np.ndarray) -> np.ndarray:
    """
    Smoothing constant of a random walk seen through noise, from their ratio of variances.

    Examples
    --------
    >>> steady_gain(0.5).round(3)
    np.float64(0.5)
    """
    ratio = np.asarray(ratio, float)
    return (np.sqrt(ratio**2 + 4 * ratio) - ratio) / 2


def _gains(level: np.ndarray, types: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gains of the pools and of the shares, from how far months a year apart lie apart."""
    level = level[:, -GAIN_MONTHS:]
    known = ~np.isnan(level)
    usual = np.where(known, level, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    pool = _by_type(np.where(known, level, 0.0), types)
    # A pool of which an area is missing is filled up by what its areas usually have.
    there = _by_type(np.where(known, usual[:, None], 0.0), types)
    whole = _by_type(usual[:, None], types)
    with np.errstate(divide="ignore", invalid="ignore"):
        pool = np.where(there > 0, pool * whole / there, np.nan)
        relative = pool / np.nanmean(np.where(whole > 0, pool, 1.0), axis=1, keepdims=True)
        share = np.where(relative[types] > 0, level / relative[types], np.nan)
    pool_drift, pool_noise = _moments(np.sqrt(pool))
    drift, noise = _moments(np.sqrt(share))
    # On the root scale noise is alike for all areas and drift grows with the count.
    size = np.bincount(types, usual)
    typed = np.bincount(types, drift) / np.where(size > 0, size, 1.0)
    typed_noise = np.bincount(types, noise) / np.bincount(types)
    ratio = np.maximum(typed / typed_noise, 0.0)[types] * usual
    return (
        np.clip(steady_gain(np.maximum(pool_drift, 0) / pool_noise), *POOL_GAIN),
        np.clip(steady_gain(ratio), *SHARE_GAIN),
    )


def _moments(root: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Monthly variance of the drift and variance of the noise, each row's."""
    near, far = (_mean_square(root[:, gap:] - root[:, :-gap]) for gap in (1, YEAR))
    drift = (far - near) / (YEAR - 1)
    return drift, np.maximum((near - drift) / 2, LEAST_NOISE)


def _mean_square(off: np.ndarray) -> np.ndarray:
    known = ~np.isnan(off)
    return (np.where(known, off, 0.0) ** 2).sum(axis=1) / np.maximum(known.sum(axis=1), 1)


def _by_type(values: np.ndarray, types: np.ndarray) -> np.ndarray:
    member = np.zeros((types.max() + 1, len(types)))
    member[types, np.arange(len(types))] = 1
    return member @ values


def _levels(
    deseasonalised: np.ndarray, types: np.ndarray, pool_gain: np.ndarray, share_gain: np.ndarray
) -> np.ndarray:
    """Share times pool after every month, all series at once."""
    series, months = deseasonalised.shape
    known = ~np.isnan(deseasonalised)
    first_year = known & (np.cumsum(known, axis=1) <= YEAR)
    own = np.where(first_year, deseasonalised, 0.0).sum(axis=1) / first_year.sum(axis=1)
    pool = np.bincount(types, own)
    beside = pool[types]  # the pool, smoothed as slowly as the area that it is compared with
    level, levels = own, np.empty((months, series))
    for month in range(months):
        there = known[:, month]
        # An area that is missing is taken at its level, so that its pool has no hole.
        new = np.where(there, deseasonalised[:, month], level)
        total = np.bincount(types, new)
        any_there = np.bincount(types, there) > 0
        pool = np.where(any_there, pool + pool_gain * (total - pool), pool)
        own = np.where(there, own + share_gain * (new - own), own)
        beside = np.where(there, beside + share_gain * (total[types] - beside), beside)
        # A pool in which nothing ever happened has no shares.
        follows = np.divide(pool[types], beside, out=np.ones(series), where=beside > 0)
        level = own * follows
        levels[month] = level
    return levels.T


def _half_way(level: np.ndarray, disturbed: np.ndarray) -> np.ndarray:
    """Levels of disturbed months drawn half way back to the last one before them."""
    starts = np.flatnonzero(disturbed & ~np.r_[False, disturbed[:-1]])
    out = level.copy()
    for start in starts[starts > 0]:
        run = start + np.arange(np.argmin(np.r_[disturbed[start:], False]))
        out[:, run] = (level[:, run] + level[:, [start - 1]]) / 2
    return out
