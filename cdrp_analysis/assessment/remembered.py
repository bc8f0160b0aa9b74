"""Pages that an earlier run made of exactly what they would be made of now, with their tables."""

import hashlib
import os
import platform
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import nbformat

from cdrp_analysis.assessment.layout import reference
from cdrp_analysis.assessment.plan import Task

_PACKAGE = Path(__file__).resolve().parents[1]
_KEY, _PAGE, _TABLES = "key.txt", "page.ipynb", "tables"


class Remembered:
    """
    The last executed notebook of every page of a partnership's period, in its restricted store.

    Parameters
    ----------
    folder : path
        Of this period, in the store; it is made when something is kept.
    basis : str
        Hash of all that every page rests on: code, settings and prepared rows for the restricted
        edition, code and protected tables for another.
    fresh : bool
        Nothing that was kept is used, though what is made is kept.
    """

    def __init__(self, folder: Path, basis: str, *, fresh: bool = False):
        self._folder, self._basis, self._fresh = folder, basis, fresh

    def key(self, task: Task, notebook: Path, needs: Iterable[str] = ()) -> str:
        """Hash of all that decides what a page will be; ``needs``: keys of pages it reads."""
        return _hash(
            [self._basis, task.edition, task.page, task.ward, _of_file(notebook), *sorted(needs)]
        )

    def recall(self, task: Task, key: str, tables: Path) -> nbformat.NotebookNode | None:
        """The page as it was made, its tables put into ``tables``; None if it must be made."""
        kept = self._place(task)
        try:
            if self._fresh or (kept / _KEY).read_text(encoding="utf-8") != key:
                return None
            node = nbformat.read(kept / _PAGE, as_version=4)
            copy_tables(kept / _TABLES, tables)
        except (OSError, ValueError):  # nothing kept, or damaged: it is made anew
            return None
        return node

    def keep(self, task: Task, key: str, node: nbformat.NotebookNode, tables: Path) -> None:
        """Keep a page just made, and the tables it alone made, in place of the former one."""
        place = self._place(task)
        fresh = place.with_name(f".{place.name}.{os.getpid()}")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        copy_tables(tables, fresh / _TABLES)
        nbformat.write(node, fresh / _PAGE)
        (fresh / _KEY).write_text(key, encoding="utf-8")  # last: without it nothing is recalled
        shutil.rmtree(place, ignore_errors=True)
        fresh.rename(place)

    def _place(self, task: Task) -> Path:
        return self._folder / f"{task.edition}-{task.page}"


def copy_tables(source: Path, target: Path) -> None:
    """Copy the files of one folder, if it is there, into another; each appears whole or not."""
    if not source.is_dir():
        return
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        partial = target / f".{path.name}.{os.getpid()}"
        shutil.copyfile(path, partial)
        partial.rename(target / path.name)


def basis(*parts: object) -> str:
    """Hash of what every page rests on, the code among it."""
    return _hash([code(), *map(repr, parts)])


@cache
def code() -> str:
    """Hash of this package, of the reference tables beside it and of every installed version."""
    files = [
        *(path for path in _PACKAGE.rglob("*") if "__pycache__" not in path.parts),
        *reference().glob("*"),
    ]
    own = [f"{path.name} {_of_file(path)}" for path in sorted(files) if path.is_file()]
    # An installed package's folder is named by its name and version; to read 180 files of metadata
    # would take most of the time in which a run finds that nothing has changed.
    folders = (path for place in sys.path for path in Path(place).glob("*.dist-info"))
    others = sorted({folder.name for folder in folders})
    return _hash([*own, *others, platform.python_version()])


def of_folder(folder: Path) -> str:
    """Hash of the names and bytes of every file in a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return _hash([f"{path.relative_to(folder).as_posix()} {_of_file(path)}" for path in files])


def keys(todo: Sequence[Task], notebooks: Mapping[str, Path], memory: Remembered) -> dict[str, str]:
    """The key of every page, those that it reads among its parts; in an order that can be run."""
    found: dict[str, str] = {}
    waiting = list(todo)
    coming = {task.page for task in todo}
    while waiting:
        ready = [t for t in waiting if not coming.intersection(t.needs) - set(found)]
        for task in ready:
            needs = [found[page] for page in task.needs if page in found]
            found[task.page] = memory.key(task, notebooks[task.report.notebook], needs)
            waiting.remove(task)
    return found


def _of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8") + b"\x00")
    return digest.hexdigest()
