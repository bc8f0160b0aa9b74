"""What sentences may claim of places: rates, wards, bands, concentration, tested hotspots."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, joined, table

_ALL = "all"
_BOROUGH = r"[EW]0[6-9]\d"
_METHODS = {
    "counts": "last year's counts",
    "kde": "kernel density",
    "gi_star": "Gi* clusters",
    "smoothed": "counts smoothed towards neighbours",
    "long_counts": "counts of all earlier years",
    "long_kde": "kernel density of all earlier years",
    "long_smoothed": "smoothed counts of all earlier years",
}


def _rates(published: Published) -> pd.DataFrame | None:
    """Areas by rate, with how many there are and how many are shown."""
    found = []
    for name in ("ward_rates", "lsoa_rates"):
        frame = table(published, name, "area", "area_name", "rate")
        if frame is None:
            continue
        areas = frame[~frame["area"].astype(str).str.match(_BOROUGH)]
        shown = areas["rate"].notna()
        found.append(
            areas.assign(
                listed=len(areas), shown=int(shown.sum()), hidden=int((~shown).sum()),
                highest=areas["rate"].eq(areas["rate"].max()),
                lowest=areas["rate"].eq(areas["rate"].min()),
            )
        )  # fmt: skip
    return joined(found)


def _highest(published: Published) -> pd.DataFrame | None:
    frame = _rates(published)
    return None if frame is None else frame[frame["highest"]]


def _lowest(published: Published) -> pd.DataFrame | None:
    frame = _rates(published)
    return None if frame is None else frame[frame["lowest"]]


def _borough(published: Published) -> pd.DataFrame | None:
    """The borough's rate: its own row, or all areas together where none is hidden."""
    found = []
    for name in ("ward_rates", "lsoa_rates"):
        frame = table(published, name, "area", "offences", "residents", "rate")
        if frame is None:
            continue
        whole = frame[frame["area"].astype(str).str.match(_BOROUGH)]
        parts = frame.drop(whole.index)
        found.append(whole[["rate"]])
        if parts["offences"].notna().all() and parts["residents"].sum() > 0:
            rate = 1000 * parts["offences"].sum() / parts["residents"].sum()
            found.append(pd.DataFrame({"rate": [rate]}))
    return joined(found)


def _themes(published: Published) -> pd.DataFrame | None:
    """Themes of every area in its latest period: count, and share beside the borough's."""
    frame = table(published, "ward_offences", "area", "area_name", "theme", "label", "period",
                  "offences")  # fmt: skip
    if frame is None:
        return None
    now = frame[frame["period"] == frame["period"].max()]
    totals = now[now["theme"] == _ALL].set_index("area")["offences"]
    whole = now[now["area"].astype(str).str.match(_BOROUGH)].set_index("theme")["offences"]
    parts = now[now["theme"] != _ALL]
    return parts.assign(
        share=parts["offences"] / parts["area"].map(totals),
        borough_share=parts["theme"].map(whole) / whole.get(_ALL, float("nan")),
        themes=parts.groupby("area")["theme"].transform("size"),
    )


def _largest(published: Published) -> pd.DataFrame | None:
    """The theme of offences with most in every area."""
    frame = _themes(published)
    if frame is None:
        return None
    offences = frame[frame["kind"] == "offence"] if "kind" in frame else frame
    return offences[offences["offences"].eq(offences.groupby("area")["offences"].transform("max"))]


def _months(published: Published) -> pd.DataFrame | None:
    """The least and the greatest month of every area."""
    frame = table(published, "ward_monthly", "area_name", "month", "offences")
    if frame is None:
        return None
    months = frame.groupby("area_name")["offences"].agg(
        least="min", most="max", hidden=lambda counts: counts.isna().sum()
    )
    return months.reset_index()


def _bands(published: Published) -> pd.DataFrame | None:
    frame = table(published, "hotspot_bands", "band")
    if frame is None:
        return None
    high, shown = frame["band"].eq("high").sum(), frame["band"].isin(["low", "medium", "high"])
    return pd.DataFrame({"high": [high], "shown": shown.sum(), "listed": len(frame)})


def _holdout(published: Published) -> pd.DataFrame | None:
    frame = table(published, "holdout", "method", "share_of_area", "pai")
    if frame is None:
        return None
    return frame.assign(
        method=frame["method"].replace(_METHODS), caught=frame["share_of_area"] * frame["pai"]
    )


