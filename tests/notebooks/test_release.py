"""From drafts to signed editions: what is in each, who lets it go, and that it holds."""

import html
import re
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from cdrp_analysis import cli
from cdrp_analysis.assessment.audit_record import write_records
from cdrp_analysis.assessment.audited import audit_bundle
from cdrp_analysis.assessment.bundle import (
    APPROVALS,
    MANIFEST,
    bundle_hash,
    unpack,
    verify_seal,
)
from cdrp_analysis.assessment.register import Register
from cdrp_analysis.assessment.sign_off import sign
from cdrp_analysis.auditor.verifier import verify
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.rules import RELEASED
from cdrp_analysis.errors import DisclosureError, SettingsError
from tests.notebooks.conftest import files_below

DAY = date(2010, 11, 5)
CHAIR = {"role": "Chair of the partnership", "name": "C. Ashdown"}
LEAD = {"role": "Information governance lead", "name": "L. Marsh"}
WARDS = SPECS["ward_offences"]
_ADDRESS = ("source", "area", "offence", "period")


@pytest.fixture
def signing(run, tmp_path) -> Path:
    """A copy of the finished run in a partnership's folder of its own, to be signed."""
    folder = tmp_path / run.places.partnership.name / run.places.finished.name
    shutil.copytree(run.places.finished, folder)
    return folder


@pytest.fixture(scope="module")
def signed(run, tmp_path_factory) -> Path:
    """The run after two people have approved both editions."""
    folder = tmp_path_factory.mktemp("signed") / "partnership" / run.places.finished.name
    shutil.copytree(run.places.finished, folder)
    for edition in RELEASED:
        assert not sign(folder, edition, **CHAIR, on=DAY).complete
        assert not (folder / edition).exists() and not (folder / f"{edition}.zip").exists()
        assert sign(folder, edition, **LEAD, on=DAY).complete
    return folder


# ── who lets it go ───────────────────────────────────────────────────────────────────────────


def test_two_approvals_release_exactly_the_draft(signed):
    register = Register(signed.parent / "register").releases()
    assert [release.edition for release in register] == list(RELEASED)
    for release in register:
        edition = release.edition
        draft = files_below(signed / f"draft-{edition}")
        assert files_below(signed / edition) == draft and len(draft) > 30
        assert (release.period, release.number, release.date) == (signed.name, 1, DAY.isoformat())
        assert [given["name"] for given in release.approvers] == ["C. Ashdown", "L. Marsh"]
        sealed = signed / f"{edition}.zip"
        assert release.bundle.read_bytes() == sealed.read_bytes()
        assert verify_seal(sealed).hash == release.hash
        unpacked = unpack(sealed, signed.parent / "unpacked" / edition)
        assert files_below(unpacked) == draft
        assert not {MANIFEST, APPROVALS} & set(draft)


def test_the_register_keeps_what_a_later_release_must_know(run, signed):
    for release in Register(signed.parent / "register").releases():
        cells, edition = release.cells, release.edition
        exact = run.evidence.table("ward_offences")
        exact = exact.set_index(["area", "theme", "period"])["offences"]
        shown = run.shown[edition]["ward_offences"]
        hidden = shown[shown["offences_symbol"] == "[c]"]
        kept = cells[cells["source"] == WARDS.cells.source].set_index(["area", "offence", "period"])
        rows = list(hidden[["area", "theme", "period"]].itertuples(index=False, name=None))
        assert rows and kept.loc[rows, "hidden"].all()
        assert kept.loc[rows, "value"].tolist() == exact.loc[rows].tolist()
        assert set(release.ledger["edition"]) == {edition}
        assert set(release.ledger["released_by"]) == {
            "C. Ashdown (Chair of the partnership) and L. Marsh (Information governance lead)"
        }


@pytest.mark.parametrize("edition", RELEASED)
def test_a_byte_changed_after_the_audit_stops_the_release(signing, edition):
    sign(signing, edition, **CHAIR, on=DAY)
    page = signing / f"draft-{edition}" / "index.html"
    page.write_bytes(page.read_bytes().replace(b"<main", b"<main ", 1))
    with pytest.raises(DisclosureError, match="not the one that was audited") as told:
        sign(signing, edition, **LEAD, on=DAY)
    assert told.value.exit_code == 12
    assert not (signing / f"{edition}.zip").exists() and not (signing / edition).exists()
    assert not (signing.parent / "register").exists()


