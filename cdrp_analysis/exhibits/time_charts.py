"""Charts of when: the season of each theme, and searches beside offences through the day."""

import numpy as np
import pandas as pd

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, time_findings, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html

_COLUMNS = 3  # small charts side by side
_LETTERS = "JFMAMJJASOND"
_STEP = 0.5  # of the axis of ratios


@theme.styled
def season_chart(seasons: pd.DataFrame) -> Exhibit:
    """
    The season of each theme: months against the level of the year around them, with limits.

    Parameters
    ----------
    seasons : DataFrame
        Restricted or protected: ``theme, label, month_of_year, seasonal_ratio`` with limits.
    """
    # A published key is text: as text, October would come before February.
    seasons = seasons.assign(month_of_year=seasons["month_of_year"].astype(int))
    order = list(dict.fromkeys(seasons["theme"]))
    rows = -(-len(order) // _COLUMNS) or 1
    figure = theme.new_figure(0.6 + 1.65 * rows)
    grids = figure.subplots(rows, _COLUMNS, squeeze=False, sharex=True, sharey=True)
    ends = wording.values(seasons, "ratio_upper")
    most = max(2 * _STEP, float(ends.max()) if ends.notna().any() else 0)
    for axes in grids.ravel()[len(order) :]:
        axes.set_visible(False)
    for axes, name in zip(grids.ravel(), order, strict=False):
        mine = seasons[seasons["theme"] == name].sort_values("month_of_year")
        x = mine["month_of_year"]
        lower, ratio, upper = (
            wording.values(mine, column)
            for column in ("ratio_lower", "seasonal_ratio", "ratio_upper")
        )
        axes.axhline(1, color=theme.MUTED_INK, lw=0.8)
        axes.fill_between(x, lower, upper, color="#AFC4D8", lw=0)
        axes.plot(x, ratio, color=theme.DARK_BLUE, lw=1.8, marker="o", ms=3)
        axes.set_title(parts.shortened(mine["label"].iloc[0], 30), fontsize=theme.TEXT_PT, pad=4)
        axes.set_xticks(range(1, 13), _LETTERS, fontsize=theme.SMALL_PT)
        axes.tick_params(axis="x", labelbottom=True)
        axes.tick_params(axis="y", labelsize=theme.SMALL_PT)
        axes.set_ylim(0, _STEP * np.ceil(most / _STEP))
        axes.set_yticks(np.arange(0, _STEP * np.ceil(most / _STEP) + 0.01, _STEP))
    found = time_findings.season_sentence(seasons)
    alt = (
        f"Line charts of {len(order)} themes by month of the year, each month against the level "
        f"of the year around it, with limits. {found.text}"
    )
    table = seasons.assign(
        month=[wording.month_name(f"2000-{m:02d}").split()[0] for m in seasons["month_of_year"]]
    )
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(
            seasons,
            note="1 is the level of the twelve months around; the band is the 95% limits, from "
            "how the years differ. Themes of few offences a month are left out",
        ),
        table=table,
        table_html=table_html(
            table,
            {
                "label": "Theme",
                "month": "Month",
                "seasonal_ratio": Shown("Against the year around", "decimal2"),
                "limits": Interval("95% limits", "ratio_lower", "ratio_upper", "decimal2"),
                "years": Shown("Years", "count"),
            },
            caption="Offences a day in each month against the year around it",
        ),
    )


@theme.styled
def search_chart(search_hours: pd.DataFrame) -> Exhibit:
    """How stops and searches, and offences, are spread over the hours of the day."""
    hours = search_hours[search_hours["hour"].notna()].sort_values("hour")
    figure, axes = theme.new_axes(3.2)
    x = hours["hour"].astype(int)
    for name, label, colour, marker in (
        ("searches", "Stops and searches", theme.DARK_PINK, "s"),
        ("offences", "Offences", theme.DARK_BLUE, "o"),
    ):
        share = 100 * hours[name].astype(float) / max(float(hours[name].sum()), 1.0)
        axes.plot(x, share, color=colour, lw=1.8, marker=marker, ms=4, label=label)
    axes.set_ylim(bottom=0)
    axes.set_xticks(range(0, 24, 3), [f"{hour:02d}:00" for hour in range(0, 24, 3)])
    parts.vertical_value_axis(axes, "Share of the day's, by the hour it began in")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}%")
    parts.legend_above(figure)
    found = time_findings.search_sentence(search_hours)
    alt = (
        "Line chart of the 24 hours of the day: each hour's share of stops and searches and of "
        f"offences. {found.text}"
    )
    table = search_hours.assign(
        clock=[
            "Whole day" if pd.isna(hour) else f"{int(hour):02d}:00 to {int(hour) + 1:02d}:00"
            for hour in search_hours["hour"]
        ]
    )
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(search_hours),
        table=table,
        table_html=table_html(
            table,
            {
                "clock": "Hour",
                "searches": Shown("Searches", "count"),
                "offences": Shown("Offences", "decimal"),
                "rate": Shown("Searches per 1,000 residents", "decimal2"),
                "limits": Interval("95% limits", "rate_lower", "rate_upper", "decimal2"),
                "per_100_offences": Shown("Searches per 100 offences", "decimal"),
                "ratio": Shown("Times the rest of the day", "decimal2"),
                "ratios": Interval("95% limits", "ratio_lower", "ratio_upper", "decimal2"),
            },
            caption="Stops and searches beside offences, by hour of the day",
        ),
    )
