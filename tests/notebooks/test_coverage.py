"""What the coverage table says is shown: in the finished run, and in public where it may be."""

import pytest

from cdrp_analysis.assessment.coverage_table import WAITS, coverage
from cdrp_analysis.assessment.plan import REPORTS
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.rules import RELEASED, policy

SHOWN = [pytest.param(row, id=row.id) for row in coverage().itertuples() if row.status != WAITS]
PER_WARD = {report.notebook for report in REPORTS if report.per_ward}


@pytest.mark.parametrize("row", SHOWN)
def test_the_tables_of_an_item_are_in_the_finished_run(run, row):
    assert row.exhibits
    for name in row.exhibits:
        path = run.places.restricted / "tables" / f"{name}.parquet"
        assert path.exists(), f"{row.id} is said to be shown from {name}, which the run lacks"
        assert len(run.evidence.table(name)), name


@pytest.mark.parametrize("edition", RELEASED)
@pytest.mark.parametrize("row", SHOWN)
def test_the_tables_of_an_item_are_published_where_they_may_be(run, row, edition):
    rules = policy(edition, run.places.assessment.thresholds)
    for name in row.exhibits:
        publish = rules[SPECS[name].content].publish
        assert (name in run.shown[edition]) == publish, f"{row.id}: {name}"
        if publish:
            assert len(run.shown[edition][name]), name


@pytest.mark.parametrize("row", SHOWN)
def test_the_report_of_an_item_has_its_page_in_every_edition(run, row):
    wards = run.evidence.areas("ward")["code"].str.lower()
    pages = (
        [f"{row.notebook}-{code}" for code in wards] if row.notebook in PER_WARD else [row.notebook]
    )
    drafts = {edition: run.draft(edition) for edition in RELEASED}
    folders = {"restricted": run.places.restricted, **drafts}
    editions = next(report.editions for report in REPORTS if report.notebook == row.notebook)
    assert pages
    for edition in editions:
        missing = [page for page in pages if not (folders[edition] / f"{page}.html").exists()]
        assert missing == [], edition
