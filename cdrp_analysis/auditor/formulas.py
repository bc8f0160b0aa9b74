"""
The formulas by which a release says how its rates, shares and changes follow from its counts.

A formula stands in ``data/structure.json`` beside the column that it makes: numbers, columns of
the same row, ``+ - * /``, and these functions. Rows are those of the published table; what is
hidden in any of them is not known, nor is what follows from it.

- ``at(x, key='text')``: x in the row that has this key, and every other key as here;
  ``key=column`` takes the text of that column. ``at(x, a, b, key='text')``: the first row that
  agrees in the columns a and b, whatever its keys.
- ``first(x, key)``, ``previous(x, key)``: x in the first row, or in the row before, of those with
  the same other keys.
- ``total(x, a, b)``: sum of all x that are known in rows that agree in a and b (of all rows where
  none is named); ``whole(x, a, b)``: the same, known only if every x is; ``mean``, ``number`` (how
  many are known) and ``rank`` (place, 1 the largest) likewise.
- ``among(x, y)``: x in rows where y is shown. ``where(x, y, column='text')``: x in rows that say
  so, or one of several texts, else y.
- ``min``, ``max``, ``sqrt``, ``exp``, ``round(x, decimals)``.
- ``wilson_lower(found, base)`` and so on: 95% limits (:mod:`cdrp_analysis.auditor.limits`).

``partnership`` is the code of the partnership's own area.
"""

import ast
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.limits import LIMITS

_OF_GROUPS: dict[str, str] = {"total": "sum", "mean": "mean", "number": "count"}
_PLAIN: dict[str, Callable] = {
    "min": np.minimum, "max": np.maximum, "sqrt": np.sqrt, "exp": np.exp,
}  # fmt: skip
_SIGNS = {ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide}


class NotUnderstood(ValueError):
    """A formula that names a column the table lacks, or is none."""


def parsed(text: str) -> ast.expr:
    """The formula's tree; NotUnderstood if it is none."""
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        raise NotUnderstood(text) from None


