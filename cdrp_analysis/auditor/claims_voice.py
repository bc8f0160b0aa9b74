"""What sentences may claim of the survey, panels, events, members and hate crime."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_TOTALS = ("All respondents", "All who said")
_WRITTEN = ("publication", "campaign")


def _quality(published: Published) -> pd.DataFrame | None:
    return table(published, "survey_quality", "respondents", "effective", "design_effect")


def _concerns(published: Published) -> pd.DataFrame | None:
    return table(published, "survey_concerns", "concern", "share")


def _as_answered(published: Published) -> pd.DataFrame | None:
    """The concern that leads without weights."""
    frame = table(published, "survey_concerns", "concern", "share", "unweighted_share")
    if frame is None:
        return None
    known = frame[frame["share"].notna()]
    return known[known["unweighted_share"].eq(known["unweighted_share"].max())]


def _least(published: Published) -> pd.DataFrame | None:
    """The group that was reached least, wards apart."""
    frame = table(published, "survey_profile", "variable", "group", "characteristic", "reach_ratio")
    if frame is None:
        return None
    rows = frame[~frame["group"].isin(_TOTALS) & (frame["variable"] != "ward")]
    ratio = pd.to_numeric(rows["reach_ratio"], errors="coerce")
    least = rows[ratio.eq(ratio.min())]
    ages = least["group"].astype(str).str.extract(r"^(?P<youngest>\d+)-(?P<oldest>\d+)$")
    open_end = least["group"].astype(str).str.extract(r"^(?P<above>\d+)\+$")
    return least.join(ages.astype(float)).join(open_end.astype(float))


def _safety(published: Published) -> pd.DataFrame | None:
    return table(published, "safety_by_group", "variable", "group", "share")


def _everybody(published: Published) -> pd.DataFrame | None:
    frame = _safety(published)
    return None if frame is None else frame[frame["variable"] == "all"]


def _panels(published: Published) -> pd.DataFrame | None:
    frame = table(published, "panel_attendance", "area_name", "attended", "recorded", "meetings")
    return None if frame is None else frame[frame["area_name"] == "All wards"]


def _events(published: Published) -> pd.DataFrame | None:
    frame = table(published, "engagement_reach", "events", "counted")
    return None if frame is None else frame[["events", "counted"]].sum().to_frame().T


def _met(published: Published) -> pd.DataFrame | None:
    frame = table(published, "engagement_reach", "kind", "reached")
    if frame is None:
        return None
    met = frame[~frame["kind"].isin(_WRITTEN)]
    return met[met["reached"].eq(met["reached"].max())]


def _members(published: Published) -> pd.DataFrame | None:
    frame = table(published, "member_groups", "group", "index")
    return None if frame is None else frame[~frame["group"].isin([*_TOTALS, "White"])]


def _hate(published: Published) -> pd.DataFrame | None:
    """Every year of a series beside the one before."""
    frame = table(published, "hate_years", "series", "period", "number")
    if frame is None:
        return None
    years = frame[frame["period"].astype(str).str.fullmatch(r"\d{4}/\d\d")]
    return years.assign(before=years.groupby("series")["number"].shift())


_LIMITS = r"\(95% limits <share_lower%> to <share_upper%>\)"
CLAIMS = (
    Claim(
        "<respondents> residents answered, worth <effective> of equal weight"
        r"(?:\. The design effect of the weights is <design_effect>, the largest weight "
        "<largest_weight> times the mean)?",
        _quality,
    ),
    Claim(f"<concern=> is named first most often: <share%> {_LIMITS}", _concerns),
    Claim("Next comes <concern=>: <share%>", _concerns),
    Claim("Without the weights <concern=> would come first: <unweighted_share%>", _as_answered),
    Claim(
        r"Reached least for its share of residents: <characteristic=> "
        r"(?:<youngest>-<oldest>|<above>\+|<group=>)"
        "(?:: <respondent_share%> of respondents against <resident_share%> of residents)?",
        _least,
    ),
    Claim(
        "<share%> of residents feel unsafe after dark"
        "(?:: 95% limits <share_lower%> to <share_upper%>)?",
        _everybody,
    ),
    Claim(f"The share is highest in <group=>: <share%> {_LIMITS}", _safety),
    Claim(
        "A ward member came to <attended> of <recorded> panel meetings"
        r"(?:: <attended_share%>\. Members were told the date of <invited_share%> of <meetings> "
        "meetings?, and sent papers before <papers_share%>)?",
        _panels,
    ),
    Claim("<events> events? of the year, <counted> with a number of people", _events),
    Claim("most people came to events of the kind <kind=>: <reached>", _met),
    Claim(
        "Members of ethnic groups other than White hold <index> times their share of residents"
        "(?:: 95% limits <index_lower> to <index_upper>)?",
        _members,
    ),
    Claim("<series=>: <number> in <period=>, <before> the year before", _hate),
)
