"""The tables about young people: offending, what becomes of it, whom it concerns, early help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cdrp_analysis.assessment import shared_youth
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.windows import latest, span, windows
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.catalogue.youth import FIRST_TIME
from cdrp_analysis.measures import people_tables, referrals, reoffending, young_people
from cdrp_analysis.measures.people_tables import ALL_QUINTILES, EVERYBODY, EXACT
from cdrp_analysis.measures.shared_services import saving_against_target
from cdrp_analysis.periods import Period

SEEN = "young people with a case"
ON_LIST = "on the list of those likely to do serious violence"
CLOSED, INTO_WORK = "cases closed", "in full-time education, training or work"
DISPOSALS, CUSTODY = "court disposals", "custodial sentences"
GROUP_KNOWN = "whose ethnic group is known"
FLAGS = {"assessed": "assessed", "tailored_plan": "with a plan of their own"}
_VIOLENCE = "serious violence"
_PER = {SEEN: 1_000, FIRST_TIME: 100_000}
_SCORE = "Wilson"
_LIST = 10  # people: the length of a shorter list is told in no edition but the restricted
_FEW = 15  # people in a year: a group with fewer is put together with others
# People in each group: 30, whichever figure 30 was rounded from, so that a figure told does not
# say which; on fewer no effect is told (people_tables.with_effect).
_LEAST = 28
_FEEDS = {
    "youth_cases": "cases of young people",
    "youth_population": "residents of that age",
    "youth_peers": "young people of other areas",
    "youth_disposals": "court disposals",
    "agency_lists": "the agencies' lists",
    "parenting_referrals": "referrals of parents",
    "diversion": "the diversion scheme",
    "shared_services": "costs of shared services",
    "targets": "the register of targets",
}


@dataclass(frozen=True)
class Youth:
    """Tables of the page by name, the time they are about, and what was not received."""

    tables: Mapping[str, pd.DataFrame]
    span: str
    lacking: str


def youth(evidence: Evidence) -> Youth:
    """Everything that the page about young people shows; a table without its feed has no rows."""
    cases = _feed(evidence, "youth_cases")
    residents = _feed(evidence, "youth_population")
    times = windows(evidence, cases["month"]) if cases is not None else []
    made: dict[str, pd.DataFrame] = {}
    if times:
        made["youth_rates"] = rates(cases, residents, times)
        made["youth_peers"] = beside_peers(
            made["youth_rates"], _feed(evidence, "youth_peers"), times, evidence
        )
        made["youth_reoffending"] = readings(cases, times[:-1] or times)
        ethnicity = by_ethnicity(cases, residents, times)
        made["youth_ethnicity"] = ethnicity
        made["youth_adjusted"] = adjusted(cases, residents, times, ethnicity)
    made["youth_shares"] = shares(cases, _feed(evidence, "youth_disposals"), evidence)
    made["parenting_referrals"] = parenting(_feed(evidence, "parenting_referrals"), evidence)
    made["diversion_groups"] = diverted(_feed(evidence, "diversion"))
    made["youth_shared_service"] = shared(_feed(evidence, "shared_services"))
    if evidence.has_feed("shared_services"):
        made["youth_shared_areas"] = shared_youth.by_area(evidence)
        if evidence.has_feed("targets"):
            held = shared_youth.costs_and_targets(evidence)
            made["youth_shared_target"] = saving_against_target(*held)
        if times and evidence.has_feed("youth_peers"):
            made["youth_combined"] = shared_youth.combined(made["youth_rates"], times, evidence)
    names = [
        "youth_rates", "youth_peers", "youth_shares", "youth_reoffending", "youth_ethnicity",
        "youth_adjusted", "parenting_referrals", "diversion_groups",
        "youth_shared_service", "youth_shared_target", "youth_shared_areas", "youth_combined",
    ]  # fmt: skip
    tables = {name: made[name] if len(made.get(name, ())) else _none(name) for name in names}
    absent = [label for feed, label in _FEEDS.items() if not evidence.has_feed(feed)]
    return Youth(
        tables,
        span(times) if times else evidence.current.label,
        f"Not received: {', '.join(absent)}." if absent else "",
    )


def rates(
    cases: pd.DataFrame, residents: pd.DataFrame | None, times: Sequence[Period]
) -> pd.DataFrame:
    """Young people with a case, and first-time entrants, per resident of that age."""
    rows = []
    for measure, count in (
        (SEEN, young_people.people),
        (FIRST_TIME, young_people.first_time_entrants),
    ):
        for time in times:
            here = young_people.opened_in(cases, time.months())
            rows.append((measure, time.label, count(here), living(residents, time), _PER[measure]))
    table = pd.DataFrame(rows, columns=["measure", "period", "people", "residents", "per"])
    return people_tables.with_rates(table.astype({"people": "Int64", "residents": "Int64"}))


def beside_peers(
    own: pd.DataFrame, peers: pd.DataFrame | None, times: Sequence[Period], evidence: Evidence
) -> pd.DataFrame:
    """First-time entrants of every area of the feed and here, in the funnel of each year."""
    if peers is None:
        return _none("youth_peers")
    others = peers[peers["area"] != evidence.borough]
    entrants = own[own["measure"] == FIRST_TIME].set_index("period")
    alike = set()
    if evidence.has_feed("peers"):
        lists = evidence.feed("peers")
        alike = set(lists.loc[lists["area"] == evidence.borough, "peer"])
    rows = []
    for time in times:
        here = others[others["month"] == time.first]
        count, residents = entrants.loc[time.label, ["people", "residents"]]
        if here.empty or pd.isna(residents):
            continue
        rows.append((evidence.borough, evidence.name, "own", FIRST_TIME, time.label, count,
                     residents))  # fmt: skip
        for area in here.itertuples():
            standing = "peer" if area.area in alike else "other"
            rows.append((area.area, area.area_name, standing, f"{FIRST_TIME}, {area.area}",
                         time.label, area.first_time_entrants, area.residents))  # fmt: skip
    columns = ["area", "area_name", "standing", "counted", "period", "people", "residents"]
    table = pd.DataFrame(rows, columns=columns).assign(per=_PER[FIRST_TIME])
    return people_tables.with_funnel(table.astype({"people": "Int64", "residents": "Int64"}))


def living(residents: pd.DataFrame | None, time: Period) -> int | None:
    """Residents of that age in the middle of the year whose June lies in the time; else None."""
    if residents is None:
        return None
    found = residents.loc[residents["year"] == mid_year(time), "residents"]
    return int(found.sum()) if len(found) else None


def mid_year(time: Period) -> int:
    """The calendar year whose 30 June lies within twelve months."""
    return next((int(m[:4]) for m in time.months() if m.endswith("-06")), int(time.last[:4]))


def shares(
    cases: pd.DataFrame | None, disposals: pd.DataFrame | None, evidence: Evidence
) -> pd.DataFrame:
    """Shares assessed, with a plan, in work when a case closed, and sentenced to custody."""
    rows: dict[tuple[str, str], tuple] = {}

    def pair(time: Period, said: pd.Series, base: str, found: str, limits: str = _SCORE) -> None:
        known = said.dropna().astype(bool)
        if len(known) < len(said):
            base = f"{base}, of whom it is known whether {found}"
        if len(known):
            rows[base, time.label] = ("", len(known), _SCORE)
            rows[found, time.label] = (base, int(known.sum()), limits)

    if cases is not None:
        for time in windows(evidence, cases["month"]):
            here = young_people.opened_in(cases, time.months())
            for flag, found in FLAGS.items():
                pair(time, young_people.in_every_case(here, flag), SEEN, found)
            known = here.drop_duplicates("person")["ethnic_group"].ne(young_people.NOT_KNOWN)
            pair(time, known, SEEN, GROUP_KNOWN)
            if time == latest(evidence) and (size := _listed(evidence)) >= _LIST:
                rows[ON_LIST, time.label] = (SEEN, size, _SCORE)
            closed = young_people.closed_in(cases, time.months())
            pair(time, closed["in_education_or_work"], CLOSED, INTO_WORK)
    if disposals is not None:
        for time in windows(evidence, disposals["month"]):
            here = young_people.opened_in(disposals, time.months())
            pair(time, here["custodial"], DISPOSALS, CUSTODY, EXACT)
    table = pd.DataFrame(
        [(*key, *row) for key, row in rows.items()],
        columns=["measure", "period", "of", "people", "limits"],
    )
    return people_tables.with_shares(table.astype({"people": "Int64"}))


def _listed(evidence: Evidence) -> int:
    """How many are on the list of those likely to do serious violence."""
    if not evidence.has_feed("agency_lists"):
        return 0
    lists = evidence.feed("agency_lists")
    return young_people.people(lists[lists["list"] == _VIOLENCE])


def readings(cases: pd.DataFrame, times: Sequence[Period]) -> pd.DataFrame:
    """The cohort of each year, counted, with the readings of its reoffending."""
    found = young_people.cohorts(cases, {time.label: time.months() for time in times})
    parts = (people_tables.MEMBERS, people_tables.REOFFENDERS, people_tables.REOFFENCES)
    long = found.melt(["cohort", "expected"], list(parts), "measure", "number")
    order = {cohort: place for place, cohort in enumerate(found["cohort"])}
    long = long.sort_values("cohort", key=lambda c: c.map(order), kind="stable")
    long = long.reset_index(drop=True).astype({"number": "Int64"})
    long["expected"] = long["expected"].where(long["measure"] == people_tables.MEMBERS)
    return people_tables.with_readings(long)


def by_ethnicity(
    cases: pd.DataFrame, residents: pd.DataFrame | None, times: Sequence[Period]
) -> pd.DataFrame:
    """
    Young people of every known ethnic group, seen and resident.

    Groups of few are put together, the same in every year: a rate of a few tells little, and a
    breakdown with one such group may not be published at all.
    """
    columns = ["ethnic_group", "period", "people", "residents"]
    rows = []
    if residents is not None:
        named = together(cases, residents, times)
        for time in times:
            here = _named(young_people.opened_in(cases, time.months()), named)
            alive = _named(residents[residents["year"] == mid_year(time)], named)
            if alive.empty:
                continue
            for group in dict.fromkeys(named.values()):
                one = young_people.by_group(here, alive, group=group, by=["whole"]).iloc[0]
                rows.append((group, time.label, one["observed"], one["residents"]))
            rows.append((EVERYBODY, time.label, one["all_observed"], one["all_residents"]))
    table = pd.DataFrame(rows, columns=columns).astype({"people": "Int64", "residents": "Int64"})
    table["counted"] = [counted_as(group) for group in table["ethnic_group"]]
    return people_tables.with_representation(table)


def together(
    cases: pd.DataFrame, residents: pd.DataFrame, times: Sequence[Period]
) -> dict[str, str]:
    """Every known group's name, those of few under one name that has enough in every year."""
    groups = sorted(set(residents["ethnic_group"]) - {young_people.NOT_KNOWN})
    counts = pd.DataFrame(
        [
            young_people.opened_in(cases, time.months())
            .drop_duplicates("person")["ethnic_group"]
            .value_counts()
            .reindex(groups, fill_value=0)
            for time in times
        ]
    )
    small: list[str] = []
    for group in counts.min().sort_values(kind="stable").index:
        enough = not small or (len(small) > 1 and counts[small].sum(axis=1).min() >= _FEW)
        if counts[group].min() >= _FEW and enough:
            break
        small.append(group)
    name = " and ".join([", ".join(sorted(small)[:-1]), sorted(small)[-1]]) if small else ""
    return {group: name if group in small else group for group in groups}


