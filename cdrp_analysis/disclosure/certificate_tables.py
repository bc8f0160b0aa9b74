"""Whole-number tables that agree with a publication: those of one connected block."""

from collections.abc import Callable

import highspy
import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from cdrp_analysis.solver import INFEASIBLE, LIMIT, new_solver, set_bounds, solve

_NEAR = 1e-6
_BRANCHES = 20_000  # nodes, not seconds, so that two runs stop at the same place
# What moving a cell without a wish costs, against 0.5 to 1.5 for a wish: the more, the fewer moves.
# Halved, down to the least, whenever a table fulfils less than a third of the wishes.
_STAY, _LEAST_STAY = 0.3, 0.005
# With more wishes at once the moves run into each other and whole tables become hard to find.
_WISHES = 600
# How far from a solution that is not whole to look for a table that is, and whether to keep every
# wish that it fulfils. Distance 0 is controlled rounding.
_SEARCHES = ((0, True), (1, True), (1, False))


class Block:
    """
    Alternative tables of one block: rows·x = sums, lower <= x <= upper; ``values`` is one.

    Each cell is two columns of the linear programme, x = first + rest with first <= split.
    Only the first is rewarded, so a cell gains nothing beyond its split and leaves what others
    need; in tables of two dimensions the vertices remain whole.
    """

    def __init__(self, rows, sums, values, lower, upper, primary, hidden, threshold, floor):
        self.rows, self.sums = rows, sums
        self.values, self.lower, self.upper = values, lower, upper
        self.primary, self.hidden = primary, hidden
        self.threshold, self.floor = threshold, floor
        self.size, self.stay = len(lower), _STAY
        self.columns = np.arange(2 * self.size, dtype=np.int32)
        self.linear = self._solver(scipy.sparse.hstack([rows, rows], format="csr"))
        self.integer = None

    def _solver(self, rows: scipy.sparse.csr_array):
        nothing = np.zeros(rows.shape[1])
        return new_solver(
            rows,
            cost=nothing,
            column_bounds=(nothing, nothing),
            row_bounds=(self.sums, self.sums),
        )

    def tables(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Whole tables, few but enough for every hidden cell; and which cells they miss."""
        low, high = self.hidden.copy(), self.hidden.copy()  # still to be shown
        missed = np.zeros(self.size, dtype=bool)
        found = [self._table(self.values, self._wishes(low, high, rng))]
        while True:
            low, high = self._left(low, high, found)
            cell = self._next(low | high, rng)
            if cell is None:
                return _fewest(np.array(found), self._shown), missed
            table = None
            for least, most in self._ways(cell, low[cell], found[0][cell]):
                bound = (cell, least, most)
                table = self._table(found[0], self._wishes(low, high, rng), bound)
                if table is not None:
                    found.append(table)
                    break
            else:
                missed[cell], low[cell], high[cell] = True, False, False

    def _shown(self, table: np.ndarray, first: np.ndarray) -> np.ndarray:
        """What a table shows of each cell (2 by cells): it can be low, it can be high."""
        moved = table != first
        return self.hidden & np.where(
            self.primary, [table <= self.floor, table >= self.threshold], [moved, moved]
        )

    def _left(self, low, high, found) -> tuple[np.ndarray, np.ndarray]:
        """What is still to be shown after the table found last."""
        shown = self._shown(found[-1], found[0])
        return low & ~shown[0], high & ~shown[1]

    def _next(self, left: np.ndarray, rng: np.random.Generator) -> int | None:
        """A cell not yet settled, primaries first; None when all are."""
        cells = np.flatnonzero(left & self.primary)
        cells = cells if len(cells) else np.flatnonzero(left)
        return int(rng.choice(cells)) if len(cells) else None

    def _ways(self, cell: int, low: bool, first: int) -> list[tuple[float, float]]:
        """Ranges of a cell, one of which has to be reached next."""
        least, most = self.lower[cell], self.upper[cell]
        ways = [(first + 1, most), (least, first - 1)]
        if self.primary[cell]:
            ways = [(least, self.floor[cell]) if low else (max(least, self.threshold[cell]), most)]
        return [way for way in ways if way[0] <= way[1]]

    def _wishes(self, low: np.ndarray, high: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """How much some cells are to rise (+) or fall (-): random where both are to be shown."""
        left = rng.permutation(np.flatnonzero(low | high))
        left = left[np.argsort(~self.primary[left], kind="stable")][:_WISHES]
        sign = np.where(low & high, rng.choice([-1.0, 1.0], self.size), high * 1.0 - low)
        wishes = np.zeros(self.size)
        wishes[left] = sign[left] * rng.uniform(0.5, 1.5, len(left))
        return wishes

    def _table(
        self,
        first: np.ndarray,
        wishes: np.ndarray,
        bound: tuple[int, float, float] | None = None,
    ) -> np.ndarray | None:
        """A whole table with one cell bound to a range and the others as wished; or None."""
        lower, upper = self.lower.copy(), self.upper.copy()
        if bound is not None:
            lower[bound[0]], upper[bound[0]] = bound[1:]
        wished = wishes != 0
        split = np.where(self.primary, self.threshold, first + 1)
        split = np.clip(np.where(wished, split, self.values), lower, upper)
        # Falling counts in full: else a cell would only change from one column to the other.
        # What has no wish stays where it is if it can: few moves, and those mostly whole.
        cost = (
            np.where(wished, -wishes, -self.stay),
            np.where(wished, np.maximum(-wishes, 0), self.stay),
        )
        self.linear.changeColsCost(2 * self.size, self.columns, np.concatenate(cost))
        least = np.concatenate([lower, np.zeros(self.size)])
        set_bounds(self.linear, self.columns, least, np.concatenate([split, upper - split]))
        self.linear.clearSolver()  # every cost is new: presolving anew beats the old basis
        if solve(self.linear, allow=INFEASIBLE) != "optimal":
            return None
        solution = np.array(self.linear.getSolution().col_value)
        solution = solution[: self.size] + solution[self.size :]
        fallen, risen = (wishes < 0) & (solution < _NEAR), (wishes > 0) & (solution > split - _NEAR)
        if (fallen | risen).sum() < wished.sum() / 3:
            self.stay = max(self.stay / 2, _LEAST_STAY)
        table = self._mended(solution, lower, upper, (risen, fallen))
        if table is None and wished.any():
            return self._table(first, np.zeros(self.size), bound)
        return self._whole(lower, upper, wished | True) if table is None else table

    def _mended(self, solution, lower, upper, fulfilled) -> np.ndarray | None:
        """
        A whole table near a solution that may not be whole.

        Moves that meet in no relation are independent: those that are whole stay, those that
        are not are rounded, or else taken back; None if the cell that has to move is among these.
        """
        odd = self._not_whole(solution)
        solution = np.where(odd, solution, np.round(solution))
        for width, keep in _SEARCHES:
            least = np.floor(solution + _NEAR) - np.where(keep & fulfilled[0], 0, width)
            most = np.ceil(solution - _NEAR) + np.where(keep & fulfilled[1], 0, width)
            least, most = np.where(odd, least, solution), np.where(odd, most, solution)
            table = self._whole(np.maximum(least, lower), np.minimum(most, upper), odd)
            if table is not None:
                return table
        return self._exact(np.where(odd, self.values, solution), lower, upper)

    def _not_whole(self, solution: np.ndarray) -> np.ndarray:
        """Cells of every connected set of moves that has a part of an offence in it."""
        moved = np.flatnonzero(np.abs(solution - self.values) > _NEAR)
        rows = abs(self.rows[:, moved])
        _, label = connected_components(rows.T @ rows, directed=False)
        parts = np.abs(solution - np.round(solution))[moved] > _NEAR
        odd = np.zeros(self.size, dtype=bool)
        odd[moved[np.isin(label, label[parts])]] = True
        return odd

    def _whole(self, lower: np.ndarray, upper: np.ndarray, odd: np.ndarray) -> np.ndarray | None:
        """Any whole table within bounds; None if there is none or the search is too long."""
        if not odd.any():
            return self._exact(lower, lower, upper)
        if self.integer is None:
            self.integer = self._solver(self.rows)
            self.integer.setOptionValue("mip_max_nodes", _BRANCHES)
            kinds = np.full(self.size, highspy.HighsVarType.kInteger)
            self.integer.changeColsIntegrality(self.size, self.columns[: self.size], kinds)
        set_bounds(self.integer, self.columns[: self.size], lower, upper)
        if solve(self.integer, allow=(*INFEASIBLE, *LIMIT)) == "infeasible":
            return None
        return self._exact(np.array(self.integer.getSolution().col_value), lower, upper)

    def _exact(
        self, solution: np.ndarray, lower: np.ndarray, upper: np.ndarray
    ) -> np.ndarray | None:
        """The solution in whole numbers, if it is whole and holds exactly."""
        if len(solution) < self.size or np.abs(solution - np.round(solution)).max() > _NEAR:
            return None
        table = np.round(solution).astype(np.int64)
        holds = (self.rows @ table == self.sums).all()
        return table if holds and ((table >= lower) & (table <= upper)).all() else None


def _fewest(tables: np.ndarray, shown: Callable) -> np.ndarray:
    """The first table and the fewest others that together show as much (greedy cover)."""
    shows = np.array([shown(table, tables[0]).ravel() for table in tables])
    chosen, left = [0], shows.any(axis=0) & ~shows[0]
    while left.any():
        best = int(np.argmax((shows & left).sum(axis=1)))
        chosen.append(best)
        left &= ~shows[best]
    return tables[chosen]
