"""Notebooks run by hand, as in JupyterLab: the same tables and exhibits as in the batch."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from cdrp_analysis.assessment.evidence import ASSESSMENT, OUTPUTS
from cdrp_analysis.assessment.layout import notebooks
from cdrp_analysis.assessment.plan import REPORTS
from cdrp_analysis.disclosure.catalogue import SPECS
from tests.notebooks.conftest import files_below

NAMES = [report.notebook for report in REPORTS if not report.per_ward]
# The others read what the release left, or what these made, and make no table.
MAKERS = [
    r.notebook for r in REPORTS if not (r.per_ward or r.per_priority or r.after_release)
]
PACK = "ward-pack"


def _environment(run, scratch: Path) -> dict[str, str]:
    """What ``cdrp lab`` sets, and Jupyter's own files kept out of the home folder."""
    return {
        **os.environ,
        ASSESSMENT: str(run.file),
        OUTPUTS: str(run.places.out),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "IPYTHONDIR": str(scratch / "ipython"),
    }


def _codes(path: Path) -> list[nbformat.NotebookNode]:
    cells = nbformat.read(path, as_version=4).cells
    return [
        cell
        for cell in cells
        if cell.cell_type == "code" and "injected-parameters" not in cell.metadata.get("tags", [])
    ]


@pytest.fixture(scope="module")
def by_hand(run, tmp_path_factory) -> Path:
    """Every notebook of the checkout run top to bottom in an ordinary kernel."""
    folder = tmp_path_factory.mktemp("hand")
    (folder / "runtime").mkdir(mode=0o700)
    environment = _environment(run, folder)
    ward = run.evidence.areas("ward")["code"].iloc[0]
    for name in (*NAMES, PACK):
        node = nbformat.read(notebooks() / f"{name}.ipynb", as_version=4)
        if name == PACK:  # the person says which ward
            cell = next(c for c in node.cells if "parameters" in c.metadata.get("tags", []))
            cell.source = re.sub(r'^ward = ""', f'ward = "{ward}"', cell.source, flags=re.MULTILINE)
        nbformat.write(node, folder / f"{name}.ipynb")

    def execute(name: str) -> subprocess.CompletedProcess:
        command = Path(sys.executable).with_name("jupyter-execute")
        return subprocess.run(
            [command, "--inplace", f"{name}.ipynb"],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    with ThreadPoolExecutor(2) as pool:
        for name, done in zip((*NAMES, PACK), pool.map(execute, (*NAMES, PACK)), strict=True):
            assert done.returncode == 0, f"{name}: {done.stderr[-800:]}"
    return folder


@pytest.mark.parametrize("name", MAKERS)
def test_tables_by_hand_are_those_of_the_batch(run, by_hand, name):
    made = [spec.name for spec in SPECS.values() if spec.notebook == name]
    assert made
    for table in made:
        hand = pd.read_parquet(run.places.trials / f"{table}.parquet")
        batch = pd.read_parquet(run.places.restricted / "tables" / f"{table}.parquet")
        pd.testing.assert_frame_equal(hand, batch)
        assert hand.attrs == batch.attrs


def test_nothing_by_hand_touches_the_finished_run(run, by_hand):
    tables = files_below(run.places.restricted / "tables")
    trials = files_below(run.places.trials)
    of_release = {f"{name}.parquet" for name, spec in SPECS.items() if spec.notebook == "redaction"}
    assert of_release and trials.keys() == tables.keys() - of_release
    assert {f"restricted/tables/{name}" for name in tables} <= set(run.manifest["outputs"])
    left = {path.name for path in run.places.partnership.iterdir()}
    assert left == {"store", ".lock", "trials", run.places.finished.name}


@pytest.mark.parametrize("name", [*NAMES, PACK])
def test_exhibits_by_hand_are_those_of_the_batch(run, by_hand, name):
    several = {PACK, "priority"}  # pages of one notebook; by hand one gets the first
    page = next(p for p in run.pages("restricted") if p == name or
                (name in several and p.startswith(f"{name}-")))  # fmt: skip
    hand = _codes(by_hand / f"{name}.ipynb")
    batch = _codes(run.places.restricted / "notebooks" / f"{page}.ipynb")
    assert len(hand) == len(batch)
    shown = 0
    for ours, theirs in zip(hand, batch, strict=True):
        data = [output.get("data") for output in ours.outputs]
        assert data == [output.get("data") for output in theirs.outputs]
        shown += len(data)
    assert shown >= {"sensitive-material": 2, "key-messages": 3}.get(name, 4)


def test_outputs_that_were_kept_are_reproduced(run, tmp_path):
    """The executed notebooks of the run, opened and run again, cell by cell."""
    (tmp_path / "runtime").mkdir(mode=0o700)
    kept = [
        run.places.restricted / "notebooks" / f"{name}.ipynb" for name in ("trends", "data-quality")
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", *kept],
        cwd=tmp_path,
        env=_environment(run, tmp_path),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    cells = sum(len(_codes(path)) + 1 for path in kept)
    assert f"{cells} passed" in done.stdout
