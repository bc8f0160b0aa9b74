"""What sentences may claim of the wards beside each other."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_WITHIN = ("as expected", "not known")


def _beside(published: Published) -> pd.DataFrame | None:
    """Wards with a rate, with how many there are and which is highest and lowest."""
    frame = table(published, "ward_beside", "area_name", "rate", "ward_mean", "rank_lower",
                  "rank_upper")  # fmt: skip
    if frame is None:
        return None
    return frame.assign(hidden=frame["rate"].isna().sum(), wards=frame["rate"].notna().sum())


def _top(published: Published) -> pd.DataFrame | None:
    """The ward with the highest rate, beside the mean of the rates shown."""
    frame = _beside(published)
    if frame is None:
        return None
    rated = frame[frame["rate"].notna()]
    foot = rated[rated["rate"].eq(rated["rate"].min())]
    top = rated[rated["rate"].eq(rated["rate"].max())]
    return top.assign(ward_mean=rated["rate"].mean()).merge(
        foot[["area_name", "rate"]].add_prefix("foot_"), how="cross"
    )


def _outside(published: Published) -> pd.DataFrame | None:
    """How many wards lie outside the limits of the funnel."""
    frame = table(published, "ward_beside", "rate", "position")
    if frame is None:
        return None
    known = frame["position"].notna() & frame["rate"].notna()
    out = known & ~frame["position"].isin(_WITHIN)
    return pd.DataFrame({"out": [out.sum()], "wards": [known.sum()]})


def _travel(published: Published) -> pd.DataFrame | None:
    """Every ward's change between the two counts shown, beside that of all wards together."""
    frame = table(published, "ward_travel", "area_name", "period", "offences", "beside")
    periods = [] if frame is None else list(dict.fromkeys(frame["period"]))
    if len(periods) < 2:
        return None
    first, last = (frame[frame["period"] == p].set_index("area_name") for p in
                   (periods[0], periods[-1]))  # fmt: skip
    before, after = (rows["offences"].astype("Float64") for rows in (first, last))
    both = (before.notna() & after.reindex(before.index).notna()).reindex(last.index)
    told = last[both.fillna(False).to_numpy(bool) & last["beside"].notna().to_numpy()]
    if told.empty:
        return None
    names = told.index
    return pd.DataFrame(
        {
            "area_name": names,
            "change": (after[names] / before[names] - 1).to_numpy(),
            "of_all": float(after[both].sum() / before[both].sum() - 1),
            "apart": told["beside"].ne("as all wards").sum(),
            "wards": len(told),
            "hidden": last["beside"].isna().sum(),
        }
    )


_PLACE = r"(?:about )?<rank_lower°>(?: to <rank_upper°>)? of <wards> wards?"
CLAIMS = (
    Claim(
        "<area_name=> stands farthest above the mean of all wards.*?: <rate> against <ward_mean> "
        r"per 1,000 residents\. Its likely place (?:cannot be told from one year|"
        rf"is {_PLACE}[^.]*?)\. "
        "The lowest rate is <foot_area_name=>'s, <foot_rate>",
        _top,
    ),
    Claim(rf"Places are not firm: <area_name=>'s is {_PLACE}", _beside),
    Claim("<hidden> wards? could not be compared", _beside),
    Claim("<hidden> wards? could not be compared", _travel),
    Claim("<out> of <wards> wards? lies? outside the limits for a ward of their size", _outside),
    Claim("<apart> of <wards> wards? changed by more than a ward usually swings", _travel),
    Claim("None of <wards> wards? changed otherwise than all wards did", _travel),
    Claim("<area_name=> by <change%>(?=;|,| and)", _travel),
    Claim("all wards together changed by <of_all%>", _travel),
    Claim("Mean of all wards: <ward_mean>", _beside),
)
