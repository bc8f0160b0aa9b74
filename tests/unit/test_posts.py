"""Posts: what they changed so far, at what cost, and what all of them cost together."""

import numpy as np
import pandas as pd
import pytest
import shapely

from cdrp_analysis import exhibits
from cdrp_analysis.assessment import events
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.sample.offences import at_the_posts
from cdrp_analysis.sample.planted import POSTS
from tests import exhibit_frames_events as frames
from tests.planters import world_of
from tests.unit.test_action_evaluation import BOUNDARY, MONTHS, TWIN_AT, ZONE, at
from tests.unit.test_exhibit_tables import cells

LOG = pd.DataFrame(
    {
        "posts": [4.0, 8.0, 2.0, 1.0], "cost": [160.0, 320.0, 80.0, 50.0],
        "funded_by": ["council", "a site", "police", "police"],
        "starts_on": pd.to_datetime(["2009-07-01", "2011-01-01", "2005-01-01", "2005-01-01"]),
        "ends_on": pd.to_datetime([None, None, None, "2009-12-31"]),
    }
)  # fmt: skip


class Stand:
    """What the page asks of a run."""

    boundary, known_to = BOUNDARY, "2010-06"
    usable_months = frozenset(MONTHS)
    whole_years = ()
    labels: dict[str, str] = {}  # noqa: RUF012

    def __init__(self, fewer: int = 0, **feeds):
        self.fewer, self.feeds = fewer, feeds

    def has_feed(self, name):
        return name in self.feeds

    def feed(self, name):
        return self.feeds[name]

    def has_frame(self, name):
        return False

    def offences(self):
        """Two places of 40 a month; since July 2009 the one with posts has fewer."""
        since = [month for month in MONTHS if month >= "2009-07"]
        before = [month for month in MONTHS if month < "2009-07"]
        return pd.concat([
            at(531_000, 182_000, 40, before), at(531_000, 182_000, 40 - self.fewer, since, seed=2),
            at(*TWIN_AT, 40, MONTHS, seed=1),
        ], ignore_index=True)  # fmt: skip


def register(starts: str, cost: float | None = 120.0) -> pd.DataFrame:
    return pd.DataFrame(
        {"intervention": ["posts"], "label": ["Quay: posts"], "kind": ["posts"],
         "starts_on": pd.to_datetime([starts]), "ends_on": pd.to_datetime([None]), "cost": [cost],
         "outline": [shapely.to_wkt(ZONE)]}
    )  # fmt: skip


def effect(starts="2009-07-01", **options):
    table = events.actions(Stand(interventions=register(starts), **options))
    return table[table["measure"] == "all"].iloc[0]


def test_posts_that_go_on_are_judged_by_their_months_so_far_and_their_cost():
    """Twelve months of 15 fewer each: 180 avoided for the cost of a year."""
    row = effect(fewer=15)
    assert row["stage"] == "so far" and row["refused"] == ""
    assert row["months"] == "July 2009 to June 2010 against July 2008 to June 2009"
    assert row["wdd"] == pytest.approx(-180) and row["upper"] < 0
    assert row["cost"] == 120.0 and row["cost_each"] == pytest.approx(120 / 180)
    assert row["reading"] == "offences were avoided" and not row["public"]
    found = events.actions(Stand(interventions=register("2009-07-01"), fewer=15))
    assert SPECS["action_effects"].check(found).shape[0] == len(found)
    assert events.public_actions(found, round_to=5).empty  # where posts work is not told


def test_half_a_year_of_posts_costs_half_and_without_an_effect_no_cost_is_set_against_it():
    row = effect("2010-01-01")
    assert row["cost"] == 60.0 and row["wdd"] == pytest.approx(0)
    assert row["reading"] == "cannot be told from no effect" and np.isnan(row["cost_each"])


def test_posts_of_the_future_say_how_long_they_must_wait():
    row = effect("2011-01-01")
    assert row["stage"] == "so far" and pd.isna(row["wdd"])
    assert row["refused"].startswith("0 months are known since it began, of 6")


def test_only_the_sum_of_three_payers_or_more_is_told():
    stand = Stand(staffing=LOG)
    table = events.posts_funding(stand)
    assert table.iloc[0].to_dict() == {"period": "June 2010 or later", "payers": 3, "cost": 560.0}
    two = LOG.assign(funded_by=LOG["funded_by"].replace("a site", "council"))
    assert events.posts_funding(Stand(staffing=two)).empty
    assert events.posts_funding(Stand()).empty


def test_the_card_says_what_the_limits_allow():
    said = exhibits.posts_sentence(frames.posts()).text
    assert "Quay: 150 fewer offences than the change at a place like it" in said
    assert "(90% limits \N{MINUS SIGN}230 to \N{MINUS SIGN}70): fewer than" in said
    assert "Gate: no figure, 2 months are known" in said and "Zone" not in said
    rows = cells(exhibits.posts_card(frames.posts()).body)
    assert len(rows) == 3
    assert rows[0][-3:-1] == ["1,110", "722 to 2,370"]
    assert rows[1][-3:-1] == ["[z]", "[z]"]  # no cost is set against what may be no effect
    assert rows[0][-1] == "fewer than at a place like it"
    assert rows[1][-1] == "not told from no effect"
    assert rows[2][-1].startswith("No figure: 2 months are known")


def test_without_posts_there_is_no_card():
    none = frames.posts().iloc[3:]
    assert exhibits.posts_sentence(none) == NOTHING_SHOWN
    assert "<table" not in exhibits.posts_card(none).body
    assert exhibits.posts_funding_sentence(frames.funding().head(0)) == NOTHING_SHOWN


def test_the_planted_posts_work_where_no_hotspot_is():
    world = world_of(2011)
    there = at_the_posts(world.points)
    assert there.sum() >= 5 and world.points.loc[there, "hotspot"].eq("").all()
    assert POSTS.from_month == "2009-10"
