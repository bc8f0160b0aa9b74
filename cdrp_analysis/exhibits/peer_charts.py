"""The partnership beside its peers: ranked bars, a funnel, where each theme stands and goes."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import peer_findings, theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.peer_findings import named, no_rates, whole_theme
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html

_OWN, _PEER, _OTHER = theme.DARK_BLUE, "#9DBAD3", theme.PALE
_FILL = {"own": _OWN, "peer": _PEER, "other": _OTHER}
_SHAPE = {"own": "D", "peer": "o", "other": "s"}
_NAMES = {"own": "The partnership", "peer": "Peers", "other": "Other areas"}


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
    axes.barh(y, rate, color=[_FILL[one] for one in rows["standing"]], height=0.68)
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
            Patch(color=_OWN, label=_NAMES["own"]),
            Patch(color=_PEER, label=_NAMES["peer"]),
            Line2D([], [], color=theme.INK, lw=1.4, label="95% limits"),
            Line2D([], [], color=theme.ORANGE, lw=1.8, ls=(0, (5, 2)),
                   label=f"Peers' mean: {wording.number(mean, 1)}"),
        ],
        columns=4,
    )  # fmt: skip
    found = peer_findings.peer_sentence(peer_rates, key=key)
    alt = f"Bar chart of {len(rows)} areas by rate, highest above, with limits. {found.text}"
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
    people, rate = (wording.values(rows, name).to_numpy() for name in ("residents", "rate"))
    figure, axes = theme.new_axes(4.4)
    for width, style, label in (
        ("998", (0, (5, 2)), "99.8% limits"),
        ("95", (0, (1, 1.5)), "95% limits"),
    ):
        for end in ("lower", "upper"):
            axes.plot(people, wording.values(rows, f"{end}_{width}"), color=theme.MUTED_INK,
                      lw=1.4, ls=style, label=label if end == "lower" else None)  # fmt: skip
    axes.axhline(wording.values(rows, "all_areas").iloc[0], color=theme.INK, lw=1)
    for standing, shape in _SHAPE.items():
        here = (rows["standing"] == standing).to_numpy()
        axes.plot(people[here], rate[here], shape, color=_FILL[standing], ms=8,
                  mec=theme.MUTED_INK, mew=0.6, ls="")  # fmt: skip
    outside = ~rows["position"].isin(["as expected", "not known"])
    tagged = rows[outside | rows["standing"].eq("own")]
    for row in tagged.itertuples():
        axes.annotate(row.area_name, (row.residents, row.rate), xytext=(7, 5),
                      textcoords="offset points", fontsize=theme.SMALL_PT)  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.margins(x=0.12)
    parts.vertical_value_axis(axes, "Recorded offences per 1,000 residents")
    axes.set_xlabel("Residents", loc="left")
    axes.xaxis.set_major_formatter(lambda value, _: wording.number(value))
    handles = [
        Line2D([], [], marker=_SHAPE[one], color=_FILL[one], ls="", ms=8, mec=theme.MUTED_INK,
               mew=0.6, label=_NAMES[one])
        for one in _SHAPE if (rows["standing"] == one).any()
    ] + [
        Line2D([], [], color=theme.INK, lw=1, label="All areas"),
        Line2D([], [], color=theme.MUTED_INK, lw=1.4, ls=(0, (1, 1.5)), label="95% limits"),
        Line2D([], [], color=theme.MUTED_INK, lw=1.4, ls=(0, (5, 2)), label="99.8% limits"),
    ]  # fmt: skip
    parts.legend_above(figure, handles, columns=3)
    found = peer_findings.funnel_sentence(peer_areas, key=key)
    alt = (
        f"Funnel plot of {len(rows)} areas: residents along the foot, rate up the side. "
        f"{found.text}"
    )
    note = "Limits are widened for what makes areas differ beyond chance (Spiegelhalter)."
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(peer_areas, note=note),
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
    figure, axes = theme.new_axes(4.8)
    axes.axhline(0, color=theme.INK, lw=1)
    axes.axvline(0, color=theme.INK, lw=1)
    worse, better = (x > 0) & (y > 0), (x <= 0) & (y <= 0)
    for here, colour, shape in (
        (worse, theme.DARK_PINK, "^"), (better, theme.DARK_BLUE, "v"),
        (~worse & ~better, theme.MUTED_INK, "o"),
    ):  # fmt: skip
        axes.plot(x[here], y[here], shape, color=colour, ms=8, ls="")
    far = np.hypot(x / max(1.0, x.abs().max()), y / max(1.0, y.abs().max()))
    for at in far.nlargest(6).index:
        axes.annotate(
            parts.shortened(rows.loc[at, "label"], 26), (x[at], y[at]), xytext=(6, 4),
            textcoords="offset points", fontsize=theme.SMALL_PT,
            ha="left" if x[at] < 0.6 * x.max() else "right",
        )  # fmt: skip
    corner = {"fontsize": theme.SMALL_PT, "color": theme.MUTED_INK, "transform": axes.transAxes}
    for across, up, text in (
        (0.99, 0.98, "above peers, drifting away"), (0.01, 0.98, "below peers, losing ground"),
        (0.99, 0.02, "above peers, closing"), (0.01, 0.02, "below peers, pulling ahead"),
    ):  # fmt: skip
        axes.text(across, up, text, ha="right" if across > 0.5 else "left",
                  va="top" if up > 0.5 else "bottom", **corner)  # fmt: skip
    axes.margins(x=0.1, y=0.14)
    parts.vertical_value_axis(axes, "Own change less the peers' change, percentage points")
    axes.set_xlabel("Own rate against that of peers and partnership together", loc="left")
    axes.xaxis.set_major_formatter(lambda value, _: wording.signed(value) + "%")
    axes.yaxis.set_major_formatter(lambda value, _: wording.signed(value))
    found = peer_findings.travel_sentence(peer_changes)
    alt = f"Chart of {len(rows)} themes in four quadrants by level and change. {found.text}"
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
            "rank": Shown("Place of the rise", "ordinal"),
            "level": Shown("Own rate ÷ peers'", "decimal2"),
            "quadrant": "Direction",
        },
        caption="Change of each theme beside the peers'",
    )
