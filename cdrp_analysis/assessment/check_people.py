"""Check-ups of young people: how many, whom, what became of them."""

import pandas as pd

from cdrp_analysis.assessment.check_kinds import YEARS, of_period, share_of
from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures import people_tables
from cdrp_analysis.measures import young_people as young
from cdrp_analysis.measures.proportions import exact_limits
from cdrp_analysis.measures.rates import rate_per_1000
from cdrp_analysis.measures.reoffending import against_comparison, reoffending
from cdrp_analysis.measures.standardisation import (
    indirectly_standardised,
    observed_over_expected,
    representation,
)
from cdrp_analysis.measures.trends import ratio_limits
from cdrp_analysis.periods import Period

LATEST = "2009-10..2010-09"  # the twelve months known last
_YEAR, _BASE_YEAR, _MID_YEAR = "2009/10", "2004/05", 2010
_COHORT = "2008/09"  # the last whose follow-up is over


def _cases(evidence: Evidence, period: str = LATEST) -> pd.DataFrame:
    return of_period(evidence.feed("youth_cases"), period)


def _young_people(evidence: Evidence) -> Found:
    people = young.people(_cases(evidence))
    residents = evidence.feed("youth_population").query("year == @_MID_YEAR")["residents"].sum()
    one = pd.DataFrame({"offences": [people], "residents": [residents]})
    rate = rate_per_1000(one).iloc[0]
    return Found(people, measure=f"people counted once; {rate['rate']:.1f} per 1,000 aged 10 to 17 "
                 f"({rate['rate_lower']:.1f} to {rate['rate_upper']:.1f})")  # fmt: skip


def _young_people_at_base(evidence: Evidence) -> Found:
    then, now = (young.people(_cases(evidence, p)) for p in (_BASE_YEAR, LATEST))
    lower, upper = (100 * (end.item() - 1) for end in ratio_limits(then, now))
    return Found(then, measure=f"people counted once; since then {100 * (now / then - 1):+.0f}% "
                 f"({lower:+.0f} to {upper:+.0f}%)")  # fmt: skip


def _first_time_entrants(evidence: Evidence) -> Found:
    counts = {year: young.first_time_entrants(_cases(evidence, year)) for year in YEARS}
    return Found(counts, measure="people counted once in each year")


def _first_time_rate(evidence: Evidence) -> Found:
    residents = evidence.feed("youth_population").groupby("year")["residents"].sum()
    rows = [
        ("", year, young.first_time_entrants(_cases(evidence, year)), residents[int(year[:4])])
        for year in YEARS
        if Period.parse(year).last <= Period.parse(LATEST).last
    ]
    table = pd.DataFrame(rows, columns=["measure", "period", "people", "residents"])
    rated = people_tables.with_rates(table.assign(per=100_000)).set_index("period")
    named = [rated[f"rate{end}"].to_dict() for end in ("", "_lower", "_upper")]
    return Found(*named, measure="people per 100,000 aged 10 to 17; exact limits")


def _entrants_elsewhere(evidence: Evidence, year: str = "") -> pd.DataFrame:
    """Rows of other areas, all of them or of one year."""
    rows = evidence.feed("youth_peers")
    rows = rows[rows["area"] != evidence.borough]
    return rows[rows["month"] == Period.parse(year).first] if year else rows


def _stands_out(evidence: Evidence) -> Found:
    own = young.first_time_entrants(_cases(evidence, _YEAR))
    residents = evidence.feed("youth_population").query("year == 2009")["residents"].sum()
    here = pd.DataFrame({"area_name": [""], "first_time_entrants": [own], "residents": [residents]})
    rows = pd.concat([here, _entrants_elsewhere(evidence, _YEAR)], ignore_index=True)
    rows = rows.rename(columns={"first_time_entrants": "people"})
    found = people_tables.with_funnel(rows.assign(per=100_000, period=_YEAR))
    out = found[found["position"].isin(["high", "low"])]
    return Found(dict(zip(out["area_name"], out["position"], strict=True)),
                 measure="outside the 99.8% limits of the funnel, widened")  # fmt: skip


def _elsewhere(evidence: Evidence) -> Found:
    months = _entrants_elsewhere(evidence).groupby("month")
    sums = months[["first_time_entrants", "residents"]].sum()
    rate = sums["first_time_entrants"] / sums["residents"]
    ends = [rate[Period.parse(year).first] for year in (_BASE_YEAR, _YEAR)]
    return Found(round(float(ends[1] / ends[0] - 1), 4),
                 measure="change of first-time entrants per resident")  # fmt: skip


def _shared_entrants(evidence: Evidence) -> Found:
    sharing = set(evidence.feed("shared_services")["area"]) - {evidence.borough}
    rows = _entrants_elsewhere(evidence, _YEAR)
    others = int(rows.loc[rows["area"].isin(sharing), "first_time_entrants"].sum())
    return Found(others + young.first_time_entrants(_cases(evidence, _YEAR)),
                 measure="our own cases and the others as published")  # fmt: skip


