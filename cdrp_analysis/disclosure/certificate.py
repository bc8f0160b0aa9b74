"""Certificates: whole-number tables that agree with a publication and keep its counts open."""

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from cdrp_analysis.disclosure.relations import Cell, System
from cdrp_analysis.errors import DisclosureError
from cdrp_analysis.solver import INFEASIBLE, LIMIT, new_solver, set_bounds, solve

FORMAT = 2
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


@dataclass(frozen=True)
class Certificate:
    """
    Alternative tables that agree with everything published, and what they are to prove.

    A primary is safe when one alternative has it at ``floor`` or less (0, but for large sums)
    and another at ``threshold`` or more; any other hidden cell when two alternatives differ in
    it. Checking that takes integer addition only (auditor/verifier.py does it).
    ``alternatives`` (int64, one row per alternative, one column per cell) depart from the
    restricted counts where they must, and where they need not most stand at these: the
    certificate is restricted. ``uncovered`` names, by number, the cells for which no such tables
    were found: none where the release is safe.
    """

    cells: tuple[Cell, ...]
    relations: tuple[tuple[int, tuple[int, ...]], ...]
    lower: np.ndarray
    upper: np.ndarray
    primary: np.ndarray
    hidden: np.ndarray
    threshold: np.ndarray
    floor: np.ndarray
    alternatives: np.ndarray
    uncovered: np.ndarray

    def as_arrays(self) -> dict[str, np.ndarray]:
        """
        The certificate as plain arrays, for ``numpy.savez_compressed``.

        Returns
        -------
        dict of name to array, for k alternatives of n cells under m relations
            ``format`` (int64, scalar): 2.
            ``threshold``, ``floor`` (int64, n): what each primary must be able to be.
            ``source``, ``area``, ``offence``, ``period`` (text, n): address of each cell.
            ``primary``, ``hidden`` (bool, n): hidden for their own value; all that are hidden.
            ``lower``, ``upper`` (int64, n): counts a reader cannot rule out; ``upper`` is -1
            where nothing limits it.
            ``totals`` (int64, m): the cell that is the total of each relation.
            ``parts`` (int64, one after the other) and ``starts`` (int64, m + 1): relation r
            has the parts ``parts[starts[r]:starts[r + 1]]``.
            ``alternatives`` (int64, k by n): counts, >= 0.
        """
        names = ("source", "area", "offence", "period")
        sizes = [len(parts) for _, parts in self.relations]
        return {
            "format": np.array(FORMAT, dtype=np.int64),
            "threshold": self.threshold.astype(np.int64),
            "floor": self.floor.astype(np.int64),
            **{name: np.array([getattr(c, name) for c in self.cells], str) for name in names},
            "primary": self.primary,
            "hidden": self.hidden,
            "lower": self.lower.astype(np.int64),
            "upper": np.where(np.isinf(self.upper), -1, self.upper).astype(np.int64),
            "totals": np.array([total for total, _ in self.relations], dtype=np.int64),
            "parts": np.array([p for _, parts in self.relations for p in parts], dtype=np.int64),
            "starts": np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
            "alternatives": self.alternatives,
        }


def certify(
    system: System,
    lower: np.ndarray,
    upper: np.ndarray,
    *,
    primary: np.ndarray,
    hidden: np.ndarray,
    threshold: int | np.ndarray,
    floor: int | np.ndarray = 0,
    seed: int = 0,
) -> Certificate:
    """
    Find alternative tables that keep every hidden count open.

    Each table after the first settles one cell for certain (it is bound to) and as many
    others as it can (random signs in the objective); the rest stays at the restricted counts
    where possible. Cells tied to each other only by counts shown exactly are separate blocks:
    their tables are found apart and put side by side.

    Parameters
    ----------
    system : System
        Cells, their restricted values and relations.
    lower, upper : array, one per cell
        Counts a reader cannot rule out (:func:`~cdrp_analysis.disclosure.attack.shown_bounds`).
    primary : array of bool
        Cells that must keep the whole range from ``floor`` to ``threshold``.
    hidden : array of bool
        Cells whose count must stay open, primaries among them or not: those that
        :func:`~cdrp_analysis.disclosure.attack.attack` looks at.
    threshold, floor : int or array of int, one per cell
        5 and 0 for counts from 1 to 4.
    seed : int
        Of the random signs.

    Raises
    ------
    DisclosureError
        If what is shown contradicts the restricted values.
    """
    if ((system.values < lower) | (system.values > upper)).any():
        raise DisclosureError(
            "published figures contradict the restricted ones.",
            where="disclosure.certificate",
            do="report it: rounding and rules disagree; nothing has been published",
        )
    hidden = primary | hidden
    most_due, least_due = (np.broadcast_to(due, len(hidden)) for due in (threshold, floor))
    values = np.array(lower, dtype=np.int64)[None, :]  # cells shown exactly stay as they are
    uncovered: list[int] = []
    rng = np.random.default_rng(seed)
    for cells, rows, sums in _blocks(system, lower, upper, hidden):
        known = system.values[cells], lower[cells], upper[cells]
        block = _Block(
            rows, sums, *known, primary[cells], hidden[cells], most_due[cells], least_due[cells]
        )
        found, missed = block.tables(rng)
        if len(found) > len(values):
            values = np.vstack([values, np.repeat(values[:1], len(found) - len(values), axis=0)])
        values[:, cells] = found[0]
        values[: len(found), cells] = found
        uncovered += cells[missed].tolist()
    uncovered += np.flatnonzero(hidden & (lower >= upper)).tolist()
    return Certificate(
        system.cells, system.relations, lower, upper, primary, hidden, most_due, least_due,
        values, np.array(sorted(uncovered), dtype=np.int64),
    )  # fmt: skip


def _blocks(system: System, lower: np.ndarray, upper: np.ndarray, hidden: np.ndarray):
    """Blocks tied by cells not shown exactly: cells, relations among them, and their sums."""
    size = len(system.cells)
    totals = [total for total, _ in system.relations]
    sizes = [len(parts) for _, parts in system.relations]
    each = np.arange(len(totals))
    entries = np.concatenate([np.ones(len(totals)), -np.ones(sum(sizes))])
    rows = np.concatenate([each, np.repeat(each, sizes)])
    columns = [*totals, *(part for _, parts in system.relations for part in parts)]
    matrix = scipy.sparse.csr_array((entries, (rows, columns)), shape=(len(totals), size))
    open_ = lower < upper
    sums = -(matrix @ np.where(open_, 0.0, lower))
    free = np.flatnonzero(open_)
    matrix = scipy.sparse.csr_array(matrix[:, free])
    matrix.eliminate_zeros()
    _, label = connected_components(abs(matrix).T @ abs(matrix), directed=False)
    needed = np.zeros(label.max(initial=-1) + 1, dtype=bool)
    needed[label[hidden[free]]] = True
    label = np.where(needed[label], label, -1)  # where nothing is hidden one table is enough
    of_row = np.full(len(totals), -2)
    tied = np.diff(matrix.indptr) > 0
    of_row[tied] = label[matrix.indices[matrix.indptr[:-1][tied]]]
    for block in np.unique(label):
        inside, among = np.flatnonzero(label == block), np.flatnonzero(of_row == block)
        yield free[inside], scipy.sparse.csr_array(matrix[among][:, inside]), sums[among]


class _Block:
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
