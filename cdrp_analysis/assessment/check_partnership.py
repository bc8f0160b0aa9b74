"""Check-ups of how the partnership is run, with those of what residents and members say."""

import pandas as pd

from cdrp_analysis.assessment import shared_youth
from cdrp_analysis.assessment.check_kinds import counted
from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.check_voice import CHECKS as VOICE
from cdrp_analysis.assessment.localities import localities
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.treatment_evidence import money_by_need
from cdrp_analysis.measures import seats, sharing
from cdrp_analysis.measures.delivery import (
    completion,
    in_force,
    milestones,
    reconciliation,
    withdrawn,
)
from cdrp_analysis.measures.funding import by_stream, cliff_edges
from cdrp_analysis.measures.shared_services import saving_against_target

_KNOWN_TO = pd.Timestamp("2010-09-30")
_RELEASED = pd.Timestamp("2010-10-18")
_YEAR, _YEAR_BEFORE, _YEAR_ENDS = "2010/11", "2009/10", pd.Timestamp("2011-03-31")
_PRIORITY = 200  # index over which a locality is a priority: Vulnerable Localities Index


# ── Seats and peers ─────────────────────────────────────────────────────────────────────────


def _of_seats(column: str) -> Check:
    def check(evidence: Evidence) -> Found:
        bodies = seats.coverage(evidence.feed("membership"), _KNOWN_TO)
        return Found(int(bodies[column].sum()), measure=f"{column} of the bodies on the day")

    return check


def _people(evidence: Evidence) -> Found:
    people = seats.people(evidence.feed("membership"), _KNOWN_TO)
    return Found(len(people), measure="holders counted once")


def _ethnic_groups(evidence: Evidence) -> Found:
    people = seats.people(evidence.feed("membership"), _KNOWN_TO)
    groups = people["ethnic_group"].value_counts()
    return Found({group: int(n) for group, n in groups.items()}, measure="holders counted once")


def _peers_of(evidence: Evidence) -> tuple[set[str], pd.DataFrame]:
    lists = evidence.feed("peers")
    return set(lists.loc[lists["area"] == evidence.borough, "peer"]), lists


def _peer_left_out(evidence: Evidence) -> Found:
    peers, lists = _peers_of(evidence)
    left_out = set(lists["area"]) - peers - {evidence.borough}
    return Found(", ".join(sorted(left_out)), measure="areas with a list that are not peers")


def _not_mutual(evidence: Evidence) -> Found:
    peers, lists = _peers_of(evidence)
    back = set(lists.loc[lists["peer"] == evidence.borough, "area"])
    return Found(sorted(peers - back), measure="peers whose own list lacks the borough")


# ── Targets, plan, milestones ──────────────────────────────────────────────────────────────


def _target_gap(measure: str) -> Check:
    def check(evidence: Evidence) -> Found:
        register = evidence.feed("targets")
        table = reconciliation(register[in_force(register, _RELEASED)]).set_index("measure")
        return Found(float(table.loc[measure, "gap"]), measure="boroughs' targets less the force's")

    return check


def _withdrawn(evidence: Evidence) -> Found:
    register = evidence.feed("targets")
    gone = register.loc[withdrawn(register, _RELEASED), "target"]
    return Found(sorted(gone), measure="targets withdrawn by the day")


def _partnership_targets(rows: pd.DataFrame) -> pd.Series:
    return in_force(rows, _RELEASED) & (rows["level"] == "partnership")


def _plan(column: str) -> Check:
    def check(evidence: Evidence) -> Found:
        plan = completion(evidence.feed("plan_actions")).iloc[0]
        return Found(int(plan[column]), measure=f"{column.replace('_', ' ')} of the plan")

    return check


def _overdue(evidence: Evidence) -> Found:
    # A day on: what is due by the day itself and not done is overdue once it has ended.
    rows = milestones(evidence.feed("milestones"), _KNOWN_TO + pd.Timedelta(days=1))
    late = rows.loc[rows["standing"] == "overdue", "milestone"]
    return Found(", ".join(late), measure="due and not done")


# ── Money ──────────────────────────────────────────────────────────────────────────────────


def _funds(evidence: Evidence, *, in_kind: bool = False) -> pd.DataFrame:
    funds = evidence.feed("funding")
    return funds[(funds["year"] == _YEAR) & (funds["in_kind"] == in_kind)]


def _funding(*, in_kind: bool) -> Check:
    return lambda evidence: Found(
        float(by_stream(_funds(evidence, in_kind=in_kind))["amount"].sum()),
        measure="amounts summed",
    )


def _cliff_edge(evidence: Evidence) -> Found:
    edges = cliff_edges(_funds(evidence)).set_index("ends_on")["amount"]
    return Found(float(edges.get(_YEAR_ENDS, 0.0)), measure="money that ends on the day")


