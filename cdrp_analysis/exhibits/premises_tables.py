"""Tables of licensed premises, nights out, drink, work and officers."""

import html

import pandas as pd

from cdrp_analysis.exhibits import premises_findings as findings
from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table

_LIMITS = "95% limits"


def lacking(frame: pd.DataFrame) -> Exhibit:
    """Says what was not received where a table has no rows."""
    why = about(frame).get("note", "") or "What this needs was not received."
    return Exhibit(title="Nothing to show", body=f"<p>{html.escape(why)}</p>", about=about(frame))


def _points(difference: float) -> str:
    """A difference of two shares, in percentage points."""
    return wording.signed(100 * difference, 1)


def _table(frame: pd.DataFrame, columns: dict, caption: str, found: Finding, **more) -> Exhibit:
    if frame.empty:
        return lacking(frame)
    return data_table(frame, columns, caption=caption, title=found.headline, **more)


def premises_kinds_table(premises_kinds: pd.DataFrame) -> Exhibit:
    """Licensed premises by kind, and how many may serve late."""
    return _table(
        premises_kinds.assign(
            kind=premises_kinds["kind"].replace({"all": "every kind", "other": "none of these"})
        ),
        {
            "kind": "Kind",
            "premises": Shown("Premises", "count"),
            "late": Shown("To 02:00 or later, Saturdays", "count"),
        },
        "Licensed premises",
        findings.kinds_sentence(premises_kinds),
    )


def premises_areas_table(premises_areas: pd.DataFrame) -> Exhibit:
    """Violence of nights out by ward beside a year before, with the premises there."""
    if premises_areas.empty:
        return lacking(premises_areas)
    periods = list(dict.fromkeys(premises_areas["period"]))
    rows = premises_areas[premises_areas["period"].eq(periods[-1])].reset_index(drop=True)
    columns = {
        "area_name": "Ward",
        "premises": Shown("Licensed premises", "count"),
        "late": Shown("To 02:00 or later", "count"),
    }
    if len(periods) > 1:
        before = premises_areas[premises_areas["period"].eq(periods[0])].set_index("area")
        for name in ("offences", "offences_symbol"):
            if name in before:
                rows[name.replace("offences", "before")] = rows["area"].map(before[name])
        columns["before"] = Shown("A year before", "count")
    columns |= {
        "offences": Shown("This period", "count"),
        "change_share": Shown("Change", "signed_percent"),
        "signal": "More than chance?",
    }
    if "signal" in rows:
        rows["signal"] = rows["signal"].astype(object).where(rows["signal"].notna(), "not known")
    return data_table(
        rows, columns, caption="Violence on nights out by ward, and licensed premises",
        title=findings.areas_sentence(premises_areas).headline,
    )  # fmt: skip


def later_closing_table(later_closing: pd.DataFrame) -> Exhibit:
    """Violence of Friday and Saturday nights by three hours, as now and an hour later."""
    if later_closing.empty:
        return lacking(later_closing)
    wide = later_closing[later_closing["scenario"].eq(findings.NOW)].reset_index(drop=True)
    later = later_closing[later_closing["scenario"].eq(findings.LATER)].set_index("band")
    for name in ("offences", "offences_symbol", "share", "share_symbol"):
        if name in later:
            wide[f"later_{name}"] = wide["band"].map(later[name])
    return data_table(
        wide,
        {
            "band": "Hours",
            "offences": Shown("As now", "count"),
            "share": Shown("Share of the night", "percent"),
            "later_offences": Shown("An hour later", "count"),
            "later_share": Shown("Share of the night, an hour later", "percent"),
        },
        caption="Violence of Friday and Saturday nights",
        title=findings.closing_sentence(later_closing).headline,
    )


def premises_trends_table(premises_trends: pd.DataFrame) -> Exhibit:
    """Yearly change of the violence of nights out, ward by ward."""
    return _table(
        premises_trends,
        {
            "area_name": "Ward",
            "first": Shown("First year", "count"),
            "last": Shown("Last year", "count"),
            "change": Shown("Change a year", "signed_percent"),
            "limits": Interval(_LIMITS, "lower", "upper", "signed_percent"),
            "p": Shown("p of no change", "decimal2"),
        },
        "Violence on nights out over the years",
        findings.trend_sentence(premises_trends),
    )


def premises_named_table(premises_named: pd.DataFrame) -> Exhibit:
    """Premises with most violence nearest to them; for the restricted edition only."""
    return _table(
        premises_named,
        {
            "premises_name": "Premises",
            "kind": "Kind",
            "area_name": "Ward",
            "closes": "Saturdays to",
            "before": Shown("A year before", "count"),
            "offences": Shown("This period", "count"),
            "limits": Interval(_LIMITS, "lower", "upper", "decimal"),
            "nights": Shown("Of it on nights out", "count"),
        },
        "Violence within fifty metres, each offence with the nearest premises",
        findings.named_sentence(premises_named),
    )


def alcohol_marked_table(alcohol_marked: pd.DataFrame) -> Exhibit:
    """Late violence marked as linked to alcohol, and what the unmarked leave open."""
    return _table(
        alcohol_marked,
        {
            "place": "Place",
            "rows": Shown("Late violence", "count"),
            "said": Shown("Mark filled in", "count"),
            "share": Shown("Linked, of those", "percent"),
            "limits": Interval(_LIMITS, "lower", "upper", "percent"),
            "open": Interval("Linked, of all", "least", "most", "percent"),
            "rise": Shown("Rise a year, points", _points),
            "rises": Interval(_LIMITS, "rise_lower", "rise_upper", _points),
        },
        "Late violence linked to alcohol",
        findings.marked_sentence(alcohol_marked),
    )


def ambulance_places_table(ambulance_places: pd.DataFrame) -> Exhibit:
    """Ambulance calls in the town centre and elsewhere."""
    return _table(
        ambulance_places,
        {
            "place": "Place",
            "before": Shown("First two years", "count"),
            "after": Shown("Last two years", "count"),
            "change": Shown("Change a year", "signed_percent"),
            "changes": Interval(_LIMITS, "change_lower", "change_upper", "signed_percent"),
            "share": Shown("Linked to alcohol, where said", "percent"),
            "limits": Interval(_LIMITS, "lower", "upper", "percent"),
        },
        "Ambulance calls to crime and disorder",
        findings.calls_sentence(ambulance_places),
    )


def zone_hours_table(zone_hours: pd.DataFrame) -> Exhibit:
    """Offences and incidents in a zone by three hours of the day."""
    names = {"offence": "Offences", "incident": "Incidents"}
    first = zone_hours.head(1)["event"].tolist()
    return _table(
        zone_hours.assign(kind=zone_hours["kind"].map(names)),
        {
            "event": "Zone",
            "kind": "What is counted",
            "band": "Hours",
            "before": Shown("A year before", "count"),
            "during": Shown("While it lasted", "count"),
        },
        "Offences and incidents in the zone by three hours of the day",
        Finding(f"{wording.listed(first)}: hours of offences and incidents"),
    )
