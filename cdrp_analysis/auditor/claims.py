"""Sentences that state a row of a table: all their numerals must be of one and the same row.

A claim is a sentence with slots and a frame of all that could truly be said in it, one row for each
subject, worked out from published tables. A sentence of that form is true if one row agrees with
every slot. The frames are written anew here and take nothing from the part that writes sentences.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.printed import significant

Published = Mapping[str, pd.DataFrame]
Span = tuple[int, int]
_NUMBER = r"[-−+]?\d[\d,]*(?:\.\d+)?"
_SLOT = re.compile(r"<(\w+)(=|%|±|~|°|)>")


@dataclass(frozen=True)
class Claim:
    """
    A form of sentence and the rows that could fill it.

    Parameters
    ----------
    form : str
        A regular expression with slots ``<column>``: a number; ``<column=>`` a name; ``<column%>``
        a share as a percentage; ``<column±>`` a ratio's distance from one as a percentage;
        ``<column~>`` an estimate to three figures; ``<column°>`` a place in an order.
    rows : callable
        The frame, from the published tables; None where these do not hold what it needs.
    """

    form: str
    rows: Callable[[Published], pd.DataFrame | None]


@dataclass(frozen=True)
class Checked:
    """Where a text's numerals are as a row states them, and where they are not."""

    settled: frozenset[Span]
    wrong: frozenset[Span]


class Claims:
    """
    Claims about the tables of one release.

    Examples
    --------
    >>> wards = pd.DataFrame({"area_name": ["Abbey", "Castle"], "rate": [9.14, 4.2],
    ...                       "rank": [1, 2], "of": 2})
    >>> known = Claims([Claim("<area_name=>: <rate> per 1,000, <rank°> of <of>", lambda _: wards)],
    ...                {})
    >>> known.check("Abbey: 9.1 per 1,000, 1st of 2.").wrong
    frozenset()
    >>> known.check("Abbey: 9.1 per 1,000, 2nd of 2.").wrong
    frozenset({(22, 23)})
    """

    def __init__(self, claims: Iterable[Claim], published: Published):
        made = ((claim, claim.rows(published)) for claim in claims)
        self._forms = [
            _Form(claim.form, rows) for claim, rows in made if rows is not None and len(rows)
        ]
        self._known: dict[str, Checked] = {}

    def check(self, text: str) -> Checked:
        """Hold a text to every claim whose form its sentences have."""
        if text not in self._known:
            settled, wrong = set(), set()
            for form in self._forms:
                for found in form.pattern.finditer(text):
                    agree, differ = form.agree(found)
                    settled |= agree
                    wrong |= differ
            self._known[text] = Checked(frozenset(settled), frozenset(wrong - settled))
        return self._known[text]


class _Form:
    def __init__(self, form: str, rows: pd.DataFrame):
        # What a table has no column for, no sentence can claim of it.
        self.rows = rows.reindex(columns=list({*rows, *(name for name, _ in _SLOT.findall(form))}))
        self.kinds: dict[str, str] = {}
        self.pattern = re.compile(_SLOT.sub(self._slot, form))
        self.texts = {
            name: self.rows[name].astype(str).map(_plain, na_action="ignore").to_numpy()
            for name, kind in self.kinds.items()
            if kind == "="
        }
        self.numbers = {
            name: self._numbers(name, kind) for name, kind in self.kinds.items() if kind != "="
        }

    def _numbers(self, name: str, kind: str) -> np.ndarray:
        """A column's values as a sentence gives them, without their sign."""
        values = pd.to_numeric(self.rows[name], errors="coerce").to_numpy(float)
        if kind == "±":
            values = values - 1
        if kind in ("%", "±"):
            values = 100 * values
        return significant(np.abs(values)) if kind == "~" else np.abs(values)

    def _slot(self, found: re.Match) -> str:
        name, kind = found.groups()
        if name in self.kinds:
            return f"(?P={name})"
        self.kinds[name] = kind
        if kind == "=":
            texts = set(self.rows[name].dropna().astype(str)) - {""}
            longest = sorted(texts, key=len, reverse=True)
            names = "|".join(re.escape(text).replace("_", "[_ ]") for text in longest)
            return rf"(?P<{name}>(?<!\w)(?i:{names or '(?!)'})(?!\w))"
        ends = {"%": r"\s?%", "±": r"\s?%", "°": "(?:st|nd|rd|th)"}.get(kind, r"(?![\d%])")
        return rf"(?P<{name}>(?<![\w.]){_NUMBER}){ends}"

    def agree(self, found: re.Match) -> tuple[set[Span], set[Span]]:
        """Places of a sentence's numerals that the row it is nearest to has, and has not."""
        kept = np.ones(len(self.rows), dtype=bool)
        for name, texts in self.texts.items():
            if found[name] is not None:
                kept &= texts == _plain(found[name])
        said = [name for name in self.numbers if found[name] is not None]
        if not kept.any() or not said:
            return set(), set()
        same = np.column_stack([self._same(name, found[name])[kept] for name in said])
        nearest = same[int(same.sum(axis=1).argmax())]
        places = [found.span(name) for name in said]
        return (
            {place for place, right in zip(places, nearest, strict=True) if right},
            {place for place, right in zip(places, nearest, strict=True) if not right},
        )

    def _same(self, name: str, printed: str) -> np.ndarray:
        digits = printed.lstrip("-−+").replace(",", "")
        decimals = len(digits.partition(".")[2])
        return np.abs(self.numbers[name] - float(digits)) <= 0.5 * 10.0**-decimals + 1e-9


def _plain(text: str) -> str:
    """A name as it may be printed: small letters, blanks for underscores."""
    return text.lower().replace("_", " ")


def table(published: Published, name: str, *columns: str) -> pd.DataFrame | None:
    """A published table, if it has those columns."""
    frame = published.get(name)
    return frame if frame is not None and {*columns} <= set(frame) else None


def joined(frames: Iterable[pd.DataFrame | None]) -> pd.DataFrame | None:
    """Those frames that there are, one below the other."""
    there = [frame for frame in frames if frame is not None and len(frame)]
    return pd.concat(there, ignore_index=True) if there else None
