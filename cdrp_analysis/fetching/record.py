"""What was fetched from where, and the checksum it had: ``fetched.json`` in the data folder."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from cdrp_analysis.errors import FetchError

NAME = "fetched.json"


@dataclass(frozen=True)
class Entry:
    """One fetched file: name below the folder, origin, checksum, size, day of the download."""

    file: str
    address: str
    sha256: str
    bytes: int
    fetched: str
    checked: str
    source: str


class Record:
    """The entries of a data folder; written anew, whole, at every change."""

    def __init__(self, folder: Path):
        self._path = folder / NAME
        self._entries: dict[str, Entry] = {}
        if self._path.exists():
            try:
                held = json.loads(self._path.read_text(encoding="utf-8"))
                self._entries = {entry["file"]: Entry(**entry) for entry in held}
            except (ValueError, TypeError, KeyError):
                raise FetchError(
                    "the record of what was fetched cannot be read.",
                    where=NAME,
                    do="restore it, or move it away together with the files it is about",
                ) from None

    def get(self, file: str) -> Entry | None:
        """The entry of a file, if it was fetched."""
        return self._entries.get(file)

    def put(self, entry: Entry) -> None:
        """Enter a file."""
        self._entries[entry.file] = entry
        held = [asdict(self._entries[name]) for name in sorted(self._entries)]
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(fresh, self._path)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal, never holding it whole."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
