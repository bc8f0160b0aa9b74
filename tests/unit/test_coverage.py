"""A month that is missing is not a month without crime."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.sources.coverage import collapsed_areas, month_coverage, thinned_months
from tests.drawn import frame


def test_absent_header_only_collapsed_and_complete_are_four_things():
    found = frame("""
        feed   | month   | rows
        street | 2018-01 | 1000
        street | 2018-02 |  349
        street | 2018-03 |    0
        street | 2018-05 | 1000
        street | 2018-06 | 1001
    """)
    status = month_coverage(found, first="2018-01", last="2018-06", collapse_share=0.35)
    assert dict(zip(status["month"], status["status"], strict=True)) == {
        "2018-01": "complete",
        "2018-02": "collapsed",
        "2018-03": "header only",
        "2018-04": "absent",
        "2018-05": "complete",
        "2018-06": "complete",
    }
    assert status["rows"].isna().tolist() == [False, False, False, True, False, False]


@pytest.mark.parametrize("rows, status", [(349, "collapsed"), (350, "complete")])
def test_a_month_collapses_below_the_share_of_its_own_feeds_median(rows, status):
    found = pd.DataFrame(
        [("big", f"2018-0{m}", 1000) for m in range(1, 6)] + [("big", "2018-06", rows)]
        + [("small", f"2018-0{m}", 10) for m in range(1, 7)],
        columns=["feed", "month", "rows"],
    )  # fmt: skip
    table = month_coverage(found, first="2018-01", last="2018-06", collapse_share=0.35)
    table = table.set_index(["feed", "month"])["status"]
    assert table["big", "2018-06"] == status
    assert set(table["small"]) == {"complete"}


def test_the_files_of_two_forces_make_one_month():
    found = pd.DataFrame({"feed": "f", "month": ["2018-01"] * 2, "rows": [900, 50]})
    table = month_coverage(found, first="2018-01", last="2018-01", collapse_share=0.35)
    assert table["rows"].tolist() == [950]


def test_months_cannot_run_backwards():
    with pytest.raises(InputError, match="comes before the first"):
        month_coverage(
            pd.DataFrame({"feed": [], "month": [], "rows": []}),
            first="2018-02", last="2018-01", collapse_share=0.35,
        )  # fmt: skip


def monthly(**areas):
    return pd.DataFrame(
        [(area, f"2018-0{place}", count) for area, counts in areas.items()
         for place, count in enumerate(counts, 1) if count is not None],
        columns=["area", "month", "offences"],
    )  # fmt: skip


@pytest.mark.parametrize("count, found", [(6, True), (7, False), (None, True)])
def test_an_area_collapses_against_its_own_history(count, found):
    counts = monthly(A=[20, 20, 20, count], B=[100] * 4)
    table = collapsed_areas(counts, collapse_share=0.35)
    expected = [["A", "2018-04", count or 0, 20.0]] if found else []
    assert table.to_numpy().tolist() == expected


def test_a_quiet_area_is_not_judged():
    assert collapsed_areas(monthly(A=[19, 19, 19, 0]), collapse_share=0.35).empty
    assert len(collapsed_areas(monthly(A=[20, 20, 20, 0]), collapse_share=0.35)) == 1


def test_a_month_no_area_has_is_left_to_the_months():
    counts = monthly(A=[50, None, 50, 50], B=[50, None, 50, 50])
    assert collapsed_areas(counts, collapse_share=0.35).empty


def test_lost_areas_thin_a_month_even_where_each_is_quiet():
    """Small areas fall silent one by one in a download that failed half way."""
    counts = monthly(
        **{f"A{n}": [2, 2, 2 if n < 8 else None, 2 if n < 7 else 0] for n in range(10)}
    )
    table = thinned_months(counts, least_share=0.8)
    assert table.to_numpy().tolist() == [["2018-04", 7, 10]]
