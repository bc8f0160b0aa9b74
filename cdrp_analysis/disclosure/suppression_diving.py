"""A protecting pattern near a relaxation: cells that it nearly hides are hidden, step by step."""

from collections.abc import Sequence

import numpy as np

from cdrp_analysis.disclosure.suppression_attempt import TOLERANCE
from cdrp_analysis.disclosure.suppression_choice import Choice
from cdrp_analysis.disclosure.suppression_cuts import Separation

_NEARLY = 0.85  # of a cell: a share from which it is hidden at once
_STEP, _ROUNDS = 0.1, 3  # of the cells hidden in part, so many at each step; rounds of cuts then


def dive(
    choice: Choice, separation: Separation, shares: np.ndarray, shown: Sequence[int] = ()
) -> np.ndarray | None:
    """
    Hide the largest shares, let the relaxation respond with new cuts, and so on.

    Parameters
    ----------
    choice : Choice
        The relaxation with the cuts found so far; left with the last cells settled.
    separation : Separation
        Finds cuts that a choice violates.
    shares : array
        The relaxation's solution.
    shown : sequence of int
        Places of cells settled as shown.

    Returns
    -------
    array of bool, or None
        Cells hidden, all needs met; None where no pattern cheaper than the one known to the
        cuts is on the way.
    """
    while True:
        part = shares[choice.free]
        open_places = np.flatnonzero((part > TOLERANCE) & (part < 1 - TOLERANCE))
        if not len(open_places):
            cuts = separation.cuts(shares, choice.glimpsed())
            if not cuts:
                return shares > 0.5
            choice.add(cuts)
        else:
            step = max(1, int(_STEP * len(open_places)))
            first = open_places[np.argsort(-part[open_places], kind="stable")[:step]]
            hidden = np.union1d(np.flatnonzero(part > _NEARLY), first)
            choice.settle(shown, hidden)
        for _ in range(_ROUNDS):
            shares, bound = choice.share()
            if not np.isfinite(bound):
                return None
            cuts = separation.cuts(shares, choice.glimpsed(), quick=True)
            cuts += choice.bridges(shares)
            if not cuts:
                break
            choice.add(cuts)
        shares, bound = choice.share()
        if not np.isfinite(bound):
            return None
