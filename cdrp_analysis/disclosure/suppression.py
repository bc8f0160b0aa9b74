"""Which counts to hide besides the small ones, so that none can be worked out."""

from dataclasses import dataclass

import numpy as np

from cdrp_analysis.disclosure.adversary import Adversary
from cdrp_analysis.disclosure.certificate import certify
from cdrp_analysis.disclosure.perturbation import hide_by_perturbation
from cdrp_analysis.disclosure.relations import System, relation_matrix
from cdrp_analysis.disclosure.suppression_attempt import Tables
from cdrp_analysis.disclosure.suppression_blocks import blocks, districts, neighbourhoods, nests
from cdrp_analysis.disclosure.suppression_search import NODES, protected
from cdrp_analysis.errors import DisclosureError


@dataclass(frozen=True)
class Pattern:
    """
    Cells hidden, and how far from the least possible loss.

    ``hidden`` covers primaries, secondaries and cells that no table shows, but no fixed cells.
    ``cost`` is the summed weight of the secondaries; ``bound`` a lower bound on it for any
    pattern that protects as well. ``exposed`` are primaries that fixed cells give away, wholly
    or in part, whatever is hidden.
    """

    hidden: np.ndarray
    cost: float
    bound: float
    exposed: np.ndarray


def information(values: np.ndarray) -> np.ndarray:
    """What hiding a count costs: 1 + ln(1 + n), so that large counts are spared."""
    return 1 + np.log1p(values)


def suppress(
    system: System,
    *,
    primary: np.ndarray,
    unpublished: np.ndarray,
    spared: np.ndarray,
    threshold: int | np.ndarray,
    floor: int | np.ndarray = 0,
    fixed: np.ndarray | None = None,
    sole: np.ndarray | None = None,
    nodes: int = NODES,
) -> Pattern:
    """
    Hide the cheapest set of cells that protects every primary.

    A primary is protected when a reader who knows every shown cell and that counts are not
    negative can exclude neither ``floor`` nor ``threshold``; and when a contributor who also knows
    all other sole cells cannot exclude ``floor``.

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
    threshold : int or array of int, one per cell
        What a primary must be able to reach.
    floor : int or array of int, one per cell
        What it must be able to fall to: 0, or more for large sums.
    fixed : array of bool, optional
        Cells readers know from earlier releases: never hidden, and they never move.
    sole : array of bool, optional
        Cells that one contributor knows whole; default: those equal to 1.
    nodes : int
        The search for the optimum of one block of up to 1,000 cells ends after so many nodes,
        proven or not. The pattern protects in any case.

    Returns
    -------
    Pattern
        The optimum in blocks of up to 1,000 cells, unless the search for it is cut short after
        ``nodes``; up to 5,000 a pattern found by diving along the relaxation, in larger
        ones by perturbation along it. ``bound`` says how far from the optimum each can be.

    Raises
    ------
    DisclosureError
        If a primary cannot be protected even when everything else is hidden, and not because
        of fixed cells.

    References
    ----------
    Fischetti, M., Salazar, J. J. (2001). Solving the cell suppression problem on tabular data
    with linear constraints. Management Science 47, 1008-1027.

    Kelly, J. P., Golden, B. L., Assad, A. A. (1992). Cell suppression: disclosure protection
    for sensitive tabular data. Networks 22, 397-417.
    """
    size = len(system.cells)
    threshold, floor = (np.broadcast_to(limit, size) for limit in (threshold, floor))
    fixed = np.zeros(size, dtype=bool) if fixed is None else fixed
    sole = system.values == 1 if sole is None else sole
    hidden = (primary | unpublished) & ~fixed
    exposed = primary & fixed
    weight = information(system.values)
    weight[spared] += weight.sum()
    given = hidden.copy()
    bound = 0.0
    matrix = relation_matrix(system)
    levels = nests(system)
    adversaries = []
    for cells, relations in blocks(matrix):
        primaries = np.flatnonzero((primary & ~fixed)[cells])
        if len(primaries) == 0:
            continue
        adversary = Adversary(
            Tables(relations, system.values[cells], fixed[cells], sole[cells]),
            threshold=threshold[cells],
            floor=floor[cells],
            neighbourhoods=neighbourhoods(levels, cells),
            districts=districts(levels[0], cells),
        )
        needs, given_away = adversary.needs(primaries, hidden[cells])
        exposed[cells] |= given_away
        hidden[cells], least = protected(
            adversary, needs, weight[cells], hidden[cells], nodes=nodes
        )
        bound += least
        adversaries.append((cells, adversary))
    for cell in _not_whole(system, primary & ~exposed, hidden, threshold, floor):
        cells, adversary = next(pair for pair in adversaries if cell in pair[0])
        needs = adversary.plain(int(np.searchsorted(cells, cell)))
        hidden[cells], failed = hide_by_perturbation(
            adversary, needs, weight[cells], hidden[cells], hidden[cells], whole=True
        )
        exposed[cell] = bool(failed)
    # With everything hidden all counts can be none, or so many times as many: without fixed
    # cells a primary that cannot be protected is a fault of the solver.
    if exposed.any() and not fixed.any():
        raise DisclosureError(
            "a small count cannot be protected even with every other cell hidden.",
            where="disclosure.suppression",
            do="report it: this is a fault of the workbench; nothing has been published",
        )
    cost = float(weight[hidden & ~given].sum())
    return Pattern(hidden, cost, min(bound, cost), exposed)


def _not_whole(
    system: System,
    primary: np.ndarray,
    hidden: np.ndarray,
    threshold: np.ndarray,
    floor: np.ndarray,
) -> list[int]:
    """
    Primaries that only alternative tables with parts of an offence protect.

    The search asks for alternatives in any numbers; in three dimensions these can exist where
    none in whole numbers does.
    """
    lower = np.where(hidden, 0.0, system.values)
    upper = np.where(hidden, np.inf, system.values)
    found = certify(
        system, lower, upper, primary=primary, hidden=primary, threshold=threshold, floor=floor
    )
    return found.uncovered.tolist()
