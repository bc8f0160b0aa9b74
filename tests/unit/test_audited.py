"""The audit that is asked for by name knows a run's true counts, and warns where it does not."""

import shutil

import pandas as pd
import pytest

from cdrp_analysis import cli
from cdrp_analysis.assessment.audited import audit_bundle
from cdrp_analysis.assessment.layout import KEPT_FILE, KEPT_PERIOD
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.errors import InputError
from tests.unit.test_auditor_numbers import EXACT, SHORT, SUMS, YEAR, wards, write

WORDS = """table,column,role,unit,description
wards,,fact,title,Wards
wards,offences,count,offences,Offences
"""
COUNTS = {("E05000002", "theft"): 2, ("E05000002", "weapons"): 0}


@pytest.fixture
def run(tmp_path):
    """A finished run whose public draft hides two counts that are 2 together."""
    run, place = tmp_path / "2010-11", tmp_path / "store" / "feeds" / "street"
    sums = {**SUMS, "period": []}
    write(run / "draft-public", {"wards": (EXACT, wards(*SHORT))}, sums=sums)
    (run / "restricted" / "disclosure").mkdir(parents=True)
    (run / "draft-public" / "data" / "dictionary.csv").write_text(WORDS)
    (run / "restricted" / KEPT_FILE).write_text(first_file(), encoding="utf-8")
    (run / "restricted" / KEPT_PERIOD).write_text(YEAR)
    rows = [("street", *cell, YEAR, count) for cell, count in COUNTS.items()]
    columns = ["source", "area", "offence", "period", "value"]
    cells = pd.DataFrame(rows, columns=columns)
    cells.to_parquet(run / "restricted" / "disclosure" / "cells-public.parquet", index=False)
    (place / "month=2010-04").mkdir(parents=True)
    crime = {"crime_id": ["3f" * 32], "source_file": "a.csv", "source_row": 2, "vintage": "v"}
    pd.DataFrame(crime).to_parquet(place / "month=2010-04" / "all.parquet", index=False)
    about = pd.DataFrame({"file": ["a.csv"], "sha256": ["ab" * 32]})
    about.to_parquet(place / "provenance.parquet")
    return run


def test_the_true_counts_of_the_run_hold_a_small_count_to_its_whole_range(run):
    found, said = audit_bundle(run / "draft-public", against=run)
    assert found["kind"].tolist() == ["too narrow"] and found.attrs["short"] == []
    assert "against 2 true counts" in said
    beside, _ = audit_bundle(run / "draft-public", against=run.parent / "store")
    assert beside.equals(found)  # a draft stands in its run


def test_a_release_elsewhere_is_held_to_the_run_that_is_named(run, tmp_path):
    elsewhere = shutil.copytree(run / "draft-public", tmp_path / "sent" / "public")
    assert len(audit_bundle(elsewhere, against=run)[0]) == 1
    found, said = audit_bundle(elsewhere, against=run.parent / "store")
    assert found.empty and len(found.attrs["short"]) == 2 and "true counts" not in said


def test_a_run_of_another_period_is_refused(run):
    (run / "restricted" / KEPT_PERIOD).write_text("2009/10")
    with pytest.raises(InputError, match="the run is of 2009/10, the release of 2010/11"):
        audit_bundle(run / "draft-public", against=run)


def test_warnings_are_named_and_counted_and_fail_nothing(run, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["cdrp", "audit", str(run / "draft-public")])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr().out
    assert ended.value.code == 0 and "0 findings, 2 warnings" in said
    assert "warning: data/wards.csv, row 6, offences: area E05000002, theft" in said
