"""The search for what to hide in one block: relaxation, cuts, then branches."""

import numpy as np

from cdrp_analysis.disclosure.adversary import Adversary
from cdrp_analysis.disclosure.perturbation import hide_by_perturbation
from cdrp_analysis.disclosure.suppression_attempt import TOLERANCE, Need
from cdrp_analysis.disclosure.suppression_branching import Branching
from cdrp_analysis.disclosure.suppression_choice import COMPACT, EXACT_UP_TO, Choice
from cdrp_analysis.disclosure.suppression_cuts import Separation
from cdrp_analysis.disclosure.suppression_diving import dive
from cdrp_analysis.disclosure.suppression_pruning import exchange, prune

_ROUNDS = 300
_STRONGER, _HALVED = 12, 20  # rounds of whole-number cuts: HiGHS's own, and halved sums
_LEAST_GAIN, _LEAST_GAIN_OF_LARGER = 1e-3, 4e-3  # of the bound: the last such round adds less
NODES = 1_000  # of one block; not seconds, so that two runs stop at the same place
_SLOW = 1e-3  # of the bound: a round that adds less ends the relaxation of a large block


def protected(
    adversary: Adversary,
    needs: list[Need],
    weight: np.ndarray,
    hidden: np.ndarray,
    *,
    nodes: int = NODES,
) -> tuple[np.ndarray, float]:
    """
    What to hide in one block, and a lower bound on its cost.

    Parameters
    ----------
    adversary : Adversary
        Relations and values of the block.
    needs : list of Need
        What is to be met.
    weight : array
        What hiding each cell costs.
    hidden : array of bool
        Cells hidden already, at no cost.
    nodes : int
        After so many nodes the search ends, proven or not.

    Returns
    -------
    array of bool, float
    """
    if not needs:
        return hidden, 0.0
    size = len(weight)
    choice = Choice(adversary.tables.matrix, weight, hidden, adversary.tables.fixed)
    separation = Separation(adversary, needs, hidden)
    shares, bound = _relaxed(separation, choice, slow=0.0 if size <= COMPACT else _SLOW)
    if size <= EXACT_UP_TO:
        shares, bound = _strengthened(separation, choice, shares, bound)

    def improved(chosen: np.ndarray) -> tuple[np.ndarray, float]:
        chosen, tables = exchange(adversary, needs, weight, hidden, chosen)
        chosen = prune(adversary, needs, weight, hidden, chosen, tables)
        return chosen, float(weight[chosen & ~hidden].sum())

    # In larger blocks every step of a dive takes seconds.
    found = dive(choice, separation, shares) if size <= EXACT_UP_TO else None
    if found is None:
        price = weight * (1 - shares) ** 2
        found, _ = hide_by_perturbation(adversary, needs, price, hidden, shares > TOLERANCE)
    found, cost = improved(found)
    if size <= COMPACT and cost - bound > TOLERANCE:
        choice.settle()
        choice.share()
        choice.shut(cost - bound)
        branching = Branching(choice, separation, improved)
        found, cost, bound = branching.best(found, cost, bound, nodes=nodes)
    return found, min(bound, cost)


def _strengthened(
    separation: Separation, choice: Choice, shares: np.ndarray, bound: float
) -> tuple[np.ndarray, float]:
    """
    The relaxation with cuts that hold for whole cells only, and what it costs.

    In three dimensions the relaxation alone is a fifth below the optimum: halves of two cells
    do for many needs what takes one whole cell each.
    """
    least = _LEAST_GAIN if len(shares) <= COMPACT else _LEAST_GAIN_OF_LARGER
    for more, rounds in ((choice.strengthen, _STRONGER), (choice.halve, _HALVED)):
        for _ in range(rounds):
            if not more():
                break
            before = bound
            shares, bound = _relaxed(separation, choice, slow=least / 2)
            if bound - before < least * bound:
                break
    return shares, bound


def _relaxed(separation: Separation, choice: Choice, *, slow: float) -> tuple[np.ndarray, float]:
    """Shares hidden that satisfy (nearly) every cut, and what they cost."""
    before, everyone = 0.0, True
    for _ in range(_ROUNDS):
        shares, bound = choice.share()
        stalled = bound - before <= slow * bound
        if not np.isfinite(bound) or (before and stalled and everyone):
            break
        everyone = stalled
        cuts = separation.cuts(shares, choice.glimpsed(), everyone=everyone)
        cuts += choice.bridges(shares)
        if not cuts:
            break
        choice.add(cuts)
        before = bound
    return shares, bound
