"""Drawn tables as a release on disk: what the auditor is given to read."""

import json
from pathlib import Path

import numpy as np

from benchmarks.disclosure.systems import THRESHOLD, Drawn
from cdrp_analysis.auditor.addresses import Address
from cdrp_analysis.auditor.bundle import Bundle, open_bundle
from cdrp_analysis.disclosure.relations import DIMENSIONS, System, addresses
from cdrp_analysis.vocabulary import SUPPRESSED


def protectable(system: System, drawn: Drawn) -> np.ndarray:
    """
    Small counts that a release must protect, as array of bool, one per cell.

    What no table shows counts only where it is of a small area: what is left of the whole
    partnership, or placed in no area, says nothing of one.
    """
    held = {cell.area for frame, spec in _tables(drawn) for cell in addresses(frame, spec.cells)}
    areas = held - drawn.hierarchy.top_areas()
    of_an_area = [
        kind == "table" or cell.area in areas
        for cell, kind in zip(system.cells, system.kind, strict=True)
    ]
    return (system.values >= 1) & (system.values < THRESHOLD) & np.array(of_an_area, dtype=bool)


def known(system: System) -> dict[Address, int]:
    """The true counts, for the auditor."""
    return {
        Address(*cell): int(value) for cell, value in zip(system.cells, system.values, strict=True)
    }


def write(folder: Path, drawn: Drawn, hidden: np.ndarray) -> Bundle:
    """
    Write the tables with ``hidden`` cells of their system marked, and read them as a release.

    Files of an earlier call in the same folder are written over.
    """
    (folder / "data").mkdir(parents=True, exist_ok=True)
    declared = {}
    for frame, spec in _tables(drawn):
        at = spec.cells
        marked = [hidden[drawn.system.index[cell]] for cell in addresses(frame, at)]
        shown = frame.assign(**{at.count: frame[at.count].astype(str)})
        shown.loc[marked, at.count] = SUPPRESSED
        shown.to_csv(folder / f"data/{spec.name}.csv", index=False)
        cells = {name: getattr(at, name) for name in ("source", "count", *DIMENSIONS)}
        declared[spec.name] = {
            "cells": cells, "keys": spec.keys, "suppress_below": THRESHOLD, "round_to": 1,
        }  # fmt: skip
    sums = {
        dimension: [
            {"total": split.total, "parts": list(split.parts), "complete": split.complete}
            for split in getattr(drawn.hierarchy, dimension)
        ]
        for dimension in DIMENSIONS
    }
    structure = {
        "format": 1, "edition": "public", "period": "year", "tables": declared, "sums": sums,
        "rules": {"suppress_below": THRESHOLD},
    }  # fmt: skip
    (folder / "data/structure.json").write_text(json.dumps(structure), encoding="utf-8")
    return open_bundle(folder)


def _tables(drawn: Drawn):
    return ((drawn.tables[name], spec) for name, spec in drawn.specs.items())
