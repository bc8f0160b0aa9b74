"""Tables of disorder from a run's feeds, and without them."""

import pandas as pd
import pytest

from cdrp_analysis.assessment import disorder_evidence as disorder
from cdrp_analysis.disclosure.catalogue import SPECS
from tests.drawn import frame

MADE = {
    "asb_day_total": disorder.day_total, "asb_day_parts": disorder.day_parts,
    "asb_day": disorder.day_cells, "asb_wards": disorder.ward_reports,
    "fear_wards": disorder.ward_fear, "fear_correlation": disorder.fear_and_reports,
}  # fmt: skip


class Stand:
    """What these tables read of the evidence."""

    known_to, borough, incidents = "2010-09", "B", []

    def __init__(self, **feeds):
        self.feeds = feeds

    def has_feed(self, name):
        return name in self.feeds

    def feed(self, name):
        return self.feeds[name]

    def has_areas(self, kind):
        return "survey" in self.feeds

    def areas(self, kind):
        return pd.DataFrame({"code": ["W1", "W2"], "name": ["Abbey", "Castle"]})


@pytest.mark.parametrize("name", MADE)
def test_without_its_feed_a_table_has_no_row_and_every_column(name):
    made = MADE[name](Stand())
    assert len(made) == 0
    assert list(made.columns) == [column.name for column in SPECS[name].columns]


def day() -> pd.DataFrame:
    rows = frame("""
        counted_on | agency  | category                | reports | unit_cost
        2009-09-16 | Police  | Noise                   | 99      | 100
        2010-09-15 | Police  | Noise                   | 4       | 100
        2010-09-15 | Police  | Litter/rubbish          | 1       | 50
        2010-09-15 | Council | Litter/rubbish          | 5       | 50
        2010-09-15 | Schools | Litter/rubbish          | 0       | 50
    """)
    return rows.assign(counted_on=pd.to_datetime(rows["counted_on"]))


def test_the_latest_day_is_counted_beside_the_national_one():
    stand = Stand(asb_day_count=day())
    total = disorder.day_total(stand).iloc[0]
    assert total[["reports", "agencies"]].tolist() == [10, 2]
    assert total["national_cost_250"] == 3_375_000_000  # as printed
    assert total["weekday"] == "Wednesday"
    parts = disorder.day_parts(stand).set_index(["by", "part"])
    whole = parts.loc[("day", "all kinds")]
    assert whole[["cost", "cost_250", "cost_365"]].tolist() == [700, 175_000, 255_500]
    assert pd.isna(whole["cost_any_day"])  # no other days
    money = parts.filter(regex="^cost")
    assert (
        money - money.round()
    ).abs().max().max() == 0  # with pence two would pass for a grid reference
    assert parts.loc[("category", "Litter/rubbish"), ["reports", "met_by"]].tolist() == [6, 2]
    assert parts.loc[("category", "Noise"), "national_share"] == pytest.approx(5374 / 66107)
    assert pd.isna(parts.loc[("agency", "Police"), "national_share"])


def test_those_who_do_not_know_are_neither_safe_nor_unsafe():
    answers = pd.DataFrame(
        {"ward": ["W1"] * 60 + ["W2"] * 10, "month": "2010-06",
         "safe_after_dark": ["very unsafe"] * 15 + ["a bit unsafe"] * 15 + ["fairly safe"] * 25
         + ["don't know"] * 5 + ["very safe"] * 10}
    )  # fmt: skip
    made = disorder.ward_fear(Stand(survey=answers)).set_index(["area", "part"])
    assert made["respondents"].to_dict() == {
        ("W1", "answered"): 55, ("W1", "unsafe"): 30, ("W1", "safe"): 25,
        ("W2", "answered"): 10, ("W2", "unsafe"): 0, ("W2", "safe"): 10,
    }  # fmt: skip
    assert made.loc[("W1", "unsafe"), "share"] == pytest.approx(30 / 55)
    assert pd.isna(made.loc[("W2", "unsafe"), "share"])  # of ten answers
