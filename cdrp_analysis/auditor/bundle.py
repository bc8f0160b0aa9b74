"""A published release as its reader has it: the bytes of a folder or of a sealed zip."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pandas as pd

from cdrp_analysis.errors import DisclosureError, InputError

STRUCTURE = "data/structure.json"
DICTIONARY = "dictionary"  # describes the tables and holds no counts
_LARGEST = 2_000_000_000  # bytes, unpacked
_FORMAT = 1


@dataclass(frozen=True)
class Bundle:
    """
    One edition of one release.

    Parameters
    ----------
    name : str
        Name of the folder or zip, for messages.
    files : dict of name to bytes
        Every file, named by its path below the release's root.
    tables : dict of name to DataFrame of str
        The tables of ``data/``, as they stand in the CSV.
    structure : dict
        ``data/structure.json``: what the tables declare about themselves.
    pages : tuple of str
        Names of the HTML files.
    """

    name: str
    files: Mapping[str, bytes]
    tables: Mapping[str, pd.DataFrame]
    structure: Mapping
    pages: tuple[str, ...]


def open_bundle(path: Path | str) -> Bundle:
    """
    Read a release folder or a sealed zip.

    In a zip the release may lie below folders of its own; files outside it (a manifest,
    approvals) are kept under their own names.

    Raises
    ------
    InputError
        If there is nothing to read, or ``data/structure.json`` or a table is unreadable.
    DisclosureError
        If a table of ``data/`` is not declared in ``data/structure.json``.
    """
    path = Path(path)
    try:
        files = dict(_zipped(path) if path.is_file() else _in_folder(path))
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise _unreadable(
            path.name, f"the release cannot be read ({type(error).__name__})"
        ) from None
    files = _below_root(files)
    structure = _structure(path.name, files)
    tables = {
        PurePosixPath(name).stem: _table(path.name, name, files[name])
        for name in sorted(files)
        if PurePosixPath(name).parent.as_posix() == "data" and name.lower().endswith(".csv")
    }
    undeclared = sorted(set(tables) - set(structure["tables"]) - {DICTIONARY})
    if undeclared:
        raise DisclosureError(
            f"{len(undeclared)} tables are not declared: {', '.join(undeclared[:5])}.",
            where=f"{path.name}: {STRUCTURE}",
            do="declare what their counts are, or leave them out of the release",
        )
    pages = tuple(sorted(n for n in files if n.lower().endswith((".html", ".htm"))))
    return Bundle(path.name, files, tables, structure, pages)


def roles_of(bundle: Bundle) -> dict[str, dict[str, str]]:
    """Role of every column of every table, from the dictionary where there is one."""
    frame = bundle.tables.get(DICTIONARY)
    roles: dict[str, dict[str, str]] = {}
    if frame is not None and {"table", "column", "role"} <= set(frame):
        for table, column, role in frame[["table", "column", "role"]].itertuples(index=False):
            roles.setdefault(table, {})[column] = role
    return roles


def _in_folder(path: Path) -> Iterator[tuple[str, bytes]]:
    if not path.is_dir():
        raise FileNotFoundError(path.name)
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        yield file.relative_to(path).as_posix(), file.read_bytes()


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        inside = [member for member in archive.infolist() if not member.is_dir()]
        if sum(member.file_size for member in inside) > _LARGEST:
            raise OSError("too large")
        for member in inside:
            yield member.filename, archive.read(member)


def _below_root(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Names below the folder that holds data/structure.json; what lies outside keeps its name."""
    roots = [name.removesuffix(STRUCTURE) for name in files if f"/{name}".endswith(f"/{STRUCTURE}")]
    root = min(roots, key=len, default="")
    return {name.removeprefix(root): content for name, content in files.items()}


def _structure(bundle: str, files: Mapping[str, bytes]) -> dict:
    if STRUCTURE not in files:
        raise _unreadable(bundle, f"{STRUCTURE} is missing")
    try:
        structure = json.loads(files[STRUCTURE].decode("utf-8-sig"))
    except ValueError:
        raise _unreadable(bundle, f"{STRUCTURE} is not JSON") from None
    declared = isinstance(structure, dict) and isinstance(structure.get("tables"), dict)
    if not declared or structure.get("format") != _FORMAT:
        raise _unreadable(bundle, f"{STRUCTURE} is not of format {_FORMAT}")
    return structure


def _table(bundle: str, name: str, data: bytes) -> pd.DataFrame:
    """A CSV as text; a row longer or shorter than the header is refused, not guessed at."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (ValueError, csv.Error):
        raise _unreadable(bundle, f"{name} is not a CSV file") from None
    header = rows[0] if rows else []
    uneven = sum(len(row) != len(header) for row in rows[1:])
    if not header or len(set(header)) < len(header) or uneven:
        raise _unreadable(bundle, f"{name} has {uneven} uneven rows or no single header")
    return pd.DataFrame(rows[1:], columns=header, dtype=str)


def _unreadable(bundle: str, what: str) -> InputError:
    return InputError(
        f"{what}.", where=bundle, do="audit the folder or zip as the release step wrote it"
    )
