"""Sentences and tables of what events added and whether actions worked."""

import html

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.peer_findings import whole_theme
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html
from cdrp_analysis.exhibits.wording import lower_first, number, plural, signed
from cdrp_analysis.vocabulary import NOT_APPLICABLE

_MAIN = "synthetic control"
_SUMS = ("all", "ordinary", "affected")
_PLACES = {"at the site": "At the site", "around it": "In the ring around it",
           "rest of the area": "Rest of the area"}  # fmt: skip


def first_event(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the first event of a table."""
    return frame[frame["intervention"] == frame["intervention"].iloc[0]] if len(frame) else frame


def main_method(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the method that the findings speak of."""
    return frame[frame["method"] == _MAIN]


def _row(event_effects: pd.DataFrame, key: str) -> pd.DataFrame:
    rows = main_method(first_event(event_effects))
    key = key or whole_theme(rows)
    return rows[rows["theme"] == key].reset_index(drop=True)


def beyond_chance(outside: int, told: int, one: str) -> str:
    """How many of the rows with 90% limits lie outside them, beside what chance alone gives."""
    if not told:
        return ""
    return (
        f"Of {plural(told, one)} with 90% limits {number(outside)} "
        f"{'is' if outside == 1 else 'are'} outside, where chance alone would put about "
        f"{number(0.1 * told, 1)}."
    )


def events_table(events: pd.DataFrame) -> Exhibit:
    """What opened, and where something was done, that was made public."""
    return data_table(
        events.assign(ends_on=events["ends_on"].replace("", "goes on")),
        {
            "event": "Event or zone",
            "kind": "Kind",
            "starts_on": "From",
            "ends_on": "To",
            "area_km2": Shown("Area, km²", "decimal2"),
        },
        caption="Events and zones looked at",
        title="" if len(events) else "No register of events and actions was received",
    )


def event_sentence(event_effects: pd.DataFrame, *, key: str = "") -> Finding:
    """What the event added to one theme a year, and whether that is told from nothing."""
    row = _row(event_effects, key)
    if row.empty:
        return NOTHING_SHOWN
    excess, lower, upper = (wording.values(row, name)[0] for name in ("per_year", "lower", "upper"))
    label, event = row.loc[0, "label"], row.loc[0, "event"]
    if pd.isna(excess):
        return Finding(f"{label}: no figure for the event ({event})", detail=row.loc[0, "refused"])
    sure = lower > 0 or upper < 0
    word = "more" if excess > 0 else "fewer"
    seen = wording.about(wording.values(row, "smallest_seen")[0])
    return Finding(
        f"{label}: about {wording.about(abs(excess))} {word} a year after the event ({event})"
        if sure
        else f"{label}: what the event ({event}) added cannot be told from nothing",
        f"{signed(excess)} a year (90% limits {signed(lower)} to {signed(upper)}; p "
        f"{number(wording.values(row, 'p')[0], 2)} by {number(row.loc[0, 'placebos'])} placebos)",
        f"Only an excess of about {seen} a year or more would be told from nothing here.",
    )


_IDENTITY = {
    "label": "Theme",
    "method": "Method",
    "before_per_year": Shown("Same months before", "count"),
    "observed_per_year": Shown("A year since", "count"),
    "net_per_year": Shown("Net change", "signed"),
    "trend_per_year": Shown("= trend", "signed"),
    "per_year": Shown("+ excess", "signed"),
    "limits": Interval("90% limits of the excess", "lower", "upper", "signed"),
    "p": Shown("p by placebos", "decimal2"),
    "placebos": Shown("Placebos", "count"),
    "smallest_seen": Shown("Least excess seen", wording.about),
}


def effect_table(event_effects: pd.DataFrame, *, key: str) -> str:
    """One theme's effect by both methods, as a table of a chart."""
    rows = first_event(event_effects)
    return table_html(rows[rows["theme"] == key], _IDENTITY, caption="The event's effect a year")


def identity_table(event_effects: pd.DataFrame) -> Exhibit:
    """Net change = change to be expected + excess, for the sums, by both methods."""
    rows = first_event(event_effects)
    rows = rows[rows["theme"].isin(_SUMS)]
    if rows.empty:
        return no_event(event_effects)
    return data_table(
        rows,
        _IDENTITY,
        caption="Net change, trend and excess, offences a year",
        title=identity_sentence(event_effects).headline,
    )


def identity_sentence(event_effects: pd.DataFrame, *, key: str = "") -> Finding:
    """The net change as trend and excess."""
    row = _row(event_effects, key)
    if row.empty or wording.values(row, "per_year").isna()[0]:
        return NOTHING_SHOWN
    net, trend, excess = (
        wording.values(row, name)[0] for name in ("net_per_year", "trend_per_year", "per_year")
    )
    return Finding(
        f"{row.loc[0, 'label']}: {signed(net)} a year is a trend of {signed(trend)} and an excess "
        f"of {signed(excess)}",
    )


def power_sentence(event_effects: pd.DataFrame) -> Finding:
    """How great an excess must be to be seen in the total, and in the themes at the site."""
    whole, part = _row(event_effects, ""), _row(event_effects, "affected")
    seen = [wording.values(row, "smallest_seen") for row in (whole, part)]
    if whole.empty or part.empty or seen[0].isna()[0] or seen[1].isna()[0]:
        return NOTHING_SHOWN
    return Finding(
        f"An excess must reach about {wording.about(seen[0][0])} a year to be told in the total, "
        f"about {wording.about(seen[1][0])} in the themes at the site",
        detail="A total that shows nothing clear does not say that nothing was added.",
    )


def themes_sentence(event_effects: pd.DataFrame) -> Finding:
    """Which themes rose beyond what was to be expected."""
    rows = main_method(first_event(event_effects))
    rows = rows[~rows["theme"].isin(_SUMS)]
    excess, lower, upper = (wording.values(rows, name) for name in ("per_year", "lower", "upper"))
    if excess.notna().sum() == 0:
        return NOTHING_SHOWN
    more = excess[lower > 0].sort_values(ascending=False)
    fewer = excess[upper < 0]
    if more.empty and fewer.empty:
        return Finding("No theme has an excess that is told from nothing")
    told = [
        f"{lower_first(rows.loc[at, 'label'])} {signed(excess[at])} "
        f"({signed(lower[at])} to {signed(upper[at])})"
        for at in more.index
    ]
    less = [lower_first(rows.loc[at, "label"]) for at in fewer.index]
    names = [lower_first(rows.loc[at, "label"]) for at in more.index]
    headline = (
        f"The event added to {wording.listed(names)}" if names else "The event added to no theme"
    )
    detail = "Of ten themes with no effect, one is expected outside its 90% limits."
    if less:
        detail = f"Fewer than expected: {wording.listed(less)}. {detail}"
    return Finding(headline, wording.listed(told), detail)


def placebo_table(event_placebos: pd.DataFrame) -> Exhibit:
    """How often each method finds an effect where nothing happened."""
    rows = first_event(event_placebos)
    if rows.empty:
        return no_event(event_placebos)
    return data_table(
        rows,
        {
            "label": "Theme",
            "method": "Method",
            "where": "Tried on",
            "tried": Shown("Times tried", "count"),
            "found": Shown("Effect found", "count"),
            "share": Shown("Share", "percent"),
        },
        caption="Effects found where nothing happened, at 90% limits",
        title=placebo_sentence(event_placebos).headline,
    )


def placebo_sentence(event_placebos: pd.DataFrame) -> Finding:
    """What the comparison with other areas finds where nothing happened, and what counting does."""
    rows = first_event(event_placebos)
    rows = rows[rows["theme"].eq("ordinary")] if len(rows) else rows
    if rows.empty:
        return NOTHING_SHOWN
    rows = rows[rows["where"].eq("other areas, same date")].set_index("method")
    told = rows.reindex([_MAIN, "before and after alone"])
    if told["tried"].isna().any() or not told["tried"].min():
        return NOTHING_SHOWN
    (found, alone), (tried, of) = told["found"], told["tried"]
    return Finding(
        f"Of {plural(int(tried), 'area')} where nothing happened, {_MAIN} finds an effect in "
        f"{number(found)}, counting before and after alone in {number(alone)} of {number(of)}",
    )


def site_table(site_counts: pd.DataFrame) -> Exhibit:
    """Located offences at the site, around it and elsewhere; restricted edition only."""
    rows = first_event(site_counts)
    if rows.empty:
        return no_event(site_counts)
    # The rest is what the others are held against: it has nothing beyond itself.
    rest = rows["place"].eq("rest of the area")
    marks = {
        f"{name}_symbol": rest.map({True: NOT_APPLICABLE, False: ""})
        for name in ("beyond_rest", "lower", "upper")
    }
    return data_table(
        rows.assign(place=rows["place"].map(_PLACES), **marks),
        {
            "label": "Theme",
            "place": "Place",
            "before_per_year": Shown("A year before", "count"),
            "after_per_year": Shown("A year since", "count"),
            "change_per_year": Shown("Change", "signed"),
            "beyond_rest": Shown("Beyond the rest's change", "signed"),
            "limits": Interval("95% limits", "lower", "upper", "signed"),
        },
        caption="Located offences a year by place",
        title=site_sentence(site_counts).headline,
    )


def site_sentence(site_counts: pd.DataFrame, *, key: str = "affected") -> Finding:
    """What was added at the site itself, and whether its surroundings lost or gained."""
    rows = first_event(site_counts)
    rows = rows[rows["theme"] == key].set_index("place") if len(rows) else rows
    if rows.empty:
        return NOTHING_SHOWN
    site, ring = rows.loc["at the site"], rows.loc["around it"]
    moved = "more too" if ring["lower"] > 0 else "fewer" if ring["upper"] < 0 else "no clear change"
    return Finding(
        f"{site['label']}: {signed(site['beyond_rest'])} a year at the site itself, {moved} "
        "around it",
        f"95% limits {signed(site['lower'])} to {signed(site['upper'])} at the site, "
        f"{signed(ring['lower'])} to {signed(ring['upper'])} around it",
    )


def no_event(frame: pd.DataFrame, *, key: str = "") -> Exhibit:
    """Says why there is nothing to show."""
    refused = ""
    if len(frame) and "refused" in frame:
        rows = frame[frame["theme"] == key] if key and "theme" in frame else frame
        refused = next((str(why) for why in rows["refused"] if isinstance(why, str) and why), "")
    why = refused or about(frame).get("note", "") or "No event with these figures was received."
    return Exhibit(title="Nothing to show", body=f"<p>{html.escape(why)}</p>", about=about(frame))
