"""With what the plan is delivered: money, agencies' data, places of services, officers' time."""

import pandas as pd
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.delivery_tables import WHOLE, day_or_blank, not_received, plan_sentence
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.tables import Shown, data_table, table_html
from cdrp_analysis.exhibits.wording import listed, lower_first, number, percent, plural

# One hue by lightness and letters beside: told apart without colour.
_RATINGS = {
    "green": ("#28A197", "Green: done or on track"),
    "amber": ("#F4B183", "Amber: late or without evidence"),
    "red": ("#801650", "Red: overdue"),
    "grey": ("#B1B4B6", "Grey: dropped"),
}
_STREAMS = (
    theme.DARK_BLUE, theme.TURQUOISE, theme.DARK_PINK, theme.ORANGE, theme.LIGHT_PURPLE,
)  # fmt: skip
_REST, _KIND = theme.RULE, theme.PALE


@theme.styled
def plan_chart(priorities: pd.DataFrame) -> Exhibit:
    """Actions of each priority by how they stand."""
    found = plan_sentence(priorities)
    rows = priorities[priorities["priority"] != WHOLE] if len(priorities) else priorities
    if rows.empty:
        return not_received(priorities, found.headline)
    rows = rows.iloc[::-1]
    figure, axes = theme.new_axes(1.3 + 0.42 * len(rows))
    left = pd.Series(0.0, index=rows.index)
    for key, (colour, _) in _RATINGS.items():
        counts = wording.values(rows, key)
        bars = axes.barh(range(len(rows)), counts, left=left, color=colour, height=0.62)
        labels = [f"{count:.0f}" if count else "" for count in counts]
        axes.bar_label(bars, labels, label_type="center", color=theme.readable_on(colour))
        left += counts
    parts.named_rows(axes, rows["priority"])
    parts.horizontal_value_axis(axes, "Actions")
    axes.xaxis.get_major_locator().set_params(integer=True)
    parts.legend_above(
        figure, [Patch(color=colour, label=name) for colour, name in _RATINGS.values()], columns=2
    )
    alt = f"Bars of actions by priority, parted by rating. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(priorities),
        table=priorities,
        table_html=table_html(
            priorities,
            {
                "priority": "Priority",
                "actions": Shown("Actions", "count"),
                "completed": Shown("Completed", "count"),
                "share": Shown("Share", "percent"),
                "late": Shown("Completed late", "count"),
                "with_evidence": Shown("With evidence", "count"),
                **{key: Shown(key.capitalize(), "count") for key in _RATINGS},
            },
            caption="Actions of the last plan by priority",
        ),
    )


# ── money ────────────────────────────────────────────────────────────────────────────────────


def funding_sentence(streams: pd.DataFrame) -> Finding:
    """The last year's largest stream, how much hangs on few, and what ends first."""
    rows = streams[streams["kind"] == "money"] if len(streams) else streams
    if rows.empty:
        return Finding("No funding register was received")
    rows = rows[rows["year"] == rows["year"].max()]
    totals = wording.values(rows, "total")
    year = rows["year"].iloc[0]
    if totals.isna().all():
        return Finding(f"Totals of {year} are withheld with the streams that would give them away")
    names = rows.groupby("stream", sort=False)["amount"].sum()
    top = names.idxmax()
    row = rows[rows["stream"] == top].iloc[0]
    ending = rows[wording.values(rows, "ending").notna()].sort_values("ends_on")
    cliff = ""
    if len(ending):
        first = ending.iloc[0]
        cliff = (
            f"Nothing is promised after {wording.day(first['ends_on'])} for "
            f"£{number(first['ending'])} of it, {percent(first['ending_share'])}."
        )
    return Finding(
        f"£{number(row['total'])} of money in {year}; the largest stream is {lower_first(top)}",
        "",
        f"Concentration (Herfindahl index): {number(row['hhi'], 2)}, where equal streams would "
        f"give {number(1 / len(names), 2)}. {cliff}",
    )


