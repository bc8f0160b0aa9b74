"""Does a run that was killed go on from where it was, and end with the same bytes?

    python -m benchmarks.assessment.killed [POINTS] [NOTEBOOK]

Makes an assessment of one notebook (``comparison``) in all editions, of the sample without its
partners' feeds. First once undisturbed, then POINTS (10) times more, each in a folder of its own:
killed with its children (SIGKILL) once it has said an equal share of what the whole said, and up
to two seconds later; then run again by the same command. Prints for every kill point whether
anything looked finished, how many pages were kept, how many of them the second run took as they
were, how many half-written things it left, and how many files differ from the undisturbed run's
(``manifest.json`` but for its record of seconds).
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cdrp_analysis.sample import make_sample
from tests.lean import lean_sample

_NOTEBOOK = "comparison"


def start(file: Path, out: Path, notebook: str) -> subprocess.Popen:
    """The command, in a process group of its own; what it says goes into a file beside ``out``."""
    command = [sys.executable, "-m", "cdrp_analysis.cli", "assess", str(file), "--only", notebook,
               "--out", str(out)]  # fmt: skip
    with said(out).open("w") as told:
        return subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=told, start_new_session=True
        )


def said(out: Path) -> Path:
    """Where a run says what it does."""
    return out.with_name(f"{out.name}.log")


def finish(file: Path, out: Path, notebook: str) -> str:
    """Run to the end; what it said."""
    if start(file, out, notebook).wait():
        raise SystemExit(said(out).read_text())
    return said(out).read_text()


def files(out: Path, notebook: str) -> dict[str, bytes]:
    """Every file of the finished run; the manifest without its seconds."""
    (run,) = out.glob(f"*/*-only-{notebook}")
    found = {
        path.relative_to(run).as_posix(): path.read_bytes()
        for path in run.rglob("*")
        if path.is_file()
    }
    record = json.loads(found.pop("manifest.json"))
    del record["run_record"]
    return found | {"manifest.json": json.dumps(record, sort_keys=True).encode()}


def main() -> None:
    """Kill, run again, compare."""
    points = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    notebook = sys.argv[2] if len(sys.argv) > 2 else _NOTEBOOK
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make_sample(folder / "sample")
        file = lean_sample(folder / "sample", folder / "lean", years=2)
        lines = finish(file, folder / "whole", notebook).count("\n")
        wanted = files(folder / "whole", notebook)
        print(f"undisturbed: {lines} lines said, {len(wanted)} files")
        print(f"{'killed at line':>14}  {'left':<10}{'kept':>5}{'taken over':>12}{'half left':>11}"
              f"{'differing files':>17}")  # fmt: skip
        wrong = 0
        for point in range(points):
            out = folder / f"killed-{point}"
            after = 1 + point * lines // points
            run = start(file, out, notebook)
            while run.poll() is None and said(out).read_text().count("\n") < after:
                time.sleep(0.05)
            time.sleep(point % 4 * 2 / 3)
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
            left = "finished" if list(out.glob(f"*/*-only-{notebook}")) else "nothing"
            kept = len(list(out.glob("*/store/made/*/[!.]*/key.txt")))
            taken = finish(file, out, notebook).count("  as before")
            half = [p for p in out.rglob(".*") if p.name != ".lock"]
            made = files(out, notebook)
            differ = sum(made.get(name) != wanted.get(name) for name in {*made, *wanted})
            wrong += bool(differ or half or (taken != kept and left == "nothing"))
            print(f"{after:>14}  {left:<10}{kept:>5}{taken:>12}{len(half):>11}{differ:>17}",
                  flush=True)  # fmt: skip
        print(f"{points} kill points, {wrong} with another outcome")


if __name__ == "__main__":
    main()
