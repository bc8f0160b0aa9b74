"""Rounding all counts of a release to a base so that every sum still adds up exactly."""

import hashlib
from dataclasses import dataclass

import highspy
import numpy as np
import pandas as pd
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from cdrp_analysis.disclosure.relations import System, relation_matrix
from cdrp_analysis.errors import DisclosureError, InputError, SettingsError
from cdrp_analysis.solver import INFEASIBLE, LIMIT, new_solver, set_bounds, solve

_NEAR = 1e-6
# Three-way blocks: proving the last percent takes hours and changes nobody's reading.
_GAP = 0.02
_FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible
_BRANCHES = 100  # nodes, not seconds, so that two runs stop at the same place


@dataclass(frozen=True)
class Rounded:
    """
    Counts of a system as multiples of ``base`` that add up.

    ``values[i]`` is shown for cell i. ``beyond[i]`` says that it is not one of the two multiples
    beside the count (or the count itself, where that is one), but the next. ``cost`` is the
    summed weighted distance, ``bound`` a lower bound on it with the same number beyond;
    ``distance`` the summed distance without weights.
    """

    values: np.ndarray
    beyond: np.ndarray
    base: int
    cost: float
    bound: float
    distance: float


def controlled_rounding(
    system: System, *, base: int = 5, seed: int, unbiased: bool = True
) -> Rounded:
    """
    An adjacent multiple of ``base`` for every cell, such that all relations hold exactly.

    Multiples of the base stay (zero-restricted). Among all such roundings the one with the
    least summed weighted distance to the counts. One- and two-way tables (of whose dimensions
    one may be nested) always have one, and the linear programme finds it. Linked and three-way
    tables need not; then as few cells as possible take the next multiple (less than twice the
    base away).

    Round all tables of a release as one system, and once: other tables may force another
    multiple on the same cell, and a 0 in one edition with a 5 in the next says 1 to 4.

    Parameters
    ----------
    system : System
        All cells of the release and their relations.
    base : int
        At least 2.
    seed : int
        From 0 to 2**128 - 1; a secret of the partnership when ``unbiased``. What is drawn depends
        on it and on the cell's address alone, so the order of rows and tables has no influence.
    unbiased : bool
        Upward distances weigh u and downward ones 1 - u, with u uniform for each cell. A cell
        in no relation then goes up with the chance remainder / base, so that every count within
        the base of its figure remains possible. If False both weigh one half, ties apart: the
        figures are nearer, but who knows this rule can tell that a lone 0 was never 3 or 4
        (:func:`possible_counts_controlled` and :func:`unsafe` then promise too much).

    Returns
    -------
    Rounded
        Proven least in one- and two-way blocks. In others the search stops within 2% or after a
        fixed effort; ``bound`` says how near that is. With thousands of three-way cells, equal
        weights (not ``unbiased``) are the harder problem and can end further from the counts.

    Raises
    ------
    SettingsError
        If the base or seed cannot be used.
    InputError
        If the counts are not whole, are negative, or do not add up.
    DisclosureError
        If no rounding exists even with next multiples.

    References
    ----------
    Cox, L. H., Ernst, L. R. (1982). Controlled rounding. INFOR 20, 423-432.
    Cox, L. H. (1987). A constructive procedure for unbiased controlled rounding. Journal of the
    American Statistical Association 82, 520-524.
    Salazar-González, J. J. (2006). Controlled rounding and cell perturbation: statistical
    disclosure limitation methods for tabular data. Mathematical Programming 105, 583-603.
    """
    if base < 2 or not 0 <= seed < 2**128:
        raise SettingsError(
            "controlled rounding needs a base of at least 2 and a seed from 0 to 2**128 - 1.",
            where="disclosure.controlled_rounding",
            do="set the base to 5 (or 3) and draw the seed once with secrets.randbits(128)",
        )
    matrix = relation_matrix(system)
    order = np.array(sorted(range(len(system.cells)), key=system.cells.__getitem__), dtype=int)
    matrix, values = _ordered(matrix[:, order]), system.values[order]
    if (values < 0).any() or (values != np.floor(values)).any() or (matrix @ values).any():
        raise InputError(
            "the counts to be rounded are negative, not whole, or do not add up.",
            where="disclosure.controlled_rounding",
            do="build the system with disclosure.relations.build, which checks every sum",
        )
    upward = _draws([system.cells[i] for i in order], seed)
    if not unbiased:  # so little that it decides between equal distances only
        upward = 0.5 + (upward - 0.5) / (4 * base * len(values))
    problem = _Problem(matrix, values, base, upward)
    steps, least = _solved(problem)
    shown = np.zeros(len(values), dtype=np.int64)
    shown[order] = problem.shown(steps)
    beyond = np.zeros(len(values), dtype=bool)
    beyond[order] = problem.beyond(steps)
    distance = float(np.abs(shown - system.values).sum())
    return Rounded(shown, beyond, base, float(problem.costs(steps).sum()), least, distance)


def possible_counts_controlled(shown: float, base: int) -> tuple[int, int]:
    """
    The least and greatest count behind a figure, for a reader who knows the rule but no sums.

    Examples
    --------
    >>> possible_counts_controlled(0, 5)
    (0, 4)
    >>> possible_counts_controlled(5, 5)
    (1, 9)
    """
    return max(0, int(shown) - base + 1), int(shown) + base - 1


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


def _ordered(matrix: scipy.sparse.csr_array) -> scipy.sparse.csr_array:
    """The relations in an order that depends on their cells alone."""
    matrix = scipy.sparse.csr_array(matrix)
    matrix.sort_indices()
    bounds = zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True)
    rows = [
        (matrix.indices[start:end].tolist(), matrix.data[start:end].tolist())
        for start, end in bounds
    ]
    return matrix[sorted(range(len(rows)), key=rows.__getitem__)]


