"""Classes of harm and likelihood by fixed limits, at and about each of them."""

import pandas as pd
import pytest

from cdrp_analysis.measures.risk_matrix import class_name, risk_matrix
from tests.drawn import frame

THEMES = """
    theme    | offences | cchi_days | share_cchi | css | change | share_for_50 | signal
    violence | 2600     | 52000     | 0.50       | 1   | 0.1    | 0.2          | likely rise
    shops    | 5200     | 5200      | 0.02       | 1   | 0.0    | 0.2          | no clear change
    rare     | 4        | 8000      | 0.30       | 1   | 0.0    |              | clear fall
    reports  | 3000     |           |            |     | 0.0    | 0.2          | likely rise
    unknown  |          |           |            |     |        |              | not known
"""


@pytest.fixture
def table():
    return risk_matrix(frame(THEMES), weeks=52).set_index("theme")


def test_sub_scores_classes_and_their_product(table):
    """52,000 days over 2,600 are 20 each: sub-score 2; half of all harm is 4: class 4."""
    names = ["harm_each", "harm_share", "frequency", "direction", "harm", "likelihood", "risk"]
    assert table.loc["violence", names].tolist() == [2, 4, 4, 4, 4, 4, 16]
    assert table.loc["shops", names].tolist() == [1, 2, 4, 2, 2, 4, 8]
    assert table.loc["rare", names].tolist() == [4, 4, 0, 0, 4, 1, 4]


def test_without_a_harm_weight_there_is_a_likelihood_and_no_risk(table):
    assert table.loc["reports", ["harm", "risk"]].isna().all()
    assert table.loc["reports", "likelihood"] == 4
    assert table.loc["unknown", ["harm", "likelihood", "risk"]].isna().all()


def test_confidence_is_how_much_is_known_and_changes_no_risk(table):
    assert table["confidence"].to_dict() == {
        "violence": 4, "shops": 4, "rare": 3, "reports": 2, "unknown": 0,
    }  # fmt: skip
    more = frame(THEMES).assign(share_for_50=0.3)
    assert risk_matrix(more, weeks=52).set_index("theme")["risk"].equals(table["risk"])


@pytest.mark.parametrize(
    ("signal", "score"),
    [("clear fall", 0), ("likely fall", 0), ("possible fall", 1), ("no clear change", 2),
     ("possible rise", 3), ("likely rise", 4), ("clear rise", 4)],
)  # fmt: skip
def test_a_direction_is_as_sure_as_its_word(signal, score):
    one = frame(THEMES).head(1).assign(signal=signal)
    assert risk_matrix(one, weeks=52)["direction"].tolist() == [score]


@pytest.mark.parametrize(("share", "score"), [(0.0049, 0), (0.005, 1), (0.0799, 2), (0.08, 3)])
def test_a_limit_belongs_to_the_class_above(share, score):
    one = frame(THEMES).head(1).assign(share_cchi=share)
    assert risk_matrix(one, weeks=52)["harm_share"].tolist() == [score]


def test_a_class_in_words():
    assert [class_name(n) for n in (1, 2, 3, 4)] == ["low", "moderate", "high", "severe"]
    assert class_name(pd.NA) == ""
