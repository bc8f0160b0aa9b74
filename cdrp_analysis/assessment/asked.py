"""One run in words that can be sent to another process or machine, and what became of it."""

from dataclasses import dataclass, replace
from pathlib import Path

from cdrp_analysis.assessment import remembered
from cdrp_analysis.assessment.progress import Progress
from cdrp_analysis.assessment.run import Finished, assess
from cdrp_analysis.assessment.staging import is_url, staged
from cdrp_analysis.errors import EXIT_CODES, SettingsError, WorkbenchError


@dataclass(frozen=True)
class Answer:
    """What became of it: where it is, or the failure."""

    folder: str = ""
    editions: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    peak_memory_mb: float = 0.0
    summary: tuple[str, ...] = ()
    exit_code: int = 0
    error: tuple[str, str, str, tuple[str, ...]] = ("", "", "", ())

    @classmethod
    def failed(cls, error: WorkbenchError) -> "Answer":
        """Of a run that failed."""
        told = (error.what, error.where, error.do, tuple(error.areas))
        return cls(exit_code=error.exit_code, error=told)

    @property
    def failure(self) -> WorkbenchError | None:
        """The failure as it was raised there; None where the run is finished."""
        if not self.exit_code:
            return None
        what, where, do, areas = self.error
        return EXIT_CODES[self.exit_code](what, where=where, do=do, areas=areas)

    @property
    def finished(self) -> Finished:
        """Where the run left its editions."""
        shown = {name: Path(index) for name, index in self.editions}
        return Finished(
            Path(self.folder), shown, self.seconds, self.peak_memory_mb, tuple(self.summary)
        )


@dataclass(frozen=True)
class Asked:
    """One run: a file, a period and the options of the command. Paths, or URLs of fsspec."""

    file: str
    period: str | None
    out: str
    data: str | None = None
    editions: tuple[str, ...] = ()
    only: str | None = None
    workers: int | None = None
    fresh: bool = False
    patience: float = 0.0  # seconds to wait for another run of the partnership
    code: str = ""  # of whoever asks: another version would make other pages

    def everywhere(self) -> "Asked":
        """The same for another process: whole paths, our code, and some patience.

        The run of a worker that died may still be ending when it is sent to another one.
        """

        def whole(path: str | None) -> str | None:
            return path if not path or is_url(path) else str(Path(path).resolve())

        return replace(
            self, file=whole(self.file), out=whole(self.out), data=whole(self.data),
            patience=60.0, code=remembered.code(),
        )  # fmt: skip

    def made(self) -> Answer:
        """
        Make it here.

        Raises
        ------
        WorkbenchError
            Of the kind that stopped it; SettingsError where the code here is not that of whoever
            asked.
        """
        if self.code and self.code != remembered.code():
            raise SettingsError(
                "this worker has another version of the code or of a package.",
                where=Path(self.file).name,
                do="install the same requirements.lock and the same checkout on every worker",
            )
        with staged(self.file, self.data, self.out, period=self.period) as here:
            done = assess(
                here.file,
                period=self.period,
                editions=self.editions,
                only=self.only,
                out=here.out,
                data=here.data,
                progress=Progress(),
                workers=self.workers,
                fresh=self.fresh,
                patience=self.patience,
            )

        def shown(path: Path) -> str:
            if not is_url(self.out):
                return str(path)
            return f"{self.out.rstrip('/')}/{path.relative_to(here.out.resolve()).as_posix()}"

        editions = tuple((name, shown(index)) for name, index in done.editions.items())
        return Answer(shown(done.folder), editions, done.seconds, done.peak_memory_mb, done.summary)