def _draws(cells: list, seed: int) -> np.ndarray:
    """A number between 0 and 1 for every cell, from the seed and its address alone."""
    key = seed.to_bytes(16, "big")
    digests = [
        hashlib.blake2b("\x1f".join(cell).encode(), key=key, digest_size=8).digest()
        for cell in cells
    ]
    return (np.frombuffer(b"".join(digests), dtype=">u8") >> np.uint64(11)) / 2.0**53


class _Problem:
    """
    Steps from the multiple below each count: columns are up, further up and down.

    A cell is shown as floor + up + further - down, in units of the base.
    """

    def __init__(self, matrix, values: np.ndarray, base: int, upward: np.ndarray):
        self.matrix, self.values, self.base, self.upward = matrix, values, base, upward
        self.floor = np.floor(values / base)
        self.rest = values - self.floor * base

    def block(self, cells: np.ndarray, relations: np.ndarray) -> "_Problem":
        """The same for some cells."""
        matrix = self.matrix[relations][:, cells]
        return _Problem(matrix, self.values[cells], self.base, self.upward[cells])

    def solver(self, *, wider: bool = False) -> highspy.Highs:
        """Least weighted distance, with steps further up and down if ``wider``."""
        up, down = self.base * self.upward, self.base * (1 - self.upward)
        cost, most = [up - self.rest, up, down], [self.rest > 0, self.rest >= 0, self.floor >= 1]
        blocks = [self.matrix, self.matrix, -self.matrix]
        kinds = 3 if wider else 1
        side = -(self.matrix @ self.floor)
        most = np.concatenate(most[:kinds]).astype(float)
        highs = new_solver(
            scipy.sparse.hstack(blocks[:kinds], format="csr"),
            cost=np.concatenate(cost[:kinds]),
            column_bounds=(np.zeros(len(most)), most),
            row_bounds=(side, side),
        )
        highs.changeObjectiveOffset(float(((1 - self.upward) * self.rest).sum()))
        return highs

    def shown(self, steps: np.ndarray) -> np.ndarray:
        """Figures to show."""
        return np.rint((self.floor + steps) * self.base).astype(np.int64)

    def beyond(self, steps: np.ndarray) -> np.ndarray:
        """Cells shown as neither adjacent multiple."""
        return (steps < 0) | (steps > (self.rest > 0))

    def costs(self, steps: np.ndarray) -> np.ndarray:
        """The weighted distance of each cell."""
        moved = self.shown(steps) - self.values
        return np.where(moved > 0, self.upward, 1 - self.upward) * np.abs(moved)


def _solved(problem: _Problem) -> tuple[np.ndarray, float]:
    """Whole steps for every cell and a lower bound on their cost."""
    highs = problem.solver()
    solve(highs)
    relaxed = np.array(highs.getSolution().col_value)
    steps = np.round(relaxed)
    matrix = abs(problem.matrix)
    count, label = connected_components(matrix.T @ matrix, directed=False)
    split = np.zeros(count, dtype=bool)
    split[label[np.abs(relaxed - steps) > _NEAR]] = True
    least = float(problem.costs(steps)[~split[label]].sum())
    label_of_row = label[matrix.indices[matrix.indptr[:-1]]]
    for number in np.flatnonzero(split):
        cells, rows = np.flatnonzero(label == number), np.flatnonzero(label_of_row == number)
        block = problem.block(cells, rows)
        steps[cells], bound = _whole(block.solver()) or _wider(block)
        least += bound
    if (problem.matrix @ problem.shown(steps)).any():
        raise DisclosureError(
            "rounded figures do not add up.",
            where="disclosure.controlled_rounding",
            do="report it: this is a fault of the workbench; nothing has been published",
        )
    return steps, least


def _whole(highs: highspy.Highs) -> tuple[np.ndarray, float] | None:
    """The integer programme's answer with its bound; None where none was found."""
    size = highs.getNumCol()
    highs.changeColsIntegrality(
        size, np.arange(size, dtype=np.int32), np.full(size, highspy.HighsVarType.kInteger)
    )
    highs.setOptionValue("mip_rel_gap", _GAP)
    highs.setOptionValue("mip_max_nodes", _BRANCHES)
    solve(highs, allow=(*INFEASIBLE, *LIMIT))
    info = highs.getInfo()
    if info.primal_solution_status != _FEASIBLE:
        return None
    return np.round(highs.getSolution().col_value), float(info.mip_dual_bound)


def _wider(block: _Problem) -> tuple[np.ndarray, float]:
    """First the fewest further steps, then among these the nearest figures."""
    size = len(block.values)
    columns = np.arange(3 * size, dtype=np.int32)
    further = columns[size:]
    counting = block.solver(wider=True)
    counting.changeObjectiveOffset(0.0)
    counting.changeColsCost(3 * size, columns, (columns >= size).astype(float))
    fewest = _whole(counting)
    if fewest is None:
        raise DisclosureError(
            f"a block of {size} linked counts has no rounding to {block.base} that adds up.",
            where="disclosure.controlled_rounding",
            do="leave out a table that links them, take another base, or choose suppression",
        )
    nearest = block.solver(wider=True)
    nearest.addRow(0.0, fewest[0][size:].sum(), 2 * size, further, np.ones(2 * size))
    chosen, bound = _whole(nearest) or (fewest[0], 0.0)
    up, on, down = chosen.reshape(3, size)
    return up + on - down, bound


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
        if np.abs(table - whole).max() > _NEAR:
            return False
        np.minimum(self.low, whole, out=self.low)
        np.maximum(self.high, whole, out=self.high)
        return True
