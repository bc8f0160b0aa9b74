"""Killed, full, read-only or twice at once: a clear error or a whole run, and nothing lost."""

import errno
import os
import shutil
import subprocess
import sys

import pandas as pd
import pytest

from cdrp_analysis import settings
from cdrp_analysis.assessment import safely
from cdrp_analysis.assessment.layout import Layout
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.errors import OutputError
from cdrp_analysis.sources.reading import QUARANTINE_COLUMNS, FileReading
from cdrp_analysis.store import Store

HOLDER = """
import sys, time
from pathlib import Path
from cdrp_analysis import settings
from cdrp_analysis.assessment import safely
from cdrp_analysis.assessment.layout import Layout
with safely.alone(Layout(Path(sys.argv[2]), settings.load(Path(sys.argv[1])))):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "assessment.toml"
    path.write_text(first_file(), encoding="utf-8")
    return path


@pytest.fixture
def places(file, tmp_path):
    return Layout(tmp_path / "out", settings.load(file))


def make(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


def run(places, *names):
    """What a run does with its pages."""
    with safely.alone(places), safely.writing(places), safely.in_place(places):
        make(places.building, *names)


def left(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_new_run_takes_the_place_of_the_former_and_keeps_what_was_signed(places):
    run(places, "restricted/a.html", "draft-public/a.html")
    make(places.finished, "public/a.html", "public.zip", "approvals-public.json")
    run(places, "restricted/b.html")
    assert left(places.finished) == [
        "approvals-public.json", "public.zip", "public/a.html", "restricted/b.html",
    ]  # fmt: skip


def killed_at(places, step):
    """The folders as a kill leaves them after so many steps of moving a run into place."""
    run(places, "restricted/a.html")
    make(places.finished, "public/a.html", "public.zip")
    make(places.building, "restricted/b.html")
    former = places.finished.with_name(f".former-{places.finished.name}")
    moves = [
        (places.finished, former),
        (places.building, places.finished),
        (former / "public", places.finished / "public"),
        (former / "public.zip", places.finished / "public.zip"),
    ]
    for source, target in moves[:step]:
        source.rename(target)


@pytest.mark.parametrize("step", range(5))
def test_wherever_a_run_is_killed_what_was_signed_is_not_lost(places, step):
    killed_at(places, step)
    with safely.alone(places):
        page = "restricted/a.html" if step < 2 else "restricted/b.html"
        assert left(places.finished) == ["public.zip", "public/a.html", page]
    run(places, "restricted/c.html")
    assert left(places.finished) == ["public.zip", "public/a.html", "restricted/c.html"]
    assert [p.name for p in places.partnership.iterdir() if p.name.startswith(".")] == [".lock"]


def test_half_written_rows_and_pages_of_a_killed_run_are_removed_and_whole_ones_kept(places):
    half = (
        "feeds/.street.99/month=2018-01/met.parquet",
        "prepared/.2017-18.99/offences.parquet",
        "made/2017-18/.restricted-places.99/page.ipynb",
    )
    whole = (
        "feeds/.other.former/provenance.parquet",
        "feeds/street/month=2018-01/met.parquet",
        "made/2017-18/restricted-places/page.ipynb",
        "prepared/2017-18/offences.parquet",
    )
    make(places.store, *half, *whole)
    with safely.alone(places):
        assert left(places.store) == list(whole)


def test_two_runs_at_once_are_refused_until_the_first_has_ended_or_died(file, places):
    command = [sys.executable, "-c", HOLDER, str(file), str(places.out)]
    first = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert first.stdout.readline() == "held\n"
        with pytest.raises(OutputError, match="another run of this partnership is under way"):
            run(places, "restricted/b.html")
        assert not places.finished.exists()
    finally:
        first.kill()
        first.communicate()
    run(places, "restricted/b.html")
    assert left(places.finished) == ["restricted/b.html"]


@pytest.mark.parametrize(
    "stop", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()]
)
def test_a_run_that_cannot_be_written_leaves_the_former_one(places, stop):
    run(places, "restricted/a.html")
    with (
        pytest.raises((OutputError, KeyboardInterrupt)) as caught,
        safely.alone(places), safely.writing(places), safely.in_place(places),
    ):  # fmt: skip
        make(places.building, "restricted/b.html")
        raise stop
    assert left(places.finished) == ["restricted/a.html"] and not places.building.exists()
    if isinstance(stop, OSError):
        assert "No space left on device" in str(caught.value) and caught.value.exit_code == 14


def read(month, rows=400):
    values = [os.urandom(900).hex() for _ in range(rows)]
    return FileReading(
        feed="street",
        contract="street",
        file=f"{month}.csv",
        sha256="0" * 64,
        vintage="2018-03-01",
        month=month,
        publisher="met",
        rows_in=rows,
        accepted=pd.DataFrame({"month": month, "value": values}),
        quarantined=pd.DataFrame(columns=QUARANTINE_COLUMNS),
    )


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 1 MB; as root only."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False,
        capture_output=True,
    ).returncode == 0  # fmt: skip
    if not mounted:
        pytest.skip("a small disk can be mounted by root only")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full_keeps_the_former_state_of_the_store(small_disk):
    store = Store(small_disk / "store")
    store.ingest("street", [read("2018-01", 200)], fingerprint="1")
    before = left(small_disk)
    with pytest.raises(OutputError, match="could not be stored"):
        store.ingest("street", [read(f"2018-0{n}") for n in range(1, 9)], fingerprint="2")
    assert left(small_disk) == before
    assert store.months("street")["rows"].tolist() == [200]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(places):
    places.out.mkdir()
    places.out.chmod(0o500)
    with pytest.raises(OutputError, match="cannot be written"):
        run(places, "restricted/a.html")


def test_a_read_only_disk_is_said(small_disk, file):
    there = Layout(small_disk / "out", settings.load(file))
    run(there, "restricted/a.html")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(OutputError, match="cannot be written: Read-only file system"):
        run(there, "restricted/b.html")
    assert left(there.finished) == ["restricted/a.html"]
