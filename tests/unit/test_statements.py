"""Statements: each edition says what rule and owner allow, or that material was withheld."""

from dataclasses import replace

import pytest

from cdrp_analysis.contracts import partner
from cdrp_analysis.disclosure.exemptions import EXEMPTIONS, TEXT_RULES
from cdrp_analysis.disclosure.kept import LEDGER
from cdrp_analysis.disclosure.rules import DEFAULT_AUTHORITY, RELEASED, policy
from cdrp_analysis.disclosure.statements import (
    Approval,
    Statement,
    approval_hash,
    ledger_rows,
    withheld_counts,
    wording,
)
from cdrp_analysis.errors import DisclosureError, SettingsError

SUMMARY = "Metal theft is likely to grow at two kinds of site."
GENERIC = "Theft of materials is being watched."
SECRET = "Source 7 says the yard on the quay takes copper on Tuesdays."
OWNER = "Head of Intelligence"


def approved(text: str, by: str = OWNER, seconded_by: str = "") -> Approval:
    return Approval(by, approval_hash(text), seconded_by)


def threat(**changes) -> Statement:
    """An emerging-threat judgement, worded and approved for both editions."""
    made = Statement(
        key="threat-1",
        title="Copper at the quay",
        content="emerging_threat",
        text=SECRET,
        committee=SUMMARY,
        public=GENERIC,
        exemptions=("FOI s.31", "LGA Sch 12A para 7"),
        committee_approval=approved(SUMMARY),
        public_approval=approved(GENERIC),
    )
    return replace(made, **changes)


def comment(**changes) -> Statement:
    text = "Burglary fell on King Street in 2010/11."
    read = approved(text, "Head of analysis")
    made = Statement("note-1", "Burglary", "commentary", text,
                     committee_approval=read, public_approval=read)  # fmt: skip
    return replace(made, **changes)


def test_each_edition_shows_its_own_words():
    shown = [wording(threat(), edition) for edition in ("restricted", "committee", "public")]
    assert [each.text for each in shown] == [SECRET, SUMMARY, GENERIC]
    assert shown[0].note.startswith("Exempt: disclosure would")
    assert shown[0].note.endswith("(FOI s.31; LGA Sch 12A para 7).")
    assert shown[1].note == shown[2].note == ""


def test_the_authors_title_stays_restricted_where_the_text_does():
    """Nobody approves a title."""
    assert wording(threat(), "restricted").title == "Copper at the quay"
    assert wording(threat(), "committee").title == "Emerging threat"
    assert wording(threat(public=""), "public").title == "Emerging threat"
    assert wording(comment(), "public").title == "Burglary"


def test_without_wording_only_the_standing_note_is_shown():
    shown = wording(threat(public=""), "public")
    assert shown.text == "" and shown.note == (
        "Material was withheld: disclosure would, or would be likely to, prejudice the prevention "
        "or detection of crime, or the apprehension or prosecution of offenders; relates to action "
        "taken or to be taken in connection with the prevention, investigation or prosecution of "
        "crime (FOI s.31; LGA Sch 12A para 7)."
    )
    assert wording(threat(public=" \n"), "public").text == ""


@pytest.mark.parametrize(
    "approval, fault",
    [
        (None, "was approved by nobody"),
        (Approval(" ", approval_hash(GENERIC)), "was approved by nobody"),
        (Approval(OWNER, ""), "was approved by nobody"),
        (approved(GENERIC + " "), "was altered after it was approved"),
        (approved(SUMMARY), "was altered after it was approved"),
    ],
)
def test_wording_stands_only_as_it_was_approved(approval, fault):
    with pytest.raises(DisclosureError, match=fault) as raised:
        wording(threat(public_approval=approval), "public")
    assert GENERIC not in str(raised.value) and "approve the wording again" in raised.value.do


def test_an_approval_for_one_edition_is_none_for_the_other():
    assert wording(threat(committee_approval=None), "public").text == GENERIC
    with pytest.raises(DisclosureError, match="committee wording"):
        wording(threat(committee_approval=None), "committee")


def test_approved_wording_that_names_somebody_is_stopped_by_kind_only():
    said = "Ask Mr Smith of 12 King Street, or Mrs Brown, about 07700 900123."
    with pytest.raises(DisclosureError) as raised:
        wording(threat(public=said, public_approval=approved(said)), "public")
    assert "address (1), name (2), phone number (1)" in str(raised.value)
    assert "Smith" not in str(raised.value) and "900123" not in str(raised.value)


def test_a_title_that_is_shown_is_screened_too():
    with pytest.raises(DisclosureError, match=r"name \(1\)"):
        wording(comment(title="PC Smith's work"), "public")


def test_text_that_may_be_read_is_shown_to_all_once_approved():
    shown = wording(comment(), "public")
    assert shown.text == wording(comment(), "restricted").text and shown.exemptions == ()
    with pytest.raises(DisclosureError, match="approved by nobody"):
        wording(comment(public_approval=None), "public")


