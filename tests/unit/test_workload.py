"""Officers' time: events times minutes, by theme."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.workload import demand, with_hours
from tests.drawn import frame

EVENTS = frame("""
    theme    | category | before | number
    violence | 8N       | 10     | 20
    violence | 105A     | 30     | 20
    drugs    | 92E/4    | 6      | 12
    drugs    | 92X      | 2      | 3
    traffic  | 999      | 50     | 50
""")
TIMES = frame("""
    category | minutes
    8N       | 300
    105A     | 60
    92E      | 100
""")


def test_hours_are_events_times_minutes():
    found = demand(EVENTS, TIMES).set_index("theme")
    # 20 × 300 + 20 × 60 minutes are 120 hours; 10 × 300 + 30 × 60 are 80.
    assert found.loc["violence", ["hours", "hours_before"]].tolist() == [120, 80]
    assert found.loc["violence", "change_share"] == pytest.approx(0.5)


def test_a_finer_code_takes_the_time_of_its_class_and_the_rest_the_mean():
    drugs = demand(EVENTS, TIMES).set_index("theme").loc["drugs"]
    assert drugs["timed_share"] == pytest.approx(12 / 15)
    assert drugs["hours"] == pytest.approx(15 * 100 / 60)


def test_a_theme_without_any_time_is_left_out_and_shares_are_of_the_rest():
    found = demand(EVENTS, TIMES)
    assert found["theme"].tolist() == ["violence", "drugs"]
    assert found["share"].sum() == pytest.approx(1)


def test_shares_are_of_the_rows_that_are_shown():
    one = with_hours(demand(EVENTS, TIMES).head(1))
    assert one["share"].tolist() == [1.0]


def test_without_events_or_times_there_is_no_row():
    assert demand(EVENTS.head(0), TIMES).empty
    assert demand(EVENTS, TIMES.head(0)).empty


def test_a_category_with_two_times_is_refused():
    with pytest.raises(InputError, match="1 categories have more than one time"):
        demand(EVENTS, pd.concat([TIMES, TIMES.head(1)]))
    with pytest.raises(InputError, match="needs minutes"):
        demand(EVENTS, TIMES[["category"]])
