"""The drafts of a real run, read as an outsider, an auditor and a notebook would."""

import csv
import html
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from scipy.optimize import linprog

from cdrp_analysis import cli
from cdrp_analysis.assessment import editions, known_values
from cdrp_analysis.assessment.execute import execute
from cdrp_analysis.assessment.layout import Layout
from cdrp_analysis.assessment.plan import Parameters
from cdrp_analysis.auditor.bundle import open_bundle
from cdrp_analysis.auditor.decoders import decode
from cdrp_analysis.auditor.folder import audit_folder
from cdrp_analysis.auditor.percentages import not_of_rounded_counts
from cdrp_analysis.auditor.recomputed import not_of_the_counts
from cdrp_analysis.auditor.release import audit_numbers
from cdrp_analysis.contracts import PARTNER_FEEDS
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.rules import RELEASED
from cdrp_analysis.errors import DisclosureError, NotebookError
from tests.notebooks.conftest import assess, files_below

SMALL = [name for name, spec in SPECS.items() if spec.content.startswith("small_area")]
# Where a table counts several things, the first is what its rule is about.
COUNT = {
    name: next(column.name for column in spec.columns if column.role == "count")
    for name, spec in SPECS.items()
    if name in (*SMALL, "lsoa_rates")
}
BOROUGH = "E09"


def read(name: str, content: bytes) -> str:
    """All that a file says; workbooks and PDF as the auditor reads them."""
    if name.endswith((".xlsx", ".pdf")):
        return "\n".join(piece.text for piece in decode(name, content))
    return html.unescape(content.decode("utf-8"))


# ── what is in the folder ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("edition", RELEASED)
def test_nothing_restricted_is_in_any_file(run, edition):
    files = files_below(run.draft(edition))
    kinds = {name.rsplit(".", 1)[1] for name in files}
    assert kinds - {"pdf"} == {"html", "csv", "geojson", "json", "txt", "xlsx"}
    unwanted = [
        str(run.places.out),
        str(run.file.parent),
        f"{Path.home()}/",
        run.file.name,
        ".ipynb",
        ".parquet",
        "papermill",
        "open_evidence",
        "evidence.table",
        "restricted/",
        "import pandas",
        "jp-InputArea",
        "police/",
        "partners/",
        "Traceback",
        "bandwidth_m",
        "rank_draws",
    ]
    restricted = (run.places.restricted / "trends.html").read_text(encoding="utf-8")
    assert "open_evidence" in restricted  # the code is there to be seen, but only there
    for name, content in files.items():
        text = read(name, content)
        # The rules are published, but as rules: not as the keys of somebody's settings.
        settings = [] if name == "data/structure.json" else ["suppress_below"]
        assert [word for word in unwanted + settings if word in text] == [], name


def _released(run) -> dict[str, bytes]:
    """Every file of both drafts."""
    return {
        f"{edition}/{name}": content
        for edition in RELEASED
        for name, content in files_below(run.draft(edition)).items()
    }


def test_no_pseudonym_is_in_any_file(run):
    known = set(run.evidence.offences()["crime_id"].dropna().str.lower())
    for name, contract in PARTNER_FEEDS.items():
        if run.evidence.has_feed(name):
            rows = run.evidence.feed(name)
            for column in contract.columns:
                if column.type == "pseudonym":
                    known |= set(rows[column.name].dropna().str.lower())
    assert len(known) > 150_000
    for name, content in _released(run).items():
        words = set(re.findall(r"[a-z]{1,4}-[0-9a-z]+", read(name, content).lower()))
        assert not known & words, name


def test_no_canary_of_a_secret_column_is_in_any_file(run):
    canaries = {
        word.lower()
        for truth in run.truths["truths"]
        if truth["key"].startswith("canaries_")
        for word in truth["planted"]
    }
    assert len(canaries) > 500
    keys = [truth["key"] for truth in run.truths["truths"]]
    feeds = {key.removeprefix("canaries_") for key in keys if key.startswith("canaries_")}
    secret = {n for n, c in PARTNER_FEEDS.items() if any(col.secret for col in c.columns)}
    assert feeds == secret - {"rosters"}  # whose secret is a number
    for name, content in _released(run).items():
        words = set(re.findall(r"zq[a-z]{10}", read(name, content).lower()))
        assert not words & canaries, name


