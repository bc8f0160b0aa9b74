"""Which twelve months a partner's rows are counted in: whole years, and the last known."""

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.periods import Period

YEARS = 7  # most years of a table


def latest(evidence: Evidence) -> Period:
    """The twelve months that end with the last month known."""
    last = pd.Period(evidence.known_to, "M")
    return Period.between(last - 11, last)


def windows(evidence: Evidence, months: pd.Series) -> list[Period]:
    """
    Whole years that rows of those months fill, oldest first, and last the twelve months known.

    A year is one like the assessment's own. The last window may overlap the year before it:
    people counted in both are the same people, so that windows are never added up.
    """
    if months.dropna().empty:
        return []
    first, own = str(months.min()), evidence.period
    span = 12 if len(own.months()) == 12 else 0
    found = [latest(evidence)]
    for back in range(2 * YEARS if span else 0):
        year = own.previous(back)
        whole = first <= year.first and year.last <= evidence.known_to
        if whole and year.label != found[-1].label and len(found) < YEARS:
            found.append(year)
    return [window for window in reversed(found) if window.last >= first]


def in_force_on(evidence: Evidence) -> pd.Timestamp:
    """The last day known: a target withdrawn by then holds no more."""
    return pd.Period(evidence.known_to, "M").end_time.normalize()


def span(times: list[Period]) -> str:
    """The run from the first window to the end of the last, for print."""
    if len(times) == 1:
        return times[0].label
    end = pd.Period(times[-1].last, "M").strftime("%B %Y")
    return f"{times[0].label} to {end if ' to ' in times[-1].label else times[-1].label}"
