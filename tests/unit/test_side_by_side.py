"""Several calls at once give what they give one after the other."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from cdrp_analysis.assessment.execute import prepare_worker
from cdrp_analysis.errors import InputError
from cdrp_analysis.side_by_side import at_once, side_by_side
from tests.processes import SECONDS, gone


def told(number, *, fail=()):
    if number in fail:
        raise InputError(f"{number} is wrong.", where="here", do="mend it")
    return number, os.getpid()


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_calls(workers):
    found = side_by_side(told, [{"number": n} for n in (3, 1, 2)], workers)
    assert [number for number, _ in found] == [3, 1, 2]
    assert (os.getpid() in {process for _, process in found}) is (workers == 1)


@pytest.mark.parametrize("workers", [1, 2])
def test_calls_of_different_functions_run_at_once(workers):
    calls = [partial(told, 3), partial(os.path.join, "a", "b"), partial(told, 1, fail=(2,))]
    (three, _), joined, (one, _) = at_once(calls, workers)
    assert (three, joined, one) == (3, os.path.join("a", "b"), 1)


def test_one_call_stays_in_this_process():
    assert side_by_side(told, [{"number": 1}], 2) == [(1, os.getpid())]
    assert side_by_side(told, [], 2) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_the_first_failure_is_raised_with_all_it_says(workers):
    given = [{"number": n, "fail": (2, 3)} for n in (1, 2, 3)]
    with pytest.raises(InputError, match="2 is wrong") as failed:
        side_by_side(told, given, workers)
    assert (failed.value.where, failed.value.do, failed.value.exit_code) == ("here", "mend it", 11)


def nap(*, folder):
    """Say who works, and where its own files are, then wait for longer than anybody looks."""
    made = os.environ.get("MPLCONFIGDIR", "")
    (Path(folder) / f".{os.getpid()}").write_text(made, encoding="utf-8")
    (Path(folder) / f".{os.getpid()}").rename(Path(folder) / str(os.getpid()))
    time.sleep(10 * SECONDS)


def work(kind, folder):
    """Two calls at once, by the pool of either kind."""
    if kind == "calls":
        side_by_side(nap, [{"folder": folder}] * 2, 2)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, context, initializer=prepare_worker) as pool:
        for _ in range(2):
            pool.submit(nap, folder=folder)


def until(true):
    """Whether something comes true in time."""
    end = time.monotonic() + SECONDS
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


@pytest.mark.parametrize("kind", ["calls", "notebooks"])
def test_workers_of_a_run_that_is_killed_end_with_it_and_leave_nothing(tmp_path, kind):
    code = f"from {__name__} import work; work({kind!r}, {str(tmp_path)!r})"
    run = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "MPLCONFIGDIR": ""})
    try:
        assert until(lambda: len(list(tmp_path.glob("[0-9]*"))) == 2)
        workers = {int(told.name): told.read_text() for told in tmp_path.glob("[0-9]*")}
    finally:
        run.send_signal(signal.SIGKILL)
        run.wait()
    assert all(gone(worker) for worker in workers)
    assert kind == "calls" or all(workers.values())
    assert not any(Path(made).parent.exists() for made in workers.values() if made)
