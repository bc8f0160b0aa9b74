"""What the register of interventions asks of the counts and rows, event by event."""

from collections.abc import Iterable

import pandas as pd
import shapely

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.rounding import round_to_base
from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import action_evaluation, event_excess, wider_panel
from cdrp_analysis.measures.displacement import cost_per_offence_avoided
from cdrp_analysis.measures.harm import harm
from cdrp_analysis.periods import Period

RING_M = 300.0  # width of the ring in which offences may reappear
# Sites and zones that were made public themselves; what else was deployed stays restricted.
PUBLIC_KINDS = ("opening", "dispersal area")
_REGISTER = ["intervention", "event", "kind", "starts_on", "ends_on", "area_km2"]
_OPEN_ACTION = ["all", "incidents"]
_DIFFERENCES = ("wdd", "lower", "upper", "displacement", "wdd_least", "wdd_most")
_LEAST_PAYERS = 3  # of posts: the sum of fewer is no sum


def register(evidence: Evidence) -> pd.DataFrame:
    """
    Events and actions with their outlines, in the order in which they began.

    Returns
    -------
    DataFrame
        ``intervention, event`` (as printed), ``kind, starts_on, ends_on`` (ISO days, ends_on
        blank while it goes on), ``area_km2, cost, outline`` (geometry), ``public``. Empty where
        no register was sent.
    """
    columns = [*_REGISTER, "cost", "outline", "public"]
    if not evidence.has_feed("interventions"):
        return pd.DataFrame(columns=columns)  # nobody sent a register
    rows = evidence.feed("interventions").sort_values(["starts_on", "intervention"])
    shapes = shapely.from_wkt(rows["outline"].astype(object).to_numpy())
    made = rows.rename(columns={"label": "event"}).assign(
        outline=shapes,
        area_km2=(shapely.area(shapes) / 1e6).round(2),
        public=rows["kind"].isin(PUBLIC_KINDS).to_numpy(bool),
        starts_on=rows["starts_on"].dt.strftime("%Y-%m-%d"),
        ends_on=rows["ends_on"].dt.strftime("%Y-%m-%d").fillna(""),
    )
    return made[columns].reset_index(drop=True)


def openings(events: pd.DataFrame) -> pd.DataFrame:
    """Public events that go on: what they add is told by other areas."""
    return events[events["ends_on"].eq("") & events["public"].astype(bool)]


def panel(evidence: Evidence) -> pd.DataFrame:
    """Counts of the wider area: the total, all but the sensitive themes, and every theme."""
    return wider_panel.with_ordinary(evidence.counts("borough"), evidence.themes)


def span(months: Iterable[str]) -> str:
    """The first to the last of some months, for print; blank without any."""
    known = sorted(months)
    if not known:
        return ""
    return Period.between(pd.Period(known[0], "M"), pd.Period(known[-1], "M")).label


def labelled(evidence: Evidence, table: pd.DataFrame, *, column: str = "theme") -> pd.DataFrame:
    """The table with names of its themes as printed, the sums among them."""
    names = {
        **evidence.labels,
        "all": "All offences",
        wider_panel.ORDINARY: "All offences but the sensitive kinds",
        wider_panel.AFFECTED: "Themes found at the site, together",
        "incidents": "Incidents reported",
        action_evaluation.HARM: "Harm, Cambridge index",
    }
    return table.assign(label=table[column].map(names))


def at_the_site(evidence: Evidence, event: pd.Series) -> list[str]:
    """Themes, none of them sensitive, of which the site holds a twentieth or more."""
    months = event_excess.first_whole_month(pd.Timestamp(event["starts_on"]))
    found = event_excess.affected_themes(evidence.points(), event["outline"], opened=months)
    sensitive = set(evidence.themes.loc[evidence.themes["sensitive"].astype(bool), "theme"])
    return [theme for theme in found if theme not in sensitive]


def effects(evidence: Evidence) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """
    What each opening added, month by month, and how often such an effect is imagined.

    Returns
    -------
    effects, months, placebos : DataFrame
        As from :func:`~cdrp_analysis.measures.event_excess.excess` and
        :func:`~cdrp_analysis.measures.event_excess.imagined`, with ``intervention`` and
        ``event``. Placebos are run for the total less the sensitive themes and for the themes
        at the site.
    """
    counts = panel(evidence)
    found, months, tried = [], [], []
    for _, event in openings(register(evidence)).iterrows():
        opened = event_excess.first_whole_month(pd.Timestamp(event["starts_on"]))
        touched = at_the_site(evidence, event)
        here = counts
        if touched:
            here = pd.concat([counts, wider_panel.together(counts, touched, wider_panel.AFFECTED)])
        themes = list(dict.fromkeys(here["theme"]))
        told, monthly = event_excess.excess(here, themes, area=evidence.borough, opened=opened)
        about = {"intervention": event["intervention"], "event": event["event"]}
        sums = [t for t in (wider_panel.ORDINARY, wider_panel.AFFECTED) if t in themes]
        found.append(told.assign(**about, at_site=told["theme"].isin(touched)))
        months.append(monthly[monthly["theme"].isin(["all", *sums])].assign(**about))
        tried += [
            event_excess.imagined(
                here[here["theme"] == theme], area=evidence.borough, opened=opened
            ).assign(**about, theme=theme)
            for theme in sums
        ]
    return tuple(
        labelled(evidence, _together(parts, table))
        for parts, table in (
            (found, "event_effects"),
            (months, "event_months"),
            (tried, "event_placebos"),
        )
    )


