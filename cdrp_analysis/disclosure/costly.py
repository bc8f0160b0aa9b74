"""Tables of a release in which suppression costs too much, with coarser ones in their place."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from cdrp_analysis.disclosure.coarsening import proposals
from cdrp_analysis.disclosure.relations import Hierarchy, Partition
from cdrp_analysis.disclosure.released import Release
from cdrp_analysis.disclosure.rules import Rule
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.side_by_side import side_by_side
from cdrp_analysis.vocabulary import SUPPRESSED

COLUMNS = [
    "edition", "table", "title", "proposal", "cells", "hidden", "cells_shown", "offences_shown",
    "information", "more_cells", "more_offences", "more_information",
]  # fmt: skip
_MOST = 5  # proposals for one table


def costly_tables(
    release: Release,
    tables: Mapping[str, pd.DataFrame],
    specs: Mapping[str, TableSpec],
    rules: Mapping[str, Mapping[str, Rule]],
    *,
    above: float,
    hierarchy: Hierarchy,
    merges: Callable[[pd.DataFrame], Sequence[Partition]] = lambda hidden: (),
    workers: int | None = None,
) -> pd.DataFrame:
    """
    What could be shown instead of tables that hide more than a share of their counts.

    Parameters
    ----------
    release : Release
        From :func:`~cdrp_analysis.disclosure.protect.protect`.
    tables : mapping of name to DataFrame
        The restricted tables.
    specs : mapping of name to TableSpec
        Their declarations.
    rules : mapping of edition to content type to Rule
        The policies that the release was made by.
    above : float
        Share of the counts of a table in an edition, from 0 to 1. Tables that hide more are
        looked at, each in the first edition that has it.
    hierarchy : Hierarchy
        Which totals fall into which parts.
    merges : callable
        Areas that could be shown as one, given ``area`` and ``hidden`` (bool) of every row of a
        table.
    workers : int, optional
        Tables looked at at the same time; default: one per core.

    Returns
    -------
    DataFrame, grouped by table
        ``edition, table, title`` and the columns of
        :func:`~cdrp_analysis.disclosure.coarsening.proposals`: first what the table shows as it
        is, then up to five coarser ones that show more. Restricted. Nothing is decided by it.

    Notes
    -----
    A proposal is measured on the table alone and by its threshold. In the release other tables
    may ask for more to be hidden; the table as it is is measured in the same way, so that the
    two compare.
    """
    given, named, seen = [], [], set()
    for edition, made in release.editions.items():
        for name, shown in made.tables.items():
            spec, frame = specs[name], tables[name]
            if name in seen or spec.cells is None or spec.cells.count not in shown:
                continue
            seen.add(name)
            hidden = shown[f"{spec.cells.count}_symbol"].eq(SUPPRESSED)
            below = rules[edition][spec.content].suppress_below
            if not below or not hidden.mean() > above:
                continue
            keys = spec.keys
            kept = frame.astype(dict.fromkeys(keys, str)).merge(
                shown[keys].astype(str), on=keys, validate="one_to_one"
            )
            if kept.empty:
                continue  # its categories are shown as one: there is nothing coarser
            area = spec.cells.area
            places = [area[1:]] * len(shown) if area.startswith("=") else shown[area]
            given.append(
                {
                    "frame": kept,
                    "address": spec.cells,
                    "hierarchy": hierarchy,
                    "threshold": below,
                    "merges": merges(pd.DataFrame({"area": places, "hidden": hidden})),
                }
            )
            named.append({"edition": edition, "table": name, "title": spec.title})
    if not given:
        return pd.DataFrame(columns=COLUMNS)
    tried = side_by_side(proposals, given, workers)
    found = [each.head(1 + _MOST).assign(**name) for each, name in zip(tried, named, strict=True)]
    return pd.concat(found, ignore_index=True)[COLUMNS]
