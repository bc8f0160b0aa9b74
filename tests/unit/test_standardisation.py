"""Direct and indirect standardisation, and the readings of over-representation."""

import math

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.rates import byar
from cdrp_analysis.measures.standardisation import (
    EUROPEAN_STANDARD,
    directly_standardised,
    indirectly_standardised,
    observed_over_expected,
    representation,
    standard_population,
)
from tests.drawn import frame
from tests.reference.published_rates import BYAR_998

# Down's syndrome in Michigan by mother's age, birth order 5 and over (Stark and Mantel 1966);
# standard: all births. Rate per 100,000 as in Fay and Feuer (1997), Statistics in Medicine 16,
# 791-801, and the vignette of the R package dsrTest: 75.52901.
DOWNS = frame("""
    count | residents | weight
    0     |    327    | 319933
    8     |  30666    | 931318
    63    | 123419    | 786511
    112   | 149919    | 488235
    262   | 104088    | 237863
    295   |  34392    |  61313
""").assign(area="Michigan")
SEVEN = ["0-9", "10-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"]


def test_a_rate_is_the_published_one():
    found = directly_standardised(DOWNS, by=["area"]).iloc[0]
    assert found["rate"] == pytest.approx(75.52901, abs=5e-6)
    assert found["count"] == 740


def test_limits_follow_dobsons_formula_worked_by_hand():
    """Written out with plain arithmetic from the paper, Byar's limits of the 740 inside."""
    rows = list(DOWNS[["count", "residents", "weight"]].itertuples(index=False))
    whole = sum(w for _, _, w in rows)
    rate = sum(w * y / n for y, n, w in rows) / whole
    variance = sum(w * w * y / n / n for y, n, w in rows) / whole**2
    z, seen = 1.959964, sum(y for y, _, _ in rows)
    low = seen * (1 - 1 / (9 * seen) - z / (3 * math.sqrt(seen))) ** 3
    high = (seen + 1) * (1 - 1 / (9 * (seen + 1)) + z / (3 * math.sqrt(seen + 1))) ** 3
    found = directly_standardised(DOWNS, by=["area"]).iloc[0]
    step = math.sqrt(variance / seen)
    assert found["rate_lower"] == pytest.approx(1e5 * (rate + step * (low - seen)), rel=1e-6)
    assert found["rate_upper"] == pytest.approx(1e5 * (rate + step * (high - seen)), rel=1e-6)


def test_standardised_to_itself_a_place_keeps_its_crude_rate_and_limits():
    own = DOWNS.assign(weight=DOWNS["residents"])
    found = directly_standardised(own, by=["area"], per=1).iloc[0]
    people = own["residents"].sum()
    lower, upper = byar(740)
    assert found["rate"] == pytest.approx(740 / people)
    assert found["rate_lower"] == pytest.approx(lower.item() / people)
    assert found["rate_upper"] == pytest.approx(upper.item() / people)


def test_twice_the_residents_of_every_age_halve_the_rate():
    two = pd.concat([DOWNS, DOWNS.assign(area="Twice", residents=2 * DOWNS["residents"])])
    rates = directly_standardised(two, by=["area"]).set_index("area")["rate"]
    assert rates["Twice"] == pytest.approx(rates["Michigan"] / 2)


def test_nobody_seen_is_a_rate_of_nought_and_a_missing_count_no_rate():
    none = DOWNS.assign(count=0)
    lost = DOWNS.assign(area="Lost", count=[0, 8, np.nan, 112, 262, 295])
    found = directly_standardised(pd.concat([none, lost]), by=["area"]).set_index("area")
    assert found.loc["Michigan", "rate"] == 0
    assert math.isnan(found.loc["Lost", "rate"])
    assert math.isnan(found.loc["Lost", "rate_lower"])


def test_an_age_band_without_residents_or_left_out_is_refused():
    with pytest.raises(InputError, match="no residents"):
        directly_standardised(DOWNS.assign(residents=0), by=["area"])
    short = pd.concat([DOWNS, DOWNS.iloc[1:].assign(area="Short")])
    with pytest.raises(InputError, match="lacks a stratum"):
        directly_standardised(short, by=["area"])


