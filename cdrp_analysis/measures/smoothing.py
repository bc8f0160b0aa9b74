"""The level and seasonal factors behind a projection, for all series of a panel at once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError

YEAR = 12
SMALLEST_FACTOR = 0.1  # a month in which a type all but never happens still divides by something
SPARSE = 5  # offences a month below which a median over five years is not trusted
BURN_IN = 24  # months before the first earlier origin whose error is believed
ORIGINS = 60  # earlier origins looked at: five years of them


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
    """

    keys: pd.DataFrame
    types: np.ndarray
    first: pd.Period
    last: pd.Period
    counts: np.ndarray
    level: np.ndarray
    season: np.ndarray

    def _factors(self, ordinals: np.ndarray) -> np.ndarray:
        return self.season[:, np.asarray(ordinals) % YEAR]

    def fitted(self) -> np.ndarray:
        """Expected counts of each known month from the level before it, S by T."""
        before = np.concatenate([self.level[:, :1], self.level[:, :-1]], axis=1)
        return before * self._factors(np.arange(self.counts.shape[1]) + _ordinal(self.first))

    def ahead(self, steps: np.ndarray) -> np.ndarray:
        """Expected counts 1, 2, … months after the last one, S by steps."""
        return self.level[:, -1:] * self._factors(_ordinal(self.last) + np.asarray(steps, int))

    def errors(self, steps: np.ndarray) -> np.ndarray:
        """Root of the counted sum over these steps less that of its projection, S by origins."""
        steps, length = np.asarray(steps, int), self.counts.shape[1]
        first = max(BURN_IN, length - ORIGINS - steps.max()) - 1
        origins = np.arange(first, length - steps.max())
        if not len(origins):
            return np.full((len(self.counts), 1), np.nan)
        reached = origins[:, None] + steps[None, :]
        counted = self.counts[:, reached].sum(axis=2)
        share = self._factors(reached + _ordinal(self.first)).sum(axis=2)
        return np.sqrt(counted) - np.sqrt(self.level[:, origins] * share)


def smooth(panel: pd.DataFrame, *, alpha: float, season_years: int = 5) -> Smoothed:
    """Seasonal factors and levels of every area and offence of a tidy monthly panel."""
    keys, first, last, counts = as_matrix(panel)
    types = pd.factorize(keys["offence"])[0]
    calendar = (np.arange(counts.shape[1]) + _ordinal(first)) % YEAR
    season = _seasonal_factors(counts, types, calendar, season_years)
    level = _levels(counts / season[:, calendar], alpha)
    return Smoothed(keys, types, first, last, counts, level, season)


def _ordinal(month: pd.Period) -> int:
    return month.year * YEAR + month.month - 1


def as_matrix(panel: pd.DataFrame) -> tuple[pd.DataFrame, pd.Period, pd.Period, np.ndarray]:
    """Keys, first month, last month and counts (series by months, NaN = missing) of a panel."""
    where = "measures.projection"
    absent = [c for c in ("area", "offence", "month", "count") if c not in panel.columns]
    if absent:
        raise InputError(
            f"the panel lacks {', '.join(absent)}.",
            where=where,
            do="give one row per area, offence and month with its count",
        )
    twice = int(panel.duplicated(["area", "offence", "month"]).sum())
    if twice:
        raise InputError(
            f"{twice} rows repeat an area, offence and month.",
            where=where,
            do="add up the parts of a series first",
        )
    count = pd.to_numeric(panel["count"]).astype("Float64").to_numpy(float, na_value=np.nan)
    if (count < 0).any():
        raise InputError(
            f"{int((count < 0).sum())} counts are negative.",
            where=where,
            do="correct the counts; a missing count is <NA>",
        )
    if np.isnan(count).all():
        raise InputError("no count is known.", where=where, do="give a panel with counts")
    which, names = pd.factorize(panel["month"])
    month = pd.PeriodIndex(names, freq="M")
    # Months in which nothing at all is known, at the start or the end, are no part of the panel.
    somewhere = month[np.unique(which[~np.isnan(count)])]
    first, last = somewhere.min(), somewhere.max()
    keys = panel[["area", "offence"]].drop_duplicates().sort_values(["area", "offence"])
    row = pd.MultiIndex.from_frame(keys).get_indexer(
        pd.MultiIndex.from_frame(panel[["area", "offence"]])
    )
    column = (month.year * YEAR + month.month).to_numpy()[which] - (_ordinal(first) + 1)
    inside = (column >= 0) & (column <= (last - first).n)
    counts = np.full((len(keys), (last - first).n + 1), np.nan)
    counts[row[inside], column[inside]] = count[inside]
    short = (~np.isnan(counts)).sum(axis=1) < BURN_IN
    if short.any():
        raise InputError(
            f"{int(short.sum())} of {len(short)} series have fewer than {BURN_IN} known months.",
            where=where,
            do="leave them out, or give more years",
            areas=sorted(set(keys["area"].astype(str)[short])),
        )
    return keys.reset_index(drop=True), first, last, counts


