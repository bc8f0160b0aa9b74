"""Charts over time: years, months, projections, changes and the months that are missing."""

import html

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.errors import InputError
from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html


@theme.styled
def projection_fan(
    monthly: pd.DataFrame, projection_monthly: pd.DataFrame, key: str, *, months_shown: int = 36
) -> Exhibit:
    """
    One theme's months as recorded and as projected, with their likely ranges.

    Parameters
    ----------
    monthly : DataFrame
        ``monthly_offences``; missing months leave a gap.
    projection_monthly : DataFrame
        ``projection_monthly``.
    key : str
        The theme.
    months_shown : int
        Recorded months drawn before the projection.

    Returns
    -------
    Exhibit
        In words alone where the total (``all``) is withheld, or nothing could be projected.

    Raises
    ------
    InputError
        For a theme that neither table has.
    """
    known = monthly[monthly["theme"] == key].sort_values("month").tail(months_shown)
    ahead = projection_monthly[projection_monthly["theme"] == key].sort_values("month")
    if key == "all" and (known.empty or ahead.empty):
        return _words_alone(
            projection_monthly,
            "No projection of all recorded offences is shown",
            "The total by month is left out: less the themes that are shown, it would give the "
            "count of a sensitive theme.",
        )
    if len(ahead) and wording.values(ahead, "point").isna().all():
        return _words_alone(
            projection_monthly,
            f"No projection of {wording.lower_first(_theme_label(monthly, key))} is shown",
            "Too few of its months are known, or its figures are hidden.",
        )
    if known.empty or ahead.empty:
        raise InputError(
            f"the theme {key!r} has no {'months' if known.empty else 'projection'}.",
            where="exhibits.projection_fan",
            do="name a theme of both tables",
        )
    recorded = [
        str(m) for m in pd.period_range(known["month"].min(), known["month"].max(), freq="M")
    ]
    counts = pd.Series(wording.values(known, "offences").to_numpy(), known["month"])
    figure, axes = theme.new_axes(3.6)
    months = [*recorded, *ahead["month"]]
    here, there = np.arange(len(recorded)), np.arange(len(recorded), len(months))
    bounds = {
        name: wording.values(ahead, name).to_numpy()
        for name in ("point", "lower_80", "upper_80", "lower_95", "upper_95")
    }
    axes.fill_between(there, bounds["lower_95"], bounds["upper_95"], color="#D6E3EE", lw=0)
    axes.fill_between(there, bounds["lower_80"], bounds["upper_80"], color="#9DBAD3", lw=0)
    axes.plot(here, counts.reindex(recorded), color=theme.DARK_BLUE, lw=1.8)
    axes.plot(there, bounds["point"], color=theme.DARK_PINK, lw=1.8, ls=(0, (4, 2)))
    parts.month_axis(axes, months)
    axes.set_ylim(bottom=0)
    parts.vertical_value_axis(axes, "Recorded offences a month" if key == "all" else "A month")
    handles = [
        Line2D([], [], color=theme.DARK_BLUE, lw=1.8, label="Recorded"),
        Line2D([], [], color=theme.DARK_PINK, lw=1.8, ls=(0, (4, 2)), label="Projected"),
        Patch(color="#9DBAD3", label="About 80% range"),
        Patch(color="#D6E3EE", label="About 95% range"),
    ]
    parts.legend_above(figure, handles, columns=4)
    label = _theme_label(monthly, key)
    first, last = wording.month_name(ahead["month"].min()), wording.month_name(ahead["month"].max())
    middle = wording.about(float(np.nanmean(bounds["point"])))
    title = f"{label}: about {middle} a month projected for {first} to {last}"
    alt = (
        f"Line chart of {wording.lower_first(label)} by month: recorded from "
        f"{wording.month_name(recorded[0])}, then projected to {last}{_band(bounds)}."
    )
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(projection_monthly if projection_monthly.attrs.get("about") else monthly),
        table=ahead,
        table_html=table_html(
            ahead,
            {
                "month": Shown("Month", "month"),
                "point": Shown("Projected", wording.about),
                "range_80": Interval("About 80% range", "lower_80", "upper_80", wording.about),
                "range_95": Interval("About 95% range", "lower_95", "upper_95", wording.about),
            },
            caption=f"{label}: projected offences by month",
        ),
    )


@theme.styled
def projection_accuracy_chart(accuracy: pd.DataFrame) -> Exhibit:
    """How far past projections were out, beside the habit of carrying on last year's ratio."""
    if wording.values(accuracy, "error_share").isna().all():
        return _words_alone(
            accuracy,
            "Past projections could not be checked",
            "No past year has two years of known months before it and is itself over.",
        )
    errors = accuracy.assign(_error=wording.values(accuracy, "error_share"))
    errors = errors.sort_values(["_error", "label"], ascending=[False, True], kind="stable")
    y = np.arange(len(errors))
    figure, axes = theme.new_axes(1.1 + 0.33 * len(errors))
    habit = wording.values(errors, "error_share_habit")
    for marker, colour, series, label in (
        ("o", theme.DARK_BLUE, errors["_error"], "This projection"),
        ("D", theme.ORANGE, habit, "Last year's ratio"),
    ):
        axes.plot(100 * series, y, marker, color=colour, ms=7, label=label, clip_on=False)
    parts.named_rows(axes, errors["label"])
    axes.set_xlim(left=0)
    parts.horizontal_value_axis(axes, "Mean error, % of the outcome (nearer zero is better)")
    parts.legend_above(figure)
    better = int((errors["_error"] < habit).sum())
    title = (
        f"The projection was nearer than last year's ratio for {better} of "
        f"{wording.plural(len(errors), 'theme')}"
    )
    alt = f"Dot chart of the mean error of past projections for {len(errors)} themes. {title}."
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(accuracy),
        table=accuracy,
        table_html=table_html(
            errors.iloc[::-1],
            {
                "label": "Theme",
                "origins": Shown("Past projections", "count"),
                "error_share": Shown("Mean error", "percent1"),
                "error_share_habit": Shown("Last year's ratio", "percent1"),
                "coverage_80": Shown("Inside 80% range", "percent"),
                "coverage_95": Shown("Inside 95% range", "percent"),
            },
            caption="How near past projections came",
        ),
    )


def _words_alone(frame: pd.DataFrame, title: str, why: str) -> Exhibit:
    """An exhibit that says why there is nothing to draw."""
    return Exhibit(title=title, body=f"<p>{html.escape(why)}</p>", about=about(frame))


def _band(bounds: dict[str, np.ndarray]) -> str:
    """How the band runs from the first month with limits to the last, in words."""
    limited = np.flatnonzero(~np.isnan(bounds["lower_80"]) & ~np.isnan(bounds["upper_80"]))
    if not len(limited):
        return ", without a range: too few earlier projections to judge by"
    first, last = (
        f"{wording.about(bounds['lower_80'][at])}–{wording.about(bounds['upper_80'][at])}"
        for at in (limited[0], limited[-1])
    )
    if len(limited) == len(bounds["lower_80"]):
        return (
            f" within a band that widens from {first} in the first month to {last} in the last "
            "(about 80% range)"
        )
    months = wording.plural(len(limited), "month")
    return f" with an about 80% range for {months} only, from {first} to {last}"


def _theme_label(frame: pd.DataFrame, key: str) -> str:
    labels = frame.loc[frame["theme"] == key, "label"] if "label" in frame else pd.Series([key])
    return "All recorded offences" if key == "all" else str(labels.iloc[0])
