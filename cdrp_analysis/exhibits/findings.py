"""Sentences computed from tables: each states its period, its unit and its uncertainty."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Finding
from cdrp_analysis.exhibits.wording import listed, number, percent, places, plural
from cdrp_analysis.vocabulary import LOW, SUPPRESSED

NOTHING_SHOWN = Finding("Nothing can be said here: every figure is hidden or not available")


def highest_rate(
    ward_rates: pd.DataFrame, *, unit: str = "offences per 1,000 residents"
) -> Finding:
    """Which area had the highest rate, its limits, and how sure its place is."""
    areas = _without_borough(ward_rates)
    rates = wording.values(areas, "rate")
    if rates.notna().sum() == 0:
        return NOTHING_SHOWN
    top = areas.loc[rates.idxmax()]
    limits = _limits(areas, rates.idxmax(), "rate_lower", "rate_upper")
    hidden = int(rates.isna().sum())
    detail = _place_sentence(areas, rates.idxmax(), len(areas))
    if hidden:
        detail += f" {plural(hidden, 'area')} of {len(areas)} could not be compared."
    return Finding(
        f"{top['area_name']} had the highest rate{_in_period(ward_rates)}: "
        f"{number(rates.max(), 1)} {unit}{limits}",
        detail.strip(),
    )


def biggest_change(year_on_year: pd.DataFrame) -> Finding:
    """The clearest large change between two years, or that nothing changed clearly."""
    shares = wording.values(year_on_year, "change_share")
    clear = year_on_year["signal"].isin(["up", "down"]) & shares.notna()
    period = _in_period(year_on_year)
    if not clear.any():
        return Finding(
            f"No theme changed clearly on the year before{period}",
            "Every difference is within what chance alone would give.",
        )
    chosen = shares[clear].abs().idxmax()
    row = year_on_year.loc[chosen]
    before, after = (wording.values(year_on_year, name)[chosen] for name in ("before", "after"))
    counts = (
        f", from {number(before)} to {number(after)}"
        if pd.notna(before) and pd.notna(after)
        else ""
    )
    lower, upper = (
        wording.values(year_on_year, name)[chosen] - 1 for name in ("ratio_lower", "ratio_upper")
    )
    limits = (
        f" (95% limits {wording.signed_percent(lower)} to {wording.signed_percent(upper)})"
        if pd.notna(lower) and pd.notna(upper)
        else ""
    )
    ups, downs = (int((year_on_year["signal"] == signal).sum()) for signal in ("up", "down"))
    rest = len(year_on_year) - ups - downs
    return Finding(
        f"The largest clear change{period} was {_lower_first(row['label'])}: "
        f"{wording.signed_percent(shares[chosen])}{counts}{limits}",
        f"Of {plural(len(year_on_year), 'theme')}, {ups} rose clearly, {downs} fell clearly and "
        f"{rest} showed no clear change.",
    )


def trend_total(annual: pd.DataFrame, *, theme: str = "all") -> Finding:
    """How one theme's yearly count ran from the first whole period to the last."""
    rows = annual[annual["theme"] == theme].sort_values("period", kind="stable")
    counts = wording.values(rows, "offences")
    whole = rows[counts.notna() & _whole(rows)]
    if len(whole) < 2:
        return NOTHING_SHOWN
    first, last = whole.iloc[0], whole.iloc[-1]
    start, end = counts[first.name], counts[last.name]
    label = "All recorded offences" if theme == "all" else str(last["label"])
    if start == end:
        course = f"stood at {number(end)} in both {first['period']} and {last['period']}"
    else:
        size = f" ({wording.signed_percent(end / start - 1)})" if start > 0 else ""
        course = (
            f"{'rose' if end > start else 'fell'} from {number(start)} in {first['period']} "
            f"to {number(end)} in {last['period']}{size}"
        )
    peak = counts[whole.index].idxmax()
    detail = ""
    if len(whole) > 2 and peak not in (first.name, last.name):
        detail = f"The highest count was {number(counts[peak])} in {rows.loc[peak, 'period']}."
    left_out = len(rows) - len(whole)
    if left_out:
        detail += f" {plural(left_out, 'period')} with months missing or hidden left out."
    return Finding(f"{label} {course}", detail.strip())


def projection_sentence(projection: pd.DataFrame, *, theme: str = "all") -> Finding:
    """The projected total of one theme with its likely range."""
    rows = projection[projection["theme"] == theme]
    if rows.empty:
        rows = projection
    points = wording.values(rows, "point")
    if points.notna().sum() == 0:
        return NOTHING_SHOWN
    row = rows.loc[points.first_valid_index()]
    what = "offences" if row["theme"] == "all" else f"{_lower_first(row['label'])} offences"
    lower, upper = (wording.values(rows, name)[row.name] for name in ("lower_80", "upper_80"))
    known = wording.values(rows, "known_months")[row.name] if "known_months" in rows else 0
    basis = f"With {plural(int(known), 'month')} known, about" if known else "About"
    return Finding(
        f"{basis} {wording.about(points[row.name])} {what} are projected for {row['target']}",
        f"The range {wording.about(lower)} to {wording.about(upper)} should hold about 80% of "
        "the time, if nothing changes how offences are committed, reported or recorded.",
    )


