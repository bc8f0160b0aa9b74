"""A sealed bundle holds what two people approved, byte for byte, and nothing else."""

import errno
import hashlib
import io
import json
import os
import zipfile
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from cdrp_analysis.assessment.bundle import (
    Approval,
    bundle_hash,
    files_of,
    manifest,
    seal,
    unpack,
    verify_seal,
)
from cdrp_analysis.assessment.method_page import LICENCE, Facts, coverage, write_statements
from cdrp_analysis.auditor.folder import Secrets, audit_folder
from cdrp_analysis.auditor.numerals import numerals
from cdrp_analysis.errors import DisclosureError, InputError, OutputError, SettingsError

FILES = {"index.html": b"<p>Contents</p>", "data/wards.csv": b"area,offences\nAbbey,[c]\n"}


def folder(path, files=FILES):
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def approvals(of):
    return (
        Approval("Chair of the partnership", "A. Person", "2010-12-01", of),
        Approval("Police commander", "B. Other", "2010-12-02", of),
    )


@pytest.fixture
def draft(tmp_path):
    return folder(tmp_path / "draft-public")


@pytest.fixture
def sealed(draft, tmp_path):
    seal(draft, approvals(bundle_hash(draft)), tmp_path / "public.zip", edition="public")
    return tmp_path / "public.zip"


