"""The partnership beside its peers: ranked bars, a funnel, where each theme stands and goes."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import peer_findings, theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.peer_findings import named, no_rates, whole_theme
from cdrp_analysis.exhibits.standing_plots import WIDENED, Look, funnel_figure, quadrant_figure
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html

_OWN, _PEER, _OTHER = theme.DARK_BLUE, "#9DBAD3", theme.PALE
_LOOKS = {
    "own": Look("D", _OWN, "The partnership"),
    "peer": Look("o", _PEER, "Peers"),
    "other": Look("s", _OTHER, "Other areas"),
}


@theme.styled
def peer_bars(peer_areas: pd.DataFrame, peer_rates: pd.DataFrame, *, key: str = "") -> Exhibit:
    """
    Partnership and peers ranked by rate, with limits and the peers' mean as a line.

    Parameters
    ----------
    peer_areas, peer_rates : DataFrame
        ``peer_areas`` and ``peer_rates``; empty where no residents were received.
    key : str
        The theme; default: all offences, or all but the sensitive kinds where that is withheld.
    """
    key = key or whole_theme(peer_areas)
    rows = peer_areas[(peer_areas["theme"] == key) & peer_areas["standing"].isin(["own", "peer"])]
    if rows.empty:
        return no_rates(peer_areas)
    rows = rows.assign(_rate=wording.values(rows, "rate"))
    rows = rows.sort_values(["_rate", "area_name"], na_position="first", kind="stable")
    rate, y = rows["_rate"].to_numpy(), np.arange(len(rows))
    lower, upper = (wording.values(rows, f"rate_{end}").to_numpy() for end in ("lower", "upper"))
    figure, axes = theme.new_axes(1.2 + 0.3 * len(rows))
    axes.barh(y, rate, color=[_LOOKS[one].colour for one in rows["standing"]], height=0.68)
    axes.hlines(y, lower, upper, color=theme.INK, lw=1.4)
    parts.symbols_at_left(axes, wording.symbols(rows, "rate"))
    mean = float(peer_rates.loc[peer_rates["theme"] == key, "peer_mean"].iloc[0])
    axes.axvline(mean, color=theme.ORANGE, lw=1.8, ls=(0, (5, 2)))
    parts.named_rows(axes, rows["area_name"])
    axes.set_xlim(left=0)
    parts.horizontal_value_axis(axes, "Recorded offences per 1,000 residents")
    parts.legend_above(
        figure,
        [
            Patch(color=_OWN, label=_LOOKS["own"].name),
            Patch(color=_PEER, label=_LOOKS["peer"].name),
            Line2D([], [], color=theme.INK, lw=1.4, label="95% limits"),
            Line2D([], [], color=theme.ORANGE, lw=1.8, ls=(0, (5, 2)),
                   label=f"Peers' mean: {wording.number(mean, 1)}"),
        ],
        columns=4,
    )  # fmt: skip
    found = peer_findings.peer_sentence(peer_rates, key=key)
    alt = f"Bar chart of areas by rate, highest above, with limits. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(peer_rates),
        table=rows.iloc[::-1].drop(columns="_rate"),
        table_html=table_html(
            rows.iloc[::-1],
            {
                "area_name": "Area",
                "recorded": Shown("Offences", "count"),
                "residents": Shown("Residents", "count"),
                "rate": Shown("Rate per 1,000", "decimal"),
                "limits": Interval("95% limits", "rate_lower", "rate_upper"),
            },
            caption=f"{rows['label'].iloc[0]}: offences per 1,000 residents by area",
        )
        + peer_findings.mean_table(peer_rates, key=key),
    )


@theme.styled
def peer_funnel(peer_areas: pd.DataFrame, *, key: str = "") -> Exhibit:
    """Every area by size and rate, with limits that allow for what makes areas differ anyway."""
    key = key or whole_theme(peer_areas)
    rows = peer_areas[peer_areas["theme"] == key].sort_values("residents", kind="stable")
    if rows.empty:
        return no_rates(peer_areas)
    outside = ~rows["position"].isin(["as expected", "not known"])
    figure = funnel_figure(
        rows,
        rows["standing"],
        _LOOKS,
        named=outside | rows["standing"].eq("own"),
        target=wording.values(rows, "all_areas").iloc[0],
        target_name="All areas",
    )
    found = peer_findings.funnel_sentence(peer_areas, key=key)
    alt = f"Funnel plot of areas: residents along the foot, rate up the side. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(peer_areas, note=WIDENED),
        table=rows,
        table_html=table_html(
            rows.sort_values("rate", ascending=False),
            {
                "area_name": "Area",
                "residents": Shown("Residents", "count"),
                "rate": Shown("Rate per 1,000", "decimal"),
                "l95": Interval("95% limits", "lower_95", "upper_95"),
                "l998": Interval("99.8% limits", "lower_998", "upper_998"),
                "position": "Position",
            },
            caption=f"{rows['label'].iloc[0]}: areas and their limits",
        ),
    )


@theme.styled
def peer_travel(peer_changes: pd.DataFrame) -> Exhibit:
    """
    Themes by level and by change beside the peers', in four quadrants.

    Parameters
    ----------
    peer_changes : DataFrame
        ``peer_changes``. Without residents there is no level: the change alone is drawn.
    """
    rows = peer_changes[peer_changes["theme"] != "all"]
    level, own, peers = (
        wording.values(rows, name) for name in ("level", "change_share", "change_share_peers")
    )
    known = level.notna() & own.notna() & peers.notna()
    if not known.any():
        return _changes_alone(peer_changes)
    rows, x = rows[known], 100 * (level[known] - 1)
    y = 100 * (own[known] - peers[known])
    rose = own[known] > wording.values(rows, "usual_share_upper")
    fell = own[known] < wording.values(rows, "usual_share_lower")
    figure = quadrant_figure(
        x, y, rows["label"],
        [
            (rose, Look("^", theme.DARK_PINK, "Rose more than usual")),
            (fell, Look("v", theme.DARK_BLUE, "Fell more than usual")),
            (~rose & ~fell, Look("o", theme.MUTED_INK, "Within the usual swing")),
        ],
        others="peers",
        headings=(
            "Own change less the peers' change, percentage points",
            "Own rate against the mean of the peers' rates",
        ),
        most_named=6,
    )  # fmt: skip
    found = peer_findings.travel_sentence(peer_changes)
    alt = f"Chart of themes in four quadrants by level and change. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(peer_changes),
        table=peer_changes,
        table_html=_change_table(peer_changes),
    )


def _changes_alone(peer_changes: pd.DataFrame) -> Exhibit:
    """The table of changes, where there is no level to draw."""
    found = peer_findings.travel_sentence(peer_changes)
    return Exhibit(
        title=found.headline,
        body=_change_table(peer_changes),
        about=about(peer_changes),
        table=peer_changes,
    )


def _change_table(peer_changes: pd.DataFrame) -> str:
    frame = peer_changes.assign(quadrant=peer_changes["quadrant"].fillna("not known"))
    return table_html(
        named(frame),
        {
            "label": "Theme",
            "before": Shown("Year before", "count"),
            "offences": Shown("Last year", "count"),
            "change_share": Shown("Own change", "signed_percent"),
            "change_share_peers": Shown("Peers' change", "signed_percent"),
            "usual": Interval(
                "Usual swing", "usual_share_lower", "usual_share_upper", "signed_percent"
            ),
            "rank": Shown("Place of the rise", "ordinal"),
            "level": Shown("Own rate ÷ peers' mean", "decimal2"),
            "quadrant": "Direction",
        },
        caption="Change of each theme beside the peers'",
    )
