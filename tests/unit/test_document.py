"""The title block, the six required contents, and what stops a document that lacks one."""

import pandas as pd
import pytest

from cdrp_analysis.assessment.annexes import glossary, method_annex
from cdrp_analysis.assessment.document import (
    REQUIREMENTS,
    gaps,
    of_other_times,
    plan_progress,
    priority_reasons,
    reading_row,
    recommendations,
    statutory_checklist,
    title_block,
)
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.measures.readability import reading
from cdrp_analysis.settings import load
from tests.drawn import frame
from tests.unit.test_settings import LABEL, file_with

KEYS = [content.key for content in REQUIREMENTS]
EVERY = {name for content in REQUIREMENTS for name in content.tables}


def stated(tmp_path, *keys):
    """A run whose assessment file states that it lacks those contents."""
    said = ('lacking = ["consultation", "plan"]', f"lacking = {list(keys)}")
    return Evidence(load(file_with(tmp_path, said)), tmp_path, tmp_path / "tables")


def make(tmp_path, *names, rows=1):
    (tmp_path / "tables").mkdir(exist_ok=True)
    for name in names:
        pd.DataFrame({"a": [1] * rows}).to_parquet(tmp_path / "tables" / f"{name}.parquet")


def checklist(evidence):
    return statutory_checklist(evidence).set_index("requirement")


def test_there_are_six_required_contents_each_from_tables_that_are_made():
    assert KEYS == ["levels", "changes", "causes", "priorities", "consultation", "plan"]
    assert set(SPECS) >= EVERY


def test_a_content_that_is_lacking_stops_the_build(tmp_path):
    make(tmp_path, *EVERY - {"plan_progress", "year_on_year"})
    with pytest.raises(SettingsError, match="lacks required contents") as told:
        checklist(stated(tmp_path, "changes"))
    assert "partnership plan" in told.value.what and "changes in those" not in told.value.what
    assert 'lacking = ["changes", "plan"]' in told.value.do


def test_a_table_without_rows_covers_nothing(tmp_path):
    make(tmp_path, *EVERY - {"plan_progress"})
    make(tmp_path, "plan_progress", rows=0)
    with pytest.raises(SettingsError, match="partnership plan"):
        checklist(stated(tmp_path))


def test_what_is_stated_as_lacking_is_shown_as_such_with_what_it_needs(tmp_path):
    make(tmp_path, *EVERY - {"priority_consultation"})
    table = checklist(stated(tmp_path, "consultation"))
    asked = next(r for r in table.index if "living and working" in r)
    assert table.loc[asked].tolist() == [
        "", "lacking, as stated", "needs a survey of residents, and themes that name its answers",
    ]  # fmt: skip


def test_what_is_there_is_covered_even_where_it_was_stated_as_lacking(tmp_path):
    make(tmp_path, *EVERY)
    table = checklist(stated(tmp_path, *KEYS))
    assert table["status"].tolist() == [
        "part covered", "covered", "part covered", "covered", "covered", "covered",
    ]  # fmt: skip
    assert "drug offences" in table.iloc[0]["note"]


def test_an_unknown_content_is_refused_where_it_is_stated(tmp_path):
    with pytest.raises(SettingsError, match=r"document\.lacking"):
        stated(tmp_path, "drugs")


@pytest.fixture
def evidence(tmp_path):
    return Evidence(load(file_with(tmp_path)), tmp_path, tmp_path / "tables")


def test_the_title_block_says_what_it_knows_and_what_it_does_not(evidence):
    block = title_block(evidence).set_index("field")["value"]
    assert block["Title"] == "Strategic assessment: Exampleborough, 2017/18"
    assert block["Protective marking of the full version"] == "OFFICIAL-SENSITIVE"
    assert block["Period"] == "April 2017 to March 2018"
    assert block["Author"] == block["Created"] == "Not stated"


def test_the_marking_is_that_of_the_period(tmp_path):
    loaded = load(file_with(tmp_path, (LABEL, 'label = "2012/13"')))
    block = title_block(Evidence(loaded, tmp_path, tmp_path)).set_index("field")["value"]
    assert block["Protective marking of the full version"] == "RESTRICTED"


ACTIONS = frame("""
    priority | status    | due_on     | completed_on | evidence
    Burglary | completed | 2010-01-01 | 2010-02-01   | folder
    Burglary | late      | 2010-01-01 |              |
    Youth    | completed | 2010-01-01 | 2009-12-01   |
    Youth    | dropped   | 2010-01-01 |              |
""").assign(
    due_on=lambda f: pd.to_datetime(f["due_on"]),
    completed_on=lambda f: pd.to_datetime(f["completed_on"]),
)


