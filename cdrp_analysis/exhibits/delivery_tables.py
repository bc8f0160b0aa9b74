"""The partnership's registers as tables and sentences: plan, targets, sites, seats, calendar."""

import html

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.tables import Shown, data_table
from cdrp_analysis.exhibits.wording import listed, lower_first, number, percent, plural

WHOLE = "Whole plan"
_RULE = (
    "Green: completed in time with evidence kept, or on track. Amber: completed late or without "
    "evidence, or behind but not due yet. Red: overdue. Grey: dropped."
)


def not_received(frame: pd.DataFrame, title: str) -> Exhibit:
    """Says that a register is missing, in place of an empty table."""
    why = about(frame).get("note", "") or "The register was not received."
    return Exhibit(title=title, body=f"<p>{html.escape(why)}</p>", about=about(frame, note=""))


def day_or_blank(days: pd.Series) -> list[str]:
    """Days as a reader writes them, blank where there is none."""
    return [wording.day(day) if isinstance(day, str) and day else "" for day in days]


# ── plan ─────────────────────────────────────────────────────────────────────────────────────


def plan_sentence(priorities: pd.DataFrame) -> Finding:
    """How many actions of the last plan are completed, late, evidenced and overdue."""
    rows = priorities[priorities["priority"] == WHOLE] if len(priorities) else priorities
    if rows.empty:
        return Finding("The actions of the last plan were not received")
    row = rows.iloc[0]
    return Finding(
        f"{number(row['completed'])} of {plural(int(row['actions']), 'action')} of the last plan "
        f"{'is' if row['completed'] == 1 else 'are'} completed",
        percent(row["share"]),
        f"Completed late: {number(row['late'])}. Completed with evidence kept: "
        f"{number(row['with_evidence'])}. Overdue: {number(row['red'])}. "
        f"Dropped: {number(row['grey'])}.",
    )


def plan_actions_table(register: pd.DataFrame) -> Exhibit:
    """Every action with how it stands and where its evidence is kept; overdue ones first."""
    if register.empty:
        return not_received(register, plan_sentence(register).headline)
    order = register["colour"].map({"red": 0, "amber": 1, "green": 2, "grey": 3})
    rows = register.assign(_order=order).sort_values(["_order", "due_on"], kind="stable")
    overdue = int(register["colour"].eq("red").sum())
    return data_table(
        rows.assign(
            due=day_or_blank(rows["due_on"]),
            standing=rows["colour"].str.capitalize() + ": " + rows["standing"],
            evidence=rows["evidence"].fillna(""),
        ),
        {
            "label": "Action",
            "priority": "Priority",
            "lead": "Lead",
            "due": "Due",
            "standing": "How it stands",
            "evidence": "Evidence",
        },
        caption="Every action of the last plan",
        title=f"{plural(overdue, 'action')} {'is' if overdue == 1 else 'are'} overdue"
        if overdue
        else "No action is overdue",
        about_table=about(register, note=_RULE),
    )


# ── targets ──────────────────────────────────────────────────────────────────────────────────


def target_register_sentence(targets: pd.DataFrame) -> Finding:
    """How many targets are in force, whose they are, and how many have been withdrawn."""
    if targets.empty:
        return Finding("No register of targets was received")
    held = targets[targets["status"] == "in force"]
    gone = int(targets["status"].eq("withdrawn").sum())
    levels = held["level"].value_counts()
    owners = ["partnership", "borough", "force", "national"]
    told = [f"{level} {number(levels[level])}" for level in owners if level in levels]
    return Finding(
        f"{number(len(held))} of {plural(len(targets), 'target')} "
        f"{'is' if len(held) == 1 else 'are'} in force; {number(gone)} withdrawn",
        "",
        f"By whose they are: {listed(told)}." if told else "",
    )


def target_register_table(targets: pd.DataFrame) -> Exhibit:
    """Targets with their dates and status, those in force first."""
    found = target_register_sentence(targets)
    if targets.empty:
        return not_received(targets, found.headline)
    order = targets["status"].map({"in force": 0, "not begun": 1, "ended": 2}).fillna(3)
    rows = targets.assign(_order=order).sort_values("_order", kind="stable")
    return data_table(
        rows.assign(
            starts=day_or_blank(rows["starts_on"]),
            ends=day_or_blank(rows["ends_on"]),
            withdrawn=day_or_blank(rows["withdrawn_on"]),
            status=rows["status"].map(wording.upper_first),
            level=rows["level"].map(wording.upper_first),
            wanted=[
                f"{way} to {number(value, 0 if value == round(value) else 1)}"
                if pd.notna(value)
                else way
                for way, value in zip(rows["wanted"], wording.values(rows, "value"), strict=True)
            ],
        ),
        {
            "label": "Target",
            "level": "Whose",
            "wanted": "Wanted",
            "starts": "From",
            "ends": "To be met by",
            "withdrawn": "Withdrawn from",
            "status": "Status",
        },
        caption="Targets and whether they are in force",
        title=found.headline,
    )


# ── sites ────────────────────────────────────────────────────────────────────────────────────


def site_outputs_sentence(sites: pd.DataFrame) -> Finding:
    """What was done most often in the last year."""
    if sites.empty:
        return Finding("No register of actions at sites was received")
    rows = sites[sites["year"] == sites["year"].max()]
    numbers = wording.values(rows, "number")
    if numbers.notna().sum() == 0:
        return Finding("What was done at sites cannot be shown")
    row = rows.loc[numbers.idxmax()]
    return Finding(
        f"Most often in {row['year']} at {row['site_name']}: {row['action']}",
        f"{number(numbers.max())} times",
        "What is counted is what was done, not what it changed.",
    )


