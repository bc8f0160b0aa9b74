"""Coarser forms of a table: months as quarters, parts as their total, areas as one."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from cdrp_analysis.disclosure.relations import DIMENSIONS, Hierarchy, Partition
from cdrp_analysis.disclosure.tables import CellAddress
from cdrp_analysis.periods import Period

_MONTH = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True)
class Change:
    """Labels of one dimension that a coarser table shows as one, and how to say so."""

    dimension: str
    words: str
    groups: tuple[Partition, ...]


@dataclass(frozen=True)
class Table:
    """A table with the sums a reader knows of."""

    frame: pd.DataFrame
    address: CellAddress
    hierarchy: Hierarchy

    def column(self, dimension: str) -> str | None:
        """The column that holds a dimension; None where it is one fixed value."""
        name = getattr(self.address, dimension)
        return None if name.startswith("=") else name

    def labels(self, dimension: str) -> set[str]:
        """What the table divides a dimension into, totals included."""
        name = self.column(dimension)
        return set() if name is None else set(self.frame[name])

    @property
    def keys(self) -> list[str]:
        """The columns that hold a dimension."""
        return [name for d in DIMENSIONS if (name := self.column(d)) is not None]


def month_changes(table: Table) -> Iterator[Change]:
    """Months as quarters and as halves of the financial year, where all months are there."""
    months = {label for label in table.labels("period") if _MONTH.fullmatch(label)}
    for length, words in ((3, "months as quarters"), (6, "months as half-years")):
        groups = []
        for month in sorted(months):
            first = pd.Period(month, "M")
            period = Period.between(first, first + length - 1)
            group = Partition(period.label, tuple(period.months()))
            starts = (first.month - 4) % length == 0 and months >= set(group.parts)
            if starts and not any(_torn(p, group) for p in table.hierarchy.period):
                groups.append(group)
        if groups:
            yield Change("period", words, tuple(groups))


def total_changes(table: Table) -> Iterator[Change]:
    """Totals instead of their parts: each by itself, and all smaller groups at once."""
    for dimension in DIMENSIONS:
        labels, column = table.labels(dimension), table.column(dimension)
        known = [p for p in getattr(table.hierarchy, dimension) if labels & set(p.parts)]
        inner = [
            p for p in known if any(p.total in q.parts or {*p.parts} < {*q.parts} for q in known)
        ]
        for partition in known:
            words = f"{partition.total} without its {len(labels & set(partition.parts))} {column}s"
            if partition in inner:
                words = f"{partition.total} as one {column}"
            yield Change(dimension, words, (partition,))
        if len(inner) > 1:
            yield Change(dimension, f"every {column} in its group", tuple(inner))


def _torn(partition: Partition, group: Partition) -> bool:
    """Whether a total holds some members of a group but not all."""
    shared = set(partition.parts) & set(group.parts)
    return bool(shared) and shared != set(group.parts)


def together(merges: Sequence[Change]) -> Change | None:
    """Merges of areas as one change, the first ones first, as far as they do not overlap."""
    chosen: list[Partition] = []
    for change in merges:
        taken = {part for merge in chosen for part in merge.parts}
        if not taken & set(change.groups[0].parts):
            chosen.append(change.groups[0])
    if len(chosen) < 2:
        return None
    chosen.sort(key=lambda merge: merge.total)
    names = "; ".join(merge.total for merge in chosen)
    return Change("area", f"{names}: each as one area", tuple(chosen))


def coarser(table: Table, change: Change) -> Table | None:
    """The table with each group as one label; None where that cannot be said with its rows."""
    column, labels = table.column(change.dimension), table.labels(change.dimension)
    sums = getattr(table.hierarchy, change.dimension)
    into: dict[str, str] = {}
    dropped: set[str] = set()
    for group in change.groups:
        if group.total in labels:
            dropped |= labels & set(group.parts)
        elif not group.complete or set(group.parts) - labels or any(_torn(p, group) for p in sums):
            return None
        else:
            into |= dict.fromkeys(group.parts, group.total)
        sums = _sums_with(group, sums)
    frame = table.frame[~table.frame[column].isin(dropped)]
    frame = frame.assign(**{column: frame[column].replace(into)})
    rows = frame.groupby(table.keys, sort=True)[table.address.count]
    members, found = Counter(into.values()), rows.size().reset_index(name="rows")
    if any(n != members.get(key, 1) for key, n in zip(found[column], found["rows"], strict=True)):
        return None  # a member's row is absent somewhere: what it counts there is not known
    hierarchy = replace(table.hierarchy, **{change.dimension: sums})
    return Table(rows.sum(skipna=False).reset_index(), table.address, hierarchy)


def _sums_with(group: Partition, sums: Sequence[Partition]) -> tuple[Partition, ...]:
    """The sums a reader knows when a group's total stands in the place of its parts."""
    told = []
    for partition in sums:
        if partition.total == group.total and set(partition.parts) == set(group.parts):
            continue
        parts = partition.parts
        if group.complete and set(group.parts) <= set(parts):
            parts = tuple(dict.fromkeys(group.total if p in group.parts else p for p in parts))
        told.append(replace(partition, parts=parts))
    return tuple(told)
