"""Tables and chosen charts of a watched year: all themes by alarm, weeks, months as boards know."""

import html

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.alarm_charts import cumulative_chart, weekly_chart, xmr_chart
from cdrp_analysis.exhibits.exhibit import Exhibit, about
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table
from cdrp_analysis.exhibits.watch_findings import (
    AGAINST,
    alarm_rates_sentence,
    alarm_sentence,
    recent_weeks_sentence,
    weekly_alarms_sentence,
)
from cdrp_analysis.vocabulary import NOT_APPLICABLE

_SIGNALS = {"above": "above", "below": "below", "inside": "none", "not known": "not known"}
_CHANGED = {"up": "more", "down": "fewer"}


def alarm_table(alarms: pd.DataFrame) -> Exhibit:
    """
    All themes of a watched year, those that left their limits first.

    Parameters
    ----------
    alarms : DataFrame
        ``year_first_alarms``, restricted or protected.
    """
    told = alarms.assign(
        signal=[
            f"{first}, since then back"
            if now == "inside" and first in ("above", "below")
            else _SIGNALS[first]
            for first, now in zip(alarms["signal"], alarms["now"], strict=True)
        ],
        first_alarm=[wording.month_name(month) if month else "" for month in _texts(alarms)],
    )
    return data_table(
        told,
        {
            "label": "Theme",
            "signal": "Alarm",
            "first_alarm": "Since",
            "known": Shown("Recorded since the year began", "count"),
            "expected": Shown("Expected", wording.about),
            "limits": Interval("Limits for the whole year", "lower", "upper", wording.about),
            "share_of_way": Shown("Way to the limit", "signed_percent"),
        },
        caption="Recorded since the year began, against what was expected when it did",
        title=alarm_sentence(alarms).headline,
        about_table=about(
            alarms,
            note="Way to the limit: how far the count lies from what was expected, a whole way "
            "being the limit, both in square roots. The total is no theme.",
        ),
    )


def alarm_rates_table(rates: pd.DataFrame) -> Exhibit:
    """How often such alarms were false in earlier years, and how often they caught a rise."""
    found = alarm_rates_sentence(rates)
    if rates.empty:
        return Exhibit(found.headline, f"<p>{html.escape(found.detail)}</p>", about=about(rates))
    return data_table(
        rates,
        {
            "years": "Years",
            "areas": Shown("Areas", "count"),
            "series": Shown("Series judged", "count"),
            "nominal_share": Shown("Limits set for", "percent"),
            "called_share": Shown("Called above as they were", "percent"),
            "rise_share": Shown("Rise planted", "percent"),
            "caught_share": Shown("Caught from the first month", "percent"),
            "months_to_alarm": Shown("Months to the alarm", _short),
            "caught_late_share": Shown("Caught from the fourth month", "percent"),
        },
        caption="False alarms and rises caught in earlier years",
        title=found.headline,
    )


def most_alarmed_chart(watched: pd.DataFrame, alarms: pd.DataFrame) -> Exhibit:
    """
    The year of the theme that is farthest out of line.

    Parameters
    ----------
    watched : DataFrame
        ``year_watched``.
    alarms : DataFrame
        ``year_first_alarms``, in order of alarm.
    """
    key = _most_alarmed(alarms)
    if not key:
        return _words_alone(alarms, "No theme is watched", "None has two years of months.")
    return cumulative_chart(watched, key)


def watched_total(watched: pd.DataFrame) -> Exhibit:
    """The year of all offences, in words alone where their total is withheld."""
    if "all" in set(watched["theme"]):
        return cumulative_chart(watched, "all")
    return _words_alone(
        watched,
        "The year of all recorded offences is not shown",
        "The total by month is left out: less the themes that are shown, it would give the count "
        "of a sensitive theme.",
    )


def familiar_chart(chart: pd.DataFrame, alarms: pd.DataFrame) -> Exhibit:
    """The XmR chart of the theme that is farthest out of line by the cumulative chart."""
    key = _most_alarmed(alarms)
    if key not in set(chart["theme"]):
        return _words_alone(chart, "No theme is charted", "None has two years of months.")
    return xmr_chart(chart, key)


