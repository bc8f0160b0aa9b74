"""Statements of the assessment file as each edition prints them."""

from collections.abc import Sequence

import pandas as pd

from cdrp_analysis import settings
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.statements import Approval, Statement, approval_hash, wording


def statements(assessment: settings.Assessment) -> list[Statement]:
    """
    The statements of an assessment file.

    Raises
    ------
    SettingsError
        For an unknown content type or exemption, or a text that must be withheld without one.
    """
    return [_statement(given) for given in assessment.statements]


def statement_table(given: Sequence[Statement], edition: str) -> pd.DataFrame:
    """
    ``key, title, text, note, exemptions``: every statement as the edition prints it.

    Raises
    ------
    DisclosureError
        If an edition's wording was not approved as it stands, or would identify somebody.
    """
    rows = []
    for statement in given:
        shown = wording(statement, edition)
        codes = ", ".join(shown.exemptions)
        rows.append((statement.key, shown.title, shown.text, shown.note, codes))
    return pd.DataFrame(rows, columns=["key", "title", "text", "note", "exemptions"])


def intelligence_logs(evidence: Evidence) -> pd.DataFrame:
    """``reference, dated_on, theme, grading, text, premises_name, exemption`` of every log."""
    columns = [column.name for column in SPECS["intelligence_logs"].columns]
    if not evidence.has_feed("intelligence"):
        return pd.DataFrame(columns=columns)
    logs = evidence.feed("intelligence")[columns]
    return logs.assign(dated_on=logs["dated_on"].dt.strftime("%Y-%m-%d"))


def approval_lines(assessment: settings.Assessment) -> list[str]:
    """What to write as ``approval`` of each wording, once its owner approves it."""
    lines = []
    for given in assessment.statements:
        for edition in ("committee", "public"):
            own = getattr(given, edition)
            if own is None:
                continue
            mark = approval_hash(own.text)
            state = "approved" if own.approval == mark and own.approved_by else "not approved"
            lines.append(f"{given.key}, {edition} ({state}): {mark}")
    return lines


def _statement(given: settings.Statement) -> Statement:
    return Statement(
        key=given.key,
        title=given.title,
        content=given.content,
        text=given.text,
        committee=given.committee.text if given.committee else "",
        public=given.public.text if given.public else "",
        exemptions=tuple(given.exemptions),
        committee_approval=_approval(given.committee),
        public_approval=_approval(given.public),
    )


def _approval(own: settings.Wording | None) -> Approval | None:
    if own is None or not own.approval:
        return None
    return Approval(own.approved_by, own.approval, own.seconded_by)
