"""Calls that need nothing of one another, on all cores."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TypeVar

Result = TypeVar("Result")


def side_by_side(
    call: Callable[..., Result],
    given: Sequence[Mapping[str, object]],
    workers: int | None = None,
) -> list[Result]:
    """
    What a function returns for each of several sets of arguments, in their order.

    Parameters
    ----------
    call : callable
        A function of a module, so that another process can import it.
    given : sequence of mapping
        Keyword arguments of each call; the longest calls first keep all cores busy to the end.
    workers : int, optional
        As for :func:`at_once`.

    Raises
    ------
    Exception
        As for :func:`at_once`.
    """
    return at_once([partial(call, **one) for one in given], workers)


def at_once(calls: Sequence[Callable[[], Result]], workers: int | None = None) -> list[Result]:
    """
    What several calls return, in their order.

    Parameters
    ----------
    calls : sequence of callable
        Each a ``functools.partial`` of a module's function, so that another process can import it.
    workers : int, optional
        Calls at the same time, each in a process of its own; default: one per core. With one
        worker, or one call, everything stays in this process. The results are the same.

    Raises
    ------
    Exception
        What the first of the calls that failed raised; calls not yet begun are not made.
    """
    count = min(workers or os.cpu_count() or 1, len(calls))
    if count < 2:
        return [call() for call in calls]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, initializer=end_with_parent) as pool:
        running = [pool.submit(call) for call in calls]
        try:
            return [one.result() for one in running]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def end_with_parent(leave: Callable[[], object] | None = None) -> None:
    """
    See to it that this worker ends when the process that started it is killed.

    A pool's worker waits for its next call, and nobody is left to tell it that none will come.

    Parameters
    ----------
    leave : callable, optional
        Called first, to remove what the worker made outside the run's folders.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return  # nobody's worker

    def end() -> None:
        parent.join()
        try:
            if leave is not None:
                leave()
        finally:
            os._exit(1)

    threading.Thread(target=end, daemon=True).start()
