"""Racial incidents by ward: every report is in one ward or in none, and the numbers add up."""

from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
from shapely import box

from cdrp_analysis import exhibits
from cdrp_analysis.assessment.check_services import CHECKS
from cdrp_analysis.assessment.check_up import HELD, MISSED, check_up
from cdrp_analysis.assessment.racial_incidents import NO_WARD, by_ward
from cdrp_analysis.periods import Period
from tests.drawn import frame
from tests.unit.test_exhibit_tables import cells

REPORTS = frame("""
    month   | easting | northing
    2009-05 | 100     | 100
    2009-06 | 300     | 900
    2009-07 | 1500    | 500
    2009-08 |         |
    2009-09 | 9000    | 9000
    2010-05 | 1200    | 100
    2010-06 | 1900    | 900
    2011-01 | 100     | 100
""")


def evidence(feed: pd.DataFrame = REPORTS) -> SimpleNamespace:
    shapes = [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), box(2000, 0, 3000, 1000)]
    wards = gpd.GeoDataFrame(
        {"code": ["W1", "W2", "W3"], "name": ["Abbey", "Brook", "Castle"]},
        geometry=shapes,
        crs="EPSG:27700",
    )
    return SimpleNamespace(
        areas=lambda kind: wards,
        feed=lambda name: feed.copy(),
        whole_years=[Period.parse("2009/10")],
        current=Period.parse("2010-04..2010-09"),
    )


def test_every_report_of_a_period_is_counted_once():
    table = by_ward(evidence(), REPORTS)
    numbers = table.pivot_table(index="area_name", columns="period", values="number")
    whole, half = table["period"].unique()
    assert numbers[whole].to_dict() == {"Abbey": 2, "Brook": 1, "Castle": 0, NO_WARD: 2}
    assert numbers[half].to_dict() == {"Abbey": 0, "Brook": 2, "Castle": 0, NO_WARD: 0}


def test_nothing_received_is_said_and_not_counted_as_nought():
    table = by_ward(evidence(), REPORTS.head(0))
    assert table.empty
    assert "not received" in exhibits.racial_wards_sentence(table).headline
    assert "<tbody>" not in exhibits.racial_wards_table(table).body


def test_the_table_has_a_column_a_year_and_names_the_largest():
    shown = exhibits.racial_wards_table(by_ward(evidence(), REPORTS))
    assert cells(shown.body)[1] == ["Brook", "1", "2"]
    assert shown.title.startswith("Brook: 2 racial incidents in ")
    assert cells(shown.body)[-1] == [NO_WARD, "2", "0"]


def test_two_wards_alike_are_both_named_and_what_has_no_place_is_told():
    alike = pd.concat([REPORTS, REPORTS.tail(3).assign(easting=200, month="2010-07")])
    alike = pd.concat([alike.iloc[:-1], REPORTS.iloc[[3]].assign(month="2010-07")])
    found = exhibits.racial_wards_sentence(by_ward(evidence(), alike))
    assert found.headline.startswith("Abbey and Brook: 2 racial incidents in ")
    assert found.detail.startswith("1 more report has no place in a ward.")


def test_a_period_without_a_report_in_a_ward_has_no_largest():
    none = by_ward(evidence(), REPORTS.head(5))
    assert exhibits.racial_wards_sentence(none).headline.startswith("No racial incident of ")


def test_the_check_reads_off_the_wards_that_the_truth_names():
    truth = {"key": "racial_incidents_small_wards", "item": "B22", "what": "", "how": "exact",
             "unit": "reports", "wards": ["W2", "W1"], "year": "2009/10"}  # fmt: skip
    table = check_up(evidence(), [truth | {"planted": [1, 2]}, truth | {"planted": [2, 1]}], CHECKS)
    assert table["verdict"].tolist() == [HELD, MISSED]
    assert table["found"].tolist() == ["1, 2", "1, 2"]
