"""Sentences computed from tables: each states its period, its unit and its uncertainty."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Finding
from cdrp_analysis.exhibits.wording import (
    feed_name,
    listed,
    lower_first,
    number,
    percent,
    places,
    plural,
)
from cdrp_analysis.vocabulary import SUPPRESSED

NOTHING_SHOWN = Finding("Nothing can be said here: every figure is hidden or not available")
NOT_OF_THEME = Finding("This edition shows nothing of that for this theme")


def trend_total(annual: pd.DataFrame, *, theme: str = "all") -> Finding:
    """
    How one theme's count ran from the first whole period to the last.

    Parameters
    ----------
    annual : DataFrame
        ``annual_offences``, restricted or protected. Periods with months missing are left
        out: a part year must not be read as a fall.
    theme : str
        The theme; ``all`` is every offence.
    """
    rows = annual[annual["theme"] == theme].sort_values("period", kind="stable")
    rows = rows.reset_index(drop=True)
    counts = wording.values(rows, "offences")
    whole = whole_periods(rows)
    counts = counts[counts.notna() & whole]
    if len(counts) < 2:
        return NOTHING_SHOWN
    first, last = counts.index[0], counts.index[-1]
    start, end = counts[first], counts[last]
    label = "All recorded offences" if theme == "all" else str(rows.loc[last, "label"])
    run = f"between {rows.loc[first, 'period']} and {rows.loc[last, 'period']}"
    left_out = len(rows) - len(counts)
    detail = ""
    if len(counts) > 2 and counts.idxmax() not in (first, last):
        peak = counts.idxmax()
        detail = f"The highest count was {number(counts[peak])} in {rows.loc[peak, 'period']}."
    if left_out:
        was = "period is" if left_out == 1 else "periods are"
        hidden = wording.symbols(rows, "offences")[whole].eq(SUPPRESSED).sum()
        why = {0: "months missing", left_out: "hidden"}.get(hidden, "months missing, or hidden")
        detail += f" {left_out} {was} left out: {why}."
    if start == end:
        headline, figures = f"{label} stood the same {run}", number(end)
    else:
        size = f" {percent(abs(end / start - 1))}" if start > 0 else ""
        headline = f"{label} {'rose' if end > start else 'fell'}{size} {run}"
        figures = f"from {number(start)} to {number(end)}"
    return Finding(headline, figures, detail.strip())


def biggest_change(year_on_year: pd.DataFrame, *, against: str = "year before") -> Finding:
    """The largest clear change on the year before (or the base year), or that there was none."""
    frame = year_on_year.reset_index(drop=True)
    shares = wording.values(frame, "change_share")
    clear = frame["signal"].isin(["up", "down"]) & shares.notna()
    period = in_period(year_on_year)
    if not clear.any():
        return Finding(
            f"No theme changed clearly on the {against}{period}",
            detail="Every difference shown is within what chance alone would give.",
        )
    row = int(shares[clear].abs().idxmax())
    before, after, lower, upper = (
        wording.values(frame, name)[row]
        for name in ("before", "after", "ratio_lower", "ratio_upper")
    )
    figures = wording.signed_percent(shares[row])
    if pd.notna(before) and pd.notna(after):
        figures += f", from {number(before)} to {number(after)}"
    if pd.notna(lower) and pd.notna(upper):
        limits = wording.signed_percent(lower - 1), wording.signed_percent(upper - 1)
        figures += f" (95% limits {limits[0]} to {limits[1]})"
    themes = frame["theme"] != "all"  # the total is no theme
    ups, downs, unclear = (
        int((themes & shares.notna() & (frame["signal"] == signal)).sum())
        for signal in ("up", "down", "no clear change")
    )
    hidden = int((themes & shares.isna()).sum())
    compared = plural(int(themes.sum()) - hidden, "theme")
    return Finding(
        f"The largest clear change on the {against}{period} was in "
        f"{lower_first(frame.loc[row, 'label'])}",
        figures,
        f"Of {compared}, {ups} rose clearly, {downs} fell clearly and "
        f"{unclear} showed no clear change."
        + (f" {plural(hidden, 'theme')} could not be compared." if hidden else ""),
    )


def projection_sentence(projection: pd.DataFrame, *, theme: str = "all") -> Finding:
    """The projected total of one theme (else of the first shown) with its likely range."""
    shown = projection[wording.values(projection, "point").notna()]
    rows = shown[shown["theme"] == theme]
    rows = (shown if rows.empty else rows).reset_index(drop=True)
    points = wording.values(rows, "point")
    if points.notna().sum() == 0:
        return NOTHING_SHOWN
    row = int(points.first_valid_index())
    label, target = rows.loc[row, "label"], str(rows.loc[row, "target"])
    lower, upper = (wording.values(rows, name)[row] for name in ("lower_80", "upper_80"))
    known = wording.values(rows, "known_months")[row] if "known_months" in rows else 0
    basis = f"with {plural(int(known), 'month')} known, about" if known > 0 else "about"
    figure = f"{basis} {wording.about(points[row])}"
    everything = rows.loc[row, "theme"] == "all"
    return Finding(
        (
            f"{figure[:1].upper()}{figure[1:]} offences are projected for "
            if everything
            else f"{label}: {figure} projected for "
        )
        + f"{'the ' if target[:1].isdigit() else ''}{target}",
        detail=f"About 80% of the time the outcome should lie between {wording.about(lower)} and "
        f"{wording.about(upper)}, if nothing changes how offences are committed, reported or "
        "recorded."
        if pd.notna(lower) and pd.notna(upper)
        else "Too few earlier projections can be checked to give it a likely range.",
    )


def top_priorities(priorities: pd.DataFrame, *, count: int = 5) -> Finding:
    """The themes that rank highest, each with its likely place."""
    frame = priorities.sort_values("rank", kind="stable").reset_index(drop=True)
    top = frame.head(count)
    lower, upper = wording.values(top, "rank_lower"), wording.values(top, "rank_upper")
    if top.empty:
        return NOTHING_SHOWN
    if len(top) == 1:
        sure = pd.notna(lower[0]) and pd.notna(upper[0])
        likely = f"likely place {places(lower[0], upper[0])} of {len(frame)}" if sure else ""
        return Finding(f"{top.loc[0, 'label']} ranks first", likely)
    named = [
        f"{label} ({places(low, high)})" if pd.notna(low) and pd.notna(high) else str(label)
        for label, low, high in zip(top["label"], lower, upper, strict=True)
    ]
    return Finding(
        f"The first {len(top)} of {len(frame)} themes",
        listed(named),
        "Some of their likely places reach below the line: treat the order as a guide."
        if bool((upper > len(top)).any())
        else "",
    )


def row_accounting_sentence(row_accounting: pd.DataFrame) -> Finding:
    """Every row read, and what became of it."""
    read, accepted, quarantined, repeated = (
        int(wording.values(row_accounting, name).sum())
        for name in ("rows_in", "accepted", "quarantined", "repeated")
    )
    feeds = plural(len(row_accounting), "feed")
    if read == 0:
        return Finding(f"No rows were read from {feeds}")
    lost = read - accepted - quarantined - repeated
    return Finding(
        f"{percent(accepted / read, 1)} of {number(read)} rows read from {feeds} were accepted",
        f"{number(accepted)} accepted, {number(quarantined)} quarantined, {number(repeated)} "
        "repeats of another download",
        f"{plural(abs(lost), 'row')} not accounted for." if lost else "Every row is accounted for.",
    )


def coverage_sentence(month_coverage: pd.DataFrame) -> Finding:
    """Which months of which feeds are not complete."""
    short = month_coverage[month_coverage["status"] != "complete"]
    feeds = plural(month_coverage["feed"].nunique(), "feed")
    if short.empty:
        return Finding(f"Every month of {feeds} is complete")
    counted = short.groupby(["feed", "status"], sort=True).size()
    parts = [
        f"{lower_first(feed_name(feed))} {number(months)} {status}"
        for (feed, status), months in counted.items()
    ]
    return Finding(
        f"{number(len(short))} of {number(len(month_coverage))} months across {feeds} "
        f"{'is' if len(short) == 1 else 'are'} not complete",
        listed(parts),
        "An incomplete month is missing, not low.",
    )


def in_period(frame: pd.DataFrame) -> str:
    """`` in 2017/18`` or `` from April 2016 to March 2018``, from what the frame says."""
    period = str((frame.attrs.get("about") or {}).get("period", ""))
    if not period:
        return ""
    return f" from {period}" if " to " in period else f" in {period}"


def whole_periods(rows: pd.DataFrame) -> pd.Series:
    """Periods with as many months known as the fullest one."""
    if "months_known" not in rows or rows.empty:
        return pd.Series(True, rows.index)
    known = wording.values(rows, "months_known")
    return known.eq(known.max()) | known.isna()
