"""Every numeral a public page shows must come from a published cell, or be a date or a label."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cdrp_analysis.auditor.decoders import decode
from cdrp_analysis.auditor.figures import FORMS, Figures
from cdrp_analysis.auditor.pages import Piece

_COLUMNS = ["file", "place", "kind", "what"]
_SEEN = frozenset({"alt", "title", "aria-label", "aria-description", "content", "label"})
_NUMERAL = re.compile(
    r"(?<![\w.])[-−+]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(\s?%|st|nd|rd|th)?"
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
# Numerals that are not findings about events: taken out before the rest is looked up.
_LABELS = re.compile(
    rf"""
      \b(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?(?:[ ]H[12])?\b(?![\d,.]*%)   # years, 2017/18
    | \b\d{{1,2}}(?:st|nd|rd|th)?\ (?:{_MONTHS})\b                         # 31 March
    | \b(?:19|20)\d\d-\d\d(?:-\d\d)?\b | \b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b # 2018-03, 31/03/2018
    | \b\d{{1,2}}:\d\d(?::\d\d)?\b                                         # times of day
    | \b(?:version|v\.?|edition|page|table|figure|section|s\.|step|gate|wcag|epsg:?)\s*\d+(?:\.\d+)*
    | \b(?:CC\ BY|OGL)\s*(?:v\.?\s*)?\d(?:\.\d)?
    | \b(?:50|80|90|95|99)\s?%\ (?:limits|confidence|interval|range|rank|of\ the\ time)   # coverage
    | \bper\ (?:1,?000|10,?000|100,?000|100)\b
    | \b[Cc]ounts\ from\ 1\ to\ \d\b | \b(?:nearest|base|below|under|fewer\ than)\ \d+\b
    | \b\d+(?:\.\d+)?\ ?(?:m|km|km²|metres|years?|days?|bands?|classes)\b
    | \b[A-Z]\d{{2,}}\b | ©\ ?\d{{4}}
    """,
    re.I | re.X,
)
_THING = (
    "themes?|areas?|wards?|feeds?|sources?|months?|places?|bands?|requirements?|periods?|files?"
    "|fields?|series|tables?|maps?|charts?|pages?"
)
_EVENTS = "offences?|crimes?|incidents?|victims?|people|residents|cases|reports"
_COUNTS_THINGS = re.compile(rf"\b(?:{_THING})\b", re.I)
_COUNTS_EVENTS = re.compile(rf"\s*(?:[a-z]+\s+){{0,2}}(?:{_EVENTS})\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z\d])")
_DRAWN = frozenset({"text", "tspan", "g", "svg"})
_CLASS = re.compile(r"(?:\d+:\s*)?([\d,]+(?:\.\d+)?)\s+to\s+([\d,]+(?:\.\d+)?)")
_STEPS = (1.0, 2.0, 2.5, 5.0)
_TICKS = 3  # labels in equal steps that make an axis


def numerals(
    path: Path | str, published: Mapping[str, pd.DataFrame], *, allowed: Iterable[str] = ()
) -> pd.DataFrame:
    """
    Numerals in the visible text and the alternative texts of pages that resolve to nothing.

    A numeral resolves if a figure that published tables account for (``figures.Figures``), rounded
    as it is printed, is that number, has that unit (a percentage, a place in an order, a count, a
    decimal), and is about what the numeral stands beside: the areas, themes and times that its
    sentence or row names, else its heading, else its page. Dates, versions, thresholds and unit
    labels resolve; so do the labels of an axis: three or more round numbers in equal steps.

    Parameters
    ----------
    path : path
        Folder with the pages (``.html``).
    published : dict of name to DataFrame
        Protected tables.
    allowed : iterable of str
        Further texts whose numerals are no findings: titles, names of sources.

    Returns
    -------
    DataFrame, one row per place
        ``file``, ``place``, ``kind`` ("numeral") and ``what``: how many do not resolve there,
        masked. Whether that stops a release is for the caller to say.
    """
    path = Path(path)
    known = Resolver(published, allowed)
    rows = []
    for file in sorted(path.rglob("*.html")):
        name = file.relative_to(path).as_posix()
        page = _with_classes(list(on_page(decode(name, file.read_bytes()))))
        for shown in page:
            unknown = known.unresolved(shown)
            if unknown:
                masked = ", ".join(re.sub(r"\d", "•", numeral) for numeral in unknown[:5])
                place = shown.piece.place
                rows.append((name, place, "numeral", f"{len(unknown)} unresolved: {masked}"))
    return pd.DataFrame(rows, columns=_COLUMNS)


@dataclass
class Shown:
    """A piece of a page that its reader sees, with the page's title and the heading above it."""

    piece: Piece
    title: str
    heading: str
    tick: bool = field(default=False)


def on_page(pieces: Iterable[Piece]) -> Iterator[Shown]:
    """What a reader sees of a page; a table's cells stand with their headings."""
    title, heading = "", ""
    drawn: list[Shown] = []
    for piece in pieces:
        if piece.kind == "text" and piece.tag in ("title", "h1"):
            title, heading = f"{title} {piece.text}" if not heading else title, ""
        elif piece.kind == "text" and piece.tag in ("h2", "h3", "h4", "caption", "summary"):
            heading = piece.text
        shown = Shown(piece, title, heading)
        if piece.kind == "text" and piece.tag in _DRAWN:
            drawn.append(shown)
            continue
        if not _visible(piece):
            continue
        yield from _with_ticks(drawn)
        drawn = []
        yield shown
    yield from _with_ticks(drawn)


def _visible(piece: Piece) -> bool:
    if piece.kind == "cell":
        return True
    if piece.kind == "text":
        library = "script" in piece.place and ("{" in piece.text or "(" in piece.text)
        return piece.name != "file-name" and piece.tag not in ("td", "option") and not library
    return piece.kind == "attribute" and piece.name in _SEEN and piece.tag != "meta"


def _with_ticks(drawn: list[Shown]) -> list[Shown]:
    """Marks the labels of axes: runs of round numbers in equal steps."""
    found = [re.fullmatch(r"([-−+]?)([\d,]+(?:\.\d+)?)\s?%?", s.piece.text.strip()) for s in drawn]
    numbers = [
        float(f[2].replace(",", "")) * (-1 if f[1] in ("-", "−") else 1) if f else None
        for f in found
    ]
    start = 0
    while start < len(drawn) - _TICKS + 1:
        end = start + 2
        if None in numbers[start:end]:
            start += 1
            continue
        step = numbers[start + 1] - numbers[start]
        while (
            end < len(drawn)
            and numbers[end] is not None
            and (abs(numbers[end] - numbers[end - 1] - step) < 1e-9)
        ):
            end += 1
        if end - start >= _TICKS and _is_round(abs(step)) and numbers[start] % abs(step) < 1e-9:
            for shown in drawn[start:end]:
                shown.tick = True
            start = end
        else:
            start += 1
    return drawn


def _with_classes(page: list[Shown]) -> list[Shown]:
    """Marks the legends of maps: three or more classes, each beginning where the last one ends."""
    run: list[Shown] = []
    end = None
    for shown in page:
        found = _CLASS.fullmatch(shown.piece.text.strip())
        if not found:
            continue
        begin = float(found[1].replace(",", ""))
        if end is not None and begin != end:
            _mark(run)
            run = []
        run.append(shown)
        end = float((found[2] or found[1]).replace(",", ""))
    _mark(run)
    return page


def _mark(run: list[Shown]) -> None:
    if len(run) >= _TICKS:
        for shown in run:
            shown.tick = True


def _is_round(step: float) -> bool:
    if step <= 0:
        return False
    while step >= 10:
        step /= 10
    while step < 1:
        step *= 10
    return any(abs(step - one) < 1e-6 for one in _STEPS)


class Resolver:
    """Looks numerals up among the figures of what stands near them."""

    def __init__(self, published: Mapping[str, pd.DataFrame], allowed: Iterable[str] = ()):
        self.figures = Figures(published)
        texts = set(allowed)
        for frame in published.values():
            for column in frame.columns.difference(frame.select_dtypes("number").columns):
                texts |= set(frame[column].dropna().astype(str))
        numbered = {text for text in texts if any(map(str.isdigit, text))}
        self.whole = {text for text in numbered if not any(map(str.isalpha, text))}
        named = sorted(numbered - self.whole, key=len, reverse=True)
        spelled = "|".join(map(re.escape, named))
        edges = rf"(?<![\w.])(?:{spelled})(?!\w|[.,]\d)"
        self.labels = re.compile(edges) if named else None

    def unresolved(self, shown: Shown) -> list[str]:
        """The numerals of a piece that nothing accounts for."""
        piece = shown.piece
        if shown.tick or not any(map(str.isdigit, piece.text)) or piece.text in self.whole:
            return []
        # A title's period is that of the whole assessment: its pages compare others with it.
        far = {d: c for d, c in self.figures.mentions(shown.title).items() if d != "period"}
        near: dict[str, frozenset[int]] = {}
        if piece.kind == "cell":
            caption, head, *row = piece.context.split(" | ")
            # In a row the whole cell is a name: "Burglary outcomes" is a feed, no theme.
            named = [cell for cell in row if self.figures.names(cell)]
            near = self.figures.mentions(" | ".join([caption, head, *named]))
        elif piece.tag in _DRAWN:
            # A drawing labels every area and theme; only a page about one ward narrows it.
            others = self.figures.mentions(shown.heading).get("area", frozenset())
            areas = far.get("area", frozenset())
            far = {"area": areas} if len(areas) > 1 and others <= areas else {}
        else:
            about = self.figures.mentions(shown.heading)
            far |= {d: codes for d, codes in about.items() if d != "period"}
        sentences = [piece.text] if piece.kind == "cell" else _SENTENCE.split(piece.text)
        unknown = []
        for sentence in sentences:
            beside = self.figures.mentions(sentence)
            # The area of a passage holds on in its later sentences.
            far |= {d: codes for d, codes in beside.items() if d == "area"}
            unknown += self._sentence(sentence, near | beside, far, piece)
        return unknown

    def _sentence(self, text: str, near: Mapping, far: Mapping, piece: Piece) -> Iterator[str]:
        if piece.kind == "cell":  # of a list of things, a column that is none of a table's own
            things = bool(_COUNTS_THINGS.fullmatch(piece.name)) and not self.figures.has(piece.name)
        else:
            things = bool(_COUNTS_THINGS.search(text))
        plain = self.labels.sub(lambda found: " " * len(found[0]), text) if self.labels else text
        plain = _LABELS.sub(lambda found: " " * len(found[0]), plain)
        for found in _NUMERAL.finditer(plain):
            number, unit = found[1].replace(",", ""), (found[2] or "").strip()
            decimals = len(number.partition(".")[2])
            forms = [FORMS["count"], FORMS["real"]]
            if unit == "%":
                forms = [FORMS["percent"]]
            elif unit:
                forms = [FORMS["rank"]]
            # The map on a page about one ward prints every ward's rate.
            about = {} if decimals and piece.tag in _DRAWN else far
            if self.figures.accounts(float(number), decimals, forms, near, about, piece.name):
                continue
            events = _COUNTS_EVENTS.match(plain[found.end() :])
            counts = [FORMS["things"]] if things and not events and not unit else []
            if not self.figures.accounts(float(number), decimals, counts, {}, {}):
                yield found[0]
