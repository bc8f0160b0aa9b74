"""How far the plan was delivered and with what: the partnership's registers as tables."""

from dataclasses import dataclass

import pandas as pd

from cdrp_analysis.assessment.received import lacking, rows
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.concentration import concentration, with_contributors
from cdrp_analysis.exhibits import wording
from cdrp_analysis.measures import delivery, funding, outputs, seats, sharing
from cdrp_analysis.periods import Period

WHOLE = "Whole plan"
_COLOURS = ("green", "amber", "red", "grey")
_FEEDS = (
    "plan_actions", "targets", "milestones", "site_actions", "funding", "membership",
    "community_payback", "information_sharing", "service_capacity", "demand_times",
)  # fmt: skip
_OF_AN_AREA = r"[EWSN]0[6-9]\d{6}$"
_SITE_ITSELF = "the site itself"


@dataclass(frozen=True)
class Registers:
    """
    The partnership's registers as received, with the days they are read on.

    ``known`` is the last day known, ``year`` the twelve months up to it in words; ``dated`` is the
    day of the document, else the same: a target that was withdrawn between the two holds no more.
    Frames are as their contracts say, without rows where nobody sent the feed; ``lacking`` says
    which.
    """

    plan: pd.DataFrame
    targets: pd.DataFrame
    calendar: pd.DataFrame
    sites: pd.DataFrame
    ledger: pd.DataFrame
    seats: pd.DataFrame
    payback: pd.DataFrame
    deliveries: pd.DataFrame
    places: pd.DataFrame
    times: pd.DataFrame
    known: pd.Timestamp
    dated: pd.Timestamp
    year: str
    lacking: str

    def year_of(self, evidence: Evidence, feed: str) -> dict:
        """What is printed beneath a register of the last twelve months known."""
        return evidence.about(f"feed_{feed}", period=self.year, note=self.lacking)


def registers(evidence: Evidence) -> Registers:
    """Every register that the page about delivery reads."""
    known = pd.Period(evidence.known_to, "M").end_time.normalize()
    created = evidence.assessment.document and evidence.assessment.document.created
    plan, targets, calendar, sites, ledger, register, payback, deliveries, places, times = (
        rows(evidence, feed) for feed in _FEEDS
    )
    last = pd.Period(evidence.known_to, "M")
    year = Period.between(last - 11, last)
    months = year.months()
    return Registers(
        plan,
        targets,
        calendar,
        sites,
        ledger,
        register,
        payback[payback["month"].isin(months)],
        deliveries[deliveries["due_on"] <= known],
        places[places["month"].isin(months)],
        times,
        known,
        max(known, pd.Timestamp(created)) if created else known,
        f"{wording.month_name(months[0])} to {wording.month_name(months[-1])}",
        lacking(evidence, _FEEDS),
    )


def about(
    evidence: Evidence, feed: str, day: pd.Timestamp | None = None, *, note: str = ""
) -> dict:
    """What is printed beneath a register: who sent it, and the day it is read on."""
    when = f"as on {wording.day(day)}" if day is not None else evidence.current.label
    return evidence.about(f"feed_{feed}", period=when, note=note)


def by_priority(
    plan: pd.DataFrame, priorities: pd.DataFrame, whole: pd.DataFrame, day: pd.Timestamp
) -> pd.DataFrame:
    """
    Actions completed, by priority and altogether, with how many stand at each colour.

    Takes the plan, what ``delivery.completion`` gives of it by priority and in all, and the day;
    returns one row per ``priority``, the whole plan last, without rows where there is no plan.
    """
    if plan.empty:
        return priorities
    table = pd.concat([priorities, whole.assign(priority=WHOLE)], ignore_index=True)
    rated = delivery.rated(plan, day)
    colours = pd.crosstab(rated["priority"], rated["colour"]).reindex(
        columns=_COLOURS, fill_value=0
    )
    colours.loc[WHOLE] = colours.sum()
    return table.merge(colours, left_on="priority", right_index=True, how="left")


def actions(rated: pd.DataFrame) -> pd.DataFrame:
    """Every action of the plan, with its days as text."""
    return _days(rated, "due_on", "completed_on").sort_values("action", ignore_index=True)


