"""The coverage table: all 72 items once, nothing named that does not exist, no claim unfounded."""

import importlib
import re
import shutil

import nbformat
import pandas as pd
import pytest

from cdrp_analysis.assessment import coverage_table
from cdrp_analysis.assessment.coverage_table import EDITIONS, PART, WAITS, WORKS
from cdrp_analysis.assessment.layout import notebooks, reference
from cdrp_analysis.assessment.plan import REPORTS
from cdrp_analysis.contracts import CONTRACTS, PUBLISHED
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.rules import policy
from cdrp_analysis.errors import InputError

TABLE = coverage_table.coverage()
ITEMS = [pytest.param(row, id=row.id) for row in TABLE.itertuples()]
SHOWN = [pytest.param(row, id=row.id) for row in TABLE.itertuples() if row.status != WAITS]
WORKING = [pytest.param(row, id=row.id) for row in TABLE.itertuples() if row.status == WORKS]
FILES = ("mission_items.csv", "mission_coverage.csv")


def code_of(notebook: str) -> str:
    cells = nbformat.read(notebooks() / f"{notebook}.ipynb", as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def shown_cells(notebook: str, edition: str) -> str:
    cells = nbformat.read(notebooks() / f"{notebook}.ipynb", as_version=4).cells
    return "\n".join(
        cell.source
        for cell in cells
        if "exhibits." in cell.source
        and (edition == "restricted" or edition in cell.metadata.get("tags", []))
    )


# ── the list ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", FILES)
def test_every_item_is_there_once(name):
    ids = pd.read_csv(reference() / name)["id"].tolist()
    assert ids == [f"A{n:02d}" for n in range(1, 50)] + [f"B{n:02d}" for n in range(1, 24)]


def test_the_table_has_a_row_per_item_with_its_texts():
    assert len(TABLE) == 72 and TABLE["id"].is_monotonic_increasing
    assert TABLE[["item", "computation", "method", "exhibit", "release_rule"]].ne("").all().all()


@pytest.mark.parametrize("name", FILES)
def test_both_files_are_described(name):
    assert f"`{name}`" in (reference() / "README.md").read_text(encoding="utf-8")


# ── what is named exists ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", ITEMS)
def test_what_an_item_names_exists(row):
    assert set(row.feeds) <= set(CONTRACTS)
    assert len(set(row.feeds)) == len(row.feeds)
    for dotted in row.measures:
        module, function = dotted.split(".")
        assert callable(
            getattr(importlib.import_module(f"cdrp_analysis.measures.{module}"), function)
        )
    assert row.notebook in {"", *(report.notebook for report in REPORTS)}
    assert set(row.exhibits) <= set(SPECS)
    assert row.status in (WORKS, PART, WAITS)
    assert row.edition in EDITIONS


def test_the_item_about_all_feeds_names_them_all():
    assert TABLE.set_index("id").loc["B01", "feeds"] == tuple(CONTRACTS)


def test_every_partners_feed_serves_an_item_or_is_shared_by_law():
    """A feed that no item needs is one that a statute has partners disclose, or the searches."""
    needed = {feed for row in TABLE.itertuples() if row.id != "B01" for feed in row.feeds}
    spare = {name: c.basis for name, c in CONTRACTS.items() if name not in {*needed, *PUBLISHED}}
    assert [name for name, basis in spare.items() if "s17A" not in basis] == ["stop_searches"]


# ── claims are founded ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", WORKING)
def test_an_item_that_works_has_everything(row):
    assert row.feeds and row.measures and row.notebook and row.exhibits


@pytest.mark.parametrize("row", WORKING)
def test_the_measures_of_an_item_that_works_are_called_for_it(row):
    """By the notebook that saves its tables, a module it uses, or while rows are prepared."""
    saving = {SPECS[name].notebook for name in row.exhibits}
    called = "\n".join(code_of(name) for name in saving)
    used = re.findall(r"from cdrp_analysis\.assessment import ([\w, ]+)", called)
    rooms = {"prepare", *(name for names in used for name in names.split(", "))}
    texts = [
        (notebooks().parent / f"cdrp_analysis/assessment/{room}.py").read_text("utf-8")
        for room in sorted(rooms)
    ]
    for dotted in row.measures:
        module, function = dotted.split(".")
        imports = rf"from cdrp_analysis\.measures\.{module} import (?:\([^)]*|.*)\b{function}\b"
        assert any(f"{dotted}(" in text for text in (called, *texts)) or any(
            re.search(imports, text) and f"{function}(" in text for text in texts
        ), dotted


@pytest.mark.parametrize("row", SHOWN)
def test_the_tables_of_an_item_are_saved_and_its_notebook_shows_them(row):
    assert row.notebook and row.exhibits
    shown = shown_cells(row.notebook, "restricted")
    for name in row.exhibits:
        assert f'"{name}"' in code_of(row.notebook)
        assert re.search(rf'evidence\.save\(\s*"{name}"', code_of(SPECS[name].notebook))
        # A ward's pack first gives its tables names of their own.
        named = re.search(rf'^(\w+) = evidence\.table\("{name}"\)', code_of(row.notebook), re.M)
        assert f'"{name}"' in shown or (named and re.search(rf"\({named[1]}\b", shown)), name


@pytest.mark.parametrize("row", SHOWN)
def test_a_public_item_is_shown_in_public_and_no_other_is(row):
    rules = policy("public")
    published = {name for name in row.exhibits if rules[SPECS[name].content].publish}
    if row.edition == "public":
        assert published
        assert (
            "evidence.table" in shown_cells(row.notebook, "public") or row.notebook == "ward-pack"
        )
    else:
        assert not published


@pytest.mark.parametrize("row", ITEMS)
def test_an_item_that_does_not_wholly_work_says_what_is_missing(row):
    """In the words of the product: a number of a list of tasks says nothing to a reader."""
    if row.status != WORKS:
        assert "needs " in row.note
    assert not re.search(r"#\d|issue|todo|tbd", row.note, re.IGNORECASE)
    if row.status == WAITS:
        assert not row.notebook and not row.exhibits


# ── the page and the reading ─────────────────────────────────────────────────────────────────


def test_the_page_has_the_totals_and_every_item_in_order():
    page = coverage_table.page()
    counts = coverage_table.totals(TABLE)
    assert sum(counts.values()) == 72
    for status, count in counts.items():
        assert f"\n| {status} | {count} |" in page
    rows = [line for line in page.splitlines() if re.match(r"\| [AB]\d\d \|", line)]
    assert [line[2:5] for line in rows] == TABLE["id"].tolist()
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {12}


def test_an_item_without_coverage_is_said(tmp_path):
    for name in FILES:
        shutil.copy(reference() / name, tmp_path)
    mapped = pd.read_csv(tmp_path / FILES[1], dtype=str, keep_default_na=False)
    mapped[mapped["id"] != "A20"].to_csv(tmp_path / FILES[1], index=False)
    with pytest.raises(InputError, match="0 ids twice, 1 in one file") as caught:
        coverage_table.coverage(tmp_path)
    assert caught.value.do.endswith("A20")


def test_an_item_covered_twice_is_said(tmp_path):
    for name in FILES:
        shutil.copy(reference() / name, tmp_path)
    mapped = pd.read_csv(tmp_path / FILES[1], dtype=str, keep_default_na=False)
    pd.concat([mapped, mapped.tail(1)]).to_csv(tmp_path / FILES[1], index=False)
    with pytest.raises(InputError, match="1 ids twice, 0 in one file"):
        coverage_table.coverage(tmp_path)
