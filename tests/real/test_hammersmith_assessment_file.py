"""The Hammersmith & Fulham guide names files and headings that are really there."""

import os
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from cdrp_analysis import settings
from cdrp_analysis.sources.archive import find_files

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("CDRP_REAL_DATA", ROOT.parent / "shared" / "data-real"))

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real public data are not on this machine"),
]


@pytest.fixture(scope="module")
def assessment() -> settings.Assessment:
    return settings.load(ROOT / "docs" / "how-to" / "hammersmith-and-fulham.toml")


def test_every_glob_finds_files(assessment):
    found = {feed.key: len(find_files(DATA, feed.files)) for feed in assessment.feeds}
    assert found == {
        "street": 57,
        "stop_and_search": 29,
        "burglary_outcomes": 158,
        "mps_borough": 1,
        "mps_ward": 1,
    }


def test_boundaries_have_the_named_columns_and_the_stated_areas(assessment):
    sizes = {}
    for item in assessment.boundaries:
        info = pyogrio.read_info(DATA / item.file)
        assert {item.code, item.name} <= set(info["fields"]), item.file
        sizes[item.file] = info["features"]
    assert list(sizes.values()) == [1, 33, 16, 21, 113, 115]


def test_tables_have_the_named_columns(assessment):
    year = assessment.period.period.first[:4]
    for item in assessment.denominators:
        names = pq.read_schema(DATA / item.file).names
        assert {item.code, item.value.format(year=year)} <= set(names), item.file
    for item in assessment.deprivation:
        wanted = {name for name in (item.code, item.score, item.rank, item.decile) if name}
        assert wanted <= set(pq.read_schema(DATA / item.file).names), item.file
    for item in assessment.lookups:
        wanted = {name for name in (item.from_code, item.to_code, item.change) if name}
        assert wanted <= set(pq.read_schema(DATA / item.file).names), item.file
    for feed in assessment.feeds_of("counts"):
        names = pq.read_schema(DATA / feed.files[0]).names
        assert set(feed.columns.values()) <= set(names), feed.key


def test_themes_name_rows_that_the_count_table_has(assessment):
    feed = next(feed for feed in assessment.feeds if feed.key == "mps_borough")
    table = pd.read_parquet(DATA / feed.files[0], columns=["majortext", "minortext"])
    rows = set(table["majortext"]) | set(table["majortext"] + "/" + table["minortext"])
    assert {row for theme in assessment.themes for row in theme.counts} <= rows
