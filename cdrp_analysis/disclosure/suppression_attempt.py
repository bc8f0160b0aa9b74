"""How far each hidden count can move when some cells are hidden: small linear programmes."""

import heapq
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from cdrp_analysis.solver import INFINITY, Columns, new_solver, solve

TOLERANCE = 1e-6
_PRIMAL = 4  # HiGHS's number for the primal simplex
_DUAL_TOLERANCE = 1e-7


@dataclass(frozen=True)
class Need:
    """
    A primary must be movable by ``amount``, up or down.

    Where ``kin`` is given, all cells that one contributor knows whole stay put but for these.
    """

    cell: int
    up: bool
    amount: float
    kin: frozenset[int] | None = None

    @property
    def sign(self) -> float:
        """+1 for up, -1 for down."""
        return 1.0 if self.up else -1.0

    @property
    def alike(self) -> tuple[bool, float, bool, int]:
        """Sorts needs so that programmes solved one after the other differ least."""
        return self.up, self.amount, self.kin is None, self.cell


@dataclass(frozen=True)
class Witness:
    """
    An alternative table: the cells that change, by how much, and how far the cell asked for moved.

    ``known`` are those of the cells that one contributor knows whole; ``duals`` are relations
    and their multipliers in the programme that found it.
    """

    moved: float
    cells: np.ndarray
    change: np.ndarray
    known: frozenset[int]
    duals: tuple[np.ndarray, np.ndarray] | None = None

    def serves(self, need: Need) -> bool:
        """Whether this table, found for whatever cell, meets the need."""
        change = self.change[self.cells == need.cell].sum()
        if need.sign * change < need.amount - TOLERANCE:
            return False
        return need.kin is None or self.known <= need.kin


# cells, coefficients, right-hand side: coefficients·y >= side
Cut = tuple[np.ndarray, np.ndarray, float]


@dataclass(frozen=True)
class Tables:
    """
    Relations (+1 for the total, -1 for each part; one row each) and counts of one block.

    ``fixed`` cells are known to every reader and never move; ``sole`` cells are each known
    whole to one contributor.
    """

    matrix: scipy.sparse.csr_array
    values: np.ndarray
    fixed: np.ndarray
    sole: np.ndarray

    @cached_property
    def by_cell(self) -> scipy.sparse.csr_array:
        """The relations of each cell."""
        return scipy.sparse.csr_array(self.matrix.T)

    @cached_property
    def incidence(self) -> scipy.sparse.csr_array:
        """The relations without their signs."""
        return scipy.sparse.csr_array(abs(self.matrix))

    @cached_property
    def ties(self) -> tuple[np.ndarray, np.ndarray]:
        """The relation and the cell of every place in which a cell stands."""
        rows = np.arange(self.matrix.shape[0]).repeat(np.diff(self.matrix.indptr))
        return rows, self.matrix.indices


