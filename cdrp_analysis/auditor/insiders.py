"""What somebody who is the one person behind a count can work out of other people's counts."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from cdrp_analysis.auditor.bounds import Model
from cdrp_analysis.auditor.evidence import INFINITY
from cdrp_analysis.auditor.pieces import NEAR, PRIMAL
from cdrp_analysis.solver import INFEASIBLE, UNBOUNDED, set_bounds, solve


class Insiders:
    """
    The model as seen by people who know which counts are theirs alone.

    A count of 1 is known whole to whoever is behind it. Against the worst, everybody behind such
    a count is taken to pool what they know, but for those who are behind the count asked for:
    of its totals and parts nobody knows more than of itself.

    Parameters
    ----------
    model : Model
        All published facts and all sums.
    ones : iterable of int
        Numbers of the model's cells that truly are 1.

    Attributes
    ----------
    doubted : int
        How many of the ones cannot be 1 beside what is published (an earlier release is revised
        since); nobody is taken to know these.
    """

    def __init__(self, model: Model, ones: Iterable[int]):
        self.model = model
        self.ones = np.array(sorted(n for n in ones if model.lower[n] < model.upper[n]), dtype=int)
        self._up, self._down = self._ties()
        self.doubted = 0
        self._programme()
        if solve(self.linear, allow=(*INFEASIBLE, *UNBOUNDED)) == "infeasible":
            possible = self._possible()
            self.doubted = int((~possible).sum())
            self.ones = self.ones[possible]
            self._programme()
        # For each cell, whose counts must be open in a table found so far that has it at nothing.
        self._nothing: dict[int, list[frozenset[int]]] = defaultdict(list)

    def _programme(self) -> None:
        """A programme of its own in which every one is known."""
        self.linear = self.model.programme()
        self.linear.setOptionValue("simplex_strategy", PRIMAL)
        known = np.ones(len(self.ones))
        set_bounds(self.linear, self.ones, known, known)

    def _ties(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """The totals of each cell, and its parts; a total of one part is that part renamed."""
        up, down = defaultdict(list), defaultdict(list)
        for row in self.model.rows:
            if row.fact is None:
                total, *parts = row.cells.tolist()
                down[total] += parts
                for part in parts:
                    up[part].append(total)
                if len(parts) == 1:
                    up[total] += parts
                    down[parts[0]].append(total)
        return up, down

    def kin(self, cell: int) -> set[int]:
        """The cell, its totals and theirs, its parts and theirs."""
        found = {cell}
        for ties in (self._up, self._down):
            reached, queue = {cell}, [cell]
            while queue:
                fresh = set(ties.get(queue.pop(), ())) - reached
                reached |= fresh
                queue.extend(fresh)
            found |= reached
        return found

    def _possible(self) -> np.ndarray:
        """Which ones can be 1, as many as can be together."""
        free = self.model.programme()
        for one in self.ones.tolist():
            free.addRow(1.0, 1.0, 1, np.array([one], dtype=np.int32), np.ones(1))
        first = len(self.model.rows)
        for place in range(len(self.ones)):
            for weight in (1.0, -1.0):
                row = np.array([first + place], dtype=np.int32)
                free.addCol(1.0, 0.0, INFINITY, 1, row, np.array([weight]))
        solve(free)
        moved = np.array(free.getSolution().col_value)[len(self.model.cells) :]
        return moved.reshape(-1, 2).sum(axis=1) < NEAR

    def least(self, cell: int) -> float:
        """The least value that a cell can have for them, over all numbers, rounded up."""
        kin = self.kin(cell)
        if any(moved <= kin for moved in self._nothing[cell]):
            return 0.0
        return self._extreme(cell, kin, up=False)

    def most(self, cell: int) -> float:
        """The greatest value that a cell can have for them, over all numbers, rounded down."""
        return self._extreme(cell, self.kin(cell), up=True)

    def _extreme(self, cell: int, kin: set[int], *, up: bool) -> float:
        freed = np.array([one for one in self.ones.tolist() if one in kin], dtype=int)
        set_bounds(self.linear, freed, self.model.lower[freed], self.model.upper[freed])
        sign = -1.0 if up else 1.0
        self.linear.changeColCost(cell, sign)
        status = solve(self.linear, allow=UNBOUNDED)
        table = np.array(self.linear.getSolution().col_value)
        self.linear.changeColCost(cell, 0.0)
        known = np.ones(len(freed))
        set_bounds(self.linear, freed, known, known)
        if status != "optimal":
            return INFINITY if up else 0.0
        moved = frozenset(freed[np.abs(table[freed] - 1) > NEAR].tolist())
        for nothing in np.flatnonzero(table <= NEAR).tolist():
            self._nothing[nothing].append(moved)
        return float(sign * np.ceil(sign * table[cell] - NEAR)) + 0.0
