"""Panels as opened show what the pages of the finished run hold: the same functions made both."""

import pandas as pd
import pytest

from cdrp_analysis.explore.hotspot_model import HotspotModel
from cdrp_analysis.explore.priority_model import PriorityModel
from cdrp_analysis.explore.trend_model import TrendModel
from cdrp_analysis.explore.workspace import Workspace


@pytest.mark.parametrize("kind", [HotspotModel, PriorityModel, TrendModel])
def test_tables_of_a_panel_are_those_of_the_run(run, kind):
    area = Workspace(run.file, run.file.parent, run.places)
    made = kind(area).view().tables
    for name, table in made.items():
        kept = pd.read_parquet(run.places.restricted / "tables" / f"{name}.parquet")
        pd.testing.assert_frame_equal(pd.DataFrame(table), kept)
        assert table.attrs == kept.attrs


def test_tables_of_the_run_are_found_by_name(run):
    area = Workspace(run.file, run.file.parent, run.places)
    assert len(area.tables.priorities()) == len(area.evidence.themes)
