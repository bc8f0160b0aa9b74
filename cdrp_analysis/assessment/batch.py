"""Run the notebooks of an edition, each as soon as those it needs are done, on all cores."""

import multiprocessing
import os
import shutil
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path

import nbformat

from cdrp_analysis.assessment import kernels
from cdrp_analysis.assessment.evidence import BEHIND, PREPARED
from cdrp_analysis.assessment.execute import execute_timed, prepare_worker
from cdrp_analysis.assessment.layout import Layout, notebooks
from cdrp_analysis.assessment.plan import Parameters, Task
from cdrp_analysis.assessment.progress import Progress
from cdrp_analysis.assessment.remembered import Remembered, copy_tables, keys
from cdrp_analysis.assessment.warm import Servers
from cdrp_analysis.errors import WorkbenchError


def run_notebooks(
    todo: list[Task],
    common: Mapping[str, str],
    places: Layout,
    progress: Progress,
    workers: int | None,
    servers: Servers,
    durations: dict[str, float],
    memory: Remembered,
) -> dict[str, nbformat.NotebookNode]:
    """
    The executed notebook of every task, by page.

    A page that an earlier run made of the same things is taken as it was made. A restricted
    notebook writes its tables into a folder of its own; they join those of the run when it is
    done, so that one that fails leaves none.

    Parameters
    ----------
    todo : list of Task
        Pages of one edition; what one needs is in the list or has been made before.
    common : mapping
        Parameters that all of them get.
    places : Layout
        Where the run is made.
    progress : Progress
        Told of every page.
    workers : int, optional
        Notebooks run at the same time; default: one per core.
    servers : Servers
        Where kernels are forked.
    durations : dict
        Gets the seconds of every page.
    memory : Remembered
        What earlier runs made, and where this one's pages are kept.

    Raises
    ------
    WorkbenchError
        Of the first notebook that failed. The others are made all the same, but for those that
        read its tables, and are kept: the next run goes on from there.
    """
    restricted = todo and todo[0].edition == "restricted"
    sources = {t.report.notebook: notebooks() / f"{t.report.notebook}.ipynb" for t in todo}
    named = keys(todo, sources, memory)
    shared = Path(common["tables"])
    # A confined kernel is not told where the prepared rows are.
    told = {PREPARED: str(places.prepared), BEHIND: str(shared)} if restricted else {}
    kind = kernels.RESTRICTED if restricted else kernels.PUBLIC

    def own(task: Task) -> Path:
        return places.building / "scratch" / f"tables-{task.edition}-{task.page}"

    made: dict[str, nbformat.NotebookNode] = {}
    coming = {task.page for task in todo}
    waiting = list(todo)
    running: dict[Future, Task] = {}
    failures: list[WorkbenchError] = []
    context = multiprocessing.get_context("spawn")
    count = min(workers or os.cpu_count() or 1, len(todo)) or 1
    with (
        progress.pages(todo) as bar,
        ProcessPoolExecutor(count, context, initializer=prepare_worker) as pool,
    ):
        for task in todo:
            if node := memory.recall(task, named[task.page], shared):
                made[task.page] = node
                durations[f"{task.edition}/{task.page}"] = 0.0
                waiting.remove(task)
                bar.recalled(task)
        while waiting or running:
            for task in [t for t in waiting if not coming.intersection(t.needs) - set(made)]:
                waiting.remove(task)
                bar.started(task)
                tables = {"tables": str(own(task))} if restricted else {}
                future = pool.submit(
                    execute_timed,
                    sources[task.report.notebook],
                    Parameters(**{**common, **tables}, ward=task.ward, place=task.place),
                    scratch=places.building / "scratch" / f"{task.edition}-{task.page}",
                    environment=told | servers.admit(kind),
                )
                running[future] = task
            if not running:
                break  # what is left reads tables of a notebook that failed
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                task = running.pop(future)
                try:
                    node, seconds = future.result()
                except WorkbenchError as error:
                    failures.append(error)
                    bar.failed(task, error)
                    continue
                copy_tables(own(task), shared)
                memory.keep(task, named[task.page], node, own(task))
                shutil.rmtree(own(task), ignore_errors=True)
                made[task.page] = node
                durations[f"{task.edition}/{task.page}"] = seconds
                bar.finished(task, seconds)
        for task in waiting:
            bar.skipped(task)
    if failures:
        raise failures[0]
    return made
