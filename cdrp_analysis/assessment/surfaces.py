"""What a density surface needs of the partnership: harm of each row, and what is said beneath."""

import numpy as np
import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.exhibits.wording import lower_first
from cdrp_analysis.measures.harm import days_of_rows, harm
from cdrp_analysis.periods import Period


def days_of_harm(evidence: Evidence, rows: pd.DataFrame, period: Period) -> pd.Series:
    """Days of harm of every row of a period; missing where the assessment file has no weights."""
    if not evidence.has_frame("weights"):
        return pd.Series(np.nan, rows.index)
    return days_of_rows(rows, harm(evidence.weighed_offences(period), evidence.weights()))


def surface_note(evidence: Evidence, surface: pd.DataFrame) -> str:
    """Kernel, bandwidth, cells, what was left out and, where harm is shown, its weights."""
    limits = evidence.thresholds
    weighed = "harm" in surface and surface["harm"].notna().any()
    said = [
        f"quartic kernel of {limits.bandwidth_m} m in cells of {surface['size_m'].iloc[0]:g} m"
        if len(surface)
        else "",
        evidence.automatic_bandwidth,
        *surface.attrs["notes"],
        "each offence weighed with its theme's mean days of harm" if weighed else "",
        f"weights: {_editions(evidence)}" if weighed else "",
    ]
    return "; ".join(lower_first(part.rstrip(".")) for part in said if part)


def _editions(evidence: Evidence) -> str:
    weights = evidence.weights()
    return ", ".join(sorted(weights.loc[weights["scheme"] == "cchi", "edition"].unique()))
