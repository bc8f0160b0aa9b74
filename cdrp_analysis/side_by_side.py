"""Calls that need nothing of one another, on all cores."""

import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
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
        Calls at the same time, each in a process of its own; default: one per core. With one
        worker, or one call, everything stays in this process. The results are the same.

    Raises
    ------
    Exception
        What the first of the calls that failed raised; calls not yet begun are not made.
    """
    count = min(workers or os.cpu_count() or 1, len(given))
    if count < 2:
        return [call(**one) for one in given]
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn")) as pool:
        running = [pool.submit(call, **one) for one in given]
        try:
            return [one.result() for one in running]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
