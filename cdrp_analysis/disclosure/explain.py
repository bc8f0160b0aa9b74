"""Why a cell of a release is hidden, and what would give it away: for analysts in a notebook."""

import difflib
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.alternatives import CELL_KEY
from cdrp_analysis.disclosure.attack import Ranges
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.explanation import Explanation, How, Reveal, Status
from cdrp_analysis.disclosure.nearest import Goal, Nearest
from cdrp_analysis.disclosure.redaction import row_keys
from cdrp_analysis.disclosure.relations import Cell, addresses
from cdrp_analysis.disclosure.released import Release
from cdrp_analysis.disclosure.sensitive import TOTALS
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import InputError
from cdrp_analysis.vocabulary import MISSING, SUPPRESSED

_MOST = 5  # sets of cells that an explanation names


def explain(
    release: Release,
    table: str,
    key: Mapping[str, str] | Cell,
    *,
    edition: str = "public",
    specs: Mapping[str, TableSpec] = SPECS,
    show_value: bool = False,
) -> Explanation:
    """
    Why a cell is hidden, and what would reveal it.

    The explanation names small counts, though never how small: it belongs to the restricted
    edition.

    Parameters
    ----------
    release : Release
        From :func:`~cdrp_analysis.disclosure.protect.protect`.
    table : str
        Name of a table.
    key : mapping of key column to value, or Cell
        Which row.
    edition : str
        Whose reader is asked about.
    specs : mapping of name to TableSpec
        Declarations of the tables.
    show_value : bool
        Whether the explanation says what the count is.

    Returns
    -------
    Explanation
        Prints as plain English.

    Raises
    ------
    InputError
        If there is no such edition, table or row.
    """
    if edition not in release.editions:
        raise _absent("edition", edition, release.editions)
    spec = _spec(release, table, specs)
    names = _Names(release, specs)
    cell, where = _find(release, spec, key, edition)
    here = release.system.index.get(cell) if cell is not None else None
    words = names.of(cell) if cell is not None else where
    status = _status(release, spec, where, edition, here)
    rule = _rule(release, spec, where, edition)
    if here is None:
        return Explanation(words, spec.title, edition, status, rule, own=status == "hidden")
    lower, upper = release[edition].known
    least, greatest = Ranges(release.system, lower, upper).of(here, whole=True)
    said = {
        "exposed": bool(release.exposed[here]),
        "least": least,
        "greatest": greatest,
        "value": int(release.system.values[here]) if show_value else None,
    }
    if status != "hidden":
        return Explanation(words, spec.title, edition, status, rule, **said)
    own = bool(release.primary[here])
    protected, by_exact = ([], False) if own else _protected(release, here, edition)
    return Explanation(
        words, spec.title, edition, status, rule if own else "", own=own,
        protects=tuple(names.of(release.system.cells[i]) for i in protected), by_exact=by_exact,
        reveals=tuple(
            Reveal(tuple(names.of(release.system.cells[i]) for i in cells), how)
            for cells, how in _revealing(release, here, edition)
        ),
        **said,
    )  # fmt: skip


# Which cell ---------------------------------------------------------------------------


def _absent(kind: str, given: str, known: Iterable[str]) -> InputError:
    near = difflib.get_close_matches(given, list(known), n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(list(known)[:12])}"
    return InputError(f"the release has no {kind} {given!r}.", where="disclosure.explain", do=hint)


def _spec(release: Release, table: str, specs: Mapping[str, TableSpec]) -> TableSpec:
    """The declaration of a table that some edition has, or that was left out of one."""
    known = {name: None for made in release.editions.values() for name in made.tables}
    known |= dict.fromkeys(release.ledger["table"])
    if table not in known or table not in specs:
        raise _absent("table", table, [name for name in known if name in specs])
    return specs[table]


