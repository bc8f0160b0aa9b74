"""Accepted rows of partners' feeds, or none of them where a feed was not received."""

from collections.abc import Iterable

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.contracts import PARTNER_FEEDS


def rows(evidence: Evidence, contract: str) -> pd.DataFrame:
    """
    Accepted rows of a feed; no rows of the contract's columns where nobody sent it.

    A feed whose rows have a date also has ``month`` (YYYY-MM).
    """
    if evidence.has_feed(contract):
        return evidence.feed(contract)
    return PARTNER_FEEDS[contract].empty().assign(month=pd.Series(dtype="str"))


def lacking(evidence: Evidence, contracts: Iterable[str]) -> str:
    """Which of these feeds nobody sent, as a sentence; blank where all came."""
    absent = [name.replace("_", " ") for name in contracts if not evidence.has_feed(name)]
    return f"Not received: {', '.join(absent)}." if absent else ""
