"""The stages of a run behind its prepared rows: notebooks, drafts, pages, workbook, manifest."""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
import pandas as pd

from cdrp_analysis.assessment import editions as drafts
from cdrp_analysis.assessment import manifest, pages, prepare, remembered
from cdrp_analysis.assessment.batch import run_notebooks
from cdrp_analysis.assessment.layout import KEPT_FILE, KEPT_PERIOD, Layout
from cdrp_analysis.assessment.plan import Task, tasks
from cdrp_analysis.assessment.progress import Progress
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.summary import summary
from cdrp_analysis.assessment.warm import Servers
from cdrp_analysis.errors import InputError
from cdrp_analysis.store import Store

Nodes = dict[str, nbformat.NotebookNode]


@dataclass(frozen=True)
class Stages:
    """
    The stages of one run, from the prepared rows to its pages, and what they share.

    Raises
    ------
    InputError
        Where no month of the period is complete.
    """

    file: Path
    period: str | None
    places: Layout
    store: Store
    root: Path
    only: str | None
    progress: Progress
    workers: int | None
    servers: Servers
    durations: dict[str, float]
    fresh: bool

    def __post_init__(self) -> None:
        if not self.evidence.known_months:
            raise InputError(
                f"no month of {self.evidence.period.label} is complete in the feeds of offences.",
                where="feeds of offences",
                do="choose another period with --period, or add the months",
            )

    @cached_property
    def evidence(self) -> Evidence:
        """What the restricted notebooks read and what they leave."""
        folder = self.places.building / "restricted" / "tables"
        return Evidence(self.places.assessment, self.places.prepared, folder)

    def todo(self) -> list[Task]:
        """The restricted pages that need nothing of the release."""
        sample = bool(self.evidence.assessment.truth)
        return tasks(
            "restricted",
            self.evidence.areas("ward"),
            only=self.only,
            sample=sample,
            timed=self.evidence.has_times,
        )

    def restricted(self) -> tuple[list[Task], Nodes]:
        """Run the restricted notebooks that need nothing of the release."""
        todo = self.todo()
        return todo, self._run(todo)

    def kept(self, run: Path) -> tuple[list[Task], Nodes]:
        """The restricted notebooks of a finished run, as they were executed then."""
        todo, folder = self.todo(), run / "restricted" / "notebooks"
        pages_of = {task.page: folder / f"{task.page}.ipynb" for task in todo}
        return todo, {page: nbformat.read(at, as_version=4) for page, at in pages_of.items()}

    def keep_settings(self) -> None:
        """What the run was made from, beside its pages, so that it can be released again."""
        folder = self.places.building / "restricted"
        shutil.copyfile(self.file, folder / KEPT_FILE)
        (folder / KEPT_PERIOD).write_text(self.period or "", encoding="utf-8")
        if policy := self.evidence.assessment.disclosure.policy:
            shutil.copyfile(self.root / policy, folder / Path(policy).name)

    def finish(
        self, todo: list[Task], nodes: Nodes, released: Sequence[str], began: float
    ) -> tuple[str, ...]:
        """Drafts, the restricted pages and the manifest; what a person should know of them."""
        made = self._released(released) if released else None
        if made is not None and self.only is None:
            last = tasks("restricted", self.evidence.areas("ward"), after_release=True)
            told = remembered.of_folder(self.places.building / "restricted" / "tables")
            todo, nodes = [*todo, *last], {**nodes, **self._run(last, told)}
        self.servers.close()  # memory of kernels is known once they have ended
        folder = self.places.building / "restricted"
        pages.write(
            folder,
            todo,
            nodes,
            evidence=self.evidence,
            shown=self.evidence,
            workers=self.workers,
        )
        kept = folder / "notebooks"
        kept.mkdir(parents=True, exist_ok=True)
        for task in todo:
            nbformat.write(nodes[task.page], kept / f"{task.page}.ipynb")
        accounted = self.evidence.has("row_accounting")
        manifest.write(
            self.places.building / manifest.MANIFEST,
            assessment=self.evidence.assessment,
            provenance=prepare.provenance(self.evidence.assessment, self.store),
            accounting=self.evidence.table("row_accounting") if accounted else pd.DataFrame(),
            durations={**self.durations, "all": time.monotonic() - began},
            outputs=self.places.building,
        )
        return tuple(summary(self.evidence, made))

    def _released(self, editions: Sequence[str]) -> drafts.Drafts:
        return drafts.make(
            self.evidence,
            editions,
            self.places,
            self.store,
            self.root,
            only=self.only,
            progress=self.progress,
            workers=self.workers,
            servers=self.servers,
            durations=self.durations,
            fresh=self.fresh,
        )

    def _run(self, todo: list[Task], *reads: str) -> Nodes:
        """The restricted pages; ``reads``: hashes of what they read beside the prepared rows."""
        common = {
            "assessment": str(self.file.resolve()),
            "period": self.period or "",
            "edition": "restricted",
            "tables": str(self.places.building / "restricted" / "tables"),
        }
        rows = (self.places.prepared / prepare.MARK).read_text(encoding="utf-8")
        basis = remembered.basis(self.evidence.assessment.model_dump_json(), rows, *reads)
        memory = remembered.Remembered(self.places.remembered, basis, fresh=self.fresh)
        return run_notebooks(
            todo, common, self.places, self.progress, self.workers, self.servers, self.durations,
            memory,
        )  # fmt: skip
