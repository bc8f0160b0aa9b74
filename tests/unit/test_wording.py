"""Numbers and symbols in words: a suppressed, a missing and a zero value never look alike."""

import pandas as pd
import pytest

from cdrp_analysis.exhibits import wording
from tests.drawn import frame


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0, 0, "0"), (12345, 0, "12,345"), (-3.26, 1, "−3.3"), (-0.04, 1, "0.0"), (9.06, 1, "9.1")],
)
def test_numbers_have_separators_and_a_true_minus(value, decimals, text):
    assert wording.number(value, decimals) == text


@pytest.mark.parametrize(("value", "text"), [(12, "+12"), (-3, "−3"), (0, "0"), (0.2, "0")])
def test_changes_carry_their_sign(value, text):
    assert wording.signed(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th"), (23, "23rd")],
)
def test_ordinals(value, text):
    assert wording.ordinal(value) == text


def test_a_place_is_a_range_unless_it_is_certain():
    assert wording.places(3, 6) == "about 3rd to 6th"
    assert wording.places(1, 1) == "1st"


@pytest.mark.parametrize(("value", "text"), [(23418, "23,400"), (341, "341"), (0.4, "0"), (0, "0")])
def test_estimates_claim_three_figures(value, text):
    assert wording.about(value) == text


def test_lists_and_plurals():
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.listed(["a"]) == "a"
    assert wording.plural(1, "ward") == "1 ward"
    assert wording.plural(1200, "ward") == "1,200 wards"


def test_labels_inside_a_sentence_keep_their_initialisms():
    assert wording.lower_first("Vehicle crime") == "vehicle crime"
    assert wording.lower_first("ASB (incidents)") == "ASB (incidents)"


RATES = """
    area | offences | offences_symbol | rate
    A    | 0        |                 | 0.0
    B    | 77       | [c]             |
    C    |          | [x]             |
    D    | 30       |                 | 15.0
"""


def test_zero_hidden_and_missing_are_three_different_things():
    assert wording.shown(frame(RATES), "offences", "count") == ["0", "[c]", "[x]", "30"]


def test_a_value_beneath_a_symbol_is_never_used():
    assert wording.values(frame(RATES), "offences").dropna().tolist() == [0.0, 30.0]


def test_a_rate_whose_count_is_hidden_is_hidden_too():
    """The rate has no symbol of its own: blank alone would read as not available."""
    assert wording.shown(frame(RATES), "rate", "decimal") == ["0.0", "[c]", "[x]", "15.0"]


def test_a_blank_in_a_restricted_table_is_not_available():
    table = pd.DataFrame({"offences": [None, 4]})
    assert wording.shown(table, "offences", "count") == ["[x]", "4"]


def test_symbols_and_values_keep_their_rows():
    """An index may have gaps and repeats, as that of chosen rows; nothing is put in order."""
    table = frame(RATES).set_axis([7, 3, 3, 0])
    assert wording.symbols(table, "offences").to_dict() == {7: "", 3: "[x]", 0: ""}
    assert wording.symbols(table, "offences").tolist() == ["", "[c]", "[x]", ""]
    assert wording.values(table, "rate").index.tolist() == [7, 3, 3, 0]
    assert wording.shown(table.iloc[:0], "rate", "decimal") == []


def test_a_blank_symbol_is_none_and_a_flag_is_a_number():
    table = pd.DataFrame(
        {"flag": pd.array([True, None, False], dtype="boolean"), "flag_symbol": [None, pd.NA, ""]}
    )
    assert wording.symbols(table, "flag").tolist() == ["", "[x]", ""]
    assert wording.values(table, "flag").fillna(-1).tolist() == [1.0, -1.0, 0.0]


def test_a_hidden_rate_hides_its_place():
    table = frame("""
        area | rate | rate_symbol | rank
        A    | 9.0  |             | 1
        B    |      | [c]         | 2
    """)
    safe = wording.hidden_along(table, "rate", ["rank", "rank_lower"])
    assert wording.shown(safe, "rank", "count") == ["1", "[c]"]
    assert safe["rank"].isna().tolist() == [False, True]
    assert table["rank"].tolist() == [1, 2]


def test_only_symbols_in_use_are_explained():
    assert wording.explained(["12", "[x]"]) == "[x] not available."
    assert wording.explained(["12"]) == ""


@pytest.mark.parametrize(
    ("q", "word"),
    [
        (0.0, "clear"), (0.0099, "clear"), (0.01, "clear"), (0.0101, "likely"),
        (0.0499, "likely"), (0.05, "likely"), (0.0501, "possible"),
        (0.1999, "possible"), (0.20, "possible"),
    ],
)  # fmt: skip
def test_the_word_for_a_change_follows_from_its_false_discovery_rate(q, word):
    assert wording.change_word(30, q) == f"{word} rise"
    assert wording.change_word(-30, q) == f"{word} fall"


@pytest.mark.parametrize("q", [0.2001, 0.5, 1.0])
def test_above_the_last_threshold_no_change_is_clear(q):
    assert wording.change_word(30, q) == wording.change_word(-30, q) == "no clear change"


@pytest.mark.parametrize(
    ("change", "q", "word"),
    [(0, 0.001, "no clear change"), (float("nan"), 0.001, "not known"), (5, pd.NA, "not known")],
)
def test_no_change_and_no_figure_are_not_called_a_rise(change, q, word):
    assert wording.change_word(change, q) == word


def test_a_place_is_told_with_its_range_or_not_at_all():
    told = wording.likely_place(3, 6, "16 wards")
    assert told.startswith("is about 3rd to 6th of 16 wards, the highest first")
    assert wording.likely_place(float("nan"), 6, "16 wards") == "cannot be told from one year"


def test_days_are_told_from_first_to_last():
    days = pd.to_datetime(pd.Series(["2010-09-30", "2009-03-31", None]))
    assert wording.days_of(days) == "31 March 2009 to 30 September 2010"
    assert wording.days_of(days.head(1)) == "30 September 2010"
    assert wording.days_of(days.tail(1)) == ""


def test_what_can_have_no_figure_is_marked_so_and_what_is_hidden_stays_hidden():
    shares = pd.DataFrame(
        {"of": ["", "all", ""], "share": [None, None, None], "share_symbol": ["", "", "[c]"]}
    )
    marked = wording.idle(shares, shares["of"].eq(""), ["share"])
    assert wording.symbols(marked, "share").tolist() == ["[z]", "[x]", "[c]"]
