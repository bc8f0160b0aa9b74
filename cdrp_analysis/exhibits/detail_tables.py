"""Tables of the restricted edition: why rows were set aside, revisions, what a score is made of."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding
from cdrp_analysis.exhibits.priority_tables import CRITERIA
from cdrp_analysis.exhibits.tables import Shown, data_table


def quarantine_table(quarantine_reasons: pd.DataFrame) -> Exhibit:
    """How many rows of each feed were set aside, and for what reason."""
    total = int(quarantine_reasons["rows"].sum())
    title = (
        f"{total:,} rows were set aside, each with its reason"
        if total
        else "No row had to be set aside"
    )
    return data_table(
        quarantine_reasons.assign(feed=quarantine_reasons["feed"].map(wording.feed_name)),
        {"feed": "Feed", "reason": "Reason", "rows": Shown("Rows", "count")},
        caption="Rows set aside, by feed and reason",
        title=title,
    )


def agreement_table(source_agreement: pd.DataFrame) -> Exhibit:
    """How far the rows and the count table agree, year by year."""
    shares = source_agreement["share"].dropna()
    title = "The count table and the rows have no month in common"
    if len(shares):
        low, high = shares.min(), shares.max()
        title = f"The rows hold {low:.1%} to {high:.1%} of the offences in the count table"
        if len(shares) == 1:
            title = f"The rows hold {low:.1%} of the offences in the count table"
    return data_table(
        source_agreement,
        {
            "period": "Period",
            "months": Shown("Months compared", "count"),
            "in_table": Shown("Count table", "count"),
            "in_rows": Shown("Rows", "count"),
            "share": Shown("Rows as share of table", "percent"),
        },
        caption="Offences in the count table and in the rows",
        title=title,
    )


def revisions_table(revisions: pd.DataFrame) -> Exhibit:
    """How much each month changed between two downloads of it."""
    months = revisions["month"].nunique()
    title = (
        f"{months} {'month was' if months == 1 else 'months were'} downloaded twice and revised"
        if months
        else "No month was downloaded twice"
    )
    return data_table(
        revisions,
        {
            "month": Shown("Month", "month"),
            "publisher": "Force",
            "vintage_before": "Older download",
            "vintage_after": "Newer download",
            "rows_before": Shown("Rows before", "count"),
            "rows_after": Shown("Rows after", "count"),
            "rows_added": Shown("Added", "count"),
            "rows_removed": Shown("Removed", "count"),
            "rows_changed": Shown("Changed", "count"),
        },
        caption="Revisions between downloads",
        title=title,
    )


def hotspot_themes_table(hotspot_themes: pd.DataFrame) -> Exhibit:
    """Which themes cluster, and how much of each its hotspots hold."""
    frame = hotspot_themes.sort_values("share_of_offences", ascending=False, kind="stable")
    found = frame[frame["hotspots"] > 0]
    title = "No theme has a hotspot of its own"
    if len(found):
        top = found.iloc[0]
        title = (
            f"{len(found)} of {len(frame)} themes have hotspots of their own; those of "
            f"{top['label'].lower()} hold {top['share_of_offences']:.0%} of it on "
            f"{top['share_of_area']:.1%} of the area"
        )
    return data_table(
        frame,
        {
            "label": "Theme",
            "offences": Shown("Offences or incidents", "count"),
            "hotspots": Shown("Hotspot squares", "count"),
            "share_of_area": Shown("Share of area", "percent"),
            "share_of_offences": Shown("Share of offences", "percent"),
            "busiest": "Busiest square",
            "busiest_offences": Shown("Offences in it", "count"),
        },
        caption="Hotspots of each theme",
        title=title,
    )


def intelligence_table(logs: pd.DataFrame) -> Exhibit:
    """Intelligence logs as they were sanitised, with the exemption claimed; restricted."""
    frame = logs.sort_values(["theme", "dated_on"], kind="stable")
    subjects = frame["theme"].value_counts()
    title = "No partner sent intelligence logs"
    if len(frame):
        title = (
            f"{len(frame)} logs on {wording.plural(len(subjects), 'subject')}; most, "
            f"{subjects.iloc[0]}, on {subjects.index[0]}"
        )
    frame = frame.assign(dated_on=pd.to_datetime(frame["dated_on"]).dt.strftime("%-d %B %Y"))
    return data_table(
        frame,
        {
            "theme": "Subject",
            "dated_on": "Day",
            "text": "Text",
            "premises_name": "Premises",
            "grading": "Grading",
            "exemption": "Exemption",
        },
        caption="Intelligence logs behind the assessment",
        title=title,
    )


def criteria_table(priority_criteria: pd.DataFrame, labels: dict[str, str]) -> Exhibit:
    """Every theme's standing on every criterion, 0 (least pressing) to 1 (most)."""
    wide = priority_criteria.pivot_table(
        index="theme", columns="criterion", values="normalised", sort=False
    )
    wide.insert(0, "label", [labels.get(theme, theme) for theme in wide.index])
    criteria = {name: Shown(_criterion(name), "decimal") for name in wide.columns[1:]}
    return data_table(
        wide.reset_index(drop=True),
        {"label": "Theme", **criteria},
        caption="Standing on each criterion, 0 the least pressing theme and 1 the most",
        title="What each theme's score is made of",
    )


def swap_table(priority_swaps: pd.DataFrame, labels: dict[str, str]) -> Exhibit:
    """Which change of one weight would swap each of the first places with the next."""
    swaps = priority_swaps["swaps_at"].notna()
    named = priority_swaps.assign(
        theme=priority_swaps["theme"].map(labels).fillna(priority_swaps["theme"]),
        next_theme=priority_swaps["next_theme"].map(labels).fillna(priority_swaps["next_theme"]),
        criterion=priority_swaps["criterion"].map(_criterion, na_action="ignore").fillna("none"),
    )
    return data_table(
        named,
        {
            "rank": Shown("Place", "ordinal"),
            "theme": "Theme",
            "next_theme": "Next theme",
            "criterion": "Weight that would swap them",
            "weight": Shown("Weight now", "decimal"),
            "swaps_at": Shown("They tie at", "decimal"),
        },
        caption="The smallest change of one weight that swaps neighbours",
        title=f"{int(swaps.sum())} of the first {len(named)} places hang on a single weight",
    )


def _criterion(name: str) -> str:
    return CRITERIA.get(name, name)


def check_up_sentence(check_up: pd.DataFrame) -> Finding:
    """How many planted truths were found, how many were not."""
    counts = check_up["verdict"].value_counts()
    held, missed, open_ = (int(counts.get(v, 0)) for v in ("held", "missed", "no measure yet"))
    judged = held + missed
    return Finding(
        f"{held} of {judged} planted truths that can be judged were found",
        detail=(
            f"{missed} {'was' if missed == 1 else 'were'} missed and "
            f"{'is' if missed == 1 else 'are'} shown first. "
            if missed
            else "None was missed. "
        )
        + f"For {open_} there is no measure yet.",
    )


def check_up_table(check_up: pd.DataFrame, verdict: str) -> Exhibit:
    """The truths of one verdict: what was planted, what was found, how."""
    rows = check_up[check_up["verdict"] == verdict].reset_index(drop=True)
    rows = rows.assign(what=rows["what"].map(wording.upper_first))
    columns = {"what": "What", "item": "Item", "planted": "Planted"}
    if verdict != "no measure yet":
        columns |= {"found": "Found", "measure": "By"}
    return data_table(rows, columns, caption=f"Planted truths: {verdict}", title="")
