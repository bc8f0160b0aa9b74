"""Rolling origins: how good past projections would have been, beside two simple habits."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.panels import as_matrix
from cdrp_analysis.measures.projection import LEVELS, project
from cdrp_analysis.vocabulary import DISTURBED_MONTHS

_SEEN = 2 * 12  # months before an origin without which nothing is fitted


def origin_scores(
    panel: pd.DataFrame,
    origins: Sequence[str],
    *,
    months_known: int = 8,
    areas: Collection[str] | None = None,
    disturbed: Collection[str] = DISTURBED_MONTHS,
) -> pd.DataFrame:
    """
    Scores of every series at every origin; an origin sees only its own past.

    Parameters
    ----------
    panel : DataFrame
        As for :func:`cdrp_analysis.measures.projection.project`.
    origins : sequence of str
        Last known months ``YYYY-MM``; each needs a year before the year that is projected, and
        twelve months after it.
    months_known : int
        Months already known, at the origin, of the year whose end is projected; 1 to 11.
    areas : collection of str, optional
        Areas scored; the others only lend their seasons and errors. Default: all.

    Returns
    -------
    DataFrame, one row per origin, area and offence
        ``origin, area, offence``; ``mase``, ``mase_naive``: mean absolute error of the twelve
        months after the origin, of the projection and of last year's months, over the mean
        absolute difference of months a year apart up to the origin; ``error_share``,
        ``error_share_naive``, ``error_share_habit``: abs(projected − actual) / actual of the
        year of which ``months_known`` are known, by the projection, by last year's remaining
        months, and by last year's total times known months now / then; ``coverage_50`` …:
        whether the year total lies inside its interval; ``monthly_coverage_50`` …: share of the
        twelve months that do. NaN where there is nothing to divide by, or no interval.

    Raises
    ------
    InputError
        If an origin has no twelve months after it in the panel, or too little before it.

    References
    ----------
    Hyndman, R. and Koehler, A. (2006). Int. J. Forecasting 22, 679-688 (MASE).
    Tashman, L. (2000). Int. J. Forecasting 16, 437-450 (rolling origins).
    """
    keys, first, last, counts = as_matrix(panel)
    scores = []
    for origin in origins:
        now = (pd.Period(origin, "M") - first).n + 1  # months known at this origin
        start = now - months_known
        if start < 12 or now < _SEEN or now + 12 > counts.shape[1]:
            raise InputError(
                f"the origin {origin} lacks a year before or after it in {first} to {last}.",
                where="measures.backtest",
                do="choose origins with two years before and twelve months after them",
            )
        forecast = project(panel[panel["month"] <= origin], disturbed=disturbed)
        total = forecast.total([str(first + month) for month in range(start, start + 12)])
        scored = keys.assign(origin=origin, **_scores(forecast.monthly, total, counts, start, now))
        scores.append(scored if areas is None else scored[keys["area"].isin(areas).to_numpy()])
    table = pd.concat(scores, ignore_index=True)
    return table[["origin", *(name for name in table if name != "origin")]]


def backtest(
    panel: pd.DataFrame,
    origins: Sequence[str],
    *,
    months_known: int = 8,
    areas: Collection[str] | None = None,
    disturbed: Collection[str] = DISTURBED_MONTHS,
) -> pd.DataFrame:
    """
    The means of :func:`origin_scores` over areas and origins, one row per offence.

    Returns
    -------
    DataFrame
        ``offence``, ``origins`` (number) and the scores.
    """
    scores = origin_scores(
        panel, origins, months_known=months_known, areas=areas, disturbed=disturbed
    )
    measured = scores.columns.drop(["origin", "area", "offence"])
    table = scores.groupby("offence")[list(measured)].mean().reset_index()
    table.insert(1, "origins", len(origins))
    return table


def _scores(
    monthly: pd.DataFrame, total: pd.DataFrame, counts: np.ndarray, start: int, now: int
) -> dict[str, np.ndarray]:
    real, before = counts[:, now : now + 12], counts[:, now - 12 : now]
    point = monthly["point"].to_numpy().reshape(-1, 12)
    usual = np.abs(counts[:, 12:now] - counts[:, : now - 12])
    actual = counts[:, start : start + 12].sum(axis=1)
    then, then_known = counts[:, start - 12 : start], counts[:, start - 12 : now - 12]
    known = total["known"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.nanmean(usual, axis=1)
        scale = np.where(scale > 0, scale, np.nan)
        habit = known * then.sum(axis=1) / then_known.sum(axis=1)
        naive = known + then.sum(axis=1) - then_known.sum(axis=1)
        ends = {"": total["point"].to_numpy(), "_naive": naive, "_habit": habit}
        over = np.where(actual > 0, actual, np.nan)
        shares = {f"error_share{by}": np.abs(end - actual) / over for by, end in ends.items()}
    score = {
        "mase": np.abs(point - real).mean(axis=1) / scale,
        "mase_naive": np.abs(before - real).mean(axis=1) / scale,
        **{name: np.where(np.isfinite(share), share, np.nan) for name, share in shares.items()},
    }
    for level in (f"{100 * level:g}" for level in LEVELS):
        score[f"coverage_{level}"] = _inside(total, level, actual)
        months = _inside(monthly, level, real.ravel()).reshape(-1, 12)
        score[f"monthly_coverage_{level}"] = months.mean(axis=1)
    return score


def _inside(table: pd.DataFrame, level: str, real: np.ndarray) -> np.ndarray:
    inside = (real >= table[f"lower_{level}"]) & (real <= table[f"upper_{level}"])
    unknown = np.isnan(real) | table[f"upper_{level}"].isna().to_numpy()
    return np.where(unknown, np.nan, inside)
