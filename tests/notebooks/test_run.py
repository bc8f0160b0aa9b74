"""The batch on raw files: complete, balanced, the same again, and nothing where it fails."""

import hashlib
import io
import json
import multiprocessing
import re
import shutil
from dataclasses import replace

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from rich.console import Console

from cdrp_analysis import settings
from cdrp_analysis.assessment.plan import PLACES, REPORTS
from cdrp_analysis.assessment import run as running
from cdrp_analysis.assessment.prepare import ingest
from cdrp_analysis.assessment.progress import Progress
from cdrp_analysis.assessment.safely import alone
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.rules import EDITIONS, RELEASED, policy
from cdrp_analysis.errors import NotebookError, OutputError, SettingsError
from cdrp_analysis.store import Store
from tests.notebooks.conftest import DRAFTS, FOLDERS, assess, files_below

_WARDS = 16  # of the sample; each has a pack
PAGES = {  # those of the plan and the index
    folder: 1
    + sum(
        _WARDS if r.per_ward else len(PLACES) if r.per_priority else 1
        for r in REPORTS
        if edition in r.editions
    )
    for edition, folder in zip(EDITIONS, FOLDERS, strict=True)
}

NONE_PLANTED = {"funding_contracts"}  # tables of which the sample has no row
COMMITTEE_ALONE = {
    "lsoa_rates",
    "young_victims",
    "youth_adjusted",
    "youth_combined",
    "youth_shared_service",
    "youth_shared_target",
    "demand_index",
    "services_used",
    "sharing_by_agency",
    "sharing_by_dataset",
    "funding_ledger",
}


# ── complete ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_report_and_ward_has_its_page(run, folder):
    made = {page.stem for page in (run.places.finished / folder).glob("*.html")}
    assert made == {*run.pages(folder), *(["method"] if folder in DRAFTS else [])}
    assert len(run.pages(folder)) == PAGES[folder]


@pytest.mark.parametrize(
    ("folder", "mark"),
    [
        ("restricted", "RESTRICTED"),
        ("draft-committee", "COMMITTEE MEMBERS ONLY: NOT FOR PUBLICATION"),
        ("draft-public", "PUBLIC"),
    ],
)
def test_every_page_bears_its_marking_and_no_other(run, folder, mark):
    for page in (run.places.finished / folder).glob("*.html"):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        assert [node.get_text() for node in soup.select("p.marking")] == [mark, mark], page.name
        assert soup.title.get_text().endswith(f" – {mark}"), page.name


def test_nothing_that_nobody_signed_is_called_by_the_name_of_an_edition(run):
    for name in files_below(run.places.partnership):
        if not name.startswith("store/"):
            assert not {"public", "committee", "register"} & set(name.split("/")), name
            assert not name.endswith(".zip"), name


def test_every_table_of_the_catalogue_is_kept_as_declared(run):
    kept = {path.stem for path in (run.places.restricted / "tables").glob("*.parquet")}
    assert kept - {"areas_hexes"} == set(SPECS)
    for name, spec in SPECS.items():
        frame = pd.read_parquet(run.places.restricted / "tables" / f"{name}.parquet")
        assert list(frame) == [column.name for column in spec.columns]
        assert len(frame) or name in NONE_PLANTED, name
        assert all(column.doc for column in spec.columns)
        spec.check(frame)


def test_every_table_says_where_its_figures_come_from(run):
    # The title block and the partnership's own words are their own source.
    without = {"document", "statements"}
    for name in set(SPECS) - without:
        about = run.evidence.table(name).attrs["about"]
        assert about.get("source"), name


def test_executed_notebooks_are_kept_with_their_outputs_and_no_path(run):
    kept = sorted((run.places.restricted / "notebooks").glob("*.ipynb"))
    assert {path.stem for path in kept} == set(run.pages("restricted")) - {"index"}
    for path in kept:
        text = path.read_text(encoding="utf-8")
        assert str(run.places.out) not in text
        assert str(run.file.parent) not in text
        cells = nbformat.reads(text, as_version=4).cells
        assert any(cell.get("outputs") for cell in cells), path.stem


