"""Which cells are hidden for their own value, why, and what each must still be able to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.concentration import Limits, dominated, few_contributors, margin
from cdrp_analysis.disclosure.groups import group_disclosure
from cdrp_analysis.disclosure.relations import Cell, System
from cdrp_analysis.errors import InputError

GROUP, ZERO, EARLIER = "group disclosure", "zero", "earlier release"
ONE, FEW, DOMINANCE = "one contributor", "few contributors", "dominance"
SENSITIVE = "sensitive themes"


class Contributions(NamedTuple):
    """Sums over contributors, by the index levels of :class:`Cell`, and what they keep to."""

    by_cell: pd.DataFrame
    limits: Limits


@dataclass(frozen=True)
class Primaries:
    """
    Cells hidden for their own value.

    Parameters
    ----------
    reason : array of str, one per cell
        ``1 to 4``, ``zero``, ``group disclosure``, ``one contributor``, ``few contributors`` or
        ``dominance``, the first that applies, or ``sensitive themes`` of what is left of a total
        without these; empty where a cell's own value hides nothing.
    floor, reach : array of int
        Counts of which a reader must be able to exclude neither: 0 and the threshold, or for a
        dominated sum as far below and above it as the rule asks, and for what is left of a total
        without the sensitive themes the threshold on either side.
    sole : array of bool
        Cells that one contributor knows whole: those of 1, and of larger sums the finest.
    """

    reason: np.ndarray
    floor: np.ndarray
    reach: np.ndarray
    sole: np.ndarray

    @property
    def hidden(self) -> np.ndarray:
        """Whether each cell is one."""
        return self.reason != ""


def primary_cells(
    system: System,
    *,
    threshold: int | np.ndarray,
    reach: int | np.ndarray | None = None,
    zeros: np.ndarray | None = None,
    groups: Mapping[str, np.ndarray] | None = None,
    structural: np.ndarray | None = None,
    contributions: Sequence[Contributions] = (),
) -> Primaries:
    """
    Find the cells that are hidden for their own value.

    Parameters
    ----------
    system : System
        Cells and relations of the release.
    threshold : int or array of int, one per cell
        Counts from 1 to this less one are hidden; 0 exempts a cell from this rule, not from
        the others.
    reach : int or array of int, one per cell
        What a hidden count must be able to be; default: the threshold.
    zeros : array of bool, optional
        Cells whose zero is hidden as a small count is.
    groups : mapping of dimension to array of bool, optional
        Cells of tables whose breakdown along a dimension is an attribute that must not be told
        of a whole group (:func:`~cdrp_analysis.disclosure.groups.group_disclosure`).
    structural : array of bool, optional
        Cells that can only be zero, whatever happened: published.
    contributions : sequence of Contributions
        From :func:`~cdrp_analysis.disclosure.concentration.concentration`: cells that are sums
        over contributors. A total needs a row of its own.

    Raises
    ------
    InputError
        If contributors are given of a cell that the system does not have.

    Notes
    -----
    What belongs to one or few contributors must be able to be nothing at all, whatever its size:
    a band around it would still say how often it happened to them. A dominated sum of several
    stays open by the margin of the rules on either side.
    """
    size = len(system.cells)
    least = np.broadcast_to(np.asarray(threshold, dtype=np.int64), size)
    due = np.broadcast_to(np.asarray(least if reach is None else reach, dtype=np.int64), size)
    most = due.copy()
    possible = np.ones(size, dtype=bool) if structural is None else ~structural
    reason = np.full(size, "", dtype=object)
    floor = np.zeros(size, dtype=np.int64)
    # Who is alone in a total is alone in its parts. Were totals held as well, the reader would be
    # all contributors at once, those of the cell under attack among them.
    finest = np.ones(size, dtype=bool)
    finest[[total for total, _ in system.relations]] = False
    sole = system.values == 1
    for by_cell, limits in contributions:
        here = _places(system, by_cell.index)
        number = by_cell["contributors"].to_numpy()
        few = few_contributors(number, limits.fewest)
        near = dominated(by_cell, k=limits.k, p=limits.p).to_numpy() & ~few
        open_by = margin(by_cell, k=limits.k, p=limits.p).to_numpy(dtype=np.int64)
        count = system.values[here].astype(np.int64)
        unsafe = few | near
        most[here[unsafe]] = np.maximum(most[here], count + open_by)[unsafe]
        floor[here[near]] = np.maximum(count - open_by, 0)[near]
        reason[here[near]] = DOMINANCE
        reason[here[few]] = np.where(number[few] == 1, ONE, FEW)
        sole[here] |= (number == 1) & finest[here]
    for along, among in (groups or {}).items():
        telling = group_disclosure(
            system, along=along, threshold=due, structural=structural, among=among
        )
        reason[telling] = GROUP
    if zeros is not None:
        reason[zeros & possible & (system.values == 0)] = ZERO
    for here in np.flatnonzero(small(system.values, least)):
        reason[here] = f"1 to {least[here] - 1}"
    floor[reason != DOMINANCE] = 0
    return Primaries(reason.astype(str), floor, most, sole)


def small(values: np.ndarray, threshold: int | np.ndarray) -> np.ndarray:
    """
    Threshold rule: at least 1 and below the threshold.

    Examples
    --------
    >>> small(np.array([0, 1, 4, 5]), 5)
    array([False,  True,  True, False])
    """
    values = np.asarray(values, dtype=float)
    return (values >= 1) & (values < threshold)


def _places(system: System, index: pd.MultiIndex) -> np.ndarray:
    """Number of each cell of an index with the levels of :class:`Cell`."""
    if set(index.names) != set(Cell._fields):
        raise InputError(
            f"contributors are given by {', '.join(map(str, index.names))}.",
            where="disclosure.primary",
            do=f"group them by {', '.join(Cell._fields)}",
        )
    wanted = [Cell(*key) for key in index.reorder_levels(list(Cell._fields))]
    unknown = sum(cell not in system.index for cell in wanted)
    if unknown:
        raise InputError(
            f"contributors are given of {unknown} cells that no table has.",
            where="disclosure.primary",
            do="name area, offence and period of the contributions as the tables do",
        )
    return np.array([system.index[cell] for cell in wanted], dtype=int)
