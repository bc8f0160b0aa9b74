"""One joint system of cells from all tables of a release, and the sums that tie them together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse

from cdrp_analysis.disclosure.tables import CellAddress

DIMENSIONS = ("area", "offence", "period")
# Labels that are numbered within one system: the same label means another cell in the next.
OWN_LABELS = ("rest of ", "overlap ")


class Cell(NamedTuple):
    """A count's place: what was counted, where, of what, when."""

    source: str
    area: str
    offence: str
    period: str

    @property
    def numbered(self) -> bool:
        """Whether its name means something within one system only."""
        return any(label.startswith(OWN_LABELS) for label in self)


@dataclass(frozen=True)
class Partition:
    """
    A total and the parts it falls into, without overlap.

    ``complete`` says that the parts add up to the total. If they do not (offences outside the
    listed themes, offences placed in no ward), what is left over is a cell of its own, which
    nobody publishes but anybody can work out. ``offences`` names those of which the sum is told,
    where it is not told of all.
    """

    total: str
    parts: tuple[str, ...]
    complete: bool = True
    offences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hierarchy:
    """
    The partitions of areas, offences and periods; a total may have several.

    Each is a sequence of :class:`Partition`, or a dict of total to its (complete) parts. Parts
    that no table shows may be named all the same: together they are a remainder.
    """

    area: Sequence[Partition] | Mapping[str, Sequence[str]] = ()
    offence: Sequence[Partition] | Mapping[str, Sequence[str]] = ()
    period: Sequence[Partition] | Mapping[str, Sequence[str]] = ()

    def __post_init__(self):
        for dimension in DIMENSIONS:
            given = getattr(self, dimension)
            if isinstance(given, Mapping):
                given = [Partition(total, tuple(parts)) for total, parts in given.items()]
            object.__setattr__(self, dimension, tuple(given))

    def top_areas(self) -> set[str]:
        """
        The partnership itself: divided, part of no other, and sharing its parts with none.

        Areas of a second layer are divided too, but into overlaps that belong to the first as
        well.
        """
        owners = Counter(part for partition in self.area for part in set(partition.parts))
        return {
            partition.total
            for partition in self.area
            if partition.total not in owners and all(owners[part] == 1 for part in partition.parts)
        }


@dataclass(frozen=True)
class System:
    """
    Cells with their restricted values, and relations total = sum of parts.

    ``cells[i]`` has the value ``values[i]``; ``kind[i]`` is "table" (some table shows it),
    "implied" (a sum of cells shown), "remainder" (a total less the parts shown), "fragment"
    (where two layers of areas, or two periods, overlap) or "earlier" (in an earlier release). A
    relation is the index of a total with the indices of its parts.
    """

    cells: tuple[Cell, ...]
    values: np.ndarray
    kind: tuple[str, ...]
    relations: tuple[tuple[int, tuple[int, ...]], ...]
    index: Mapping[Cell, int]


def relation_matrix(system: System) -> scipy.sparse.csr_array:
    """One row per relation: +1 for the total, -1 for each part."""
    entries = [
        (row, cell, sign)
        for row, (total, parts) in enumerate(system.relations)
        for cell, sign in [(total, 1.0), *((part, -1.0) for part in parts)]
    ]
    shape = (len(system.relations), len(system.cells))
    if not entries:
        return scipy.sparse.csr_array(shape)
    rows, columns, signs = zip(*entries, strict=True)
    return scipy.sparse.csr_array((signs, (rows, columns)), shape=shape)


def addresses(frame: pd.DataFrame, at: CellAddress) -> list[Cell]:
    """The cell of every row of a table."""
    columns = []
    for part in (at.area, at.offence, at.period):
        if part.startswith("="):
            columns.append([part[1:]] * len(frame))
        else:
            columns.append(frame[part].astype(str).tolist())
    return [Cell(at.source, *row) for row in zip(*columns, strict=True)]