@pytest.mark.parametrize("edition", RELEASED)
def test_the_dictionary_and_the_published_files_cover_each_other(run, edition):
    data = run.draft(edition) / "data"
    dictionary = pd.read_csv(data / "dictionary.csv", dtype=str, keep_default_na=False)
    columns = dictionary[dictionary["column"].ne("") & dictionary["role"].ne("fact")]
    stated = columns.groupby("table")["column"].agg(set).to_dict()
    published = {
        path.stem: set(pd.read_csv(path, dtype=str, nrows=1))
        for path in data.glob("*.csv")
        if path.stem != "dictionary"
    }
    assert published == stated
    assert columns["description"].ne("").all()
    titled = dictionary[dictionary["unit"].eq("title")].set_index("table")["description"]
    assert titled.to_dict() == {name: SPECS[name].title for name in published}
    used = {
        text
        for name in published
        for text in pd.read_csv(data / f"{name}.csv", dtype=str, keep_default_na=False).stack()
        if text.startswith("[")
    }
    symbols = set(dictionary.loc[dictionary["role"] == "symbol", "unit"])
    assert used <= symbols and "[c]" in used


@pytest.mark.parametrize("edition", RELEASED)
def test_what_is_published_is_what_the_rules_allow(run, edition):
    rules = policy(edition, run.places.assessment.thresholds)
    shown = run.shown[edition]
    assert set(shown) == {name for name, spec in SPECS.items() if rules[spec.content].publish}
    for name, frame in shown.items():
        secret = {c.name for c in SPECS[name].columns if not c.shown_in(edition)}
        assert not secret & set(frame), name
        if "sensitive" in frame and SPECS[name].content.startswith("small_area"):
            assert not frame["sensitive"].any()


def test_the_committee_reads_what_the_public_reads_and_more(run):
    assert set(run.shown["committee"]) - set(run.published) == COMMITTEE_ALONE
    assert set(run.published) < set(run.shown["committee"])


# ── balanced, and equal to what was planted ──────────────────────────────────────────────────


def test_rows_in_are_rows_accepted_set_aside_and_repeated(run):
    rows = run.evidence.table("row_accounting").set_index("feed")
    parts = rows[["accepted", "quarantined", "repeated"]].sum(axis=1)
    assert (rows["rows_in"] == parts).all()
    stated = run.truths["rows"]
    spoilt = sum(len(found) for found in stated["to_be_quarantined"].values())
    assert rows.loc["offences", ["rows_in", "accepted", "quarantined", "repeated"]].tolist() == [
        stated["offences"],
        stated["offences"] - spoilt,
        spoilt,
        0,
    ]
    partners = {feed: count for feed, count in stated.items() if feed in rows.index}
    assert len(partners) > 50
    for feed in set(partners) - {"offences"}:
        assert rows.loc[feed, "rows_in"] == rows.loc[feed, "accepted"] == partners[feed], feed


def test_the_earlier_release_is_replaced_whole_and_compared(run):
    stated = run.truths["rows"]["revisions"]
    rows = run.evidence.table("row_accounting").set_index("feed").loc["offences_earlier"]
    assert rows["repeated"] == rows["rows_in"] == sum(m["rows_before"] for m in stated.values())
    found = run.evidence.table("revisions").set_index("month")
    kinds = ["rows_before", "rows_after", "rows_added", "rows_removed", "rows_changed"]
    assert found[kinds].to_dict("index") == {
        month: {kind: counts[kind] for kind in kinds} for month, counts in stated.items()
    }


def test_reasons_add_up_to_the_rows_set_aside(run):
    reasons = run.evidence.table("quarantine_reasons").groupby("feed")["rows"].sum()
    aside = run.evidence.table("row_accounting").set_index("feed")["quarantined"]
    assert reasons.to_dict() == aside[aside > 0].to_dict()


def test_every_offence_planted_in_the_years_is_counted(run):
    annual = run.evidence.table("annual_offences")
    every = annual[annual["theme"] == "all"].set_index("period")["offences"]
    planted = run.planted("offences_by_year")["planted"]
    whole = every.dropna().to_dict()
    assert whole == {year: planted[year] for year in whole}
    assert len(whole) == 5 and len(every) == 6  # the last year is not over


def test_the_planted_changes_are_found_with_their_direction(run):
    found = run.evidence.table("year_on_year").set_index("theme")
    for theme, key in (
        ("violence", "violence_change"),
        ("theft_from_vehicle", "theft_from_vehicle_change"),
    ):
        change = run.planted(key)["planted"]
        assert found.loc[theme, "change_share"] == pytest.approx(change, abs=1e-4)
        assert found.loc[theme, "signal"] == "down" and change < 0
    assert found.loc["rape", ["after", "before"]].tolist() == run.planted("rape")["planted"]


