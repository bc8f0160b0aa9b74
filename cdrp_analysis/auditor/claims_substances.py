"""What sentences may claim of drugs, alcohol, treatment and children."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table


def _years(published: Published) -> pd.DataFrame | None:
    """Possession by period."""
    frame = table(published, "possession_years", "period", "share")
    return None if frame is None else frame.rename(columns={"period": "year"})


def _slope(published: Published) -> pd.DataFrame | None:
    """How the share of cannabis moves, in points of a percentage."""
    frame = table(published, "cannabis_trend", "run", "slope", "slope_lower", "slope_upper")
    if frame is None:
        return None
    ends = frame[["slope_lower", "slope_upper"]].abs()
    points = {"points": frame["slope"], "least": ends.min(axis=1), "most": ends.max(axis=1)}
    return pd.DataFrame({name: 100 * values for name, values in points.items()}).assign(
        run=frame["run"]
    )


def _ladder(published: Published) -> pd.DataFrame | None:
    """One row: the shares that the steps of possession come to."""
    frame = table(published, "possession_ladder", "step", "period", "share")
    if frame is None or frame.empty:
        return None
    steps = frame.drop_duplicates("step").set_index("step")
    named = {"again": "twice or more", "referred": "referred to treatment",
             "kept": "first appointment kept"}  # fmt: skip
    row = {short: steps["share"].get(step) for short, step in named.items()}
    row["year"] = steps["period"].get("referred to treatment")
    return pd.DataFrame([row])


def _use(published: Published) -> pd.DataFrame | None:
    """Each service's last twelve months beside those before."""
    frame = table(published, "service_use", "service", "period", "used_share")
    if frame is None or frame.empty:
        return None
    now = frame["period"].eq(frame["period"].iloc[-1])
    before = frame[~now].set_index("service")["used_share"]
    return frame[now].assign(before=frame.loc[now, "service"].map(before))


def _tests(published: Published) -> pd.DataFrame | None:
    """The offences with the highest and the lowest share of positive tests."""
    frame = table(published, "drug_tests", "trigger_offence", "part", "share")
    if frame is None:
        return None
    found = frame[frame["part"] == "positive"].dropna(subset=["share"])
    if found.empty:
        return None
    ends = found.loc[[found["share"].idxmax(), found["share"].idxmin()]]
    return pd.DataFrame(
        {
            f"{end}_{name}": [ends[name].iloc[at]]
            for at, end in enumerate(("top", "foot"))
            for name in ("trigger_offence", "share", "share_lower", "share_upper")
        }
    )


def _pilot(published: Published) -> pd.DataFrame | None:
    """All tests in the pilot beside those outside, in points of a percentage."""
    frame = table(published, "pilot_tests", "trigger_offence", "place", "part", "share",
                  "matched_difference", "matched_difference_lower",
                  "matched_difference_upper")  # fmt: skip
    if frame is None:
        return None
    chosen = (
        frame["trigger_offence"].eq("All offences")
        & frame["place"].eq("in the pilot")
        & frame["part"].eq("positive")
    )
    points = {
        name: 100 * frame[f"matched_difference{end}"]
        for name, end in (("apart", ""), ("least", "_lower"), ("most", "_upper"))
    }
    return frame.assign(**points)[chosen]


def _quarters(published: Published) -> pd.DataFrame | None:
    """The last quarter's wait and that of a year before."""
    frame = table(published, "assessment_quarters", "quarter", "part", "number", "mean", "lower")
    if frame is not None:
        frame = frame[(frame["part"] == "assessed since") & frame["number"].notna()]
    if frame is None or frame.empty:
        return None
    last = frame.iloc[-1]
    then = f"{int(str(last['quarter'])[:4]) - 1}{str(last['quarter'])[4:]}"
    before = frame.loc[frame["quarter"] == then, "mean"]
    row = {"mean": last["mean"], "lower": last["lower"], "upper": last["upper"],
           "before": before.iloc[0] if len(before) else None}  # fmt: skip
    return pd.DataFrame([row])


def _waits(published: Published) -> pd.DataFrame | None:
    frame = table(published, "treatment_waits", "group", "part", "share")
    if frame is None:
        return None
    return frame[(frame["group"] == "Everyone") & (frame["part"] == "within three weeks")]


def _need(published: Published) -> pd.DataFrame | None:
    """The greatest need, and the one whose money falls farthest behind its people."""
    frame = table(published, "treatment_need", "part", "share")
    if frame is None or frame["share"].isna().all():
        return None
    top = frame.loc[frame["share"].idxmax()]
    row = {"part": top["part"], "share": top["share"], "money": top.get("amount_share")}
    if "amount_share" in frame and frame["amount_share"].notna().any():
        behind = frame.loc[(frame["amount_share"] - frame["share"]).idxmin()]
        row |= {"behind": behind["part"], "behind_share": behind["share"],
                "behind_money": behind["amount_share"]}  # fmt: skip
    return pd.DataFrame([row])


