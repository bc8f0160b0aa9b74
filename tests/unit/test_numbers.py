"""Numbers written as text: the column decides what its commas mean."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.sources.numbers import parse_number


def read(*cells):
    numbers, unreadable, note = parse_number(pd.Series(cells, dtype="str"))
    return numbers.tolist(), unreadable.tolist(), note


@pytest.mark.parametrize(
    "cells, numbers, note",
    [
        (("1,234", "56"), [1234.0, 56.0], "commas read as thousands"),
        (("170,002 ", " 8 "), [170002.0, 8.0], "commas read as thousands"),
        (("1,234,567.5",), [1234567.5], "commas read as thousands"),
        (("0,456", "1,234"), [0.456, 1.234], "commas read as decimal commas"),
        (("12,5", "1.234,5"), [12.5, 1234.5], "commas read as decimal commas"),
        (("-3", "+4", "1e3", ".5"), [-3.0, 4.0, 1000.0, 0.5], ""),
        (("1\u00a0234",), [1234.0], ""),
        (("1,234 [note 3]", "5[r]"), [1234.0, 5.0], "commas read as thousands"),
    ],
)
def test_how_a_column_is_written_is_decided_and_said(cells, numbers, note):
    assert read(*cells) == (numbers, [False] * len(cells), note)


@pytest.mark.parametrize("mark", ["[x]", "[u]", "[c]", "[z]", "[low]", "..", ":", "-", "n/a", " "])
def test_a_mark_for_missing_is_missing_and_no_zero(mark):
    numbers, unreadable, _ = read(mark, "0")
    assert np.isnan(numbers[0])
    assert numbers[1] == 0
    assert unreadable == [False, False]


@pytest.mark.parametrize("cell", ["twelve", "1,23,4", "12%", "(12)", "1e999", "0x10", "1;2"])
def test_what_is_no_number_is_unreadable_and_not_missing(cell):
    assert read(cell, "1")[1] == [True, False]


def test_two_habits_in_one_column_are_refused():
    with pytest.raises(InputError, match="1 numbers can only have decimal commas and 1 only thous"):
        parse_number(pd.Series(["0,5", "1,234,567"]), where="x.csv, Rate")


def test_numbers_pass_through_but_for_infinity():
    numbers, unreadable, note = parse_number(pd.Series([1, np.inf, np.nan]))
    assert numbers.isna().tolist() == [False, True, True]
    assert unreadable.tolist() == [False, True, False]
    assert note == ""


def test_commas_that_would_make_more_than_there_can_be_are_decimal_commas():
    """Scores of deprivation have three decimals: as thousands, 31,507 of 100."""
    numbers, _, note = parse_number(pd.Series(["31,507", "8,123", "31,5"]), at_most=100)
    assert numbers.tolist() == [31.507, 8.123, 31.5]
    alike, _, note = parse_number(pd.Series(["31,507", "8,123", "9"]), at_most=100)
    assert alike.tolist() == [31.507, 8.123, 9] and note == "commas read as decimal commas"
    thousands, _, note = parse_number(pd.Series(["31,507", "8,123"]))
    assert thousands.tolist() == [31507, 8123] and note == "commas read as thousands"
    within, _, note = parse_number(pd.Series(["31,507", "8,123"]), at_most=40_000)
    assert within.tolist() == [31507, 8123]


@pytest.mark.parametrize("other", ["1,234,567", "2,000"])
def test_a_column_that_is_written_in_two_ways_is_refused_with_what_to_do(other):
    with pytest.raises(InputError, match="part no thousands") as refused:
        parse_number(pd.Series(["31,507", other]), where="imd.csv, score", at_most=5_000)
    assert "imd.csv, score" in str(refused.value)