def test_the_year_that_is_not_over_is_projected_and_its_end_lies_in_the_range(run):
    projection = run.evidence.table("projection").set_index(["theme", "target"])
    row = projection.loc["all", "year end 2010/11"]
    assert row["known_months"] == 6
    assert row["lower_95"] <= run.planted("year_end")["planted"] <= row["upper_95"]
    assert row["known"] < row["lower_95"]


def test_the_planted_hotspots_are_found_in_the_themes_they_are_made_of(run):
    found = run.evidence.table("hotspot_themes").set_index("theme")
    squares = run.evidence.table("hotspot_cells").set_index("cell")
    for key, theme in (
        ("town_centre", "violence"), ("shopping_centre", "shoplifting"),
        ("station", "bicycle_theft"), ("estate", "residential_burglary"),
    ):  # fmt: skip
        (spot,) = [s for s in run.planted("hotspots")["places"] if s["key"] == key]
        row = found.loc[theme]
        assert row["hotspots"] > 0 and row["share_of_offences"] > row["share_of_area"] * 5, key
        square = squares.loc[row["busiest"]]
        middle = square[["easting", "northing"]].astype(float) + square["size_m"] / 2
        away = ((middle - [spot["easting"], spot["northing"]]) ** 2).sum() ** 0.5
        assert away <= spot["radius_m"], spot["key"]


def test_missing_months_of_an_area_are_missing_not_zero(run):
    lost = run.planted("lost_neighbour")
    counts = run.evidence.frame("counts_borough").query("theme == 'all'")
    of_area = counts[counts["area_name"].str.casefold() == lost["planted"].casefold()]
    months = of_area.set_index("month")["offences"]
    assert months[lost["months"]].isna().all() and months.drop(lost["months"]).notna().all()


# ── found again ──────────────────────────────────────────────────────────────────────────────


def test_the_check_up_misses_none_of_the_planted_truths(run):
    found = run.evidence.table("check_up")
    assert found["truth"].tolist() == [truth["key"] for truth in run.truths["truths"]]
    missed = found[found["verdict"] == "missed"]
    assert missed[["truth", "planted", "found"]].to_dict("records") == []
    judged = found["verdict"].eq("held").sum()
    assert judged > 140 and judged / len(found) > 0.9


# ── recorded ─────────────────────────────────────────────────────────────────────────────────


def test_the_manifest_names_every_input_with_its_hash(run):
    inputs = {(row["feed"], row["file"]): row for row in run.manifest["inputs"]}
    assert {file for feed, file in inputs if feed == "offences"} == {
        path.relative_to(run.file.parent).as_posix()
        for path in (run.file.parent / "police").glob("offences-*.csv")
    }
    for (_, name), row in inputs.items():
        assert len(row["sha256"]) == 64
        path = run.file.parent / name
        if "!" not in name:  # a member of an archive has the hash of its own bytes
            assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest(), name


def test_the_manifest_holds_settings_versions_and_the_accounting(run):
    record = run.manifest
    assert record["settings"]["partnership"]["name"] == run.places.assessment.partnership.name
    assert record["settings"]["thresholds"]["suppress_below"] == 5
    assert {"pandas", "geopandas", "papermill", "highspy"} <= set(record["versions"])
    table = run.evidence.table("row_accounting")
    assert [row["rows_in"] for row in record["row_accounting"]] == table["rows_in"].tolist()
    assert [row["feed"] for row in record["row_accounting"]] == table["feed"].tolist()


def test_the_manifest_has_the_hash_of_every_file(run):
    files = files_below(run.places.finished)
    del files["manifest.json"]
    assert run.manifest["outputs"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }


def test_plain_lines_name_every_page_and_its_time(run):
    editions = tuple(f"  {edition} " for edition in ("restricted", *RELEASED))
    lines = [line for line in run.said.splitlines() if line.startswith(editions)]
    assert len(lines) == sum(PAGES.values()) - len(PAGES)  # no index is a notebook's page
    # The page on redaction comes when there is something to say of it.
    first = f"  restricted 1/{PAGES['restricted'] - 2}  "  # without it, and without the index
    assert lines[0].startswith(first) and lines[0].endswith(" s")
    assert lines[-1].startswith("  restricted 1/1  Redaction  ")


