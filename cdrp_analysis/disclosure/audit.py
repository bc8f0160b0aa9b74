"""The last gate: every byte of a public folder is decoded and read for what must not be there."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cdrp_analysis.disclosure import audit_patterns as shapes
from cdrp_analysis.disclosure.audit_decoders import Piece, decode

ALLOWED_TYPES = frozenset({".html", ".csv", ".geojson", ".svg", ".png", ".json", ".txt"})
_ALLOWED_MEDIA = re.compile(
    r"image/(?:png|svg\+xml|gif)|text/(?:html|css|plain)|font/|application/font"
)
_PREFIX = 16  # hexadecimal digits of a crime identifier that are enough to find the row
_DECIMALS = 3  # of a degree; about 100 m
_SMALL_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4}
_COLUMNS = ["file", "place", "kind", "what"]
_SEPARATED = re.compile(r"[A-Za-z0-9]+")
# Britain, for coordinates, when no published boundary says where the partnership lies.
_BRITAIN = (-8.7, 49.8, 1.8, 60.9)

Found = tuple[str, str]


@dataclass(frozen=True)
class Secrets:
    """
    What is known not to be allowed out, made from the restricted inputs.

    Parameters
    ----------
    crime_ids : frozenset of str
        Identifiers; any 16 leading hexadecimal digits count.
    names : frozenset of str
        Restricted paths and file names, user names, values of restricted parameters.
    cells : tuple of (area name, offence label, value)
        Hidden counts; found where the three stand together.
    points : frozenset of (longitude, latitude)
        Exact places of events, degrees.
    allowed_coordinates : frozenset of (longitude, latitude)
        Vertices of the published boundary files, degrees.
    threshold : int
        Counts from 1 to this less one are small.
    """

    crime_ids: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    cells: tuple[tuple[str, str, int], ...] = ()
    points: frozenset[tuple[float, float]] = frozenset()
    allowed_coordinates: frozenset[tuple[float, float]] = frozenset()
    threshold: int = field(default=5)


def audit_folder(
    path: Path | str,
    *,
    secrets: Secrets,
    published: Mapping[str, pd.DataFrame],
    allowed_types: frozenset[str] = ALLOWED_TYPES,
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
        for piece in decode(name, file.read_bytes()):
            for found in reader.read(piece):
                rows[(label, piece.place, *found)] = None
    return pd.DataFrame(list(rows), columns=_COLUMNS)


class _Reader:
    """Reads pieces of text; the same text is read once, however many pages repeat it."""

    def __init__(self, secrets: Secrets, published: Mapping[str, pd.DataFrame]):
        self.secrets = secrets
        self.prefixes = {i.lower()[:_PREFIX] for i in secrets.crime_ids if len(i) >= _PREFIX}
        self.names = {}
        for name in secrets.names:
            words = tuple(word.lower() for word in _SEPARATED.findall(name))
            if words:
                gap = r"[^A-Za-z0-9]+"
                spelled = gap.join(map(re.escape, words))
                edges = rf"(?<![A-Za-z0-9]){spelled}(?![A-Za-z0-9])"
                self.names[words] = re.compile(edges, re.I)
        self.cells: dict[str, dict[str, set[int]]] = {}
        for area, label, value in secrets.cells:
            self.cells.setdefault(area.lower(), {}).setdefault(label.lower(), set()).add(int(value))
        self.places = _Places(secrets)
        self.counts = _SmallCounts(secrets.threshold, published)
        self.seen: dict[tuple[str, str, str], list[Found]] = {}

    def file_name(self, name: str, file: Path, allowed: frozenset[str]) -> Iterator[Found]:
        if file.is_symlink():
            yield "file type", "a link to another file"
        elif file.suffix.lower() not in allowed:
            yield "file type", f"files of type {file.suffix or 'none'} are not published"
        yield from self._known(name, "attribute")

    def names_in(self, text: str) -> bool:
        """Whether the text itself holds something that must not be repeated."""
        return any(True for _ in self._known(text, "attribute"))

    def read(self, piece: Piece) -> Iterator[Found]:
        if piece.name == "unreadable":
            yield "unreadable", piece.text
            return
        key = (piece.kind, f"{piece.tag} {piece.name} {piece.context}", piece.text)
        if key not in self.seen:
            self.seen[key] = list(self._read(piece))
        yield from self.seen[key]

    def _read(self, piece: Piece) -> Iterator[Found]:
        text, kind = piece.text, piece.kind
        if piece.name == "media-type":
            if not _ALLOWED_MEDIA.match(text):
                yield "file type", f"an embedded file of type {text[:40]}"
            return
        if kind != "numbers":
            yield from self._known(text, kind)
            yield from _code(piece)
            yield from _fetched(piece)
        drawing = kind in ("attribute", "style") and piece.name.lower() in shapes.UNSCREENED
        if not drawing and kind != "style":
            yield from self.places.look(piece)
            yield from _screened(text)
        if kind not in ("script", "style", "numbers") and not drawing:
            yield from self._hidden_cells(piece)
            yield from self.counts.look(piece)

    def _known(self, text: str, kind: str) -> Iterator[Found]:
        for run in shapes.HEX.finditer(text):
            digits = run[0].lower()
            windows = range(len(digits) - _PREFIX + 1)
            if any(digits[i : i + _PREFIX] in self.prefixes for i in windows):
                yield "crime identifier", f"{len(digits)} characters of one"
        if any(True for _ in shapes.HASH.finditer(text)):
            yield "hash", "40 to 64 hexadecimal digits"
        words = None
        for name, spelled in self.names.items():
            short = len(name) == 1 and len(name[0]) < 5 and kind in ("script", "style")
            if words is None:
                words = set(map(str.lower, _SEPARATED.findall(text)))
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
                    numbers = _whole_numbers(piece.text)
                if numbers & values:
                    yield "hidden count", "area, offence and the hidden count stand together"
                    return


def _whole_numbers(text: str) -> set[int]:
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.lower())
    numbers = {int(n) for n in re.findall(r"(?<![\w./-])\d{1,9}(?![\w/-]|\.\d)", plain)}
    return numbers | {n for word, n in _SMALL_WORDS.items() if re.search(rf"\b{word}\b", plain)}


def _screened(text: str) -> Iterator[Found]:
    for what, shape in shapes.SCREENED.items():
        if found := shape.search(text):
            yield "pattern", f"{what} ({len(found[0])} characters)"


def _code(piece: Piece) -> Iterator[Found]:
    if piece.name == "class" and shapes.CODE_CLASS.search(piece.text):
        yield "code", "a notebook's code cell"
    elif piece.kind != "script" and shapes.CODE.search(piece.text):
        yield "code", "program text or an error trace"


def _fetched(piece: Piece) -> Iterator[Found]:
    fetched = False
    if piece.kind == "attribute":
        name, tag = piece.name.lower(), piece.tag.lower()
        fetches = name in shapes.FETCHING_ATTRIBUTES or (
            name in ("href", "xlink:href") and tag in shapes.FETCHING_HREF_TAGS
        )
        refresh = tag == "meta" and name == "content" and "url=" in piece.text.lower()
        fetched = (fetches or refresh) and bool(shapes.EXTERNAL.search(piece.text))
    elif piece.kind == "style":
        fetched = bool(shapes.STYLE_FETCH.search(piece.text))
    elif piece.kind == "script":
        fetched = bool(shapes.SCRIPT_FETCH.search(piece.text))
    if fetched:
        yield "external address", "the page would fetch something from the network"


class _Places:
    """Knows which coordinates are published outlines and which could be an event's."""

    def __init__(self, secrets: Secrets):
        self.allowed: dict[int, set[tuple[float, float]]] = {}
        self.vertices = secrets.allowed_coordinates
        self.points = {(round(x, 6), round(y, 6)) for x, y in secrets.points}
        self.ordinates = sorted({n for point in self.points for n in point})
        known = list(secrets.allowed_coordinates | secrets.points)
        if known:
            xs, ys = zip(*known, strict=True)
            self.box = (min(xs) - 0.02, min(ys) - 0.02, max(xs) + 0.02, max(ys) + 0.02)
        else:
            self.box = _BRITAIN

    def look(self, piece: Piece) -> Iterator[Found]:
        text = piece.text
        if piece.kind == "numbers":
            if self._array(text):
                yield "coordinate", "an array of exact coordinates"
            return
        for first, second in self._pairs(text):
            if self._exact(first, second):
                yield "coordinate", f"a place to more than {_DECIMALS} decimals"
                return
        if shapes.GRID_METRES.search(text):
            yield "coordinate", "a place on the National Grid to less than a metre"
            return
        for number in shapes.NUMBER.finditer(text):
            if self._is_ordinate(float(number[0])) and piece.kind != "script":
                yield "coordinate", "a longitude or latitude of an event"
                return

    def _pairs(self, text: str) -> Iterator[tuple[str, str]]:
        at = 0
        while found := shapes.COORDINATES.search(text, at):
            yield found[1], found[2]
            at = found.start(2)  # overlapping: the second number may begin the pair

    def _exact(self, first: str, second: str) -> bool:
        decimals = max(len(n.split(".")[1]) for n in (first, second))
        if decimals <= _DECIMALS:
            return False
        one, two = float(first), float(second)
        return any(
            self._inside(x, y) and not self._vertex(x, y, min(decimals, 6))
            for x, y in ((one, two), (two, one))
        )

    def _inside(self, x: float, y: float) -> bool:
        west, south, east, north = self.box
        return west <= x <= east and south <= y <= north

    def _vertex(self, x: float, y: float, decimals: int) -> bool:
        if decimals not in self.allowed:
            self.allowed[decimals] = {
                (round(a, decimals), round(b, decimals)) for a, b in self.vertices
            }
        return (round(x, decimals), round(y, decimals)) in self.allowed[decimals]

    def _is_ordinate(self, number: float) -> bool:
        here = bisect_left(self.ordinates, number - 5e-7)
        return here < len(self.ordinates) and self.ordinates[here] <= number + 5e-7

    def _array(self, text: str) -> bool:
        numbers = [float(n) for n in text.split()]
        west, south, east, north = self.box
        if any(self._is_ordinate(round(n, 6)) for n in numbers):
            return True
        pairs = zip(numbers[::2], numbers[1::2], strict=False)
        if any(self._exact(f"{a:.6f}", f"{b:.6f}") for a, b in pairs):
            return True
        return len(numbers) > 1 and (
            all(south <= n <= north for n in numbers) or all(west <= n <= east for n in numbers)
        )