def columns_of(tree: ast.expr) -> set[str]:
    """Names of the columns whose numbers it takes, and of its functions."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


class Rows:
    """
    The rows of a published table, in which formulas are worked out.

    Parameters
    ----------
    frame : DataFrame of str
        As published.
    values : mapping of column to array
        Its numbers, NaN where there is none.
    keys : sequence of str
        Columns that identify a row.
    partnership : str
        Code of its own area.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        values: Mapping[str, np.ndarray],
        keys: Sequence[str],
        partnership: str,
    ):
        self.frame, self.values, self.keys = frame, values, list(keys)
        self.partnership = partnership
        self._found: dict[str, np.ndarray] = {}

    def with_values(self, values: Mapping[str, np.ndarray]) -> "Rows":
        """The same rows with other numbers."""
        other = Rows(self.frame, {**self.values, **values}, self.keys, self.partnership)
        other._found = self._found
        return other

    def value(self, tree: ast.expr) -> np.ndarray:
        """What a formula gives in every row, NaN where that is not known."""
        with np.errstate(all="ignore"):
            found = np.broadcast_to(self._value(tree), len(self.frame)).astype(float)
        return np.where(np.isfinite(found), found, np.nan)

    def _value(self, node: ast.expr) -> np.ndarray:
        match node:
            case ast.Constant(value=int() | float() as number):
                return np.asarray(float(number))
            case ast.Name(id=name) if name in self.values:
                return self.values[name]
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return -self._value(inner)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
                return _SIGNS[type(op)](self._value(left), self._value(right))
            case ast.Call(func=ast.Name(id=name)):
                return self._called(name, node)
        raise NotUnderstood(ast.unparse(node))

    def _called(self, name: str, call: ast.Call) -> np.ndarray:
        method, _, end = name.rpartition("_")
        if method in LIMITS and end in ("lower", "upper"):
            given = [self._value(one) for one in call.args]
            return LIMITS[method](*given)[end == "upper"]
        if name in _PLAIN:
            return _PLAIN[name](*(self._value(one) for one in call.args))
        if name == "round":
            return np.round(self._value(call.args[0]), int(ast.literal_eval(call.args[1])))
        x = np.broadcast_to(self._value(call.args[0]), len(self.frame))
        if name in ("at", "first", "previous"):
            rows = self.others(call)
            return np.where(rows >= 0, x[rows], np.nan) if len(x) else x
        if name == "among":
            return np.where(np.isnan(self._value(call.args[1])), np.nan, x)
        if name == "where":
            return np.where(self.chosen(call), x, self._value(call.args[1]))
        within = self.groups(call)
        groups = pd.Series(x).groupby(within)
        if name in _OF_GROUPS:
            return groups.transform(_OF_GROUPS[name]).to_numpy()
        if name == "whole":
            lacks = pd.Series(np.isnan(x)).groupby(within).transform("any")
            return np.where(lacks, np.nan, groups.transform("sum"))
        if name == "rank":
            return groups.rank(ascending=False, method="min").to_numpy()
        raise NotUnderstood(ast.unparse(call))

    def others(self, call: ast.Call) -> np.ndarray:
        """For every row the row that ``at``, ``first`` or ``previous`` means; -1 for none."""
        said = ast.dump(ast.Call(call.func, call.args[1:], call.keywords))
        if said not in self._found:
            self._found[said] = self._others(call)
        return self._found[said]

    def _others(self, call: ast.Call) -> np.ndarray:
        name, named = call.func.id, [self._column(one) for one in call.args[1:]]
        if name == "at":
            given = {word.arg: self._texts(word.value) for word in call.keywords}
            same = named or [key for key in self.keys if key not in given]
            if absent := [one for one in given if one not in self.frame]:
                raise NotUnderstood(", ".join(absent))
            place: dict[tuple, int] = {}
            columns = [self.frame[one].tolist() for one in (*same, *given)]
            for row, key in enumerate(zip(*columns, strict=True)):
                place.setdefault(key, row)
            wanted = [*(self.frame[one].tolist() for one in same), *given.values()]
            return np.array([place.get(key, -1) for key in zip(*wanted, strict=True)], dtype=int)
        within = self._number([key for key in self.keys if key not in named])
        rows = pd.Series(np.arange(len(self.frame))).groupby(within)
        found = rows.shift(fill_value=-1) if name == "previous" else rows.transform("first")
        return found.to_numpy(dtype=int)

    def groups(self, call: ast.Call) -> np.ndarray:
        """The number of every row's group, for sums over rows that agree in some columns."""
        return self._number([self._column(one) for one in call.args[1:]])

    def chosen(self, call: ast.Call) -> np.ndarray:
        """The rows that ``where`` means."""
        mask = np.ones(len(self.frame), dtype=bool)
        for word in call.keywords:
            texts = ast.literal_eval(word.value)
            mask &= self._text(word.arg).isin([texts] if isinstance(texts, str) else texts)
        return mask

    def _number(self, columns: Sequence[str]) -> np.ndarray:
        if not columns or self.frame.empty:
            return np.zeros(len(self.frame), dtype=int)
        return self.frame.groupby(list(columns), sort=False).ngroup().to_numpy()

    def _column(self, node: ast.expr) -> str:
        if not (isinstance(node, ast.Name) and node.id in self.frame):
            raise NotUnderstood(ast.unparse(node))
        return node.id

    def _text(self, name: str | None) -> pd.Series:
        if name not in self.frame:
            raise NotUnderstood(str(name))
        return self.frame[name]

    def _texts(self, node: ast.expr) -> list[str]:
        """A text in every row: one for all, the partnership's code or a column's."""
        if isinstance(node, ast.Constant):
            return [str(node.value)] * len(self.frame)
        if isinstance(node, ast.Name) and node.id == "partnership":
            return [self.partnership] * len(self.frame)
        return self.frame[self._column(node)].tolist()
