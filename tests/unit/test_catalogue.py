"""Every table is declared: rule, columns, notebook, and where its counts sit."""

import json
import re

import pandas as pd
import pytest

from cdrp_analysis.assessment.layout import notebooks
from cdrp_analysis.assessment.plan import REPORTS
from cdrp_analysis.disclosure.catalogue import SPECS, TABLES
from cdrp_analysis.disclosure.rules import EDITIONS, RELEASED, policy
from cdrp_analysis.errors import InputError

each_table = pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
each_edition = pytest.mark.parametrize("edition", RELEASED)
NOTEBOOKS = sorted(notebooks().glob("*.ipynb"))


def code(path, *, public_only=False):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join(
        "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"
        and (not public_only or "public" in cell["metadata"].get("tags", []))
    )  # fmt: skip


def tables(text, verb):
    return set(re.findall(rf"evidence\.{verb}\(\s*\"(\w+)\"", text))


def test_no_name_is_used_twice():
    assert len(SPECS) == len(TABLES)


@each_table
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_table_has_a_release_rule(spec, edition):
    assert policy(edition)[spec.content].content == spec.content


@each_table
def test_every_column_is_explained_and_named_once(spec):
    names = [column.name for column in spec.columns]
    assert len(names) == len(set(names))
    assert [column.name for column in spec.columns if not column.doc.strip()] == []
    assert spec.title.strip()
    assert not spec.title.endswith(".")


@each_table
def test_every_table_has_a_key(spec):
    assert spec.keys


@each_edition
@each_table
def test_a_count_that_is_suppressed_sits_in_the_joint_system(spec, edition):
    """Else it would be hidden alone, and could be worked out from a linked table."""
    rule = policy(edition)[spec.content]
    counted = any(column.role == "count" and column.shown_in(edition) for column in spec.columns)
    if rule.publish and rule.suppress_below and counted:
        assert spec.cells is not None


@each_edition
@each_table
def test_what_is_derived_from_protected_counts_is_computed_again_or_left_out(spec, edition):
    rule = policy(edition)[spec.content]
    derived = [c for c in spec.columns if c.role == "derived" and c.shown_in(edition)]
    if rule.publish and derived:
        assert spec.rederive is not None


@each_table
def test_addresses_name_columns_of_the_table(spec):
    if spec.cells is None:
        return
    names = {column.name for column in spec.columns}
    places = (spec.cells.count, spec.cells.area, spec.cells.offence, spec.cells.period)
    assert {place for place in places if not place.startswith("=")} <= names


def test_notebooks_make_every_table_of_the_catalogue_and_no_other():
    made = {name: path.stem for path in NOTEBOOKS for name in tables(code(path), "save")}
    # The release leaves its record in tables, which a page reads and no notebook makes.
    pages = {report.notebook for report in REPORTS if report.after_release}
    declared = {spec.name: spec.notebook for spec in TABLES if spec.notebook not in pages}
    assert made == declared
    record = {spec.name for spec in TABLES if spec.notebook in pages}
    read = {
        name for path in NOTEBOOKS if path.stem in pages for name in tables(code(path), "table")
    }
    assert record == read and record


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_use_no_table_outside_the_catalogue(path):
    used = tables(code(path), "table")
    assert used, path.stem
    assert used <= set(SPECS)


@each_edition
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_public_cells_use_published_tables_only(path, edition):
    rules = policy(edition)
    used = tables(code(path, public_only=True), "table")
    assert {name for name in used if not rules[SPECS[name].content].publish} == set()


# The check of a table that is saved -------------------------------------------------------

SPEC = SPECS["quarantine_reasons"]


def test_a_table_is_saved_with_the_declared_columns_in_order():
    frame = pd.DataFrame(
        {"rows": [2], "extra": [0], "reason": ["x"], "feed": ["street"]}, index=[7]
    )
    frame.attrs["about"] = {"source": "s"}
    checked = SPEC.check(frame)
    assert list(checked) == ["feed", "reason", "rows"]
    assert checked.index.tolist() == [0]
    assert checked.attrs["about"] == {"source": "s"}
    assert list(frame) == ["rows", "extra", "reason", "feed"]


def test_a_table_without_a_declared_column_is_refused():
    with pytest.raises(InputError, match=r"the table quarantine_reasons lacks reason, rows\."):
        SPEC.check(pd.DataFrame({"feed": ["street"]}))


def test_a_key_used_twice_is_refused():
    twice = pd.DataFrame({"feed": ["s", "s"], "reason": ["x", "x"], "rows": [1, 2]})
    with pytest.raises(InputError, match="has 1 rows whose key is already taken") as caught:
        SPEC.check(twice)
    assert caught.value.do == "the key is feed, reason"