def test_the_plan_is_counted_whole_and_by_priority(evidence):
    ACTIONS.to_parquet(evidence._prepared / "feed_plan_actions.parquet")
    table = plan_progress(evidence).set_index("priority")
    names = ["actions", "completed", "share", "late", "with_evidence", "open", "dropped"]
    assert table.loc["The whole plan", names].tolist() == [4, 2, 0.5, 1, 1, 1, 1]
    assert table.loc["Youth", names].tolist() == [2, 1, 0.5, 0, 0, 0, 1]
    # The example has a theme of that name: the plan's row must not be read as the theme's.
    assert "Burglary (in the plan)" in table.index


def test_without_the_register_of_actions_there_are_no_rows(evidence):
    assert plan_progress(evidence).empty


REGISTER = """
[[recommendations]]
key = "visits"
theme = "burglary"
text = "Visit each home."
due = 2018-10-01

[[recommendations]]
key = "patrols"
text = "Patrol unseen."
restricted = true

[[gaps]]
key = "resold"
text = "Who buys it."
"""


def test_registers_come_as_they_were_written_and_the_restricted_is_marked(tmp_path):
    path = file_with(tmp_path)
    path.write_text(path.read_text() + REGISTER)
    evidence = Evidence(load(path), tmp_path, tmp_path)
    table = recommendations(evidence).set_index("key")
    assert table.loc["visits", ["label", "owner", "due", "sensitive"]].tolist() == [
        "Burglary", "not named", "October 2018", False,
    ]  # fmt: skip
    assert table.loc["patrols", ["label", "due", "sensitive"]].tolist() == [
        "All themes", "no date", True,
    ]  # fmt: skip
    assert gaps(evidence).set_index("key").loc["resold", "means"] == "not said"


def test_a_recommendation_on_an_unknown_theme_is_refused(tmp_path):
    path = file_with(tmp_path)
    path.write_text(path.read_text() + REGISTER.replace('theme = "burglary"', 'theme = "dogs"'))
    with pytest.raises(SettingsError, match="visits: there is no theme 'dogs'"):
        load(path)


def test_reasons_of_the_first_themes_and_what_other_editions_may_not_see(evidence):
    folder = evidence._tables
    folder.mkdir()
    tables = {
        "priorities": """
            theme    | kind     | rank | offences | change_share | signal          | share_for_50
            robbery  | offence  | 2    | 265      | 0.25         | likely rise     | 0.051
            burglary | offence  | 1    | 1455     | -0.04        | no clear change |
        """,
        "harm": """
            theme    | share_cchi | share_css
            robbery  | 0.31       |
            burglary |            |
        """,
        "risk_matrix": """
            theme    | harm
            robbery  | 4
            burglary |
        """,
    }
    for name, drawing in tables.items():
        frame(drawing).to_parquet(folder / f"{name}.parquet")
    table = priority_reasons(evidence)
    said = {(row.theme, row.criterion): row.found for row in table.itertuples()}
    assert table["theme"].iloc[0] == "burglary"
    assert said["burglary", "Volume"] == "1,455 offences"
    assert said["burglary", "Change"] == "\u22124% on the year before: no clear change"
    assert said["burglary", "Harm"] == said["burglary", "Share of harm"] == "no harm weight"
    assert said["robbery", "Harm"] == "severe class of harm"
    assert said["robbery", "Share of harm"] == "31% of Cambridge harm"
    assert said["robbery", "Concentration"] == "half of it in 5% of small areas"
    hidden = set(table.loc[table["sensitive"], "criterion"])
    assert hidden == {"Share of harm", "Concentration"}


def test_reasons_of_another_time_than_the_period_say_of_which(evidence):
    assert of_other_times(evidence) == ""
    evidence._tables.mkdir()
    peers = frame("""
        theme    | period  | difference_share
        burglary | 2016/17 | 0.1
    """)
    peers.to_parquet(evidence._tables / "peer_rates.parquet")
    assert of_other_times(evidence) == "Peers: 2016/17"
    survey = pd.DataFrame({"answered_on": pd.to_datetime(["2017-05-04", "2017-07-01"])})
    survey.to_parquet(evidence._prepared / "feed_survey.parquet")
    assert of_other_times(evidence).startswith("Peers: 2016/17; Residents: answers of ")


def test_how_a_text_reads_is_one_row():
    row = reading_row(reading("The cat sat on the mat.")).iloc[0]
    assert row.tolist() == ["very easy", 1, 6, 6, 116.1]


def test_annexes_are_whole():
    assert method_annex().notna().all(axis=None)
    terms = glossary()["term"]
    assert terms.is_unique and terms.str.lower().is_monotonic_increasing
