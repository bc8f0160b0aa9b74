"""The reader who tries to work hidden counts out, as seen by the search for what to hide."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from cdrp_analysis.disclosure.suppression_attempt import (
    TOLERANCE,
    Attempt,
    Need,
    Tables,
    Witness,
)


class Adversary:
    """
    Alternative tables x + z that agree with everything shown: matrix z = 0, x + z >= 0.

    Parameters
    ----------
    tables : Tables
        Relations and restricted counts x of one block.
    threshold : int or array of int, one per cell
        A primary must be able to reach ``floor`` and this.
    floor : int or array of int, one per cell
        Counts that a primary must be able to fall to: 0, or more where it is a large sum of which
        a band on either side has to stay open.
    neighbourhoods : sequence of arrays of bool
        Sets of cells in which protection is looked for before it is in all, smallest first.
    districts : sequence of arrays of bool
        Sets without overlap (the wards, with all that is in them) in which attacks are tried
        before they are on everything: much cheaper, and what they settle is settled.
    """

    def __init__(
        self,
        tables: Tables,
        *,
        threshold: int | np.ndarray,
        floor: int | np.ndarray = 0,
        neighbourhoods: Sequence[np.ndarray] = (),
        districts: Sequence[np.ndarray] = (),
    ):
        self.tables = tables
        size = len(tables.values)
        self.threshold = np.broadcast_to(np.asarray(threshold, dtype=float), size)
        self.floor = np.broadcast_to(np.asarray(floor, dtype=float), size)
        self.everywhere = np.ones(len(tables.values), dtype=bool)
        self.neighbourhoods = (*neighbourhoods, self.everywhere)
        self.districts = tuple(districts)

    def needs(self, primaries: np.ndarray, hidden: np.ndarray) -> tuple[list[Need], np.ndarray]:
        """
        What is left to do for the primaries: up to the threshold; down to 0 against contributors.

        The contributor attack fixes the other sole cells, but not those that count the same
        event as the primary (its totals and parts): about these nobody knows more than about
        the primary itself.

        Parameters
        ----------
        primaries : array of int
            Cells that need protection.
        hidden : array of bool
            Cells hidden whatever is chosen.

        Returns
        -------
        list of Need, array of bool
            Needs that hiding ``hidden`` does not meet, cut back to what hiding everything would
            give; and the primaries that fixed cells expose, whatever is hidden.
        """
        wanted = []
        for cell in primaries.tolist():
            up, down = self.plain(cell)
            asked = (up, replace(down, kin=self._lineage(cell)))
            wanted += [need for need in asked if need.amount > 0]
        left = self.unmet(wanted, hidden)
        doubtful = left
        for inside in self.neighbourhoods if doubtful else ():
            here = [need for need in doubtful if inside[need.cell]]
            met = self.met(here, inside)
            doubtful = [need for need in doubtful if need not in met]
        if not doubtful:
            return left, np.zeros(len(hidden), dtype=bool)
        sure = set(doubtful)
        attainable, exposed = self._attainable(doubtful)
        return [n for n in left if n not in sure] + self.unmet(attainable, hidden), exposed

    def _attainable(self, doubtful: Iterable[Need]) -> tuple[list[Need], np.ndarray]:
        """Needs that hiding everything does not meet, cut back to what it does."""
        everything = np.ones(len(self.tables.values))
        reader = Attempt(self.tables, everything)
        exposed = np.zeros(len(everything), dtype=bool)
        attainable = []
        for need in doubtful:
            # Where even hiding everything cannot withstand the contributors, there is nobody
            # else in the table: the ordinary reader is then the one to withstand. What can be
            # kept open against them is, if it is less than all; and if nothing below the count
            # can, something above it, so that they do not know the very count.
            if need.kin is not None:
                open_still = float(np.floor(reader.reach(need).moved + TOLERANCE))
                more = Need(need.cell, True, 1.0, need.kin)
                if open_still > 0:
                    attainable.append(replace(need, amount=min(open_still, need.amount)))
                elif reader.reach(more).serves(more):
                    attainable.append(more)
            plain = replace(need, kin=None)
            moved = reader.reach(plain).moved
            if moved < need.amount - TOLERANCE:
                exposed[need.cell] = True
                plain = replace(plain, amount=float(np.floor(moved + TOLERANCE)))
            if plain.amount > 0:
                attainable.append(plain)
        return attainable, exposed

    def plain(self, cell: int) -> tuple[Need, Need]:
        """What a primary needs against the ordinary reader."""
        value = float(self.tables.values[cell])
        up = max(float(self.threshold[cell]) - value, 0.0)
        return Need(cell, True, up), Need(cell, False, max(value - float(self.floor[cell]), 0.0))

    def unmet(self, needs: Iterable[Need], hidden: np.ndarray) -> list[Need]:
        """The needs not met when these cells are hidden."""
        left = list(needs)
        for inside in (*self.districts, self.everywhere):
            met = self.met((need for need in left if inside[need.cell]), hidden & inside)
            left = [need for need in left if need not in met]
        return left

    def met(self, needs: Iterable[Need], hidden: np.ndarray) -> set[Need]:
        """Needs met by moving these cells only."""
        met: set[Need] = set()
        needs = sorted(needs, key=alike)
        if not needs:
            return met
        attempt = Attempt(self.tables, hidden.astype(float))
        shared = Shared()
        for need in needs:
            witness = shared.serving(need)
            if witness is None:
                witness = attempt.reach(need)
                shared.add(witness)
            if witness.serves(need):
                met.add(need)
        return met

    def _lineage(self, cell: int) -> frozenset[int]:
        """The cell, its totals and theirs, its parts and theirs."""
        matrix, by_cell = self.tables.matrix, self.tables.by_cell
        found = {cell}
        for sign in (1.0, -1.0):  # as a total look downwards, as a part look upwards
            queue = [cell]
            while queue:
                here = queue.pop()
                rows = slice(by_cell.indptr[here], by_cell.indptr[here + 1])
                for row in by_cell.indices[rows][by_cell.data[rows] == sign]:
                    along = slice(matrix.indptr[row], matrix.indptr[row + 1])
                    others = matrix.indices[along][matrix.data[along] == -sign]
                    fresh = set(others.tolist()) - found
                    found |= fresh
                    queue.extend(fresh)
        return frozenset(found)


class Shared:
    """Alternative tables found so far, by the cells they move."""

    def __init__(self):
        self.up: defaultdict[int, list[Witness]] = defaultdict(list)
        self.down: defaultdict[int, list[Witness]] = defaultdict(list)

    def add(self, witness: Witness) -> None:
        """Remember a table."""
        for cell, change in zip(witness.cells.tolist(), witness.change.tolist(), strict=True):
            (self.up if change > 0 else self.down)[cell].append(witness)

    def serving(self, need: Need) -> Witness | None:
        """A table that meets the need."""
        for witness in (self.up if need.up else self.down).get(need.cell, ()):
            if witness.serves(need):
                return witness
        return None


def alike(need: Need) -> tuple[bool, float, bool, int]:
    return need.alike
