"""What a rate, share or change printed beside counts says about the counts it was made from."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.addresses import Address
from cdrp_analysis.auditor.evidence import INFINITY, Tie

COUNTED = ("top", "after", "before", "of")  # inputs of a derived column that are counts
_MOST_DECIMALS = 12
_NUMBER = re.compile(r"[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


class Piece(NamedTuple):
    """A term of a sum: weight × number shown, of a count or (without a cell) of anything."""

    cell: Address | None
    weight: float
    shown: float


# The pieces of an expression that falls as the printed value rises and is zero at its value.
Expression = Callable[[int, float], list[Piece]]


def numbers(texts: pd.Series) -> np.ndarray:
    """The numbers of a column; NaN for marks and words."""
    plain = (t.replace("−", "-") if _NUMBER.fullmatch(t) else "nan" for t in texts.tolist())
    return np.fromiter(map(float, plain), dtype=float, count=len(texts))


def decimals(texts: Sequence[str]) -> int:
    """Most decimals printed in a column: trailing zeros are cut, so one cell may show fewer."""
    printed = [len(text.partition(".")[2]) for text in texts if _NUMBER.fullmatch(text)]
    return min(max(printed, default=0), _MOST_DECIMALS)


class Columns:
    """
    The columns of a table, and which of them are counts.

    Parameters
    ----------
    file : str
        The table's file, for messages.
    frame : DataFrame of str
        As published.
    values : dict of column to array
        Its numbers, NaN where there is none.
    cells : dict of column to list of Address
        The cell of every row, for columns of counts.
    """

    def __init__(
        self,
        file: str,
        frame: pd.DataFrame,
        values: Mapping[str, np.ndarray],
        cells: Mapping[str, Sequence[Address]],
    ):
        self.file, self.frame, self.values, self.cells = file, frame, values, cells

    def ties(self, column: str, made: Mapping) -> list[Tie] | None:
        """
        What a derived column says of the counts behind it; None if its making is not declared.

        A column of which every value follows from the counts as they are shown was made from
        those, and says no more than they do. If one does not, all of it was made from the
        counts behind, and every value counts. A value beside a hidden count always counts.
        """
        expression = self._expression(made)
        if expression is None:
            return None
        printed = self.values[column]
        half = 0.5 * 10.0 ** -decimals(self.frame[column].tolist())
        rows, from_shown = [], True
        for row in np.flatnonzero(~np.isnan(printed)).tolist():
            low, high = (expression(row, printed[row] + move) for move in (-half, half))
            if any(np.isnan(p.shown) and p.cell is None for p in low):
                continue  # a base that nobody has published
            least, most = _reckoned(low), _reckoned(high)
            near = 1e-9 * max(1.0, *(abs(p.weight * p.shown) for p in low))
            hidden = np.isnan(least)
            from_shown &= hidden or (least >= -near and most <= near)
            rows.append((row, low, high, near, hidden))
        ties = []
        for row, low, high, near, hidden in rows:
            if hidden or not from_shown:
                place = f"row {row + 2}, {column}"
                ties.append(self._tie(low, -near, INFINITY, place))
                ties.append(self._tie(high, -INFINITY, near, place))
        return ties

    def _tie(self, pieces: list[Piece], lower: float, upper: float, place: str) -> Tie:
        known = sum(p.weight * p.shown for p in pieces if p.cell is None)
        terms: dict[Address, float] = {}
        for piece in pieces:
            if piece.cell is not None:
                terms[piece.cell] = terms.get(piece.cell, 0.0) + piece.weight
        return Tie(tuple(terms.items()), lower - known, upper - known, self.file, place)

    def _expression(self, made: Mapping) -> Expression | None:
        kind = made.get("kind")
        if kind not in _KINDS or any(made.get(name) not in self.values for name in _KINDS[kind]):
            return None
        scale = float(made.get("scale", 1))
        if kind == "ratio":
            return lambda row, value: [
                self._piece(made["top"], row, scale),
                self._piece(made["bottom"], row, -value),
            ]
        if kind == "difference":
            return lambda row, value: [
                self._piece(made["after"], row, 1.0),
                self._piece(made["before"], row, -1.0),
                Piece(None, -1.0, value),
            ]
        group = self._groups(made.get("within") or [])
        return lambda row, value: [
            self._piece(made["of"], row, scale),
            *(self._piece(made["of"], other, -value) for other in group[row]),
        ]

    def _piece(self, column: str, row: int, weight: float) -> Piece:
        cell = self.cells[column][row] if column in self.cells else None
        return Piece(cell, weight, self.values[column][row])

    def _groups(self, within: Sequence[str]) -> list[np.ndarray]:
        """For every row, the rows whose sum its share is of."""
        if not within:
            return [np.arange(len(self.frame))] * len(self.frame)
        number = self.frame.groupby(list(within), sort=False).ngroup().to_numpy()
        members = {group: np.flatnonzero(number == group) for group in np.unique(number)}
        return [members[group] for group in number]


# The inputs that each kind of derived column names.
_KINDS = {"ratio": ("top", "bottom"), "difference": ("after", "before"), "share": ("of",)}


def _reckoned(pieces: list[Piece]) -> float:
    return float(sum(piece.weight * piece.shown for piece in pieces))
