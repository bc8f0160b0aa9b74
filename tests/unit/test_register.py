"""The register keeps every release whole, in order, and refuses to be changed."""

import errno
import io
import json
import os
import shutil

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.assessment.bundle import Approval, bundle_hash, seal
from cdrp_analysis.assessment.register import CELL_COLUMNS, Register
from cdrp_analysis.errors import DisclosureError, InputError, OutputError, SettingsError

CELLS = pd.DataFrame(
    [
        ("street", "E051", "robbery", "2010-04", 3, 0.0, 7.0, True, True),
        ("street", "E052", "robbery", "2010-04", 12, 10.0, 12.0, False, False),
    ],
    columns=CELL_COLUMNS,
)
CERTIFICATE = {"alternatives": np.array([[0, 15], [7, 8]], dtype=np.int32)}
LEDGER = pd.DataFrame({"table": ["wards"], "action": ["suppressed"], "why": [""]})


def sealed(folder, text, edition="public", day="2010-12-06"):
    draft = folder / f"draft-{edition}"
    draft.mkdir(exist_ok=True)
    (draft / "index.html").write_text(text)
    of = bundle_hash(draft)
    approvals = (Approval("Chair", "A. Person", day, of), Approval("Officer", "B. Other", day, of))
    seal(draft, approvals, folder / f"{edition}.zip", edition=edition)
    return folder / f"{edition}.zip"


@pytest.fixture
def register(tmp_path):
    return Register(tmp_path / "alderhythe" / "register")


def add(register, bundle, period="2010-11", **other):
    given = {"cells": CELLS, "certificate": CERTIFICATE, "ledger": LEDGER, **other}
    return register.add(bundle, period=period, **given)


@pytest.fixture
def three(register, tmp_path):
    add(register, sealed(tmp_path, "half year"), "2010-11-H1")
    add(register, sealed(tmp_path, "year", day="2011-05-01"))
    add(register, sealed(tmp_path, "corrected", day="2011-06-01"))
    return register


def names(releases):
    return [release.folder.name for release in releases]


def test_a_release_is_kept_with_all_that_protects_the_next(register, tmp_path):
    bundle = sealed(tmp_path, "first")
    kept = add(register, bundle)
    assert names([kept]) == ["2010-11-public-1"]
    assert sorted(p.name for p in kept.folder.iterdir()) == [
        "bundle.zip", "cells.parquet", "certificate.npz", "entry.json", "ledger.csv",
    ]  # fmt: skip
    assert kept.bundle.read_bytes() == bundle.read_bytes()
    assert (kept.period, kept.edition, kept.number, kept.date) == (
        "2010-11", "public", 1, "2010-12-06",
    )  # fmt: skip
    assert kept.hash == bundle_hash(tmp_path / "draft-public")
    assert kept.approvers == (
        {"role": "Chair", "name": "A. Person", "date": "2010-12-06"},
        {"role": "Officer", "name": "B. Other", "date": "2010-12-06"},
    )
    [read] = register.releases()
    assert read == kept
    pd.testing.assert_frame_equal(read.cells, CELLS)
    np.testing.assert_array_equal(read.certificate["alternatives"], CERTIFICATE["alternatives"])
    pd.testing.assert_frame_equal(read.ledger, LEDGER.astype("str"))


def test_releases_come_in_the_order_they_were_made(three):
    expected = ["2010-11-H1-public-1", "2010-11-public-1", "2010-11-public-2"]
    assert names(three.releases()) == expected
    assert names(three.releases(before="2010-11-public-2")) == expected[:2]
    assert three.releases(before="2010-11-H1-public-1") == []
    with pytest.raises(InputError, match="no release 2010-11-public-3"):
        three.releases(before="2010-11-public-3")


def test_editions_are_numbered_apart(three, tmp_path):
    kept = add(three, sealed(tmp_path, "for councillors", "committee"))
    assert (kept.folder.name, kept.order) == ("2010-11-committee-1", 4)


def test_an_empty_register_is_no_fault(register):
    assert register.releases() == []


def test_the_same_bundle_is_not_released_twice(three, tmp_path):
    with pytest.raises(InputError, match="registered already, as 2010-11-public-2") as refused:
        add(three, tmp_path / "public.zip", "2011-12")
    assert refused.value.exit_code == 11 and len(three.releases()) == 3


