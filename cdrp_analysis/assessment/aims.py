"""The targets that a partnership has set itself, as its register has them."""

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures.delivery import in_force
from cdrp_analysis.measures.target_series import THEME, what_targets_are_about

PARTNERSHIP = "partnership"


def register(evidence: Evidence) -> pd.DataFrame:
    """
    Targets in force on the last day known, each with the series that it is about.

    Empty where no register of targets was received.
    """
    if not evidence.has_feed("targets"):
        return pd.DataFrame(columns=["target", "label", "level", "series", "series_kind"])
    rows = evidence.feed("targets")
    rows = rows[in_force(rows, pd.Period(evidence.known_to, "M").end_time.normalize())]
    detail = {"group": [], "offence": []}
    if evidence.has_frame("detail_borough"):
        detail = evidence.frame("detail_borough")
    about = what_targets_are_about(
        rows,
        evidence.themes,
        groups=list(dict.fromkeys(detail["group"])),
        offences=list(dict.fromkeys(detail["offence"])),
    )
    return rows.join(about).reset_index(drop=True)


def targeted_themes(evidence: Evidence) -> list[str]:
    """Themes for which the partnership itself has a target in force."""
    rows = register(evidence)
    own = rows[(rows["level"] == PARTNERSHIP) & (rows["series_kind"] == THEME)]
    return own["series"].tolist()
