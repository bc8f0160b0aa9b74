"""Small categories of a table shown as one: "themed counts only, fewer than 5 merged"."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.relations import Cell, Hierarchy, Partition, addresses
from cdrp_analysis.disclosure.rules import Rule
from cdrp_analysis.disclosure.sensitive import TOTALS
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import DisclosureError

_NAMED = 3  # categories that a merged row names before the rest are counted


@dataclass(frozen=True)
class Merge:
    """Categories shown as one: the sum that they make, their counts and the rule's threshold."""

    dimension: str
    partition: Partition
    counts: Mapping[Cell, int]
    below: int


def merged(
    spec: TableSpec, frame: pd.DataFrame, rule: Rule, hierarchy: Hierarchy
) -> tuple[pd.DataFrame, list[Merge]]:
    """
    A table with its small categories as one row of each breakdown.

    Merged are the categories with 1 to the threshold less one and, until there are two of them
    with the threshold between them, the next smallest. Zeros and totals stay as they are. Where
    a breakdown has too few categories for that it is left alone, for its small counts to be
    hidden.

    Parameters
    ----------
    spec : TableSpec
        Its ``attribute`` says along which dimension the categories are.
    frame : DataFrame
        The restricted table.
    rule : Rule
        With ``suppress_below``.
    hierarchy : Hierarchy
        Says which categories are totals of others.

    Returns
    -------
    DataFrame
        Merged rows stand where the first of their categories stood. Their open columns hold what
        all of these share, else nothing; derived columns hold nothing.
    list of Merge
        For the joint system: a merged count is the sum of counts that nobody publishes.

    Raises
    ------
    DisclosureError
        If the table does not say what its categories are.
    """
    column = spec.attribute_column
    if column is None:
        raise DisclosureError(
            f"small categories of {spec.name} must be merged, and it has none.",
            where="disclosure.merging",
            do="declare TableSpec.attribute: the dimension that holds the categories",
        )
    totals = {*TOTALS, *(partition.total for partition in getattr(hierarchy, spec.attribute))}
    counts = pd.to_numeric(frame[spec.cells.count]).astype("Float64").to_numpy(float, na_value=0)
    cells = addresses(frame, spec.cells)
    others = [cell._replace(**{spec.attribute: ""}) for cell in cells]
    apart = frame[column].astype(str).isin(totals).to_numpy(dtype=bool)
    merges, rows, gone = [], {}, np.zeros(len(frame), dtype=bool)
    for context in dict.fromkeys(others):
        own = [row for row, other in enumerate(others) if other == context and not apart[row]]
        chosen = _chosen(counts, own, rule.suppress_below)
        if not chosen:
            continue
        labels = [getattr(cells[row], spec.attribute) for row in chosen]
        label = _label(labels)
        rows[chosen[0]] = _row(spec, frame.iloc[chosen], column, label, counts[chosen].sum())
        gone[chosen[1:]] = True
        merges.append(
            Merge(
                spec.attribute,
                Partition(label, tuple(labels)),
                {cells[row]: int(counts[row]) for row in chosen},
                rule.suppress_below,
            )
        )
    if not merges:
        return frame, []
    records = frame.astype(object).to_dict("records")
    made = [rows.get(row, records[row]) for row in np.flatnonzero(~gone)]
    result = pd.DataFrame(made, columns=frame.columns).convert_dtypes()
    for name in frame:
        if result[name].notna().all():
            result[name] = result[name].astype(frame[name].dtype)
    result.attrs = dict(frame.attrs)
    return result, merges


def _chosen(counts: np.ndarray, rows: list[int], below: int) -> list[int]:
    """Rows to be merged, in the table's order; none where nothing is small or too little there."""
    ordered = sorted((row for row in rows if counts[row] >= 1), key=lambda row: counts[row])
    chosen: list[int] = []
    for row in ordered:
        if counts[row] >= below and (
            not chosen or (len(chosen) > 1 and counts[chosen].sum() >= below)
        ):
            break
        chosen.append(row)
    enough = len(chosen) > 1 and counts[chosen].sum() >= below
    return sorted(chosen) if enough else []


def _label(labels: list[str]) -> str:
    named = ", ".join(labels[:_NAMED])
    more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else ""
    return f"together: {named}{more}"


def _row(
    spec: TableSpec, parts: pd.DataFrame, column: str, label: str, count: float
) -> dict[str, object]:
    """The row that stands for several."""
    row = {}
    for declared in spec.columns:
        values = parts[declared.name]
        shared = declared.role != "derived" and len(values.drop_duplicates()) == 1
        row[declared.name] = values.iloc[0] if shared else pd.NA
    row[column] = label
    if "label" in row:
        row["label"] = label
    if spec.structural:
        row[spec.structural] = False
    row[spec.cells.count] = int(count)
    return row
