"""Two versions of a table, and a ranking that moved."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.table_changes import moved_priorities, table_changes
from tests.drawn import frame

BEFORE = frame("""
    theme    | period  | offences | signal
    burglary | 2009/10 | 120      | down
    burglary | 2010/11 | 110      | down
    robbery  | 2010/11 | 40       | up
""")


def test_the_same_table_has_no_change():
    assert table_changes(BEFORE, BEFORE.sample(frac=1, random_state=1), ["theme", "period"]).empty


def test_cells_that_differ_and_rows_of_one_version_alone():
    after = BEFORE.copy()
    after.loc[1, "offences"], after.loc[2, "theme"] = 111, "theft"
    found = table_changes(BEFORE, after, ["theme", "period"])
    assert found.values.tolist() == [
        ["burglary · 2010/11", "offences", "changed", "110", "111"],
        ["robbery · 2010/11", "(row)", "gone", "", ""],
        ["theft · 2010/11", "(row)", "new", "", ""],
    ]


@pytest.mark.parametrize(("share", "changes"), [(1e-12, 0), (1e-6, 1)])
def test_numbers_within_the_tolerance_are_equal(share, changes):
    before = pd.DataFrame({"theme": ["all"], "rate": [12.5]})
    after = before.assign(rate=before["rate"] * (1 + share))
    assert len(table_changes(before, after, ["theme"])) == changes


def test_a_missing_value_is_no_zero_and_two_are_equal():
    before = pd.DataFrame({"theme": ["a", "b"], "rate": [None, None]}, dtype=object)
    after = pd.DataFrame({"theme": ["a", "b"], "rate": [0.0, None]})
    found = table_changes(before, after, ["theme"])
    assert found[["key", "before", "after"]].values.tolist() == [["a", "–", "0"]]


def test_a_column_that_came_is_a_change():
    found = table_changes(BEFORE.drop(columns="signal"), BEFORE, ["theme", "period"])
    assert found["column"].unique().tolist() == ["signal"] and len(found) == 3


def test_keys_must_name_rows():
    with pytest.raises(InputError, match="same key"):
        table_changes(BEFORE, BEFORE, ["theme"])
    with pytest.raises(InputError, match="lacks area"):
        table_changes(BEFORE, BEFORE, ["area"])


def test_a_move_is_taken_apart_by_criterion():
    ranked = frame("""
        theme    | label    | rank | score
        burglary | Burglary | 1    | 0.60
        robbery  | Robbery  | 2    | 0.50
        arson    | Arson    | 3    | 0.10
    """)
    later = ranked.assign(rank=[2, 1, 3], score=[0.55, 0.70, 0.10])
    criteria = frame("""
        theme    | criterion | normalised | weight
        burglary | harm      | 0.8        | 0.5
        burglary | volume    | 0.4        | 0.5
        robbery  | harm      | 0.6        | 0.5
        robbery  | volume    | 0.4        | 0.5
        arson    | harm      | 0.2        | 0.5
        arson    | volume    | 0.0        | 0.5
    """)
    changed = criteria.assign(normalised=[0.7, 0.4, 0.9, 0.5, 0.2, 0.0])
    found = moved_priorities(ranked, later, criteria, changed).set_index("theme")
    assert found["criterion"].to_dict() == {"burglary": "harm", "robbery": "harm"}
    assert found.loc["robbery", "score_change"] == pytest.approx(0.2)
    assert found.loc["robbery", "criterion_change"] == pytest.approx(0.15)
    assert found.loc["robbery", "others_change"] == pytest.approx(0.05)
    parts = found["criterion_change"] + found["others_change"]
    assert parts.tolist() == pytest.approx(found["score_change"].tolist())


def test_no_move_is_no_row():
    ranked = pd.DataFrame({"theme": ["a"], "label": ["A"], "rank": [1], "score": [0.5]})
    criteria = pd.DataFrame(
        {"theme": ["a"], "criterion": ["harm"], "normalised": [0.5], "weight": [1.0]}
    )
    assert moved_priorities(ranked, ranked, criteria, criteria).empty
