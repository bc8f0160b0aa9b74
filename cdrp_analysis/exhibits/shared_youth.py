"""A youth service shared with other areas: the saving beside its target, the areas together."""

import pandas as pd

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.people_parts import known, last, limits, nothing, value, within
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html
from cdrp_analysis.exhibits.wording import number, percent

_TOGETHER = "all that share the service"
_NO_TARGET = "No target of management cost is in force, or no cost of its time was received."
_NO_AREAS = "Counts of the areas that share the service were not received."


def saving_sentence(targets: pd.DataFrame) -> Finding:
    """How much of the saving wanted in management was made, all areas together."""
    row = targets.tail(1).reset_index(drop=True)
    if not known(row, "saved_share", "cost", "aim", "baseline", "gap"):
        return NOTHING_SHOWN
    gap = value(row, "gap")
    side = "above" if gap > 0 else "below"
    return Finding(
        f"{row['service'].iloc[0]}: {percent(value(row, 'saved_share'))} of the saving wanted in "
        f"management was made in {row['year'].iloc[0]}",
        f"£{number(value(row, 'cost'))} against a target of £{number(value(row, 'aim'))}, from "
        f"£{number(value(row, 'baseline'))}",
        f"The cost is £{number(abs(gap))} {side} the target." if gap else "",
    )


@theme.styled
def saving_tracker(targets: pd.DataFrame) -> Exhibit:
    """Cost before, cost now and cost wanted, as bars, for the last target."""
    if targets.empty:
        return nothing(targets, "No saving can be held against a target", _NO_TARGET)
    row = targets.tail(1).reset_index(drop=True)
    bars = {"Before": "baseline", "Now": "cost", "Wanted": "aim"}
    figure, axes = theme.new_axes(2.2)
    colours = (theme.PALE, theme.DARK_BLUE, theme.TURQUOISE)
    for at, (column, colour) in enumerate(zip(bars.values(), colours, strict=True)):
        amount = value(row, column)
        axes.barh(2 - at, amount, 0.62, color=colour)
        axes.text(amount, 2 - at, f" £{number(amount)}", va="center", fontsize=theme.SMALL_PT)
    parts.named_rows(axes, list(bars)[::-1])
    axes.set_xlim(0, 1.22 * max(value(row, column) for column in bars.values()))
    parts.horizontal_value_axis(axes, "Management cost of all areas together, £ a year")
    found = saving_sentence(targets)
    title = found.headline or f"{row['service'].iloc[0]}: cost beside its target"
    alt = f"Bar chart of the cost before, now and wanted. {found.text}"
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(targets),
        table=targets,
        table_html=table_html(
            targets,
            {
                "service": "Service",
                "target": "Target",
                "year": "Year",
                "baseline": Shown("Before, £", "count"),
                "change_share": Shown("Change wanted", "signed_percent"),
                "aim": Shown("Wanted, £", "count"),
                "cost": Shown("Now, £", "count"),
                "gap": Shown("Above the target, £", "signed"),
                "saved_share": Shown("Of the saving wanted", "percent"),
                "verdict": "Verdict",
            },
            caption="Targets of management cost, every area together",
        ),
    )


def shared_areas_table(areas: pd.DataFrame) -> Exhibit:
    """What each area pays; restricted edition only."""
    if areas.empty:
        return nothing(areas, "No costs of shared services were received", _NO_TARGET)
    return data_table(
        areas,
        {
            "service": "Service",
            "area": "Area",
            "year": "Year",
            "management_cost": Shown("Management, £", "count"),
            "total_cost": Shown("Whole cost, £", "count"),
            "young_people": Shown("Young people", "count"),
        },
        caption="Shared services, what each area pays",
    )


def combined_sentence(combined: pd.DataFrame) -> Finding:
    """First-time entrants of the areas that share the service, together."""
    row = last(combined, counted="first-time entrants", area_name=_TOGETHER)
    if not known(row, "people", "rate"):
        return NOTHING_SHOWN
    return Finding(
        f"{number(value(row, 'areas'))} areas that share the service, together: "
        f"{number(value(row, 'people'))} first-time entrants {within(row['period'].iloc[0])}",
        f"{number(value(row, 'rate'))} per {number(value(row, 'per'))} residents of that age "
        f"({limits(row, 'rate', 0)})",
    )


def combined_table(combined: pd.DataFrame) -> Exhibit:
    """Counts and rates of the last year that all areas have, each and together."""
    if combined.empty:
        return nothing(combined, "The areas cannot be added up", _NO_AREAS)
    rows = combined[combined["period"] == combined["period"].iloc[-1]]
    found = combined_sentence(combined)
    return data_table(
        rows.assign(area_name=rows["area_name"].map(wording.upper_first)),
        {
            "counted": "Counted",
            "area_name": "Area",
            "period": "Twelve months",
            "people": Shown("People", "count"),
            "residents": Shown("Residents of that age", "count"),
            "per": Shown("Rate per", "count"),
            "rate": Shown("Rate", "decimal"),
            "limits": Interval("95% limits", "rate_lower", "rate_upper"),
            "change_share": Shown("Change since the first year", "signed_percent"),
        },
        caption="Young people of the areas that share the service",
        title=found.headline,
        about_table=about(combined, note="Other areas as published, the partnership's own cases."),
    )