def _drug_money(evidence: Evidence) -> Found:
    funds = _funds(evidence).dropna(subset="need")
    by_need = money_by_need(funds[funds["need"] != "alcohol"]).set_index("need")["share"]
    return Found(float(by_need.get("crack or heroin", 0.0)), measure="share of the amounts")


def _management_change(evidence: Evidence) -> Found:
    years = evidence.feed("shared_services").groupby("year")["management_cost"].sum()
    change = 100 * (years[_YEAR] / years[_YEAR_BEFORE] - 1)
    return Found(float(change), measure="management cost of all areas, year on year")


def _saving(evidence: Evidence) -> Found:
    table = saving_against_target(*shared_youth.costs_and_targets(evidence))
    return Found(round(float(table["saved_share"].iloc[-1]), 4),
                 measure="saving from the target's baseline over that wanted")  # fmt: skip


# ── Data owed, risks, breaks, localities ───────────────────────────────────────────────────


def _prescribed_sets(evidence: Evidence) -> Found:
    rows = evidence.feed("information_sharing")
    sets = rows.loc[sharing.by_law(rows), "dataset"].nunique()
    return Found(sets, measure="data sets counted once")


def _never_sent(evidence: Evidence) -> Found:
    card = sharing.scorecard(evidence.feed("information_sharing"))
    never = card.loc[card["received"] == 0, "agency"]
    return Found(", ".join(never), measure="agencies without a delivery")


def _longest_lag(evidence: Evidence) -> Found:
    card = sharing.scorecard(evidence.feed("information_sharing"), by=["dataset"])
    lags = card.set_index("dataset")["lag_days"]
    return Found(str(lags.idxmax()), measure="highest median of its deliveries")


def _highest_risk(evidence: Evidence) -> Found:
    scan = evidence.feed("pestelo")
    score = scan["likelihood"] * scan["impact"]
    return Found(", ".join(scan.loc[score == score.max(), "item"]), measure="likelihood × impact")


def _first_day(series: str) -> Check:
    def check(evidence: Evidence) -> Found:
        breaks = evidence.feed("series_breaks").set_index("series")["from_day"]
        return Found(f"{breaks[series]:%Y-%m-%d}", measure="day in the register of breaks")

    return check


def _vulnerable(evidence: Evidence) -> Found:
    rates = evidence.feed("vulnerability").set_index("lsoa")[
        ["income_deprived", "employment_deprived", "aged_15_to_24", "low_attainment"]
    ]
    index = (100 * rates / rates.mean()).mean(axis=1)
    return Found(
        sorted(index.index[index > _PRIORITY]),
        measure=f"mean of four indices, 100 the mean LSOA, over {_PRIORITY}",
    )


def _chosen_first(evidence: Evidence) -> Found:
    chances = localities(evidence).chances.query("number == 1").set_index("area")["p_chosen"]
    first = chances.idxmax()
    return Found(str(first), measure=f"the one ward chosen in {chances[first]:.0%} of the draws")


CHECKS: dict[str, Check] = {
    **VOICE,
    "membership_seats": _of_seats("seats"),
    "membership_vacant": _of_seats("vacant"),
    "membership_people": _people,
    "membership_ethnic_groups": _ethnic_groups,
    "peer_left_out": _peer_left_out,
    "peers_not_mutual": _not_mutual,
    "peers_of_the_borough": lambda evidence: Found(
        len(_peers_of(evidence)[0]), measure="peers on the borough's list"
    ),
    "target_gap": _target_gap("robbery"),
    "target_no_gap": _target_gap("burglary"),
    "targets_withdrawn": _withdrawn,
    "targets_in_force": counted("targets", lambda f: in_force(f, _RELEASED)),
    "partnership_targets": counted("targets", _partnership_targets),
    "plan_actions": _plan("actions"),
    "plan_completed": _plan("completed"),
    "milestones_due": counted("milestones", lambda f: f["due_on"] <= _KNOWN_TO),
    "milestone_overdue": _overdue,
    "funding_total": _funding(in_kind=False),
    "funding_in_kind": _funding(in_kind=True),
    "funding_cliff_edge": _cliff_edge,
    "drug_money_on_crack_or_heroin": _drug_money,
    "shared_management_change": _management_change,
    "shared_saving": _saving,
    "prescribed_sets": _prescribed_sets,
    "prescribed_received": counted(
        "information_sharing", lambda f: sharing.by_law(f) & sharing.received(f)
    ),
    "agreed_received": counted(
        "information_sharing", lambda f: ~sharing.by_law(f) & sharing.received(f)
    ),
    "received_late": counted("information_sharing", sharing.late),
    "never_sent": _never_sent,
    "longest_lag": _longest_lag,
    "pestelo_items": counted("pestelo"),
    "pestelo_highest": _highest_risk,
    "probation_break": _first_day("probation_caseload"),
    "recording_break": _first_day("violence"),
    "vulnerable_localities": _vulnerable,
    "ward_chosen_first": _chosen_first,
}
