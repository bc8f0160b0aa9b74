"""How far single cells can move in all tables that agree with what is published."""

import highspy
import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import breadth_first_order, connected_components

from cdrp_analysis.disclosure.relations import System
from cdrp_analysis.solver import UNBOUNDED, new_solver, set_bounds, solve

_NEAR = 1e-6
_PRIMAL = 4  # HiGHS's number for the primal simplex


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
        self.block = self._blocks()
        self.parts: dict[int, _Block] = {}

    def _blocks(self) -> np.ndarray:
        """For every cell the number of the cells that it moves with; -1 where it is known."""
        rows, size = self.matrix.shape
        open_ = np.flatnonzero(self.lower < self.upper)
        ties = self.matrix[:, open_].tocoo()
        edges = (np.ones(ties.nnz), (ties.col, len(open_) + ties.row))
        graph = scipy.sparse.coo_array(edges, shape=(len(open_) + rows,) * 2)
        block = np.full(size, -1)
        block[open_] = connected_components(graph, directed=False)[1][: len(open_)]
        return block

    def kin(self, cell: int) -> np.ndarray:
        """The cell, everything it is part of and everything that is part of it."""
        down = breadth_first_order(self.below, cell, return_predecessors=False)
        up = breadth_first_order(self.above, cell, return_predecessors=False)
        return np.union1d(down, up)

    def hold(self, cells: np.ndarray) -> None:
        """From now on these cells are known to the reader."""
        self.held = np.zeros(len(self.values), dtype=bool)
        self.held[cells] = True
        self.parts = {}

    def of(
        self, cell: int, *, free: np.ndarray | None = None, whole: bool = False
    ) -> tuple[float, float]:
        """Least and greatest value of a cell, with held cells among ``free`` let go."""
        number = int(self.block[cell])
        if number < 0:
            return float(self.values[cell]), float(self.values[cell])
        if number not in self.parts:
            self.parts[number] = self._part(np.flatnonzero(self.block == number))
        part = self.parts[number]
        freed = np.zeros(0, dtype=int) if free is None else free[self.held[free]]
        freed = freed[self.block[freed] == number]
        here = np.searchsorted(part.cells, freed)
        part.let(here, self.lower[freed], self.upper[freed])
        at = int(np.searchsorted(part.cells, cell))
        least, most = part.extreme(at, 1.0, whole), -part.extreme(at, -1.0, whole)
        part.let(here, self.values[freed], self.values[freed])
        return float(np.ceil(least - _NEAR)) + 0.0, float(np.floor(most + _NEAR)) + 0.0

    def _part(self, cells: np.ndarray) -> "_Block":
        """The relations among some cells, all others in them being known."""
        matrix = self.matrix[:, cells].tocsr()
        rows = np.flatnonzero(np.diff(matrix.indptr))
        matrix = matrix[rows]
        # What is known of a relation is its restricted value: published figures agree with it.
        due = matrix @ self.values[cells].astype(float)
        least, most = self.lower[cells].astype(float), self.upper[cells].astype(float)
        held = self.held[cells]
        least[held] = most[held] = self.values[cells][held]
        return _Block(cells, matrix, (least, most), due)


class _Block:
    """Some cells that move together, with a solver over all numbers and one over whole ones."""

    def __init__(self, cells: np.ndarray, matrix, bounds: tuple[np.ndarray, np.ndarray], due):
        self.cells, self.matrix, self.bounds, self.due = cells, matrix, bounds, due
        self.linear = self._solver()
        # Only costs change from cell to cell, so the last solution stays feasible.
        self.linear.setOptionValue("simplex_strategy", _PRIMAL)
        self.integer = None

    def _solver(self):
        return new_solver(
            self.matrix,
            cost=np.zeros(len(self.cells)),
            column_bounds=self.bounds,
            row_bounds=(self.due, self.due),
        )

    def let(self, cells: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        """Let some cells take other values than until now."""
        for bound, values in zip(self.bounds, (lower, upper), strict=True):
            bound[cells] = values
        for solver in (self.linear, self.integer):
            if solver is not None:
                set_bounds(solver, cells, lower, upper)

    def extreme(self, cell: int, sign: float, whole: bool) -> float:
        """The least value of ``sign`` times a cell."""
        self.linear.changeColCost(cell, sign)
        status = solve(self.linear, allow=UNBOUNDED)
        solution = np.array(self.linear.getSolution().col_value)
        self.linear.changeColCost(cell, 0.0)
        if status != "optimal":
            return -np.inf
        if whole and np.abs(solution - np.round(solution)).max() > _NEAR:
            return self._whole_extreme(cell, sign)
        return sign * solution[cell]

    def _whole_extreme(self, cell: int, sign: float) -> float:
        if self.integer is None:
            size = len(self.cells)
            self.integer = self._solver()
            self.integer.changeColsIntegrality(
                size, np.arange(size, dtype=np.int32), np.full(size, highspy.HighsVarType.kInteger)
            )
        self.integer.changeColCost(cell, sign)
        status = solve(self.integer, allow=UNBOUNDED)
        value = sign * self.integer.getSolution().col_value[cell] if status == "optimal" else 0.0
        self.integer.changeColCost(cell, 0.0)
        return value if status == "optimal" else -np.inf
