"""Victims of domestic incidents seen again, and markers of risk beside it: groups, no scores."""

import numpy as np
import pandas as pd

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.adult_tables import repeat_victims_sentence, repeat_victims_table
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.people_parts import known, last, limits, nothing, value
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table
from cdrp_analysis.exhibits.wording import number, percent, upper_first
from cdrp_analysis.measures.repeat_markers import AGAIN, FOLLOWED_DAYS, NUMBERS

_NONE = "No domestic incidents were received."


@theme.styled
def repeat_curve(repeats: pd.DataFrame) -> Exhibit:
    """The curve of repeats: what share of the victims known was seen so often, or more."""
    whole = repeat_victims_table(repeats)
    rows = repeats[repeats["measure"].astype(str).str.endswith("or more")].reset_index(drop=True)
    share = wording.values(rows, "share") if len(rows) else pd.Series(dtype=float)
    if not share.notna().any():
        return whole
    low, high = (wording.values(rows, f"share_{end}") for end in ("lower", "upper"))
    figure, axes = theme.new_axes(2.8)
    x = np.arange(len(rows))
    axes.bar(x, np.nan_to_num(100 * share), 0.6, color=theme.DARK_BLUE)
    axes.vlines(x, 100 * low, 100 * high, color=theme.INK, lw=1.4)
    for at, mark in zip(x, wording.symbols(rows, "share"), strict=True):
        axes.text(at, 0, mark, ha="center", va="bottom", fontsize=theme.SMALL_PT)
    axes.set_xticks(x, rows["measure"].str.replace(" or more", "\nor more"))
    axes.set_xlim(-0.6, len(rows) - 0.4)
    axes.set_ylim(0, 112 * high.max())
    parts.vertical_value_axis(axes, "Share of the victims known, %")
    found = repeat_victims_sentence(repeats)
    title = found.headline if found != NOTHING_SHOWN else "Victims of domestic incidents seen again"
    alt = f"Bar chart of victims by how often they were seen, with limits. {title}."
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(repeats, note="Lines: 95% limits (Wilson)."),
        table=repeats,
        table_html=whole.body,
    )


def markers_sentence(markers: pd.DataFrame) -> Finding:
    """Which marker is most told of victims seen again, beside those seen once."""
    rows = markers[markers["seen"] == AGAIN] if len(markers) else markers
    clear = rows[wording.values(rows, "ratio_lower") > 1] if len(rows) else rows
    if rows.empty or wording.values(rows, "ratio").isna().all():
        return NOTHING_SHOWN
    if clear.empty:
        return Finding("No marker is clearly told more often of victims seen again")
    row = clear.loc[[wording.values(clear, "ratio").idxmax()]].reset_index(drop=True)
    ordered = clear.sort_values("ratio", ascending=False)["marker"]
    return Finding(
        f"{upper_first(row['marker'].iloc[0])}: told {number(value(row, 'ratio'), 1)} times as "
        "often of victims seen again as of those seen once",
        limits(row, "ratio"),
        f"Clearly more often: {wording.listed(ordered)}. A marker of a group is no forecast for a "
        "person: it says what to ask about at the first call.",
    )


def markers_table(markers: pd.DataFrame) -> Exhibit:
    """Each marker's share among incidents of victims seen once and of those seen again."""
    if markers.empty:
        return nothing(markers, "No markers can be counted", _NONE)
    rows = wording.idle(markers, markers["seen"] != AGAIN, ("ratio", "ratio_lower", "ratio_upper"))
    return data_table(
        rows,
        {
            "marker": "Marker",
            "seen": "Victim seen",
            "incidents": Shown("Incidents where somebody said", "count"),
            "marked": Shown("With the marker", "count"),
            "share": Shown("Share", "percent"),
            "limits": Interval("95% limits", "share_lower", "share_upper", "percent"),
            "ratio": Shown("Over those seen once", "decimal2"),
            "ratios": Interval("95% limits of the ratio", "ratio_lower", "ratio_upper", "decimal2"),
        },
        caption="Markers of risk among incidents with a known victim",
        title=markers_sentence(markers).headline or "Markers of risk",
        about_table=about(
            markers,
            note="Incidents of one victim are alike: limits are somewhat too narrow.",
        ),
    )


def seen_again_sentence(again: pd.DataFrame) -> Finding:
    """How many were seen again within half a year, of those without a marker and of those with."""
    none, most = (last(again, markers=name) for name in (NUMBERS[0], NUMBERS[2]))
    if not (known(none, "share") and known(most, "share")):
        return NOTHING_SHOWN
    few = value(most, "share") < 0.5
    not_again = f"Most of those with {NUMBERS[2]} are not seen again. " if few else ""
    return Finding(
        f"Seen again within {FOLLOWED_DAYS} days: {percent(value(most, 'share'))} of victims whose "
        f"first incident had {NUMBERS[2]}, {percent(value(none, 'share'))} of those without one",
        f"{limits(most, 'share', 0, share=True)}, and {limits(none, 'share', 0, share=True)}",
        f"{not_again}Nobody is ranked by this.",
    )


def seen_again_table(again: pd.DataFrame) -> Exhibit:
    """Victims by markers of their first incident, and how many of them were seen again."""
    if again.empty:
        return nothing(again, "Nobody can be followed", _NONE)
    return data_table(
        again,
        {
            "markers": "First incident",
            "victims": Shown("Victims", "count"),
            "again": Shown("Seen again", "count"),
            "share": Shown("Share", "percent"),
            "limits": Interval("95% limits", "share_lower", "share_upper", "percent"),
        },
        caption=f"Victims seen again within {FOLLOWED_DAYS} days of their first incident",
        title=seen_again_sentence(again).headline or "Victims seen again",
        about_table=about(
            again, note="Everybody is followed as long. A marker nobody spoke of counts as none."
        ),
    )
