"""Many partnerships and periods in one go, each by itself, and one page that leads to all."""

import html
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path, PurePath

from cdrp_analysis import settings
from cdrp_analysis.assessment.layout import ALONE, kept_settings, period_asked
from cdrp_analysis.assessment.manifest import MANIFEST
from cdrp_analysis.assessment.render import Link, Section, render_index
from cdrp_analysis.assessment.run import Finished
from cdrp_analysis.errors import WorkbenchError
from cdrp_analysis.exhibits.wording import plural

SITE = "index.html"  # in the output folder
_EDITIONS = {
    "restricted": "restricted",
    "draft-committee": "committee, draft",
    "committee": "committee, signed",
    "draft-public": "public, draft",
    "public": "public, signed",
}


@dataclass(frozen=True)
class Outcome:
    """What became of one assessment file and period: a finished run, or why there is none."""

    file: Path | str
    period: str
    run: Finished | None = None
    error: WorkbenchError | None = None

    @property
    def name(self) -> str:
        """File and period, as a person asked for them."""
        return f"{PurePath(self.file).name} {self.period}".strip()


def assess_all(
    files: Sequence[Path | str],
    periods: Sequence[str],
    make: Callable[[Path | str, str | None], object],
    *,
    began: Callable[[str], None],
) -> list[Outcome]:
    """
    Make every assessment file for every period, one after another.

    One that fails does not stop the others. Each is made as it would be alone, so that the same
    command again makes only what is not finished.

    Parameters
    ----------
    files : sequence of path or URL
        Assessment files.
    periods : sequence of str
        Blank: the period of each file.
    make : callable
        Runs one file for one period.
    began : callable
        Told the name of each before it is run.

    Returns
    -------
    list of Outcome
        In the order asked for.
    """
    outcomes = []
    for file, period in product(files, periods or ("",)):
        asked = Outcome(file, period)
        began(asked.name)
        try:
            outcomes.append(Outcome(file, period, run=make(file, period or None)))
        except WorkbenchError as error:
            outcomes.append(Outcome(file, period, error=error))
    return outcomes


def write_site(out: Path, outcomes: Sequence[Outcome]) -> Path:
    """
    A page that leads to every finished run below the output folder, and names what failed.

    Parameters
    ----------
    out : path
        Output folder.
    outcomes : sequence of Outcome
        Of the runs just made; finished runs of before are listed too.

    Raises
    ------
    OutputError
        If the page cannot be written.
    """
    runs: dict[str, list[Link]] = {}
    latest = []
    for manifest in sorted(out.glob(f"*/*/{MANIFEST}")):
        run = manifest.parent
        if run.name.startswith(".") or ALONE in run.name:
            continue
        period = settings.load(kept_settings(run), period=period_asked(run)).period.period
        latest = max(latest, [period.last, settings.marking(period)])
        name = json.loads(manifest.read_text(encoding="utf-8"))["settings"]["partnership"]["name"]
        runs.setdefault(name, []).extend(
            Link(f"{period.label}, {words}", f"{run.parent.name}/{run.name}/{folder}/index.html")
            for folder, words in _EDITIONS.items()
            if (run / folder / "index.html").exists()
        )
    failed = [outcome for outcome in outcomes if outcome.error is not None]
    told = "".join(
        f"<p>{html.escape(f'{o.name} was not made: {o.error.what}')}</p>" for o in failed
    )
    return render_index(
        out / SITE,
        marking=latest[-1] if latest else "OFFICIAL-SENSITIVE",
        edition="restricted",
        title="Strategic assessments",
        lead=f"{plural(sum(map(len, runs.values())), 'edition')} of "
        f"{plural(len(runs), 'partnership')}.",
        sections=[Section(name, links) for name, links in sorted(runs.items())],
        introduction_html=told,
    )