def top_priorities(priorities: pd.DataFrame, *, count: int = 5) -> Finding:
    """The themes that rank highest, each with its likely place."""
    frame = priorities.sort_values("rank", kind="stable").head(count)
    lower, upper = wording.values(frame, "rank_lower"), wording.values(frame, "rank_upper")
    named = [
        f"{row['label']} ({places(lower[i], upper[i])})"
        if pd.notna(lower[i]) and pd.notna(upper[i])
        else str(row["label"])
        for i, row in frame.iterrows()
    ]
    if not named:
        return NOTHING_SHOWN
    if len(named) == 1:
        return Finding(
            f"{frame.iloc[0]['label']} ranks first: likely place "
            f"{places(lower.iloc[0], upper.iloc[0])} of {len(priorities)}"
        )
    unsure = bool((upper > len(frame)).any())
    return Finding(
        f"The {len(named)} highest-ranked of {len(priorities)} themes are {listed(named)}",
        "Their likely places overlap with themes just below the line: treat the order as a guide."
        if unsure
        else "",
    )


def concentration_sentence(concentration: pd.DataFrame, *, unit: str | None = None) -> Finding:
    """How few places hold half of all offences, beside what chance alone would give."""
    rows = concentration if unit is None else concentration[concentration["unit"] == unit]
    shares = wording.values(rows, "share_for_50")
    if shares.notna().sum() == 0:
        return NOTHING_SHOWN
    chosen = shares.first_valid_index()
    chance = wording.values(rows, "null_share_for_50")[chosen]
    places_known = wording.values(rows, "places")[chosen]
    of_places = f" of {number(places_known)}" if pd.notna(places_known) else ""
    return Finding(
        f"Half of offences{_in_period(concentration)} happened in "
        f"{percent(shares[chosen], 1)}{of_places} places ({rows.loc[chosen, 'unit']})",
        f"Offences scattered at random would need {percent(chance, 1)}."
        if pd.notna(chance)
        else "",
    )


def hotspot_sentence(cells: pd.DataFrame) -> Finding:
    """How many cells are hotspots, of how many, and what they hold."""
    hot = cells["hotspot"].fillna(False).astype(bool)
    if not hot.any():
        return Finding(
            f"No cell of {number(len(cells))} stands out from its surroundings",
            "Gi*, false discovery rate controlled.",
        )
    offences, area = wording.values(cells, "offences"), wording.values(cells, "area_km2")
    size = f"{number(cells['size_m'].iloc[0])} m squares" if "size_m" in cells else "cells"
    return Finding(
        f"{number(int(hot.sum()))} of {number(len(cells))} {size} are hotspots"
        f"{_in_period(cells)}: {percent(area[hot].sum() / area.sum(), 1)} of the area, "
        f"{percent(offences[hot].sum() / offences.sum(), 1)} of the offences",
        "A hotspot is a cell whose neighbourhood holds more than chance allows (Gi*, false "
        "discovery rate controlled). Points are anonymised to nearby snap points.",
    )


def band_sentence(bands: pd.DataFrame) -> Finding:
    """How many areas of the public map are in the high band."""
    shown = bands["band"].isin(["low", "medium", "high"])
    high = int(bands["band"].eq("high").sum())
    return Finding(
        f"{high} of {number(int(shown.sum()))} map areas are in the high band{_in_period(bands)}",
        "Bands compare areas with each other; they are not counts.",
    )


def holdout_sentence(holdout: pd.DataFrame) -> Finding:
    """Which way of choosing hotspots found most of the next period's offences."""
    pai = wording.values(holdout, "pai")
    if pai.notna().sum() == 0:
        return NOTHING_SHOWN
    smallest = wording.values(holdout, "share_of_area").min()
    same = holdout[wording.values(holdout, "share_of_area").eq(smallest)]
    best = wording.values(same, "pai").idxmax()
    found = wording.values(same, "recapture")[best]
    caught = f" and held {percent(found, 1)} of later offences" if pd.notna(found) else ""
    return Finding(
        f"Choosing {percent(smallest, 1)} of the area, {same.loc[best, 'method']} did best: "
        f"PAI {number(pai[best], 1)}{_limits(same, best, 'pai_lower', 'pai_upper')}{caught}",
        "PAI is the share of later offences caught divided by the share of area chosen.",
    )


