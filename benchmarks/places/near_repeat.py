"""Knox's test: CPU seconds, growth with the number of points, equality with a plain one."""

import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from cdrp_analysis.measures.near_repeat import DISTANCES_M, TIMES, knox

SEED, PERMUTATIONS, DAYS = 20100510, 999, 365
PER_KM2 = 100  # points, at every size: a larger town, not a denser one
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
PLAIN = 10_000
CLUSTERED = 0.5  # of the points lie around one of the addresses that come up again and again


def drawn(number: int) -> pd.DataFrame:
    """Points of a town: half anywhere, half at or around a fifth as many addresses."""
    rng = np.random.default_rng(SEED)
    side = 1000 * np.sqrt(number / PER_KM2)
    places = rng.random((number, 2)) * side
    around = np.flatnonzero(rng.random(number) < CLUSTERED)
    homes = rng.random((number // 5, 2)) * side
    shift = rng.normal(0, 80, (len(around), 2)) * (rng.random(len(around)) < 0.7)[:, None]
    places[around] = homes[rng.integers(len(homes), size=len(around))] + shift
    day = pd.Timestamp("2010-01-01") + pd.to_timedelta(rng.integers(0, DAYS, number), unit="D")
    east, north = np.round(places).T
    return pd.DataFrame({"easting": east, "northing": north, "day": day})


def plain(events: pd.DataFrame) -> pd.DataFrame:
    """The same table with scipy's tree and one histogram of numpy for each permutation."""
    points = events[["easting", "northing"]].to_numpy()
    steps = (events["day"] - events["day"].min()).dt.days.to_numpy()
    left, right = cKDTree(points).query_pairs(DISTANCES_M[-1] + 1, output_type="ndarray").T
    away = np.sqrt(((points[left] - points[right]) ** 2).sum(axis=1))
    band = np.where(away == 0, 0, np.searchsorted(DISTANCES_M, away, side="right"))
    inside = away < DISTANCES_M[-1]
    left, right, band = left[inside], right[inside], band[inside]
    columns = len(TIMES) - 1
    edges = np.array(TIMES)

    def counted(moments: np.ndarray) -> np.ndarray:
        soon = np.searchsorted(edges, np.abs(moments[left] - moments[right]), side="right") - 1
        kept = soon < columns
        cell = band[kept] * columns + soon[kept]
        return np.bincount(cell, minlength=len(DISTANCES_M) * columns)

    observed, rng = counted(steps), np.random.default_rng(SEED)
    reached = np.zeros_like(observed)
    for _ in range(PERMUTATIONS):
        reached += counted(rng.permutation(steps)) >= observed
    return pd.DataFrame({"observed": observed, "p": (1 + reached) / (PERMUTATIONS + 1)})


def seconds(events: pd.DataFrame) -> tuple[float, pd.DataFrame]:
    """CPU seconds of one test, and its table."""
    start = time.process_time()
    table = knox(events, seed=SEED, permutations=PERMUTATIONS)
    return time.process_time() - start, table


def first_call() -> tuple[float, float]:
    """CPU seconds of a first small test in a new process: nothing compiled yet, then cached."""
    code = (
        "import time; from benchmarks.places import near_repeat as b; e = b.drawn(100); "
        "s = time.process_time(); b.knox(e, seed=1, permutations=9); "
        "print(time.process_time() - s)"
    )
    with tempfile.TemporaryDirectory() as cache:
        there = {**os.environ, "NUMBA_CACHE_DIR": cache}
        run = [
            float(subprocess.check_output([sys.executable, "-c", code], env=there, text=True))
            for _ in range(2)
        ]
    return run[0], run[1]


def main() -> None:
    """Print what was measured."""
    compiling, cached = first_call()
    print(f"first call in a new process: {compiling:.1f} CPU-s compiling, {cached:.2f} from cache")
    seconds(drawn(200))
    print("\n  points    pairs  CPU-s  per point, us")
    for number in SIZES:
        events = drawn(number)
        spent = min(seconds(events)[0] for _ in range(2))
        pairs = len(cKDTree(events[["easting", "northing"]]).query_pairs(DISTANCES_M[-1]))
        print(f"{number:8,} {pairs:8,} {spent:6.2f} {1e6 * spent / number:14.1f}")
    events = drawn(PLAIN)
    spent, table = seconds(events)
    start = time.process_time()
    other = plain(events)
    plainly = time.process_time() - start
    possible = (table["expected"] > 0).to_numpy()
    same = [(table[c][possible] == other[c][possible]).all() for c in ("observed", "p")]
    print(f"\n{PLAIN:,} points, {len(table)} bands, {PERMUTATIONS} permutations:")
    print(f"  this {spent:.2f} CPU-s, plain numpy {plainly:.1f} CPU-s: {plainly / spent:.0f} times")
    print(f"  same whole numbers observed: {same[0]}; same p, the permutations being the same: "
          f"{same[1]}")  # fmt: skip


if __name__ == "__main__":
    main()
