"""A table says how its counts were rounded, for whoever reads its page alone."""

import pandas as pd
import pytest

from cdrp_analysis.assessment.release import dictionary, rounding
from cdrp_analysis.disclosure.catalogue import SPECS

RULE = {"round_to": 1, "sensitive": None}
WARDS, VOICE = SPECS["ward_offences"], SPECS["ward_voice"]
STRICT = {"suppress_below": 5, "round_to": 5}


@pytest.mark.parametrize(
    ("rule", "spec", "some", "told"),
    [
        (RULE, WARDS, False, ""),
        ({**RULE, "sensitive": STRICT}, WARDS, False, ""),
        # All were multiples of 5 already: that cannot be seen, so it is said.
        ({**RULE, "round_to": 5}, WARDS, False, "offences to the nearest 5"),
        # Meetings are no people: they stand there as they are. Shares are of the survey's weights.
        ({**RULE, "round_to": 5}, VOICE, False, "people to the nearest 5"),
        (
            {**RULE, "round_to": 5},
            SPECS["youth_rates"],
            False,
            "people to the nearest 5; percentages, rates and differences of them are of the "
            "rounded numbers; residents are not rounded",
        ),
        ({**RULE, "round_to": 5}, SPECS["fear_correlation"], False, ""),  # no count in it
        (
            {**RULE, "sensitive": STRICT},
            WARDS,
            True,
            "counts of sensitive themes to the nearest 5, and totals made with them so",
        ),
        (
            {**RULE, "altered": {"method": "cell_key", "by_at_most": 4}},
            WARDS,
            False,
            "counts are altered by at most 4, and what is worked out from them with them",
        ),
    ],
)
def test_what_is_said_follows_the_rule_that_the_table_was_made_by(rule, spec, some, told):
    assert rounding(rule, spec, some=some) == told


def test_a_fact_without_words_is_no_row_of_the_dictionary():
    frame = pd.DataFrame(columns=[column.name for column in SPECS["ward_offences"].columns])
    facts = {"ward_offences": {"source": "Police", "rounding": ""}}
    words = dictionary({"ward_offences": frame}, facts)
    assert words.loc[words["role"].eq("fact"), "unit"].tolist() == ["title", "source"]
