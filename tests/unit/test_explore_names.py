"""Everything of an assessment by name: found, completed by Tab, documented, refused kindly."""

import copy
from types import SimpleNamespace

import pandas as pd
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

from cdrp_analysis.contracts import CONTRACTS
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.errors import InputError
from cdrp_analysis.explore import open_assessment
from cdrp_analysis.explore.measures import all_measures
from cdrp_analysis.explore.names import Names
from cdrp_analysis.measures import rates


def things(**summaries):
    return Names("things", {n: SimpleNamespace(summary=s) for n, s in summaries.items()})


@pytest.fixture(scope="module")
def area(explored):
    return open_assessment(explored / "data" / "assessment.toml", out=explored / "outputs")


def test_names_are_attributes_keys_and_a_list():
    found = things(abbey="A ward & more", castle="Another")
    assert found.abbey is found["abbey"] and list(found) == ["abbey", "castle"]
    assert repr(found).splitlines() == ["2 things", "abbey   A ward & more", "castle  Another"]
    assert "A ward &amp; more" in found._repr_html_()
    assert list(found.find("ANOTHER")) == ["castle"] and len(found.find("minster")) == 0


def test_a_name_that_is_not_there_names_the_nearest():
    found = things(abbey="", castle="")
    with pytest.raises(
        AttributeError, match=r"'castel' is not one of the things\. Did you mean 'castle'"
    ):
        _ = found.castel
    with pytest.raises(KeyError, match="Show it to see them all"):
        _ = found["zzz"]
    assert copy.copy(found).abbey is found.abbey  # nothing is looked up before it is there
    assert not hasattr(found, "_repr_markdown_")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("area.feeds.off", "offences"), ("area.tables.prio", "priorities"),
        ("area.measures.rat", "rates"), ("area.measures.rates.rate_", "rate_per_1000"),
    ],
)  # fmt: skip
def test_tab_completes_feeds_tables_and_measures(area, typed, offered):
    shell = InteractiveShell.instance()
    shell.user_ns["area"] = area
    with provisionalcompleter():
        matches = [found.text for found in shell.Completer.completions(typed, len(typed))]
    assert offered in matches


def test_every_feed_table_and_measure_is_there_and_documented(area):
    assert set(area.feeds) == set(CONTRACTS) and set(area.tables) == set(SPECS)
    for one in (*area.feeds.values(), *area.tables.values(), *area.measures.values()):
        assert one.summary and one.__doc__
    undocumented = [
        f"{topic}.{name}"
        for topic, measures in area.measures.items()
        for name, measure in measures.items()
        if not measure.summary
    ]
    assert undocumented == ["weighted_scores.values_and_weights", "weighted_scores.drawn_values"]
    assert sum(map(len, area.measures.values())) > 300


def test_a_measure_is_the_function_with_its_documentation():
    measure = all_measures().rates.rate_per_1000
    assert measure.__doc__ == rates.rate_per_1000.__doc__
    assert "confidence" in measure.__signature__.parameters
    frame = pd.DataFrame({"offences": [10], "residents": [2000]})
    pd.testing.assert_frame_equal(measure(frame), rates.rate_per_1000(frame))
    assert repr(measure).startswith("rate_per_1000(frame: ")


def test_what_a_topic_imports_is_no_measure_of_it():
    topic = all_measures().priority_sensitivity
    assert "rank_acceptability" in topic and "drawn_ranks" not in topic and "np" not in topic


def test_every_feed_received_has_rows_of_its_columns(area):
    received = [feed for feed in area.feeds.values() if feed.received]
    assert {"offences", "counts", "boundaries", "population", "lookup"} <= {
        f.name for f in received
    }
    for feed in received:
        assert len(feed()), feed.name
    offences = area.feeds.offences
    assert list(offences()) == list(offences.columns["column"])
    assert "recorded_on : date" in offences.__doc__ and "Holder: Police" in offences.__doc__


def test_a_feed_not_received_says_how_to_get_it(area):
    assert area.feeds.survey.summary.startswith("(not received) One row per respondent")
    with pytest.raises(InputError, match="the feed survey was not received") as refused:
        area.feeds.survey()
    assert "cdrp template survey" in str(refused.value)
    assert 'contract = "survey"' in str(refused.value)
    with pytest.raises(InputError) as refused:
        area.feeds.stop_search()
    assert "cdrp template" not in str(refused.value)


def test_a_table_not_made_yet_names_its_notebook(area):
    assert area.tables.priorities.columns["column"].tolist()[0] == "theme"
    with pytest.raises(InputError, match="run the notebook priorities first"):
        area.tables.priorities()


def test_an_assessment_says_what_it_is(area):
    assert repr(area).startswith("Alderhythe, 2010/11 (assessment.toml): 8 of ")


def test_the_assessment_of_cdrp_lab_is_opened_where_none_is_named(explored, monkeypatch):
    monkeypatch.setenv("CDRP_ASSESSMENT", str(explored / "data" / "assessment.toml"))
    monkeypatch.setenv("CDRP_DATA", str(explored / "data"))
    monkeypatch.setenv("CDRP_OUTPUTS", str(explored / "outputs"))
    assert open_assessment().path == (explored / "data" / "assessment.toml").resolve()
