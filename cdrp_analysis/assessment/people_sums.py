"""Which counts of people add up to which: for the protector, and for every reader to know."""

from collections.abc import Iterator

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.youth import FIRST_TIME, GROUP_KNOWN, ON_LIST, SEEN, counted_as
from cdrp_analysis.disclosure.relations import Partition
from cdrp_analysis.measures.people_tables import ALL_QUINTILES, EVERYBODY, MEMBERS, REOFFENDERS
from cdrp_analysis.measures.referrals import ALL as ALL_POINTS
from cdrp_analysis.measures.referrals import BEGUN


def kinds_of_people(evidence: Evidence) -> list[Partition]:
    """Wholes and the parts of them that tables of people count."""
    return list(_kinds(evidence)) if _tables(evidence) else []


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