def repacked(path, change):
    """The same zip with its members changed, packed as ours are."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in sorted(members.items()):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, data)


def test_the_hash_is_that_of_the_listing_anybody_can_make(draft):
    """sha256sum prints digest, two spaces, name; names sorted byte by byte."""
    listing = "".join(
        f"{hashlib.sha256(FILES[name]).hexdigest()}  {name}\n" for name in sorted(FILES)
    )
    assert bundle_hash(draft) == hashlib.sha256(listing.encode()).hexdigest()


@pytest.mark.parametrize(
    "files",
    [
        {**FILES, "index.html": b"<p>contents</p>"},
        {**FILES, "more.txt": b""},
        {"index.html": FILES["index.html"]},
        {"index.htm": FILES["index.html"], "data/wards.csv": FILES["data/wards.csv"]},
    ],
)
def test_any_other_content_or_name_has_another_hash(draft, tmp_path, files):
    assert bundle_hash(folder(tmp_path / "other", files)) != bundle_hash(draft)


def test_the_manifest_lists_outputs_and_says_nothing_of_place_or_time(draft):
    assert manifest(draft) == {
        "format": 1,
        "bundle": bundle_hash(draft),
        "files": [
            {"name": name, "bytes": len(FILES[name]), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(FILES.items())
        ],
    }
    assert str(draft.parent) not in json.dumps(manifest(draft))


def test_manifest_and_approvals_are_about_the_content_and_no_part_of_it(draft):
    before = bundle_hash(draft)
    (draft / "manifest.json").write_text("{}")
    (draft / "approvals.json").write_text("[]")
    assert bundle_hash(draft) == before
    assert files_of(draft) == ("data/wards.csv", "index.html")


def test_a_link_is_no_content(draft, tmp_path):
    (tmp_path / "secret.csv").write_text("3")
    (draft / "data" / "more.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(DisclosureError, match=r"data/more\.csv' is a link"):
        files_of(draft)


@pytest.mark.parametrize("name", ["a\nb.txt", "a:b.txt", "INDEX.html", "Manifest.json"])
def test_names_that_unpack_differently_elsewhere_are_refused(draft, name):
    (draft / name).write_text("x")
    with pytest.raises(DisclosureError, match="no name for a published file"):
        files_of(draft)


def test_an_empty_draft_is_nothing_to_release(tmp_path):
    with pytest.raises(InputError, match="there is no folder"):
        files_of(tmp_path / "draft-public")
    (tmp_path / "draft-public").mkdir()
    with pytest.raises(InputError, match="nothing to release"):
        files_of(tmp_path / "draft-public")


def test_two_seals_of_one_content_are_the_same_bytes(sealed, tmp_path):
    again = folder(tmp_path / "again" / "draft", dict(reversed(FILES.items())))
    os.utime(again / "index.html", (1, 1))
    (again / "index.html").chmod(0o600)
    given = approvals(bundle_hash(again))[::-1]
    seal(again, given, tmp_path / "again" / "public.zip", edition="public")
    assert (tmp_path / "again" / "public.zip").read_bytes() == sealed.read_bytes()


def test_a_seal_says_what_it_holds_and_who_approved_it(sealed, draft):
    found = verify_seal(sealed)
    assert (found.edition, found.hash) == ("public", bundle_hash(draft))
    assert found.files == files_of(draft)
    assert found.approvals == approvals(found.hash)
    with zipfile.ZipFile(sealed) as archive:
        assert sorted(archive.namelist()) == archive.namelist()
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert json.loads(archive.read("manifest.json")) == manifest(draft)


def test_what_is_unpacked_is_what_was_audited(sealed, draft, tmp_path):
    folder(tmp_path / "public", {"former.html": b"gone"})
    unpack(sealed, tmp_path / "public")
    assert {
        p.relative_to(tmp_path / "public").as_posix(): p.read_bytes()
        for p in (tmp_path / "public").rglob("*")
        if p.is_file()
    } == FILES
    assert sorted(p.name for p in tmp_path.iterdir()) == ["draft-public", "public", "public.zip"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda m: m.update({"index.html": b"<p>contents</p>"}), "'index.html' was changed"),
        (lambda m: m.update({"more.txt": b"3"}), "'more.txt' is not in the manifest"),
        (lambda m: m.pop("data/wards.csv"), "'data/wards.csv' is missing"),
        (lambda m: m.pop("manifest.json"), "manifest or the approvals are missing"),
        (lambda m: m.update({"approvals.json": b"[]"}), "missing or damaged"),
        (lambda m: m.update({"../../x.html": b"x"}), "'../../x.html' is no name"),
        (
            lambda m: m.update(
                {"approvals.json": m["approvals.json"].replace(b"B. Other", b"a  person")}
            ),
            "two different people",
        ),
        (
            lambda m: m.update(
                {"manifest.json": m["manifest.json"].replace(b'"format": 1', b'"seed": 1234')}
            ),
            "holds more than its files",
        ),
    ],
)
def test_a_changed_bundle_is_refused_and_the_file_named(sealed, change, says):
    repacked(sealed, change)
    with pytest.raises(DisclosureError) as refused:
        verify_seal(sealed)
    assert says in str(refused.value) and refused.value.exit_code == 12


def test_a_manifest_that_goes_with_the_change_does_not_help(sealed, draft):
    """The approvals name the hash of what was approved, so both would have to be forged."""
    changed = {**FILES, "index.html": b"<p>contents</p>"}
    (draft / "index.html").write_bytes(changed["index.html"])
    listed = json.dumps(manifest(draft)).encode()
    repacked(sealed, lambda m: m.update({**changed, "manifest.json": listed}))
    with pytest.raises(DisclosureError, match="not what was approved"):
        verify_seal(sealed)


def test_nothing_hides_around_the_members(sealed):
    whole = sealed.read_bytes()
    for hidden in (b"3 robberies" + whole, whole + b"3 robberies"):
        sealed.write_bytes(hidden)
        with pytest.raises(DisclosureError, match="not as it was sealed"):
            verify_seal(sealed)
    sealed.write_bytes(whole)
    with zipfile.ZipFile(sealed, "a") as archive:
        archive.comment = b"3 robberies"
    with pytest.raises(DisclosureError, match="holds more than its files"):
        verify_seal(sealed)


def test_a_flipped_bit_is_noticed_wherever_it_is(sealed):
    whole = sealed.read_bytes()
    for at in range(0, len(whole), 7):
        sealed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(DisclosureError):
            verify_seal(sealed)


def test_what_would_unpack_to_more_is_refused_unread(sealed):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", bytes(10**7))
    sealed.write_bytes(packed.getvalue())
    with pytest.raises(DisclosureError, match="packed by something else"):
        verify_seal(sealed)


def test_what_is_no_bundle_is_said_to_be_none(tmp_path):
    with pytest.raises(InputError, match="could not be read"):
        verify_seal(tmp_path / "public.zip")
    (tmp_path / "public.zip").write_bytes(b"PK")
    with pytest.raises(DisclosureError, match="no readable zip"):
        verify_seal(tmp_path / "public.zip")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda a, b: (a,),
        lambda a, b: (a, a),
        lambda a, b: (a, replace(b, name="A PERSON")),
        lambda a, b: (a, replace(b, role="chair of the  Partnership")),
        lambda a, b: (a, replace(b, name=" . ")),
        lambda a, b: (a, replace(b, bundle="0" * 64)),
        lambda a, b: (a, replace(b, void="the draft was changed")),
    ],
)
def test_nothing_is_sealed_without_two_approvals_of_exactly_this(draft, tmp_path, spoil):
    given = spoil(*approvals(bundle_hash(draft)))
    with pytest.raises(DisclosureError):
        seal(draft, given, tmp_path / "public.zip", edition="public")
    assert [p.name for p in tmp_path.iterdir()] == ["draft-public"]


def test_the_restricted_edition_is_never_sealed(draft, tmp_path):
    with pytest.raises(SettingsError, match="not an edition that is signed"):
        seal(draft, approvals(bundle_hash(draft)), tmp_path / "r.zip", edition="restricted")


def full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_no_half_written_bundle(draft, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        seal(draft, approvals(bundle_hash(draft)), tmp_path / "public.zip", edition="public")
    assert [p.name for p in tmp_path.iterdir()] == ["draft-public"]


def test_a_failed_unpacking_leaves_the_former_folder(sealed, tmp_path, monkeypatch):
    folder(tmp_path / "public", {"former.html": b"kept"})
    replaced = os.replace
    monkeypatch.setattr(
        os, "replace", lambda a, b: full() if a.name == ".public.new" else replaced(a, b)
    )
    with pytest.raises(OutputError, match="No space left"):
        unpack(sealed, tmp_path / "public")
    assert (tmp_path / "public" / "former.html").read_bytes() == b"kept"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["draft-public", "public", "public.zip"]


# Two wards of three themes: Abbey's 40 and Castle's 60 make up the borough's 100.
WARDS = """area,theme,period,offences
E09,all,2010/11,100
E051,all,2010/11,40
E052,all,2010/11,60
E051,robbery,2010/11,[c]
E051,drugs,2010/11,35
E052,robbery,2010/11,[low]
E052,drugs,2010/11,50
"""
RULES = {
    "cells": {"source": "street", "count": "offences", "area": "area", "offence": "theme",
              "period": "period"},
    "suppress_below": 5, "round_to": 5, "sensitive": {"suppress_below": 5, "round_to": 5},
}  # fmt: skip
STRUCTURE = {
    "edition": "public",
    "partnership": "Alderhythe",
    "period": "2010/11",
    "rules": {"suppress_below": 5, "round_to": 5, "minimum_denominator": 20},
    "tables": {
        "wards": RULES,
        "people": {"cells": None, "suppress_below": 0, "round_to": 1, "sensitive": None},
    },
    "sums": {
        "area": [{"total": "E09", "parts": ["E051", "E052"], "complete": True}],
        "offence": [{"total": "all", "parts": ["robbery", "drugs"], "complete": True}],
        "period": [],
    },
}
DICTIONARY = """table,column,role,unit,description
wards,,fact,title,Offences by ward
wards,offences,count,offences,Recorded
people,clients,count,people,Clients
"""
FACTS = Facts(
    marking="PUBLIC",
    contact="Write to the partnership's analyst at <the> civic centre.",
    attributions=("Contains OS data © Crown copyright 2010.", "Police & partners' records."),
)


@pytest.fixture
def edition(tmp_path):
    return folder(
        tmp_path / "draft-public",
        {
            "data/wards.csv": WARDS.encode(),
            "data/people.csv": b"service,clients\nyouth,7\ndrugs,[x]\n",
            "data/structure.json": json.dumps(STRUCTURE).encode(),
            "data/dictionary.csv": DICTIONARY.encode(),
        },
    )


def test_what_is_still_shown_is_worked_out_from_what_is_shown(edition):
    """Wards: 6 of 7 counts; the parts shown, 35 + 0 + 50, of the 100 published."""
    found = coverage(edition / "data").set_index("table")
    assert found.loc["wards", ["counts", "shown", "hidden"]].tolist() == [7, 6, 1]
    assert found.loc["wards", ["shown_share", "total_share"]].tolist() == [0.85, 0.85]
    assert found.loc["people", ["counts", "shown", "shown_share"]].tolist() == [1, 1, 1.0]
    assert found["total_share"].isna().tolist() == [False, True]
    assert found["title"].tolist() == ["Offences by ward", "people"]


def test_shares_never_say_everything_while_something_is_hidden(edition):
    wards = edition / "data" / "wards.csv"
    wards.write_text(WARDS.replace("drugs,2010/11,50", "drugs,2010/11,65"))
    assert coverage(edition / "data")["total_share"].iloc[0] == 0.99


def test_a_table_of_some_parts_alone_has_no_share_of_the_whole(edition):
    """One theme of two says nothing of how much of the borough's total is still shown."""
    kept = [line for line in WARDS.splitlines() if "robbery" not in line and "E052,all" not in line]
    (edition / "data" / "wards.csv").write_text("\n".join(kept) + "\n")
    assert coverage(edition / "data")["total_share"].isna().all()