@pytest.mark.parametrize("edition", RELEASED)
def test_rows_of_partners_records_are_not_counted_outside(run, edition):
    tables = run.shown[edition]
    shown = set(tables["row_accounting"]["feed"])
    assert shown == {"offences", "offences_earlier", "incidents", "borough_counts", "ward_counts"}
    listed = tables["source_inventory"]
    assert len(listed) > 50 and not [c for c in listed if "row" in c or c == "accepted"]
    assert set(tables["month_coverage"]["feed"]) <= shown
    assert set(tables["feed_completeness"]["feed"]) <= shown


@pytest.mark.parametrize("edition", RELEASED)
def test_no_event_lies_on_a_map(run, edition):
    """Map points have six decimals; the outlines of published maps have four."""
    for path in (run.draft(edition) / "data").glob("*.geojson"):
        content = path.read_text(encoding="utf-8")
        assert max(len(digits) for digits in re.findall(r"\d\.(\d+)", content)) <= 4
        shapes = json.loads(content)["features"]
        assert {shape["geometry"]["type"] for shape in shapes} <= {"Polygon", "MultiPolygon"}
        assert {key for shape in shapes for key in shape["properties"]} <= {"code", "name"}
    # Longitudes there are near 1, as many numbers are that stand for no place.
    spelled = {f"{number:.5f}" for number in run.evidence.offences()["latitude"].dropna()}
    assert len(spelled) > 2_000
    for name, content in files_below(run.draft(edition)).items():
        text = read(name, content)
        assert not spelled & set(re.findall(r"(?<![\d.])5\d\.\d{5}", text)), name


def _behind(run, name: str, edition: str = "public") -> pd.DataFrame:
    """The exact rows behind the rows of a published table, in its order."""
    keys = SPECS[name].keys
    exact = run.evidence.table(name).astype(dict.fromkeys(keys, str))
    shown = run.shown[edition][name][keys].astype(str)
    behind = shown.merge(exact, on=keys, how="left", validate="one_to_one")
    assert behind[COUNT[name]].notna().all()
    return behind


@pytest.mark.parametrize("name", SMALL)
def test_what_is_left_out_is_sensitive_or_a_total_that_would_give_it_away(run, name):
    keys = SPECS[name].keys
    exact = run.evidence.table(name).astype(dict.fromkeys(keys, str))
    shown = set(run.published[name][keys].astype(str).itertuples(index=False, name=None))
    left = exact[[key not in shown for key in exact[keys].itertuples(index=False, name=None)]]
    sensitive = left["sensitive"] if "sensitive" in left else pd.Series(False, left.index)
    assert left.loc[~sensitive, "area"].str.startswith(BOROUGH).all()
    assert len(left) < len(exact) / 5


def test_sensitive_themes_are_in_no_table_of_small_areas(run):
    for tables in run.shown.values():
        for name in SMALL:
            if "theme" in tables[name]:
                assert not set(tables[name]["theme"]) & {"rape", "other_sexual"}, name
    yearly = run.published["annual_offences"].query("theme == 'rape'")["offences"].dropna()
    assert len(yearly) and (yearly % 5 == 0).all()


@pytest.mark.parametrize("name", SMALL)
def test_small_area_counts_are_rounded_or_hidden(run, name):
    with (run.draft("public") / "data" / f"{name}.csv").open(encoding="utf-8") as file:
        shown = [row[COUNT[name]] for row in csv.DictReader(file)]
    exact = _behind(run, name)[COUNT[name]]
    assert len(shown) == len(exact) >= 6
    for text, value in zip(shown, exact, strict=True):
        if text == "[c]":
            continue
        assert int(text) % 5 == 0 and abs(int(text) - value) <= 2, "a count not as the rule says"
        assert not 1 <= value <= 4, "a small count shown"


@pytest.mark.parametrize("edition", RELEASED)
def test_a_table_whose_counts_are_not_the_exact_ones_says_how_they_were_rounded(run, edition):
    differing = set()
    for name, shown in run.shown[edition].items():
        keys = list(SPECS[name].keys)
        counts = [c.name for c in SPECS[name].columns if c.role == "count" and c.name in shown]
        if keys and counts:
            exact = run.evidence.table(name).astype(dict.fromkeys(keys, str)).set_index(keys)
            shown = shown.astype(dict.fromkeys(keys, str)).set_index(keys)[counts]
            apart = shown.astype(float).sub(exact[counts].astype(float)).reindex(shown.index)
            differing |= {name} if apart.abs().gt(0).any(axis=None) else set()
    assert len(differing) >= {"committee": 4, "public": 45}[edition]
    words = pd.read_csv(run.draft(edition) / "data" / "dictionary.csv", dtype=str)
    told = words[words["role"].eq("fact") & words["unit"].eq("rounding")]
    assert differing <= set(told["table"])
    assert told["description"].str.contains(" to the nearest 5").all()


