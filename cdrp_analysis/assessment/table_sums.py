"""Which sums hold among the parts and groups of tables about people; protector and auditor ask."""

from collections.abc import Sequence

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures import substances

_Sums = list[tuple[str, Sequence[str]]]


def sums_of_tables(evidence: Evidence) -> dict[str, _Sums]:
    """
    Totals and the parts that make them up, by dimension of a cell's address.

    Takes a restricted run with its tables made. Only sums of tables that there are.
    """
    parts: _Sums = []
    for name, sums in substances.PART_SUMS_BY_TABLE.items():
        if evidence.has(name):
            parts += [one for one in sums if one not in parts]
    groups: _Sums = []
    if evidence.has("treatment_waits"):
        groups += substances.group_sums(evidence.table("treatment_waits")["group"])
    return {"offence": parts, "period": groups}
