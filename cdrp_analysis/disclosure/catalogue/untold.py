"""Derived columns whose formula a release does not tell, with what they rest on and why."""

import re
from collections.abc import Mapping
from typing import NamedTuple

NOT_SHOWN = "is made from counts of which only percentages are shown"
_NAMES = re.compile(r"'[^']*'|[A-Za-z_]\w*")


class Untold(NamedTuple):
    """Columns of the table that a column rests on, and why its formula is not told."""

    of: tuple[str, ...]
    why: str


def words_of(formula: str) -> set[str]:
    """The names in a formula, without the texts that it quotes."""
    return set(_NAMES.findall(formula))


_TESTED = "adjusts the p of all rows at once (Benjamini and Hochberg)"
_WORD = "is a word, read off the limits beside it"
_DRAWN = "is drawn at random from the rates as published"
_FUNNEL = "allows for how far all the rates differ (Spiegelhalter's funnel)"
_WEIGHTS = "weighs each offence code, and codes are not published"
_MATCHED = "weighs every offence by its tests in the quarters compared"
_PRICED = "prices kinds that are not shown at the mean of theirs"
_BOUNDS = "names the needs that it joins in words"


def _untold(of: str, why: str, *columns: str) -> Mapping[str, Untold]:
    return dict.fromkeys(columns, Untold(tuple(of.split(", ")), why))


_SIGNALS = {**_untold("before, after", _TESTED, "q"), **_untold("q", _WORD, "signal")}
_LATER_SIGNALS = {**_untold("offences", _TESTED, "q"), **_untold("q", _WORD, "signal")}
_RANKS = _untold("offences, residents", _DRAWN, "rank_lower", "rank_upper")


def _funnel(count: str) -> Mapping[str, Untold]:
    return _untold(
        f"{count}, residents", _FUNNEL, "lower_95", "upper_95", "lower_998", "upper_998",
        "z_adjusted", "dispersion", "position",
    )  # fmt: skip


UNTOLD: Mapping[str, Mapping[str, Untold]] = {
    "year_on_year": _SIGNALS,
    "base_year": _SIGNALS,
    "real_changes": _untold("before, after", _TESTED, "q"),
    "ward_change": _LATER_SIGNALS,
    "premises_areas": _LATER_SIGNALS,
    "ward_rates": _RANKS,
    "ward_beside": {**_RANKS, **_funnel("offences")},
    "ward_travel": _untold("level, change_share", _WORD, "beside", "quadrant"),
    "youth_peers": _funnel("people"),
    "pilot_tests": _untold(
        "number", _MATCHED, "matched_share", "matched_difference", "matched_difference_lower",
        "matched_difference_upper", "covered",
    ),
    "harm": _untold("offences", _WEIGHTS, "cchi_days", "css", "cchi_covered", "css_covered"),
    "priorities": {
        **_untold("offences", _WEIGHTS, "cchi_days", "css"),
        **_untold("offences", "compares with counts that another table holds", "change_share"),
        **_untold("change_share", _WORD, "signal", "reason"),
        **_untold("offences", "is of places, which the table does not hold", "share_for_50"),
    },
    "adult_needs": _untold("people", _BOUNDS, "fewest", "most"),
    "asb_day_parts": _untold(
        "reports, unit_cost", _PRICED, "mean_cost", "cost", "cost_lower", "cost_upper",
        "cost_250", "cost_250_lower", "cost_250_upper", "cost_365", "cost_365_lower",
        "cost_365_upper", "cost_any_day",
    ),
}  # fmt: skip
