"""Offences flagged in the force's extract, as the page on trends needs them."""

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.contracts import PARTNER_FEEDS
from cdrp_analysis.measures.flagged import banded, flagged_months, steadiness
from cdrp_analysis.measures.lending import long_enough
from cdrp_analysis.measures.projection import year_end

_RANGE = ["point", "lower_80", "upper_80", "lower_95", "upper_95", "method"]


def has_flag(evidence: Evidence, flag: str) -> bool:
    """Whether the extract says of any offence whether it is so flagged."""
    rows = evidence.points()
    return flag in rows and bool(rows[flag].notna().any())


def named(flag: str) -> dict[str, str]:
    """Key, name and meaning of a flag, as the contract of the extract has it."""
    meaning = next(c.doc for c in PARTNER_FEEDS["offences"].columns if c.name == flag)
    return {"flag": flag, "label": f"{flag.capitalize()} crime", "definition": meaning}


def about(evidence: Evidence, period: str) -> dict[str, str]:
    """What is printed beneath: flagged offences of the whole area, wherever they lie."""
    facts = evidence.about("offences", period=period)
    return {name: text for name, text in facts.items() if name != "geography"}


def outlook(evidence: Evidence, flag: str) -> pd.DataFrame:
    """
    A flagged offence so far, against the year before, and what the year will come to.

    Returns
    -------
    DataFrame, one row, or none where nobody says what is flagged
        ``flag, label, definition, target``, the columns of
        :func:`cdrp_analysis.measures.flagged.steadiness` and the projection's.
    """
    if not has_flag(evidence, flag):
        return pd.DataFrame()
    before, now = evidence.counted
    monthly = months(evidence, flag)
    found = steadiness(monthly, before.months(), now.months())
    panel = monthly.rename(columns={"offences": "count"}).assign(
        area=evidence.borough, offence=flag
    )
    projected = dict.fromkeys(_RANGE)
    if long_enough(panel, evidence.borough):
        total = year_end(panel, evidence.period, evidence.known_to)
        projected = total.iloc[0][_RANGE].to_dict()
    target = f"year end {evidence.period.label}"
    return found.assign(**named(flag), target=target, **projected)


def bands(evidence: Evidence, flag: str) -> pd.DataFrame:
    """A flagged offence too rare for a figure: its count, exact limits and band."""
    if not has_flag(evidence, flag):
        return pd.DataFrame()
    monthly = months(evidence, flag).set_index("month")["offences"]
    count = monthly.reindex(evidence.counted[-1].months()).sum(skipna=False)
    return pd.DataFrame([{**named(flag), **banded(count)}])


def months(evidence: Evidence, flag: str) -> pd.DataFrame:
    """Flagged offences of every complete month, those that nobody could place included."""
    rows = evidence.timed() if evidence.has_times else evidence.points()
    return flagged_months(rows[rows["kind"] == "offence"], flag, sorted(evidence.usable_months))
