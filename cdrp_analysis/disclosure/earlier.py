"""Earlier releases of the same partnership, joined to the cells of the one being made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.relations import Cell, System
from cdrp_analysis.errors import InputError

ADDRESS = ["source", "area", "offence", "period"]
CELLS = [*ADDRESS, "value", "lower", "upper", "hidden", "primary"]


@dataclass(frozen=True)
class Earlier:
    """
    What the register keeps of a release.

    Parameters
    ----------
    name : str
        Which release, for print.
    cells : DataFrame, one row per cell
        ``source, area, offence, period``, ``value`` (the count then, restricted),
        ``lower`` and ``upper`` (what its tables told; 0 and infinity where hidden),
        ``hidden`` and ``primary``.
    relations : sequence of (total, parts)
        Row numbers of ``cells``.
    """

    name: str
    cells: pd.DataFrame
    relations: Sequence[tuple[int, tuple[int, ...]]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Joined:
    """
    One system of this release and the earlier ones.

    ``lower`` and ``upper`` are what earlier releases tell of each cell, ``told`` those of which
    they tell more than that it is not negative, ``hidden`` and ``primary`` those that they hid,
    ``revised`` the number of cells whose count has changed since.
    """

    system: System
    lower: np.ndarray
    upper: np.ndarray
    told: np.ndarray
    hidden: np.ndarray
    primary: np.ndarray
    revised: int


def join(system: System, earlier: Sequence[Earlier], now: Mapping[Cell, int]) -> Joined:
    """
    Add the cells and relations of earlier releases to a system.

    A cell whose count is the same now as then is one cell, and what was told of it is still
    known. A count revised since is a cell of its own: a reader cannot subtract one from the
    other, but the sums of the earlier release still hold for it.

    Parameters
    ----------
    system : System
        Of the release being made.
    earlier : sequence of Earlier
        Oldest first.
    now : mapping of Cell to count
        Counts that the rows give today for cells of earlier releases.

    Raises
    ------
    InputError
        If a release's cells lack a column.
    """
    cells, values, kind = list(system.cells), list(system.values), list(system.kind)
    index = dict(system.index)
    relations = dict.fromkeys(system.relations)
    found: list[tuple[int, float, float, bool, bool]] = []
    revised = 0
    for release in earlier:
        if absent := [name for name in CELLS if name not in release.cells]:
            raise InputError(
                f"the register's cells of {release.name} lack {', '.join(absent)}.",
                where="release register",
                do="restore that entry of the register from its copy",
            )
        place = []
        for row in release.cells.itertuples(index=False):
            cell = Cell(*(str(getattr(row, name)) for name in ADDRESS))
            same = not cell.numbered
            if same:
                today = values[index[cell]] if cell in index else now.get(cell)
                same = today is not None and int(today) == int(row.value)
                revised += today is not None and not same
            if not same:
                cell = cell._replace(source=f"{cell.source}, {release.name}")
            if cell not in index:
                index[cell] = len(cells)
                cells.append(cell)
                values.append(float(row.value))
                kind.append("earlier")
            place.append(index[cell])
            found.append((index[cell], row.lower, row.upper, bool(row.hidden), bool(row.primary)))
        for total, parts in release.relations:
            relations.setdefault((place[total], tuple(place[part] for part in parts)))
    size = len(cells)
    lower, upper = np.zeros(size), np.full(size, np.inf)
    hidden, primary = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    for here, least, most, was_hidden, was_primary in found:
        lower[here], upper[here] = max(lower[here], least), min(upper[here], most)
        hidden[here] |= was_hidden
        primary[here] |= was_primary
    whole = replace(
        system,
        cells=tuple(cells),
        values=np.array(values, dtype=float),
        kind=tuple(kind),
        relations=tuple(relations),
        index=index,
    )
    told = (lower > 0) | np.isfinite(upper)
    return Joined(whole, lower, upper, told, hidden & ~told, primary & ~told, revised)
