"""Ranking: degenerate cases decide themselves, uncertainty widens ranks, swaps really tie."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.priorities import (
    CRITERIA,
    Criterion,
    priorities,
    priority_criteria,
    swap_weights,
)
from cdrp_analysis.measures.theme_evidence import evidence, reasons
from cdrp_analysis.measures.weighted_scores import topsis
from tests.drawn import frame

TWO = (Criterion("volume", 0.5, spread="log"), Criterion("change", 0.5, spread="normal"))
THEMES = """
    theme    | volume | volume_sd | change | change_sd
    violence | 400    | 0.1       | 0.02   | 0.05
    burglary | 100    | 0.1       | 0.30   | 0.05
    robbery  | 50     | 0.1       | 0.10   | 0.05
    drugs    | 20     | 0.1       | -0.20  | 0.05
"""


def test_a_theme_first_in_everything_is_first_in_every_draw():
    themes = frame(THEMES)
    themes.loc[0, ["volume", "change", "change_sd"]] = [4000, 3, 0.01]
    first = priorities(themes, criteria=TWO, seed=1).iloc[0]
    assert first["theme"] == "violence" and first["score"] == 1
    assert first[["rank", "rank_lower", "rank_upper", "topsis_rank"]].tolist() == [1, 1, 1, 1]


def test_one_criterion_without_spread_ranks_by_its_values_alone():
    only = (Criterion("volume", 1.0),)
    table = priorities(frame(THEMES), criteria=only, seed=1)
    assert table["theme"].tolist() == ["violence", "burglary", "robbery", "drugs"]
    assert (table["rank_lower"] == table["rank"]).all()
    assert (table["rank_upper"] == table["rank"]).all()


def test_equal_themes_share_a_rank():
    themes = frame(THEMES).assign(volume=5, change=1, volume_sd=0, change_sd=0)
    assert priorities(themes, criteria=TWO, seed=1)["rank"].tolist() == [1, 1, 1, 1]


def test_four_themes_are_always_among_the_top_five():
    assert (priorities(frame(THEMES), criteria=TWO, seed=1)["p_top_5"] == 1).all()


def test_top_five_chances_add_up_to_five():
    count = 9
    themes = pd.DataFrame({"theme": list("abcdefghi"), "volume": np.arange(10.0, 19.0)})
    themes = themes.assign(volume_sd=0.3, change=np.linspace(-1, 1, count), change_sd=0.5)
    table = priorities(themes, criteria=TWO, seed=1)
    assert table["p_top_5"].sum() == pytest.approx(5)
    assert table["rank"].between(table["rank_lower"], table["rank_upper"]).all()


def test_more_doubt_about_the_data_means_wider_ranks():
    def width(factor):
        themes = frame(THEMES)
        themes[["volume_sd", "change_sd"]] *= factor
        table = priorities(themes, criteria=TWO, seed=1, weight_spread=1e6)
        return (table["rank_upper"] - table["rank_lower"]).sum()

    assert width(0) == 0
    assert width(8) > width(1)


def test_doubt_about_the_weights_alone_is_as_wide_as_asked_for():
    """One theme leads on volume, the other on change: the weights decide who is first."""
    themes = frame("""
        theme | volume | change
        a     | 1      | 0
        b     | 0      | 1
    """)
    uneven = (Criterion("volume", 0.6), Criterion("change", 0.4))
    firm, loose = (
        priorities(themes, criteria=uneven, seed=3, weight_spread=spread) for spread in (1e6, 2)
    )
    assert firm[["rank_lower", "rank_upper"]].to_numpy().tolist() == [[1, 1], [2, 2]]
    assert loose[["rank_lower", "rank_upper"]].to_numpy().tolist() == [[1, 2], [1, 2]]


def test_the_same_seed_gives_the_same_ranks_whatever_the_row_order():
    themes = frame(THEMES)
    once = priorities(themes, criteria=TWO, seed=9)
    again = priorities(themes.iloc[::-1], criteria=TWO, seed=9)
    pd.testing.assert_frame_equal(once, again)


def test_a_smaller_share_of_places_can_be_the_more_pressing_one():
    focus = (Criterion("share_for_50", 1.0, higher_is_worse=False),)
    themes = pd.DataFrame({"theme": ["spread", "focused"], "share_for_50": [0.4, 0.05]})
    assert priorities(themes, criteria=focus, seed=1)["theme"].tolist() == ["focused", "spread"]


def test_a_missing_criterion_stands_in_the_middle():
    themes = frame(THEMES)
    themes.loc[0, "change"] = np.nan
    table = priorities(themes, criteria=TWO, seed=1).set_index("theme")
    assert table.loc["violence", "score"] == 0.5 * 1 + 0.5 * 0.5
    parts = priority_criteria(themes, criteria=TWO).set_index(["theme", "criterion"])
    assert (parts["weight"] == 0.5).all()
    assert np.isnan(parts.loc[("violence", "change"), "normalised"])


def test_missing_evidence_wins_no_rank():
    """On its volume alone violence would score 0.82 and lead burglary's 0.79."""
    themes = frame("""
        theme    | volume | volume_sd | change | change_sd
        violence | 80     | 0         |        |
        burglary | 75     | 0         | 0.30   | 0
        drugs    | 100    | 0         | -0.20  | 0
        robbery  | 0      | 0         | -0.10  | 0
    """)
    ranks = priorities(themes, criteria=TWO, seed=1).set_index("theme")["rank"]
    assert ranks["burglary"] == 1 and ranks["violence"] == 2


