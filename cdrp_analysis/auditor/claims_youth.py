"""What sentences may claim of young people: how many, how often again, whom it concerns."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_EVERYBODY = "all known groups"
_WHEN = "(?:in|from)"


def _latest(frame: pd.DataFrame, by: str = "measure") -> pd.DataFrame:
    """The last row of each measure, as tables list periods oldest first."""
    return frame.groupby(by, sort=False).tail(1)


def _rates(published: Published) -> pd.DataFrame | None:
    """Every measure's last period, with its change since the first."""
    frame = table(published, "youth_rates", "measure", "period", "people", "rate", "change_share")
    if frame is None:
        return None
    first = frame.groupby("measure")["period"].first()
    rows = _latest(frame)
    ends = rows[["change_share_lower", "change_share_upper"]].abs()
    return rows.assign(
        first=rows["measure"].map(first),
        way=rows["change_share"].lt(0).map({True: "fewer", False: "more"}),
        near=ends.min(axis=1),
        far=ends.max(axis=1),
    )


def _shares(published: Published) -> pd.DataFrame | None:
    """Every share of the last period in which it is shown, with the count of what it is of."""
    frame = table(published, "youth_shares", "measure", "of", "period", "people", "share")
    if frame is None:
        return None
    base = frame.set_index(["measure", "period"])["people"].to_dict()
    rows = _latest(frame[frame["of"].fillna("").ne("") & frame["share"].notna()])
    return rows.assign(base=[base.get(key) for key in zip(rows["of"], rows["period"], strict=True)])


def _readings(published: Published) -> pd.DataFrame | None:
    """The last cohort whose reoffending is told."""
    frame = table(published, "youth_reoffending", "cohort", "measure", "number", "per_member")
    return None if frame is None else frame[frame["per_member"].notna()].tail(1)


def _most_over(published: Published) -> pd.DataFrame | None:
    """The group with the highest index of the last period."""
    frame = table(published, "youth_ethnicity", "ethnic_group", "period", "index", "gap", "rri")
    if frame is None or frame.empty:
        return None
    rows = frame[frame["period"] == frame["period"].iloc[-1]]
    return rows[rows["index"].eq(rows["index"].max())]


def _adjusted(published: Published) -> pd.DataFrame | None:
    frame = table(published, "youth_adjusted", "ethnic_group", "index", "index_adjusted")
    return None if frame is None else frame[frame["ethnic_group"] != _EVERYBODY]


def _listed(published: Published) -> pd.DataFrame | None:
    frame = _shares(published)
    return (
        None if frame is None else frame[frame["measure"].astype(str).str.startswith("on the list")]
    )


def _parents(published: Published) -> pd.DataFrame | None:
    """All referred in the last period, the share begun, and where most came from."""
    frame = table(published, "parenting_referrals", "measure", "of", "period", "people", "share")
    if frame is None or frame.empty:
        return None
    rows = frame[frame["period"] == frame["period"].iloc[-1]]
    begun = rows["measure"].eq("help has begun")
    parts = rows[rows["of"].fillna("").ne("") & ~begun]
    most = parts.loc[parts["people"].eq(parts["people"].max()), "measure"]
    whole = rows[rows["of"].fillna("").eq("")]
    shares = rows.loc[begun, ["share", "share_lower", "share_upper"]]
    return whole.assign(
        most=most.iloc[0] if len(most) else "",
        **{name: shares[name].iloc[0] if len(shares) else float("nan") for name in shares},
    )


def _beside(published: Published) -> pd.DataFrame | None:
    """Our own row in the last year's funnel of first-time entrants."""
    frame = table(published, "youth_peers", "standing", "period", "rate", "all_areas", "per")
    return None if frame is None else frame[frame["standing"].eq("own")].tail(1)


def _effect(published: Published) -> pd.DataFrame | None:
    """The change of those diverted over the others' change, with both."""
    frame = table(published, "diversion_groups", "group", "effect", "change_ratio")
    if frame is None:
        return None
    changes = frame[frame["change_ratio"].notna()]
    told = changes["effect"].notna()
    others = changes.loc[~told, "change_ratio"]
    return changes[told].assign(other_ratio=others.iloc[0] if len(others) else float("nan"))


def _shared(published: Published) -> pd.DataFrame | None:
    """The last year of the shared service."""
    frame = table(published, "youth_shared_service", "service", "year", "management_change_share")
    if frame is None:
        return None
    rows = frame.tail(1)
    return rows.assign(way=rows["management_change_share"].lt(0).map({True: "less", False: "more"}))