def _find(
    release: Release, spec: TableSpec, key: Mapping[str, str] | Cell, edition: str
) -> tuple[Cell | None, str]:
    """The cell asked for and its row's key as the ledger writes it."""
    others = [name for name in release.editions if name != edition]
    for name in (edition, *others):
        frame = release[name].tables.get(spec.name)
        if frame is None:
            continue
        cells = addresses(frame, spec.cells) if spec.cells is not None else [None] * len(frame)
        found = _matching(frame, cells, key)
        if len(found) > 1:
            raise InputError(
                f"{len(found)} rows of {spec.name} answer to that key.",
                where="disclosure.explain",
                do=f"give all of {', '.join(spec.keys)}",
            )
        if len(found):
            return cells[found[0]], row_keys(spec, frame)[found[0]]
    if not isinstance(key, Cell) and set(key) >= set(spec.keys):
        where = " · ".join(str(key[name]) for name in spec.keys)
        ledger = release.ledger
        if ((ledger["table"] == spec.name) & ledger["key"].isin([where])).any():
            return None, where
    raise InputError(
        f"no edition of {spec.name} has a row with that key, nor was one left out.",
        where="disclosure.explain",
        do=f"give {', '.join(spec.keys)} as the table writes them",
    )


def _matching(frame: pd.DataFrame, cells: list, key: Mapping[str, str] | Cell) -> np.ndarray:
    if isinstance(key, Cell):
        return np.array([row for row, cell in enumerate(cells) if cell == key], dtype=int)
    if unknown := [name for name in key if name not in frame]:
        raise _absent("column", unknown[0], frame.columns)
    same = np.ones(len(frame), dtype=bool)
    for name, value in key.items():
        same &= frame[name].astype(str).eq(str(value)).to_numpy(dtype=bool)
    return np.flatnonzero(same)


def _status(
    release: Release, spec: TableSpec, where: str, edition: str, here: int | None
) -> Status:
    frame = release[edition].tables.get(spec.name)
    keys = row_keys(spec, frame) if frame is not None else []
    count = _count_column(spec)
    if where not in keys or count not in frame:
        return "left out"
    symbol = frame[f"{count}_symbol"].iloc[keys.index(where)]
    if symbol in (SUPPRESSED, MISSING):
        return "hidden" if symbol == SUPPRESSED else "not known"
    # A figure that happens to be the count is as rounded as the rest: to say otherwise tells it.
    if here is None:
        told = (_entries(release, spec, where, edition)["action"] == "rounded").any()
    else:
        lower, upper = release[edition].told
        told = lower[here] < upper[here]
    if not told:
        return "shown"
    return "perturbed" if release.method == CELL_KEY else "rounded"


def _count_column(spec: TableSpec) -> str:
    counts = [column.name for column in spec.columns if column.role == "count"]
    if spec.cells is not None or not counts:
        return spec.cells.count if spec.cells is not None else ""
    return counts[0]


def _entries(release: Release, spec: TableSpec, where: str, edition: str) -> pd.DataFrame:
    """What the ledger says of a row, its own entries before those of the whole table."""
    ledger = release[edition].ledger
    ledger = ledger[(ledger["table"] == spec.name) & ledger["key"].isin([where, ""])]
    return ledger[ledger["column"].isin(["", _count_column(spec)])].sort_values(
        "key", ascending=False, kind="stable"
    )


def _rule(release: Release, spec: TableSpec, where: str, edition: str) -> str:
    entries = _entries(release, spec, where, edition)
    return entries["rule"].iloc[0] if len(entries) else ""


class _Names:
    """Cells in words, as the tables of the release print them."""

    def __init__(self, release: Release, specs: Mapping[str, TableSpec]):
        self.areas: dict[str, str] = {}
        self.themes = {"all": "all offences", "other": "other offences"}
        for made in release.editions.values():
            for name, frame in made.tables.items():
                at = specs[name].cells
                if at is not None and at.area in frame and "area_name" in frame:
                    self.areas |= dict(zip(frame[at.area], frame["area_name"], strict=True))
                if "theme" in frame and "label" in frame:
                    here = frame[~frame["theme"].isin(TOTALS)]
                    self.themes |= dict(zip(here["theme"], here["label"], strict=True))

    def of(self, cell: Cell) -> str:
        area = self._whole_or_rest(cell.area, self.areas)
        return f"{area}, {self._whole_or_rest(cell.offence, self.themes)}, {_month(cell.period)}"

    def _whole_or_rest(self, label: str, known: Mapping[str, str]) -> str:
        if not label.startswith("rest of "):
            return str(known.get(label, label))
        total = label.removeprefix("rest of ").rsplit(" (", 1)[0]
        return f"the rest of {known.get(total, total)}"


