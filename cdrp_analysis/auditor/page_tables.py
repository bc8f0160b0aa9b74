"""The numbers in a page's tables, matched to the counts that the release's own CSV files name."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from cdrp_analysis.auditor.addresses import Address, months, period_key
from cdrp_analysis.auditor.bundle import Bundle
from cdrp_analysis.auditor.evidence import INFINITY, Fact, Tie

_COUNT = re.compile(r"[-−]?\d{1,3}(?:,\d{3})+|\d{1,9}")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?%")
_SHARE = re.compile(r"(?:share|%|per ?cent(?:age)?) of (?:the )?(?:area|ward)\b", re.I)
_NO_COUNT = re.compile(
    r"\b(?:rate|per|share|%|percent\w*|change|difference|limits?|range|residents|people|households"
    r"|population|rank|place|places|months|projected|harm|score|days|average|mean|chance)\b|%",
    re.I,
)
_EVERYTHING = "all"
_OFFENCES = {"offences", "incidents", "offences or incidents"}
_PERSONS = {"people", "respondents", "members", "victims"}


@dataclass(frozen=True)
class Cell:
    """A body cell of a page's table with everything that names it."""

    caption: str
    column: str
    row: tuple[str, ...]
    text: str
    place: str


class _Tables(HTMLParser):
    """Collects the body cells of all tables, those of embedded pages as well."""

    def __init__(self, within: str = ""):
        super().__init__(convert_charrefs=True)
        self.within, self.found, self.open, self.number = within, [], [], 0

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if named.get("srcdoc"):
            inner = _Tables(f"{self.within}line {self.getpos()[0]}, embedded page, ")
            inner.feed(named["srcdoc"])
            self.found += inner.found
        if tag == "table":
            self.number += 1
            place = f"{self.within}table {self.number}"
            self.open.append({"place": place, "caption": [], "rows": [], "into": None})
        elif self.open and tag == "tr":
            self.open[-1]["rows"].append([])
        elif self.open and tag == "caption":
            self.open[-1]["into"] = self.open[-1]["caption"]
        elif self.open and tag in ("td", "th"):
            rows = self.open[-1]["rows"] = self.open[-1]["rows"] or [[]]
            words: list[str] = []
            spans = [_span(named.get(name)) for name in ("colspan", "rowspan")]
            rows[-1].append((tag, named.get("scope") or "", spans, words))
            self.open[-1]["into"] = words

    def handle_endtag(self, tag):
        if self.open and tag in ("td", "th", "caption"):
            self.open[-1]["into"] = None
        elif self.open and tag == "table":
            self.found += _body(self.open.pop())

    def handle_data(self, data):
        if self.open and self.open[-1]["into"] is not None:
            self.open[-1]["into"].append(data)


def cells_of(html: str) -> list[Cell]:
    """
    All body cells of a page's tables.

    Examples
    --------
    >>> page = "<table><caption>By ward<tr><th>Ward<th>Thefts<tr><th>Abbey<td>12</table>"
    >>> page = page.replace("<th>", "</th><th>").replace("<td>", "</th><td>")
    >>> [(cell.column, cell.row, cell.text) for cell in cells_of(page)]
    [('Thefts', ('Abbey',), '12')]
    """
    reader = _Tables()
    reader.feed(html)
    reader.close()
    while reader.open:
        reader.found += _body(reader.open.pop())
    return reader.found


def _span(text: str | None) -> int:
    return min(int(text), 1000) if text and text.isdigit() and int(text) else 1


def _grid(rows: list) -> list[list[tuple[str, str, str]]]:
    """Rows of (tag, scope, text) with spans written out."""
    laid: list[list[tuple[str, str, str]]] = []
    below: dict[int, tuple[int, tuple[str, str, str]]] = {}
    for row in rows:
        line: list[tuple[str, str, str]] = []
        pending = iter(row)
        cell = next(pending, None)
        while cell is not None or len(line) in below:
            if len(line) in below:
                left, held = below.pop(len(line))
                if left > 1:
                    below[len(line)] = (left - 1, held)
                line.append(held)
                continue
            tag, scope, (wide, tall), words = cell
            held = (tag, scope, " ".join("".join(words).split()))
            for _ in range(wide):
                if tall > 1:
                    below[len(line)] = (tall - 1, held)
                line.append(held)
            cell = next(pending, None)
        laid.append(line)
    return laid


def _body(table: dict) -> Iterator[Cell]:
    caption = " ".join("".join(table["caption"]).split())
    heads: list[list[str]] = []
    for number, line in enumerate(_grid(table["rows"]), start=1):
        if line and all(tag == "th" and scope != "row" for tag, scope, _ in line):
            heads.append([text for _, _, text in line])
            continue
        # What names the row: its headings, and whatever else in it is no number.
        naming = tuple(text for tag, _, text in line if tag == "th" or not re.search(r"\d", text))
        naming += tuple(text for tag, _, text in line if tag == "td" and months(text))
        for column, (tag, _, text) in enumerate(line):
            if tag == "td":
                over = " ".join(dict.fromkeys(h[column] for h in heads if column < len(h)))
                yield Cell(caption, over, naming, text, f"{table['place']}, row {number}")


