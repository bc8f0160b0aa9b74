"""The programme that chooses what to hide, given the cuts found so far."""

from collections.abc import Sequence

import highspy
import numpy as np
import scipy.sparse

from cdrp_analysis.disclosure.suppression_attempt import TOLERANCE, Cut
from cdrp_analysis.disclosure.suppression_halves import halves
from cdrp_analysis.solver import INFEASIBLE, LIMIT, add_rows, new_solver, set_bounds, solve

EXACT_UP_TO = 5_000  # cells of one connected block; above, branching takes too long
COMPACT = 1_000  # cells up to which attacks on all of them at once are cheap
_NEAR = 0.3  # of weight: cells that cuts of a medium block should spare
_HALVES, _MANY = 100, 1_500  # cuts of halves at once; rows above which those with room go
_SLACK = 0.2  # by which a cut holds that is dropped between rounds


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
        self.matrix, self.hidden, self.weight = matrix, hidden, weight
        self.free = np.flatnonzero(~hidden & ~never)
        self.place = np.full(len(hidden), -1)
        self.place[self.free] = np.arange(len(self.free))
        size = len(self.free)
        self.most = np.ones(size)  # upper bounds: 0 where no cheaper pattern hides the cell
        self.highs = self._solver(size)
        self.highs.setOptionValue("presolve", "off")

    def _solver(self, size: int) -> highspy.Highs:
        return new_solver(
            scipy.sparse.csr_array((0, size)),
            cost=self.weight[self.free],
            column_bounds=(np.zeros(size), np.ones(size)),
            row_bounds=(np.zeros(0), np.zeros(0)),
        )

    def add(self, cuts: list[Cut]) -> None:
        """Each cut is (cells, coefficients, right-hand side): coefficients·y >= side."""
        rows = []
        for cells, coefficients, side in cuts:
            places = self.place[cells]
            here = places >= 0
            rows.append((places[here], coefficients[here], side))
        add_rows(self.highs, rows)

    def share(self) -> tuple[np.ndarray, float]:
        """
        Share of each cell hidden (0 to 1), and a lower bound on the cost.

        The bound is infinite where cells settled by :meth:`settle` cannot keep the cuts.
        """
        chosen = self.hidden.astype(float)
        if len(self.free) == 0:
            return chosen, 0.0
        if solve(self.highs, allow=INFEASIBLE) != "optimal":
            return chosen, np.inf
        chosen[self.free] = np.clip(self.highs.getSolution().col_value, 0, 1)
        return chosen, self.highs.getInfo().objective_function_value

    def settle(self, shown: Sequence[int] = (), hidden: Sequence[int] = ()) -> None:
        """From now on these free cells (by place) are shown and those hidden, others open."""
        lower, upper = np.zeros(len(self.free)), self.most.copy()
        upper[list(shown)] = 0.0
        lower[list(hidden)] = 1.0
        set_bounds(self.highs, np.arange(len(self.free)), lower, upper)

    def glimpsed(self) -> np.ndarray | None:
        """Cells that new cuts should spare: all, or in larger blocks those nearly worth hiding."""
        size = len(self.hidden)
        if size > EXACT_UP_TO:
            return None
        dual = np.array(self.highs.getSolution().col_dual)
        worth = self.most > 0
        if size > COMPACT:
            worth &= dual <= _NEAR
        glimpsed = np.zeros(size, dtype=bool)
        glimpsed[self.free[worth]] = True
        return glimpsed

    def shut(self, left: float) -> None:
        """
        Rule out cells that no pattern cheaper by ``left`` than known hides.

        A cell whose reduced cost at the relaxation is more than what is left between its bound
        and the cost of a known pattern is in no cheaper one.
        """
        self.most[np.array(self.highs.getSolution().col_dual) > left + TOLERANCE] = 0.0
        self.settle()

    def strengthen(self) -> int:
        """
        Add the cuts that HiGHS finds at the root of its search for whole cells.

        They hold for every pattern of whole cells. Cuts that hold with room to spare are
        dropped first.

        Returns
        -------
        int
            How many were added.
        """
        self._drop_slack()
        size = len(self.free)
        root = self._solver(size)
        root.passModel(self.highs.getLp())
        root.changeColsIntegrality(
            size, np.arange(size, dtype=np.int32), np.full(size, highspy.HighsVarType.kInteger)
        )
        # Without presolve, so that the cuts are over these columns.
        for option, value in (
            ("presolve", "off"),
            ("mip_max_nodes", 1),
            ("mip_heuristic_effort", 0.0),
        ):
            root.setOptionValue(option, value)
        pools: list[tuple[np.ndarray, ...]] = []
        root.cbMipGetCutPool += lambda event: pools.append(_pool(event.data_out))
        solve(root, allow=(*LIMIT, *INFEASIBLE))
        if not pools:
            return 0
        starts, columns, coefficients, lower, upper = pools[-1]
        self.highs.addRows(
            len(lower), lower, upper, len(columns), starts[:-1].astype(np.int32),
            columns.astype(np.int32), coefficients,
        )  # fmt: skip
        return len(lower)

    def halve(self) -> int:
        """
        Add cuts that are half the sum of others, rounded up, and say how many.

        Like those of :meth:`strengthen` they hold for every pattern of whole cells. The
        relaxation must have been solved.
        """
        if self.highs.getNumRow() > _MANY:
            self._drop_slack()
        found = list(halves(self.highs, np.array(self.highs.getSolution().col_value), most=_HALVES))
        add_rows(self.highs, found)
        return len(found)

    def _drop_slack(self) -> None:
        model = self.highs.getLp()
        value = np.array(self.highs.getSolution().row_value)
        lower, upper = np.array(model.row_lower_), np.array(model.row_upper_)
        room = np.minimum(value - lower, upper - value)
        rows = np.flatnonzero(room > _SLACK).astype(np.int32)
        if len(rows):
            self.highs.deleteRows(len(rows), rows)
            solve(self.highs)

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


def _pool(found: highspy.cb.HighsCallbackOutput) -> tuple[np.ndarray, ...]:
    """Starts, columns, coefficients and limits of the cuts in HiGHS's pool."""
    return tuple(
        np.array(part)
        for part in (
            *(found.cutpool_start, found.cutpool_index, found.cutpool_value),
            *(found.cutpool_lower, found.cutpool_upper),
        )
    )