def weekly_alarm_table(alarms: pd.DataFrame) -> Exhibit:
    """
    Themes watched by week: the first alarm of each and how long it took.

    Parameters
    ----------
    alarms : DataFrame
        ``weekly_alarms``, restricted or protected.
    """
    found = weekly_alarms_sentence(alarms)
    if alarms.empty:
        return _words_alone(alarms, found.headline, found.detail)
    told = alarms.assign(
        **{
            name: [wording.day(text) if text else "" for text in _texts(alarms, name)]
            for name in ("first_alarm", "since")
        }
    )
    # Without an alarm there is no delay, which is not the same as one that is not known.
    none = alarms["alarms"].eq(0)
    for name in ("weeks_to_alarm", "above_expected"):
        told[f"{name}_symbol"] = none.map({True: NOT_APPLICABLE, False: ""})
    return data_table(
        told.sort_values("place", kind="stable"),
        {
            "label": "Theme",
            "weeks": Shown("Weeks watched", "count"),
            "a_week": Shown("Expected a week", "decimal"),
            "alarms": Shown("Alarms", "count"),
            "first_alarm": "First, week of",
            "since": "Rise dated to week of",
            "weeks_to_alarm": Shown("Weeks to the alarm", "count"),
            "above_expected": Shown("Above expected before it", "count"),
        },
        caption="Themes watched by week",
        title=found.headline,
    )


def weekly_theme_chart(weeks: pd.DataFrame, alarms: pd.DataFrame, *, place: int = 1) -> Exhibit:
    """
    The weeks of one of the themes watched, by its place in their order.

    Parameters
    ----------
    weeks : DataFrame
        ``weeks_watched``: ``theme, label`` and the columns of ``measures.weekly.watch``.
    alarms : DataFrame
        ``weekly_alarms``.
    place : int
        1 for the first theme.
    """
    chosen = alarms[alarms["place"].astype(float) == place] if len(alarms) else alarms
    if chosen.empty:
        count = wording.plural(len(alarms), "theme")
        return _words_alone(weeks, "No further theme is charted by week", f"Watched: {count}.")
    rows = weeks[weeks["theme"] == chosen["theme"].iloc[0]]
    rows = rows.assign(
        week=pd.to_datetime(rows["week"]),
        since=pd.to_datetime(rows["since"], errors="coerce"),
        alarm=rows["alarm"].astype(bool),
    ).sort_values("week", ignore_index=True)
    rows.attrs = dict(weeks.attrs)
    return weekly_chart(rows, label=str(chosen["label"].iloc[0]))


def recent_weeks_table(recent: pd.DataFrame, *, against: str = "year before") -> Exhibit:
    """
    Each theme's last weeks beside the same weeks a year ago, or those just before.

    Parameters
    ----------
    recent : DataFrame
        ``recent_weeks``, restricted or protected.
    against : str
        ``year before`` or ``weeks before``.
    """
    rows = recent[recent["against"] == against]
    if rows.empty:
        return _words_alone(
            recent, "No weeks are compared", "That needs rows that say when offences happened."
        )
    told = rows.assign(
        signal=rows["signal"].replace(_CHANGED),
        first_week=[wording.day(text) for text in rows["first_week"]],
        last_week=[wording.day(text) for text in rows["last_week"]],
    ).sort_values("label", kind="stable")
    season = "" if against == "year before" else "The weeks just before are another season. "
    return data_table(
        told,
        {
            "label": "Theme",
            "after": Shown("Last weeks", "count"),
            "before": Shown("Compared with", "count"),
            "first_week": "First week of these",
            "last_week": "Last",
            "change_share": Shown("Change", "signed_percent"),
            "limits": Interval("95% limits of the ratio", "ratio_lower", "ratio_upper", "decimal2"),
            "q": Shown("q", "decimal3"),
            "signal": "Clearly?",
        },
        caption=f"The last weeks against {AGAINST[against]}",
        title=recent_weeks_sentence(recent, against=against).headline,
        about_table=about(
            recent,
            note=f"{season}q: share of changes called as surely that chance would give.",
        ),
    )


def _most_alarmed(alarms: pd.DataFrame) -> str:
    """The first theme in order of alarm; the total is none."""
    themes = alarms.loc[(alarms["theme"] != "all") & alarms["signal"].ne("not known"), "theme"]
    return str(themes.iloc[0]) if len(themes) else ""


def _texts(frame: pd.DataFrame, name: str = "first_alarm") -> list[str]:
    """A column of texts in which a blank may have become a missing value."""
    return frame[name].where(frame[name].notna(), "").astype(str).tolist()


def _short(value: float) -> str:
    return wording.number(value, 0 if value % 1 == 0 else 1)


def _words_alone(frame: pd.DataFrame, title: str, why: str) -> Exhibit:
    """An exhibit that says why there is nothing to show."""
    return Exhibit(title=title, body=f"<p>{html.escape(why)}</p>", about=about(frame))