def test_a_changed_draft_ends_the_command_with_its_code(signing, monkeypatch, capsys):
    with (signing / "draft-public" / "data" / "ward_offences.csv").open("a") as table:
        table.write("\n")
    arguments = ["--role", CHAIR["role"], "--name", CHAIR["name"], "--edition", "public"]
    monkeypatch.setattr("sys.argv", ["cdrp", "approve", str(signing), *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 12
    assert "not the one that was audited" in capsys.readouterr().err
    assert not (signing / "approvals-public.json").exists()


def test_of_two_drafted_runs_only_the_first_is_signed_as_it_is(signing):
    """Neither was audited beside the other: together they may tell what each alone hides."""
    other = shutil.copytree(signing, signing.parent / "2010-12")
    with (other / "draft-public" / "licence.txt").open("a") as text:
        text.write("\n")
    drafts = {edition: bundle_hash(other / f"draft-{edition}") for edition in RELEASED}
    write_records(other, drafts, [])
    sign(other, "public", **CHAIR, on=DAY)
    for person in (CHAIR, LEAD):
        sign(signing, "public", **person, on=DAY)
    with pytest.raises(DisclosureError, match=f"{signing.name}-public-1 released") as told:
        sign(other, "public", **LEAD, on=DAY)
    assert "cdrp release 2010-12" in str(told.value) and not (other / "public.zip").exists()


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ({**LEAD, "name": "c  ashdown"}, "same person"),
        ({**LEAD, "role": "chair of the Partnership"}, "same role"),
        ({**LEAD, "role": "Analyst"}, "may not approve"),
    ],
)
def test_one_person_or_role_cannot_approve_twice(signing, second, why):
    sign(signing, "public", **CHAIR, on=DAY)
    with pytest.raises(SettingsError, match=why):
        sign(signing, "public", **second, on=DAY)
    assert not (signing / "public").exists() and not (signing.parent / "register").exists()


def test_approving_one_edition_releases_no_other(signing):
    for person in (CHAIR, LEAD):
        sign(signing, "committee", **person, on=DAY)
    assert (signing / "committee.zip").exists()
    assert not (signing / "public").exists() and not (signing / "public.zip").exists()
    (release,) = Register(signing.parent / "register").releases()
    assert release.edition == "committee"


def test_nothing_is_called_public_before_it_is(signing):
    sign(signing, "public", **CHAIR, on=DAY)
    named = {path.name for path in signing.rglob("*")} | {p.name for p in signing.parent.iterdir()}
    assert not named & {*RELEASED, "register", *(f"{edition}.zip" for edition in RELEASED)}


# ── what an auditor says who has the sealed file, the register and the store ─────────────────


@pytest.mark.parametrize("edition", RELEASED)
def test_the_audit_of_what_was_signed_finds_nothing(run, signed, edition):
    also = [signed / "public"] if edition == "committee" else []
    found, said = audit_bundle(
        signed / f"{edition}.zip",
        also=also,
        register=signed.parent / "register",
        against=run.places.store,
    )
    assert found.to_dict("records") == []
    assert "1 earlier releases beside it" in said  # the other edition


@pytest.mark.parametrize("edition", RELEASED)
def test_every_hidden_cell_is_certified(run, signed, edition):
    record = signed / "restricted" / "disclosure" / f"certificate-{edition}.npz"
    assert verify(record, signed / edition) == []
    with np.load(record, allow_pickle=False) as stored:
        cells = list(zip(*(stored[n].tolist() for n in _ADDRESS), strict=True))
        certified = {c for c, hidden in zip(cells, stored["hidden"], strict=True) if hidden}
        certified |= {c for c, own in zip(cells, stored["primary"], strict=True) if own}
    hidden = _hidden_in_wards(run, edition)
    assert len(hidden) >= 6 and hidden <= certified


def test_a_certificate_does_not_hold_for_a_folder_that_shows_more(run, signed, tmp_path):
    """The verifier reads the published files: it does not take the certificate's word."""
    folder = shutil.copytree(signed / "public", tmp_path / "public")
    table = folder / "data" / "ward_offences.csv"
    rows = pd.read_csv(table, dtype=str, keep_default_na=False)
    first = rows.index[rows["offences"] == "[c]"][0]
    rows.loc[first, "offences"] = "5"
    rows.to_csv(table, index=False, lineterminator="\n")
    record = signed / "restricted" / "disclosure" / "certificate-public.npz"
    failed = verify(record, folder)
    assert failed and any(rows.loc[first, "area"] in line for line in failed)


def _hidden_in_wards(run, edition: str) -> set[tuple[str, ...]]:
    """Addresses of the counts that the ward table of an edition hides."""
    rows = run.shown[edition]["ward_offences"]
    rows = rows[rows["offences_symbol"] == "[c]"]
    places = rows[["area", "theme", "period"]].itertuples(index=False, name=None)
    return {(WARDS.cells.source, *place) for place in places}


# ── what each edition says ───────────────────────────────────────────────────────────────────


