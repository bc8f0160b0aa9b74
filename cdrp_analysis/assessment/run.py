"""Run an assessment: ingest, notebooks through papermill, editions, pages, manifest."""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cdrp_analysis import settings
from cdrp_analysis.assessment import manifest, prepare, safely, unchanged
from cdrp_analysis.assessment.layout import KEPT_FILE, Layout, kept_settings, period_asked
from cdrp_analysis.assessment.progress import Progress
from cdrp_analysis.assessment.warm import Servers
from cdrp_analysis.disclosure.rules import RELEASED
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.store import Store

# What draws, protects and publishes takes seconds to import. A run whose pages stand needs none
# of it, so the functions below import the stages when they know that there is something to make.


@dataclass(frozen=True)
class Finished:
    """Where a run left its editions: the index page of each, by edition."""

    folder: Path
    editions: dict[str, Path]
    seconds: float
    peak_memory_mb: float
    summary: tuple[str, ...] = ()


def assess(
    file: Path,
    *,
    period: str | None = None,
    editions: Sequence[str] = (),
    only: str | None = None,
    out: Path,
    data: Path | None = None,
    progress: Progress,
    workers: int | None = None,
    fresh: bool = False,
    patience: float = 0.0,
) -> Finished:
    """
    Make an assessment from its file.

    Everything is made in a hidden folder and moved into place at the end, so that an
    unfinished run leaves nothing that looks finished.

    Parameters
    ----------
    file : path
        The assessment file.
    period : str, optional
        Overrides the file's period.
    editions : sequence of str
        ``restricted``, ``committee``, ``public``; blank: those of the file. The others are made
        from the restricted run, which is therefore always made, and kept: it holds the record
        of what was hidden and why. They are drafts until two people have approved them.
    only : str, optional
        One notebook and those it needs.
    out : path
        Output folder.
    data : path, optional
        Folder of the raw files; default: the folder of the assessment file.
    progress : Progress
        Told of every page.
    workers : int, optional
        Notebooks run at the same time; default: one per core.
    fresh : bool
        Make every page, those too that an earlier run made of the same things.
    patience : float
        Seconds to wait for another run of the partnership before it is an error.

    Raises
    ------
    WorkbenchError
        Of the kind that stopped the run.
    """
    began = time.monotonic()
    assessment = settings.load(file, period=period)
    _require_inputs(assessment)
    editions = tuple(editions) or tuple(assessment.editions)
    # Kernels work in folders of their own: a relative path would lead them astray.
    places = Layout(out.resolve(), assessment, only)
    root = (data or file.parent).resolve()
    released = [edition for edition in RELEASED if edition in editions]
    durations: dict[str, float] = {}
    with safely.alone(places, patience):
        with safely.writing(places), progress.timed("Reading the raw files", durations, "ingest"):
            store = Store(places.store)
            prepare.ingest(assessment, root, store, workers=workers)
            prepare.prepare(assessment, root, store, places.prepared)
        own = assessment.disclosure.policy
        identity = unchanged.identity(places, file, editions, root / own if own else None)
        said = None if fresh else unchanged.standing(places, identity)
        if said is not None:
            progress.say("Nothing has changed since the last run: its pages stand.")
            return _finished(places, released, began, said)
        with safely.writing(places), safely.in_place(places), Servers() as servers:
            from cdrp_analysis.assessment.stages import Stages

            stages = Stages(
                file, period, places, store, root, only,
                progress, workers, servers, durations, fresh,
            )  # fmt: skip
            todo, nodes = stages.restricted()
            stages.keep_settings()
            said = stages.finish(todo, nodes, released, began)
        with safely.writing(places):
            unchanged.note(places, identity, said)
    return _finished(places, released, began, said)


def release(
    run: Path,
    *,
    progress: Progress,
    workers: int | None = None,
) -> Finished:
    """
    Make the drafts of a finished run again: protect, build, audit.

    Approvals given before are void where a byte differs. The restricted pages stay as they are,
    but for the page on redaction.

    Parameters
    ----------
    run : path
        Folder of a finished run.
    progress, workers
        As for :func:`assess`.

    Raises
    ------
    WorkbenchError
        Of the kind that stopped it.
    """
    from cdrp_analysis.assessment.stages import Stages

    began = time.monotonic()
    file = kept_settings(run)
    period = period_asked(run)
    assessment = settings.load(file, period=period)
    places = Layout.of_run(run, assessment)
    released = [e for e in RELEASED if (run / f"draft-{e}").exists() or e in assessment.editions]
    with (
        safely.alone(places),
        safely.writing(places),
        safely.in_place(places),
        Servers() as servers,
    ):
        # Tables about the drafts there were are made anew, and are none of what is released.
        about_drafts = shutil.ignore_patterns("redaction_*.parquet")
        shutil.copytree(run / "restricted", places.building / "restricted", ignore=about_drafts)
        store = Store(places.store)
        stages = Stages(
            places.building / "restricted" / KEPT_FILE, period, places, store,
            places.building / "restricted", places.only, progress, workers, servers, {}, False,
        )  # fmt: skip
        todo, nodes = stages.kept(run)
        said = stages.finish(todo, nodes, released, began)
    return _finished(places, released, began, said)


def _require_inputs(assessment: settings.Assessment) -> None:
    """An assessment needs these; each report says what it would do with more."""
    kinds = {boundary.area_type for boundary in assessment.boundaries if not boundary.wider}
    measures = {denominator.measure for denominator in assessment.denominators}
    needed = {
        'a feed of offences (contract = "offences", or layout = "policeuk-street")': bool(
            assessment.event_feeds()
        ),
        **{
            f'boundaries with area_type = "{kind}"': kind in kinds
            for kind in ("borough", "ward", "lsoa")
        },
        **{
            f'denominators with measure = "{measure}"': measure in measures
            for measure in ("residents", "households")
        },
        'weights with scheme = "cchi" or "css"': any(
            weights.scheme in ("cchi", "css") for weights in assessment.weights
        ),
    }
    absent = [what for what, there in needed.items() if not there]
    if absent:
        raise SettingsError(
            f"the assessment file lacks {' and '.join(absent)}.",
            where="assessment file",
            do="add them; docs/reference/assessment-file.md explains every key",
        )


def _finished(
    places: Layout, released: Sequence[str], began: float, said: tuple[str, ...]
) -> Finished:
    """Where the run left its editions."""
    folder = places.finished
    shown = {"restricted": folder / "restricted" / "index.html"}
    shown |= {name: folder / f"draft-{name}" / "index.html" for name in released}
    return Finished(folder, shown, time.monotonic() - began, manifest.peak_memory_mb(), said)