def test_differences_of_zones_say_that_they_are_rounded(run):
    """They are no counts of the table, so that no rule of it speaks of them."""
    words = pd.read_csv(run.draft("public") / "data" / "dictionary.csv", dtype=str)
    own = words[words["table"].eq("zone_effects") & words["unit"].eq("rounding")]
    assert own["description"].tolist() == ["differences and their limits to the nearest 5"]


def test_a_ward_pack_read_alone_says_that_its_figures_are_rounded(run):
    for path in run.draft("public").glob("ward-pack-*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        told = [part for part in page.stripped_strings if "offences to the nearest 5" in part]
        assert len(told) >= 3, path.name


@pytest.mark.parametrize("name", [*SMALL, "lsoa_rates"])
def test_the_committee_reads_exact_counts_or_none(run, name):
    with (run.draft("committee") / "data" / f"{name}.csv").open(encoding="utf-8") as file:
        shown = [row[COUNT[name]] for row in csv.DictReader(file)]
    exact = _behind(run, name, "committee")[COUNT[name]]
    assert len(shown) == len(exact) >= 6
    for text, value in zip(shown, exact, strict=True):
        assert text in ("[c]", str(value)), "neither the count nor its mark"
        assert text == "[c]" or not 1 <= value <= 4, "a small count shown"


@pytest.mark.parametrize("name", SMALL)
def test_no_edition_shows_what_another_hides(run, name):
    """Else whoever holds both would have the hidden count, or an equation more."""
    keys = SPECS[name].keys
    hidden = {}
    for edition, tables in run.shown.items():
        rows = tables[name][tables[name][f"{COUNT[name]}_symbol"] == "[c]"]
        hidden[edition] = set(rows[keys].itertuples(index=False, name=None))
    assert hidden["committee"] == hidden["public"]


def test_some_counts_are_hidden_at_all(run):
    hidden = run.published["ward_offences"]["offences_symbol"].eq("[c]")
    small = _behind(run, "ward_offences")["offences"].between(1, 4)
    assert (hidden & small).sum() == small.sum() >= 5
    assert (hidden & ~small).sum() >= 1  # and others, which would give them away


def test_published_rates_come_from_published_counts(run):
    rates = run.published["ward_rates"]
    again = rates["offences"] / rates["residents"] * 1000
    assert np.allclose(rates["rate"], again, atol=6e-5)
    exact = _behind(run, "ward_rates")
    assert (exact["offences"] % 5 != 0).any()
    sharper = np.isclose(rates["rate"], exact["rate"], atol=1e-6) & (exact["offences"] % 5 != 0)
    assert not sharper.any()


# ── the outsider, who has the CSV files and a computer ───────────────────────────────────────


def _possible(text: str) -> tuple[float, float]:
    """Counts that the published rule allows behind a published figure."""
    if text == "[c]":
        return 0, np.inf
    shown = int(text)
    behind = [n for n in range(max(0, shown - 4), shown + 5) if abs(n - shown) <= 2]
    behind = [n for n in behind if not 1 <= n <= 4 and (shown or not n)]
    return min(behind), max(behind)


def _exact(text: str) -> tuple[float, float]:
    """Counts behind a figure that is shown as it is or not at all."""
    return (0, np.inf) if text == "[c]" else (int(text), int(text))


class Outsider:
    """All that the CSV files say about offences by ward, theme and time, as linear equations."""

    def __init__(self, data: Path, behind: Callable[[str], tuple[float, float]] = _possible):
        self.behind = behind
        self.bounds: dict[tuple[str, str, str], tuple[float, float]] = {}
        self.sums: list[tuple[tuple[str, str, str], list[tuple[str, str, str]]]] = []
        kinds, months, period = {}, set(), ""
        for row in self._rows(data / "ward_offences.csv"):
            self._learn((row["area"], row["theme"], row["period"]), row["offences"])
            kinds[row["theme"]] = row["kind"]
        for row in self._rows(data / "ward_rates.csv"):
            self._learn((row["area"], "all", row["period"]), row["offences"])
            period = row["period"]
        for row in self._rows(data / "ward_monthly.csv"):
            self._learn((row["area"], "all", row["month"]), row["offences"])
            months.add(row["month"])
        areas = {area for area, _, _ in self.bounds}
        whole = next(area for area in areas if area.startswith(BOROUGH))
        wards = sorted(areas - {whole})
        parts = sorted(t for t, kind in kinds.items() if kind == "offence" and t != "all")
        self.whole, self.period = whole, period
        # Themes that the yearly table names and this one lacks are in its totals all the same.
        yearly = {row["theme"] for row in self._rows(data / "annual_offences.csv")}
        left_out = yearly - set(kinds) - {"all"}
        for _, theme, time in [cell for cell in self.bounds if cell[0] == whole]:
            self._add((whole, theme, time), [(ward, theme, time) for ward in wards])
        for area in areas:
            for time in {cell[2] for cell in self.bounds} - months:
                shown = [(area, theme, time) for theme in parts]
                if left_out:
                    shown.append((area, "themes left out", time))
                    self.bounds[shown[-1]] = 0, np.inf
                self._add((area, "all", time), shown)
            self._add((area, "all", period), [(area, "all", month) for month in sorted(months)])
        for row in self._rows(data / "concentration.csv"):  # which may tell the exact total
            if row["offences"] != "[c]":
                self.told((whole, "all", period), int(row["offences"]))

    @staticmethod
    def _rows(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def _learn(self, cell: tuple[str, str, str], text: str) -> None:
        lower, upper = self.behind(text)
        before = self.bounds.get(cell, (0, np.inf))
        self.bounds[cell] = max(lower, before[0]), min(upper, before[1])

    def _add(self, total, parts) -> None:
        if total in self.bounds and all(part in self.bounds for part in parts):
            self.sums.append((total, parts))

    def told(self, cell: tuple[str, str, str], count: int) -> None:
        """The outsider has heard of an exact count."""
        lower, upper = self.bounds[cell]
        assert lower <= count <= upper
        self.bounds[cell] = count, count

    def range_of(self, cell: tuple[str, str, str]) -> tuple[int, int]:
        """Least and greatest count that the cell can have."""
        index = {known: at for at, known in enumerate(self.bounds)}
        equations = np.zeros((len(self.sums), len(index)))
        for row, (total, parts) in enumerate(self.sums):
            equations[row, index[total]] = -1
            equations[row, [index[part] for part in parts]] = 1
        found = []
        for sign in (1, -1):
            cost = np.zeros(len(index))
            cost[index[cell]] = sign
            done = linprog(
                cost,
                A_eq=equations,
                b_eq=np.zeros(len(self.sums)),
                bounds=list(self.bounds.values()),
                method="highs",
            )
            assert done.status == 0, done.message
            found.append(done.fun * sign)
        return int(np.ceil(found[0] - 1e-6)), int(np.floor(found[1] + 1e-6))


@pytest.fixture(scope="module")
def hidden(run) -> dict[tuple[str, str, str], int]:
    """Every cell that the public tables hide, with its true value."""
    exact = _behind(run, "ward_offences")
    symbols = run.published["ward_offences"]["offences_symbol"]
    rows = exact[symbols.eq("[c]").to_numpy()]
    return {(r.area, r.theme, r.period): int(r.offences) for r in rows.itertuples()}


def test_no_hidden_count_can_be_worked_out(run, hidden):
    outsider = Outsider(run.draft("public") / "data")
    # borough by theme, wards by theme in two years, wards by month, all of them linked
    assert len(outsider.sums) > 2 * 14 + 2 * 16
    for cell, value in hidden.items():
        lower, upper = outsider.range_of(cell)
        assert lower <= value <= upper
        if 1 <= value <= 4:
            assert lower == 0 and upper >= 5, "a small count is known to be small, or not to be 0"
        assert upper - lower >= 5


def test_nor_by_a_member_of_the_committee(run, hidden):
    """Who reads exact counts, of the same wards and months."""
    outsider = Outsider(run.draft("committee") / "data", _exact)
    assert len(outsider.sums) > 2 * 14 + 2 * 16
    for cell, value in hidden.items():
        lower, upper = outsider.range_of(cell)
        assert lower <= value <= upper and lower < upper
        if 1 <= value <= 4:
            assert lower == 0 and upper >= 5, "a small count is known to be small, or not to be 0"


@pytest.mark.parametrize(("edition", "behind"), [("committee", _exact), ("public", _possible)])
def test_a_wards_total_does_not_tell_how_many_offences_of_sensitive_themes_it_had(
    run, edition, behind
):
    """However many: the rule shows these for the whole borough only."""
    outsider = Outsider(run.draft(edition) / "data", behind)
    exact = run.evidence.table("ward_offences")
    sensitive = exact[exact["sensitive"].astype(bool)].groupby(["area", "period"])["offences"].sum()
    asked = [
        (cell, int(sensitive[cell[0], cell[2]]))
        for cell in outsider.bounds
        if cell[1] == "themes left out" and cell[0] != outsider.whole
    ]
    assert len(asked) >= 2 * 16
    for cell, true in asked:
        lower, upper = outsider.range_of(cell)
        assert lower <= max(true - 5, 0) and upper >= true + 5


def test_nor_by_one_who_knows_every_exact_total_of_the_borough(run, hidden):
    """As where the count tables published beside them are made from the same rows."""
    outsider = Outsider(run.draft("public") / "data")
    exact = _behind(run, "ward_offences")
    for row in exact[exact["area"] == outsider.whole].itertuples():
        outsider.told((row.area, row.theme, row.period), int(row.offences))
    for cell, value in hidden.items():
        lower, upper = outsider.range_of(cell)
        if 1 <= value <= 4:
            assert lower == 0 and upper >= 5
        assert upper - lower >= 5


@pytest.mark.parametrize("edition", RELEASED)
def test_every_figure_follows_from_the_counts_of_its_edition(run, edition):
    bundle = open_bundle(run.draft(edition))
    for check in (not_of_the_counts, not_of_rounded_counts):
        assert list(check(bundle)) == []
    told = [
        one for said in bundle.structure["tables"].values() for one in said["derived"].values()
    ]
    assert sum(isinstance(one, str) for one in told) > 150


@pytest.mark.parametrize("name", ["parenting_referrals", "drug_tests", "ward_rates"])
def test_one_exact_share_written_back_is_found(run, tmp_path, name):
    """With a whole near enough known, the share of the true counts gives both away."""
    folder = tmp_path / "draft"
    shutil.copytree(run.draft("public") / "data", folder / "data")
    file = folder / "data" / f"{name}.csv"
    shown = pd.read_csv(file, dtype=str, keep_default_na=False)
    keys, figure = SPECS[name].keys, "rate" if "rate" in shown else "share"
    exact = run.evidence.table(name).astype(dict.fromkeys(keys, str)).set_index(keys)[figure]
    own = exact.reindex(pd.MultiIndex.from_frame(shown[keys])).astype("Float64")
    true = own.to_numpy(float, na_value=np.nan)
    told = pd.to_numeric(shown[figure], errors="coerce").to_numpy(float)
    row = int(np.nanargmax(np.abs(true - told)))
    shown.loc[row, figure] = f"{true[row]:.4f}"
    shown.to_csv(file, index=False)
    found = audit_numbers(open_bundle(folder))
    sharper = found.loc[found["kind"] == "sharper than the counts", ["file", "place"]]
    assert sharper.to_numpy().tolist() == [[f"data/{name}.csv", f"row {row + 2}, {figure}"]]


def test_the_same_outsider_breaks_a_careless_release(run, hidden, tmp_path):
    """Exact counts with only the small ones hidden: what this release must not be."""
    data = shutil.copytree(run.draft("public") / "data", tmp_path / "data")
    small = []
    for name in SMALL:
        exact = run.evidence.table(name)
        hide = exact[COUNT[name]].between(1, 4)
        text = exact[COUNT[name]].astype(str).mask(hide, "[c]")
        exact.assign(**{COUNT[name]: text}).to_csv(data / f"{name}.csv", index=False)
        if name == "ward_offences":
            small = list(
                exact.loc[hide, ["area", "theme", "period"]].itertuples(index=False, name=None)
            )
    careless = Outsider(data, _exact)
    ranges = [careless.range_of(cell) for cell in small]
    unsafe = sum(lower > 0 or upper < 5 for lower, upper in ranges)
    exactly = sum(lower == upper for lower, upper in ranges)
    # Some wards have several small counts in one half-year, which then cover each other.
    assert unsafe >= 10 and exactly >= 3, "the attack has lost its teeth"


# ── the reader, who has the pages ────────────────────────────────────────────────────────────


def _said(page: str) -> list[str]:
    """Every text of a page that one reads or hears as one: rows, paragraphs, alt texts, titles."""
    soup = BeautifulSoup(page, "html.parser")
    said = [
        node.get_text(" ", strip=True)
        for node in soup.find_all(["tr", "p", "li", "figcaption", "caption", "text", "desc", "h3"])
    ]
    for node in soup.find_all(True):
        said += [node[name] for name in ("alt", "title", "aria-label", "content") if node.get(name)]
        if node.get("srcdoc"):
            said += _said(node["srcdoc"])
    return said


def test_hidden_counts_are_nowhere_near_their_labels(run, hidden):
    labels = run.evidence.table("ward_offences").drop_duplicates("theme")
    labels = labels.set_index("theme")["label"]
    names = run.evidence.areas("ward").set_index("code")["name"]
    packs = {code: f"ward-pack-{code.lower()}" for code in names.index}
    seen = 0
    for page in run.pages("draft-public"):
        said = _said((run.draft("public") / f"{page}.html").read_text(encoding="utf-8"))
        for (area, theme, _), value in hidden.items():
            about_area = page == packs[area]  # then every line is about it
            lines = [
                line
                for line in said
                if labels[theme] in line and (about_area or names[area] in line)
            ]
            seen += len(lines)
            for line in lines:
                numbers = {int(n) for n in re.findall(r"(?<![\d.,/%])\d+(?![\d.,/%])", line)}
                if value % 5:  # a multiple of five may be another cell's published figure
                    assert value not in numbers, f"{page}: a hidden count beside its label"
    assert seen >= len(hidden)


def test_a_hidden_count_reads_as_hidden_in_the_pack_of_its_ward(run, hidden):
    labels = run.evidence.table("ward_offences").set_index("theme")["label"].to_dict()
    for area, theme, _ in hidden:
        page = (run.draft("public") / f"ward-pack-{area.lower()}.html").read_text(encoding="utf-8")
        rows = [line for line in _said(page) if line.startswith(labels[theme])]
        assert any("[c]" in line for line in rows), area


# ── the notebook, which would like to read more ──────────────────────────────────────────────

ATTEMPTS = """
import importlib, pathlib, subprocess
def outcome(attempt):
    try:
        attempt()
    except BaseException as error:
        return type(error).__name__
    return "opened"
store, table = pathlib.Path({store!r}), {table!r}
def native():
    import ctypes
    handle = ctypes.CDLL(None, use_errno=True).open(table.encode(), 0)
    if handle < 0:
        raise OSError(ctypes.get_errno(), "refused")
told = {{
    "open": outcome(lambda: open(table, "rb").read(4)),
    "pandas": outcome(lambda: importlib.import_module("pandas").read_parquet(table)),
    "arrow": outcome(lambda: importlib.import_module("pyarrow.parquet").read_table(table)),
    "duckdb": outcome(lambda: importlib.import_module("duckdb").read_parquet(table).fetchall()),
    "listing": outcome(lambda: list(store.iterdir())),
    "raw file": outcome(lambda: open({raw!r}).read(4)),
    "another program": outcome(lambda: subprocess.run(["cat", table], check=True)),
    "C library": outcome(native),
    "writing": outcome(lambda: open({beside!r}, "w")),
    "its own tables": outcome(lambda: evidence.table("ward_rates")),
}}
from IPython.display import JSON
JSON(told)
"""


def _public_notebook(run, tmp_path, source: str) -> tuple[Path, Parameters]:
    from cdrp_analysis.assessment.layout import notebooks

    node = nbformat.read(notebooks() / "trends.ipynb", as_version=4)
    own = nbformat.v4.new_code_cell(source, metadata={"tags": ["public"]})
    kept = [c for c in node.cells if "parameters" in c.metadata.get("tags", [])]
    opening = [c for c in node.cells if "open_evidence" in c.source]
    node.cells = [*kept, *opening, own]
    path = tmp_path / "trends.ipynb"
    nbformat.write(node, path)
    return path, Parameters(edition="public", tables=str(run.draft("public") / "data"))


def test_a_public_cell_can_read_the_protected_tables_and_nothing_else(run, tmp_path, worker):
    source = ATTEMPTS.format(
        store=str(run.places.store),
        table=str(run.places.restricted / "tables" / "ward_rates.parquet"),
        raw=str(run.file),
        beside=str(run.draft("public") / "data" / "more.csv"),
    )
    path, parameters = _public_notebook(run, tmp_path, source)
    node = worker.submit(
        execute, path, parameters, scratch=tmp_path / "scratch", environment={}
    ).result()
    told = node.cells[-1].outputs[-1].data["application/json"]
    assert told.pop("its own tables") == "opened"
    assert "opened" not in told.values(), told
    assert len(told) == 9


def test_a_public_cell_that_reads_the_store_stops_the_run(run, tmp_path, worker):
    source = f"evidence.folder = __import__('pathlib').Path({str(run.places.store)!r})\n"
    source += "open(evidence.folder / 'feeds' / 'offences' / 'provenance.parquet', 'rb')"
    path, parameters = _public_notebook(run, tmp_path, source)
    waiting = worker.submit(execute, path, parameters, scratch=tmp_path / "scratch", environment={})
    with pytest.raises(NotebookError, match="PermissionError: a public notebook may open nothing"):
        waiting.result()


# ── the auditor ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Tables:
    """As much of an edition as can be read back from its files."""

    tables: dict[str, pd.DataFrame]


@dataclass(frozen=True)
class _Read:
    """As much of a release as can be read back from its files."""

    editions: dict[str, _Tables]


@pytest.fixture(scope="module")
def known(run):
    """What the audit of this run knows to be secret."""
    made = _Read({edition: _Tables(tables) for edition, tables in run.shown.items()})
    return known_values.secrets(run.evidence, run.store, made, run.places)["public"]


@pytest.fixture
def public(run, tmp_path) -> Path:
    """A copy of the real places page and its data, to plant secrets in."""
    folder = tmp_path / "draft-public"
    folder.mkdir()
    shutil.copytree(run.draft("public") / "data", folder / "data")
    shutil.copy(run.draft("public") / "places.html", folder)
    return folder


def _plant(page: str, what: str, run, hidden) -> str:
    events = run.evidence.offences()
    if what == "a crime identifier in a figure's title":
        secret = events["crime_id"].dropna().iloc[100]
        at = page.index("</h3>")
        return page[:at] + f" (case {secret})" + page[at:]
    if what == "an exact place in a map's tooltip":
        place = events[["longitude", "latitude"]].dropna().iloc[100]
        tooltip = html.escape(f"<b>{place['latitude']:.6f}, {place['longitude']:.6f}</b>")
        at = page.index("&lt;/body&gt;")  # inside the frame that holds the map
        script = f"&lt;script&gt;var tip = &quot;{html.escape(tooltip)}&quot;;&lt;/script&gt;"
        return page[:at] + script + page[at:]
    if what == "a sentence of the intelligence log":
        return page.replace(
            "</main>", f"<p>{run.evidence.feed('intelligence')['text'][3]}</p></main>"
        )
    if what == "an event's grid reference in metres":
        place = events[["easting", "northing"]].dropna().iloc[100]
        text = f"<p>at {place['easting']:.0f}, {place['northing']:.0f}</p>"
        return page.replace("</main>", f"{text}</main>")
    if what == "a small count in an alternative text":
        (area, theme, _), value = next((c, v) for c, v in hidden.items() if 1 <= v <= 4)
        rows = run.evidence.table("ward_offences")
        row = rows[(rows["area"] == area) & (rows["theme"] == theme)].iloc[0]
        at = page.index('alt="') + len('alt="')
        return page[:at] + f"{row['area_name']}: {row['label']}, {value}. " + page[at:]
    if what == "a restricted path in a comment":
        at = page.index("</main>")
        return page[:at] + "<!-- papermill: ../restricted/tables/ward_rates.parquet -->" + page[at:]
    at = page.index("</body>")
    metadata = json.dumps({"metadata": {"papermill": {"input_path": str(run.file)}}})
    return f"{page[:at]}<script type='application/json'>{metadata}</script>{page[at:]}"


PLANTS = {
    "a crime identifier in a figure's title": "pseudonym",
    "a sentence of the intelligence log": "restricted text",
    "an event's grid reference in metres": "coordinate",
    "an exact place in a map's tooltip": "coordinate",
    "a small count in an alternative text": "hidden count",
    "a restricted path in a comment": "path",
    "a path of this machine in a notebook's metadata": "path",
}


def test_the_audit_of_the_real_pages_finds_nothing(run, known, public):
    assert len(known.identifiers) > 150_000 and len(known.points) > 5_000 and known.cells
    assert len(known.texts) > 500 and len(known.grid_points) > 5_000
    assert audit_folder(public, secrets=known, published=run.published).empty


@pytest.mark.parametrize("what", PLANTS)
def test_what_is_planted_in_a_real_page_is_found_and_stops_the_release(
    run, known, public, hidden, what, tmp_path
):
    page = public / "places.html"
    planted = _plant(page.read_text(encoding="utf-8"), what, run, hidden)
    page.write_text(planted, encoding="utf-8")
    findings = audit_folder(public, secrets=known, published=run.published)
    assert set(findings["file"]) == {"places.html"}
    assert PLANTS[what] in set(findings["kind"])
    places = Layout(tmp_path / "out", run.places.assessment)
    places.partnership.mkdir(parents=True)
    with pytest.raises(DisclosureError) as told:
        editions._require_clean(findings.assign(edition="public"), places)
    assert told.value.exit_code == 12
    listed = (places.partnership / "refused-release.csv").read_text(encoding="utf-8")
    said = f"{told.value} {findings.to_string()} {listed}"
    assert str(run.file) not in said
    assert not known.identifiers & set(re.findall(r"[A-Z]{1,3}-\d+", said))


def test_an_event_drawn_among_the_outlines_is_found(run, known, public):
    """What may be a vertex comes from the boundaries, not from the folder that is audited."""
    place = run.evidence.offences()[["longitude", "latitude"]].dropna().iloc[100]
    outlines = public / "data" / "ward.geojson"
    drawn = json.loads(outlines.read_text(encoding="utf-8"))
    point = {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]}
    drawn["features"].append({"type": "Feature", "properties": {}, "geometry": point})
    outlines.write_text(json.dumps(drawn), encoding="utf-8")
    findings = audit_folder(public, secrets=known, published=run.published)
    assert set(findings["file"]) == {"data/ward.geojson"}
    assert "coordinate" in set(findings["kind"])


# ── the batch, which must then release nothing ───────────────────────────────────────────────


def test_a_secret_in_a_notebooks_text_leaves_no_edition(
    run, another_out, changed_notebooks, monkeypatch, capsys
):
    secret = run.evidence.offences()["crime_id"].dropna().iloc[7]
    changed_notebooks(
        "data-quality", nbformat.v4.new_markdown_cell(f"See case {secret}."), tags=["public"]
    )
    places = another_out()
    arguments = ["assess", str(run.file), "--only", "data-quality", "--out", str(places.out)]
    monkeypatch.setattr("sys.argv", ["cdrp", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 12
    said = capsys.readouterr()
    assert "DisclosureError" in said.err and "pseudonym" in said.err
    assert secret not in said.err + said.out
    left = {path.name for path in places.partnership.iterdir()}
    assert left == {"store", ".lock", "refused-release.csv"}
    listed = places.partnership / "refused-release.csv"
    assert "pseudonym" in listed.read_text(encoding="utf-8")
    assert secret not in listed.read_text(encoding="utf-8")


def test_a_secret_in_a_table_leaves_no_edition(run, another_out, tmp_path):
    """The name of a publisher reaches a table that is published as it is, and the pages."""
    secret = run.evidence.offences()["crime_id"].dropna().iloc[0]
    file = tmp_path / "assessment.toml"
    text = run.file.read_text(encoding="utf-8")
    source = "Police recorded crime by ward, invented"
    assert text.count(source) == 1
    file.write_text(text.replace(source, f"asked about {secret}"), encoding="utf-8")
    places = replace(another_out(), only="data-quality")
    former = places.finished / "draft-public" / "index.html"
    former.parent.mkdir(parents=True)
    former.write_text("the former release", encoding="utf-8")
    with pytest.raises(DisclosureError) as told:
        assess(file, places.out, only="data-quality", data=run.file.parent)
    assert told.value.exit_code == 12
    assert secret not in str(told.value)
    assert files_below(places.finished) == {"draft-public/index.html": b"the former release"}
    assert not places.building.exists()
    findings = pd.read_csv(places.partnership / "refused-release.csv")
    assert {"data/source_inventory.csv", "data-quality.html"} <= set(findings["file"])


def test_a_person_in_a_partners_wording_leaves_no_edition(run, another_out, tmp_path):
    """What nobody knows to be secret, but looks like somebody's, stops before a page is made."""
    file = tmp_path / "assessment.toml"
    text = run.file.read_text(encoding="utf-8")
    source = "Police recorded crime by ward, invented"
    file.write_text(text.replace(source, "asked of pc.smith@estuary.example"), encoding="utf-8")
    places = replace(another_out(), only="data-quality")
    with pytest.raises(DisclosureError, match="table source_inventory, column source") as told:
        assess(file, places.out, only="data-quality", data=run.file.parent)
    assert told.value.exit_code == 12
    assert "e-mail address (1)" in str(told.value) and "pc.smith" not in str(told.value)
    assert not places.building.exists() and not places.finished.exists()
