"""The attack on a finished release: what can be worked out about every hidden cell."""

from collections.abc import Iterable
from dataclasses import dataclass

import highspy
import numpy as np
import pandas as pd
import scipy.sparse
from scipy.sparse.csgraph import breadth_first_order

from cdrp_analysis.disclosure.relations import System, addresses
from cdrp_analysis.disclosure.rounding import possible_counts
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import DisclosureError
from cdrp_analysis.solver import (
    INFINITY,
    UNBOUNDED,
    new_solver,
    set_bounds,
    solve,
)
from cdrp_analysis.vocabulary import LOW

_NEAR = 1e-6
_PRIMAL = 4  # HiGHS's number for the primal simplex


@dataclass(frozen=True)
class Shown:
    """A protected table with the rounding base and threshold of each of its rows."""

    spec: TableSpec
    frame: pd.DataFrame
    round_to: np.ndarray
    suppress_below: np.ndarray


def shown_bounds(system: System, shown: Iterable[Shown]) -> tuple[np.ndarray, np.ndarray]:
    """
    What the published tables say about each cell: least and greatest possible count.

    Cells that no table shows are only known not to be negative. A cell shown in several
    tables is known as well as the most telling of them makes it.
    """
    lower = np.zeros(len(system.cells))
    upper = np.full(len(system.cells), INFINITY)
    for table in shown:
        count = table.spec.cells.count
        if count not in table.frame:
            continue
        symbols = table.frame[f"{count}_symbol"].tolist()
        numbers = table.frame[count].astype(float).tolist()
        for row, cell in enumerate(addresses(table.frame, table.spec.cells)):
            base, below = int(table.round_to[row]), int(table.suppress_below[row])
            if symbols[row] == LOW:
                least, most = 1, (base - 1) // 2
            elif symbols[row]:
                continue
            elif base == 1:
                least = most = int(numbers[row])
            else:
                least, most = possible_counts(numbers[row], base=base, suppress_below=below)
            here = system.index[cell]
            lower[here], upper[here] = max(lower[here], least), min(upper[here], most)
    return lower, upper


def attack(
    system: System,
    lower: np.ndarray,
    upper: np.ndarray,
    *,
    primary: np.ndarray,
    threshold: int | np.ndarray,
    floor: int | np.ndarray = 0,
    sole: np.ndarray | None = None,
    also: np.ndarray | None = None,
    exposed: np.ndarray | None = None,
) -> pd.DataFrame:
    """
    The range of every hidden cell, by linear programming over all that is published.

    Written without anything of the search for what to hide, so that one fault cannot hide in
    both. Ranges are taken over whole numbers: where the solution for a primary is not whole,
    it is solved again as an integer programme.

    Parameters
    ----------
    system : System
        Cells, their restricted values and relations.
    lower, upper : array, one per cell
        What is published (:func:`shown_bounds`).
    primary : array of bool
        Cells that must keep the whole range from ``floor`` to ``threshold``.
    threshold, floor : int or array of int, one per cell
        5 and 0 for counts from 1 to 4; a band on either side of a large sum that is one firm's.
    sole : array of bool, optional
        Cells that one contributor knows whole; default: those equal to 1.
    also : array of bool, optional
        Cells shown rounded whose exact count must stay open.
    exposed : array of bool, optional
        Cells that earlier releases have given away already: reported, not held against this one.

    Returns
    -------
    DataFrame, one row per cell attacked
        Address, ``kind``, ``primary``, ``lower`` and ``upper`` (infinite where nothing limits
        it), ``lower_known_ones`` and ``upper_known_ones`` (the same for a contributor who
        knows every other sole cell; primaries only), ``floor`` and ``reach`` (what a primary
        must be able to be; NaN for others), ``exposed`` and ``safe``.

    Raises
    ------
    DisclosureError
        If what is shown contradicts the restricted values.
    """
    if ((system.values < lower) | (system.values > upper)).any():
        raise DisclosureError(
            "published figures contradict the restricted ones.",
            where="disclosure.attack",
            do="report it: rounding and rules disagree; nothing has been published",
        )
    unseen = (lower == 0) & np.isinf(upper)
    from_table = np.array([kind == "table" for kind in system.kind], dtype=bool)
    targets = (unseen & from_table) | primary
    if also is not None:
        targets |= also
    most_due, least_due = (np.broadcast_to(due, len(system.cells)) for due in (threshold, floor))
    ranges = Ranges(system, lower, upper)
    cells = np.flatnonzero(targets)
    plain = {cell: ranges.of(cell, whole=bool(primary[cell])) for cell in cells}
    sole = system.values == 1 if sole is None else sole
    ones = np.flatnonzero(sole & (lower < upper))
    ranges.hold(ones)
    knowing = {cell: ranges.of(cell, free=ranges.kin(cell)) for cell in cells[primary[cells]]}
    rows = []
    for cell in cells:
        least, most = plain[cell]
        known = knowing.get(cell, (np.nan, np.nan))
        safe = least < most
        due = (np.nan, np.nan)
        if primary[cell]:
            due = (float(least_due[cell]), float(most_due[cell]))
            wide = least <= due[0] and most >= due[1]
            safe = wide and known[0] < known[1]
        address = (*system.cells[cell], system.kind[cell], bool(primary[cell]))
        before = exposed is not None and bool(exposed[cell])
        rows.append((*address, least, most, *known, *due, before, bool(safe)))
    columns = ["source", "area", "offence", "period", "kind", "primary", "lower", "upper"]
    columns += ["lower_known_ones", "upper_known_ones", "floor", "reach", "exposed", "safe"]
    flags = dict.fromkeys(("primary", "exposed", "safe"), bool)
    return pd.DataFrame(rows, columns=columns).astype(flags)


