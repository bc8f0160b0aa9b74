"""Controlled rounding as an integer programme: one connected block of cells."""

import highspy
import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from cdrp_analysis.errors import DisclosureError
from cdrp_analysis.solver import INFEASIBLE, LIMIT, new_solver, solve

NEAR = 1e-6
# Three-way blocks: proving the last percent takes hours and changes nobody's reading.
_GAP = 0.02
_FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible
_BRANCHES = 100  # nodes, not seconds, so that two runs stop at the same place


class Problem:
    """
    Steps from the multiple below each count: columns are up, further up and down.

    A cell is shown as floor + up + further - down, in units of the base.
    """

    def __init__(self, matrix, values: np.ndarray, base: int, upward: np.ndarray):
        self.matrix, self.values, self.base, self.upward = matrix, values, base, upward
        self.floor = np.floor(values / base)
        self.rest = values - self.floor * base

    def block(self, cells: np.ndarray, relations: np.ndarray) -> "Problem":
        """The same for some cells."""
        matrix = self.matrix[relations][:, cells]
        return Problem(matrix, self.values[cells], self.base, self.upward[cells])

    def solver(self, *, wider: bool = False) -> highspy.Highs:
        """Least weighted distance, with steps further up and down if ``wider``."""
        up, down = self.base * self.upward, self.base * (1 - self.upward)
        cost, most = [up - self.rest, up, down], [self.rest > 0, self.rest >= 0, self.floor >= 1]
        blocks = [self.matrix, self.matrix, -self.matrix]
        kinds = 3 if wider else 1
        side = -(self.matrix @ self.floor)
        most = np.concatenate(most[:kinds]).astype(float)
        highs = new_solver(
            scipy.sparse.hstack(blocks[:kinds], format="csr"),
            cost=np.concatenate(cost[:kinds]),
            column_bounds=(np.zeros(len(most)), most),
            row_bounds=(side, side),
        )
        highs.changeObjectiveOffset(float(((1 - self.upward) * self.rest).sum()))
        return highs

    def shown(self, steps: np.ndarray) -> np.ndarray:
        """Figures to show."""
        return np.rint((self.floor + steps) * self.base).astype(np.int64)

    def beyond(self, steps: np.ndarray) -> np.ndarray:
        """Cells shown as neither adjacent multiple."""
        return (steps < 0) | (steps > (self.rest > 0))

    def costs(self, steps: np.ndarray) -> np.ndarray:
        """The weighted distance of each cell."""
        moved = self.shown(steps) - self.values
        return np.where(moved > 0, self.upward, 1 - self.upward) * np.abs(moved)


def solved(problem: Problem) -> tuple[np.ndarray, float]:
    """Whole steps for every cell and a lower bound on their cost."""
    highs = problem.solver()
    solve(highs)
    relaxed = np.array(highs.getSolution().col_value)
    steps = np.round(relaxed)
    matrix = abs(problem.matrix)
    count, label = connected_components(matrix.T @ matrix, directed=False)
    split = np.zeros(count, dtype=bool)
    split[label[np.abs(relaxed - steps) > NEAR]] = True
    least = float(problem.costs(steps)[~split[label]].sum())
    label_of_row = label[matrix.indices[matrix.indptr[:-1]]]
    for number in np.flatnonzero(split):
        cells, rows = np.flatnonzero(label == number), np.flatnonzero(label_of_row == number)
        block = problem.block(cells, rows)
        steps[cells], bound = _whole(block.solver()) or wider(block)
        least += bound
    if (problem.matrix @ problem.shown(steps)).any():
        raise DisclosureError(
            "rounded figures do not add up.",
            where="disclosure.controlled_rounding",
            do="report it: this is a fault of the workbench; nothing has been published",
        )
    return steps, least


def _whole(highs: highspy.Highs) -> tuple[np.ndarray, float] | None:
    """The integer programme's answer with its bound; None where none was found."""
    size = highs.getNumCol()
    highs.changeColsIntegrality(
        size, np.arange(size, dtype=np.int32), np.full(size, highspy.HighsVarType.kInteger)
    )
    highs.setOptionValue("mip_rel_gap", _GAP)
    highs.setOptionValue("mip_max_nodes", _BRANCHES)
    solve(highs, allow=(*INFEASIBLE, *LIMIT))
    info = highs.getInfo()
    if info.primal_solution_status != _FEASIBLE:
        return None
    return np.round(highs.getSolution().col_value), float(info.mip_dual_bound)


def wider(block: Problem) -> tuple[np.ndarray, float]:
    """First the fewest further steps, then among these the nearest figures."""
    size = len(block.values)
    columns = np.arange(3 * size, dtype=np.int32)
    further = columns[size:]
    counting = block.solver(wider=True)
    counting.changeObjectiveOffset(0.0)
    counting.changeColsCost(3 * size, columns, (columns >= size).astype(float))
    fewest = _whole(counting)
    if fewest is None:
        raise DisclosureError(
            f"a block of {size} linked counts has no rounding to {block.base} that adds up.",
            where="disclosure.controlled_rounding",
            do="leave out a table that links them, take another base, or choose suppression",
        )
    nearest = block.solver(wider=True)
    nearest.addRow(0.0, fewest[0][size:].sum(), 2 * size, further, np.ones(2 * size))
    chosen, bound = _whole(nearest) or (fewest[0], 0.0)
    up, on, down = chosen.reshape(3, size)
    return up + on - down, bound
