"""The town centre late in the evening: violence and ambulance calls, and what drink has to do."""

import pandas as pd

from cdrp_analysis.assessment.licensed import none_of
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.town_centre import ambulance_calls, has_town, of_town
from cdrp_analysis.measures.area_trends import change_a_year
from cdrp_analysis.measures.proportions import share_trend
from cdrp_analysis.measures.rates import wilson
from cdrp_analysis.measures.week_windows import Window

LATE = Window((1, 2, 3, 4, 5, 6, 7), 20, 6)
LATE_M = 250.0  # around the middle, as premises in town are counted
_YEAR = 365.25  # days
_PLACES = {True: "Town centre", False: "Elsewhere"}


def _there(evidence: Evidence, rows: pd.DataFrame, metres: float, in_town: bool) -> pd.DataFrame:
    here = of_town(evidence, rows, metres)
    return rows[(here == in_town).fillna(False).astype(bool)]


def late_violence(evidence: Evidence, theme: str, *, in_town: bool) -> pd.DataFrame:
    """
    Violence of all known months that began late in the evening, with ``years`` since the first.

    The hour is that of the earliest time, which is when most violence was reported to begin.
    """
    rows = evidence.points()
    rows = rows[(rows["theme"] == theme) & rows["from_time"].notna()].reset_index(drop=True)
    start = rows["from_time"]
    late = LATE.mask()[24 * start.dt.day_of_week + start.dt.hour]
    rows = rows.assign(years=(start - start.min()).dt.days / _YEAR)[late]
    return _there(evidence, rows, LATE_M, in_town)


def rise_a_year(rows: pd.DataFrame) -> tuple[float, float, float]:
    """Rise a year of the share marked as linked to alcohol, where somebody said, with limits."""
    return share_trend(rows["alcohol"], rows["years"])


def marked(evidence: Evidence, theme: str) -> pd.DataFrame:
    """
    Late violence marked as linked to alcohol, in the town centre and elsewhere.

    Returns
    -------
    DataFrame, two rows, or none where the register does not say where the town centre is
        ``place``, ``rows``, ``said`` (the mark is filled in), ``linked``, ``share`` of those said
        with Wilson's ``lower`` and ``upper``, ``least`` and ``most`` (shares of all rows if none,
        or all, of the unmarked were linked), ``rise`` a year with ``rise_lower``, ``rise_upper``.
    """
    if not theme or not evidence.has_times or not has_town(evidence):
        return none_of("alcohol_marked")
    found = []
    for in_town, place in _PLACES.items():
        rows = late_violence(evidence, theme, in_town=in_town)
        flag = rows["alcohol"]
        every, said, linked = len(rows), int(flag.notna().sum()), int(flag.fillna(False).sum())
        if not said:
            continue
        lower, upper = wilson(linked, said)
        rise = dict(zip(("rise", "rise_lower", "rise_upper"), rise_a_year(rows), strict=True))
        found.append(
            {
                "place": place, "rows": every, "said": said, "linked": linked,
                "share": linked / said, "lower": lower.item(), "upper": upper.item(),
                "least": linked / every, "most": (linked + every - said) / every, **rise,
            }
        )  # fmt: skip
    return pd.DataFrame(found) if found else none_of("alcohol_marked")


def calls_by_place(evidence: Evidence) -> pd.DataFrame:
    """
    Ambulance calls in the town centre and elsewhere: yearly change and share linked to alcohol.

    The first two of the whole years are held against the last two, which have no season.
    """
    years = evidence.whole_years
    if not evidence.has_feed("ambulance_calls") or not has_town(evidence) or len(years) < 4:
        return none_of("ambulance_places")
    spans = [[m for year in pair for m in year.months()] for pair in (years[:2], years[-2:])]
    found = []
    for in_town, place in _PLACES.items():
        calls = ambulance_calls(evidence, in_town=in_town)
        before, after = (int(calls["month"].isin(months).sum()) for months in spans)
        change = change_a_year(before, after, years=len(years) - 2)
        said = calls["alcohol"].dropna().astype(bool)
        lower, upper = wilson(said.sum(), len(said))
        names = ("change", "change_lower", "change_upper")
        found.append(
            {
                "place": place, "before": before, "after": after,
                **dict(zip(names, change, strict=True)), "calls": len(calls), "said": len(said),
                "share": said.mean(), "lower": lower.item(), "upper": upper.item(),
            }
        )  # fmt: skip
    return pd.DataFrame(found)
