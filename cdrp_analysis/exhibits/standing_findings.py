"""Sentences and tables of the wards beside each other."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN, in_period
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table
from cdrp_analysis.exhibits.wording import number, plural

_WITHIN = ("as expected", "not known")
_USUAL = "as all wards"
_AWAY = "above, and drifting away"
BESIDE = {
    "area_name": "Ward",
    "offences": Shown("Offences", "count"),
    "residents": Shown("Residents", "count"),
    "rate": Shown("Rate per 1,000", "decimal"),
    "limits": Interval("95% limits", "rate_lower", "rate_upper"),
    "difference_share": Shown("From the mean", "signed_percent"),
    "places": Interval("Likely place", "rank_lower", "rank_upper", "ordinal"),
}


def by_rate(ward_beside: pd.DataFrame) -> pd.DataFrame:
    """Wards by rate, lowest first, those without a rate before all."""
    rows = ward_beside.assign(_rate=wording.values(ward_beside, "rate"))
    return rows.sort_values(
        ["_rate", "area_name"], ascending=[True, False], na_position="first", kind="stable"
    ).reset_index(drop=True)


def not_compared(frame: pd.DataFrame, column: str) -> str:
    """How many wards have no figure in a column, as a note."""
    hidden = int(wording.values(frame, column).isna().sum())
    return f"{plural(hidden, 'ward')} could not be compared." if hidden else ""


def standing_sentence(ward_beside: pd.DataFrame) -> Finding:
    """Which ward stands farthest above the mean of all, and where it could well stand."""
    rows = by_rate(ward_beside)
    known = rows[rows["_rate"].notna() & wording.values(rows, "difference_share").notna()]
    if known.empty:
        return NOTHING_SHOWN
    top, foot = known.iloc[-1], known.iloc[0]
    low, high = (wording.values(known, f"rank_{end}").iloc[-1] for end in ("lower", "upper"))
    place = wording.likely_place(low, high, plural(len(known), "ward"))
    lowest = f"The lowest rate is {foot['area_name']}'s, {number(foot['rate'], 1)}."
    detail = f"Its likely place {place}. {lowest}"
    return Finding(
        f"{top['area_name']} stands farthest above the mean of all wards{in_period(ward_beside)}",
        f"{number(top['rate'], 1)} against {number(top['ward_mean'], 1)} per 1,000 residents",
        detail,
    )


def standing_table(ward_beside: pd.DataFrame) -> Exhibit:
    """Every ward beside the mean of all, highest rate first, each with its likely places."""
    rows = by_rate(ward_beside).iloc[::-1].drop(columns="_rate")
    rows = wording.hidden_along(rows, "rate", ["rank_lower", "rank_upper", "difference_share"])
    return data_table(
        rows,
        {**BESIDE, "position": "In the funnel"},
        caption="Every ward beside the mean of all wards",
        title=_least_certain(rows),
        about_table=about(ward_beside, note=not_compared(ward_beside, "rate")),
    )


def _least_certain(rows: pd.DataFrame) -> str:
    """Whose place could shift most, as the title of a table that would be read as a ranking."""
    low, high = (wording.values(rows, f"rank_{end}") for end in ("lower", "upper"))
    width = (high - low).dropna()
    if width.empty or width.max() == 0:
        return ""
    at = width.idxmax()
    return (
        f"Places are not firm: {rows['area_name'][at]}'s is {wording.places(low[at], high[at])} "
        f"of {plural(len(width), 'ward')}"
    )


def outside_sentence(ward_beside: pd.DataFrame) -> Finding:
    """Which wards' rates no ward of their size would have by chance and ordinary differences."""
    position = ward_beside["position"].where(wording.symbols(ward_beside, "position").eq(""))
    known = position.notna() & position.ne("not known")
    if not known.any():
        return NOTHING_SHOWN
    out = ward_beside[known & ~position.isin(_WITHIN)]
    lie = "lies" if len(out) == 1 else "lie"
    told = [f"{row.area_name} ({row.position})" for row in out.itertuples()]
    return Finding(
        f"{number(len(out))} of {plural(int(known.sum()), 'ward')} {lie} outside the limits for a "
        "ward of their size",
        wording.listed(told),
        "An area outside is a question, not an answer: a town centre has more visitors than "
        "residents.",
    )


def later(ward_travel: pd.DataFrame) -> pd.DataFrame:
    """The later period's rows, with the earlier count beside; none where there is one period."""
    periods = list(dict.fromkeys(ward_travel["period"]))
    if len(periods) < 2:
        return ward_travel.head(0).assign(before=pd.Series(dtype=float), before_symbol="")
    first = ward_travel[ward_travel["period"] == periods[0]].set_index("area")
    rows = ward_travel[ward_travel["period"] == periods[-1]].reset_index(drop=True)
    marks = pd.Series(wording.symbols(first, "offences"), first.index)
    rows["before"] = rows["area"].map(pd.to_numeric(first["offences"], errors="coerce"))
    rows["before_symbol"] = rows["area"].map(marks).fillna("")
    rows.attrs = dict(ward_travel.attrs)
    return rows


def ward_travel_sentence(ward_travel: pd.DataFrame) -> Finding:
    """Which wards changed otherwise than all did, by more than a ward usually swings."""
    rows = later(ward_travel)
    share = wording.values(rows, "change_share")
    rows = rows[share.notna() & wording.values(rows, "usual_share_lower").notna()]
    if rows.empty:
        return NOTHING_SHOWN
    apart = rows[rows["beside"].ne(_USUAL)]
    of = f"of {plural(len(rows), 'ward')}"
    all_wards = (
        f"all wards together changed by {wording.signed_percent(rows['change_share_all'].iloc[0])}"
    )
    away = rows.loc[rows["quadrant"].eq(_AWAY) & rows["beside"].ne(_USUAL), "area_name"].tolist()
    detail = f"Above the other wards and drifting away: {wording.listed(away)}." if away else ""
    if apart.empty:
        return Finding(
            f"None {of} changed otherwise than all wards did{in_period(ward_travel)}",
            all_wards,
            detail,
        )
    told = [
        f"{row.area_name} by {wording.signed_percent(row.change_share)}"
        for row in apart.itertuples()
    ]
    return Finding(
        f"{number(len(apart))} {of} changed by more than a ward usually swings beside the others"
        f"{in_period(ward_travel)}",
        f"{wording.listed(told)}; {all_wards}",
        detail,
    )
