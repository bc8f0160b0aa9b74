"""The invented partnership, written in its partners' own raw layouts."""

import json
import tempfile
from pathlib import Path

from cdrp_analysis.errors import OutputError, SettingsError
from cdrp_analysis.sample.assessment_file import assessment_text
from cdrp_analysis.sample.partnership import write_partnership
from cdrp_analysis.sample.plan import CALENDAR, GENERATOR

__all__ = ["make_sample"]

_TRUTHS = "truth.json"


def make_sample(folder: Path, *, seed: int = 2011) -> None:
    """
    Write the invented borough of Alderhythe: raw files, assessment file and planted truths.

    The same seed gives the same bytes. Everything is written into a sibling folder that takes
    the name only when it is complete; a folder already made with this seed by this version of
    the generator is left as it is.

    Parameters
    ----------
    folder : path
        Where to write; made if it is not there. Holds afterwards ``assessment.toml``,
        ``truth.json`` and the folders of raw files named in the assessment file.
    seed : int
        Chooses the borough, 0 or more.

    Raises
    ------
    SettingsError
        If the seed is negative.
    OutputError
        If the folder holds something that is not a sample, or cannot be written.
    """
    if seed < 0:
        raise SettingsError(f"seed is {seed}.", where="sample", do="give a whole number from 0")
    folder = Path(folder).absolute()
    made = _made_by(folder)
    if made == (GENERATOR, seed):
        return
    if made is None and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(
            f"{folder.name} is not empty and is not a sample.",
            where="sample",
            do="name a new folder, or empty this one yourself",
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{folder.name}-", suffix="-unfinished", dir=folder.parent
        ) as work:
            fresh = Path(work, "fresh")
            truths, partners = write_partnership(fresh, CALENDAR, seed)
            text = assessment_text(CALENDAR, partners)
            (fresh / "assessment.toml").write_text(text, encoding="utf-8")
            text = json.dumps(truths, indent=1, ensure_ascii=False)
            (fresh / _TRUTHS).write_text(text + "\n", encoding="utf-8")
            _take_place(fresh, folder, Path(work, "old"))
    except OSError as error:
        raise OutputError(
            f"the sample could not be written: {error.strerror}.",
            where=folder.name,
            do="check free space and permissions, or name another folder",
        ) from error


def _made_by(folder: Path) -> tuple[str, int] | None:
    """Generator version and seed of the sample in a folder; None where there is no sample."""
    try:
        truths = json.loads((folder / _TRUTHS).read_text(encoding="utf-8"))
        return truths["generator"], truths["seed"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _take_place(fresh: Path, folder: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
