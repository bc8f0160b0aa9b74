"""Sentences about violence near licensed premises and on nights out."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Finding
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.wording import lower_first, number, plural

NIGHTS, ALL_HOURS = "nights out", "all hours"
AFTER_MIDNIGHT = ("00:00 to 03:00", "03:00 to 06:00")
NOW, LATER = "as now", "an hour later"
_HINTS = {
    "more": "more violence for each other offence than there",
    "less": "less violence for each other offence than there",
    "even": "no more violence for each other offence than there",
}


def rings_of(premises_rings: pd.DataFrame, hours: str) -> pd.DataFrame:
    """Violence of the rings that are held against the ground farther away, doors first."""
    rows = premises_rings[
        premises_rings["theme"].eq("violence")
        & premises_rings["hours"].eq(hours)
        & premises_rings["area"].astype(str).str.contains(r"^ring \d", regex=True)
    ]
    return rows.reset_index(drop=True)


def _limits(row: pd.DataFrame, name: str) -> tuple[float, float, float]:
    return tuple(wording.values(row, f"ratio_{name}{end}")[0] for end in ("", "_lower", "_upper"))


def kinds_sentence(premises_kinds: pd.DataFrame) -> Finding:
    """How many licensed premises there are, and how many may serve late."""
    rows = premises_kinds[premises_kinds["kind"].eq("all")]
    if rows.empty:
        return Finding("No register of licensed premises was received")
    row = rows.iloc[0]
    return Finding(
        f"{plural(int(row['premises']), 'licensed premises', 'licensed premises')}, "
        f"{number(row['late'])} of them to two in the morning or later on Saturday nights"
    )


def rings_sentence(premises_rings: pd.DataFrame, *, hours: str = ALL_HOURS) -> Finding:
    """How much denser violence is at the doors, and whether other offences are as dense."""
    row = rings_of(premises_rings, hours).head(1)
    if row.empty:
        return NOTHING_SHOWN
    ground, others = _limits(row, "ground"), _limits(row, "others")
    if pd.isna(ground[0]):
        return NOTHING_SHOWN
    detail = ""
    if pd.notna(others[0]):
        word = "more" if others[1] > 1 else "less" if others[2] < 1 else "even"
        detail = (
            f"Held against other offences on the same ground it is {number(others[0], 1)} times "
            f"({number(others[1], 1)} to {number(others[2], 1)}): {_HINTS[word]}."
        )
    return Finding(
        f"In {hours} violence per km² is {number(ground[0], 1)} times as dense "
        f"{lower_first(row.loc[0, 'area_name'])} from licensed premises as farther away",
        f"95% limits {number(ground[1], 1)} to {number(ground[2], 1)}",
        detail,
    )


def nights_sentence(premises_rings: pd.DataFrame) -> Finding:
    """Whether violence near premises keeps the hours in which they are busy."""
    row = rings_of(premises_rings, NIGHTS).head(1)
    if row.empty:
        return NOTHING_SHOWN
    ratio, lower, upper = _limits(row, "nights")
    if pd.isna(ratio):
        return NOTHING_SHOWN
    area = row.loc[0, "area_name"]
    told = "more" if lower > 1 else "less" if upper < 1 else "neither more nor less"
    return Finding(
        f"{area} from premises {told} of the violence falls on nights out than farther away",
        f"{number(ratio, 1)} times for each offence of other hours (95% limits "
        f"{number(lower, 1)} to {number(upper, 1)})",
    )


def areas_sentence(premises_areas: pd.DataFrame) -> Finding:
    """What the violence of nights out came to, and in how many wards that clearly changed."""
    whole, wards = _split(premises_areas)
    if whole.empty:
        return NOTHING_SHOWN
    count = wording.values(whole, "offences")
    now = count.iloc[-1]
    if pd.isna(now):
        return NOTHING_SHOWN
    if len(whole) < 2 or pd.isna(count.iloc[0]):
        return Finding(f"Violence on nights out came to {number(now)}")
    signals = wards["signal"].astype(object).where(wording.symbols(wards, "change").eq(""))
    rose, fell = int(signals.eq("up").sum()), int(signals.eq("down").sum())
    told = int(signals.notna().sum())
    moved = (
        f"clearly rose in {number(rose)} and clearly fell in {number(fell)} of "
        f"{plural(told, 'ward')} that can be told"
        if rose or fell
        else f"clearly changed in none of {plural(told, 'ward')} that can be told"
    )
    return Finding(
        f"Violence on nights out came to {number(now)} after {number(count.iloc[0])} in the same "
        "months a year before",
        detail=f"By counting alone it {moved}.",
    )


def _split(premises_areas: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of the partnership, the earlier period first, and the later rows of its wards."""
    if premises_areas.empty:
        return premises_areas, premises_areas
    last = premises_areas["period"].iloc[-1]
    is_whole = premises_areas["area"].astype(str).str.fullmatch(r"[EWSN]0[6-9]\d{6}")
    rows = premises_areas[is_whole].reset_index(drop=True)
    return rows, premises_areas[~is_whole & premises_areas["period"].eq(last)]


