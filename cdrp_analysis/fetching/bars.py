"""What a download says: bars on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)


class Bars:
    """Progress of downloads on a console."""

    def __init__(self, console: Console | None = None):
        self.console = console or Console(stderr=True, highlight=False)

    def standing(self, name: str) -> None:
        """A file that is there already."""
        self.console.print(f"{name}  there, unchanged", markup=False)

    def waiting(self, seconds: float, why: str) -> None:
        """A pause before the next attempt."""
        self.console.print(f"  {why}: next attempt in {seconds:.0f} s", markup=False)

    @contextmanager
    def file(self, name: str, total: int | None, had: int) -> Iterator[Callable[[int], None]]:
        """Follow one answer; what is yielded is told how many bytes came."""
        start = f", goes on at {_size(had)}" if had else ""
        if not self.console.is_terminal:
            whole = f" of {_size(total)}" if total else ""
            self.console.print(f"{name}{start}{whole} …", markup=False)
            yield lambda count: None
            return
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self.console) as live:
            bar = live.add_task(name, total=total, completed=had)
            yield lambda count: live.update(bar, advance=count)


def _size(count: int) -> str:
    if count < 1_000_000:
        return f"{count / 1000:.1f} kB"
    return f"{count / 1_000_000:,.1f} MB"
