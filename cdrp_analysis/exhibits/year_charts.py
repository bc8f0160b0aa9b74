"""Counts a year by theme, the year that is not over as what it is likely to come to."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import findings, theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html


@theme.styled
def annual_trend(annual: pd.DataFrame, projection: pd.DataFrame | None = None) -> Exhibit:
    """
    Each theme's yearly counts, one small chart per theme, all bars from zero.

    Parameters
    ----------
    annual : DataFrame
        ``annual_offences``, restricted or protected.
    projection : DataFrame, optional
        ``projection``: a last year that is not over is drawn as what it is likely to come to.
    """
    frame = annual.sort_values(["theme", "period"], kind="stable")
    counts = wording.values(frame, "offences")
    marks = wording.symbols(frame, "offences")
    whole = findings.whole_periods(frame)
    latest = frame["period"].max()
    ahead = _year_end(projection, latest)
    known = frame.loc[counts.notna(), "period"].max()
    order = counts[frame["period"] == known].groupby(frame["theme"]).sum().sort_values()
    keys = ["all"] * ("all" in order) + [key for key in order.index[::-1] if key != "all"]
    across = min(3, len(keys))
    down = math.ceil(len(keys) / across)
    figure = theme.new_figure(1.75 * down)
    grid = figure.subplots(down, across, squeeze=False)
    for axes, key in zip(grid.flat, keys, strict=False):
        rows = frame["theme"] == key
        year_end = ahead.loc[key] if key in ahead.index else None
        _year_bars(axes, frame[rows], counts[rows], marks[rows], whole[rows], year_end)
    for axes in grid.flat[len(keys) :]:
        axes.set_visible(False)
    title = f"Recorded offences a year, {wording.plural(len(keys), 'theme')}"
    if "all" in keys:
        title = findings.trend_total(annual).headline
    notes = [
        "Each chart has its own scale, from zero.",
        "" if whole.all() else "Lighter bars are years with months missing.",
        f"The outlined bar is what {latest} is projected to come to, the line through its top "
        "the about 80% range."
        if len(ahead)
        else "",
    ]
    table = frame.assign(_order=frame["theme"].map({key: i for i, key in enumerate(keys)}))
    table = table.sort_values(["_order", "period"], kind="stable").drop(columns="_order")
    last = table["period"] == latest
    for name in ("point", "lower_80", "upper_80"):
        table[name] = table["theme"].map(ahead[name]).where(last) if len(ahead) else math.nan
    alt = (
        f"Bar charts of recorded offences a year for {len(keys)} themes, "
        f"{frame['period'].min()} to {latest}, each with its own scale from zero. {title}."
    )
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(annual, note=" ".join(note for note in notes if note)),
        table=table,
        table_html=table_html(
            table,
            {
                "label": "Theme",
                "period": "Period",
                "offences": Shown("Offences", "count"),
                "months_known": Shown("Months known", "count"),
            }
            | (
                {
                    "point": Shown("Projected", _or_blank),
                    "range_80": Interval("About 80% range", "lower_80", "upper_80", _or_blank),
                }
                if len(ahead)
                else {}
            ),
            caption="Recorded offences a year by theme",
        ),
    )


def _year_end(projection: pd.DataFrame | None, latest: str) -> pd.DataFrame:
    """Point and 80% range of the latest period by theme, where it is projected and shown."""
    columns = ["point", "lower_80", "upper_80"]
    if projection is None:
        return pd.DataFrame(columns=columns)
    rows = projection[projection["target"].astype(str) == f"year end {latest}"].set_index("theme")
    shown = pd.DataFrame({name: wording.values(rows, name) for name in columns}, index=rows.index)
    return shown.dropna()


def _or_blank(value: float) -> str:
    return "" if pd.isna(value) else wording.about(value)


def _year_bars(
    axes: Axes,
    rows: pd.DataFrame,
    counts: pd.Series,
    marks: pd.Series,
    whole: pd.Series,
    year_end: pd.Series | None,
) -> None:
    x = np.arange(len(rows))
    last = len(rows) - 1
    fills = [
        "#C9D5E0" if not whole.iloc[i] else theme.DARK_BLUE if i == last else "#7F9DB8" for i in x
    ]
    axes.bar(x, counts.fillna(0), color=fills, width=0.72)
    top = counts.max() if counts.notna().any() else 1
    marks = marks.copy()
    if year_end is not None and counts.isna().iloc[last]:
        point, low, high = year_end[["point", "lower_80", "upper_80"]]
        top = max(top, high)
        axes.bar(last, point, color="#FFFFFF", edgecolor=theme.DARK_BLUE, linewidth=1.2, width=0.68)
        axes.plot([last, last], [low, high], color=theme.DARK_BLUE, linewidth=1.4)
        axes.text(last, high + top * 0.03, wording.about(point), ha="center",
                  fontsize=theme.SMALL_PT)  # fmt: skip
        marks.iloc[last] = ""
    for i in x:
        if marks.iloc[i]:
            axes.text(i, top * 0.03, marks.iloc[i], ha="center", fontsize=theme.SMALL_PT)
        elif i in (0, last) and pd.notna(counts.iloc[i]):
            axes.text(
                i,
                counts.iloc[i] + top * 0.03,
                wording.number(counts.iloc[i]),
                ha="center",
                fontsize=theme.SMALL_PT,
            )
    axes.set_ylim(0, max(top, 1) * 1.2)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    periods = [str(period) for period in rows["period"]]
    ends = {0: periods[0], last: periods[-1]}
    axes.set_xticks(x, [ends.get(i, "") for i in x], fontsize=theme.SMALL_PT)
    axes.tick_params(axis="x", length=0)
    axes.set_title(parts.shortened(rows["label"].iloc[0], 27), fontsize=theme.TEXT_PT)
