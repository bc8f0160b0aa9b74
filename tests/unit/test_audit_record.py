"""A draft is approved as it was audited, and only beside what it was audited beside."""

from types import SimpleNamespace

import pytest

from cdrp_analysis.assessment.audit_record import require_audited, write_records
from cdrp_analysis.errors import DisclosureError


def released(hash, name="2009-10-public-1"):
    return SimpleNamespace(hash=hash, folder=SimpleNamespace(name=name))


@pytest.fixture
def run(tmp_path):
    write_records(tmp_path, {"committee": "c1", "public": "p1"}, [released("e1")])
    return tmp_path


@pytest.mark.parametrize(
    "signed_since",
    [[], [released("p1")], [released("c1"), released("p1")]],
)
def test_drafts_of_one_run_are_signed_one_after_the_other(run, signed_since):
    require_audited(run, "committee", "c1", [released("e1"), *signed_since])


def test_another_draft_than_the_audited_one_is_refused(run):
    with pytest.raises(DisclosureError, match="not the one that was audited") as told:
        require_audited(run, "public", "p2", [released("e1")])
    assert f"cdrp release {run.name}" in str(told.value)
    (run / "restricted" / "disclosure" / "audited-public.json").write_text("[]")
    with pytest.raises(DisclosureError, match="not the one that was audited"):
        require_audited(run, "public", "p1", [released("e1")])


def test_a_release_since_the_audit_is_named_and_refused(run):
    register = [released("e1"), released("x1", "2010-11-H1-committee-1")]
    with pytest.raises(DisclosureError, match="2010-11-H1-committee-1 released") as told:
        require_audited(run, "public", "p1", register)
    assert told.value.exit_code == 12 and f"cdrp release {run.name}" in str(told.value)


def test_a_register_that_lost_a_release_is_refused(run):
    with pytest.raises(DisclosureError, match="taken out of the register"):
        require_audited(run, "public", "p1", [])