class PageReader:
    """
    Matches the cells of pages to the counts of a bundle.

    Parameters
    ----------
    bundle : Bundle
        The release; its tables name areas, offences and periods.
    known : dict of Address to list of Fact
        What its tables say.
    """

    def __init__(self, bundle: Bundle, known: Mapping[Address, list[Fact]]):
        self.bundle, self.known = bundle, known
        self.areas, self.offences = _names(bundle, "area"), _names(bundle, "offence")
        self.at: dict[tuple[str, str], list[Address]] = defaultdict(list)
        celled = [d["cells"] for d in bundle.structure["tables"].values() if d.get("cells")]
        sources = {at["source"] for at in celled}
        self.unit = {at["source"]: at["count"].replace("_", " ").lower() for at in celled}
        self.counted = _OFFENCES | {"count", "number"} | set(self.unit.values())
        for cell in known:
            if cell.source in sources:
                self.at[cell.area, cell.offence].append(cell)

    def read(self) -> tuple[list[Fact], list[Tie]]:
        """Facts of pages that the tables do not show, and shares beside hidden counts."""
        facts, ties = [], []
        for page in self.bundle.pages:
            for cell in cells_of(self.bundle.files[page].decode("utf-8-sig", errors="replace")):
                place = f"{cell.place}, {cell.caption or 'no caption'}"
                if _COUNT.fullmatch(cell.text):
                    shown = float(cell.text.replace(",", "").replace("−", "-"))
                    facts += [
                        Fact(address, shown, shown, page, place, shown)
                        for address in self._untold(cell, shown)
                    ]
                elif found := _PERCENT.fullmatch(cell.text):
                    ties += self._shares(cell, found[1], page, place)
        return facts, ties

    def _untold(self, cell: Cell, shown: float) -> list[Address]:
        """The count that a number must be of, unless a table shows that number for it."""
        if not self._counts(cell.column):
            return []
        candidates = [one for one in self._candidates(cell) if self._may_count(cell.column, one)]
        if any(fact.shown == shown for one in candidates for fact in self.known[one]):
            return []
        if len(candidates) == 1:
            return candidates
        hidden = [one for one in candidates if all(fact.hidden for fact in self.known[one])]
        return hidden if len(hidden) == 1 else []

    def _counts(self, column: str) -> bool:
        """Whether a column holds counts: it says so, or names an area, an offence or a period."""
        text = column.lower()
        named = text in self.areas or text in self.offences or months(column) is not None
        if named or text in self.counted or not text:
            return True
        return not _NO_COUNT.search(text) and bool(set(text.split()) & self.counted)

    def _may_count(self, column: str, one: Address) -> bool:
        """Whether a column can show that count: offences are no people, whoever is in the row."""
        said = set(column.lower().split())
        unit = self.unit[one.source]
        return not said & _OFFENCES or unit in said or unit not in _PERSONS

    def _candidates(self, cell: Cell) -> list[Address]:
        """The counts that the headings can mean; none where they do not name an area."""
        texts = [*cell.row, cell.column]
        areas = _found(self.areas, texts) or _within(self.areas, cell.caption)
        if not areas:
            return []
        themes = _found(self.offences, texts) or _within(self.offences, cell.caption)
        periods = {period_key(t) for t in texts if months(t)} or self._periods_in(cell.caption)
        unknown = [
            text
            for text in cell.row
            if text.lower() not in self.areas
            and text.lower() not in self.offences
            and not months(text)
        ]
        if not themes and unknown:
            return []  # a row of something that no table names
        return [
            one
            for area in areas
            for theme in themes or {_EVERYTHING}
            for one in self.at[area, theme]
            if not periods or one.period in periods
        ]

    def _periods_in(self, caption: str) -> set[str]:
        periods = {cell.period for group in self.at.values() for cell in group}
        labels = {label for label in re.split(r"[:,;()]| in | for ", caption) if months(label)}
        return {period_key(label) for label in labels} & periods

    def _shares(self, cell: Cell, printed: str, page: str, place: str) -> Iterator[Tie]:
        """A percentage of an area's offences in a row whose counts are hidden: of the latest."""
        if not _SHARE.search(cell.column):
            return
        candidates = self._candidates(cell)
        if not candidates or not all(f.hidden for one in candidates for f in self.known[one]):
            return  # it may be the share of a count that is shown
        one = max(candidates, key=lambda cell: (months(cell.period) or (0, 0), cell))
        total = one._replace(offence=_EVERYTHING)
        if total in self.known and total != one:
            half = 0.5 * 10.0 ** -len(printed.partition(".")[2])
            low, high = float(printed) - half, float(printed) + half
            yield Tie(((one, 100.0), (total, -low)), 0.0, INFINITY, page, place)
            yield Tie(((one, 100.0), (total, -high)), -INFINITY, 0.0, page, place)


def _names(bundle: Bundle, dimension: str) -> dict[str, set[str]]:
    """Codes and printed names of areas or offences, in small letters, to their codes."""
    beside = {"area": ("area_name", "name"), "offence": ("label",)}[dimension]
    names: dict[str, set[str]] = defaultdict(set)
    for table, declared in bundle.structure["tables"].items():
        column = (declared.get("cells") or {}).get(dimension, "=")
        frame = bundle.tables.get(table)
        if frame is None or column not in frame:
            continue
        for naming in (column, *(name for name in beside if name in frame)):
            pairs = frame[[naming, column]].drop_duplicates() if naming != column else None
            if pairs is None:
                for code in frame[column].unique():
                    names[code.lower()].add(code)
                continue
            for text, code in pairs.itertuples(index=False):
                names[text.lower()].add(code)
    return dict(names)


def _found(names: Mapping[str, set[str]], texts: list[str]) -> set[str]:
    return set().union(*(names[text.lower()] for text in texts if text.lower() in names))


def _within(names: Mapping[str, set[str]], caption: str) -> set[str]:
    """What a caption names; the longest name wins (other theft, not theft)."""
    text, found = caption.lower(), set()
    for name in sorted(names, key=len, reverse=True):
        spelled = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") if name in text else None
        if spelled and name != _EVERYTHING and spelled.search(text):
            found |= names[name]
            text = spelled.sub(" ", text)
    return found
