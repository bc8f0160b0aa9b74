"""What the reader of a controlled rounding can work out."""

import highspy
import numpy as np
import pandas as pd
import scipy.sparse

from cdrp_analysis.disclosure.controlled_rounding import Rounded
from cdrp_analysis.disclosure.relations import System, relation_matrix
from cdrp_analysis.disclosure.rounding_problem import NEAR
from cdrp_analysis.errors import DisclosureError
from cdrp_analysis.solver import INFEASIBLE, new_solver, set_bounds, solve


def unsafe(system: System, rounded: Rounded, threshold: int) -> pd.DataFrame:
    """
    Small counts that the reader can narrow to fewer than ``threshold`` possible counts.

    The reader knows every shown figure, the base, which cells are beyond, all sums, and that
    counts are whole and not negative; not the seed, and nothing of which counts are likelier.
    No rounding can do better for a shown 0 than 0 to base - 1; and a multiple above 0 says that
    the count is not 0. The range 0 to ``threshold`` that suppression gives is therefore never
    reached.

    Parameters
    ----------
    system : System
        Cells, their restricted counts and relations.
    rounded : Rounded
        What is shown.
    threshold : int
        Counts from 1 to this less one are small.

    Returns
    -------
    DataFrame, one row per unsafe cell
        Address, ``shown``, ``lower`` and ``upper`` (least and greatest possible count, by
        integer programming where the linear programme is not whole). Restricted.

    Raises
    ------
    DisclosureError
        If the figures shown do not agree with the counts.
    """
    reach = np.where(rounded.beyond, 2 * rounded.base, rounded.base) - 1
    lower, upper = np.maximum(rounded.values - reach, 0), rounded.values + reach
    if ((system.values < lower) | (system.values > upper)).any():
        raise DisclosureError(
            "rounded figures are further from the counts than the rule allows.",
            where="disclosure.controlled_rounding.unsafe",
            do="round this very system again; nothing has been published",
        )
    small = np.flatnonzero((system.values >= 1) & (system.values < threshold))
    reader = Reader(system, lower, upper)
    rows = []
    for cell in small:
        least, most = reader.range(cell, threshold)
        if most - least + 1 < threshold:
            rows.append((*system.cells[cell], int(rounded.values[cell]), int(least), int(most)))
    columns = ["source", "area", "offence", "period", "shown", "lower", "upper"]
    return pd.DataFrame(rows, columns=columns)


class Reader:
    """
    What whole-number tables that agree with bounds on every count can hold in single cells.

    Parameters
    ----------
    system : System
        Cells, their restricted counts and relations.
    lower, upper : array, one per cell
        Least and greatest count that what is shown of the cell allows.
    """

    def __init__(self, system: System, lower: np.ndarray, upper: np.ndarray):
        matrix, values = relation_matrix(system), system.values
        zeros, size = np.zeros(matrix.shape[0]), len(values)
        self.values, self.lower, self.upper = values, lower, upper
        self.low, self.high = values.copy(), values.copy()  # the widest seen so far
        self.room = np.concatenate([upper - values, values - lower])
        self.moves = new_solver(
            scipy.sparse.hstack([matrix, -matrix], format="csr"),
            cost=np.ones(2 * size),
            column_bounds=(np.zeros(2 * size), self.room),
            row_bounds=(zeros, zeros),
        )
        self.moves.setOptionValue("presolve", "off")
        self.linear, self.whole = (
            new_solver(
                matrix,
                cost=np.zeros(size),
                column_bounds=(lower, upper),
                row_bounds=(zeros, zeros),
            )
            for _ in range(2)
        )
        self.whole.changeColsIntegrality(
            size, np.arange(size, dtype=np.int32), np.full(size, highspy.HighsVarType.kInteger)
        )

    def range(self, cell: int, enough: int) -> tuple[float, float]:
        """Least and greatest count, or some range of ``enough`` counts."""
        for sign in (1, -1):
            low, high = self.low[cell], self.high[cell]
            if high - low + 1 >= enough:
                break
            if sign > 0:
                target = min(self.upper[cell], low + enough - 1)
            else:
                target = max(self.lower[cell], high - enough + 1)
            if (target - self.values[cell]) * sign > 0 and not self._reached(cell, target):
                self._extreme(cell, -float(sign))
        return float(self.low[cell]), float(self.high[cell])

    def _reached(self, cell: int, target: float) -> bool:
        """Whether moving as few events as possible leads to a whole table with this count."""
        size, move = len(self.values), target - self.values[cell]
        pair = [cell, cell + size]
        fixed = np.array([max(move, 0.0), max(-move, 0.0)])
        set_bounds(self.moves, pair, fixed, fixed)
        # From nothing moved it is a few pivots; from the last cell's answer seven times as long.
        self.moves.clearSolver()
        status = solve(self.moves, allow=INFEASIBLE)
        change = np.array(self.moves.getSolution().col_value)
        set_bounds(self.moves, pair, np.zeros(2), self.room[pair])
        return status == "optimal" and self._saw(self.values + change[:size] - change[size:])

    def _extreme(self, cell: int, cost: float) -> None:
        """Look at the table in which cost · count is least."""
        for highs in (self.linear, self.whole):
            highs.changeColCost(int(cell), cost)
            solve(highs)
            table = np.array(highs.getSolution().col_value)
            highs.changeColCost(int(cell), 0.0)
            if self._saw(table):
                break

    def _saw(self, table: np.ndarray) -> bool:
        """Remember a table if it is whole."""
        whole = np.round(table)
        if np.abs(table - whole).max() > NEAR:
            return False
        np.minimum(self.low, whole, out=self.low)
        np.maximum(self.high, whole, out=self.high)
        return True
