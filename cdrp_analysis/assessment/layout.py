"""Where everything of a run lies below the output folder."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Assessment

ALONE = "-only-"  # between period and notebook in the name of a run of one notebook
_REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Layout:
    """
    Folders of one partnership and period: ``outputs/<area>/<period>/…``.

    The store and the prepared rows belong to the partnership and outlive a run; everything
    else is made in ``building`` and moved into place when it is complete. A run of one notebook
    has a folder of its own, so that it never takes the place of a whole assessment.
    """

    out: Path
    assessment: Assessment
    only: str | None = None

    @classmethod
    def of_run(cls, run: Path, assessment: Assessment) -> Self:
        """That of a finished run, whose folder's name says whether it is one notebook's."""
        only = run.resolve().name.partition(ALONE)[2]
        return cls(run.resolve().parents[1], assessment, only or None)

    @property
    def partnership(self) -> Path:
        """Folder of the partnership."""
        partnership = self.assessment.partnership
        name = re.sub(r"[^a-z0-9]+", "-", partnership.name.lower()).strip("-")
        return self.out / (name or partnership.code.lower())

    @property
    def store(self) -> Path:
        """The restricted store."""
        return self.partnership / "store"

    @property
    def prepared(self) -> Path:
        """Analysis frames made from the store for this period's boundaries."""
        return self.store / "prepared" / self.assessment.period.period.slug

    @property
    def remembered(self) -> Path:
        """Pages of this period as they were made last, so that none is made again unchanged."""
        return self.store / "made" / self.assessment.period.period.slug

    @property
    def finished(self) -> Path:
        """Folder of a finished run."""
        part = f"{ALONE}{self.only}" if self.only else ""
        return self.partnership / f"{self.assessment.period.period.slug}{part}"

    @property
    def restricted(self) -> Path:
        """The restricted edition of a finished run."""
        return self.finished / "restricted"

    def draft(self, edition: str) -> Path:
        """
        An edition while it is made; beside the restricted one when the run is finished.

        Nothing that is not signed off has the name of an edition that leaves the partnership.
        """
        return self.building / f"draft-{edition}"

    @property
    def register(self) -> Path:
        """The partnership's release register."""
        return self.partnership / "register"

    @property
    def building(self) -> Path:
        """Where a run is made before it is complete."""
        return self.partnership / f".building-{self.assessment.period.period.slug}"

    @property
    def trials(self) -> Path:
        """Tables made by hand in JupyterLab."""
        return self.partnership / "trials" / self.assessment.period.period.slug


KEPT_FILE = "assessment.toml"  # in the restricted edition, so that a run can be released later
KEPT_PERIOD = "period.txt"  # the period asked for, where it is not the file's own


def kept_settings(run: Path) -> Path:
    """
    The assessment file that a finished run was made from.

    Raises
    ------
    InputError
        If the folder is no finished run.
    """
    file = run / "restricted" / KEPT_FILE
    if not file.exists():
        raise InputError(
            "this folder is not a finished run.",
            where=run.name,
            do="give the folder that holds restricted and the drafts",
        )
    return file


def period_asked(run: Path) -> str | None:
    """The period that a finished run was asked for, where it is not its file's own."""
    return (run / "restricted" / KEPT_PERIOD).read_text(encoding="utf-8") or None


def notebooks() -> Path:
    """The notebooks of this checkout."""
    return _REPOSITORY / "notebooks"


def sample_assessment() -> Path:
    """The assessment file of the invented partnership, once it has been made."""
    return _REPOSITORY / "data" / "sample" / "assessment.toml"


def default_outputs() -> Path:
    """The output folder of this checkout."""
    return _REPOSITORY / "outputs"


def reference() -> Path:
    """Weights and costs that come with the workbench."""
    return _REPOSITORY / "data" / "reference"
