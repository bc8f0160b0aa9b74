"""Check-ups of what residents and members say: survey, panels, events, accounts, comments."""

import pandas as pd

from cdrp_analysis.assessment.check_kinds import counted, of_period, secret_words
from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.restricted import Evidence

_EVENTS = "2009-10..2010-09"
_FEWEST = 50  # respondents of a ward below which it is not reported


def _small_ward(evidence: Evidence) -> Found:
    counts = evidence.feed("survey")["ward"].value_counts()
    return Found(
        ", ".join(sorted(counts.index[counts < _FEWEST])), measure=f"under {_FEWEST} respondents"
    )


def _most_fearful_ward(evidence: Evidence) -> Found:
    survey = evidence.feed("survey")
    answers = survey[
        survey["safe_after_dark"].notna() & (survey["safe_after_dark"] != "don't know")
    ]
    unsafe = answers["safe_after_dark"].isin(("a bit unsafe", "very unsafe"))
    wards = unsafe.groupby(answers["ward"]).agg(["mean", "size"])
    return Found(
        str(wards.loc[wards["size"] >= _FEWEST, "mean"].idxmax()),
        measure=f"highest share of answers, unweighted, of wards with {_FEWEST} or more",
    )


def _never_attended(evidence: Evidence) -> Found:
    meetings = evidence.feed("panel_meetings")
    came = meetings["member_attended"].fillna(False).astype(bool).groupby(meetings["ward"]).any()
    return Found(
        ", ".join(sorted(came.index[~came])), measure="wards without a member's attendance"
    )


def _events(evidence: Evidence) -> pd.DataFrame:
    return of_period(evidence.feed("engagement"), _EVENTS)


def _reached(evidence: Evidence) -> Found:
    reached = _events(evidence).groupby("kind")["reached"].sum()
    return Found({kind: int(n) for kind, n in reached.items()}, measure="people summed by kind")


def _summit(evidence: Evidence) -> Found:
    events = of_period(evidence.feed("engagement"), "2010-02..2010-02")
    return Found(
        int(events.loc[events["kind"] == "summit", "reached"].sum()), measure="people summed"
    )


def _publishable(rows: pd.DataFrame) -> pd.Series:
    sound = rows["details_altered"].fillna(False) & rows["checked"].fillna(False)
    return rows["consent_on"].notna() & sound.astype(bool)


CHECKS: dict[str, Check] = {
    "survey_respondents": counted("survey"),
    "survey_small_ward": _small_ward,
    "survey_small_group": counted("survey", lambda f: f["ethnic_group"] == "Other"),
    "most_fearful_ward": _most_fearful_ward,
    "panel_meetings": counted("panel_meetings"),
    "panel_members_invited": counted("panel_meetings", lambda f: f["members_invited"]),
    "panel_papers_sent": counted("panel_meetings", lambda f: f["papers_sent_on"].notna()),
    "panel_member_attended": counted("panel_meetings", lambda f: f["member_attended"]),
    "panel_member_never_attended": _never_attended,
    "engagement_events": lambda evidence: Found(len(_events(evidence)), measure="rows counted"),
    "engagement_reached": _reached,
    "crime_summit_reached": _summit,
    "case_studies_publishable": counted("case_studies", _publishable),
    "comments": counted("comments", lambda f: f["month"] == "2010-09"),
    **{f"canaries_{feed}": secret_words(feed) for feed in ("survey", "case_studies", "comments")},
}
