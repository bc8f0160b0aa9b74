"""Young people in pictures: by year, a share by year with its limits, groups beside residents."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording, youth_findings, youth_tables
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.people_parts import nothing
from cdrp_analysis.exhibits.tables import table_html
from cdrp_analysis.measures.people_tables import EVERYBODY

_COLOURS = (theme.DARK_BLUE, theme.TURQUOISE)
_NONE = "Nothing was received that this can be counted from."


@theme.styled
def youth_bars(rates: pd.DataFrame) -> Exhibit:
    """Young people with a case and first-time entrants, side by side for every year."""
    if rates.empty:
        return nothing(rates, "Young people cannot be counted", _NONE)
    measures = rates["measure"].drop_duplicates().tolist()[:2]
    found = youth_findings.youth_rate_sentence(rates, measure=measures[0])
    periods = rates["period"].drop_duplicates().tolist()
    figure, axes = theme.new_axes(3.6)
    width = 0.8 / len(measures)
    for place, measure in enumerate(measures):
        rows = rates[rates["measure"] == measure].set_index("period").reindex(periods)
        rows = rows.reset_index()
        x = np.arange(len(periods)) + (place - (len(measures) - 1) / 2) * width
        count = wording.values(rows, "people").to_numpy()
        axes.bar(x, np.nan_to_num(count), width * 0.94, color=_COLOURS[place],
                 label=wording.upper_first(measure))  # fmt: skip
        for at, mark in zip(x, wording.symbols(rows, "people"), strict=True):
            axes.text(at, 0, mark, ha="center", va="bottom", fontsize=theme.SMALL_PT)
    axes.set_xticks(range(len(periods)), [_short(period) for period in periods])
    axes.set_ylim(0, 1.08 * max(1.0, wording.values(rates, "people").fillna(0).max()))
    parts.vertical_value_axis(axes, "Young people, each counted once in a year")
    parts.legend_above(figure, columns=2)
    alt = f"Bar chart of young people by year. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(rates, note="The last twelve months may overlap the year before them."),
        table=rates,
        table_html=youth_tables.youth_rate_table(rates),
    )


@theme.styled
def youth_share_chart(shares: pd.DataFrame, *, measure: str) -> Exhibit:
    """One share by year, with its limits as lines."""
    rows = shares[shares["measure"] == measure].reset_index(drop=True)
    share = wording.values(rows, "share") if len(rows) else pd.Series(dtype=float)
    if not share.notna().any():
        return youth_tables.youth_share_table(shares, measure=measure)
    found = youth_findings.share_sentence(shares, measure=measure)
    figure, axes = theme.new_axes(2.8)
    x = np.arange(len(rows))
    low, high = (wording.values(rows, f"share_{end}") for end in ("lower", "upper"))
    axes.vlines(x, 100 * low, 100 * high, color=theme.MUTED_INK, lw=1.6)
    axes.plot(x, 100 * share, "o", color=theme.DARK_BLUE, ms=8)
    for at, mark in zip(x, wording.symbols(rows, "share"), strict=True):
        axes.text(at, 0, mark, ha="center", va="bottom", fontsize=theme.SMALL_PT)
    axes.set_xticks(x, [_short(period) for period in rows["period"]])
    axes.set_ylim(0, min(105, max(10, 115 * high.max())))
    axes.set_xlim(-0.5, len(rows) - 0.5)  # a hidden share keeps its place
    of = rows["of"].iloc[-1]
    parts.vertical_value_axis(axes, f"Share of {of}, %")
    alt = f"Chart of a share by year with its limits. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(shares, note=f"Lines: 95% limits ({rows['limits'].iloc[-1]})."),
        table=rows,
        table_html=table_html(
            youth_tables.with_base(rows, shares),
            youth_tables.share_columns(measure, of),
            caption=f"{wording.upper_first(measure)}, as a share of {of}",
        ),
    )


@theme.styled
def representation_chart(ethnicity: pd.DataFrame) -> Exhibit:
    """Each group's share of young people with a case over its share of residents."""
    found = youth_findings.representation_sentence(ethnicity)
    rows = ethnicity[ethnicity["ethnic_group"] != EVERYBODY]
    if rows.empty:
        return nothing(ethnicity, "Groups cannot be compared", _NONE)
    rows = rows[rows["period"] == rows["period"].iloc[-1]].iloc[::-1].reset_index(drop=True)
    index, low, high = (wording.values(rows, f"index{end}") for end in ("", "_lower", "_upper"))
    figure, axes = theme.new_axes(1.2 + 0.42 * len(rows))
    y = np.arange(len(rows))
    axes.axvline(1, color=theme.INK, lw=1.2)
    axes.hlines(y, low, high, color=theme.MUTED_INK, lw=1.8)
    axes.plot(index, y, "D", color=theme.DARK_BLUE, ms=8)
    parts.symbols_at_left(axes, wording.symbols(rows, "index"))
    parts.named_rows(axes, rows["ethnic_group"])
    axes.set_xlim(0, max(2.0, 1.1 * float(high.max())) if high.notna().any() else 2.0)
    parts.horizontal_value_axis(axes, "Share of those with a case over share of residents")
    parts.legend_above(
        figure,
        [
            Line2D([], [], marker="D", ls="", ms=8, color=theme.DARK_BLUE, label="Group"),
            Line2D([], [], color=theme.MUTED_INK, lw=1.8, label="95% limits"),
            Line2D([], [], color=theme.INK, lw=1.2, label="As many as among residents"),
        ],
    )
    alt = f"Chart of ethnic groups by share over share, with limits. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(
            ethnicity, note="Ethnic groups as people say them, where known; groups of few together."
        ),
        table=rows,
        table_html=youth_tables.representation_table(ethnicity),
    )


def representation_years(ethnicity: pd.DataFrame) -> Exhibit:
    """The same of every year, as a table."""
    if ethnicity.empty:
        return nothing(ethnicity, "Groups cannot be compared", _NONE)
    rows = ethnicity[ethnicity["ethnic_group"] != EVERYBODY]
    order = rows["ethnic_group"].drop_duplicates().tolist()
    rows = rows.sort_values("ethnic_group", key=lambda g: g.map(order.index), kind="stable")
    return Exhibit(
        title="",
        body=youth_tables.representation_table(rows, every_year=True),
        about=about(ethnicity),
        table=rows,
    )


def _short(period: str) -> str:
    """A period on an axis: the long label of twelve months in two lines."""
    return period.replace(" to ", " to\n")
