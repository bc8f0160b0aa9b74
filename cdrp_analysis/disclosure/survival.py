"""How much of the tables an edition still shows: shares of cells and of offences."""

from collections.abc import Mapping

import pandas as pd

from cdrp_analysis.disclosure.released import Release
from cdrp_analysis.disclosure.tables import TableSpec

COLUMNS = ["edition", "table", "title", "cells", "shown", "share_of_cells", "share_of_offences"]


def survival(
    release: Release, tables: Mapping[str, pd.DataFrame], specs: Mapping[str, TableSpec]
) -> pd.DataFrame:
    """
    What is left of every table that holds protected counts.

    Parameters
    ----------
    release : Release
        From :func:`~cdrp_analysis.disclosure.protect.protect`.
    tables : mapping of name to DataFrame
        The restricted tables.
    specs : mapping of name to TableSpec
        Their declarations.

    Returns
    -------
    DataFrame, one row per edition and table
        ``edition, table, title, cells`` (counts in the restricted table), ``shown`` (numbers in
        the edition, rounded or not), ``share_of_cells`` and ``share_of_offences`` (of the
        offences in all cells, those in cells shown; totals count as cells of their own), 0 to 1.
    """
    rows = []
    for edition, made in release.editions.items():
        for name, frame in tables.items():
            spec = specs[name]
            if spec.cells is None:
                continue
            count = spec.cells.count
            exact = pd.to_numeric(frame[count]).astype(float)
            shown = _shown(made.tables.get(name), frame, spec)
            held = exact.notna()
            cells, offences = int(held.sum()), float(exact.sum())
            rows.append(
                (
                    edition, name, spec.title, cells, int((shown & held).sum()),
                    float((shown & held).sum() / cells) if cells else 0.0,
                    float(exact[shown].sum() / offences) if offences else 0.0,
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _shown(made: pd.DataFrame | None, frame: pd.DataFrame, spec: TableSpec) -> pd.Series:
    """Which rows of the restricted table stand as numbers in the edition."""
    # Percentages may stand without the counts that they were made of.
    if made is None or spec.cells.count not in made:
        return pd.Series(False, index=frame.index)
    keys = made[spec.keys].astype(str)
    numbers = made[spec.cells.count].notna().to_numpy()
    there = set(keys[numbers].itertuples(index=False, name=None))
    own = frame[spec.keys].astype(str).itertuples(index=False, name=None)
    return pd.Series([key in there for key in own], index=frame.index)