def closing_sentence(later_closing: pd.DataFrame) -> Finding:
    """How much of the night's violence would fall after midnight if all came an hour later."""
    shares = {when: _after_midnight(later_closing, when) for when in (NOW, LATER)}
    if any(pd.isna(share) for share in shares.values()):
        return NOTHING_SHOWN
    return Finding(
        f"With the whole night an hour later {wording.percent(shares[LATER])} of its violence "
        f"would fall after midnight, as now {wording.percent(shares[NOW])}",
        detail="A scenario, no forecast: nothing says that people would drink as before, only "
        "later.",
    )


def _after_midnight(later_closing: pd.DataFrame, when: str) -> float:
    rows = later_closing[later_closing["scenario"].eq(when)]
    counts = wording.values(rows, "offences")
    if rows.empty or counts.isna().any() or not counts.sum():
        return float("nan")
    return float(counts[rows["band"].isin(AFTER_MIDNIGHT)].sum() / counts.sum())


def trend_sentence(premises_trends: pd.DataFrame) -> Finding:
    """In which wards the violence of nights out rose or fell over the years."""
    _, wards = _split(premises_trends.assign(period=""))
    if wards.empty:
        return NOTHING_SHOWN
    rising = wards.loc[wards["lower"] > 0, "area_name"].tolist()
    falling = wards.loc[wards["upper"] < 0, "area_name"].tolist()
    told = [
        f"{word} in {wording.listed(names)}"
        for word, names in (("rose", rising), ("fell", falling))
        if names
    ]
    return Finding(
        f"Over the years violence on nights out {' and '.join(told)}"
        if told
        else "In no ward did violence on nights out rise or fall beyond its limits over the years",
        detail="Of twenty wards without a trend one is expected outside its 95% limits.",
    )


def named_sentence(premises_named: pd.DataFrame) -> Finding:
    """How much of the violence nearest to premises the first three of the list have."""
    if premises_named.empty:
        return NOTHING_SHOWN
    first = premises_named.head(3)
    return Finding(
        f"{plural(int(first['offences'].sum()), 'violent offence')} nearest to "
        f"{wording.listed(first['premises_name'])}",
        detail="Nearest says where, not who answers for it; the top of a list falls back by "
        "chance alone.",
    )


def marked_sentence(alcohol_marked: pd.DataFrame) -> Finding:
    """Whether late violence in the town centre is marked as linked to alcohol more each year."""
    row = alcohol_marked.head(1).reset_index(drop=True)
    if row.empty:
        return NOTHING_SHOWN
    rise, lower, upper = (100 * row.loc[0, name] for name in ("rise", "rise_lower", "rise_upper"))
    place = lower_first(row.loc[0, "place"])
    sure = "rises" if lower > 0 else "falls" if upper < 0 else "neither clearly rises nor falls"
    return Finding(
        f"The share of late violence in the {place} marked as linked to alcohol {sure}",
        f"{wording.signed(rise, 1)} percentage points a year (95% limits "
        f"{wording.signed(lower, 1)} to {wording.signed(upper, 1)})",
        f"The mark is filled in for {wording.percent(row.loc[0, 'said'] / row.loc[0, 'rows'])}: "
        f"of all of it between {wording.percent(row.loc[0, 'least'])} and "
        f"{wording.percent(row.loc[0, 'most'])} was linked, whatever the unmarked were.",
    )


def calls_sentence(ambulance_places: pd.DataFrame) -> Finding:
    """Whether ambulance calls agree: those to the town centre and those elsewhere."""
    if len(ambulance_places) < 2:
        return NOTHING_SHOWN
    told, words = [], []
    for row in ambulance_places.itertuples():
        place = "elsewhere" if row.place == "Elsewhere" else f"in the {lower_first(row.place)}"
        word = (
            "rise" if row.change_lower > 0 else "fall" if row.change_upper < 0
            else "do not clearly change"
        )  # fmt: skip
        words.append(f"{word} {place}")
        told.append(
            f"{place} {wording.signed_percent(row.change, 1)} a year "
            f"({wording.signed_percent(row.change_lower, 1)} to "
            f"{wording.signed_percent(row.change_upper, 1)})"
        )
    return Finding(f"Ambulance calls {wording.listed(words)}", wording.listed(told))


def work_sentence(work_hours: pd.DataFrame) -> Finding:
    """The hours of the week with most work for each officer on duty."""
    if work_hours.empty:
        return NOTHING_SHOWN
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    top = work_hours.loc[work_hours["times_mean"].idxmax()]
    above = int((work_hours["times_mean"] >= 2).sum())
    return Finding(
        f"Work for each officer on duty is heaviest on {days[int(top['weekday']) - 1]} from "
        f"{int(top['hour']):02d}:00",
        f"{number(top['times_mean'], 1)} times that of the whole week",
        f"In {plural(above, 'hour')} of the week it is twice that of the whole week or more.",
    )


def night_work_sentence(night_work: pd.DataFrame) -> Finding:
    """Work after midnight on Friday and Saturday nights, as now and an hour later."""
    if night_work.empty:
        return NOTHING_SHOWN
    late = night_work[night_work["hour"] < "12:00"]
    on_duty = late["officers"].sum()
    return Finding(
        "After midnight on Friday and Saturday nights work would rise by "
        f"{wording.percent(late['work_later'].sum() / late['work'].sum() - 1)} if all came an "
        "hour later",
        f"{number(late['work_later'].sum())} officers' hours against {number(late['work'].sum())}, "
        f"with {number(on_duty)} on duty",
    )
