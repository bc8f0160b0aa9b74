"""What was planted in invented data, held against what the workbench finds in it."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
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
    lower, upper : number, list or mapping, optional
        The stated interval, in the shape of what was planted; needed where that is a true rate
        behind drawn data. Several intervals are to hold together.
    measure : str
        What was computed, in a few words.
    places : DataFrame, optional
        For a truth about places: ``easting``, ``northing`` (metres), ``kind`` and ``strength`` of
        all that were found. The value is then read off where the truth says a place lies.
    areas : mapping, optional
        For a truth about wards: the value of each by its code. It is then read off for the wards
        that the truth names, in their order.
    """

    value: object
    lower: object = math.nan
    upper: object = math.nan
    measure: str = ""
    places: pd.DataFrame | None = None
    areas: Mapping[str, object] | None = None


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
        if found and found.places is not None:
            found = replace(found, value=kinds_at(truth["places"], found.places))
        if found and found.areas is not None:
            found = replace(found, value=[found.areas.get(ward) for ward in truth["wards"]])
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


def kinds_at(planted: list[dict], found: pd.DataFrame) -> dict[str, str]:
    """
    What was found at each planted place: the kind of the strongest within its radius.

    Parameters
    ----------
    planted : list of dict
        ``key``, ``easting``, ``northing`` and ``radius_m`` of each place.
    found : DataFrame
        As ``Found.places``.
    """
    kinds = {}
    for place in planted:
        away = np.hypot(found["easting"] - place["easting"], found["northing"] - place["northing"])
        near = found[away <= place["radius_m"]]
        kinds[place["key"]] = near.loc[near["strength"].idxmax(), "kind"] if len(near) else "none"
    return kinds


def verdict(truth: Mapping, found: Found | None) -> str:
    """Whether what was found is what was planted."""
    if found is None:
        return WAITS
    planted = truth["planted"]
    if truth["how"] == "process":
        return HELD if _within(found.lower, planted, found.upper) else MISSED
    return HELD if _same(planted, found.value) else MISSED


def _within(lower: object, planted: object, upper: object) -> bool:
    """Whether every part lies in its interval; one without an interval proves nothing."""
    ends = (lower, upper)
    if isinstance(planted, Mapping):
        return all(isinstance(end, Mapping) and set(end) == set(planted) for end in ends) and all(
            _within(lower[key], planted[key], upper[key]) for key in planted
        )
    if isinstance(planted, (list, tuple)):
        return all(
            isinstance(end, (list, tuple)) and len(end) == len(planted) for end in ends
        ) and (all(_within(*three) for three in zip(lower, planted, upper, strict=True)))
    if any(not isinstance(end, (int, float)) for end in (planted, *ends)):
        return False
    return lower <= planted <= upper  # never so where an end is not a number


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
    whole = float(value).is_integer() or abs(value) >= 100
    text = f"{value:.1%}" if unit == "share" else f"{value:,.0f}" if whole else f"{value:,.2f}"
    return text.replace("-", "\N{MINUS SIGN}")


def _with_interval(found: Found, unit: str) -> str:
    return _beside(found.value, found.lower, found.upper, unit)


def _beside(value: object, lower: object, upper: object, unit: str) -> str:
    if isinstance(value, Mapping) and isinstance(lower, Mapping):
        parts = (f"{key} {_beside(one, lower[key], upper[key], unit)}"
                 for key, one in value.items())  # fmt: skip
        return "; ".join(parts)
    if isinstance(value, (list, tuple)) and isinstance(lower, (list, tuple)):
        three = zip(value, lower, upper, strict=True)
        return ", ".join(_beside(*parts, unit) for parts in three)
    text = shown(value, unit)
    if math.isnan(lower) or math.isnan(upper):
        return text
    return f"{text} ({shown(lower, unit)} to {shown(upper, unit)})"
