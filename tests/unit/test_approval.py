"""Two different people in two different roles approve exactly one content."""

import errno
import json
import os
from datetime import date

import pytest

from cdrp_analysis.assessment.approval import approve, state
from cdrp_analysis.assessment.bundle import bundle_hash, seal
from cdrp_analysis.errors import DisclosureError, InputError, OutputError, SettingsError

CHAIR, COMMANDER, OFFICER = (
    "Chair of the partnership",
    "Police commander",
    "Information governance officer",
)
ROLES = (CHAIR, COMMANDER, OFFICER)
MONDAY, TUESDAY = date(2010, 12, 6), date(2010, 12, 7)


@pytest.fixture
def run(tmp_path):
    for edition in ("public", "committee"):
        (tmp_path / f"draft-{edition}").mkdir()
        (tmp_path / f"draft-{edition}" / "index.html").write_text(f"<p>{edition}</p>")
    return tmp_path


def given(run, role=CHAIR, name="A. Person", edition="public", on=MONDAY, roles=ROLES):
    return approve(run, edition, role=role, name=name, on=on, roles=roles)


def recorded(run):
    return json.loads((run / "approvals-public.json").read_bytes())


def test_an_approval_is_of_the_draft_as_it_is(run):
    assert not given(run).complete
    assert recorded(run) == [
        {
            "role": CHAIR,
            "name": "A. Person",
            "date": "2010-12-06",
            "bundle": bundle_hash(run / "draft-public"),
            "void": "",
        }
    ]


def test_the_second_approval_allows_the_seal(run):
    given(run)
    found = given(run, COMMANDER, "B. Other", on=TUESDAY)
    assert found.complete and found == state(run, "public")
    assert [a.name for a in found.standing] == ["A. Person", "B. Other"]
    sealed = seal(run / "draft-public", found.standing, run / "public.zip", edition="public")
    assert sealed.hash == found.bundle


def test_editions_are_approved_one_by_one(run):
    given(run)
    assert state(run, "committee").standing == ()
    assert len(given(run, edition="committee").standing) == 1


@pytest.mark.parametrize("name", ["A. Person", " a.  PERSON ", "A Person", "Ａ．Ｐerson"])
def test_nobody_approves_twice_however_the_name_is_written(run, name):
    given(run)
    before = recorded(run)
    with pytest.raises(SettingsError, match="same person") as refused:
        given(run, COMMANDER, name)
    assert refused.value.exit_code == 10 and recorded(run) == before


def test_no_role_approves_twice(run):
    given(run)
    with pytest.raises(SettingsError, match="same role"):
        given(run, "chair of  the PARTNERSHIP", "B. Other")


def test_roles_are_written_as_the_policy_writes_them(run):
    assert given(run, " police COMMANDER").standing[0].role == COMMANDER


def test_only_the_roles_of_the_policy_approve(run):
    with pytest.raises(SettingsError, match="'Caretaker' may not approve") as refused:
        given(run, "Caretaker")
    assert CHAIR in str(refused.value)
    assert not (run / "approvals-public.json").exists()


@pytest.mark.parametrize("roles", [(), (CHAIR,), (CHAIR, "CHAIR of the partnership")])
def test_a_policy_with_one_role_releases_nothing(run, roles):
    with pytest.raises(SettingsError, match="fewer than two roles"):
        given(run, roles=roles)


@pytest.mark.parametrize("name", ["", "  ", "...", "A.\u200bPerson"])
def test_an_approval_needs_a_readable_name(run, name):
    with pytest.raises(SettingsError, match="name of a person"):
        given(run, name=name)


def test_a_third_approval_is_refused(run):
    given(run)
    given(run, COMMANDER, "B. Other")
    with pytest.raises(SettingsError, match="both its approvals"):
        given(run, OFFICER, "C. Third")


def test_a_changed_byte_voids_what_was_approved_before(run):
    given(run)
    (run / "draft-public" / "index.html").write_text("<p>Public</p>")
    now = state(run, "public")
    assert now.standing == () and not now.complete
    assert [(a.name, a.void) for a in now.void] == [
        ("A. Person", "the draft was changed after this approval")
    ]
    given(run, COMMANDER, "B. Other", on=TUESDAY)
    assert [(a["name"], bool(a["void"])) for a in recorded(run)] == [
        ("A. Person", True),
        ("B. Other", False),
    ]


def test_a_voided_approval_stays_void_when_the_change_is_taken_back(run):
    page = run / "draft-public" / "index.html"
    given(run)
    page.write_text("<p>changed</p>")
    given(run, COMMANDER, "B. Other")
    page.write_text("<p>public</p>")
    assert state(run, "public").standing == ()


def test_who_approved_a_former_content_may_approve_the_present_one(run):
    given(run)
    given(run, COMMANDER, "B. Other")
    (run / "draft-public" / "more.html").write_text("one file more")
    given(run, on=TUESDAY)
    found = given(run, COMMANDER, "B. Other", on=TUESDAY)
    assert found.complete and len(found.void) == 2


def test_there_is_nothing_to_approve_without_a_draft(tmp_path):
    with pytest.raises(InputError, match="no folder draft-public"):
        given(tmp_path / "2010-11")
    assert list(tmp_path.iterdir()) == []


def test_the_restricted_edition_is_not_signed(run):
    with pytest.raises(SettingsError, match="not an edition that is signed"):
        given(run, edition="restricted")


@pytest.mark.parametrize(
    "text", ["", "{}x", '[{"role": "Chair"}]', '[{"role":1,"name":"A","date":"","bundle":""}]', "3"]
)
def test_a_damaged_record_counts_for_nothing(run, text):
    (run / "approvals-public.json").write_text(text)
    with pytest.raises(DisclosureError, match="record of approvals is damaged"):
        given(run)


def test_a_full_disk_leaves_the_former_record(run, monkeypatch):
    given(run)
    before = recorded(run)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        given(run, COMMANDER, "B. Other")
    assert recorded(run) == before
    assert not list(run.glob(".*.partial"))
