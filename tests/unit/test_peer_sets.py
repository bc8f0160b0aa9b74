"""Whom a partnership is compared with: its list, its nearest neighbours, or everybody."""

import pandas as pd
import pytest

from cdrp_analysis.assessment import peer_sets
from cdrp_analysis.periods import Period
from cdrp_analysis.settings import Thresholds
from tests.drawn import frame

LISTS = frame("""
    area | peer | peer_set   | position | weight
    A    | B    | group 2009 | 1        |
    A    | C    | group 2010 | 1        |
    A    | D    | group 2010 | 2        |
    A    | E    | group 2010 | 3        |
    C    | A    | group 2010 | 1        |
    D    | B    | group 2010 | 1        |
""").assign(weight=float("nan"))
THEMES = pd.DataFrame(
    {"theme": ["shops"], "label": ["Shop theft"], "kind": ["offence"], "sensitive": [False]}
)


class Stand:
    """What peer sets read of the evidence."""

    borough, known_to, thresholds = "A", "2010-03", Thresholds(rank_draws=500)
    labels, themes = {"shops": "Shop theft"}, THEMES
    years = (Period.parse("2008/09"), Period.parse("2009/10"), Period.parse("2010/11"))

    def __init__(self, *, feed=None, areas="ABCD", **frames):
        months = pd.period_range("2008-04", "2010-03", freq="M").astype(str)
        rows = [
            {"area": area, "theme": theme, "month": month, "offences": 10 + place,
             "area_name": f"Area {area}"}
            for place, area in enumerate(areas) for theme in ("all", "shops") for month in months
        ]  # fmt: skip
        self._counts = pd.DataFrame(rows).astype({"offences": "Int64"})
        self._feed, self._frames = feed, frames

    def counts(self, kind):
        assert kind == "borough"
        return self._counts

    def has_feed(self, name):
        return name == "peers" and self._feed is not None

    def feed(self, name):
        return self._feed

    def has_frame(self, name):
        return name in self._frames

    def frame(self, name):
        return self._frames[name]

    def has_areas(self, kind):
        return False

    @staticmethod
    def comparison(periods):
        return " against ".join(period.label for period in reversed(periods))


def around(measure, **numbers):
    return pd.DataFrame({"area": list(numbers), measure: list(numbers.values())})


RESIDENTS = {"residents_borough_wider": around("residents", A=1000, B=1000, C=2000, D=4000)}


def test_the_newest_list_counts_and_a_peer_without_counts_does_not():
    peers, label = peer_sets.peer_list(Stand(feed=LISTS))
    assert label == "group 2010"
    assert peers.loc[peers["area"] == "A", "peer"].tolist() == ["C", "D"]  # E has no row


def test_whether_a_choice_is_mutual_is_known_only_of_areas_with_a_list():
    stand = Stand(feed=LISTS, areas="ABCDE")
    found = peer_sets.members(stand, peer_sets.peer_list(stand)[0])
    assert found["mutual"].tolist() == ["yes", "no", "not known"]
    assert found["area_name"].tolist() == ["Area C", "Area D", "Area E"]


def test_without_a_list_the_nearest_by_what_is_known_are_our_own_set(monkeypatch):
    monkeypatch.setattr(peer_sets, "_PEERS", 1)
    more = {
        "households_borough_wider": around("households", A=500, B=300, C=990, D=1200),
        "daytime_borough_wider": around("daytime", A=3000, B=1000, C=6100, D=2000),
    }
    peers, label = peer_sets.peer_list(Stand(**RESIDENTS, **more))
    assert peers.loc[peers["area"] == "A", "peer"].tolist() == ["C"]
    assert label == "our own peer set: the 1 nearest by households and daytime per resident"


@pytest.mark.parametrize("frames", [{}, RESIDENTS])
def test_without_anything_to_be_alike_in_all_areas_stand_and_are_not_called_peers(frames):
    peers, label = peer_sets.peer_list(Stand(**frames))
    assert peers["peer"].tolist() == ["B", "C", "D"]
    assert label == "all other areas of the count table, not chosen for being alike"


def test_alone_there_is_nobody_to_compare_with():
    found = peer_sets.comparison(Stand(areas="A"))
    assert found.label == ""
    assert "nobody to compare with" in found.lacking
    assert found.members.empty and found.rates.empty and found.changes.empty


def test_without_residents_changes_alone_are_compared_and_it_is_said():
    found = peer_sets.comparison(Stand(feed=LISTS))
    assert found.rates.empty and found.areas.empty
    assert "label" in found.rates  # the table is saved, without rows
    assert set(found.changes["theme"]) == {"all", "ordinary", "shops"}
    assert "only changes are compared, no rates" in found.lacking


def test_with_residents_everything_is_compared_in_the_last_whole_year():
    found = peer_sets.comparison(Stand(feed=LISTS, **RESIDENTS))
    assert found.year == "2009/10" and found.years == "2009/10 against 2008/09"
    assert found.lacking == ""
    rate = found.rates.set_index("theme").loc["shops"]
    assert rate["rate"] == 120 and rate["peers"] == 2
    # C 72 per 1,000, D 39.
    assert rate["peer_mean"] == pytest.approx((72 + 39) / 2)
    assert set(found.areas["standing"]) == {"own", "peer", "other"}
    assert found.areas["recorded"].notna().all()


OWN = frame("""
    area | peer | peer_set                 | position | weight
    A    | B    | iQuanta MSG 2009         | 1        |
    A    | C    | most similar group 2010  | 1        |
    A    | E    | most similar group 2010  | 2        |
    A    | D    | nearest neighbours, 2012 | 1        |
    B    | A    | nearest neighbours, 2012 | 1        |
""").assign(weight=float("nan"))


def test_the_inspectorates_group_comes_before_a_newer_list_of_another():
    stand = Stand(feed=OWN)
    peers, label = peer_sets.peer_list(stand)
    assert label == "most similar group 2010"
    lists = peer_sets.peer_lists(stand, peers, label).set_index("peer_list")
    assert lists["kind"].to_dict() == {
        "iQuanta MSG 2009": "the inspectorate's most similar group",
        "most similar group 2010": "the inspectorate's most similar group",
        "nearest neighbours, 2012": "another list received",
    }
    assert lists["used"].tolist() == [False, True, False]
    assert lists.loc[label, ["listed", "counted"]].tolist() == [2, 1]  # E has no row


def test_without_the_inspectorates_groups_the_newest_other_list_is_used():
    others = OWN[OWN["peer_set"].str.startswith("nearest")]
    assert peer_sets.peer_list(Stand(feed=others))[1] == "nearest neighbours, 2012"


def test_a_list_worked_out_here_is_said_to_be():
    stand = Stand(**RESIDENTS)
    peers, label = peer_sets.peer_list(stand)
    only = peer_sets.peer_lists(stand, peers, label)
    assert only[["peer_list", "kind", "used"]].iloc[0].tolist() == [label, "worked out here", True]
    alone = Stand(areas="A")
    assert peer_sets.peer_lists(alone, *peer_sets.peer_list(alone)).empty
