"""What one area's year will come to: projections by theme, and how good past ones were."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from cdrp_analysis.measures.backtest import backtest
from cdrp_analysis.measures.lending import long_enough, together, with_history
from cdrp_analysis.measures.panels import BURN_IN
from cdrp_analysis.measures.projection import project
from cdrp_analysis.periods import Period

USUALLY_KNOWN = 8  # months of a year when it is assessed, where the year itself is over
PAST_YEARS = 3
TOO_SHORT = f"not projected: fewer than {BURN_IN} months known"
TOO_EARLY = "not projected: it begins before the first month known"
_LIMITS = ["point", "lower_80", "upper_80", "lower_95", "upper_95"]
_KNOWN = ["first_month", "last_month", "known_months", "known"]
_ACCURACY = ["theme", "origins", "error_share", "error_share_habit", "coverage_80", "coverage_95"]


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
        With every theme of the area. One of fewer than two years of known months has no
        projection: its point and limits are missing, ``method`` says why, and it is not in
        ``accuracy``. So has a total that begins before the first month known.
    """
    panel = counts.rename(columns={"theme": "offence", "offences": "count"})
    own_themes = panel.loc[panel["area"] == area, "offence"].unique()
    panel = panel.loc[panel["month"] <= known_to, ["area", "offence", "month", "count"]]
    panel = panel[panel["offence"].isin(own_themes)]
    own = panel[panel["area"] == area]
    targets = _targets(period, known_to)
    enough = long_enough(panel, area)
    short = [theme for theme in own_themes if theme not in enough]
    parts = [_not_projected(own, short, targets, known_to, TOO_SHORT)] if short else []
    parts += [_projected(part, area, period, targets, known_to) for part in together(panel, area)]
    totals = _stacked(
        (part.totals for part in parts), ["theme", "target", *_KNOWN, *_LIMITS, "method"]
    )
    order = {target: place for place, (target, _) in enumerate(targets)}
    return Outlook(
        totals.sort_values("target", key=lambda t: t.map(order), kind="stable", ignore_index=True),
        _stacked((part.months for part in parts), ["theme", "month", *_LIMITS]),
        _stacked((part.accuracy for part in parts), _ACCURACY),
    )


def _targets(period: Period, known_to: str) -> list[tuple[str, list[str]]]:
    last = pd.Period(known_to, "M")
    ahead = [str(last + step) for step in range(1, 13)]
    targets = [(f"12 months to {(last + 12).strftime('%B %Y')}", ahead)]
    if known_to < period.last:
        targets.insert(0, (f"year end {period.label}", period.months()))
    return targets


def _stacked(frames: Iterable[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame(columns=columns)
    return pd.concat(filled, ignore_index=True)[list(columns)]


def _not_projected(
    own: pd.DataFrame,
    themes: Sequence[str],
    targets: list[tuple[str, list[str]]],
    known_to: str,
    why: str,
) -> Outlook:
    """Rows of themes without a projection: what is known of them, and why there is no more."""
    counted = own[own["count"].notna()]
    missing = dict.fromkeys(_LIMITS, float("nan"))
    totals, months = [], []
    for theme in themes:
        of_theme = counted[counted["offence"] == theme]
        for target, wanted in targets:
            known = of_theme.loc[of_theme["month"].isin(wanted), "count"]
            totals.append(
                {"theme": theme, "target": target, "first_month": wanted[0],
                 "last_month": wanted[-1], "known_months": len(known),
                 "known": float(known.sum()), "method": why, **missing}
            )  # fmt: skip
        last = pd.Period(known_to, "M")
        months += [{"theme": theme, "month": str(last + n), **missing} for n in range(1, 13)]
    return Outlook(pd.DataFrame(totals), pd.DataFrame(months), pd.DataFrame(columns=_ACCURACY))


def _projected(
    panel: pd.DataFrame,
    area: str,
    period: Period,
    targets: list[tuple[str, list[str]]],
    known_to: str,
) -> Outlook:
    """Themes of the area whose first known month is the same, each known for long enough."""
    own = panel[panel["area"] == area]
    first = own.loc[own["count"].notna(), "month"].min()
    last = panel.loc[panel["count"].notna(), "month"].max()
    # Steps count from the last month known to anybody, which may lie before known_to.
    final = max(month for _, months in targets for month in months)
    forecast = project(panel, horizon=(pd.Period(final, "M") - pd.Period(last, "M")).n)
    totals = []
    for target, months in targets:
        if months[0] >= first:
            total = forecast.total(months).assign(target=target)
            totals.append(_own(total, area))
        else:
            themes = own["offence"].unique()
            given = _not_projected(own, themes, [(target, months)], known_to, TOO_EARLY)
            totals.append(given.totals)
    monthly = forecast.monthly[forecast.monthly["month"].isin(targets[-1][1])]
    accuracy = _accuracy(panel, area, period)
    return Outlook(pd.concat(totals), _own(monthly, area), accuracy)


def _own(frame: pd.DataFrame, area: str) -> pd.DataFrame:
    return frame[frame["area"] == area].drop(columns="area").rename(columns={"offence": "theme"})


def _accuracy(panel: pd.DataFrame, area: str, period: Period) -> pd.DataFrame:
    known = sorted(panel.loc[panel["count"].notna(), "month"].unique())
    months_known = sum(month in known for month in period.months())
    if not 0 < months_known < len(period.months()):
        months_known = USUALLY_KNOWN
    origins = _origins(known, period, months_known)
    if origins:
        panel = with_history(panel, until=origins[0])
    if not origins or not (panel["area"] == area).any():
        return pd.DataFrame(columns=_ACCURACY)
    scores = backtest(panel, origins, months_known=months_known, areas=[area])
    own_themes = panel.loc[panel["area"] == area, "offence"].unique()
    scores = scores[scores["offence"].isin(own_themes)]
    return scores.rename(columns={"offence": "theme"})


def _origins(months: Sequence[str], period: Period, months_known: int) -> list[str]:
    """The month to which each past year was known: with two years before it, itself over now."""
    first, last = pd.Period(months[0], "M"), pd.Period(months[-1], "M")
    final = pd.Period(period.first, "M") + months_known - 1
    past = (final - 12 * back for back in range(1, 12))
    # Scored are the year's total and the twelve months after the origin: all must be known.
    fit = [o for o in past if o + 12 <= last and (o - first).n >= 24 + months_known - 1]
    return [str(origin) for origin in fit if str(origin) in set(months)][:PAST_YEARS][::-1]
