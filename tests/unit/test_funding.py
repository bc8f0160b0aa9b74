"""Shares of money, how much hangs on few, and the day it ends."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.funding import cliff_edges, herfindahl, shares
from tests.drawn import frame

# Four firms with 30, 30, 20 and 20 per cent: 2,600 on the scale of 10,000. United States
# Department of Justice, Antitrust Division, Herfindahl-Hirschman Index.
PUBLISHED_HHI = ([30, 30, 20, 20], 2_600)

MONEY = """
    stream  | recipient | amount | ends_on
    Grant   | Police    | 200    | 2011-03-31
    Grant   | Council   | 100    | 2011-03-31
    Centre  | Police    | 60     | 2013-12-31
    Council | Council   | 40     |
"""


def money() -> pd.DataFrame:
    drawn = frame(MONEY)
    return drawn.assign(ends_on=pd.to_datetime(drawn["ends_on"]))


def test_the_published_index():
    amounts, index = PUBLISHED_HHI
    assert 10_000 * herfindahl(amounts) == pytest.approx(index)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_equal_streams_have_one_over_their_number(n):
    assert herfindahl([7.0] * n) == pytest.approx(1 / n)


def test_no_money_has_no_index():
    assert pd.isna(herfindahl([0.0, 0.0]))


def test_shares_are_sums_over_the_whole_largest_first():
    found = shares(money(), by=["stream"])
    assert found["stream"].tolist() == ["Grant", "Centre", "Council"]
    assert found["amount"].tolist() == [300, 60, 40]
    assert found["share"].tolist() == [0.75, 0.15, 0.1]


def test_a_stream_without_a_need_keeps_its_share():
    with_need = money().assign(need=["drugs", None, None, "alcohol"])
    found = shares(with_need, by=["need"])
    assert found["amount"].sum() == 400
    assert found.loc[found["need"].isna(), "share"].tolist() == [0.4]


def test_each_day_money_ends_and_what_is_left():
    """300 of 400 end first, then 60; the 40 without an end are left."""
    found = cliff_edges(money())
    assert found["ends_on"].dt.strftime("%Y-%m-%d").tolist() == ["2011-03-31", "2013-12-31"]
    assert found["streams"].tolist() == [1, 1]
    assert found["amount"].tolist() == [300, 60]
    assert found["share"].tolist() == [0.75, 0.15]
    assert found["left"].tolist() == [100, 40]


def test_money_without_an_end_has_no_cliff():
    assert cliff_edges(money().assign(ends_on=pd.NaT)).empty


def test_amounts_that_are_missing_or_negative_are_refused():
    with pytest.raises(InputError, match="1 of 4 amounts"):
        shares(money().assign(amount=[1, 2, 3, -4]), by=["stream"])
    with pytest.raises(InputError, match="1 of 2 amounts"):
        herfindahl([1.0, float("nan")])
    with pytest.raises(InputError, match="lacks ends_on"):
        cliff_edges(money().drop(columns="ends_on"))
