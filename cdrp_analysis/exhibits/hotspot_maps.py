"""Maps of hotspots: density for the restricted edition, bands for the public one."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.exhibits import place_findings, theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit
from cdrp_analysis.exhibits.leaflet import map_document
from cdrp_analysis.exhibits.maps import hidden_keys, joined, map_exhibit
from cdrp_analysis.exhibits.print_maps import HATCH, Key, class_fills, print_map
from cdrp_analysis.exhibits.tables import Shown
from cdrp_analysis.vocabulary import SUPPRESSED

TIMES_MEAN = (1, 2, 4, 8)  # where classes of density begin: the first two are those of the bands
LISTED = 10  # densest squares that the table lists, hotspots or not
BANDS = {"low": theme.SEQUENCE[0], "medium": theme.SEQUENCE[2], "high": theme.SEQUENCE[4]}


def hotspot_map(
    cells: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    roads: gpd.GeoDataFrame | None = None,
    decimals: int = 5,
    title: str = "",
) -> Exhibit:
    """
    Kernel density by cell with hotspots outlined; for the restricted edition only.

    Parameters
    ----------
    cells : DataFrame
        ``hotspot_cells``: lower-left corners, side, offences, density (per km²), Gi*, flag.
    areas : GeoDataFrame, EPSG:27700
        Wards, drawn as outlines.
    roads : GeoDataFrame, EPSG:27700, optional
        Lines drawn faintly above the squares, to find one's way by.
    """
    shapes = squares_inside(cells, areas)
    hot = shapes["hotspot"].fillna(False).astype(bool)
    mean = float(shapes["offences"].sum() / shapes["area_km2"].sum())
    fills = class_fills(len(TIMES_MEAN) + 1)
    step = np.digitize(shapes["density"].astype(float), mean * np.array(TIMES_MEAN))
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
    classes = [
        f"Below the mean of {wording.number(mean)}",
        *(f"{low} to under {high} times it" for low, high in pairwise(TIMES_MEAN)),
        f"{TIMES_MEAN[-1]} times it or more",
    ]
    legend = [Key(text, fill, theme.RULE) for text, fill in zip(classes, fills, strict=True)]
    legend.append(Key("Hotspot (Gi*)", theme.PAPER, theme.ORANGE, 3.0))
    found = place_findings.hotspot_sentence(cells)
    title = title or found.headline
    figure = print_map(shapes, legend, label, outlines=areas, roads=roads)
    alt = (
        f"Map of {len(shapes)} grid squares shaded by density of offences, with ward boundaries;"
        f" hotspots are outlined. {found.text}"
    )
    listed = shapes.sort_values(["density", "cell"], ascending=[False, True], kind="stable")
    listed = listed[listed["hotspot"].astype(bool) | (np.arange(len(listed)) < LISTED)]
    table = pd.DataFrame(listed.drop(columns=["geometry", "fill", "edge", "weight", "text"]))
    table["hotspot"] = np.where(table["hotspot"].astype(bool), "yes", "no")
    return map_exhibit(
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
            roads=roads,
        ),
        table=table,
        columns={
            "cell": "Square (its south-west corner)",
            "offences": Shown("Offences", "count"),
            "area_km2": Shown("Area, km²", "decimal3"),
            "density": Shown("Density per km²", "count"),
            "gi_star": Shown("Gi*", "decimal2"),
            "q": Shown("q", "decimal3"),
            "hotspot": "Hotspot",
        },
        caption="Hotspots and the densest squares, densest first",
    )


def chosen_map(
    chosen: pd.DataFrame,
    best: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    roads: gpd.GeoDataFrame | None = None,
    decimals: int = 5,
) -> Exhibit:
    """
    The squares that the method which foretold the past best chooses; restricted edition only.

    Parameters
    ----------
    chosen : DataFrame
        ``chosen_places``.
    best : DataFrame
        ``holdout_best``: what the choice has been worth; may be empty.
    areas, roads, decimals
        As for :func:`hotspot_map`.
    """
    shapes = squares_inside(chosen, areas)
    picked = shapes["chosen"].astype(bool)
    shapes["fill"] = np.where(picked, theme.DARK_BLUE, theme.SEQUENCE[0])
    shapes["edge"], shapes["weight"] = theme.RULE, 0.4
    shapes["text"] = [
        f"{row.code}: {wording.plural(int(row.offences), 'offence')}"
        + (", chosen" if row.chosen else "")
        for row in shapes.itertuples()
    ]
    found = place_findings.chosen_sentence(chosen, best)
    label = "Squares of the National Grid"
    legend = [
        Key("Chosen", theme.DARK_BLUE, theme.RULE),
        Key("Not chosen", theme.SEQUENCE[0], theme.RULE),
    ]
    listed = pd.DataFrame(
        shapes[picked].drop(columns=["geometry", "fill", "edge", "weight", "text"])
    ).sort_values(["offences", "cell"], ascending=[False, True], kind="stable")
    return map_exhibit(
        chosen,
        title=found.headline,
        figure=print_map(shapes, legend, label, outlines=areas, roads=roads),
        alt=f"Map of {len(shapes)} grid squares, {int(picked.sum())} of them chosen. {found.text}",
        document=map_document(
            shapes,
            key="chosen_map",
            title=found.headline,
            legend_title=label,
            legend=legend,
            decimals=decimals,
            outlines=areas,
            roads=roads,
        ),
        table=listed,
        columns={
            "cell": "Square (its south-west corner)",
            "offences": Shown("Offences", "count"),
            "area_km2": Shown("Area, km²", "decimal3"),
        },
        caption="Chosen squares, those with most offences first",
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
    shapes = joined(hexes, bands)
    known = shapes["band"].isin(list(BANDS))
    marks = pd.Series(np.where(known, "", SUPPRESSED), shapes.index)
    shapes["fill"] = [BANDS.get(band, HATCH) for band in shapes["band"]]
    shapes["edge"], shapes["weight"] = theme.MUTED_INK, 0.8
    shapes["text"] = [
        f"{name}: {band} band" if band in BANDS else f"{name}: hidden"
        for name, band in zip(shapes["name"], shapes["band"], strict=True)
    ]
    # The pale majority needs no letter; the others must survive a grey print.
    letters = {"low": "", "medium": " (M)", "high": " (H)"}
    label = "Recorded offences compared with the rest of the borough"
    legend = [
        Key(f"{band.capitalize()}{letters[band]}", fill, theme.MUTED_INK)
        for band, fill in BANDS.items()
    ]
    legend += hidden_keys(marks)
    found = place_findings.band_sentence(bands)
    title = title or found.headline
    inside = [letters.get(band, "").strip(" ()") for band in shapes["band"]]
    figure = print_map(shapes, legend, label, inside, outlines=areas)
    alt = f"Map of {len(shapes)} areas in three bands, with ward boundaries. {found.text}"
    table = pd.DataFrame(
        {"area_name": shapes["name"], "band": shapes["band"], "band_symbol": marks}
    )
    return map_exhibit(
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


def squares_inside(cells: pd.DataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
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
