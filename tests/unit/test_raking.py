"""Weights of respondents: margins are met, who is missing is not invented."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.raking import raked, weighted_shares
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
