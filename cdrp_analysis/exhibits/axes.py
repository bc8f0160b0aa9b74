"""Parts that charts share: axes with their unit, months, names, symbols, a legend above."""

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cdrp_analysis.exhibits import theme


def horizontal_value_axis(axes: Axes, heading: str) -> None:
    """Values along the foot with their unit, light rules behind, no frame at the left."""
    axes.set_xlabel(heading, loc="left")
    axes.xaxis.set_major_formatter(_thousands)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


def vertical_value_axis(axes: Axes, heading: str) -> None:
    """Values up the side; the unit stands above, unrotated, where it is read first."""
    axes.set_title(heading, color=theme.MUTED_INK, fontsize=theme.TEXT_PT, loc="left", pad=10)
    axes.yaxis.set_major_formatter(_thousands)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


def month_axis(axes: Axes, months: list[str], *, offset: float = 0.0) -> None:
    """Ticks at Januaries (quarters of a short run), eight at the most so that names stay apart."""
    step = 12 * -(-len(months) // 96) if len(months) > 30 else 3
    at = [
        i
        for i, month in enumerate(months)
        if (12 * int(month[:4]) + int(month[5:]) - 1) % step == 0
    ]
    axes.set_xticks(
        [i + offset for i in at],
        [pd.Period(months[i], "M").strftime("%b %Y") for i in at],
        rotation=0,
    )


def named_rows(axes: Axes, names: Sequence[str]) -> None:
    """One row per name, from the foot up, with room above and below."""
    axes.set_yticks(range(len(names)), [shortened(name) for name in names])
    axes.set_ylim(-0.7, len(names) - 0.3)


def symbols_at_left(axes: Axes, marks: Sequence[str]) -> None:
    """The symbol of each row that has no number, where its number would begin."""
    for row, mark in enumerate(marks):
        axes.text(
            0.01,
            row,
            mark,
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=theme.SMALL_PT,
            color=theme.MUTED_INK,
        )


def legend_above(
    figure: Figure, handles: Sequence[Artist] | None = None, *, columns: int = 3
) -> None:
    """The legend between title and chart, of these handles or of what the axes name."""
    named = figure.axes[0].get_legend_handles_labels()[0] if handles is None else handles
    figure.legend(
        handles=named,
        loc="outside upper left",
        ncols=columns,
        columnspacing=1.4,
        handletextpad=0.5,
    )


def shortened(label: str, width: int = 34) -> str:
    """A label cut at a word; the table has it whole."""
    return textwrap.shorten(str(label), width=width, placeholder="…")


def _thousands(value: float, _) -> str:
    return f"{value:,.10g}".replace("-", "\u2212")
