"""Maps as they are printed: classes with outlines and labels, a scale, a legend beside."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from cdrp_analysis.exhibits import theme

HATCH = "url(#hidden-hatch)"
_STEPS = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


@dataclass(frozen=True)
class Key:
    """One entry of a legend; ``fill`` is a colour or the hatch, ``edge`` its outline."""

    label: str
    fill: str
    edge: str = theme.INK
    weight: float = 1.0


def rate_classes(borough: float, highest: float) -> list[float]:
    """
    Five classes of equal width, the last one open, the same from year to year.

    The width is the step of 1, 2, 5, 10, 20 … nearest to two fifths of the borough's own rate, so
    that the borough stands in the middle. It changes only where that rate has changed a lot, and
    never with which areas are hidden: editions and years can be laid side by side.

    Parameters
    ----------
    borough : float
        The rate of the whole; where it is not known (NaN, 0) the highest rate takes its place.
    highest : float
        The highest rate shown; the last class ends there.

    Returns
    -------
    list of float
        Edges, rising, from 0. Classes above the highest rate stay: their colours keep their
        meaning.

    Examples
    --------
    >>> rate_classes(58.9, 103.9)
    [0.0, 20.0, 40.0, 60.0, 80.0, inf]
    """
    whole = borough if borough > 0 else highest
    if not whole > 0:
        return [0.0, math.inf]
    wanted = math.log10(0.4 * whole)
    steps = [math.log10(step) + power for power in range(-6, 7) for step in (1, 2, 5)]
    width = 10 ** min(steps, key=lambda step: abs(step - wanted))
    return [float(f"{width * i:.6g}") for i in range(5)] + [math.inf]


def class_fills(classes: int) -> list[str]:
    """The blue sequence from pale to dark, spread over this many classes."""
    return [theme.SEQUENCE[step] for step in _STEPS[max(1, min(classes, 5))]]


@theme.styled
def print_maps(
    maps: Sequence[tuple[str, gpd.GeoDataFrame, Sequence[str]]],
    legend: Sequence[Key],
    legend_title: str,
    *,
    columns: int = 3,
) -> Figure:
    """
    Small still maps of the same areas side by side, under one legend.

    Parameters
    ----------
    maps : sequence of (title, shapes, inside)
        As ``shapes`` and ``inside`` of :func:`print_map`.
    legend, legend_title : sequence of Key, str
        Drawn beneath.
    """
    west, south, east, north = maps[0][1].total_bounds
    rows = math.ceil(len(maps) / columns)
    height = rows * (theme.WIDTH_IN / columns * (north - south) / (east - west) + 0.35) + 1.0
    figure = theme.new_figure(height)
    for number, (title, shapes, inside) in enumerate(maps):
        axes = figure.add_subplot(rows, columns, number + 1)
        _areas(axes, shapes, inside, theme.SMALL_PT - 2, f"{number:02d}")
        axes.set_title(textwrap.fill(title, 34), fontsize=theme.SMALL_PT + 0.5)
        _framed(axes, (west, south, east, north))
    _legend(figure, legend, legend_title, tall=False)
    return figure


@theme.styled
def print_map(
    shapes: gpd.GeoDataFrame,
    legend: Sequence[Key],
    legend_title: str,
    inside: Sequence[str] = (),
    *,
    outlines: gpd.GeoDataFrame | None = None,
    roads: gpd.GeoDataFrame | None = None,
) -> Figure:
    """
    A still map.

    Parameters
    ----------
    shapes : GeoDataFrame, EPSG:27700
        ``fill``, ``edge``, ``weight`` and the shapes, drawn in order.
    legend, legend_title : sequence of Key, str
        Drawn beside a tall map, beneath a wide one.
    inside : sequence of str
        Label within each shape, lines split by a line feed; empty: none.
    outlines : GeoDataFrame, optional
        Boundaries drawn above the shapes.
    roads : GeoDataFrame, optional
        Lines drawn faintly between the two.
    """
    west, south, east, north = (shapes if outlines is None else outlines).total_bounds
    ratio = (north - south) / (east - west)
    tall = ratio > 0.95
    map_width = 5.5 if tall else theme.WIDTH_IN
    figure, axes = theme.new_axes(float(np.clip(map_width * ratio, 3.5, 9.0)) + (0 if tall else 1))
    size = theme.SMALL_PT - (0.5 if len(shapes) <= 25 else 1.5)
    _areas(axes, shapes, (), size, "")
    if roads is not None:
        lines = shapely.get_parts(shapely.simplify(roads.geometry.to_numpy(), 6.0))
        paths = [shapely.get_coordinates(line) for line in lines]
        axes.add_collection(LineCollection(paths, colors=theme.MUTED_INK, linewidths=0.4))
    if outlines is not None:
        for shape in shapely.coverage_simplify(outlines.geometry.to_numpy(), 6.0):
            axes.add_artist(_patch(shape, "none", theme.INK, 1.1))
    _labels(axes, shapes, inside, size, "")
    _framed(axes, (west, south, east, north))
    _scale(axes, west, south, east)
    _legend(figure, legend, legend_title, tall=tall)
    return figure


def _areas(
    axes: Axes, shapes: gpd.GeoDataFrame, inside: Sequence[str], size: float, number: str
) -> None:
    for shape, fill, edge, weight in zip(
        shapes.geometry, shapes["fill"], shapes["edge"], shapes["weight"], strict=True
    ):
        # Not add_patch, which finds the extent of every curve: the frame is given.
        axes.add_artist(_patch(shape, fill, edge, weight))
    _labels(axes, shapes, inside, size, number)


def _labels(
    axes: Axes, shapes: gpd.GeoDataFrame, inside: Sequence[str], size: float, number: str
) -> None:
    for i, (shape, fill, text) in enumerate(
        zip(shapes.geometry, shapes["fill"], inside, strict=False)
    ):
        _label(axes, shape, fill, text, size, f"{number}{i:03d}")


def _framed(axes: Axes, bounds: tuple[float, float, float, float]) -> None:
    west, south, east, north = bounds
    pad = 0.015 * max(east - west, north - south)
    axes.set(
        xlim=(west - pad, east + pad), ylim=(south - pad, north + pad), aspect="equal", anchor="NW"
    )
    axes.set_axis_off()


def _legend(figure: Figure, legend: Sequence[Key], legend_title: str, *, tall: bool) -> None:
    width = 26 if tall else 32  # letters of a column
    figure.legend(
        handles=[
            Patch(
                facecolor=theme.PAPER if key.fill == HATCH else key.fill,
                hatch="////" if key.fill == HATCH else None,
                edgecolor=key.edge,
                linewidth=key.weight,
                label=textwrap.fill(key.label, width),
            )
            for key in legend
        ],
        title=textwrap.fill(legend_title, 26) if tall else legend_title,
        alignment="left",
        loc="outside right upper" if tall else "outside lower left",
        ncols=1 if tall else 3,
        handlelength=1.8,
        handleheight=1.2,
        labelspacing=0.7,
    )


def _patch(shape: BaseGeometry, fill: str, edge: str, weight: float) -> PathPatch:
    hidden = fill == HATCH
    return PathPatch(
        _path(shape),
        facecolor=theme.PAPER if hidden else fill,
        hatch="////" if hidden else None,
        edgecolor=edge,
        linewidth=weight * 0.75,
        joinstyle="round",
    )


def _path(shape: BaseGeometry) -> Path:
    """Rings of all parts as one path; holes stay holes because they run the other way."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    rings = [
        np.asarray(ring.coords)[:, :2]
        for part in parts
        for ring in (shapely.normalize(part).exterior, *shapely.normalize(part).interiors)
    ]
    return Path.make_compound_path(*[Path(ring, closed=True) for ring in rings])


