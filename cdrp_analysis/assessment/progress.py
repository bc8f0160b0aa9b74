"""Say what a run is doing: a live display on a terminal, plain lines elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Live

from cdrp_analysis.assessment.plan import Task
from cdrp_analysis.errors import WorkbenchError


class Progress:
    """Progress of a run on a console."""

    def __init__(self, console: Console | None = None):
        self.console = console or Console(stderr=True, highlight=False)

    def say(self, what: str) -> None:
        """A line of its own."""
        self.console.print(what)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Announce one step that is not a page."""
        self.console.print(f"{what} …")
        yield

    @contextmanager
    def timed(self, what: str, durations: dict[str, float], name: str) -> Iterator[None]:
        """Announce a step and keep its seconds under a name."""
        began = time.monotonic()
        with self.step(what):
            yield
        durations[name] = time.monotonic() - began

    @contextmanager
    def pages(self, todo: list[Task]) -> Iterator["_Pages"]:
        """Follow the pages of one edition."""
        edition = todo[0].edition if todo else ""
        if not self.console.is_terminal:
            yield _Pages(self.console, len(todo), edition)
            return
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        with Live(*columns, console=self.console, transient=True) as live:
            bar = live.add_task(f"{edition} pages", total=len(todo))
            yield _Pages(self.console, len(todo), edition, live, bar)


class _Pages:
    def __init__(self, console, total: int, edition: str, live: Live | None = None, bar=None):
        self._console, self._total, self._edition = console, total, edition
        self._live, self._bar, self._done = live, bar, 0
        self._running: list[str] = []

    def started(self, task: Task) -> None:
        self._running.append(task.title)
        if self._live is not None:
            self._live.update(self._bar, description=self._description())

    def finished(self, task: Task, seconds: float) -> None:
        self._running.remove(task.title)
        self._made(task, f"{seconds:.1f} s")

    def recalled(self, task: Task) -> None:
        """A page that an earlier run made of the same things."""
        self._made(task, "as before")

    def failed(self, task: Task, error: WorkbenchError) -> None:
        self._running.remove(task.title)
        self._console.print(f"  {task.edition}  {task.title}  failed: {error.what}", markup=False)

    def skipped(self, task: Task) -> None:
        """A page that reads what a failed one should have made."""
        self._console.print(f"  {task.edition}  {task.title}  not made: it needs what failed")

    def _made(self, task: Task, how: str) -> None:
        self._done += 1
        if self._live is not None:
            self._live.update(self._bar, advance=1, description=self._description())
        else:
            self._console.print(f"  {task.edition} {self._done}/{self._total}  {task.title}  {how}")

    def _description(self) -> str:
        now = ", ".join(self._running[:2])
        return f"{self._edition}: {now}" if now else f"{self._edition} pages"
