"""What changed between two versions of a table, and why a theme moved in the ranking."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError

_ALL = "(row)"  # stands for every column of a row that one version does not have
CHANGES = ["key", "column", "kind", "before", "after"]


def table_changes(
    before: pd.DataFrame, after: pd.DataFrame, keys: Sequence[str], *, tolerance: float = 1e-9
) -> pd.DataFrame:
    """
    Every cell that differs between two versions of a table.

    Parameters
    ----------
    before, after : DataFrame
        Both with the key columns; rows are told apart by them.
    keys : sequence of str
        Columns that name a row, once each.
    tolerance : float
        Numbers closer than this share of the larger one are equal, as are two missing values.

    Returns
    -------
    DataFrame
        ``key`` (values of the key columns, with " · " between), ``column``, ``kind``
        (``changed``; ``new`` and ``gone`` for whole rows, whose column is ``(row)``), ``before``
        and ``after`` as texts; in the order of the key.

    Raises
    ------
    InputError
        If a version lacks a key column or has a key twice.
    """
    for name, frame in (("former", before), ("later", after)):
        absent = [key for key in keys if key not in frame]
        if absent or frame.duplicated(list(keys)).any():
            raise InputError(
                f"the {name} table lacks {', '.join(absent)}."
                if absent
                else f"the {name} table has rows with the same key.",
                where="table_changes",
                do="give the columns that name a row",
            )
    first, second = (_by_key(frame, keys) for frame in (before, after))
    rows = [
        *((key, _ALL, "gone", "", "") for key in first.index.difference(second.index)),
        *((key, _ALL, "new", "", "") for key in second.index.difference(first.index)),
    ]
    common = first.index.intersection(second.index)
    for column in dict.fromkeys([*first.columns, *second.columns]):
        old, new = (
            frame.loc[common, column] if column in frame else pd.Series(None, index=common)
            for frame in (first, second)
        )
        differs = ~_same(old, new, tolerance)
        rows += [
            (key, column, "changed", _text(a), _text(b))
            for key, a, b in zip(common[differs], old[differs], new[differs], strict=True)
        ]
    found = pd.DataFrame(rows, columns=CHANGES)
    return found.sort_values(["key", "column"], kind="stable", ignore_index=True)


def moved_priorities(
    before: pd.DataFrame,
    after: pd.DataFrame,
    criteria_before: pd.DataFrame,
    criteria_after: pd.DataFrame,
) -> pd.DataFrame:
    """
    Themes whose place changed, with the criterion that moved their score most.

    Parameters
    ----------
    before, after : DataFrame
        ``theme, label, rank, score``.
    criteria_before, criteria_after : DataFrame
        ``theme, criterion, normalised, weight``; a theme's score is the sum of the products.

    Returns
    -------
    DataFrame, one row per theme that moved, the largest move first
        ``theme, label, rank_before, rank_after, score_change``, ``criterion`` whose product
        changed most in the direction of the score, its ``criterion_change``, and ``others_change``,
        what all other criteria add, so that the two sum to the change of the score.
    """
    columns = ["theme", "label", "rank_before", "rank_after", "score_change", "criterion",
               "criterion_change", "others_change"]  # fmt: skip
    both = before.merge(after, on="theme", suffixes=("_before", "_after"))
    moved = both[both["rank_before"] != both["rank_after"]]
    parts = _products(criteria_after).subtract(_products(criteria_before), fill_value=0.0)
    rows = []
    for row in moved.itertuples():
        change = row.score_after - row.score_before
        own = parts.xs(row.theme, level="theme") if row.theme in parts.index else pd.Series([0.0])
        most = (own * (np.sign(change) or 1)).idxmax()
        rows.append((row.theme, row.label_after, row.rank_before, row.rank_after, change, most,
                     own[most], change - own[most]))  # fmt: skip
    found = pd.DataFrame(rows, columns=columns)
    far = (found["rank_after"] - found["rank_before"]).abs()
    return found.iloc[far.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def _products(criteria: pd.DataFrame) -> pd.Series:
    product = criteria["normalised"] * criteria["weight"]
    return product.groupby([criteria["theme"], criteria["criterion"]]).sum()


def _by_key(frame: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    named = frame[list(keys)].astype("string").fillna("").agg(" · ".join, axis=1)
    return frame.drop(columns=list(keys)).set_axis(pd.Index(named, dtype=object))


def _same(old: pd.Series, new: pd.Series, tolerance: float) -> np.ndarray:
    missing = old.isna().to_numpy() & new.isna().to_numpy()
    numbers = all(
        pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype)
        for values in (old, new)
    )
    if numbers:
        a, b = (values.astype(float).to_numpy() for values in (old, new))
        larger = np.maximum(np.abs(a), np.abs(b))
        return missing | (np.abs(a - b) <= tolerance * larger)
    texts = [values.astype("string").fillna("").to_numpy() for values in (old, new)]
    gaps = old.isna().to_numpy() != new.isna().to_numpy()
    return missing | ((texts[0] == texts[1]) & ~gaps)


def _text(value: object) -> str:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return "–"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
