"""The space-time scan: CPU seconds with 10,000 events and 400 cells, and with more of each."""

import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd

from cdrp_analysis.measures.scan import permutation_scan, poisson_scan

SEED, REPLICAS, CELL_M = 20100510, 999, 200
PLANTED = 15  # events on three days of one cell and the next
# events, cells, days, longest window
SHAPES = ((1_000, 400, 365, 14), (10_000, 400, 365, 14), (30_000, 400, 365, 14),
          (10_000, 900, 365, 14), (10_000, 400, 182, 14), (10_000, 400, 365, 28))  # fmt: skip
DEALT = 3  # replicas done again by plain numpy


def drawn(number: int, cells: int, days: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events over a square of cells, some busier than others, with one cluster planted."""
    rng = np.random.default_rng(SEED)
    side = int(np.sqrt(cells))
    at = np.array([(c, r) for r in range(side) for c in range(side)])
    names = np.array([f"R{r:02}C{c:02}" for c, r in at])
    places = pd.DataFrame({"place": names, "easting": at[:, 0] * CELL_M, "northing": at[:, 1]
                           * CELL_M}).astype({"easting": float, "northing": float})  # fmt: skip
    weight = rng.lognormal(0, 1, cells)
    where = rng.choice(cells, number - PLANTED, p=weight / weight.sum())
    middle = (side // 2) * side + side // 2
    where = np.r_[where, np.repeat([middle, middle + 1], [PLANTED // 2, PLANTED - PLANTED // 2])]
    when = np.r_[rng.integers(0, days, number - PLANTED), np.arange(PLANTED) % 3 + days // 2]
    day = pd.Timestamp("2010-01-01") + pd.to_timedelta(when, unit="D")
    return pd.DataFrame({"place": names[where], "day": day}), places


def flat(events: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Every place's share of the events, the same on all days."""
    days = pd.date_range(events["day"].min(), events["day"].max())
    share = events["place"].value_counts().reindex(places["place"]).fillna(0).to_numpy() + 0.5
    return pd.DataFrame(
        {
            "place": np.repeat(places["place"].to_numpy(), len(days)),
            "day": np.tile(days, len(places)),
            "expected": np.repeat(share / len(days), len(days)),
        }
    )


def plain_maximum(events: pd.DataFrame, places: pd.DataFrame, step: np.ndarray) -> float:
    """The largest ratio of one deal: circle by circle and window by window, with numpy."""
    points = places[["easting", "northing"]].to_numpy()
    place = pd.Index(places["place"]).get_indexer(events["place"])
    total, days = len(place), int(step.max()) + 1
    counts = np.zeros((len(points), days))
    np.add.at(counts, (place, step), 1)
    of_place, of_day = counts.sum(axis=1), counts.sum(axis=0)
    best = 0.0
    for centre in points:
        away = np.sqrt(((points - centre) ** 2).sum(axis=1))
        for radius in np.unique(away[away <= 1000]):
            inside = away <= radius
            if of_place[inside].sum() > total / 2:
                break
            here = np.r_[0, np.cumsum(counts[inside].sum(axis=0))]
            anywhere = np.r_[0, np.cumsum(of_day)]
            for length in range(1, 15):
                c = here[length:] - here[:-length]
                mu = of_place[inside].sum() * (anywhere[length:] - anywhere[:-length]) / total
                keep = (c >= 2) & (c > mu)
                c, mu = c[keep], mu[keep]
                rest = (total - c) * np.log((total - c) / (total - mu))
                best = max(best, (c * np.log(c / mu) + rest).max(initial=0))
    return best


def first_call() -> tuple[float, float]:
    """CPU seconds of a first small scan in a new process: nothing compiled yet, then cached."""
    code = (
        "import time; from benchmarks.places import scan as b; e, p = b.drawn(100, 16, 30); "
        "s = time.process_time(); b.permutation_scan(e, p, seed=1, replicas=9); "
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
    permutation_scan(*drawn(100, 16, 30), seed=1, replicas=9)
    print("\n events  cells  days  longest  permutation, CPU-s  expected, CPU-s   p of the planted")
    for number, cells, days, longest in SHAPES:
        events, places = drawn(number, cells, days)
        start = time.process_time()
        table = permutation_scan(events, places, longest=longest, seed=SEED, replicas=REPLICAS)
        middle = time.process_time()
        poisson_scan(events, places, flat(events, places), longest=longest, seed=SEED,
                     replicas=REPLICAS)  # fmt: skip
        end = time.process_time()
        print(f"{number:7,} {cells:6} {days:5} {longest:8} {middle - start:19.1f} "
              f"{end - middle:16.1f} {table['p'].iloc[0]:18.3f}")  # fmt: skip
    events, places = drawn(10_000, 400, 365)
    table = permutation_scan(events, places, seed=SEED, replicas=DEALT)
    step = (events["day"] - events["day"].min()).dt.days.to_numpy()
    rng = np.random.default_rng(SEED)
    start = time.process_time()
    largest = [plain_maximum(events, places, rng.permutation(step)) for _ in range(DEALT)]
    each = (time.process_time() - start) / DEALT
    off = np.abs(np.array(table.attrs["largest"]) / largest - 1).max()
    print(f"\nplain numpy: {each:.1f} CPU-s a replica, {each * REPLICAS:,.0f} for {REPLICAS}; "
          f"largest difference of {DEALT} replicas' largest ratio: {off:.0e}")  # fmt: skip


if __name__ == "__main__":
    main()
