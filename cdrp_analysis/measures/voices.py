"""What was said and who was heard: fear after dark, reach, panels, accounts, representation."""

import numpy as np
import pandas as pd

from cdrp_analysis.measures.standardisation import representation

UNANSWERED = "not answered yet"
EVERYBODY, MEMBERS = "All respondents", "All who said"
_UNSAFE, _UNSURE = ("a bit unsafe", "very unsafe"), "don't know"


def unsafe(survey: pd.DataFrame) -> pd.Series:
    """Who feels a bit or very unsafe after dark; missing for who does not know or say."""
    answered = survey["safe_after_dark"].notna() & (survey["safe_after_dark"] != _UNSURE)
    return survey["safe_after_dark"].isin(_UNSAFE).astype("boolean").where(answered)


def with_reach(table: pd.DataFrame) -> pd.DataFrame:
    """
    Adds the shares of respondents and of residents, and ``reach_ratio``, the one over the other.

    Each is of its variable's total; missing where that, or the group's figure, is.
    """
    totals = table[table["group"] == EVERYBODY].set_index("variable")
    everybody, residents = (
        table["variable"].map(totals[name].astype(float)) for name in ("respondents", "residents")
    )
    own = table["respondents"].astype(float) / everybody
    theirs = table["residents"].astype(float) / residents
    return table.assign(
        respondent_share=own, resident_share=theirs, reach_ratio=own / theirs.where(theirs > 0)
    )


def panel_counts(meetings: pd.DataFrame, *, whole: str) -> pd.DataFrame:
    """
    Meetings of each ward's panel, and of all: members invited, papers sent, members present.

    Takes ``ward, members_invited, papers_sent_on, member_attended, residents`` (one row per
    meeting) and the code that stands for all wards; returns one row per ``area`` with ``meetings``,
    ``invited``, ``papers``, ``recorded`` (of which it is known whether a member came), ``attended``
    and ``residents`` (present in all), in sorted order.
    """
    came = meetings["member_attended"].astype("boolean")
    counts = pd.DataFrame({
        "area": meetings["ward"],
        "meetings": 1,
        "invited": meetings["members_invited"].astype("boolean").fillna(False),
        "papers": meetings["papers_sent_on"].notna(),
        "recorded": came.notna(),
        "attended": came.fillna(False),
        "residents": meetings["residents"].astype("Int64").fillna(0),
    })  # fmt: skip
    both = pd.concat([counts, counts.assign(area=whole)])
    names = ["meetings", "invited", "papers", "recorded", "attended", "residents"]
    table = both.astype(dict.fromkeys(names, "int64")).groupby("area", sort=True)[names].sum()
    return table.reset_index()


def reach(events: pd.DataFrame) -> pd.DataFrame:
    """Events of the year by kind: ``kind, events, counted`` (with a number), ``reached``."""
    if events.empty:
        return pd.DataFrame(columns=["kind"])
    reached = events["reached"].astype(float)
    table = reached.groupby(events["kind"]).agg(events="size", counted="count", reached="sum")
    return table.astype("int64").reset_index()


def publishable(accounts: pd.DataFrame) -> pd.Series:
    """Which accounts have written consent, altered details and a second person's check."""
    sound = accounts["details_altered"].fillna(False) & accounts["checked"].fillna(False)
    return (accounts["consent_on"].notna() & sound.astype(bool)).astype(bool)


def answered(comments: pd.DataFrame) -> pd.DataFrame:
    """Comments on a draft by what was done: ``response, comments`` (Int64), the most first."""
    done = comments["response"].astype("object").fillna("").replace("", UNANSWERED)
    counts = done.value_counts().rename_axis("response").rename("comments").reset_index()
    return counts.astype({"comments": "Int64"})


def with_index(table: pd.DataFrame) -> pd.DataFrame:
    """Each group's share of members over its share of residents, with limits; none of the whole."""
    made = ["index", "index_lower", "index_upper"]
    blank = table.assign(**dict.fromkeys(made, np.nan))
    whole = table[table["group"] == MEMBERS]
    part = table[(table["group"] != MEMBERS) & table["members"].notna()]
    if whole.empty or whole["members"].isna().any() or part.empty:
        return blank
    everyone = whole.iloc[0]
    if (part["members"].astype(float) > float(everyone["members"])).any():
        return blank  # rounded figures may cross
    found = representation(pd.DataFrame({
        "observed": part["members"].astype(float),
        "all_observed": float(everyone["members"]),
        "residents": part["residents"].astype(float),
        "all_residents": float(everyone["residents"]),
    }))  # fmt: skip
    for name in made:
        blank.loc[part.index, name] = found[name]
    return blank
