"""Check-ups of people on several lists, of a list cut to its places, and of a choice by rank."""

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from cdrp_analysis.assessment.adults import KEYS, PROLIFIC, SCORES, once
from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures import linkage, selection, short_list
from cdrp_analysis.measures.proportions import each_of

_PLACES, _DRAWS = 50, 2000
_HARM = "harm_next_year"


@cache  # three check-ups look at the same people
def _linked(evidence: Evidence) -> pd.DataFrame:
    return linkage.link(evidence.feed("agency_lists").reset_index(drop=True), keys=KEYS)


def _on_lists(evidence: Evidence) -> Found:
    linked = _linked(evidence)
    rows, recall = len(linked), linked.attrs["recall"]
    again = rows - linked["entity"].nunique()  # rows of somebody counted already
    fewest, most = linkage.people_limits(again, recall)
    return Found(round(rows - again / recall), rows - most, rows - fewest,
                 f"{rows} rows, {again} linked to another by keys; {recall:.0%} of pairs found, "
                 "those not found allowed for")  # fmt: skip


def _overlaps(evidence: Evidence) -> Found:
    linked = _linked(evidence)
    table = linkage.overlaps(linked)
    table = table[(table["first"] != table["second"]) & (table["people"] > 0)]
    recall, each = linked.attrs["recall"], each_of(len(table))
    found, lower, upper = {}, {}, {}
    for row in table.itertuples():
        pair = f"{row.first} + {row.second}"
        found[pair] = int(row.people)
        lower[pair], upper[pair] = linkage.people_limits(row.people, recall, confidence=each)
    return Found(found, lower, upper,
                 f"people linked, {recall:.0%} of pairs found; limits allow for those not found, "
                 "all pairs of lists together")  # fmt: skip


def _caught(evidence: Evidence) -> Found:
    """
    What a list of so many would have held, with limits over people drawn anew from those listed.

    Another fifty, as like these as these are to each other, would do other harm.
    """
    people = once(_linked(evidence))[[*SCORES, _HARM]]
    random = np.random.default_rng(evidence.thresholds.seed)
    drawn = pd.DataFrame(
        [_shares(people.iloc[random.integers(0, len(people), len(people))]) for _ in range(_DRAWS)]
    )
    tail = (1 - each_of(len(SCORES))) / 2
    return Found(
        _shares(people),
        drawn.quantile(tail).to_dict(),
        drawn.quantile(1 - tail).to_dict(),
        f"share of next year's harm by the {_PLACES} ranked highest; bootstrap of people",
    )


def _shares(people: pd.DataFrame) -> dict[str, float]:
    harm = people[_HARM]
    return {score: short_list.caught(people[score], harm, _PLACES) for score in SCORES}


def _prolific(evidence: Evidence) -> pd.DataFrame:
    cohort = evidence.feed("offender_cohort")
    return cohort[cohort["scheme"] == PROLIFIC]


def _true_effect(evidence: Evidence) -> Found:
    found: Mapping = selection.regression_to_mean(_prolific(evidence), chosen="in_scheme")
    return Found(found["ratio"], found["ratio_lower"], found["ratio_upper"],
                 f"offences over {found['expected']:.0f} expected of people so chosen, at liberty; "
                 "empirical Bayes")  # fmt: skip


def _regression(evidence: Evidence) -> Found:
    people = _prolific(evidence)
    found = selection.regression_to_mean(people, chosen="in_scheme")
    ends = selection.regression_limits(people, chosen="in_scheme", seed=evidence.thresholds.seed)
    return Found(found["regression"], *ends,
                 "offences a month expected over those before; draws of the gamma and of rates"
                 )  # fmt: skip


CHECKS: dict[str, Check] = {
    "people_on_lists": _on_lists,
    "list_overlaps": _overlaps,
    "harm_caught_top_50": _caught,
    "ppo_true_effect": _true_effect,
    "ppo_regression": _regression,
}
