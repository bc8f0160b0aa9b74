"""Savings of shared services against their targets."""

import pandas as pd
import pytest

from cdrp_analysis.measures.shared_services import saving_against_target
from tests.drawn import frame

COSTS = frame("""
    service                 | year    | management_cost
    Youth offending service | 2009/10 | 1000
    Youth offending service | 2010/11 | 850
    Noise team              | 2010/11 | 70
""")


def targets(drawing: str) -> pd.DataFrame:
    table = frame(drawing)
    days = {name: pd.to_datetime(table[name]) for name in ("starts_on", "ends_on")}
    numbers = {name: table[name].astype(float) for name in ("baseline", "value", "change_percent")}
    return table.assign(**days, **numbers)


def test_a_target_is_of_the_service_that_its_label_begins_with():
    found = saving_against_target(COSTS, targets("""
        label                   | baseline | value | change_percent | starts_on  | ends_on
        Youth offending: down   | 1200     | 900   | -25            | 2010-04-01 | 2011-03-31
        Noise team: down        |          | 100   |                | 2010-04-01 | 2011-03-31
        Something else          | 100      | 90    |                | 2010-04-01 | 2011-03-31
    """))  # fmt: skip
    assert found["service"].tolist() == ["Youth offending service"]  # noise has no baseline
    row = found.iloc[0]
    assert row[["baseline", "aim", "cost", "gap"]].tolist() == [1200, 900, 850, -50]
    assert row["saved_share"] == pytest.approx(350 / 300) and row["verdict"] == "met"


def test_without_a_baseline_the_year_before_counts_and_without_a_value_the_change():
    found = saving_against_target(COSTS, targets("""
        label                 | baseline | value | change_percent | starts_on  | ends_on
        Youth offending: down |          |       | -25            | 2010-04-01 | 2012-03-31
    """)).iloc[0]  # fmt: skip
    assert found[["year", "baseline", "aim", "verdict"]].tolist() == [
        "2010/11", 1000, 750, "not met",
    ]  # fmt: skip
    assert found["saved_share"] == pytest.approx(0.6)
    assert found["change_share"] == pytest.approx(-0.25)


def test_a_target_whose_time_has_no_cost_is_left_out():
    found = saving_against_target(COSTS, targets("""
        label                 | baseline | value | change_percent | starts_on  | ends_on
        Youth offending: down | 1000     | 900   |                | 2011-04-01 | 2012-03-31
    """))  # fmt: skip
    assert found.empty and list(found)


@pytest.mark.parametrize("baseline", [None, 0])
def test_a_target_with_nothing_to_save_from_is_left_out(baseline):
    alone = targets("""
        label            | baseline | value | change_percent | starts_on  | ends_on
        Noise team: down |          |       | -25            | 2010-04-01 | 2011-03-31
    """).astype({"baseline": object, "value": object})
    alone["baseline"], alone["value"] = baseline, None
    assert saving_against_target(COSTS, alone).empty
