"""Coarser tables that would show more than the present one, each judged by its real effect."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.primary import small
from cdrp_analysis.disclosure.relations import (
    DIMENSIONS,
    Hierarchy,
    Partition,
    build,
)
from cdrp_analysis.disclosure.suppression import information, suppress
from cdrp_analysis.disclosure.tables import CellAddress, TableSpec
from cdrp_analysis.errors import InputError
from cdrp_analysis.periods import Period

AS_IT_IS = "as it is"
_MONTH = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True)
class _Change:
    """Labels of one dimension that a coarser table shows as one, and how to say so."""

    dimension: str
    words: str
    groups: tuple[Partition, ...]


def proposals(
    frame: pd.DataFrame,
    *,
    address: CellAddress,
    hierarchy: Hierarchy,
    threshold: int,
    merges: Sequence[Partition] = (),
) -> pd.DataFrame:
    """
    What a table would show if it were coarser.

    Tried are months as quarters and as half-years, the parts of every known total as that
    total (themes as their group, or no themes at all), every candidate merge of areas, as many
    merges at once as do not overlap, and the best changes of two dimensions together.

    Parameters
    ----------
    frame : DataFrame
        The restricted table, totals included.
    address : CellAddress
        Where its counts sit; parts written ``=value`` are not merged.
    hierarchy : Hierarchy
        Which totals fall into which parts.
    threshold : int
        Counts from 1 to this less one are hidden, and what would give them away.
    merges : sequence of Partition
        Small areas that could be shown as one (neighbouring wards): the total is the name of
        the merged area, the parts its members.

    Returns
    -------
    DataFrame
        The table as it is, then the proposals, those that keep most information first:
        ``proposal``, ``cells``, ``hidden`` (of these), ``cells_shown`` (share of the cells),
        ``offences_shown`` (share of the offences of the finest cells), ``information`` (summed
        weight of the cells shown, as a share of that of the table as it is with nothing
        hidden), and ``more_cells``, ``more_offences`` and ``more_information`` against the
        table as it is. A proposal shows more cells or more offences than that.

    Raises
    ------
    InputError
        If a candidate merge has the name of an area that is there already.
    DisclosureError
        If two rows disagree or a total is not the sum of its parts.

    Notes
    -----
    Restricted: which cells could be hidden tells what they are. A coarser table protects only
    if no other table of the release shows the finer cells.
    """
    table = _Table(frame, address, hierarchy)
    taken = sorted({merge.total for merge in merges} & table.labels("area"))
    if taken:
        raise InputError(
            f"{len(taken)} merged areas have the name of an area of the table.",
            where="disclosure.coarsening.proposals",
            areas=taken,
            do="give each candidate merge a name of its own",
        )
    cells = frame[[*table.keys, address.count]].astype(dict.fromkeys(table.keys, str))
    table = replace(table, frame=cells.drop_duplicates(ignore_index=True))
    counts = table.frame[address.count].to_numpy(float, na_value=np.nan)
    now, full = _effect(table, threshold), float(np.nansum(information(counts)))
    tried: dict[str, _Effect] = {}

    def attempt(*changes: _Change) -> bool:
        words = ", ".join(change.words for change in changes)
        coarser = table
        for change in changes:
            coarser = coarser and _coarser(coarser, change)
        if coarser is None:
            return False
        effect = _effect(coarser, threshold)
        if effect.shown > now.shown or effect.offences > now.offences:
            tried[words] = effect
        return words in tried

    def kept(change: _Change) -> tuple[float, str]:
        return -tried[change.words].weight, change.words

    changes = [
        *_month_changes(table),
        *_total_changes(table),
        *(_Change("area", f"{merge.total} as one area", (merge,)) for merge in merges),
    ]
    helpful = sorted((change for change in changes if attempt(change)), key=kept)
    areas = [change for change in helpful if change.groups[0] in merges]
    others = [change for change in changes if change.groups[0] in merges and change not in areas]
    for several in dict.fromkeys((_together(areas), _together([*areas, *others]))):
        if several is not None and attempt(several):
            helpful = sorted([*helpful, several], key=kept)
    best = {change.dimension: change for change in reversed(helpful)}
    for first, second in combinations(sorted(best), 2):
        attempt(best[first], best[second])
    return _compared(now, tried, full)


@dataclass(frozen=True)
class _Table:
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


@dataclass(frozen=True)
class _Effect:
    """What a protected table shows: ``offences`` as a share, ``weight`` summed over its cells."""

    cells: int
    hidden: int
    offences: float
    weight: float

    @property
    def shown(self) -> int:
        """Cells shown."""
        return self.cells - self.hidden


def _month_changes(table: _Table) -> Iterator[_Change]:
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
            yield _Change("period", words, tuple(groups))


def _total_changes(table: _Table) -> Iterator[_Change]:
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
            yield _Change(dimension, words, (partition,))
        if len(inner) > 1:
            yield _Change(dimension, f"every {column} in its group", tuple(inner))


def _torn(partition: Partition, group: Partition) -> bool:
    """Whether a total holds some members of a group but not all."""
    shared = set(partition.parts) & set(group.parts)
    return bool(shared) and shared != set(group.parts)


def _together(merges: Sequence[_Change]) -> _Change | None:
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
    return _Change("area", f"{names}: each as one area", tuple(chosen))


def _coarser(table: _Table, change: _Change) -> _Table | None:
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
    return _Table(rows.sum(skipna=False).reset_index(), table.address, hierarchy)


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


def _effect(table: _Table, threshold: int) -> _Effect:
    """What is shown once the table is protected."""
    spec = TableSpec("table", "", "", (), "disclosure.coarsening", table.address)
    system = build({"table": table.frame}, {"table": spec}, table.hierarchy)
    shown = np.array([kind == "table" for kind in system.kind], dtype=bool)
    area = np.array([cell.area for cell in system.cells], dtype=object)
    top = table.hierarchy.top_areas()
    # What is placed in no small area, or left of the partnership's own total, is no one's.
    placed = np.isin(area, sorted(set(area[shown]) - top))
    pattern = suppress(
        system,
        primary=small(system.values, threshold) & (shown | placed),
        unpublished=~shown,
        spared=np.isin(area, sorted(top)) & shown,
        threshold=threshold,
    )
    finest = shown.copy()
    for total, parts in system.relations:
        finest[total] &= not shown[list(parts)].any()
    seen = shown & ~pattern.hidden
    events = system.values[finest].sum()
    return _Effect(
        int(shown.sum()),
        int((shown & pattern.hidden).sum()),
        float(system.values[finest & seen].sum() / events) if events else 1.0,
        float(information(system.values[seen]).sum()),
    )


def _compared(now: _Effect, tried: Mapping[str, _Effect], full: float) -> pd.DataFrame:
    ranked = sorted(tried.items(), key=lambda item: (-item[1].weight, -item[1].offences, item[0]))
    rows = [
        {
            "proposal": words,
            "cells": effect.cells,
            "hidden": effect.hidden,
            "cells_shown": effect.shown / effect.cells,
            "offences_shown": effect.offences,
            "information": effect.weight / full,
            "more_cells": effect.shown - now.shown,
            "more_offences": effect.offences - now.offences,
            "more_information": (effect.weight - now.weight) / full,
        }
        for words, effect in [(AS_IT_IS, now), *ranked]
    ]
    return pd.DataFrame(rows)
