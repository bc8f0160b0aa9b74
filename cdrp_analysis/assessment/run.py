"""Run an assessment: ingest, notebooks through papermill, release, pages, manifest."""

import fcntl
import multiprocessing
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd

from cdrp_analysis import settings
from cdrp_analysis.assessment import known_values, manifest, pages, prepare, release
from cdrp_analysis.assessment.evidence import PREPARED
from cdrp_analysis.assessment.execute import execute, prepare_worker
from cdrp_analysis.assessment.layout import Layout, notebooks
from cdrp_analysis.assessment.plan import Parameters, Task, tasks
from cdrp_analysis.assessment.progress import Progress
from cdrp_analysis.assessment.published import PublishedEvidence
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.summary import summary
from cdrp_analysis.disclosure.protect import Protected
from cdrp_analysis.errors import InputError, OutputError, SettingsError, WorkbenchError
from cdrp_analysis.store import Store


@dataclass(frozen=True)
class Finished:
    """Where a run left its editions."""

    folder: Path
    editions: tuple[str, ...]
    seconds: float
    peak_memory_mb: float
    summary: tuple[str, ...] = ()


def assess(
    file: Path,
    *,
    period: str | None = None,
    editions: Sequence[str] = (),
    only: str | None = None,
    out: Path,
    data: Path | None = None,
    progress: Progress,
    workers: int | None = None,
) -> Finished:
    """
    Make an assessment from its file.

    Everything is made in a hidden folder and moved into place at the end, so that an
    unfinished run leaves nothing that looks finished.

    Parameters
    ----------
    file : path
        The assessment file.
    period : str, optional
        Overrides the file's period.
    editions : sequence of str
        ``restricted``, ``public``; blank: those of the file. Public tables are made from the
        restricted run, which is therefore always made, and kept: it holds the record of what
        was hidden and why.
    only : str, optional
        One notebook and those it needs.
    out : path
        Output folder.
    data : path, optional
        Folder of the raw files; default: the folder of the assessment file.
    progress : Progress
        Told of every page.
    workers : int, optional
        Notebooks run at the same time; default: one per core.

    Raises
    ------
    WorkbenchError
        Of the kind that stopped the run.
    """
    began = time.monotonic()
    assessment = settings.load(file, period=period)
    _require_inputs(assessment)
    editions = tuple(editions) or tuple(assessment.editions)
    # Kernels work in folders of their own: a relative path would lead them astray.
    places = Layout(out.resolve(), assessment, only)
    with _alone(places):
        durations: dict[str, float] = {}
        shutil.rmtree(places.building, ignore_errors=True)
        try:
            with _timed(durations, "ingest"), progress.step("Reading the raw files"):
                store = Store(places.store)
                prepare.ingest(assessment, data or file.parent, store)
                prepare.prepare(assessment, data or file.parent, store, places.prepared)
            evidence = Evidence(assessment, places.prepared, places.building / "restricted/tables")
            _require_months(evidence)
            _restricted(file, period, evidence, places, only, progress, workers, durations)
            protected = None
            if "public" in editions:
                protected = _public(evidence, places, store, only, progress, workers, durations)
            said = tuple(summary(evidence, protected))
            provenance = prepare.provenance(assessment, store)
            accounting = (
                evidence.table("row_accounting")
                if evidence.has("row_accounting")
                else pd.DataFrame()
            )
            manifest.write(
                places.building / "manifest.json",
                assessment=assessment,
                provenance=provenance,
                accounting=accounting,
                durations={**durations, "all": time.monotonic() - began},
                outputs=places.building,
            )
            _move_into_place(places)
        except OSError as error:
            raise OutputError(
                f"the run could not be written: {error.strerror or error}.",
                where=Path(str(error.filename or out)).name,
                do="free some space or choose another folder with --out",
            ) from None
        finally:
            shutil.rmtree(places.building, ignore_errors=True)
    seconds = time.monotonic() - began
    return Finished(places.finished, editions, seconds, manifest.peak_memory_mb(), said)


def _require_inputs(assessment: settings.Assessment) -> None:
    """An assessment needs these; each report says what it would do with more."""
    kinds = {boundary.area_type for boundary in assessment.boundaries if not boundary.wider}
    measures = {denominator.measure for denominator in assessment.denominators}
    needed = {
        'a feed of offences (contract = "offences", or layout = "policeuk-street")': bool(
            assessment.event_feeds()
        ),
        **{
            f'boundaries with area_type = "{kind}"': kind in kinds
            for kind in ("borough", "ward", "lsoa")
        },
        **{
            f'denominators with measure = "{measure}"': measure in measures
            for measure in ("residents", "households")
        },
        'weights with scheme = "cchi" or "css"': any(
            weights.scheme in ("cchi", "css") for weights in assessment.weights
        ),
    }
    absent = [what for what, there in needed.items() if not there]
    if absent:
        raise SettingsError(
            f"the assessment file lacks {' and '.join(absent)}.",
            where="assessment file",
            do="add them; docs/reference/assessment-file.md explains every key",
        )


def _require_months(evidence: Evidence) -> None:
    if not evidence.known_months:
        raise InputError(
            f"no month of {evidence.period.label} is complete in the feeds of offences.",
            where="feeds of offences",
            do="choose another period with --period, or add the months",
        )


