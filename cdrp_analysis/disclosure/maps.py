"""Public hotspot maps: merged hexagons in three bands, from which no count can be read."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.errors import DisclosureError, InputError
from cdrp_analysis.measures.grids import count_in_cells, hex_grid, touching
from cdrp_analysis.vocabulary import NATIONAL_GRID, WGS84

# Multiples of the borough's mean density at which "medium" and "high" begin.
BREAKS = (1.0, 2.0)
BANDS = ("low", "medium", "high")


def safe_hexes(
    points: pd.DataFrame,
    boundary: shapely.Geometry,
    households: gpd.GeoDataFrame,
    *,
    minimum_events: int = 5,
    minimum_households: int = 50,
    size_m: float = 400,
    base: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """
    Hexagons of a fixed lattice, merged until no group is small.

    Parameters
    ----------
    points : DataFrame, one row per event
        ``easting`` and ``northing`` (metres, EPSG:27700).
    boundary : Polygon or MultiPolygon
        The borough's published outline, EPSG:27700.
    households : GeoDataFrame, EPSG:27700
        Areas with ``households``, spread evenly over the ground of each.
    minimum_events, minimum_households : int
        Every group holds at least these.
    size_m : float
        Flat side to flat side of a hexagon, metres.
    base : GeoDataFrame, optional
        Groups of an earlier map of the same borough: the new groups are unions of them, so
        that laying one map over the other isolates nothing smaller than the earlier groups.

    Returns
    -------
    GeoDataFrame, EPSG:27700, restricted
        ``area`` ("H001" from south-west to north-east), ``events``, ``households``,
        ``area_km2``, ``cells`` (the hexagons joined, separated by spaces) and ``geometry``.
        ``attrs``: ``minimum_events``, ``counted``, ``outside``, ``no_coordinates``.

    Raises
    ------
    DisclosureError
        If the whole borough holds fewer than the minimum.
    InputError
        If the households are not in EPSG:27700, or ``base`` covers other hexagons.

    Notes
    -----
    The smallest failing group joins the neighbour with the fewest events; equal ones are
    taken in lattice order, so the same input always gives the same groups.
    """
    grid = hex_grid(boundary, size_m=size_m)
    events = count_in_cells(points, grid, boundary)
    homes = _households_in(grid, households)
    if events.sum() < minimum_events or homes.sum() < minimum_households:
        raise DisclosureError(
            f"the borough has fewer than {minimum_events} events or {minimum_households} "
            "households: no map of it can be published.",
            where="disclosure.maps.safe_hexes",
            do="leave this map out of the public edition",
        )
    group = _merged(
        _starting_groups(grid, base),
        events.to_numpy(),
        homes,
        touching(grid).toarray(),
        grid[["easting", "northing"]].to_numpy(),
        (minimum_events, minimum_households),
    )
    # Named by their place on the lattice: the order must say nothing about the counts.
    _, first, number = np.unique(group, return_index=True, return_inverse=True)
    number = np.argsort(np.argsort(first))[number]
    rows = []
    for index in range(number.max() + 1):
        members = np.flatnonzero(number == index)
        rows.append(
            {
                "area": f"H{index + 1:03d}",
                "events": int(events.to_numpy()[members].sum()),
                "households": float(homes[members].sum()),
                "area_km2": float(grid["area_km2"].to_numpy()[members].sum()),
                "cells": " ".join(grid["cell"].to_numpy()[members]),
                "geometry": shapely.union_all(grid.geometry.to_numpy()[members]),
            }
        )
    groups = gpd.GeoDataFrame(rows, geometry="geometry", crs=NATIONAL_GRID)
    groups.attrs = {"minimum_events": minimum_events, **events.attrs}
    return groups


def bands(groups: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """
    Low, medium or high events per km², against the borough's own mean.

    ``low`` is below the mean, ``medium`` from the mean to twice it, ``high`` from twice it.
    Where a group is so small that a band would pin its count down, its breaks are moved up:
    ``low`` and ``medium`` each leave at least six counts open, even to somebody who knows that
    every group holds five events or more.

    Parameters
    ----------
    groups : GeoDataFrame
        From :func:`safe_hexes`.

    Returns
    -------
    GeoDataFrame
        ``area``, ``band``, ``geometry``.
    DataFrame
        ``area``, ``band``, ``events_at_least``. Both carry ``attrs["breaks"]``, the sentence
        for the legend.
    """
    least = groups.attrs["minimum_events"]
    low_end, medium_end = band_ends(groups)
    events = groups["events"].to_numpy()
    band = np.array(BANDS, dtype=object)[(events >= low_end).astype(int) + (events >= medium_end)]
    banded = gpd.GeoDataFrame(
        {"area": groups["area"], "band": band}, geometry=groups.geometry, crs=groups.crs
    )
    table = pd.DataFrame({"area": groups["area"], "band": band, "events_at_least": least})
    sentence = (
        "Events per km² against the borough's mean: low, below it; medium, from the mean to "
        "twice it; high, twice it or more. Breaks are moved up where a group is small."
    )
    banded.attrs["breaks"] = table.attrs["breaks"] = sentence
    return banded, table


def band_ends(groups: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The first count of each group that is no longer low, and the first that is high."""
    least = groups.attrs["minimum_events"]
    expected = groups["area_km2"].to_numpy() * groups["events"].sum() / groups["area_km2"].sum()
    low_end = np.maximum(np.ceil(BREAKS[0] * expected), 2 * least + 1).astype(int)
    medium_end = np.maximum(np.ceil(BREAKS[1] * expected), low_end + least + 1).astype(int)
    return low_end, medium_end


