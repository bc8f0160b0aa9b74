"""What was planted in invented data, held against what the workbench finds in it."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence

HELD, MISSED, WAITS = "held", "missed", "no measure yet"
_ROUNDING = 5e-4  # shares and ratios are planted to four decimals


@dataclass(frozen=True)
class Found:
    """
    What the workbench found for one truth.

    Parameters
    ----------
    value : number, text, list or mapping
        In the shape of what was planted.
    lower, upper : number, optional
        The stated interval; needed where the planted value is a true rate behind drawn data.
    measure : str
        What was computed, in a few words.
    """

    value: object
    lower: float = math.nan
    upper: float = math.nan
    measure: str = ""


Check = Callable[[Evidence], Found]


def check_up(evidence: Evidence, planted: list[dict], checks: Mapping[str, Check]) -> pd.DataFrame:
    """
    One row per truth: what was planted, what was found, and whether it holds.

    An exact truth holds where the same value is found, a true rate where the stated interval
    covers it, a thing to be found where it is named. A truth without a check is shown as such.

    Returns
    -------
    DataFrame
        ``item, truth, what, how, planted, found, measure, verdict``, in the order of the truths.
    """
    rows = []
    for truth in planted:
        check = checks.get(truth["key"])
        found = check(evidence) if check else None
        rows.append(
            {
                "item": truth["item"],
                "truth": truth["key"],
                "what": truth["what"],
                "how": truth["how"],
                "planted": shown(truth["planted"], truth["unit"]),
                "found": _with_interval(found, truth["unit"]) if found else "",
                "measure": found.measure if found else "",
                "verdict": verdict(truth, found),
            }
        )
    return pd.DataFrame(rows)


def verdict(truth: Mapping, found: Found | None) -> str:
    """Whether what was found is what was planted."""
    if found is None:
        return WAITS
    planted = truth["planted"]
    if truth["how"] == "process":
        ends = (found.lower, found.upper)
        if any(end is None or math.isnan(end) for end in ends):
            return MISSED  # an estimate without an interval proves nothing
        return HELD if ends[0] <= planted <= ends[1] else MISSED
    return HELD if _same(planted, found.value) else MISSED


def _same(planted: object, found: object) -> bool:
    if isinstance(planted, Mapping) and isinstance(found, Mapping):
        return set(planted) == set(found) and all(_same(planted[k], found[k]) for k in planted)
    if isinstance(planted, list) and isinstance(found, (list, tuple)):
        return len(planted) == len(found) and all(
            _same(one, other) for one, other in zip(planted, found, strict=True)
        )
    if isinstance(planted, (int, float)) and not isinstance(planted, bool):
        try:
            return math.isclose(planted, float(found), rel_tol=0, abs_tol=_ROUNDING)
        except (TypeError, ValueError):
            return False
    return planted == found


def shown(value: object, unit: str) -> str:
    """A planted or found value as the page prints it."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {shown(one, unit)}" for key, one in value.items())
    if isinstance(value, (list, tuple)):
        if len(value) > 8:
            return f"{len(value)} of them"
        return ", ".join(shown(one, unit) for one in value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        text = str(value)
        return text if len(text) <= 60 else f"{text[:57]}..."
    if unit == "share":
        return f"{value:.1%}"
    whole = float(value).is_integer() or abs(value) >= 100
    return f"{value:,.0f}" if whole else f"{value:,.2f}"


def _with_interval(found: Found, unit: str) -> str:
    text = shown(found.value, unit)
    if math.isnan(found.lower) or math.isnan(found.upper):
        return text
    return f"{text} ({shown(found.lower, unit)} to {shown(found.upper, unit)})"
