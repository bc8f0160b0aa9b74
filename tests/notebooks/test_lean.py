"""A partnership that holds the force's rows and counts alone gets its assessment all the same."""

import re
import shutil

import pytest

from cdrp_analysis import settings
from cdrp_analysis.assessment.layout import Layout
from cdrp_analysis.assessment.plan import REPORTS
from tests.lean import lean_sample
from tests.notebooks.conftest import assess

YEARS = 2  # too few to say what lasts, or which method foretells best


@pytest.fixture(scope="module")
def lean(sample, tmp_path_factory) -> Layout:
    """The sample without a single partner's feed and with two years of offences, assessed."""
    file = lean_sample(sample, tmp_path_factory.mktemp("lean") / "lean", years=YEARS)
    places = Layout(tmp_path_factory.mktemp("lean-outputs"), settings.load(file))
    assess(file, places.out)
    return places


def test_every_page_of_every_edition_is_there(lean):
    for folder, edition in (
        ("restricted", "restricted"),
        ("draft-committee", "committee"),
        ("draft-public", "public"),
    ):
        made = {path.stem for path in (lean.finished / folder).glob("*.html")}
        wanted = {r.notebook for r in REPORTS if edition in r.editions and not r.sample_only}
        assert {name for name in wanted if not any(page.startswith(name) for page in made)} == set()

