"""Concentration from period to period, on places small enough to work out by hand."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.measures.concentration_years import concentration_by_period
from cdrp_analysis.periods import Period

YEARS = [Period.parse(label) for label in ("2014/15", "2015/16", "2016/17")]
MONTHS = dict(zip(("2014/15", "2015/16", "2016/17"), ("2014-06", "2015-06", "2016-06"),
                  strict=True))  # fmt: skip


def offences(**by_year):
    """So many offences at each place, by year: year = {place: number}."""
    rows = [
        (MONTHS[f"20{year[1:3]}/{year[3:]}"], place, 51.5)
        for year, counts in by_year.items()
        for place, number in counts.items()
        for _ in range(number)
    ]
    return pd.DataFrame(rows, columns=["month", "longitude", "latitude"])


def test_what_stays_by_hand():
    """
    The busiest of four places holds 6 of 10, so five sixths of it are half; the next year it
    holds 2 of 8, the year after, when half lay at the second place, that has none.
    """
    table = concentration_by_period(
        offences(y1415={1: 6, 2: 2, 3: 1, 4: 1}, y1516={1: 2, 2: 4, 3: 1, 4: 1}, y1617={3: 3}),
        YEARS,
    )
    assert table["places"].tolist() == [4, 4, 4]
    assert table["share_for_50"].tolist() == [0.25, 0.25, 0.25]
    assert np.isnan(table["share_kept"][0])
    assert table["share_kept"].tolist()[1:] == pytest.approx([5 / 6 * 2 / 8, 0])
    assert table["share_by_chance"].tolist()[1:] == pytest.approx([5 / 6 / 4, 1 / 4])


def test_ties_are_taken_alike_and_a_place_named_by_text_is_one():
    even = offences(y1415={1: 1, 2: 1, 3: 1, 4: 1}, y1516={1: 4})
    assert concentration_by_period(even, YEARS)["share_kept"][1] == pytest.approx(0.5)
    streets = even.assign(street=["Mill Lane", "Mill Lane", "Quay", "Quay"] + ["Quay"] * 4)
    table = concentration_by_period(streets, YEARS, columns=["street"], unit="street")
    assert table["places"].tolist() == [2, 2] and set(table["unit"]) == {"street"}


def test_a_year_without_offences_is_left_out_and_nothing_gives_nothing():
    some = offences(y1415={1: 2}, y1617={1: 2})
    assert concentration_by_period(some, YEARS)["period"].tolist() == ["2014/15", "2016/17"]
    assert concentration_by_period(some.head(0), YEARS).empty


def test_places_whose_risk_never_changes_hold_somewhat_less_than_half():
    """Chance makes places busy that are not next year: the note's claim, over strewn draws."""
    chance = np.random.default_rng(3)
    risk = chance.dirichlet(np.full(400, 0.3))
    years = {
        f"y{year}": dict(enumerate(chance.multinomial(2000, risk))) for year in ("1415", "1516")
    }
    kept = concentration_by_period(offences(**years), YEARS)["share_kept"][1]
    assert 0.42 < kept < 0.5
    strewn = {
        f"y{year}": dict(enumerate(chance.multinomial(2000, np.full(400, 1 / 400))))
        for year in ("1415", "1516")
    }
    even = concentration_by_period(offences(**strewn), YEARS).iloc[1]
    assert even["share_kept"] == pytest.approx(even["share_by_chance"], abs=0.03)
