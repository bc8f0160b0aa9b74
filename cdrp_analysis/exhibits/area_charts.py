"""Charts of areas: rates with their limits, an area's months and its themes."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from cdrp_analysis.errors import InputError
from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import place_findings, theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOT_OF_THEME
from cdrp_analysis.exhibits.named_tables import RANK_COLUMNS
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html


@theme.styled
def ward_rate_chart(ward_rates: pd.DataFrame) -> Exhibit:
    """
    Wards by rate, with limits and the borough's own rate as a line.

    Parameters
    ----------
    ward_rates : DataFrame
        Restricted or protected. A row with a borough's code gives the line; without one the
        line is all offences over all residents, drawn only when no count is hidden.
    """
    line = place_findings.borough_rate(ward_rates)
    of = "" if line is None else f"Borough: {wording.number(line, 1)}"
    figure, wards = _rates_drawn(ward_rates, line, of)
    found = place_findings.highest_rate(ward_rates)
    lowest = wards[wards["_rate"].notna()].head(1)
    alt = f"Dot chart of {len(wards)} areas by rate, with 95% limits. {found.text}"
    if len(lowest):
        alt += (
            f" The lowest is {lowest['area_name'].iloc[0]}, "
            f"{wording.number(lowest['_rate'].iloc[0], 1)}."
        )
    table = wording.hidden_along(wards.drop(columns="_rate"), "rate", RANK_COLUMNS).iloc[::-1]
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(ward_rates),
        table=table,
        table_html=table_html(
            table,
            {
                "area_name": "Area",
                "offences": Shown("Offences", "count"),
                "residents": Shown("Residents", "count"),
                "rate": Shown("Rate per 1,000", "decimal"),
                "limits": Interval("95% limits", "rate_lower", "rate_upper"),
                "places": Interval("Likely place", "rank_lower", "rank_upper", "ordinal"),
            },
            caption="Offences per 1,000 residents, by area",
        ),
    )


def _rates_drawn(
    rates: pd.DataFrame, line: float | None, of: str, *, unit: str = "offences"
) -> tuple[Figure, pd.DataFrame]:
    """The chart of wards' rates, the highest on top; its wards from below."""
    wards = rates[~place_findings.is_borough(rates)]
    wards = wards.assign(_rate=wording.values(wards, "rate"))
    wards = wards.sort_values(
        ["_rate", "area_name"], ascending=[True, False], na_position="first", kind="stable"
    )
    lower, upper = (_column(wards, name) for name in ("rate_lower", "rate_upper"))
    y = np.arange(len(wards))
    figure, axes = theme.new_axes(1.1 + 0.3 * len(wards))
    axes.hlines(y, lower, upper, color="#7F9DB8", lw=2.4)
    axes.plot(wards["_rate"].to_numpy(), y, "o", color=theme.DARK_BLUE, ms=6.5)
    parts.symbols_at_left(axes, wording.symbols(wards, "rate"))
    handles = [
        Line2D([], [], marker="o", color=theme.DARK_BLUE, ls="", ms=6.5, label="Rate"),
        Line2D([], [], color="#7F9DB8", lw=2.4, label="95% limits"),
    ]
    if line is not None:
        drawn = {"color": theme.ORANGE, "lw": 1.6, "ls": (0, (5, 2))}
        axes.axvline(line, zorder=0, **drawn)
        handles.append(Line2D([], [], label=of, **drawn))
    parts.named_rows(axes, wards["area_name"])
    axes.set_xlim(left=0)
    parts.horizontal_value_axis(axes, f"Recorded {unit} per 1,000 residents")
    parts.legend_above(figure, handles)
    return figure, wards


