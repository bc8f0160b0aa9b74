"""Every check-up of a planted truth, by the truth's key."""

from cdrp_analysis.assessment import check_offences
from cdrp_analysis.assessment.check_up import Check, check_up

CHECKS: dict[str, Check] = {
    **check_offences.CHECKS,
}

__all__ = ["CHECKS", "check_up"]
