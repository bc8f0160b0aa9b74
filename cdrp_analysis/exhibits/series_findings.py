"""What own months say of events and zones: sentences, tables and the chart of a zone."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.event_findings import beyond_chance, first_event, no_event
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html
from cdrp_analysis.exhibits.wording import lower_first, number, plural, signed
from cdrp_analysis.vocabulary import NOT_APPLICABLE

_ELSEWHERE, _SEGMENTED = "other areas, same date", "segmented regression"
_STAGES = {"during": "while it lasted", "after": "afterwards"}


def segmented_table(event_segmented: pd.DataFrame) -> Exhibit:
    """Step, change of slope and mean excess by a regression of the own months alone."""
    rows = first_event(event_segmented)
    if rows.empty or wording.values(rows, "per_year").isna().all():
        return no_event(event_segmented)
    return data_table(
        rows,
        {
            "label": "Theme",
            "step": Shown("Step, a year", "signed"),
            "step_limits": Interval("90% limits of the step", "step_lower", "step_upper", "signed"),
            "slope": Shown("Slope, a year each year", "signed"),
            "slope_limits": Interval(
                "90% limits of the slope", "slope_lower", "slope_upper", "signed"
            ),
            "per_year": Shown("Mean excess a year", "signed"),
            "limits": Interval(
                "90% limits of the excess", "per_year_lower", "per_year_upper", "signed"
            ),
            "months_before": Shown("Months before", "count"),
            "months_after": Shown("Months since", "count"),
        },
        caption="Segmented regression of the own months: a step and a ramp at the opening",
        title=segmented_sentence(event_segmented).headline,
        about_table=about(
            rows, note="Limits by Newey and West over a year of months, for what hangs together."
        ),
    )


def segmented_sentence(event_segmented: pd.DataFrame, *, key: str = "affected") -> Finding:
    """What the familiar method would have said of the themes at the site."""
    rows = first_event(event_segmented)
    rows = rows[rows["theme"] == key].reset_index(drop=True)
    if rows.empty or wording.values(rows, "per_year").isna()[0]:
        return NOTHING_SHOWN
    row = rows.iloc[0]
    low, high = row["per_year_lower"], row["per_year_upper"]
    told = "more" if low > 0 else "fewer" if high < 0 else "no clear change"
    return Finding(
        f"{row['label']}: our own months alone would say {told} since the opening",
        f"{signed(row['per_year'])} a year (90% limits {signed(low)} to {signed(high)})",
        f"Of it the opening made a step of {signed(row['step'])} a year; the slope since is "
        f"{signed(row['slope'])} a year each year.",
    )


def segmented_rate_sentence(event_placebos: pd.DataFrame) -> Finding:
    """How often that method finds an effect in areas where nothing happened."""
    rows = first_event(event_placebos)
    if len(rows):
        rows = rows[rows["method"].eq(_SEGMENTED) & rows["where"].eq(_ELSEWHERE)]
        rows = rows[rows["theme"].eq("ordinary") & rows["tried"].gt(0)]
    if rows.empty:
        return NOTHING_SHOWN
    row = rows.iloc[0]
    return Finding(
        f"A regression of the own months finds an effect in {number(row['found'])} of "
        f"{plural(int(row['tried']), 'area')} where nothing happened",
        detail="A cross-check, then, and no evidence by itself.",
    )


def site_places_table(site_places: pd.DataFrame) -> Exhibit:
    """Offences at the site and around it, a year before and the latest year."""
    rows = first_event(site_places)
    if rows.empty:
        return Exhibit(
            title="Counts at the site: not shown",
            body="<p>No year of rows is known on both sides of an opening, or a ward's own count "
            "would tell of the few offences in it outside the site.</p>",
            about=about(site_places),
        )
    # The earlier year is what the later is held against: it has no difference of its own.
    first = ~rows.duplicated("place")
    marks = pd.Series(wording.symbols(rows, "difference"), rows.index, dtype=object)
    return data_table(
        rows.assign(difference_symbol=marks.mask(first, NOT_APPLICABLE)),
        {
            "place": "Place",
            "period": "Twelve months",
            "offences": Shown("Offences", "count"),
            "difference": Shown("Against the year before it opened", "signed"),
        },
        caption="Offences of the kinds found there, by place and year",
        title=site_places_sentence(site_places).headline,
        about_table=about(
            rows,
            note="Located offences only; hidden where fewer than three places stand behind a "
            "count, or one for nearly all of it.",
        ),
    )


def site_places_sentence(site_places: pd.DataFrame) -> Finding:
    """What was counted at the site and around it before and since."""
    rows = first_event(site_places).reset_index(drop=True)
    if rows.empty:
        return NOTHING_SHOWN
    counts = pd.Series(wording.shown(rows, "offences", "count"), rows.index)
    told = []
    for place, here in rows.groupby("place", sort=False):
        before, since = counts[here.index[0]], counts[here.index[-1]]
        where = "at the site" if str(place).endswith("at the site") else "around it"
        told.append(f"{where} {since} since and {before} in the year before")
    last = rows["period"].iloc[-1]
    return Finding(f"Themes found at the site, {last}: {'; '.join(told)}")


def zone_series_table(zone_series: pd.DataFrame) -> Exhibit:
    """Each zone's own months beside the rest of the area."""
    if zone_series.empty:
        return no_event(zone_series)
    refused = zone_series["refused"].fillna("")
    found = zone_series_sentence(zone_series)
    frame = zone_series.assign(
        stage=zone_series["stage"].map(_STAGES),
        reading=[
            f"No figure: {lower_first(why)}" if why else _reading(low, high)
            for why, low, high in zip(
                refused, wording.values(zone_series, "lower"),
                wording.values(zone_series, "upper"), strict=True,
            )
        ],
    )  # fmt: skip
    return data_table(
        frame,
        {
            "event": "Zone",
            "label": "What is counted",
            "stage": "Stage",
            "ratio": Shown("Counted ÷ expected", "decimal2"),
            "limits": Interval("90% limits", "lower", "upper", "decimal2"),
            "per_month": Shown("Difference a month", "signed"),
            "months_before": Shown("Months before", "count"),
            "months": Shown("Months of the stage", "count"),
            "reading": "Reading",
        },
        caption="The zone's own months, beside the rest of the area",
        title=found.headline,
        about_table=about(frame, note=found.detail),
    )


