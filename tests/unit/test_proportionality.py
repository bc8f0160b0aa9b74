"""Exhibits about people: on record with a signature, or not released."""

from datetime import date
from pathlib import Path

import pytest

from cdrp_analysis.assessment import proportionality
from cdrp_analysis.assessment.proportionality import OF_PEOPLE
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.errors import DisclosureError, SettingsError
from cdrp_analysis.measures.accounting import NO_RECORD, SIGNED, UNSIGNED
from cdrp_analysis.sample.assessment_file import assessment_text
from cdrp_analysis.sample.plan import CALENDAR
from cdrp_analysis.settings import Proportionality, load

# Counts of offences, of what was done, of answers and of rows.
NOT_OF_PEOPLE = {
    "administrative", "agency_performance", "alarms", "borough_counts", "borough_counts_monthly",
    "consultation_themes", "day_counts", "density_map", "funding", "funding_streams",
    "intelligence",
    "map_bands", "named_premises", "neighbourhood_rates", "performance", "premises_counts",
    "priorities", "restricted", "service_places", "service_use", "small_area_counts",
    "small_area_rates", "source_detail", "source_inventory", "survey_estimates", "time_counts",
    "workload",
}  # fmt: skip


def record(*exhibits: str, key: str = "one", signed: bool = True) -> Proportionality:
    return Proportionality(
        key=key, exhibits=list(exhibits), shows="How many.", purpose="To plan.", why="Totals.",
        signed_by="Information governance lead, A. Person" if signed else "",
        signed_on=date(2010, 11, 1) if signed else None,
    )  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("file") / "a.toml"
    path.write_text(first_file(), encoding="utf-8")
    return load(path)


def assessment(file, *records: Proportionality):
    return file.model_copy(update={"proportionality": list(records)})


def draft(folder: Path, *tables: str, rows: str = "E09990001,31\n") -> Path:
    (folder / "draft-public" / "data").mkdir(parents=True)
    for name in tables:
        (folder / "draft-public" / "data" / f"{name}.csv").write_text(f"area,people\n{rows}")
    return folder / "draft-public"


def test_a_table_of_people_is_on_record_with_its_rules_and_who_signed(file):
    table = proportionality.records(
        assessment(file, record("adult_caseload"), record("adult_needs", key="two", signed=False)),
        ["adult_caseload", "adult_needs", "drug_tests", "ward_rates"],
    ).set_index("table")
    assert table["state"].to_dict() == {
        "drug_tests": NO_RECORD, "adult_caseload": SIGNED, "adult_needs": UNSIGNED,
    }  # fmt: skip
    row = table.loc["adult_caseload"]
    assert row["why"] == "Totals." and row["signed_on"] == "2010-11-01"
    assert row["public_rule"].endswith("list size rounded, left out below 10")
    assert table.loc["drug_tests", "shows"] == ""


def test_a_draft_with_people_and_no_record_is_refused_by_name(file, tmp_path):
    there = draft(tmp_path, "adult_caseload", "youth_rates", "ward_rates")
    with pytest.raises(DisclosureError) as refused:
        proportionality.require_records(assessment(file, record("youth_rates")), there)
    assert refused.value.what.endswith(
        "without a signed record of proportionality: adult_caseload."
    )
    assert "[[proportionality]]" in str(refused.value) and "signed off" in refused.value.do


def test_an_unsigned_record_is_as_none_and_a_signed_one_lets_the_draft_go(file, tmp_path):
    there = draft(tmp_path, "adult_caseload", "ward_rates")
    with pytest.raises(
        DisclosureError, match="without a signed record of proportionality: adult_caseload"
    ):
        proportionality.require_records(
            assessment(file, record("adult_caseload", signed=False)), there
        )
    proportionality.require_records(assessment(file, record("adult_caseload")), there)


def test_a_draft_without_people_needs_no_record(file, tmp_path):
    proportionality.require_records(assessment(file), draft(tmp_path, "ward_rates"))


def test_a_table_of_people_without_rows_needs_no_record(file, tmp_path):
    there = draft(tmp_path, "adult_caseload", "youth_rates", rows="")
    proportionality.require_records(assessment(file), there)


def test_every_content_type_is_known_to_be_about_people_or_not():
    """Whoever adds a content type says here whether its tables say something of people."""
    assert {spec.content for spec in SPECS.values()} - OF_PEOPLE == NOT_OF_PEOPLE


def test_a_record_of_no_table_or_of_one_that_has_its_record_is_refused(file):
    with pytest.raises(SettingsError, match="'adult_caselaod' is no table"):
        proportionality.records(assessment(file, record("adult_caselaod")))
    twice = (record("adult_needs"), record("adult_needs", key="two"))
    with pytest.raises(SettingsError, match="'adult_needs' has two records"):
        proportionality.records(assessment(file, *twice))


def test_the_sample_answers_for_every_exhibit_about_people(tmp_path):
    """Whoever adds a table about people says in the sample why it is proportionate."""
    path = tmp_path / "assessment.toml"
    path.write_text(assessment_text(CALENDAR, {}), encoding="utf-8")
    table = proportionality.records(load(path))
    assert table.loc[table["state"] != SIGNED, "table"].tolist() == []
    assert set(table["table"]) == {n for n, spec in SPECS.items() if spec.content in OF_PEOPLE}
