"""Many partnerships and periods on a Dask cluster: the same runs, sent to its workers."""

from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

from cdrp_analysis.assessment.apart import make_apart
from cdrp_analysis.assessment.asked import Answer, Asked
from cdrp_analysis.assessment.many import Outcome
from cdrp_analysis.assessment.staging import partnership
from cdrp_analysis.errors import NotebookError, SettingsError, WorkbenchError


def assess_on(
    scheduler: str,
    files: Sequence[Path | str],
    periods: Sequence[str],
    ask: Callable[[Path | str, str | None], Asked],
    *,
    began: Callable[[str], None],
    make: Callable[[Asked, object], Answer] = make_apart,
) -> list[Outcome]:
    """
    Make every assessment file for every period on the workers of a cluster.

    Partnerships run beside one another; the periods of one follow each other, for they share its
    store. Dask sends a run whose worker died to another one (three times, where its settings do
    not say otherwise), and there it goes on from the pages that are finished. One that fails does
    not stop the others.

    Parameters
    ----------
    scheduler : str
        Its address, ``tcp://host:8786``.
    files, periods, began
        As for :func:`cdrp_analysis.assessment.many.assess_all`.
    ask : callable
        Puts one file and period into words, with paths that every worker knows.
    make : callable
        What a worker does.

    Returns
    -------
    list of Outcome
        In the order asked for.

    Raises
    ------
    SettingsError
        If Dask is not installed or no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise SettingsError(
            "dask.distributed is not installed.",
            where="--scheduler",
            do='pip install "cdrp-analysis[cluster]"',
        ) from None
    try:
        client = Client(scheduler, timeout="5s", set_as_default=False)
    except (OSError, ValueError):
        raise SettingsError(
            f"no scheduler answers at {scheduler}.",
            where="--scheduler",
            do="start one with: dask scheduler; and workers with: dask worker ADDRESS --nthreads 1",
        ) from None
    with client:
        return _gathered(client, list(product(files, periods or ("",))), ask, began, make)


def _gathered(client, wanted: list[tuple[Path | str, str]], ask, began, make) -> list[Outcome]:
    sent: list[tuple[Outcome, object]] = []
    last: dict[str, object] = {}
    for file, period in wanted:
        asked = Outcome(file, period)
        try:
            place = partnership(str(file), period or None)
        except WorkbenchError as error:
            sent.append((Outcome(file, period, error=error), None))
            continue
        began(asked.name)
        future = client.submit(make, ask(file, period or None), last.get(place), pure=False)
        last[place] = future
        sent.append((asked, future))
    return [asked if future is None else _outcome(asked, future) for asked, future in sent]


def _outcome(asked: Outcome, future) -> Outcome:
    try:
        answer = future.result()
    except Exception as error:  # of the cluster: its kinds are many, and none is the run's own
        lost = NotebookError(
            f"the cluster lost the run: {type(error).__name__}.",
            where=asked.name,
            do="look into the logs of the workers; the same command again makes what is missing",
        )
        return Outcome(asked.file, asked.period, error=lost)
    if answer.failure is not None:
        return Outcome(asked.file, asked.period, error=answer.failure)
    return Outcome(asked.file, asked.period, run=answer.finished)
