"""The last gate: every byte of a public folder is decoded and read for what must not be there."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from cdrp_analysis.auditor import patterns as shapes
from cdrp_analysis.auditor.checks import (
    Found,
    KnownValues,
    Places,
    Secrets,
    SmallCounts,
    code_shown,
    fetched,
    parameters,
    persons,
    screened,
    whole_numbers,
)
from cdrp_analysis.auditor.decoders import decode
from cdrp_analysis.auditor.pages import Piece

ALLOWED_TYPES = frozenset(
    {".html", ".csv", ".geojson", ".svg", ".png", ".json", ".txt", ".xlsx", ".pdf"}
)
_ALLOWED_MEDIA = re.compile(
    r"image/(?:png|svg\+xml|gif)|text/(?:html|css|plain)|font/|application/font"
)
_COLUMNS = ["file", "place", "kind", "what"]
_SEPARATED = re.compile(r"[A-Za-z0-9]+")


def audit_folder(
    path: Path | str,
    *,
    secrets: Secrets,
    published: Mapping[str, pd.DataFrame],
    allowed_types: frozenset[str] = ALLOWED_TYPES,
    decoder: Callable[[str, bytes], Iterable[Piece]] = decode,
) -> pd.DataFrame:
    """
    Read every file of a folder for secrets, rows, places, paths, code and fetched addresses.

    Parameters
    ----------
    path : path
        The public folder.
    secrets : Secrets
        What is known to be restricted.
    published : dict of name to DataFrame
        Protected tables; a small count that one of them shows is no finding.
    allowed_types : frozenset of str
        Endings a public file may have.
    decoder : callable
        Gives the pieces of a file of that name and bytes; a ``Decoder`` that is shared with
        :func:`cdrp_analysis.auditor.numerals.numerals` decodes every page once.

    Returns
    -------
    DataFrame, one row per finding
        ``file`` (below the folder), ``place`` in it, ``kind`` and ``what``, which describes
        the finding without repeating it. Empty for a clean folder.
    """
    path = Path(path)
    reader = _Reader(secrets, published)
    rows: dict[tuple[str, str, str, str], None] = {}
    for file in sorted(p for p in path.rglob("*") if p.is_file() or p.is_symlink()):
        name = file.relative_to(path).as_posix()
        label = name if not reader.names_in(name) else f"file {len(rows) + 1} (name withheld)"
        for found in reader.file_name(name, file, allowed_types):
            rows[(label, "", *found)] = None
        if file.is_symlink():
            continue
        for piece in decoder(name, file.read_bytes()):
            for found in reader.read(piece):
                rows[(label, piece.place, *found)] = None
    return pd.DataFrame(list(rows), columns=_COLUMNS)


class _Reader:
    """Reads pieces of text; the same text is read once, however many pages repeat it."""

    def __init__(self, secrets: Secrets, published: Mapping[str, pd.DataFrame]):
        self.secrets = secrets
        self.values = KnownValues(secrets)
        self.names: dict[str, list[tuple[tuple[str, ...], re.Pattern]]] = {}
        for name in secrets.names:
            words = tuple(word.lower() for word in _SEPARATED.findall(name))
            if words:
                gap = r"[^A-Za-z0-9]+"
                spelled = gap.join(map(re.escape, words))
                edges = rf"(?<![A-Za-z0-9]){spelled}(?![A-Za-z0-9])"
                self.names.setdefault(words[0], []).append((words, re.compile(edges, re.I)))
        self.cells: dict[str, dict[str, set[int]]] = {}
        for area, label, value in secrets.cells:
            self.cells.setdefault(area.lower(), {}).setdefault(label.lower(), set()).add(int(value))
        self.places = Places(secrets)
        self.counts = SmallCounts(secrets.threshold, published)
        self.seen: dict[tuple[str, str, str], list[Found]] = {}

    def file_name(self, name: str, file: Path, allowed: frozenset[str]) -> Iterator[Found]:
        if file.is_symlink():
            yield "file type", "a link to another file"
        elif file.suffix.lower() not in allowed:
            yield "file type", f"files of type {file.suffix or 'none'} are not published"
        yield from self._known(name, "attribute")

    def names_in(self, text: str) -> bool:
        """Whether the text itself holds something that must not be repeated."""
        return any(kind != "path" for kind, _ in self._known(text, "attribute"))

    def read(self, piece: Piece) -> Iterator[Found]:
        if piece.kind == "notice":
            yield piece.name, piece.text
            return
        key = (piece.kind, f"{piece.tag} {piece.name} {piece.context}", piece.text)
        if key not in self.seen:
            self.seen[key] = list(self._read(piece))
        yield from self.seen[key]

    def _less_known(self, text: str) -> str:
        """A text without the wording that everybody may know."""
        for wording in sorted(self.secrets.may_stand, key=len, reverse=True):
            text = text.replace(wording, "…")
        return text

    def _read(self, piece: Piece) -> Iterator[Found]:
        text, kind = piece.text, piece.kind
        if piece.name == "media-type":
            if not _ALLOWED_MEDIA.match(text):
                yield "file type", f"an embedded file of type {text[:40]}"
            return
        if kind == "cell":  # its text is read as text as well; here with its headings
            yield from self._hidden_cells(piece)
            yield from self.counts.look(piece)
            return
        if kind != "numbers":
            yield from self._known(text, kind)
            yield from code_shown(piece)
            yield from fetched(piece)
            yield from parameters(text)
        drawing = kind in ("attribute", "style") and piece.name.lower() in shapes.UNSCREENED
        if not drawing and kind != "style":
            yield from self.places.look(piece)
            yield from screened(self._less_known(text))
            if kind != "script":
                yield from persons(text)
        if kind not in ("script", "style", "numbers", "document") and not drawing:
            yield from self._hidden_cells(piece)
            yield from self.counts.look(piece)

    def _known(self, text: str, kind: str) -> Iterator[Found]:
        yield from self.values.look(text)
        if any(True for _ in shapes.HASH.finditer(text)):
            yield "hash", "40 to 64 hexadecimal digits"
        words = set(map(str.lower, _SEPARATED.findall(text)))
        begun = sorted(words & self.names.keys())
        for name, spelled in (one for word in begun for one in self.names[word]):
            short = len(name) == 1 and len(name[0]) < 5 and kind in ("script", "style")
            if not short and words.issuperset(name) and spelled.search(text):
                yield "restricted name", f"one of {sum(map(len, name))} characters"
        if kind != "style" and shapes.PATH.search(text):
            yield "path", "a path of the machine or a restricted file"

    def _hidden_cells(self, piece: Piece) -> Iterator[Found]:
        whole = f"{piece.context} {piece.text}".lower()
        for area, labels in self.cells.items():
            if area not in whole:
                continue
            numbers = None
            for label, values in labels.items():
                if label not in whole:
                    continue
                if numbers is None:
                    numbers = whole_numbers(piece.text)
                if numbers & values:
                    yield "hidden count", "area, offence and the hidden count stand together"
                    return