def _saving(published: Published) -> pd.DataFrame | None:
    """The last target of a shared service's cost."""
    frame = table(published, "youth_shared_target", "service", "year", "saved_share", "cost", "aim")
    return None if frame is None else frame.tail(1)


def _together(published: Published) -> pd.DataFrame | None:
    """First-time entrants of all areas that share the service, the last year of them."""
    frame = table(published, "youth_combined", "counted", "area_name", "people", "rate", "areas")
    if frame is None:
        return None
    rows = frame[frame["counted"].eq("first-time entrants")]
    return rows[rows["area_name"].eq("all that share the service")].tail(1)


CLAIMS = (
    Claim(
        "<service=>: <saved_share%> of the saving wanted in management was made in <year=>"
        r"(?:: £<cost> against a target of £<aim>, from £<baseline>(?:\. The cost is £<gap> "
        "(?:above|below) the target)?)?",
        _saving,
    ),
    Claim(
        f"<areas> areas that share the service, together: <people> first-time entrants {_WHEN} "
        r"<period=>(?:: <rate> per <per> residents of that age \(95% limits <rate_lower> to "
        r"<rate_upper>\))?",
        _together,
    ),
    Claim(
        rf"<people> <measure=> {_WHEN} <period=>(?:: <rate> per [\d,]+ residents of that age "
        r"\(95% limits <rate_lower> to <rate_upper>\)(?:\. (?:<change_share%> <way=> than in "
        r"<first=> \(between <near%> and <far%>|No clear change since [^:]+: between "
        "<change_share_lower%> and <change_share_upper%>))?)?",
        _rates,
    ),
    Claim(
        rf"<measure=>: <share%> of <of=> {_WHEN} <period=>(?:: <people> of <base>, "
        "95% limits <share_lower%> to <share_upper%>)?",
        _shares,
    ),
    Claim(
        rf"First-time entrants {_WHEN} <period=>: our rate is .*? for an area of our size"
        r"(?:: <rate> per <per> residents of that age \(95% limits <rate_lower> to <rate_upper>\), "
        "all areas together <all_areas>)?",
        _beside,
    ),
    Claim(
        r"cohort of <cohort=>: <per_member> proven reoffences a member \(95% limits "
        r"<per_member_lower> to <per_member_upper>\); <reoffender_share%> of <number> members "
        "reoffended; <per_reoffender> reoffences a reoffender"
        "(?:; <to_previous> times the year before's)?",
        _readings,
    ),
    Claim(
        "<ethnic_group=> young people: <index> times as large a share of those with a case as of "
        rf"residents of that age, {_WHEN} <period=>(?:: 95% limits <index_lower> to "
        r"<index_upper>, a gap of <gap> percentage points \(95% limits <gap_lower> to "
        r"<gap_upper>\); their rate is <rri> times that of all other groups "
        r"\(95% limits <rri_lower> to <rri_upper>\))?",
        _most_over,
    ),
    Claim(
        "<ethnic_group=> young people, deprivation of the home allowed for: <index_adjusted> "
        "times as many as expected(?:: 95% limits <index_adjusted_lower> to "
        r"<index_adjusted_upper>, which chance [a-z ]+; crude <index> \(95% limits <index_lower> "
        r"to <index_upper>\))?",
        _adjusted,
    ),
    Claim(
        "<people> young people are on the list of those likely to do serious violence"
        r"(?:: as many as <share%> of the [a-z ]+ \(95% limits <share_lower%> to <share_upper%>)?",
        _listed,
    ),
    Claim(
        rf"<people> parents referred {_WHEN} <period=>(?:: help has begun for <share%> "
        r"\(95% limits <share_lower%> to <share_upper%>\))?(?:\. The largest part came from "
        r"one kind of place: <most=>)?(?:\. Half of those whose help has begun waited "
        "<median_days> days or less, a quarter <upper_days> days)?",
        _parents,
    ),
    Claim(
        "offences a month came to <effect> times what the others' change would have left: "
        r"95% limits <effect_lower> to <effect_upper>, [a-z ]+\. After over before: "
        "<change_ratio> of those diverted, <other_ratio> of the others",
        _effect,
    ),
    Claim(
        "<service=>, <areas> areas together: management cost <management_change_share%> <way=> in "
        "<year=> than the year before(?:: £<management_cost> of £<total_cost>)?",
        _shared,
    ),
)
