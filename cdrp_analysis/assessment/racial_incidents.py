"""Where racial incidents were reported: by ward, for the restricted edition alone."""

import pandas as pd

from cdrp_analysis import geography
from cdrp_analysis.assessment.located import REACH_M
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.periods import Period

NO_WARD = "No ward known"


def by_ward(
    evidence: Evidence, incidents: pd.DataFrame, periods: list[Period] | None = None
) -> pd.DataFrame:
    """
    Racial incidents by ward and period, those without a ward on a row of their own.

    Parameters
    ----------
    evidence : Evidence
        Gives the wards, and the whole years and the period of the assessment.
    incidents : DataFrame
        Accepted rows of the feed: ``month, easting, northing``.
    periods : list of Period, optional
        Default: every whole year, then the period of the assessment.

    Returns
    -------
    DataFrame
        ``area`` (missing on the row of no ward), ``area_name, period, number``: every ward in
        every period, nought included, so that the rows of a period add up to its reports. Empty
        where no incident was received.
    """
    if incidents.empty:
        return pd.DataFrame(columns=["area", "area_name", "period", "number"])
    wards = evidence.areas("ward")
    codes, names = [*wards["code"], pd.NA], [*wards["name"], NO_WARD]
    inside = geography.assign(incidents, wards, reach_m=REACH_M)
    chosen = periods or [*evidence.whole_years, evidence.current]
    made = []
    for label, period in {period.label: period for period in chosen}.items():
        reported = inside[incidents["month"].isin(period.months())]
        within = reported.value_counts().reindex(codes[:-1], fill_value=0)
        number = [*within.astype(int), int(reported.isna().sum())]
        made.append(
            pd.DataFrame({"area": codes, "area_name": names, "period": label, "number": number})
        )
    return pd.concat(made, ignore_index=True)