def own_targets(
    evidence: Evidence, targets: pd.DataFrame, held: pd.Series, day: pd.Timestamp
) -> pd.DataFrame:
    """
    Targets but those of other boroughs, with their status on a day.

    Takes the register, which of its targets ``delivery.in_force`` says hold on the day, and the
    day.

    Returns
    -------
    DataFrame
        ``target, label, level, wanted, baseline, value, change_percent, starts_on, ends_on,
        withdrawn_on, status``; days as text, blank where there is none.
    """
    area = targets["target"].str.extract(f"({_OF_AN_AREA})", expand=False)
    ours = targets[area.isna() | (area == evidence.borough)]
    ours = ours.assign(status=delivery.target_status(ours, held, day))
    return _days(ours, "starts_on", "ends_on", "withdrawn_on").reset_index(drop=True)


def site_actions(evidence: Evidence, sites: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """
    What ``outputs.site_outputs`` gives of a register, with the stores behind each number.

    What the site did itself, no store being named, counts as one more contributor.
    """
    contributed = sites.assign(
        year=[outputs.financial_year(day) for day in sites["done_on"]],
        store=sites["store_name"].fillna(_SITE_ITSELF),
        number=sites["number"].astype(float),
    )
    keys = ["site", "action", "year"]
    behind = concentration(contributed, cells=keys, contributor="store", value="number")
    labels = rows(evidence, "interventions").set_index("intervention")["label"]
    named = table["site"].map(labels).fillna(table["site"])
    return with_contributors(table, behind, cells=keys).assign(site_name=named)


def by_contract(ledger: pd.DataFrame) -> pd.Series:
    """Which lines of the ledger go by contract to somebody whose terms are not public."""
    return ledger["contract"].fillna(False).astype(bool)


def contracts(ledger: pd.DataFrame, by_stream: pd.DataFrame) -> pd.DataFrame:
    """
    What ``funding.by_stream`` gives of money by contract, with the contractors behind each line.

    They stand apart from other money: few of them, or one that has nearly all, are not shown.
    """
    days = ledger["ends_on"].dt.strftime("%Y-%m-%d").fillna(funding.NO_END)
    kinds = ledger["in_kind"].astype(bool).map({True: funding.IN_KIND, False: funding.MONEY})
    keys = ["year", "kind", "stream", "ends_on"]
    behind = concentration(
        ledger.assign(ends_on=days, kind=kinds), cells=keys, contributor="recipient", value="amount"
    )
    return with_contributors(by_stream, behind, cells=keys)


def ledger_rows(ledger: pd.DataFrame) -> pd.DataFrame:
    """The ledger by stream, recipient, need and year, as whole £."""
    keys = ["year", "stream", "recipient", "need", "in_kind", "ends_on"]
    rows = _days(ledger, "ends_on").assign(need=ledger["need"].fillna(""))
    table = rows.groupby(keys, observed=True)["amount"].sum().round().reset_index()
    return table.assign(number=range(1, len(table) + 1))


def seat_register(register: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Every seat of a day: body, agency, seat, since when, and whether somebody holds it."""
    held = seats.on_day(register, day)
    table = _days(held, "from_day").assign(
        standing=held["holder"].notna().map({True: "held", False: "vacant"})
    )
    table = table.sort_values(["body", "agency", "seat"], kind="stable", ignore_index=True)
    return table.assign(number=range(1, len(table) + 1))


def calendar(milestones: pd.DataFrame) -> pd.DataFrame:
    """Milestones with their days as text."""
    return _days(milestones, "due_on", "done_on").assign(number=range(1, len(milestones) + 1))


def services(used: pd.DataFrame, year: str) -> pd.DataFrame:
    """Use of services with means as whole numbers, and the period they are of."""
    return sharing.in_whole_places(used).assign(period=year)


def events(evidence: Evidence) -> pd.DataFrame:
    """
    Offences and incidents by theme and category, in the period and the same months before.

    Those that nobody could place are in it. Returns ``theme, category, before, number``; without
    rows where the two periods cannot be compared.
    """
    compared = evidence.compared
    if len(compared) < 2:
        return pd.DataFrame(columns=["theme", "category", "before", "number"])
    lost = evidence.frame("unplaced") if evidence.has_frame("unplaced") else None
    found = {}
    for name, period in zip(("before", "number"), compared, strict=True):
        kept = evidence.offences(period)[["theme", "category", "month"]]
        if lost is not None:
            kept = pd.concat([kept, lost.loc[lost["month"].isin(period.months()), list(kept)]])
        found[name] = kept.dropna(subset="theme").groupby(["theme", "category"]).size()
    return pd.DataFrame(found).fillna(0).astype("int64").reset_index()


def _days(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Days as text, YYYY-MM-DD, blank where there is none."""
    return frame.assign(
        **{name: frame[name].dt.strftime("%Y-%m-%d").fillna("") for name in columns}
    )
