"""The tables about adults: caseload, needs, schemes and what they change, lists that overlap."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from cdrp_analysis.assessment.peer_sets import names_around
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.windows import latest
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.errors import InputError
from cdrp_analysis.exhibits.people_parts import within
from cdrp_analysis.exhibits.wording import days_of
from cdrp_analysis.measures import (
    linkage,
    people_tables,
    reoffending,
    repeat_markers,
    selection,
    sharing,
    short_list,
    trends,
)
from cdrp_analysis.measures.peers import funnel
from cdrp_analysis.periods import Period

PROLIFIC = "prolific and priority"
SUPERVISED, HELD = "on supervision", "in custody"
ASSESSED = "on supervision, assessed for every need"
NEEDS = ("drugs", "alcohol", "accommodation")
VICTIMS = "victims known"
KEYS = ("key_forename", "key_surname", "key_birth", "key_home")
SCORES = ("harm_two_years", "offences_last_year")
LENGTHS = (10, 20, 30, 40, 50, 75, 100, 150, 200)
_FOLLOWED_MONTHS = 6
_LEAST = 10  # people: a scheme of fewer has no figure of its own
_TIMES = ("twice or more", "three times or more", "four times or more", "five times or more")
_FEEDS = {
    "probation_caseload": "the probation caseload",
    "offender_cohort": "people in schemes",
    "cohort_peers": "the same schemes elsewhere",
    "domestic_incidents": "domestic incidents",
    "agency_lists": "the agencies' lists",
    "service_capacity": "places of services",
}
TABLES = (
    "adult_caseload", "adult_needs", "cohort_changes", "cohort_overlap", "cohort_boroughs",
    "domestic_repeats", "domestic_markers", "domestic_seen_again", "list_curve", "list_band",
    "list_overlap", "service_places",
)  # fmt: skip


@dataclass(frozen=True)
class Adults:
    """
    Tables of the page by name, the time they are about, and what was not received.

    ``span``: the twelve months known last; ``extracts``: the days of the caseload's extracts;
    ``extract``: the last of them; ``joined``: the months in which those in schemes joined;
    ``entered``: the months in which victims are first seen, who are then followed.
    """

    tables: Mapping[str, pd.DataFrame]
    span: str
    extracts: str
    extract: str
    joined: str
    entered: str
    lacking: str


def adults(evidence: Evidence) -> Adults:
    """Everything that the page about adults shows; a table without its feed has no rows."""
    made: dict[str, pd.DataFrame] = {}
    extracts = extract = joined = ""
    if evidence.has_feed("probation_caseload"):
        rows = evidence.feed("probation_caseload")
        extracts = days_of(rows["counted_on"])
        extract = days_of(rows["counted_on"].nlargest(1))
        made["adult_caseload"] = caseload(rows, evidence)
        made["adult_needs"] = needs(rows, evidence)
    if evidence.has_feed("offender_cohort"):
        cohort = evidence.feed("offender_cohort")
        peers = evidence.feed("cohort_peers") if evidence.has_feed("cohort_peers") else None
        made["cohort_changes"] = changes(cohort, peers, evidence.borough)
        made["cohort_overlap"] = overlap(cohort, evidence)
        joined = days_of(cohort["joined_on"])
    if evidence.has_feed("cohort_peers"):
        made["cohort_boroughs"] = boroughs(evidence)
    if evidence.has_feed("domestic_incidents"):
        made["domestic_repeats"] = repeats(evidence)
        made |= markers(evidence)
    if evidence.has_feed("agency_lists"):
        made |= lists(evidence)
    if evidence.has_feed("service_capacity"):
        made["service_places"] = places(evidence)
    absent = [label for feed, label in _FEEDS.items() if not evidence.has_feed(feed)]
    return Adults(
        {name: made[name] if len(made.get(name, ())) else none(name) for name in TABLES},
        latest(evidence).label,
        f"extracts of {extracts}" if extracts else "",
        f"extract of {extract}" if extract else "",
        f"before and after joining, {joined}" if joined else "",
        f"first seen {within(entered(evidence).label)}",
        f"Not received: {', '.join(absent)}." if absent else "",
    )


def caseload(rows: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """People by where their sentence is served, on the day of every extract, and the unit."""
    made = []
    for day, here in rows.groupby("counted_on"):
        unit = " and ".join(sorted(here["delivery_unit"].dropna().unique()))
        for status, label in (("supervision", SUPERVISED), ("custody", HELD)):
            people = here.loc[here["status"] == status, "person"].nunique()
            made.append((label, f"{day:%Y-%m-%d}", people, unit))
        made.append(("either", f"{day:%Y-%m-%d}", here["person"].nunique(), unit))
    table = pd.DataFrame(made, columns=["measure", "counted_on", "people", "delivery_unit"])
    return people_tables.with_either(table.astype({"people": "Int64"}).assign(
        area=evidence.borough))  # fmt: skip


def needs(rows: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """Needs of those supervised, alone and together, beside the bounds that each alone leaves."""
    last = rows[rows["counted_on"] == rows["counted_on"].max()]
    known = last.loc[last["status"] == "supervision", list(NEEDS)].dropna().astype(bool)
    made = [(ASSESSED, "", len(known))]
    for size in range(1, len(NEEDS) + 1):
        for names in combinations(NEEDS, size):
            label = " and ".join([", ".join(names[:-1]), names[-1]] if size > 1 else names)
            made.append((label, ASSESSED, int(known[list(names)].all(axis=1).sum())))
    table = pd.DataFrame(made, columns=["measure", "of", "people"]).astype({"people": "Int64"})
    table = table.assign(
        area=evidence.borough, period=f"{last['counted_on'].iloc[0]:%Y-%m-%d}", limits="Wilson"
    )
    return people_tables.with_needs(table)


def changes(cohort: pd.DataFrame, peers: pd.DataFrame | None, borough: str) -> pd.DataFrame:
    """What each scheme's change comes to, one allowance after the other."""
    made = []

    def told(scheme: str, reading: str, people: int, found) -> None:
        ends = [float(found[f"ratio{end}"]) for end in ("", "_lower", "_upper")]
        made.append((scheme, reading, people, *ends))

    for scheme, rows in cohort.groupby("scheme"):
        inside = rows[rows["in_scheme"]]
        if len(inside) < _LEAST:
            continue
        size = len(inside)
        told(scheme, "nothing allowed for", size, reoffending.before_after(inside).iloc[0])
        free = reoffending.at_liberty(rows)
        inside, others = free[free["in_scheme"]], free[~free["in_scheme"]]
        told(scheme, "in time at liberty", size, reoffending.before_after(inside).iloc[0])
        if len(others) >= _LEAST:
            ranked = rows["rank"].notna().all()
            label = "those next in line" if ranked else "those compared with them"
            told(scheme, label, len(others), reoffending.before_after(others).iloc[0])
            try:
                found = (
                    selection.regression_to_mean(rows, chosen="in_scheme")
                    if ranked
                    else reoffending.against_comparison(free, treated="in_scheme")
                )
            except InputError:
                continue
            label = "over what choosing the worst brings" if ranked else "over those compared"
            told(scheme, label, size, found)
    if peers is not None:
        for scheme, rows in peers[peers["area"] != borough].groupby("scheme"):
            before, after = rows["offences_before"].sum(), rows["offences_after"].sum()
            low, high = (end.item() for end in trends.ratio_limits(before, after))
            told(scheme, "other areas together", int(rows["people"].sum()),
                 {"ratio": after / before, "ratio_lower": low, "ratio_upper": high})  # fmt: skip
    table = pd.DataFrame(
        made, columns=["scheme", "reading", "people", "ratio", "ratio_lower", "ratio_upper"]
    )
    ends = {f"change_share{end}": table[f"ratio{end}"] - 1 for end in ("", "_lower", "_upper")}
    return table.assign(**ends)