def _parents(published: Published) -> pd.DataFrame | None:
    """Parents in treatment under every scenario."""
    frame = table(published, "treatment_parents", "silent", "part", "share", "national_share")
    if frame is None:
        return None
    rows = frame[frame["part"] == "live with children"]
    return rows.assign(silent=rows["silent"].astype(float))


def _as_said(published: Published) -> pd.DataFrame | None:
    frame = _parents(published)
    return None if frame is None else frame[frame["silent"] == 0]


def _children(published: Published) -> pd.DataFrame | None:
    frame = table(published, "children_exposed", "central", "lower", "upper", "all_low", "all_high")
    return None if frame is None else frame.tail(1)


def _admissions(published: Published) -> pd.DataFrame | None:
    """The own rate by year beside the region's, and the first of all."""
    frame = table(published, "alcohol_admissions", "area", "year", "rate", "place", "of_areas")
    if frame is None:
        return None
    region = frame[frame["area"] == "all areas"].set_index("year")["rate"]
    own = frame[frame["area"] != "all areas"]
    return own.assign(region=own["year"].map(region))


def _last_admissions(published: Published) -> pd.DataFrame | None:
    frame = _admissions(published)
    return None if frame is None else frame[frame["year"] == frame["year"].max()]


def _marks(published: Published) -> pd.DataFrame | None:
    return table(published, "alcohol_flags", "label", "share", "said_share")


_LIMITS = "between <share_lower%> and <share_upper%>"
CLAIMS = (
    Claim(f"Cannabis was <share%> of possession in <year=>(?:: {_LIMITS} allowing)?", _years),
    Claim(
        "From <run=> its share (?:rose|fell) by <points> percentage points a year "
        r"\(between <least> and <most>\)",
        _slope,
    ),
    Claim(
        "Cannabis took <hours_cannabis> hours of officers' time in <year=>: <hours_share%> of "
        r"their time(?: on possession\. Its harm is weighed at <harm_days> days)?",
        _years,
    ),
    Claim(
        "Of the people dealt with for cannabis from .{0,60}?, <again%> were dealt with again",
        _ladder,
    ),
    Claim(
        "In <year=>, <referred%> of those found with a drug were sent to treatment"
        "(?:, and <kept%> of these kept)?",
        _ladder,
    ),
    Claim(
        "<service=> filled (?:more places than it has|the largest share of its places): "
        r"<used_share%> in <period=>(?:\. In the twelve months before it was <before%>)?",
        _use,
    ),
    Claim(
        "<top_share%> after <top_trigger_offence=> "
        r"\(between <top_share_lower%> and <top_share_upper%>\), least often <foot_share%> after "
        r"<foot_trigger_offence=> \(between <foot_share_lower%> and <foot_share_upper%>\)",
        _tests,
    ),
    Claim("<apart> percentage points, between <least> and <most> allowing", _pilot),
    Claim("the difference may be anything between <least> and <most> percentage points", _pilot),
    Claim(
        "As they are, <share%> of tests in the pilot and <other_share%> outside it are positive",
        _pilot,
    ),
    Claim(
        "People tested positive waited <mean> days for their assessment(?:: the mean of the "
        "quarter from .{0,20}?, between <lower> and <upper> allowing)?",
        _quarters,
    ),
    Claim("A year before it was <before> days", _quarters),
    Claim(f"<share%> of those who started treatment started [^:]*: {_LIMITS} allowing", _waits),
    Claim("<share%> of those who started treatment started", _waits),
    Claim("<part=> is the need of <share%> of people in treatment(?: and gets <money%>)?", _need),
    Claim(
        "Farthest behind is <behind=>, with <behind_share%> of the people and <behind_money%> of "
        "the money",
        _need,
    ),
    Claim(
        "<share%> of people in treatment said that they live with children"
        f"(?:: {_LIMITS} allowing for chance, against <national_share%> nationally)?",
        _as_said,
    ),
    Claim("Had <silent%> of the parents kept silent, <share%> would live with children", _parents),
    Claim(
        "About <central~> children may live with [^:]*: likely between <lower~> and <upper~>",
        _children,
    ),
    Claim("About <central~> children may live with", _children),
    Claim("With every figure at its end it is <all_low~> or <all_high~>", _children),
    Claim("That is <children_share%> of residents aged under 18", _children),
    Claim(
        "<rate> admissions due to alcohol per 100,000 residents in <year=>"
        "(?:: between <rate_lower> and <rate_upper> allowing for chance, the region <region>)?",
        _admissions,
    ),
    Claim("It is the (?:<place°> )?highest of <of_areas> areas", _last_admissions),
    Claim("In <year=> it was <rate>", _admissions),
    Claim(
        "<label=>: <share%> marked as linked to alcohol where somebody said"
        "(?:: in <said_share%> somebody did; of all, between <share_least%> and <share_most%>)?",
        _marks,
    ),
    Claim("Highest: <label=>, <share%>", _marks),
)
