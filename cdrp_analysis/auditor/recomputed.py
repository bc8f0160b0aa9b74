"""Every rate, share and change of a release worked out again from the counts beside it."""

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.bundle import DICTIONARY, Bundle, roles_of
from cdrp_analysis.auditor.cells import decimals, numbers
from cdrp_analysis.auditor.formulas import NotUnderstood, Rows, columns_of, parsed

SHARPER, UNEXPLAINED, WORKED_OUT = "sharper than the counts", "not explained", "worked out"
_SHORTENED = 3  # decimals: a figure with fewer is as its table has it
_NEAR = 1e-9

Finding = tuple[str, str, str, str]  # file, place, kind, what


def formula_of(said: str | Mapping) -> str | None:
    """The formula of a derived column as data/structure.json says it; None where it tells none."""
    if isinstance(said, str):
        return said
    # As releases said it when they told of rates and differences only.
    if said.get("kind") == "ratio":
        return f"{said.get('scale', 1)} * {said['top']} / {said['bottom']}"
    if said.get("kind") == "difference":
        return f"{said['after']} - {said['before']}"
    return None


class Figure(NamedTuple):
    """A derived column: as printed, as its formula has it, and how far the two may be apart."""

    tree: ast.expr
    printed: np.ndarray
    worked: np.ndarray
    reach: np.ndarray

    @property
    def hidden(self) -> np.ndarray:
        """Rows that print a figure though something that it is made from is not shown."""
        return ~np.isnan(self.printed) & np.isnan(self.worked)

    @property
    def off(self) -> np.ndarray:
        """Rows that print another figure than the counts give."""
        return np.abs(self.printed - self.worked) > self.reach


def figure(rows: Rows, column: str, formula: str) -> Figure:
    """
    A derived column beside what its formula gives from the table as it is published.

    A figure may be off by half a unit of its last decimal, and by what the rounding of figures
    other than counts makes of it.
    """
    tree, usual = parsed(formula), None
    match tree:
        case ast.Call(func=ast.Name(id="round"), args=[inner, ast.Constant(value=int() as usual)]):
            tree = inner
    if column in _taken(tree):
        raise NotUnderstood(f"{column} is made from itself")
    printed, worked = rows.values[column], rows.value(tree)
    near = _NEAR * np.maximum(1.0, np.abs(np.nan_to_num(printed)))
    within = reach(rows.frame[column], usual) + near + _slack(rows, tree, worked)
    return Figure(tree, printed, worked, within)


def _taken(node: ast.AST) -> set[str]:
    """Columns whose numbers a formula takes, not only where they are shown."""
    match node:
        case ast.Name(id=name):
            return {name}
        case ast.Call(func=ast.Name(id="among"), args=[inner, _]):
            return _taken(inner)
        case ast.Call(args=given):
            return set().union(*map(_taken, given))
    return set().union(*map(_taken, ast.iter_child_nodes(node)))


def reach(texts: pd.Series, usual: int | None = None) -> np.ndarray:
    """
    Half a unit of the last decimal of each figure, trailing zeros being cut.

    A column has as many decimals as its formula rounds to; else three where a figure is 1 or more,
    and four where none is. A figure with more is held to those.
    """
    if usual is None:
        usual = 3 if (np.abs(numbers(texts)) >= 1).any() else 4
    return 0.5 * 10.0 ** -np.maximum(decimals(texts), usual)


def _slack(rows: Rows, tree: ast.expr, worked: np.ndarray) -> np.ndarray:
    """What the rounding of other published figures, such as areas in km², makes of the result."""
    slack = np.zeros(len(rows.frame))
    for name in sorted(columns_of(tree) & set(rows.frame)):
        most = decimals(rows.frame[name]).max(initial=0)
        if most >= _SHORTENED:
            moved = (
                rows.with_values({name: rows.values[name] + side * 0.5 * 10.0**-most}).value(tree)
                for side in (-1, 1)
            )
            slack += np.nan_to_num(np.fmax(*(np.abs(one - worked) for one in moved)))
    return slack


def not_of_the_counts(bundle: Bundle) -> Iterator[Finding]:
    """
    Derived figures that say more than the published counts, or that nobody explains.

    Parameters
    ----------
    bundle : Bundle
        ``structure["tables"][name]["derived"]`` has the formula of every derived column
        (:mod:`cdrp_analysis.auditor.formulas`), or ``of`` what it is made and ``why`` no more is
        told.

    Yields
    ------
    tuple
        File, place, kind and what: the column, never the figure.
    """
    roles = roles_of(bundle)
    for name in sorted(set(bundle.tables) - {DICTIONARY}):
        yield from _of_table(bundle, name, roles.get(name, {}))


def _of_table(bundle: Bundle, name: str, roles: Mapping[str, str]) -> Iterator[Finding]:
    frame, said = bundle.tables[name], bundle.structure["tables"][name]
    file, rows = f"data/{name}.csv", rows_of(bundle, name)
    derived = said.get("derived") or {}
    for column in (column for column in derived if column in frame):
        formula = formula_of(derived[column])
        if formula is None:
            continue
        try:
            made = figure(rows, column, formula)
        except NotUnderstood as problem:
            yield file, column, UNEXPLAINED, f"the formula of {column} cannot be read: {problem}"
            continue
        for row in np.flatnonzero(made.hidden).tolist():
            what = f"{column} stands though what it is made from is not shown"
            yield file, f"row {row + 2}, {column}", WORKED_OUT, what
        for row in np.flatnonzero(made.off).tolist():
            what = f"{column} is not what the published counts give"
            yield file, f"row {row + 2}, {column}", SHARPER, what
    strict = said.get("sensitive") or {}
    protected = any(
        int(one.get("round_to") or 1) > 1 or int(one.get("suppress_below") or 0) > 0
        for one in (said, strict)
    )
    for column in sorted(set(frame) & {c for c, role in roles.items() if role == "derived"}):
        shown = ~np.isnan(rows.values[column])
        if protected and column not in derived and shown.any():
            what = f"nothing says how {column} follows from counts that are hidden or rounded"
            yield file, column, UNEXPLAINED, what


def rows_of(bundle: Bundle, name: str) -> Rows:
    """The rows of a published table, in which formulas are worked out."""
    frame: pd.DataFrame = bundle.tables[name]
    keys = bundle.structure["tables"][name].get("keys") or []
    values = {column: numbers(frame[column]) for column in frame}
    return Rows(frame, values, keys, str(bundle.structure.get("code") or ""))