def test_funding_is_full_for_the_committee_unless_schedule_12a_is_claimed():
    """The Freedom of Information Act speaks of the public, paragraph 3 of both."""
    text = "The bid stands at two offers."
    bid = Statement("bid", "Bid", "funding", text, exemptions=("FOI s.43",),
                    committee_approval=approved(text))  # fmt: skip
    assert wording(bid, "committee").text == text
    assert wording(bid, "public").text == ""
    claimed = replace(bid, exemptions=("FOI s.43", "LGA Sch 12A para 3"))
    assert wording(claimed, "committee").text == ""


@pytest.mark.parametrize("code", EXEMPTIONS)
def test_any_exemption_claimed_keeps_free_text_from_the_public(code):
    assert wording(comment(exemptions=(code,)), "public").text == ""


def test_a_case_study_needs_a_second_person_before_the_public_reads_it():
    told = "A young person was helped back to school."
    case = Statement("case", "Case", "case_studies", SECRET, public=told, exemptions=("FOI s.40",))
    for second in ("", " head  of service "):
        once = approved(told, "Head of Service", second)
        with pytest.raises(DisclosureError, match="a second person"):
            wording(replace(case, public_approval=once), "public")
    both = approved(told, "Head of Service", "Caldicott Guardian")
    ready = replace(case, public_approval=both)
    assert wording(ready, "public").text == told
    assert ledger_rows([ready], "public")[0]["approved_by"] == "Head of Service; Caldicott Guardian"


@pytest.mark.parametrize("content", sorted(set(TEXT_RULES) - {"commentary"}))
def test_what_must_be_withheld_needs_an_exemption(content):
    with pytest.raises(SettingsError, match="names no exemption"):
        Statement("key", "Title", content, SECRET)


@pytest.mark.parametrize("content", ["intelligence", "tactics"])
@pytest.mark.parametrize("edition", RELEASED)
def test_no_wording_lets_intelligence_through(content, edition):
    given = {edition: GENERIC, f"{edition}_approval": approved(GENERIC)}
    with pytest.raises(SettingsError, match=f"has {edition} wording"):
        Statement("key", "Title", content, SECRET, exemptions=("FOI s.31",), **given)


def test_unknown_settings_are_refused():
    with pytest.raises(SettingsError, match="no known content type"):
        threat(content="gossip")
    with pytest.raises(SettingsError, match="not in the list"):
        threat(exemptions=("FOI s.99",))
    with pytest.raises(SettingsError, match="no edition 'draft'"):
        wording(threat(), "draft")


def test_the_ledger_says_what_was_done_why_and_by_whom():
    (row,) = ledger_rows([threat(committee=""), comment()], "committee")
    assert row == {
        "edition": "committee",
        "table": "statement",
        "key": "threat-1",
        "column": "",
        "rule": TEXT_RULES["emerging_threat"].rule,
        "action": "text left out",
        "reason": f"{EXEMPTIONS['FOI s.31'].meaning}; {EXEMPTIONS['LGA Sch 12A para 7'].meaning}",
        "code": "FOI s.31; LGA Sch 12A para 7",
        "approved_by": DEFAULT_AUTHORITY,
    }
    assert tuple(row) == LEDGER
    (replaced,) = ledger_rows([threat()], "public")
    assert (replaced["action"], replaced["approved_by"]) == ("wording replaced", OWNER)
    assert ledger_rows([threat(), comment()], "restricted") == []


def test_no_edition_but_the_restricted_holds_the_restricted_words():
    for edition in RELEASED:
        for statement in (threat(), threat(committee="", public="")):
            said = f"{wording(statement, edition)}{ledger_rows([statement], edition)}"
            assert SECRET not in said and "Copper" not in said


def test_withheld_statements_are_counted_by_code_in_the_order_of_the_list():
    one, two = (
        threat(public=""),
        threat(key="threat-2", public="", exemptions=("LGA Sch 12A para 7", "FOI s.38")),
    )
    counts = withheld_counts([one, two, comment()], "public")
    assert list(counts.items()) == [("FOI s.31", 1), ("FOI s.38", 1), ("LGA Sch 12A para 7", 2)]
    assert withheld_counts([one, two], "committee") == {}


def test_every_code_of_the_release_rules_and_of_partners_has_its_law_and_meaning():
    rules = [rule for edition in RELEASED for rule in policy(edition).values()]
    assert {code for rule in rules for code in rule.exemption} <= set(EXEMPTIONS)
    assert set(partner.EXEMPTIONS) <= set(EXEMPTIONS)
    for code, exemption in EXEMPTIONS.items():
        assert code == exemption.code and exemption.law and exemption.source
        assert exemption.meaning[0].islower() and not exemption.meaning.endswith(".")


def test_a_statement_never_prints_its_words():
    assert repr(threat()) == "Statement('threat-1', 'emerging_threat')"


def test_the_hash_is_of_exactly_the_wording():
    # SHA-256 of "abc": FIPS 180-4, example B.1.
    assert approval_hash("abc").startswith("ba7816bf8f01cfea414140de5dae2223")
    assert approval_hash("abc") != approval_hash("abc\n")
