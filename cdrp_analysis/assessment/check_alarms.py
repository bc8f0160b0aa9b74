"""Check-ups of what was planted for alarms to find."""

import pandas as pd

from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures.weekly import watch, weekly_counts

_HOMES = ("28", "28A", "28B", "28C", "28D")  # Home Office classes of burglary in a dwelling


def _alarm_week(evidence: Evidence) -> Found:
    """The week of the first alarm of a rise in the year assessed, by when offences began."""
    rows = evidence.points()
    rows = rows[rows["category"].isin(_HOMES)]
    months = pd.period_range(min(evidence.usable_months), evidence.known_to, freq="M")
    weeks = weekly_counts(
        rows["from_time"],
        first=str(months[0].start_time.date()),
        last=str(months[-1].end_time.date()),
        missing=[str(month) for month in months if str(month) not in evidence.usable_months],
    )
    watched = watch(weeks, start=f"{evidence.period.first}-01")
    alarms = watched.loc[watched["alarm"], "week"]
    return Found(
        str(alarms.iloc[0].date()) if len(alarms) else "",
        measure="first alarm of the weekly cumulative sum, 5% false alarms a year",
    )


CHECKS: dict[str, Check] = {"alarm_week": _alarm_week}
