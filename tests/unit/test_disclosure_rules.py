"""Release rules and rounding at their borders."""

import numpy as np
import pytest

from cdrp_analysis.disclosure.rounding import low_symbols, possible_counts, round_to_base
from cdrp_analysis.disclosure.rules import policy, stricter
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.settings import Thresholds


def test_every_content_type_has_a_rule_with_its_reason():
    rules = policy("public", Thresholds())
    assert {"small_area_counts", "borough_counts", "map_bands", "restricted"} <= set(rules)
    assert all(rule.rule and rule.basis for rule in rules.values())
    assert not rules["restricted"].publish
    assert rules["small_area_counts"].suppress_below == 5
    assert rules["small_area_counts"].round_to == 5
    assert rules["borough_counts"].exact


def test_the_assessments_own_numbers_replace_the_recommended_ones():
    thresholds = Thresholds(suppress_below=8, round_to=10, minimum_denominator=30)
    rules = policy("public", thresholds)
    small = rules["small_area_rates"]
    assert (small.suppress_below, small.round_to, small.minimum_denominator) == (8, 10, 30)
    assert stricter(rules["borough_counts"], thresholds).suppress_below == 8


def test_the_restricted_edition_has_no_limits():
    assert all(rule.exact and rule.publish for rule in policy("restricted").values())


def test_an_edition_without_rules_is_refused():
    with pytest.raises(SettingsError, match="'press'"):
        policy("press", Thresholds())


# Nearest multiple of five, worked by hand.
@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, 0), (2, 0), (3, 5), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (997, 995)],
)
def test_counts_go_to_the_nearest_five(count, shown):
    assert round_to_base(np.array([count]), 5) == [shown]


def test_halves_go_up():
    assert round_to_base(np.array([5, 15]), 10).tolist() == [10, 20]


def test_what_rounds_to_zero_but_is_not_zero_says_so():
    assert low_symbols(np.array([0, 1, 2, 3]), 5).tolist() == ["", "[low]", "[low]", ""]


@pytest.mark.parametrize("below", [3, 5, 8])
@pytest.mark.parametrize("base", [1, 5, 10])
def test_the_range_behind_a_figure_is_that_of_all_counts_shown_so(base, below):
    for count in [0, *range(below, 60)]:
        if low_symbols(np.array([count]), base)[0]:
            continue
        shown = round_to_base(np.array([count]), base)[0]
        least, most = possible_counts(shown, base=base, suppress_below=below)
        alike = [
            other
            for other in [0, *range(below, 80)]
            if round_to_base(np.array([other]), base)[0] == shown and (shown or not other)
        ]
        assert (least, most) == (min(alike), max(alike))
