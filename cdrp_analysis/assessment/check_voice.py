"""Check-ups of what residents and members say: survey, panels, events, accounts, comments."""

from collections.abc import Iterable, Mapping

import pandas as pd

from cdrp_analysis.assessment.check_kinds import counted, of_period, secret_words
from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures import voices
from cdrp_analysis.measures.proportions import each_of
from cdrp_analysis.measures.raking import raked, weighted_share, weighted_shares

_EVENTS = "2009-10..2010-09"
_FEWEST = 50  # respondents of a ward below which it is not reported


def _small_ward(evidence: Evidence) -> Found:
    counts = evidence.feed("survey")["ward"].value_counts()
    return Found(
        ", ".join(sorted(counts.index[counts < _FEWEST])), measure=f"under {_FEWEST} respondents"
    )


def _weights(evidence: Evidence) -> pd.Series:
    return raked(evidence.feed("survey"), evidence.feed("survey_margins"))


def _unsafe(evidence: Evidence, *, by: str = "") -> pd.DataFrame:
    survey = evidence.feed("survey")
    groups = survey[by] if by else None
    return weighted_share(voices.unsafe(survey), _weights(evidence), by=groups)


def _unsafe_after_dark(evidence: Evidence) -> Found:
    row = _unsafe(evidence).iloc[0]
    return Found(
        row["share"], row["share_lower"], row["share_upper"],
        "weighted share of answers; Wilson limits at the effective size",
    )  # fmt: skip


def _most_fearful_ward(evidence: Evidence) -> Found:
    wards = _unsafe(evidence, by="ward")
    wards = wards[wards["respondents"] >= _FEWEST].set_index("group")
    return Found(
        str(wards["share"].idxmax()),
        measure=f"highest weighted share of wards with {_FEWEST} or more answers",
    )


def _top_concern(evidence: Evidence) -> Found:
    survey = evidence.feed("survey")
    shares = weighted_shares(survey[["first_concern"]], _weights(evidence))
    return Found(str(shares.idxmax()), measure="highest weighted share of first concerns")


def _concern_shares(evidence: Evidence) -> Found:
    """Every concern named first, with limits wide enough to hold all together."""
    survey, weights = evidence.feed("survey"), _weights(evidence)
    named = survey["first_concern"]
    concerns = sorted(named.dropna().unique())
    rows = [
        weighted_share(
            named.eq(one).where(named.notna()), weights, confidence=each_of(len(concerns))
        ).iloc[0]
        for one in concerns
    ]  # fmt: skip
    return _each(concerns, rows, "weighted shares of first concerns")


def _unsafe_by_ward(evidence: Evidence) -> Found:
    """Every ward, the one with few answers too: its limits say how little is known of it."""
    survey = evidence.feed("survey")
    wards = weighted_share(
        voices.unsafe(survey), _weights(evidence), by=survey["ward"],
        confidence=each_of(survey["ward"].nunique()),
    )  # fmt: skip
    return _each(wards["group"], [row for _, row in wards.iterrows()], "weighted shares by ward")


def _each(names: Iterable[str], rows: list[pd.Series], measure: str) -> Found:
    columns: list[Mapping[str, float]] = [
        {str(name): float(row[column]) for name, row in zip(names, rows, strict=True)}
        for column in ("share", "share_lower", "share_upper")
    ]
    return Found(*columns, f"{measure}; Wilson limits at the effective size, all together")


def _never_attended(evidence: Evidence) -> Found:
    meetings = evidence.feed("panel_meetings")
    came = meetings["member_attended"].fillna(False).astype(bool).groupby(meetings["ward"]).any()
    return Found(
        ", ".join(sorted(came.index[~came])), measure="wards without a member's attendance"
    )


def _events(evidence: Evidence) -> pd.DataFrame:
    return of_period(evidence.feed("engagement"), _EVENTS)


def _reached(evidence: Evidence) -> Found:
    reached = voices.reach(_events(evidence)).set_index("kind")["reached"]
    return Found({kind: int(n) for kind, n in reached.items()}, measure="people summed by kind")


def _summit(evidence: Evidence) -> Found:
    events = of_period(evidence.feed("engagement"), "2010-02..2010-02")
    return Found(
        int(events.loc[events["kind"] == "summit", "reached"].sum()), measure="people summed"
    )


CHECKS: dict[str, Check] = {
    "survey_respondents": counted("survey"),
    "survey_small_ward": _small_ward,
    "survey_small_group": counted("survey", lambda f: f["ethnic_group"] == "Other"),
    "most_fearful_ward": _most_fearful_ward,
    "unsafe_after_dark": _unsafe_after_dark,
    "top_concern": _top_concern,
    "concern_shares": _concern_shares,
    "unsafe_after_dark_by_ward": _unsafe_by_ward,
    "panel_meetings": counted("panel_meetings"),
    "panel_members_invited": counted("panel_meetings", lambda f: f["members_invited"]),
    "panel_papers_sent": counted("panel_meetings", lambda f: f["papers_sent_on"].notna()),
    "panel_member_attended": counted("panel_meetings", lambda f: f["member_attended"]),
    "panel_member_never_attended": _never_attended,
    "engagement_events": lambda evidence: Found(len(_events(evidence)), measure="rows counted"),
    "engagement_reached": _reached,
    "crime_summit_reached": _summit,
    "case_studies_publishable": counted("case_studies", voices.publishable),
    "comments": counted("comments", lambda f: f["month"] == "2010-09"),
    **{f"canaries_{feed}": secret_words(feed) for feed in ("survey", "case_studies", "comments")},
}
