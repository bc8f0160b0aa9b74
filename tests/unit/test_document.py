"""The title block, and which of the six required contents a run covers."""

import pandas as pd
import pytest

from cdrp_analysis.assessment.document import REQUIREMENTS, statutory_checklist, title_block
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.settings import load
from tests.unit.test_settings import LABEL, file_with


@pytest.fixture
def evidence(tmp_path):
    return Evidence(load(file_with(tmp_path)), tmp_path, tmp_path / "tables")


def made(evidence, tmp_path, *names):
    (tmp_path / "tables").mkdir(exist_ok=True)
    for name in names:
        pd.DataFrame({"a": []}).to_parquet(tmp_path / "tables" / f"{name}.parquet")
    return statutory_checklist(evidence).set_index("requirement")


def test_there_are_six_required_contents_and_none_is_covered_by_nothing(evidence, tmp_path):
    table = made(evidence, tmp_path)
    assert len(table) == len(REQUIREMENTS) == 6
    assert table["status"].eq("not covered").all()
    assert table["covered_by"].eq("").all()
    assert table["note"].ne("").all()


def test_a_content_is_covered_when_all_its_tables_are_made(evidence, tmp_path):
    half = made(evidence, tmp_path, "annual_offences")
    changes = next(r for r in half.index if "changes in those levels" in r)
    assert half.loc[changes, ["status", "note"]].tolist() == ["not covered", "no year_on_year"]
    whole = made(evidence, tmp_path, "annual_offences", "year_on_year")
    assert whole.loc[changes, ["covered_by", "status"]].tolist() == [
        "Trends and projection", "covered",
    ]  # fmt: skip


def test_a_content_with_a_reservation_is_part_covered(evidence, tmp_path):
    table = made(evidence, tmp_path, "ward_offences", "ward_rates")
    assert table.iloc[0][["status"]].tolist() == ["part covered"]
    assert "drug offences" in table.iloc[0]["note"]


def test_what_needs_partners_is_never_covered(evidence, tmp_path):
    every = {name for _, _, tables, _ in REQUIREMENTS for name in tables}
    table = made(evidence, tmp_path, *every)
    assert table["status"].tolist()[-2:] == ["not covered", "not covered"]
    assert table["note"].tolist()[-2:] == [
        "needs a consultation survey", "needs the register of the plan's actions",
    ]  # fmt: skip


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
