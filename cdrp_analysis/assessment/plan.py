"""Which notebooks make an assessment, in what order, with which parameters."""

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, get_type_hints

import nbformat

from cdrp_analysis.errors import SettingsError

if TYPE_CHECKING:
    import pandas as pd

PUBLIC_TAG, PARAMETERS_TAG = "public", "parameters"


PLACES = ("First", "Second", "Third", "Fourth", "Fifth")  # priorities with a page of their own


@dataclass(frozen=True)
class Report:
    """A notebook of the assessment and the question it answers."""

    notebook: str
    title: str
    question: str
    needs: tuple[str, ...] = ()
    per_ward: bool = False
    per_priority: bool = False
    sample_only: bool = False
    needs_times: bool = False
    after_release: bool = False
    editions: tuple[str, ...] = ("restricted", "committee", "public")


# In reading order; ``needs`` says which notebooks' tables it reads.
REPORTS = (
    Report(
        "strategic-assessment",
        "Strategic assessment",
        "What should the partnership put first, and on what evidence?",
        needs=("data-quality", "trends", "comparison", "places", "priorities"),
    ),
    Report(
        "key-messages",
        "Key messages",
        "What should everybody know?",
        needs=(
            "strategic-assessment",
            "trends",
            "comparison",
            "places",
            "priorities",
            "data-quality",
        ),
    ),
    Report(
        "priorities",
        "Priorities",
        "Which problems matter most, and how sure is that ranking?",
        needs=("trends", "places"),
    ),
    Report("trends", "Trends and projection", "What has changed, and where is it heading?"),
    Report("comparison", "Comparison", "How do we stand beside our peers?"),
    Report(
        "interruptions",
        "Interruptions",
        "What did an event add, and did an action work?",
    ),
    Report("voice", "Voice", "What do people want, and who was heard?"),
    Report("delivery", "Delivery", "How far was the last plan delivered, and with what?"),
    Report("alarms", "Alarms", "Is anything out of line this year?"),
    Report("places", "Places", "Where do offences concentrate?"),
    Report(
        "localities",
        "Localities",
        "Where is most against people, and which wards would be chosen?",
    ),
    Report("times", "Times", "When do offences happen?", needs_times=True),
    Report(
        "premises",
        "Premises and nights out",
        "Where do licensed trade and violence meet, and when?",
        needs_times=True,
    ),
    Report(
        "victims",
        "Victims and sites",
        "Who is harmed, where do they come from, and what happened at the sites?",
    ),
    Report(
        "youth",
        "Young people",
        "How many young people offend, how often again, and what is done early?",
    ),
    Report(
        "adults",
        "Adults and schemes",
        "Who is on the caseload, do schemes work, and whom can they hold?",
    ),
    Report(
        "disorder",
        "Disorder",
        "What does anti-social behaviour cost, and does it make people afraid?",
    ),
    Report(
        "drugs-alcohol",
        "Drugs and alcohol",
        "What do drugs and alcohol do here, and who gets help?",
    ),
    Report("data-quality", "Data quality", "What was received, and how far can it be relied on?"),
    Report(
        "ward-pack",
        "Ward pack",
        "What happened in this ward?",
        needs=(
            "places",
            "voice",
        ),
        per_ward=True,
        editions=("restricted", "public"),
    ),
    Report(
        "priority",
        "Priority",
        "What is known of this priority: why, whom, who, where and when?",
        needs=("strategic-assessment", "priorities", "trends", "places", "times"),
        per_priority=True,
    ),
    Report(
        "sensitive-material",
        "Sensitive material",
        "What is known that not every reader may know?",
    ),
    Report(
        "redaction",
        "Redaction",
        "What was withheld from which edition, by which rule, and does it hold?",
        after_release=True,
        editions=("restricted",),
    ),
    Report(
        "check-up",
        "Check-up",
        "Does the workbench find what was planted in the invented data?",
        needs=("trends", "places", "data-quality"),
        sample_only=True,
        editions=("restricted",),
    ),
)


@dataclass(frozen=True)
class Parameters:
    """What every notebook of the assessment takes; papermill passes these and nothing else."""

    assessment: str = ""
    period: str = ""
    edition: str = "restricted"
    tables: str = ""
    ward: str = ""
    place: str = ""


# What a notebook need not declare: only the pages of priorities have a place.
_OPTIONAL = frozenset({"place"})


@dataclass(frozen=True)
class Task:
    """One page to make."""

    page: str
    report: Report
    edition: str
    title: str
    ward: str = ""
    place: str = ""
    needs: tuple[str, ...] = field(default=())


