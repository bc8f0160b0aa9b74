"""Concentration beside its random null."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import concentration as c
from tests.reference.published_rates import BERNASCO_STEENBEEK


def test_the_worked_example_of_more_places_than_crimes():
    counts, plain, adjusted = BERNASCO_STEENBEEK
    assert c.gini(counts) == pytest.approx(plain)
    assert c.gini_adjusted(counts) == pytest.approx(adjusted)


def test_gini_is_half_the_relative_mean_difference():
    counts = np.array([0, 3, 4, 4, 9, 25, 1])
    mean_difference = np.abs(counts[:, None] - counts[None, :]).mean()
    assert c.gini(counts) == pytest.approx(mean_difference / (2 * counts.mean()))


def test_as_even_as_so_few_offences_can_be_is_not_concentrated():
    assert c.gini_adjusted([1] * 5 + [0] * 95) == pytest.approx(0)
    assert c.gini([1] * 5 + [0] * 95) == pytest.approx(0.95)


def places(*offences):
    return pd.DataFrame({"offences": offences})


def test_one_place_with_half_of_it_all():
    row = c.concentration(places(50, 10, 10, 10, 10, 10), unit="ward", seed=1).iloc[0]
    assert (row["places"], row["offences"]) == (6, 100)
    assert row["share_for_50"] == pytest.approx(1 / 6)
    assert row["share_for_25"] == pytest.approx(1 / 6)


def test_offences_strewn_at_random_lie_inside_the_null():
    strewn = np.random.default_rng(4).multinomial(300, [1 / 1000] * 1000)
    row = c.concentration(places(*strewn), unit="cell", seed=1).iloc[0]
    assert row["share_for_50"] < 0.2  # looks concentrated, and is not
    assert row["null_share_for_50_lower"] <= row["share_for_50"] <= row["null_share_for_50_upper"]


def test_no_offence_gives_no_share_and_missing_places_are_left_out():
    assert np.isnan(c.concentration(places(0, 0), unit="x", seed=1)["share_for_50"][0])
    some = pd.DataFrame({"offences": pd.array([4, pd.NA, 0], dtype="Int64")})
    assert c.concentration(some, unit="x", seed=1)["places"][0] == 2


def test_a_negative_count_is_refused():
    with pytest.raises(InputError, match="1 of 2 places"):
        c.gini([-1, 2])


def test_the_curve_runs_from_nothing_to_everything():
    curve = c.lorenz([1, 0, 3])
    assert curve["share_of_offences"].tolist() == [0, 0.75, 1, 1]
    assert curve["share_of_places"].iloc[[0, -1]].tolist() == [0, 1]


def test_the_curve_of_chance_lies_between_evenness_and_the_observed():
    rng = np.random.default_rng(1)
    counts = rng.multinomial(500, rng.dirichlet(np.full(800, 0.2)))
    table = c.lorenz_null(counts, seed=1, draws=199)
    inner = table[table["share_of_places"].between(0.01, 0.4)]
    assert (inner["share_of_offences"] > inner["by_chance_upper"]).all()
    assert (inner["by_chance_lower"] > inner["share_of_places"]).all()
    assert table.iloc[0].tolist() == [0.0] * 5 and table.iloc[-1].tolist() == [1.0] * 5
    whole = c.lorenz(counts)
    assert set(table["share_of_offences"]) <= set(whole["share_of_offences"])
    strewn = rng.multinomial(500, np.full(800, 1 / 800))
    chance = c.lorenz_null(strewn, seed=1, draws=199)
    inside = chance["share_of_offences"].between(
        chance["by_chance_lower"] - 1e-12, chance["by_chance_upper"] + 1e-12
    )
    assert inside.mean() > 0.8
    assert c.lorenz_null([0, 0, 0], seed=1)["by_chance"].isna().all()


def test_places_by_how_often_they_were_hit_add_up():
    counts = [0, 0, 1, 1, 1, 2, 3, 9]
    table = c.repeat_places(counts, seed=1, most=4)
    assert table["places"].tolist() == [2, 3, 1, 1, 1]
    assert table["offences"].tolist() == [0, 3, 2, 3, 9]
    assert table["or_more"].tolist() == [False] * 4 + [True]
    # Expected number of empty cells when 17 balls fall into 8: 8 (7/8)^17.
    assert table["places_by_chance"][0] == pytest.approx(8 * (7 / 8) ** 17, abs=0.1)
    assert table["places_by_chance"].sum() == pytest.approx(8)
