"""Which sums hold among tables beside those of offences; protector and auditor ask."""

from collections.abc import Sequence

import pandas as pd

from cdrp_analysis.assessment import licensed, sites
from cdrp_analysis.assessment.people_sums import kinds_of_people
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.relations import Partition
from cdrp_analysis.measures import disorder, night_bands, site_shares, substances
from cdrp_analysis.measures.day_count import ALL_AGENCIES, ALL_KINDS
from cdrp_analysis.measures.premises import ring_codes
from cdrp_analysis.measures.voices import EVERYBODY, MEMBERS
from cdrp_analysis.measures.week_parts import WHOLE

_Sums = list[tuple[str, Sequence[str]]]


def sums_of_tables(evidence: Evidence) -> dict[str, list[Partition]]:
    """
    Totals and the parts that make them up, by dimension of a cell's address.

    Takes a restricted run with its tables made. Only sums of tables that there are.
    """
    parts: _Sums = []
    for name, sums in substances.PART_SUMS_BY_TABLE.items():
        if evidence.has(name):
            parts += [one for one in sums if one not in parts]
    if evidence.has("survey_profile"):
        for _, own in evidence.table("survey_profile").groupby("variable", sort=True):
            parts.append((EVERYBODY, own.loc[own["group"] != EVERYBODY, "group"].tolist()))
    if has_rows(evidence, "member_groups"):
        kinds = evidence.table("member_groups")["group"]
        parts.append((MEMBERS, kinds[kinds != MEMBERS].tolist()))
    groups: _Sums = []
    if evidence.has("fear_wards"):
        groups += disorder.ANSWER_SUMS
    if has_rows(evidence, "alcohol_flags"):
        told = evidence.table("alcohol_flags")["period"].unique()
        groups += [(f"{WHOLE}, {period}", (period,)) for period in told]
    if has_rows(evidence, "treatment_waits"):
        starts = evidence.table("treatment_waits")
        groups += _as_counted(starts, substances.group_sums(starts["group"]))
    within: list[tuple[str, str]] = []
    if has_rows(evidence, "pilot_tests"):
        pilot = evidence.table("pilot_tests")
        groups += _as_counted(pilot, substances.pilot_sums(pilot["group"]))
        within = _within_all(evidence, pilot)
    if has_rows(evidence, "asb_day"):
        day = evidence.table("asb_day")
        parts.append((ALL_KINDS, day["category"].unique().tolist()))
        groups.append((ALL_AGENCIES, day["agency"].unique().tolist()))
    areas: _Sums = []
    if has_rows(evidence, "premises_rings"):
        areas.append((evidence.borough, ring_codes()))
    if has_rows(evidence, "premises_areas"):
        groups += [(period.label, licensed.parts_of(period)) for period in evidence.compared]
    nights: list[Partition] = []
    if has_rows(evidence, "later_closing"):
        nights = _nights(evidence)
    if has_rows(evidence, "home_areas"):
        parts.append((site_shares.CHARGED, [site_shares.OWN, site_shares.OUTSIDE]))
    if has_rows(evidence, "young_victims"):
        parts.append((site_shares.EVERY_AGE, [site_shares.CHILDREN, site_shares.OLDER]))
        told = evidence.table("young_victims")["period"].unique()
        groups += [sites.sums_of_hours(period) for period in told]
    if has_rows(evidence, "home_areas") or has_rows(evidence, "young_victims"):
        areas.append((evidence.borough, [site_shares.AT_SITE, site_shares.ELSEWHERE]))
    found = {"area": areas, "offence": parts, "period": groups}
    made = {
        name: [Partition(total, tuple(own)) for total, own in sums] for name, sums in found.items()
    }
    made["period"] += nights
    made["period"] += [Partition(whole, (part,), complete=False) for whole, part in within]
    return made | {"offence": [*kinds_of_people(evidence), *made["offence"]]}


def _as_counted(table: pd.DataFrame, sums: _Sums) -> _Sums:
    """Sums of groups, in the names that these have among all counts of the release."""
    named = dict(zip(table["group"], table["counted"], strict=True))
    return [(named[total], [named[part] for part in parts]) for total, parts in sums]


def _within_all(evidence: Evidence, pilot: pd.DataFrame) -> list[tuple[str, str]]:
    """Tests of the quarters compared, which are some of all tests of the same offence."""
    named = dict(zip(pilot["group"], pilot["counted"], strict=True))
    span = evidence.table("drug_tests")["period"].iloc[0]
    pairs = substances.quarters_within(pilot["group"])
    return [(f"{whole}, {span}", named[part]) for whole, part in pairs]


def _nights(evidence: Evidence) -> list[Partition]:
    """What the bands of the night make up with the parts of the week that are told of violence."""
    theme = evidence.table("later_closing")["theme"].iloc[0]
    told: list[str] = []
    if evidence.has("week_parts"):
        week = evidence.table("week_parts")
        told = week.loc[week["theme"] == theme, "part"].tolist()
    sums = night_bands.sums_of_nights(evidence.current.label, told)
    return [Partition(total, tuple(parts), complete, (theme,)) for total, parts, complete in sums]


def has_rows(evidence: Evidence, table: str) -> bool:
    """Whether there is such a table with something in it."""
    return evidence.has(table) and len(evidence.table(table)) > 0
