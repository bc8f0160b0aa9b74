"""How firm an order is: chances add up, a weight at its limit ties, another view moves places."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.priorities import priorities
from cdrp_analysis.measures.priority_sensitivity import (
    CONCERN,
    rank_acceptability,
    weight_limits,
    with_and_without,
)
from cdrp_analysis.measures.weighted_scores import Criterion
from tests.drawn import frame

TWO = (Criterion("volume", 0.6), Criterion("change", 0.4))
THEMES = """
    theme    | volume | change | concern_share
    violence | 400    | 0.02   | 0.00
    burglary | 100    | 0.30   | 0.60
    robbery  | 50     | 0.10   | 0.20
    drugs    | 20     | -0.20  | 0.05
"""


def test_two_themes_that_lead_on_one_weight_each_are_first_as_often_as_the_weight_is_more():
    """The first weight is uniform between 0 and 1: each leads in half of all draws."""
    themes = frame("""
        theme | volume | change
        a     | 1      | 0
        b     | 0      | 1
    """)
    even = (Criterion("volume", 0.5), Criterion("change", 0.5))
    found = rank_acceptability(themes, criteria=even, seed=1, draws=20_000, weight_spread=2)
    first = found[found["place"] == 1].set_index("theme")
    assert (first["probability"] - 0.5).abs().max() < 4 * first["standard_error"].max()
    assert first["standard_error"].iloc[0] == pytest.approx(np.sqrt(0.25 / 20_000), rel=0.01)


def test_chances_add_up_by_theme_and_by_place_and_are_those_of_the_ranking():
    count = 9
    themes = pd.DataFrame({"theme": list("abcdefghi"), "volume": np.arange(10.0, 19.0)})
    themes = themes.assign(volume_sd=0.3, change=np.linspace(-1, 1, count), change_sd=0.5)
    spread = (Criterion("volume", 0.5, spread="log"), Criterion("change", 0.5, spread="normal"))
    found = rank_acceptability(themes, criteria=spread, seed=1)
    assert found.groupby("theme")["probability"].sum().tolist() == pytest.approx([1] * count)
    assert found.groupby("place")["probability"].sum().tolist() == pytest.approx([1] * count)
    five = found[found["place"] <= 5].groupby("theme")["probability"].sum()
    table = priorities(themes, criteria=spread, seed=1).set_index("theme")["p_top_5"]
    pd.testing.assert_series_equal(five, table.sort_index(), check_names=False)
    assert found["theme"].drop_duplicates().tolist() == priorities(
        themes, criteria=spread, seed=1)["theme"].tolist()  # fmt: skip


def scores(themes, weight, key):
    moved = tuple(dataclasses.replace(c, weight=weight if c.key == key else 1 - weight)
                  for c in TWO)  # fmt: skip
    return priorities(themes, criteria=moved, seed=1).set_index("theme")["score"]


def test_at_its_limit_a_weight_ties_the_one_that_leaves_with_the_one_that_enters():
    """Of two priorities violence leaves when change counts for much: beyond, another set leads."""
    themes = frame(THEMES)
    table = weight_limits(themes, criteria=TWO, top=1).set_index("criterion")
    row = table.loc["volume"]
    assert row["weight"] == pytest.approx(0.6)
    assert (row["down_leaves"], row["down_enters"]) == ("violence", "burglary")
    at = scores(themes, row["down_to"], "volume")
    assert at["violence"] == pytest.approx(at["burglary"])
    before, after = (scores(themes, row["down_to"] + step, "volume") for step in (0.01, -0.01))
    assert before.idxmax() == "violence" and after.idxmax() == "burglary"
    assert np.isnan(row["up_to"]) and pd.isna(row["up_leaves"])


def test_between_the_limits_the_first_are_the_same():
    themes = frame(THEMES)
    for row in weight_limits(themes, criteria=TWO, top=2).itertuples():
        low, high = np.nan_to_num(row.down_to, nan=0.0), np.nan_to_num(row.up_to, nan=1.0)
        sets = {
            frozenset(scores(themes, weight, row.criterion).nlargest(2).index)
            for weight in np.linspace(low + 1e-6, high - 1e-6, 50)
        }
        assert len(sets) == 1


def test_no_place_is_no_priority():
    with pytest.raises(InputError, match="the first 0 themes are none"):
        weight_limits(frame(THEMES), criteria=TWO, top=0)


def test_residents_move_what_they_name():
    """Violence scores 0.6 + 0.18, burglary 0.13 + 0.4: a concern of a fifth closes the gap."""
    table = with_and_without(frame(THEMES), criteria=TWO).set_index("theme")
    assert table.loc["violence", ["rank_without", "rank_with", "places_gained"]].tolist() == [
        1, 2, -1,
    ]  # fmt: skip
    assert table.loc["burglary", "places_gained"] == 1
    assert table["places_gained"].sum() == 0


def test_the_further_weight_is_its_share_of_the_whole():
    """Beside it the old weights keep their proportions, whatever they added up to."""
    doubled = tuple(dataclasses.replace(c, weight=2 * c.weight) for c in TWO)
    once, again = (with_and_without(frame(THEMES), criteria=c) for c in (TWO, doubled))
    pd.testing.assert_frame_equal(once, again)
    nearly_all = dataclasses.replace(CONCERN, weight=0.999)
    table = with_and_without(frame(THEMES), criteria=TWO, more=nearly_all)
    assert table.set_index("theme")["rank_with"].to_dict() == {
        "burglary": 1, "robbery": 2, "drugs": 3, "violence": 4,
    }  # fmt: skip


@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_a_weight_that_is_all_or_nothing_is_refused(weight):
    with pytest.raises(InputError, match="is no share of the whole"):
        with_and_without(frame(THEMES), criteria=TWO, more=Criterion("concern", weight))
