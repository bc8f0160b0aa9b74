"""What own months say of events and zones, and the counts at a site that may be published."""

import pandas as pd
import shapely

from cdrp_analysis.assessment import events
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.concentration import concentration
from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import action_evaluation, event_excess, segmented, wider_panel
from cdrp_analysis.measures.buffers import within

_YEAR = 12


def regressions(evidence: Evidence) -> pd.DataFrame:
    """
    The familiar check beside the comparison with other areas: the table event_segmented.

    Returns
    -------
    DataFrame, one row per opening and sum of themes
        ``intervention, event, theme, label``, the columns of
        :func:`~cdrp_analysis.measures.segmented.step_and_ramp` and ``refused``.
    """
    counts = events.panel(evidence)
    own = counts[counts["area"] == evidence.borough]
    rows = []
    for _, event in events.openings(events.register(evidence)).iterrows():
        opened = event_excess.first_whole_month(pd.Timestamp(event["starts_on"]))
        touched = events.at_the_site(evidence, event)
        here = own
        if touched:
            here = pd.concat([own, wider_panel.together(own, touched, wider_panel.AFFECTED)])
        for theme in ("all", wider_panel.ORDINARY, wider_panel.AFFECTED):
            monthly = here[here["theme"] == theme]
            if monthly.empty:
                continue
            about = {"intervention": event["intervention"], "event": event["event"], "theme": theme}
            try:
                found = segmented.step_and_ramp(monthly, opened=opened)
            except InputError as refusal:
                rows.append({**about, "refused": refusal.what})
                continue
            rows.append({**about, **found, "refused": ""})
    return events.labelled(evidence, _table(rows, "event_segmented"))


def site_places(evidence: Evidence) -> pd.DataFrame:
    """
    Offences at each opened site and around it, a year before and the latest year: site_places.

    Themes found at the site, together, none of them sensitive; places of offences stand for the
    premises that a count rests on. A site is left out where a ward of it holds so few of these
    offences elsewhere that the ward's own count, less the site's, would tell of them.

    Returns
    -------
    DataFrame, one row per site, place and year
        ``intervention, event, place, period, offences`` and the companion columns of
        :class:`~cdrp_analysis.disclosure.tables.Contributors`.
    """
    points, known = evidence.points(), sorted(evidence.usable_months)
    parts = []
    for _, event in events.openings(events.register(evidence)).iterrows():
        opened = event_excess.first_whole_month(pd.Timestamp(event["starts_on"]))
        spans = _years(known, opened)
        touched = events.at_the_site(evidence, event)
        if not spans or not touched:
            continue
        rows = points[points["theme"].isin(touched)].dropna(subset=["easting", "northing"])
        rows = rows.assign(period=rows["month"].map(spans)).dropna(subset=["period"])
        here = _at_places(rows, event["outline"], event["event"])
        if _told_by_wards(here, f"{event['event']}: at the site", evidence.thresholds):
            continue
        parts.append(_counted(here, event, list(dict.fromkeys(spans.values()))))
    if not parts:
        return _table([], "site_places")
    return event_excess.with_difference(pd.concat(parts, ignore_index=True))


def _years(known: list[str], opened: str) -> dict[str, str]:
    """Months of the last whole year before and of the latest since, with the year's label."""
    before = [month for month in known if month < opened][-_YEAR:]
    since = [month for month in known if month >= opened][-_YEAR:]
    spans = {}
    for months in (before, since):
        first, last = (pd.Period(months[at], "M") if months else None for at in (0, -1))
        if len(months) < _YEAR or (last - first).n != _YEAR - 1:
            return {}
        spans |= dict.fromkeys(months, events.span(months))
    return spans


def _at_places(rows: pd.DataFrame, site: shapely.Geometry, name: str) -> pd.DataFrame:
    inside = within(rows, site).astype(bool).to_numpy()
    near = within(rows, site, metres=events.RING_M).astype(bool).to_numpy() & ~inside
    place = pd.Series("", rows.index).mask(inside, f"{name}: at the site")
    spot = rows["easting"].round().astype(str) + " " + rows["northing"].round().astype(str)
    return rows.assign(place=place.mask(near, f"{name}: around it"), spot=spot)


