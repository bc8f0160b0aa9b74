"""One joint system of cells from all tables of a release, and the sums that tie them together."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.relations import (
    DIMENSIONS,
    Cell,
    Hierarchy,
    Partition,
    System,
    addresses,
)
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import DisclosureError, InputError


def build(
    tables: Mapping[str, pd.DataFrame],
    specs: Mapping[str, TableSpec],
    hierarchy: Hierarchy,
    *,
    fragments: Mapping[Cell, int] | None = None,
) -> System:
    """
    Merge the counts of all tables into one system and check every relation on them.

    Parameters
    ----------
    tables : dict of name to DataFrame
        Restricted values of the tables that will be published (without rows left out).
    specs : dict of name to TableSpec
        Their declarations; tables without a cell address are not part of the system.
    hierarchy : Hierarchy
        Which totals fall into which parts.
    fragments : mapping of Cell to count, optional
        Counts that no table shows but that tie those shown: where two layers of areas overlap,
        or the months by which two periods differ.

    Returns
    -------
    System
        Besides the tables' own cells it holds remainders (a total less the parts shown) and
        totals that are shown nowhere but tie tables together.

    Raises
    ------
    DisclosureError
        If two tables disagree on a cell, or a total is not the sum of its parts. The message
        names the cell or relation, never a value.
    InputError
        If a count is negative or not whole.
    """
    values: dict[Cell, int] = {}
    for name in sorted(tables):
        if specs[name].cells is not None:
            _merge(values, tables[name], specs[name])
    shown = set(values)
    for cell, value in (fragments or {}).items():
        if values.setdefault(cell, value) != value:
            raise _disagree(cell)
    names: dict[tuple[str, str, frozenset[str]], str] = {}
    remainders: set[Cell] = set()
    while added := _implied(values, hierarchy, names):
        remainders |= {cell for cell, left_over in added.items() if left_over[1]}
        values.update({cell: value for cell, (value, _) in added.items()})
    cells = tuple(values)
    index = {cell: i for i, cell in enumerate(cells)}
    relations = tuple(
        (index[total], tuple(index[part] for part in parts))
        for total, parts in _relations(values, hierarchy, names)
    )
    given = set(fragments or {})
    kind = tuple(_kind(cell, shown, remainders, given) for cell in cells)
    return System(cells, np.array(list(values.values()), dtype=float), kind, relations, index)


def _kind(cell: Cell, shown: set, remainders: set, fragments: set) -> str:
    if cell in shown:
        return "table"
    if cell in remainders:
        return "remainder"
    return "fragment" if cell in fragments else "implied"


def _disagree(cell: Cell) -> DisclosureError:
    return DisclosureError(
        "two tables show different counts for the same cell.",
        where=_named(cell),
        do="compute both tables from the same rows, or give their cells different sources",
    )


def _merge(values: dict[Cell, int], frame: pd.DataFrame, spec: TableSpec) -> None:
    counts = pd.to_numeric(frame[spec.cells.count], errors="coerce").astype("Float64")
    known = counts.notna()
    exact = counts[known].to_numpy(dtype=float)
    if (exact < 0).any() or (exact != np.floor(exact)).any():
        raise InputError(
            f"{spec.cells.count} in {spec.name} is negative or not whole in "
            f"{int(((exact < 0) | (exact != np.floor(exact))).sum())} rows.",
            where=f"disclosure.relations, table {spec.name}",
            do="counts of events are whole numbers from 0; mark unknown ones as missing",
        )
    for cell, value in zip(addresses(frame[known.to_numpy()], spec.cells), exact, strict=True):
        if values.setdefault(cell, int(value)) != int(value):
            raise _disagree(cell)


def _by_context(
    values: Mapping[Cell, int], hierarchy: Hierarchy
) -> Iterator[tuple[str, Partition, Cell, dict[str, int]]]:
    """Every partition in every context: dimension, partition, total cell, values by label."""
    for dimension in DIMENSIONS:
        along: dict[Cell, dict[str, int]] = defaultdict(dict)
        contexts: dict[str, dict[Cell, None]] = defaultdict(dict)
        for cell, value in values.items():
            context, label = cell._replace(**{dimension: ""}), getattr(cell, dimension)
            along[context][label] = value
            contexts[label][context] = None
        for partition in getattr(hierarchy, dimension):
            touched: dict[Cell, None] = {}
            for label in (partition.total, *partition.parts):
                touched |= contexts.get(label, {})
            for context in touched:
                if partition.offences and context.offence not in partition.offences:
                    continue
                total = context._replace(**{dimension: partition.total})
                yield dimension, partition, total, along[context]


def _implied(
    values: dict[Cell, int], hierarchy: Hierarchy, names: dict
) -> dict[Cell, tuple[int, bool]]:
    """Cells not yet in the system that a reader can work out from it: value, is a remainder."""
    added: dict[Cell, tuple[int, bool]] = {}
    for dimension, partition, total, held in _by_context(values, hierarchy):
        parts = {part: held[part] for part in partition.parts if part in held}
        if not parts:
            continue
        everything = partition.complete and len(parts) == len(partition.parts)
        if total not in values:
            if everything and _ties(total, dimension, values, hierarchy):
                added[total] = (sum(parts.values()), False)
            continue
        left = values[total] - sum(parts.values())
        if left < 0 or (everything and left):
            raise DisclosureError(
                f"the parts of {partition.total} along {dimension} do not add up to it.",
                where=f"disclosure.relations: {_named(total)}",
                do="parts must not overlap and must be counted from the same rows as the total",
            )
        if not everything:
            rest = total._replace(**{dimension: _rest(names, dimension, partition, parts)})
            if rest not in values:
                added[rest] = (left, True)
    totals = {cell: found for cell, found in added.items() if not found[1]}
    return totals or added  # remainders last: a total found later may complete their parts


def _rest(names: dict, dimension: str, partition: Partition, parts: Mapping[str, int]) -> str:
    """
    Label of what is left of a total.

    It depends on which parts are shown, so that remainders are added up over another dimension
    only where they are remainders of the same thing.
    """
    key = (dimension, partition.total, frozenset(parts))
    return names.setdefault(key, f"rest of {partition.total} ({len(names) + 1})")


def _ties(total: Cell, dimension: str, values: Mapping[Cell, int], hierarchy: Hierarchy) -> bool:
    """Whether a total that no table shows takes part in a sum along another dimension."""
    for other in DIMENSIONS:
        label = getattr(total, other)
        for partition in getattr(hierarchy, other):
            if label in partition.parts and total._replace(**{other: partition.total}) in values:
                return True
            if (
                other != dimension
                and label == partition.total
                and any(total._replace(**{other: part}) in values for part in partition.parts)
            ):
                return True
    return False


def _relations(
    values: Mapping[Cell, int], hierarchy: Hierarchy, names: dict
) -> Iterator[tuple[Cell, list[Cell]]]:
    for dimension, partition, total, held in _by_context(values, hierarchy):
        parts = [part for part in partition.parts if part in held]
        if total not in values or not parts:
            continue
        if not (partition.complete and len(parts) == len(partition.parts)):
            parts.append(names[(dimension, partition.total, frozenset(parts))])
        yield total, [total._replace(**{dimension: part}) for part in parts]


def _named(cell: Cell) -> str:
    return f"{cell.source}, area {cell.area}, offence {cell.offence}, period {cell.period}"