def _restricted(file, period, evidence, places, only, progress, workers, durations) -> None:
    tables = places.building / "restricted" / "tables"
    todo = tasks(
        "restricted", evidence.areas("ward"), only=only, sample=bool(evidence.assessment.truth)
    )
    common = {
        "assessment": str(file.resolve()),
        "period": period or "",
        "edition": "restricted",
        "tables": str(tables),
    }
    made = _run(todo, common, places, progress, workers, durations)
    pages.write(places.building / "restricted", todo, made, evidence=evidence, shown=evidence)
    kept = places.building / "restricted" / "notebooks"
    kept.mkdir(parents=True)
    for task in todo:
        nbformat.write(made[task.page], kept / f"{task.page}.ipynb")


def _public(evidence, places, store, only, progress, workers, durations) -> Protected:
    public = places.building / "public"
    disclosure = places.building / "restricted" / "disclosure"
    disclosure.mkdir(parents=True, exist_ok=True)
    with _timed(durations, "protection"), progress.step("Protecting the public tables together"):
        protected = release.protect_tables(evidence, public / "data")
        protected.ledger.to_csv(disclosure / "ledger.csv", index=False)
        protected.attack.to_csv(disclosure / "attack.csv", index=False)
    sample = bool(evidence.assessment.truth)
    todo = tasks("public", evidence.areas("ward"), only=only, sample=sample)
    common = {"edition": "public", "tables": str(public / "data")}
    made = _run(todo, common, places, progress, workers, durations)
    published = PublishedEvidence(public / "data")
    pages.write(public, todo, made, evidence=evidence, shown=published)
    with _timed(durations, "audit"), progress.step("Auditing every byte of the public edition"):
        known = known_values.secrets(evidence, store, protected, places)
        findings = release.audit(public, known, protected)
        refused = places.partnership / "refused-release.csv"
        refused.unlink(missing_ok=True)
        if len(findings):
            findings.to_csv(refused, index=False)
        release.require_clean(findings)
    return protected


def _run(
    todo: list[Task],
    common: dict[str, str],
    places: Layout,
    progress: Progress,
    workers: int | None,
    durations: dict[str, float],
) -> dict[str, nbformat.NotebookNode]:
    """Run the notebooks, each as soon as those it needs are done, on all cores."""
    made: dict[str, nbformat.NotebookNode] = {}
    waiting = list(todo)
    running: dict[Future, Task] = {}
    failures: list[WorkbenchError] = []
    context = multiprocessing.get_context("spawn")
    # A public kernel is not told where the prepared rows are.
    restricted = todo and todo[0].edition == "restricted"
    environment = {PREPARED: str(places.prepared)} if restricted else {}
    count = min(workers or os.cpu_count() or 1, len(todo)) or 1
    with (
        progress.pages(todo) as bar,
        ProcessPoolExecutor(count, context, initializer=prepare_worker) as pool,
    ):
        while waiting or running:
            if not failures:
                for task in [t for t in waiting if all(need in made for need in t.needs)]:
                    waiting.remove(task)
                    bar.started(task)
                    notebook = notebooks() / f"{task.report.notebook}.ipynb"
                    future = pool.submit(
                        _work, notebook, task, common, places.building, environment
                    )
                    running[future] = task
            if not running:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                task = running.pop(future)
                try:
                    made[task.page], seconds = future.result()
                except WorkbenchError as error:
                    failures.append(error)
                    bar.failed(task)
                else:
                    durations[f"{task.edition}/{task.page}"] = seconds
                    bar.finished(task, seconds)
    if failures:
        raise failures[0]
    return made


def _work(
    notebook: Path, task: Task, common: dict[str, str], building: Path, environment: dict[str, str]
) -> tuple[nbformat.NotebookNode, float]:
    began = time.monotonic()
    node = execute(
        notebook,
        Parameters(**common, ward=task.ward),
        scratch=building / "scratch" / f"{task.edition}-{task.page}",
        environment=environment,
    )
    return node, time.monotonic() - began


@contextmanager
def _alone(places: Layout) -> Iterator[None]:
    """One run at a time for a partnership: they share its store."""
    try:
        places.partnership.mkdir(parents=True, exist_ok=True)
        lock = (places.partnership / ".lock").open("w")
    except OSError as error:
        raise OutputError(
            f"the output folder cannot be written: {error.strerror}.",
            where=places.out.name,
            do="choose another folder with --out",
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise OutputError(
            "another run of this partnership is under way in this folder.",
            where=places.partnership.name,
            do="wait for it, or choose another folder with --out",
        ) from None
    try:
        yield
    finally:
        lock.close()


@contextmanager
def _timed(durations: dict[str, float], name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    durations[name] = time.monotonic() - began


def _move_into_place(places: Layout) -> None:
    shutil.rmtree(places.building / "scratch", ignore_errors=True)
    former = places.finished.with_name(f".former-{places.finished.name}")
    shutil.rmtree(former, ignore_errors=True)
    if places.finished.exists():
        places.finished.rename(former)
    places.building.rename(places.finished)
    shutil.rmtree(former, ignore_errors=True)
