"""
How every rate, share and change follows from the counts of its table.

:data:`FORMULAS` says it of each derived column that an edition may show, in the words of
:mod:`cdrp_analysis.auditor.formulas`, or :data:`~cdrp_analysis.disclosure.catalogue.untold.UNTOLD`
says why it is not told. Both go into ``data/structure.json``, for whoever checks a release.
"""

from cdrp_analysis.disclosure.catalogue.formula_families import (
    Formulas,
    adjusted,
    before_and_after,
    change,
    difference,
    funding,
    ladder,
    of_measure,
    of_place,
    over_represented,
    rate,
    readings,
    rings,
    share,
    travel,
    week_parts,
    with_limits,
)
from cdrp_analysis.measures.day_count import DAY
from cdrp_analysis.measures.site_shares import CHARGED, EVERY_AGE
from cdrp_analysis.measures.substances import (
    EVERYONE,
    FOLLOWED,
    NOT_PARENTS,
    OUTSIDE,
    PARENTS,
    POSITIVE,
    STARTED,
    TESTED,
)

_RATES = rate("offences", "residents")
_YEARS = {**change("after", "before"), "z": "2 * (sqrt(after) - sqrt(before))"}
_LATER = change("offences", "first(offences, period)")
_YOUNG = {
    **rate("people", "residents", "per"),
    **with_limits(
        "change_share", "people / first(people, period) - 1",
        "two_counts_END(people, first(people, period)) - 1",
    ),
}  # fmt: skip
_TESTS = ("number", f"at(number, part='{TESTED}')")
_STARTS = ("number", f"at(number, part='{STARTED}')")
_PRIVATE = f"at(number, part='{PARENTS}') + at(number, part='{NOT_PARENTS}')"
_TOLD_PARENTS = share("number", f"({_PRIVATE})")
_WARD_RATE = "1000 * offences / residents"
_MEMBERS = "at(members, group='All who said')"
_MEMBERS_AT_HOME = "(residents / at(residents, group='All who said'))"
_RESPONDENTS = "respondents / at(respondents, group='All respondents')"
_OUTSIDE_TESTS = tuple(
    f"at(number, trigger_offence, place='{OUTSIDE}', part='{part}')" for part in (POSITIVE, TESTED)
)
_SIZED = "per * offences / size"
_PLACE = f"rank({_SIZED}, denominator)"
_MINUTES = ("before * minutes_before", "number * minutes")
_USED = {"used_share": "filled / places"}

