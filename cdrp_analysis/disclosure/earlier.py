"""Earlier releases of the same partnership, joined to the cells of the one being made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.relations import Cell, System
from cdrp_analysis.errors import InputError
from cdrp_analysis.periods import names_a_year

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
        ``hidden`` and ``primary``; of primaries, where known, ``floor`` and ``reach``, the counts
        that a reader must not be able to exclude.
    relations : sequence of (total, parts)
        Row numbers of ``cells``.
    period : str
        Which assessment it was.
    """

    name: str
    cells: pd.DataFrame
    relations: Sequence[tuple[int, tuple[int, ...]]] = field(default_factory=tuple)
    period: str = ""

    def of_another_time(self, cell: Cell, period: str) -> bool:
        """
        Whether a cell says no year and the assessment is of another period.

        "Survey" is then another survey, and an answer that as many gave another count.
        """
        return self.period != period and not names_a_year(cell.period)


@dataclass(frozen=True)
class Joined:
    """
    One system of this release and the earlier ones.

    ``lower`` and ``upper`` are what earlier releases tell of each cell, ``told`` those of which
    they tell more than that it is not negative, ``hidden`` and ``primary`` those that they hid,
    ``floor`` and ``reach`` what those primaries must be able to be (0 where nobody has said),
    ``revised`` the number of cells whose count has changed since.
    """

    system: System
    lower: np.ndarray
    upper: np.ndarray
    told: np.ndarray
    hidden: np.ndarray
    primary: np.ndarray
    floor: np.ndarray
    reach: np.ndarray
    revised: int


def join(
    system: System, earlier: Sequence[Earlier], now: Mapping[Cell, int], period: str = ""
) -> Joined:
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
    period : str
        Which assessment is being made.

    Raises
    ------
    InputError
        If a release's cells lack a column.
    """
    cells, values, kind = list(system.cells), list(system.values), list(system.kind)
    index = dict(system.index)
    relations = dict.fromkeys(system.relations)
    found: list[tuple] = []
    revised = 0
    known = _signatures(system.cells, system.relations)
    for release in earlier:
        if absent := [name for name in CELLS if name not in release.cells]:
            raise InputError(
                f"the register's cells of {release.name} lack {', '.join(absent)}.",
                where="release register",
                do="restore that entry of the register from its copy",
            )
        place = []
        then = [Cell(*map(str, row)) for row in release.cells[ADDRESS].to_numpy().tolist()]
        numbered = {row: sign for sign, row in _signatures(then, release.relations).items()}
        for number, row in enumerate(release.cells.itertuples(index=False)):
            cell = then[number]
            if release.of_another_time(cell, period):
                same = False
            elif cell.numbered:  # the same remainder or overlap, whatever its number is now
                here = known.get(numbered.get(number))
                same = here is not None and int(values[here]) == int(row.value)
                cell = system.cells[here] if same else cell
            else:
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
            due = getattr(row, "floor", 0), getattr(row, "reach", 0)
            flags = bool(row.hidden), bool(row.primary)
            found.append((index[cell], row.lower, row.upper, *flags, *due))
        for total, parts in release.relations:
            relations.setdefault((place[total], tuple(place[part] for part in parts)))
    size = len(cells)
    lower, upper = np.zeros(size), np.full(size, np.inf)
    hidden, primary = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    floor, reach = np.full(size, np.iinfo(np.int64).max), np.zeros(size, dtype=np.int64)
    for here, least, most, was_hidden, was_primary, due_low, due_high in found:
        lower[here], upper[here] = max(lower[here], least), min(upper[here], most)
        hidden[here] |= was_hidden
        primary[here] |= was_primary
        if was_primary:
            floor[here], reach[here] = min(floor[here], due_low), max(reach[here], due_high)
    whole = replace(
        system,
        cells=tuple(cells),
        values=np.array(values, dtype=float),
        kind=tuple(kind),
        relations=tuple(relations),
        index=index,
    )
    told = (lower > 0) | np.isfinite(upper)
    floor = np.where(primary, floor, 0)
    return Joined(whole, lower, upper, told, hidden & ~told, primary & ~told, floor, reach, revised)


def _signatures(
    cells: Sequence[Cell], relations: Sequence[tuple[int, tuple[int, ...]]]
) -> dict[frozenset, int]:
    """
    What each numbered cell is, said without its number: of which totals it is which part.

    A remainder is known by its total and the other parts, an overlap by the areas it lies in.
    Two releases number them differently; taken for two cells, the one event in both would be
    counted twice, once as somebody else's.
    """
    belongs: dict[int, set] = {}
    for total, parts in relations:
        if cells[total].numbered:
            continue
        own = [part for part in parts if cells[part].numbered]
        others = frozenset(cells[part] for part in parts) if len(own) == 1 else None
        for part in own:
            rest = None if others is None else others - {cells[part]}
            belongs.setdefault(part, set()).add((cells[total], rest))
    found: dict[frozenset, int] = {}
    for part, signs in belongs.items():
        found.setdefault(frozenset(signs), part)
    return found
