"""Tables of disorder: what reports of wards cost, and answers of wards about safety."""

import pandas as pd

from cdrp_analysis.measures.parts import with_shares
from cdrp_analysis.measures.rates import rate_per_1000

ANSWERED, UNSAFE, SAFE = "answered", "unsafe", "safe"
LEAST_ANSWERS = 52  # respondents behind a share: 50, whichever figure 52 was rounded from
UNSAFE_ANSWERS = ("a bit unsafe", "very unsafe")
SAFE_ANSWERS = ("very safe", "fairly safe")
# Answers of a ward: the respondents of the survey's own tables, and the two kinds they fall into.
ANSWER_SUMS = (("ward", (ANSWERED,)), (ANSWERED, (UNSAFE, SAFE)))


def ward_costs(frame: pd.DataFrame) -> pd.DataFrame:
    """Rates per 1,000 residents with limits, and cost, from ``reports``, ``residents`` and
    ``unit_cost`` (£ a report); whole pounds."""
    counted = frame[["area", "reports", "residents"]].rename(columns={"reports": "offences"})
    rated = rate_per_1000(counted)
    cost = (pd.to_numeric(frame["reports"]).astype(float) * frame["unit_cost"]).round()
    rates = {name: rated[name].to_numpy() for name in ("rate", "rate_lower", "rate_upper")}
    return frame.assign(**rates, cost=cost)


def answer_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Share of each area's answers that are of feeling unsafe."""
    return with_shares(
        frame, by=["area"], part="part", wholes={UNSAFE: ANSWERED}, least=LEAST_ANSWERS
    )
