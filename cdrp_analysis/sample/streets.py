"""Streets of the invented borough, the snap points on them, and the boroughs around."""

from collections import defaultdict

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from scipy.spatial import Voronoi
from shapely.geometry import Point

from cdrp_analysis.sample.geography import Ground
from cdrp_analysis.sample.plan import (
    BOROUGH,
    BOROUGH_CODE,
    CENTRE,
    NEIGHBOURS,
    SNAP_POINT_COUNT,
    stream,
)
from cdrp_analysis.sample.planted import HOTSPOTS
from cdrp_analysis.vocabulary import NATIONAL_GRID, WGS84

_FIRST_NAMES = (
    "Alder", "Anchor", "Barge", "Beacon", "Bittern", "Brewhouse", "Bridge", "Candle", "Chandler",
    "Church", "Cooper", "Copper", "Curlew", "Dyer", "Eel", "Ferry", "Fuller", "Gannet", "Glover",
    "Harbour", "Heron", "Hythe", "Kiln", "Lantern", "Lark", "Linnet", "Lock", "Mallow", "Market",
    "Marsh", "Mast", "Mercer", "Mill", "Netmaker", "Orchard", "Oyster", "Paddock", "Pilot",
    "Plover", "Quay", "Rope", "Saddler", "Sail", "Salt", "Sedge", "Sluice", "Smith", "Spring",
    "Stable", "Tanner", "Teal", "Thatch", "Tide", "Wagon", "Weaver", "Weir", "Wharf", "Willow",
)  # fmt: skip
_KINDS = (
    "Road", "Street", "Avenue", "Gardens", "Terrace", "Close", "Lane", "Grove", "Crescent",
    "Place", "Walk", "Square",
)  # fmt: skip
_STATIONS = {  # metres east and north of the centre
    "Alderhythe Central": (300.0, 150.0),
    "Mercers Gate": (-1050.0, 700.0),
    "Larkfield Road": (700.0, 1450.0),
    "Ropewalk Junction": (500.0, -1500.0),
}
_GENERIC_SHARE = 0.18
_GENERIC_KINDS = (
    "Supermarket", "Parking Area", "Petrol Station", "Sports/Recreation Area", "Supermarket",
    "Parking Area", "Hospital", "Park/Open Space",
)  # fmt: skip
_SHORTEST_STREET_M = 35.0
_STRAIGHT_ON = np.cos(np.radians(35))
_DISTANCE_TO_OTHERS_M = 9_500.0

_to_degrees = pyproj.Transformer.from_crs(NATIONAL_GRID, WGS84, always_xy=True)


