"""Sentences about young people: how many, what becomes of them, whom it concerns, early help."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Finding
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.people_parts import known, last, limits, value, within
from cdrp_analysis.exhibits.wording import number, percent, upper_first
from cdrp_analysis.measures.people_tables import EVERYBODY


def youth_rate_sentence(rates: pd.DataFrame, *, measure: str) -> Finding:
    """How many young people, per resident of that age, and the change since the first year."""
    row = last(rates, measure=measure)
    if not known(row, "people"):
        return NOTHING_SHOWN
    period = row["period"].iloc[0]
    figures = ""
    if known(row, "rate"):
        per = number(value(row, "per"))
        figures = f"{number(value(row, 'rate'), 1)} per {per} residents of that age "
        figures += f"({limits(row, 'rate')})"
    return Finding(
        f"{number(value(row, 'people'))} {measure} {within(period)}", figures, _since(rates, row)
    )


def _since(rates: pd.DataFrame, row: pd.DataFrame) -> str:
    """The change of a count since the first year of its table."""
    if not known(row, "change_share", "change_share_lower", "change_share_upper"):
        return ""
    first = rates.loc[rates["measure"] == row["measure"].iloc[0], "period"].iloc[0]
    change, low, high = (value(row, f"change_share{end}") for end in ("", "_lower", "_upper"))
    if low <= 0 <= high:
        between = f"{wording.signed_percent(low)} and {wording.signed_percent(high)}"
        return f"No clear change since {first}: between {between}."
    ends = [percent(end) for end in sorted(map(abs, (low, high)))]
    less = "fewer" if change < 0 else "more"
    return (
        f"{percent(abs(change))} {less} than in {first} "
        f"(between {ends[0]} and {ends[1]} {less})."
    )  # fmt: skip


def share_sentence(shares: pd.DataFrame, *, measure: str) -> Finding:
    """One share of the last period in which it is shown, of what it is, with its limits."""
    rows = shares[shares["measure"] == measure]
    row = last(rows[wording.values(rows, "share").notna()] if len(rows) else rows)
    if row.empty:
        return NOTHING_SHOWN
    latest = rows["period"].iloc[-1]
    later = ""
    if latest != row["period"].iloc[0]:
        later = f"The share of {latest} is hidden or not available."
    base = last(shares, measure=row["of"].iloc[0], period=row["period"].iloc[0])
    return Finding(
        f"{upper_first(measure)}: {percent(value(row, 'share'), 1)} of {row['of'].iloc[0]} "
        f"{within(row['period'].iloc[0])}",
        f"{number(value(row, 'people'))} of {number(value(base, 'people'))}, "
        f"{limits(row, 'share', share=True)}",
        later,
    )


def reoffending_sentence(readings: pd.DataFrame) -> Finding:
    """The readings of the last cohort that has been followed up, each by its name."""
    heads = readings[readings["measure"] == "members"] if len(readings) else readings
    told = heads[wording.values(heads, "per_member").notna()] if len(heads) else heads
    if told.empty:
        return NOTHING_SHOWN
    row = told.tail(1).reset_index(drop=True)
    parts = [
        f"{number(value(row, 'per_member'), 2)} proven reoffences a member "
        f"({limits(row, 'per_member', 2)})",
        f"{percent(value(row, 'reoffender_share'))} of {number(value(row, 'number'))} members "
        "reoffended",
        f"{number(value(row, 'per_reoffender'), 2)} reoffences a reoffender",
    ]
    if known(row, "to_previous"):
        parts.append(f"{number(value(row, 'to_previous'), 2)} times the year before's a member")
    waiting = heads.loc[heads.index > told.index[-1], "cohort"].tolist()
    detail = "These are different readings of one thing: none may stand for another."
    if waiting:
        detail += f" Not yet known: {wording.listed(waiting)}, whose follow-up is not over."
    return Finding(
        f"Reoffending of the cohort of {row['cohort'].iloc[0]}", "; ".join(parts), detail
    )


def representation_sentence(ethnicity: pd.DataFrame) -> Finding:
    """Which groups are clearly more or fewer among those with a case than among residents."""
    if ethnicity.empty:
        return NOTHING_SHOWN
    period = ethnicity["period"].iloc[-1]
    rows = ethnicity[(ethnicity["period"] == period) & ethnicity["ethnic_group"].ne(EVERYBODY)]
    index = wording.values(rows, "index")
    if index.notna().sum() == 0:
        return NOTHING_SHOWN
    row = rows.loc[[index.idxmax()]].reset_index(drop=True)
    group = row["ethnic_group"].iloc[0]
    over = wording.values(rows, "index_lower") > 1
    under = wording.values(rows, "index_upper") < 1
    said = []
    for here, words in ((over, "more"), (under, "fewer")):
        if here.any():
            said.append(f"clearly {words}: {wording.listed(rows.loc[here, 'ethnic_group'])}")
    told = "; ".join(said) or "no group clearly more or fewer"
    return Finding(
        f"{group} young people: {number(value(row, 'index'), 2)} times as large a share of those "
        f"with a case as of residents of that age, {within(period)}",
        f"{limits(row, 'index', 2)}, a gap of {number(value(row, 'gap'), 1)} percentage points "
        f"({limits(row, 'gap')}); their rate is {number(value(row, 'rri'), 2)} times that of all "
        f"other groups ({limits(row, 'rri', 2)})",
        f"By these limits {told}. A difference says nothing of its cause: where people live, how "
        "policing and courts treat them, and how they are counted all play a part.",
    )


def adjusted_sentence(adjusted: pd.DataFrame) -> Finding:
    """What is left of the index when deprivation is allowed for."""
    row = adjusted[adjusted["ethnic_group"] != EVERYBODY].tail(1).reset_index(drop=True)
    if not known(row, "index", "index_adjusted"):
        return NOTHING_SHOWN
    low, high = (value(row, f"index_adjusted_{end}") for end in ("lower", "upper"))
    left = "which chance alone can bring" if low <= 1 <= high else "which chance does not explain"
    return Finding(
        f"{row['ethnic_group'].iloc[0]} young people, deprivation of the home allowed for: "
        f"{number(value(row, 'index_adjusted'), 2)} times as many as expected",
        f"{limits(row, 'index_adjusted', 2)}, {left}; crude {number(value(row, 'index'), 2)} "
        f"({limits(row, 'index', 2)})",
        "Deprivation is one thing in which groups differ; it need not be the cause.",
    )


def high_risk_sentence(shares: pd.DataFrame) -> Finding:
    """How long the list is, and its share of all with a case."""
    row = last(shares, measure="on the list of those likely to do serious violence")
    if not known(row, "people"):
        return NOTHING_SHOWN
    figures = ""
    if known(row, "share"):
        figures = f"as many as {percent(value(row, 'share'), 1)} of the {row['of'].iloc[0]} "
        figures += f"({limits(row, 'share', share=True)})"
    return Finding(
        f"{number(value(row, 'people'))} young people are on the list of those likely to do "
        "serious violence",
        figures,
        "People chose whom to list; no score lists anybody without a person's review.",
    )


def parenting_sentence(referrals: pd.DataFrame) -> Finding:
    """How many parents were referred, from where, and how long help took to begin."""
    if referrals.empty:
        return NOTHING_SHOWN
    period = referrals["period"].iloc[-1]
    rows = referrals[referrals["period"] == period].reset_index(drop=True)
    whole = rows[rows["of"].fillna("").eq("")].reset_index(drop=True)
    if not known(whole, "people"):
        return NOTHING_SHOWN
    points = rows[rows["of"].fillna("").ne("") & rows["measure"].ne("help has begun")]
    counts = wording.values(points, "people")
    detail = []
    most = points[counts.eq(counts.max())]
    if len(most) == 1:  # of two that are rounded alike nobody knows which is the larger
        detail.append(f"The largest part came from one kind of place: {most['measure'].iloc[0]}.")
    if known(whole, "median_days"):
        half, slow = (number(value(whole, name)) for name in ("median_days", "upper_days"))
        detail.append(
            f"Half of those whose help has begun waited {half} days or less, a quarter {slow} "
            "days or more."
        )
    begun = last(rows, measure="help has begun")
    figures = ""
    if known(begun, "share"):
        figures = f"help has begun for {percent(value(begun, 'share'))} "
        figures += f"({limits(begun, 'share', 0, share=True)})"
    return Finding(
        f"{number(value(whole, 'people'))} parents referred {within(period)}", figures,
        " ".join(detail),
    )  # fmt: skip


def diversion_sentence(groups: pd.DataFrame) -> Finding:
    """How offending of those diverted changed beside that of those compared with them."""
    after = groups[wording.values(groups, "change_ratio").notna()] if len(groups) else groups
    told = wording.values(after, "effect").notna() if len(after) else pd.Series(dtype=bool)
    row, others = (after[chosen].head(1).reset_index(drop=True) for chosen in (told, ~told))
    if row.empty or others.empty:
        return NOTHING_SHOWN
    low, high = (value(row, f"effect_{end}") for end in ("lower", "upper"))
    clear = "a clear difference" if high < 1 or low > 1 else "no clear difference"
    return Finding(
        "Young people diverted, against those compared with them: offences a month came to "
        f"{number(value(row, 'effect'), 2)} times what the others' change would have left",
        f"{limits(row, 'effect', 2)}, {clear}",
        f"After over before: {number(value(row, 'change_ratio'), 2)} of those diverted, "
        f"{number(value(others, 'change_ratio'), 2)} of the others. Nobody drew lots: those "
        "diverted may differ in ways that are not counted here.",
    )


def shared_service_sentence(costs: pd.DataFrame) -> Finding:
    """What sharing a service saved in management, all areas together."""
    row = costs.tail(1).reset_index(drop=True)
    if not known(row, "management_change_share"):
        return NOTHING_SHOWN
    change = value(row, "management_change_share")
    less = "less" if change < 0 else "more"
    return Finding(
        f"{row['service'].iloc[0]}, {number(value(row, 'areas'))} areas together: management "
        f"cost {percent(abs(change))} {less} in {row['year'].iloc[0]} than the year before",
        f"£{number(value(row, 'management_cost'))} of £{number(value(row, 'total_cost'))}",
    )