def _told_by_wards(here: pd.DataFrame, site: str, limits) -> bool:
    """Whether a ward's count less the site's would leave a handful of offences elsewhere in it."""
    at_site = here["place"].eq(site)
    elsewhere = here[~at_site].groupby(["ward", "period"], observed=True).size()
    wards = here.loc[at_site, ["ward", "period"]].dropna().drop_duplicates()
    left = elsewhere.reindex(pd.MultiIndex.from_frame(wards), fill_value=0)
    return bool((left < limits.suppress_below + limits.round_to).any())


def _counted(here: pd.DataFrame, event: pd.Series, spans: list[str]) -> pd.DataFrame:
    """Counts of both places in both years, zeros written out, with what they rest on."""
    places = [f"{event['event']}: {which}" for which in ("at the site", "around it")]
    full = pd.MultiIndex.from_product([places, spans], names=["place", "period"])
    found = concentration(
        here[here["place"].ne("")].astype({"place": str, "period": str}),
        cells=["place", "period"],
        contributor="spot",
    )
    found.index = found.index.set_names(["place", "period"])
    found = found.reindex(full, fill_value=0).reset_index()
    found = found.rename(columns={"total": "offences"})
    return found.assign(intervention=event["intervention"], event=event["event"])


def zones(evidence: Evidence) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    The interrupted series of every zone itself, beside the rest of the area.

    Returns
    -------
    effects, months : DataFrame
        The tables zone_series (zones made public, all offences and incidents) and zone_months.
    """
    rows = evidence.offences().dropna(subset=["easting", "northing"])
    known = sorted(evidence.usable_months)
    found, series = [], []
    register = events.register(evidence)
    for _, event in register[register["ends_on"].ne("")].iterrows():
        about = {name: event[name] for name in ("intervention", "event", "kind")}
        measures = {"all": "offence", "incidents": "incident"}
        for measure, kind in measures.items():
            counted = rows[rows["kind"] == kind]
            if counted.empty:
                continue
            told = {**about, "measure": measure, "public": bool(event["public"])}
            try:
                made = action_evaluation.stages(*map(pd.Timestamp, event[["starts_on", "ends_on"]]))
                stages = {stage.name: stage.after for stage in made}
                effects, months = segmented.beside_the_rest(
                    _monthly(counted, event["outline"], known), stages
                )
            except InputError as refusal:
                found.append(
                    pd.DataFrame(
                        [{**told, "stage": action_evaluation.DURING, "refused": refusal.what}]
                    )
                )
                continue
            found.append(effects.assign(**told, refused=""))
            series.append(months.assign(**about, measure=measure))
    effects = _concat(found, "zone_series", extra=["public"])
    shown = effects[effects["public"].eq(True)]
    return (
        events.labelled(evidence, shown, column="measure"),
        events.labelled(evidence, _concat(series, "zone_months"), column="measure"),
    )


def _monthly(rows: pd.DataFrame, outline: shapely.Geometry, known: list[str]) -> pd.DataFrame:
    """Counts of a zone and of the rest by month, zeros written out."""
    inside = within(rows, outline).astype(bool).to_numpy()
    counts = {
        name: rows.loc[chosen, "month"].value_counts().reindex(known, fill_value=0)
        for name, chosen in (("here", inside), ("rest", ~inside))
    }
    return pd.DataFrame(counts).rename_axis("month").reset_index()


def _table(rows: list[dict], table: str) -> pd.DataFrame:
    wanted = [column.name for column in SPECS[table].columns if column.name != "sensitive"]
    return pd.DataFrame(rows).reindex(columns=wanted)


def _concat(parts: list[pd.DataFrame], table: str, *, extra: tuple | list = ()) -> pd.DataFrame:
    wanted = [column.name for column in SPECS[table].columns]
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return whole.reindex(columns=[*wanted, *extra])
