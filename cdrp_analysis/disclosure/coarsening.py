"""Coarser tables that would show more than the present one, each judged by its real effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.coarser import (
    Change,
    Table,
    coarser,
    month_changes,
    together,
    total_changes,
)
from cdrp_analysis.disclosure.joint_system import build
from cdrp_analysis.disclosure.primary import small
from cdrp_analysis.disclosure.relations import Hierarchy, Partition
from cdrp_analysis.disclosure.suppression import information, suppress
from cdrp_analysis.disclosure.tables import CellAddress, TableSpec
from cdrp_analysis.errors import InputError

AS_IT_IS = "as it is"


def proposals(
    frame: pd.DataFrame,
    *,
    address: CellAddress,
    hierarchy: Hierarchy,
    threshold: int,
    merges: Sequence[Partition] = (),
) -> pd.DataFrame:
    """
    What a table would show if it were coarser.

    Tried are months as quarters and as half-years, the parts of every known total as that
    total (themes as their group, or no themes at all), every candidate merge of areas, as many
    merges at once as do not overlap, and the best changes of two dimensions together.

    Parameters
    ----------
    frame : DataFrame
        The restricted table, totals included.
    address : CellAddress
        Where its counts sit; parts written ``=value`` are not merged.
    hierarchy : Hierarchy
        Which totals fall into which parts.
    threshold : int
        Counts from 1 to this less one are hidden, and what would give them away.
    merges : sequence of Partition
        Small areas that could be shown as one (neighbouring wards): the total is the name of
        the merged area, the parts its members.

    Returns
    -------
    DataFrame
        The table as it is, then the proposals, those that keep most information first:
        ``proposal``, ``cells``, ``hidden`` (of these), ``cells_shown`` (share of the cells),
        ``offences_shown`` (share of the offences of the finest cells), ``information`` (summed
        weight of the cells shown, as a share of that of the table as it is with nothing
        hidden), and ``more_cells``, ``more_offences`` and ``more_information`` against the
        table as it is. A proposal shows more cells or more offences than that.

    Raises
    ------
    InputError
        If a candidate merge has the name of an area that is there already.
    DisclosureError
        If two rows disagree or a total is not the sum of its parts.

    Notes
    -----
    Restricted: which cells could be hidden tells what they are. A coarser table protects only
    if no other table of the release shows the finer cells.
    """
    table = Table(frame, address, hierarchy)
    taken = sorted({merge.total for merge in merges} & table.labels("area"))
    if taken:
        raise InputError(
            f"{len(taken)} merged areas have the name of an area of the table.",
            where="disclosure.coarsening.proposals",
            areas=taken,
            do="give each candidate merge a name of its own",
        )
    cells = frame[[*table.keys, address.count]].astype(dict.fromkeys(table.keys, str))
    table = replace(table, frame=cells.drop_duplicates(ignore_index=True))
    counts = table.frame[address.count].to_numpy(float, na_value=np.nan)
    now, full = _effect(table, threshold), float(np.nansum(information(counts)))
    tried: dict[str, _Effect] = {}

    def attempt(*changes: Change) -> bool:
        words = ", ".join(change.words for change in changes)
        made = table
        for change in changes:
            made = made and coarser(made, change)
        if made is None:
            return False
        effect = _effect(made, threshold)
        if effect.shown > now.shown or effect.offences > now.offences:
            tried[words] = effect
        return words in tried

    def kept(change: Change) -> tuple[float, str]:
        return -tried[change.words].weight, change.words

    changes = [
        *month_changes(table),
        *total_changes(table),
        *(Change("area", f"{merge.total} as one area", (merge,)) for merge in merges),
    ]
    helpful = sorted((change for change in changes if attempt(change)), key=kept)
    areas = [change for change in helpful if change.groups[0] in merges]
    others = [change for change in changes if change.groups[0] in merges and change not in areas]
    for several in dict.fromkeys((together(areas), together([*areas, *others]))):
        if several is not None and attempt(several):
            helpful = sorted([*helpful, several], key=kept)
    best = {change.dimension: change for change in reversed(helpful)}
    for first, second in combinations(sorted(best), 2):
        attempt(best[first], best[second])
    return _compared(now, tried, full)


@dataclass(frozen=True)
class _Effect:
    """What a protected table shows: ``offences`` as a share, ``weight`` summed over its cells."""

    cells: int
    hidden: int
    offences: float
    weight: float

    @property
    def shown(self) -> int:
        """Cells shown."""
        return self.cells - self.hidden


def _effect(table: Table, threshold: int) -> _Effect:
    """What is shown once the table is protected."""
    spec = TableSpec("table", "", "", (), "disclosure.coarsening", table.address)
    system = build({"table": table.frame}, {"table": spec}, table.hierarchy)
    shown = np.array([kind == "table" for kind in system.kind], dtype=bool)
    area = np.array([cell.area for cell in system.cells], dtype=object)
    top = table.hierarchy.top_areas()
    # What is placed in no small area, or left of the partnership's own total, is no one's.
    placed = np.isin(area, sorted(set(area[shown]) - top))
    pattern = suppress(
        system,
        primary=small(system.values, threshold) & (shown | placed),
        unpublished=~shown,
        spared=np.isin(area, sorted(top)) & shown,
        threshold=threshold,
    )
    finest = shown.copy()
    for total, parts in system.relations:
        finest[total] &= not shown[list(parts)].any()
    seen = shown & ~pattern.hidden
    events = system.values[finest].sum()
    return _Effect(
        int(shown.sum()),
        int((shown & pattern.hidden).sum()),
        float(system.values[finest & seen].sum() / events) if events else 1.0,
        float(information(system.values[seen]).sum()),
    )


def _compared(now: _Effect, tried: Mapping[str, _Effect], full: float) -> pd.DataFrame:
    ranked = sorted(tried.items(), key=lambda item: (-item[1].weight, -item[1].offences, item[0]))
    rows = [
        {
            "proposal": words,
            "cells": effect.cells,
            "hidden": effect.hidden,
            "cells_shown": effect.shown / effect.cells,
            "offences_shown": effect.offences,
            "information": effect.weight / full,
            "more_cells": effect.shown - now.shown,
            "more_offences": effect.offences - now.offences,
            "more_information": (effect.weight - now.weight) / full,
        }
        for words, effect in [(AS_IT_IS, now), *ranked]
    ]
    return pd.DataFrame(rows)