def overlap(cohort: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """People in each scheme and in each two of them."""
    on = cohort[cohort["in_scheme"]].groupby("scheme")["person"].agg(set)
    made = [(name, name, name, len(people)) for name, people in on.items()]
    made += [(a, b, f"{a} with {b}", len(on[a] & on[b])) for a, b in combinations(on.index, 2)]
    table = pd.DataFrame(made, columns=["scheme", "other", "counted", "people"])
    return table.astype({"people": "Int64"}).assign(area=evidence.borough, period=evidence.known_to)


def boroughs(evidence: Evidence) -> pd.DataFrame:
    """Every area's prolific and priority offenders: offences after per thousand before."""
    rows = evidence.feed("cohort_peers")
    rows = rows[rows["scheme"] == PROLIFIC].reset_index(drop=True)
    if len(rows) < 3 or not rows["offences_after"].sum():
        return none("cohort_boroughs")
    found = funnel(rows, count="offences_after", denominator="offences_before")
    return found.assign(
        area_name=found["area"].map(names_around(evidence)).fillna(found["area"]),
        standing=found["area"].eq(evidence.borough).map({True: "own", False: "other"}),
        change_share=found["offences_after"] / found["offences_before"] - 1,
    )


def repeats(evidence: Evidence) -> pd.DataFrame:
    """Victims of domestic incidents by how often they were seen in twelve months."""
    time = latest(evidence)
    rows = evidence.feed("domestic_incidents")
    rows = rows[rows["month"].isin(time.months())].dropna(subset=["victim"])
    seen = rows.groupby("victim").size()
    made = [(VICTIMS, "", len(seen)), ("once", VICTIMS, int((seen == 1).sum()))]
    for times, label in enumerate(_TIMES, start=2):
        made.append((label, VICTIMS, int((seen >= times).sum())))
    table = pd.DataFrame(made, columns=["measure", "of", "people"]).astype({"people": "Int64"})
    table = table.assign(area=evidence.borough, period=time.label, limits="Wilson")
    return people_tables.with_shares(table)


def markers(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """Markers of risk of victims seen once and again; and who, by their number, is seen again."""
    rows = evidence.feed("domestic_incidents")
    time, entry = latest(evidence), entered(evidence)
    here = rows[rows["month"].isin(time.months())]
    soon = repeat_markers.seen_again(rows, entry=entry.months())
    return {
        "domestic_markers": repeat_markers.marked(here).assign(period=time.label),
        "domestic_seen_again": soon.assign(period=entry.label)[soon["victims"] > 0],
    }


def entered(evidence: Evidence) -> Period:
    """The twelve months of entry after which six are known: everybody is followed as long."""
    last = pd.Period(evidence.known_to, "M") - _FOLLOWED_MONTHS
    return Period.between(last - 11, last)


def lists(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """The agencies' lists linked: who is on several, and a list cut to the places there are."""
    rows = evidence.feed("agency_lists").reset_index(drop=True)
    if rows["list"].nunique() < 2:
        return {}
    linked = linkage.link(rows, keys=KEYS)
    on = linked.groupby("list")["entity"].nunique()
    pairs = linkage.overlaps(linked)
    people = once(linked)
    size = int(on.get(PROLIFIC, 0)) or min(50, len(people))
    ranked = short_list.banded(people, score=SCORES[0], places=size)
    near = ranked[ranked["band"] != "not listed"]
    return {
        "list_overlap": pairs,
        "list_curve": short_list.curve(
            people, scores=SCORES, harm="harm_next_year",
            lengths=[k for k in LENGTHS if k <= len(people)],
        ),
        "list_band": near.assign(places=size, review=""),
    }  # fmt: skip


def once(linked: pd.DataFrame) -> pd.DataFrame:
    """One row per person linked: a pseudonym, the lists, and the figures of the fullest record."""
    ordered = linked.sort_values(["entity", "list"], kind="stable")
    groups = ordered.groupby("entity")
    figures = [*SCORES, "harm_next_year"]
    table = groups[figures].max().fillna(0.0)
    named = groups.agg(person=("person", "first"), lists=("list", lambda x: ", ".join(sorted(x))))
    return table.join(named).reset_index()


def places(evidence: Evidence) -> pd.DataFrame:
    """Places of each service and how many were filled, means of twelve months."""
    time = latest(evidence)
    rows = evidence.feed("service_capacity")
    used = sharing.use_of_places(rows[rows["month"].isin(time.months())])
    return sharing.in_whole_places(used).assign(period=time.label)


def none(table: str) -> pd.DataFrame:
    """The table without a row."""
    return pd.DataFrame(columns=[column.name for column in SPECS[table].columns])
