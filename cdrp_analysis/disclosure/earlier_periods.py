"""Periods of earlier releases within those of this one: what is left between them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from cdrp_analysis.disclosure.earlier import ADDRESS, Earlier
from cdrp_analysis.disclosure.relations import Cell, Partition
from cdrp_analysis.periods import timed

_Run = tuple[pd.Period, pd.Period]  # first and last month


def nested(
    now: Iterable[Cell], earlier: Sequence[Earlier], sums: Iterable[Partition]
) -> list[Partition]:
    """
    Periods of one release that lie within those of another, or make them up, source by source.

    "Nights out, April to September" less "nights out, April to August" are the nights out of
    September, which nobody published.

    Parameters
    ----------
    now : iterable of Cell
        Of the release being made.
    earlier : sequence of Earlier
        Oldest first.
    sums : iterable of Partition
        Sums of periods known already: what they tell is not said twice.
    """
    known = {(one.total, part) for one in sums for part in one.parts}
    own, every = defaultdict(set), defaultdict(set)
    for cell in now:
        own[cell.source].add(cell.period)
    for release in earlier:
        pairs = release.cells[["source", "period"]].drop_duplicates()
        for source, label in pairs.itertuples(index=False):
            every[source].add(label)
    found: dict[Partition, None] = {}
    for source, labels in every.items():
        for runs in _by_what(labels | own[source]):
            for total, run in runs.items():
                tiles = _tiled(run, {label: r for label, r in runs.items() if r != run})
                if tiles and not {total, *tiles} <= own[source]:
                    found[Partition(total, tiles)] = None
                for part in (p for p, r in runs.items() if r != run and _within(r, run)):
                    if not {total, part} <= own[source] and (total, part) not in known:
                        found[Partition(total, (part,), complete=False)] = None
    return list(found)


def _by_what(labels: Iterable[str]) -> Iterable[dict[str, _Run]]:
    """First and last month of every label that has them, those of the same thing together."""
    alike: dict[str, dict[str, _Run]] = defaultdict(dict)
    for label in sorted(labels):
        if known := timed(label):
            what, months = known
            alike[what][label] = (pd.Period(months.first, "M"), pd.Period(months.last, "M"))
    return alike.values()


def _within(inner: _Run, outer: _Run) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _tiled(whole: _Run, runs: Mapping[str, _Run]) -> tuple[str, ...]:
    """The fewest labels that follow one another through the whole; none if none do."""
    reached: dict[pd.Period, tuple[str, ...]] = {whole[0]: ()}
    inside = [(run, label) for label, run in runs.items() if _within(run, whole)]
    for (first, last), label in sorted(inside):
        if first in reached:
            longer = (*reached[first], label)
            if len(longer) < len(reached.get(last + 1, (*longer, label))):
                reached[last + 1] = longer
    return reached.get(whole[1] + 1, ())


def carried(
    earlier: Sequence[Earlier],
    sums: Iterable[Partition],
    known: Mapping[Cell, int],
    period: str = "",
) -> dict[Cell, int]:
    """
    Counts of earlier releases that add up with counts of this one, as they were then.

    The months of a count published now, less those of one published before, leave a count that
    nobody published and anybody can work out.

    Parameters
    ----------
    earlier : sequence of Earlier
        Oldest first.
    sums : iterable of Partition
        Which periods add up to which.
    known : mapping of Cell to count
        Counts of this release, which stand where both have one.
    period : str
        Which assessment is being made.

    Returns
    -------
    dict of Cell to count
        Without those that do not fit: parts that are more than their total were counted
        otherwise, and there is nothing to subtract.
    """
    sums = list(sums)
    labels = {label for one in sums for label in (one.total, *one.parts)}
    found: dict[Cell, int] = {}
    for release in earlier:
        rows = release.cells[[*ADDRESS, "value"]]
        for *place, value in rows[rows["period"].isin(labels)].itertuples(index=False):
            cell = Cell(*map(str, place))
            apart = cell.numbered or release.of_another_time(cell, period)
            if cell not in known and not apart:
                found[cell] = int(value)
    # One after another, for a total that is dropped leaves its own total to be looked at.
    while misfits := _misfits(found, sums, {**found, **known}):
        for cell in misfits:
            del found[cell]
    return found


def _misfits(
    found: Mapping[Cell, int], sums: Sequence[Partition], counts: Mapping[Cell, int]
) -> set[Cell]:
    """Cells of sums that do not hold."""
    misfits: set[Cell] = set()
    for context in {cell._replace(period="") for cell in found}:
        for one in sums:
            total, *parts = (context._replace(period=label) for label in (one.total, *one.parts))
            held = [part for part in parts if part in counts]
            if total not in counts or not held:
                continue
            left = counts[total] - sum(counts[part] for part in held)
            if left < 0 or (left and one.complete and len(held) == len(parts)):
                misfits.update(cell for cell in (total, *held) if cell in found)
    return misfits