def test_the_method_statement_says_what_was_done(edition):
    method, _ = write_statements(edition, FACTS)
    soup = BeautifulSoup(method.read_text(encoding="utf-8"), "html.parser")
    text = " ".join(soup.get_text(" ").split())
    for said in (
        "Counts from 1 to 4 are therefore hidden", "to the nearest 5", "on a base below 20",
        "hidden to protect people's confidentiality", "rounds to zero but is not zero",
        "both zero and a number not below 5", "at <the> civic centre",
        "Freedom of Information Act 2000", "© Crown copyright 2010",
    ):  # fmt: skip
        assert said in text
    assert [c.get_text() for c in soup.select("tbody tr")[4].find_all(["th", "td"])] == [
        "Offences by ward", "below 5", "nearest 5", "1", "6", "85%", "85%",
    ]  # fmt: skip
    assert soup.html["lang"] == "en-GB" and [h.get_text() for h in soup.find_all("h1")] == [
        "How people are protected: Alderhythe, 2010/11"
    ]
    assert "Maps show" not in text, "there is no hexagon file in this edition"


def test_the_statements_pass_the_audit_they_are_part_of(edition, tmp_path):
    write_statements(edition, FACTS)
    shown = {"coverage": coverage(edition / "data")}
    assert numerals(edition, shown, allowed=[STRUCTURE["period"]]).empty
    for name in ("method.html", "licence.txt"):
        folder(tmp_path / "written", {name: (edition / name).read_bytes()})
    found = audit_folder(tmp_path / "written", secrets=Secrets(), published=shown)
    assert found.empty, found.to_string()