def _named(rows: pd.DataFrame, named: Mapping[str, str]) -> pd.DataFrame:
    """Rows with groups of few under their common name."""
    return rows.assign(ethnic_group=rows["ethnic_group"].replace(named), whole="")


def counted_as(group: str, quintile: str = ALL_QUINTILES) -> str:
    """What the count of young people of a group, or of a quintile, is called among all counts."""
    if quintile != ALL_QUINTILES:
        return f"young people, quintile {quintile}"
    return f"young people, {group}"


def adjusted(
    cases: pd.DataFrame,
    residents: pd.DataFrame | None,
    times: Sequence[Period],
    ethnicity: pd.DataFrame,
) -> pd.DataFrame:
    """The group with the highest index in the last period, by quintile as well."""
    time = times[-1]
    own = ethnicity[(ethnicity["period"] == time.label) & ethnicity["index"].notna()]
    own = own[own["people"] >= _FEW]
    if residents is None or own.empty:
        return _none("youth_adjusted")
    group = str(own.loc[own["index"].idxmax(), "ethnic_group"])
    named = together(cases, residents, times)
    here = _named(young_people.opened_in(cases, time.months()), named)
    alive = _named(residents[residents["year"] == mid_year(time)], named)
    strata = young_people.by_group(here, alive, group=group, by=["imd_quintile"])
    rows = [
        (EVERYBODY, str(int(q.imd_quintile)), q.all_observed, q.all_residents, q.residents)
        for q in strata.itertuples()
    ]
    whole = strata.sum()
    rows.append((EVERYBODY, ALL_QUINTILES, *whole[["all_observed", "all_residents", "residents"]]))
    rows.append((group, ALL_QUINTILES, *whole[["observed", "residents", "residents"]]))
    columns = ["ethnic_group", "quintile", "people", "residents", "group_residents"]
    table = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:], "Int64"))
    table["period"] = time.label
    table["counted"] = [
        counted_as(*row) for row in table[["ethnic_group", "quintile"]].itertuples(index=False)
    ]
    return people_tables.with_adjustment(table)