def row_accounting_sentence(row_accounting: pd.DataFrame) -> Finding:
    """Every row read, and what became of it."""
    total = {
        name: int(wording.values(row_accounting, name).sum())
        for name in ("rows_in", "accepted", "quarantined", "repeated")
    }
    if total["rows_in"] == 0:
        return Finding(f"No rows were read from {plural(len(row_accounting), 'feed')}")
    balance = total["accepted"] + total["quarantined"] + total["repeated"]
    detail = (
        "Rows read equal rows accepted, quarantined and repeated."
        if balance == total["rows_in"]
        else f"{plural(abs(total['rows_in'] - balance), 'row')} are not accounted for."
    )
    return Finding(
        f"Of {plural(total['rows_in'], 'row')} read from {plural(len(row_accounting), 'feed')}, "
        f"{percent(total['accepted'] / total['rows_in'], 1)} were accepted, "
        f"{number(total['quarantined'])} quarantined and {number(total['repeated'])} were repeats "
        "of another download",
        detail,
    )


def coverage_sentence(month_coverage: pd.DataFrame) -> Finding:
    """Which months of which feeds are not complete."""
    short = month_coverage[month_coverage["status"] != "complete"]
    feeds = month_coverage["feed"].nunique()
    if short.empty:
        return Finding(f"Every month of all {plural(feeds, 'feed')} is complete")
    counted = short.groupby(["feed", "status"], sort=True).size()
    parts = [
        f"{feed} has {plural(int(n), 'month')} {status}" for (feed, status), n in counted.items()
    ]
    return Finding(
        f"{plural(len(short), 'month')} of {number(len(month_coverage))} across "
        f"{plural(feeds, 'feed')} {'is' if len(short) == 1 else 'are'} not complete",
        f"{listed(parts)}. An incomplete month is missing, not low.",
    )


def ward_summary(
    ward_rates: pd.DataFrame, ward_offences: pd.DataFrame | None, area: str
) -> Finding:
    """One ward in a sentence: its offences, rate, likely place and largest theme."""
    wards = _without_borough(ward_rates)
    mine = wards.index[wards["area"] == area]
    if len(mine) == 0:
        return NOTHING_SHOWN
    row = mine[0]
    name = wards.loc[row, "area_name"]
    offences, rate = (wording.values(wards, column)[row] for column in ("offences", "rate"))
    if pd.isna(offences):
        return Finding(
            f"{name}'s count{_in_period(ward_rates)} is not shown"
            f"{_why(wording.symbols(wards, 'offences')[row])}"
        )
    headline = f"{name} had {plural(int(offences), 'recorded offence')}{_in_period(ward_rates)}"
    if pd.notna(rate):
        headline += (
            f", {number(rate, 1)} per 1,000 residents"
            f"{_limits(wards, row, 'rate_lower', 'rate_upper')}"
        )
    detail = [_place_sentence(wards, row, len(wards))]
    if ward_offences is not None:
        detail.append(_largest_theme(ward_offences, area))
    return Finding(headline, " ".join(part for part in detail if part))


def _largest_theme(ward_offences: pd.DataFrame, area: str) -> str:
    rows = ward_offences[(ward_offences["area"] == area) & (ward_offences["theme"] != "all")]
    rows = rows[rows["period"] == rows["period"].max()]
    if "kind" in rows:
        rows = rows[rows["kind"] == "offence"]
    counts = wording.values(rows, "offences")
    if counts.notna().sum() == 0:
        return ""
    largest = counts.idxmax()
    return (
        f"Its largest theme was {_lower_first(rows.loc[largest, 'label'])}, with "
        f"{plural(int(counts[largest]), 'offence')}."
    )


def _place_sentence(areas: pd.DataFrame, row: int, of: int) -> str:
    if not {"rank_lower", "rank_upper"} <= set(areas):
        return ""
    lower, upper = (wording.values(areas, name)[row] for name in ("rank_lower", "rank_upper"))
    if pd.isna(lower) or pd.isna(upper):
        return ""
    return f"Allowing for chance, its place by rate is {places(lower, upper)} of {of}."


def _limits(frame: pd.DataFrame, row: int, lower: str, upper: str) -> str:
    if not {lower, upper} <= set(frame):
        return ""
    low, high = (wording.values(frame, name)[row] for name in (lower, upper))
    if pd.isna(low) or pd.isna(high):
        return ""
    return f" (95% limits {number(low, 1)} to {number(high, 1)})"


def _why(symbol: str) -> str:
    return {SUPPRESSED: ", to protect people's confidentiality", LOW: " exactly; it is low"}.get(
        symbol, ": it is not available"
    )


def _in_period(frame: pd.DataFrame) -> str:
    period = (frame.attrs.get("about") or {}).get("period", "")
    return f" in {period}" if period else ""


def _without_borough(frame: pd.DataFrame) -> pd.DataFrame:
    """Wards and smaller areas only: a borough's row is for comparison, never ranked."""
    return frame[~frame["area"].astype(str).str.match(r"[EW]0[6-9]")]


def _whole(rows: pd.DataFrame) -> pd.Series:
    """Periods whose every month is known; a part year must not be read as a fall."""
    if "months_known" not in rows:
        return pd.Series(True, rows.index)
    known = wording.values(rows, "months_known")
    return known.eq(known.max())


def _lower_first(label: str) -> str:
    """A label inside a sentence; initialisms such as ``ASB`` keep their capitals."""
    text = str(label)
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
