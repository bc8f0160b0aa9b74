"""What one area's year will come to: projections by theme, and how good past ones were."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cdrp_analysis.measures.projection import backtest, project
from cdrp_analysis.periods import Period

KNOWN_MONTHS = 8  # a year is usually assessed when about eight of its months are known
PAST_YEARS = 3


@dataclass(frozen=True)
class Outlook:
    """
    One area's projections.

    ``totals``: theme, target, first_month, last_month, known_months, known, point, limits,
    method. ``months``: theme, month, point, limits. ``accuracy``: theme, origins, error_share,
    error_share_habit, coverage_80, coverage_95, on years before the period.
    """

    totals: pd.DataFrame
    months: pd.DataFrame
    accuracy: pd.DataFrame


def outlook(counts: pd.DataFrame, area: str, period: Period, *, known_to: str) -> Outlook:
    """
    Project a period's total and the twelve months after the last known one.

    Parameters
    ----------
    counts : DataFrame, one row per area, theme and month
        ``area, theme, month, offences`` (``<NA>`` = missing). Other areas lend their seasons
        and their errors; months after ``known_to`` are not looked at.
    area : str
        Code of the area reported on.
    period : Period
        Its total is projected while it is not over.
    known_to : str
        Last month with complete data, ``YYYY-MM``.

    Returns
    -------
    Outlook

    Raises
    ------
    InputError
        If the series are too short to project.
    """
    panel = counts.rename(columns={"theme": "offence", "offences": "count"})
    panel = panel.loc[panel["month"] <= known_to, ["area", "offence", "month", "count"]]
    own_themes = panel.loc[panel["area"] == area, "offence"].unique()
    panel = panel[panel["offence"].isin(own_themes)]
    # A theme that only this area supplies (its own incident log) has nobody to lend it seasons.
    parts = [
        _projected(part, area, period, known_to)
        for _, part in panel.groupby(panel["offence"].map(_lenders(panel)) > 1)
    ]
    return Outlook(
        *(
            pd.concat([getattr(part, name) for part in parts], ignore_index=True)
            for name in ("totals", "months", "accuracy")
        )
    )


def _lenders(panel: pd.DataFrame) -> pd.Series:
    return panel.groupby("offence")["area"].nunique()


def _projected(panel: pd.DataFrame, area: str, period: Period, known_to: str) -> Outlook:
    panel = panel[panel["month"] >= _first_common(panel, area)]
    forecast = project(panel, horizon=12)
    last = pd.Period(known_to, "M")
    ahead = [str(last + step) for step in range(1, 13)]
    targets = [(f"12 months to {(last + 12).strftime('%B %Y')}", ahead)]
    if known_to < period.last:
        targets.insert(0, (f"year end {period.label}", period.months()))
    totals = [
        forecast.total(months).assign(target=target, method=forecast.method)
        for target, months in targets
    ]
    accuracy = _accuracy(panel, area, period, known_to)
    return Outlook(
        _own(pd.concat(totals), area), _own(forecast.monthly, area), _own(accuracy, area)
    )


def _first_common(panel: pd.DataFrame, area: str) -> str:
    return panel.loc[panel["area"] == area].groupby("offence")["month"].min().max()


def _own(frame: pd.DataFrame, area: str) -> pd.DataFrame:
    mine = frame[frame["area"] == area] if "area" in frame else frame
    return mine.drop(columns="area", errors="ignore").rename(columns={"offence": "theme"})


def _accuracy(panel: pd.DataFrame, area: str, period: Period, known_to: str) -> pd.DataFrame:
    origins = _origins(sorted(panel["month"].unique()), period, known_to)
    if not origins:
        return pd.DataFrame(columns=["theme", "origins", "error_share", "error_share_habit",
                                     "coverage_80", "coverage_95"])  # fmt: skip
    return backtest(panel, origins, months_known=KNOWN_MONTHS, areas=[area])


def _origins(months: Sequence[str], period: Period, known_to: str) -> list[str]:
    """The eighth month of each past year that has two years before it and is itself over."""
    first = pd.Period(months[0], "M")
    eighth = pd.Period(period.first, "M") + KNOWN_MONTHS - 1
    past = (eighth - 12 * back for back in range(1, 12))
    fit = [o for o in past if o + 12 <= pd.Period(known_to, "M") and (o - first).n >= 35]
    return [str(origin) for origin in fit[:PAST_YEARS]][::-1]
