"""What funnels and quadrants of peers and of wards have in common."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording

WIDENED = "Limits are widened for what makes areas differ beyond chance (Spiegelhalter)."


class Look(NamedTuple):
    """How points of one kind are drawn, and what the legend calls them."""

    marker: str
    colour: str
    name: str


def funnel_figure(
    rows: pd.DataFrame,
    kinds: pd.Series,
    looks: Mapping[str, Look],
    *,
    named: pd.Series,
    target: float,
    target_name: str,
    headings: tuple[str, str] = ("Recorded offences per 1,000 residents", "Residents"),
) -> Figure:
    """
    Areas by size and rate between the limits for an area of each size.

    Parameters
    ----------
    rows : DataFrame, by residents
        ``area_name, residents, rate, lower_95, upper_95, lower_998, upper_998``.
    kinds : Series
        Of every row, its key in ``looks``.
    looks : mapping of key to Look
        In the order of the legend; kinds without a row are left out of it.
    named : Series of bool
        Which areas are named in the chart.
    target, target_name : float, str
        Rate that the limits are drawn about, and its name.
    headings : (str, str)
        Of the upright and the level axis.
    """
    people, rate = (wording.values(rows, name).to_numpy() for name in ("residents", "rate"))
    figure, axes = theme.new_axes(4.4)
    for width, style in (("998", (0, (5, 2))), ("95", (0, (1, 1.5)))):
        for end in ("lower", "upper"):
            axes.plot(people, wording.values(rows, f"{end}_{width}"), color=theme.MUTED_INK,
                      lw=1.4, ls=style)  # fmt: skip
    axes.axhline(target, color=theme.INK, lw=1)
    for kind, look in looks.items():
        here = (kinds == kind).to_numpy()
        axes.plot(people[here], rate[here], look.marker, color=look.colour, ms=8,
                  mec=theme.MUTED_INK, mew=0.6, ls="")  # fmt: skip
    middle = np.nanmean([np.nanmin(people), np.nanmax(people)])
    for name, x, y, shown in zip(rows["area_name"], people, rate, named, strict=True):
        if shown and not np.isnan(y):
            left, over = x <= middle, y >= target
            beside = (7 if left else -7, 5 if over else -11)
            axes.annotate(name, (x, y), xytext=beside, textcoords="offset points",
                          ha="left" if left else "right", fontsize=theme.SMALL_PT)  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.margins(x=0.12)
    parts.vertical_value_axis(axes, headings[0])
    axes.set_xlabel(headings[1], loc="left")
    axes.xaxis.set_major_formatter(lambda value, _: wording.number(value))
    handles = [
        Line2D([], [], marker=look.marker, color=look.colour, ls="", ms=8, mec=theme.MUTED_INK,
               mew=0.6, label=look.name)
        for kind, look in looks.items() if (kinds == kind).any()
    ] + [
        Line2D([], [], color=theme.INK, lw=1, label=target_name),
        Line2D([], [], color=theme.MUTED_INK, lw=1.4, ls=(0, (1, 1.5)), label="95% limits"),
        Line2D([], [], color=theme.MUTED_INK, lw=1.4, ls=(0, (5, 2)), label="99.8% limits"),
    ]  # fmt: skip
    parts.legend_above(figure, handles, columns=3)
    return figure


def quadrant_figure(
    level: pd.Series,
    apart: pd.Series,
    names: pd.Series,
    marks: Sequence[tuple[pd.Series, Look]],
    *,
    others: str,
    headings: tuple[str, str],
    most_named: int,
) -> Figure:
    """
    Where each point stands (percent above or below) and how it changed beside the others.

    Parameters
    ----------
    level, apart : Series
        Percent above the others' rate; change less the others', percentage points.
    names : Series
        Of the points; the ``most_named`` farthest from the middle are written beside them.
    marks : sequence of (Series of bool, Look)
        Which points are drawn how; looks with a name go into a legend.
    others : str
        Whom they are held against, as in "above peers, rose more".
    headings : (str, str)
        Of the upright and the level axis.
    """
    figure, axes = theme.new_axes(4.8)
    axes.axhline(0, color=theme.INK, lw=1)
    axes.axvline(0, color=theme.INK, lw=1)
    for here, look in marks:
        axes.plot(level[here], apart[here], look.marker, color=look.colour, ms=8, ls="")
    far = np.hypot(level / max(1.0, level.abs().max()), apart / max(1.0, apart.abs().max()))
    for at in far.nlargest(most_named).index:
        axes.annotate(
            parts.shortened(names[at], 26), (level[at], apart[at]), xytext=(6, 4),
            textcoords="offset points", fontsize=theme.SMALL_PT,
            ha="left" if level[at] < 0.6 * level.max() else "right",
        )  # fmt: skip
    corner = {"fontsize": theme.SMALL_PT, "color": theme.MUTED_INK, "transform": axes.transAxes}
    for across, up, text in (
        (0.99, 0.98, f"above {others}, rose more"),
        (0.01, 0.98, f"below {others}, rose more"),
        (0.99, 0.02, f"above {others}, rose less"),
        (0.01, 0.02, f"below {others}, rose less"),
    ):
        axes.text(across, up, text, ha="right" if across > 0.5 else "left",
                  va="top" if up > 0.5 else "bottom", **corner)  # fmt: skip
    axes.margins(x=0.1, y=0.14)
    parts.vertical_value_axis(axes, headings[0])
    axes.set_xlabel(headings[1], loc="left")
    axes.xaxis.set_major_formatter(lambda value, _: _tick(value) + "%")
    axes.yaxis.set_major_formatter(lambda value, _: _tick(value))
    legend = [
        Line2D([], [], marker=look.marker, color=look.colour, ls="", ms=8, label=look.name)
        for here, look in marks
        if look.name and here.any()
    ]
    if legend:
        parts.legend_above(figure, legend)
    return figure


def _tick(value: float) -> str:
    """A change as a label of an axis: a tick at 2.5 is no 2."""
    return wording.signed(value, 0 if round(value, 6) == round(value) else 1)
