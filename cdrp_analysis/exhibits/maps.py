"""Maps: shaded rates, hotspots for the restricted edition, bands for the public one."""

import html
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
from cdrp_analysis.exhibits.print_maps import HATCH, Key, class_breaks, class_fills, print_map
from cdrp_analysis.exhibits.tables import Columns, Interval, Shown, table_html
from cdrp_analysis.vocabulary import SUPPRESSED

BANDS = {"low": theme.SEQUENCE[0], "medium": theme.SEQUENCE[2], "high": theme.SEQUENCE[4]}
_SIMPLIFY_M = 6.0  # a third of a printed pixel on a borough map


def rate_map(
    rates: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    value: str = "rate",
    label: str = "Offences per 1,000 residents",
    form: str = "decimal",
    classes: int = 5,
    decimals: int = 5,
    title: str = "",
) -> Exhibit:
    """
    Areas shaded by a rate: a printable map, an interactive one and the table.

    Parameters
    ----------
    rates : DataFrame
        ``area``, ``area_name`` and the value, restricted or protected. Rows of a borough are
        left out.
    areas : GeoDataFrame, EPSG:27700
        ``code``, ``name``, ``geometry``; every area is drawn.
    value, label, form : str
        Column shaded (a rate or a share, never a raw count), its unit as printed, its format.
    classes : int
        Most classes; natural breaks, rounded to what can be read.
    decimals : int
        Decimals of the coordinates embedded: 5 restricted, 3 public.
    title : str
        Default: the area with the highest rate.

    Returns
    -------
    Exhibit
        Hidden areas are hatched, areas without a figure dotted; both are named in the legend.
    """
    shapes = _joined(areas, rates)
    numbers = wording.values(shapes, value)
    marks = wording.symbols(shapes, value)
    breaks = class_breaks(numbers.dropna(), classes)
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
        for i, text in enumerate(_ranges(breaks), 1)
    ]
    legend += _hidden_keys(marks)
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
    return _map_exhibit(
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


def hotspot_map(
    cells: pd.DataFrame, areas: gpd.GeoDataFrame, *, decimals: int = 5, title: str = ""
) -> Exhibit:
    """
    Kernel density by cell with hotspots outlined; for the restricted edition only.

    Parameters
    ----------
    cells : DataFrame
        ``hotspot_cells``: lower-left corners, side, offences, density (per km²), Gi*, flag.
    areas : GeoDataFrame, EPSG:27700
        Wards, drawn as outlines.
    """
    shapes = _squares(cells, areas)
    hot = shapes["hotspot"].fillna(False).astype(bool)
    breaks = class_breaks(shapes["density"].astype(float), 5)
    fills = class_fills(len(breaks) - 1)
    step = np.digitize(shapes["density"], breaks[1:-1])
    shapes["fill"] = [fills[i] for i in step]
    shapes["edge"] = np.where(hot, theme.ORANGE, theme.RULE)
    shapes["weight"] = np.where(hot, 3.0, 0.4)
    shapes["text"] = [
        f"{row.code}: {wording.plural(int(row.offences), 'offence')}, "
        f"{wording.number(row.density)} per km²" + (", hotspot" if row.hotspot else "")
        for row in shapes.itertuples()
    ]
    shapes = pd.concat([shapes[~hot], shapes[hot]])  # outlines of hotspots lie on top
    label = "Offences per km² (kernel density)"
    legend = [
        Key(text, fill, theme.RULE) for text, fill in zip(_ranges(breaks), fills, strict=True)
    ]
    legend.append(Key("Hotspot (Gi*)", theme.PAPER, theme.ORANGE, 3.0))
    found = place_findings.hotspot_sentence(cells)
    title = title or found.headline
    figure = print_map(shapes, legend, label, outlines=areas)
    alt = (
        f"Map of {len(shapes)} grid squares shaded by density of offences, with ward boundaries;"
        f" hotspots are outlined. {found.text}"
    )
    listed = shapes[shapes["hotspot"].astype(bool)].sort_values(
        ["density", "cell"], ascending=[False, True], kind="stable"
    )
    table = pd.DataFrame(listed.drop(columns=["geometry", "fill", "edge", "weight", "text"]))
    return _map_exhibit(
        cells,
        title=title,
        figure=figure,
        alt=alt,
        document=map_document(
            shapes,
            key="hotspot_map",
            title=title,
            legend_title=label,
            legend=legend,
            decimals=decimals,
            outlines=areas,
        ),
        table=table,
        columns={
            "cell": "Square (its south-west corner)",
            "offences": Shown("Offences", "count"),
            "area_km2": Shown("Area, km²", "decimal3"),
            "density": Shown("Density per km²", "count"),
            "gi_star": Shown("Gi*", "decimal2"),
            "q": Shown("q", "decimal3"),
        },
        caption="Hotspots, densest first",
    )


def band_map(
    bands: pd.DataFrame,
    hexes: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    *,
    decimals: int = 3,
    title: str = "",
) -> Exhibit:
    """
    The public hotspot map: low, medium and high bands, no counts and no points.

    Parameters
    ----------
    bands : DataFrame
        ``hotspot_bands``: ``area`` and ``band``; a band may be a symbol.
    hexes : GeoDataFrame, EPSG:27700
        The fixed groups of hexagons, ``code``, ``name``, ``geometry``.
    areas : GeoDataFrame, EPSG:27700
        Wards, drawn as outlines.
    """
    shapes = _joined(hexes, bands)
    known = shapes["band"].isin(list(BANDS))
    marks = pd.Series(np.where(known, "", SUPPRESSED), shapes.index)
    shapes["fill"] = [BANDS.get(band, HATCH) for band in shapes["band"]]
    shapes["edge"], shapes["weight"] = theme.MUTED_INK, 0.8
    shapes["text"] = [
        f"{name}: {band} band" if band in BANDS else f"{name}: hidden"
        for name, band in zip(shapes["name"], shapes["band"], strict=True)
    ]
    label = "Recorded offences compared with the rest of the borough"
    legend = [Key(band.capitalize(), fill, theme.MUTED_INK) for band, fill in BANDS.items()]
    legend += _hidden_keys(marks)
    found = place_findings.band_sentence(bands)
    title = title or found.headline
    letters = [band[:1].upper() if band in BANDS else "" for band in shapes["band"]]
    figure = print_map(shapes, legend, label, letters, outlines=areas)
    alt = f"Map of {len(shapes)} areas in three bands, with ward boundaries. {found.text}"
    table = pd.DataFrame(
        {"area_name": shapes["name"], "band": shapes["band"], "band_symbol": marks}
    )
    return _map_exhibit(
        bands,
        title=title,
        figure=figure,
        alt=alt,
        document=map_document(
            shapes,
            key="band_map",
            title=title,
            legend_title=label,
            legend=legend,
            decimals=decimals,
            outlines=areas,
        ),
        table=table.sort_values("area_name", kind="stable"),
        columns={"area_name": "Map area", "band": "Band"},
        caption="Band of each map area",
    )


def _map_exhibit(
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


def _joined(areas: gpd.GeoDataFrame, frame: pd.DataFrame) -> gpd.GeoDataFrame:
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


def _squares(cells: pd.DataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cells as squares cut at the outer boundary, so that no river or neighbour is shaded."""
    corner, side = cells[["easting", "northing"]].to_numpy(float), cells["size_m"].to_numpy(float)
    squares = shapely.box(*corner.T, *(corner + side[:, None]).T)
    inside = shapely.intersection(squares, shapely.make_valid(areas.geometry.union_all()))
    shapes = gpd.GeoDataFrame(
        cells.reset_index(drop=True).assign(
            code=cells["cell"].to_numpy(), name=cells["cell"].to_numpy()
        ),
        geometry=inside,
        crs=areas.crs,
    )
    return shapes[shapes.geometry.area > 0].copy()


def _ranges(breaks: list[float]) -> list[str]:
    """Class limits as printed, with as few decimals as tell them apart."""
    decimals = 0 if all(float(edge).is_integer() for edge in breaks) else 1
    texts = [wording.number(edge, decimals) for edge in breaks]
    return [low if low == high else f"{low} to {high}" for low, high in pairwise(texts)]


def _hidden_keys(marks: pd.Series) -> list[Key]:
    keys = []
    if marks.eq(SUPPRESSED).any():
        keys.append(Key("Hidden to protect people's confidentiality", HATCH))
    if (marks.ne("") & marks.ne(SUPPRESSED)).any():
        keys.append(Key("Not available", theme.PAPER))
    return keys
