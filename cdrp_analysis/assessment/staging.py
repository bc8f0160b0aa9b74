"""Data and output folders behind a URL: copied here before a run, and back when it has ended."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.request import url2pathname

from cdrp_analysis import settings
from cdrp_analysis.assessment.layout import Layout
from cdrp_analysis.assessment.manifest import MANIFEST
from cdrp_analysis.errors import InputError, OutputError, SettingsError

_LEFT_HERE = (".lock",)


@dataclass(frozen=True)
class Staged:
    """Folders of this machine that stand for what was asked for."""

    file: Path
    data: Path | None
    out: Path


def is_url(path: str | None) -> bool:
    """Whether it is a URL, ``s3://bucket/folder``, and no path of this machine."""
    return bool(path) and "://" in path


@contextmanager
def staged(file: str, data: str | None, out: str, *, period: str | None = None) -> Iterator[Staged]:
    """
    Have an assessment file, its data and its output folder on this machine.

    Paths and ``file://`` are used where they are. Of other URLs the assessment file, the data
    folder and what the output folder holds of the partnership are copied into a temporary
    folder; when the run has ended, finished or failed, what has changed is copied back, each
    run's manifest last.

    Parameters
    ----------
    file, data, out : str
        Paths, or URLs of any file system that fsspec knows.
    period : str, optional
        As for a run.

    Raises
    ------
    SettingsError
        If fsspec, or what it needs for the URL, is not installed.
    InputError, OutputError
        If the file or the data cannot be had, or the output cannot be put back.
    """
    file, data, out = (_here(path) if path else path for path in (file, data, out))
    if not any(map(is_url, (file, data, out))):
        yield Staged(Path(file), Path(data) if data else None, Path(out))
        return
    with tempfile.TemporaryDirectory(prefix="cdrp-") as scratch:
        folder = Path(scratch)
        if is_url(file):
            data = data or file.rpartition("/")[0]
            held = folder / "file" / PurePosixPath(file).name
            _get(file, held, InputError)
            file = str(held)
        if is_url(data):
            _get(data, folder / "data", InputError)
            data = str(folder / "data")
        where = Path(data) if data else None
        if not is_url(out):
            yield Staged(Path(file), where, Path(out))
            return
        ours = Layout(folder / "out", settings.load(Path(file), period=period)).partnership
        ours.mkdir(parents=True)
        there = f"{out.rstrip('/')}/{ours.name}"
        if _exists(there):
            _get(there, ours, OutputError)
        before = _hashes(ours)
        try:
            yield Staged(Path(file), where, folder / "out")
        finally:
            _put_back(ours, there, before)


def partnership(file: str, period: str | None = None) -> str:
    """
    Folder name of the partnership that an assessment file is about, wherever the file is.

    Raises
    ------
    SettingsError, InputError
        If the file is not right, or cannot be had.
    """
    file = _here(file)
    with tempfile.TemporaryDirectory(prefix="cdrp-") as scratch:
        held = Path(file)
        if is_url(file):
            held = Path(scratch) / PurePosixPath(file).name
            _get(file, held, InputError)
        return Layout(Path(), settings.load(held, period=period)).partnership.name


def _here(path: str) -> str:
    if not path.startswith("file://"):
        return path
    return url2pathname(path.removeprefix("file://"))


def _system(url: str):
    try:
        import fsspec
    except ImportError:
        raise SettingsError(
            "URLs need fsspec, which is not installed.",
            where=url,
            do='pip install "cdrp-analysis[cluster]", or give a folder',
        ) from None
    try:
        return fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise SettingsError(
            f"the URL cannot be opened: {error}.",
            where=url,
            do="install the package that it names, or give a folder",
        ) from None


def _exists(url: str) -> bool:
    system, path = _system(url)
    return system.exists(path)


def _get(url: str, target: Path, kind: type[InputError | OutputError]) -> None:
    """A file, or all files of a folder below ``target``."""
    system, path = _system(url)
    try:
        if not system.exists(path):
            raise kind("there is nothing at this URL.", where=url, do="check its spelling")
        if system.isfile(path):
            target.parent.mkdir(parents=True, exist_ok=True)
            system.get_file(path, str(target))
            return
        for found in system.find(path):
            below = PurePosixPath(found).relative_to(system._strip_protocol(path))
            if ".." in below.parts:
                raise kind("a name leads outside the folder.", where=url, do="rename it")
            held = target / below
            held.parent.mkdir(parents=True, exist_ok=True)
            system.get_file(found, str(held))
    except OSError as error:
        raise kind(
            f"it could not be copied here: {error.strerror or error}.",
            where=url,
            do="check the network and your rights, and run the command again",
        ) from None


def _hashes(folder: Path) -> dict[str, str]:
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in _LEFT_HERE:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[path.relative_to(folder).as_posix()] = digest
    return found


def _put_back(folder: Path, url: str, before: dict[str, str]) -> None:
    """Files that are new or changed, manifests last; those that are gone are removed there."""
    if not folder.exists():
        return
    system, path = _system(url)
    now = _hashes(folder)
    changed = [name for name, digest in now.items() if before.get(name) != digest]
    changed.sort(key=lambda name: (name.endswith(f"/{MANIFEST}"), name))
    try:
        for name in changed:
            system.makedirs(f"{path}/{name}".rpartition("/")[0], exist_ok=True)
            system.put_file(str(folder / name), f"{path}/{name}")
        for name in sorted(set(before) - set(now)):
            system.rm_file(f"{path}/{name}")
    except OSError as error:
        raise OutputError(
            f"what was made could not be put back: {error.strerror or error}.",
            where=url,
            do="check the network and your rights, and run the command again",
        ) from None
