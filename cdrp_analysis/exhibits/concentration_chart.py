"""The curve of concentration beside that of chance, and places that are hit again."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html

_NULL = "#B1B4B6"


@theme.styled
def concentration_chart(curve: pd.DataFrame, *, unit: str) -> Exhibit:
    """
    Lorenz curve of offences over places, busiest first, with the band that chance would fill.

    Parameters
    ----------
    curve : DataFrame
        ``measures.concentration.lorenz_null``.
    unit : str
        What a place is, e.g. "map points".
    """
    found = curve_sentence(curve, unit=unit)
    offences = wording.values(curve, "share_of_offences")
    x = 100 * curve["share_of_places"]
    figure, axes = theme.new_axes(4.2)
    axes.fill_between(
        x, 100 * curve["by_chance_lower"], 100 * curve["by_chance_upper"], color=_NULL, lw=0
    )
    axes.plot(x, 100 * curve["by_chance"], color=theme.MUTED_INK, lw=1.4, ls=(0, (5, 2)))
    axes.plot(x, 100 * offences, color=theme.DARK_BLUE, lw=2.2)
    at = _needed(curve, "share_of_offences", 0.5)
    if at is not None:
        axes.plot([0, 100 * at, 100 * at], [50, 50, 0], color=theme.ORANGE, lw=1.2)
        axes.annotate(
            f"half in {wording.rough_share(at)}",
            (100 * at, 50),
            xytext=(7, -4),
            textcoords="offset points",
            color=theme.INK,
            gid=theme.haloed(theme.INK, "half"),
        )
    axes.set(xlim=(0, 100), ylim=(0, 100))
    parts.vertical_value_axis(axes, "% of offences")
    axes.set_xlabel(f"% of {unit}, those with most offences first", loc="left")
    handles = [
        Line2D([], [], color=theme.DARK_BLUE, lw=2.2, label="Recorded"),
        Line2D([], [], color=theme.MUTED_INK, lw=1.4, ls=(0, (5, 2)), label="By chance, mean"),
        Patch(color=_NULL, label="By chance, 90% of draws"),
    ]
    parts.legend_above(figure, handles)
    alt = (
        f"Line chart of the share of offences held by a share of {unit}, busiest first, beside "
        f"the curve of offences strewn at random. {found.text}"
    )
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(curve),
        table=curve.copy(),
        table_html=table_html(
            _rounded(curve),
            {
                "share_of_places": Shown("Share of places", "percent"),
                "share_of_offences": Shown("Share of offences", "percent1"),
                "by_chance": Shown("By chance", "percent1"),
                "band": Interval("90% of draws", "by_chance_lower", "by_chance_upper", "percent1"),
            },
            caption=f"Share of offences held by {unit}, busiest first",
        ),
    )


def curve_sentence(curve: pd.DataFrame, *, unit: str) -> Finding:
    """What share of places holds half, beside the share that chance would need."""
    half, chance = (_needed(curve, name, 0.5) for name in ("share_of_offences", "by_chance"))
    if half is None or chance is None:
        return Finding(f"No offence is known of any of the {unit}")
    beyond = bool(np.interp(half, curve["share_of_places"], curve["by_chance_upper"]) < 0.5 - 1e-12)
    return Finding(
        f"Half of offences fell on {wording.rough_share(half)} of {unit}",
        detail=f"Strewn at random they would have fallen on {wording.rough_share(chance)}"
        + ("." if beyond else ": no more concentrated than chance."),
    )


def repeat_places_table(repeats: pd.DataFrame, *, unit: str) -> Exhibit:
    """Places by how often they were hit, beside chance."""
    share, chance = (repeats.attrs[name] for name in ("repeats", "repeats_by_chance"))
    title = f"No offence is known of any of the {unit}"
    if pd.notna(share):
        title = (
            f"{wording.percent(share)} of offences were not the first at their place; by chance "
            f"{wording.percent(chance)} would not have been"
        )
    hits = [
        f"{row.hits} or more" if row.or_more else wording.number(row.hits)
        for row in repeats.itertuples()
    ]
    return data_table(
        repeats.assign(hits=hits),
        {
            "hits": "Offences at the place",
            "places": Shown("Places", "count"),
            "places_by_chance": Shown("By chance", "count"),
            "band": Interval(
                "90% of draws", "places_by_chance_lower", "places_by_chance_upper", "count"
            ),
            "offences": Shown("Offences", "count"),
            "share_of_offences": Shown("Share of offences", "percent1"),
        },
        caption=f"{wording.upper_first(unit)} by how often they were hit",
        title=title,
    )


def _needed(curve: pd.DataFrame, column: str, share: float) -> float | None:
    """The share of places at which a curve first reaches a share of offences."""
    reached = curve[column] >= share
    if not reached.any():
        return None
    last = int(np.flatnonzero(reached)[0])
    part = curve.iloc[max(0, last - 1) : last + 1]
    return float(np.interp(share, part[column], part["share_of_places"]))


def _rounded(curve: pd.DataFrame) -> pd.DataFrame:
    """The rows nearest to 1, 2, 5, 10 … per cent of places: a table that can be read."""
    wanted = (0.01, 0.02, 0.05, 0.10, 0.20, 0.30, 0.40, 0.50, 0.75, 1.0)
    nearest = {int((curve["share_of_places"] - share).abs().idxmin()) for share in wanted}
    return curve.loc[sorted(nearest)]
