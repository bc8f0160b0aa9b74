"""Tables about young people."""

import pandas as pd

from cdrp_analysis.exhibits import wording, youth_findings
from cdrp_analysis.exhibits.exhibit import Exhibit, about
from cdrp_analysis.exhibits.people_parts import nothing
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html

_NONE = "Nothing was received that this can be counted from."
_READINGS = (
    ("reoffender_share", "Share of members who reoffended", "percent",
     "How many reoffend, however often"),
    ("per_member", "Reoffences a member, the national indicator", "decimal2",
     "How much is done again, by everybody"),
    ("per_reoffender", "Reoffences a reoffender", "decimal2",
     "How often those reoffend who do"),
    ("to_previous", "Reoffences a member, over the year before's", "decimal2",
     "Whether it rises or falls"),
    ("against_predicted", "Reoffences over those predicted", "decimal2",
     "Whether it is more than such young people do elsewhere"),
)  # fmt: skip


def youth_rate_table(rates: pd.DataFrame) -> str:
    """Counts and rates by year, as a table of a chart."""
    return table_html(
        rates,
        {
            "measure": "Counted",
            "period": "Twelve months",
            "people": Shown("People", "count"),
            "residents": Shown("Residents of that age", "count"),
            "per": Shown("Rate per", "count"),
            "rate": Shown("Rate", "decimal"),
            "limits": Interval("95% limits", "rate_lower", "rate_upper"),
            "change_share": Shown("Change since the first year", "signed_percent"),
            "change": Interval(
                "95% limits of the change", "change_share_lower", "change_share_upper",
                "signed_percent",
            ),
        },
        caption="Young people by year",
    )  # fmt: skip


def youth_share_table(shares: pd.DataFrame, *, measure: str) -> Exhibit:
    """One share by year, beside what it is of."""
    found = youth_findings.share_sentence(shares, measure=measure)
    rows = shares[shares["measure"] == measure].reset_index(drop=True)
    if rows.empty:
        return nothing(shares, "No such share can be told", _NONE)
    return data_table(
        with_base(rows, shares),
        share_columns(measure, rows["of"].iloc[-1]),
        caption=f"{wording.upper_first(measure)}, as a share of {rows['of'].iloc[-1]}",
        title=found.headline,
        about_table=about(shares),
    )


def share_columns(measure: str, of: str) -> dict:
    """Columns of a table of one share by year."""
    return {
        "period": "Twelve months",
        "people": Shown(wording.upper_first(measure), "count"),
        "base": Shown(f"Of {of}", "count"),
        "share": Shown("Share", "percent1"),
        "limits": Interval("95% limits", "share_lower", "share_upper", "percent1"),
    }


