"""Error kinds: each says what, where and what to do, and has its own exit code."""

from collections.abc import Sequence

DONE = 0


class WorkbenchError(Exception):
    """
    A failure a person can act on.

    Parameters
    ----------
    what : str
        What is wrong, with counts of rows or area codes, never a person's row.
    where : str
        Module, file, table or setting in which it happened.
    do : str
        What the reader should do next.
    areas : sequence of str
        Area codes concerned; the first eight are shown.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", do: str = "", areas: Sequence[str] = ()):
        self.what, self.where, self.do, self.areas = what, where, do, tuple(areas)
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [f"{type(self).__name__}: {self.what}"]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.areas:
            more = "" if len(self.areas) <= 8 else f" and {len(self.areas) - 8} more"
            lines.append(f"  areas: {', '.join(self.areas[:8])}{more}")
        if self.do:
            lines.append(f"  do:    {self.do}")
        return "\n".join(lines)


class SettingsError(WorkbenchError):
    """The assessment file or a parameter is wrong."""

    exit_code = 10


class InputError(WorkbenchError):
    """A raw file or a frame handed to a measure is wrong."""

    exit_code = 11


class DisclosureError(WorkbenchError):
    """Something would have been published that must not be."""

    exit_code = 12


class NotebookError(WorkbenchError):
    """A notebook failed while it ran."""

    exit_code = 13


class OutputError(WorkbenchError):
    """The output folder cannot be written, is in use, or is full."""

    exit_code = 14


class FetchError(WorkbenchError):
    """A published file could not be fetched, or is not what it should be."""

    exit_code = 15


EXIT_CODES = {
    kind.exit_code: kind
    for kind in (SettingsError, InputError, DisclosureError, NotebookError, OutputError, FetchError)
}
