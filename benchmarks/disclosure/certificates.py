"""Are drawn systems safe by linear programming, by whole numbers and by certificate?

    python -m benchmarks.disclosure.certificates [SYSTEMS [NODES [PROCESSES]]]

NODES ends each search for an optimum early: safety must not depend on it.
Every system is suppressed, attacked and certified; then again with all shown counts rounded.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np

from benchmarks.disclosure.systems import THRESHOLD, generated, small, unpublished
from cdrp_analysis.auditor.verifier import failures
from cdrp_analysis.disclosure.attack import attack
from cdrp_analysis.disclosure.certificate import certify
from cdrp_analysis.disclosure.relations import System
from cdrp_analysis.disclosure.rounding import possible_counts, round_to_base
from cdrp_analysis.disclosure.suppression import suppress
from cdrp_analysis.disclosure.suppression_search import NODES
from cdrp_analysis.solver import UNBOUNDED, new_solver, solve

SYSTEMS, SEED, BASES, PROCESSES = 500, 2010, (1, 5), 2
ROWS = (
    "cells",
    "hidden for their own value",
    "hidden besides",
    "exact disclosures by linear programming",
    "exact disclosures by whole numbers",
    "primaries' intervals failing, linear programming",
    "primaries' intervals failing, whole numbers",
    "safe by linear programming, not by whole numbers",
    "hidden cells without certificate",
    "lines the verifier objects to",
    "alternative tables",
)
SECONDS = ("suppressing", "attacking", "certifying", "verifying")


def shown(system: System, hidden: np.ndarray, base: int) -> tuple[np.ndarray, np.ndarray]:
    """What a reader knows of every cell when the others are shown rounded to a base."""
    lower, upper = system.values.copy(), system.values.copy()
    if base > 1:
        for cell in np.flatnonzero(~hidden):
            figure = round_to_base(system.values[cell], base)
            lower[cell], upper[cell] = possible_counts(figure, base=base, suppress_below=THRESHOLD)
    return np.where(hidden, 0.0, lower), np.where(hidden, np.inf, upper)


def linear_ranges(
    system: System, lower: np.ndarray, upper: np.ndarray, cells: np.ndarray
) -> np.ndarray:
    """Least and greatest value of some cells, by linear programming alone (cells by 2)."""
    matrix = np.zeros((len(system.relations), len(system.cells)))
    for row, (total, parts) in enumerate(system.relations):
        matrix[row, total] = 1.0
        matrix[row, list(parts)] -= 1.0
    nothing = np.zeros(len(matrix))
    highs = new_solver(
        matrix,
        cost=np.zeros(len(lower)),
        column_bounds=(lower, upper),
        row_bounds=(nothing, nothing),
    )
    found = np.zeros((len(cells), 2))
    for number, cell in enumerate(cells):
        for side, sign in enumerate((1.0, -1.0)):
            highs.changeColCost(int(cell), sign)
            bounded = solve(highs, allow=UNBOUNDED) == "optimal"
            found[number, side] = highs.getSolution().col_value[cell] if bounded else np.inf
        highs.changeColCost(int(cell), 0.0)
    return found


def measured(number: int, *, nodes: int = NODES) -> tuple[np.ndarray, np.ndarray]:
    """Figures (bases by ROWS) and seconds (bases by SECONDS) of one system."""
    system = generated(number, SEED)
    primary, unseen = small(system), unpublished(system)
    begun = time.process_time()
    hidden = suppress(
        system,
        primary=primary,
        unpublished=unseen,
        spared=np.zeros(len(primary), dtype=bool),
        threshold=THRESHOLD,
        nodes=nodes,
    ).hidden
    suppressing = time.process_time() - begun
    # Cells that no table shows and that are not small may well be known exactly: their
    # counts are no secret.
    secret = primary | (hidden & ~unseen)
    figures, seconds = [], []
    for base in BASES:
        lower, upper = shown(system, hidden, base)
        marks = [time.process_time()]
        linear = linear_ranges(system, lower, upper, np.flatnonzero(secret))
        whole = attack(system, lower, upper, primary=primary, threshold=THRESHOLD)
        whole = whole.set_index(["source", "area", "offence", "period"])
        whole = whole.loc[[system.cells[cell] for cell in np.flatnonzero(secret)]]
        whole = whole[["lower", "upper"]].to_numpy(float)
        marks.append(time.process_time())
        made = certify(system, lower, upper, primary=primary, hidden=secret, threshold=THRESHOLD)
        marks.append(time.process_time())
        objections = failures(made.as_arrays())
        marks.append(time.process_time())
        own = primary[secret]
        failing = [_failing(ranges) & own for ranges in (linear, whole)]
        apart = np.isin(np.flatnonzero(secret), made.uncovered)
        figures.append(
            [
                len(primary),
                primary.sum(),
                (secret & ~primary).sum(),
                *((ranges[:, 1] - ranges[:, 0] < 1e-6).sum() for ranges in (linear, whole)),
                *(fails.sum() for fails in failing),
                (apart & ~failing[0] & (linear[:, 1] - linear[:, 0] > 1e-6)).sum(),
                len(made.uncovered),
                len(objections),
                len(made.alternatives),
            ]
        )
        seconds.append([suppressing, *np.diff(marks)])
    return np.array(figures), np.array(seconds)


def _failing(ranges: np.ndarray) -> np.ndarray:
    """Whether a reader can exclude 0 or the threshold."""
    return (ranges[:, 0] > 1e-6) | (ranges[:, 1] < THRESHOLD - 1e-6)


def main(systems: int = SYSTEMS, nodes: int = NODES, processes: int = PROCESSES) -> None:
    """Measure and print."""
    with ProcessPoolExecutor(processes) as pool:
        found = list(pool.map(partial(measured, nodes=nodes), range(systems), chunksize=5))
    figures = np.sum([one for one, _ in found], axis=0)
    seconds = np.sum([one for _, one in found], axis=0)
    print(f"{systems} drawn systems, seed {SEED}; threshold {THRESHOLD}; at most {nodes:,} nodes")
    print(f"{'shown counts rounded to base':52}" + "".join(f"{base:>10}" for base in BASES))
    for row, name in enumerate(ROWS):
        print(f"{name:52}" + "".join(f"{figures[b, row]:>10,}" for b in range(len(BASES))))
    for row, name in enumerate(SECONDS):
        print(f"{f'seconds {name}':52}" + "".join(f"{seconds[b, row]:>10.2f}" for b in range(2)))
    slowest = np.max([one[:, SECONDS.index("verifying")] for _, one in found])
    print(f"{'slowest verification of one system, seconds':52}{slowest:>10.4f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
