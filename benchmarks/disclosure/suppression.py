"""What secondary suppression costs, against its proven bound and tau-ARGUS. Run as a module."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence

import numpy as np

from benchmarks.disclosure.mutation import failing
from benchmarks.disclosure.systems import (
    THRESHOLD,
    generated,
    lsoas_in_wards,
    small,
    unpublished,
    wards_by_types_by_months,
)
from benchmarks.disclosure.tau_argus import INTERPRETER, hidden_by_tau_argus, interpreter
from cdrp_analysis.disclosure.relations import System
from cdrp_analysis.disclosure.suppression import Pattern, information, suppress
from cdrp_analysis.disclosure.suppression_search import NODES

SMALL, SEED, RUNS = 60, 1, 10
ONE_TABLE = 3  # of the five layouts of the family, the first three are one table with all margins
MIDDLE = 1  # small, but it takes branches
LARGE = {
    "months": ("21 wards x 14 x 12", wards_by_types_by_months),
    "years": ("120 LSOAs x 14 x 5", lsoas_in_wards),
}
HASH = (
    "from benchmarks.disclosure import suppression as s; "
    f"print(s.hashed(s.pattern(s.generated({MIDDLE}, {SEED}))))"
)


def pattern(system: System, *, contributors: bool = True, nodes: int = NODES) -> Pattern:
    """
    The pattern that hides every count from 1 to 4 and whatever else is needed.

    Without ``contributors`` only the ordinary reader is withstood, as by other programs.
    """
    return suppress(
        system,
        primary=small(system),
        unpublished=unpublished(system),
        spared=np.zeros(len(system.cells), dtype=bool),
        threshold=THRESHOLD,
        sole=None if contributors else np.zeros(len(system.cells), dtype=bool),
        nodes=nodes,
    )


def hashed(found: Pattern) -> str:
    """A short name of the set of hidden cells."""
    return hashlib.sha256(np.packbits(found.hidden).tobytes()).hexdigest()[:16]


def measured(
    name: str, system: System, *, contributors: bool = True, attacked: bool = True
) -> dict[str, float | str]:
    """One row of the table: sizes, cost, bound, CPU seconds and, if asked, what gives way."""
    start = time.process_time()
    found = pattern(system, contributors=contributors)
    seconds = time.process_time() - start
    given = small(system) | unpublished(system)
    open_cells = 0 if not attacked else failing(system, found.hidden, contributors=contributors)
    if open_cells:  # counts made of ones only, whose contributors no pattern withstands
        everything = np.ones(len(given), dtype=bool)
        open_cells -= failing(system, everything, contributors=contributors)
    return {
        "system": name,
        "cells": len(system.cells),
        "primaries": int(small(system).sum()),
        "secondaries": int((found.hidden & ~given).sum()),
        "cost": found.cost,
        "bound": found.bound,
        "ratio": found.cost / found.bound if found.bound else 1.0,
        "CPU-s": seconds,
        "failing": open_cells if attacked else "-",
    }


def line(row: dict[str, float | str]) -> str:
    """A row as text."""
    shown = [f"{value:.3f}" if isinstance(value, float) else str(value) for value in row.values()]
    return f"{shown[0]:<28}" + "".join(f"{text:>12}" for text in shown[1:])


def beside_tau_argus(number: int) -> list[str]:
    """tau-ARGUS on one of the small systems: its cost by our weights, and its failing cells."""
    system = generated(number, SEED)
    given = small(system)
    texts = []
    for method in ("OPT(1)", "MOD(1)"):
        hidden = hidden_by_tau_argus(system, threshold=THRESHOLD, method=method)
        if isinstance(hidden, str):
            texts.append(f"  system {number}: {method}: {hidden}")
            continue
        cost = information(system.values)[hidden & ~given].sum()
        open_cells = [
            failing(system, hidden | given, contributors=against) for against in (False, True)
        ]
        texts.append(
            f"  system {number}: {method}: cost {cost:.3f}, failing {open_cells[0]} against a "
            f"reader, {open_cells[1]} with contributors"
        )
    ours = pattern(system, contributors=False)
    texts.append(f"  system {number}: ours against a reader only: cost {ours.cost:.3f}")
    return texts


def repeated() -> str:
    """What fresh processes find, each with another seed of Python's own hashes."""
    hashes = [
        subprocess.run(
            [sys.executable, "-c", HASH],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": str(number)},
        ).stdout.strip()
        for number in range(RUNS)
    ]
    return f"patterns of {RUNS} fresh processes: {len(set(hashes))} different ({hashes[0]})"


def main(asked: Sequence[str]) -> None:
    """
    Print all figures, or some.

    Parameters
    ----------
    asked : sequence of str
        "small" leaves out the two large systems, "large" the family and all that follows, "months"
        and "years" all but one of the two; "repeat" asks for the fresh processes alone. Numbers
        are systems of the family to be run alone. "reader" asks for protection against the
        ordinary reader only, "attack" for the attack on the large systems too.
    """
    if "repeat" in asked:
        print(repeated())
        return
    contributors = "reader" not in asked
    head = ("system", "cells", "primaries", "secondaries", "cost", "bound", "ratio", "CPU-s")
    print(f"{head[0]:<28}" + "".join(f"{text:>12}" for text in (*head[1:], "failing")), flush=True)
    rows = []
    alone = [int(word) for word in asked if word.isdigit()]
    only_large = {"large", *LARGE} & set(asked)
    for number in () if only_large else alone or range(SMALL):
        system = generated(number, SEED)
        rows.append(measured(f"generated {number}", system, contributors=contributors))
        print(line(rows[-1]), flush=True)
    if rows:
        proved = sum(row["cost"] - row["bound"] < 1e-3 for row in rows)
        print(
            f"proved optimal: {proved} of {len(rows)}; failing: {sum(r['failing'] for r in rows)}"
        )
    for word, (name, make) in LARGE.items():
        if word in asked or not (alone or {"small", *LARGE} & set(asked)):
            options = {"contributors": contributors, "attacked": "attack" in asked}
            print(line(measured(name, make(), **options)), flush=True)
    if alone or only_large:
        return
    print(repeated(), flush=True)
    if interpreter() is None:
        print(f"pytauargus: not run ({INTERPRETER} names no interpreter)")
        return
    print("pytauargus on the same tables (zeros count as known, its cost is the value)")
    for number in range(15):
        if number % 5 < ONE_TABLE:
            print("\n".join(beside_tau_argus(number)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