def _reading(low: float, high: float) -> str:
    if pd.isna(low) or pd.isna(high):
        return "not known"
    return "fewer" if high < 1 else "more" if low > 1 else "cannot be told from no change"


def zone_series_sentence(zone_series: pd.DataFrame) -> Finding:
    """Whether the zone's own series changed, all offences counted; which other rows did."""
    rows = zone_series[zone_series["measure"].eq("all")] if len(zone_series) else zone_series
    rows = rows[wording.values(rows, "ratio").notna()] if len(rows) else rows
    if rows.empty:
        return NOTHING_SHOWN
    row = rows.iloc[0]
    reading = _reading(row["lower"], row["upper"])
    headline = {
        "fewer": "fewer offences than its months before and the rest would give",
        "more": "more offences than its months before and the rest would give",
    }.get(reading, "its months cannot be told from those before")
    return Finding(
        f"{row['event']}, {_STAGES[row['stage']]}, all offences: {headline}",
        f"{number(row['ratio'], 2)} times what was to be expected (90% limits "
        f"{number(row['lower'], 2)} to {number(row['upper'], 2)}; "
        f"{plural(int(row['months_before']), 'month')} before, {number(row['months'])} of it)",
        _other_rows(zone_series, row.name),
    )


def _other_rows(zone_series: pd.DataFrame, said: int) -> str:
    """Rows that differ beside the one said, and how many of all rows chance would give."""
    lower, upper = (wording.values(zone_series, name) for name in ("lower", "upper"))
    outside = (upper < 1) | (lower > 1)
    told = [
        f"{row['label']} ({row['event']}, {_STAGES[row['stage']]}): "
        f"{_reading(row['lower'], row['upper'])}, {number(row['ratio'], 2)} times "
        f"({number(row['lower'], 2)} to {number(row['upper'], 2)})."
        for _, row in zone_series[outside].drop(index=said, errors="ignore").iterrows()
    ]
    return " ".join([*told, beyond_chance(int(outside.sum()), int(upper.notna().sum()), "row")])


@theme.styled
def zone_months_chart(zone_months: pd.DataFrame) -> Exhibit:
    """Counted and expected in the first zone by month; restricted edition only."""
    rows = first_event(zone_months)
    rows = rows[rows["measure"] == "all"].sort_values("month") if len(rows) else rows
    if rows.empty:
        return no_event(zone_months)
    months = rows["month"].tolist()
    x = np.arange(len(rows))
    figure, axes = theme.new_axes(3.4)
    axes.plot(x, rows["here"], color=theme.DARK_BLUE, lw=1.6, marker="o", ms=3)
    axes.plot(x, rows["expected"], color=theme.DARK_PINK, lw=1.6, ls=(0, (4, 2)))
    begun = int(rows["stage"].eq("").sum())
    axes.axvline(begun - 0.5, color=theme.INK, lw=1)
    axes.set_ylim(bottom=0)
    parts.month_axis(axes, months)
    parts.vertical_value_axis(axes, "Recorded offences a month in the zone")
    parts.legend_above(
        figure,
        [
            Line2D([], [], color=theme.DARK_BLUE, lw=1.6, marker="o", ms=3, label="Recorded"),
            Line2D([], [], color=theme.DARK_PINK, lw=1.6, ls=(0, (4, 2)),
                   label="To be expected from before and the rest"),
        ],
    )  # fmt: skip
    name = rows["event"].iloc[0]
    title = f"{name}: recorded and to be expected by month"
    alt = (
        f"Line chart of recorded offences in the zone by month, {wording.month_name(months[0])} to "
        f"{wording.month_name(months[-1])}, beside those to be expected. The action begins after "
        f"{plural(begun, 'month')}."
    )
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(zone_months),
        table=rows,
        table_html=table_html(
            rows.assign(stage=rows["stage"].map(_STAGES).fillna("before")),
            {
                "month": Shown("Month", "month"),
                "here": Shown("Recorded", "count"),
                "expected": Shown("To be expected", "decimal"),
                "stage": "Stage",
            },
            caption=title,
        ),
    )
