"""Gi* with exact p-values beside esda's 999 permutations: time, memory, and what noise yields."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
from scipy import sparse

ROWS, COLUMNS = 250, 400
PER_CELL, SEED = 0.05, 20180331
PERMUTATIONS = 999
RATE = 0.05
NOISE_MAPS, NOISE_SIDE = 200, 60


def counts(rows: int, columns: int, seed: int) -> np.ndarray:
    """Offences strewn at random, as sparse as one type of crime on a fine grid."""
    return np.random.default_rng(seed).poisson(PER_CELL, rows * columns)


def queen(rows: int, columns: int) -> sparse.csr_array:
    """Squares that share a side or a corner."""
    along = [
        sparse.diags_array([1.0, 1.0, 1.0], offsets=[-1, 0, 1], shape=(n, n))
        for n in (rows, columns)
    ]
    return sparse.csr_array(sparse.kron(*along) - sparse.eye_array(rows * columns))


def _adjusted(p: np.ndarray) -> np.ndarray:
    from cdrp_analysis.measures.local_clustering import false_discovery

    return false_discovery(p)


def ours(values: np.ndarray, rows: int, columns: int) -> Iterator:
    """Neighbours made, then only the statistic and its exact p timed."""
    from cdrp_analysis.measures.local_clustering import gi_star
    from cdrp_analysis.measures.permutation import exact_p

    links = queen(rows, columns)
    yield
    yield gi_star(values, links), exact_p(values, links)


def theirs(values: np.ndarray, rows: int, columns: int) -> Iterator:
    """The same through PySAL: its weights made first, its permutations compiled first."""
    import warnings

    warnings.simplefilter("ignore")
    from esda import G_Local
    from libpysal.weights import lat2W

    options = {"transform": "B", "star": True, "seed": SEED, "n_jobs": 1}
    values = values.astype(float)  # its compiled part takes no whole numbers
    G_Local(np.arange(25.0), lat2W(5, 5, rook=False), permutations=9, **options)
    weights = lat2W(rows, columns, rook=False)
    yield
    found = G_Local(values, weights, permutations=PERMUTATIONS, **options)
    yield found.Zs, found.p_sim


METHODS = {"exact": ours, "esda": theirs}


def timed(method: str) -> None:
    """In a process of its own: seconds of the computation, megabytes at most, cells flagged."""
    values = counts(ROWS, COLUMNS, SEED)
    steps = METHODS[method](values, ROWS, COLUMNS)
    next(steps)
    before, start = _megabytes(), time.process_time()
    z, p = next(steps)
    print(
        json.dumps(
            {
                "seconds": time.process_time() - start,
                "megabytes": _megabytes(),
                "added": _megabytes() - before,
                "below": float((p <= RATE).mean()),
                "discovered": int(((_adjusted(p) <= RATE) & (z > 0)).sum()),
            }
        )
    )


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def noise() -> dict[str, tuple[float, float, float]]:
    """Of maps of pure noise: share of cells below 0.05, maps and cells with a 'discovery'."""
    found = {}
    for name, method in METHODS.items():
        below, maps, cells = [], 0, 0
        for seed in range(NOISE_MAPS):
            values = counts(NOISE_SIDE, NOISE_SIDE, seed)
            steps = method(values, NOISE_SIDE, NOISE_SIDE)
            next(steps)
            z, p = next(steps)
            discovered = int(((_adjusted(p) <= RATE) & (z > 0)).sum())
            below.append((p <= RATE).mean())
            maps, cells = maps + (discovered > 0), cells + discovered
        found[name] = (float(np.mean(below)), maps / NOISE_MAPS, cells / NOISE_MAPS / NOISE_SIDE**2)
    return found


def main() -> None:
    """Two small tables of plain text."""
    command = [sys.executable, "-m", "benchmarks.places.gi_star"]
    table = {
        method: json.loads(subprocess.run(
            [*command, method], capture_output=True, text=True, check=True
        ).stdout)
        for method in METHODS
    }  # fmt: skip
    print(f"{ROWS * COLUMNS:,} cells, {PER_CELL} offences each at random, queen neighbours")
    print(f"{'':<24}{'CPU s':>9}{'peak MB':>9}{'added MB':>10}{'p <= 0.05':>11}{'flagged':>9}")
    for method, row in table.items():
        print(
            f"{method:<24}{row['seconds']:>9.3f}{row['megabytes']:>9.0f}{row['added']:>10.1f}"
            f"{row['below']:>11.1%}{row['discovered']:>9,}"
        )
    first, second = table["exact"], table["esda"]
    print(
        f"{'esda / exact':<24}{second['seconds'] / first['seconds']:>9.0f}"
        f"{second['megabytes'] / first['megabytes']:>9.1f}"
    )
    print(f"\n{NOISE_MAPS} maps of {NOISE_SIDE**2:,} cells of such noise")
    print(f"{'':<24}{'p <= 0.05':>10}{'maps with a find':>18}{'cells found':>13}")
    for method, (below, maps, cells) in noise().items():
        print(f"{method:<24}{below:>10.1%}{maps:>18.1%}{cells:>13.2%}")


if __name__ == "__main__":
    timed(sys.argv[1]) if len(sys.argv) > 1 else main()
