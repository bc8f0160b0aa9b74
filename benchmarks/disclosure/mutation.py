"""Publishing any one secondary again: do attack and auditor notice? Run as a module.

    python -m benchmarks.disclosure.mutation [SYSTEMS [NODES [FIRST]]]

Every release with one cell shown is written to disk; the auditor reads the files.
"""

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.disclosure.bundles import known, protectable, write
from benchmarks.disclosure.systems import THRESHOLD, Drawn, drawn, small, unpublished
from cdrp_analysis.auditor.release import audit_numbers
from cdrp_analysis.disclosure.attack import attack
from cdrp_analysis.disclosure.relations import System
from cdrp_analysis.disclosure.suppression import suppress
from cdrp_analysis.disclosure.suppression_search import NODES


@dataclass(frozen=True)
class Mutations:
    """
    Secondaries published again one at a time: how many the attack caught, and the auditor.

    ``before`` are the auditor's findings while all of them are hidden.
    """

    tried: int
    caught: int
    found_by_auditor: int
    before: int


def failing(
    system: System,
    hidden: np.ndarray,
    *,
    contributors: bool = True,
    primary: np.ndarray | None = None,
) -> int:
    """
    Primaries that the attack finds open, to a reader or (if asked) to a contributor.

    Primaries are all small counts, or those named.
    """
    primary = small(system) if primary is None else primary
    lower = np.where(hidden, 0.0, system.values)
    upper = np.where(hidden, np.inf, system.values)
    found = attack(system, lower, upper, primary=primary, threshold=THRESHOLD)
    found = found[found["primary"]]
    if not contributors:
        return int(((found["lower"] > 0) | (found["upper"] < THRESHOLD)).sum())
    return int((~found["safe"] | (found["lower_known_ones"] > 0)).sum())


def mutations(given: Drawn, *, nodes: int = NODES) -> Mutations:
    """
    Publish each secondary of a protected system again, alone; attack it and audit it.

    Raises
    ------
    DisclosureError
        If the figures of the release cannot be read together.
    """
    system = given.system
    primary, unseen = protectable(system, given), unpublished(system)
    hidden = suppress(
        system,
        primary=primary,
        unpublished=unseen,
        spared=np.zeros(len(system.cells), dtype=bool),
        threshold=THRESHOLD,
        nodes=nodes,
    ).hidden
    counts = known(system)
    # A table of one event only cannot withstand its contributor: those are open before.
    before = failing(system, hidden, primary=primary)
    secondaries = np.flatnonzero(hidden & ~primary & ~unseen)
    caught = audited = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        whole = len(audit_numbers(write(folder, given, hidden), known=counts))
        for cell in secondaries:
            shown = hidden.copy()
            shown[cell] = False
            caught += failing(system, shown, primary=primary) > before
            audited += len(audit_numbers(write(folder, given, shown), known=counts)) > whole
    return Mutations(len(secondaries), caught, audited, whole)


def main(number: int = 20, nodes: int = NODES, first: int = 0) -> None:
    """Print the counts for some systems of the family; each search takes so many nodes."""
    head = ("system", "cells", "secondaries", "attack", "auditor", "before", "CPU-s")
    print("".join(f"{text:>12}" for text in head))
    total = np.zeros(4, dtype=int)
    for each in range(first, first + number):
        start = time.process_time()
        given = drawn(each, seed=1)
        found = mutations(given, nodes=nodes)
        row = (found.tried, found.caught, found.found_by_auditor, found.before)
        total += row
        shown = (each, len(given.system.cells), *row, f"{time.process_time() - start:.1f}")
        print("".join(f"{value:>12}" for value in shown), flush=True)
    print("".join(f"{value:>12}" for value in ("all", "", *total)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
