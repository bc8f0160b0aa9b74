"""Sentences on a watched year: which themes are out of line, how often such alarms are wrong."""

import math

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Finding
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.wording import listed, number, percent, plural

AGAINST = {"year before": "the same weeks a year before", "weeks before": "the weeks just before"}


def alarm_sentence(alarms: pd.DataFrame) -> Finding:
    """
    How many themes have left their limits this year, and which.

    Parameters
    ----------
    alarms : DataFrame
        ``year_first_alarms``: one row per theme, as from
        ``measures.year_watch.in_order_of_alarm``.
    """
    themes = alarms[alarms["theme"] != "all"]
    judged = themes[themes["signal"] != "not known"]
    if judged.empty:
        return NOTHING_SHOWN
    out = judged[judged["signal"].isin(["above", "below"])]
    unjudged = len(themes) - len(judged)
    detail = f"{plural(unjudged, 'theme')} cannot be judged." if unjudged else ""
    if out.empty:
        return Finding(f"None of {plural(len(judged), 'theme')} has left its limits", detail=detail)
    back = out["now"].eq("inside")
    named = listed(
        f"{row['label']}, {row['signal']} "
        + (f"in {month} and back since" if now_inside else f"since {month}")
        for (_, row), now_inside, month in zip(
            out.iterrows(), back, map(wording.month_name, out["first_alarm"]), strict=True
        )
    )
    one = len(out) == 1
    has = "has left its" if one else "have left their"
    returned = f" and {'is' if one else 'are'} back inside them" if back.all() else ""
    headline = f"{len(out)} of {plural(len(judged), 'theme')} {has} limits{returned}"
    return Finding(headline, named, detail)


def alarm_rates_sentence(rates: pd.DataFrame) -> Finding:
    """How often such alarms were false in earlier years, and how often they caught a rise."""
    if rates.empty:
        return Finding("How often such alarms are false could not be measured here",
                       detail="Too few earlier years are known.")  # fmt: skip
    row = rates.iloc[0]
    called, rise, caught, late, nominal = (
        percent(row[f"{name}_share"])
        for name in ("called", "rise", "caught", "caught_late", "nominal")
    )
    took = row["months_to_alarm"]
    half = f", half of those within {plural(math.ceil(took), 'month')}" if pd.notna(took) else ""
    return Finding(
        f"Of {number(row['series'])} series of earlier years {called} were called above; a rise "
        f"of {rise} would have been caught in {caught}",
        detail=f"Limits are set for {nominal}. Some of the series did rise, so fewer alarms were "
        f"false. The rise caught begins with the year{half}; one that begins in the fourth month "
        f"would have been caught in {late}.",
    )


def weekly_alarms_sentence(alarms: pd.DataFrame) -> Finding:
    """How many of the themes watched by week had an alarm of a rise, which and after how long."""
    if alarms.empty:
        return Finding(
            "No theme is watched by week",
            detail="That needs rows that say when offences happened, two years of weeks before "
            "the year, and enough offences a week.",
        )
    cried = alarms[alarms["alarms"] > 0].sort_values(["first_alarm", "place"], kind="stable")
    watched = f"{plural(len(alarms), 'theme')} watched by week"
    if cried.empty:
        return Finding(f"No alarm of a rise for any of {watched}")
    named = [
        f"{row['label']}, week of {wording.day(row['first_alarm'])}" for _, row in cried.iterrows()
    ]
    first = cried.iloc[0]
    weeks = int(first["weeks_to_alarm"])
    delay = "in the very week" if weeks == 0 else f"{plural(weeks, 'week')} after it began"
    return Finding(
        f"An alarm of a rise for {len(cried)} of {watched}",
        listed(named),
        f"The first signal would have come {delay}, in {wording.lower_first(first['label'])}.",
    )


def recent_weeks_sentence(recent: pd.DataFrame, *, against: str = "year before") -> Finding:
    """
    How many themes had clearly more or fewer offences in the last weeks than in others.

    Parameters
    ----------
    recent : DataFrame
        As from ``measures.weekly_by_theme.recent_by_theme``.
    against : str
        ``year before`` or ``weeks before``.
    """
    rows = recent[recent["against"] == against]
    known = rows[rows["signal"] != "not known"]
    if known.empty:
        return NOTHING_SHOWN
    up, down = (known[known["signal"] == signal] for signal in ("up", "down"))
    if up.empty and down.empty:
        return Finding(f"None of {plural(len(known), 'theme')} differs clearly from "
                       f"{AGAINST[against]}")  # fmt: skip
    named = [
        f"{word}: {listed(part['label'])}"
        for word, part in (("more", up), ("fewer", down))
        if len(part)
    ]
    return Finding(
        f"{len(up)} of {plural(len(known), 'theme')} clearly above {AGAINST[against]}, "
        f"{len(down)} below",
        "; ".join(named),
    )


def familiar_sentence(chart: pd.DataFrame, alarms: pd.DataFrame) -> Finding:
    """
    How many themes the familiar rules would call this year, beside the cumulative chart.

    Parameters
    ----------
    chart : DataFrame
        ``familiar_months``: as from ``measures.year_watch.familiar_charts``.
    alarms : DataFrame
        ``year_first_alarms``, of the same themes.
    """
    year = chart[chart["in_year"] & (chart["theme"] != "all")]
    year = year[wording.values(year, "value").notna()]
    if year.empty:
        return NOTHING_SHOWN
    first = year["month"].min()
    called = year.groupby("theme")["special_cause"].any()
    ours = alarms[alarms["theme"].isin(called.index) & alarms["signal"].isin(["above", "below"])]
    return Finding(
        f"The familiar rules would call {int(called.sum())} of {plural(len(called), 'theme')} "
        f"since {wording.month_name(first)}, the cumulative chart {len(ours)}",
        detail="Rules that look at every month on its own call many series that go on as before.",
    )
