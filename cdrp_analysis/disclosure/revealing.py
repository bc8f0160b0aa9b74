"""What protects a hidden cell, and what would give it away."""

from collections.abc import Iterator

import numpy as np

from cdrp_analysis.disclosure.explanation import How
from cdrp_analysis.disclosure.nearest import Goal, Nearest
from cdrp_analysis.disclosure.ranges import Ranges
from cdrp_analysis.disclosure.released import Release

_MOST = 5  # sets of cells that an explanation names


def _goals(release: Release, cell: int, ranges: Ranges) -> list[tuple[How, list[Goal]]]:
    """What a reader must be able to think possible: each is lost when none of its goals is left."""
    value = release.system.values[cell]
    if not release.primary[cell]:
        return [("exactly", [Goal(cell, most=value - 1), Goal(cell, least=value + 1)])]
    open_cells = ranges.lower < ranges.upper
    due = release.primaries
    least, most = int(due.floor[cell]), int(due.reach[cell])
    ones = np.flatnonzero(due.sole & open_cells)
    contributor = Goal(cell, most=least, held=np.setdiff1d(ones, ranges.kin(cell)))
    return [
        ("too narrowly", [Goal(cell, most=least)]),
        ("too narrowly", [Goal(cell, least=most)]),
        ("to one contributor", [contributor]),
    ]


def protected_by(release: Release, here: int, edition: str) -> tuple[list[int], bool]:
    """
    Small counts that are safe while the cell is hidden, and not when it is shown.

    Asked first of the edition's own reader, then of one who knows every figure shown exactly:
    that is whom the pattern was made for.
    """
    values, hidden = release.system.values, release.hidden
    exact = (np.where(hidden, 0.0, values), np.where(hidden, np.inf, values))
    for by_exact, known in ((False, release[edition].known), (True, exact)):
        ranges = Ranges(release.system, *known)
        reader = Nearest(ranges, here)
        small = reader.cells[(release.primary & ~release.exposed)[reader.cells]]
        found = [int(cell) for cell in small if _lost(reader, _goals(release, cell, ranges), here)]
        if found:
            return found, by_exact
    return [], False


def _lost(reader: Nearest, goals: list[tuple[How, list[Goal]]], here: int) -> bool:
    """Whether showing a cell rules out what is possible while it is hidden."""
    return any(
        reader.moved(goal, [here]) is None and reader.moved(goal) is not None
        for _, each in goals
        for goal in each
    )


def revealing(release: Release, here: int, edition: str) -> list[tuple[tuple[int, ...], How]]:
    """
    The shortest sets of hidden cells whose exact counts would give a cell away.

    A set rules a goal out only if it holds a cell of every table that meets the goal, so only
    cells that the nearest such table moves need to be tried.
    """
    if release.exposed[here]:
        return []
    lower, upper = release[edition].known
    ranges = Ranges(release.system, lower, upper)
    reader = Nearest(ranges, here)
    of_table = np.array([kind == "table" for kind in release.system.kind], dtype=bool)
    unseen = of_table & (release.hidden | ((lower == 0) & np.isinf(upper)))
    unseen[here] = False
    goals = [
        (how, each)
        for how, each in _goals(release, here, ranges)
        if any(reader.moved(goal) is not None for goal in each)
    ]
    found: dict[tuple[int, ...], How] = {}
    for size in (1, 2):
        for how, each in goals:
            for cells in _ruling_out(reader, each, unseen, (), size):
                shorter = any(set(other) < set(cells) for other in found)
                if not shorter and len(found) < _MOST:
                    found.setdefault(cells, how)
    return [(cells, _how(reader, here, cells, how)) for cells, how in found.items()]


def _ruling_out(
    reader: Nearest, goals: list[Goal], unseen: np.ndarray, known: tuple[int, ...], size: int
) -> Iterator[tuple[int, ...]]:
    """Sets of ``size`` cells beyond ``known`` that leave none of the goals possible."""
    left = next((m for g in goals if (m := reader.moved(g, known)) is not None), None)
    if left is None:
        if size == 0:
            yield tuple(sorted(known))
    elif size:
        for cell in left[unseen[left]].tolist():
            yield from _ruling_out(reader, goals, unseen, (*known, cell), size - 1)


def _how(reader: Nearest, here: int, known: tuple[int, ...], how: How) -> How:
    """How much a set gives away: whether any other count is left."""
    value = reader.values[here]
    others = (Goal(here, most=value - 1), Goal(here, least=value + 1))
    return how if any(reader.moved(goal, known) is not None for goal in others) else "exactly"
