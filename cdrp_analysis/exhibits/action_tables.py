"""Whether actions worked: tables and sentences of displacement differences, costs and posts."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.event_findings import no_event
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table
from cdrp_analysis.exhibits.wording import lower_first, number, plural


def _limits_word(lower: float, upper: float) -> str:
    if pd.isna(lower) or pd.isna(upper):
        return "no figure"
    return (
        "more than at a place like it" if lower > 0
        else "fewer than at a place like it" if upper < 0
        else "not told from no effect"
    )  # fmt: skip


def zone_table(effects: pd.DataFrame) -> Exhibit:
    """What changed where something was done, beside places like it."""
    if effects.empty:
        return no_event(effects)
    frame = effects.assign(
        reading=[
            _limits_word(low, high) if not why else f"No figure: {lower_first(why)}"
            for low, high, why in zip(
                wording.values(effects, "lower"), wording.values(effects, "upper"),
                effects["refused"].fillna(""), strict=True,
            )
        ]
    )  # fmt: skip
    return data_table(
        frame,
        {
            "event": "Zone",
            "label": "What is counted",
            "stage": "Stage",
            "months": "Months compared",
            "wdd": Shown("Difference", "signed"),
            "limits": Interval("90% limits", "lower", "upper", "signed"),
            "displacement": Shown("Of it in the ring", "signed"),
            "tried": Interval("Against all places tried", "wdd_least", "wdd_most", "signed"),
            "reading": "Reading",
        },
        caption="Change there and around it less that of a place like it",
        title=zone_sentence(effects).headline,
    )


def zone_sentence(effects: pd.DataFrame) -> Finding:
    """How many of the stages, all offences counted, are told from no effect."""
    rows = effects[effects["measure"] == "all"] if len(effects) else effects
    if rows.empty:
        return NOTHING_SHOWN
    lower, upper = (wording.values(rows, name) for name in ("lower", "upper"))
    fewer, more = int((upper < 0).sum()), int((lower > 0).sum())
    unknown = int(upper.isna().sum())
    told = len(rows) - unknown
    if not fewer and not more:
        headline = "Whether the actions changed recorded offences cannot be told"
    else:
        headline = (
            f"Of {plural(told, 'comparison')}, {number(fewer)} showed fewer offences than "
            f"elsewhere and {number(more)} more"
        )
    return Finding(
        headline,
        detail=f"{plural(unknown, 'comparison')} could not be made." if unknown else "",
    )


def action_cost_table(action_effects: pd.DataFrame) -> Exhibit:
    """Cost of an offence, or a day of harm, avoided; restricted edition only."""
    rows = action_effects[action_effects["cost"].notna()] if len(action_effects) else action_effects
    rows = rows[rows["reading"].notna()] if len(rows) else rows
    if rows.empty:
        return no_event(action_effects)
    return data_table(
        rows,
        {
            "event": "Action",
            "label": "What is avoided",
            "cost": Shown("Cost, £", "count"),
            "wdd": Shown("Difference", "signed"),
            "limits": Interval("90% limits", "lower", "upper", "signed"),
            "cost_each": Shown("Cost of one avoided, £", wording.about),
            "cost_each_least": Shown("At the best limit, £", wording.about),
            "reading": "Reading",
        },
        caption="Cost of what was avoided while the action lasted",
        title=cost_sentence(rows).headline,
    )


def cost_sentence(rows: pd.DataFrame) -> Finding:
    """Whether any action's cost can be set against offences avoided."""
    avoided = rows[rows["reading"].eq("offences were avoided")]
    if avoided.empty:
        return Finding("No action's cost can be set against offences avoided")
    names = wording.listed(dict.fromkeys(lower_first(x) for x in avoided["event"]))
    return Finding(f"Offences were avoided by {names}")


def postings_table(postings: pd.DataFrame) -> Exhibit:
    """Posts whose effect is still to be known; restricted edition only."""
    ready = postings["months_known"].ge(12).sum() if len(postings) else 0
    title = (
        "No posts began with the period or later" if postings.empty
        else "No new post has the twelve months that an evaluation needs" if not ready
        else f"{plural(int(ready), 'posting')} can be evaluated"
    )  # fmt: skip
    return data_table(
        postings.assign(ends_on=postings["ends_on"].replace("", "goes on")),
        {
            "unit": "Team",
            "posts": Shown("Posts", "count"),
            "grade": "Grade",
            "starts_on": "From",
            "ends_on": "To",
            "cost": Shown("£ a year", "count"),
            "funded_by": "Paid by",
            "months_known": Shown("Months known since", "count"),
        },
        caption="Posts that began with the period or later",
        title=title,
    )
