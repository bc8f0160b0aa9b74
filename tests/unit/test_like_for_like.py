"""Two shares group by group: against Newcombe's published example, and where the mix differs."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.like_for_like import COLUMNS, like_for_like
from tests.drawn import frame

# Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10: 56/70 less 48/80.
NEWCOMBE = (0.2, 0.0524, 0.3339)


def test_a_single_group_has_newcombes_published_limits():
    one = pd.DataFrame({"found": [56], "base": [70], "other_found": [48], "other_base": [80]})
    row = like_for_like(one).iloc[0]
    for name in ("crude", "matched"):
        ends = [row[name], row[f"{name}_lower"], row[f"{name}_upper"]]
        assert ends == pytest.approx(NEWCOMBE, abs=5e-5)
    assert row["covered"] == 1


MIX = frame("""
    offence | found | base | other_found | other_base
    theft   | 450   | 900  | 50          | 100
    fraud   | 10    | 100  | 90          | 900
""")


def test_another_mix_of_the_same_shares_is_a_crude_difference_and_no_matched_one():
    """Half of thieves and a tenth of fraudsters on both sides; here there are more thieves."""
    row = like_for_like(MIX).iloc[0]
    assert row["share"] == pytest.approx(0.46) and row["other_share"] == pytest.approx(0.14)
    assert row["crude"] == pytest.approx(0.32) and row["crude_lower"] > 0.2
    assert row["matched"] == pytest.approx(0) and row["matched_share"] == pytest.approx(0.46)
    assert row["matched_lower"] < 0 < row["matched_upper"]


def test_the_order_of_the_groups_changes_nothing_and_other_data_narrow_the_limits():
    row, turned = like_for_like(MIX).iloc[0], like_for_like(MIX.iloc[::-1]).iloc[0]
    assert row.to_dict() == pytest.approx(turned.to_dict())
    numbers = MIX.columns.drop("offence")
    more = like_for_like(MIX.assign(**{name: 100 * MIX[name] for name in numbers})).iloc[0]
    width = row["matched_upper"] - row["matched_lower"]
    assert (more["matched_upper"] - more["matched_lower"]) == pytest.approx(width / 10, rel=0.05)


def test_a_group_that_nobody_has_elsewhere_is_left_out_of_the_matched_difference_alone():
    alone = pd.concat([MIX, pd.DataFrame([("arson", 100, 100, 0, 0)], columns=MIX.columns)])
    row = like_for_like(alone).iloc[0]
    assert row["matched"] == pytest.approx(0) and row["covered"] == pytest.approx(1000 / 1100)
    assert row["share"] == pytest.approx(560 / 1100)


def test_limits_hold_the_true_difference_as_often_as_they_say():
    rng = np.random.default_rng(7)
    base, other = np.array([60, 40, 25]), np.array([50, 20, 80])
    here, there = np.array([0.5, 0.3, 0.1]), np.array([0.45, 0.25, 0.05])
    truth = ((here - there) * base).sum() / base.sum()
    inside = []
    for _ in range(400):
        row = like_for_like(pd.DataFrame({
            "found": rng.binomial(base, here), "base": base,
            "other_found": rng.binomial(other, there), "other_base": other,
        })).iloc[0]  # fmt: skip
        inside.append(row["matched_lower"] <= truth <= row["matched_upper"])
    assert 0.925 <= np.mean(inside) <= 0.98


def test_nothing_known_is_missing_and_an_impossible_share_is_refused():
    assert like_for_like(MIX.head(0)).iloc[0][list(COLUMNS)].isna().all()
    with pytest.raises(InputError):
        like_for_like(MIX.drop(columns="other_base"))
