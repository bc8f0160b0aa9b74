"""The optimum of one drawn system, by a master programme of whole cells. Run as a module."""

import sys
import time
from collections.abc import Iterator, Sequence

import highspy
import numpy as np
import scipy.sparse

from benchmarks.disclosure.suppression import SEED, pattern
from benchmarks.disclosure.systems import generated
from cdrp_analysis.disclosure import suppression_search
from cdrp_analysis.disclosure.perturbation import hide_by_perturbation
from cdrp_analysis.disclosure.suppression_attempt import TOLERANCE, Cut
from cdrp_analysis.disclosure.suppression_branching import Branching
from cdrp_analysis.solver import INFEASIBLE, INFINITY, new_solver, solve

NODES = 100  # of branches first: what they find cuts the master too
_HALVES = 4  # random halves of the cells, each of which new cuts should spare in turn
_CHEAP = 1e-3  # price of a cell that the master's solution hides, when it is made to protect


class Master:
    """
    A programme of whole cells, its cuts found around each of its solutions.

    A solution that protects is the optimum. Else it is attacked, made to protect by hiding a
    little more, and that pattern without each of its cells in turn is attacked as well: cuts
    next to a good pattern are those that the master lacks.
    """

    def __init__(self, branching: Branching, cuts: list[Cut]):
        self.branching, self.choice = branching, branching.choice
        self.separation, self.cuts = branching.separation, cuts

    def rounds(self) -> Iterator[tuple[float, float]]:
        """Lower bound and cost of the best pattern known after each round, until they meet."""
        draws = np.random.default_rng(0)
        while True:
            bound, chosen = self._solved()
            if bound >= self.branching.cost - TOLERANCE:
                yield self.branching.cost, self.branching.cost
                return
            found = self._around(chosen, draws)
            if not found:
                self.branching.found, self.branching.cost = chosen > 0.5, bound
                yield bound, bound
                return
            self.choice.add(found)
            yield bound, self.branching.cost

    def _solved(self) -> tuple[float, np.ndarray]:
        """The master's optimum, no better than the pattern known, and its cells."""
        choice, size = self.choice, len(self.choice.free)
        choice.settle()
        none, ones = np.zeros(0), np.ones(size)
        highs = new_solver(
            scipy.sparse.csr_array((0, size)),
            cost=choice.weight[choice.free],
            column_bounds=(0 * ones, ones),
            row_bounds=(none, none),
        )
        highs.passModel(choice.highs.getLp())
        for cells, coefficients, side in self.cuts:
            places = choice.place[cells]
            here = places >= 0
            highs.addRow(side, INFINITY, int(here.sum()), places[here].astype(np.int32),
                         coefficients[here])  # fmt: skip
        highs.changeColsIntegrality(
            size, np.arange(size, dtype=np.int32), np.full(size, highspy.HighsVarType.kInteger)
        )
        highs.setOptionValue("objective_bound", self.branching.cost - TOLERANCE)
        known = highspy.HighsSolution()
        known.col_value = self.branching.found[choice.free].astype(float).tolist()
        highs.setSolution(known)
        if solve(highs, allow=INFEASIBLE) != "optimal":
            return self.branching.cost, self.branching.found.astype(float)
        chosen = choice.hidden.astype(float)
        chosen[choice.free] = np.round(highs.getSolution().col_value)
        return highs.getInfo().objective_function_value, chosen

    def _around(self, chosen: np.ndarray, draws: np.random.Generator) -> list[Cut]:
        """Cuts that the solution violates and, where there are any, those next to it."""
        separation, choice = self.separation, self.choice
        spared = (draws.random(len(chosen)) < 0.5 for _ in range(_HALVES))
        cuts = choice.bridges(chosen)
        for eligible in (choice.glimpsed(), None, *spared):
            cuts += separation.cuts(chosen, eligible, everyone=True)
        if not cuts:
            return []
        price = np.where(chosen > 0.5, _CHEAP, choice.weight)
        near, _ = hide_by_perturbation(
            separation.adversary, separation.needs, price, choice.hidden, chosen > 0.5
        )
        near, cost = self.branching.improve(near)
        if cost < self.branching.cost - TOLERANCE:
            self.branching.found, self.branching.cost = near, cost
        for cell in np.flatnonzero(near & ~choice.hidden):
            without = near.copy()
            without[cell] = False
            cuts += separation.cuts(without, choice.glimpsed(), everyone=True)
        return cuts


class _Proved(Branching):
    """Branches first, then the master until the bound meets the cost."""

    def best(self, found, cost, bound, *, nodes):
        kept: list[Cut] = []
        add = self.choice.add

        def remember(cuts: list[Cut]) -> None:
            kept.extend(cuts)
            add(cuts)

        self.choice.add = remember  # rows with room are dropped from the choice, and none here
        found, cost, bound = super().best(found, cost, bound, nodes=nodes)
        if cost - bound <= TOLERANCE:
            return found, cost, bound
        print(f"  branches: {bound:.3f} to {cost:.3f}", flush=True)
        for number, (bound, cost) in enumerate(Master(self, kept).rounds(), start=1):
            print(f"  round {number}: {bound:.3f} to {cost:.3f}", flush=True)
        return self.found, cost, bound


def main(asked: Sequence[str]) -> None:
    """
    Prove the optimum of systems of the family of 60, however long it takes.

    Parameters
    ----------
    asked : sequence of str
        Numbers of the systems.
    """
    suppression_search.Branching = _Proved
    for number in map(int, asked):
        start = time.process_time()
        found = pattern(generated(number, SEED), nodes=NODES)
        seconds = time.process_time() - start
        print(f"system {number}: {found.cost:.3f}, bound {found.bound:.3f}, {seconds:.0f} CPU-s")


if __name__ == "__main__":
    main(sys.argv[1:])
