"""Seasonal factors of all series of a panel, pooled over the areas of a type."""

import numpy as np

from cdrp_analysis.measures.panels import YEAR

SMALLEST_FACTOR = 0.1  # a month in which a type all but never happens still divides by something
SPARSE = 5  # offences a month below which a median over the years is not trusted


def seasonal_factors(
    counts: np.ndarray, types: np.ndarray, calendar: np.ndarray, *, years: int
) -> np.ndarray:
    """
    Factors by calendar month: an area's own shrunk to its type's, and these to none.

    Parameters
    ----------
    counts : array, S by T
        NaN where missing or not to be learnt from.
    types : array, S
        Number of the offence of each series.
    calendar : array, T
        Calendar month of each column, January 0.
    years : int
        Years of ratios looked at, counted back from the last column.

    Returns
    -------
    array, S by 12
        January first, mean 1. Each factor is the median ratio of counts to their centred
        12-month mean, moved to its centre by the share of their distance that noise explains.

    References
    ----------
    Bunn, D. and Vassilopoulos, A. (1999). Int. J. Forecasting 15, 431-443 (grouped seasonality).
    Miller, D. and Williams, D. (2003). Int. J. Forecasting 19, 669-684 (shrunken factors).
    """
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


def covers_a_year(counts: np.ndarray, calendar: np.ndarray) -> bool:
    """Whether every calendar month has a count with a whole year around it, in some series."""
    known = ~np.isnan(_centred_mean(counts))
    return len(np.unique(calendar[known.any(axis=0)])) == YEAR


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
