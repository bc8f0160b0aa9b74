"""Which counts to hide besides the small ones, so that none can be worked out: exact optimum."""

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from cdrp_analysis.disclosure.adversary import Adversary
from cdrp_analysis.disclosure.perturbation import hide_by_perturbation, prune
from cdrp_analysis.disclosure.relations import System
from cdrp_analysis.solver import LIMIT, new_solver, solve

EXACT_UP_TO = 5_000  # cells of one connected block; above, the optimum takes too long to prove
_ROUNDS = 60
_BRANCHES = 20_000  # nodes, not seconds, so that two runs stop at the same place


@dataclass(frozen=True)
class Pattern:
    """
    Cells hidden, and how far from the least possible loss.

    ``hidden`` covers primaries, secondaries and cells that no table shows. ``cost`` is the
    summed weight of the secondaries; ``bound`` a lower bound on it for any pattern that
    protects as well.
    """

    hidden: np.ndarray
    cost: float
    bound: float


def information(values: np.ndarray) -> np.ndarray:
    """What hiding a count costs: 1 + ln(1 + n), so that large counts are spared."""
    return 1 + np.log1p(values)


def suppress(
    system: System,
    *,
    primary: np.ndarray,
    unpublished: np.ndarray,
    spared: np.ndarray,
    threshold: int,
) -> Pattern:
    """
    Hide the cheapest set of cells that protects every primary.

    A primary is protected when a reader who knows every shown cell and that counts are not
    negative can exclude neither 0 nor ``threshold``; and when a contributor who also knows all
    other cells of 1 (being that one event) cannot exclude 0.

    Parameters
    ----------
    system : System
        All cells of the release and their relations.
    primary : array of bool, one per cell
        Cells hidden for their own value.
    unpublished : array of bool
        Cells that no table shows; they protect others at no cost.
    spared : array of bool
        Cells hidden only if there is no other way (totals of the partnership).
    threshold : int
        Counts from 1 to this less one are primaries.

    Returns
    -------
    Pattern
        Proven optimal in blocks of up to ``EXACT_UP_TO`` cells, unless ``bound`` says
        otherwise; by perturbation (min-cost alternatives, then pruning) in larger ones.

    Raises
    ------
    DisclosureError
        If a primary cannot be protected even when everything else is hidden.

    References
    ----------
    Fischetti, M., Salazar, J. J. (2001). Solving the cell suppression problem on tabular data
    with linear constraints. Management Science 47, 1008-1027.
    """
    hidden = primary | unpublished
    weight = information(system.values)
    weight[spared] += weight.sum()
    cost = bound = 0.0
    for cells, relations in _blocks(system):
        if not primary[cells].any():
            continue
        adversary = Adversary(relations, system.values[cells], threshold=threshold)
        found, least = _protect_block(
            adversary, weight[cells], hidden[cells], np.flatnonzero(primary[cells])
        )
        cost += float(weight[cells][found & ~hidden[cells]].sum())
        bound += least
        hidden[cells] = found
    return Pattern(hidden, cost, bound)


def _blocks(system: System) -> list[tuple[np.ndarray, scipy.sparse.csr_array]]:
    """Connected blocks: cell numbers, and the relations among them as a matrix."""
    matrix = _matrix(system)
    count, label = connected_components(abs(matrix).T @ abs(matrix), directed=False)
    block_of_row = label[matrix.indices[matrix.indptr[:-1]]] if matrix.shape[0] else np.array([])
    blocks = []
    for block in range(count):
        cells = np.flatnonzero(label == block)
        rows = np.flatnonzero(block_of_row == block)
        blocks.append((cells, matrix[rows][:, cells]))
    return blocks


def _matrix(system: System) -> scipy.sparse.csr_array:
    """One row per relation: +1 for the total, -1 for each part."""
    entries = [
        (row, cell, sign)
        for row, (total, parts) in enumerate(system.relations)
        for cell, sign in [(total, 1.0), *((part, -1.0) for part in parts)]
    ]
    shape = (len(system.relations), len(system.cells))
    if not entries:
        return scipy.sparse.csr_array(shape)
    rows, columns, signs = zip(*entries, strict=True)
    return scipy.sparse.csr_array((signs, (rows, columns)), shape=shape)


