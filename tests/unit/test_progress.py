"""What a run says: plain lines in a log, a live display on a terminal."""

import io

import pytest
from rich.console import Console

from cdrp_analysis.assessment.plan import tasks
from cdrp_analysis.assessment.progress import Progress
from cdrp_analysis.errors import NotebookError
from tests.drawn import frame

WARDS = frame("""
    code      | name
    E05000001 | Abbey
""")
TODO = [
    task
    for task in tasks("restricted", WARDS, only="ward-pack")
    if task.report.notebook in ("places", "ward-pack")
]


def said(*, terminal=False, fail=False):
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=80, highlight=False)
    progress = Progress(console)
    with progress.step("Reading the raw files"):
        pass
    with progress.pages(TODO) as pages:
        for place, task in enumerate(TODO):
            pages.started(task)
            if fail and place == 1:
                pages.failed(task, NotebookError("cell [3] stopped with KeyError"))
            else:
                pages.finished(task, 1.26)
    return out.getvalue()


def test_plain_lines_when_not_a_terminal():
    assert said().splitlines() == [
        "Reading the raw files …",
        "  restricted 1/2  Places  1.3 s",
        "  restricted 2/2  Abbey ward  1.3 s",
    ]


def test_a_failure_is_a_line_too():
    line = "  restricted  Abbey ward  failed: cell [3] stopped with KeyError"
    assert said(fail=True).splitlines()[-1] == line


def test_a_page_made_before_and_one_that_cannot_be_made_are_lines_too():
    out = io.StringIO()
    with Progress(Console(file=out, width=80, highlight=False)).pages(TODO) as pages:
        pages.recalled(TODO[0])
        pages.skipped(TODO[1])
    assert out.getvalue().splitlines() == [
        "  restricted 1/2  Places  as before",
        "  restricted  Abbey ward  not made: it needs what failed",
    ]


def test_a_terminal_gets_a_display_with_control_codes_and_a_log_none():
    assert "\x1b[" in said(terminal=True)
    assert "2/2" in said(terminal=True)
    assert "\x1b" not in said()


def test_an_edition_without_pages_is_no_failure():
    with Progress(Console(file=io.StringIO())).pages([]):
        pass


def test_a_step_that_fails_says_so_by_its_error():
    with pytest.raises(ValueError, match="odd"), Progress(Console(file=io.StringIO())).step("x"):
        raise ValueError("odd")
