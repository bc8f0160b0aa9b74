"""The rules that a release's tables declare, held against every figure in them."""

import re
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.bundle import DICTIONARY, Bundle, roles_of
from cdrp_analysis.auditor.cells import numbers
from cdrp_analysis.auditor.evidence import possible_counts

AGAINST = "against the rule"
_MONTH = re.compile(r"\d{4}-\d{2}")

Finding = tuple[str, str, str, str]  # file, place, kind, what


def against_rules(bundle: Bundle) -> Iterator[Finding]:
    """
    Figures that their table's own rules forbid, whatever else they give away.

    Looked for are counts that are no multiple of the rounding base; derived figures on a base
    below the smallest, or in a breakdown one of whose bases is; counts where only percentages
    may stand; zeros where zeros are hidden; rows of areas within the partnership, or of single
    months, where the table may hold neither.

    Parameters
    ----------
    bundle : Bundle
        ``structure["tables"][name]`` says ``round_to`` and, in ``limits``, what applies of
        ``minimum_base``, ``bases`` (column to whether it is rounded as counts are), ``each_of``
        (columns that name a breakdown), ``counts`` (false), ``zeros`` ("hidden"), ``areas``
        (``column`` and those it may hold) and ``months`` (``column`` that may hold none).

    Yields
    ------
    tuple
        File, place, kind and what: the rule, never the figure.
    """
    roles = roles_of(bundle)
    for name in sorted(set(bundle.tables) - {DICTIONARY}):
        frame, said = bundle.tables[name], bundle.structure["tables"][name]
        table = _Declared(name, frame, said, roles.get(name, {}))
        yield from table.findings()


class _Declared:
    """One table beside its declaration."""

    def __init__(self, name: str, frame: pd.DataFrame, said: Mapping, roles: Mapping[str, str]):
        self.file, self.frame, self.said = f"data/{name}.csv", frame, said
        self.limits = said.get("limits") or {}
        counts = [column for column, role in roles.items() if role == "count"]
        counts += [(said.get("cells") or {}).get("count", "")]
        self.counts = [column for column in dict.fromkeys(counts) if column in frame]
        self.derived = [c for c, role in roles.items() if role == "derived" and c in frame]

    def findings(self) -> Iterator[Finding]:
        base, below = self._row_rules()
        if self.limits.get("counts") is False:
            for column in self.counts:
                yield self._found(column, "counts stand where only percentages may")
        if "altered" not in self.said:
            for column in self.counts:
                shown = numbers(self.frame[column])
                odd = ~np.isnan(shown) & (np.mod(np.nan_to_num(shown), base) != 0)
                yield from self._rows(column, odd, "is not rounded as the table's rule says")
        if self.limits.get("zeros") == "hidden":
            for column in self.counts:
                zero = numbers(self.frame[column]) == 0
                yield from self._rows(column, zero, "is a zero where zeros are hidden")
        small = self._small_base(base, below)
        for column in self.derived if small.any() else []:
            stands = ~np.isnan(numbers(self.frame[column])) & small
            yield from self._rows(column, stands, "rests on a base below the smallest")
        yield from self._scope()

    def _row_rules(self) -> tuple[np.ndarray, np.ndarray]:
        """Rounding base and threshold of every row."""
        size = len(self.frame)
        base = np.full(size, int(self.said.get("round_to") or 1))
        below = np.full(size, int(self.said.get("suppress_below") or 0))
        strict = self.said.get("sensitive")
        if strict and "sensitive" in self.frame:
            rows = self.frame["sensitive"].ne("False").to_numpy(dtype=bool)
            base[rows] = int(strict.get("round_to") or 1)
            below[rows] = int(strict.get("suppress_below") or 0)
        return base, below

    def _small_base(self, base: np.ndarray, below: np.ndarray) -> np.ndarray:
        """Rows whose derived figures rest on too little, or on what is not shown."""
        least = int(self.limits.get("minimum_base") or 0)
        small = np.zeros(len(self.frame), dtype=bool)
        for column, rounded in (self.limits.get("bases") or {}).items():
            if column in self.frame:
                shown = numbers(self.frame[column])
                behind = possible_counts(shown, base, below)[0] if rounded else shown
                small |= ~(behind >= least)
        others = self.limits.get("each_of")
        if others is not None and small.any():
            whole = pd.Series("", index=self.frame.index)
            group = self.frame[others].agg(" · ".join, axis=1) if others else whole
            small |= group.isin(group[small]).to_numpy(dtype=bool)
        return small

    def _scope(self) -> Iterator[Finding]:
        if areas := self.limits.get("areas"):
            within = ~self.frame[areas["column"]].isin(areas["only"]).to_numpy(dtype=bool)
            yield from self._rows(areas["column"], within, "is an area within the partnership")
        if months := self.limits.get("months"):
            single = self.frame[months["column"]].map(lambda text: bool(_MONTH.fullmatch(text)))
            yield from self._rows(months["column"], single.to_numpy(bool), "is a single month")

    def _rows(self, column: str, wrong: np.ndarray, what: str) -> Iterator[Finding]:
        for row in np.flatnonzero(wrong).tolist():
            yield self._found(f"row {row + 2}, {column}", what)

    def _found(self, place: str, what: str) -> Finding:
        return self.file, place, AGAINST, what
