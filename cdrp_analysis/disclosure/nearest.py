"""Tables that a reader cannot rule out, each as near the true one as can be."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from cdrp_analysis.disclosure.ranges import Ranges
from cdrp_analysis.solver import INFEASIBLE, INFINITY, new_solver, set_bounds, solve

_NEAR = 1e-6


@dataclass(frozen=True)
class Goal:
    """A count from ``least`` to ``most`` in a cell, for a reader who also knows ``held`` cells."""

    cell: int
    least: float = 0.0
    most: float = INFINITY
    held: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=int))


class Nearest:
    """
    Tables in whole numbers that agree with all that a reader knows, around one cell.

    Parameters
    ----------
    ranges : Ranges
        The system with what the reader knows of every cell.
    cell : int
        Only cells that open cells tie to this one are looked at: ``cells``.
    """

    def __init__(self, ranges: Ranges, cell: int):
        self.values = ranges.values
        free = np.flatnonzero(ranges.lower < ranges.upper)
        matrix = ranges.matrix[:, free]
        _, label = connected_components(abs(matrix).T @ abs(matrix), directed=False)
        inside = np.isin(label, label[free == cell])
        self.cells = free[inside]
        self.place = {int(here): number for number, here in enumerate(self.cells)}
        self.least = ranges.lower[self.cells] - self.values[self.cells]
        self.most = ranges.upper[self.cells] - self.values[self.cells]
        own = matrix[:, inside]
        self.matrix = scipy.sparse.csr_array(own[abs(own).sum(axis=1) > 0])
        self.linear, self.whole = self._solver(), None

    def moved(self, goal: Goal, known: Sequence[int] = ()) -> np.ndarray | None:
        """
        Cells that differ from the truth in the nearest table that meets a goal.

        Parameters
        ----------
        goal : Goal
            Of a cell among ``cells``.
        known : sequence of int
            Further cells that the reader knows exactly.

        Returns
        -------
        array of int, or None
            None if the reader can rule the goal out.
        """
        value = self.values[goal.cell]
        if goal.least <= value <= goal.most:
            return np.zeros(0, dtype=int)
        if goal.cell in known or goal.cell not in self.place:
            return None
        at = self.place[goal.cell]
        least = max(goal.least - value, self.least[at])
        most = min(goal.most - value, self.most[at])
        if least > most:
            return None
        held = [self.place[c] for c in (*known, *goal.held.tolist()) if c in self.place]
        places = np.array([at, *held], dtype=int)
        low = np.array([least, *np.zeros(len(held))])
        high = np.array([most, *np.zeros(len(held))])
        moves = self._nearest(self.linear, places, low, high)
        if moves is not None and np.abs(moves - np.round(moves)).max() > _NEAR:
            self.whole = self.whole or self._in_whole_numbers()
            moves = self._nearest(self.whole, places, low, high)
        return None if moves is None else self.cells[np.abs(moves) > _NEAR]

    def _solver(self) -> highspy.Highs:
        """Moves up and moves down, as few as will do; the sums stay as they are."""
        zeros = np.zeros(self.matrix.shape[0])
        return new_solver(
            scipy.sparse.csr_array(scipy.sparse.hstack([self.matrix, -self.matrix])),
            cost=np.ones(2 * len(self.cells)),
            column_bounds=self._bounds(self.least, self.most),
            row_bounds=(zeros, zeros),
        )

    def _in_whole_numbers(self) -> highspy.Highs:
        highs, size = self._solver(), 2 * len(self.cells)
        kinds = np.full(size, highspy.HighsVarType.kInteger)
        highs.changeColsIntegrality(size, np.arange(size, dtype=np.int32), kinds)
        return highs

    @staticmethod
    def _bounds(least: np.ndarray, most: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Limits of the moves up, then down, for limits on their difference."""
        lower = np.concatenate([np.maximum(least, 0), np.maximum(-most, 0)])
        return lower, np.concatenate([np.maximum(most, 0), np.maximum(-least, 0)])

    def _nearest(
        self, highs: highspy.Highs, places: np.ndarray, low: np.ndarray, high: np.ndarray
    ) -> np.ndarray | None:
        columns = np.concatenate([places, places + len(self.cells)])
        set_bounds(highs, columns, *self._bounds(low, high))
        status = solve(highs, allow=INFEASIBLE)
        found = np.array(highs.getSolution().col_value)
        set_bounds(highs, columns, *self._bounds(self.least[places], self.most[places]))
        if status != "optimal":
            return None
        return found[: len(self.cells)] - found[len(self.cells) :]