FORMULAS: dict[str, Formulas] = {
    "year_on_year": _YEARS,
    "base_year": _YEARS,
    "real_changes": {
        "change": "after - before",
        "change_share": "after / before - 1",
        "z": "2 * (sqrt(after) - sqrt(before))"
        " / sqrt(2 + year_log_sd * year_log_sd * (before + after) / 2)",
    },
    "ward_change": _LATER,
    "premises_areas": _LATER,
    "site_places": {"difference": "offences - previous(offences, period)"},
    "ward_rates": {**_RATES, "rank": "rank(among(offences / residents, rank))"},
    "lsoa_rates": _RATES,
    "ward_theme_rates": {
        **_RATES,
        "times_borough": "offences / residents"
        " / at(offences / residents, area=partnership)",
    },
    "ward_beside": {
        **_RATES,
        "rank": "rank(offences / residents)",
        "of_wards": "number(offences / residents)",
        "ward_mean": f"mean({_WARD_RATE})",
        "difference_share": f"{_WARD_RATE} / mean({_WARD_RATE}) - 1",
        "all_wards": "1000 * total(offences) / total(among(residents, offences))",
    },
    "ward_travel": travel(),
    "ward_denominators": {
        **rate("offences", "size", "per"),
        "rank": _PLACE,
        "rank_first": f"first({_PLACE}, denominator)",
        "rank_change": f"first({_PLACE}, denominator) - {_PLACE}",
        "of_areas": f"number({_SIZED}, denominator)",
    },
    "week_parts": week_parts(),
    "premises_rings": rings(),
    "later_closing": {"share": "round(offences / whole(offences, scenario), 2)"},
    "home_areas": of_place("charged", "area_name", f"home='{CHARGED}'"),
    "young_victims": of_place("victims", "area_name, hours", f"age='{EVERY_AGE}'"),
    "asb_wards": {**rate("reports", "residents"), "cost": "round(reports * unit_cost, 0)"},
    "fear_wards": share("respondents", "at(respondents, part='answered')"),
    "possession_years": share("cannabis", "disposals"),
    "possession_ladder": ladder(),
    "drug_tests": {
        **share(*_TESTS),
        **difference(
            *_TESTS, "whole(number, part) - number",
            f"at(whole(number, part), part='{TESTED}') - at(number, part='{TESTED}')",
        ),
    },
    "pilot_tests": {
        **share(*_TESTS),
        "other_share": " / ".join(_OUTSIDE_TESTS),
        **difference(*_TESTS, *_OUTSIDE_TESTS),
    },
    "treatment_waits": {
        **share(*_STARTS),
        **difference(
            *_STARTS, f"at(number, group='{EVERYONE}') - number",
            f"at(number, group='{EVERYONE}', part='{STARTED}') - at(number, part='{STARTED}')",
        ),
    },
    "treatment_parents": {
        name: f"min({formula} / (1 - silent), 1)" for name, formula in _TOLD_PARENTS.items()
    },
    "treatment_need": share("number", "whole(number)"),
    "service_use": _USED,
    "service_places": _USED,
    "services_used": _USED,
    "alcohol_admissions": with_limits(
        "rate", "100000 * admissions / residents * age_factor",
        "100000 / residents * (admissions * age_factor"
        " + spread_factor * (byar_END(admissions) - admissions))",
    ),
    "alcohol_flags": {
        "said_share": "said / rows",
        **share("flagged", "said"),
        "share_least": "flagged / rows",
        "share_most": "(flagged + rows - said) / rows",
    },
    "harm": {
        "share_volume": "offences / total(among(offences, share_volume))",
        "share_cchi": "cchi_days / total(among(cchi_days, share_cchi))",
        "share_css": "css / total(among(css, share_css))",
    },
    "funding_streams": funding(),
    "funding_contracts": funding(),
    "survey_profile": {
        "respondent_share": _RESPONDENTS,
        "reach_ratio": f"{_RESPONDENTS} / (residents / at(residents, group='All respondents'))",
    },
    "member_groups": with_limits(
        "index", f"members / {_MEMBERS} / {_MEMBERS_AT_HOME}",
        f"wilson_END(members, {_MEMBERS}) / {_MEMBERS_AT_HOME}",
    ),
    "demand_index": {
        "hours_before": f"{_MINUTES[0]} / 60",
        "hours": f"{_MINUTES[1]} / 60",
        "share": f"{_MINUTES[1]} / total({_MINUTES[1]})",
        "change_share": f"{_MINUTES[1]} / ({_MINUTES[0]}) - 1",
    },
    "youth_rates": _YOUNG,
    "youth_combined": _YOUNG,
    "youth_peers": {
        **rate("people", "residents", "per"),
        "all_areas": "per * total(people, period) / total(among(residents, people), period)",
    },
    "youth_shares": of_measure(),
    "parenting_referrals": of_measure(),
    "domestic_repeats": of_measure(),
    "adult_needs": of_measure(),
    "adult_caseload": {
        "fewest": "max(at(people, measure='on supervision'), at(people, measure='in custody'))",
        "most": "at(people, measure='on supervision') + at(people, measure='in custody')",
    },
    "youth_reoffending": readings(),
    "youth_ethnicity": over_represented(),
    "youth_adjusted": adjusted(),
    "diversion_groups": before_and_after(),
    "asb_day": {"cost": "round(reports * unit_cost, 0)"},
    "asb_day_parts": {
        "reports_lower": "poisson_lower(reports)",
        "reports_upper": "poisson_upper(reports)",
        "reports_share": f"reports / total(where(reports, 0, by='{DAY}'))",
    },
    "assessment_quarters": share("number", f"at(number, part='{FOLLOWED}')"),
}  # fmt: skip
