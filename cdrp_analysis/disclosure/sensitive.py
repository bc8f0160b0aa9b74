"""Which rows are of sensitive themes, and which totals hold them."""

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.relations import Hierarchy
from cdrp_analysis.disclosure.tables import TableSpec

TOTALS = ("all", "other")  # no themes of their own: every offence, and those in no theme


def sensitive_rows(frame: pd.DataFrame) -> np.ndarray:
    """Rows of sensitive themes; a row nobody has classed is treated as sensitive."""
    if "sensitive" not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame["sensitive"].astype("boolean").fillna(True).to_numpy(dtype=bool)


def _parts_of_total(hierarchy: Hierarchy) -> set[str] | None:
    """Themes that add up to every offence; None where the hierarchy does not say."""
    stated = [set(p.parts) for p in hierarchy.offence if p.total == TOTALS[0]]
    return set().union(*stated) if stated else None


def sensitive_parts(frame: pd.DataFrame, hierarchy: Hierarchy) -> np.ndarray:
    """Sensitive rows that are part of the total of all offences (incidents are not)."""
    parts = _parts_of_total(hierarchy)
    if "theme" not in frame:
        return np.zeros(len(frame), dtype=bool)
    if parts is None:
        return sensitive_rows(frame)
    return sensitive_rows(frame) & frame["theme"].isin(parts).to_numpy(dtype=bool)


def totals_of(
    spec: TableSpec, frame: pd.DataFrame, parts: np.ndarray, hierarchy: Hierarchy
) -> dict[int, tuple[int, ...] | None]:
    """Every total row with the sensitive rows in it: the same keys but for the theme."""
    if "theme" not in frame:
        return {}
    others = [key for key in spec.keys if key != "theme"]
    here = list(frame[others].astype(str).itertuples(index=False, name=None))
    inside: dict[tuple, list[int]] = {}
    for row in np.flatnonzero(parts):
        inside.setdefault(here[row], []).append(int(row))
    known = _parts_of_total(hierarchy) is not None
    return {
        int(row): tuple(inside[here[row]]) if known else None
        for row in np.flatnonzero(frame["theme"].eq(TOTALS[0]).to_numpy(dtype=bool))
        if here[row] in inside
    }