def site_outputs_table(sites: pd.DataFrame) -> Exhibit:
    """What was done at sites by year; stores are never named."""
    found = site_outputs_sentence(sites)
    if sites.empty:
        return not_received(sites, found.headline)
    return data_table(
        sites.assign(action=sites["action"].map(wording.upper_first)),
        {
            "action": "Action",
            "site_name": "Site",
            "year": "Year",
            "number": Shown("Times", "count"),
        },
        caption="What was done at sites",
        title=found.headline,
    )


# ── seats and calendar ───────────────────────────────────────────────────────────────────────


def seats_sentence(coverage: pd.DataFrame, register: pd.DataFrame) -> Finding:
    """How many seats somebody holds, and which are vacant."""
    if coverage.empty:
        return Finding("No register of seats was received")
    held, seats = int(coverage["held"].sum()), int(coverage["seats"].sum())
    vacant = register[register["standing"] == "vacant"]
    names = [f"{r.seat} ({r.agency}) on the {_body(r.body)}" for r in vacant.itertuples()]
    return Finding(
        f"{number(held)} of {plural(seats, 'seat')} {'is' if held == 1 else 'are'} held",
        "",
        f"Vacant: {listed(names)}." if names else "None is vacant.",
    )


def _body(name: str) -> str:
    """A body inside a sentence: a name of several capitals keeps its first."""
    return lower_first(name) if name[1:].islower() else name


def seat_coverage_table(coverage: pd.DataFrame) -> Exhibit:
    """Seats held and vacant by body."""
    if coverage.empty:
        return not_received(coverage, "No register of seats was received")
    short = coverage[coverage["vacant"] > 0]
    return data_table(
        coverage,
        {
            "body": "Body",
            "seats": Shown("Seats", "count"),
            "held": Shown("Held", "count"),
            "vacant": Shown("Vacant", "count"),
        },
        caption="Seats of the partnership's bodies",
        title=f"{number(len(short))} of {len(coverage)} bodies "
        f"{'has' if len(short) == 1 else 'have'} a vacant seat"
        if len(short)
        else "No body has a vacant seat",
    )


def seat_register_table(register: pd.DataFrame) -> Exhibit:
    """Every seat with its agency and since when it is held or vacant; no holder is named."""
    if register.empty:
        return not_received(register, "No register of seats was received")
    return data_table(
        register.assign(
            since=day_or_blank(register["from_day"]),
            standing=register["standing"].map(wording.upper_first),
        ),
        {
            "seat": "Seat",
            "body": "Body",
            "agency": "Agency",
            "standing": "Held or vacant",
            "since": "Since",
        },
        caption="Every seat on the partnership's bodies",
    )


def milestones_sentence(milestones: pd.DataFrame) -> Finding:
    """How many milestones were done in time, late, or are overdue."""
    if milestones.empty:
        return Finding("No calendar of milestones was received")
    counts = milestones["standing"].value_counts()
    due = milestones[milestones["standing"] != "to come"]
    overdue = due.loc[due["standing"] == "overdue", "milestone"]
    return Finding(
        f"Of {plural(len(due), 'milestone')} due so far, {number(counts.get('done in time', 0))} "
        f"done in time, {number(counts.get('done late', 0))} late and "
        f"{number(len(overdue))} overdue",
        "",
        f"Overdue: {listed(map(str, overdue))}." if len(overdue) else "",
    )


def milestones_table(milestones: pd.DataFrame) -> Exhibit:
    """Milestones by the half-year in which they are due."""
    found = milestones_sentence(milestones)
    if milestones.empty:
        return not_received(milestones, found.headline)
    return data_table(
        milestones.assign(
            due=day_or_blank(milestones["due_on"]),
            done=day_or_blank(milestones["done_on"]),
            standing=milestones["standing"].map(wording.upper_first),
            late=[f"{int(n)}" if pd.notna(n) and n > 0 else "" for n in milestones["days_late"]],
        ),
        {
            "milestone": "Milestone",
            "half": "Half-year",
            "due": "Due",
            "done": "Done",
            "standing": "How it stands",
            "late": "Days late",
        },
        caption="Milestones by half-year",
        title=found.headline,
    )


# ── community payback ────────────────────────────────────────────────────────────────────────


def payback_sentence(work: pd.DataFrame) -> Finding:
    """Hours of community payback on how many projects, and how many were proposed in vain."""
    whole = work[work["suggested_by"] == "all"] if len(work) else work
    if whole.empty:
        return Finding("No record of community payback was received")
    row = whole.iloc[0]
    left = int(row["proposed"] - row["taken_up"])
    return Finding(
        f"{number(row['hours'])} hours of community payback were worked on "
        f"{plural(int(row['projects']), 'project')}",
        "",
        f"Of {plural(int(row['proposed']), 'project')} proposed, {number(left)} "
        f"{'was' if left == 1 else 'were'} not taken up.",
    )


def payback_table(work: pd.DataFrame) -> Exhibit:
    """Community payback by who proposed the work."""
    found = payback_sentence(work)
    if work.empty:
        return not_received(work, found.headline)
    names = work["suggested_by"].map(wording.upper_first).replace("All", "All together")
    return data_table(
        work.assign(suggested_by=names),
        {
            "suggested_by": "Proposed by",
            "proposed": Shown("Projects proposed", "count"),
            "taken_up": Shown("Taken up", "count"),
            "projects": Shown("Worked on", "count"),
            "days": Shown("Days of work", "count"),
            "hours": Shown("Hours worked", "count"),
        },
        caption="Community payback by who proposed the work",
        title=found.headline,
    )
