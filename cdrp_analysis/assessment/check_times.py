"""Check-ups of what was planted in the hours of the day."""

from cdrp_analysis.assessment import town
from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.restricted import Evidence


def _alcohol_violence(evidence: Evidence) -> Found:
    rows = town.late_violence(evidence, "violence", in_town=True)
    return Found(
        *town.rise_a_year(rows),
        measure=f"rise a year of the share marked, where somebody said, {town.LATE.text}, within "
        f"{town.LATE_M:.0f} m of the middle; robust limits of a straight line",
    )


CHECKS: dict[str, Check] = {"alcohol_violence": _alcohol_violence}
