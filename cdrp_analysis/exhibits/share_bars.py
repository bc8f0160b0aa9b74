"""Shares as bars with their limits, the wider range behind them, and a line to hold them to."""

import html
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about

PALE_BAR = "#9DBAD3"


def share_bars(
    rows: pd.DataFrame,
    names: Sequence[str],
    *,
    heading: str,
    bar: str,
    value: str = "share",
    limits: tuple[str, str] | None = ("share_lower", "share_upper"),
    line: tuple[float, str] | None = None,
    others: tuple[str, str] | None = None,
) -> Figure:
    """
    One bar for each row, the first on top, in per cent.

    Parameters
    ----------
    rows : DataFrame
        Restricted or protected; a hidden share is its symbol at the foot of the bar.
    names : sequence of str
        What each bar is of.
    heading, bar : str
        The axis's heading, and what a bar is, for the legend.
    value : str
        Column of the share, 0 to 1.
    limits : (column, column), optional
        Drawn as a line over the bar.
    line : (share, name), optional
        A line down the chart.
    others : (column, name), optional
        A second bar, pale, beneath each.
    """
    flipped = rows.iloc[::-1]
    y = np.arange(len(flipped))
    height = 0.68 if others is None else 0.34
    figure, axes = theme.new_axes(1.3 + (0.32 if others is None else 0.5) * max(len(rows), 1))
    shift = 0.0 if others is None else height / 2
    share = 100 * wording.values(flipped, value).to_numpy()
    axes.barh(y + shift, np.nan_to_num(share), color=theme.DARK_BLUE, height=height)
    handles = [Patch(color=theme.DARK_BLUE, label=bar)]
    if others is not None:
        second = 100 * wording.values(flipped, others[0]).to_numpy()
        axes.barh(y - shift, np.nan_to_num(second), color=PALE_BAR, height=height)
        handles.append(Patch(color=PALE_BAR, label=others[1]))
    if limits is not None:
        low, high = (100 * wording.values(flipped, name).to_numpy() for name in limits)
        axes.hlines(y + shift, low, high, color=theme.ORANGE, lw=1.8)
        handles.append(Line2D([], [], color=theme.ORANGE, lw=1.8, label="95% limits"))
    parts.symbols_at_left(axes, wording.symbols(flipped, value))
    if line is not None:
        axes.axvline(100 * line[0], color=theme.DARK_PINK, lw=1.8, ls=(0, (5, 2)))
        handles.append(Line2D([], [], color=theme.DARK_PINK, lw=1.8, ls=(0, (5, 2)), label=line[1]))
    parts.named_rows(axes, list(names)[::-1])
    axes.set_xlim(left=0)
    parts.horizontal_value_axis(axes, heading)
    parts.legend_above(figure, handles, columns=3)
    return figure


def not_received(frame: pd.DataFrame, title: str, what: str) -> Exhibit:
    """Says what is lacking where a table has no row to show."""
    return Exhibit(
        title=f"{title}: not available",
        body=f"<p>{html.escape(what)}</p>",
        about=about(frame),
    )


def between(rows: pd.DataFrame, at: int, value: str, *, signs: bool = False) -> str:
    """
    Limits of a share in words: ``between 15% and 22%``; blank where they are hidden.

    Takes the row by its position; the limits are ``<value>_lower`` and ``<value>_upper``.
    """
    low, high = (wording.values(rows, f"{value}_{end}").iloc[at] for end in ("lower", "upper"))
    if pd.isna(low) or pd.isna(high):
        return ""
    write = wording.signed_percent if signs else wording.percent
    return f"between {write(low)} and {write(high)}"
