"""Publishing any one secondary again: does the attack notice? Run as a module."""

import sys
import time
from dataclasses import dataclass

import numpy as np

from benchmarks.disclosure.systems import THRESHOLD, generated, small, unpublished
from cdrp_analysis.disclosure.attack import attack
from cdrp_analysis.disclosure.relations import System
from cdrp_analysis.disclosure.suppression import suppress
from cdrp_analysis.disclosure.suppression_search import NODES


@dataclass(frozen=True)
class Mutations:
    """Secondaries published again one at a time: how many the attack caught, and did not."""

    tried: int
    caught: int

    @property
    def not_needed(self) -> int:
        """Secondaries whose publication would expose nothing."""
        return self.tried - self.caught


def failing(system: System, hidden: np.ndarray, *, contributors: bool = True) -> int:
    """Primaries that the attack finds open, to a reader or (if asked) to a contributor."""
    lower = np.where(hidden, 0.0, system.values)
    upper = np.where(hidden, np.inf, system.values)
    found = attack(system, lower, upper, primary=small(system), threshold=THRESHOLD)
    found = found[found["primary"]]
    if not contributors:
        return int(((found["lower"] > 0) | (found["upper"] < THRESHOLD)).sum())
    return int((~found["safe"] | (found["lower_known_ones"] > 0)).sum())


def mutations(system: System, *, nodes: int = NODES) -> Mutations:
    """
    Publish each secondary of a protected system again, alone, and attack.

    Returns
    -------
    Mutations

    Raises
    ------
    AssertionError
        If the pattern itself does not withstand the attack.
    """
    nothing = np.zeros(len(system.cells), dtype=bool)
    given = small(system) | unpublished(system)
    hidden = suppress(
        system,
        primary=small(system),
        unpublished=unpublished(system),
        spared=nothing,
        threshold=THRESHOLD,
        nodes=nodes,
    ).hidden
    # A table of one event only cannot withstand its contributor: those are open before.
    before = failing(system, hidden)
    secondaries = np.flatnonzero(hidden & ~given)
    caught = 0
    for cell in secondaries:
        shown = hidden.copy()
        shown[cell] = False
        caught += failing(system, shown) > before
    return Mutations(len(secondaries), caught)


def main(number: int = 20, nodes: int = NODES) -> None:
    """Print the counts for the first systems of the family; each search takes so many nodes."""
    print(
        f"{'system':>6} {'cells':>6} {'secondaries':>12} {'caught':>7} {'not needed':>11} {'s':>6}"
    )
    tried = caught = 0
    for each in range(number):
        start = time.process_time()
        system = generated(each, seed=1)
        found = mutations(system, nodes=nodes)
        tried, caught = tried + found.tried, caught + found.caught
        print(
            f"{each:>6} {len(system.cells):>6} {found.tried:>12} {found.caught:>7} "
            f"{found.not_needed:>11} {time.process_time() - start:>6.1f}",
            flush=True,
        )
    print(f"{'all':>6} {'':>6} {tried:>12} {caught:>7} {tried - caught:>11}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
