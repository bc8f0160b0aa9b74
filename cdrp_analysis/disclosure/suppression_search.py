"""The search for what to hide in one block: relaxation, cuts, then branches."""

import numpy as np

from cdrp_analysis.disclosure.adversary import Adversary
from cdrp_analysis.disclosure.perturbation import hide_by_perturbation
from cdrp_analysis.disclosure.suppression_attempt import TOLERANCE, Need
from cdrp_analysis.disclosure.suppression_branching import Branching
from cdrp_analysis.disclosure.suppression_choice import COMPACT, EXACT_UP_TO, Choice
from cdrp_analysis.disclosure.suppression_cuts import Separation
from cdrp_analysis.disclosure.suppression_pruning import exchange, prune

_ROUNDS = 300
_STRONGER, _LEAST_GAIN = 12, 1e-3  # rounds of whole-number cuts; of the bound, the last one's gain
_NODES, _FEW_NODES = 20_000, 200  # of blocks proven optimal, and of those that need only be near
_SLOW = 2e-4  # of the bound: a round that adds less ends the relaxation of a large block


def protected(
    adversary: Adversary, needs: list[Need], weight: np.ndarray, hidden: np.ndarray
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
    found, cost = followed(adversary, needs, weight, hidden, shares)
    if size <= EXACT_UP_TO:
        for _ in range(_STRONGER):
            if cost - bound <= TOLERANCE or not choice.strengthen(found):
                break
            before = bound
            shares, bound = _relaxed(separation, choice, slow=_LEAST_GAIN)
            if bound - before < _LEAST_GAIN * bound:
                break
        again, spent = followed(adversary, needs, weight, hidden, shares)
        if spent < cost:
            found, cost = again, spent
        choice.shut(cost - bound)
        branching = Branching(
            choice,
            separation,
            lambda shares: followed(adversary, needs, weight, hidden, shares),
        )
        found, cost, bound = branching.best(
            found, cost, bound, nodes=_NODES if size <= COMPACT else _FEW_NODES
        )
    return found, min(bound, cost)


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


def followed(
    adversary: Adversary,
    needs: list[Need],
    weight: np.ndarray,
    hidden: np.ndarray,
    shares: np.ndarray,
) -> tuple[np.ndarray, float]:
    """The cheapest pattern found along shares hidden, and its cost."""
    price = weight * (1 - shares) ** 2
    found, _ = hide_by_perturbation(adversary, needs, price, hidden, shares > TOLERANCE)
    found = exchange(adversary, needs, weight, hidden, found)
    found = prune(adversary, needs, weight, hidden, found)
    return found, float(weight[found & ~hidden].sum())
