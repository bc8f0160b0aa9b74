"""What sentences may claim of adults: caseload, needs, schemes, victims seen again."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_SCHEME = "prolific and priority"
_READINGS = {
    "raw": "nothing allowed for",
    "fair": "over what choosing the worst brings",
    "other": "other areas together",
}


def _caseload(published: Published) -> pd.DataFrame | None:
    """The last extract's counts and what they leave possible together, in one row."""
    frame = table(published, "adult_caseload", "measure", "counted_on", "people", "fewest", "most")
    if frame is None or frame.empty:
        return None
    rows = frame[frame["counted_on"] == frame["counted_on"].iloc[-1]].set_index("measure")
    if not {"on supervision", "in custody", "either"} <= set(rows.index):
        return None
    counts = rows["people"]
    return pd.DataFrame(
        {
            "out": [counts["on supervision"]], "held": [counts["in custody"]],
            "either": [counts["either"]], "fewest": [rows.loc["either", "fewest"]],
            "most": [rows.loc["either", "most"]],
        }
    )  # fmt: skip


def _needs(published: Published) -> pd.DataFrame | None:
    return table(published, "adult_needs", "measure", "people", "share", "fewest", "most")


def _both(published: Published) -> pd.DataFrame | None:
    frame = _needs(published)
    return None if frame is None else frame[frame["measure"] == "drugs and alcohol"]


def _schemes(published: Published) -> pd.DataFrame | None:
    """The readings of the prolific offenders' change, in one row."""
    frame = table(published, "cohort_changes", "scheme", "reading", "change_share")
    if frame is None:
        return None
    own = frame[frame["scheme"] == _SCHEME].set_index("reading")
    row = {
        f"{name}{end}": own[f"change_share{end}"].get(reading, float("nan"))
        for name, reading in _READINGS.items()
        for end in ("", "_lower", "_upper")
    }
    return pd.DataFrame([row]) if len(own) else None


def _own(published: Published) -> pd.DataFrame | None:
    frame = table(published, "cohort_boroughs", "standing", "change_share")
    if frame is None:
        return None
    return frame[frame["standing"] == "own"].assign(others=len(frame) - 1)


def _again(published: Published) -> pd.DataFrame | None:
    frame = table(published, "domestic_repeats", "measure", "period", "share")
    return None if frame is None else frame[frame["measure"] == "twice or more"]


CLAIMS = (
    Claim(
        r"<out> people on supervision and <held> in custody on [\w ]+"
        r"(?:\. Two totals alone [^:]+: together they could be <fewest> to <most> people\. "
        "By the pseudonyms it is <either>)?",
        _caseload,
    ),
    Claim(
        r"<measure=> <share%> \(95% limits <share_lower%> to <share_upper%>\)",
        _needs,
    ),
    Claim(
        "From the shares alone <fewest> to <most> people could have both a drug and an alcohol "
        "need; the rows say <people>",
        _both,
    ),
    Claim(
        r"prolific and priority offenders: <raw%> \(95% limits <raw_lower%> to <raw_upper%>\) "
        r"with nothing allowed for(?:; <fair%> \(95% limits <fair_lower%> to <fair_upper%>\) "
        r"beyond what choosing the worst)?",
        _schemes,
    ),
    Claim(
        r"Elsewhere the change was <other%> \(95% limits <other_lower%> to <other_upper%>\)",
        _schemes,
    ),
    Claim(
        "Beside <others> other areas the offences of our prolific offenders [^:.]+(?:: "
        "<change_share%>)?",
        _own,
    ),
    Claim(
        "seen again (?:in|from) <period=>: <share%> of those known"
        "(?:: 95% limits <share_lower%> to <share_upper%>)?",
        _again,
    ),
)
