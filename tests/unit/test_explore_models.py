"""What panels are without a browser: settings in, tables and exhibits out, settings saved."""

import shutil

import pandas as pd
import pytest

from cdrp_analysis import settings
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.exhibits import wording
from cdrp_analysis.explore import open_assessment
from cdrp_analysis.explore.hotspot_model import HotspotModel
from cdrp_analysis.explore.model import Control
from cdrp_analysis.explore.priority_model import PriorityModel, reordered
from cdrp_analysis.explore.trend_model import TrendModel
from cdrp_analysis.measures.priorities import priorities
from cdrp_analysis.measures.weighted_scores import Criterion
from tests.drawn import frame

MODELS = (HotspotModel, PriorityModel, TrendModel)


@pytest.fixture
def area(explored, tmp_path):
    """A copy of the file to save into; data and store are shared."""
    file = tmp_path / "my-area.toml"
    shutil.copy(explored / "data" / "assessment.toml", file)
    return open_assessment(file, data=explored / "data", out=explored / "outputs")


def files(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.mark.parametrize("kind", MODELS)
def test_opening_and_looking_changes_no_file(area, explored, kind):
    before, text = files(explored), area.path.read_bytes()
    model = kind(area)
    view = model.view()
    assert model.chosen(model.values) == {}
    assert view.tables and view.html().count("<figure") >= 1
    assert (files(explored), area.path.read_bytes()) == (before, text)


@pytest.mark.parametrize("kind", MODELS)
def test_every_setting_of_a_panel_is_one_of_the_file_and_within_its_limits(area, kind):
    model = kind(area)
    for control in model.controls:
        if not control.setting:
            continue
        ends = (
            [value for _, value in control.options] if control.options
            else [control.low, control.high]
        )  # fmt: skip
        for end in ends:
            section, name = control.setting.split(".")
            raw = area.evidence.assessment.model_dump(mode="json", exclude_unset=True)
            raw.setdefault(section, {})[name] = end
            assert getattr(getattr(settings.accept(raw, file="f"), section), name) == end


def test_one_weight_alone_orders_themes_by_that_criterion(area):
    model = PriorityModel(area)
    view = model.view({name: float(name == "volume") for name in model.values})
    ranked = view.tables["priorities"].sort_values("rank")
    assert ranked["offences"].is_monotonic_decreasing
    assert view.tables["priority_places"].filter(like="p_").sum(axis=1).round(9).eq(1).all()
    assert "change places" in view.shown[0].title


def test_the_ranking_is_that_of_the_measure(area):
    model = PriorityModel(area)
    weights = {"volume": 0.1, "change": 0.0, "harm": 0.5, "severity": 0.2, "concentration": 0.2}
    given = [
        Criterion("offences", 0.1, spread="log"), Criterion("change", 0.0, spread="normal"),
        Criterion("cchi_days", 0.5, spread="log"), Criterion("css", 0.2, spread="log"),
        Criterion("share_for_50", 0.2, higher_is_worse=False),
    ]  # fmt: skip
    limits = area.evidence.thresholds
    wanted = priorities(model._themes, criteria=given, seed=limits.seed, draws=limits.rank_draws)
    found = model.view(weights).tables["priorities"]
    for name in ("theme", "rank", "rank_lower", "rank_upper", "p_top_5"):
        assert found[name].tolist() == wanted[name].tolist(), name


def test_no_weight_at_all_is_refused_and_nothing_is_saved(area):
    model, text = PriorityModel(area), area.path.read_bytes()
    none = dict.fromkeys(model.values, 0.0)
    for attempt in (model.view, model.save):
        with pytest.raises(SettingsError, match="give at least one criterion a weight"):
            attempt(none)
    assert area.path.read_bytes() == text


def test_larger_squares_are_fewer_and_hold_the_same_offences(area):
    model = HotspotModel(area)
    fine = model.view().tables["hotspot_cells"]
    coarse = model.view({"cell_size_m": 500, "bandwidth_m": 600}).tables["hotspot_cells"]
    assert len(coarse) < len(fine) / 3 and set(coarse["size_m"]) == {500}
    assert coarse["offences"].sum() == fine["offences"].sum()
    assert "500 m squares" in coarse.attrs["about"]["note"]
    assert "600 m" in coarse.attrs["about"]["note"]


def test_one_theme_is_looked_at_alone_and_is_no_setting(area):
    model = HotspotModel(area)
    theme = model.controls[0].options[1][1]
    view = model.view({"theme": theme})
    points = area.evidence.points(area.evidence.current)
    cells = view.tables["hotspot_cells"]
    placed = points[(points["theme"] == theme) & points["easting"].notna()]
    assert 0 < cells["offences"].sum() <= len(placed)
    assert view.shown[0].title.startswith(area.evidence.labels[theme])
    assert model.chosen({"theme": theme}) == {}
    assert not {key for _, key in model.controls[0].options} & set(area.evidence.incidents)


def test_an_earlier_last_month_compares_and_projects_from_there(area):
    model = TrendModel(area)
    view = model.view({"known_to": "2010-07", "trend_years": 3})
    assert view.tables["projection_monthly"]["month"].min() == "2010-08"
    assert view.tables["annual_offences"]["period"].nunique() == 3
    months = area.evidence.own(area.evidence.frame("counts_borough"))
    for name, year in (("before", "2009"), ("after", "2010")):
        part = months[months["month"].between(f"{year}-04", f"{year}-07")]
        total = part.loc[part["theme"] == "all", "offences"].sum()
        compared = view.tables["year_on_year"].set_index("theme")
        assert compared.loc["all", name] == total


def test_themes_of_the_trends_can_be_looked_at(area):
    model = TrendModel(area)
    for _, theme in model.controls[0].options[1::12]:
        assert model.view({"theme": theme}).shown


def test_what_is_saved_holds_and_is_where_the_panel_goes_on(area):
    model = TrendModel(area)
    theme = model.controls[0].options[2][1]
    values = {"theme": theme, "trend_years": 4, "known_to": "2010-08"}
    changes = model.save(values)
    assert [str(change) for change in changes] == [
        "period.trend_years: 6 → 4", "period.known_to: 2010-09 → 2010-08",
    ]  # fmt: skip
    assert model.values == values and model.save(values) == []
    found = settings.load(area.path).period
    assert (found.trend_years, found.known_to) == (4, "2010-08")
    later = model.view({"known_to": "2010-09"}).tables["projection_monthly"]
    assert later["month"].min() == "2010-10", "a month given up can be taken back"


def test_settings_changed_by_hand_meanwhile_are_kept(area):
    model = PriorityModel(area)
    text = area.path.read_text(encoding="utf-8")
    area.path.write_text(text.replace("trend_years = 6", "trend_years = 5"), encoding="utf-8")
    model.save({**model.values, "harm": 0.6})
    found = settings.load(area.path)
    assert (found.period.trend_years, found.criteria.harm) == (5, 0.6)


def test_what_the_file_holds_can_be_shown_however_unusual():
    unusual = Control("x", "X", 3.5, low=0, high=1)
    assert (unusual.low, unusual.high) == (0, 3.5)


def test_moves_are_said_against_the_order_of_the_file():
    ranked = frame("""
        theme | label    | rank | rank_lower | rank_upper | p_top_5
        asb   | Nuisance | 1    | 1          | 2          | 1.0
        arson | Arson    | 2    | 1          | 3          | 0.9
        drugs | Drugs    | 3    | 2          | 3          | 0.9
    """)
    before = pd.DataFrame({"theme": ["arson", "asb", "drugs"], "rank": [1, 2, 3]})
    places = pd.DataFrame({"theme": ["asb", "arson", "drugs"], "p_1": [0.6, 0.4, 0.0]})
    shown = reordered(ranked, before, places)
    assert shown.title == "2 themes change places; nuisance comes first"
    assert shown.table["moved"].tolist() == ["▲ 1", "▼ 1", "same"]
    assert wording.values(shown.table, "p_first").tolist() == [0.6, 0.4, 0.0]
    same = reordered(ranked, ranked[["theme", "rank"]], places)
    assert same.title == "The order is that of the assessment file"
