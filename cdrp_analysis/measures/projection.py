"""Projection to a year end or twelve months ahead: pooled seasonality and a smoothed level."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.forecast import Forecast, half_width, limits, percent, spread
from cdrp_analysis.measures.smoothing import as_matrix, smooth
from cdrp_analysis.periods import Period

SCORES = [
    "error_share",
    "error_share_habit",
    "coverage_80",
    "coverage_95",
    "monthly_coverage_80",
    "monthly_coverage_95",
    "mase",
]
ENOUGH_AREAS = 5  # fewer areas than this cannot carry an error distribution of their own


def project(
    panel: pd.DataFrame,
    *,
    horizon: int = 12,
    alpha: float = 0.35,
    levels: tuple[float, ...] = (0.80, 0.95),
    season_years: int = 5,
) -> Forecast:
    """
    Project every series of a panel: seasonal factors pooled over areas, and a smoothed level.

    A type's seasonal factors are the median ratios of all areas' counts to their centred
    12-month mean; an area's own factors are shrunk towards them, and they towards none, as far
    as their noise asks. Simple exponential smoothing runs over the deseasonalised counts; no
    trend is extended. Intervals are conformal: errors of the same rule at earlier origins, on
    the square-root scale, pooled over the areas of a type (over all types where there are fewer
    than five areas) and widened by a tenth.

    Parameters
    ----------
    panel : DataFrame, one row per area, offence and month
        Needs ``area``, ``offence``, ``month`` (``YYYY-MM``) and ``count`` (``<NA>`` = missing; a
        month without a row is missing too). At least two years of months per series.
    horizon : int
        Months ahead of the panel's last known month.
    alpha : float
        Smoothing constant, above 0 and at most 1: about 0.35 for boroughs, 0.1 for wards.
    levels : tuple of float
        Nominal coverage of the intervals.
    season_years : int
        Years of ratios behind a seasonal factor.

    Raises
    ------
    InputError
        For a missing column, a negative count, a key that occurs twice, or a series of fewer
        than two years.

    References
    ----------
    Hyndman, R. and Athanasopoulos, G. (2021). Forecasting, 3rd ed., sections 3.4 and 8.1.
    Bunn, D. and Vassilopoulos, A. (1999). Int. J. Forecasting 15, 431-443 (grouped seasonality).
    Lei, J. et al. (2018). J. Amer. Statist. Assoc. 113, 1094-1111 (conformal intervals).
    """
    model = smooth(panel, alpha=alpha, season_years=season_years)
    areas = model.keys.groupby("offence")["area"].nunique()
    alone = areas.min() < ENOUGH_AREAS
    pools = np.zeros(len(model.keys), int) if alone else model.types
    sizes = spread(model, pools)
    pooled = (
        f"pooled over the area's own {len(areas)} series (too few areas to pool by type)"
        if alone
        else f"pooled by type over {areas.min()} areas"
    )
    method = (
        f"pooled seasonality and simple exponential smoothing (alpha {alpha:g}), no trend; "
        f"intervals from earlier errors {pooled}"
    )
    steps = np.arange(1, horizon + 1)
    point = model.ahead(steps)
    monthly = model.keys.loc[model.keys.index.repeat(horizon)].reset_index(drop=True)
    monthly["month"] = [str(model.last + int(step)) for step in steps] * len(model.keys)
    monthly["point"] = point.ravel()
    for level in levels:
        half = [half_width(model, pools, sizes, [step], level) for step in steps]
        lower, upper = limits(point, np.stack(half, axis=1))
        monthly[f"lower_{percent(level)}"] = lower.ravel()
        monthly[f"upper_{percent(level)}"] = upper.ravel()
    return Forecast(monthly, method, model, pools, sizes, tuple(levels))


def year_end(
    panel: pd.DataFrame,
    period: Period,
    known_to: str,
    *,
    alpha: float = 0.35,
    levels: tuple[float, ...] = (0.80, 0.95),
) -> pd.DataFrame:
    """
    The total of a period of which only the months up to ``known_to`` are known.

    Rows of the panel after ``known_to`` are not looked at. Returns the columns of
    :meth:`Forecast.total` and ``method``.
    """
    known = panel[panel["month"] <= known_to]
    last = known.loc[known["count"].notna(), "month"].max()
    # The months to go count from the last month known, which may lie before known_to.
    to_go = (pd.Period(period.last, "M") - pd.Period(last if pd.notna(last) else known_to, "M")).n
    forecast = project(known, horizon=max(1, to_go), alpha=alpha, levels=levels)
    return forecast.total(period.months()).assign(method=forecast.method)


def backtest(
    panel: pd.DataFrame,
    origins: Sequence[str],
    *,
    months_known: int = 8,
    alpha: float = 0.35,
    areas: Collection[str] | None = None,
) -> pd.DataFrame:
    """
    How good past projections would have been, by offence; every origin sees only its own past.

    Parameters
    ----------
    panel : DataFrame
        As for :func:`project`.
    origins : sequence of str
        Last known months ``YYYY-MM``; each needs two years before it and twelve months after.
    months_known : int
        Months already known of the year whose end is projected, 1 to 11.
    areas : collection of str, optional
        Areas scored; the others only lend their seasons and errors. Default: all.

    Returns
    -------
    DataFrame, one row per offence
        offence, origins (number), error_share and error_share_habit (mean over areas and
        origins of abs(projected − actual) / actual year total; the habit is last year's total
        times known months now / then), coverage_80 and coverage_95 (share of year totals inside
        the interval), monthly_coverage_80 and monthly_coverage_95 (of the next 12 months), mase
        (12 months; errors over those of last year's month, in sample).

    Raises
    ------
    InputError
        If an origin has no twelve months after it in the panel.

    References
    ----------
    Hyndman, R. and Koehler, A. (2006). Int. J. Forecasting 22, 679-688 (MASE).
    """
    keys, first, last, counts = as_matrix(panel)
    scores = []
    for origin in origins:
        now = (pd.Period(origin, "M") - first).n + 1  # months known at this origin
        start = now - months_known
        if start < 12 or now + 12 > counts.shape[1]:
            raise InputError(
                f"the origin {origin} lacks a year before or after it in {first} to {last}.",
                where="measures.projection.backtest",
                do="choose origins with two years before and twelve months after them",
            )
        forecast = project(panel[panel["month"] <= origin], alpha=alpha)
        total = forecast.total([str(first + month) for month in range(start, start + 12)])
        monthly, real = forecast.monthly, counts[:, now : now + 12]
        actual = counts[:, start : start + 12].sum(axis=1)
        actual = np.where(actual > 0, actual, np.nan)
        then, then_known = counts[:, start - 12 : start], counts[:, start - 12 : now - 12]
        errors = np.abs(monthly["point"].to_numpy().reshape(-1, 12) - real).mean(axis=1)
        naive = np.nanmean(np.abs(counts[:, 12:now] - counts[:, : now - 12]), axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            habit = total["known"] * then.sum(axis=1) / then_known.sum(axis=1)
            score = {
                "error_share": np.abs(total["point"] - actual) / actual,
                "error_share_habit": (np.abs(habit - actual) / actual).where(np.isfinite(habit)),
                "mase": np.where(naive > 0, errors / naive, np.nan),
            }
        for level in ("80", "95"):
            score[f"coverage_{level}"] = _inside(total, level, actual)
            months = _inside(monthly, level, real.ravel()).reshape(-1, 12)
            score[f"monthly_coverage_{level}"] = months.mean(axis=1)
        scored = pd.DataFrame(score).assign(offence=keys["offence"].to_numpy())
        scores.append(scored if areas is None else scored[keys["area"].isin(areas).to_numpy()])
    table = pd.concat(scores).groupby("offence")[SCORES].mean().reset_index()
    table.insert(1, "origins", len(scores))
    return table


def _inside(table: pd.DataFrame, level: str, real: np.ndarray) -> np.ndarray:
    inside = (real >= table[f"lower_{level}"]) & (real <= table[f"upper_{level}"])
    unknown = np.isnan(real) | table[f"upper_{level}"].isna().to_numpy()
    return np.where(unknown, np.nan, inside)
