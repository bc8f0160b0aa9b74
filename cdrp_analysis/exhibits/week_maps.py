"""Heat maps of the week: how far each hour, or three hours, lies from an even spread."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import premises_findings, theme, time_findings, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.premises_tables import lacking
from cdrp_analysis.exhibits.tables import Shown, table_html
from cdrp_analysis.vocabulary import MISSING, SUPPRESSED

# Classes of share over share of the week; in words, so that a reader needs no scale.
_ENDS = (0.5, 0.8, 1.25, 2.0)
_CLASSES = (
    "less than half an even spread",
    "half to four fifths",
    "about even",
    "a quarter more to twice",
    "more than twice",
)
_LOADS = (
    "less than half the week's",
    "half to four fifths of the week's",
    "about the week's",
    "a quarter more to twice",
    "more than twice the week's",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ABSENT = {SUPPRESSED: "hidden", MISSING: "not known"}
_COLUMNS = 3  # small maps side by side


@theme.styled
def week_map(week_hours: pd.DataFrame, of: str = "all") -> Exhibit:
    """
    One theme by hour of the week, shaded by its distance from an even spread.

    Parameters
    ----------
    week_hours : DataFrame
        Restricted: ``theme, label, weekday, hour, offences, share`` with limits.
    of : str
        Theme; ``all`` is every offence.

    Notes
    -----
    A dot marks hours whose lower limit lies above an even spread. One hour in forty may have
    one by chance.
    """
    rows = week_hours[week_hours["theme"] == of].sort_values(["weekday", "hour"])
    label = rows["label"].iloc[0]
    grid = [rows[name].to_numpy(float).reshape(7, 24) for name in ("share", "share_lower")]
    figure, axes = theme.new_axes(4.1)
    _cells(axes, grid[0] * 168, np.full((7, 24), "", dtype=object))
    for day, hour in zip(*np.nonzero(grid[1] * 168 > 1), strict=True):
        ink = theme.readable_on(_colour(grid[0][day, hour] * 168))
        axes.plot(hour + 0.5, day + 0.5, "o", color=ink, ms=3)
    axes.set_xticks(range(0, 25, 3), [f"{hour:02d}:00" for hour in range(0, 25, 3)])
    axes.set_yticks(np.arange(7) + 0.5, _DAYS)
    _legend(figure, set())
    found = time_findings.busiest_hours(rows)
    alt = (
        f"Heat map of {wording.lower_first(label)}: seven days down, 24 hours across, shaded by "
        f"how far each hour lies from an even spread over the week. {found.text}"
    )
    table = rows.pivot_table(index="weekday", columns="hour", values="offences")
    table.columns = [f"h{hour}" for hour in table.columns]
    table.insert(0, "day", list(_DAYS))
    headings = {f"h{hour}": Shown(f"{hour:02d}:00", "decimal") for hour in range(24)}
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(
            week_hours,
            note="A dot: more than an even spread would give, beyond the 95% limits. Offences "
            "with a window count in part in each of its hours",
        ),
        table=table,
        table_html=table_html(
            table, {"day": "Day", **headings}, caption=f"{label} by day and hour"
        ),
    )


@theme.styled
def work_map(work_hours: pd.DataFrame) -> Exhibit:
    """
    Work for each officer on duty by hour of the week, against that of the whole week.

    Parameters
    ----------
    work_hours : DataFrame
        Restricted: ``weekday, hour, work, officers, load, times_mean``.
    """
    if work_hours.empty:
        return lacking(work_hours)
    rows = work_hours.sort_values(["weekday", "hour"])
    grid = rows["times_mean"].to_numpy(float).reshape(7, 24)
    figure, axes = theme.new_axes(4.1)
    marks = np.where(np.isnan(grid), MISSING, "").astype(object)
    _cells(axes, grid, marks)
    axes.set_xticks(range(0, 25, 3), [f"{hour:02d}:00" for hour in range(0, 25, 3)])
    axes.set_yticks(np.arange(7) + 0.5, _DAYS)
    _legend(figure, set(marks.ravel()) - {""}, classes=_LOADS)
    found = premises_findings.work_sentence(work_hours)
    alt = (
        "Heat map of the week, seven days down and 24 hours across, shaded by work for each "
        f"officer on duty. {found.text}"
    )
    table = rows.pivot_table(index="weekday", columns="hour", values="load", dropna=False)
    table.columns = [f"h{hour}" for hour in table.columns]
    table.insert(0, "day", list(_DAYS))
    headings = {f"h{hour}": Shown(f"{hour:02d}:00", "decimal2") for hour in range(24)}
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(work_hours),
        table=table,
        table_html=table_html(
            table, {"day": "Day", **headings},
            caption="Officers' hours of work that begin, for each officer on duty",
        ),
    )  # fmt: skip


@theme.styled
def week_part_maps(week_parts: pd.DataFrame) -> Exhibit:
    """
    Each theme by day and three hours of the week, small maps side by side.

    Parameters
    ----------
    week_parts : DataFrame
        Restricted or protected. Themes without slots of three hours have too few offences for
        a map and stand in the table only.
    """
    slots = week_parts[week_parts["weekday"].isin(_DAYS) & week_parts["hours"].ne("all hours")]
    order = list(dict.fromkeys(slots["theme"]))
    rows = -(-len(order) // _COLUMNS) or 1
    figure = theme.new_figure(1.0 + 1.75 * rows)
    grids = figure.subplots(rows, _COLUMNS, squeeze=False, sharex=True, sharey=True)
    used: set[str] = set()
    for axes, name in zip(grids.ravel(), [*order, *[None] * (rows * _COLUMNS)], strict=False):
        if name is None:
            axes.set_visible(False)
            continue
        mine = slots[slots["theme"] == name]
        mine = mine.assign(_day=mine["weekday"].map(_DAYS.index)).sort_values(["_day", "hours"])
        marks = wording.symbols(mine, "times_even").to_numpy().reshape(7, -1)
        used |= set(marks.ravel()) - {""}
        _cells(axes, wording.values(mine, "times_even").to_numpy().reshape(7, -1), marks)
        axes.set_title(parts.shortened(mine["label"].iloc[0], 30), fontsize=theme.TEXT_PT, pad=4)
        axes.set_yticks(np.arange(7) + 0.5, [day[:3] for day in _DAYS], fontsize=theme.SMALL_PT)
        axes.set_xticks([0, 2, 4, 6, 8], ["00:00", "06:00", "12:00", "18:00", "24:00"],
                        fontsize=theme.SMALL_PT)  # fmt: skip
    for axes in grids.ravel()[: len(order)]:
        axes.tick_params(labelbottom=True)
    _legend(figure, used)
    found = time_findings.busiest_part(week_parts)
    alt = (
        f"Heat maps of {len(order)} themes: days down, three-hour bands across, shaded by how "
        f"far each lies from an even spread over the week. {found.text}"
    )
    table = _days_by_hours(week_parts)
    hours = [name for name in table if name[:2].isdigit() and not name.endswith("_symbol")]
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(
            week_parts,
            note="Shaded against an even spread of the theme over the week. Offences with a "
            "window count in part in each of its hours.",
        ),
        table=table,
        table_html=table_html(
            table,
            {
                "label": "Theme",
                "weekday": "Day",
                **{name: Shown(name.replace(" to ", "–"), "count") for name in hours},
                "all hours": Shown("All hours", "count"),
            },
            caption="Offences or incidents by day and three hours of the week",
        ),
    )


def _days_by_hours(week_parts: pd.DataFrame) -> pd.DataFrame:
    """Counts of every theme: a row for each day and for the week, a column for each band."""
    rows = week_parts[week_parts["weekday"].isin([*_DAYS, "every day"])]
    keys = ["theme", "label", "weekday"]
    marked = rows.assign(
        n=wording.values(rows, "offences"), offences_mark=wording.symbols(rows, "offences")
    )
    columns = [*sorted(h for h in marked["hours"].unique() if h != "all hours"), "all hours"]
    order = pd.MultiIndex.from_frame(marked[keys].drop_duplicates())
    wide = marked.set_index([*keys, "hours"])
    numbers = wide["n"].unstack("hours").reindex(order)[columns]  # noqa: PD010
    symbols = wide["offences_mark"].unstack("hours").reindex(order)[columns]  # noqa: PD010
    # A theme with too few offences to be divided so far has no such count at all.
    symbols = symbols.where(symbols.notna(), "[z]")
    symbols.columns = [f"{name}_symbol" for name in columns]
    table = numbers.join(symbols).reset_index()
    table["_order"] = table["weekday"].map([*_DAYS, "every day"].index)
    table["_theme"] = table["theme"].map({t: n for n, t in enumerate(dict.fromkeys(rows["theme"]))})
    return table.sort_values(["_theme", "_order"]).drop(columns=["_order", "_theme"])


def _cells(axes: Axes, times_even: np.ndarray, marks: np.ndarray) -> None:
    """Squares shaded by class, those without a figure hatched."""
    days, hours = times_even.shape
    for day in range(days):
        for hour in range(hours):
            value = times_even[day, hour]
            absent = bool(marks[day, hour]) or np.isnan(value)
            axes.add_artist(  # not add_patch, which finds the extent: it is given below
                Rectangle(
                    (hour, day),
                    1,
                    1,
                    facecolor=theme.PAPER if absent else _colour(value),
                    hatch="////" if absent else None,
                    edgecolor=theme.RULE if absent else theme.PAPER,
                    linewidth=0.6,
                )
            )
    axes.set_xlim(0, hours)
    axes.set_ylim(days, 0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _colour(times_even: float) -> str:
    return theme.SEQUENCE[int(np.searchsorted(_ENDS, times_even, side="right"))]


def _legend(figure: Figure, marks: set[str], *, classes: tuple[str, ...] = _CLASSES) -> None:
    handles = [
        Patch(facecolor=colour, edgecolor=theme.RULE, label=label)
        for colour, label in zip(theme.SEQUENCE, classes, strict=True)
    ]
    handles += [
        Patch(facecolor=theme.PAPER, edgecolor=theme.RULE, hatch="////",
              label=f"{mark} {_ABSENT.get(mark, '')}".strip())
        for mark in sorted(marks)
    ]  # fmt: skip
    parts.legend_above(figure, handles)
