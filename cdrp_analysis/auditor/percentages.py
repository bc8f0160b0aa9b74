"""Percentages whose counts are not shown: are they of counts rounded as the table's rule says?"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.bundle import Bundle
from cdrp_analysis.auditor.formulas import NotUnderstood, Rows, columns_of, parsed
from cdrp_analysis.auditor.recomputed import SHARPER, UNEXPLAINED, Finding, reach, rows_of

_LARGEST = 600  # multiples of the rounding base that a whole is looked for among
_ENDS = ("", "_lower", "_upper")
_FOUND, _BASE = "found among", "whole of"  # no columns: these names hold a space


def not_of_rounded_counts(bundle: Bundle) -> Iterator[Finding]:
    """
    Shares with limits that no two rounded counts give.

    A share tells with its limits how many it is of: the narrower they are, the more. So a share
    of true counts gives them away though neither is printed.

    Parameters
    ----------
    bundle : Bundle
        ``derived`` of a table whose ``limits`` say that its counts are not shown has the
        ``formula`` of each percentage; those of a share and of its Wilson limits are looked at.

    Yields
    ------
    tuple
        File, place, kind and what: the column, never the figure.
    """
    for name, said in sorted(bundle.structure["tables"].items()):
        base = int(said.get("round_to") or 1)
        if name not in bundle.tables or base == 1 or (said.get("limits") or {}).get("counts", True):
            continue
        formulas = {
            column: one["formula"]
            for column, one in (said.get("derived") or {}).items()
            if isinstance(one, Mapping) and "formula" in one and column in bundle.tables[name]
        }
        rows = rows_of(bundle, name)
        for column in formulas:
            three = [f"{column}{end}" for end in _ENDS]
            if not set(three) <= set(formulas):
                continue
            try:
                shares = _of_two_counts([parsed(formulas[one]) for one in three])
                wrong = list(_impossible(rows, column, shares, base)) if shares else []
            except NotUnderstood as problem:
                what = f"the formula of {column} cannot be read: {problem}"
                yield f"data/{name}.csv", column, UNEXPLAINED, what
                continue
            for row in wrong:
                what = f"{column} is of no two counts rounded as the table's rule says"
                yield f"data/{name}.csv", f"row {row + 2}, {column}", SHARPER, what


def _of_two_counts(trees: list[ast.expr]) -> list[ast.expr] | None:
    """The formulas of a share and its limits with names for its two counts; None for others."""
    for node in ast.walk(trees[1]):
        match node:
            case ast.Call(func=ast.Name(id="wilson_lower"), args=[found, whole]):
                named = {ast.dump(found): _FOUND, ast.dump(whole): _BASE}
                return [_Named(named).visit(tree) for tree in trees]
    return None


class _Named(ast.NodeTransformer):
    """Puts names in the place of some parts of a formula."""

    def __init__(self, names: Mapping[str, str]):
        self.names = names

    def visit(self, node: ast.AST) -> ast.AST:
        """The part, or its name."""
        name = self.names.get(ast.dump(node))
        return ast.Name(id=name) if name else super().visit(node)


def _impossible(rows: Rows, column: str, shares: list[ast.expr], base: int) -> Iterator[int]:
    printed = [rows.values[f"{column}{end}"] for end in _ENDS]
    within = [reach(rows.frame[f"{column}{end}"]) for end in _ENDS]
    others = sorted(set().union(*map(columns_of, shares)) & set(rows.values))
    found, whole = _pairs(base)
    for row in np.flatnonzero(~np.isnan(printed).any(axis=0)).tolist():
        known = {name: np.asarray(rows.values[name][row]) for name in others}
        possible, narrowest = np.arange(len(found)), np.inf
        for number, tree in enumerate(shares):
            given = {**known, _FOUND: found[possible], _BASE: whole[possible]}
            made = Rows(pd.DataFrame(index=possible), given, [], "").value(tree)
            if number == 1:
                narrowest = np.min(printed[0][row] - made, initial=np.inf)
            possible = possible[np.abs(made - printed[number][row]) <= within[number][row]]
        # Closer limits than the largest whole gives: it is of more than is looked for.
        more = printed[0][row] - printed[1][row] < narrowest - within[1][row]
        if not len(possible) and not more:
            yield row


@cache
def _pairs(base: int) -> tuple[np.ndarray, np.ndarray]:
    """Every count and whole, rounded to a base."""
    whole, found = np.tril_indices(_LARGEST + 1)
    some = whole > 0
    return base * found[some].astype(float), base * whole[some].astype(float)
