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
    """
    Places by how often they were hit, beside chance.

    Parameters
    ----------
    repeats : DataFrame
        ``measures.concentration.repeat_places``.
    unit : str
        What a place is, e.g. "map points".
    """
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
        title=repeat_places_sentence(repeats, unit=unit).headline,
    )


def repeat_places_sentence(repeats: pd.DataFrame, *, unit: str) -> Finding:
    """What share of offences was not the first at its place, beside chance."""
    offences = wording.values(repeats, "offences").sum()
    if not offences:
        return Finding(f"No offence is known of any of the {unit}")
    never = repeats["hits"].eq(0)
    # Every place that was hit has one first offence; all others are repeats.
    share, chance = (
        1 - wording.values(repeats, name)[~never].sum() / offences
        for name in ("places", "places_by_chance")
    )
    last = repeats.iloc[-1]
    return Finding(
        f"{wording.percent(share)} of offences were not the first at their place; by chance "
        f"{wording.percent(chance)} would not have been",
        detail=f"{wording.plural(int(last['places']), 'place')} with {int(last['hits'])} or more "
        f"{'holds' if last['places'] == 1 else 'hold'} {wording.percent(last['share_of_offences'])}"
        " of offences.",
    )


def concentration_years_table(years: pd.DataFrame) -> Exhibit:
    """
    Concentration of every period, and how much of it stayed at the same places.

    Parameters
    ----------
    years : DataFrame
        ``measures.concentration_years.concentration_by_period``, of one unit.
    """
    return data_table(
        years,
        {
            "period": "Period",
            "share_for_25": Shown("Places holding 25%", "percent1"),
            "share_for_50": Shown("Places holding 50%", "percent1"),
            "gini_adjusted": Shown("Gini, adjusted", "decimal2"),
            "share_kept": Shown("Where half was before", "percent1"),
            "share_by_chance": Shown("By chance", "percent1"),
        },
        caption="How concentrated offences were in each period, and how far at the same places",
        title=concentration_years_sentence(years).headline,
        about_table=about(
            years,
            note="Every place of any period counts in all; the last two columns: the share of the "
            "period\u2019s offences at the places that held half in the period before, and the "
            "share of all places that those are",
        ),
    )


def concentration_years_sentence(years: pd.DataFrame) -> Finding:
    """Between which shares the concentration moved, and what stayed at the same places."""
    half = wording.values(years, "share_for_50")
    if half.notna().sum() < 2:
        return Finding("Too few periods are known to say whether offences stay where they were")
    kept, chance = (
        wording.values(years, name).mean() for name in ("share_kept", "share_by_chance")
    )
    return Finding(
        f"From period to period, half of offences happened in {wording.percent(half.min(), 1)} to "
        f"{wording.percent(half.max(), 1)} of places ({years['unit'].iloc[0]})",
        detail=f"Places that held half of offences in one period held {wording.percent(kept)} of "
        f"those of the next on average; places taken at random would have held "
        f"{wording.percent(chance)}.",
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
