"""Which counts to hide besides the small ones, so that none can be worked out."""

import itertools
from dataclasses import dataclass

import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from cdrp_analysis.disclosure.adversary import Adversary
from cdrp_analysis.disclosure.certificate import certify
from cdrp_analysis.disclosure.perturbation import hide_by_perturbation
from cdrp_analysis.disclosure.relations import DIMENSIONS, System, relation_matrix
from cdrp_analysis.disclosure.suppression_attempt import TOLERANCE, Need, Tables
from cdrp_analysis.disclosure.suppression_choice import Choice
from cdrp_analysis.disclosure.suppression_pruning import exchange, prune
from cdrp_analysis.errors import DisclosureError

EXACT_UP_TO = 5_000  # cells of one connected block; above, the optimum takes too long to prove
_COMPACT = 1_000  # cells up to which attacks on all of them at once are cheap
_ROUNDS, _MEDIUM_ROUNDS = 100, 10
_FIRST_GAP = 0.03  # of the first integer programmes, whose optimum would be no pattern yet
_NEAR = 0.3  # of weight: cells that cuts of a medium block should spare
_LAST_GAP = 0.02  # of a medium block's last integer programme
_SLOW = 2e-4  # of the bound: a round that adds less ends the relaxation of a large block


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

    Returns
    -------
    Pattern
        The optimum in blocks of up to 1,000 cells; up to ``EXACT_UP_TO`` by integer programmes
        that stop near it; in larger ones by perturbation along the relaxation. ``bound`` says
        how far from it each can be.

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
    nests = _nests(system)
    adversaries = []
    for cells, relations in _blocks(matrix):
        primaries = np.flatnonzero((primary & ~fixed)[cells])
        if len(primaries) == 0:
            continue
        adversary = Adversary(
            Tables(relations, system.values[cells], fixed[cells], sole[cells]),
            threshold=threshold[cells],
            floor=floor[cells],
            neighbourhoods=_neighbourhoods(nests, cells),
            districts=_districts(nests[0], cells),
        )
        needs, given_away = adversary.needs(primaries, hidden[cells])
        exposed[cells] |= given_away
        hidden[cells], least = _protected(adversary, needs, weight[cells], hidden[cells])
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


def _blocks(matrix: scipy.sparse.csr_array) -> list[tuple[np.ndarray, scipy.sparse.csr_array]]:
    """Connected blocks: cell numbers, and the relations among them as a matrix."""
    count, label = connected_components(abs(matrix).T @ abs(matrix), directed=False)
    block_of_row = label[matrix.indices[matrix.indptr[:-1]]] if matrix.shape[0] else np.array([])
    blocks = []
    for block in range(count):
        cells = np.flatnonzero(label == block)
        rows = np.flatnonzero(block_of_row == block)
        blocks.append((cells, matrix[rows][:, cells]))
    return blocks


def _nests(system: System) -> list[list[np.ndarray]]:
    """Along each dimension and for every total: the cells in it, largest total first."""
    parts: list[dict[str, set[str]]] = [{} for _ in DIMENSIONS]
    for total, group in system.relations:
        for part in group:
            for below, upper, lower in zip(
                parts, system.cells[total][1:], system.cells[part][1:], strict=True
            ):
                if upper != lower:
                    below.setdefault(upper, set()).add(lower)
    nests = []
    for dimension, below in zip(DIMENSIONS, parts, strict=True):
        labels = np.array([getattr(cell, dimension) for cell in system.cells])
        inside = [np.isin(labels, sorted(_within(total, below))) for total in sorted(below)]
        nests.append(sorted(inside, key=np.count_nonzero, reverse=True))
    return nests


def _within(total: str, below: dict[str, set[str]]) -> set[str]:
    """The total, its parts, and theirs."""
    found, queue = {total}, [total]
    while queue:
        fresh = below.get(queue.pop(), set()) - found
        found |= fresh
        queue.extend(fresh)
    return found


def _neighbourhoods(nests: list[list[np.ndarray]], cells: np.ndarray) -> list[np.ndarray]:
    """What falls into one total of each dimension, smallest first."""
    everything = [np.ones(len(cells), dtype=bool)]
    along = [[inside[cells] for inside in nest] or everything for nest in nests]
    boxes = [area & offence & period for area, offence, period in itertools.product(*along)]
    boxes = [box for box in boxes if 0 < box.sum() < len(cells)]
    return sorted(boxes, key=np.count_nonzero)


def _districts(areas: list[np.ndarray], cells: np.ndarray) -> list[np.ndarray]:
    """The largest areas with parts that do not overlap and are not everything."""
    districts: list[np.ndarray] = []
    taken = np.zeros(len(cells), dtype=bool)
    # An area that holds others with parts of their own is no district.
    for inside in sorted((area[cells] for area in areas), key=np.count_nonzero):
        if inside.any() and not (inside & taken).any():
            districts.append(inside)
            taken |= inside
    return districts if len(districts) > 1 else []


