"""Hate crimes and racial incidents: by year, and for the partnership itself by ward."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.delivery_tables import not_received
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.tables import Shown, data_table
from cdrp_analysis.exhibits.wording import listed, number, plural


def hate_sentence(years: pd.DataFrame) -> Finding:
    """Each series in its last two whole years."""
    told = []
    for series, own in years.groupby("series", sort=False) if len(years) else ():
        rows = own[own["period"].str.fullmatch(r"\d{4}/\d\d")]
        counts = wording.values(rows, "number")
        if len(rows) > 1 and counts.iloc[-2:].notna().all():
            (before, after), last = counts.iloc[-2:], rows["period"].iloc[-1]
            told.append(f"{series}: {number(after)} in {last}, {number(before)} the year before.")
    if not told:
        return Finding("Hate crime by year was not received, or cannot be shown")
    return Finding("Hate crime by year", "", " ".join(told))


def hate_table(years: pd.DataFrame) -> Exhibit:
    """Hate crimes and racial incidents by year."""
    if years.empty:
        return not_received(years, hate_sentence(years).headline)
    return data_table(
        years,
        {
            "series": "What is counted",
            "period": "Year",
            "number": Shown("Number", "count"),
        },
        caption="Hate crimes and racial incidents by year",
        about_table=about(
            years,
            note="More reports can mean more trust as well as more crime; the same event may be in "
            "both series.",
        ),
    )


def racial_wards_sentence(wards: pd.DataFrame) -> Finding:
    """The wards with the largest number in the last period; restricted edition only."""
    if wards.empty:
        return Finding("Racial incidents by ward were not received")
    period = wards["period"].iloc[-1]
    last = wards[wards["period"] == period]
    most = last[last["area"].notna()].nlargest(1, "number", keep="all")
    nowhere = int(last.loc[last["area"].isna(), "number"].sum())
    left = f"{plural(nowhere, 'more report has', 'more reports have')} no place in a ward."
    if not most["number"].sum():
        return Finding(f"No racial incident of {period} has a place in a ward", "", left)
    return Finding(
        f"{listed(most['area_name'])}: {plural(most['number'].iloc[0], 'racial incident')} in "
        f"{period}, the largest number of a ward",
        "",
        f"{left} Numbers this small change by chance.",
    )


def racial_wards_table(wards: pd.DataFrame) -> Exhibit:
    """Racial incidents by ward and year; restricted edition only."""
    found = racial_wards_sentence(wards)
    if wards.empty:
        return not_received(wards, found.headline)
    wide = wards.pivot_table(index="area_name", columns="period", values="number", sort=False)
    columns = {period: Shown(period, "count") for period in wide.columns}
    return data_table(
        wide.reset_index(),
        {"area_name": "Ward", **columns},
        caption="Racial incidents reported to the council, by ward and year",
        title=found.headline,
        about_table=about(wards, note=found.detail),
    )