class Ranges:
    """
    Minimum and maximum of single cells over all tables that agree with the publication.

    Parameters
    ----------
    system : System
        Cells and relations.
    lower, upper : arrays, one value per cell
        What the reader knows of every cell.
    """

    def __init__(self, system: System, lower: np.ndarray, upper: np.ndarray):
        self.values, self.lower, self.upper = system.values, lower, upper
        totals = [total for total, _ in system.relations]
        sizes = [len(parts) for _, parts in system.relations]
        parts = [part for _, group in system.relations for part in group]
        size = len(system.cells)
        each = np.arange(len(totals))
        grouping = scipy.sparse.csr_array(
            (np.ones(len(parts)), (np.repeat(each, sizes), parts)), shape=(len(totals), size)
        )
        standing = scipy.sparse.csr_array(
            (np.ones(len(totals)), (each, totals)), shape=(len(totals), size)
        )
        self.matrix = scipy.sparse.csr_array(grouping - standing)
        self.below = scipy.sparse.csr_array(  # edge from every total to its parts
            (np.ones(len(parts)), (np.repeat(totals, sizes), parts)), shape=(size, size)
        )
        self.above = self.below.T.tocsr()
        self.held = np.zeros(size, dtype=bool)
        self.linear = self._solver()
        # Only costs change from cell to cell, so the last solution stays feasible.
        self.linear.setOptionValue("simplex_strategy", _PRIMAL)
        self.integer = None

    def _solver(self):
        zeros = np.zeros(self.matrix.shape[0])
        return new_solver(
            self.matrix,
            cost=np.zeros(len(self.values)),
            column_bounds=(self.lower, self.upper),
            row_bounds=(zeros, zeros),
        )

    def kin(self, cell: int) -> np.ndarray:
        """The cell, everything it is part of and everything that is part of it."""
        down = breadth_first_order(self.below, cell, return_predecessors=False)
        up = breadth_first_order(self.above, cell, return_predecessors=False)
        return np.union1d(down, up)

    def hold(self, cells: np.ndarray) -> None:
        """From now on these cells are known to the reader."""
        self.held = np.zeros(len(self.values), dtype=bool)
        self.held[cells] = True
        set_bounds(self.linear, cells, self.values[cells], self.values[cells])

    def of(
        self, cell: int, *, free: np.ndarray | None = None, whole: bool = False
    ) -> tuple[float, float]:
        """Least and greatest value of a cell, with held cells among ``free`` let go."""
        freed = np.zeros(0, dtype=int) if free is None else free[self.held[free]]
        set_bounds(self.linear, freed, self.lower[freed], self.upper[freed])
        least = self._extreme(self.linear, cell, 1.0, whole)
        most = -self._extreme(self.linear, cell, -1.0, whole)
        set_bounds(self.linear, freed, self.values[freed], self.values[freed])
        return float(np.ceil(least - _NEAR)) + 0.0, float(np.floor(most + _NEAR)) + 0.0

    def _extreme(self, highs, cell: int, sign: float, whole: bool) -> float:
        highs.changeColCost(int(cell), sign)
        status = solve(highs, allow=UNBOUNDED)
        solution = np.array(highs.getSolution().col_value)
        highs.changeColCost(int(cell), 0.0)
        if status != "optimal":
            return -np.inf
        if whole and np.abs(solution - np.round(solution)).max() > _NEAR:
            return self._whole_extreme(cell, sign)
        return sign * solution[cell]

    def _whole_extreme(self, cell: int, sign: float) -> float:
        if self.integer is None:
            size = len(self.values)
            self.integer = self._solver()
            self.integer.changeColsIntegrality(
                size, np.arange(size, dtype=np.int32), np.full(size, highspy.HighsVarType.kInteger)
            )
        self.integer.changeColCost(int(cell), sign)
        status = solve(self.integer, allow=UNBOUNDED)
        value = sign * self.integer.getSolution().col_value[cell] if status == "optimal" else 0.0
        self.integer.changeColCost(int(cell), 0.0)
        return value if status == "optimal" else -np.inf
