"""What texts speak of: the areas, themes, times and other things that published tables name."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

# Columns that say the same of a row: which area, which theme, which time.
_DIMENSIONS = {
    "area": "area",
    "area_name": "area",
    "theme": "theme",
    "label": "theme",
    "period": "period",
    "month": "period",
    "target": "period",
}
SPOKEN = ("area", "theme", "period")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_TARGET = re.compile(r"year end (\d{4}/\d\d)")
_BOROUGH = re.compile(r"\bthe borough\b", re.I)
Codes = dict[str, frozenset]
TOTAL = "all"
ITEMS = "items"  # of a row, beside its area, theme and time


class Spoken:
    """
    Codes for what the rows of published tables are about, and for what texts name.

    Parameters
    ----------
    published : dict of name to DataFrame
        Protected tables.

    Notes
    -----
    Areas, themes and times are named in prose as well as in tables, and several columns may name
    them. Any other column of words (a feed, a kind of place, a status) is a dimension of its own,
    named only where it stands alone in a cell: a feed may be called "offences".
    """

    def __init__(self, published: Mapping[str, pd.DataFrame]):
        self.terms: dict[str, set[tuple[str, str]]] = {}
        self.items: dict[str, set[tuple[str, str]]] = {}
        self.codes: dict[tuple[str, str], int] = {}
        self.dimensions: list[str] = list(SPOKEN)
        self._same = _names(published)
        self._mentioned: dict[str, Codes] = {}
        for frame in published.values():
            for column, dimension in _divisions(frame):
                self._learn(frame[column], dimension)
        self._months = {t: c for (d, t), c in self.codes.items() if _MONTH.fullmatch(t)}
        self._whole = self.codes.get(("area", borough(published)), -1)
        # "All" is the name of the total only where it stands alone.
        named = (term for term in self.terms if len(term) > 2 and term != TOTAL)
        longest = sorted(named, key=len, reverse=True)
        spelled = "|".join(map(re.escape, longest))
        self._spoken = re.compile(rf"(?<!\w)(?:{spelled})(?!\w)", re.I) if longest else None

    def rows(self, frame: pd.DataFrame) -> dict[str, np.ndarray]:
        """The code of every row, by dimension; ``area`` and ``area_name`` share theirs."""
        found: dict[str, np.ndarray] = {}
        for column, dimension in _divisions(frame):
            codes = found.setdefault(dimension, np.full(len(frame), -1))
            for at, text in enumerate(frame[column].astype(object)):
                if isinstance(text, str) and text:
                    codes[at] = self.codes[self._key(dimension, text)]
        return found

    def names(self, cell: str) -> bool:
        """Whether a text is the name of an area, a theme or a time, and of nothing else."""
        return cell.strip().lower() in self.terms and not self._also_named(cell)

    def mentions(self, text: str) -> Codes:
        """
        Areas, themes and times that a text names, as codes, by dimension.

        Two months stand for all between them; "the borough" for the area that holds the others.
        """
        if text not in self._mentioned:
            self._mentioned[text] = self._mentions(text)
        return self._mentioned[text]

    def _mentions(self, text: str) -> Codes:
        found: dict[str, set[int]] = {}
        if self._whole >= 0 and _BOROUGH.search(text):
            found["area"] = {self._whole}
        said = self._spoken.findall(text) if self._spoken else []
        said += [TOTAL] if TOTAL in self.terms and TOTAL in map(_plain, text.split(" | ")) else []
        for spoken in said:
            for dimension, value in self.terms[spoken.lower()]:
                found.setdefault(dimension, set()).add(self.codes[dimension, value])
        if months := found.get("period", set()) & set(self._months.values()):
            named = sorted(month for month, code in self._months.items() if code in months)
            between = {c for m, c in self._months.items() if named[0] <= m <= named[-1]}
            found["period"] |= between
        return {dimension: frozenset(codes) for dimension, codes in found.items()}

    def items_in(self, cells: Iterable[str]) -> frozenset[frozenset[tuple[str, int]]]:
        """
        Other things that cells of a row name, each alone in its cell.

        One cell may mean several: a feed called "offences", and the field of that name; a kind of
        offence that people were tested for, and the theme of that name.
        """
        named = [
            self.items[_plain(cell)] | self._also_named(cell)
            for cell in cells
            if _plain(cell) in self.items
        ]
        return frozenset(frozenset((d, self.codes[d, text]) for d, text in keys) for keys in named)

    def also_named(self, cells: Iterable[str]) -> set[str]:
        """Whether cells name areas or themes that are called like things of another kind."""
        return {dimension for cell in cells for dimension, _ in self._also_named(cell)}

    def _also_named(self, cell: str) -> set[tuple[str, str]]:
        """The areas and themes that are called like a thing of another kind, which a cell names."""
        if _plain(cell) not in self.items:
            return set()
        named = self.terms.get(_plain(cell), set())
        return set() if any(dimension == "period" for dimension, _ in named) else named

    def _learn(self, texts: pd.Series, dimension: str) -> None:
        if dimension not in self.dimensions:
            self.dimensions.append(dimension)
        for text in texts.dropna().astype(object).unique():
            if not isinstance(text, str) or not text:
                continue
            key = self._key(dimension, text)
            self.codes.setdefault(key, len(self.codes))
            if dimension not in SPOKEN:
                self.items.setdefault(_plain(text), set()).add(key)
                continue
            for name in {text, *_spelled(text)}:
                self.terms.setdefault(name.lower(), set()).add(key)

    def _key(self, dimension: str, text: str) -> tuple[str, str]:
        return dimension, self._same.get((dimension, text), text)


def borough(published: Mapping[str, pd.DataFrame]) -> str:
    """The area that holds the others: the one with most offences by theme."""
    for frame in published.values():
        if {"area_name", "theme", "offences"} <= set(frame) and len(frame):
            return str(frame.groupby("area_name")["offences"].sum().idxmax())
    return ""


def _divisions(frame: pd.DataFrame) -> Iterable[tuple[str, str]]:
    """Columns of words and the dimension of each; a target without a theme is no time."""
    dimensions = {c: d for c, d in _DIMENSIONS.items() if c != "target" or "theme" in frame}
    for column in frame:
        words = frame[column].dropna()
        if pd.api.types.is_numeric_dtype(frame[column].dtype) or column.endswith("_symbol"):
            continue
        if set(words.astype(str)) <= {"True", "False"}:
            continue
        yield column, dimensions.get(column, f"{column} as an item")


def _names(published: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], str]:
    """The name of every area code and theme key: the one that most tables give it."""
    given: dict[tuple[str, str], Counter] = {}
    for dimension, key, name in (("area", "area", "area_name"), ("theme", "theme", "label")):
        for frame in published.values():
            if {key, name} <= set(frame):
                pairs = frame[[key, name]].dropna().astype(str).drop_duplicates()
                for code, text in pairs.itertuples(index=False, name=None):
                    given.setdefault((dimension, code), Counter())[text] += 1
    return {coded: names.most_common(1)[0][0] for coded, names in given.items()}


def _spelled(text: str) -> Iterable[str]:
    """Other ways to write a month, and the year that a projection is of."""
    if found := _TARGET.fullmatch(text):
        return (found[1],)
    if found := _MONTH.fullmatch(text):
        month = _MONTHS[int(found[2]) - 1]
        return (f"{month} {found[1]}", f"{month[:3]} {found[1]}")
    return ()


def _plain(text: str) -> str:
    """A key as a table prints it: small letters, no underscores."""
    return " ".join(text.lower().replace("_", " ").split())
