"""Which counts of people add up to which: for the protector, and for every reader to know."""

from collections.abc import Iterator
from itertools import pairwise

from cdrp_analysis.assessment.adults import ASSESSED, HELD, SUPERVISED
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.shared_youth import TOGETHER
from cdrp_analysis.assessment.youth import FIRST_TIME, GROUP_KNOWN, ON_LIST, SEEN, counted_as
from cdrp_analysis.disclosure.relations import Partition
from cdrp_analysis.measures.people_tables import ALL_QUINTILES, EVERYBODY, MEMBERS, REOFFENDERS
from cdrp_analysis.measures.referrals import ALL as ALL_POINTS
from cdrp_analysis.measures.referrals import BEGUN


def kinds_of_people(evidence: Evidence) -> list[Partition]:
    """Wholes and the parts of them that tables of people count."""
    young = list(_kinds(evidence)) if _tables(evidence) else []
    return [*young, *kinds_of_adults(evidence)]


def kinds_of_adults(evidence: Evidence) -> list[Partition]:
    """The same for adults: counts that lie within others."""
    if not evidence.has("adult_needs"):
        return []
    found = [Partition("either", (part,), complete=False) for part in (SUPERVISED, HELD)]
    needs = evidence.table("adult_needs")
    sets = {name: set(name.replace(" and ", ", ").split(", "))
            for name in needs.loc[needs["of"].ne(""), "measure"]}  # fmt: skip
    for part, inside in sets.items():
        wholes = [ASSESSED, *(w for w, less in sets.items() if less < inside)]
        found += [Partition(whole, (part,), complete=False) for whole in wholes]
    times = evidence.table("domestic_repeats")["measure"].tolist()
    if len(times) > 2:
        found.append(Partition(times[0], (times[1], times[2])))
        found += [Partition(a, (b,), complete=False) for a, b in pairwise(times[2:])]
    for row in evidence.table("cohort_overlap").itertuples():
        if row.scheme != row.other:
            found += [Partition(whole, (row.counted,), complete=False)
                      for whole in (row.scheme, row.other)]  # fmt: skip
    return found


def _kinds(evidence: Evidence) -> Iterator[Partition]:
    yield Partition(SEEN, (FIRST_TIME,), complete=False)
    # Whose group is known stands between: that it is known of all tells nothing of anybody.
    yield Partition(GROUP_KNOWN, (counted_as(EVERYBODY),))
    yield Partition(MEMBERS, (REOFFENDERS,), complete=False)
    shares = evidence.table("youth_shares")
    for whole in dict.fromkeys(shares.loc[shares["of"].ne(""), "of"]):
        parts = tuple(dict.fromkeys(shares.loc[shares["of"] == whole, "measure"]))
        # Somebody may be listed without a case in the year.
        yield from (Partition(whole, (part,), complete=False) for part in parts if part != ON_LIST)
        if whole.startswith(SEEN):
            yield Partition(SEEN, (whole,), complete=False)
    groups = evidence.table("youth_ethnicity")["counted"].unique().tolist()
    parts = tuple(one for one in groups if one != counted_as(EVERYBODY))
    if parts:
        yield Partition(counted_as(EVERYBODY), parts)
    shared = evidence.table("youth_combined")
    for _, rows in shared.groupby("counted", sort=False):
        whole = rows["area_name"].eq(TOGETHER)
        names = (rows.loc[chosen, "measure"].unique() for chosen in (whole, ~whole))
        (total,), parts = (tuple(one) for one in names)
        yield Partition(total, parts)
    adjusted = evidence.table("youth_adjusted")
    fifths = adjusted.loc[adjusted["quintile"].ne(ALL_QUINTILES), "counted"]
    if len(fifths):
        yield Partition(counted_as(EVERYBODY), tuple(fifths), complete=False)
    points = evidence.table("parenting_referrals")["measure"].unique().tolist()
    named = tuple(point for point in points if point not in (ALL_POINTS, BEGUN))
    if named:
        yield Partition(ALL_POINTS, named, complete=False)
        yield Partition(ALL_POINTS, (BEGUN,), complete=False)


def _tables(evidence: Evidence) -> bool:
    return evidence.has("youth_shares")
