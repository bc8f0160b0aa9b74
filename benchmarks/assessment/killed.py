"""Does a run that was killed go on from where it was, and end with the same bytes?

    python -m benchmarks.assessment.killed [POINTS] [NOTEBOOK]

Makes the sample's assessment of one notebook (``comparison``) in all editions once, then POINTS
(10) times more, each in a folder of its own: killed with its children (SIGKILL) after an equal
share of the seconds that the whole took, then run again by the same command. Prints for every
kill point whether anything looked finished, which pages the second run took from the first, and
how many files differ from the undisturbed run's (``manifest.json`` but for its record of seconds).
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

_NOTEBOOK = "comparison"


def start(file: Path, out: Path, notebook: str) -> subprocess.Popen:
    """The command, in a process group of its own."""
    command = [sys.executable, "-m", "cdrp_analysis.cli", "assess", str(file), "--only", notebook,
               "--out", str(out)]  # fmt: skip
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


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
        file = folder / "sample" / "assessment.toml"
        began = time.monotonic()
        whole = start(file, folder / "whole", notebook)
        if whole.wait():
            raise SystemExit(whole.stderr.read().decode())
        seconds = time.monotonic() - began
        wanted = files(folder / "whole", notebook)
        print(f"undisturbed: {seconds:.0f} s, {len(wanted)} files")
        print(f"{'killed after':>12}  {'left':<10} {'taken over':<34} differing files")
        wrong = 0
        for point in range(1, points + 1):
            out = folder / f"killed-{point}"
            after = seconds * point / (points + 1)
            run = start(file, out, notebook)
            time.sleep(after)
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
            left = "finished" if list(out.glob(f"*/*-only-{notebook}")) else "nothing"
            kept = sorted(path.parent.name for path in out.glob("*/store/made/*/*/key.txt"))
            again = start(file, out, notebook)
            if again.wait():
                raise SystemExit(again.stderr.read().decode())
            made = files(out, notebook)
            differ = sum(made.get(name) != wanted.get(name) for name in {*made, *wanted})
            wrong += bool(differ)
            editions = ", ".join(name.split("-")[0] for name in kept)
            print(f"{after:>10.1f} s  {left:<10} {editions or '–':<34} {differ}", flush=True)
        print(f"{points} kill points, {wrong} with another outcome")


if __name__ == "__main__":
    main()