def degrees(easting, northing) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude, to the six decimals of the published files."""
    longitude, latitude = _to_degrees.transform(np.asarray(easting), np.asarray(northing))
    return np.round(longitude, 6), np.round(latitude, 6)


def street_network(ground: Ground, seed: int) -> gpd.GeoDataFrame:
    """
    Segments between crossings, each with the name of its street.

    Returns
    -------
    GeoDataFrame: segment (int), name, left, right (blocks; -1 outside), EPSG:27700
        Kerbs of blocks, without those inside the park or on the river bank.
    """
    edges = ground.edges.copy()
    park = ground.blocks["park"].to_numpy()
    in_park = np.array([
        all(park[side] for side in sides if side >= 0)
        for sides in edges[["left", "right"]].to_numpy()
    ])  # fmt: skip
    on_bank = edges.geometry.interpolate(0.5, normalized=True).distance(ground.river) < 1
    edges = edges[~in_park & ~on_bank].reset_index(drop=True)
    street = _streets(edges.geometry.array)
    names = [f"{first} {kind}" for kind in _KINDS for first in _FIRST_NAMES]
    names = stream(seed, "street names").permutation(names)
    edges["name"] = [names[number % len(names)] for number in street]
    edges.insert(0, "segment", np.arange(len(edges)))
    return edges


def _streets(lines: np.ndarray) -> np.ndarray:
    """Number the streets: at each crossing a segment runs on into the straightest other."""
    at = defaultdict(list)
    ends = [shapely.get_coordinates(line) for line in lines]
    for number, (start, end) in enumerate(ends):
        run = (end - start) / np.linalg.norm(end - start)
        at[tuple(start)].append((number, run))
        at[tuple(end)].append((number, -run))
    same = np.arange(len(lines))

    def root(number: int) -> int:
        while same[number] != number:
            number = same[number]
        return number

    for crossing in sorted(at):
        pairs = [
            (-float(run @ other_run), number, other)
            for place, (number, run) in enumerate(at[crossing])
            for other, other_run in at[crossing][place + 1 :]
        ]
        used = set()
        for straightness, number, other in sorted(pairs, reverse=True):
            if straightness > _STRAIGHT_ON and not {number, other} & used:
                used |= {number, other}
                low, high = sorted((root(number), root(other)))
                same[high] = low
    return pd.factorize(np.array([root(number) for number in range(len(lines))]))[0]


def snap_points(ground: Ground, streets: gpd.GeoDataFrame, seed: int) -> pd.DataFrame:
    """
    The fixed points to which every published location is moved.

    Returns
    -------
    DataFrame: point, easting, northing (metres), longitude, latitude, block, lsoa, ward,
    location (as the site words it), hotspot (key of the hotspot it is the middle of, or "")
        Each lies 4 m inside one block, so its area is never in doubt.
    """
    rng = stream(seed, "snap points")
    usable = streets[streets.length >= _SHORTEST_STREET_M]
    chosen = np.sort(rng.choice(len(usable), SNAP_POINT_COUNT, replace=False))
    usable = usable.iloc[chosen]
    block = np.where(usable["left"] >= 0, usable["left"], usable["right"])
    other = np.where(usable["right"] >= 0, usable["right"], usable["left"])
    block = np.where(rng.random(len(usable)) < 0.5, block, other)
    middle = shapely.get_coordinates(usable.geometry.interpolate(0.5, normalized=True).array)
    seeds = ground.blocks[["seed_east", "seed_north"]].to_numpy()[block]
    inward = (seeds - middle) / np.linalg.norm(seeds - middle, axis=1, keepdims=True)
    place = middle + 4.0 * inward
    points = pd.DataFrame({
        "point": np.arange(len(usable)),
        "easting": place[:, 0].round(1),
        "northing": place[:, 1].round(1),
        "block": block,
        "lsoa": ground.blocks["lsoa"].to_numpy()[block],
        "ward": ground.blocks["ward"].to_numpy()[block],
        "location": "On or near " + usable["name"].to_numpy(),
        "hotspot": "",
    })  # fmt: skip
    points["longitude"], points["latitude"] = degrees(points["easting"], points["northing"])
    generic = rng.permutation(len(points))[: round(_GENERIC_SHARE * len(points))]
    kinds = [f"On or near {_GENERIC_KINDS[n % len(_GENERIC_KINDS)]}" for n in range(len(generic))]
    points.loc[generic, "location"] = kinds
    for spot in HOTSPOTS:
        nearest = _nearest(points, (spot.east, spot.north))
        points.loc[nearest, "hotspot"] = spot.key
    points.loc[points["hotspot"] == "shopping_centre", "location"] = "On or near Shopping Area"
    points.loc[points["hotspot"] == "town_centre", "location"] = "On or near Nightclub"
    for name, offset in _STATIONS.items():
        points.loc[_nearest(points, offset), "location"] = f"{name} (station)"
    return points


def addresses(ground: Ground, points: pd.DataFrame, seed: int, number: int) -> np.ndarray:
    """
    Doors at every snap point, in metres.

    Returns
    -------
    array of float, shape (points, number, 2)
        Each lies between its point and the inside of the point's block, so in the same LSOA.
    """
    rng = stream(seed, "addresses")
    place = points[["easting", "northing"]].to_numpy()
    inside = ground.blocks[["seed_east", "seed_north"]].to_numpy()[points["block"]]
    part = rng.uniform(0.0, 0.5, (len(points), number, 1))
    return (place[:, None] + part * (inside - place)[:, None]).round(1)


def _nearest(points: pd.DataFrame, offset: tuple[float, float]) -> int:
    east, north = CENTRE[0] + offset[0], CENTRE[1] + offset[1]
    free = points["hotspot"].eq("")
    away = np.hypot(points["easting"] - east, points["northing"] - north)
    return int(away[free].idxmin())


def named_places(ground: Ground) -> gpd.GeoDataFrame:
    """Park, river, stations and the middles of the hotspots: kind, name, geometry (27700)."""
    rows = [("park", "Sedgemere Park", ground.park), ("river", "The Water", ground.river)]
    rows += [
        (spot.key, spot.label.split(":")[0], Point(CENTRE[0] + spot.east, CENTRE[1] + spot.north))
        for spot in HOTSPOTS
    ]
    rows += [
        ("station", name, Point(CENTRE[0] + east, CENTRE[1] + north))
        for name, (east, north) in _STATIONS.items()
    ]
    return gpd.GeoDataFrame(
        {"kind": [row[0] for row in rows], "name": [row[1] for row in rows]},
        geometry=[row[2] for row in rows],
        crs=NATIONAL_GRID,
    )


def boroughs_around(ground: Ground, seed: int) -> gpd.GeoDataFrame:
    """
    The borough and its fifteen neighbours, without gap or overlap: code, name (EPSG:27700).

    The neighbours are drawn coarsely: they serve comparison and pooling, not mapping.
    """
    rng = stream(seed, "neighbours")
    own = ground.borough.geometry.iloc[0]
    count = len(NEIGHBOURS)
    inner, outer = count // 3, count - count // 3
    angle = np.concatenate([
        np.linspace(0, 2 * np.pi, ring, endpoint=False) for ring in (inner, outer)
    ])  # fmt: skip
    away = np.repeat([3_900.0, 7_200.0], [inner, outer])
    angle = angle + rng.uniform(-0.1, 0.1, count)
    away = away * rng.uniform(0.93, 1.07, count)
    seeds = np.column_stack([away * np.cos(angle), away * np.sin(angle)]) + CENTRE
    limit = Point(CENTRE).buffer(_DISTANCE_TO_OTHERS_M, quad_segs=12)
    far = np.array(CENTRE) + 1e5 * np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    diagram = Voronoi(np.vstack([seeds, far]))
    ridges = [
        shapely.linestrings(diagram.vertices[ends])
        for ends in diagram.ridge_vertices
        if -1 not in ends
    ]
    lines = shapely.unary_union([*ridges, own.exterior, limit.exterior], grid_size=0.1)
    shapes = shapely.get_parts(shapely.polygonize([*shapely.get_parts(lines)]))
    shapes = [shape for shape in shapes if limit.contains(shape.representative_point())]
    belongs = [_belongs(shape, own, seeds) for shape in shapes]
    rows = []
    for number in range(-1, count):
        parts = [s for s, owner in zip(shapes, belongs, strict=True) if owner == number]
        code = BOROUGH_CODE if number < 0 else f"E0999{number + 2:04d}"
        name = BOROUGH if number < 0 else NEIGHBOURS[number]
        rows.append((code, name, shapely.orient_polygons(shapely.coverage_union_all(parts))))
    return gpd.GeoDataFrame(
        {"code": [row[0] for row in rows], "name": [row[1] for row in rows]},
        geometry=[row[2] for row in rows],
        crs=NATIONAL_GRID,
    )


def _belongs(shape, own, seeds: np.ndarray) -> int:
    inside = shape.representative_point()
    if own.contains(inside):
        return -1
    return int(np.hypot(*(seeds - [inside.x, inside.y]).T).argmin())
