"""XmR charts with the rules of Making Data Count, on counts with their season taken out."""

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.panels import YEAR, as_matrix, ordinal
from cdrp_analysis.measures.smoothing import smooth

LIMIT = 2.66  # 3 / 1.128 rounded: mean moving range to three standard deviations
OUTLYING = 3.267  # a moving range above this many mean moving ranges is left out of the limits
RUN = 7  # points on one side of the mean, or in a row up or down
RULES = ("outside_limits", "run_of_seven", "trend_of_seven", "two_of_three")


def xmr(values, *, baseline: int | None = None, screen_outliers: bool = True) -> pd.DataFrame:
    """
    Mean, process limits and special causes of a series of single values.

    Parameters
    ----------
    values : sequence of float
        In order of time. A missing value has no signal and breaks every run.
    baseline : int, optional
        Only the first so many values make the mean and the limits, so that later ones are judged
        by what went before. Default: all.
    screen_outliers : bool
        Leave moving ranges above 3.267 times their mean out of the limits.

    Returns
    -------
    DataFrame, one row per value
        ``value, mean, lower, upper``; one column of truth per rule: ``outside_limits``,
        ``run_of_seven`` (seven or more in a row on one side of the mean), ``trend_of_seven``
        (seven or more in a row up, or down), ``two_of_three`` (two of three in a row between two
        and three deviations, all three on one side); ``special_cause`` (any) and ``side``
        (``above`` or ``below`` the mean where there is a special cause, else ``""``).

    Raises
    ------
    InputError
        If fewer than two values in a row are known to take the limits from.

    References
    ----------
    Nelson, L. (1982). J. Quality Technology 14, 172-173 (outlying moving ranges).
    NHS England, Making Data Count (rules); R package NHSRplotthedots (values agreed with).

    Examples
    --------
    >>> xmr([1, 2] * 4 + [10] + [1, 2] * 4)[["mean", "lower", "upper"]].iloc[0].round(2).tolist()
    [2.0, -0.66, 4.66]
    """
    y = pd.Series(values).astype("Float64").to_numpy(float, na_value=np.nan)
    based = y[:baseline]
    ranges = np.abs(np.diff(based))
    ranges = ranges[~np.isnan(ranges)]
    if not len(ranges):
        raise InputError(
            "process limits need two values in a row.",
            where="measures.control_charts",
            do="give a longer series, or a longer baseline",
        )
    if screen_outliers:
        ranges = ranges[(ranges < OUTLYING * ranges.mean()) | (ranges.mean() == 0)]
    mean, width = np.nanmean(based), LIMIT * ranges.mean()
    off = np.where(np.isnan(y), 0.0, y - mean)
    # A value is where it is only as exactly as a division leaves it.
    off = np.where(np.abs(off) < 1e-9 * max(1.0, abs(mean)), 0.0, off)
    side = np.sign(off)
    outside = np.abs(off) > width
    near = ~outside & (np.abs(off) > width * 2 / 3)
    step = np.r_[0, np.sign(np.nan_to_num(np.diff(y)))]
    found = {
        "outside_limits": outside,
        "run_of_seven": _in_runs(side, RUN),
        # Seven points that go up have six steps between them; the first has none of its own.
        "trend_of_seven": _with_first(_in_runs(step, RUN - 1), step),
        "two_of_three": _two_of_three(near, side),
    }
    table = pd.DataFrame(
        {"value": y, "mean": mean, "lower": mean - width, "upper": mean + width, **found}
    )
    table["special_cause"] = table[list(RULES)].any(axis=1)
    names = np.select([side > 0, side < 0], ["above", "below"], "")
    table["side"] = np.where(table["special_cause"], names, "")
    return table


def deseasonalised_xmr(
    panel: pd.DataFrame, *, area: str = "", baseline: int = 24, months: int = 36
) -> pd.DataFrame:
    """
    An XmR chart of every series' last months, each count divided by its seasonal factor.

    Without that a chart of counts cries out every summer. Boards know these charts; their rules
    still call most series that go on as before (see the benchmark of alarms), so alarms are
    ordered by :func:`cdrp_analysis.measures.alarms.cumulative_alarms`.

    Parameters
    ----------
    panel : DataFrame
        As for :func:`cdrp_analysis.measures.projection.project`; other areas lend their season.
    area : str
        Only this one's series are charted; blank: all.
    baseline : int
        Months, from the first one charted, that make mean and limits.
    months : int
        Months charted.

    Returns
    -------
    DataFrame, one row per area, offence and month charted
        ``area, offence, month, count, season`` (factor) and the columns of :func:`xmr`;
        ``value`` is the count over the factor.
    """
    keys, first, _, counts = as_matrix(panel)
    model = smooth(panel, season_years=8)
    start = max(0, counts.shape[1] - months)
    names = [str(first + at) for at in range(start, counts.shape[1])]
    factors = model.season[:, (np.arange(start, counts.shape[1]) + ordinal(first)) % YEAR]
    parts = []
    for key, row, factor in zip(
        keys.itertuples(index=False), counts[:, start:], factors, strict=True
    ):
        if area and key.area != area:
            continue
        chart = xmr(row / factor, baseline=baseline)
        chart.insert(0, "season", factor)
        chart.insert(0, "count", pd.array(row, dtype="Float64").astype("Int64"))
        chart.insert(0, "month", names)
        parts.append(chart.assign(area=key.area, offence=key.offence))
    table = pd.concat(parts, ignore_index=True)
    return table[["area", "offence", *(n for n in table if n not in ("area", "offence"))]]


def _in_runs(sign: np.ndarray, least: int) -> np.ndarray:
    """Whether each belongs to a run of so many equal signs that are not nought."""
    start = np.r_[True, sign[1:] != sign[:-1]]
    run = np.cumsum(start) - 1
    return (np.bincount(run)[run] >= least) & (sign != 0)


def _with_first(inside: np.ndarray, step: np.ndarray) -> np.ndarray:
    """A run of steps together with the point that its first step starts from."""
    begins = inside & np.r_[True, ~inside[:-1] | (step[1:] != step[:-1])]
    return inside | np.r_[begins[1:], False]


def _two_of_three(near: np.ndarray, side: np.ndarray) -> np.ndarray:
    found = np.zeros(len(near), bool)
    for at in range(len(near) - 2):
        three = slice(at, at + 3)
        if near[three].sum() >= 2 and abs(side[three].sum()) == 3:
            found[three] |= near[three]
    return found
