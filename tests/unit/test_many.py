"""Many partnerships and periods: each by itself, and one page that leads to all."""

import json

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

from cdrp_analysis import cli
from cdrp_analysis.assessment import asked
from cdrp_analysis.assessment.many import Outcome, assess_all, write_site
from cdrp_analysis.assessment.run import Finished
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.errors import InputError, NotebookError


def made(out, name, period, editions=("restricted", "draft-public")):
    """A finished run, as far as the page looks at it."""
    run = out / name / period.replace("/", "-")
    for edition in editions:
        (run / edition).mkdir(parents=True)
        (run / edition / "index.html").write_text("made", encoding="utf-8")
    (run / "restricted" / "assessment.toml").write_text(first_file(), encoding="utf-8")
    (run / "restricted" / "period.txt").write_text(period, encoding="utf-8")
    record = {"settings": {"partnership": {"name": name.capitalize()}}}
    (run / "manifest.json").write_text(json.dumps(record), encoding="utf-8")
    index = run / "restricted" / "index.html"
    return Finished(run, {"restricted": index}, 1.0, 100.0)


def test_every_file_is_made_for_every_period_and_a_failure_stops_no_other(tmp_path):
    asked, begun = [], []

    def make(file, period):
        asked.append((file.name, period))
        if period == "2015/16":
            raise InputError("no month is complete.", do="add the months")
        return Finished(tmp_path, {}, 1.0, 1.0)

    files = [tmp_path / "a.toml", tmp_path / "b.toml"]
    outcomes = assess_all(files, ["2015/16", "2016/17"], make, began=begun.append)
    assert asked == [
        ("a.toml", "2015/16"), ("a.toml", "2016/17"), ("b.toml", "2015/16"), ("b.toml", "2016/17"),
    ]  # fmt: skip
    assert begun == [outcome.name for outcome in outcomes]
    assert [outcome.error is None for outcome in outcomes] == [False, True, False, True]


def test_without_a_period_each_file_has_its_own(tmp_path):
    asked = []
    assess_all(
        [tmp_path / "a.toml"], [], lambda file, of: asked.append(of), began=lambda name: None
    )
    assert asked == [None]


def test_the_page_leads_to_every_edition_and_names_what_failed(tmp_path):
    made(tmp_path, "ashford", "2016/17")
    made(tmp_path, "barton", "2016/17", ("restricted", "draft-public", "public"))
    made(tmp_path, "barton", "2017/18")
    made(tmp_path, "barton", "2017/18-only-trends")
    lost = Outcome(tmp_path / "c.toml", "", error=NotebookError("cell 3 stopped with <KeyError>."))
    page = write_site(tmp_path, [lost])
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    assert [heading.get_text() for heading in soup.select("h2")] == ["Ashford", "Barton"]
    links = [a["href"] for a in soup.select("section a")]
    assert len(links) == 7 and all((tmp_path / link).exists() for link in links)
    assert not any("only" in link for link in links)
    assert "c.toml was not made: cell 3 stopped with <KeyError>." in soup.get_text()
    assert "7 editions of 2 partnerships." in soup.get_text()
    assert str(tmp_path) not in str(soup)


@pytest.mark.parametrize("code", [11, 13])
def test_the_command_ends_with_the_code_of_the_first_failure(tmp_path, monkeypatch, code):
    kinds = {11: InputError, 13: NotebookError}

    def assess(file, *, period, out, **options):
        if file.name == "b.toml":
            raise kinds[code]("it cannot be made.", do="look")
        return made(out, "ashford", period)

    monkeypatch.setattr(asked, "assess", assess)
    told = CliRunner().invoke(
        cli.app, ["assess", "a.toml", "b.toml", "--period", "2016/17, 2017/18", "--out",
                  str(tmp_path)]
    )  # fmt: skip
    assert told.exit_code == code
    assert "2 of 4 runs made" in told.stdout and "a.toml 2017/18 …" in told.stdout
    assert told.stderr.count("it cannot be made.") == 2