def _protect_block(
    adversary: Adversary, weight: np.ndarray, hidden: np.ndarray, primaries: np.ndarray
) -> tuple[np.ndarray, float]:
    needs = adversary.needs(primaries)
    if len(weight) > EXACT_UP_TO:
        found = hide_by_perturbation(adversary, needs, weight, hidden)
        return prune(adversary, needs, weight, hidden, found), 0.0
    master = _Master(adversary.matrix, weight, hidden)
    for whole in (False, True):
        for _ in range(_ROUNDS):
            chosen, least = master.solve(whole=whole)
            cuts = adversary.cuts(needs, chosen, hidden)
            cuts += [] if whole else master.bridges(chosen)
            if not cuts:
                break
            master.add(cuts)
    # Empty unless the rounds ran out: then what is still open is closed by perturbation.
    found = hide_by_perturbation(adversary, needs, weight, chosen > 0.5)
    if (found != (chosen > 0.5)).any():
        found = prune(adversary, needs, weight, hidden, found)
    return found, least


class _Master:
    """Chooses what to hide, given the cuts found so far."""

    def __init__(self, matrix: scipy.sparse.csr_array, weight: np.ndarray, hidden: np.ndarray):
        self.matrix, self.hidden = matrix, hidden
        self.free = np.flatnonzero(~hidden)
        self.place = np.full(len(hidden), -1)
        self.place[self.free] = np.arange(len(self.free))
        size = len(self.free)
        self.highs = new_solver(
            scipy.sparse.csr_array((0, size)),
            cost=weight[self.free],
            column_bounds=(np.zeros(size), np.ones(size)),
            row_bounds=(np.zeros(0), np.zeros(0)),
        )
        self.highs.setOptionValue("mip_max_nodes", _BRANCHES)
        self.whole = False

    def add(self, cuts: list[tuple[np.ndarray, np.ndarray, float]]) -> None:
        """Each cut is (cells, coefficients, right-hand side): coefficients·y >= side."""
        for cells, coefficients, side in cuts:
            self.highs.addRow(
                side, np.inf, len(cells), self.place[cells].astype(np.int32), coefficients
            )

    def solve(self, *, whole: bool) -> tuple[np.ndarray, float]:
        """Share of each cell hidden (0 or 1 if whole) and a lower bound on the cost."""
        size = len(self.free)
        if whole and not self.whole:
            self.whole = True
            self.highs.changeColsIntegrality(
                size,
                np.arange(size, dtype=np.int32),
                np.full(size, highspy.HighsVarType.kInteger),
            )
        chosen = self.hidden.astype(float)
        if size == 0:
            return chosen, 0.0
        solve(self.highs, allow=LIMIT)
        chosen[self.free] = np.clip(self.highs.getSolution().col_value, 0, 1)
        if whole:
            chosen = np.round(chosen)
        info = self.highs.getInfo()
        return chosen, info.mip_dual_bound if whole else info.objective_function_value

    def bridges(self, chosen: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, float]]:
        """
        Violated cuts "a hidden cell is never the only hidden one of its relation".

        They hold for every optimum: a cell alone in its relation could be worked out, so hiding
        it would be loss without protection.
        """
        cuts = []
        for row in range(self.matrix.shape[0]):
            cells = self.matrix.indices[self.matrix.indptr[row] : self.matrix.indptr[row + 1]]
            if self.hidden[cells].any():
                continue
            most = int(np.argmax(chosen[cells]))
            if 2 * chosen[cells[most]] > chosen[cells].sum() + 1e-6:
                coefficients = np.ones(len(cells))
                coefficients[most] = -1.0
                cuts.append((cells, coefficients, 0.0))
        return cuts