def _label(axes: Axes, shape: BaseGeometry, fill: str, text: str, size: float, number: str) -> None:
    """Lines are placed one by one: only then is each centred in whatever font shows it."""
    if not text:
        return
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    centre = shapely.maximum_inscribed_circle(largest, tolerance=10).coords[0]
    name, _, value = text.partition("\n")
    lines = [*textwrap.wrap(name, 11), value] if value else [name]
    ink = theme.INK if fill == HATCH else theme.readable_on(fill)
    for i, line in enumerate(lines):
        axes.annotate(
            line,
            centre,
            xytext=(0, (len(lines) - 1) * size * 0.6 - i * size * 1.2),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=size,
            fontweight="bold" if value and i == len(lines) - 1 else "normal",
            color=ink,
            gid=theme.haloed(ink, f"{number}-{i}"),
        )


def _scale(axes: Axes, west: float, south: float, east: float) -> None:
    """A bar of a round length, a fifth to a third of the map."""
    target = (east - west) / 4
    length = max(
        step
        for step in (100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000)
        if step <= max(target, 100)
    )
    text = f"{length // 1000} km" if length >= 1000 else f"{length} m"
    axes.plot([west, west + length], [south, south], color=theme.INK, lw=2, clip_on=False)
    axes.annotate(
        f"{text}; north is up",
        (west, south),
        xytext=(0, 5),
        textcoords="offset points",
        fontsize=theme.SMALL_PT,
        color=theme.MUTED_INK,
    )