def test_a_finished_run_leaves_nothing_half_made_beside_it(run):
    left = {path.name for path in run.places.partnership.iterdir()} - {"trials"}
    assert left == {"store", ".lock", run.places.finished.name}


# ── the same again ───────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def twice(run, another_out):
    """The trends report made twice over, somewhere else, from the same files."""
    places = replace(another_out(), only="trends")
    found = []
    for _ in range(2):  # with nothing of an earlier run taken for granted
        assess(run.file, places.out, only="trends", fresh=True)
        found.append(files_below(places.finished))
    return found


def test_two_runs_give_the_same_bytes(twice):
    first, second = ({**files} for files in twice)
    records = [json.loads(files.pop("manifest.json")) for files in (first, second)]
    assert first == second
    assert {
        "restricted/trends.html",
        *(
            f"{draft}/{file}"
            for draft in DRAFTS
            for file in ("trends.html", "data/year_on_year.csv")
        ),
    } <= set(first)
    for record in records:
        del record["run_record"]
    assert records[0] == records[1]


def test_an_unchanged_run_is_left_as_it_stands_and_a_changed_file_makes_it_again(run, another_out):
    places = replace(another_out(), only="comparison")
    _, said = assess(run.file, places.out, only="comparison")
    assert "restricted 1/1  Comparison  as before" in said  # the whole run made the same page
    made = files_below(places.finished)
    page = places.finished / "draft-public" / "comparison.html"
    written = page.stat().st_mtime_ns
    finished, said = assess(run.file, places.out, only="comparison")
    assert "Nothing has changed since the last run" in said
    assert page.stat().st_mtime_ns == written and files_below(places.finished) == made
    assert finished.editions["public"] == places.finished / "draft-public" / "index.html"
    page.write_bytes(page.read_bytes() + b"<!-- somebody was here -->")
    assess(run.file, places.out, only="comparison")
    again = files_below(places.finished)
    assert {name for name in made if made[name] != again[name]} <= {"manifest.json"}
    assert again.keys() == made.keys()


def test_drafts_that_are_made_again_are_the_same_to_the_byte(run, another_out):
    """Its record of what was withheld as well, and nowhere but in the run's own folder."""
    places = replace(another_out(), only="data-quality")
    assess(run.file, places.out, only="data-quality")
    made = files_below(places.finished)
    done = running.release(places.finished, progress=Progress(Console(file=io.StringIO())))
    again = files_below(places.finished)
    assert done.folder == places.finished and again.keys() == made.keys()
    assert {name for name in made if made[name] != again[name]} <= {"manifest.json"}
    assert not replace(places, only=None).finished.exists()


def test_one_report_alone_never_takes_the_place_of_a_whole_assessment(run, twice):
    whole, alone = run.places.finished.name, replace(run.places, only="trends").finished.name
    assert (whole, alone) == ("2010-11", "2010-11-only-trends")


def test_one_report_alone_is_as_in_the_whole_run(run, twice):
    whole, part = files_below(run.places.finished), twice[0]
    tables = [
        name
        for name in part
        if (name.startswith("restricted/tables/") and "/redaction_" not in name)
        or any(name in _unlinked(f"{draft}/data", part) for draft in DRAFTS)
    ]
    assert len(tables) > 10
    for name in tables:
        assert part[name] == whole[name], name
    for folder in FOLDERS:
        page = f"{folder}/trends.html"
        assert _body(part[page]) == _body(whole[page])
        assert len(_body(part[page])) > 50_000
    assert part["restricted/notebooks/trends.ipynb"] == whole["restricted/notebooks/trends.ipynb"]


def _unlinked(folder: str, files: dict[str, bytes]) -> set[str]:
    """Tables of an edition, but for the files that list the others."""
    lists = {f"{folder}/dictionary.csv", f"{folder}/structure.json"}
    return {name for name in files if name.startswith(folder)} - lists


def _body(page: bytes) -> bytes:
    """The page without its links to the other pages, of which the part has fewer."""
    return page[page.index(b"<main") : page.index(b"</main>")]


