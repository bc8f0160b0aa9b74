"""Assessment files that the guides print are complete and load."""

import re
import textwrap
import tomllib
from pathlib import Path

import pytest

from cdrp_analysis import settings
from cdrp_analysis.sample.assessment_file import assessment_text
from cdrp_analysis.sample.plan import CALENDAR, OFFENCES
from cdrp_analysis.vocabulary import STREET_CATEGORIES

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"


@pytest.fixture(scope="module")
def hammersmith() -> settings.Assessment:
    return settings.load(HOW_TO / "hammersmith-and-fulham.toml")


def test_hammersmith_and_fulham_reports_on_the_areas_of_its_year(hammersmith):
    assert hammersmith.period.period.months()[0] == "2017-04"
    assert hammersmith.reporting_edition("ward") == "2018-05"
    assert hammersmith.reporting_edition("lsoa") == "2011"
    assert {feed.layout for feed in hammersmith.feeds} == {
        "policeuk-street",
        "policeuk-outcomes",
        "policeuk-stop-and-search",
        "counts-wide",
    }


def test_hammersmith_and_the_sample_have_the_same_themes(hammersmith):
    sample = settings.Assessment.model_validate(tomllib.loads(assessment_text(CALENDAR)))
    assert sample.themes == hammersmith.themes
    assert sample.weights == hammersmith.weights


def test_themes_cover_every_category_once_but_other_crime(hammersmith):
    named = [category for theme in hammersmith.themes for category in theme.street]
    assert sorted(named) == sorted(set(STREET_CATEGORIES) - {"Other crime"})
    rows = {offence.group: offence for offence in OFFENCES}
    pairs = {f"{offence.group}/{offence.offence}" for offence in OFFENCES}
    counted = [row for theme in hammersmith.themes for row in theme.counts]
    assert len(counted) == len(set(counted))
    assert all(row in rows or row in pairs for row in counted)


def test_incidents_are_in_no_count_table(hammersmith):
    assert [theme.key for theme in hammersmith.themes if theme.kind == "incident"] == [
        "anti_social"
    ]
    assert all(not theme.counts for theme in hammersmith.themes if theme.kind == "incident")


def test_the_file_printed_in_the_guide_loads(tmp_path):
    guide = (HOW_TO / "real-partnership.md").read_text(encoding="utf-8")
    printed = re.findall(r"```toml\n(.*?)```", guide, flags=re.DOTALL)
    assert len(printed) == 1
    file = tmp_path / "my-area.toml"
    file.write_text(textwrap.dedent("   " + printed[0].lstrip()), encoding="utf-8")
    assert settings.load(file).partnership.name == "Anytown"
