"""What differs between two finished runs: inputs, settings, versions, tables, priorities."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from cdrp_analysis.assessment.manifest import MANIFEST
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.errors import InputError
from cdrp_analysis.exhibits import wording
from cdrp_analysis.measures.table_changes import CHANGES, moved_priorities, table_changes

_ABOUT_RELEASES = "redaction_"  # what was hidden follows from the tables; it is no evidence


@dataclass(frozen=True)
class Compared:
    """
    What differs between two runs; every table is empty where nothing does.

    ``inputs``: ``feed, file, kind, rows_before, rows_after``. ``settings`` and ``versions``:
    ``key, before, after``. ``tables``: ``table, title, cells_changed, rows_new, rows_gone``.
    ``cells``: ``table`` and the columns of ``table_changes``. ``priorities``: as of
    ``moved_priorities``.
    """

    inputs: pd.DataFrame
    settings: pd.DataFrame
    versions: pd.DataFrame
    tables: pd.DataFrame
    cells: pd.DataFrame
    priorities: pd.DataFrame

    @property
    def differ(self) -> bool:
        """Whether anything does."""
        return any(len(getattr(self, field.name)) for field in fields(self))

    def sentences(self) -> list[str]:
        """What differs, a line each."""
        said = [
            (len(self.inputs), "raw file differs", "raw files differ"),
            (len(self.settings), "setting differs", "settings differ"),
            (len(self.versions), "version of a package differs", "versions of packages differ"),
            (len(self.tables), "table differs", "tables differ"),
            (len(self.priorities), "theme has another place", "themes have another place"),
        ]
        lines = [f"{wording.plural(n, one, many)}." for n, one, many in said if n]
        return lines or ["The two runs are the same: inputs, settings, versions and every table."]


def compare(before: Path, after: Path, *, tolerance: float = 1e-9) -> Compared:
    """
    Hold a finished run against another.

    Parameters
    ----------
    before, after : path
        Folders of finished runs, of one period or of two.
    tolerance : float
        Numbers closer than this share of the larger one are equal.

    Raises
    ------
    InputError
        If a folder is no finished run.
    """
    first, second = _manifest(before), _manifest(after)
    tables, cells = _tables(before, after, tolerance)
    return Compared(
        _inputs(first, second),
        _differences(_flat(first["settings"]), _flat(second["settings"])),
        _differences(
            {"workbench": first["workbench"], **first["versions"]},
            {"workbench": second["workbench"], **second["versions"]},
        ),
        tables,
        cells,
        _priorities(before, after),
    )


def _manifest(run: Path) -> dict:
    try:
        return json.loads((run / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InputError(
            "this folder is not a finished run.",
            where=run.name,
            do="give the folder that holds manifest.json and restricted",
        ) from None


def _inputs(first: Mapping, second: Mapping) -> pd.DataFrame:
    old, new = (
        {(row["feed"], row["file"]): row for row in record["inputs"]} for record in (first, second)
    )
    rows = []
    for feed, file in sorted({*old, *new}):
        a, b = old.get((feed, file)), new.get((feed, file))
        if a and b and a["sha256"] == b["sha256"]:
            continue
        kind = "gone" if b is None else "new" if a is None else "other bytes"
        rows.append((feed, file, kind, *(None if r is None else r["rows_in"] for r in (a, b))))
    found = pd.DataFrame(rows, columns=["feed", "file", "kind", "rows_before", "rows_after"])
    return found.astype({"rows_before": "Int64", "rows_after": "Int64"})


def _differences(old: Mapping[str, str], new: Mapping[str, str]) -> pd.DataFrame:
    rows = [
        (key, old.get(key, "–"), new.get(key, "–"))
        for key in dict.fromkeys([*old, *new])
        if old.get(key) != new.get(key)
    ]
    return pd.DataFrame(rows, columns=["key", "before", "after"])


def _flat(settings: object, name: str = "") -> dict[str, str]:
    """Every setting by its dotted name; entries of a list by their key, else their place."""
    if isinstance(settings, Mapping):
        items = settings.items()
    elif isinstance(settings, list):
        items = ((_entry(value, place), value) for place, value in enumerate(settings, start=1))
    else:
        return {name: "–" if settings is None else str(settings)}
    found: dict[str, str] = {}
    for key, value in items:
        found |= _flat(value, f"{name}.{key}" if name else str(key))
    return found


def _entry(value: object, place: int) -> str:
    return str(value.get("key", place)) if isinstance(value, Mapping) else str(place)


def _tables(before: Path, after: Path, tolerance: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, cells = [], []
    for name, spec in SPECS.items():
        if name.startswith(_ABOUT_RELEASES):
            continue
        versions = [_table(run, name) for run in (before, after)]
        if all(frame is None for frame in versions):
            continue
        columns = [column.name for column in spec.columns]
        first, second = (
            pd.DataFrame(columns=columns) if frame is None else frame for frame in versions
        )
        if not {*spec.keys} <= {*first.columns} & {*second.columns}:
            continue  # made by a workbench that declared it otherwise
        found = table_changes(first, second, spec.keys, tolerance=tolerance)
        if len(found):
            kinds = found["kind"].value_counts()
            rows.append((name, spec.title, *(kinds.get(k, 0) for k in ("changed", "new", "gone"))))
            cells.append(found.assign(table=name))
    tables = pd.DataFrame(rows, columns=["table", "title", "cells_changed", "rows_new",
                                         "rows_gone"])  # fmt: skip
    empty = pd.DataFrame(columns=[*CHANGES, "table"])
    return tables, pd.concat(cells, ignore_index=True) if cells else empty


def _table(run: Path, name: str) -> pd.DataFrame | None:
    path = run / "restricted" / "tables" / f"{name}.parquet"
    return pd.read_parquet(path) if path.exists() else None


def _priorities(before: Path, after: Path) -> pd.DataFrame:
    made = [_table(run, name) for name in ("priorities", "priority_criteria")
            for run in (before, after)]  # fmt: skip
    if any(frame is None for frame in made):
        empty = pd.DataFrame(columns=["theme", "label", "rank", "score", "criterion",
                                      "normalised", "weight"])  # fmt: skip
        return moved_priorities(empty, empty, empty, empty)
    return moved_priorities(*made)
