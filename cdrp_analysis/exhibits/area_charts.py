"""Charts of areas: rates with their limits, an area's months and its themes."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.errors import InputError
from cdrp_analysis.exhibits import place_findings, theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html
from cdrp_analysis.exhibits.trend_charts import _month_axis, _wrapped


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
    borough = place_findings.is_borough(ward_rates)
    wards = ward_rates[~borough].assign(_rate=wording.values(ward_rates, "rate"))
    wards = wards.sort_values(
        ["_rate", "area_name"], ascending=[True, False], na_position="first", kind="stable"
    )
    rates = wards["_rate"].to_numpy()
    lower, upper = (_column(wards, name) for name in ("rate_lower", "rate_upper"))
    y = np.arange(len(wards))
    figure, axes = theme.new_axes(1.1 + 0.3 * len(wards))
    axes.hlines(y, lower, upper, color="#7F9DB8", lw=2.4)
    axes.plot(rates, y, "o", color=theme.DARK_BLUE, ms=6.5)
    for i, mark in enumerate(wording.symbols(wards, "rate")):
        if mark:
            axes.text(
                0.01,
                i,
                mark,
                transform=axes.get_yaxis_transform(),
                va="center",
                fontsize=theme.SMALL_PT,
                color=theme.MUTED_INK,
            )
    handles = [
        Line2D([], [], marker="o", color=theme.DARK_BLUE, ls="", ms=6.5, label="Rate"),
        Line2D([], [], color="#7F9DB8", lw=2.4, label="95% limits"),
    ]
    line = _borough_rate(ward_rates, borough)
    if line is not None:
        axes.axvline(line, color=theme.ORANGE, lw=1.6, ls=(0, (5, 2)), zorder=0)
        handles.append(
            Line2D(
                [],
                [],
                color=theme.ORANGE,
                lw=1.6,
                ls=(0, (5, 2)),
                label=f"Borough: {wording.number(line, 1)}",
            )
        )
    axes.set_yticks(y, [_wrapped(name) for name in wards["area_name"]])
    axes.set_xlim(left=0)
    axes.set_ylim(-0.7, len(wards) - 0.3)
    theme.horizontal_value_axis(axes, "Recorded offences per 1,000 residents")
    figure.legend(handles=handles, loc="outside upper left", ncols=3)
    found = place_findings.highest_rate(ward_rates)
    lowest = wards[wards["_rate"].notna()].head(1)
    alt = f"Dot chart of {len(wards)} areas by rate, with 95% limits. {found.text}"
    if len(lowest):
        alt += (
            f" The lowest is {lowest['area_name'].iloc[0]}, "
            f"{wording.number(lowest['_rate'].iloc[0], 1)}."
        )
    table = wards.drop(columns="_rate").iloc[::-1]
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


@theme.styled
def ward_months(ward_monthly: pd.DataFrame, area: str) -> Exhibit:
    """One area's offences by month; months without a figure leave a gap."""
    rows = ward_monthly[ward_monthly["area"] == area].sort_values("month")
    _require(rows, area, "ward_months")
    name = rows["area_name"].iloc[0]
    months = [str(m) for m in pd.period_range(rows["month"].min(), rows["month"].max(), freq="M")]
    counts = pd.Series(wording.values(rows, "offences").to_numpy(), rows["month"]).reindex(months)
    figure, axes = theme.new_axes(3.0)
    x = np.arange(len(months))
    axes.plot(x, counts, color=theme.DARK_BLUE, lw=1.8, marker="o", ms=3.2)
    axes.set_ylim(0, max(1.0, float(counts.max()) * 1.12 if counts.notna().any() else 1.0))
    _month_axis(axes, months)
    theme.vertical_value_axis(axes, "Recorded offences a month")
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


