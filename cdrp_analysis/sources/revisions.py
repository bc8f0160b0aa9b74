"""How much a month changed between two downloads."""

import pandas as pd

_PROVENANCE = {"source_file", "source_row", "vintage"}


def revisions(
    before: pd.DataFrame, after: pd.DataFrame, *, id: str | None = "crime_id"
) -> dict[str, int]:
    """
    Compare two downloads of one month.

    Rows of equal content are unchanged, however often they occur. Among the others those
    with the same id are one row that changed. The rest was added or removed: incidents of
    data.police.uk have no Crime ID, so a moved incident counts as one removed and one added.
    Coordinates are compared as numbers to six decimals, because downloads differ in trailing
    zeros.

    Parameters
    ----------
    before, after : DataFrame
        Accepted rows of one contract.
    id : str or None
        Column that tells one row's two states; None where the contract has none.

    Returns
    -------
    dict
        ``rows_before``, ``rows_after``, ``rows_added``, ``rows_removed``, ``rows_changed``;
        ``rows_before - rows_removed + rows_added == rows_after``.

    Examples
    --------
    >>> old = pd.DataFrame({"crime_id": ["a", "b"], "outcome": ["Under investigation", "x"]})
    >>> new = pd.DataFrame({"crime_id": ["a", "c"], "outcome": ["Offender fined", "x"]})
    >>> revisions(old, new)["rows_changed"]
    1
    """
    shared = [name for name in before.columns if name in after.columns and name not in _PROVENANCE]
    old, new = _unmatched(before[shared], after[shared])
    changed = 0
    if id in shared:
        ids_old, ids_new = (side[id].dropna().value_counts() for side in (old, new))
        both = ids_old.index.intersection(ids_new.index)
        changed = int(ids_old[both].combine(ids_new[both], min).sum()) if len(both) else 0
    return {
        "rows_before": len(before),
        "rows_after": len(after),
        "rows_added": len(new) - changed,
        "rows_removed": len(old) - changed,
        "rows_changed": changed,
    }


def _unmatched(old: pd.DataFrame, new: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of each side without an equal partner on the other, each partner used once."""
    sides = []
    for frame in (old, new):
        # One number of 64 bits stands for all cells of a row: much faster than comparing them.
        row = pd.util.hash_pandas_object(_comparable(frame), index=False).to_numpy()
        # The n-th of several equal rows matches the n-th on the other side.
        turn = pd.Series(row).groupby(row, sort=False).cumcount().to_numpy()
        sides.append(pd.MultiIndex.from_arrays([row, turn]))
    return old[~sides[0].isin(sides[1])], new[~sides[1].isin(sides[0])]


def _comparable(frame: pd.DataFrame) -> pd.DataFrame:
    same = {}
    for name in frame.columns:
        cells = frame[name]
        if pd.api.types.is_float_dtype(cells):
            # Whole millionths compare exactly; a blank becomes a number no place has.
            same[name] = (cells * 1e6).round().fillna(-1e15).astype("int64")
        elif pd.api.types.is_datetime64_dtype(cells):
            same[name] = cells.astype("datetime64[us]").astype("int64")
        else:
            # As text: stored and fresh columns of one contract may differ in their pandas type.
            same[name] = cells.astype("str").fillna("\x00").astype("object")
    return pd.DataFrame(same, index=frame.index)
