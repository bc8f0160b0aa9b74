"""The reader who tries to work hidden counts out, as seen by the search for what to hide."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse

from cdrp_analysis.errors import DisclosureError
from cdrp_analysis.solver import INFINITY, new_solver, set_bounds, solve

_TOLERANCE = 1e-6
_DUAL_TOLERANCE = 1e-7


@dataclass(frozen=True)
class Need:
    """A primary must be movable by ``amount``, up or down, while ``fixed`` cells stay put."""

    cell: int
    up: bool
    amount: float
    fixed: np.ndarray

    @property
    def signed(self) -> float:
        """The amount with its direction."""
        return self.amount if self.up else -self.amount

    def served_by(self, witness: np.ndarray) -> bool:
        """Whether an alternative table found for another cell meets this need as well."""
        moved = witness[self.cell] * (1 if self.up else -1)
        return moved >= self.amount - _TOLERANCE and not witness[self.fixed].any()


class Adversary:
    """
    Alternative tables x + z that agree with everything shown: matrix z = 0, x + z >= 0.

    Parameters
    ----------
    matrix : sparse array, one row per relation
        +1 for the total, -1 for each part.
    values : array
        Restricted counts x.
    threshold : int
        A primary must be able to reach 0 and this.
    """

    def __init__(self, matrix: scipy.sparse.csr_array, values: np.ndarray, *, threshold: int):
        self.matrix, self.values, self.threshold = matrix, values, threshold
        self.transposed = scipy.sparse.csr_array(matrix.T)
        size = len(values)
        rows = np.zeros(matrix.shape[0])
        self.highs = new_solver(
            matrix,
            cost=np.zeros(size),
            column_bounds=(np.zeros(size), np.zeros(size)),
            row_bounds=(rows, rows),
        )
        self._bounds = (np.zeros(size), np.zeros(size))
        self._target = -1
        self.witness = np.zeros(size)

    def needs(self, primaries: np.ndarray) -> list[Need]:
        """
        What every primary needs: up to the threshold; down to 0 against every contributor.

        The contributor attack fixes the other cells equal to 1, but not those that count the
        same event as the primary (its totals and parts): about these nobody knows more than
        about the primary itself.
        """
        nobody = np.zeros(0, dtype=int)
        ones = np.flatnonzero(self.values == 1)
        everything = np.ones(len(self.values))
        wanted = []
        for cell in primaries:
            value = self.values[cell]
            up = Need(int(cell), True, self.threshold - value, nobody)
            down = Need(int(cell), False, value, np.setdiff1d(ones, self._lineage(int(cell))))
            # Where even hiding everything cannot withstand the contributors, there is nobody
            # else in the table: the ordinary reader is then the one to withstand.
            if not self.met(down, everything):
                down = Need(int(cell), False, value, nobody)
            if not (self.met(up, everything) and self.met(down, everything)):
                raise DisclosureError(
                    "a small count cannot be protected even with every other cell hidden.",
                    where="disclosure.suppression",
                    do="leave the table out of this edition, or merge its small areas",
                )
            wanted += [up, down]
        return wanted

    def met(self, need: Need, chosen: np.ndarray) -> bool:
        """Whether the need is met when ``chosen`` cells are hidden."""
        return self.reach(need, chosen)[0] >= need.amount - _TOLERANCE

    def _lineage(self, cell: int) -> np.ndarray:
        """The cell, its totals and theirs, its parts and theirs."""
        found = {int(cell)}
        for sign in (1.0, -1.0):  # as a total look downwards, as a part look upwards
            queue = [int(cell)]
            while queue:
                here = queue.pop()
                start, end = self.transposed.indptr[here], self.transposed.indptr[here + 1]
                for row, own in zip(
                    self.transposed.indices[start:end], self.transposed.data[start:end], strict=True
                ):
                    if own != sign:
                        continue
                    begin, stop = self.matrix.indptr[row], self.matrix.indptr[row + 1]
                    next_ones = self.matrix.indices[begin:stop][
                        self.matrix.data[begin:stop] == -sign
                    ]
                    fresh = [int(c) for c in next_ones if int(c) not in found]
                    found.update(fresh)
                    queue.extend(fresh)
        return np.array(sorted(found), dtype=int)

    def reach(self, need: Need, chosen: np.ndarray) -> tuple[float, np.ndarray]:
        """
        How far the cell can move (at most the need), and the dual of each relation.

        ``chosen`` is the share of each cell that is hidden. A cell hidden in full may rise
        without limit; one hidden in part by that share of the threshold.
        """
        lower = -self.values * chosen
        upper = np.where(chosen > 1 - _TOLERANCE, INFINITY, self.threshold * chosen)
        lower[need.fixed] = upper[need.fixed] = 0.0
        sign = 1.0 if need.up else -1.0
        lower[need.cell] = -INFINITY if need.up else -need.amount
        upper[need.cell] = need.amount if need.up else INFINITY
        changed = np.flatnonzero((lower != self._bounds[0]) | (upper != self._bounds[1]))
        if len(changed):
            set_bounds(self.highs, changed, lower[changed], upper[changed])
            self._bounds = (lower, upper)
        if self._target >= 0:
            self.highs.changeColCost(self._target, 0.0)
        self.highs.changeColCost(int(need.cell), -sign)
        self._target = int(need.cell)
        solve(self.highs)
        solution = self.highs.getSolution()
        moved = sign * solution.col_value[need.cell]
        self.witness = np.array(solution.col_value)
        return float(moved), np.array(solution.row_dual)

    def cuts(
        self, needs: list[Need], chosen: np.ndarray, always: np.ndarray
    ) -> list[tuple[np.ndarray, np.ndarray, float]]:
        """
        Inequalities that every protecting choice satisfies and ``chosen`` does not.

        For a need in direction c and any multipliers m of the relations, d = c - mM gives
        c·z = d·z, hence sum of d⁺ UB + d⁻ LB over the hidden cells >= amount. Coefficients
        above what is still lacking add nothing and are cut back to it.
        """
        found = []
        witnesses: list[np.ndarray] = []
        for need in needs:
            if any(need.served_by(witness) for witness in witnesses):
                continue
            moved, duals = self.reach(need, chosen)
            if moved >= need.amount - _TOLERANCE:
                witnesses.append(self.witness)
                continue
            cut = self._cut(need, duals, chosen, always)
            if cut is not None:
                found.append(cut)
        return found

    def _cut(
        self, need: Need, duals: np.ndarray, chosen: np.ndarray, always: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, float] | None:
        direction = np.zeros(len(self.values))
        direction[need.cell] = 1.0 if need.up else -1.0
        d = direction + self.transposed @ duals  # HiGHS's duals are those of min -direction·z
        d[np.abs(d) < _DUAL_TOLERANCE] = 0.0
        if d[need.cell]:
            return None
        coefficients = np.where(d > 0, np.inf, -d * self.values)
        coefficients[need.fixed] = 0.0
        lacking = need.amount - coefficients[always].sum()
        if not lacking > _TOLERANCE:
            return None
        coefficients = np.minimum(coefficients, lacking) / lacking
        coefficients[always] = 0.0
        if coefficients @ chosen > 1.0 - _TOLERANCE:
            return None
        cells = np.flatnonzero(coefficients > _DUAL_TOLERANCE)
        return cells, coefficients[cells], 1.0
