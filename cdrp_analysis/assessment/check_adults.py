"""Check-ups of adults under supervision, cohorts, the agencies' lists, payback and places."""

import pandas as pd

from cdrp_analysis.assessment.check_kinds import of_period
from cdrp_analysis.assessment.check_people import LATEST, compared
from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures.outputs import payback
from cdrp_analysis.measures.proportions import frechet_bounds, share
from cdrp_analysis.measures.reoffending import at_liberty, before_after
from cdrp_analysis.measures.sharing import use_of_places
from cdrp_analysis.measures.trends import ratio_limits

_PROLIFIC, _PILOT = "prolific and priority", "domestic abuse perpetrators"
_TOO_SMALL = 10  # people: a smaller scheme gets no rate of its own
_NEEDS = ("drugs", "alcohol", "accommodation")


def _caseload(evidence: Evidence, status: str) -> pd.DataFrame:
    rows = evidence.feed("probation_caseload")
    return rows[(rows["counted_on"] == rows["counted_on"].max()) & (rows["status"] == status)]


def _on_caseload(status: str) -> Check:
    return lambda evidence: Found(
        _caseload(evidence, status)["person"].nunique(), measure="people on the day of the extract"
    )


def _need(need: str) -> Check:
    def check(evidence: Evidence) -> Found:
        known = _caseload(evidence, "supervision")[need].dropna()
        count, base = int(known.sum()), len(known)
        found = share(pd.DataFrame({"found": [count], "base": [base]})).iloc[0]
        return Found(count, base * found["share_lower"], base * found["share_upper"],
                     f"{found['share']:.0%} of {base} assessed; Wilson limits")  # fmt: skip

    return check


def _needs_together(evidence: Evidence) -> Found:
    assessed = _caseload(evidence, "supervision")[list(_NEEDS)].dropna().astype(bool)
    bounds = frechet_bounds({need: int(assessed[need].sum()) for need in _NEEDS}, len(assessed))
    counts = {}
    for row in bounds.itertuples():
        names = row.together.replace(" and ", ", ").split(", ")
        key = "all three" if row.needs == len(_NEEDS) else row.together
        counts[key] = int(assessed[names].all(axis=1).sum())
    within = ", ".join(f"{row.fewest} to {row.most}" for row in bounds.itertuples())
    return Found(counts, measure=f"people counted; without the rows: {within} (Fréchet bounds)")


def _unit_break(evidence: Evidence) -> Found:
    units = evidence.feed("probation_caseload").groupby("month")["delivery_unit"].unique().map(set)
    changed = [month for month, before, now in zip(units.index[1:], units, units.iloc[1:],
                                                   strict=False) if before != now]  # fmt: skip
    return Found(", ".join(changed), measure="month in which the managing unit changes")


def _scheme(evidence: Evidence, scheme: str) -> pd.DataFrame:
    rows = evidence.feed("offender_cohort")
    return rows[rows["scheme"] == scheme]


def _prolific_change(evidence: Evidence) -> Found:
    people = _scheme(evidence, _PROLIFIC)
    found = before_after(people[people["in_scheme"]]).iloc[0]
    return Found(found["ratio"] - 1, found["ratio_lower"] - 1, found["ratio_upper"] - 1,
                 "offences a month after over before; exact limits; nothing allowed for"
                 )  # fmt: skip


def _next_ranked(evidence: Evidence) -> Found:
    people = _scheme(evidence, _PROLIFIC)
    found = before_after(at_liberty(people[~people["in_scheme"]])).iloc[0]
    return Found(found["ratio"], found["ratio_lower"], found["ratio_upper"],
                 "offences after over before, in time at liberty; exact limits")  # fmt: skip


def _scheme_effect(scheme: str) -> Check:
    return lambda evidence: compared(
        at_liberty(_scheme(evidence, scheme)), "in_scheme", "in time at liberty"
    )


def _pilot(evidence: Evidence) -> Found:
    pilot = _scheme(evidence, _PILOT)
    people = pilot.loc[pilot["in_scheme"], "person"].nunique()
    told = "no rate is stated" if people < _TOO_SMALL else "enough for a rate"
    return Found(people, measure=f"people counted; {told}")


def _peers(evidence: Evidence) -> Found:
    rows = evidence.feed("cohort_peers")
    rows = rows[(rows["scheme"] == _PROLIFIC) & (rows["area"] != evidence.borough)]
    before, after = int(rows["offences_before"].sum()), int(rows["offences_after"].sum())
    lower, upper = (end.item() - 1 for end in ratio_limits(before, after))
    return Found(after / before - 1, lower, upper,
                 f"{rows['area'].nunique()} other areas together; exact limits")  # fmt: skip


def _high_risk(evidence: Evidence) -> Found:
    lists = evidence.feed("agency_lists")
    people = lists.loc[lists["list"] == "serious violence", "person"].nunique()
    young = of_period(evidence.feed("youth_cases"), LATEST)["person"].nunique()
    part = share(pd.DataFrame({"found": [people], "base": [young]})).iloc[0]
    return Found(people, measure=f"people counted; {part['share']:.1%} of {young} young people "
                 f"({part['share_lower']:.1%} to {part['share_upper']:.1%})")  # fmt: skip


def _payback(column: str, measure: str) -> Check:
    def check(evidence: Evidence) -> Found:
        work = payback(of_period(evidence.feed("community_payback"), LATEST))
        whole = work[work["suggested_by"] == "all"]
        said = measure.format(whole["proposed"].item())
        return Found(whole[column].item(), measure=said)

    return check


def _over_capacity(evidence: Evidence) -> Found:
    services = use_of_places(of_period(evidence.feed("service_capacity"), LATEST))
    used = services.set_index("service")["used_share"]
    over = used[used > 1].sort_values(ascending=False)
    return Found(", ".join(over.index), measure=", ".join(f"{part:.0%} filled" for part in over))


CHECKS: dict[str, Check] = {
    "caseload_supervision": _on_caseload("supervision"),
    "caseload_custody": _on_caseload("custody"),
    **{f"need_{need}": _need(need) for need in _NEEDS},
    "needs_together": _needs_together,
    "delivery_unit_break": _unit_break,
    "ppo_raw_change": _prolific_change,
    "ppo_next_ranked": _next_ranked,
    "drug_interventions_effect": _scheme_effect("drug interventions"),
    "resettlement_effect": _scheme_effect("resettlement"),
    "pilot_too_small": _pilot,
    "ppo_peer_change": _peers,
    "high_risk": _high_risk,
    "payback_hours": _payback("hours", "hours summed"),
    "payback_suggestions_taken": _payback("taken_up", "projects counted once, of {} suggested"),
    "over_capacity": _over_capacity,
}
