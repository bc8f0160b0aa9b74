"""First-time entrants beside other areas: by year, and in the funnel of the last year."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.people_parts import known, last, limits, nothing, value, within
from cdrp_analysis.exhibits.standing_plots import WIDENED, Look, funnel_figure
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html
from cdrp_analysis.exhibits.wording import number

_NONE = "No counts of other areas were received: nobody to compare with."
_TITLE = "First-time entrants cannot be compared"
_WITHIN = ("as expected", "not known")
_WORDS = {
    "high": "above the 99.8% limits", "rather high": "above the 95% limits",
    "as expected": "inside the limits", "rather low": "below the 95% limits",
    "low": "below the 99.8% limits",
}  # fmt: skip
_LOOKS = {
    "own": Look("D", theme.DARK_BLUE, "The partnership"),
    "peer": Look("o", "#9DBAD3", "Peers"),
    "other": Look("s", theme.PALE, "Other areas"),
}


def entrants_beside_sentence(peers: pd.DataFrame) -> Finding:
    """Whether our rate of first-time entrants is one that areas of our size have."""
    row = last(peers, standing="own")
    if not known(row, "rate", "all_areas") or row["position"].iloc[0] not in _WORDS:
        return NOTHING_SHOWN
    period = row["period"].iloc[0]
    rows = peers[(peers["period"] == period) & (peers["standing"] != "own")]
    out = rows[~rows["position"].isin(_WITHIN)]
    names = [f"{r.area_name} ({r.position})" for r in out.itertuples()]
    return Finding(
        f"First-time entrants {within(period)}: our rate is {_WORDS[row['position'].iloc[0]]} "
        "for an area of our size",
        f"{number(value(row, 'rate'))} per {number(value(row, 'per'))} residents of that age "
        f"({limits(row, 'rate', 0)}), all areas together {number(value(row, 'all_areas'))}",
        f"Outside the limits: {wording.listed(names)}." if names
        else "No other area lies outside the limits.",
    )  # fmt: skip


@theme.styled
def entrants_trend(rates: pd.DataFrame, peers: pd.DataFrame) -> Exhibit:
    """
    Our rate of first-time entrants by year with its limits, and that of all areas together.

    Parameters
    ----------
    rates, peers : DataFrame
        ``youth_rates`` and ``youth_peers``; of the second no row is needed.
    """
    rows = rates[rates["measure"] == "first-time entrants"].reset_index(drop=True)
    rate = wording.values(rows, "rate") if len(rows) else pd.Series(dtype=float)
    if not rate.notna().any():
        return nothing(rates, "First-time entrants have no rate", "No residents were received.")
    together = peers.drop_duplicates("period").set_index("period")
    all_areas = wording.values(together, "all_areas").reindex(rows["period"]).to_numpy()
    low, high = (wording.values(rows, f"rate_{end}") for end in ("lower", "upper"))
    figure, axes = theme.new_axes(3.2)
    x = np.arange(len(rows))
    axes.vlines(x, low, high, color=theme.MUTED_INK, lw=1.8)
    axes.plot(x, rate, "D", color=theme.DARK_BLUE, ms=8)
    axes.plot(x, all_areas, "-", color=theme.ORANGE, lw=2)
    for at, mark in zip(x, wording.symbols(rows, "rate"), strict=True):
        axes.text(at, 0, mark, ha="center", va="bottom", fontsize=theme.SMALL_PT)
    axes.set_xticks(x, [period.replace(" to ", " to\n") for period in rows["period"]])
    axes.set_ylim(0, 1.06 * np.nanmax([high.max(), np.nanmax(np.append(all_areas, 0))]))
    axes.set_xlim(-0.5, len(rows) - 0.5)  # a hidden rate keeps its place
    per = number(rows["per"].iloc[0])
    parts.vertical_value_axis(axes, f"First-time entrants per {per} residents of that age")
    handles = [
        Line2D([], [], marker="D", ls="", ms=8, color=theme.DARK_BLUE, label="The partnership"),
        Line2D([], [], color=theme.MUTED_INK, lw=1.8, label="95% limits"),
    ]
    if not np.isnan(all_areas).all():
        line = Line2D([], [], color=theme.ORANGE, lw=2, label="All areas, pooled")
        handles.append(line)
    parts.legend_above(figure, handles, columns=3)
    title = _fallen(rows)
    alt = f"Chart of first-time entrants per resident by year, with limits. {title}."
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(rates, note="The last twelve months may overlap the year before them."),
        table=rows,
        table_html=table_html(
            rows,
            {
                "period": "Twelve months",
                "people": Shown("First-time entrants", "count"),
                "rate": Shown("Rate", "count"),
                "limits": Interval("95% limits", "rate_lower", "rate_upper", "count"),
            },
            caption="Our first-time entrants by year",
        )
        + (
            table_html(
                together.reset_index(),
                {"period": "Twelve months", "all_areas": Shown("Rate", "count")},
                caption="Pooled rate, by twelve months",
            )
            if len(together)
            else ""
        ),
    )


def _fallen(rows: pd.DataFrame) -> str:
    """Whether the count has clearly changed since the first year."""
    row = rows.tail(1).reset_index(drop=True)
    if not known(row, "change_share_lower", "change_share_upper"):
        return "First-time entrants by year"
    low, high = (value(row, f"change_share_{end}") for end in ("lower", "upper"))
    said = "fewer than" if high < 0 else "more than" if low > 0 else "about as many as"
    return f"First-time entrants: {said} in {rows['period'].iloc[0]}"


@theme.styled
def entrants_funnel(peers: pd.DataFrame) -> Exhibit:
    """Every area by residents of that age and rate, in the last year with counts of others."""
    if peers.empty:
        return nothing(peers, _TITLE, _NONE)
    period = peers["period"].iloc[-1]
    rows = peers[peers["period"] == period].sort_values("residents", kind="stable")
    rows = rows.reset_index(drop=True)
    target = wording.values(rows, "all_areas").dropna()
    if target.empty:
        return nothing(peers, _TITLE, "Too few areas have both counts and residents.")
    per = number(rows["per"].iloc[0])
    figure = funnel_figure(
        rows,
        rows["standing"],
        _LOOKS,
        named=~rows["position"].isin(_WITHIN) | rows["standing"].eq("own"),
        target=target.iloc[0],
        target_name="All areas",
        headings=(f"First-time entrants per {per} residents of that age",
                  "Residents of that age"),
    )  # fmt: skip
    found = entrants_beside_sentence(peers)
    alt = f"Funnel plot of areas: residents along the foot, rate up the side. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(peers, note=WIDENED),
        table=rows,
        table_html=table_html(
            rows.sort_values("rate", ascending=False),
            {
                "area_name": "Area",
                "people": Shown("First-time entrants", "count"),
                "residents": Shown("Residents of that age", "count"),
                "rate": Shown("Rate", "count"),
                "l95": Interval("95% limits", "lower_95", "upper_95", "count"),
                "l998": Interval("99.8% limits", "lower_998", "upper_998", "count"),
                "position": "Position",
            },
            caption=f"Areas and their limits, per {per} residents of that age",
        ),
    )
