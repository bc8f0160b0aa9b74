"""The same tables through pytauargus, run by an interpreter of its own as a subprocess."""

import json
import os
import subprocess
from collections.abc import Sequence

import numpy as np

from cdrp_analysis.disclosure.relations import System

INTERPRETER = "PYTAUARGUS_PYTHON"  # environment variable: path of a Python that has it
_MINUTES = 3
_DRIVER = """
import json, pathlib, sys, tempfile
from pytauargus import protect
asked = json.load(sys.stdin)
with tempfile.TemporaryDirectory() as folder:
    levels = {}
    for name, text in asked["levels"].items():
        path = pathlib.Path(folder) / (name + ".hrc")
        path.write_text(text)
        levels[name] = str(path)
    extra = {"hrc": levels, "hierleadstring": "@"} if levels else {}
    names = list(asked["columns"])
    records = {**asked["columns"], "one": [1] * len(asked["columns"][names[0]])}
    done = protect(records, names, "one", safety_rules="FREQ(%d,30)" % asked["threshold"],
                   suppress=asked["method"], workdir=folder, totcode="Total", **extra)
    print(json.dumps(sorted(pathlib.Path(folder).glob("*.tab"))[0].read_text()))
"""


def interpreter() -> str | None:
    """The interpreter named in the environment, if it is there."""
    path = os.environ.get(INTERPRETER, "")
    return path if os.path.exists(path) else None


def hidden_by_tau_argus(system: System, *, threshold: int, method: str) -> np.ndarray | str:
    """
    Cells that tau-ARGUS hides when given one record per offence of the same table.

    Parameters
    ----------
    system : System
        One table with all its margins, every dimension with a single top.
    threshold : int
        Its minimum frequency.
    method : str
        Its own name of the method, such as "OPT(1)" or "MOD(1)".

    Returns
    -------
    array of bool, or str
        Hidden cells; or why there is no answer.
    """
    labels = [[cell[axis] for cell in system.cells] for axis in (1, 2, 3)]
    below = [_parts(system, axis) for axis in (1, 2, 3)]
    used = [axis for axis in range(3) if below[axis]]
    tops = [_top(below[axis]) for axis in used]
    inner = [
        here
        for here in range(len(system.cells))
        if all(labels[axis][here] not in below[axis] for axis in used)
    ]
    repeats = system.values[inner].astype(int)
    names = ["area", "theme", "period"]
    asked = {
        "threshold": threshold,
        "method": method,
        "columns": {
            names[axis]: np.repeat([labels[axis][here] for here in inner], repeats).tolist()
            for axis in used
        },
        "levels": {
            names[axis]: _tree(below[axis], top)
            for axis, top in zip(used, tops, strict=True)
            if len(below[axis]) > 1
        },
    }
    try:
        run = subprocess.run(
            [interpreter(), "-c", _DRIVER],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=60 * _MINUTES,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {_MINUTES} min"
    if run.returncode:
        return f"stopped ({run.stderr.strip().splitlines()[-1:] or run.returncode})"
    return _read(system, json.loads(run.stdout.splitlines()[-1]), labels, used, tops)


def _parts(system: System, axis: int) -> dict[str, list[str]]:
    """The parts of every total along one dimension."""
    below: dict[str, list[str]] = {}
    for total, parts in system.relations:
        here = system.cells[total][axis]
        names = [system.cells[part][axis] for part in parts]
        if names[0] != here:
            below[here] = names
    return below


def _top(below: dict[str, list[str]]) -> str:
    (top,) = set(below) - {part for parts in below.values() for part in parts}
    return top


def _tree(below: dict[str, list[str]], total: str, depth: int = 0) -> str:
    """The levels below a total as tau-ARGUS reads them: one line each, "@" for every level."""
    return "".join(
        f"{'@' * depth}{part}\n{_tree(below, part, depth + 1)}" for part in below.get(total, ())
    )


def _read(
    system: System,
    text: str,
    labels: Sequence[Sequence[str]],
    used: Sequence[int],
    tops: Sequence[str],
) -> np.ndarray:
    """Cells marked unsafe (U) or hidden besides (M) in the table written."""
    marked = set()
    for line in text.splitlines():
        parts = [part.strip().strip('"') for part in line.split(";")]
        if parts[len(used) + 3] in ("U", "M", "D"):
            marked.add(
                tuple(top if p == "Total" else p for p, top in zip(parts, tops, strict=False))
            )
    return np.array(
        [tuple(labels[axis][here] for axis in used) in marked for here in range(len(system.cells))]
    )
