"""Cell keys of an assessment: every count's key is the sum of the keys of the rows behind it."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.cell_key import record_keys
from cdrp_analysis.disclosure.relations import Cell
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.measures.night_bands import records_at_night
from cdrp_analysis.measures.tabulation import ALL, OTHER
from cdrp_analysis.measures.times import time_weights
from cdrp_analysis.measures.week_parts import WHOLE, records_in_parts
from cdrp_analysis.periods import Period

_WHOLE = 2**32
WEEK = SPECS["week_parts"].cells.source


def keys_of_cells(evidence: Evidence, *, salt: bytes) -> Callable[[Sequence[Cell]], np.ndarray]:
    """
    What gives the key of any cell counted from the rows: wards, LSOAs and the whole.

    Parameters
    ----------
    evidence : Evidence
        The restricted run.
    salt : bytes
        The partnership's secret.

    Returns
    -------
    callable
        From cells to an array of uint32; 0 for cells in which no row was counted.
    """

    def keys(cells: Sequence[Cell]) -> np.ndarray:
        rows = evidence.offences()
        rows = rows.assign(key=record_keys(_identifiers(rows), salt=salt).astype(np.uint64))
        sums: dict[tuple[str, str, str], int] = {}
        for label in dict.fromkeys(cell.period for cell in cells if cell.source != WEEK):
            for place, key in _sums(rows[rows["month"].isin(_months(evidence, label))], evidence):
                sums[(*place, label)] = key
        if any(cell.source == WEEK for cell in cells):
            sums |= _of_the_week(evidence, salt)
        return np.array([sums.get(tuple(cell[1:]), 0) for cell in cells], dtype=np.uint32)

    return keys


def _of_the_week(evidence: Evidence, salt: bytes) -> dict[tuple[str, str, str], int]:
    """Keys of the hours of the week: of all records that may have happened in them."""
    now = evidence.timed(evidence.current)
    names = _identifiers(now.drop(columns=["start", "end"]))
    now = now.assign(key=record_keys(names, salt=salt).astype(np.uint64))
    weights, label = time_weights(now), evidence.current.label
    parts, inside = records_in_parts(weights, period=label)
    bands, at_night = records_at_night(weights, period=label)
    whole = parts.index(f"{WHOLE}, {label}")
    parts = [*parts, *bands, label]  # all of a period is its whole week
    inside = np.hstack([inside, at_night, inside[:, [whole]]])
    now = now.head(len(inside))
    sums = {}
    for theme in now["theme"].dropna().unique():
        mine = now["theme"].eq(theme).fillna(False).to_numpy(dtype=bool)
        keys = now["key"].to_numpy()[mine] @ inside[mine].astype(np.uint64)
        area = SPECS["week_parts"].cells.area.removeprefix("=")
        sums |= {
            (area, theme, part): int(key) % _WHOLE for part, key in zip(parts, keys, strict=True)
        }
    return sums  # fmt: skip


def _identifiers(rows: pd.DataFrame) -> pd.Series:
    """Every row's own name, the same in the next extract: its identifier, else its content."""
    content = rows.drop(columns="vintage", errors="ignore").astype(object).fillna("").map(str)
    content = content.agg("|".join, axis=1)
    named = rows["crime_id"].astype(object).where(rows["crime_id"].notna(), content).astype(str)
    return named + "|" + named.groupby(named).cumcount().astype(str)


def _months(evidence: Evidence, label: str) -> list[str]:
    shown = {period.label: period for period in evidence.compared}
    try:
        return (shown.get(label) or Period.parse(label)).months()
    except SettingsError:
        return [label]  # a month


def _sums(rows: pd.DataFrame, evidence: Evidence):
    """(area, offence) and key of every cell that the rows of a period make up."""
    theme = rows["theme"].astype(object)
    offence = rows["kind"] == "offence"
    of_theme = theme.where(theme.notna(), OTHER).where(theme.notna() | offence)
    placed = rows["ward"].notna()
    for areas in (rows["ward"], rows["lsoa"], placed.map({True: evidence.borough})):
        for offences in (of_theme, offence.map({True: ALL})):
            held = pd.DataFrame({"area": areas, "offence": offences, "key": rows["key"]}).dropna()
            for place, key in held.groupby(["area", "offence"], observed=True)["key"].sum().items():
                yield place, int(key) % _WHOLE