def _month(label: str) -> str:
    try:
        return pd.to_datetime(label, format="%Y-%m").strftime("%B %Y")
    except ValueError:
        return label


# What depends on it -------------------------------------------------------------------


def _goals(release: Release, cell: int, ranges: Ranges) -> list[tuple[How, list[Goal]]]:
    """What a reader must be able to think possible: each is lost when none of its goals is left."""
    value = release.system.values[cell]
    if not release.primary[cell]:
        return [("exactly", [Goal(cell, most=value - 1), Goal(cell, least=value + 1)])]
    open_cells = ranges.lower < ranges.upper
    due = release.primaries
    least, most = int(due.floor[cell]), int(due.reach[cell])
    ones = np.flatnonzero(due.sole & open_cells)
    contributor = Goal(cell, most=least, held=np.setdiff1d(ones, ranges.kin(cell)))
    return [
        ("too narrowly", [Goal(cell, most=least)]),
        ("too narrowly", [Goal(cell, least=most)]),
        ("to one contributor", [contributor]),
    ]


def _protected(release: Release, here: int, edition: str) -> tuple[list[int], bool]:
    """
    Small counts that are safe while the cell is hidden, and not when it is shown.

    Asked first of the edition's own reader, then of one who knows every figure shown exactly:
    that is whom the pattern was made for.
    """
    values, hidden = release.system.values, release.hidden
    exact = (np.where(hidden, 0.0, values), np.where(hidden, np.inf, values))
    for by_exact, known in ((False, release[edition].known), (True, exact)):
        ranges = Ranges(release.system, *known)
        reader = Nearest(ranges, here)
        small = reader.cells[(release.primary & ~release.exposed)[reader.cells]]
        found = [int(cell) for cell in small if _lost(reader, _goals(release, cell, ranges), here)]
        if found:
            return found, by_exact
    return [], False


def _lost(reader: Nearest, goals: list[tuple[How, list[Goal]]], here: int) -> bool:
    """Whether showing a cell rules out what is possible while it is hidden."""
    return any(
        reader.moved(goal, [here]) is None and reader.moved(goal) is not None
        for _, each in goals
        for goal in each
    )


def _revealing(release: Release, here: int, edition: str) -> list[tuple[tuple[int, ...], How]]:
    """
    The shortest sets of hidden cells whose exact counts would give a cell away.

    A set rules a goal out only if it holds a cell of every table that meets the goal, so only
    cells that the nearest such table moves need to be tried.
    """
    if release.exposed[here]:
        return []
    lower, upper = release[edition].known
    ranges = Ranges(release.system, lower, upper)
    reader = Nearest(ranges, here)
    of_table = np.array([kind == "table" for kind in release.system.kind], dtype=bool)
    unseen = of_table & (release.hidden | ((lower == 0) & np.isinf(upper)))
    unseen[here] = False
    goals = [
        (how, each)
        for how, each in _goals(release, here, ranges)
        if any(reader.moved(goal) is not None for goal in each)
    ]
    found: dict[tuple[int, ...], How] = {}
    for size in (1, 2):
        for how, each in goals:
            for cells in _ruling_out(reader, each, unseen, (), size):
                shorter = any(set(other) < set(cells) for other in found)
                if not shorter and len(found) < _MOST:
                    found.setdefault(cells, how)
    return [(cells, _how(reader, here, cells, how)) for cells, how in found.items()]


def _ruling_out(
    reader: Nearest, goals: list[Goal], unseen: np.ndarray, known: tuple[int, ...], size: int
) -> Iterator[tuple[int, ...]]:
    """Sets of ``size`` cells beyond ``known`` that leave none of the goals possible."""
    left = next((m for g in goals if (m := reader.moved(g, known)) is not None), None)
    if left is None:
        if size == 0:
            yield tuple(sorted(known))
    elif size:
        for cell in left[unseen[left]].tolist():
            yield from _ruling_out(reader, goals, unseen, (*known, cell), size - 1)


def _how(reader: Nearest, here: int, known: tuple[int, ...], how: How) -> How:
    """How much a set gives away: whether any other count is left."""
    value = reader.values[here]
    others = (Goal(here, most=value - 1), Goal(here, least=value + 1))
    return how if any(reader.moved(goal, known) is not None for goal in others) else "exactly"
