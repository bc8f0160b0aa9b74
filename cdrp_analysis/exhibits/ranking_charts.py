"""Charts that compare themes: change on the year before, shares of harm, likely places."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import findings, theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.named_tables import signalled
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html
from cdrp_analysis.vocabulary import SUPPRESSED

# Shape as well as colour: the signal must be readable in grey and by colour-blind readers.
_SIGNAL_MARKS = {
    "up": ("^", theme.DARK_PINK, "Up by counting alone"),
    "down": ("v", theme.DARK_BLUE, "Down by counting alone"),
    "no clear change": ("o", theme.MUTED_INK, "No clear change"),
}


@theme.styled
def year_on_year_chart(
    year_on_year: pd.DataFrame, real_changes: pd.DataFrame | None = None
) -> Exhibit:
    """Relative change of each theme with its 95% limits; tables as of biggest_change."""
    frame = year_on_year.assign(_change=wording.values(year_on_year, "change_share"))
    frame = frame.sort_values(["_change", "label"], na_position="first", kind="stable")
    lower, upper = (wording.values(frame, f"ratio_{end}") - 1 for end in ("lower", "upper"))
    y = np.arange(len(frame))
    figure, axes = theme.new_axes(1.1 + 0.34 * len(frame))
    axes.axvline(0, color=theme.INK, lw=1)
    for signal, (marker, colour, _) in _SIGNAL_MARKS.items():
        rows = (frame["signal"] == signal).to_numpy()
        axes.hlines(y[rows], 100 * lower[rows], 100 * upper[rows], color=colour, lw=2, alpha=0.45)
        axes.plot(100 * frame["_change"][rows], y[rows], marker, color=colour, ms=8)
    parts.symbols_at_left(axes, wording.symbols(frame, "change_share"))
    parts.named_rows(axes, frame["label"])
    parts.horizontal_value_axis(axes, "Change on the year before, with 95% limits")
    axes.xaxis.set_major_formatter(lambda value, _: wording.signed(value) + "%")
    shown = frame.loc[frame["_change"].notna(), "signal"]
    used = [signal for signal in _SIGNAL_MARKS if (shown == signal).any()]
    handles = [
        Line2D([], [], ls="", marker=marker, color=colour, ms=8, label=label)
        for marker, colour, label in (_SIGNAL_MARKS[signal] for signal in used)
    ]
    parts.legend_above(figure, handles)
    found = findings.biggest_change(year_on_year, real_changes)
    alt = f"Dot chart of the change of {len(frame)} themes, with limits. {found.text}"
    table = frame.assign(signal=signalled(frame)).iloc[::-1]
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(year_on_year),
        table=table.drop(columns="_change"),
        table_html=table_html(
            table,
            {
                "label": "Theme",
                "before": Shown("Year before", "count"),
                "after": Shown("This year", "count"),
                "change_share": Shown("Change", "signed_percent"),
                "signal": "By counting alone",
            },
            caption="Change of each theme on the year before",
        ),
    )


@theme.styled
def harm_shares(harm: pd.DataFrame) -> Exhibit:
    """Each theme's share of volume and of two measures of harm, side by side."""
    measures = {
        "share_volume": ("o", theme.DARK_GREY, "Share of offences"),
        "share_cchi": ("D", theme.DARK_PINK, "Share of harm (Cambridge CHI)"),
        "share_css": ("s", theme.TURQUOISE, "Share of severity (ONS CSS)"),
    }
    shares = pd.DataFrame({name: wording.values(harm, name) for name in measures if name in harm})
    order = shares.max(axis=1).sort_values(kind="stable", na_position="first").index
    frame, shares = harm.loc[order], shares.loc[order]
    y = np.arange(len(frame))
    figure, axes = theme.new_axes(1.1 + 0.36 * len(frame))
    axes.hlines(y, 100 * shares.min(axis=1), 100 * shares.max(axis=1), color=theme.RULE, lw=1.4)
    for name, values in shares.items():
        marker, colour, label = measures[name]
        axes.plot(100 * values, y, marker, color=colour, ms=7.5, label=label, clip_on=False)
    for i in np.flatnonzero(shares.isna().all(axis=1).to_numpy()):
        axes.text(
            0.01,
            i,
            wording.symbols(frame, shares.columns[0]).iloc[i],
            va="center",
            transform=axes.get_yaxis_transform(),
            fontsize=theme.SMALL_PT,
        )
    parts.named_rows(axes, frame["label"])
    axes.set_xlim(left=-1.2)  # room for a marker at zero, clear of the labels
    hidden = wording.symbols(frame, "share_volume").eq(SUPPRESSED).any()
    of_which = "the themes shown" if hidden else "all themes together"
    parts.horizontal_value_axis(axes, f"Share of {of_which}")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}%")
    parts.legend_above(figure)
    title = _harm_title(frame, shares, hidden)
    alt = (
        f"Dot chart of {len(frame)} themes: share of offences, of Cambridge harm and of ONS "
        f"severity. {title}."
    )
    table = frame.iloc[::-1]
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(
            harm, note="Shares are of the themes whose counts are shown exactly" if hidden else ""
        ),
        table=table,
        table_html=table_html(
            table,
            {
                "label": "Theme",
                "offences": Shown("Offences", "count"),
                "cchi_days": Shown("CCHI days", "count"),
                "css": Shown("CSS score", "count"),
                "share_volume": Shown("Of offences", "percent1"),
                "share_cchi": Shown("Of CCHI", "percent1"),
                "share_css": Shown("Of CSS", "percent1"),
                "cchi_covered": Shown("With a CCHI weight", "percent"),
                "css_covered": Shown("With a CSS weight", "percent"),
            },
            caption="Offences and harm by theme",
        ),
    )