@theme.styled
def theme_rate_chart(ward_theme_rates: pd.DataFrame, key: str) -> Exhibit | Finding:
    """
    Wards by their rate of one theme, with limits and the borough's rate as a line.

    Parameters
    ----------
    ward_theme_rates : DataFrame
        Restricted or protected, the borough's rows included.
    key : str
        The theme; one that the table does not hold is said not to be shown.
    """
    rates = ward_theme_rates[ward_theme_rates["theme"] == key].reset_index(drop=True)
    if rates.empty:
        return NOT_OF_THEME
    unit = "incidents" if rates["kind"].eq("incident").all() else "offences"
    line = place_findings.borough_rate(rates)
    figure, wards = _rates_drawn(rates, line, "Borough", unit=unit)
    known = wards.loc[wards["_rate"].notna(), "area_name"].tolist()
    label = str(rates["label"].iloc[0])
    shown = " of those shown" if len(known) < len(wards) else ""
    where = f"highest in {known[-1]}, lowest{shown} in {known[0]}" if known else "none is shown"
    alt = f"Dot chart of wards by their rate of {wording.lower_first(label)}, with limits: {where}."
    table = wards.drop(columns="_rate").iloc[::-1]
    return Exhibit(
        title=f"{label}: {where}",
        body=image(figure, alt),
        alt=alt,
        about=about(ward_theme_rates),
        table=table,
        table_html=table_html(
            table,
            {
                "area_name": "Ward",
                "offences": Shown(wording.upper_first(unit), "count"),
                "rate": Shown("Per 1,000 residents", "decimal"),
                "limits": Interval("95% limits", "rate_lower", "rate_upper"),
                "times_borough": Shown("Times the borough's", "decimal2"),
            },
            caption=f"{label}: by ward",
        ),
    )


@theme.styled
def ward_months(ward_monthly: pd.DataFrame, area: str) -> Exhibit:
    """One area's offences by month; months without a figure leave a gap."""
    rows = ward_monthly[ward_monthly["area"] == area].sort_values("month")
    require_area(rows, area, "ward_months")
    name = rows["area_name"].iloc[0]
    months = [str(m) for m in pd.period_range(rows["month"].min(), rows["month"].max(), freq="M")]
    counts = pd.Series(wording.values(rows, "offences").to_numpy(), rows["month"]).reindex(months)
    figure, axes = theme.new_axes(3.0)
    x = np.arange(len(months))
    axes.plot(x, counts, color=theme.DARK_BLUE, lw=1.8, marker="o", ms=3.2)
    axes.set_ylim(0, max(1.0, float(counts.max()) * 1.12 if counts.notna().any() else 1.0))
    parts.month_axis(axes, months)
    parts.vertical_value_axis(axes, "Recorded offences a month")
    gaps = int(counts.isna().sum())
    if counts.notna().any():
        high, low = counts.idxmax(), counts.idxmin()
        title = (
            f"{name}: {wording.number(counts.min())} to {wording.number(counts.max())} "
            f"offences a month"
        )
        detail = f"Highest in {wording.month_name(high)}, lowest in {wording.month_name(low)}."
    else:
        title, detail = f"{name}: no month can be shown", ""
    alt = (
        f"Line chart of {name}'s recorded offences by month, {wording.month_name(months[0])} to "
        f"{wording.month_name(months[-1])}. {title}. {detail}"
    ).strip()
    note = f"{wording.plural(gaps, 'month')} left out: hidden or not available." if gaps else ""
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(ward_monthly, note=note),
        table=rows,
        table_html=table_html(
            rows,
            {"month": Shown("Month", "month"), "offences": Shown("Offences", "count")},
            caption=f"{name}: recorded offences by month",
        ),
    )


def _column(frame: pd.DataFrame, name: str) -> np.ndarray:
    if name not in frame:
        return np.full(len(frame), np.nan)
    return wording.values(frame, name).to_numpy()


def require_area(rows: pd.DataFrame, area: str, where: str) -> None:
    if rows.empty:
        raise InputError(
            "the area is not in the table.",
            where=f"exhibits.{where}",
            areas=[area],
            do="use a code of the table's own edition",
        )
