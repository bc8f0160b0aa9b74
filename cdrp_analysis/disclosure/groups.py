"""Cells that tell something of everybody in a group: all of its people are in one category."""

from collections.abc import Sequence

import numpy as np

from cdrp_analysis.disclosure.relations import DIMENSIONS, System
from cdrp_analysis.errors import InputError


def group_disclosure(
    system: System,
    *,
    along: str,
    threshold: int | np.ndarray,
    outside: int = 1,
    structural: np.ndarray | None = None,
    among: np.ndarray | None = None,
) -> np.ndarray:
    """
    Cells that complete a disclosure of what everybody in a group is.

    Where all people of a total fall into one part, each of them is known to belong to it; where
    all but ``outside`` do, those outside know it of the rest. What tells it are the zeros (and
    the few) beside the full part: these are primary. That something else has to go with
    them, the full part or the total, is for the secondary suppression to find.

    Parameters
    ----------
    system : System
        Cells and relations.
    along : {"area", "offence", "period"}
        Dimension of the attribute; relations along the others are left alone.
    threshold : int or array of int, one per cell
        Counts from 1 to this less one are hidden anyway. A full part or total below it is primary
        too: no zero could be as much as the threshold beside it.
    outside : int
        People outside the fullest part who do not make the group safe.
    structural : array of bool, optional
        Cells that can only be zero: published, and no attribute anybody could have had.

    among : array of bool, optional
        Cells of the tables whose breakdown is such an attribute: only sums with one of them as a
        part are looked at; default: all.

    Returns
    -------
    array of bool, one per cell

    References
    ----------
    ESSnet Handbook on Statistical Disclosure Control, section 5.2, "group attribute disclosure"
    and "within-group disclosure". Hundepool, A., et al. (2012). Statistical Disclosure Control,
    Wiley, chapter 5.
    """
    possible = np.ones(len(system.cells), dtype=bool) if structural is None else ~structural
    found = np.zeros(len(system.cells), dtype=bool)
    least = np.broadcast_to(threshold, found.shape)
    for total, members in system.relations:
        if among is not None and not among[list(members)].any():
            continue
        parts = np.array([part for part in members if possible[part]], dtype=int)
        if not _differ_along(system, total, members, along) or len(parts) < 2:
            continue
        values = system.values[parts]
        fullest = int(np.argmax(values))
        if values[fullest] < 1 or values.sum() - values[fullest] > outside:
            continue
        found[np.delete(parts, fullest)] = True
        both = [parts[fullest], total]
        found[both] |= (system.values[both] >= 1) & (system.values[both] < least[both])
    return found


def _differ_along(system: System, total: int, parts: Sequence[int], along: str) -> bool:
    """Whether a relation divides its total along this dimension."""
    if along not in DIMENSIONS:
        raise InputError(
            f"{along!r} is no dimension of a table.",
            where="disclosure.groups",
            do=f"use one of {', '.join(DIMENSIONS)}",
        )
    return getattr(system.cells[parts[0]], along) != getattr(system.cells[total], along)