def test_what_is_not_known_widens_the_rank_interval():
    """From last of four on change to first: score 0.5 or 1 against 0.79, 0.5 and 0.1."""
    themes = frame(THEMES).assign(volume_sd=0, change_sd=0)
    firm = priorities(themes, criteria=TWO, seed=1, weight_spread=1e6).set_index("theme")
    assert (firm["rank_lower"] == firm["rank_upper"]).all()
    themes.loc[0, "change"] = np.nan
    table = priorities(themes, criteria=TWO, seed=1, weight_spread=1e6).set_index("theme")
    assert table.loc["violence", ["rank_lower", "rank_upper"]].tolist() == [1, 2]


def test_a_criterion_that_nobody_has_tells_no_theme_from_another():
    themes = frame(THEMES).assign(volume_sd=0, change=np.nan, change_sd=0)
    table = priorities(themes, criteria=TWO, seed=1, weight_spread=1e6)
    assert (table["rank_lower"] == table["rank_upper"]).all()


def test_the_parts_make_up_the_score():
    parts = priority_criteria(frame(THEMES), criteria=TWO)
    summed = (parts["normalised"] * parts["weight"]).groupby(parts["theme"]).sum()
    score = priorities(frame(THEMES), criteria=TWO, seed=1).set_index("theme")["score"]
    pd.testing.assert_series_equal(summed.sort_index(), score.sort_index(), check_names=False)


@pytest.mark.parametrize("gap", [False, True])
def test_at_the_swapping_weight_the_two_scores_are_equal(gap):
    themes = frame(THEMES)
    if gap:
        themes.loc[2, "change"] = np.nan
    swaps = swap_weights(themes, criteria=TWO)
    assert swaps["rank"].tolist() == [1, 2, 3]
    for row in swaps.dropna().itertuples():
        moved = tuple(
            dataclasses.replace(
                c, weight=row.swaps_at if c.key == row.criterion else 1 - row.swaps_at
            )
            for c in TWO
        )
        score = priorities(themes, criteria=moved, seed=1).set_index("theme")["score"]
        assert score[row.theme] == pytest.approx(score[row.next_theme])
    assert swaps["criterion"].notna().any()


def test_an_order_that_no_weight_can_swap_says_so():
    themes = frame(THEMES).iloc[[0, 3]]  # violence leads drugs in both criteria
    assert swap_weights(themes, criteria=TWO)["criterion"].isna().all()


def test_missing_columns_and_repeated_themes_are_refused():
    with pytest.raises(InputError, match="lacks change_sd"):
        priorities(frame(THEMES).drop(columns="change_sd"), criteria=TWO, seed=1)
    with pytest.raises(InputError, match="1 themes have two rows"):
        priorities(frame(THEMES).assign(theme=["a", "a", "b", "c"]), criteria=TWO, seed=1)


YEARS = """
    theme    | before | after | change_share | signal
    violence | 900    | 1000  | 0.1111       | possible rise
    burglary | 304    | 309   | 0.0164       | no clear change
    rare     | 2      | 4     | 1.0          | no clear change
    robbery  | 200    | 150   | -0.25        | clear fall
"""
HARM = """
    theme    | offences | cchi_days | cchi_days_cv | share_cchi | css  | css_cv | share_css
    violence | 1000     | 2000      | 0.1          | 0.62       | 900  | 0.1    | 0.5
    burglary | 309      | 1000      | 0.1          | 0.31       | 700  | 0.1    | 0.4
    rare     | 4        | 5         | 0.5          | 0.0016     | 10   | 0.5    | 0.01
    robbery  | 150      |           |              |            | 300  | 0.1    | 0.1
"""


def test_reasons_are_computed_and_a_change_that_is_not_clear_has_no_percentage():
    table = evidence(frame(YEARS), frame(HARM))
    assert reasons(table) == [
        "1st by volume, possible rise of 11%, 62% of harm (CCHI)",
        "2nd by volume, no clear change, 31% of harm (CCHI)",
        "4th by volume, no clear change, under 1% of harm (CCHI)",
        "3rd by volume, clear fall of 25%, 10% of harm (CSS)",
    ]


def test_a_rare_theme_cannot_lead_on_change_by_doubling_from_two_to_four():
    table = evidence(frame(YEARS), frame(HARM)).set_index("theme")
    assert np.log(4.5 / 2.5) > np.log(1000.5 / 900.5)  # the raw ratio would lead
    assert table["change"].idxmin() == "robbery"
    assert table.loc["rare", "change"] < 0.4 * np.log(4.5 / 2.5)
    ranked = priorities(table.reset_index(), criteria=CRITERIA, seed=1)
    assert ranked["theme"].iloc[0] == "violence"


# ── closeness to the ideal, as published ────────────────────────────────────────────────────


def test_closeness_is_that_of_tzeng_and_huang():
    """Tzeng and Huang (2011), as quoted in the tests of scikit-criteria."""
    matrix = np.array([[5.0, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]])
    closeness = topsis(matrix, np.array([0.3, 0.4, 0.3]))
    assert closeness.round(4).tolist() == [0.5037, 0.6581, 0.7482, 0.3340]
