"""Which pages are made, in which order, and what a parameters cell may hold."""

from dataclasses import asdict
from pathlib import Path

import nbformat
import pytest

from cdrp_analysis.assessment.layout import notebooks
from cdrp_analysis.assessment.plan import REPORTS, Parameters, checked_parameters, tasks
from cdrp_analysis.errors import SettingsError
from tests.drawn import frame

WARDS = frame("""
    code      | name
    E05000001 | Abbey
    E05000002 | Castle
""")
SOUND = 'assessment = ""\nperiod = ""\nedition = "restricted"\ntables = ""\nward = ""\n'


PRIORITIES = [f"priority-{at}" for at in range(1, 6)]


def pages(*arguments, **options):
    return [task.page for task in tasks(*arguments, **options)]


def test_an_edition_has_every_report_and_a_pack_for_every_ward():
    assert pages("restricted", WARDS) == [
        "strategic-assessment", "key-messages", "priorities", "trends", "comparison",
        "interruptions", "voice", "delivery", "alarms", "places", "localities", "times",
        "premises", "victims", "youth", "adults", "disorder", "drugs-alcohol", "data-quality",
        "ward-pack-e05000001", "ward-pack-e05000002", "priority-1", "priority-2", "priority-3",
        "priority-4", "priority-5", "sensitive-material",
    ]  # fmt: skip
    assert pages("public", WARDS) == pages("restricted", WARDS)
    packs = {"ward-pack-e05000001", "ward-pack-e05000002"}
    assert pages("committee", WARDS) == [p for p in pages("public", WARDS) if p not in packs]


def test_the_page_about_a_release_is_not_made_alone():
    with pytest.raises(SettingsError, match="about a whole release") as told:
        tasks("restricted", WARDS, only="redaction")
    assert "cdrp release" in told.value.do
    assert pages("restricted", WARDS, only="redaction", after_release=True) == ["redaction"]


def test_a_page_of_times_needs_rows_that_have_them():
    """A public street file says the month and no more."""
    assert {"times", "premises"} <= set(pages("restricted", WARDS))
    for edition in ("restricted", "committee", "public"):
        assert not {"times", "premises"} & set(pages(edition, WARDS, timed=False))


def test_the_page_about_a_release_is_made_after_it_and_for_nobody_else():
    assert pages("restricted", WARDS, after_release=True) == ["redaction"]
    assert pages("committee", WARDS, after_release=True) == []
    assert pages("public", WARDS, after_release=True) == []


def test_a_pack_knows_its_ward():
    pack = [task for task in tasks("restricted", WARDS) if task.report.per_ward][-1]
    assert (pack.ward, pack.title, pack.needs) == ("E05000002", "Castle ward", ("places", "voice"))


def test_each_priority_has_a_page_that_knows_its_place():
    made = [task for task in tasks("restricted", WARDS) if task.report.per_priority]
    assert [(task.page, task.place, task.title) for task in made][1] == (
        "priority-2", "2", "Second priority",
    )  # fmt: skip
    untimed = tasks("restricted", WARDS, only="priority", timed=False)
    assert "times" not in {task.page for task in untimed}
    assert all("times" not in task.needs for task in untimed)


@pytest.mark.parametrize(
    "only, made",
    [
        ("trends", ["trends"]),
        ("priorities", ["priorities", "trends", "places"]),
        ("ward-pack", ["voice", "places", "ward-pack-e05000001", "ward-pack-e05000002"]),
        ("strategic-assessment",
         ["strategic-assessment", "priorities", "trends", "comparison", "places", "data-quality"]),
    ],
)  # fmt: skip
def test_one_notebook_comes_with_those_it_needs(only, made):
    assert pages("restricted", WARDS, only=only) == made


def test_no_page_needs_one_that_is_not_made_and_some_page_can_always_start():
    before = [report.notebook for report in REPORTS if not report.after_release]
    for only in (None, *before):
        todo = tasks("restricted", WARDS, only=only, sample=True)
        waiting, done = list(todo), set()
        while waiting:
            ready = [task for task in waiting if set(task.needs) <= done]
            assert ready, f"{only}: {[task.page for task in waiting]} wait for each other"
            done |= {task.page for task in ready}
            waiting = [task for task in waiting if task.page not in done]


