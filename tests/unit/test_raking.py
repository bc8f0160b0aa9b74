"""Weights of respondents: margins are met, who is missing is not invented."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.raking import (
    design_effect,
    effective_size,
    rake,
    raked,
    weighted_share,
    weighted_shares,
)
from tests.drawn import frame

# Deming and Stephan's own kind of table: 2 x 2, solved by hand with odds ratio kept.
PEOPLE = pd.DataFrame(
    [("f", "old")] * 10 + [("f", "young")] * 20 + [("m", "old")] * 30 + [("m", "young")] * 40,
    columns=["sex", "age"],
)
MARGINS = frame("""
    variable | category | residents
    sex      | f        | 600
    sex      | m        | 400
    age      | old      | 500
    age      | young    | 500
""")


def test_margins_are_met_and_the_odds_ratio_is_kept():
    weights = raked(PEOPLE, MARGINS)
    assert weights.mean() == pytest.approx(1)
    cells = weights.groupby([PEOPLE["sex"], PEOPLE["age"]]).sum()
    assert cells.groupby("sex").sum().tolist() == pytest.approx([60, 40])
    assert cells.groupby("age").sum().tolist() == pytest.approx([50, 50])
    odds = cells["f", "old"] * cells["m", "young"] / (cells["f", "young"] * cells["m", "old"])
    assert odds == pytest.approx(10 * 40 / (20 * 30))


def test_a_group_without_a_respondent_is_stood_for_by_the_others():
    more = pd.concat([MARGINS, frame("variable | category | residents\nsex | x | 1000")])
    assert np.allclose(raked(PEOPLE, more), raked(PEOPLE, MARGINS))


def test_who_does_not_say_keeps_the_weight_of_the_other_variables():
    people = PEOPLE.copy()
    people.loc[people.index[:5], "sex"] = None
    weights = raked(people, MARGINS)
    assert weights.notna().all() and (weights > 0).all()
    known = weights.groupby(people["sex"]).sum()
    assert known["f"] / known["m"] == pytest.approx(600 / 400)


def test_row_order_changes_no_weight():
    again = raked(PEOPLE.iloc[::-1], MARGINS).sort_index()
    assert np.allclose(again, raked(PEOPLE, MARGINS))


def test_nobody_and_an_unknown_variable_are_refused():
    with pytest.raises(InputError, match="nobody answered"):
        raked(PEOPLE.head(0), MARGINS)
    with pytest.raises(InputError, match="lacks age"):
        raked(PEOPLE[["sex"]], MARGINS)


def test_a_concern_counts_once_for_a_person_and_by_the_person_s_weight():
    answers = frame("""
        first    | second
        burglary | robbery
        robbery  | robbery
        burglary |
    """)
    shares = weighted_shares(answers, pd.Series([2.0, 0.5, 0.5]))
    assert shares.to_dict() == pytest.approx({"burglary": 2.5 / 3, "robbery": 2.5 / 3})


# ── published values, trimming, the cost of weights ──────────────────────────────────────────

# Age and marital status of British women: last year's table under this year's margins. Bishop, Y.,
# Fienberg, S. and Holland, P. (1975). Discrete Multivariate Analysis. MIT Press, p. 97; the fit as
# printed in SAS/IML User's Guide, example "Iterative Proportional Fitting".
LAST_YEAR = [(1306, 83, 0), (619, 765, 3), (263, 1194, 9), (173, 1372, 28),
             (171, 1393, 51), (159, 1372, 81), (208, 1350, 108), (1116, 4100, 2329)]  # fmt: skip
AGES = [1412, 1402, 1450, 1541, 1681, 1532, 1662, 7644]
STATES = [3988, 11702, 2634]
PUBLISHED_FIT = [(1325.27, 86.73, 0), (615.56, 783.39, 3.05), (253.94, 1187.18, 8.88),
                 (165.13, 1348.55, 27.32), (173.41, 1454.71, 52.87), (147.21, 1308.12, 76.67),
                 (202.33, 1352.28, 107.40), (1105.16, 4181.04, 2357.81)]  # fmt: skip


def test_the_published_fit_of_age_and_marital_status():
    cells = [(age, state) for age, row in enumerate(LAST_YEAR)
             for state, people in enumerate(row) for _ in range(people)]  # fmt: skip
    women = pd.DataFrame(cells, columns=["age", "state"]).astype(str)
    margins = pd.DataFrame(
        [("age", str(at), people) for at, people in enumerate(AGES)]
        + [("state", str(at), people) for at, people in enumerate(STATES)],
        columns=["variable", "category", "residents"],
    )
    weights = raked(women, margins, at_most=None) * sum(AGES) / len(women)
    fit = weights.groupby([women["age"], women["state"]]).sum()
    for age, row in enumerate(PUBLISHED_FIT):
        for state, people in enumerate(row):
            found = fit.get((str(age), str(state)), 0.0)
            assert found == pytest.approx(people, abs=0.005)


def test_raking_says_how_it_ended():
    found = rake(PEOPLE, MARGINS)
    assert found.converged and found.trimmed == 0 and found.rounds > 1
    assert found.gap == pytest.approx(0, abs=1e-8)


def test_no_weight_is_above_the_most_allowed_and_the_rest_make_up_for_it():
    """One of a hundred would have to stand for a fifth of the residents: twenty times the mean."""
    people = pd.DataFrame({"sex": ["x"] + ["f"] * 49 + ["m"] * 50})
    margins = frame("""
        variable | category | residents
        sex      | x        | 200
        sex      | f        | 400
        sex      | m        | 400
    """)
    found = rake(people, margins, at_most=5.0)
    assert found.trimmed == 1 and found.weights.max() <= 5.0 * (1 + 1e-6)
    assert found.gap > 0.1  # said, not hidden
    assert rake(people, margins, at_most=None).weights.max() == pytest.approx(20.0)
    shares = found.weights.groupby(people["sex"]).sum()
    assert shares["f"] == pytest.approx(shares["m"])


def test_the_cost_of_weights():
    """Kish (1965): one plus the squared coefficient of variation of the weights."""
    weights = pd.Series([0.5, 1.0, 1.5, 1.0])
    relvariance = weights.var(ddof=0) / weights.mean() ** 2
    assert design_effect(weights) == pytest.approx(1 + relvariance)
    assert effective_size(weights) == pytest.approx(4 / (1 + relvariance))
    assert design_effect(pd.Series([3.0, 3.0])) == 1.0


@pytest.mark.parametrize(
    ("weights", "published"),
    [([0, 1, 2, 3], 1.5555555555555556), ([1, 1, 1000], 2.9880418803112336)],
)
def test_the_design_effect_is_that_of_the_package_balance(weights, published):
    """Documentation of balance.stats_and_plots.weights_stats.design_effect."""
    assert design_effect(pd.Series(weights, dtype=float)) == pytest.approx(published, rel=1e-14)


def test_a_share_has_limits_at_the_effective_size():
    found = pd.Series([True] * 473 + [False] * 403)
    even = weighted_share(found, pd.Series(1.0, found.index)).iloc[0]
    assert (even["respondents"], even["named"], even["effective"]) == (876, 473, 876)
    # By Wilson's formula of 1927: 50.7 to 57.3 per cent.
    assert [round(100 * even[f"share_{end}"], 1) for end in ("lower", "upper")] == [50.7, 57.3]
    uneven = weighted_share(found, pd.Series([1.0, 3.0] * 438)).iloc[0]
    assert uneven["effective"] == pytest.approx(876 / 1.25)
    assert uneven["share_upper"] - uneven["share_lower"] > 0.066


def test_who_did_not_answer_or_has_no_group_counts_nowhere():
    found = pd.Series([True, False, None, True], dtype="boolean")
    groups = pd.Series(["a", "a", "a", None])
    table = weighted_share(found, pd.Series([1.0, 1, 1, 1]), by=groups)
    assert table[["group", "respondents", "share"]].to_numpy().tolist() == [["a", 2, 0.5]]
    assert weighted_share(found.head(0), pd.Series(dtype=float)).empty