class _SmallCounts:
    """Finds small numbers of events in prose and table cells that no table publishes."""

    def __init__(self, threshold: int, published: Mapping[str, pd.DataFrame]):
        labels = set()
        self.shown: dict[int, set[str]] = {}
        for frame in published.values():
            labels |= set(frame["label"].dropna().astype(str)) if "label" in frame else set()
            numeric = [c for c in frame if pd.api.types.is_numeric_dtype(frame[c])]
            texts = [c for c in frame if c not in numeric and not c.endswith("_symbol")]
            for column in numeric:
                for value in range(1, threshold):
                    who = frame.loc[frame[column] == value, texts].astype(str).to_numpy().ravel()
                    self.shown.setdefault(value, set()).update(
                        word.lower() for word in who if len(word) > 3
                    )
        nouns = "|".join([shapes.EVENT_NOUNS, *sorted(map(re.escape, labels), key=len)[::-1]])
        small = "|".join([*map(str, range(1, threshold)), *_SMALL_WORDS])
        self.noun = re.compile(rf"\b(?:{nouns})\b", re.I)
        self.before = re.compile(
            rf"(?<![\w.,/£$])(?<!\bto )(?<!\d[-–])({small})\s+(?:[a-z-]+\s+){{0,2}}?(?:{nouns})\b",
            re.I,
        )
        self.after = re.compile(
            rf"\b(?:{nouns})(?:\s*[:=(|]\s*|\s+(?:was|were|is|fell to|rose to|up|down)\s+)"
            rf"({small})\b(?![.,:/%–-]?\d)(?!\s*(?:%|per|to|months?|years?))",
            re.I,
        )
        self.alone = re.compile(rf"\s*({small})\s*", re.I)

    def look(self, piece: Piece) -> Iterator[Found]:
        whole = f"{piece.context} {piece.text}".lower()
        if piece.kind == "cell":
            found = self.alone.fullmatch(piece.text)
            if found and self.noun.search(piece.name) and not self._published(found[1], whole):
                yield "small count", "a small count in a table, which no published table shows"
            return
        for shape in (self.before, self.after):
            for found in shape.finditer(piece.text):
                if not self._published(found[1], whole):
                    yield "small count", "a small count in words, which no published table shows"
                    return

    def _published(self, number: str, whole: str) -> bool:
        value = _SMALL_WORDS.get(number.lower()) or int(number)
        return any(word in whole for word in self.shown.get(value, ()))