def _into_work(evidence: Evidence) -> Found:
    closed = young.closed_in(evidence.feed("youth_cases"), Period.parse(LATEST).months())
    return share_of(closed["in_education_or_work"], "share of cases closed")


def _share_of_people(flag: str) -> Check:
    def check(evidence: Evidence) -> Found:
        return share_of(young.in_every_case(_cases(evidence), flag), "share of people")

    return check


def _young_by_group(evidence: Evidence, by: list[str]) -> pd.DataFrame:
    """Black young people seen and resident, and everybody, of known ethnic group."""
    residents = evidence.feed("youth_population").query("year == @_MID_YEAR")
    return young.by_group(_cases(evidence), residents, group="Black", by=by)


def _over_representation(evidence: Evidence) -> Found:
    whole = _young_by_group(evidence, ["imd_quintile"]).drop(columns="imd_quintile").sum()
    found = representation(whole.to_frame().T).iloc[0]
    return Found(round(found["index"], 4), found["index_lower"], found["index_upper"],
                 f"share of people over share of residents; gap {found['gap']:.1f} points; "
                 f"rate over that of all others {found['rri']:.2f} "
                 f"({found['rri_lower']:.2f} to {found['rri_upper']:.2f})")  # fmt: skip


def _adjusted(evidence: Evidence) -> Found:
    strata = _young_by_group(evidence, ["imd_quintile"])
    found = indirectly_standardised(strata).iloc[0]
    return Found(round(found["ratio"], 4), found["ratio_lower"], found["ratio_upper"],
                 f"observed over {found['expected']:.1f} expected by quintile of deprivation; "
                 "Byar limits")  # fmt: skip


def _cohorts(evidence: Evidence) -> pd.DataFrame:
    months = {year: Period.parse(year).months() for year in YEARS}
    return young.cohorts(evidence.feed("youth_cases"), months)


def _reoffending(reading: str, measure: str) -> Check:
    def check(evidence: Evidence) -> Found:
        found = reoffending(_cohorts(evidence)).set_index("cohort").loc[_COHORT]
        ends = (found[f"{reading}_lower"], found[f"{reading}_upper"])
        return Found(float(found[reading]), *map(float, ends), measure)

    return check


def _against_predicted(evidence: Evidence) -> Found:
    cohorts = _cohorts(evidence).query("cohort == @_COHORT")
    found = observed_over_expected(cohorts.rename(columns={"reoffences": "observed"})).iloc[0]
    return Found(found["ratio"], found["ratio_lower"], found["ratio_upper"],
                 "reoffences over those predicted; Byar limits")  # fmt: skip


def _not_yet_known(evidence: Evidence) -> Found:
    cohorts = _cohorts(evidence)
    waiting = cohorts.loc[cohorts["reoffences"].isna(), "cohort"]
    return Found(", ".join(waiting), measure="cohorts with members not yet followed up")


def _custodial(evidence: Evidence) -> Found:
    disposals = of_period(evidence.feed("youth_disposals"), _YEAR)
    found, base = int(disposals["custodial"].sum()), len(disposals)
    lower, upper = (limit.item() for limit in exact_limits(found, base))
    return Found(found / base, lower, upper, "share of disposals; exact limits")


def compared(people: pd.DataFrame, treated: str, time: str) -> Found:
    """Change of people in a scheme over that of a comparison group."""
    found = against_comparison(people, treated=treated)
    return Found(found["ratio"], found["ratio_lower"], found["ratio_upper"],
                 f"change over that of the comparison group, {time}; log limits over people"
                 )  # fmt: skip


CHECKS: dict[str, Check] = {
    "young_people": _young_people,
    "young_people_2004": _young_people_at_base,
    "first_time_entrants": _first_time_entrants,
    "first_time_rate": _first_time_rate,
    "first_time_stands_out": _stands_out,
    "first_time_elsewhere": _elsewhere,
    "first_time_shared": _shared_entrants,
    "into_education_or_work": _into_work,
    "assessed": _share_of_people("assessed"),
    "tailored_plan": _share_of_people("tailored_plan"),
    "over_representation": _over_representation,
    "over_representation_adjusted": _adjusted,
    "reoffences_per_member": _reoffending("per_member", "reoffences per member (NI 19); exact"),
    "reoffences_previous": _reoffending("to_previous", "per member over the year before; exact"),
    "reoffenders": _reoffending("binary_rate", "share of members who reoffended; Wilson limits"),
    "reoffences_against_predicted": _against_predicted,
    "reoffending_not_yet_known": _not_yet_known,
    "custodial_share": _custodial,
    "diversion_effect": lambda evidence: compared(
        evidence.feed("diversion"), "diverted", "a month"
    ),
}