def _texts(folder: Path) -> str:
    """Everything that an edition says, in words, one space between each two."""
    said = [
        html.unescape(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".html", ".csv", ".txt", ".json")
    ]
    return re.sub(r"\s+", " ", " ".join(said))


@pytest.fixture(scope="module")
def said(run) -> dict[str, str]:
    return {edition: _texts(run.draft(edition)) for edition in RELEASED}


def _withheld(run) -> list:
    """Statements of which a reader outside is told less than there is."""
    return [given for given in run.places.assessment.statements if given.exemptions]


def test_the_committee_reads_neighbourhoods_and_no_ward_packs(run):
    assert (run.draft("committee") / "data" / "lsoa_rates.csv").exists()
    assert (run.draft("committee") / "data" / "lsoa.geojson").exists()
    assert not list(run.draft("committee").glob("ward-pack-*"))
    assert not (run.draft("public") / "data" / "lsoa_rates.csv").exists()
    assert not (run.draft("public") / "data" / "lsoa.geojson").exists()
    assert len(list(run.draft("public").glob("ward-pack-*"))) == 16


def test_each_edition_has_its_own_approved_wording(run, said):
    worded = [given for given in _withheld(run) if given.committee and given.public]
    assert len(worded) >= 2
    for given in worded:
        assert given.committee.text in said["committee"]
        assert given.public.text in said["public"]
        assert given.committee.text not in said["public"]
    for given in _withheld(run):
        assert given.text not in said["committee"] and given.text not in said["public"]


def test_what_is_withheld_is_said_to_be(run, said):
    kept = [given for given in _withheld(run) if not given.committee and not given.public]
    assert kept, "the sample has a statement that no edition words"
    for edition in RELEASED:
        page = run.draft(edition) / "sensitive-material.html"
        shown = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        notes = [note.get_text(" ", strip=True) for note in shown.select("p.withheld")]
        assert len(notes) == len(kept)
        assert all(code in " ".join(notes) for given in kept for code in given.exemptions)
        assert "Sensitive material is withheld from this edition" in said[edition]


def test_no_intelligence_is_in_any_edition_that_leaves(run, said):
    logs = run.evidence.feed("intelligence")
    restricted = run.places.restricted / "sensitive-material.html"
    inside = re.sub(r"\s+", " ", html.unescape(restricted.read_text(encoding="utf-8")))
    texts = [re.sub(r"\s+", " ", text).strip() for text in logs["text"].dropna().unique()]
    assert len(texts) > 20 and sum(text in inside for text in texts) > 20
    for edition in RELEASED:
        assert not [text for text in texts if text in said[edition]], edition
        assert not [ref for ref in logs["reference"] if ref in said[edition]], edition
        assert "intelligence_logs" not in run.shown[edition]


def test_the_page_on_redaction_lists_every_hidden_count(run):
    page = (run.places.restricted / "redaction.html").read_text(encoding="utf-8")
    listed = set()
    for table in BeautifulSoup(page, "html.parser").find_all("table"):
        caption = table.find("caption")
        if caption is None or "Every redaction" not in caption.get_text():
            continue
        head = [cell.get_text(" ", strip=True) for cell in table.find("thead").find_all("th")]
        for line in table.find("tbody").find_all("tr"):
            cells = [cell.get_text(" ", strip=True) for cell in line.find_all(["th", "td"])]
            row = dict(zip(head, cells, strict=True))
            if row["What was done"] == "suppressed":
                where = (row["Edition"], row["Table"])
                listed |= {(*where, key, row["Column"]) for key in row["Of"].split("; ")}
    hidden = _hidden_everywhere(run)
    assert {edition for edition, *_ in hidden} == set(RELEASED)
    assert len(hidden) > 100 and not hidden - listed


def _hidden_everywhere(run) -> set[tuple[str, str, str, str]]:
    """Edition, table, row and column of every count that an edition marks as hidden."""
    found = set()
    for edition, tables in run.shown.items():
        for name, frame in tables.items():
            for column in (c.name for c in SPECS[name].columns if c.role == "count"):
                if f"{column}_symbol" in frame:
                    rows = frame[frame[f"{column}_symbol"] == "[c]"][SPECS[name].keys].astype(str)
                    keys = (" · ".join(row) for row in rows.itertuples(index=False))
                    found |= {(edition, name, key, column) for key in keys}
    return found


def test_no_table_of_the_redactions_leaves(run):
    for edition in RELEASED:
        assert not [name for name in run.shown[edition] if name.startswith("redaction_")]
        assert not (run.draft(edition) / "redaction.html").exists()
    attacked = run.evidence.table("redaction_attack")
    assert attacked["safe"].all() and set(attacked["edition"]) == set(RELEASED)