@pytest.mark.parametrize("edition", EUROPEAN_STANDARD)
def test_each_standard_holds_100_000_people(edition):
    assert sum(people for _, people in EUROPEAN_STANDARD[edition]) == 100_000


def test_bands_that_cut_a_group_take_its_years_in_equal_parts():
    weights = standard_population(SEVEN, edition="1976")
    assert weights.tolist() == pytest.approx(
        [15_000, 11_200, 9_800, 14_000, 14_000, 14_000, 11_000, 11_000]
    )


@pytest.mark.parametrize(
    "bands, reason",
    [
        (["0-9", "5-17", "18+"], "overlap"),
        (["0-9", "18+"], "leave ages out"),
        (["0-9", "ten and over"], "not an age band"),
    ],
)
def test_bands_that_are_not_the_whole_of_life_are_refused(bands, reason):
    with pytest.raises(InputError, match=reason):
        standard_population(bands, edition="2013")


def test_expected_numbers_follow_everybodys_rate_in_each_stratum():
    """10 x 20/100 + 30 x 6/60 = 5 expected, 8 seen."""
    strata = frame("""
        observed | residents | all_observed | all_residents
        5        | 10        | 20           | 100
        3        | 30        |  6           |  60
    """)
    found = indirectly_standardised(strata).iloc[0]
    assert found["expected"] == pytest.approx(5)
    assert found["ratio"] == pytest.approx(1.6)
    assert found["ratio_lower"] == pytest.approx(byar(8)[0].item() / 5)


def test_a_group_that_offends_as_everybody_does_has_a_ratio_of_one():
    strata = frame("""
        area | observed | residents | all_observed | all_residents
        A    | 2        | 10        | 20           | 100
        A    | 3        | 30        |  6           |  60
        B    | 4        | 10        | 20           | 100
    """)
    found = indirectly_standardised(strata, by=["area"]).set_index("area")["ratio"]
    assert found.round(6).to_dict() == {"A": 1.0, "B": 2.0}


def test_observed_over_expected_has_the_limits_of_english_public_health():
    """Their rate per 100 is events over people in hundreds, which stand for the expected here."""
    table = pd.DataFrame(BYAR_998, columns=["observed", "people", "lower", "upper"])
    table["expected"] = table["people"] / 100
    found = observed_over_expected(table, confidence=0.998)
    assert found["ratio_lower"].round(6).tolist() == table["lower"].tolist()
    assert found["ratio_upper"].round(5).tolist() == table["upper"].tolist()


def test_nothing_expected_is_refused():
    with pytest.raises(InputError, match="nothing is expected"):
        observed_over_expected(pd.DataFrame({"observed": [1], "expected": [0.0]}))


YOUNG = frame("""
    observed | all_observed | residents | all_residents
    73       | 236          | 2973      | 12400
""")


def test_29_per_cent_more_is_seven_points_and_42_per_cent_above_all_others():
    found = representation(YOUNG).iloc[0]
    assert found["index"] == pytest.approx(73 / 236 / (2973 / 12400))
    assert found["gap"] == pytest.approx(100 * (73 / 236 - 2973 / 12400))
    assert found["rri"] == pytest.approx((73 / 2973) / (163 / 9427))


def test_limits_of_the_rate_ratio_are_the_log_limits():
    """Its log has variance 1/73 + 1/163."""
    found = representation(YOUNG).iloc[0]
    half = 1.959964 * math.sqrt(1 / 73 + 1 / 163)
    assert math.log(found["rri_upper"] / found["rri"]) == pytest.approx(half, rel=1e-6)
    assert found["rri_lower"] * found["rri_upper"] == pytest.approx(found["rri"] ** 2)


def test_a_group_with_its_share_is_not_over_represented_and_nobody_has_no_ratio():
    both = frame("""
        observed | all_observed | residents | all_residents
        25       | 100          | 250       | 1000
        0        | 100          | 250       | 1000
    """)
    found = representation(both)
    assert found[["index", "gap", "rri"]].iloc[0].tolist() == pytest.approx([1, 0, 1])
    assert found["index"].iloc[1] == 0
    assert math.isnan(found["rri"].iloc[1]) and math.isnan(found["rri_upper"].iloc[1])


def test_a_group_that_is_everybody_cannot_be_compared():
    with pytest.raises(InputError, match="all of them"):
        representation(YOUNG.assign(residents=12400))
