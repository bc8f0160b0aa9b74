"""A page is taken from an earlier run only where nothing that decides it has changed."""

import nbformat
import pandas as pd
import pytest

from cdrp_analysis.assessment.plan import REPORTS, Task
from cdrp_analysis.assessment.remembered import (
    Remembered,
    basis,
    code,
    copy_tables,
    keys,
    of_folder,
)

REPORT = {report.notebook: report for report in REPORTS}


def task(notebook="trends", ward="", needs=(), edition="restricted"):
    return Task(f"{notebook}{ward}", REPORT[notebook], edition, notebook, ward, needs=needs)


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "given.ipynb"
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1", id="one")])
    nbformat.write(node, path)
    return path


@pytest.fixture
def tables(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    pd.DataFrame({"theme": ["burglary"]}).to_parquet(folder / "annual_offences.parquet")
    return folder


def test_a_page_made_of_the_same_things_comes_back_with_its_tables(tmp_path, notebook, tables):
    node = nbformat.read(notebook, as_version=4)
    first = Remembered(tmp_path / "made", basis("rows"))
    first.keep(task(), first.key(task(), notebook), node, tables)
    again = Remembered(tmp_path / "made", basis("rows"))
    assert again.recall(task(), again.key(task(), notebook), tmp_path / "shared") == node
    assert of_folder(tmp_path / "shared") == of_folder(tables)


@pytest.mark.parametrize("change", ["rows", "notebook", "needs", "ward", "fresh"])
def test_whatever_has_changed_it_is_made_anew(tmp_path, notebook, tables, change):
    node = nbformat.read(notebook, as_version=4)
    first = Remembered(tmp_path / "made", basis("rows"))
    first.keep(task(), first.key(task(), notebook, ["a"]), node, tables)
    other = Remembered(
        tmp_path / "made", basis("others" if change == "rows" else "rows"), fresh=change == "fresh"
    )
    if change == "notebook":
        notebook.write_text(notebook.read_text(encoding="utf-8").replace("1 + 1", "1 + 2"))
    asked = task(ward="E05000001" if change == "ward" else "")
    key = other.key(asked, notebook, ["b" if change == "needs" else "a"])
    assert other.recall(asked, key, tmp_path / "shared") is None
    assert not (tmp_path / "shared").exists()


def test_a_damaged_page_is_made_anew(tmp_path, notebook, tables):
    memory = Remembered(tmp_path / "made", basis())
    key = memory.key(task(), notebook)
    memory.keep(task(), key, nbformat.read(notebook, as_version=4), tables)
    (tmp_path / "made" / "restricted-trends" / "page.ipynb").write_text("{")
    assert memory.recall(task(), key, tmp_path / "shared") is None


def test_one_page_of_a_kind_is_kept(tmp_path, notebook, tables):
    memory = Remembered(tmp_path / "made", basis())
    node = nbformat.read(notebook, as_version=4)
    for key in ("older", "newer"):
        memory.keep(task(), key, node, tables)
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["restricted-trends"]
    assert memory.recall(task(), "older", tmp_path / "shared") is None
    assert memory.recall(task(), "newer", tmp_path / "shared") == node


def test_the_key_of_a_page_follows_those_that_it_reads(tmp_path, notebook):
    other = tmp_path / "other.ipynb"
    other.write_bytes(notebook.read_bytes())
    todo = [task("priorities", needs=("trends",)), task("trends")]
    memory = Remembered(tmp_path / "made", basis())
    before = keys(todo, {"priorities": notebook, "trends": other}, memory)
    other.write_text(other.read_text(encoding="utf-8").replace("1 + 1", "2 + 2"))
    after = keys(todo, {"priorities": notebook, "trends": other}, memory)
    assert before["priorities"] != after["priorities"] and before["trends"] != after["trends"]


def test_no_table_is_copied_where_a_page_made_none(tmp_path):
    copy_tables(tmp_path / "absent", tmp_path / "shared")
    assert not (tmp_path / "shared").exists()


def test_another_version_of_a_package_is_another_basis(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "drawn-1.0.dist-info").mkdir()
    before = code.__wrapped__()  # what a process has worked out once it keeps
    (tmp_path / "drawn-1.0.dist-info").rename(tmp_path / "drawn-1.1.dist-info")
    assert code.__wrapped__() != before
    assert code.__wrapped__() == code.__wrapped__()
