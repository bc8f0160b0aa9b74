"""Alarms of a running year: the cumulative count against the forecast frozen at its start."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.forecast import WIDENING, spread
from cdrp_analysis.measures.panels import as_matrix, vintages
from cdrp_analysis.measures.projection import pools_of
from cdrp_analysis.measures.smoothing import Smoothed, smooth
from cdrp_analysis.periods import Period
from cdrp_analysis.vocabulary import DISTURBED_MONTHS

_FIRST = ["area", "offence", "signal", "first_alarm", "months_to_alarm", "known_to", "known",
          "expected", "ratio"]  # fmt: skip
ABOVE, BELOW, INSIDE, NOT_KNOWN = "above", "below", "inside", "not known"


def cumulative_alarms(
    panel: pd.DataFrame,
    period: Period,
    *,
    known_to: str,
    false_alarms: float = 0.05,
    season_years: int = 8,
    disturbed: Collection[str] = DISTURBED_MONTHS,
    join_vintages: bool = False,
) -> pd.DataFrame:
    """
    Every series' cumulative count of a year beside what was expected when the year began.

    The forecast sees nothing of the year itself. Its limits hold for all looks of the year
    together: at earlier origins, the largest of the standardised errors of the cumulative counts
    stayed inside them in all but a share of ``false_alarms`` of cases, on either side. Charts
    with limits for single points, looked at every month, cry out far more often.

    Parameters
    ----------
    panel : DataFrame
        As for :func:`cdrp_analysis.measures.projection.project`.
    period : Period
        The year watched.
    known_to : str
        Last month that counts, ``YYYY-MM``; later rows are not looked at.
    false_alarms : float
        Chance that a series which goes on as series of its type do is called above at least once
        in the whole year, and the same again for below.

    Returns
    -------
    DataFrame, one row per area, offence and month of the period
        ``area, offence, month``; ``count`` of the month; ``known`` (cumulative count), and
        ``expected``, ``lower``, ``upper`` (cumulative, of those months up to this one that are
        known or still to come); ``signal``: ``above``, ``below``, ``inside``, or ``not known``
        where the month is missing or to come, or there are too few earlier errors for limits.

    Raises
    ------
    InputError
        As ``project``; and if no month is known before the period.

    References
    ----------
    Lei, J. et al. (2018). J. Amer. Statist. Assoc. 113, 1094-1111 (conformal intervals).
    Montiel Olea, J. and Plagborg-Moller, M. (2019). J. Appl. Econometrics 34, 1-17 (sup-t bands).
    """
    joined = vintages(panel, join=join_vintages)
    before = panel[panel["month"] < period.first]
    if before["count"].notna().sum() == 0:
        raise InputError(
            f"nothing is known before {period.label}, so nothing can be expected of it.",
            where="measures.alarms",
            do="give at least two years before the period",
        )
    model = smooth(before, season_years=season_years, disturbed=disturbed)
    pools, pooled = pools_of(model)
    months = period.months()
    start = (pd.Period(months[0], "M") - model.last).n
    steps = start + np.arange(len(months))
    counted = _counted(panel[panel["month"] <= known_to], model, months)
    to_come = np.array([month > known_to for month in months])
    used = ~np.isnan(counted) | to_come
    expected = np.where(used, model.ahead(steps), 0.0).cumsum(axis=1)
    upper_by, lower_by = _band(model, pools, steps, false_alarms)
    root = np.sqrt(expected)
    out = model.keys.loc[model.keys.index.repeat(len(months))].reset_index(drop=True)
    known = np.where(np.isnan(counted), 0.0, counted).cumsum(axis=1)
    known = np.where(np.isnan(counted), np.nan, known)
    upper = (root + upper_by) ** 2
    lower = np.maximum(root - lower_by, 0.0) ** 2
    out["month"] = months * len(model.keys)
    out["count"] = pd.array(counted.ravel(), dtype="Float64").astype("Int64")
    out["known"] = pd.array(known.ravel(), dtype="Float64").astype("Int64")
    for name, values in (("expected", expected), ("lower", lower), ("upper", upper)):
        out[name] = values.ravel()
    with np.errstate(invalid="ignore"):
        out["signal"] = np.select(
            [np.isnan(known - upper), known > upper, known < lower],
            [NOT_KNOWN, ABOVE, BELOW],
            INSIDE,
        ).ravel()
    out["trained_from"], out["trained_to"] = str(model.first), str(model.last)
    out["method"] = "; ".join(
        part
        for part in (
            f"cumulative count against the forecast frozen at {model.last.strftime('%B %Y')}, "
            f"limits that hold for all {len(months)} looks of the year but for "
            f"{100 * false_alarms:g}% of series on each side",
            f"earlier errors {pooled}",
            joined,
        )
        if part
    )
    return out


def first_alarms(alarms: pd.DataFrame) -> pd.DataFrame:
    """
    One row per series: when it first left its limits, and how it stands now.

    Parameters
    ----------
    alarms : DataFrame
        From :func:`cumulative_alarms`.

    Returns
    -------
    DataFrame
        ``area, offence``; ``signal`` (``above`` or ``below`` by the first alarm, ``inside``, or
        ``not known``), ``first_alarm`` (month, ``""`` if none), ``months_to_alarm`` (Int64, from
        the start of the period, the alarm's own month counted), ``known_to`` (last month known,
        ``""`` if none), ``known``, ``expected``, ``ratio`` of the two there.
    """
    rows = []
    for (area, offence), series in alarms.groupby(["area", "offence"], sort=False):
        out = series[series["signal"].isin([ABOVE, BELOW])]
        counted = series[series["known"].notna()]
        judged = series[series["signal"] != NOT_KNOWN]
        last = counted.iloc[-1] if len(counted) else None
        rows.append(
            {
                "area": area,
                "offence": offence,
                "signal": out["signal"].iloc[0]
                if len(out)
                else INSIDE
                if len(judged)
                else NOT_KNOWN,
                "first_alarm": out["month"].iloc[0] if len(out) else "",
                "months_to_alarm": series.index.get_loc(out.index[0]) + 1 if len(out) else pd.NA,
                "known_to": "" if last is None else last["month"],
                "known": pd.NA if last is None else last["known"],
                "expected": np.nan if last is None else last["expected"],
                "ratio": np.nan
                if last is None or last["expected"] == 0
                else last["known"] / last["expected"],
            }
        )
    table = pd.DataFrame(rows, columns=_FIRST)
    return table.astype({"months_to_alarm": "Int64", "known": "Int64"})


def _counted(panel: pd.DataFrame, model: Smoothed, months: list[str]) -> np.ndarray:
    """Counts of the period, series of the model by months, NaN where not known."""
    inside = panel[panel["month"].isin(months)]
    counted = np.full((len(model.keys), len(months)), np.nan)
    if inside["count"].notna().any():
        keys, first, _, counts = as_matrix(inside, burn_in=0)
        row = pd.MultiIndex.from_frame(keys).get_indexer(pd.MultiIndex.from_frame(model.keys))
        at = (first - pd.Period(months[0], "M")).n
        there = row >= 0
        counted[there, at : at + counts.shape[1]] = counts[row[there]]
    return counted


def _band(
    model: Smoothed, pools: np.ndarray, steps: np.ndarray, rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """Half-widths on the root scale above and below, series by looks, for all looks together."""
    errors = np.stack(
        [model.errors(np.arange(steps[0], last + 1), within=steps[-1]) for last in steps], axis=2
    )
    sizes = spread(model, pools)
    sizes = np.where(sizes > 0, sizes, 1.0)
    scaled = errors / sizes[:, None, None]
    bands = np.full((2, len(sizes), len(steps)), np.nan)
    for pool in np.unique(pools):
        here = pools == pool
        known = scaled[here].reshape(-1, len(steps))
        known = known[~np.isnan(known).any(axis=1)]
        share = (1 - rate) * (1 + 1 / max(len(known), 1))
        if not len(known) or share > 1:
            continue
        scale = np.sqrt((known**2).mean(axis=0))
        scale = np.where(scale > 0, scale, 1.0)
        for side, sign in enumerate((1, -1)):
            furthest = np.maximum((sign * known / scale).max(axis=1), 0.0)
            reach = WIDENING * np.quantile(furthest, share)
            bands[side, here] = reach * scale * sizes[here, None]
    return bands[0], bands[1]
