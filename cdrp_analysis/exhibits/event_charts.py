"""What an event added: recorded against what was to be expected, and the excess of each theme."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import event_findings, theme, wording
from cdrp_analysis.exhibits.event_findings import first_event, main_method, no_event
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.peer_findings import whole_theme
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html

_BAND = "#D6E3EE"


@theme.styled
def event_chart(
    event_months: pd.DataFrame, event_effects: pd.DataFrame, *, key: str = ""
) -> Exhibit:
    """
    Recorded offences by month beside those to be expected without the event.

    Parameters
    ----------
    event_months, event_effects : DataFrame
        ``event_months`` and ``event_effects``; of several events the first is drawn, the table
        holds all.
    key : str
        The theme; default: all offences, or all but the sensitive kinds where that is withheld.
    """
    months = first_event(event_months)
    key = key or whole_theme(months)
    rows = months[months["theme"] == key].sort_values("month")
    if rows.empty:
        return no_event(event_effects, key=key)
    x = np.arange(len(rows))
    seen, told, lower, upper = (
        wording.values(rows, name).to_numpy()
        for name in ("observed", "counterfactual", "lower", "upper")
    )
    figure, axes = theme.new_axes(3.8)
    axes.fill_between(x, lower, upper, color=_BAND, lw=0)
    axes.plot(x, told, color=theme.DARK_PINK, lw=1.6, ls=(0, (4, 2)))
    axes.plot(x, seen, color=theme.DARK_BLUE, lw=1.8)
    opened = int(rows["before"].astype(bool).sum())
    axes.axvline(opened - 0.5, color=theme.INK, lw=1)
    top = np.nanmax([*seen, *upper[~np.isnan(upper)]])
    axes.set_ylim(0, 1.14 * top)
    since = wording.month_name(rows["month"].iloc[opened])
    axes.annotate(
        f"{rows['event'].iloc[0]} from {since} ", (opened - 0.5, 1.1 * top),
        ha="right", va="center", fontsize=theme.SMALL_PT,
    )  # fmt: skip
    parts.month_axis(axes, rows["month"].tolist())
    parts.vertical_value_axis(axes, "Recorded offences a month")
    parts.legend_above(
        figure,
        [
            Line2D([], [], color=theme.DARK_BLUE, lw=1.8, label="Recorded"),
            Line2D([], [], color=theme.DARK_PINK, lw=1.6, ls=(0, (4, 2)),
                   label="To be expected without it"),
            Patch(color=_BAND, label="90% range of a month"),
        ],
    )  # fmt: skip
    found = event_findings.event_sentence(event_effects, key=key)
    alt = (
        f"Line chart by month, {wording.month_name(rows['month'].iloc[0])} to "
        f"{wording.month_name(rows['month'].iloc[-1])}: recorded, and to be expected from other "
        f"areas. {found.text}"
    )
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(event_months),
        table=rows,
        table_html=table_html(
            rows,
            {
                "month": Shown("Month", "month"),
                "observed": Shown("Recorded", "count"),
                "counterfactual": Shown("To be expected", wording.about),
                "band": Interval("90% range", "lower", "upper", wording.about),
            },
            caption=f"{rows['label'].iloc[0]} by month",
        )
        + event_findings.effect_table(event_effects, key=key),
    )


@theme.styled
def event_bars(event_effects: pd.DataFrame) -> Exhibit:
    """What the event added to each theme, with 90% limits; those told from nothing stand out."""
    rows = main_method(first_event(event_effects))
    rows = rows[~rows["theme"].isin(["all", "ordinary", "affected"])]
    rows = rows.assign(_excess=wording.values(rows, "per_year"))
    rows = rows[rows["_excess"].notna()].sort_values(["_excess", "label"], kind="stable")
    if rows.empty:
        return no_event(event_effects)
    y = np.arange(len(rows))
    excess = rows["_excess"].to_numpy()
    lower, upper = (wording.values(rows, end).to_numpy() for end in ("lower", "upper"))
    clear = (lower > 0) | (upper < 0)
    figure, axes = theme.new_axes(1.2 + 0.32 * len(rows))
    axes.axvline(0, color=theme.INK, lw=1)
    axes.barh(y, excess, height=0.62,
              color=np.where(clear, theme.DARK_BLUE, "#BFC9D1").tolist())  # fmt: skip
    axes.hlines(y, lower, upper, color=theme.INK, lw=1.4)
    parts.named_rows(axes, rows["label"])
    parts.horizontal_value_axis(axes, "Offences a year beyond what was to be expected")
    axes.xaxis.set_major_formatter(lambda value, _: wording.signed(value))
    handles = [
        Patch(color=theme.DARK_BLUE, label="Told from nothing"),
        Patch(color="#BFC9D1", label="Not told from nothing"),
        Line2D([], [], color=theme.INK, lw=1.4, label="90% limits"),
    ]
    parts.legend_above(figure, handles)
    found = event_findings.themes_sentence(event_effects)
    alt = f"Bar chart of the excess of each theme, with limits. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(event_effects),
        table=rows.drop(columns="_excess"),
        table_html=table_html(
            rows.iloc[::-1],
            {
                "label": "Theme",
                "per_year": Shown("Excess a year", wording.signed),
                "limits": Interval("90% limits", "lower", "upper", wording.signed),
                "share": Shown("Of what was expected", "signed_percent"),
                "p": Shown("p by placebos", "decimal2"),
                "smallest_seen": Shown("Least excess that would be seen", wording.about),
            },
            caption="What the event added a year, by theme",
        ),
    )