@theme.styled
def funding_chart(streams: pd.DataFrame) -> Exhibit:
    """Money and what is given in kind, by year, the largest streams apart."""
    found = funding_sentence(streams)
    if streams.empty:
        return not_received(streams, found.headline)
    amounts = streams.assign(_amount=wording.values(streams, "amount").fillna(0.0) / 1_000)
    years = sorted(amounts["year"].unique())
    money = amounts[amounts["kind"] == "money"]
    last = money[money["year"] == years[-1]].groupby("stream")["_amount"].sum()
    largest = last.sort_values(ascending=False, kind="stable").index[: len(_STREAMS)].tolist()
    layers = [(name, colour, money[money["stream"] == name])
              for name, colour in zip(largest, _STREAMS, strict=False)]  # fmt: skip
    layers.append(("Other streams", _REST, money[~money["stream"].isin(largest)]))
    layers.append(("In kind", _KIND, amounts[amounts["kind"] != "money"]))
    figure, axes = theme.new_axes(4.4)
    foot = pd.Series(0.0, index=years)
    for _, colour, rows in layers:
        sums = rows.groupby("year")["_amount"].sum().reindex(years, fill_value=0.0)
        axes.bar(range(len(years)), sums, bottom=foot, color=colour, width=0.62,
                 edgecolor=theme.PAPER, linewidth=0.8)  # fmt: skip
        foot += sums
    axes.set_xticks(range(len(years)), years)
    parts.vertical_value_axis(axes, "£ thousand")
    handles = [Patch(color=colour, label=name) for name, colour, rows in layers if len(rows)]
    parts.legend_above(figure, handles, columns=2)
    alt = f"Stacked bars of funding by year. {found.text}"
    shown = streams.sort_values(["year", "kind", "line"], ascending=[False, False, True])
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(streams, note="What is given in kind is valued by the giver and is no money."),
        table=streams,
        table_html=table_html(
            shown.assign(ends=_promised(shown["ends_on"])),
            {
                "line": "Stream",
                "year": "Year",
                "kind": "Money or in kind",
                "amount": Shown("Amount, £", "count"),
                "share": Shown("Share of the year", "percent1"),
                "ends": "Promised to",
            },
            caption="Funding by year and stream",
        ),
    )  # fmt: skip


def cliff_table(streams: pd.DataFrame) -> Exhibit:
    """Each year's money: its total, how concentrated it is, and what ends on which day."""
    rows = streams[streams["kind"] == "money"] if len(streams) else streams
    if rows.empty:
        return not_received(streams, "No funding register was received")
    keyed = rows.assign(ends=[d if d[:1].isdigit() else "" for d in rows["ends_on"]])
    ends = keyed[keyed["ends"] != ""].drop_duplicates(["year", "ends"])
    years = keyed.drop_duplicates("year")
    years = years[~years["year"].isin(ends["year"])]
    shown = pd.concat([ends, years]).sort_values(["year", "ends"], kind="stable")
    cliffs = ends["ends"].str.slice(0, 4).value_counts()
    title = "No year's money has a day after which nothing is promised"
    if len(cliffs):
        title = f"Money ends in {listed(sorted(cliffs.index))}"
    told = {
        name: [
            text if day else ""
            for text, day in zip(wording.shown(shown, name, form), shown["ends"], strict=True)
        ]
        for name, form in (("ending", "count"), ("ending_share", "percent"))
    }
    return data_table(
        shown.assign(ends=[d or "no end given" for d in day_or_blank(shown["ends"])], **told),
        {
            "year": "Year",
            "total": Shown("Money, £", "count"),
            "hhi": Shown("Herfindahl index", "decimal2"),
            "ends": "Nothing promised after",
            "ending": "Ends then, £",
            "ending_share": "Share",
        },
        caption="Each year's money and what of it ends",
        title=title,
        about_table=about(
            streams,
            note="The Herfindahl index is the sum of the streams' squared shares: it is one where "
            "all money comes from one stream. No end given is no promise either.",
        ),
    )


def contracts_table(contracts: pd.DataFrame) -> Exhibit:
    """Money that goes by contract; a stream of few contractors is withheld."""
    if contracts.empty:
        why = "The ledger marks no money as going by contract: all streams stand above."
        return Exhibit(title="", body=f"<p>{why}</p>")
    rows = contracts.sort_values(["year", "line"], ascending=[False, True], kind="stable")
    return data_table(
        rows.assign(ends=_promised(rows["ends_on"])),
        {
            "line": "Stream",
            "year": "Year",
            "amount": Shown("Amount, £", "count"),
            "ends": "Promised to",
        },
        caption="Money that goes by contract",
        title="Streams of few contractors are withheld"
        if wording.symbols(rows, "amount").ne("").any()
        else "",
    )


def _promised(days: pd.Series) -> list[str]:
    return [wording.day(day) if day[:1].isdigit() else day for day in days]


def funding_ledger_table(ledger: pd.DataFrame) -> Exhibit:
    """The ledger by recipient."""
    if ledger.empty:
        return not_received(ledger, "No funding register was received")
    rows = ledger.sort_values(["year", "number"], ascending=[False, True])
    return data_table(
        rows.assign(
            in_kind=rows["in_kind"].astype(bool).map({True: "in kind", False: "money"}),
            ends=day_or_blank(rows["ends_on"]),
        ),
        {
            "stream": "Stream",
            "recipient": "Recipient",
            "year": "Year",
            "need": "Need",
            "in_kind": "Money or in kind",
            "amount": Shown("Amount, £", "count"),
            "ends": "Promised to",
        },
        caption="The ledger by recipient",
    )


