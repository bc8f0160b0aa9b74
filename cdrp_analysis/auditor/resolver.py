"""Resolves the numerals of one page: tables first, then what is said and drawn of them."""

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from cdrp_analysis.auditor.bound_cells import Bound, bind, page_tables
from cdrp_analysis.auditor.claims import Claims
from cdrp_analysis.auditor.drawings import Behind, alone, drawn, plain_number
from cdrp_analysis.auditor.figures import FORMS, Column, Figures
from cdrp_analysis.auditor.printed import Numeral, Reader, blanked, in_plain
from cdrp_analysis.auditor.shown import Shown
from cdrp_analysis.auditor.spoken import ITEMS, Codes

_THING = (
    "themes?|areas?|wards?|feeds?|sources?|months?|places?|bands?|requirements?|periods?|files?"
    "|fields?|series|tables?|maps?|charts?|pages?"
)
_EVENTS = "offences?|crimes?|incidents?|victims?|people|residents|cases|reports"
_COUNTS_THINGS = re.compile(rf"\b(?:{_THING})\b", re.I)
_COUNTS_EVENTS = re.compile(rf"\s*(?:[a-z]+\s+){{0,2}}(?:{_EVENTS})\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z\d])")


class Resolver:
    """
    Looks numerals up among the figures of what stands near them.

    Parameters
    ----------
    published : dict of name to DataFrame
        Protected tables.
    claims : Claims
        Forms of sentences whose numerals must be of one row.
    allowed : iterable of str
        Texts whose numerals are no findings.
    """

    def __init__(
        self,
        published: Mapping[str, pd.DataFrame],
        claims: Claims,
        allowed: Iterable[str] = (),
    ):
        self.published = published
        self.figures = Figures(published)
        self.claims = claims
        self.reader = Reader(published, allowed)
        self._cells: dict[tuple, tuple[Bound, dict[int, list[str]], set[str]]] = {}
        self._read: dict[str, list[Numeral]] = {}

    def unresolved(self, page: Sequence[Shown]) -> dict[int, list[str]]:
        """Positions on the page of what does not resolve, each with its numerals."""
        found: dict[int, list[str]] = {}
        figures: dict[int, Behind] = {}
        sections: dict[int, Behind] = {}
        for table in page_tables(page):
            cells = tuple(page[at] for at in table)
            bound, wrong, printed = self._table(cells)
            found |= {table[cell]: numerals for cell, numerals in wrong.items()}
            for number, groups in ((cells[0].piece.figure, figures), (cells[0].section, sections)):
                behind = groups.setdefault(number, Behind())
                behind.columns |= bound.columns
                behind.printed |= printed
        told = drawn(page, figures, self.published)
        for at, shown in enumerate(page):
            if shown.piece.kind == "cell" or not any(map(str.isdigit, shown.piece.text)):
                continue
            if at in told:
                unknown = told[at]
            else:
                near = figures.get(shown.piece.figure) if shown.piece.figure else None
                unknown = self._text(shown, near or sections.get(shown.section) or Behind())
            if unknown:
                found[at] = unknown
        return found

    def _numerals(self, text: str) -> list[Numeral]:
        if text not in self._read:
            self._read[text] = self.reader.numerals(text)
        return self._read[text]

    # ── tables ───────────────────────────────────────────────────────────────────────────────

    def _table(self, cells: tuple[Shown, ...]) -> tuple[Bound, dict[int, list[str]], set[str]]:
        """A table's published columns, its wrong numerals by cell, and all that it prints."""
        if cells not in self._cells:
            numerals = [self._numerals(cell.piece.text) for cell in cells]
            bound = bind(cells, numerals, self._explain, self._sharpness)
            wrong: dict[int, list[str]] = {}
            for at, found in enumerate(numerals):
                for slot, numeral in enumerate(found):
                    lost = (at, slot) in bound.wrong
                    if not lost and (at, slot) not in bound.settled:
                        lost = not self._in_cell(cells[at], numeral)
                    if lost:
                        wrong.setdefault(at, []).append(numeral.text)
            printed = {plain_number(one) for found in numerals for one in found}
            self._cells[cells] = bound, wrong, printed
        return self._cells[cells]

    def _sharpness(self, cell: Shown, columns: Iterable[Column]) -> dict[Column, float]:
        """How little choice columns leave in a cell's row."""
        choices = self.figures.choices(*self._about(cell))
        return {column: 1.0 / choices.get(column, 1) for column in columns}

    def _explain(self, cell: Shown, numeral: Numeral, headed: bool = True) -> frozenset[Column]:
        near, far = self._about(cell, headed)
        heading = cell.piece.name if headed else ""
        return self.figures.explained(numeral, _forms(numeral), near, far, heading)

    def _about(self, cell: Shown, headed: bool = True) -> tuple[Codes, Codes]:
        """
        What a cell's caption, row and, unless it is not heeded, its heading speak of; and its page.

        A row says more than the caption and the page: where its words name an area or a theme that
        is called like a thing of another kind, either is meant, and nothing of those says which.
        """
        caption, head, *row = cell.piece.context.split(" | ")
        head = head if headed else ""
        spoken = self.figures.spoken
        # In a row the whole cell is a name: "Burglary outcomes" is a feed, no theme.
        named = [one for one in row if spoken.names(one)]
        told = spoken.also_named(row)
        far = {d: c for d, c in spoken.mentions(cell.title).items() if d not in {"period", *told}}
        near = {d: codes for d, codes in spoken.mentions(caption).items() if d not in told}
        # A heading says more than its row, and the row more than the caption of all.
        near |= spoken.mentions(" | ".join(named)) | spoken.mentions(head)
        near |= spoken.mentions(cell.piece.text) | {ITEMS: spoken.items_in(row)}
        return near, far

    def _in_cell(self, cell: Shown, numeral: Numeral) -> bool:
        if self._explain(cell, numeral):
            return True
        # Of a list of things, a column that is none of a table's own.
        things = bool(_COUNTS_THINGS.fullmatch(cell.piece.name)) and not numeral.unit
        if not things or self.figures.has(cell.piece.name):
            return False
        return bool(self.figures.explained(numeral, [FORMS["things"]], {}, {}))

    # ── texts ────────────────────────────────────────────────────────────────────────────────

    def _text(self, shown: Shown, behind: Behind) -> list[str]:
        """The numerals of a text that nothing accounts for."""
        text = shown.piece.text
        if shown.piece.tag == "th":  # "Places holding 25%" heads a column that is called so
            return [one.text for one in self._numerals(text) if not _in_name(one, behind)]
        checked = self.claims.check(text)
        wrong = [text[start:end] for start, end in sorted(checked.wrong)]
        plain = blanked(self.reader.plain(text), (*checked.settled, *checked.wrong))
        if not any(map(str.isdigit, plain)):
            return wrong
        if shown.drawn and alone(text) and behind.printed:
            return wrong + [one.text for one in in_plain(plain) if not behind.prints(one)]
        return wrong + self._sentences(shown, text, plain, behind)

    def _sentences(self, shown: Shown, text: str, plain: str, behind: Behind) -> list[str]:
        mentions = self.figures.spoken.mentions
        # A title's period is that of the whole assessment: its pages compare others with it.
        far = _apart_from(mentions(shown.title), "period")
        about = mentions(shown.heading)
        if shown.drawn:
            # A drawing labels every area and theme; only a page about one ward narrows it.
            areas, others = far.get("area", frozenset()), about.get("area", frozenset())
            far = {"area": areas} if len(areas) > 1 and others <= areas else {}
        else:
            far |= _apart_from(about, "period")
        unknown, at = [], 0
        for sentence in _SENTENCE.split(text):
            at = text.index(sentence, at)
            beside = mentions(sentence)
            # The area of a passage holds on in its later sentences.
            far |= {d: codes for d, codes in beside.items() if d == "area"}
            things = bool(_COUNTS_THINGS.search(sentence))
            rest = plain[at : at + len(sentence)]
            for one in in_plain(rest):
                # The map on a page about one ward prints every ward's rate.
                wide = {} if one.decimals and shown.drawn else far
                if not self._said(one, beside, wide, behind, things, rest[one.end :]):
                    unknown.append(one.text)
            at += len(sentence)
        return unknown

    def _said(
        self, one: Numeral, near: Codes, far: Codes, behind: Behind, things: bool, after: str
    ) -> bool:
        """Whether a figure of the tables behind a section is that numeral."""
        found = self.figures.explained(one, _forms(one), near, far)
        if things and not one.unit and not _COUNTS_EVENTS.match(after):
            found |= self.figures.explained(one, [FORMS["things"]], {}, {})
        tables = behind.tables
        return any(not tables or column.table in tables for column in found)


def _in_name(one: Numeral, behind: Behind) -> bool:
    """Whether a number is part of the name of a column that the table shows."""
    return any(one.text.rstrip("%") in re.findall(r"\d+", column.name) for column in behind.columns)


def _forms(numeral: Numeral) -> list[int]:
    if numeral.unit == "%":
        return [FORMS["percent"]]
    return [FORMS["rank"]] if numeral.unit else [FORMS["count"], FORMS["real"]]


def _apart_from(codes: Codes, dimension: str) -> dict[str, frozenset[int]]:
    return {name: held for name, held in codes.items() if name != dimension}