def tasks(
    edition: str,
    wards: "pd.DataFrame",
    *,
    only: str | None = None,
    sample: bool = False,
    timed: bool = True,
    after_release: bool = False,
    order: tuple[Report, ...] = REPORTS,
) -> list[Task]:
    """
    Every page of an edition, in reading order.

    Parameters
    ----------
    edition : str
        ``restricted`` or ``public``; public pages read protected tables and need no other page.
    wards : DataFrame
        ``code`` and ``name`` of the wards that get a pack.
    only : str, optional
        One notebook by name; the notebooks whose tables it reads come with it.
    sample : bool
        Whether the data are invented and say what was planted.
    timed : bool
        Whether the rows say when something happened.
    after_release : bool
        The pages about a release, which are made when it has been protected.

    Raises
    ------
    SettingsError
        If ``only`` is no notebook of this assessment, or is about a whole release.
    """
    if only is not None and not after_release:
        _require_before_release(only, order)
    order = tuple(
        report
        for report in order
        if report.after_release == after_release
        and (sample or not report.sample_only)
        and (timed or not report.needs_times)
    )
    chosen = {report.notebook for report in order}
    if only is not None:
        if only not in chosen:
            raise SettingsError(
                f"there is no notebook {only!r}.",
                where="--only",
                do=f"one of {', '.join(sorted(chosen))}",
            )
        chosen = _with_needs(only, order)
    made = []
    for report in order:
        if report.notebook not in chosen or edition not in report.editions:
            continue
        there = {other.notebook for other in order}
        needs = tuple(n for n in report.needs if n in there) if edition == "restricted" else ()
        if report.per_priority:
            made += [
                Task(f"{report.notebook}-{at}", report, edition, f"{name} priority",
                     place=str(at), needs=needs)
                for at, name in enumerate(PLACES, 1)
            ]  # fmt: skip
            continue
        if not report.per_ward:
            made.append(Task(report.notebook, report, edition, report.title, needs=needs))
            continue
        made += [
            Task(f"{report.notebook}-{code.lower()}", report, edition, f"{name} ward", code,
                 needs=needs)
            for code, name in zip(wards["code"], wards["name"], strict=True)
        ]  # fmt: skip
    return made


def _require_before_release(only: str, order: tuple[Report, ...]) -> None:
    """A page that tells what was hidden from a release cannot be made of a part of it."""
    if any(report.notebook == only and report.after_release for report in order):
        raise SettingsError(
            f"{only!r} is about a whole release and cannot be made alone.",
            where="--only",
            do="leave out --only, or give a finished run to cdrp release",
        )


def _with_needs(name: str, order: tuple[Report, ...]) -> set[str]:
    report = next((r for r in order if r.notebook == name), None)
    if report is None:  # of times, where the rows have none
        return set()
    return {name}.union(*(_with_needs(need, order) for need in report.needs))


def checked_parameters(notebook: Path, values: dict[str, str]) -> dict[str, str]:
    """
    The values that a notebook declares, if its parameters cell has exactly the assessment's.

    Raises
    ------
    SettingsError
        For a notebook without one parameters cell, a parameter it or we do not know, or a
        value of another type. Papermill alone would only warn.
    """
    declared = _declared(notebook)
    known = get_type_hints(Parameters)
    for names, other, what in (
        (set(declared), set(known), "declares a parameter that the assessment does not pass"),
        (
            set(known) - _OPTIONAL,
            set(declared),
            "does not declare a parameter that the assessment passes",
        ),
        (set(values), set(known), "was given a parameter that it does not know"),
    ):
        if odd := sorted(names - other):
            raise SettingsError(
                f"{notebook.name} {what}: {odd[0]}.",
                where=f"{notebook.name}, parameters cell",
                do=f"the parameters are {', '.join(known)}",
            )
    for source in (declared, values):
        for name, value in source.items():
            if not isinstance(value, known[name]):
                raise SettingsError(
                    f"{name} must be {known[name].__name__}, not {type(value).__name__}.",
                    where=f"{notebook.name}, parameters cell",
                    do="mend the value",
                )
    return {name: value for name, value in values.items() if name in declared}


def _declared(notebook: Path) -> dict[str, object]:
    node = nbformat.read(notebook, as_version=4)
    cells = [c for c in node.cells if PARAMETERS_TAG in c.metadata.get("tags", [])]
    if len(cells) != 1:
        raise SettingsError(
            f"{notebook.name} has {len(cells)} cells tagged parameters.",
            where=notebook.name,
            do="tag exactly one cell",
        )
    found = {}
    try:
        statements = ast.parse(cells[0].source).body
    except SyntaxError as error:
        raise _not_plain(notebook, error.lineno) from None
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                found[name] = value
            case _:
                raise _not_plain(notebook, statement.lineno)
    return found


def _not_plain(notebook: Path, line: int | None) -> SettingsError:
    return SettingsError(
        "the parameters cell holds more than plain values.",
        where=f"{notebook.name}, line {line}",
        do='one line per parameter, e.g. period = "2017/18"',
    )
