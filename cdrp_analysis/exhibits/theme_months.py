"""All themes on one page: a small chart of months for each, with what changed and what broke."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.findings import what_changed_sentence
from cdrp_analysis.exhibits.tables import Shown, data_table, table_html

_ACROSS = 3
_COLOURS = {"rise": theme.DARK_PINK, "fall": theme.TURQUOISE}


@theme.styled
def theme_panels(
    monthly: pd.DataFrame, changes: pd.DataFrame, breaks: pd.DataFrame | None = None
) -> Exhibit:
    """
    Recorded months of every theme, each with the word for its change on the year before.

    Parameters
    ----------
    monthly : DataFrame
        ``monthly_offences``; missing months leave a gap.
    changes : DataFrame
        ``real_changes``, restricted or protected; themes in its order.
    breaks : DataFrame, optional
        ``series_breaks``: ``theme`` (``all``: every theme) and ``from_month``, marked by a line.
    """
    known = set(monthly["theme"])
    told = changes[changes["theme"].isin(known)].assign(word=wording.change_words(changes))
    months = sorted(monthly["month"].unique())
    span = [str(m) for m in pd.period_range(months[0], months[-1], freq="M")] if months else []
    down = max(1, math.ceil(len(told) / _ACROSS))
    figure = theme.new_figure(1.55 * down + 0.2)
    grid = figure.subplots(down, _ACROSS, squeeze=False)
    marked = False
    for axes, (_, row) in zip(grid.flat, told.iterrows(), strict=False):
        own = monthly[monthly["theme"] == row["theme"]]
        counts = pd.Series(wording.values(own, "offences").to_numpy(), own["month"])
        _panel(axes, counts.reindex(span), str(row["label"]), row["word"])
        for month in _broken(breaks, row["theme"]):
            if month in span:
                axes.axvline(span.index(month) - 0.5, color=theme.INK, lw=1, ls=(0, (1, 2)))
                marked = True
    for axes in grid.flat[len(told) :]:
        axes.set_visible(False)
    found = what_changed_sentence(changes)
    number = wording.plural(len(told), "theme")
    alt = f"Line charts of recorded offences a month, {number}, each from zero on its own scale."
    notes = [
        "Each chart has its own scale, from zero. The word is that of the change on the year "
        "before.",
        "A dotted line is a month from which counts are not comparable with those before."
        if marked
        else "",
        "Left out: themes and totals whose months are not shown."
        if len(told) < len(changes)
        else "",
    ]
    return Exhibit(
        title=f"Recorded offences a month: {wording.lower_first(found.headline)}",
        body=image(figure, alt),
        alt=alt,
        about=about(monthly, note=" ".join(note for note in notes if note)),
        table=told,
        table_html=table_html(
            told,
            {
                "label": "Theme",
                "before": Shown("Year before", "count"),
                "after": Shown("This year", "count"),
                "word": "Change",
            },
            caption="Change of every theme on the year before",
        ),
    )


def breaks_table(breaks: pd.DataFrame) -> Exhibit:
    """
    From when series are not comparable with what came before, and why.

    Parameters
    ----------
    breaks : DataFrame
        ``series_breaks``.
    """
    if breaks.empty:
        return Exhibit(
            "No break is known in the years shown",
            "<p>Neither the fixed list nor the partnership's register names one.</p>",
            about=about(breaks),
        )
    ordered = breaks.sort_values(["from_month", "series"], kind="stable")
    return data_table(
        ordered,
        {
            "series": "Series",
            "from_month": Shown("From", "month"),
            "why": "What changed",
            "source": "Where that is written",
        },
        caption="From when series are not comparable with what came before",
        title=f"{wording.plural(len(breaks), 'break')} within the years shown",
    )


def _panel(axes: Axes, counts: pd.Series, label: str, word: str) -> None:
    x = np.arange(len(counts))
    colour = _COLOURS.get(word.rpartition(" ")[2], theme.MUTED_INK)
    axes.plot(x, counts, color="#7F9DB8", lw=1)
    axes.plot(x[-12:], counts.iloc[-12:], color=theme.DARK_BLUE, lw=1.8)
    most = float(np.nanmax([*counts, 1]))
    step, steps = _scale(most)
    axes.set_ylim(0, 1.05 * step * steps)
    axes.set_yticks([step * n for n in range(steps + 1)])
    axes.yaxis.set_major_formatter(lambda value, _: wording.number(value))
    axes.tick_params(labelsize=theme.SMALL_PT)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    names = {at: pd.Period(counts.index[at], "M").strftime("%b %Y") for at in {0, len(counts) - 1}}
    axes.set_xticks(list(names), list(names.values()), fontsize=theme.SMALL_PT)
    for tick, side in zip(axes.get_xticklabels(), ("left", "right"), strict=False):
        tick.set_horizontalalignment(side)
    axes.set_title(f"{parts.shortened(label, 27)}\n{word}", fontsize=theme.TEXT_PT, color=theme.INK)
    axes.title.set_color(colour if word.rpartition(" ")[2] in _COLOURS else theme.INK)


def _scale(most: float) -> tuple[float, int]:
    """The round step, and two or three of it, that end least far above the highest count."""
    size = 10.0 ** math.floor(math.log10(max(most, 2.0) / 2))
    tried = [
        (step * size * steps, step * size, steps)
        for step in (0.5, 1.0, 2.0, 2.5, 5.0, 10.0)
        for steps in (2, 3)
        if step * size * steps >= most and (step * size).is_integer()
    ]
    _, step, steps = min(tried)
    return step, steps


def _broken(breaks: pd.DataFrame | None, key: str) -> list[str]:
    if breaks is None or breaks.empty:
        return []
    mine = breaks["theme"].fillna("").isin([key, "all"])
    return breaks.loc[mine, "from_month"].tolist()
