"""Values that the sample's planters share: shares that add up, days, years, truths."""

import json

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.sample.days import (
    count_by_year,
    days_in,
    financial_year,
    iso,
    months_followed,
    year_end,
    year_labels,
)
from cdrp_analysis.sample.values import (
    canaries,
    canary_truth,
    lines,
    pseudonyms,
    repeated,
    shared_out,
    split_up,
    truth,
    yes_no,
)


def rng() -> np.random.Generator:
    return np.random.default_rng(3)


@pytest.mark.parametrize("total", [1, 7, 1000])
def test_shares_add_to_the_total(total):
    weights = np.array([5.0, 3.0, 2.0, 1.0])
    exact = total * weights / 11
    for parts in (shared_out(total, weights), split_up(total, weights / 11)):
        assert parts.sum() == total
        assert (abs(parts - exact) < 1).all()


def test_largest_remainders_come_first():
    assert shared_out(10, np.array([1.0, 1.0, 1.6])).tolist() == [3, 3, 4]


def test_a_financial_year_starts_in_april():
    days = pd.to_datetime(["2009-03-31", "2009-04-01", "2010-03-31"])
    assert financial_year(days).tolist() == [2008, 2009, 2009]
    assert year_labels(days).tolist() == ["2008/09", "2009/10", "2009/10"]
    assert count_by_year(days) == {"2008/09": 1, "2009/10": 2}
    assert (year_end(2009), year_end(2010)) == ("2010-03-31", "2010-09-30")


def test_days_are_drawn_with_both_ends_and_typed_blank_where_there_is_none():
    days = days_in(rng(), "2010-01-30", "2010-02-02", 200)
    assert sorted(set(iso(days))) == ["2010-01-30", "2010-01-31", "2010-02-01", "2010-02-02"]
    assert iso(np.array(["NaT", "2010-01-30"], dtype="datetime64[D]")).tolist() == [
        "", "2010-01-30",
    ]  # fmt: skip


def test_nobody_is_followed_for_more_than_a_year():
    starts = np.array(["2007-01-01", "2009-10-01", "2010-06-30"], dtype="datetime64[D]")
    assert months_followed(starts).tolist() == [12.0, 12.0, 3.0]


def test_pseudonyms_and_canaries_differ_from_each_other():
    codes, words = pseudonyms(rng(), 5_000, "Y"), canaries(rng(), 500)
    assert len(set(codes)) == 5_000 and len(set(words)) == 500
    assert pd.Series(codes).str.fullmatch(r"Y-[1-9]\d{5}").all()
    assert pd.Series(words).str.fullmatch("zq[a-z]{10}").all()


def test_small_ways_of_writing():
    assert yes_no([True, False]).tolist() == ["yes", "no"]
    assert repeated({"a": 2, "b": 0, "c": 1}) == ["a", "a", "c"]
    assert lines("\na|b|\nc||d\n") == [["a", "b", ""], ["c", "", "d"]]


def test_a_truth_is_ready_for_json():
    made = truth("k", "A01", unit="people", how="exact", what="w", planted=np.int64(3),
                 by_year={"2009/10": np.float64(0.5)}, rows=[np.int64(1)])  # fmt: skip
    assert json.loads(json.dumps(made)) == {
        "key": "k", "item": "A01", "what": "w", "planted": 3, "unit": "people", "how": "exact",
        "by_year": {"2009/10": 0.5}, "rows": [1],
    }  # fmt: skip


def test_canaries_are_listed_in_the_order_of_nothing():
    assert canary_truth("staffing", ["b", "a"])["planted"] == ["a", "b"]