def site_counts(evidence: Evidence) -> pd.DataFrame:
    """Located offences at each opened site, around it and elsewhere, before and after."""
    parts = []
    points, months = evidence.points(), sorted(evidence.usable_months)
    for _, event in openings(register(evidence)).iterrows():
        opened = event_excess.first_whole_month(pd.Timestamp(event["starts_on"]))
        touched = at_the_site(evidence, event)
        chosen = {"all": points, wider_panel.AFFECTED: points[points["theme"].isin(touched)]}
        chosen |= {theme: points[points["theme"] == theme] for theme in touched}
        for theme, rows in chosen.items():
            try:
                found = event_excess.around_site(
                    rows, event["outline"], opened=opened, months=months, ring_m=RING_M
                )
            except InputError:
                continue  # no month on one side: the page says so of the whole table
            parts.append(
                found.assign(intervention=event["intervention"], event=event["event"], theme=theme)
            )
    return labelled(evidence, _together(parts, "site_counts"))


def harm_days(evidence: Evidence, period: Period) -> dict[str, float]:
    """Mean days of harm (Cambridge index) of an offence of each theme in the partnership."""
    table = harm(evidence.weighed_offences(period), evidence.weights())
    weighed = table["offences"].astype(float) * table["cchi_covered"].astype(float)
    days = (table["cchi_days"].astype(float) / weighed.where(weighed > 0)).set_axis(table["theme"])
    return days.dropna().to_dict()


def actions(evidence: Evidence, *, kind: str = "") -> pd.DataFrame:
    """
    Every action: what changed there while it lasted and afterwards, or, if it goes on, so far.

    Parameters
    ----------
    kind : str
        Only actions of this kind; blank: all.

    Returns
    -------
    DataFrame, one row per action, stage and measure
        ``intervention, event, kind, stage, months, measure, label``, the columns of
        :func:`~cdrp_analysis.measures.action_evaluation.evaluate`, ``cost, cost_each,
        cost_each_least, cost_each_most`` (of all offences while it lasted, or so far: the cost a
        year for the months compared), ``public`` and
        ``refused`` (why a stage has no figure; blank where it has).
    """
    events = register(evidence)
    parts = []
    weighed = evidence.has_frame("weights") and evidence.whole_years
    days = harm_days(evidence, evidence.whole_years[-1]) if weighed else None
    sites = set(openings(events)["intervention"])  # what they add is told by other areas
    chosen = events["kind"].eq(kind) | (not kind)
    for _, event in events[chosen & ~events["intervention"].isin(sites)].iterrows():
        others = events.loc[events["intervention"] != event["intervention"], "outline"]
        common = {name: event[name] for name in ("intervention", "event", "kind", "public")}
        try:
            made = _stages(event, evidence.known_to)
        except InputError as refusal:
            stage = action_evaluation.DURING if event["ends_on"] else action_evaluation.SO_FAR
            refused = {"stage": stage, "measure": "all", "refused": refusal.what}
            parts.append(pd.DataFrame([{**common, **refused}]))
            continue
        for stage in made:
            common |= {"stage": stage.name, "months": action_evaluation.months_of(stage)}
            try:
                found = action_evaluation.evaluate(
                    evidence.offences(), event["outline"], evidence.boundary, stage,
                    months=sorted(evidence.usable_months), ring_m=RING_M, avoid=list(others),
                    harm_days=days,
                )  # fmt: skip
            except InputError as refusal:
                parts.append(pd.DataFrame([{**common, "measure": "all", "refused": refusal.what}]))
                continue
            found = found.assign(**common, refused="")
            spent = _cost_of(event, stage)
            if pd.notna(spent):
                found = _with_cost(found, spent)
            parts.append(found)
    wanted = [column.name for column in SPECS["action_effects"].columns]
    table = _together(parts, "action_effects")
    return labelled(evidence, table.reindex(columns=[*wanted, "public"]), column="measure")


