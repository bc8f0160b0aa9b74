"""Files and folders that are written whole or not at all, by one person at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cdrp_analysis.errors import OutputError


@contextmanager
def writing(where: str) -> Iterator[None]:
    """Turn a full or read-only disk into an OutputError."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{where} could not be written: {error.strerror or 'the disk refused'}.",
            where=where,
            do="free some space or choose a folder you may write to; nothing was changed",
        ) from None


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else changes the records of a folder, which is made if need be."""
    with writing(folder.name):
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under another name and move it into place, so that it is never half there."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
