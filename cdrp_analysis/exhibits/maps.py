"""Maps of rates: a still map to read and print, one to explore, and the table behind both."""

import html
import math
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.figure import Figure

from cdrp_analysis.errors import InputError
from cdrp_analysis.exhibits import place_findings, theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.leaflet import map_document, map_frame
from cdrp_analysis.exhibits.print_maps import HATCH, Key, class_fills, print_map, rate_classes
from cdrp_analysis.exhibits.tables import Columns, Interval, Shown, table_html
from cdrp_analysis.vocabulary import SUPPRESSED

_SIMPLIFY_M = 6.0  # a third of a printed pixel on a borough map


def rate_map(
    rates: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    value: str = "rate",
    label: str = "Offences per 1,000 residents",
    form: str = "decimal",
    like: pd.DataFrame | None = None,
    decimals: int = 5,
    title: str = "",
) -> Exhibit:
    """
    Areas shaded by a rate: a printable map, an interactive one and the table.

    Parameters
    ----------
    rates : DataFrame
        ``area``, ``area_name`` and the value, restricted or protected. The borough's rate sets
        the classes; where it has a row, that is not drawn.
    areas : GeoDataFrame, EPSG:27700
        ``code``, ``name``, ``geometry``; every area is drawn.
    value, label, form : str
        Column shaded (a rate or a share, never a raw count), its unit as printed, its format.
    like : DataFrame, optional
        A table of the same rate whose classes are taken.
    decimals : int
        Decimals of the coordinates embedded: 5 restricted, 3 public.
    title : str
        Default: the area with the highest rate.

    Returns
    -------
    Exhibit
        Hidden areas are hatched, areas without a figure white; both are named in the legend.
    """
    shapes = joined(areas, rates)
    numbers = wording.values(shapes, value)
    marks = wording.symbols(shapes, value)
    breaks = rate_classes(_usual_rate(rates if like is None else like), float(numbers.max()))
    fills = class_fills(len(breaks) - 1)
    step = np.digitize(numbers.fillna(0), breaks[1:-1])
    shapes["fill"] = [
        HATCH if mark == SUPPRESSED else theme.PAPER if mark else fills[i]
        for mark, i in zip(marks, step, strict=True)
    ]
    texts = wording.shown(shapes, value, form)
    shapes["text"] = [f"{name}: {text}" for name, text in zip(shapes["name"], texts, strict=True)]
    shapes["edge"], shapes["weight"] = theme.INK, 1.0
    numbered = len(shapes) > 25  # too many for names: the class number is printed instead
    legend = [
        Key(f"{i}: {text}" if numbered else text, fills[i - 1])
        for i, text in enumerate(class_ranges(breaks), 1)
    ]
    legend += hidden_keys(marks)
    inside = (
        [mark or str(i + 1) for mark, i in zip(marks, step, strict=True)]
        if numbered
        else [f"{name}\n{text}" for name, text in zip(shapes["name"], texts, strict=True)]
    )
    found = place_findings.highest_rate(rates, value=value, unit=label[:1].lower() + label[1:])
    title = title or found.headline
    figure = print_map(shapes, legend, label, inside)
    alt = (
        f"Map of {len(shapes)} areas shaded by {label[:1].lower() + label[1:]}. {found.text} "
        "The table gives every area's figure."
    )
    if (marks == SUPPRESSED).any():
        alt += f" {wording.plural(int((marks == SUPPRESSED).sum()), 'area')} hatched: hidden."
    table = shapes.drop(columns=["geometry", "fill", "text", "edge", "weight"]).assign(
        _value=numbers, area_name=shapes["name"]
    )
    table = pd.DataFrame(table).sort_values(
        ["_value", "name"], ascending=[False, True], kind="stable"
    )
    return map_exhibit(
        rates,
        title=title,
        figure=figure,
        alt=alt,
        document=map_document(
            shapes,
            key="rate_map",
            title=title,
            legend_title=label,
            legend=legend,
            decimals=decimals,
        ),
        table=table.drop(columns="_value"),
        columns={
            "area_name": "Area",
            "offences": Shown("Offences", "count"),
            "residents": Shown("Residents", "count"),
            value: Shown(label, form),
            "limits": Interval("95% limits", f"{value}_lower", f"{value}_upper", form),
        },
        caption=f"{label}, by area",
    )


