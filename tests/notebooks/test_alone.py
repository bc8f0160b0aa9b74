"""One notebook alone (``--only``): what its pages state, the tables that come with it account for.

A run of one notebook publishes its own tables and those of the notebooks it needs. A page that
states a figure of any other table would be refused there, and rest on chance in a whole run.
"""

import functools
from pathlib import Path

import pandas as pd
import pytest

from cdrp_analysis.assessment.method_page import coverage
from cdrp_analysis.assessment.plan import REPORTS, tasks
from cdrp_analysis.auditor.audit import published_figures
from cdrp_analysis.auditor.bundle import open_bundle
from cdrp_analysis.auditor.decoders import decode
from cdrp_analysis.auditor.numerals import resolver, unresolved
from cdrp_analysis.auditor.shown import Shown, on_page
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.rules import RELEASED

ALONE = [report.notebook for report in REPORTS if not report.after_release]


def _tables_with(run, notebook: str, published: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The published tables that a run of one notebook makes."""
    todo = tasks("restricted", run.evidence.areas("ward"), only=notebook, sample=True)
    made = {task.report.notebook for task in todo} | {"sensitive-material"}  # texts are settings
    kept = {name: published[name] for name in published
            if name in SPECS and SPECS[name].notebook in made}  # fmt: skip
    words = published["dictionary"]
    return kept | {"dictionary": words[words["table"].isin([*kept, "(all)"])]}


@pytest.fixture(scope="module")
def drafts(run) -> dict[str, tuple[dict[str, pd.DataFrame], pd.DataFrame, str]]:
    """Of every edition the published tables, what is said of their coverage, and the period."""
    found = {}
    for edition in RELEASED:
        bundle = open_bundle(run.draft(edition))
        published, _ = published_figures(bundle)
        shown = coverage(run.draft(edition) / "data")
        found[edition] = published, shown, bundle.structure["period"]
    return found


@functools.cache
def _page(file: Path) -> list[Shown]:
    return on_page(decode(file.name, file.read_bytes()))


@pytest.mark.parametrize("edition", RELEASED)
@pytest.mark.parametrize("notebook", ALONE)
def test_every_numeral_of_a_notebook_alone_is_of_its_own_tables(run, drafts, notebook, edition):
    published, shown, period = drafts[edition]
    tables = _tables_with(run, notebook, published)
    allowed = [*tables["dictionary"]["description"], period]
    known = resolver({**tables, "what is shown": shown[shown["table"].isin(tables)]}, allowed)
    pages = tasks(edition, run.evidence.areas("ward"), only=notebook, sample=True)
    assert pages, "a notebook alone makes at least one page of the edition"
    for task in pages:
        page = _page(run.draft(edition) / f"{task.page}.html")
        found = [(shown.piece.text, numerals) for shown, numerals in unresolved(page, known)]
        assert found == [], task.page
