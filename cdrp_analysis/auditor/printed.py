"""Numerals as a page prints them, without the dates, thresholds and names that are no findings."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

_NUMERAL = re.compile(
    r"(?<![\w.])[-−+]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(\s?%|st|nd|rd|th)?"
)
_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTHS = "|".join(f"{name}|{name[:3]}" for name in _NAMES)
# What is named by its year.
_TITLES = "Acts?|Regulations?|Order|Rules|Code|Directive|Census|Deprivation"
_DATES = re.compile(
    rf"""
      \b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\ (?P<of>{_MONTHS})\ (?P<in>(?:19|20)\d\d)\b
    | \b(?P<month>{_MONTHS})\ (?P<year>(?:19|20)\d\d)\b                                # March 2018
    | \b\d{{1,2}}(?:st|nd|rd|th)?\ (?:{_MONTHS})\b                                     # 31 March
    | \b(?P<iso>(?:19|20)\d\d-\d\d(?:-\d\d)?)\b                                      # 2018-03-31
    | \b(?P<run>(?:19|20)\d\d[/–-]\d\d(?:\d\d)?)(?:[ ]H[12])?\b                      # 2017/18 H2
    | \b(?:{_TITLES})\ (?:19|20)\d\d\b(?![-–]\d) | \bSI\ \d{{4}}/\d+\b      # Act 2000
    | ©[^.;©]{{0,80}}?\b(?:19|20)\d\d\b
    | \b(?P<alone>(?:19|20)\d\d)\b(?![\d,.]*%)
    """,
    re.X,
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[/–-](\d\d)(?!\d))?")
# Other numerals that are not findings about events: taken out before the rest is looked up.
_LABELS = re.compile(
    r"""
      \b\d{1,2}/\d{1,2}/\d{2,4}\b | \b\d{1,2}:\d\d(?::\d\d)?\b        # 31/03/2018, times of day
    | \b(?:version|v\.?|edition|page|table|figure|section|s\.|step|gate|wcag|epsg:?)\s*\d+(?:\.\d+)*
    | \b(?:CC\ BY|OGL)\s*(?:v\.?\s*)?\d(?:\.\d)?
    | \b(?:50|80|90|95|99(?:\.8)?)\s?%                                                # coverage
      \ (?:limits|confidence|interval|range|rank|of\ the\ time)
    | \b(?:50|80|90|95|99)\ in\ 100\b
    | \bper\ (?:1,?000|10,?000|100,?000|100)\b
    | \b[Cc]ounts\ from\ 1\ to\ \d\b | \b(?:nearest|base|below|under|fewer\ than)\ \d+\b
    | \b\d+(?:\.\d+)?[\ -]?(?:m|km|km²|metres?|years?|days?|bands?|classes)\b
    | \b[A-Z]\d{2,}\b
    """,
    re.I | re.X,
)
_FIGURES = 3  # significant figures of an estimate


@dataclass(frozen=True)
class Numeral:
    """
    A number in a text: as it stands, its value without its sign, and how exactly it is given.

    ``unit`` is ``%``, the ending of a place in an order (``st``), or blank.
    """

    text: str
    value: float
    decimals: int
    unit: str
    start: int
    end: int


class Reader:
    """
    Reads numerals, knowing which texts with digits in them are names.

    Parameters
    ----------
    published : dict of name to DataFrame
        Protected tables; their texts are names.
    allowed : iterable of str
        Further names: titles, sources.
    """

    def __init__(self, published: Mapping[str, pd.DataFrame], allowed: Iterable[str] = ()):
        texts = set(allowed)
        for frame in published.values():
            for column in frame.columns.difference(frame.select_dtypes("number").columns):
                texts |= set(frame[column].dropna().astype(str))
        numbered = {text for text in texts if any(map(str.isdigit, text))}
        self.whole = {text for text in numbered if not any(map(str.isalpha, text))}
        named = sorted(numbered - self.whole, key=len, reverse=True)
        spelled = "|".join(map(re.escape, named))
        # "30 April 2011" is a day, though a table may name that month.
        edges = rf"(?<![\w.])(?<!\d )(?:{spelled})(?!\w|[.,]\d)"
        self.labels = re.compile(edges) if named else None
        self.dates = _dates(texts)

    def plain(self, text: str) -> str:
        """The text with blanks for names, dates and thresholds."""
        if text in self.whole:
            return " " * len(text)
        if self.labels:
            text = self.labels.sub(_blank, text)
        text = _DATES.sub(self._unless_unknown, text)
        return _LABELS.sub(_blank, text)

    def _unless_unknown(self, found: re.Match) -> str:
        """A blank for a date that the release names, or that is the year of a law."""
        said = found.groupdict()
        if month := said["of"] or said["month"]:
            number = [name[:3] for name in _NAMES].index(month[:3]) + 1
            date = f"{said['in'] or said['year']}-{number:02d}"
            date += f"-{int(said['day']):02d}" if said["day"] else ""
        else:
            date = said["iso"] or said["run"] or said["alone"] or ""
        return _blank(found) if not date or date in self.dates else found[0]

    def numerals(self, text: str) -> list[Numeral]:
        """
        The numerals of a text that must have a source.

        Examples
        --------
        >>> known = Reader({}, ["2017/18"])
        >>> read = known.numerals("In 2017/18, 1,230 offences; 4.5% (95% limits 4.0 to 5.1)")
        >>> [(one.value, one.decimals, one.unit) for one in read]
        [(1230.0, 0, ''), (4.5, 1, '%'), (4.0, 1, ''), (5.1, 1, '')]
        """
        if not any(map(str.isdigit, text)):
            return []
        return list(in_plain(self.plain(text)))


def in_plain(text: str) -> Iterator[Numeral]:
    """All numerals of a text, whatever they stand for."""
    for found in _NUMERAL.finditer(text):
        digits = found[1].replace(",", "")
        decimals = len(digits.partition(".")[2])
        unit = (found[2] or "").strip()
        yield Numeral(found[0], float(digits), decimals, unit, found.start(), found.end())


def significant(values: np.ndarray) -> np.ndarray:
    """
    Values from zero up as estimates are printed, to three significant figures.

    Examples
    --------
    >>> significant(np.array([12345.0, 811.4, 0.0])).tolist()
    [12300.0, 811.0, 0.0]
    """
    steps = 10.0 ** (np.floor(np.log10(np.where(values > 0, values, 1))) - (_FIGURES - 1))
    return np.round(values / steps) * steps


def _dates(texts: Iterable[str]) -> frozenset[str]:
    """Days, months, runs and years that texts name: 2018-03-31, 2018-03, 2017/18, 2018."""
    known: set[str] = set()
    for text in texts:
        for found in _DATES.finditer(text):
            said = found.groupdict()
            known |= {said[name] for name in ("iso", "run") if said[name]}
            if month := said["of"] or said["month"]:
                number = [name[:3] for name in _NAMES].index(month[:3]) + 1
                known.add(f"{said['in'] or said['year']}-{number:02d}")
                if said["day"]:
                    known.add(f"{said['in']}-{number:02d}-{int(said['day']):02d}")
            if said["iso"]:
                known.add(said["iso"][:7])
        for year, end in _YEAR.findall(text):
            known |= {year, str(int(year) + 1)} if end == f"{(int(year) + 1) % 100:02d}" else {year}
    return frozenset(known)


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with blanks in those places, as long as it was."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _blank(found: re.Match) -> str:
    return " " * len(found[0])
