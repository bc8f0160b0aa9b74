"""Periods of earlier releases within those of this one: what is left between them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cdrp_analysis.disclosure.earlier import ADDRESS, Earlier
from cdrp_analysis.disclosure.relations import Cell, Partition
from cdrp_analysis.periods import timed


def nested(
    now: Iterable[Cell], earlier: Sequence[Earlier], sums: Iterable[Partition]
) -> list[Partition]:
    """
    Periods of one release that lie within those of another, where a source tells of both.

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
    told = {(one.total, part) for one in sums for part in one.parts}
    own: dict[str, set[str]] = defaultdict(set)
    all_of: dict[str, set[str]] = defaultdict(set)
    for cell in now:
        own[cell.source].add(cell.period)
    for release in earlier:
        for source, label in release.cells[["source", "period"]].drop_duplicates().itertuples(
            index=False
        ):  # fmt: skip
            all_of[source].add(label)
    found: dict[Partition, None] = {}
    for source, labels in all_of.items():
        runs: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for label in sorted(labels | own[source]):
            if known := timed(label):
                what, months = known
                runs[what].append((months.first, months.last, label))
        for alike in runs.values():
            for first, last, total in alike:
                for start, end, part in alike:
                    within = first <= start and end <= last and (first, last) != (start, end)
                    if within and not {total, part} <= own[source] and (total, part) not in told:
                        found[Partition(total, (part,), complete=False)] = None
    return list(found)


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
