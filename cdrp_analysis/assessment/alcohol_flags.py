"""How much of what happens involves alcohol, as far as anybody marked it."""

import pandas as pd

from cdrp_analysis.assessment.drug_evidence import none
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.town_centre import ambulance_calls, has_town
from cdrp_analysis.measures.flagged import flag_share

ORDINARY = "ordinary"
_ORDINARY_LABEL = "All offences but the sensitive kinds"


def alcohol_flags(evidence: Evidence) -> pd.DataFrame:
    """
    Share marked as linked to alcohol, by theme and for ambulance calls, in the current period.

    Sensitive kinds of offence are left out, and where fewer are marked than a percentage rests on.

    Returns
    -------
    DataFrame, one row per theme or service with marks enough
        The columns of the table alcohol_flags.
    """
    current = evidence.current
    themes = evidence.themes[~evidence.themes["sensitive"].astype(bool)]
    found = []
    if evidence.has_times:
        rows = evidence.timed(current)
        rows = rows.assign(alcohol=rows.get("alcohol", pd.Series(pd.NA, rows.index)))
        offences = set(themes.loc[themes["kind"] == "offence", "theme"])
        groups = {ORDINARY: (_ORDINARY_LABEL, rows["theme"].isin(offences))}
        groups |= {t.theme: (t.label, rows["theme"] == t.theme) for t in themes.itertuples()}
        found += [(key, label, rows.loc[here, "alcohol"]) for key, (label, here) in groups.items()]
    if evidence.has_feed("ambulance_calls"):
        months = current.months()
        calls = {"ambulance": ("Ambulance calls", evidence.feed("ambulance_calls"))}
        if has_town(evidence):
            calls = {
                "ambulance_town": (
                    "Ambulance calls in the town centre", ambulance_calls(evidence, in_town=True),
                ),
                "ambulance_elsewhere": (
                    "Ambulance calls elsewhere", ambulance_calls(evidence, in_town=False),
                ),
            }  # fmt: skip
        found += [
            (key, label, rows.loc[rows["month"].isin(months), "alcohol"])
            for key, (label, rows) in calls.items()
        ]
    table = pd.DataFrame(
        [
            {"theme": key, "label": label, "period": current.label, **flag_share(flag)}
            for key, label, flag in found
        ]
    )
    least = evidence.thresholds.minimum_denominator
    if table.empty or not (table["flagged"] >= least).any():
        return none("alcohol_flags")
    return table[table["flagged"] >= least].assign(sensitive=False).reset_index(drop=True)
