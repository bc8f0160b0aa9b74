"""The town centre: the outline of its dispersal area, and what lies near its middle."""

import pandas as pd
import shapely

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.buffers import within

TOWN_M = 260.0  # metres from the middle that count as the town centre
_KIND = "dispersal area"


def outline(evidence: Evidence, kind: str) -> str:
    """The outline of the first intervention of a kind, as well-known text; else InputError."""
    register = evidence.feed("interventions")
    outlines = register.loc[register["kind"] == kind, "outline"]
    if outlines.empty:
        raise InputError(
            f"the register of interventions has no {kind}.",
            where="assessment.town_centre",
            do="add it with its outline",
        )
    return str(outlines.iloc[0])


def town_outline(evidence: Evidence) -> str:
    """The town centre: the outline of its dispersal area."""
    return outline(evidence, _KIND)


def has_town(evidence: Evidence) -> bool:
    """Whether the register of interventions says where the town centre is."""
    if not evidence.has_feed("interventions"):
        return False
    return bool(evidence.feed("interventions")["kind"].eq(_KIND).any())


def of_town(evidence: Evidence, rows: pd.DataFrame, metres: float) -> pd.Series:
    """Whether rows lie near the middle of the town centre: that of its dispersal area."""
    area = shapely.from_wkt(town_outline(evidence))
    return within(rows, shapely.centroid(area), metres=metres)


def ambulance_calls(evidence: Evidence, *, in_town: bool) -> pd.DataFrame:
    """Ambulance calls in the town centre, or elsewhere; those without a place in neither."""
    calls = evidence.feed("ambulance_calls")
    return calls[(of_town(evidence, calls, TOWN_M) == in_town).fillna(False).astype(bool)]
