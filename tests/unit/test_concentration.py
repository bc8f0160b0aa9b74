"""Concentration beside its random null."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import concentration as c
from tests.drawn import frame
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


def test_location_quotients_by_hand():
    counts = frame("""
        area | theme    | offences
        A    | burglary | 30
        A    | robbery  | 10
        B    | burglary | 30
        B    | robbery  | 30
    """)
    found = c.location_quotients(counts)["location_quotient"]
    assert found.round(4).tolist() == [1.25, 0.625, 0.8333, 1.25]
    assert c.location_quotients(counts, least_expected=20)["location_quotient"].isna().sum() == 1
