"""Which cells of a release are hidden for their own value, by the rules of all its tables."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.concentration import Limits
from cdrp_analysis.disclosure.earlier import Joined
from cdrp_analysis.disclosure.kept import Kept
from cdrp_analysis.disclosure.primary import (
    EARLIER,
    SENSITIVE,
    Contributions,
    Primaries,
    primary_cells,
)
from cdrp_analysis.disclosure.relations import Cell, Hierarchy, System, addresses
from cdrp_analysis.errors import InputError


def own_values(
    joined: Joined,
    kept: Mapping[str, Mapping[str, Kept]],
    hierarchy: Hierarchy,
    *,
    overlaps: set[str],
    threshold: int,
) -> Primaries:
    """
    The primaries of a release.

    Besides the counts that tables show these are sums, remainders and overlaps of small areas:
    a reader can work them out, so a remainder of 3 is as good as published. What is left of a
    partnership total, or placed in no area, says nothing of a small area.

    Parameters
    ----------
    joined : Joined
        The system of this release and earlier ones.
    kept : mapping of edition to name to Kept
        Every table with the rule of each row. A cell is hidden if any of them asks for it.
    hierarchy : Hierarchy
        Says which area is the partnership.
    overlaps : set of str
        Names of the pieces in which layers of areas overlap.
    threshold : int
        What a hidden count must be able to be where no table says so.

    Returns
    -------
    Primaries
        The threshold of a cell that no table shows is the highest of the population that it
        counts: health's 8 asks nothing of crime's remainders. What is left of a small area's
        total without the sensitive themes is one whatever its size: for an edition that says
        nothing of these in small areas, it would be their number. It must be able to be lower
        and higher by the threshold.
    """
    system = joined.system
    said = _Said(joined, kept)
    reach = np.array(
        [said.by_source.get(_population(cell), threshold) or threshold for cell in system.cells]
    ).astype(np.int64)
    small_areas = (said.areas | overlaps) - hierarchy.top_areas()
    below = said.below.copy()
    for here, cell in enumerate(system.cells):
        if system.kind[here] not in ("table", "earlier") and cell.area in small_areas:
            below[here] = max(below[here], said.by_source.get(cell.source, 0))
    found = primary_cells(
        system,
        threshold=below,
        reach=np.maximum(reach, below),
        zeros=said.zeros,
        groups=said.groups,
        structural=said.structural,
        contributions=said.contributions(),
    )
    found = _with_rests(
        found, system, _sensitive_rests(system, hierarchy, said, small_areas), reach
    )
    before = joined.primary & ~found.hidden
    reason = np.where(before, EARLIER, found.reason)
    floor = np.where(joined.primary, np.minimum(joined.floor, found.floor), found.floor)
    floor = np.where(before, joined.floor, floor)
    return Primaries(reason, floor, np.maximum(found.reach, joined.reach), found.sole)


def _with_rests(
    found: Primaries, system: System, rests: np.ndarray, reach: np.ndarray
) -> Primaries:
    """What is left of totals without the sensitive themes, each with a band on either side."""
    count = system.values.astype(np.int64)
    fresh = rests & ~found.hidden
    return Primaries(
        np.where(fresh, SENSITIVE, found.reason),
        np.where(fresh, np.maximum(count - reach, 0), found.floor),
        np.where(rests, np.maximum(found.reach, count + reach), found.reach),
        found.sole,
    )


def _sensitive_rests(
    system: System, hierarchy: Hierarchy, said: "_Said", small_areas: set[str]
) -> np.ndarray:
    """Remainders of small areas' totals that are of sensitive themes alone."""
    rests = np.zeros(len(system.cells), dtype=bool)
    for total, parts in system.relations:
        cell = system.cells[total]
        if cell.area not in small_areas or not said.by_source.get(cell.source):
            continue
        shown = {system.cells[part].offence for part in parts}
        sums = (set(one.parts) for one in hierarchy.offence if one.total == cell.offence)
        left = [wanted - shown for wanted in sums if shown & wanted]
        if any(themes and themes <= said.sensitive for themes in left):
            rests[[part for part in parts if system.kind[part] == "remainder"]] = True
    return rests


