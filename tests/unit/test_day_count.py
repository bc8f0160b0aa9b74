"""One-day count: the national count of 2003, and limits worked by hand."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.day_count import day_count
from tests.drawn import frame

# Home Office (2003). The one day count of anti-social behaviour, 10 September 2003: reports,
# cost to agencies on the day, and a year at 250 days (£).
PUBLISHED = (66_107, 13.5e6, 3.375e9)

DAY = """
    agency  | category | reports | unit_cost
    Police  | Rowdy    | 8       | 100
    Council | Litter   | 2       | 50
"""


def test_the_national_day_of_2003_makes_the_published_year():
    reports, cost, year = PUBLISHED
    national = pd.DataFrame({"reports": [reports], "unit_cost": [cost / reports]})
    found = day_count(national).iloc[0]
    assert found["reports"] == reports
    assert found["cost"] == pytest.approx(cost)
    assert found["cost_250"] == pytest.approx(year)
    assert found["cost_365"] == pytest.approx(cost * 365)
    # The normal approximation, n ± 1.96 √n, is right to a few reports at this size.
    assert found["reports_lower"] == pytest.approx(66_107 - 503.9, abs=3)
    assert found["reports_upper"] == pytest.approx(66_107 + 503.9, abs=3)


def test_limits_of_cost_by_hand():
    """Garwood's limits of 10 are 4.795 and 18.390; a report's root mean square cost is 92.195."""
    found = day_count(frame(DAY)).iloc[0]
    assert found["reports"] == 10
    assert found["cost"] == 900
    assert found["cost_lower"] == pytest.approx(900 - 92.195 * (10 - 4.795), abs=0.1)
    assert found["cost_upper"] == pytest.approx(900 + 92.195 * (18.390 - 10), abs=0.1)
    assert found["cost_365_upper"] == pytest.approx(365 * found["cost_upper"])


def test_where_every_report_costs_the_same_the_limits_are_those_of_the_count():
    found = day_count(frame(DAY).assign(unit_cost=20.0)).iloc[0]
    assert found["cost_lower"] == pytest.approx(20 * found["reports_lower"])
    assert found["cost_upper"] == pytest.approx(20 * found["reports_upper"])


def test_by_agency_the_parts_add_to_the_whole():
    parts = day_count(frame(DAY), by=["agency"], days=[250])
    assert parts["agency"].tolist() == ["Council", "Police"]
    assert parts["cost"].tolist() == [100, 800]
    assert parts["cost_250"].tolist() == [25_000, 200_000]
    assert "cost_365" not in parts


def test_a_report_without_a_price_leaves_the_cost_missing_not_smaller():
    day = frame(DAY).assign(unit_cost=[100.0, None])
    found = day_count(day).iloc[0]
    assert found["unpriced"] == 2
    assert pd.isna(found["cost"]) and pd.isna(found["cost_250_upper"])
    by_agency = day_count(day, by=["agency"]).set_index("agency")
    assert by_agency.loc["Police", "cost"] == 800


def test_no_report_costs_nothing_and_says_nothing_about_another_day():
    found = day_count(frame(DAY).assign(reports=0)).iloc[0]
    assert found["cost"] == 0
    assert found["reports_upper"] == pytest.approx(3.689, abs=1e-3)
    assert pd.isna(found["cost_upper"])


def test_two_days_are_no_one_day_count():
    day = frame(DAY).assign(counted_on=pd.to_datetime(["2010-09-15", "2010-09-16"]))
    with pytest.raises(InputError, match="holds 2 days"):
        day_count(day)
    assert day_count(day.assign(counted_on=day["counted_on"].iloc[0])).iloc[0]["reports"] == 10


def test_rows_that_are_no_count_are_refused():
    with pytest.raises(InputError, match="lacks unit_cost"):
        day_count(frame(DAY).drop(columns="unit_cost"))
    with pytest.raises(InputError, match="1 of 2 rows have no number of reports"):
        day_count(frame(DAY).assign(reports=[8, -1]))
    with pytest.raises(InputError, match="1 of 2 rows"):
        day_count(frame(DAY).assign(reports=pd.array([8, pd.NA], dtype="Int64")))
