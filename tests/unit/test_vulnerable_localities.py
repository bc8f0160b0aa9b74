"""The index by hand, what a missing or a flat rate does, and which areas are surely chosen."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.rates import wilson
from cdrp_analysis.measures.vulnerable_localities import (
    composite,
    indexed,
    rate_error,
    selection_chances,
    share_error,
    vulnerable_localities,
)
from tests.drawn import frame

# Three areas and two variables, worked by hand: means 20 and 4.
RATES = frame("""
    area | burglary | income
    A    | 50       | 9
    B    | 10       | 2
    C    | 0        | 1
""")
NAMES = ("burglary", "income")


def test_the_index_is_the_mean_of_each_rate_over_the_mean_rate():
    table = vulnerable_localities(RATES, NAMES).set_index("area")
    assert table.loc["A", ["index_burglary", "index_income", "vli"]].tolist() == [250, 225, 237.5]
    assert table.loc["C", "vli"] == 12.5
    assert table["vli"].mean() == pytest.approx(100)
    assert table["priority"].to_dict() == {"A": True, "B": False, "C": False}
    assert table["mean_rank"].tolist() == [1, 2, 3]


def test_an_index_of_just_200_is_no_priority():
    two = frame("area | burglary\nA | 2\nB | 0")
    assert vulnerable_localities(two, ["burglary"])["priority"].tolist() == [False, False]


def test_doubling_a_rate_everywhere_changes_nothing():
    twice = RATES.assign(burglary=2 * RATES["burglary"])
    pd.testing.assert_frame_equal(
        vulnerable_localities(twice, NAMES), vulnerable_localities(RATES, NAMES)
    )


def test_what_is_missing_is_left_out_and_what_is_nowhere_is_the_same_everywhere():
    rates = RATES.assign(income=[9, None, 1])
    assert indexed(rates[["income"]])["income"].isna().tolist() == [False, True, False]
    table = vulnerable_localities(rates, NAMES).set_index("area")
    assert table.loc["B", "vli"] == table.loc["B", "index_burglary"]
    assert indexed(pd.DataFrame({"x": [0, 0]}))["x"].tolist() == [100, 100]


@pytest.mark.parametrize(
    ("rates", "names", "said"),
    [
        (RATES, ("burglary", "age"), "the rates lack age"),
        (RATES.assign(area="A"), NAMES, "2 areas have two rows"),
        (RATES, (), "there is no variable"),
    ],
)
def test_bad_rates_are_refused(rates, names, said):
    with pytest.raises(InputError, match=said):
        vulnerable_localities(rates, names)


def chosen(rates, spreads, **more):
    given = {"spreads": spreads, "choose": 1, "seed": 1, "draws": 4000, **more}
    return composite(rates, NAMES, **given).set_index("area")


NO_ERROR = pd.DataFrame(index=RATES.index)


def test_who_leads_in_everything_is_always_chosen():
    table = chosen(RATES, NO_ERROR)
    assert table.loc["A", ["rank", "rank_lower", "rank_upper", "p_chosen"]].tolist() == [1, 1, 1, 1]
    assert table["composite"].to_dict() == pytest.approx({"A": 237.5, "B": 50.0, "C": 12.5})


def test_two_that_lead_on_one_variable_each_are_chosen_as_the_weights_fall():
    """Indices 150 and 50 against 50 and 150: who leads is a matter of weight, half of the time."""
    even = frame("area | burglary | income\nA | 3 | 1\nB | 1 | 3")
    table = chosen(even, pd.DataFrame(index=even.index))
    assert table["rank"].tolist() == [1, 1]
    assert table["p_chosen"].tolist() == pytest.approx([0.5, 0.5], abs=0.04)
    assert table["p_chosen"].sum() == pytest.approx(1)


def test_doubt_about_the_data_makes_the_choice_less_sure():
    close = RATES.assign(burglary=[22, 20, 18], income=[4.2, 4.0, 3.8])
    doubt = pd.DataFrame({"burglary": [4.0] * 3, "income": [0.5] * 3})
    assert chosen(close, NO_ERROR).loc["A", "p_chosen"] == 1
    assert 0.4 < chosen(close, doubt).loc["A", "p_chosen"] < 0.9
    assert chosen(close, doubt)["p_chosen"].sum() == pytest.approx(1)


def test_row_order_changes_nothing():
    doubt = pd.DataFrame({"burglary": [4.0, 3.0, 2.0], "income": [0.5] * 3})
    once, again = chosen(RATES, doubt), chosen(RATES.iloc[::-1], doubt.iloc[::-1])
    pd.testing.assert_frame_equal(once, again)


def test_an_area_of_which_nothing_is_known_comes_last_and_a_flat_rate_moves_nobody():
    rates = RATES.assign(burglary=[0, 0, None], income=[9, 2, None])
    table = chosen(rates, NO_ERROR)
    assert table["rank"].to_dict() == {"A": 1, "B": 2, "C": 3}
    assert table["p_chosen"].tolist() == [1, 0, 0]


@pytest.mark.parametrize("choose", [0, 4])
def test_more_than_there_are_and_none_cannot_be_chosen(choose):
    with pytest.raises(InputError, match=f"{choose} of 3 areas cannot be chosen"):
        chosen(RATES, NO_ERROR, choose=choose)


def test_the_chance_for_every_number_is_that_of_the_composite_and_grows_with_the_number():
    doubt = pd.DataFrame({"burglary": [20.0, 3.0, 2.0], "income": [3.5, 0.5, 0.5]})
    table = selection_chances(RATES, NAMES, spreads=doubt, up_to=3, seed=1)
    wide = table.pivot_table(index="area", columns="number", values="p_chosen")
    for number in (1, 2, 3):
        same = chosen(RATES, doubt, choose=number)["p_chosen"]
        assert wide[number].to_dict() == same.to_dict()
        assert wide[number].sum() == pytest.approx(number)
    assert (wide.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert 0 < wide.loc["B", 1] < wide.loc["B", 2] < 1
    with pytest.raises(InputError, match="4 of 3 areas cannot be chosen"):
        selection_chances(RATES, NAMES, spreads=doubt, up_to=4, seed=1)


def test_errors_of_rates_and_shares():
    error = rate_error(pd.Series([100]), pd.Series([1000]), year_log_sd=0.1)
    assert error.tolist() == pytest.approx([np.sqrt(100 + 100) / 1000])
    share = share_error(pd.Series([0.0, 0.3]), pd.Series([50, 200]))
    assert share[0] > 0
    low, high = wilson([60], [200])
    assert share[1] == pytest.approx((high[0] - low[0]) / 2 / 1.96, rel=0.02)