def _population(cell: Cell) -> str:
    """What a cell counts; a count revised since has the release's name after it."""
    return cell.source.split(", ", 1)[0]


class _Said:
    """What the rules of all tables together ask of each cell."""

    def __init__(self, joined: Joined, kept: Mapping[str, Mapping[str, Kept]]):
        system = joined.system
        self.index, size = system.index, len(system.cells)
        self.below = np.zeros(size, dtype=np.int64)
        self.zeros, self.structural = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
        self.groups: dict[str, np.ndarray] = {}
        self.by_source: dict[str, int] = {}
        self.areas: set[str] = set()
        self.sensitive: set[str] = set()
        self.sums: dict[Limits, list[pd.DataFrame]] = defaultdict(list)
        for table in (table for tables in kept.values() for table in tables.values()):
            if table.spec.cells is not None:
                self._take(table)
                for merge in table.merges:
                    here = [self.index[cell] for cell in merge.counts]
                    self.below[here] = np.maximum(self.below[here], merge.below)

    def _take(self, table: Kept) -> None:
        spec, frame = table.spec, table.frame
        cells = addresses(frame, spec.cells)
        self.areas.update(cell.area for cell in cells)
        self.sensitive |= table.sensitive
        source = spec.cells.source
        self.by_source[source] = max(self.by_source.get(source, 0), table.most_hidden)
        rows = np.array([row for row, cell in enumerate(cells) if cell in self.index], dtype=int)
        here = np.array([self.index[cells[row]] for row in rows], dtype=int)
        np.maximum.at(self.below, here, table.below[rows])

        def ruled(name: str) -> np.ndarray:
            return np.array([bool(getattr(table.rules[row], name)) for row in rows], dtype=bool)

        self.zeros[here[ruled("zeros")]] = True
        if spec.structural:
            never = frame[spec.structural].fillna(False).astype(bool).to_numpy()[rows]
            self.structural[here[never]] = True
        if spec.attribute:
            among = self.groups.setdefault(spec.attribute, np.zeros_like(self.zeros))
            among[here[ruled("groups")]] = True
        if spec.contributors is not None and (asked := rows[ruled("contributors")]).size:
            self._add_sums(table, [cells[row] for row in asked], asked)

    def _add_sums(self, table: Kept, cells: list[Cell], rows: np.ndarray) -> None:
        at, frame = table.spec.contributors, table.frame.iloc[rows]
        given = pd.DataFrame(
            {
                "total": pd.to_numeric(frame[table.spec.cells.count]).to_numpy(float),
                "contributors": pd.to_numeric(frame[at.number]).to_numpy(),
                **{
                    name: pd.to_numeric(frame[getattr(at, name)]).to_numpy(float)
                    for name in ("largest", "second", "top")
                },
            },
            index=pd.MultiIndex.from_tuples(cells, names=Cell._fields),
        )
        _require_sums(table.spec.name, given)
        limits = [table.rules[row].limits for row in rows]
        for each in dict.fromkeys(limits):
            chosen = np.array([limit == each for limit in limits], dtype=bool)
            self.sums[each].append(given[chosen])

    def contributions(self) -> list[Contributions]:
        """Sums over contributors of all tables, each with the limits of its rule."""
        return [
            Contributions(frame, limits) for limits, each in self.sums.items() for frame in each
        ]


def _require_sums(name: str, given: pd.DataFrame) -> None:
    """That companion columns are known and can be true beside the value."""
    second = given["second"].where(given["contributors"] > 1, 0)
    wrong = (
        given.isna().any(axis=1)
        | given["contributors"].gt(0).ne(given["total"].gt(0))
        | given["top"].gt(given["total"])
        | (given["largest"] + second).gt(given["top"])
        | given["second"].gt(given["largest"])
    )
    if wrong.any():
        raise InputError(
            f"{int(wrong.sum())} rows of {name} have contributors that do not fit their value.",
            where="disclosure.own_value",
            do="make the companion columns with disclosure.concentration from the value's own rows",
        )
