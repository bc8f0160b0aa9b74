"""How far a content may be broken down: to which areas, and to which periods."""

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.relations import Hierarchy, addresses
from cdrp_analysis.disclosure.rules import Rule
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import DisclosureError

_MONTH = r"\d{4}-\d{2}"


def in_scope(spec: TableSpec, frame: pd.DataFrame, rule: Rule, hierarchy: Hierarchy) -> np.ndarray:
    """
    Rows that a rule lets an edition have by their area and period.

    Parameters
    ----------
    spec : TableSpec
        Says which columns hold area and period.
    frame : DataFrame
        The restricted table.
    rule : Rule
        ``areas`` = "partnership" leaves the partnership's own rows, ``months`` = False those of
        longer periods.
    hierarchy : Hierarchy
        Says which area is the partnership.

    Returns
    -------
    array of bool, one per row

    Raises
    ------
    DisclosureError
        If nothing says which area and period a row is of.
    """
    kept = np.ones(len(frame), dtype=bool)
    if rule.areas == "all" and rule.months:
        return kept
    if spec.cells is None:
        raise DisclosureError(
            f"{spec.name} may be shown for the partnership or for whole years only, and nothing "
            "says which areas and periods its rows are of.",
            where="disclosure.scope",
            do="declare TableSpec.cells for the table",
        )
    cells = addresses(frame, spec.cells)
    if rule.areas == "partnership":
        top = hierarchy.top_areas()
        kept &= np.array([cell.area in top for cell in cells], dtype=bool)
    if not rule.months:
        periods = pd.Series([cell.period for cell in cells], dtype="str")
        kept &= ~periods.str.fullmatch(_MONTH).to_numpy(dtype=bool)
    return kept
