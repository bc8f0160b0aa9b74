"""Which cell a question is about, and what an edition does with it."""

import difflib
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.alternatives import CELL_KEY
from cdrp_analysis.disclosure.explanation import Status
from cdrp_analysis.disclosure.kept import row_keys
from cdrp_analysis.disclosure.relations import Cell, addresses
from cdrp_analysis.disclosure.released import Release
from cdrp_analysis.disclosure.sensitive import TOTALS
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import InputError
from cdrp_analysis.vocabulary import MISSING, SUPPRESSED


def absent(kind: str, given: str, known: Iterable[str]) -> InputError:
    """What the release does not have, and the nearest that it has."""
    near = difflib.get_close_matches(given, list(known), n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(list(known)[:12])}"
    return InputError(f"the release has no {kind} {given!r}.", where="disclosure.explain", do=hint)


def spec_of(release: Release, table: str, specs: Mapping[str, TableSpec]) -> TableSpec:
    """The declaration of a table that some edition has, or that was left out of one."""
    known = {name: None for made in release.editions.values() for name in made.tables}
    known |= dict.fromkeys(release.ledger["table"])
    if table not in known or table not in specs:
        raise absent("table", table, [name for name in known if name in specs])
    return specs[table]


def find_row(
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
        raise absent("column", unknown[0], frame.columns)
    same = np.ones(len(frame), dtype=bool)
    for name, value in key.items():
        same &= frame[name].astype(str).eq(str(value)).to_numpy(dtype=bool)
    return np.flatnonzero(same)


def status_of(
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


def rule_of(release: Release, spec: TableSpec, where: str, edition: str) -> str:
    entries = _entries(release, spec, where, edition)
    return entries["rule"].iloc[0] if len(entries) else ""


class Names:
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
