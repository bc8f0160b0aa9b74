"""Check-ups of what was planted in the hours of the day."""

import pandas as pd
import shapely

from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.town_centre import town_outline
from cdrp_analysis.measures.buffers import within
from cdrp_analysis.measures.proportions import share_trend
from cdrp_analysis.measures.week_windows import Window

_TOWN_M = 250.0  # around the middle, as premises in town are counted
_LATE = Window((1, 2, 3, 4, 5, 6, 7), 20, 6)
_YEAR = 365.25  # days


def _alcohol_violence(evidence: Evidence) -> Found:
    rows = evidence.points()
    rows = rows[(rows["theme"] == "violence") & rows["from_time"].notna()].reset_index(drop=True)
    middle = shapely.centroid(shapely.from_wkt(town_outline(evidence)))
    town = within(rows, middle, metres=_TOWN_M).fillna(False).astype(bool)
    start = rows["from_time"]
    late = pd.Series(_LATE.mask()[24 * start.dt.day_of_week + start.dt.hour], index=rows.index)
    chosen = rows[town & late]
    years = (chosen["from_time"] - start.min()).dt.days / _YEAR
    return Found(
        *share_trend(chosen["alcohol"], years),
        measure=f"rise a year of the share marked, where somebody said, {_LATE.text}, within "
        f"{_TOWN_M:.0f} m of the middle; robust limits of a straight line",
    )


CHECKS: dict[str, Check] = {"alcohol_violence": _alcohol_violence}
