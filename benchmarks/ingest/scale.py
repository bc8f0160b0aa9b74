"""How long millions of rows of data.police.uk take into the store, and how much memory.

    python -m benchmarks.ingest.scale [MILLIONS ...]

Writes an invented download of so many million rows (0.5, 1, 2 and 5) into a folder that is
deleted afterwards, takes it into a restricted store, and reads the same files with plain pandas:
``read_csv`` of each, ``concat``, ``to_parquet``. Each is a process of its own, so that its peak
memory is its own. Prints seconds by the clock and of CPU, the peak, the ratio to plain pandas, and
whether rows in are accepted + quarantined + repeated.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pandas as pd

from benchmarks.ingest.download import write
from cdrp_analysis import sources
from cdrp_analysis.settings import Feed
from cdrp_analysis.store import Store

_MILLIONS = (0.5, 1, 2, 5)


def ours(data: Path, out: Path) -> str:
    """The ingest of an assessment; what became of the rows."""
    feed = Feed(
        key="street", layout="policeuk-street", files=["*/*-street.csv"], vintage=date(2026, 11, 1)
    )
    store = Store(out)
    store.ingest(feed.key, sources.read(feed, data, among=[feed]), fingerprint="benchmark")
    sums = store.provenance(feed.key)[["rows_in", "accepted", "quarantined", "repeated"]].sum()
    rest = sums["rows_in"] - sums[["accepted", "quarantined", "repeated"]].sum()
    return f"{sums['accepted']:,} + {sums['quarantined']:,} + {sums['repeated']:,}, {rest} lost"


def plain(data: Path, out: Path) -> str:
    """What one would write by hand: nothing checked, nothing set aside, everything in memory."""
    frame = pd.concat([pd.read_csv(path) for path in sorted(data.rglob("*.csv"))])
    out.mkdir()
    frame.to_parquet(out / "street.parquet", compression="zstd")
    return f"{len(frame):,}"


def one(way: str, data: str, out: str) -> None:
    """One measurement, in this process; its line on stdout."""
    began = time.monotonic()
    said = {"ours": ours, "plain": plain}[way](Path(data), Path(out))
    seconds = time.monotonic() - began
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = usage.ru_utime + usage.ru_stime
    print(f"{seconds}|{cpu}|{usage.ru_maxrss / 1024}|{said}")


def main(millions: tuple[float, ...]) -> None:
    """Print the table."""
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load at the beginning {load:.1f}")
    print(f"{'rows':>10} {'':<6}{'seconds':>8}{'CPU-s':>7}{'peak MB':>9}{'CPU ratio':>11}  "
          "accepted + quarantined + repeated")  # fmt: skip
    for many in millions:
        with tempfile.TemporaryDirectory() as scratch:
            data = Path(scratch) / "data"
            rows = int(many * 1_000_000)
            write(data, rows)
            cost = {}
            for way in ("ours", "plain"):
                done = subprocess.run(
                    [sys.executable, "-m", "benchmarks.ingest.scale", way, str(data),
                     str(Path(scratch) / way)],
                    capture_output=True, text=True, check=True,
                )  # fmt: skip
                seconds, cpu, peak, said = done.stdout.strip().split("|")
                cost[way] = float(cpu)
                ratio = "" if way == "ours" else f"{cost['ours'] / cost['plain']:.2f}"
                print(f"{rows:>10,} {way:<6}{float(seconds):>8.1f}{float(cpu):>7.1f}"
                      f"{float(peak):>9.0f}{ratio:>11}  {said}", flush=True)  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] in (["ours"], ["plain"]):
        one(*sys.argv[1:])
    else:
        main(tuple(map(float, sys.argv[1:])) or _MILLIONS)