def test_an_edition_that_hides_nothing_does_not_say_it_does(edition):
    exact = {"cells": None, "suppress_below": 0, "round_to": 1, "sensitive": None}
    structure = {**STRUCTURE, "tables": {"people": exact}}
    (edition / "data" / "structure.json").write_text(json.dumps(structure))
    text = write_statements(edition, FACTS)[0].read_text(encoding="utf-8")
    assert "No count of this edition is hidden" in text
    assert "to the nearest" not in text and "especially private, such" not in text


def test_the_licence_names_every_source(edition):
    text = write_statements(edition, FACTS)[1].read_text(encoding="utf-8")
    assert "Open Government Licence v3.0" in text and "Alderhythe, 2010/11." in text
    assert all(f"  - {attribution}\n" in text for attribution in FACTS.attributions)


def test_statements_need_the_tables_they_speak_of(edition):
    (edition / "data" / "wards.csv").unlink()
    with pytest.raises(InputError, match="do not go together"):
        write_statements(edition, FACTS)


def test_statements_are_the_same_bytes_twice(edition):
    first = [path.read_bytes() for path in write_statements(edition, FACTS)]
    assert [path.read_bytes() for path in write_statements(edition, FACTS)] == first


def test_a_read_only_disk_is_said_to_be_one(edition, monkeypatch):
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match=f"{LICENCE} could not be written"):
        write_statements(edition, FACTS)
