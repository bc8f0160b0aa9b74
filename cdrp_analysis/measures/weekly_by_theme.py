"""Themes watched by week: which have enough offences, their alarms, their last weeks compared."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from cdrp_analysis.measures.cusum import WEEKS
from cdrp_analysis.measures.trends import year_on_year
from cdrp_analysis.measures.weekly import (
    LEAST_WEEKS,
    detection_delay,
    recent_weeks,
    watch,
    weekly_counts,
)

LEAST_A_WEEK = 5.0  # offences; with fewer a doubled week is hardly more than chance
RECENT = 12
_WATCHED = ["theme", "week", "count", "expected", "lower", "upper", "cusum", "limit", "alarm",
            "since"]  # fmt: skip
_SUMMARY = ["theme", "weeks", "a_week", "alarms", "first_alarm", "since", "weeks_to_alarm",
            "above_expected", "targeted", "place"]  # fmt: skip
_RECENT = ["theme", "against", "first_week", "last_week", "before", "after", "change_share",
           "ratio_lower", "ratio_upper", "q", "signal"]  # fmt: skip


def weeks_by_theme(
    events: pd.DataFrame, *, first: str, last: str, missing: Collection[str] = ()
) -> pd.DataFrame:
    """
    Weekly counts of every theme.

    Parameters
    ----------
    events : DataFrame, one row per offence or incident
        ``theme`` (missing: none) and ``start`` (Timestamp; missing: not counted).
    first, last, missing
        As for :func:`cdrp_analysis.measures.weekly.weekly_counts`.

    Returns
    -------
    DataFrame, one row per theme and week
        ``theme, week`` (Monday, Timestamp), ``count`` (Int64).
    """
    parts = [
        weekly_counts(rows["start"], first=first, last=last, missing=missing).assign(theme=theme)
        for theme, rows in events[["theme", "start"]].groupby("theme", observed=True, sort=True)
    ]
    if not parts:
        return pd.DataFrame(columns=["theme", "week", "count"])
    return pd.concat(parts, ignore_index=True)[["theme", "week", "count"]]


def watched_weeks(
    weeks: pd.DataFrame, *, start: str, least: float = LEAST_A_WEEK, false_alarms: float = 0.05
) -> pd.DataFrame:
    """
    The weeks from ``start`` of every theme with enough offences, watched for rises.

    Parameters
    ----------
    weeks : DataFrame
        From :func:`weeks_by_theme`.
    start : str
        First day watched. With less than two years of weeks before it nothing is watched.
    least : float
        Offences a week, on average over the year before ``start``, that a theme needs.
    false_alarms : float
        Chance of a false alarm in a year, of each theme.

    Returns
    -------
    DataFrame, one row per theme and week watched
        ``theme`` and the columns of :func:`cdrp_analysis.measures.weekly.watch`; ``week`` and
        ``since`` as ``YYYY-MM-DD`` (``since`` ``""`` where there is no alarm).
    """
    parts = []
    for theme, rows in weeks.groupby("theme", sort=True):
        before = rows.loc[rows["week"] < pd.Timestamp(start), "count"]
        level = before.tail(WEEKS).mean()
        if len(before) < LEAST_WEEKS or pd.isna(level) or level < least:
            continue
        watched = watch(rows[["week", "count"]], start=start, false_alarms=false_alarms)
        parts.append(watched.assign(theme=theme))
    if not parts:
        return pd.DataFrame(columns=_WATCHED)
    table = pd.concat(parts, ignore_index=True)
    table["week"] = table["week"].dt.strftime("%Y-%m-%d")
    table["since"] = table["since"].dt.strftime("%Y-%m-%d").fillna("")
    return table[_WATCHED]


def weekly_alarms(watched: pd.DataFrame, *, targeted: Collection[str] = ()) -> pd.DataFrame:
    """
    One row per theme watched by week: its first alarm, and how long that took.

    Parameters
    ----------
    watched : DataFrame
        From :func:`watched_weeks`.
    targeted : collection of str
        Themes that the partnership has a target for: these come first.

    Returns
    -------
    DataFrame, in order of ``place``
        ``theme, weeks`` (watched and known), ``a_week`` (expected, mean), ``alarms`` (number),
        ``first_alarm`` and ``since`` (Mondays as text, ``""`` if there is none: the sum dates the
        beginning of the rise to ``since``), ``weeks_to_alarm`` (from there), ``above_expected``
        (offences above expectation until the alarm), ``targeted``, ``place`` (1 first: themes
        with a target, then those with an alarm, the earlier first, then the more frequent).
    """
    rows = []
    for theme, weeks in watched.groupby("theme", sort=True):
        dated = weeks.assign(week=pd.to_datetime(weeks["week"]))
        alarms = weeks[weeks["alarm"]]
        since = alarms["since"].iloc[0] if len(alarms) else ""
        delay = detection_delay(dated, since) if since else {"weeks": pd.NA, "missed": np.nan}
        rows.append(
            {
                "theme": theme,
                "weeks": int(weeks["count"].notna().sum()),
                "a_week": weeks["expected"].mean(),
                "alarms": len(alarms),
                "first_alarm": alarms["week"].iloc[0] if len(alarms) else "",
                "since": since,
                "weeks_to_alarm": delay["weeks"],
                "above_expected": delay["missed"],
                "targeted": theme in set(targeted),
            }
        )
    if not rows:
        return pd.DataFrame(columns=_SUMMARY)
    table = pd.DataFrame(rows).astype({"weeks_to_alarm": "Int64"})
    order = table.assign(
        _aim=~table["targeted"],
        _when=table["first_alarm"].replace("", "9999"),
        _size=-table["a_week"],
    ).sort_values(["_aim", "_when", "_size", "theme"], kind="stable", ignore_index=True)
    order["place"] = np.arange(1, len(order) + 1)
    return order[_SUMMARY]


def recent_by_theme(weeks: pd.DataFrame, *, number: int = RECENT) -> pd.DataFrame:
    """
    The last weeks of every theme against the same weeks a year ago and those just before.

    Parameters
    ----------
    weeks : DataFrame
        From :func:`weeks_by_theme`, with a year and ``number`` weeks of each theme; the last one
        is the last compared.
    number : int
        Weeks compared.

    Returns
    -------
    DataFrame, one row per theme and comparison
        ``theme, against`` (``weeks before``, ``year before``), ``first_week``, ``last_week`` (of
        what is compared with, Mondays as text), ``before``, ``after``, ``change_share``,
        ``ratio_lower``, ``ratio_upper`` (exact, Poisson), ``q`` and ``signal`` (over the themes of
        a comparison), as from :func:`cdrp_analysis.measures.trends.year_on_year`.
    """
    parts = [
        recent_weeks(rows, number=number).assign(theme=theme)
        for theme, rows in weeks.groupby("theme", sort=True)
        if len(rows) >= WEEKS + number
    ]
    if not parts:
        return pd.DataFrame(columns=_RECENT)
    made = []
    for against, rows in pd.concat(parts).groupby("against", sort=False):
        dated = rows[["theme", "against", "first_week", "last_week"]].copy()
        for name in ("first_week", "last_week"):
            dated[name] = dated[name].dt.strftime("%Y-%m-%d")
        long = rows.melt("theme", ["before", "after"], "period", "offences")
        changes = year_on_year(long, before="before", after="after")
        made.append(dated.merge(changes, on="theme").assign(against=against))
    return pd.concat(made, ignore_index=True)[_RECENT]
