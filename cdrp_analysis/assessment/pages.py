"""The pages of an edition: every report and its index, each one file that asks for nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from nbformat import NotebookNode

from cdrp_analysis.assessment.plan import Task
from cdrp_analysis.assessment.render import Link, Section, render_index, render_notebook
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.settings import marking

PUBLIC_MARKING = "PUBLIC"
# A public page says what it left out, so that its absence is not read as there being none.
WITHHELD = (
    "Sensitive material is withheld from this edition. Small counts are hidden, marked [c], and "
    "ward figures are rounded to the nearest 5, so that nobody can be identified; rounded figures "
    "need not add up."
)


def write(
    folder: Path,
    todo: Sequence[Task],
    made: Mapping[str, NotebookNode],
    *,
    evidence: Evidence,
    edition: str,
) -> None:
    """Write every page of an edition and its index into ``folder``."""
    mark = marking(evidence.period) if edition == "restricted" else PUBLIC_MARKING
    name = f"{evidence.name}, {evidence.period.label}"
    reports = [task for task in todo if not task.report.per_ward]
    wards = [task for task in todo if task.report.per_ward]
    nav = [("Contents", "index.html"), *((t.title, f"{t.page}.html") for t in reports)]
    for task in todo:
        render_notebook(
            made[task.page],
            folder / f"{task.page}.html",
            marking=mark,
            edition=edition,
            title=f"{task.title}: {name}",
            nav=nav,
            code="folded" if edition == "restricted" else "absent",
        )
    sections = [
        Section("Reports", [Link(t.title, f"{t.page}.html", t.report.question) for t in reports]),
        Section(
            "Ward packs",
            [Link(t.title, f"{t.page}.html") for t in wards],
            introduction="One for each ward: its offences, rates and changes.",
            compact=True,
        ),
    ]
    if edition == "public":
        sections.append(_downloads(folder / "data"))
    render_index(
        folder / "index.html",
        marking=mark,
        edition=edition,
        title=evidence.assessment.document.title or f"Strategic assessment: {name}",
        lead=WITHHELD if edition == "public" else "",
        sections=sections,
        nav=nav,
    )


def _downloads(data: Path) -> Section:
    links = [
        Link(SPECS[path.stem].title, f"data/{path.name}", "CSV")
        for path in sorted(data.glob("*.csv"))
        if path.stem in SPECS
    ]
    links.append(Link("What every column means", "data/dictionary.csv", "CSV"))
    return Section(
        "Data", links, introduction="The protected tables behind the pages of this edition."
    )