@theme.styled
def ward_profile(ward_offences: pd.DataFrame, area: str) -> Exhibit:
    """
    One area's themes this period and the one before, beside the borough's mix.

    Parameters
    ----------
    ward_offences : DataFrame
        Restricted or protected; the borough is a row of its own per theme and period, theme
        ``all`` is every offence. The two latest periods are compared.
    area : str
        ONS code.

    Notes
    -----
    The third mark is the area's total times the borough's share of the theme: what the area
    would have if its offences were mixed as the borough's are. It is drawn for offences only.
    """
    mine = ward_offences[(ward_offences["area"] == area)]
    _require(mine, area, "ward_profile")
    name = mine["area_name"].iloc[0]
    periods = sorted(mine["period"].unique())[-2:]
    now, before = periods[-1], periods[0] if len(periods) == 2 else None
    table = _profile_table(ward_offences, area, now, before)
    table = table.sort_values(
        ["_now", "label"], ascending=[True, False], na_position="first", kind="stable"
    )
    y = np.arange(len(table))
    figure, axes = theme.new_axes(1.2 + 0.36 * len(table))
    axes.barh(y, table["_now"].fillna(0), color="#7F9DB8", height=0.6)
    axes.plot(table["_before"], y, "o", mfc=theme.PAPER, mec=theme.DARK_BLUE, mew=1.6, ms=6.5)
    axes.plot(table["at_borough_mix"], y, "|", color=theme.DARK_PINK, ms=15, mew=2.6)
    for i, mark in enumerate(wording.symbols(table, "offences")):
        if mark:
            axes.text(
                0.01,
                i,
                mark,
                transform=axes.get_yaxis_transform(),
                va="center",
                fontsize=theme.SMALL_PT,
                color=theme.MUTED_INK,
            )
    axes.set_yticks(y, [_wrapped(label) for label in table["label"]])
    axes.set_xlim(left=0)
    theme.horizontal_value_axis(axes, "Offences (incidents where the label says so)")
    handles = [Patch(color="#7F9DB8", label=str(now))]
    if before is not None:
        handles.append(
            Line2D(
                [],
                [],
                marker="o",
                ls="",
                mfc=theme.PAPER,
                mec=theme.DARK_BLUE,
                mew=1.6,
                ms=6.5,
                label=str(before),
            )
        )
    if table["at_borough_mix"].notna().any():
        handles.append(
            Line2D(
                [],
                [],
                marker="|",
                ls="",
                color=theme.DARK_PINK,
                ms=13,
                mew=2.6,
                label="If mixed as the borough is",
            )
        )
    figure.legend(handles=handles, loc="outside upper left", ncols=3)
    title = _profile_title(name, table)
    alt = f"Bar chart of {name}'s {len(table)} themes in {now}"
    alt += f", with {before} and the borough's mix marked. {title}." if before else f". {title}."
    table = table.iloc[::-1].drop(columns=["_now", "_before"])
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(ward_offences),
        table=table,
        table_html=table_html(
            table,
            {
                "label": "Theme",
                "offences": Shown(str(now), "count"),
                "before": Shown(str(before), "count"),
                "share": Shown("Share of area's offences", "percent1"),
                "borough_share": Shown("Share in the borough", "percent1"),
            },
            caption=f"{name}: themes this period and before",
        ),
    )


def _profile_table(
    ward_offences: pd.DataFrame, area: str, now: str, before: str | None
) -> pd.DataFrame:
    """The area's themes now, with the figures before and the borough's shares joined on."""

    def picked(rows: pd.Series, name: str) -> pd.DataFrame:
        chosen = ward_offences[rows].set_index("theme")
        return pd.DataFrame(
            {
                name: wording.values(chosen, "offences"),
                f"{name}_symbol": wording.symbols(chosen, "offences"),
            }
        )

    here = ward_offences["area"] == area
    borough = place_findings.is_borough(ward_offences)
    this = ward_offences["period"] == now
    facts = ward_offences[here & this].set_index("theme")[
        [name for name in ("label", "kind") if name in ward_offences]
    ]
    table = facts.join(picked(here & this, "offences"))
    last = here & ward_offences["period"].eq(before) if before is not None else here & False
    table = table.join(picked(last, "before"))
    table["before_symbol"] = table["before_symbol"].fillna("")
    whole = table["offences"].get("all", np.nan)
    shares = picked(borough & this, "borough")["borough"]
    is_offence = table["kind"].eq("offence") if "kind" in table else pd.Series(True, table.index)
    # [z]: an incident is no part of a total of offences, so a share of it does not exist.
    table["share"] = (table["offences"] / whole).where(is_offence)
    table["borough_share"] = (shares / shares.get("all", np.nan)).reindex(table.index)
    table["borough_share"] = table["borough_share"].where(is_offence)
    for name in ("share", "borough_share"):
        table[f"{name}_symbol"] = np.where(is_offence, "", "[z]")
    table["at_borough_mix"] = table["borough_share"] * whole
    table["_now"], table["_before"] = table["offences"], table["before"]
    return table.drop(index="all", errors="ignore").reset_index()


def _profile_title(name: str, table: pd.DataFrame) -> str:
    gap = table["share"] - table["borough_share"]
    if gap.notna().any() and gap.max() > 0:
        row = table.loc[gap.idxmax()]
        return (
            f"{row['label']} makes up more of {name}'s offences than of the borough's: "
            f"{wording.percent(row['share'])} against "
            f"{wording.percent(row['borough_share'])}"
        )
    if table["_now"].notna().any():
        return f"{table.loc[table['_now'].idxmax(), 'label']} is {name}'s largest theme"
    return f"{name}: no theme can be shown"


def _column(frame: pd.DataFrame, name: str) -> np.ndarray:
    if name not in frame:
        return np.full(len(frame), np.nan)
    return wording.values(frame, name).to_numpy()


def _borough_rate(ward_rates: pd.DataFrame, borough: pd.Series) -> float | None:
    if borough.any():
        rate = wording.values(ward_rates, "rate")[borough].iloc[0]
        return None if pd.isna(rate) else float(rate)
    offences, residents = (wording.values(ward_rates, name) for name in ("offences", "residents"))
    # A sum over visible wards only would be a wrong rate, and with the total a way to the rest.
    if offences.isna().any() or residents.isna().any() or residents.sum() == 0:
        return None
    return float(1000 * offences.sum() / residents.sum())


def _require(rows: pd.DataFrame, area: str, where: str) -> None:
    if rows.empty:
        raise InputError(
            "the area is not in the table.",
            where=f"exhibits.{where}",
            areas=[area],
            do="use a code of the table's own edition",
        )
