"""The whole assessment beside plain papermill and nbconvert over the same notebooks.

    python -m benchmarks.assessment.plain [FILE]

FILE is an assessment file; without one, the sample is made first. Two ways, one after the other
in one run, each timed by the clock and in CPU-seconds of everything it starts:

whole     ``cdrp assess``: rows read and prepared, every notebook in every edition, tables
          protected together, pages, PDF, workbooks, certificates, audit.
unchanged the same command again.
plain     ``papermill IN OUT`` and then ``jupyter nbconvert --to html OUT``, for every notebook
          and every set of parameters of that run, in the plan's order, one after the other. Rows
          are there, tables protected: what it makes is the notebooks' pages and nothing else.
          The other editions' notebooks are given their public cells alone, as in the run.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import nbformat

from cdrp_analysis import settings
from cdrp_analysis.assessment.evidence import BEHIND, PREPARED
from cdrp_analysis.assessment.execute import belongs
from cdrp_analysis.assessment.layout import Layout, notebooks
from cdrp_analysis.assessment.plan import Parameters, Task, tasks
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.rules import EDITIONS
from cdrp_analysis.sample import make_sample


def main(file: Path | None) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        if file is None:
            file = scratch / "sample" / "assessment.toml"
            make_sample(file.parent)
        out = scratch / "outputs"
        command = [
            sys.executable,
            "-m",
            "cdrp_analysis.cli",
            "assess",
            str(file),
            "--out",
            str(out),
        ]
        print(f"{'':<12}{'notebooks':>10}{'seconds':>10}{'CPU-s':>8}", flush=True)
        places = Layout(out, settings.load(file))
        whole = _timed([(command, {})])
        todo = list(_todo(places))
        _report("whole", len(todo), whole)
        _report("unchanged", len(todo), _timed([(command, {})]))
        plain = _timed(
            step for at, task in enumerate(todo) for step in _plain(task, file, places, scratch, at)
        )
        _report("plain", len(todo), plain)
        print(f"\nplain / whole: {plain[0] / whole[0]:.2f} by the clock, "
              f"{plain[1] / whole[1]:.2f} in CPU-seconds")  # fmt: skip


def _report(name: str, pages: int, spent: tuple[float, float]) -> None:
    print(f"{name:<12}{pages:>10}{spent[0]:>10.1f}{spent[1]:>8.1f}", flush=True)


def _timed(commands) -> tuple[float, float]:
    """Seconds by the clock and of CPU of commands run one after the other."""
    clock, spent = 0.0, 0.0
    for command, environment in commands:
        began, before = time.perf_counter(), _cpu()
        done = subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        clock, spent = clock + time.perf_counter() - began, spent + _cpu() - before
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    return clock, spent


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _todo(places: Layout) -> Iterator[Task]:
    """Every notebook with every set of parameters of a finished run."""
    evidence = Evidence(
        places.assessment, places.prepared, places.finished / "restricted" / "tables"
    )
    for edition in EDITIONS:
        for after in (False, True) if edition == "restricted" else (False,):
            yield from tasks(
                edition,
                evidence.areas("ward"),
                sample=bool(evidence.assessment.truth),
                timed=evidence.has_times,
                after_release=after,
            )


def _plain(
    task: Task, file: Path, places: Layout, scratch: Path, at: int
) -> Iterator[tuple[list[str], dict[str, str]]]:
    """The two commands for one page. Its notebook and tables are made ready first, untimed."""
    folder = scratch / "plain" / f"{at}"
    folder.mkdir(parents=True)
    tables = scratch / "tables" / task.edition
    if not tables.exists():
        made = "restricted/tables" if task.edition == "restricted" else f"draft-{task.edition}/data"
        shutil.copytree(places.finished / made, tables)
    node = nbformat.read(notebooks() / f"{task.report.notebook}.ipynb", as_version=4)
    environment = {}
    if task.edition == "restricted":
        environment = {PREPARED: str(places.prepared), BEHIND: str(tables)}
    else:
        node.cells = [cell for cell in node.cells if belongs(cell, task.edition)]
    nbformat.write(node, folder / "in.ipynb")
    given = Parameters(
        assessment=str(file) if task.edition == "restricted" else "",
        edition=task.edition,
        tables=str(tables),
        ward=task.ward,
        place=task.place,
    )
    declared = {name: value for name, value in asdict(given).items() if _takes(node, name)}
    values = [part for name, value in declared.items() for part in ("-r", name, value)]
    run = [sys.executable, "-m", "papermill", "in.ipynb", "out.ipynb", "--no-progress-bar", *values]
    shown = [sys.executable, "-m", "nbconvert", "--to", "html", "--no-input", "out.ipynb"]
    for command in (run, shown):
        yield ([*command[:3], *_within(command[3:], folder)], environment)


def _within(arguments: list[str], folder: Path) -> list[str]:
    return [str(folder / given) if given.endswith(".ipynb") else given for given in arguments]


def _takes(node: nbformat.NotebookNode, name: str) -> bool:
    """Whether the notebook's cell of parameters has that name."""
    (cell,) = [c for c in node.cells if "parameters" in c.metadata.get("tags", [])]
    return f"\n{name} = " in f"\n{cell.source}"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
