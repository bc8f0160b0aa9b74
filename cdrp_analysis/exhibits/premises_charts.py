"""Charts of violence near licensed premises, and of work beside officers on duty."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import premises_findings as findings
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.premises_tables import lacking
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html

_STYLES = {
    findings.ALL_HOURS: ("All hours", theme.DARK_BLUE, "o"),
    findings.NIGHTS: ("Nights out", theme.DARK_PINK, "s"),
}
_PANELS = {"ground": "For each km²", "others": "For each other offence"}


@theme.styled
def premises_rings_chart(premises_rings: pd.DataFrame) -> Exhibit:
    """
    Violence in rings around premises over that farther away, by ground and by other offences.

    Parameters
    ----------
    premises_rings : DataFrame
        Restricted or protected.
    """
    shown = {name: findings.rings_of(premises_rings, name) for name in _STYLES}
    if all(rows.empty for rows in shown.values()):
        return lacking(premises_rings)
    figure = theme.new_figure(3.4)
    panels = figure.subplots(1, 2, sharey=True)
    for axes, (against, title) in zip(panels, _PANELS.items(), strict=True):
        for place, (hours, (_, colour, marker)) in enumerate(_STYLES.items()):
            _dots(axes, shown[hours], against, 0.14 - 0.28 * place, colour, marker)
        axes.axvline(1, color=theme.INK, lw=1)
        axes.set_xlim(left=0)
        parts.horizontal_value_axis(axes, "times that of the ground farther away")
        axes.set_title(title, fontsize=theme.TEXT_PT, pad=6)
    names = shown[findings.ALL_HOURS]["area_name"]
    panels[0].set_yticks(range(len(names)), [wording.upper_first(str(name)) for name in names])
    panels[0].set_ylim(len(names) - 0.5, -0.5)
    parts.legend_above(
        figure,
        [
            Line2D([], [], color=colour, marker=marker, ls="", ms=7, label=f"{label}, 95% limits")
            for label, colour, marker in _STYLES.values()
        ],
    )
    found = findings.rings_sentence(premises_rings)
    alt = (
        "Dot charts of three rings around licensed premises: violence over that of the ground "
        f"farther away, with limits. {found.text}"
    )
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(
            premises_rings,
            note="Rings that overlap count ground and offences once. The line marks as much as "
            "farther away",
        ),
        table=premises_rings,
        table_html=_rings_table(premises_rings),
    )


def _dots(
    axes: Axes, rows: pd.DataFrame, against: str, off: float, colour: str, marker: str
) -> None:
    middle, lower, upper = (
        wording.values(rows, f"ratio_{against}{end}").to_numpy() for end in ("", "_lower", "_upper")
    )
    y = np.arange(len(rows)) + off
    axes.hlines(y, lower, upper, color=colour, lw=1.8)
    axes.plot(middle, y, marker, color=colour, ms=7, ls="")
    for at, mark in zip(y, wording.symbols(rows, f"ratio_{against}"), strict=True):
        axes.text(0.01, at, mark, transform=axes.get_yaxis_transform(), va="center",
                  fontsize=theme.SMALL_PT, color=theme.MUTED_INK)  # fmt: skip


def _rings_table(premises_rings: pd.DataFrame) -> str:
    return table_html(
        premises_rings.assign(
            area_name=premises_rings["area_name"].map(lambda name: wording.upper_first(str(name))),
            hours=premises_rings["hours"].map(wording.upper_first),
        ),
        {
            "area_name": "Distance",
            "label": "Offences",
            "hours": "Hours",
            "ground_km2": Shown("km²", "decimal2"),
            "residents": Shown("Residents", "count"),
            "offences": Shown("Count", "count"),
            "ratio_ground": Shown("Ratio per km²", "decimal2"),
            "ground": Interval("95% limits, km²", "ratio_ground_lower", "ratio_ground_upper",
                               "decimal2"),
            "ratio_residents": Shown("Ratio per resident", "decimal2"),
            "people": Interval("95% limits, residents", "ratio_residents_lower",
                               "ratio_residents_upper", "decimal2"),
            "ratio_others": Shown("Ratio to the rest", "decimal2"),
            "others": Interval("95% limits, rest", "ratio_others_lower",
                               "ratio_others_upper", "decimal2"),
            "ratio_nights": Shown("Ratio, nights out", "decimal2"),
            "nights": Interval("95% limits, nights", "ratio_nights_lower", "ratio_nights_upper",
                               "decimal2"),
        },
        caption="Offences by distance from licensed premises, and ratios to farther away",
    )  # fmt: skip


@theme.styled
def night_work_chart(night_work: pd.DataFrame) -> Exhibit:
    """Work that begins on Friday and Saturday nights beside officers on duty, hour by hour."""
    if night_work.empty:
        return lacking(night_work)
    figure, axes = theme.new_axes(3.4)
    x = np.arange(len(night_work))
    axes.step(x, night_work["officers"], where="mid", color=theme.MUTED_INK, lw=2,
              label="Officers on duty")  # fmt: skip
    axes.plot(x, night_work["work"], color=theme.DARK_BLUE, lw=1.8, marker="o", ms=4,
              label="Work as now")  # fmt: skip
    axes.plot(x, night_work["work_later"], color=theme.ORANGE, lw=1.8, marker="s", ms=4,
              ls=(0, (5, 2)), label="Work an hour later")  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.set_xticks(x[::2], night_work["hour"].iloc[::2])
    parts.vertical_value_axis(axes, "Officers' hours in each hour, both nights")
    parts.legend_above(figure)
    found = findings.night_work_sentence(night_work)
    alt = (
        "Line chart of the hours from 18:00 to 06:00: officers on duty, work as now and work an "
        f"hour later. {found.text}"
    )
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(
            night_work,
            note="Work that begins in an hour is done in it and in those that follow; other "
            "tasks, breaks and travel are not in it",
        ),
        table=night_work,
        table_html=table_html(
            night_work,
            {
                "hour": "Hour from",
                "work": Shown("Work as now", "decimal"),
                "work_later": Shown("Work an hour later", "decimal"),
                "officers": Shown("Officers on duty", "count"),
            },
            caption="Officers' hours of work and officers on duty, Friday and Saturday nights",
        ),
    )
