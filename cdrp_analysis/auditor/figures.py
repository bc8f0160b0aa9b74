"""Looks a printed number up among the figures of published tables, narrowed by its surroundings."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.accounted import FORMS, Accounted
from cdrp_analysis.auditor.printed import Numeral
from cdrp_analysis.auditor.spoken import ITEMS, SPOKEN, Codes, Spoken

__all__ = ["FORMS", "Column", "Figures"]
_EXACT = frozenset({FORMS["count"], FORMS["rank"], FORMS["things"]})


class Column(NamedTuple):
    """
    A column of a published table, or what follows from one, printed in one form.

    ``time`` tells its periods apart where what was looked up names none; else it is -1.
    """

    table: str
    name: str
    form: int
    time: int = -1


class _Kept(NamedTuple):
    """Figures in order, where each stands, of which time, and which are the same."""

    values: np.ndarray
    places: np.ndarray
    times: np.ndarray
    same: np.ndarray


class Figures:
    """
    All figures of published tables (``Accounted``), narrowed by what a text speaks of.

    Parameters
    ----------
    published : dict of name to DataFrame
        Protected tables.
    """

    def __init__(self, published: Mapping[str, pd.DataFrame]):
        self.spoken = Spoken(published)
        held = Accounted(published, self.spoken)
        forms = len(FORMS)
        places = held.columns * forms + held.forms
        order = np.argsort(held.values, kind="stable")
        self._values, self._places = held.values[order], places[order]
        # Equal figures have one number, so that pairs of place and figure can be counted.
        self._same = np.cumsum(np.diff(self._values, prepend=self._values[:1]) != 0)
        self.keys = {dimension: codes[order] for dimension, codes in held.keys.items()}
        # A column's whole figures and its others are one column.
        printed = {form: form for form in FORMS.values()} | {FORMS["real"]: FORMS["count"]}
        self._columns = [
            Column(table, name, printed[form])
            for table, name in held.named
            for form in range(forms)
        ]
        self._headed: dict[str, set[str]] = {}
        for _, name in held.named:
            self._headed.setdefault(_heading(name.partition(",")[0]), set()).add(name)
        self._timed: dict[tuple[int, int], Column] = {}
        self._kept: dict[object, _Kept] = {}
        self._choices: dict[object, dict[Column, int]] = {}
        self._found: dict[object, frozenset[Column]] = {}

    def has(self, heading: str) -> bool:
        """Whether a heading is the name of a published column."""
        return bool(_heading(heading)) and _heading(heading) in self._headed

    def explained(
        self,
        numeral: Numeral,
        forms: Iterable[int],
        near: Codes,
        far: Codes,
        heading: str = "",
    ) -> frozenset[Column]:
        """
        The columns with a figure that, rounded as the numeral is, is that number.

        ``near`` says what the row or sentence speaks of: a figure must be of it. ``far`` says
        what the heading or the page is about: a figure of something else does not count, a
        figure of a table that knows no such division does. A heading that is a column's name
        leaves only that column, and percentages.
        """
        about = (frozenset(near.items()), frozenset(far.items()))
        key = (numeral.value, numeral.decimals, frozenset(forms), about, heading)
        if key not in self._found:
            self._found[key] = frozenset(self._explained(numeral, set(forms), about, heading))
        return self._found[key]

    def _explained(self, numeral, forms: set[int], about, heading: str) -> Iterable[Column]:
        kept = self._narrow(about)
        half = 0.5 * 10.0**-numeral.decimals + 1e-9
        first = np.searchsorted(kept.values, numeral.value - half)
        last = np.searchsorted(kept.values, numeral.value + half, side="right")
        # A count is printed as it is, a share is rounded.
        exact = np.abs(kept.values[first:last] - numeral.value) <= 1e-9
        near = set(zip(kept.places[first:last].tolist(), kept.times[first:last].tolist(),
                       (exact & (numeral.decimals == 0)).tolist(), strict=True))  # fmt: skip
        found = {
            self._at(place, time)
            for place, time, same in near
            if (form := place % len(FORMS)) in forms and (form not in _EXACT or same)
        }
        named = self._headed.get(_heading(heading), set()) if heading else set()
        if named and any(self._columns[place].name in named for place in pd.unique(kept.places)):
            percent = FORMS["percent"]
            found = {c for c in found if c.name in named or c.form == percent}
        return found

    def choices(self, near: Codes, far: Codes) -> Mapping[Column, int]:
        """How many different figures each column has of what is spoken of; one if of one row."""
        about = (frozenset(near.items()), frozenset(far.items()))
        if about not in self._choices:
            kept = self._narrow(about)
            several, different = kept.times.max(initial=-1) + 2, len(self._values) + 1
            at = kept.places * several + kept.times + 1
            pairs = pd.unique(at * different + kept.same)
            kinds, numbers = np.unique(pairs // different, return_counts=True)
            counts: Counter[Column] = Counter()
            for kind, number in zip(kinds.tolist(), numbers.tolist(), strict=True):
                place, time = divmod(kind, several)
                counts[self._at(place, time - 1)] += number
            self._choices[about] = counts
        return self._choices[about]

    def _at(self, place: int, time: int) -> Column:
        if (place, time) not in self._timed:
            self._timed[place, time] = self._columns[place]._replace(time=time)
        return self._timed[place, time]

    def _narrow(self, about) -> _Kept:
        if about not in self._kept:
            near, far = map(dict, about)
            keep = np.ones(len(self._values), dtype=bool)
            for dimension, codes in self.keys.items():
                if dimension in near:
                    # Tables of two times compared have them in their title, not in their rows.
                    without = [-1] if dimension == "period" else []
                    keep &= np.isin(codes, [*near[dimension], *without])
                elif dimension in far:
                    keep &= np.isin(codes, [*far[dimension], -1])
            for item in near.get(ITEMS, ()):
                keep &= self._of(item)
            times = self.keys["period"][keep]
            if "period" in near:
                times = np.full(len(times), -1)
            self._kept[about] = _Kept(
                self._values[keep], self._places[keep], times, self._same[keep]
            )
        return self._kept[about]

    def _of(self, item: Iterable[tuple[str, int]]) -> np.ndarray:
        """
        Figures of one thing, whichever column names it, or of tables without such things.

        What is also called like an area, a theme or a time is heeded as those are: a table without
        such things does not account for it.
        """
        meant: dict[str, list[int]] = {}
        for dimension, code in item:
            meant.setdefault(dimension, []).append(code)
        here = [np.isin(self.keys[dimension], codes) for dimension, codes in meant.items()]
        if any(dimension in SPOKEN for dimension in meant):
            return np.logical_or.reduce(here)
        without = [self.keys[dimension] < 0 for dimension in meant]
        return np.logical_or.reduce(here) | np.logical_and.reduce(without)


def _heading(text: str) -> str:
    return "_".join(re.findall(r"[a-z]+", text.lower()))