def group_table(groups: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    What stands behind the map: every group with its count and the counts its bands begin at.

    Restricted: ``area, offences, households, area_km2, cells, medium_from, high_from``.
    """
    medium_from, high_from = band_ends(groups)
    plain = pd.DataFrame(groups.drop(columns="geometry")).rename(columns={"events": "offences"})
    plain = plain.assign(medium_from=medium_from, high_from=high_from)
    return plain[
        ["area", "offences", "households", "area_km2", "cells", "medium_from", "high_from"]
    ]


def public_geometry(areas: gpd.GeoDataFrame, *, decimals: int = 3) -> gpd.GeoDataFrame:
    """
    The same areas in WGS84 with rounded coordinates, still fitting together.

    All outlines are rounded together as one drawing, cut where they cross, and the pieces are
    given back to the area they lie in: neighbours keep one common border, without gaps or
    overlaps.

    Parameters
    ----------
    areas : GeoDataFrame
        Areas that do not overlap, in any stated reference system.
    decimals : int
        Decimals of a degree; 3 is about 70 m east and 110 m north.

    Returns
    -------
    GeoDataFrame, EPSG:4326, same rows in the same order

    Raises
    ------
    InputError
        If an area is so small that nothing of it is left.
    """
    world = areas.to_crs(WGS84)
    shapes = world.geometry.to_numpy()
    drawing = shapely.union_all(shapely.boundary(shapes), grid_size=10.0**-decimals)
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(drawing)))
    piece, owner = shapely.STRtree(shapes).query(pieces, predicate="intersects")
    shared = shapely.area(shapely.intersection(pieces[piece], shapes[owner]))
    # A piece mostly outside every area is a hole of the drawing, not ground of its neighbour.
    inside = np.bincount(piece, weights=shared, minlength=len(pieces)) > 0.5 * shapely.area(pieces)
    claims = pd.DataFrame({"piece": piece, "owner": owner, "shared": shared})[inside[piece]]
    claims = claims.sort_values(["shared", "owner"], ascending=[False, True])
    mine = claims.drop_duplicates("piece")
    lost = sorted(set(range(len(shapes))) - set(mine["owner"]))
    if lost:
        raise InputError(
            f"{len(lost)} of {len(shapes)} areas vanish when coordinates keep {decimals} decimals.",
            where="disclosure.maps.public_geometry",
            do="merge small areas first",
        )
    rounded = []
    for index in range(len(shapes)):
        own = pieces[mine.loc[mine["owner"] == index, "piece"].to_numpy()]
        whole = shapely.union_all(own, grid_size=10.0**-decimals)
        rounded.append(shapely.transform(whole, lambda corners: np.round(corners, decimals)))
    return world.set_geometry(gpd.GeoSeries(rounded, index=world.index, crs=WGS84))


def _households_in(grid: gpd.GeoDataFrame, households: gpd.GeoDataFrame) -> np.ndarray:
    if households.crs is None or households.crs != NATIONAL_GRID:
        raise InputError(
            "the households' areas are not on the National Grid.",
            where="disclosure.maps.safe_hexes",
            do="reproject them with to_crs(27700)",
        )
    shapes, cells = households.geometry.to_numpy(), grid.geometry.to_numpy()
    cell, area = shapely.STRtree(shapes).query(cells, predicate="intersects")
    shared = shapely.area(shapely.intersection(cells[cell], shapes[area]))
    number = households["households"].to_numpy("float64", na_value=0.0)[area]
    weight = number * shared / shapely.area(shapes)[area]
    return np.bincount(cell, weights=weight, minlength=len(cells))


def _starting_groups(grid: gpd.GeoDataFrame, base: gpd.GeoDataFrame | None) -> np.ndarray:
    if base is None:
        return np.arange(len(grid))
    member_of = {
        cell: number for number, cells in enumerate(base["cells"]) for cell in cells.split()
    }
    if set(member_of) != set(grid["cell"]):
        raise InputError(
            f"the base has {len(member_of)} hexagons, this borough {len(grid)}, not the same.",
            where="disclosure.maps.safe_hexes",
            do="give the groups of an earlier map with the same boundary and size",
        )
    group = np.array([member_of[cell] for cell in grid["cell"]])
    _, first, number = np.unique(group, return_index=True, return_inverse=True)
    return first[number]


def _merged(
    group: np.ndarray,
    events: np.ndarray,
    homes: np.ndarray,
    adjacent: np.ndarray,
    centre: np.ndarray,
    minimum: tuple[int, int],
) -> np.ndarray:
    """Group number of each hexagon: the lattice position of the group's first member."""
    group = group.copy()
    while True:
        names = np.unique(group)
        size = {g: (int(events[group == g].sum()), float(homes[group == g].sum())) for g in names}
        failing = [g for g in names if size[g][0] < minimum[0] or size[g][1] < minimum[1]]
        if not failing:
            return group
        small = min(failing, key=lambda g: (*size[g], g))
        mine = group == small
        around = np.setdiff1d(np.unique(group[adjacent[mine].any(axis=0)]), [small])
        if len(around):
            partner = min(around, key=lambda g: (*size[g], g))
        else:  # an island joins whatever lies nearest
            others = np.flatnonzero(~mine)
            apart = np.linalg.norm(centre[mine][:, None] - centre[others][None], axis=2).min(axis=0)
            partner = group[others[np.argmin(apart)]]
        group[mine | (group == partner)] = min(small, partner)