def lsoa_map(
    rates: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    like: pd.DataFrame | None = None,
    decimals: int = 5,
) -> Exhibit:
    """
    LSOAs shaded by rate: smoothed where the edition has it, else as counted.

    Parameters
    ----------
    rates : DataFrame
        ``lsoa_rates``, restricted or protected.
    like : DataFrame, optional
        ``ward_rates``: with its classes the two maps can be laid side by side.
    areas, decimals
        As for :func:`rate_map`.
    """
    if "rate_smoothed" not in rates:
        return rate_map(rates, areas, like=like, decimals=decimals)
    label = "Smoothed offences per 1,000 residents"
    return rate_map(rates, areas, value="rate_smoothed", label=label, like=like, decimals=decimals)


def map_exhibit(
    frame: pd.DataFrame,
    *,
    title: str,
    figure: Figure,
    alt: str,
    document: str,
    table: pd.DataFrame,
    columns: Columns,
    caption: str,
) -> Exhibit:
    body = image(figure, alt) + (
        '<details class="explore"><summary>Explore the map'
        f'<span class="for-screen-readers">: {html.escape(title)}</span></summary>'
        f"{map_frame(document, title=f'Interactive map: {title}')}</details>"
    )
    return Exhibit(
        title=title,
        body=body,
        alt=alt,
        about=about(frame),
        table=table,
        table_html=table_html(table, columns, caption=caption),
    )


def joined(areas: gpd.GeoDataFrame, frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Every area with its row; a row whose area is not drawn would vanish, so it is refused."""
    rows = place_findings.without_borough(frame)
    lost = sorted(set(rows["area"]) - set(areas["code"]))
    if lost:
        raise InputError(
            f"{len(lost)} of {len(rows)} areas of the table have no boundary.",
            where="exhibits.maps",
            areas=lost,
            do="use the boundary edition the table was counted in",
        )
    shapes = areas[["code", "name", "geometry"]].merge(
        rows, left_on="code", right_on="area", how="left", sort=False
    )
    simple = shapely.coverage_simplify(shapes.geometry.to_numpy(), _SIMPLIFY_M)
    return shapes.set_geometry(gpd.GeoSeries(simple, shapes.index, crs=areas.crs))


def class_ranges(breaks: list[float]) -> list[str]:
    """Class limits as printed, with as few decimals as tell them apart; the last may be open."""
    finite = [edge for edge in breaks if math.isfinite(edge)]
    decimals = (
        max(0, *(-math.floor(math.log10(edge)) for edge in finite if edge)) if any(finite) else 0
    )
    texts = [wording.number(edge, decimals) for edge in finite]
    ranges = [f"{low} to under {high}" for low, high in pairwise(texts)]
    return ranges if len(finite) == len(breaks) else [*ranges, f"{texts[-1]} or more"]


def _usual_rate(rates: pd.DataFrame) -> float:
    """
    The rate that sets the width of classes: the borough's, else that of the areas shown.

    It is printed nowhere, so that a hidden area may be missing from it: the width is a round
    number, which hardly an area moves.
    """
    if (whole := place_findings.borough_rate(rates)) is not None:
        return whole
    if not {"offences", "residents"} <= set(rates):
        return math.nan
    offences, residents = (wording.values(rates, name) for name in ("offences", "residents"))
    known = offences.notna() & residents.notna()
    people = residents[known].sum()
    return float(1000 * offences[known].sum() / people) if people > 0 else math.nan


def hidden_keys(marks: pd.Series) -> list[Key]:
    keys = []
    if marks.eq(SUPPRESSED).any():
        keys.append(Key("Hidden to protect people's confidentiality", HATCH))
    if (marks.ne("") & marks.ne(SUPPRESSED)).any():
        keys.append(Key("Not available", theme.PAPER))
    return keys