def test_a_certificate_may_come_as_a_file(register, tmp_path):
    packed = io.BytesIO()
    np.savez(packed, **CERTIFICATE)
    kept = add(register, sealed(tmp_path, "first"), certificate=packed.getvalue())
    assert (kept.folder / "certificate.npz").read_bytes() == packed.getvalue()


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"cells": CELLS.drop(columns="upper")}, "cells lack upper"),
        ({"cells": pd.concat([CELLS, CELLS])}, "2 cells are there twice"),
        ({"certificate": {"a": np.array([{}], dtype=object)}}, "no set of arrays"),
        ({"certificate": b"PK\x03\x04"}, "no set of arrays"),
        ({"certificate": b""}, "no set of arrays"),
    ],
)
def test_what_could_not_be_read_later_is_not_taken_in(register, tmp_path, other, says):
    with pytest.raises(InputError, match=says):
        add(register, sealed(tmp_path, "first"), **other)
    assert not register.folder.exists()


def test_only_an_intact_bundle_is_taken_in(register, tmp_path):
    bundle = sealed(tmp_path, "first")
    bundle.write_bytes(bundle.read_bytes().replace(b"first", b"worst"))
    with pytest.raises(DisclosureError, match=r"index\.html' was changed"):
        add(register, bundle)
    assert not register.folder.exists()


@pytest.mark.parametrize("period", ["", "2010/11", "../2010", ".hidden"])
def test_a_period_is_a_slug(register, tmp_path, period):
    with pytest.raises(SettingsError, match="not the slug of a period"):
        add(register, sealed(tmp_path, "first"), period)


def edited(folder, **change):
    entry = json.loads((folder / "entry.json").read_bytes())
    (folder / "entry.json").write_text(json.dumps(entry | change, indent=1) + "\n")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda first, last: (first / "bundle.zip").write_bytes((last / "bundle.zip").read_bytes()),
        lambda first, last: CELLS.assign(value=0).to_parquet(first / "cells.parquet"),
        lambda first, last: (last / "certificate.npz").write_bytes(b""),
        lambda first, last: (last / "ledger.csv").unlink(),
        lambda first, last: (last / "notes.txt").write_text("x"),
        lambda first, last: (last / "entry.json").unlink(),
        lambda first, last: (last / "entry.json").write_text("[]"),
        lambda first, last: edited(last, seed=1),
        lambda first, last: edited(last, hash="0" * 64),
        lambda first, last: edited(last, files={}),
        lambda first, last: edited(first, date="2010-12-05"),
        lambda first, last: first.rename(first.with_name("2010-11-H1-public-2")),
        lambda first, last: shutil.rmtree(first),
        lambda first, last: shutil.copytree(last, last.with_name("2010-11-public-3")),
        lambda first, last: (first.parent / "2009-10-public-1").mkdir(),
    ],
)
def test_a_changed_register_is_refused(three, tmp_path, spoil):
    releases = three.releases()
    spoil(releases[0].folder, releases[-1].folder)
    with pytest.raises(DisclosureError, match="the release register was changed") as refused:
        three.releases()
    assert refused.value.exit_code == 12
    with pytest.raises(DisclosureError, match="the release register was changed"):
        add(three, sealed(tmp_path, "next"), "2011-12")


def test_cells_changed_after_the_register_was_opened_are_refused(three):
    [first, *_] = three.releases()
    CELLS.assign(value=0).to_parquet(first.folder / "cells.parquet")
    with pytest.raises(DisclosureError, match=r"cells\.parquet was changed"):
        _ = first.cells


def test_a_release_that_could_not_be_finished_leaves_nothing(three, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = sorted(three.folder.rglob("*"))
    bundle = sealed(tmp_path, "next")
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with pytest.raises(OutputError, match="No space left"):
            add(three, bundle, "2011-12")
    assert sorted(three.folder.rglob("*")) == before
    assert names([add(three, bundle, "2011-12")]) == ["2011-12-public-1"]


def test_what_a_killed_run_left_is_no_release(three, tmp_path):
    (three.folder / ".adding").mkdir()
    (three.folder / ".adding" / "bundle.zip").write_bytes(b"PK")
    assert len(three.releases()) == 3
    add(three, sealed(tmp_path, "next"), "2011-12")
    assert len(three.releases()) == 4
    assert not (three.folder / ".adding").exists()