class Attempt:
    """
    The attack on one choice of hidden shares.

    A cell that is the only open one of a relation cannot move; such cells are peeled off one
    after another, and what remains falls into components that share no relation, each a small
    linear programme.

    Parameters
    ----------
    tables : Tables
        Relations, counts, and who knows what.
    chosen : array
        Share of each cell that is hidden. A cell hidden in full may rise without limit; one
        hidden in part by that share of what the need asks for.
    """

    def __init__(self, tables: "Tables", chosen: np.ndarray):
        self.tables, self.matrix, self.by_cell = tables, tables.matrix, tables.by_cell
        self.values, self.chosen = tables.values, np.where(tables.fixed, 0.0, chosen)
        self._peel()
        self._split()
        self._programmes: dict[int, _Programme] = {}

    def _row(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        here = slice(self.matrix.indptr[row], self.matrix.indptr[row + 1])
        return self.matrix.indices[here], self.matrix.data[here]

    def _rows_of(self, cell: int) -> np.ndarray:
        return self.by_cell.indices[self.by_cell.indptr[cell] : self.by_cell.indptr[cell + 1]]

    def _peel(self) -> None:
        """Find cells that cannot move, in the order in which that can be told."""
        self.open = self.chosen > TOLERANCE
        count = self.tables.incidence @ self.open.astype(float)
        queue = np.flatnonzero(count == 1).tolist()
        self.peeled: list[tuple[int, int, float]] = []  # cell, relation that fixes it, its sign
        self.turn: dict[int, int] = {}
        while queue:
            row = queue.pop()
            if count[row] != 1:
                continue
            cells, signs = self._row(row)
            place = int(np.flatnonzero(self.open[cells])[0])
            cell = int(cells[place])
            self.turn[cell] = len(self.peeled)
            self.peeled.append((cell, row, float(signs[place])))
            self.open[cell] = False
            for other in self._rows_of(cell).tolist():
                count[other] -= 1
                if count[other] == 1:
                    queue.append(other)

    def _split(self) -> None:
        """Components of what can move."""
        cells, (rows, columns) = np.flatnonzero(self.open), self.tables.ties
        held = self.open[columns]
        rows, columns = rows[held], columns[held]
        nodes = len(self.open) + self.matrix.shape[0]  # cells, then relations
        ties = (np.ones(len(rows)), (columns, len(self.open) + rows))
        _, label = connected_components(
            scipy.sparse.csr_array(ties, shape=(nodes, nodes)), directed=False
        )
        rows = np.unique(rows)
        found, own = np.unique(label[cells], return_inverse=True)
        self.component = np.full(len(self.values), -1)
        self.component[cells] = own
        self.parts = list(
            zip(
                _grouped(cells, own, len(found)),
                _grouped(rows, np.searchsorted(found, label[len(self.open) + rows]), len(found)),
                strict=True,
            )
        )

    def reach(self, need: Need) -> Witness:
        """How far the cell can move (at most the need), with the table in which it does."""
        here = int(self.component[need.cell])
        if here < 0:
            return NO_MOVE
        if here not in self._programmes:
            self._programmes[here] = _Programme(self, *self.parts[here])
        return self._programmes[here].reach(need)

    def cut(
        self, need: Need, reached: Witness, chosen: np.ndarray, always: np.ndarray
    ) -> Cut | None:
        """
        An inequality that every choice meeting the need satisfies and ``chosen`` does not.

        For a need in direction c and any multipliers m of the relations, d = c - mM gives
        c·z = d·z, hence sum of d⁺ UB + d⁻ LB over the hidden cells >= amount. Coefficients
        above what is still lacking add nothing and are cut back to it.
        """
        cells, d = self._direction(need, reached)
        coefficients = np.where(d > 0, np.inf, -d * self.values[cells])
        still = self.tables.fixed[cells]
        if need.kin is not None:
            still |= without(self.tables.sole[cells], cells, need.kin)
        coefficients[still] = 0.0
        known = always[cells]
        lacking = need.amount - coefficients[known].sum()
        if need.cell in cells or not lacking > TOLERANCE:
            return None
        coefficients = np.minimum(coefficients, lacking) / lacking
        coefficients[known] = 0.0
        if coefficients @ chosen[cells] > 1.0 - TOLERANCE:
            return None
        needed = coefficients > _DUAL_TOLERANCE
        return cells[needed], coefficients[needed], 1.0

    def _direction(self, need: Need, reached: Witness) -> tuple[np.ndarray, np.ndarray]:
        """c - mM where not zero: the component's duals, and those that keep peeled cells out."""
        d: dict[int, float] = {need.cell: need.sign}
        waiting: list[tuple[int, int]] = []

        def add(row: int, multiplier: float) -> None:
            cells, signs = self._row(row)
            for cell, sign in zip(cells.tolist(), signs.tolist(), strict=True):
                d[cell] = d.get(cell, 0.0) + multiplier * sign
                if cell in self.turn:
                    heapq.heappush(waiting, (-self.turn[cell], cell))

        if need.cell in self.turn:
            waiting.append((-self.turn[need.cell], need.cell))
        if reached.duals is not None:
            for row, dual in zip(*(part.tolist() for part in reached.duals), strict=True):
                add(row, dual)
        # A peeled cell is alone in its relation but for cells peeled before it, so going
        # backwards each can be taken out for good.
        while waiting:
            _, cell = heapq.heappop(waiting)
            if abs(d[cell]) > _DUAL_TOLERANCE:
                _, row, sign = self.peeled[self.turn[cell]]
                add(row, -d[cell] * sign)
        cells = np.array(sorted(cell for cell, z in d.items() if abs(z) > _DUAL_TOLERANCE), int)
        return cells, np.array([d[cell] for cell in cells.tolist()])


NO_MOVE = Witness(0.0, np.zeros(0, dtype=int), np.zeros(0), frozenset())


def without(chosen: np.ndarray, cells: np.ndarray, kin: frozenset[int]) -> np.ndarray:
    """Which of these cells (in ascending order) are chosen and not among the kin."""
    those = np.fromiter(kin, int, len(kin))
    places = np.searchsorted(cells, those)
    inside = places < len(cells)
    places, those = places[inside], those[inside]
    left = chosen.copy()
    left[places[cells[places] == those]] = False
    return left


def _grouped(items: np.ndarray, label: np.ndarray, count: int) -> list[np.ndarray]:
    """Items by label, in order."""
    order = np.argsort(label, kind="stable")
    return np.split(items[order], np.searchsorted(label[order], np.arange(1, count)))[:count]


class _Programme:
    """The linear programme of one component, kept warm from need to need."""

    def __init__(self, attempt: Attempt, cells: np.ndarray, relations: np.ndarray):
        self.cells, self.relations = cells, relations
        self.values, self.chosen = attempt.values[cells], attempt.chosen[cells]
        self.sole = attempt.tables.sole[cells]
        self.full = self.chosen > 1 - TOLERANCE
        self.matrix = attempt.matrix[relations][:, cells]
        still, rows = np.zeros(len(cells)), np.zeros(len(relations))
        self.highs = new_solver(
            self.matrix, cost=still, column_bounds=(still, still), row_bounds=(rows, rows)
        )
        # From need to need mostly the cost changes, so the last solution stays feasible.
        self.highs.setOptionValue("simplex_strategy", _PRIMAL)
        self.columns = Columns(self.highs, len(cells))

    def reach(self, need: Need) -> Witness:
        here = int(np.searchsorted(self.cells, need.cell))
        part = np.minimum(self.values, need.amount) * self.chosen
        lower = -np.where(self.full, self.values, part)
        upper = np.where(self.full, INFINITY, need.amount * self.chosen)
        if need.kin is not None:
            put = without(self.sole, self.cells, need.kin)
            lower[put] = upper[put] = 0.0
        lower[here] = -INFINITY if need.up else -need.amount
        upper[here] = need.amount if need.up else INFINITY
        cost = np.zeros(len(self.cells))
        cost[here] = -need.sign
        self.columns.limit(lower, upper)
        self.columns.price(cost)
        solve(self.highs)
        solution = self.highs.getSolution()
        z = np.array(solution.col_value)
        moving = np.flatnonzero(np.abs(z) > 1e-9)
        duals = np.array(solution.row_dual)
        used = np.flatnonzero(np.abs(duals) > _DUAL_TOLERANCE)
        return Witness(
            moved=float(need.sign * z[here]),
            cells=self.cells[moving],
            change=z[moving],
            known=frozenset(self.cells[moving[self.sole[moving]]].tolist()),
            duals=(self.relations[used], duals[used]),
        )