@theme.styled
def rank_intervals(priorities: pd.DataFrame) -> Exhibit:
    """Each theme's place with the range of places it could well have."""
    frame = priorities.sort_values("rank", ascending=False, kind="stable")
    y = np.arange(len(frame))
    figure, axes = theme.new_axes(1.1 + 0.34 * len(frame))
    lower, upper, rank = (
        wording.values(frame, name).to_numpy() for name in ("rank_lower", "rank_upper", "rank")
    )
    axes.axvspan(0.5, 5.5, color="#EEF3F7", lw=0)
    axes.hlines(y, lower, upper, color="#7F9DB8", lw=6)
    axes.plot(rank, y, "o", color=theme.DARK_BLUE, ms=8)
    parts.named_rows(axes, frame["label"])
    axes.set_xticks(range(1, len(frame) + 1))
    axes.set_xlim(0.5, len(frame) + 0.5)
    parts.horizontal_value_axis(axes, "Place, 1 the highest priority")
    handles = [
        Line2D([], [], ls="", marker="o", color=theme.DARK_BLUE, ms=8, label="Rank"),
        Line2D([], [], color="#7F9DB8", lw=6, label="Likely place"),
        Line2D([], [], color="#DCE7F0", lw=10, label="First five places"),
    ]
    parts.legend_above(figure, handles)
    found = findings.top_priorities(priorities)
    sure = frame.loc[upper <= 5, "label"].iloc[::-1]
    title = (
        f"{wording.plural(len(sure), 'theme')} "
        f"{'stays' if len(sure) == 1 else 'stay'} in the first five places across the likely range"
    )
    alt = f"Chart of {len(frame)} themes by place, with the likely range of each. {found.text}"
    table = frame.iloc[::-1]
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(priorities),
        table=table,
        table_html=table_html(
            table,
            {
                "label": "Theme",
                "rank": Shown("Rank", "ordinal"),
                "places": Interval("Likely place", "rank_lower", "rank_upper", "ordinal"),
                "p_top_5": Shown("Chance of top five", "percent"),
            },
            caption="Likely place of each theme",
        ),
    )


def _harm_title(frame: pd.DataFrame, shares: pd.DataFrame, hidden: bool) -> str:
    if "share_cchi" not in shares or shares["share_cchi"].notna().sum() == 0:
        return "Share of offences by theme"
    top = shares["share_cchi"].idxmax()
    against = shares.loc[top, "share_volume"] if "share_volume" in shares else np.nan
    whole, whose = "Cambridge index", "the"
    if hidden:
        whole, whose = "harm of the themes shown", "their"
    beside = f" and {wording.percent(against)} of {whose} offences" if pd.notna(against) else ""
    harm = wording.percent(shares.loc[top, "share_cchi"])
    return f"{frame.loc[top, 'label']} carries most harm: {harm} of the {whole}{beside}"
