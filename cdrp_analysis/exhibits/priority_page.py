"""One priority by itself: why it is one, how it ran, where and when it happens, and to whom."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding
from cdrp_analysis.exhibits.findings import NOT_OF_THEME
from cdrp_analysis.exhibits.tables import Shown, data_table
from cdrp_analysis.exhibits.trend_charts import projection_fan

_SLOTS = 10


def theme_at(priorities: pd.DataFrame, place: str) -> str:
    """Key of the theme at a place of the order, blank where there are not so many."""
    frame = priorities.sort_values("rank", kind="stable").reset_index(drop=True)
    at = int(place or 1) - 1
    return str(frame.loc[at, "theme"]) if at < len(frame) else ""


def theme_label(priorities: pd.DataFrame, theme: str) -> str:
    """Name of a theme of the order, blank where there is none."""
    rows = priorities.loc[priorities["theme"] == theme, "label"]
    return str(rows.iloc[0]) if len(rows) else ""


def priority_sentence(priorities: pd.DataFrame, theme: str) -> Finding:
    """Which theme the page is about, and how sure its place is."""
    rows = priorities[priorities["theme"] == theme]
    if rows.empty:
        return Finding("There are not so many themes")
    row = rows.iloc[0]
    rank, lower, upper = (
        wording.values(rows, name).iloc[0] for name in ("rank", "rank_lower", "rank_upper")
    )
    likely = ""
    if pd.notna(lower) and pd.notna(upper):
        likely = f"likely place {wording.places(lower, upper)}"
    return Finding(
        f"{row['label']} stands {wording.ordinal(rank)} of {len(priorities)} themes", likely
    )


def theme_reasons_table(priority_reasons: pd.DataFrame, theme: str) -> Exhibit | Finding:
    """What each criterion says of the theme."""
    return _of(
        priority_reasons,
        theme,
        {"criterion": "Criterion", "found": "What is found", "where": "Shown on the page"},
        "what each criterion says",
    )


def theme_years_table(annual_offences: pd.DataFrame, theme: str) -> Exhibit | Finding:
    """The theme's count in every year shown."""
    frame = annual_offences.sort_values("period", kind="stable")
    columns = {
        "period": "Period",
        "offences": Shown("Offences or incidents", "count"),
        "months_known": Shown("Months known", "count"),
    }
    return _of(frame, theme, columns, "recorded by period")


def theme_ahead(
    monthly: pd.DataFrame, projection_monthly: pd.DataFrame, theme: str
) -> Exhibit | Finding:
    """The theme's months as recorded and as projected; nothing where an edition holds none."""
    if not all(frame["theme"].eq(theme).any() for frame in (monthly, projection_monthly)):
        return NOT_OF_THEME
    return projection_fan(monthly, projection_monthly, theme)


def theme_times_table(week_parts: pd.DataFrame | None, theme: str) -> Exhibit | Finding:
    """The hours of the week that stand out most."""
    if week_parts is None:
        return NOT_OF_THEME
    rows = week_parts[week_parts["hours"].ne("all hours") & week_parts["weekday"].ne("every day")]
    rows = rows[rows["theme"] == theme]
    rows = rows.assign(_times=wording.values(rows, "times_even"))
    rows = rows[rows["_times"].notna()].sort_values("_times", ascending=False, kind="stable")
    return _of(
        rows.drop(columns="_times").head(_SLOTS),
        theme,
        {
            "weekday": "Day",
            "hours": "Hours",
            "offences": Shown("Offences or incidents", "count"),
            "times_even": Shown("Times an even spread", "decimal2"),
        },
        "the hours of the week that stand out most",
    )


def triangle_table(priority_profiles: pd.DataFrame, theme: str) -> Exhibit | Finding:
    """Victims, offenders, places and times of the theme; restricted."""
    frame = priority_profiles.assign(
        side=priority_profiles["side"].map(wording.upper_first),
        figure=priority_profiles["figure"].map(wording.upper_first),
        value=priority_profiles["value"].replace("", "as a share"),
    )
    return _of(
        frame,
        theme,
        {
            "figure": "What is counted",
            "side": "Side of the problem",
            "value": "Found",
            "share": Shown("Share", "percent"),
            "known": Shown("Rows for which it is known", "count"),
        },
        "victims, offenders, places and times",
    )


def _of(frame: pd.DataFrame, theme: str, columns: dict, what: str) -> Exhibit | Finding:
    rows = frame[frame["theme"] == theme].reset_index(drop=True)
    rows.attrs = dict(frame.attrs)
    if rows.empty:
        return NOT_OF_THEME
    label = rows["label"].iloc[0]
    return data_table(rows, columns, caption=f"{label}: {what}")
