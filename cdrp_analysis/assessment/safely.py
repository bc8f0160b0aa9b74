"""One run at a time, whole or not at all: locks, full disks, and what a killed run left behind."""

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cdrp_analysis.assessment.layout import Layout
from cdrp_analysis.disclosure.rules import RELEASED
from cdrp_analysis.errors import OutputError

_SIGNED = tuple(
    name.format(edition) for edition in RELEASED for name in ("{}", "{}.zip", "approvals-{}.json")
)
_FORMER = ".former-"


@contextmanager
def alone(places: Layout, patience: float = 0.0) -> Iterator[None]:
    """
    One run at a time for a partnership: they share its store. Clears up after a killed one.

    Raises
    ------
    OutputError
        If the folder cannot be written, or another run holds it after ``patience`` seconds.
    """
    try:
        places.partnership.mkdir(parents=True, exist_ok=True)
        lock = (places.partnership / ".lock").open("w")
    except OSError as error:
        raise OutputError(
            f"the output folder cannot be written: {error.strerror}.",
            where=places.out.name,
            do="choose another folder with --out",
        ) from None
    last = time.monotonic() + patience
    while not (held := _locked(lock)) and time.monotonic() < last:
        time.sleep(0.2)
    if not held:
        lock.close()
        raise OutputError(
            "another run of this partnership is under way in this folder.",
            where=places.partnership.name,
            do="wait for it, or choose another folder with --out",
        )
    try:
        with writing(places):
            _clear_up(places)
        yield
    finally:
        lock.close()


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def writing(places: Layout) -> Iterator[None]:
    """Say what to do where the disk is full or may not be written."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"the run could not be written: {error.strerror or error}.",
            where=Path(str(error.filename or places.out)).name,
            do="free some space or choose another folder with --out",
        ) from None


@contextmanager
def in_place(places: Layout) -> Iterator[None]:
    """Make everything in a hidden folder and move it into place if nothing failed."""
    shutil.rmtree(places.building, ignore_errors=True)
    try:
        yield
        _move_into_place(places)
    finally:
        shutil.rmtree(places.building, ignore_errors=True)


def _move_into_place(places: Layout) -> None:
    shutil.rmtree(places.building / "scratch", ignore_errors=True)
    former = places.finished.with_name(f"{_FORMER}{places.finished.name}")
    if places.finished.exists():
        places.finished.rename(former)
    places.building.rename(places.finished)
    _keep_signed(former, places.finished)


def _keep_signed(former: Path, finished: Path) -> None:
    """What was signed stays signed, and on view, whatever is drafted now."""
    for name in _SIGNED:
        if (former / name).exists():
            (former / name).rename(finished / name)
    shutil.rmtree(former, ignore_errors=True)


def _clear_up(places: Layout) -> None:
    """
    What a killed run left between two steps is brought to one of its ends.

    A run that was moved aside is put back, or what was signed in it is moved on; rows and pages
    that were half written are removed, for they are restricted and nobody would look for them.
    """
    for former in places.partnership.glob(f"{_FORMER}*"):
        finished = former.with_name(former.name.removeprefix(_FORMER))
        if finished.exists():
            _keep_signed(former, finished)
        else:
            former.rename(finished)
    half = [
        *places.partnership.glob(".building-*"),
        *(places.store / "feeds").glob(".*"),
        *(places.store / "prepared").glob(".*"),
        *(places.store / "made").glob("*/.*"),
    ]
    for folder in half:
        if not folder.name.endswith(".former"):  # the store itself puts that back
            shutil.rmtree(folder, ignore_errors=True)
