"""Run the notebooks of an edition, each as soon as those it needs are done, on all cores."""

import multiprocessing
import os
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait

import nbformat

from cdrp_analysis.assessment import kernels
from cdrp_analysis.assessment.evidence import PREPARED
from cdrp_analysis.assessment.execute import execute_timed, prepare_worker
from cdrp_analysis.assessment.layout import Layout, notebooks
from cdrp_analysis.assessment.plan import Parameters, Task
from cdrp_analysis.assessment.progress import Progress
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
) -> dict[str, nbformat.NotebookNode]:
    """
    The executed notebook of every task, by page.

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

    Raises
    ------
    WorkbenchError
        Of the first notebook that failed; those under way are finished first.
    """
    made: dict[str, nbformat.NotebookNode] = {}
    coming = {task.page for task in todo}
    waiting = list(todo)
    running: dict[Future, Task] = {}
    failures: list[WorkbenchError] = []
    context = multiprocessing.get_context("spawn")
    # A confined kernel is not told where the prepared rows are.
    restricted = todo and todo[0].edition == "restricted"
    environment = {PREPARED: str(places.prepared)} if restricted else {}
    kind = kernels.RESTRICTED if restricted else kernels.PUBLIC
    count = min(workers or os.cpu_count() or 1, len(todo)) or 1
    with (
        progress.pages(todo) as bar,
        ProcessPoolExecutor(count, context, initializer=prepare_worker) as pool,
    ):
        while waiting or running:
            if not failures:
                for task in [t for t in waiting if not coming.intersection(t.needs) - set(made)]:
                    waiting.remove(task)
                    bar.started(task)
                    future = pool.submit(
                        execute_timed,
                        notebooks() / f"{task.report.notebook}.ipynb",
                        Parameters(**common, ward=task.ward),
                        scratch=places.building / "scratch" / f"{task.edition}-{task.page}",
                        environment=environment | servers.admit(kind),
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
