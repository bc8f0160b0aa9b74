"""Two shares compared group by group, so that a different mix of groups is no difference."""

import numpy as np
import pandas as pd

from cdrp_analysis.measures.proportions import require, share_difference
from cdrp_analysis.measures.rates import wilson

COLUMNS = (
    "share", "other_share", "crude", "crude_lower", "crude_upper", "matched_share", "matched",
    "matched_lower", "matched_upper", "covered",
)  # fmt: skip


def like_for_like(
    frame: pd.DataFrame,
    *,
    found: str = "found",
    base: str = "base",
    other_found: str = "other_found",
    other_base: str = "other_base",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    A share less another, as they are and with the others given the first one's mix of groups.

    Each group weighs as much as it does among the first; its difference has Wilson's limits on
    either side, and these are joined to limits of the whole by their squares (MOVER). Of a single
    group both differences are Newcombe's.

    Parameters
    ----------
    frame : DataFrame, one row per group
        Counts ``found`` of ``base`` here, ``other_found`` of ``other_base`` elsewhere; a group in
        which one of them is missing or a base is 0 is left out of the matched difference.

    Returns
    -------
    DataFrame of one row
        ``share`` and ``other_share`` (of all groups), ``crude`` with limits (their difference,
        Newcombe); ``matched_share`` (of the others, were their mix of groups the one here),
        ``matched`` with limits (the groups' own differences, weighed by ``base``) and ``covered``
        (share of ``base`` in groups that could be compared). Missing where nothing is known.

    Raises
    ------
    InputError
        If a column is missing or a share lies outside 0 to 1.

    References
    ----------
    Newcombe, R. (1998). Statistics in Medicine 17, 873-890. Zou, G. and Donner, A. (2008).
    Statistics in Medicine 27, 1693-1702 (limits of a sum from the limits of its parts).

    Examples
    --------
    >>> two = pd.DataFrame({"found": [56], "base": [70], "other_found": [48], "other_base": [80]})
    >>> like_for_like(two)[["crude", "matched", "matched_lower", "matched_upper"]].round(4)
       crude  matched  matched_lower  matched_upper
    0    0.2      0.2         0.0524         0.3339
    """
    names = [found, base, other_found, other_base]
    require(frame, *names, where="like_for_like")
    counts = frame[names].astype("Float64").astype(float)
    counts.columns = ["found", "base", "other_found", "other_base"]
    made = dict.fromkeys(COLUMNS, np.nan)
    known = counts[counts.notna().all(axis=1)]
    total = known.sum()
    if total["base"] > 0 and total["other_base"] > 0:
        crude = share_difference(total.to_frame().T, confidence=confidence).iloc[0]
        made |= {"share": total["found"] / total["base"],
                 "other_share": total["other_found"] / total["other_base"],
                 "crude": crude["difference"], "crude_lower": crude["difference_lower"],
                 "crude_upper": crude["difference_upper"]}  # fmt: skip
    alike = known[(known["base"] > 0) & (known["other_base"] > 0)]
    if len(alike):
        each = share_difference(alike, confidence=confidence)
        weight = each["base"] / each["base"].sum()
        one, other = each["found"] / each["base"], each["other_found"] / each["other_base"]
        low, high = wilson(each["found"], each["base"], confidence=confidence)
        other_low, other_high = wilson(
            each["other_found"], each["other_base"], confidence=confidence
        )
        matched = float((weight * (one - other)).sum())
        below = weight**2 * ((one - low) ** 2 + (other_high - other) ** 2)
        above = weight**2 * ((high - one) ** 2 + (other - other_low) ** 2)
        made |= {"matched_share": float((weight * other).sum()), "matched": matched,
                 "matched_lower": matched - np.sqrt(below.sum()),
                 "matched_upper": matched + np.sqrt(above.sum()),
                 "covered": each["base"].sum() / total["base"]}  # fmt: skip
    return pd.DataFrame([made])