def test_nothing_was_read_again(run, another_out):
    """The raw files have not changed, so the store is left as it is."""
    places = another_out()
    store = places.store / "feeds"
    before = {path: path.stat().st_mtime_ns for path in store.rglob("*") if path.is_file()}
    assert ingest(places.assessment, run.file.parent, Store(places.store)) == []
    after = {path: path.stat().st_mtime_ns for path in store.rglob("*") if path.is_file()}
    assert after == before and len(after) > 50


def test_a_report_that_does_not_exist_is_refused_before_anything_is_made(run, former):
    with pytest.raises(SettingsError, match="no notebook 'treds'"):
        assess(run.file, former.out, only="treds")
    assert files_below(former.finished) == {"restricted/index.html": b"the former run"}


# ── nothing where it fails ───────────────────────────────────────────────────────────────────

FAILING = nbformat.v4.new_code_cell("{}['ward']")


@pytest.fixture
def former(run, another_out):
    """An output folder with a finished run in it, which a failing run must leave alone."""
    places = another_out()
    page = places.finished / "restricted" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("the former run", encoding="utf-8")
    return places


def test_a_failing_notebook_is_named_with_its_cell_and_leaves_nothing(
    run, another_out, changed_notebooks
):
    places = another_out()
    cells = changed_notebooks("data-quality", FAILING)
    with pytest.raises(NotebookError) as told:
        assess(run.file, places.out, only="data-quality")
    assert told.value.exit_code == 13
    assert f"cell {cells} " in told.value.what
    assert "KeyError" in told.value.what
    assert told.value.where.startswith("data-quality.ipynb restricted")
    assert {path.name for path in places.partnership.iterdir()} == {"store", ".lock"}


def test_a_failing_public_cell_is_named_as_a_person_finds_it_and_the_former_run_stays(
    run, former, changed_notebooks
):
    cells = changed_notebooks("data-quality", _failing_in_public(), tags=["public"])
    with pytest.raises(NotebookError) as told:
        assess(run.file, former.out, only="data-quality")
    assert f"cell {cells} " in told.value.what
    assert told.value.where.startswith("data-quality.ipynb public")
    assert files_below(former.finished) == {"restricted/index.html": b"the former run"}
    assert not former.building.exists()


def test_others_are_made_though_one_fails_and_are_not_made_again(
    run, another_out, changed_notebooks, monkeypatch
):
    places = another_out()
    shutil.rmtree(places.remembered)
    changed_notebooks("trends", FAILING)
    said = io.StringIO()
    told = {"progress": Progress(Console(file=said, width=200, highlight=False))}
    with pytest.raises(NotebookError, match="KeyError"):
        running.assess(run.file, out=places.out, only="priorities", editions=["restricted"], **told)
    assert "Trends and projection  failed: cell" in said.getvalue()
    assert "Priorities  not made: it needs what failed" in said.getvalue()
    assert {path.name for path in places.remembered.iterdir()} == {"restricted-places"}
    monkeypatch.undo()
    _, mended = assess(run.file, places.out, only="priorities", editions=["restricted"])
    assert "Places  as before" in mended and "Trends and projection  as before" not in mended
    part = replace(places, only="priorities").finished / "restricted/tables/priorities.parquet"
    assert part.read_bytes() == (run.places.restricted / "tables/priorities.parquet").read_bytes()


def _failing_in_public() -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell("1 / (edition != 'public')")


def _hold(file, out, held, let_go) -> None:
    from cdrp_analysis.assessment.layout import Layout

    with alone(Layout(out, settings.load(file))):
        held.set()
        let_go.wait(60)


def test_two_runs_at_once_are_refused(run, former):
    context = multiprocessing.get_context("spawn")
    held, let_go = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(run.file, former.out, held, let_go))
    other.start()
    try:
        assert held.wait(60)
        with pytest.raises(OutputError, match="another run of this partnership") as told:
            assess(run.file, former.out)
        assert told.value.exit_code == 14
    finally:
        let_go.set()
        other.join()
    assert files_below(former.finished) == {"restricted/index.html": b"the former run"}
    with alone(former):  # free again once the other is done
        pass


def test_every_report_is_tried(run):
    assert {report.notebook for report in REPORTS} == {
        re.sub(r"-(e0.*|\d+)$", "", path.stem)
        for path in (run.places.restricted / "notebooks").iterdir()
    }
