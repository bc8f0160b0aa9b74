"""Every ward of the partnership beside all of them: where it stands, and which way it goes."""

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures import ward_standing
from cdrp_analysis.measures.tabulation import ALL, by_area_theme_period


def ward_counts(evidence: Evidence) -> pd.DataFrame:
    """
    All offences of every ward in the periods compared, with residents.

    Returns
    -------
    DataFrame, one row per ward and period, the earlier period first
        ``area, area_name, period, offences, residents``; a ward without residents is left out.
    """
    counted = by_area_theme_period(
        evidence.offences(),
        evidence.areas("ward"),
        evidence.themes,
        evidence.compared,
        whole=evidence.whole,
    )
    people = evidence.residents("ward").set_index("area")["residents"]
    rows = counted[counted["theme"].eq(ALL) & counted["area"].ne(evidence.borough)]
    rows = rows.assign(residents=rows["area"].map(people))
    order = {period.label: place for place, period in enumerate(evidence.compared)}
    rows = rows[rows["residents"].gt(0)].sort_values(
        "period", key=lambda labels: labels.map(order), kind="stable"
    )
    return rows[["area", "area_name", "period", "offences", "residents"]].reset_index(drop=True)


def standing(evidence: Evidence) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables ward_beside (the last of the periods compared) and ward_travel (both)."""
    counts = ward_counts(evidence)
    now = counts[counts["period"] == evidence.compared[-1].label].reset_index(drop=True)
    limits = evidence.thresholds
    beside = ward_standing.beside_all_wards(now, seed=limits.seed, draws=limits.rank_draws)
    return beside, ward_standing.ward_travel(counts)
