"""The pages of an edition: every report and its index, each one file that asks for nothing."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from nbformat import NotebookNode

from cdrp_analysis import exhibits
from cdrp_analysis.assessment import workbook
from cdrp_analysis.assessment.method_page import LICENCE, METHOD
from cdrp_analysis.assessment.plan import Task
from cdrp_analysis.assessment.portable import print_pdf
from cdrp_analysis.assessment.published import PublishedEvidence
from cdrp_analysis.assessment.render import Link, Section, render_index, render_notebook
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.settings import marking
from cdrp_analysis.side_by_side import at_once

_MANY = 10  # pages for which further processes are worth their start
MARKINGS = {"committee": "COMMITTEE MEMBERS ONLY: NOT FOR PUBLICATION", "public": "PUBLIC"}
# An edition says what it left out, so that its absence is not read as there being none.
WITHHELD = {
    "committee": (
        "Sensitive material is withheld from this edition. Small counts of small areas are "
        "hidden, marked [c], with what would give them away."
    ),
    "public": (
        "Sensitive material is withheld from this edition. Small counts are hidden, marked [c], "
        "and ward figures are rounded to the nearest {round_to}, so that nobody can be "
        "identified; rounded figures need not add up."
    ),
}


def write(
    folder: Path,
    todo: Sequence[Task],
    made: Mapping[str, NotebookNode],
    *,
    evidence: Evidence,
    shown: Evidence | PublishedEvidence,
    workers: int | None,
) -> list[tuple[str, str]]:
    """
    Write an edition's workbook, pages and index into ``folder``; return the links to the pages.

    Parameters
    ----------
    folder : path
        Of the edition.
    todo, made : sequence of Task, mapping of page to executed notebook
        What was planned and what came of it.
    evidence : Evidence
        Names the partnership and period.
    shown : Evidence or PublishedEvidence
        What the workbook and the index may show; its edition is the edition written.
    workers : int, optional
        Files written at the same time; default: one per core.
    """
    edition = shown.edition
    restricted = edition == "restricted"
    mark = marking(evidence.period) if restricted else MARKINGS[edition]
    name = f"{evidence.name}, {evidence.period.label}"
    alone = [task for task in todo if task.report.per_priority]
    reports = [task for task in todo if not task.report.per_ward and task not in alone]
    wards = [task for task in todo if task.report.per_ward]
    nav = [("Contents", "index.html"), *((t.title, f"{t.page}.html") for t in reports)]
    if not restricted:
        nav.append(("How people are protected", METHOD))
    sheets = workbook.restricted_sheets(shown) if restricted else workbook.published_sheets(shown)
    book = partial(
        workbook.write_workbook,
        folder / workbook.FILE,
        sheets,
        title=title(evidence),
        marking=mark,
        contact=contact(evidence),
    )
    drawn = [
        partial(
            render_notebook,
            made[task.page],
            folder / f"{task.page}.html",
            marking=mark,
            edition=edition,
            title=f"{_called(task, shown)}: {name}",
            nav=nav,
            code="folded" if restricted else "absent",
        )
        for task in todo
    ]
    at_once([book, *drawn], workers if len(todo) >= _MANY else 1)
    sections = [
        *_to_print(folder, todo),
        Section("Reports", [Link(t.title, f"{t.page}.html", t.report.question) for t in reports]),
        Section(
            "Priorities, one by one",
            [Link(_called(t, shown), f"{t.page}.html") for t in alone],
            introduction="Why each is one, how it ran, where and when it happens.",
            compact=True,
        ),
        Section(
            "Ward packs",
            [Link(t.title, f"{t.page}.html") for t in wards],
            introduction="One for each ward: its offences, rates and changes.",
            compact=True,
        ),
    ]
    sections += [_WORKBOOK] if restricted else [_downloads(folder / "data"), _ABOUT]
    render_index(
        folder / "index.html",
        marking=mark,
        edition=edition,
        title=title(evidence),
        lead=WITHHELD.get(edition, "").format(round_to=evidence.thresholds.round_to),
        sections=sections,
        nav=nav,
        introduction_html=_introduction(shown),
    )
    return nav


def _called(task: Task, shown: Evidence | PublishedEvidence) -> str:
    """What a page is called; one about a priority is called by its theme too."""
    if not task.place or not shown.has("priorities"):
        return task.title
    order = shown.table("priorities")
    label = exhibits.theme_label(order, exhibits.theme_at(order, task.place))
    return f"{task.title}, {exhibits.wording.lower_first(label)}" if label else task.title


def title(evidence: Evidence) -> str:
    """The title of the whole document."""
    named = f"Strategic assessment: {evidence.name}, {evidence.period.label}"
    return evidence.assessment.document.title or named


def contact(evidence: Evidence) -> str:
    """Whom to ask about what was withheld, as a sentence."""
    author = evidence.assessment.document.author or f"the partnership's analysts, {evidence.name}"
    return f"Questions about this edition go to {author}."


def attributions(evidence: Evidence) -> list[str]:
    """Every source of the assessment, once, as its publisher is to be named."""
    given = [
        *(feed.source for feed in evidence.assessment.feeds),
        *(boundary.source for boundary in evidence.assessment.boundaries),
        *(denominator.source for denominator in evidence.assessment.denominators),
        *(deprivation.source for deprivation in evidence.assessment.deprivation),
    ]
    return list(dict.fromkeys(source for source in given if source))


def _introduction(shown: Evidence | PublishedEvidence) -> str:
    """The title block and the first findings, as far as the run made them."""
    parts = (
        (("document",), exhibits.title_block),
        (("priorities",), exhibits.top_priorities),
        (("annual_offences",), exhibits.trend_total),
        (("year_on_year", "real_changes"), exhibits.biggest_change),
    )
    made = [
        make(*(shown.table(name) for name in names if shown.has(name)))
        for names, make in parts
        if shown.has(names[0])
    ]
    return "\n".join(part._repr_html_() for part in made)


_ABOUT = Section(
    "About this edition",
    [Link("How people are protected", METHOD), Link("Licence and sources", LICENCE, "Text")],
)


def _to_print(folder: Path, todo: Sequence[Task]) -> list[Section]:
    """The document as a PDF, or why there is none; nothing where the run did not make it."""
    if not any(task.page == _DOCUMENT for task in todo):
        return []
    why = print_pdf(folder / f"{_DOCUMENT}.html", folder / f"{_DOCUMENT}.pdf")
    ending, note = ("html", why) if why else ("pdf", "PDF")
    return [Section("To print", [Link("Strategic assessment", f"{_DOCUMENT}.{ending}", note)])]


_DOCUMENT = "strategic-assessment"
_ALL = Link("All tables in one workbook", workbook.FILE, "XLSX")
_WORKBOOK = Section(
    "Data", [_ALL], introduction="The tables behind these pages; the longest stay in their files."
)


def _downloads(data: Path) -> Section:
    links = [_ALL] + [
        Link(SPECS[path.stem].title, f"data/{path.name}", "CSV")
        for path in sorted(data.glob("*.csv"))
        if path.stem in SPECS
    ]
    links.append(Link("What every column means", "data/dictionary.csv", "CSV"))
    links.append(Link("How the tables hang together", "data/structure.json", "JSON"))
    return Section(
        "Data", links, introduction="The protected tables behind the pages of this edition."
    )