def test_the_check_up_is_restricted_and_for_invented_data_alone():
    def made(edition: str, **options) -> set[str]:
        return {task.page for task in tasks(edition, WARDS, **options)}

    assert "check-up" in made("restricted", sample=True)
    assert "check-up" not in made("restricted") | made("public", sample=True)
    with pytest.raises(SettingsError, match="no notebook 'check-up'"):
        tasks("restricted", WARDS, only="check-up")
    assert "check-up" not in made("public", only="check-up", sample=True)


def test_public_pages_wait_for_nothing():
    """They read protected tables, which are complete before the first of them starts."""
    for edition in ("committee", "public"):
        assert {task.needs for task in tasks(edition, WARDS)} == {()}


def test_an_unknown_notebook_is_refused_with_those_there_are():
    with pytest.raises(SettingsError) as caught:
        tasks("restricted", WARDS, only="trend")
    assert caught.value.what == "there is no notebook 'trend'."
    assert caught.value.where == "--only"
    known = sorted(r.notebook for r in REPORTS if not (r.after_release or r.sample_only))
    assert caught.value.do == f"one of {', '.join(known)}"


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.notebook)
def test_every_notebook_declares_exactly_the_parameters_of_the_assessment(report):
    path = notebooks() / f"{report.notebook}.ipynb"
    wanted = asdict(Parameters())
    if not report.per_priority:
        del wanted["place"]
    assert checked_parameters(path, asdict(Parameters())) == wanted


def test_there_is_no_notebook_outside_the_plan():
    assert {path.stem for path in notebooks().glob("*.ipynb")} == {r.notebook for r in REPORTS}


# The parameters cell --------------------------------------------------------------------


def notebook(folder: Path, *sources: str) -> Path:
    cells = [
        nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]}) for source in sources
    ]
    path = folder / "x.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def refusal(path, **values):
    with pytest.raises(SettingsError) as caught:
        checked_parameters(path, asdict(Parameters()) | values)
    return caught.value


def test_a_sound_parameters_cell_is_accepted(tmp_path):
    values = asdict(Parameters(period="2016/17"))
    del values["place"]
    assert checked_parameters(notebook(tmp_path, SOUND), values) == values


def test_a_place_is_passed_to_a_notebook_that_declares_one(tmp_path):
    values = asdict(Parameters(place="2"))
    made = checked_parameters(notebook(tmp_path, SOUND + 'place = ""\n'), values)
    assert made == values and made["place"] == "2"


@pytest.mark.parametrize(
    "source, what",
    [
        (SOUND + 'colour = ""\n',
         "x.ipynb declares a parameter that the assessment does not pass: colour."),
        (SOUND.replace('ward = ""\n', ""),
         "x.ipynb does not declare a parameter that the assessment passes: ward."),
        (SOUND.replace('ward = ""', "ward = 7"), "ward must be str, not int."),
        (SOUND.replace('ward = ""', "ward = None"), "ward must be str, not NoneType."),
        (SOUND.replace('ward = ""', 'ward = "E0" + "5"'),
         "the parameters cell holds more than plain values."),
        ("import os\n" + SOUND, "the parameters cell holds more than plain values."),
    ],
)  # fmt: skip
def test_a_faulty_parameters_cell_is_refused(tmp_path, source, what):
    assert refusal(notebook(tmp_path, source)).what == what


@pytest.mark.parametrize(
    "source",
    ["period = \n", 'a = period = ""\n', 'period: str = ""\n', 'x.period = ""\n', 'a, b = ""\n'],
)
def test_what_is_no_plain_assignment_is_refused_not_a_crash(tmp_path, source):
    error = refusal(notebook(tmp_path, SOUND + source))
    assert error.exit_code == 10


@pytest.mark.parametrize("cells, count", [((), 0), ((SOUND, SOUND), 2)])
def test_there_is_exactly_one_parameters_cell(tmp_path, cells, count):
    error = refusal(notebook(tmp_path, *cells))
    assert error.what == f"x.ipynb has {count} cells tagged parameters."
    assert error.do == "tag exactly one cell"


def test_an_unknown_or_mistyped_value_is_refused_not_warned(tmp_path):
    path = notebook(tmp_path, SOUND)
    assert refusal(path, perod="2017").what == (
        "x.ipynb was given a parameter that it does not know: perod."
    )
    assert refusal(path, period=2017).what == "period must be str, not int."
