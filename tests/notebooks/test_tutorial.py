"""The tutorial in five minutes: it runs from top to bottom and leaves every file as it was."""

import ast
import json
import shutil

import nbformat
import pytest
from nbclient import NotebookClient

from cdrp_analysis.assessment.layout import notebooks

TUTORIAL = notebooks() / "tutorial" / "five-minutes.ipynb"
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def run(explored, tmp_path_factory):
    """The tutorial executed on a copy of the assessment file, which is beside it."""
    folder = tmp_path_factory.mktemp("tutorial")
    shutil.copy(explored / "data" / "assessment.toml", folder / "my-area.toml")
    node = nbformat.read(TUTORIAL, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CDRP_ASSESSMENT", str(folder / "my-area.toml"))
        patch.setenv("CDRP_DATA", str(explored / "data"))
        patch.setenv("CDRP_OUTPUTS", str(explored / "outputs"))
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        NotebookClient(node, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    given = [cell for cell in node.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(given) == 1, "papermill can run it on another assessment"
    return folder, [c for c in node.cells if c.cell_type == "code" and c not in given]


def test_every_cell_shows_something_and_no_cell_complains(run):
    _, cells = run
    for cell in cells:
        assert cell.outputs, cell.source
        assert {output.output_type for output in cell.outputs} == {"execute_result"}


def test_the_three_panels_are_widgets(run):
    _, cells = run
    shown = [c.source for c in cells if any(WIDGET in o.data for o in c.outputs)]
    assert shown == [f"explore.{name}(area)" for name in ("priorities", "hotspots", "trends")]


def test_running_it_changes_no_setting(run, explored):
    folder, _ = run
    before = (explored / "data" / "assessment.toml").read_bytes()
    assert (folder / "my-area.toml").read_bytes() == before


def test_it_prints_nobodys_record(run):
    """Counts, columns and yearly totals: no cell shows a row of a partner's file."""
    _, cells = run
    for cell in cells:
        calls = [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Call)]
        rows = [ast.unparse(c) for c in calls if ast.unparse(c.func).startswith("area.feeds.")]
        assert set(rows) <= {"area.feeds.offences()", "area.feeds.find('anti-social')", "area.feeds.offences.columns.head(8)"}
        assert "area.feeds.offences()" not in rows or cell.source == "len(area.feeds.offences())"


def test_it_is_committed_without_outputs_and_is_no_report():
    node = json.loads(TUTORIAL.read_text(encoding="utf-8"))
    code = [cell for cell in node["cells"] if cell["cell_type"] == "code"]
    assert all(c["outputs"] == [] and c["execution_count"] is None for c in code)
    assert TUTORIAL not in set(notebooks().glob("*.ipynb"))