# ── what agencies owe, and places of services ────────────────────────────────────────────────


def sharing_sentence(agencies: pd.DataFrame) -> Finding:
    """How many deliveries came, how many late, and who sent nothing."""
    if agencies.empty:
        return Finding("No log of information sharing was received")
    due, came, late = (int(agencies[name].sum()) for name in ("due", "received", "late"))
    never = agencies.loc[agencies["received"] == 0, "agency"]
    return Finding(
        f"{number(came)} of {plural(due, 'delivery', 'deliveries')} of data came, "
        f"{number(late)} of them late",
        "",
        f"Nothing came from {listed(lower_first(x) for x in never)}." if len(never) else "",
    )


_CARD = {
    "due": Shown("Due", "count"),
    "received": Shown("Received", "count"),
    "late": Shown("Late", "count"),
    "in_time_share": Shown("In time", "percent"),
    "complete_share": Shown("Fields filled, median", "percent"),
    "lag_days": Shown("Days to record, median", "count"),
}


def sharing_table(agencies: pd.DataFrame) -> Exhibit:
    """The scorecard by agency, the least reliable first."""
    found = sharing_sentence(agencies)
    if agencies.empty:
        return not_received(agencies, found.headline)
    rows = agencies.sort_values(
        ["in_time_share", "complete_share"], na_position="first", kind="stable"
    )
    return data_table(
        rows, {"agency": "Agency", **_CARD}, caption="What each agency owed and sent",
        title=found.headline,
    )  # fmt: skip


def sharing_sets_table(sets: pd.DataFrame) -> Exhibit:
    """The scorecard by data set."""
    if sets.empty:
        return not_received(sets, "No log of information sharing was received")
    return data_table(
        sets.sort_values(["dataset", "agency"], kind="stable"),
        {"dataset": "Data set", "agency": "Agency", **_CARD},
        caption="What was owed and sent, by data set",
    )


def services_sentence(services: pd.DataFrame) -> Finding:
    """Which services serve more than they have room for."""
    if services.empty:
        return Finding("No record of services' places was received")
    used = wording.values(services, "used_share")
    over = services[used > 1]
    if over.empty:
        return Finding("No service fills more places than it has")
    told = [f"{lower_first(row.service)} ({percent(used[row.Index])})" for row in over.itertuples()]
    return Finding(f"More places filled than there are: {listed(told)}")


def services_table(services: pd.DataFrame) -> Exhibit:
    """Places of services and how far they are used, the fullest first."""
    found = services_sentence(services)
    if services.empty:
        return not_received(services, found.headline)
    rows = services.assign(_used=wording.values(services, "used_share"))
    rows = rows.sort_values("_used", ascending=False, na_position="last", kind="stable")
    return data_table(
        rows.assign(service=rows["service"].map(wording.upper_first)),
        {
            "service": "Service",
            "places": Shown("Places", "count"),
            "filled": Shown("Filled", "count"),
            "used_share": Shown("Use", "percent"),
            "months_full": Shown("Months full", "count"),
            "months": Shown("Of months", "count"),
        },
        caption="Places of services, mean of the months known",
        title=found.headline,
    )


# ── officers' time ───────────────────────────────────────────────────────────────────────────


def demand_sentence(demand: pd.DataFrame) -> Finding:
    """What takes the largest part of officers' time."""
    share = wording.values(demand, "share") if len(demand) else pd.Series(dtype=float)
    if share.notna().sum() == 0:
        return Finding("No times of events were received, or no two periods to compare")
    row = demand.loc[share.idxmax()]
    change = ""
    if pd.notna(row["change_share"]):
        changed = wording.signed_percent(row["change_share"])
        change = f"Its hours changed by {changed} on the same months a year before."
    return Finding(
        f"{row['label']} takes the largest part of officers' time",
        f"about {wording.about(row['hours'])} hours, {percent(share.max())} of those shown",
        change,
    )


def demand_table(demand: pd.DataFrame) -> Exhibit:
    """Officers' time by theme, the most first."""
    found = demand_sentence(demand)
    if demand.empty:
        return not_received(demand, found.headline)
    return data_table(
        demand.sort_values("hours", ascending=False, na_position="last", kind="stable"),
        {
            "label": "Theme",
            "number": Shown("Events", "count"),
            "minutes": Shown("Minutes each", "count"),
            "hours": Shown("Hours", wording.about),
            "share": Shown("Share", "percent1"),
            "change_share": Shown("Change", "signed_percent"),
            "timed_share": Shown("With a time", "percent"),
        },
        caption="Officers' time that recorded events take",
        title=found.headline,
        about_table=about(
            demand,
            note="Events times the minutes that one takes, from the force's activity analysis; the "
            "change is that of hours on the same months a year before. It says what was asked of "
            "officers, not where they were.",
        ),
    )
