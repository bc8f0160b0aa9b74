"""A system of sums taken apart: counts that share no open sum are asked about alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import highspy
import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from cdrp_analysis.auditor.evidence import INFINITY
from cdrp_analysis.solver import INFEASIBLE, LIMIT, UNBOUNDED, new_solver, set_bounds, solve

NEAR = 1e-6
PRIMAL = 4  # HiGHS's number for the primal simplex
_BRANCHES = 2_000  # nodes of one whole-number search; then its proven bound is taken
_REACH = 2  # sums between a fraction and the counts that move with it in the first searches


class Extreme(NamedTuple):
    """
    The least or greatest whole value of a count, and whole values that reach it.

    ``table`` has a value for each count of ``cells``, all that hang together with the one asked
    for. It is empty where the value has no limit, or the search for whole numbers was cut short
    or not asked for: then the value is a proven bound, sound but perhaps not reached.
    """

    value: float
    cells: np.ndarray
    table: np.ndarray


class Pieces:
    """
    The parts of a consistent system that have no open count in common, each with its programme.

    What is published of one part says nothing of another: a search among all counts finds the
    same values and takes many times as long, most of all where one part has corners in fractions.

    Parameters
    ----------
    matrix : sparse array of rows × counts
        Weights of the sums.
    sums : (lower, upper) arrays of rows
    counts : (lower, upper) arrays of counts
    """

    def __init__(
        self,
        matrix: scipy.sparse.csr_array,
        sums: tuple[np.ndarray, np.ndarray],
        counts: tuple[np.ndarray, np.ndarray],
    ):
        self._lower, self._upper = counts
        is_open = self._lower < self._upper
        # A count that is told moves to the other side of its sums.
        told = matrix @ np.where(is_open, 0.0, self._lower)
        self._sums = tuple(limit - told for limit in sums)
        self._matrix = scipy.sparse.csr_array(matrix[:, np.flatnonzero(is_open)])
        rows, columns = self._matrix.shape
        net = scipy.sparse.block_array([[None, self._matrix], [self._matrix.T, None]])
        label = connected_components(net, directed=False)[1]
        self._of_row = label[:rows]
        self._of_count = np.full(len(is_open), -1)
        self._of_count[is_open] = label[rows : rows + columns]
        self._column = np.cumsum(is_open) - 1
        self._made: dict[int, _Piece] = {}

    def extreme(self, count: int, *, up: bool, whole: bool) -> Extreme:
        """The greatest or least value of a count."""
        which = int(self._of_count[count])
        if which < 0:
            value = self._lower[count]
            return Extreme(float(value), np.array([count]), np.array([value]))
        if which not in self._made:
            self._made[which] = self._piece(which)
        return self._made[which].extreme(count, up=up, whole=whole)

    def _piece(self, which: int) -> "_Piece":
        rows, cells = np.flatnonzero(self._of_row == which), np.flatnonzero(self._of_count == which)
        return _Piece(
            cells,
            scipy.sparse.csr_array(self._matrix[rows][:, self._column[cells]]),
            tuple(limit[rows] for limit in self._sums),
            (self._lower[cells], self._upper[cells]),
        )


@dataclass
class _Piece:
    """Counts that hang together: linear and whole-number programmes, kept from ask to ask."""

    cells: np.ndarray
    matrix: scipy.sparse.csr_array
    sums: tuple[np.ndarray, np.ndarray]
    counts: tuple[np.ndarray, np.ndarray]

    def __post_init__(self) -> None:
        self.linear = self._programme()
        # Only costs change from count to count, so the last solution stays feasible.
        self.linear.setOptionValue("simplex_strategy", PRIMAL)
        self.whole: highspy.Highs | None = None

    def _programme(self) -> highspy.Highs:
        return new_solver(
            self.matrix,
            cost=np.zeros(len(self.cells)),
            column_bounds=self.counts,
            row_bounds=self.sums,
        )

    def extreme(self, count: int, *, up: bool, whole: bool) -> Extreme:
        here, sign = int(np.searchsorted(self.cells, count)), -1.0 if up else 1.0
        nothing = np.empty(0, dtype=int)
        self.linear.changeColCost(here, sign)
        status = solve(self.linear, allow=UNBOUNDED)
        table = np.array(self.linear.getSolution().col_value)
        self.linear.changeColCost(here, 0.0)
        if status != "optimal":
            return Extreme(INFINITY if up else 0.0, nothing, nothing)
        value = sign * table[here]
        if np.abs(table - np.round(table)).max() > NEAR:
            value, table = self._whole_extreme(here, sign, table) if whole else (value, None)
        value = float(sign * np.ceil(value - NEAR)) + 0.0
        if table is None:
            return Extreme(value, nothing, nothing)
        return Extreme(value, self.cells, np.round(table))

    def _whole_extreme(
        self, here: int, sign: float, table: np.ndarray
    ) -> tuple[float, np.ndarray | None]:
        """
        The least of sign × count over whole numbers; the proven bound if cut short.

        Most often some whole table stands at the limit of the linear one, and near to it, with
        another value only where sums meet a fraction. Finding one is far easier than proving
        which whole value is the least, which is what is left where none is found.
        """
        if self.whole is None:
            size = len(self.cells)
            self.whole = self._programme()
            self.whole.setOptionValue("mip_max_nodes", _BRANCHES)
            self.whole.changeColsIntegrality(
                size, np.arange(size, dtype=np.int32), np.full(size, highspy.HighsVarType.kInteger)
            )
        limit = sign * np.ceil(sign * table[here] - NEAR)
        for kept in (*self._kept(table), np.zeros(len(table), dtype=bool)):
            kept[here] = True
            found = self._at(kept, np.where(np.arange(len(table)) == here, limit, np.round(table)))
            if found is not None:
                return sign * limit, found
        self.whole.changeColCost(here, sign)
        status = solve(self.whole, allow=(*UNBOUNDED, *INFEASIBLE, *LIMIT))
        found = np.array(self.whole.getSolution().col_value)
        bound = self.whole.getInfo().mip_dual_bound
        self.whole.changeColCost(here, 0.0)
        if status == "optimal":
            return sign * found[here], found
        linear = sign * table[here]
        return (max(linear, bound) if status == "limit" else linear), None

    def _kept(self, table: np.ndarray) -> Iterator[np.ndarray]:
        """Which counts stay as a linear table has them: those that meet no fraction, then fewer."""
        moving = np.abs(table - np.round(table)) > NEAR
        for _ in range(_REACH):
            met = (self.matrix[:, np.flatnonzero(moving)] != 0).sum(axis=1) > 0
            moving = (self.matrix[np.flatnonzero(met)] != 0).sum(axis=0) > 0
            yield ~moving

    def _at(self, kept: np.ndarray, values: np.ndarray) -> np.ndarray | None:
        """A whole table that has the given values where they are to be kept, if one is found."""
        every, (lower, upper) = np.arange(len(values)), self.counts
        set_bounds(self.whole, every, np.where(kept, values, lower), np.where(kept, values, upper))
        status = solve(self.whole, allow=(*UNBOUNDED, *INFEASIBLE, *LIMIT))
        found = np.array(self.whole.getSolution().col_value)
        set_bounds(self.whole, every, lower, upper)
        return found if status == "optimal" else None
