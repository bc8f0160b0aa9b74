"""The parts of the document that are lists: reasons, plan, recommendations, gaps, annexes."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding
from cdrp_analysis.exhibits.tables import Shown, data_table

_WHOLE = "The whole plan"


def priority_reasons_table(priority_reasons: pd.DataFrame) -> Exhibit:
    """What each criterion says of the first themes, and which page shows it."""
    themes = priority_reasons["label"].nunique()
    return data_table(
        priority_reasons,
        {
            "label": "Theme",
            "rank": Shown("Place", "ordinal"),
            "criterion": "Criterion",
            "found": "What is found",
            "where": "Shown on the page",
        },
        caption="Evidence for the first themes, by criterion",
        title=f"What each criterion says of the first {wording.plural(themes, 'theme')}",
    )


def plan_progress_table(plan_progress: pd.DataFrame) -> Exhibit:
    """Actions of the last plan by its priorities."""
    return data_table(
        plan_progress,
        {
            "priority": "Priority of the plan",
            "actions": Shown("Actions", "count"),
            "completed": Shown("Completed", "count"),
            "share": Shown("Share completed", "percent"),
            "late": Shown("Of these, late", "count"),
            "with_evidence": Shown("Of these, with evidence", "count"),
            "open": Shown("Still open", "count"),
            "dropped": Shown("Dropped", "count"),
        },
        caption="Actions of the last plan, by its priorities",
        title=plan_progress_sentence(plan_progress).headline,
    )


def plan_progress_sentence(plan_progress: pd.DataFrame) -> Finding:
    """How much of the last plan was carried out, and where least."""
    whole = plan_progress[plan_progress["priority"] == _WHOLE]
    if whole.empty:
        return Finding("Nothing was received of the last plan's actions")
    one = whole.iloc[0]
    parts = plan_progress[plan_progress["priority"] != _WHOLE]
    least = ""
    if len(parts) > 1:
        lowest = parts.loc[parts["share"].astype(float).idxmin()]
        least = (
            f"Least was done on {wording.lower_first(lowest['priority'])}: "
            f"{wording.number(lowest['completed'])} of {wording.number(lowest['actions'])}."
        )
    return Finding(
        f"{wording.number(one['completed'])} of {wording.plural(int(one['actions']), 'action')} of "
        f"the last plan {'is' if one['completed'] == 1 else 'are'} completed",
        f"{wording.number(one['late'])} of them late, {wording.number(one['with_evidence'])} with "
        "evidence",
        least,
    )


def recommendations_table(recommendations: pd.DataFrame) -> Exhibit:
    """The register of recommendations; those of the restricted edition alone are not in others."""
    count = len(recommendations)
    title = f"{wording.plural(count, 'recommendation')} to decide on"
    return data_table(
        recommendations,
        {"text": "Recommendation", "label": "Theme", "owner": "Lead", "due": "By"},
        caption="Recommendations",
        title=title if count else "No recommendation is recorded",
    )


def gaps_table(intelligence_gaps: pd.DataFrame) -> Exhibit:
    """What is not known and ought to be; restricted."""
    count = len(intelligence_gaps)
    title = f"{wording.plural(count, 'gap')} in what is known"
    return data_table(
        intelligence_gaps,
        {"text": "Not known", "label": "Theme", "means": "How to close it", "owner": "By whom"},
        caption="Intelligence gaps",
        title=title if count else "No intelligence gap is recorded",
    )


def method_annex_table(method_annex: pd.DataFrame) -> Exhibit:
    """How each question is answered, and who described the method."""
    return data_table(
        method_annex,
        {
            "question": "Question",
            "method": "How it is answered",
            "reference": "Described by",
            "where": "Used on the page",
        },
        caption="Methods",
    )


def glossary_table(glossary: pd.DataFrame) -> Exhibit:
    """What the words of the document mean."""
    return data_table(glossary, {"term": "Word", "meaning": "Meaning"}, caption="Words used")