def parenting(rows: pd.DataFrame | None, evidence: Evidence) -> pd.DataFrame:
    """Parents referred by contact point, the share whose help has begun, and how long it took."""
    made = []
    times = windows(evidence, rows["month"]) if rows is not None else []
    for time in times:
        found = referrals.referrals(young_people.opened_in(rows, time.months()))
        made.append(found.assign(period=time.label))
    if not made:
        return _none("parenting_referrals")
    table = pd.concat(made, ignore_index=True).assign(limits=_SCORE)
    return people_tables.with_shares(table)


def diverted(rows: pd.DataFrame | None) -> pd.DataFrame:
    """Young people diverted and those compared with them, and the one change over the other."""
    if rows is None or rows.empty:
        return _none("diversion_groups")
    groups = reoffending.groups_followed(rows, treated="diverted")
    label = {True: "diverted", False: "comparison"}
    time = f"{rows['starts_on'].min():%Y-%m} to {rows['starts_on'].max():%Y-%m}"
    groups = groups.assign(group=groups["diverted"].map(label), period=time)
    groups = groups.assign(counted=groups["group"] + ": " + groups["measure"])
    enough = rows["diverted"].value_counts().reindex([True, False]).fillna(0).ge(_LEAST).all()
    error = pd.Series(float("nan"), index=groups.index)
    if enough:
        found = reoffending.against_comparison(rows, treated="diverted")
        effect_of = groups["diverted"] & groups["measure"].eq(reoffending.AFTER)
        error = error.mask(effect_of, round(found["log_error"], 3))
    return people_tables.with_effect(groups.assign(log_error=error))


def shared(rows: pd.DataFrame | None) -> pd.DataFrame:
    """Cost of each shared service, all areas together, and the change on the year before."""
    if rows is None or rows.empty:
        return _none("youth_shared_service")
    sums = rows.groupby(["service", "year"])[["management_cost", "total_cost", "young_people"]]
    table = sums.sum().reset_index()
    table["areas"] = rows.groupby(["service", "year"])["area"].nunique().to_numpy()
    before = table.groupby("service")[["management_cost", "total_cost"]].shift()
    return table.assign(
        management_change_share=table["management_cost"] / before["management_cost"] - 1,
        total_change_share=table["total_cost"] / before["total_cost"] - 1,
        saved=before["management_cost"] - table["management_cost"],
    )


def _feed(evidence: Evidence, name: str) -> pd.DataFrame | None:
    return evidence.feed(name) if evidence.has_feed(name) else None


def _none(table: str) -> pd.DataFrame:
    return pd.DataFrame(columns=[column.name for column in SPECS[table].columns])
