"""What a rate, share or change printed beside counts says about the counts it was made from."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from cdrp_analysis.auditor.addresses import Address
from cdrp_analysis.auditor.evidence import INFINITY, Tie
from cdrp_analysis.auditor.formulas import NotUnderstood, Rows, parsed
from cdrp_analysis.auditor.recomputed import figure

Terms = list[tuple[float, Address]]
_Around = Callable[[int], Terms]
_ROWS = ("at", "first", "previous")


class _Sum(NamedTuple):
    """In every row a known number and a weighted sum of counts (None where there are none)."""

    known: np.ndarray
    counts: _Around | None = None

    def times(self, other: "_Sum") -> "_Sum | None":
        """The product; None if both hold counts."""
        if self.counts is not None and other.counts is not None:
            return None
        held, factor = (self, other.known) if self.counts else (other, self.known)
        counts = held.counts and (
            lambda row: [(weight * factor[row], cell) for weight, cell in held.counts(row)]
        )
        return _Sum(self.known * other.known, counts)

    def plus(self, other: "_Sum") -> "_Sum":
        held = [one.counts for one in (self, other) if one.counts]
        counts = (lambda row: [term for each in held for term in each(row)]) if held else None
        return _Sum(self.known + other.known, counts)


class _Quotient(NamedTuple):
    """A formula as one sum over another."""

    top: _Sum
    bottom: _Sum


def tops(formula: str) -> set[str]:
    """
    The columns that a formula divides: its counts, where nothing else says which those are.

    Examples
    --------
    >>> sorted(tops("1000 * offences / residents")), sorted(tops("after / before - 1"))
    (['offences'], ['after'])
    """
    return _tops(parsed(formula))


def _tops(node: ast.expr) -> set[str]:
    match node:
        case ast.Name(id=name):
            return {name}
        case ast.BinOp(left=left, op=ast.Div()):
            return _tops(left)
        case ast.BinOp(left=left, right=right):
            return _tops(left) | _tops(right)
        case ast.Call(args=[first, *_]):
            return _tops(first)
    return set()


class Columns:
    """
    The columns of a table, and which of them are counts.

    Parameters
    ----------
    file : str
        The table's file, for messages.
    rows : Rows
        As published.
    cells : dict of column to list of Address
        The cell of every row, for columns of counts.
    """

    def __init__(self, file: str, rows: Rows, cells: Mapping[str, Sequence[Address]]):
        self.file, self.rows, self.cells = file, rows, cells

    def ties(self, column: str, formula: str) -> list[Tie]:
        """
        What a derived column says of the counts behind it, as far as it is one sum over another.

        A value that follows from the counts as they are shown says no more than they do. One that
        does not, or stands beside a hidden count, was made from the counts behind.
        """
        try:
            made = figure(self.rows, column, formula)
            telling = made.off | made.hidden
            quotient = self._quotient(made.tree) if telling.any() else None
        except NotUnderstood:
            return []  # a finding of its own
        ties = []
        for row in np.flatnonzero(telling).tolist() if quotient else []:
            place = f"row {row + 2}, {column}"
            low, high = (
                self._terms(quotient, row, made.printed[row] + side * made.reach[row])
                for side in (-1, 1)
            )
            if np.isnan(low[1]):
                continue  # a base that nobody has published
            ties.append(self._tie(*low, -_near(low[1]), INFINITY, place))
            ties.append(self._tie(*high, -INFINITY, _near(high[1]), place))
        return ties

    def _terms(self, made: _Quotient, row: int, value: float) -> tuple[dict[Address, float], float]:
        """What is zero where the figure is that value and falls as it rises: sum and known part."""
        terms: dict[Address, float] = {}
        for part, weight in ((made.top, 1.0), (made.bottom, -value)):
            for each, cell in part.counts(row) if part.counts else ():
                terms[cell] = terms.get(cell, 0.0) + weight * each
        return terms, float(made.top.known[row] - value * made.bottom.known[row])

    def _tie(
        self, terms: dict[Address, float], known: float, lower: float, upper: float, place: str
    ) -> Tie:
        return Tie(tuple(terms.items()), lower - known, upper - known, self.file, place)

    def _quotient(self, node: ast.expr) -> _Quotient | None:
        """A formula as one sum over another; None where it is nothing of the kind."""
        one = _Sum(np.ones(len(self.rows.frame)))
        match node:
            case ast.Constant() | ast.UnaryOp():
                return _Quotient(_Sum(one.known * self.rows.value(node)), one)
            case ast.Name(id=name):
                return _Quotient(self._column(name), one)
            case ast.BinOp(left=left, op=op, right=right):
                first, second = self._quotient(left), self._quotient(right)
                return first and second and _joined(first, second, op)
            case ast.Call(func=ast.Name(id=name), args=[inner, *_]):
                return self._called(name, node, inner)
        return None

    def _column(self, name: str) -> _Sum:
        values = self.rows.values[name]
        if name not in self.cells:
            return _Sum(values)
        cells = self.cells[name]
        return _Sum(np.zeros(len(values)), lambda row: [(1.0, cells[row])])

    def _called(self, name: str, call: ast.Call, inner: ast.expr) -> _Quotient | None:
        if name in ("min", "max"):  # only rounded figures cross
            return self._quotient(inner)
        made = self._quotient(inner) if name in (*_ROWS, "total", "whole") else None
        if made is None or made.bottom.counts or not (made.bottom.known == 1).all():
            return None
        top = made.top
        if name in _ROWS:
            other = self.rows.others(call)
            known = np.where(other >= 0, top.known[other], np.nan)
            counts = top.counts and (lambda row: top.counts(other[row]) if other[row] >= 0 else [])
            return _Quotient(_Sum(known, counts), made.bottom)
        group = self.rows.groups(call)
        members = {each: np.flatnonzero(group == each).tolist() for each in np.unique(group)}
        sums = np.array([top.known[members[each]].sum() for each in group])
        counts = top.counts and (
            lambda row: [term for other in members[group[row]] for term in top.counts(other)]
        )
        return _Quotient(_Sum(sums, counts), made.bottom)


def _joined(first: _Quotient, second: _Quotient, op: ast.operator) -> _Quotient | None:
    """Two quotients put together; None where counts would multiply each other."""
    if isinstance(op, ast.Mult | ast.Div):
        over, under = (
            (second.top, second.bottom) if isinstance(op, ast.Mult) else (second.bottom, second.top)
        )
        top, bottom = first.top.times(over), first.bottom.times(under)
        return _Quotient(top, bottom) if top and bottom else None
    sign = _Sum(np.full_like(first.top.known, 1.0 if isinstance(op, ast.Add) else -1.0))
    one, other = first.top.times(second.bottom), second.top.times(first.bottom)
    bottom = first.bottom.times(second.bottom)
    other = other and other.times(sign)
    return _Quotient(one.plus(other), bottom) if one and other and bottom else None


def _near(known: float) -> float:
    return 1e-9 * max(1.0, abs(known))
