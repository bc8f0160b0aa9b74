"""Flagged offences: months, steadiness, bands."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.flagged import band, banded, dispersion, flagged_months, steadiness
from tests.drawn import frame

BEFORE = [f"2009-{n:02d}" for n in range(4, 10)]
AFTER = [f"2010-{n:02d}" for n in range(4, 10)]


def monthly(before, after):
    return pd.DataFrame({"month": BEFORE + AFTER, "offences": [*before, *after]}).astype(
        {"offences": "Int64"}
    )


def test_a_complete_month_without_one_is_zero_and_a_blank_flag_is_not_flagged():
    rows = frame("""
        month   | knife
        2010-04 | yes
        2010-04 | yes
        2010-04 |
        2010-06 | no
    """)
    rows["knife"] = rows["knife"].map({"yes": True, "no": False})
    found = flagged_months(rows, "knife", ["2010-04", "2010-05", "2010-06"])
    assert found["offences"].tolist() == [2, 0, 0]


def test_a_flag_that_nobody_filled_in_is_not_none():
    rows = pd.DataFrame({"month": ["2010-04"], "knife": [None]})
    with pytest.raises(InputError, match="flagged knife"):
        flagged_months(rows, "knife", ["2010-04"])
    with pytest.raises(InputError, match="flagged gun"):
        flagged_months(rows, "gun", ["2010-04"])


# Deaths by horse kick in ten Prussian army corps over twenty years: 109, 65, 22, 3 and 1 of
# corps-years with 0 to 4 (Bortkiewicz 1898; Fisher 1925, Statistical Methods, section 17).
HORSE_KICKS = np.repeat([0, 1, 2, 3, 4], [109, 65, 22, 3, 1])


def test_deaths_by_horse_kick_vary_as_chance_has_them():
    """122 deaths in 200; the sum of squares over the mean is 199.3 on 199 degrees of freedom."""
    found = dispersion(HORSE_KICKS)
    assert HORSE_KICKS.sum() == 122
    assert found["ratio"] * 199 == pytest.approx(199.31, abs=0.01)
    assert found["p"] > 0.9


def test_the_dispersion_test_is_wrong_as_often_as_it_says():
    chance = np.random.default_rng(1)
    wrong = [dispersion(chance.poisson(26, 12))["p"] <= 0.05 for _ in range(2000)]
    assert np.mean(wrong) == pytest.approx(0.05, abs=0.015)


def test_too_few_counts_have_no_dispersion():
    assert np.isnan(dispersion([4])["p"])
    assert np.isnan(dispersion([0, 0, 0])["ratio"])


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ([27, 26, 28, 27, 26, 26], [26, 25, 27, 27, 26, 27], "stable"),
        ([20] * 6, [40] * 6, "changed"),
        ([5, 50, 5, 50, 5, 45], [50, 5, 50, 5, 50, 2], "unsteady"),
    ],
)
def test_stable_is_neither_changed_nor_unsteady(before, after, word):
    assert steadiness(monthly(before, after), BEFORE, AFTER).iloc[0]["word"] == word


def test_a_missing_month_leaves_it_open():
    found = steadiness(monthly([20] * 6, [20] * 5 + [pd.NA]), BEFORE, AFTER).iloc[0]
    assert found["word"] == "not known"
    assert pd.isna(found["after"])


def test_the_change_is_tested_exactly():
    """160 before and 158 after: as chance has it; limits of the ratio leave in one."""
    found = steadiness(monthly([26, 27, 27, 26, 27, 27], [26, 26, 27, 26, 27, 26]), BEFORE, AFTER)
    row = found.iloc[0]
    assert (row["before"], row["after"]) == (160, 158)
    assert row["ratio_lower"] < 1 < row["ratio_upper"]
    assert row["p"] > 0.9


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "fewer than 10"), (9, "fewer than 10"), (10, "from 10 to 19"), (19, "from 10 to 19"),
     (20, "from 20 to 29"), (np.nan, "not known")],
)  # fmt: skip
def test_a_band_holds_its_count(count, said):
    assert band(count) == said


def test_limits_behind_the_band_are_garwoods():
    """14: 7.65 to 23.49 (Garwood 1936)."""
    found = banded(14)
    assert (round(found["lower"], 2), round(found["upper"], 2)) == (7.65, 23.49)
    assert found["band"] == "from 10 to 19"
