"""What the page on alarms watches: weeks of timed rows, and how far each edition may see."""

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures.weekly_by_theme import weeks_by_theme

LAG_MONTHS = 3  # a quarter: alarms are acted on before they are published


def lagged_to(evidence: Evidence) -> str:
    """The last month of which alarms are shown to readers outside the partnership."""
    return str(pd.Period(evidence.known_to, "M") - LAG_MONTHS)


def to_month(evidence: Evidence, month: str) -> str:
    """The period as far as that month, for print."""
    return f"{evidence.period.label}, to {pd.Period(month, 'M').strftime('%B %Y')}"


def lag_note(evidence: Evidence) -> str:
    """Why the latest months are absent, for the note beneath an exhibit."""
    return f"Leaves out the last {LAG_MONTHS} months known: shown a quarter late"


def about_weeks(evidence: Evidence, month: str, *, note: str = "") -> dict[str, str]:
    """What is printed beneath weeks of the whole area: rows are taken wherever they lie."""
    facts = evidence.about("offences", period=to_month(evidence, month), note=note)
    return {name: text for name, text in facts.items() if name != "geography"}


def weeks(evidence: Evidence, *, to: str) -> pd.DataFrame:
    """
    Weekly counts of every theme, to the end of a month; none where rows have no times.

    An offence counts in the week in which it can first have happened.
    """
    if not evidence.has_times:
        return pd.DataFrame(columns=["theme", "week", "count"])
    months = sorted(month for month in evidence.usable_months if month <= to)
    if not months:
        return pd.DataFrame(columns=["theme", "week", "count"])
    every = pd.period_range(months[0], to, freq="M")
    return weeks_by_theme(
        evidence.timed(),
        first=str(every[0].start_time.date()),
        last=str(every[-1].end_time.date()),
        missing=[str(month) for month in every if str(month) not in set(months)],
    )