def _protected(
    adversary: Adversary, needs: list[Need], weight: np.ndarray, hidden: np.ndarray
) -> tuple[np.ndarray, float]:
    """What to hide in one block, and a lower bound on its cost."""
    if not needs:
        return hidden, 0.0
    choice = Choice(adversary.tables.matrix, weight, hidden, adversary.tables.fixed)
    large = len(weight) > EXACT_UP_TO
    shares, bound = _relaxed(adversary, needs, choice, hidden, patient=len(weight) <= _COMPACT)
    found, cost = _followed(adversary, needs, weight, hidden, shares)
    if not large and cost - bound > TOLERANCE:
        found, bound = _best(adversary, needs, weight, hidden, choice, (found, cost, bound))
    return found, min(bound, float(weight[found & ~hidden].sum()))


def _relaxed(
    adversary: Adversary, needs: list[Need], choice: Choice, hidden: np.ndarray, *, patient: bool
) -> tuple[np.ndarray, float]:
    """Shares hidden that satisfy (nearly) every cut, and what they cost."""
    before = 0.0
    for _ in range(_ROUNDS):
        shares, bound = choice.share()
        eligible = None
        if len(hidden) <= _COMPACT:
            eligible = adversary.everywhere
        elif len(hidden) <= EXACT_UP_TO and bound > 0:
            eligible = choice.near(_NEAR)
        cuts = adversary.cuts(needs, shares, hidden, eligible) + choice.bridges(shares)
        if not cuts or (not patient and 0 < bound - before < _SLOW * bound):
            break
        choice.add(cuts)
        before = bound
    return shares, bound


def _followed(
    adversary: Adversary,
    needs: list[Need],
    weight: np.ndarray,
    hidden: np.ndarray,
    shares: np.ndarray,
) -> tuple[np.ndarray, float]:
    """The cheapest pattern found along the relaxation, and its cost."""
    price = weight * (1 - shares) ** 2
    found, _ = hide_by_perturbation(adversary, needs, price, hidden, shares > TOLERANCE)
    found = exchange(adversary, needs, weight, hidden, found)
    found = prune(adversary, needs, weight, hidden, found)
    return found, float(weight[found & ~hidden].sum())


def _best(
    adversary: Adversary,
    needs: list[Need],
    weight: np.ndarray,
    hidden: np.ndarray,
    choice: Choice,
    known: tuple[np.ndarray, float, float],
) -> tuple[np.ndarray, float]:
    """The optimum by integer programmes and cuts, starting from a known pattern and bound."""
    found, cost, bound = known
    compact = len(weight) <= _COMPACT
    eligible = None if compact else choice.near(_NEAR)
    choice.in_whole_cells(cost, bound)
    gap, last = _FIRST_GAP, 0.0 if compact else _LAST_GAP
    for _ in range(_ROUNDS if compact else _MEDIUM_ROUNDS):
        chosen, least = choice.whole(found, gap)
        bound = min(max(bound, least), cost)
        if chosen is None or bound >= cost - TOLERANCE:
            return found, bound
        cuts = adversary.cuts(needs, chosen, hidden, choice.eligible if compact else eligible)
        if not cuts and gap == last:
            break
        gap = gap if cuts else last
        if compact:
            chosen = _completed(adversary, needs, weight, hidden, choice, chosen)
            spent = float(weight[chosen & ~hidden].sum())
            if spent < cost:
                found, cost = chosen, spent
        choice.add(cuts)
    if not compact:
        chosen, spent = _followed(adversary, needs, weight, hidden, chosen.astype(float))
    else:
        spent = float(weight[chosen & ~hidden].sum())
    if spent < cost:
        found, cost = chosen, spent
    return found, min(bound, cost)


def _completed(
    adversary: Adversary,
    needs: list[Need],
    weight: np.ndarray,
    hidden: np.ndarray,
    choice: Choice,
    chosen: np.ndarray,
) -> np.ndarray:
    """
    A pattern that holds ``chosen``, completed cut by cut, then pruned.

    Every cut found on the way is one that the next choice need not violate first.
    """
    chosen = chosen.copy()
    while cuts := adversary.cuts(needs, chosen, hidden, choice.eligible):
        choice.add(cuts)
        for cells, coefficients, side in cuts:
            while coefficients @ chosen[cells] < side - TOLERANCE:
                lacking = side - coefficients @ chosen[cells]
                use = np.where(chosen[cells], 0.0, np.minimum(coefficients, lacking))
                chosen[cells[np.argmax(use / weight[cells])]] = True
    chosen = exchange(adversary, needs, weight, hidden, chosen)
    return prune(adversary, needs, weight, hidden, chosen)
