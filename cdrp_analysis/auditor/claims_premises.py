"""What sentences may claim of licensed premises and nights out."""

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_BOROUGH = r"[EWSN]0[6-9]\d{6}"
_AFTER_MIDNIGHT = ("00:00 to 03:00", "03:00 to 06:00")


def _kinds(published: Published) -> pd.DataFrame | None:
    frame = table(published, "premises_kinds", "kind", "premises", "late")
    return None if frame is None else frame[frame["kind"] == "all"]


def _rings(published: Published) -> pd.DataFrame | None:
    """Violence in the ring at the doors, in all hours and on nights out."""
    frame = table(published, "premises_rings", "theme", "area", "area_name", "hours",
                  "ratio_ground", "ratio_others", "ratio_nights")  # fmt: skip
    if frame is None:
        return None
    doors = frame["area"].astype(str).str.startswith("ring 0 to ")
    return frame[frame["theme"].eq("violence") & doors]


def _wards(published: Published) -> pd.DataFrame | None:
    """The partnership's two counts, and how many wards rose, fell and can be told."""
    frame = table(published, "premises_areas", "area", "period", "offences", "signal", "change")
    if frame is None or frame.empty:
        return None
    whole = frame["area"].astype(str).str.fullmatch(_BOROUGH)
    counts = frame.loc[whole, "offences"].tolist()
    told = frame[~whole & frame["change"].notna()]
    ups, downs = (int(told["signal"].eq(way).sum()) for way in ("up", "down"))
    return pd.DataFrame(
        {
            "offences": counts[-1:],
            "before": counts[:1],
            "ups": [ups],
            "downs": [downs],
            "told": [len(told)],
            "none_of": [np.nan if ups or downs else len(told)],
        }
    )


def _nights(published: Published) -> pd.DataFrame | None:
    """Share of the night's violence after midnight, as now and an hour later."""
    frame = table(published, "later_closing", "band", "scenario", "offences")
    if frame is None or frame["offences"].isna().any():
        return None
    sums = frame.groupby("scenario")["offences"].sum()
    late = frame[frame["band"].isin(_AFTER_MIDNIGHT)].groupby("scenario")["offences"].sum()
    share = late / sums
    return pd.DataFrame({"now": [share.get("as now")], "later": [share.get("an hour later")]})


CLAIMS = (
    Claim("<premises> licensed premises, <late> of them to two in the morning", _kinds),
    Claim(
        "In <hours=> violence per km² is <ratio_ground> times as dense <area_name=> from licensed "
        "premises as farther away"
        "(?:: 95% limits <ratio_ground_lower> to <ratio_ground_upper>"
        r"(?:\. Held against other offences on the same ground it is <ratio_others> times "
        r"\(<ratio_others_lower> to <ratio_others_upper>\))?)?",
        _rings,
    ),
    Claim(
        "<area_name=> from premises [a-z ]+ of the violence falls on nights out than farther away: "
        r"<ratio_nights> times for each offence of other hours \(95% limits <ratio_nights_lower> "
        r"to <ratio_nights_upper>\)",
        _rings,
    ),
    Claim(
        "Violence on nights out came to <offences>(?: after <before> in the same months a year "
        r"before(?:\. By counting alone it clearly rose in <ups> and clearly fell in <downs> of "
        r"<told> wards?)?)?",
        _wards,
    ),
    Claim("By counting alone it clearly changed in none of <none_of> wards?", _wards),
    Claim(
        "With the whole night an hour later <later%> of its violence would fall after midnight, "
        "as now <now%>",
        _nights,
    ),
)
