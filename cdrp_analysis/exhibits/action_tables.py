"""Whether actions worked: tables and sentences of displacement differences, costs and posts."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.event_findings import beyond_chance, no_event
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table
from cdrp_analysis.exhibits.wording import lower_first, number, plural

POSTS = "posts"


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
    found = zone_sentence(effects)
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
        title=found.headline,
        about_table=about(frame, note=found.detail),
    )


def zone_sentence(effects: pd.DataFrame) -> Finding:
    """How many stages, all offences counted, are told from no effect; which other rows are."""
    rows = effects[effects["measure"] == "all"] if len(effects) else effects
    if rows.empty:
        return NOTHING_SHOWN
    lower, upper = (wording.values(rows, name) for name in ("lower", "upper"))
    fewer, more = int((upper < 0).sum()), int((lower > 0).sum())
    unknown = int(upper.isna().sum())
    told = len(rows) - unknown
    if not fewer and not more:
        headline = "All offences: whether the actions changed them cannot be told"
    else:
        headline = (
            f"All offences: of {plural(told, 'comparison')}, {number(fewer)} showed fewer than "
            f"elsewhere and {number(more)} more"
        )
    refused = f"{plural(unknown, 'comparison')} could not be made." if unknown else ""
    return Finding(headline, detail=" ".join(x for x in (refused, *_other_rows(effects)) if x))


def _other_rows(effects: pd.DataFrame) -> list[str]:
    """Rows of less than all offences that differ, and how many of all rows chance would give."""
    lower, upper = (wording.values(effects, name) for name in ("lower", "upper"))
    parts = effects["measure"] != "all"
    named = [
        f"Other rows with {word}: "
        + wording.listed(f"{r.label} ({r.event}, {r.stage})" for r in effects[rows].itertuples())
        + "."
        for word, rows in (("fewer", parts & (upper < 0)), ("more", parts & (lower > 0)))
        if rows.any()
    ]
    outside = int(((upper < 0) | (lower > 0)).sum())
    return [*named, beyond_chance(outside, int(upper.notna().sum()), "comparison")]


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
        caption="Cost of what was avoided while the action lasted, or so far",
        title=cost_sentence(rows).headline,
    )


def cost_sentence(rows: pd.DataFrame) -> Finding:
    """Whether any action's cost can be set against offences avoided."""
    avoided = rows[rows["reading"].eq("offences were avoided")]
    if avoided.empty:
        return Finding("No action's cost can be set against offences avoided")
    names = wording.listed(dict.fromkeys(lower_first(x) for x in avoided["event"]))
    return Finding(f"Offences were avoided by {names}")


def _of_posts(action_effects: pd.DataFrame, measures: list[str]) -> pd.DataFrame:
    kept = action_effects["kind"].eq(POSTS) & action_effects["measure"].isin(measures)
    return action_effects[kept].reset_index(drop=True)


def posts_sentence(action_effects: pd.DataFrame) -> Finding:
    """What posts changed where they work, all offences counted; restricted edition only."""
    rows = (
        action_effects[action_effects["kind"] == POSTS] if len(action_effects) else action_effects
    )
    rows = rows[rows["measure"] == "all"].reset_index(drop=True) if len(rows) else rows
    if rows.empty:
        return NOTHING_SHOWN
    told = []
    for at, row in rows.iterrows():
        wdd, low, high = (wording.values(rows, name)[at] for name in ("wdd", "lower", "upper"))
        if pd.isna(wdd):
            told.append(f"{row['event']}: no figure, {lower_first(str(row['refused']))}")
            continue
        side = "fewer" if wdd < 0 else "more"
        reading = _limits_word(low, high)
        told.append(
            f"{row['event']}: {number(abs(wdd))} {side} offences than the change at a place like "
            f"it would have left (90% limits {wording.signed(low)} to {wording.signed(high)}): "
            f"{reading}"
        )
    return Finding(
        "; ".join(told),
        detail="Before and after beside one place like it: what else changed there at that time "
        "counts as the posts'.",
    )


def posts_card(action_effects: pd.DataFrame) -> Exhibit:
    """The evaluation card of posts: offences, harm, what moved, and the cost of one avoided."""
    rows = _of_posts(action_effects, ["all", "incidents", "harm"])
    if rows.empty:
        return no_event(action_effects)
    lower, upper = (wording.values(rows, name) for name in ("lower", "upper"))
    result = [
        f"No figure: {lower_first(why)}" if why else _limits_word(low, high)
        for low, high, why in zip(lower, upper, rows["refused"].fillna(""), strict=True)
    ]
    # Where the limits hold no effect, no cost can be set against it.
    unclear = ~(upper < 0) | wording.values(rows, "cost_each").isna()
    costs = ["cost_each", "cost_each_least", "cost_each_most"]
    shown = rows.assign(result=result, **{name: rows[name].mask(unclear) for name in costs})
    return data_table(
        wording.idle(shown, unclear, costs),
        {
            "event": "Posts",
            "label": "What is counted",
            "months": "Months compared",
            "wdd": Shown("Difference", "signed"),
            "limits": Interval("90% limits", "lower", "upper", "signed"),
            "displacement": Shown("Of it in the ring", "signed"),
            "cost": Shown("Cost, £", "count"),
            "cost_each": Shown("Cost of one avoided, £", wording.about),
            "costs": Interval(
                "90% limits of it, £", "cost_each_least", "cost_each_most", wording.about
            ),
            "result": "Result",
        },
        caption="Posts with a place in the register: evaluation card",
        title="What posts changed where they work",
    )


def posts_funding_sentence(funding: pd.DataFrame) -> Finding:
    """What all posts cost a year, nobody's share told."""
    if funding.empty:
        return NOTHING_SHOWN
    row = funding.iloc[0]
    return Finding(
        f"Posts of the staffing log cost £{number(row['cost'])} a year, {number(row['payers'])} "
        "payers together",
        detail=f"In force in {row['period']}. Where they work is not told.",
    )


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
