"""The widgets of the panels: what they show follows the model, what is saved is said."""

import shutil

import pytest

from cdrp_analysis import explore, settings
from cdrp_analysis.explore.panels import Panel


@pytest.fixture
def area(explored, tmp_path):
    file = tmp_path / "my-area.toml"
    shutil.copy(explored / "data" / "assessment.toml", file)
    return explore.open_assessment(file, data=explored / "data", out=explored / "outputs")


@pytest.mark.parametrize("panel", [explore.hotspots, explore.priorities, explore.trends])
def test_a_panel_shows_its_model_with_an_input_to_each_control(area, panel):
    made = panel(area)
    assert isinstance(made, Panel) and list(made.inputs) == list(made.model.values)
    assert made.values == made.model.values
    assert made.shown.value == made.view.html() and "<figure" in made.shown.value
    assert made.said.value == ""
    assert made.save_button.description == "Save to my-area.toml"


def test_a_slider_that_moves_ranks_again_at_once(area):
    panel = explore.priorities(area)
    before = panel.shown.value
    assert panel.inputs["volume"].continuous_update and "is that of the assessment" in before
    panel.inputs["concentration"].value = 0.95
    assert panel.shown.value != before and "change places" in panel.shown.value
    panel.reset()
    assert panel.shown.value == before and panel.values == panel.model.values


def test_maps_wait_until_the_slider_is_let_go(area):
    assert not explore.hotspots(area).inputs["cell_size_m"].continuous_update


def test_saving_writes_the_file_and_says_what_it_changed(area):
    panel = explore.priorities(area)
    panel.save_button.click()
    assert "Nothing to write: my-area.toml holds these settings." in panel.said.value
    panel.inputs["harm"].value = 0.1 + 0.2  # which is 0.30000000000000004
    panel.save_button.click()
    assert "Written to my-area.toml: criteria.harm: 0.2 → 0.3. Pages" in panel.said.value
    assert "harm = 0.3\n" in area.path.read_text(encoding="utf-8")
    assert "The order is that of the assessment file" in panel.shown.value


def test_a_refusal_is_said_and_what_was_shown_stays(area):
    panel = explore.priorities(area)
    text = area.path.read_bytes()
    for slider in panel.inputs.values():
        slider.value = 0
    shown = panel.shown.value
    assert 'class="refused">SettingsError: criteria: all weights are 0' in panel.said.value
    panel.save_button.click()
    assert 'class="refused"' in panel.said.value
    assert (area.path.read_bytes(), panel.shown.value) == (text, shown)
    panel.inputs["harm"].value = 0.4
    assert panel.said.value == "" and panel.shown.value != shown


def test_a_file_that_was_broken_meanwhile_is_named(area):
    panel = explore.trends(area)
    panel.inputs["trend_years"].value = 3
    area.path.write_text("[period\n", encoding="utf-8")
    panel.save_button.click()
    assert "my-area.toml is not readable TOML" in panel.said.value


def test_a_path_will_do(area, explored, monkeypatch):
    monkeypatch.setenv("CDRP_DATA", str(explored / "data"))
    monkeypatch.setenv("CDRP_OUTPUTS", str(explored / "outputs"))
    panel = explore.trends(area.path)
    panel.inputs["trend_years"].value = 2
    panel.reset_button.click()
    assert panel.inputs["trend_years"].value == settings.load(area.path).period.trend_years
