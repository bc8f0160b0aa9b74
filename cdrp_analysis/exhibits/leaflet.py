"""A folium map as one document that asks the network for nothing and is the same every time."""

import base64
import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import folium
import geopandas as gpd
import numpy as np
import shapely
from branca.element import Element
from markupsafe import escape

from cdrp_analysis.exhibits import theme
from cdrp_analysis.exhibits.print_maps import HATCH, Key
from cdrp_analysis.vocabulary import WGS84

_LEAFLET = "xstatic.pkg.leaflet"
_DEGREE_M = 111_200  # metres in a degree of latitude


@dataclass(frozen=True)
class Layer:
    """One of several things that a map can show of the same areas, one text and fill for each."""

    name: str
    texts: Sequence[str]
    fills: Sequence[str]


def map_document(
    areas: gpd.GeoDataFrame,
    *,
    key: str,
    title: str,
    legend_title: str,
    legend: Sequence[Key],
    decimals: int,
    outlines: gpd.GeoDataFrame | None = None,
    roads: gpd.GeoDataFrame | None = None,
    layers: Sequence[Layer] = (),
) -> str:
    """
    A complete interactive map.

    Parameters
    ----------
    areas : GeoDataFrame, EPSG:27700
        ``code``, ``name``, ``text`` (what is read out for the area), ``fill``, ``edge``,
        ``weight``.
    key : str
        Name of the map's elements; takes the place of folium's random ones.
    title : str
        What the map shows, for people who hear it.
    legend_title, legend : str, sequence of Key
        The legend above the map.
    decimals : int
        Decimals kept of longitudes and latitudes.
    outlines : GeoDataFrame, optional
        Boundaries drawn above the areas.
    roads : GeoDataFrame, optional
        Lines drawn faintly between the two.
    layers : sequence of Layer
        What a reader can choose to see instead, under the same legend; ``areas`` is drawn as
        the first of them.

    Returns
    -------
    str
        HTML. Arrow keys and + and − move it; the list finds an area and reads it out.
    """
    drawn = outlines if areas.empty and outlines is not None else areas
    west, south, east, north = drawn.to_crs(WGS84).total_bounds
    # About 100 m: the view is fitted to the areas anyway, and a finer point would be a place.
    centre = [round((south + north) / 2, 3), round((west + east) / 2, 3)]
    page = folium.Map(
        location=centre,
        zoom_start=12,
        tiles=None,
        control_scale=True,
        zoom_snap=0.25,
        scroll_wheel_zoom=False,
        attribution_control=False,
    )
    page._id = key
    page.default_js, page.default_css = [], []
    figure = page.get_root()
    figure._id, figure.title = f"figure_{key}", escape(title)
    _add(figure.header, f"<style>{_leaflet_css()}{_own('map_page.css')}</style>", "style")
    _add(figure.header, f"<script>{_leaflet_js()}</script>", "leaflet")
    _add(figure.html, f"<main><h1>{escape(title)}</h1>{_finder(areas, layers)}", "opening")
    figure.html._children.move_to_end("opening", last=False)
    _add(figure.html, _legend(legend_title, legend), "legend")
    _layer(areas, key, decimals).add_to(page)
    if roads is not None:
        lines = roads.assign(fill="none", edge=theme.MUTED_INK, weight=0.7)
        _layer(lines, f"{key}_roads", decimals, interactive=False).add_to(page)
    if outlines is not None:
        lines = outlines.assign(fill="none", edge=theme.INK, weight=1.4)
        _layer(lines, f"{key}_outlines", decimals, interactive=False).add_to(page)
    _add(figure.script, _script(areas, key, title, layers), "finding")
    figure.render()  # folium puts its own parts in place now; ours closes behind them
    _add(figure.html, "</main>", "closing")
    return _tidied(figure.render())


def map_frame(document: str, *, title: str, height: int = 620) -> str:
    """The document inside a page, in a frame of its own that may run scripts and nothing else."""
    return (
        f'<iframe class="map" title="{html.escape(title)}" height="{height}" loading="lazy" '
        f'sandbox="allow-scripts" srcdoc="{html.escape(document)}"></iframe>'
    )


def degrees(areas: gpd.GeoDataFrame, decimals: int) -> gpd.GeoSeries:
    """
    The shapes in WGS84 with rounded coordinates.

    Neighbours stay joined, because a shared corner rounds the same way from both sides.
    """
    step_m = _DEGREE_M * 10.0**-decimals
    # Corners closer than the rounding would turn a smooth line into a staircase.
    shapes = areas.geometry.to_numpy()
    lines = (shapely.get_dimensions(shapes) == 1).all()
    simplify = shapely.simplify if lines else shapely.coverage_simplify
    plain = simplify(shapes, step_m / 2)
    turned = gpd.GeoSeries(plain, index=areas.index, crs=areas.crs).to_crs(WGS84)
    rounded = shapely.transform(turned.to_numpy(), lambda xy: np.round(xy, decimals))
    return gpd.GeoSeries(shapely.remove_repeated_points(rounded), index=areas.index, crs=WGS84)


