"""Derived columns of a protected table: recomputed from what is shown, on bases large enough."""

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.kept import Kept, entry
from cdrp_analysis.disclosure.rounding import possible_counts
from cdrp_analysis.errors import InputError
from cdrp_analysis.vocabulary import MISSING, NOT_APPLICABLE, SUPPRESSED


def derive(
    table: Kept, shown: pd.DataFrame, derived: list[str], symbols: dict[str, np.ndarray]
) -> None:
    """
    Recompute the derived columns in place, from what is shown.

    Where a row's counts are shown exactly its derived values go in as they are; elsewhere
    they go in as missing, so that nothing exact can come through.
    """
    spec, frame = table.spec, table.frame
    exact_rows = np.array([rule.exact for rule in table.rules], dtype=bool)
    given = shown.copy()
    for name in derived:
        given[name] = frame[name].where(exact_rows)
    given.attrs = dict(frame.attrs)
    made = spec.rederive(given)
    absent = [name for name in derived if name not in made]
    if absent or len(made) != len(shown):
        raise InputError(
            f"rederive of {spec.name} gave no {', '.join(absent) or 'matching rows'}.",
            where="disclosure.protect",
            do="it must return every derived column for the same rows in the same order",
        )
    counted = [symbols[c.name] for c in spec.columns if c.name in symbols]
    withheld = np.any([s == SUPPRESSED for s in counted], axis=0) if counted else False
    withheld = np.broadcast_to(withheld, len(shown))
    too_few = _too_few(table, shown)
    for name in derived:
        column = made[name].reset_index(drop=True)
        marks = np.where(column.isna(), MISSING, "").astype(object)
        marks[column.isna() & frame[name].notna()] = SUPPRESSED  # known, but not from what is shown
        marks[too_few] = NOT_APPLICABLE
        marks[withheld] = SUPPRESSED
        shown[name] = column.where(marks == "")
        symbols[name] = marks


def _too_few(table: Kept, shown: pd.DataFrame) -> np.ndarray:
    """
    Rows whose derived figures rest on too small a base.

    A base that is a count is judged by the least that its figure leaves open: judged by the
    true count, the presence of a percentage would say which half of its range is meant.
    """
    spec, frame = table.spec, table.frame
    least = np.array([rule.minimum_denominator for rule in table.rules], dtype=int)
    too_few = np.zeros(len(shown), dtype=bool)
    for column in spec.columns:
        if column.role == "denominator":
            too_few |= pd.to_numeric(frame[column.name]).fillna(0).to_numpy(float) < least
        elif column.name == spec.base:
            numbers = pd.to_numeric(shown[column.name]).to_numpy(float, na_value=np.nan)
            rounded = column.role == "count"
            for row in np.flatnonzero(least):
                base, below = (table.base[row], table.below[row]) if rounded else (1, 0)
                known = not np.isnan(numbers[row])
                behind = known and possible_counts(numbers[row], base=base, suppress_below=below)[0]
                too_few[row] |= not known or behind < least[row]
    whole = np.array([rule.each_group for rule in table.rules], dtype=bool)
    if whole.any() and too_few.any():
        others = [key for key in spec.keys if key != spec.attribute_column]
        group = (
            frame[others].astype(str).agg(" · ".join, axis=1)
            if others
            else pd.Series("", index=frame.index)
        )
        too_few |= whole & group.isin(group[too_few & whole]).to_numpy(dtype=bool)
    return too_few


def without_counts(table: Kept, shown: pd.DataFrame, entries: list) -> pd.DataFrame:
    """The protected table as published: without its counts where only percentages may be shown."""
    if table.counts:
        return shown
    counts = [c.name for c in table.spec.columns if c.role == "count" and c.name in shown]
    for name in counts if table.rules else ():
        reason = "only the figures derived from it are shown"
        entries.append(entry(table.spec, "", name, table.rules[0], "column left out", reason))
    result = shown.drop(columns=[*counts, *(f"{name}_symbol" for name in counts)])
    result.attrs = dict(shown.attrs)
    return result
