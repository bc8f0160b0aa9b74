"""Assessment files that the guides print are complete and load."""

import re
import textwrap
import tomllib
from pathlib import Path

import pytest

from cdrp_analysis import settings
from cdrp_analysis.sample.assessment_file import assessment_text
from cdrp_analysis.sample.plan import ANTI_SOCIAL_KINDS, CALENDAR, OFFENCES
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


def test_hammersmith_and_the_sample_count_the_same_rows_under_the_same_key(hammersmith):
    """The sample splits what the street site mixes, and what its mission names apart."""
    sample = settings.Assessment.model_validate(tomllib.loads(assessment_text(CALENDAR, {})))
    ours = {theme.key: theme for theme in sample.themes}
    shared = [theme for theme in hammersmith.themes if theme.key in ours]
    assert len(shared) >= 8
    for theme in shared:
        assert (theme.label, theme.kind, theme.counts) == (
            ours[theme.key].label, ours[theme.key].kind, ours[theme.key].counts,
        )  # fmt: skip
    assert {theme.key for theme in sample.themes if theme.sensitive} == {"rape", "other_sexual"}
    assert sample.weights == hammersmith.weights


def test_themes_of_the_sample_hold_every_class_of_its_extract_once():
    sample = settings.Assessment.model_validate(tomllib.loads(assessment_text(CALENDAR, {})))
    named = [code for theme in sample.themes for code in theme.codes]
    assert len(named) == len(set(named))
    # Possession of cannabis is a class of its own, miscellaneous crimes are in no theme.
    assert set(named) == {offence.code for offence in OFFENCES} - {"99"} | {"92E"}
    of_class = {code: theme for theme in sample.themes for code in theme.codes}
    for offence in OFFENCES:
        if offence.code != "99":
            rows = {offence.group, f"{offence.group}/{offence.offence}"}
            assert rows & set(of_class[offence.code].counts), "rows and tables count the same"
    disorder = [theme for theme in sample.themes if theme.kind == "incident"]
    assert [kind for theme in disorder for kind in theme.incidents] == list(ANTI_SOCIAL_KINDS)


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