def _best_method(published: Published) -> pd.DataFrame | None:
    frame = table(
        published, "holdout_best", "method", "share_of_area", "periods", "pai", "clear", "chosen"
    )
    if frame is None:
        return None
    habit = frame.loc[frame["method"] == "counts", "pai"].max()
    chosen = frame[frame["chosen"].astype(str) == "True"]
    return chosen.assign(method=chosen["method"].replace(_METHODS), habit=habit)


def _chosen_in_time(published: Published) -> pd.DataFrame | None:
    frame = table(published, "holdout_in_time", "pai", "pai_counts")
    return None if frame is None else frame[["pai", "pai_counts"]].mean().to_frame().T


def _concentration(published: Published) -> pd.DataFrame | None:
    return table(published, "concentration", "unit", "share_for_50")


def _concentration_years(published: Published) -> pd.DataFrame | None:
    frame = table(published, "concentration_years", "share_for_50", "share_kept", "share_by_chance")
    if frame is None or frame.empty:
        return None
    half = frame["share_for_50"]
    made = {"unit": frame["unit"].iloc[0], "least": half.min(), "most": half.max()}
    return pd.DataFrame([made | frame[["share_kept", "share_by_chance"]].mean().to_dict()])


_PLACE = r"its place by rate is (?:about )?<rank_lower°>(?: to <rank_upper°>)? of <listed>"
_LIMITS = r" \(95% limits <rate_lower> to <rate_upper>\)"
_TESTED = (
    r"(?:: PAI <pai>(?: \(95% limits <pai_lower> to <pai_upper>\))?, holding <caught%> of later)?"
)
CLAIMS = (
    Claim(
        "(?:Of the <shown> areas shown, )?<area_name=> had the highest rate.*?"
        f": <rate> offences per 1,000 residents(?:{_LIMITS})?"
        rf"(?:\. Allowing for chance, {_PLACE})?(?:\. <hidden> areas? could not be compared)?",
        _highest,
    ),
    Claim("Of the <shown> areas shown, <area_name=> had the highest rate", _highest),
    Claim("The lowest is <area_name=>, <rate>(?=[.])", _lowest),
    Claim("<listed> areas (?:by rate|shaded by)", _rates),
    Claim("<hidden> areas? hatched", _rates),
    Claim("Borough: <rate>", _borough),
    Claim(
        "<area_name=> had <offences> recorded offences?[^:.]*"
        rf"(?:: <rate> per 1,000 residents(?:{_LIMITS})?)?(?:\. Allowing for chance, {_PLACE})?",
        _rates,
    ),
    Claim(
        "<area_name=> had .*? largest theme of offences was <label=>, with <offences> offences?",
        _largest,
    ),
    Claim("<area_name=>'s <themes> themes in", _themes),
    Claim(
        "<label=> makes up more of <area_name=>'s offences than of the borough's: "
        "<share%> against <borough_share%>",
        _themes,
    ),
    Claim("<area_name=>: <least> to <most> offences a month", _months),
    Claim("<hidden> months? left out: hidden", _months),
    Claim("<high> of <shown> map areas", _bands),
    Claim("Map of <listed> areas in three bands", _bands),
    Claim(f"Choosing <share_of_area%> of the area, <method=> did best{_TESTED}", _holdout),
    Claim(
        "Choosing <share_of_area%> of the area, no way of choosing can be told to do better than "
        f"<method=>{_TESTED}",
        _holdout,
    ),
    Claim(
        "For <share_of_area%> of the area, <method=> foretold the past best: mean PAI <pai> over "
        "<periods> periods?",
        _best_method,
    ),
    Claim("no more than last year's counts, <habit>(?=[.])", _best_method),
    Claim("last year's counts <habit>; beyond chance in <clear> of them", _best_method),
    Claim(
        "its mean PAI would have been <pai>, against <pai_counts> for last year's counts",
        _chosen_in_time,
    ),
    Claim(
        "Half of offences.*? happened in <share_for_50%> of (?:<places> )?places "
        r"\(<unit=>\)(?:\. Offences scattered at random would need <null_share_for_50%>)?",
        _concentration,
    ),
    Claim(
        r"half of offences happened in <least%> to <most%> of places \(<unit=>\)",
        _concentration_years,
    ),
    Claim(
        "in one period held <share_kept%> of those of the next on average; places taken at random "
        "would have held <share_by_chance%>",
        _concentration_years,
    ),
)