def with_base(rows: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Rows with the count of what each is a share of, as ``base``, its symbol included."""
    marks = wording.symbols(shares, "people")
    keys = list(zip(shares["measure"], shares["period"], strict=True))
    counts, symbols = (dict(zip(keys, column, strict=True)) for column in (shares["people"], marks))
    wanted = list(zip(rows["of"], rows["period"], strict=True))
    return rows.assign(
        base=pd.array([counts.get(key, pd.NA) for key in wanted], dtype="Float64"),
        base_symbol=[symbols.get(key, wording.MISSING) for key in wanted],
    )


def readings_table(readings: pd.DataFrame) -> Exhibit:
    """The readings of the last cohort followed up, each with what it says."""
    found = youth_findings.reoffending_sentence(readings)
    heads = readings[readings["measure"] == "members"] if len(readings) else readings
    told = heads[wording.values(heads, "per_member").notna()] if len(heads) else heads
    if told.empty:
        return nothing(readings, "No cohort has been followed up", _NONE)
    row = told.tail(1)
    lines = []
    for name, label, form, says in _READINGS:
        value, low, high = (
            wording.shown(row, f"{name}{end}", form)[0] for end in ("", "_lower", "_upper")
        )
        reach = low if low == high else f"{low} to {high}"
        lines.append((label, value, reach, says))
    frame = pd.DataFrame(lines, columns=["reading", "value", "limits", "says"])
    cohort = row["cohort"].iloc[0]
    return data_table(
        frame,
        {"reading": "Reading", "value": "Figure", "limits": "95% limits", "says": "What it tells"},
        caption=f"Readings of reoffending, cohort of {cohort}",
        title=found.headline,
        about_table=about(
            readings,
            note="Proven reoffences within twelve months. Limits take offences as independent: "
            "a few people who offend often widen them.",
        ),
    )


def cohorts_table(readings: pd.DataFrame) -> Exhibit:
    """Every cohort with its counts and readings."""
    if readings.empty:
        return nothing(readings, "No cohort was received", _NONE)
    heads = readings[readings["measure"] == "members"].reset_index(drop=True)
    return data_table(
        _side_by_side(readings, heads),
        {
            "cohort": "Cohort",
            "number": Shown("Members", "count"),
            "reoffenders": Shown("Reoffenders", "count"),
            "reoffences": Shown("Reoffences", "count"),
            "reoffender_share": Shown("Share who reoffended", "percent"),
            "per_member": Shown("A member", "decimal2"),
            "per_reoffender": Shown("A reoffender", "decimal2"),
            "to_previous": Shown("Over the year before", "decimal2"),
            "against_predicted": Shown("Over predicted", "decimal2"),
        },
        caption="Cohorts and their reoffending",
    )


def _side_by_side(readings: pd.DataFrame, heads: pd.DataFrame) -> pd.DataFrame:
    marks = wording.symbols(readings, "number")
    for name in ("reoffenders", "reoffences"):
        here = readings["measure"] == name
        rows = dict(zip(readings.loc[here, "cohort"], readings.loc[here, "number"], strict=True))
        said = dict(zip(readings.loc[here, "cohort"], marks[here], strict=True))
        heads = heads.assign(
            **{
                name: pd.array([rows.get(c, pd.NA) for c in heads["cohort"]], dtype="Float64"),
                f"{name}_symbol": [said.get(c, wording.MISSING) for c in heads["cohort"]],
            }
        )
    return heads


def representation_table(ethnicity: pd.DataFrame, *, every_year: bool = False) -> str:
    """Groups of the last year, or of every year, as a table of a chart."""
    rows = ethnicity
    if not every_year and len(ethnicity):
        rows = ethnicity[ethnicity["period"] == ethnicity["period"].iloc[-1]]
    return table_html(
        rows,
        {
            "ethnic_group": "Ethnic group",
            **({"period": "Twelve months"} if every_year else {}),
            "people": Shown("Young people with a case", "count"),
            "residents": Shown("Residents of that age", "count"),
            "index": Shown("Share over share", "decimal2"),
            "index_limits": Interval("95% limits", "index_lower", "index_upper", "decimal2"),
            "gap": Shown("Gap, percentage points", "decimal"),
            "gap_limits": Interval("95% limits of the gap", "gap_lower", "gap_upper"),
            "rri": Shown("Relative rate index", "decimal2"),
            "rri_limits": Interval("95% limits of the index", "rri_lower", "rri_upper", "decimal2"),
        },
        caption="Ethnic groups among young people with a case and among residents",
    )


def adjusted_table(adjusted: pd.DataFrame) -> Exhibit:
    """The crude index beside the adjusted one, and the quintiles that it was adjusted by."""
    found = youth_findings.adjusted_sentence(adjusted)
    if adjusted.empty:
        return nothing(adjusted, "No index can be adjusted", _NONE)
    return data_table(
        adjusted,
        {
            "ethnic_group": "Ethnic group",
            "quintile": "Quintile of deprivation",
            "people": Shown("Young people with a case", "count"),
            "residents": Shown("Residents of that age", "count"),
            "group_residents": Shown("Residents of the group", "count"),
            "expected": Shown("Expected at everybody's rates", "decimal"),
            "index": Shown("Crude", "decimal2"),
            "index_limits": Interval("95% limits", "index_lower", "index_upper", "decimal2"),
            "index_adjusted": Shown("Adjusted", "decimal2"),
            "adjusted_limits": Interval(
                "95% limits, adjusted", "index_adjusted_lower", "index_adjusted_upper", "decimal2"
            ),
        },
        caption="Over-representation, crude and by quintile of deprivation",
        title=found.headline,
        about_table=about(
            adjusted,
            note="The first quintile is the most deprived. Limits of both are those of observed "
            "over expected (Byar), the expected number taken as known.",
        ),
    )


def parenting_table(referrals: pd.DataFrame) -> Exhibit:
    """Contact points of the last year, and how long help took to begin."""
    if referrals.empty:
        return nothing(referrals, "No referrals were received", _NONE)
    found = youth_findings.parenting_sentence(referrals)
    return data_table(
        referrals[referrals["period"] == referrals["period"].iloc[-1]],
        {
            "measure": "Contact point",
            "people": Shown("Parents", "count"),
            "share": Shown("Share of all", "percent"),
            "limits": Interval("95% limits", "share_lower", "share_upper", "percent"),
            "median_days": Shown("Median wait, days", "count"),
            "upper_days": Shown("Upper quartile, days", "count"),
        },
        caption="Parents referred to advice and support",
        title=found.headline,
        about_table=about(
            referrals, note="Waits of those whose help has begun, where these are enough."
        ),
    )


def diversion_table(groups: pd.DataFrame) -> Exhibit:
    """People, offences and offences a person and year, by group and window."""
    if groups.empty:
        return nothing(groups, "No diversion scheme was received", _NONE)
    return data_table(
        groups,
        {
            "counted": "Counted",
            "number": Shown("Number", "count"),
            "years": Shown("Person-years", "decimal"),
            "a_year": Shown("Offences a person and year", "decimal2"),
            "change_ratio": Shown("After over before", "decimal2"),
        },
        caption="Offences before and after",
    )


def shared_service_table(costs: pd.DataFrame) -> Exhibit:
    """Costs of shared services by year, all areas together."""
    if costs.empty:
        return nothing(costs, "No costs of shared services were received", _NONE)
    found = youth_findings.shared_service_sentence(costs)
    return data_table(
        costs,
        {
            "service": "Service",
            "year": "Year",
            "areas": Shown("Areas", "count"),
            "young_people": Shown("Young people", "count"),
            "management_cost": Shown("Management, £", "count"),
            "management_change_share": Shown("Change", "signed_percent"),
            "total_cost": Shown("Whole cost, £", "count"),
            "total_change_share": Shown("Change of the whole", "signed_percent"),
            "saved": Shown("Management saved, £", "signed"),
        },
        caption="Shared services, every area together",
        title=found.headline,
    )
