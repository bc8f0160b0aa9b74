"""Check-ups of what was planted in place and time together: repeats, and a week of alarm."""

import pandas as pd

from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures.following import share_following
from cdrp_analysis.measures.scan import poisson_scan
from cdrp_analysis.measures.scan_baseline import expected_from_years, in_squares

_THEME = "residential_burglary"
_CHANCE = 0.05  # a likelier cluster than this is none
_SEED = 20100930


def _burglaries(evidence: Evidence) -> pd.DataFrame:
    rows = evidence.points()
    return rows[rows["theme"] == _THEME]


def _near_repeat(evidence: Evidence) -> Found:
    """200 metres and a fortnight: the reach at which burglary repeats in most studies."""
    row = share_following(_burglaries(evidence), within_m=200, within=14).iloc[0]
    return Found(
        float(row["share"]), float(row["share_lower"]), float(row["share_upper"]),
        "share with another at most 200 m away and 14 days before, less that of windows of time "
        "before and after; normal limits",
    )  # fmt: skip


def _alarm_week(evidence: Evidence) -> Found:
    """The likeliest week of the period, anywhere or everywhere, against earlier years."""
    period = evidence.current
    rows, places = in_squares(_burglaries(evidence))
    now = rows["month"].isin(period.months()) & rows["place"].notna()
    before = rows["month"] < period.first
    expected = expected_from_years(
        rows[before], places, first=f"{period.first}-01",
        last=str(pd.Period(period.last, "M").end_time.date()), unit="week",
    )  # fmt: skip
    table = poisson_scan(
        rows[now], places, expected, unit="week", longest=1, whole_area=True, clusters=1,
        seed=_SEED,
    )  # fmt: skip
    measure = "scan of weeks against earlier years, circles up to 1 km and the whole borough"
    if table.empty or table["p"].iloc[0] > _CHANCE:
        return Found("", measure=measure)
    return Found(f"{table['first_day'].iloc[0]:%Y-%m-%d}", measure=measure)


CHECKS: dict[str, Check] = {"near_repeat": _near_repeat, "alarm_week": _alarm_week}
