"""Which kinds of place the partnership's rows can be counted by."""

from collections.abc import Sequence

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures.place_units import at_premises
from cdrp_analysis.measures.street_names import street_names

Units = dict[str, tuple[Sequence[str], pd.Series | None]]


def with_places(evidence: Evidence, points: pd.DataFrame) -> pd.DataFrame:
    """
    Offences with ``street`` and ``premises``, missing where neither is known.

    Premises need exact places and a licensing register: anonymised map points lie before no door.
    """
    premises = pd.Series(pd.NA, points.index, dtype="string")
    if _has_premises(evidence):
        premises = at_premises(points, evidence.feed("licensed_premises"))
    return points.assign(street=street_names(points["location"]), premises=premises)


def kinds_of_place(evidence: Evidence, points: pd.DataFrame) -> Units:
    """
    Kinds of place with what tells them apart, and all their codes where they are known.

    Parameters
    ----------
    points : DataFrame
        From :func:`with_places`. A kind that no row names is left out.
    """
    premises = None
    if _has_premises(evidence):
        premises = evidence.feed("licensed_premises")["premises"].drop_duplicates()
    units: Units = {
        "map point": (["longitude", "latitude"], None),
        "street": (["street"], None),
        "licensed premises": (["premises"], premises),
        "LSOA": (["lsoa"], evidence.areas("lsoa")["code"]),
        "ward": (["ward"], evidence.areas("ward")["code"]),
    }
    return {
        unit: (columns, codes)
        for unit, (columns, codes) in units.items()
        if points[list(columns)].notna().all(axis=1).any()
    }


def _has_premises(evidence: Evidence) -> bool:
    return evidence.has_times and evidence.has_feed("licensed_premises")
