"""Shares of money, how much hangs on few, and the day it ends."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.funding import by_stream, cliff_edges, herfindahl, shares, with_totals
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


# ── streams by year ──────────────────────────────────────────────────────────────────────────


def ledger() -> pd.DataFrame:
    return pd.concat([
        money().assign(year="2010/11", in_kind=False),
        money().head(1).assign(year="2009/10", in_kind=False),
        money().tail(1).assign(year="2010/11", in_kind=True),
    ], ignore_index=True)  # fmt: skip


def test_money_and_kind_stand_apart_and_each_year_by_itself():
    found = by_stream(ledger())
    now = found[(found["year"] == "2010/11") & (found["kind"] == "money")]
    assert now["total"].unique().tolist() == [400.0]
    assert now.set_index("line")["share"].round(2).to_dict() == {
        "Centre": 0.15, "Council": 0.1, "Grant": 0.75,
    }  # fmt: skip
    assert now["hhi"].iloc[0] == pytest.approx(0.75**2 + 0.15**2 + 0.1**2)
    assert now.set_index("line").loc["Grant", ["ending", "ending_share"]].tolist() == [300, 0.75]
    assert pd.isna(now.set_index("line").loc["Council", "ending"])
    assert found.loc[found["kind"] == "in kind", "total"].tolist() == [40.0]


def test_a_stream_that_ends_in_parts_has_a_line_for_each():
    rows = ledger().assign(stream="Grant")
    lines = by_stream(rows[~rows["in_kind"] & (rows["year"] == "2010/11")])["line"].tolist()
    assert lines == ["Grant, to 2011-03-31", "Grant, to 2013-12-31", "Grant, to no end given"]


def test_a_hidden_amount_leaves_its_year_without_a_total():
    """The total less the other streams would be the hidden one."""
    lines = by_stream(ledger())
    hidden = with_totals(lines.assign(amount=lines["amount"].astype(float).where(lines.index != 1)))
    one = hidden.loc[1]
    of_the_year = (hidden["year"] == one["year"]) & (hidden["kind"] == one["kind"])
    made = ["total", "share", "hhi", "ending", "ending_share"]
    assert hidden.loc[of_the_year, made].isna().all(axis=None)
    assert hidden.loc[~of_the_year, "total"].notna().all()
    assert hidden.index.tolist() == lines.index.tolist()


def test_an_empty_ledger_has_no_lines():
    assert by_stream(ledger().head(0)).empty