def _stages(event: pd.Series, known_to: str) -> list[action_evaluation.Stage]:
    """While it lasted and afterwards; of what goes on, the months known so far."""
    starts = pd.Timestamp(event["starts_on"])
    if event["ends_on"]:
        return action_evaluation.stages(starts, pd.Timestamp(event["ends_on"]))
    return [action_evaluation.so_far(starts, known_to)]


def _cost_of(event: pd.Series, stage: action_evaluation.Stage) -> float:
    """Pounds spent over the months of a stage; missing after the action, or where not given."""
    if stage.name == action_evaluation.SO_FAR:
        return float(event["cost"]) * len(stage.after) / 12
    return float(event["cost"]) if stage.name == action_evaluation.DURING else float("nan")


def _with_cost(found: pd.DataFrame, cost: float) -> pd.DataFrame:
    """Cost of an offence (or day of harm) avoided, for all offences and for harm."""
    priced = found["measure"].isin(["all", action_evaluation.HARM])
    each = [
        cost_per_offence_avoided(cost, row) if yes else {}
        for yes, row in zip(priced, found.to_dict("records"), strict=True)
    ]
    costs = pd.DataFrame(each, index=found.index)
    wanted = ["cost_each", "cost_each_least", "cost_each_most", "reading"]
    return found.assign(cost=cost).join(costs.reindex(columns=wanted))


def weights_note(evidence: Evidence) -> str:
    """Which weights stand behind harm, for print; that there are none, where so."""
    return evidence.weight_editions if evidence.has_frame("weights") else "No harm weights given"


def rounding_note(evidence: Evidence) -> str:
    """What is said of the differences of zones that are made public."""
    base = evidence.thresholds.round_to
    return f"differences and their limits to the nearest {base}" if base > 1 else ""


def public_actions(table: pd.DataFrame, *, round_to: int) -> pd.DataFrame:
    """
    Zones made public, all offences and incidents alone: no theme, no harm, no cost.

    Differences are made of exact counts of small areas. They and their limits are rounded as
    such counts are, and p, which would tell the one from the other, to two decimals. A limit
    that lies on one side of nought never comes to lie on the other.
    """
    rows = table[table["public"].astype(bool) & table["measure"].isin(_OPEN_ACTION)]
    rounded = {name: round_to_base(rows[name].astype(float), round_to) for name in _DIFFERENCES}
    return rows.assign(**rounded, p=rows["p"].astype(float).round(2))


def postings(evidence: Evidence) -> pd.DataFrame:
    """
    Posts that began with the period assessed or later, and how long their effect can be known.

    Returns
    -------
    DataFrame, one row per posting
        ``number, unit, posts, grade, starts_on, ends_on`` (ISO days), ``cost, funded_by,
        months_known``. Empty where no log was sent.
    """
    if not evidence.has_feed("staffing"):
        return _together([], "postings")
    rows = evidence.feed("staffing")
    rows = rows[pd.to_datetime(rows["starts_on"]) >= f"{evidence.period.first}-01"]
    first = [
        pd.Period(event_excess.first_whole_month(day), "M")
        for day in pd.to_datetime(rows["starts_on"])
    ]
    known = pd.Period(evidence.known_to, "M")
    return rows.assign(
        number=range(1, len(rows) + 1),
        starts_on=pd.to_datetime(rows["starts_on"]).dt.strftime("%Y-%m-%d"),
        ends_on=pd.to_datetime(rows["ends_on"]).dt.strftime("%Y-%m-%d").fillna(""),
        months_known=[max(0, (known - month).n + 1) for month in first],
    )


def posts_funding(evidence: Evidence) -> pd.DataFrame:
    """
    What all posts of the staffing log cost a year, in force on the last day known or announced.

    Returns
    -------
    DataFrame, one row
        ``period, payers, cost`` (£ a year). No row where no log was sent, or where fewer than
        three pay: the sum would be somebody's own affairs.
    """
    table = _together([], "posts_funding")
    if not evidence.has_feed("staffing"):
        return table
    last = pd.Period(evidence.known_to, "M").end_time.normalize()
    rows = evidence.feed("staffing").dropna(subset=["cost", "funded_by"])
    rows = rows[~(rows["ends_on"] < last)]
    payers = rows["funded_by"].nunique()
    if payers < _LEAST_PAYERS:
        return table
    when = f"{last:%B %Y} or later"
    return pd.DataFrame({"period": [when], "payers": [payers], "cost": [rows["cost"].sum()]})


def _together(parts: list[pd.DataFrame], table: str) -> pd.DataFrame:
    """The parts as one frame; without any the table's columns and no row."""
    if parts:
        return pd.concat(parts, ignore_index=True)
    return pd.DataFrame(columns=[column.name for column in SPECS[table].columns])
