"""The title block, and the contents that the regulations ask of a strategic assessment."""

from collections.abc import Sequence

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.settings import marking

SOURCE = (
    "Crime and Disorder (Formulation and Implementation of Strategy) Regulations 2007 "
    "(SI 2007/1830), regulation 6"
)
# Required content, the report that covers it, and the tables it needs; none: nothing here does.
REQUIREMENTS = (
    (
        "Analysis of the levels and patterns of crime and disorder and substance misuse",
        "Places; Data quality",
        ("ward_offences", "ward_rates"),
        "substance misuse is seen only through recorded drug offences",
    ),
    (
        "Analysis of the changes in those levels and patterns since the previous assessment",
        "Trends and projection",
        ("annual_offences", "year_on_year"),
        "",
    ),
    (
        "Analysis of why those changes have occurred",
        "Trends and projection",
        ("projection_accuracy",),
        "changes are tested against chance and season; causes need partners' evidence",
    ),
    (
        "Matters which the responsible authorities should prioritise",
        "Priorities",
        ("priorities",),
        "",
    ),
    (
        "Matters which people living and working in the area consider should be prioritised",
        "",
        (),
        "needs a consultation survey",
    ),
    (
        "Extent to which the partnership plan for the previous year was implemented",
        "",
        (),
        "needs the register of the plan's actions",
    ),
)


def statutory_checklist(evidence: Evidence) -> pd.DataFrame:
    """``requirement, covered_by, status, note``: what the run covers of the required contents."""
    rows = []
    for requirement, report, tables, note in REQUIREMENTS:
        made = [name for name in tables if evidence.has(name)]
        if tables and len(made) == len(tables):
            status = "part covered" if note else "covered"
        else:
            status, report = "not covered", ""
            note = note or f"no {', '.join(name for name in tables if name not in made)}"
        rows.append((requirement, report, status, note))
    return pd.DataFrame(rows, columns=["requirement", "covered_by", "status", "note"])


def title_block(evidence: Evidence) -> pd.DataFrame:
    """``field, value`` of the title block, after the Metropolitan Police's layout."""
    document, period = evidence.assessment.document, evidence.period
    title = document.title or f"Strategic assessment: {evidence.name}, {period.label}"
    rows: Sequence[tuple[str, object]] = (
        ("Protective marking of the full version", marking(period)),
        ("Publication scheme", "Yes" if document.publication_scheme else "No"),
        ("Exemption claimed for the full version", document.exemption or "None"),
        ("Title", title),
        ("Version", document.version),
        ("Partnership", evidence.name),
        ("Period", f"{pd.Period(period.first):%B %Y} to {pd.Period(period.last):%B %Y}"),
        ("Author", document.author or "Not stated"),
        ("Created", document.created or "Not stated"),
        ("Review", document.review or "Not stated"),
    )
    return pd.DataFrame([(f, str(v)) for f, v in rows], columns=["field", "value"])