def _layer(
    areas: gpd.GeoDataFrame, key: str, decimals: int, *, interactive: bool = True
) -> folium.GeoJson:
    # Numbers for ids and no names: folium reads its layers as templates, twice.
    shapes = degrees(areas, decimals)
    features = [
        {
            "type": "Feature",
            "id": f"{i}",
            "properties": {},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for i, shape in enumerate(shapes)
    ]
    styles = {
        f"{i}": {
            "color": row.edge,
            "weight": row.weight,
            "fillColor": row.fill,
            "fillOpacity": 0 if row.fill == "none" else 1,
            "fill": row.fill != "none",
        }
        for i, row in enumerate(areas.itertuples())
    }
    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda feature: styles[feature["id"]],
        smooth_factor=0,
        interactive=interactive,
    )
    layer._id = key
    return layer


def _finder(areas: gpd.GeoDataFrame, layers: Sequence[Layer]) -> str:
    named = sorted(zip(areas["name"].astype(str), range(len(areas)), strict=True))
    options = "".join(f'<option value="{i}">{escape(name)}</option>' for name, i in named)
    shown = "".join(
        f'<option value="{i}">{escape(layer.name)}</option>' for i, layer in enumerate(layers)
    )
    return (
        '<div class="find">'
        + (f'<label>Show <select id="choose-layer">{shown}</select></label>' if layers else "")
        + '<label>Find an area <select id="find-area">'
        f'<option value="">Choose…</option>{options}</select></label>'
        '<span id="reading" role="status"></span></div>'
    )


def _script(areas: gpd.GeoDataFrame, key: str, title: str, layers: Sequence[Layer]) -> str:
    """Our own script with this map's texts; a text cannot close the script it stands in."""
    views = [{"texts": list(layer.texts), "fills": list(layer.fills)} for layer in layers]
    views = views or [{"texts": list(areas["text"]), "fills": list(areas["fill"])}]
    filled = {
        "KEY": key,
        "LABEL": json.dumps(f"Map. {title}").replace("<", "\\u003c"),
        "VIEWS": json.dumps(views).replace("<", "\\u003c"),
    }
    return re.sub("KEY|LABEL|VIEWS", lambda found: filled[found[0]], _own("map_page.js"))


def _legend(title: str, entries: Sequence[Key]) -> str:
    items = "".join(
        '<li><svg width="22" height="16" aria-hidden="true" focusable="false">'
        f'<rect x="2" y="2" width="18" height="12" fill="{escape(entry.fill)}" '
        f'stroke="{escape(entry.edge)}" stroke-width="{entry.weight:g}"/></svg>'
        f"{escape(entry.label)}</li>"
        for entry in entries
    )
    hatch = (
        '<svg width="0" height="0" aria-hidden="true" focusable="false" style="position:absolute">'
        f'<defs><pattern id="{HATCH[5:-1]}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        f'<rect width="1.6" height="6" fill="{theme.MUTED_INK}"/></pattern></defs></svg>'
    )
    return f'{hatch}<div class="key"><strong>{escape(title)}</strong><ul>{items}</ul></div>'


class _Verbatim(Element):
    """Text as it is; folium's own element would read braces in it as a template."""

    def __init__(self, text: str):
        super().__init__()
        self._text = text

    def render(self, **_) -> str:
        return self._text


def _add(parent: Element, text: str, name: str) -> None:
    parent.add_child(_Verbatim(text), name=name)


def _tidied(document: str) -> str:
    """What folium writes that would fail a reader: no language, and zoom by touch forbidden."""
    document = document.replace("<html>", '<html lang="en-GB">', 1)
    return re.sub(
        r'<meta name="viewport".*?/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        document,
        count=1,
        flags=re.DOTALL,
    )


@cache
def _leaflet_js() -> str:
    text = _asset("leaflet.js").decode()
    return re.sub(r"//# sourceMappingURL=\S*", "", text)


@cache
def _leaflet_css() -> str:
    def inlined(match: re.Match) -> str:
        encoded = base64.b64encode(_asset(f"images/{match[1]}")).decode("ascii")
        return f"url(data:image/png;base64,{encoded})"

    return re.sub(r"url\(images/([\w-]+\.png)\)", inlined, _asset("leaflet.css").decode())


def _asset(name: str) -> bytes:
    return (resources.files(_LEAFLET) / "data" / name).read_bytes()


@cache
def _own(name: str) -> str:
    return (resources.files("cdrp_analysis.exhibits") / name).read_text(encoding="utf-8")
