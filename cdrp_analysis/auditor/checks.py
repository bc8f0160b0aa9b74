"""What each check of the audit looks for in a piece of text; findings never repeat it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.auditor import patterns as shapes
from cdrp_analysis.auditor.pages import Piece

_DECIMALS = 3  # of a degree; about 100 m
_SMALL_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4}
# Britain, for coordinates, when no published boundary says where the partnership lies.
_BRITAIN = (-8.7, 49.8, 1.8, 60.9)

Found = tuple[str, str]  # kind, and what was found


_PREFIX = 16  # hexadecimal digits of a crime identifier that are enough to find the row
_SHORT = 5  # letters: a shorter identifier or word may stand on any page
_LONG = 10  # letters: a secret word of so many is one even where letters are glued to it
_WORDS_IN_A_ROW = 5  # of a secret text: fewer are ordinary English


@dataclass(frozen=True)
class Secrets:
    """
    What is known not to be allowed out, made from the restricted inputs.

    Parameters
    ----------
    identifiers : frozenset of str
        Crime IDs and pseudonyms; of long hexadecimal ones any 16 leading digits count.
    texts : frozenset of str
        Values of secret columns; five words of one in a row count.
    names : frozenset of str
        Restricted paths and file names, user names, values of restricted parameters.
    cells : tuple of (area name, offence label, value)
        Hidden counts; found where the three stand together.
    points : frozenset of (longitude, latitude)
        Exact places of events, degrees.
    grid_points : frozenset of (easting, northing)
        The same on the National Grid, whole metres (EPSG:27700).
    allowed_coordinates : frozenset of (longitude, latitude)
        Vertices of the published boundary files, degrees.
    threshold : int
        Counts from 1 to this less one are small.
    may_stand : frozenset of str
        Wording that the release says everybody may know, such as a public telephone number.
    """

    identifiers: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    cells: tuple[tuple[str, str, int], ...] = ()
    points: frozenset[tuple[float, float]] = frozenset()
    grid_points: frozenset[tuple[int, int]] = frozenset()
    allowed_coordinates: frozenset[tuple[float, float]] = frozenset()
    threshold: int = 5
    may_stand: frozenset[str] = frozenset()


def whole_numbers(text: str) -> set[int]:
    """
    Numbers of a text that can be counts of events.

    Examples
    --------
    >>> sorted(whole_numbers("1,204 thefts, 2nd to 8th of 16 wards, 17% of 17 themes; two in May"))
    [2, 1204]
    """
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.lower())
    plain = shapes.OF_OTHER_THINGS.sub(" … ", plain)
    numbers = {int(n) for n in re.findall(r"(?<![\w./-])\d{1,9}(?![\w/-]|\.\d)", plain)}
    return numbers | {n for word, n in _SMALL_WORDS.items() if re.search(rf"\b{word}\b", plain)}


def screened(text: str) -> Iterator[Found]:
    if len(text) < 5 or not shapes.MAYBE_PERSONAL.search(text):
        return
    for what, shape in shapes.SCREENED.items():
        if found := shape.search(text):
            yield "pattern", f"{what} ({len(found[0])} characters)"


def persons(text: str) -> Iterator[Found]:
    if shapes.PERSON.search(text):
        yield "person", "a person's name or date of birth"


def parameters(text: str) -> Iterator[Found]:
    if shapes.PARAMETERS.search(text):
        yield "parameters", "the parameters of a run"


def code_shown(piece: Piece) -> Iterator[Found]:
    if piece.name == "class" and shapes.CODE_CLASS.search(piece.text):
        yield "code", "a notebook's code cell"
    elif (
        piece.kind != "script"
        and shapes.MAYBE_CODE.search(piece.text)
        and shapes.CODE.search(piece.text)
    ):
        yield "code", "program text or an error trace"


def fetched(piece: Piece) -> Iterator[Found]:
    external = False
    if "//" not in piece.text:
        return
    if piece.kind == "attribute":
        name, tag = piece.name.lower(), piece.tag.lower()
        fetches = name in shapes.FETCHING_ATTRIBUTES or (
            name in ("href", "xlink:href") and tag in shapes.FETCHING_HREF_TAGS
        )
        refresh = tag == "meta" and name == "content" and "url=" in piece.text.lower()
        external = (fetches or refresh) and bool(shapes.EXTERNAL.search(piece.text))
    elif piece.kind == "style":
        external = bool(shapes.STYLE_FETCH.search(piece.text))
    elif piece.kind == "script":
        external = bool(shapes.SCRIPT_FETCH.search(piece.text))
    if external:
        yield "external address", "the page would fetch something from the network"


class KnownValues:
    """Finds identifiers and secret texts of the restricted inputs, whole or in part."""

    def __init__(self, secrets: Secrets):
        self.prefixes = {
            known.lower()[:_PREFIX]
            for known in secrets.identifiers
            if len(known) >= _PREFIX and shapes.HEX.fullmatch(known)
        }
        self.identifiers = {
            known.lower()
            for known in secrets.identifiers
            if len(known) >= _SHORT and shapes.LETTER_AND_DIGIT.search(known)
        }
        self.glued: set[str] = set()
        self.runs: dict[int, set[tuple[str, ...]]] = {}
        for text in secrets.texts:
            words = tuple(shapes.WORD.findall(text.lower()))
            length = min(len(words), _WORDS_IN_A_ROW)
            if len(words) == 1 and len(words[0]) >= _LONG:
                self.glued.add(words[0][:_LONG])
            if length > 1 or (words and len(words[0]) >= _SHORT):
                starts = range(len(words) - length + 1)
                runs = self.runs.setdefault(length, set())
                runs.update(words[start : start + length] for start in starts)

    def look(self, text: str) -> Iterator[Found]:
        for run in shapes.HEX.finditer(text):
            digits = run[0].lower()
            windows = range(len(digits) - _PREFIX + 1)
            if any(digits[i : i + _PREFIX] in self.prefixes for i in windows):
                yield "crime identifier", f"{len(digits)} characters of one"
        lower = text.lower()
        if any(token in self.identifiers for token in shapes.TOKEN.findall(lower)):
            yield "pseudonym", "an identifier of a record or a person"
        words = shapes.WORD.findall(lower)
        long = (word for word in words if len(word) > _LONG) if self.glued else ()
        if any(word[i : i + _LONG] in self.glued for word in long for i in range(len(word))):
            yield "restricted text", "a word of a secret column within another"
            return
        for length, runs in self.runs.items():
            starts = range(len(words) - length + 1)
            if any(tuple(words[start : start + length]) in runs for start in starts):
                yield "restricted text", f"{length} words of a secret column"
                return


class Places:
    """Knows which coordinates are published outlines and which could be an event's."""

    def __init__(self, secrets: Secrets):
        self.allowed: dict[int, set[tuple[float, float]]] = {}
        self.vertices = secrets.allowed_coordinates
        self.points = {(round(x, 6), round(y, 6)) for x, y in secrets.points}
        self.grid = secrets.grid_points
        # An outline that happens to pass an event's longitude says nothing of the event.
        outlines = {round(n, 6) for vertex in self.vertices for n in vertex}
        self.ordinates = sorted({n for point in self.points for n in point} - outlines)
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
        if not shapes.MAYBE_PLACE.search(text):
            return
        if self._has_exact_pair(text):
            yield "coordinate", f"a place to more than {_DECIMALS} decimals"
            return
        if any((int(pair[1]), int(pair[2])) in self.grid for pair in shapes.GRID.finditer(text)):
            yield "coordinate", "the place of an event on the National Grid"
            return
        if shapes.GRID_METRES.search(text):
            yield "coordinate", "a place on the National Grid to less than a metre"
            return
        for number in shapes.NUMBER.finditer(text):
            if self._is_ordinate(float(number[0])) and piece.kind != "script":
                yield "coordinate", "a longitude or latitude of an event"
                return

    def _has_exact_pair(self, text: str) -> bool:
        at = 0
        while found := shapes.COORDINATES.search(text, at):
            first, second = found[1], found[2]
            if self._exact(first, second):
                return True
            # A pair that lies in the area is used up; otherwise the second number may begin one.
            one, two = float(first), float(second)
            used = self._inside(one, two) or self._inside(two, one)
            at = found.end() if used else found.start(2)
        return False

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


