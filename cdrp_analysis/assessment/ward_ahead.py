"""The wards' projections beside the borough's, with the names of the areas."""

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures.ward_outlook import NOWHERE, ward_outlook


def ward_projection(evidence: Evidence) -> pd.DataFrame:
    """
    All offences of the period by ward, adding up to the borough's; none without a count table.

    Returns
    -------
    DataFrame
        ``area_name`` and the columns of
        :func:`cdrp_analysis.measures.ward_outlook.ward_outlook`.
    """
    if not evidence.has_frame("counts_ward"):
        return pd.DataFrame()
    table = ward_outlook(
        evidence.counts("ward"),
        evidence.counts("borough"),
        evidence.borough,
        evidence.period,
        known_to=evidence.known_to,
    )
    names = evidence.areas("ward").set_index("code")["name"].to_dict()
    names |= {evidence.borough: evidence.name, NOWHERE: "In no ward"}
    return table.assign(area_name=table["area"].map(names))
