"""Charts of alarms: a year against its frozen forecast, watched weeks, XmR; what changed."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.errors import InputError
from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.alarm_findings import (
    cumulative_sentence,
    weekly_sentence,
    xmr_sentence,
)
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html

_BAND = "#D6E3EE"
_SIGNAL_WORDS = {"above": "above the limits", "below": "below the limits", "inside": "inside",
                 "not known": "not known"}  # fmt: skip
_RULES = {
    "outside_limits": "outside the limits",
    "run_of_seven": "seven on one side",
    "trend_of_seven": "seven in a row up or down",
    "two_of_three": "two of three near a limit",
}


@theme.styled
def cumulative_chart(alarms: pd.DataFrame, key: str) -> Exhibit:
    """
    A theme's cumulative count of the year against the forecast frozen when it began.

    Parameters
    ----------
    alarms : DataFrame
        ``theme, label, month, count, known, expected, lower, upper, signal`` of one area, as
        from ``measures.alarms.cumulative_alarms``.
    key : str
        The theme.

    Raises
    ------
    InputError
        For a theme that the table does not have.
    """
    rows = _of_theme(alarms, key)
    known = wording.values(rows, "known").to_numpy()
    bounds = {name: wording.values(rows, name).to_numpy()
              for name in ("expected", "lower", "upper")}  # fmt: skip
    x = np.arange(len(rows))
    figure, axes = theme.new_axes(3.6)
    axes.fill_between(x, bounds["lower"], bounds["upper"], color=_BAND, lw=0)
    axes.plot(x, bounds["expected"], color=theme.MUTED_INK, lw=1.5, ls=(0, (4, 2)))
    there = ~np.isnan(known)
    axes.plot(x[there], known[there], color=theme.DARK_BLUE, lw=1.8, marker="o", ms=4)
    out = rows["signal"].isin(["above", "below"]).to_numpy() & there
    axes.plot(x[out], known[out], "D", color=theme.DARK_PINK, ms=8, ls="")
    axes.set_xticks(x, [pd.Period(month, "M").strftime("%b") for month in rows["month"]])
    axes.set_ylim(bottom=0)
    parts.vertical_value_axis(axes, "Recorded offences since the year began")
    handles = [
        Line2D([], [], color=theme.DARK_BLUE, lw=1.8, marker="o", ms=4, label="Recorded"),
        Line2D([], [], color=theme.MUTED_INK, lw=1.5, ls=(0, (4, 2)), label="Expected"),
        Patch(color=_BAND, label="Limits for the whole year"),
    ]
    if out.any():
        handles.append(
            Line2D([], [], color=theme.DARK_PINK, marker="D", ms=8, ls="", label="Outside")
        )
    parts.legend_above(figure, handles, columns=4)
    found = cumulative_sentence(alarms, key)
    alt = (
        f"Line chart of the cumulative count of {wording.lower_first(rows['label'].iloc[0])} from "
        f"{wording.month_name(rows['month'].iloc[0])}, beside what was expected and its limits. "
        f"{found.text}"
    )
    told = rows.assign(signal=rows["signal"].map(_SIGNAL_WORDS))
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(alarms, note=" ".join(_methods(rows))),
        table=rows,
        table_html=table_html(
            told,
            {
                "month": Shown("Month", "month"),
                "count": Shown("Recorded", "count"),
                "known": Shown("Since the year began", "count"),
                "expected": Shown("Expected", wording.about),
                "limits": Interval("Limits", "lower", "upper", wording.about),
                "signal": "Signal",
            },
            caption=f"{rows['label'].iloc[0]}: cumulative count and its limits",
        ),
    )


@theme.styled
def weekly_chart(watched: pd.DataFrame, *, label: str) -> Exhibit:
    """
    Watched weeks beside what was expected, alarms marked.

    Parameters
    ----------
    watched : DataFrame
        From ``measures.weekly.watch``.
    label : str
        What is counted.
    """
    count = wording.values(watched, "count").to_numpy()
    x = np.arange(len(watched))
    figure, axes = theme.new_axes(3.6)
    axes.fill_between(x, watched["lower"], watched["upper"], color=_BAND, lw=0, step="mid")
    axes.plot(x, watched["expected"], color=theme.MUTED_INK, lw=1.5, ls=(0, (4, 2)))
    axes.plot(x, count, color=theme.DARK_BLUE, lw=1.5, marker="o", ms=3.5)
    cried = watched["alarm"].to_numpy(bool)
    axes.plot(x[cried], count[cried], "D", color=theme.DARK_PINK, ms=9, ls="")
    week = pd.DatetimeIndex(watched["week"])
    step = max(1, -(-len(week) // 7))
    axes.set_xticks(x[::step], [f"{monday.day} {monday:%b}" for monday in week[::step]])
    axes.set_ylim(bottom=0)
    parts.vertical_value_axis(axes, "Recorded offences a week")
    handles = [
        Line2D([], [], color=theme.DARK_BLUE, lw=1.5, marker="o", ms=3.5, label="Recorded"),
        Line2D([], [], color=theme.MUTED_INK, lw=1.5, ls=(0, (4, 2)), label="Expected"),
        Patch(color=_BAND, label="95% range of single weeks"),
        Line2D([], [], color=theme.DARK_PINK, marker="D", ms=9, ls="", label="Alarm of a rise"),
    ]
    parts.legend_above(figure, handles if cried.any() else handles[:3], columns=4)
    found = weekly_sentence(watched, label=label)
    alt = f"Line chart of {wording.lower_first(label)} by week beside what was expected. "
    alt += found.text
    table = watched.assign(
        week=[wording.day(monday) for monday in week],
        alarm=np.where(cried, "alarm", ""),
    )
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(
            watched,
            note="An alarm is given when the cumulative sum of residuals passes its limit; the "
            "sum then begins anew.",
        ),
        table=watched,
        table_html=table_html(
            table,
            {
                "week": "Week from",
                "count": Shown("Recorded", "count"),
                "expected": Shown("Expected", "decimal"),
                "range": Interval("95% range", "lower", "upper", "count"),
                "cusum": Shown("Cumulative sum", "decimal"),
                "limit": Shown("Its limit", "decimal"),
                "alarm": "Alarm",
            },
            caption=f"{label} by week",
        ),
    )


@theme.styled
def xmr_chart(chart: pd.DataFrame, key: str) -> Exhibit:
    """
    An XmR chart of a theme's deseasonalised months, special causes marked by side.

    Parameters
    ----------
    chart : DataFrame
        ``theme, label, month, count`` and the columns of ``measures.control_charts.xmr``.
    key : str
        The theme.
    """
    rows = _of_theme(chart, key)
    value = wording.values(rows, "value").to_numpy()
    x = np.arange(len(rows))
    figure, axes = theme.new_axes(3.6)
    axes.plot(x, rows["mean"], color=theme.MUTED_INK, lw=1.3)
    for end in ("lower", "upper"):
        limit = np.maximum(rows[end].to_numpy(float), 0.0)
        axes.plot(x, limit, color=theme.MUTED_INK, lw=1.3, ls=(0, (4, 2)))
    axes.plot(x, value, color=theme.DARK_BLUE, lw=1.3, marker="o", ms=4)
    handles = [
        Line2D([], [], color=theme.DARK_BLUE, lw=1.3, marker="o", ms=4, label="Month"),
        Line2D([], [], color=theme.MUTED_INK, lw=1.3, label="Mean"),
        Line2D([], [], color=theme.MUTED_INK, lw=1.3, ls=(0, (4, 2)), label="Process limits"),
    ]
    for side, marker, colour in (("above", "^", theme.DARK_PINK), ("below", "v", theme.ORANGE)):
        special = (rows["side"] == side).to_numpy()
        if special.any():
            axes.plot(x[special], value[special], marker, color=colour, ms=8, ls="")
            handles.append(
                Line2D([], [], color=colour, marker=marker, ms=8, ls="",
                       label=f"Special cause, {side}")
            )  # fmt: skip
    parts.month_axis(axes, rows["month"].tolist())
    axes.set_ylim(bottom=0)
    parts.vertical_value_axis(axes, "Recorded offences a month, season taken out")
    parts.legend_above(figure, handles, columns=3)
    found = xmr_sentence(chart, key)
    alt = f"XmR chart of {wording.lower_first(rows['label'].iloc[0])} by month. {found.text}"
    table = rows.assign(
        rules=[
            wording.listed(words for rule, words in _RULES.items() if row[rule])
            for _, row in rows.iterrows()
        ]
    )
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(
            chart,
            note="XmR charts by the rules of Making Data Count call many series that go on as "
            "before; alarms are ordered by the cumulative chart.",
        ),
        table=rows,
        table_html=table_html(
            table,
            {
                "month": Shown("Month", "month"),
                "count": Shown("Recorded", "count"),
                "value": Shown("Season taken out", "decimal"),
                "mean": Shown("Mean", "decimal"),
                "limits": Interval("Process limits", "lower", "upper", "decimal"),
                "rules": "Special cause",
            },
            caption=f"{rows['label'].iloc[0]}: XmR chart",
        ),
    )


def _of_theme(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    rows = frame[frame["theme"] == key].sort_values("month", kind="stable")
    if rows.empty:
        raise InputError(
            f"the theme {key!r} is not in the table.",
            where="exhibits.alarm_charts",
            do=f"one of {', '.join(map(str, frame['theme'].unique()))}",
        )
    return rows.reset_index(drop=True)


def _methods(rows: pd.DataFrame) -> list[str]:
    """What the table says of how it was made, as sentences."""
    if "method" not in rows:
        return []
    return [f"Method: {method}." for method in rows["method"].unique()]