def _seasonal_factors(counts, types, calendar, years):
    """Own factors shrunk to the type's, the type's shrunk to none, each as far as noise asks."""
    centred = _centred_mean(counts)
    series, months = counts.shape
    recent = np.arange(months) >= months - years * YEAR - YEAR // 2
    usable = ~np.isnan(centred) & ~np.isnan(counts) & recent
    count, mean = np.where(usable, counts, 0.0), np.where(usable, centred, 0.0)

    groups = types.max() + 1
    member = np.zeros((groups, series))
    member[types, np.arange(series)] = 1
    pooled, pooled_noise = _ratios(member @ count, member @ mean, calendar)
    own, own_noise = _ratios(count, mean, calendar)
    pooled = _shrunk(pooled, 1.0, pooled_noise, np.arange(groups))
    season = _shrunk(own, pooled[types], own_noise, types)
    season = np.maximum(season, SMALLEST_FACTOR)
    return season / season.mean(axis=1, keepdims=True)


def _centred_mean(counts):
    """Mean of 12 months around each, the outer two at half weight; NaN where one is missing."""
    centred = np.full(counts.shape, np.nan)
    if counts.shape[1] > YEAR:
        windows = np.lib.stride_tricks.sliding_window_view(counts, YEAR + 1, axis=1)
        weights = np.r_[0.5, np.ones(YEAR - 1), 0.5] / YEAR
        centred[:, YEAR // 2 : -(YEAR // 2)] = windows @ weights
    return centred


def _ratios(count, mean, calendar):
    """Factor per calendar month over the years (NaN: none) and the variance of its noise."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(mean > 0, count / mean, np.nan)
    factors = np.full((len(ratio), YEAR), np.nan)
    squares, seen = np.zeros(len(ratio)), np.zeros(len(ratio))
    years, expected = np.zeros((len(ratio), YEAR)), np.zeros((len(ratio), YEAR))
    sparse = mean.sum(axis=1) < SPARSE * np.maximum((mean > 0).sum(axis=1), 1)
    for month in range(YEAR):
        here = calendar == month
        known = ~np.isnan(ratio[:, here])
        years[:, month], expected[:, month] = known.sum(axis=1), mean[:, here].sum(axis=1)
        some = years[:, month] > 0
        factors[some, month] = np.nanmedian(ratio[some][:, here], axis=1)
        off = np.where(known, ratio[:, here] - factors[:, [month]], 0.0)
        squares += (off**2).sum(axis=1)
        seen += np.maximum(years[:, month] - 1, 0)
        # The median of a handful of noughts and ones says nothing: there, sums over the years.
        few = sparse & (expected[:, month] > 0)
        factors[few, month] = count[few][:, here].sum(axis=1) / expected[few, month]
    with np.errstate(invalid="ignore", divide="ignore"):
        # pi/2: a median of normal draws varies that much more than their mean.
        noise = np.pi / 2 * (squares / seen)[:, None] / years
        # Poisson noise where the scatter between years cannot be seen or believed.
        noise = np.where((sparse | (seen == 0))[:, None], 1 / expected, noise)
        there = (~np.isnan(factors)).sum(axis=1, keepdims=True)
        scaled = factors * there / np.nansum(factors, axis=1, keepdims=True)
    return scaled, noise


def _shrunk(factors, centre, noise, groups):
    """Factors moved to the centre by the share of their distance that noise explains."""
    centre = np.broadcast_to(centre, factors.shape)
    apart = (factors - centre) ** 2
    shrunk = centre.copy()
    for group in np.unique(groups):
        here = groups == group
        valid = ~np.isnan(apart[here]) & ~np.isnan(noise[here])
        if not valid.any():
            continue
        between = max(0.0, float((apart[here][valid] - noise[here][valid]).mean()))
        total = between + noise[here]
        with np.errstate(invalid="ignore", divide="ignore"):
            kept = np.where(total > 0, between / total, 0.0)
        moved = centre[here] + kept * (factors[here] - centre[here])
        shrunk[here] = np.where(np.isnan(moved), centre[here], moved)
    return shrunk


def _levels(deseasonalised, alpha):
    """Simple exponential smoothing over all series; a missing month leaves the level as it is."""
    series, months = deseasonalised.shape
    known = ~np.isnan(deseasonalised)
    first_year = known & (np.cumsum(known, axis=1) <= YEAR)
    start = np.where(first_year, deseasonalised, 0.0).sum(axis=1) / first_year.sum(axis=1)
    level, levels = start, np.empty((months, series))
    for month in range(months):
        new, there = deseasonalised[:, month], known[:, month]
        level = np.where(there, level + alpha * (new - level), level)
        levels[month] = level
    return levels.T
