"""One run of the whole assessment on the sample, every edition, which all tests here read."""

import io
import json
import multiprocessing
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from rich.console import Console

from cdrp_analysis import settings
from cdrp_analysis.assessment import batch
from cdrp_analysis.assessment import run as running
from cdrp_analysis.assessment.execute import prepare_worker
from cdrp_analysis.assessment.layout import Layout, notebooks
from cdrp_analysis.assessment.plan import PLACES, REPORTS
from cdrp_analysis.assessment.progress import Progress
from cdrp_analysis.assessment.published import PublishedEvidence
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.rules import EDITIONS, RELEASED
from cdrp_analysis.store import Store

DRAFTS = tuple(f"draft-{edition}" for edition in RELEASED)
FOLDERS = ("restricted", *DRAFTS)  # of a run that nobody has signed
SAID = "said.txt"  # what the run told the person who started it


@dataclass(frozen=True)
class Run:
    """A finished run of the sample and everything it was made from. Nobody changes it."""

    file: Path
    places: Layout
    said: str

    @cached_property
    def truths(self) -> dict:
        """What was planted in the raw files."""
        return json.loads((self.file.parent / "truth.json").read_text(encoding="utf-8"))

    def planted(self, key: str) -> dict:
        """One planted truth, with all that is said of it."""
        (truth,) = [truth for truth in self.truths["truths"] if truth["key"] == key]
        return truth

    @cached_property
    def manifest(self) -> dict:
        """The record of the run."""
        return json.loads((self.places.finished / "manifest.json").read_text(encoding="utf-8"))

    @cached_property
    def evidence(self) -> Evidence:
        """The restricted run, as a notebook sees it."""
        folder = self.places.restricted / "tables"
        return Evidence(self.places.assessment, self.places.prepared, folder)

    def draft(self, edition: str) -> Path:
        """Folder of an edition that nobody has approved yet."""
        return self.places.finished / f"draft-{edition}"

    @cached_property
    def shown(self) -> dict[str, dict[str, pd.DataFrame]]:
        """Every table of each draft, with its symbols beside its numbers, by edition."""
        found = {}
        for edition in RELEASED:
            drafted = PublishedEvidence(self.draft(edition) / "data", edition)
            found[edition] = {name: drafted.table(name) for name in SPECS if drafted.has(name)}
        return found

    @property
    def published(self) -> dict[str, pd.DataFrame]:
        """Every table of the public draft."""
        return self.shown["public"]

    @property
    def store(self) -> Store:
        """The restricted store."""
        return Store(self.places.store)

    def pages(self, folder: str) -> list[str]:
        """Names of the notebooks' pages and the index that an edition must have, without ending."""
        edition = folder.removeprefix("draft-")
        shown = [report for report in REPORTS if edition in report.editions]
        wards = [f"-{code.lower()}" for code in self.evidence.areas("ward")["code"]]
        places = [f"-{at}" for at in range(1, len(PLACES) + 1)]
        made = [
            f"{report.notebook}{ward}"
            for report in shown
            for ward in (wards if report.per_ward else places if report.per_priority else [""])
        ]
        return ["index", *made]


def assess(file: Path, out: Path, **options) -> tuple[running.Finished, str]:
    """Run an assessment quietly; also what it said."""
    said = io.StringIO()
    console = Console(file=said, width=200, highlight=False)
    return running.assess(file, out=out, progress=Progress(console), **options), said.getvalue()


@pytest.fixture(scope="session")
def run(sample, made_once) -> Run:
    """The one full run: raw files to the restricted edition and the drafts of the others."""
    file = sample / "assessment.toml"

    def make(out: Path) -> None:
        finished, said = assess(file, out)
        places = Layout(out, settings.load(file))
        assert finished.editions == {
            edition: places.finished / folder / "index.html"
            for edition, folder in zip(EDITIONS, FOLDERS, strict=True)
        }
        (out / SAID).write_text(said, encoding="utf-8")

    out = made_once("outputs", make)
    said = (out / SAID).read_text(encoding="utf-8")
    return Run(file, Layout(out, settings.load(file)), said)


@pytest.fixture(scope="session")
def another_out(run, tmp_path_factory) -> Callable[[], Layout]:
    """Makes output folders that know the run's store, so that nothing is ingested again."""

    def make() -> Layout:
        places = Layout(tmp_path_factory.mktemp("again"), run.places.assessment)
        shutil.copytree(run.places.store, places.store)
        return places

    return make


@pytest.fixture
def changed_notebooks(tmp_path, monkeypatch) -> Callable[..., Path]:
    """Makes the batch run a copy of the notebooks with one cell added to one of them."""

    def change(notebook: str, cell: nbformat.NotebookNode, *, tags=()) -> int:
        folder = tmp_path / "notebooks"
        shutil.copytree(notebooks(), folder)
        path = folder / f"{notebook}.ipynb"
        node = nbformat.read(path, as_version=4)
        cell.metadata = nbformat.from_dict({"tags": list(tags)})
        node.cells.append(cell)
        nbformat.write(node, path)
        monkeypatch.setattr(batch, "notebooks", lambda: folder)
        return len(node.cells)

    return change


@pytest.fixture(scope="module")
def worker() -> Iterator[ProcessPoolExecutor]:
    """A process set up as those in which the batch executes notebooks."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context, initializer=prepare_worker) as pool:
        yield pool


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name below it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
