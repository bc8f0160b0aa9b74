"""How much a month changed between two downloads."""

import pandas as pd

_PROVENANCE = {"source_file", "source_row", "vintage"}


def revisions(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, int]:
    """
    Compare two downloads of one force's month.

    Rows of equal content are unchanged, however often they occur. Among the others those
    with the same Crime ID are one row that changed. The rest was added or removed: incidents
    have no Crime ID, so a moved incident counts as one removed and one added. Coordinates are
    compared as numbers to six decimals, because downloads differ in trailing zeros.

    Parameters
    ----------
    before, after : DataFrame
        Accepted rows of one contract.

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
    old, new = _unmatched(_comparable(before[shared]), _comparable(after[shared]), shared)
    changed = 0
    if "crime_id" in shared:
        ids_old, ids_new = (side["crime_id"].dropna().value_counts() for side in (old, new))
        both = ids_old.index.intersection(ids_new.index)
        changed = int(ids_old[both].combine(ids_new[both], min).sum()) if len(both) else 0
    return {
        "rows_before": len(before),
        "rows_after": len(after),
        "rows_added": len(new) - changed,
        "rows_removed": len(old) - changed,
        "rows_changed": changed,
    }


def _comparable(frame: pd.DataFrame) -> pd.DataFrame:
    same = {}
    for name in frame.columns:
        cells = frame[name]
        if pd.api.types.is_float_dtype(cells):
            # Whole millionths compare exactly; a blank becomes a number no place has.
            same[name] = (cells * 1e6).round().fillna(-1e15).astype("int64")
        else:
            same[name] = cells.astype("object").where(cells.notna(), None)
    return pd.DataFrame(same, index=frame.index)


def _unmatched(
    old: pd.DataFrame, new: pd.DataFrame, names: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of each side without an equal partner on the other, each partner used once."""
    sides = []
    for frame in (old, new):
        frame = frame.reset_index(drop=True)
        # The n-th of several equal rows matches the n-th on the other side.
        sides.append(frame.assign(_turn=frame.groupby(names, dropna=False).cumcount()))
    joined = [*names, "_turn"]
    both = sides[0].merge(sides[1], on=joined, how="outer", indicator=True)
    return both[both["_merge"] == "left_only"], both[both["_merge"] == "right_only"]
