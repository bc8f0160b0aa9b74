"""Branch and cut: which cells to hide at the least weight, proven."""

import heapq
import itertools
from collections.abc import Callable

import numpy as np

from cdrp_analysis.disclosure.suppression_attempt import TOLERANCE
from cdrp_analysis.disclosure.suppression_choice import Choice
from cdrp_analysis.disclosure.suppression_cuts import Separation
from cdrp_analysis.disclosure.suppression_diving import dive

_ROUNDS = 20  # of cuts at one node, unless its solution is whole
_GAIN = 0.02  # of weight: a round that adds less to a node's bound is its last
_TRIED = 8  # cells tried before one is chosen to branch on

Pattern = tuple[np.ndarray, float]
Settled = tuple[tuple[int, ...], tuple[int, ...]]  # places of cells shown, and hidden


class Branching:
    """
    Search over patterns: a node settles some cells, and its relaxation keeps all cuts known.

    Cuts hold for every pattern, so what one node finds helps all others.

    Parameters
    ----------
    choice : Choice
        The relaxation with the cuts found so far.
    separation : Separation
        Finds cuts that a choice violates.
    improve : function of a protecting pattern
        One at least as good near it, and its cost.
    """

    def __init__(
        self, choice: Choice, separation: Separation, improve: Callable[[np.ndarray], Pattern]
    ):
        self.choice, self.separation, self.improve = choice, separation, improve

    def best(
        self, found: np.ndarray, cost: float, bound: float, *, nodes: int
    ) -> tuple[np.ndarray, float, float]:
        """
        The cheapest pattern, its cost, and a lower bound on the cost of any.

        Parameters
        ----------
        found : array of bool
            A protecting pattern.
        cost, bound : float
            Its cost; a lower bound known already.
        nodes : int
            After so many the search ends, proven or not.
        """
        self.found, self.cost = found, cost
        waiting: list[tuple[float, int, Settled]] = [(bound, 0, ((), ()))]
        serial = 0
        for number in range(1, nodes + 1):
            if not waiting or waiting[0][0] >= self.cost - TOLERANCE:
                return self.found, self.cost, self.cost
            least, _, settled = heapq.heappop(waiting)
            bound = max(bound, least)
            branches = self._node(settled, least, number)
            for estimate, child in branches:
                serial += 1
                heapq.heappush(waiting, (estimate, serial, child))
        return self.found, self.cost, min([self.cost, *(least for least, _, _ in waiting)])

    def _node(self, settled: Settled, least: float, number: int) -> list[tuple[float, Settled]]:
        """The branches of a node that may hold a cheaper pattern, with their bounds."""
        self.choice.settle(*settled)
        before = least
        for turn in itertools.count():
            shares, bound = self.choice.share()
            if bound >= self.cost - TOLERANCE:
                return []
            part = shares[self.choice.free]
            open_places = np.flatnonzero((part > TOLERANCE) & (part < 1 - TOLERANCE))
            cuts = self.separation.cuts(shares, self.choice.glimpsed(), quick=turn > 0)
            cuts += self.choice.bridges(shares)
            if not cuts and not (len(open_places) and turn <= _ROUNDS and self.choice.halve()):
                break
            self.choice.add(cuts)
            if len(open_places) and turn and (turn > _ROUNDS or bound - before < _GAIN):
                break
            before = bound
        if not len(open_places):
            self.found, self.cost = shares > 0.5, bound
            return []
        if number & (number - 1) == 0 and number > 1:
            self._dive(shares, settled)
        return self._branches(settled, part, open_places)

    def _dive(self, shares: np.ndarray, settled: Settled) -> None:
        found = dive(self.choice, self.separation, shares, shown=settled[0])
        if found is None:
            return
        found, cost = self.improve(found)
        if cost < self.cost - TOLERANCE:
            self.found, self.cost = found, cost

    def _branches(
        self, settled: Settled, part: np.ndarray, open_places: np.ndarray
    ) -> list[tuple[float, Settled]]:
        """Both sides of the cell, of some tried, that raises the bound most on both."""
        shown, hidden = settled
        weight = self.choice.weight[self.choice.free]
        appeal = np.minimum(part, 1 - part)[open_places] * weight[open_places]
        best, chosen = -1.0, []
        for place in open_places[np.argsort(-appeal, kind="stable")[:_TRIED]].tolist():
            sides = [((*shown, place), hidden), (shown, (*hidden, place))]
            bounds = [self._bound(side) for side in sides]
            lift = [min(bound, self.cost) for bound in bounds]
            score = lift[0] + lift[1] + min(lift)
            if score > best:
                best, chosen = score, list(zip(bounds, sides, strict=True))
        return [(bound, side) for bound, side in chosen if bound < self.cost - TOLERANCE]

    def _bound(self, settled: Settled) -> float:
        self.choice.settle(*settled)
        return self.choice.share()[1]
