"""Hiding by cheapest alternative tables: what a need requires besides what is hidden."""

from collections.abc import Iterable

import highspy
import numpy as np
import scipy.sparse

from cdrp_analysis.disclosure.adversary import Adversary, Shared
from cdrp_analysis.disclosure.suppression_attempt import Attempt, Need, Tables, Witness, without
from cdrp_analysis.solver import INFEASIBLE, INFINITY, Columns, new_solver, solve


class Alternatives:
    """
    Cheapest alternative tables that move only some cells.

    Parameters
    ----------
    tables : Tables
        Relations and counts of the block.
    movable : array of bool
        Cells that may move; they fall into components that share no relation.
    """

    def __init__(self, tables: Tables, movable: np.ndarray):
        self.tables = tables
        self.attempt = Attempt(tables, movable.astype(float))
        self.programmes: dict[int, _Cheapest] = {}

    def find(
        self, need: Need, price: np.ndarray, *, shut: np.ndarray | None = None, whole: bool = False
    ) -> Witness | None:
        """The table that meets the need at the least price per unit moved; None if none does."""
        here = int(self.attempt.component[need.cell])
        if here < 0:
            return None
        if here not in self.programmes:
            self.programmes[here] = _Cheapest(self.tables, *self.attempt.parts[here])
        return self.programmes[here].find(need, price, shut, whole=whole)


class _Cheapest:
    """One component: each cell has a column for its rise and one for its fall."""

    def __init__(self, tables: Tables, cells: np.ndarray, relations: np.ndarray):
        self.cells = cells
        self.values, self.sole = tables.values[cells], tables.sole[cells]
        matrix = tables.matrix[relations][:, cells]
        self.matrix = scipy.sparse.hstack([matrix, -matrix], format="csr")
        self.programme = self._programme()

    def _programme(self) -> Columns:
        empty, zeros = np.zeros(self.matrix.shape[1]), np.zeros(self.matrix.shape[0])
        highs = new_solver(
            self.matrix, cost=empty, column_bounds=(empty, empty), row_bounds=(zeros, zeros)
        )
        highs.setOptionValue("presolve", "off")
        return Columns(highs, len(empty))

    def find(
        self, need: Need, price: np.ndarray, shut: np.ndarray | None, *, whole: bool
    ) -> Witness | None:
        size, here = len(self.cells), int(np.searchsorted(self.cells, need.cell))
        rise, fall = np.full(size, INFINITY), self.values.copy()
        put = np.zeros(size, dtype=bool) if shut is None else shut[self.cells].copy()
        if need.kin is not None:
            put |= without(self.sole, self.cells, need.kin)
        rise[put] = fall[put] = 0.0
        least = np.zeros(2 * size)
        moved, still = (rise, fall) if need.up else (fall, rise)
        least[here + (0 if need.up else size)] = need.amount
        moved[here], still[here] = need.amount, 0.0
        programme = self._programme() if whole else self.programme
        highs = programme.highs
        programme.price(np.tile(price[self.cells], 2))
        programme.limit(least, np.concatenate([rise, fall]))
        if whole:
            integer = np.full(2 * size, highspy.HighsVarType.kInteger)
            highs.changeColsIntegrality(2 * size, np.arange(2 * size, dtype=np.int32), integer)
        highs.clearSolver()  # from no movement at all it is a short way; from the last table not
        if solve(highs, allow=INFEASIBLE) != "optimal":
            return None
        both = np.array(highs.getSolution().col_value)
        z = both[:size] - both[size:]
        moving = np.flatnonzero(np.abs(z) > 1e-9)
        known = frozenset(self.cells[moving[self.sole[moving]]].tolist())
        return Witness(need.amount, self.cells[moving], z[moving], known)


def hide_by_perturbation(
    adversary: Adversary,
    needs: Iterable[Need],
    price: np.ndarray,
    hidden: np.ndarray,
    likely: np.ndarray,
    *,
    whole: bool = False,
) -> tuple[np.ndarray, list[Need]]:
    """
    ``hidden`` and whatever else the needs not yet met require.

    For each of these, in order, the alternative table with the least price of cells that move
    for the first time; the cells that move in it are hidden.

    Parameters
    ----------
    adversary : Adversary
        Relations and values of the block.
    needs : iterable of Need
        What is to be met.
    price : array
        What a unit of movement of each cell not yet hidden costs.
    hidden : array of bool
        Cells hidden already.
    likely : array of bool
        Cells among which alternatives are looked for first.
    whole : bool
        Whether alternative tables must be in whole numbers.

    Returns
    -------
    array of bool, list of Need
        Cells hidden, and the needs that hiding everything would not meet.
    """
    hidden, price = hidden.copy(), np.where(hidden, 0.0, price)
    shared = Shared()
    stages = [inside & among for among in (likely | hidden, adversary.everywhere)
              for inside in (*adversary.districts, adversary.everywhere)]  # fmt: skip
    alternatives: dict[int, Alternatives] = {}
    failed = []
    for need in needs:
        if shared.serving(need) is not None:
            continue
        for number, movable in enumerate(stages):
            if not movable[need.cell]:
                continue
            if number not in alternatives:
                alternatives[number] = Alternatives(adversary.tables, movable)
            witness = alternatives[number].find(need, price, whole=whole)
            if witness is not None:
                break
        else:
            failed.append(need)
            continue
        shared.add(witness)
        hidden[witness.cells] = True
        price[witness.cells] = 0.0
    return hidden, failed
