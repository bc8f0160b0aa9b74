"""The programme that chooses what to hide, given the cuts found so far."""

import highspy
import numpy as np
import scipy.sparse

from cdrp_analysis.disclosure.suppression_attempt import TOLERANCE, Cut
from cdrp_analysis.solver import INFEASIBLE, LIMIT, new_solver, set_bounds, solve

_BRANCHES = 20_000  # nodes, not seconds, so that two runs stop at the same place


class Choice:
    """
    Least weight of cells hidden such that every cut holds.

    Parameters
    ----------
    matrix : sparse array
        Relations, one per row.
    weight : array
        What hiding each cell costs.
    hidden, never : arrays of bool
        Cells hidden at no cost, and cells that cannot be hidden.
    """

    def __init__(
        self,
        matrix: scipy.sparse.csr_array,
        weight: np.ndarray,
        hidden: np.ndarray,
        never: np.ndarray,
    ):
        self.matrix, self.hidden = matrix, hidden
        self.free = np.flatnonzero(~hidden & ~never)
        self.place = np.full(len(hidden), -1)
        self.place[self.free] = np.arange(len(self.free))
        size = len(self.free)
        self.highs = new_solver(
            scipy.sparse.csr_array((0, size)),
            cost=weight[self.free],
            column_bounds=(np.zeros(size), np.ones(size)),
            row_bounds=(np.zeros(0), np.zeros(0)),
        )
        self.highs.setOptionValue("mip_max_nodes", _BRANCHES)

    def add(self, cuts: list[Cut]) -> None:
        """Each cut is (cells, coefficients, right-hand side): coefficients·y >= side."""
        for cells, coefficients, side in cuts:
            places = self.place[cells]
            here = places >= 0
            self.highs.addRow(
                side, np.inf, int(here.sum()), places[here].astype(np.int32), coefficients[here]
            )

    def share(self) -> tuple[np.ndarray, float]:
        """Share of each cell hidden (0 to 1), and a lower bound on the cost."""
        chosen = self.hidden.astype(float)
        if len(self.free) == 0:
            return chosen, 0.0
        solve(self.highs)
        chosen[self.free] = np.clip(self.highs.getSolution().col_value, 0, 1)
        return chosen, self.highs.getInfo().objective_function_value

    def near(self, limit: float) -> np.ndarray:
        """Cells whose reduced cost at the last relaxation is at most ``limit``."""
        near = np.zeros(len(self.hidden), dtype=bool)
        near[self.free] = np.array(self.highs.getSolution().col_dual) <= limit
        return near

    def in_whole_cells(self, cost: float, bound: float) -> None:
        """
        From now on choose whole cells, and only among patterns cheaper than ``cost``.

        A cell whose reduced cost at the relaxation (which cost ``bound``) is more than what is
        left between the two is in no such pattern.
        """
        size = len(self.free)
        dual = np.array(self.highs.getSolution().col_dual)
        shut = np.flatnonzero(dual > cost - bound + TOLERANCE)
        self.eligible = np.zeros(len(self.hidden), dtype=bool)
        self.eligible[np.delete(self.free, shut)] = True
        set_bounds(self.highs, shut, np.zeros(len(shut)), np.zeros(len(shut)))
        self.highs.changeColsIntegrality(
            size, np.arange(size, dtype=np.int32), np.full(size, highspy.HighsVarType.kInteger)
        )

    def whole(self, known: np.ndarray, gap: float) -> tuple[np.ndarray | None, float]:
        """
        Cells hidden (None if none were found) and a lower bound on the cost.

        ``known`` is a pattern that keeps every cut; ``gap`` is how far from the least cost
        the choice may be, relative to it.
        """
        chosen = self.hidden.copy()
        start = highspy.HighsSolution()
        start.col_value = known[self.free].astype(float).tolist()
        self.highs.setSolution(start)
        self.highs.setOptionValue("mip_rel_gap", gap)
        status = solve(self.highs, allow=(*LIMIT, *INFEASIBLE))
        if status == "infeasible":
            return None, np.inf
        info = self.highs.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None, info.mip_dual_bound
        chosen[self.free] = np.array(self.highs.getSolution().col_value) > 0.5
        return chosen, info.mip_dual_bound

    def bridges(self, chosen: np.ndarray) -> list[Cut]:
        """
        Violated cuts "a hidden cell is never the only hidden one of its relation".

        They hold for every optimum: a cell alone in its relation could be worked out, so hiding
        it would be loss without protection.
        """
        cuts = []
        for row in range(self.matrix.shape[0]):
            cells = self.matrix.indices[self.matrix.indptr[row] : self.matrix.indptr[row + 1]]
            if self.hidden[cells].any():
                continue
            most = int(np.argmax(chosen[cells]))
            if 2 * chosen[cells[most]] > chosen[cells].sum() + TOLERANCE:
                coefficients = np.ones(len(cells))
                coefficients[most] = -1.0
                cuts.append((cells, coefficients, 0.0))
        return cuts
