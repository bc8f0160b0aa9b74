"""Two finished runs held against each other, and what a person reads of it."""

import json
import shutil

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

from cdrp_analysis import cli
from cdrp_analysis.assessment.compared import compare
from cdrp_analysis.assessment.compared_page import write_page
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.errors import InputError

PRIORITIES = pd.DataFrame(
    {
        "theme": ["burglary", "robbery"],
        "label": ["Burglary", "Robbery"],
        "rank": [1, 2],
        "score": [0.6, 0.5],
    }
)
CRITERIA = pd.DataFrame(
    {
        "theme": ["burglary", "robbery"],
        "criterion": ["harm", "harm"],
        "value": [10.0, 8.0],
        "normalised": [0.6, 0.5],
        "weight": [1.0, 1.0],
    }
)


@pytest.fixture
def runs(tmp_path):
    """Two finished runs that are the same."""
    first, second = tmp_path / "area" / "2016-17", tmp_path / "area" / "2017-18"
    tables = first / "restricted" / "tables"
    tables.mkdir(parents=True)
    PRIORITIES.to_parquet(tables / "priorities.parquet")
    CRITERIA.to_parquet(tables / "priority_criteria.parquet")
    (first / "restricted" / "assessment.toml").write_text(first_file(), encoding="utf-8")
    (first / "restricted" / "period.txt").write_text("", encoding="utf-8")
    record = {
        "workbench": "1.0",
        "versions": {"pandas": "2.2"},
        "settings": {"thresholds": {"seed": 1}, "themes": [{"key": "burglary", "weight": 1}]},
        "inputs": [{"feed": "offences", "file": "2017.csv", "sha256": "a", "rows_in": 10}],
    }
    (first / "manifest.json").write_text(json.dumps(record), encoding="utf-8")
    shutil.copytree(first, second)
    return first, second


def rewrite(run, **changes):
    path = run / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes), encoding="utf-8")


def test_two_runs_of_the_same_things_are_the_same(runs):
    found = compare(*runs)
    assert not found.differ
    assert found.sentences() == [
        "The two runs are the same: inputs, settings, versions and every table."
    ]


def test_files_settings_and_versions_that_differ_are_named(runs):
    rewrite(
        runs[1],
        versions={"pandas": "2.3"},
        settings={"thresholds": {"seed": 2}, "themes": [{"key": "burglary", "weight": 2}]},
        inputs=[
            {"feed": "offences", "file": "2017.csv", "sha256": "b", "rows_in": 12},
            {"feed": "survey", "file": "survey.csv", "sha256": "c", "rows_in": 5},
        ],
    )
    found = compare(*runs)
    assert found.inputs.astype(object).where(found.inputs.notna(), None).values.tolist() == [
        ["offences", "2017.csv", "other bytes", 10, 12],
        ["survey", "survey.csv", "new", None, 5],
    ]
    assert found.settings["key"].tolist() == ["thresholds.seed", "themes.burglary.weight"]
    assert found.versions.values.tolist() == [["pandas", "2.2", "2.3"]]
    assert found.sentences() == [
        "2 raw files differ.", "2 settings differ.", "1 version of a package differs.",
    ]  # fmt: skip


def test_a_ranking_that_moved_is_told_with_its_criterion(runs):
    tables = runs[1] / "restricted" / "tables"
    PRIORITIES.assign(rank=[2, 1], score=[0.6, 0.7]).to_parquet(tables / "priorities.parquet")
    CRITERIA.assign(normalised=[0.6, 0.7]).to_parquet(tables / "priority_criteria.parquet")
    found = compare(*runs)
    assert found.tables["table"].tolist() == ["priorities", "priority_criteria"]
    assert set(found.priorities["criterion"]) == {"harm"}
    page = write_page(found, runs[1].parent / "compared.html", *runs)
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    assert [node.get_text() for node in soup.select("p.marking")] == ["OFFICIAL-SENSITIVE"] * 2
    cells = [cell.get_text() for cell in soup.select("table")[0].select("tbody tr")[1].select("td")]
    assert cells == ["2", "1", "+0.200", "harm", "+0.200", "0.000"]
    assert "area/2016-17 and area/2017-18" in soup.h1.get_text()


def test_a_table_that_one_run_alone_has_is_rows_that_came(runs):
    (runs[0] / "restricted" / "tables" / "priorities.parquet").unlink()
    found = compare(*runs)
    assert found.tables[["table", "rows_new"]].values.tolist() == [["priorities", 2]]
    assert found.priorities.empty


def test_the_command_ends_with_one_where_runs_differ(runs):
    run = CliRunner()
    same = run.invoke(cli.app, ["compare", *map(str, runs)])
    assert (same.exit_code, "the same" in same.stdout) == (0, True)
    rewrite(runs[1], workbench="2.0")
    assert run.invoke(cli.app, ["compare", *map(str, runs)]).exit_code == 1


def test_a_folder_that_is_no_run_is_refused(runs, tmp_path):
    with pytest.raises(InputError, match="not a finished run"):
        compare(runs[0], tmp_path)
