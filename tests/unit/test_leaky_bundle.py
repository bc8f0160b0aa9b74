"""Everything in the leaky bundle is found where it was planted; without it the bundle is clean."""

import pytest

from cdrp_analysis.auditor.folder import ALLOWED_TYPES
from tests.leaky import BOOK, PRINTED, VALUES, bundle, plant, read


@pytest.fixture(scope="module")
def leaky(tmp_path_factory):
    folder = tmp_path_factory.mktemp("leaky")
    bundle(folder)
    planted = plant(folder)
    return planted, read(folder, VALUES.known())


def test_every_planted_secret_is_found_in_its_file(leaky):
    planted, findings = leaky
    assert len({one.name for one in planted}) == len(planted) >= 50
    by_file = findings.groupby("file")["kind"].agg(set)
    missed = [one.name for one in planted if not one.kinds & by_file.get(one.file, set())]
    assert missed == []


def test_a_figure_in_a_workbook_or_a_pdf_is_all_that_is_wrong_with_it(leaky):
    planted, findings = leaky
    for one in planted:
        if one.kinds & {BOOK, PRINTED}:
            (found,) = findings.loc[findings["file"] == one.file, "what"]
            assert found.startswith(("1 ", "2 ")), one.name


def test_a_file_of_a_kind_that_is_not_published_is_a_finding_of_its_own(leaky):
    planted, findings = leaky
    refused = set(findings.loc[findings["kind"] == "file type", "file"])
    endings = {one.file: "." + one.file.rsplit(".", 1)[-1] for one in planted}
    expected = {file for file, ending in endings.items() if ending not in ALLOWED_TYPES}
    # The page with an embedded file of another kind is none of them.
    assert expected == refused


def test_no_finding_repeats_a_secret(leaky):
    _, findings = leaky
    told = findings.to_csv(index=False).lower()
    for secret in (VALUES.word, VALUES.pseudonym, VALUES.crime_id[:16], VALUES.path, "hartley"):
        assert secret.lower() not in told


def test_the_same_bundle_without_the_plants_is_clean(tmp_path):
    bundle(tmp_path)
    findings = read(tmp_path, VALUES.known())
    assert findings.empty, findings.to_string()