class SmallCounts:
    """Finds small numbers of events in prose and table cells that no table publishes."""

    def __init__(self, threshold: int, published: Mapping[str, pd.DataFrame]):
        labels = set()
        self.shown: dict[int, set[str]] = {}
        for frame in published.values():
            labels |= set(frame["label"].dropna().astype(str)) if "label" in frame else set()
            numeric = [c for c in frame if pd.api.types.is_numeric_dtype(frame[c])]
            texts = [c for c in frame if c not in numeric and not c.endswith("_symbol")]
            words = frame[texts].astype(str).fillna("").to_numpy()
            for column in numeric:
                values = frame[column].to_numpy(float, na_value=np.nan)
                for value in set(values[np.isin(values, range(1, threshold))].tolist()):
                    who = words[values == value].ravel()
                    said = {word.lower() for word in who if len(word) > 3}
                    self.shown.setdefault(int(value), set()).update(said)
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
        self.small = re.compile(rf"\b(?:{small})\b", re.I)

    def look(self, piece: Piece) -> Iterator[Found]:
        whole = f"{piece.context} {piece.text}".lower()
        if piece.kind == "cell":
            found = self.alone.fullmatch(piece.text)
            if found and self.noun.search(piece.name) and not self._published(found[1], whole):
                yield "small count", "a small count in a table, which no published table shows"
            return
        if not self.small.search(piece.text):
            return
        for shape in (self.before, self.after):
            for found in shape.finditer(piece.text):
                if not self._published(found[1], whole):
                    yield "small count", "a small count in words, which no published table shows"
                    return

    def _published(self, number: str, whole: str) -> bool:
        value = _SMALL_WORDS.get(number.lower()) or int(number)
        return any(word in whole for word in self.shown.get(value, ()))
