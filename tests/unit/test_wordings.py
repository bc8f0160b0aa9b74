"""Statements of an assessment file, as each edition prints them."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cdrp_analysis import settings
from cdrp_analysis.assessment.wordings import (
    approval_lines,
    intelligence_logs,
    statement_table,
    statements,
)
from cdrp_analysis.disclosure.statements import approval_hash
from cdrp_analysis.errors import DisclosureError, SettingsError

SECRET = "Source 7 says the yard on the quay takes copper on Tuesdays."
SUMMARY, GENERIC = "Metal theft is likely to grow.", "Theft of materials is being watched."
OWNER = "Head of Intelligence"


def worded(text: str, approval: str | None = None) -> settings.Wording:
    mark = approval_hash(text) if approval is None else approval
    return settings.Wording(text=text, approved_by=OWNER, approval=mark)


def assessment(**changes) -> SimpleNamespace:
    given = {
        "key": "threat_1",
        "title": "Copper at the quay",
        "content": "emerging_threat",
        "text": SECRET,
        "exemptions": ["FOI s.31", "LGA Sch 12A para 7"],
        "committee": worded(SUMMARY),
        "public": worded(GENERIC),
    }
    return SimpleNamespace(statements=[settings.Statement(**(given | changes))])


def test_each_edition_prints_its_own_words_with_their_codes():
    given = statements(assessment())
    shown = {e: statement_table(given, e) for e in ("restricted", "committee", "public")}
    assert [table["text"].item() for table in shown.values()] == [SECRET, SUMMARY, GENERIC]
    assert all(list(t) == ["key", "title", "text", "note", "exemptions"] for t in shown.values())
    assert shown["restricted"]["exemptions"].item() == "FOI s.31, LGA Sch 12A para 7"
    for edition in ("committee", "public"):
        printed = shown[edition].to_csv()
        assert SECRET not in printed
        assert "Copper" not in printed


def test_no_statements_make_an_empty_table():
    table = statement_table([], "public")
    assert list(table) == ["key", "title", "text", "note", "exemptions"]
    assert table.empty


@pytest.mark.parametrize("mark", ["", "0000", approval_hash(SUMMARY)])
def test_words_that_were_not_approved_as_they_stand_are_not_printed(mark):
    given = statements(assessment(public=worded(GENERIC, approval=mark)))
    with pytest.raises(DisclosureError):
        statement_table(given, "public")
    assert statement_table(given, "committee")["text"].item() == SUMMARY


@pytest.mark.parametrize(
    "changes", [{"content": "gossip"}, {"exemptions": ["FOI s.999"]}, {"exemptions": []}]
)
def test_a_statement_that_no_rule_covers_is_refused(changes):
    with pytest.raises(SettingsError):
        statements(assessment(**changes))


def test_approval_lines_say_what_to_write_and_which_are_approved_as_they_stand():
    unsigned = settings.Wording(text=GENERIC, approval=approval_hash(GENERIC))
    lines = approval_lines(assessment(public=unsigned))
    assert lines == [
        f"threat_1, committee (approved): {approval_hash(SUMMARY)}",
        f"threat_1, public (not approved): {approval_hash(GENERIC)}",
    ]
    edited = worded(SUMMARY + "!", approval=approval_hash(SUMMARY))
    assert approval_lines(assessment(committee=edited, public=None)) == [
        f"threat_1, committee (not approved): {approval_hash(SUMMARY + '!')}"
    ]


def test_logs_are_those_of_the_feed_with_plain_dates_or_none():
    columns = ["reference", "dated_on", "theme", "grading", "text", "premises_name", "exemption"]
    row = ["L1", pd.Timestamp("2010-05-02"), "burglary", "B2", "Seen twice.", "", "FOI s.31"]
    rows = pd.DataFrame([[*row, "x"]], columns=[*columns, "handler"])
    fed = SimpleNamespace(has_feed=lambda name: name == "intelligence", feed=lambda name: rows)
    logs = intelligence_logs(fed)
    assert list(logs) == columns
    assert logs["dated_on"].tolist() == ["2010-05-02"]
    none = intelligence_logs(SimpleNamespace(has_feed=lambda name: False))
    assert list(none) == columns
    assert none.empty
