"""Where a run's folders lie: below the outputs, one per partnership and period."""

import tomllib

import pytest

from cdrp_analysis import settings
from cdrp_analysis.assessment import layout
from cdrp_analysis.assessment.scaffold import first_file


def places(tmp_path, name="Exampleborough", label="2017/18"):
    raw = tomllib.loads(first_file())
    raw["partnership"]["name"] = name
    raw["period"]["label"] = label
    return layout.Layout(tmp_path, settings.Assessment.model_validate(raw))


@pytest.mark.parametrize(
    "name, folder",
    [
        ("Hammersmith & Fulham", "hammersmith-fulham"),
        ("St Helens", "st-helens"),
        # A name is text from a file: it may not lead out of the folder.
        ("../../etc", "etc"),
        ("/tmp/x", "tmp-x"),
    ],
)
def test_a_partnership_has_one_folder_below_the_outputs(tmp_path, name, folder):
    assert places(tmp_path, name).partnership == tmp_path / folder


def test_a_name_without_letters_still_has_a_folder_of_its_own(tmp_path):
    assert places(tmp_path, "…").partnership == tmp_path / "e09000013"


def test_the_store_outlives_a_run_and_the_run_has_its_period(tmp_path):
    found = places(tmp_path)
    own = tmp_path / "exampleborough"
    assert found.store == own / "store"
    assert found.prepared == own / "store/prepared/2017-18"
    assert found.finished == own / "2017-18"
    assert found.restricted == own / "2017-18/restricted"
    assert found.register == own / "register"
    assert found.trials == own / "trials/2017-18"


def test_a_run_under_way_does_not_look_finished(tmp_path):
    found = places(tmp_path)
    assert found.building.name == ".building-2017-18"
    assert found.building.parent == found.finished.parent
    for edition in ("committee", "public"):  # until it is signed it has another name
        assert found.draft(edition) == found.building / f"draft-{edition}"


@pytest.mark.parametrize("attribute", ["prepared", "finished", "building", "trials"])
def test_periods_do_not_share_folders(tmp_path, attribute):
    labels = ["2017/18", "2017", "2017/18 H1", "2016-07..2017-06"]
    assert len({getattr(places(tmp_path, label=label), attribute) for label in labels}) == 4


def test_the_notebooks_and_weights_of_this_checkout_are_there():
    assert (layout.notebooks() / "trends.ipynb").exists()
    assert list(layout.reference().glob("*.csv"))
