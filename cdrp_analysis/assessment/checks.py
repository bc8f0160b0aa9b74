"""Every check-up of a planted truth, by the truth's key."""

from cdrp_analysis.assessment import (
    check_adults,
    check_alarms,
    check_health,
    check_lists,
    check_offences,
    check_partnership,
    check_people,
    check_places,
    check_places_times,
    check_services,
    check_times,
)
from cdrp_analysis.assessment.check_up import Check, check_up

CHECKS: dict[str, Check] = {
    **check_offences.CHECKS,
    **check_places_times.CHECKS,
    **check_places.CHECKS,
    **check_alarms.CHECKS,
    **check_people.CHECKS,
    **check_adults.CHECKS,
    **check_lists.CHECKS,
    **check_health.CHECKS,
    **check_health.CHECKS_IN_PARTS,
    **check_services.CHECKS,
    **check_partnership.CHECKS,
    **check_times.CHECKS,
}

__all__ = ["CHECKS", "check_up"]
