"""The order of priorities, how firm it is, and what residents and the years ahead add to it."""

from dataclasses import replace

import pandas as pd

from cdrp_analysis import settings
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.exhibits import wording
from cdrp_analysis.measures import theme_evidence
from cdrp_analysis.measures.places import theme_concentration
from cdrp_analysis.measures.priority_sensitivity import with_and_without
from cdrp_analysis.measures.problem_triangle import problem_triangle
from cdrp_analysis.measures.raking import raked, weighted_shares
from cdrp_analysis.measures.weighted_scores import CRITERIA, Criterion

FIRST = 5  # themes that get a page of their own
CONCERNS = ["first_concern", "second_concern", "third_concern"]
_SINGLE = 5  # places shown one by one
_GROUP = 10  # last place of the group that follows
_DAYS_A_WEEK = 7
# What the assessment file calls a criterion, and its column.
WEIGHED = {
    "volume": "offences",
    "change": "change",
    "harm": "cchi_days",
    "severity": "css",
    "concentration": "share_for_50",
}
OWN_WEIGHTS = "The weights of the criteria are the partnership's own"


def criteria(assessment: settings.Assessment) -> tuple[Criterion, ...]:
    """The criteria of the ranking with the weights of the assessment file."""
    weights = {WEIGHED[name]: weight for name, weight in assessment.criteria.model_dump().items()}
    return tuple(replace(criterion, weight=weights[criterion.key]) for criterion in CRITERIA)


def weighed_by(evidence: Evidence) -> str:
    """Which harm weights, and whose weights of the criteria, for the note beneath a ranking."""
    own = evidence.assessment.criteria != settings.Criteria()
    return "; ".join([evidence.weight_editions, *([OWN_WEIGHTS] if own else [])])


def themes(evidence: Evidence) -> pd.DataFrame:
    """
    What is known of each theme, from saved tables and the rows: one row per theme.

    Its signal is the word of ``real_changes``, which allows for how much years differ anyway.
    """
    changes, real = evidence.table("year_on_year"), evidence.table("real_changes")
    words = wording.change_words(real).set_axis(real["theme"])
    changes = changes[changes["theme"] != "all"]
    return theme_evidence.evidence(
        changes.assign(signal=changes["theme"].map(words).fillna(wording.NOT_KNOWN)),
        evidence.table("harm"),
        concentration=theme_concentration(
            evidence.offences(evidence.compared[-1]),
            evidence.areas("lsoa"),
            seed=evidence.thresholds.seed,
        ),
        themes=evidence.themes,
    )


def weeks(evidence: Evidence) -> float:
    """Length of the period, as far as it is known, in weeks."""
    period = evidence.compared[-1]
    days = (pd.Timestamp(period.last_day) - pd.Timestamp(f"{period.first}-01")).days + 1
    return days / _DAYS_A_WEEK


def chance_of_places(acceptability: pd.DataFrame) -> pd.DataFrame:
    """
    The chances of each place side by side, those of later places together.

    Returns
    -------
    DataFrame, one row per theme, in the order given
        ``theme, rank`` (place in the table), ``p_1`` to ``p_5``, ``p_6_10``, ``p_later`` (shares
        of draws).
    """
    wide = acceptability.pivot_table(index="theme", columns="place", values="probability")
    wide = wide.loc[acceptability["theme"].drop_duplicates()]
    made = {f"p_{place}": wide.get(place, 0.0) for place in range(1, _SINGLE + 1)}
    after = wide.loc[:, [place for place in wide if place > _SINGLE]]
    group = after.loc[:, [place for place in after if place <= _GROUP]]
    made["p_6_10"] = group.sum(axis=1)
    made["p_later"] = after.sum(axis=1) - group.sum(axis=1)
    return pd.DataFrame(made, index=wide.index).clip(lower=0).reset_index()


def consultation(evidence: Evidence, themes: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """
    The order without and with what residents name, and whom they stand for.

    Returns
    -------
    table : DataFrame
        As :func:`~cdrp_analysis.measures.priority_sensitivity.with_and_without`; no rows where
        nobody was asked, or no theme of the assessment file names answers of the survey.
    note : str
        For print.
    """
    nothing = pd.DataFrame(columns=[c.name for c in SPECS["priority_consultation"].columns])
    if not evidence.has_feed("survey"):
        return nothing, "Not received: a survey of residents. The order rests on records alone."
    answers = {theme.key: theme.concerns for theme in evidence.assessment.themes if theme.concerns}
    if not answers:
        return nothing, "No theme of the assessment file names answers of the survey (concerns)."
    survey = evidence.feed("survey")
    weights, weighed = pd.Series(1.0, survey.index), "answers are not weighted"
    if evidence.has_feed("survey_margins"):
        weights = raked(survey, evidence.feed("survey_margins"))
        weighed = "answers are weighted to the residents"
    shares = weighted_shares(survey[CONCERNS], weights)
    named = {
        key: float(shares.reindex(concerns).fillna(0).max()) for key, concerns in answers.items()
    }
    table = with_and_without(
        themes.assign(concern_share=themes["theme"].map(named)),
        criteria=criteria(evidence.assessment),
    )
    spoken = {concern for concerns in answers.values() for concern in concerns}
    others = sorted(set(shares.index) - spoken)
    note = (
        f"Survey of {len(survey):,} residents, who named up to {len(CONCERNS)} concerns each; "
        f"{weighed}. A theme that the survey does not ask about stands in the middle."
    )
    if others:
        note += f" Named, but no theme of the ranking: {', '.join(others)}."
    return table, note


def profiles(evidence: Evidence, ranked: pd.DataFrame, *, count: int = FIRST) -> pd.DataFrame:
    """
    What the rows of the period say of victims, offenders, places and times of the first themes.

    Returns
    -------
    DataFrame
        ``theme`` and what :func:`~cdrp_analysis.measures.problem_triangle.problem_triangle` gives.
    """
    rows = evidence.offences(evidence.compared[-1])
    if "from_time" in rows:
        rows = rows.assign(start=rows["from_time"])
    first = ranked.sort_values("rank", kind="stable")["theme"].head(count)
    made = [problem_triangle(rows[rows["theme"] == theme]).assign(theme=theme) for theme in first]
    return pd.concat(made, ignore_index=True)


def horizon(evidence: Evidence) -> pd.DataFrame:
    """``factor, item, likelihood, impact, horizon, response``; no rows without the feed."""
    names = [c.name for c in SPECS["horizon_scan"].columns if c.name != "score"]
    if not evidence.has_feed("pestelo"):
        return pd.DataFrame(columns=names)
    scan = evidence.feed("pestelo")
    return scan.assign(
        **{name: scan[name].astype(object).fillna("") for name in ("horizon", "response")}
    )[names]


def drawn(chances: pd.DataFrame, draws: int) -> str:
    """How many draws the chances come from and how exact they are, for print."""
    if chances.empty:
        return ""
    largest = 100 * chances["standard_error"].max()
    return f"{draws:,} draws; the standard error of a chance is at most {largest:.1f} points"
