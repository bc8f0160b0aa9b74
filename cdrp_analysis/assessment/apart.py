"""One run in a process of its own, which ends with whoever started it."""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from cdrp_analysis.assessment.asked import Answer, Asked
from cdrp_analysis.errors import NotebookError, WorkbenchError


def make_apart(asked: Asked, after: object = None) -> Answer:
    """
    Make an assessment in a process of its own, with all its children in one group.

    Whoever calls it may die at any moment: the group dies too, and leaves the lock of the
    partnership to the next that tries.

    Parameters
    ----------
    asked : Asked
    after : object
        Not looked at: what has to be done before, for whoever orders tasks.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", "cdrp_analysis.assessment.apart"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    with child:
        child.stdin.write(json.dumps(asdict(asked)) + "\n")
        child.stdin.flush()  # and left open: the child ends when it closes
        line = child.stdout.readline()
        if not line:
            return Answer.failed(
                NotebookError(
                    f"the process of the run ended by itself, with code {child.wait()}.",
                    where=Path(asked.file).name,
                    do="look into the log of the worker; was there memory enough?",
                )
            )
        child.wait()
    told = json.loads(line)
    what, where, do, areas = told["error"]
    return Answer(**told | {"error": (what, where, do, tuple(areas))})


def _end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> None:
    """What the child does: one line in, one line out."""
    told = json.loads(os.fdopen(os.dup(0), buffering=1).readline())
    asked = Asked(**told | {"editions": tuple(told["editions"])})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    said, sys.stdout = sys.stdout, sys.stderr  # whatever else is printed is no answer
    try:
        answer = asked.made()
    except WorkbenchError as error:
        answer = Answer.failed(error)
    told = json.dumps(asdict(answer))
    said.write(told + "\n")
    said.flush()


if __name__ == "__main__":
    main()
