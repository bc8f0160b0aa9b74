"""The ground of the invented borough: blocks between streets, joined to LSOAs and wards."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import Voronoi
from shapely.geometry import MultiPolygon, Polygon

from cdrp_analysis.sample.clusters import clusters, contiguous, neighbours_of
from cdrp_analysis.sample.plan import (
    BOROUGH,
    BOROUGH_CODE,
    CENTRE,
    LSOA_COUNT,
    WARDS,
    stream,
)
from cdrp_analysis.vocabulary import NATIONAL_GRID

_RADIUS_M = 2290.0  # gives about 16.4 km2, an inner London borough
_BLOCK_M = 172.0  # spacing of blocks
_KERB_M = 42.0  # half the depth of the blocks that line the outline
_GRID_M = 0.1  # vertices are rounded to this before anything is built from them
_PARK = (-950.0, -650.0, 330.0)  # east, north of the centre, radius
_SPLIT_LSOAS = 2


@dataclass(frozen=True)
class Ground:
    """
    Areas of the borough, all EPSG:27700, sharing their vertices exactly.

    ``blocks``: lsoa, ward, park (bool), seed_east, seed_north. ``lsoas``: code, name, ward.
    ``lsoas_later``: the 2011 edition. ``changes``: from_code, from_name, to_code, to_name,
    change (U or S). ``wards``, ``borough``: code, name. ``edges``: line, left, right block.
    """

    blocks: gpd.GeoDataFrame
    lsoas: gpd.GeoDataFrame
    lsoas_later: gpd.GeoDataFrame
    changes: pd.DataFrame
    wards: gpd.GeoDataFrame
    borough: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    river: Polygon

    @property
    def park(self) -> Polygon:
        """The park, a union of whole blocks."""
        return shapely.coverage_union_all(self.blocks.geometry[self.blocks["park"]].array)


def make_ground(seed: int) -> Ground:
    """
    Draw the borough.

    Blocks are Voronoi cells; pairs of seeds on either side of the outline make the cells end
    on it. Rounded vertices are shared by number, so LSOAs and wards, which are unions of
    blocks, meet without gap or overlap.
    """
    rng = stream(seed, "ground")
    outline = _outline(rng)
    seeds, inside = _seeds(outline, rng)
    blocks, edges = _cells(seeds, inside)
    from_park = np.hypot(*(blocks[["seed_east", "seed_north"]].to_numpy() - _place(_PARK)).T)
    blocks["park"] = from_park < _PARK[2]

    neighbours = neighbours_of(edges, len(blocks))
    centres = blocks[["seed_east", "seed_north"]].to_numpy()
    lsoa = contiguous(clusters(centres, LSOA_COUNT, rng), neighbours)
    middle = pd.DataFrame(centres).groupby(lsoa).mean().to_numpy()
    ward = contiguous(clusters(middle, len(WARDS), rng)[lsoa], neighbours)
    # A mended block may have left its LSOA's ward: the LSOA goes where most of it lies.
    of_lsoa = pd.Series(ward).groupby(lsoa).agg(lambda labels: labels.mode().iloc[0])
    ward = of_lsoa.to_numpy()[lsoa]
    lsoa, ward = _numbered(lsoa, ward, centres)

    blocks["ward"] = [f"E0599{number + 1:04d}" for number in ward]
    blocks["lsoa"] = [f"E0199{number + 1:04d}" for number in lsoa]
    lsoas = _dissolved(blocks, "lsoa").merge(
        blocks[["lsoa", "ward"]].drop_duplicates(), left_on="code", right_on="lsoa"
    )
    lsoas = lsoas.drop(columns="lsoa")
    lsoas["name"] = [
        f"{BOROUGH} {number // 5 + 1:03d}{'ABCDE'[number % 5]}" for number in range(len(lsoas))
    ]
    wards = _dissolved(blocks, "ward")
    wards["name"] = list(WARDS)
    borough = gpd.GeoDataFrame(
        {"code": [BOROUGH_CODE], "name": [BOROUGH]},
        geometry=[shapely.coverage_union_all(blocks.geometry.array)],
        crs=NATIONAL_GRID,
    )
    later, changes = _later_edition(blocks, lsoas)
    return Ground(blocks, lsoas, later, changes, wards, borough, edges, _river(outline))


def _place(offset: tuple[float, ...]) -> np.ndarray:
    return np.array(CENTRE) + offset[:2]


def _outline(rng: np.random.Generator) -> np.ndarray:
    """Points about 85 m apart on a lobed circle, anticlockwise from the east."""
    angle = np.linspace(0, 2 * np.pi, 2000, endpoint=False)
    second, third, fifth = rng.uniform(-0.5, 0.5, 3)
    radius = _RADIUS_M * (
        1
        + 0.10 * np.cos(2 * angle + 1.2 + second)
        + 0.05 * np.cos(3 * angle + third)
        + 0.025 * np.cos(5 * angle + fifth)
    )
    ring = np.array(CENTRE) + np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    ring_line = shapely.linearrings(ring)
    count = round(ring_line.length / 85)
    along = np.arange(count) * ring_line.length / count
    return shapely.get_coordinates(shapely.line_interpolate_point(ring_line, along))


def _seeds(outline: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Seeds of blocks, and which of them are inside the borough."""
    ahead = np.roll(outline, -1, axis=0) - outline
    outward = np.column_stack([ahead[:, 1], -ahead[:, 0]])
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    middle = outline + ahead / 2
    inner, outer = middle - _KERB_M * outward, middle + _KERB_M * outward

    reach = np.arange(-2 * _RADIUS_M, 2 * _RADIUS_M, _BLOCK_M)
    grid = np.stack(np.meshgrid(reach, reach), axis=-1).reshape(-1, 2)
    turn = rng.uniform(0.2, 0.6)
    turned = grid @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    turned = turned + np.array(CENTRE) + rng.uniform(-0.27, 0.27, turned.shape) * _BLOCK_M
    core = Polygon(outline).buffer(-1.9 * _KERB_M)
    turned = turned[shapely.contains_xy(core, turned)]
    # Four far seeds close every cell that matters.
    far = np.array(CENTRE) + 6 * _RADIUS_M * np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    seeds = np.vstack([turned, inner, outer, far])
    return seeds, np.arange(len(seeds)) < len(turned) + len(inner)


def _cells(seeds: np.ndarray, inside: np.ndarray) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    diagram = Voronoi(seeds)
    vertices = np.round(diagram.vertices / _GRID_M) * _GRID_M
    polygons = [
        _ring(vertices[diagram.regions[diagram.point_region[number]]])
        for number in np.flatnonzero(inside)
    ]
    blocks = gpd.GeoDataFrame(
        {"seed_east": seeds[inside, 0], "seed_north": seeds[inside, 1]},
        geometry=polygons,
        crs=NATIONAL_GRID,
    )
    renumbered = np.where(inside, np.cumsum(inside) - 1, -1)
    rows = [
        (renumbered[a], renumbered[b], shapely.linestrings(vertices[list(ends)]))
        for (a, b), ends in zip(diagram.ridge_points, diagram.ridge_vertices, strict=True)
        if (inside[a] or inside[b]) and -1 not in ends
    ]
    edges = gpd.GeoDataFrame(
        {"left": [row[0] for row in rows], "right": [row[1] for row in rows]},
        geometry=[row[2] for row in rows],
        crs=NATIONAL_GRID,
    )
    return blocks, edges[edges.length > 0].reset_index(drop=True)


def _ring(corners: np.ndarray) -> Polygon:
    kept = corners[np.any(corners != np.roll(corners, 1, axis=0), axis=1)]
    return shapely.orient_polygons(shapely.polygons(kept))


def _numbered(lsoa, ward, centres) -> tuple[np.ndarray, np.ndarray]:
    """Number wards, and LSOAs ward by ward, from north to south."""
    north = pd.Series(centres[:, 1])
    ward_order = north.groupby(ward).mean().sort_values(ascending=False).index
    ward_number = {label: number for number, label in enumerate(ward_order)}
    ward = np.array([ward_number[label] for label in ward])
    by_lsoa = pd.DataFrame({"lsoa": lsoa, "ward": ward, "north": -north}).groupby("lsoa").mean()
    order = {label: n for n, label in enumerate(by_lsoa.sort_values(["ward", "north"]).index)}
    return np.array([order[label] for label in lsoa]), ward


def _dissolved(blocks: gpd.GeoDataFrame, by: str) -> gpd.GeoDataFrame:
    groups = sorted(blocks.groupby(by).groups.items())
    shapes = [shapely.coverage_union_all(blocks.geometry.loc[rows].array) for _, rows in groups]
    return gpd.GeoDataFrame(
        {"code": [code for code, _ in groups]},
        geometry=[shapely.orient_polygons(shape) for shape in shapes],
        crs=NATIONAL_GRID,
    )


def _later_edition(blocks, lsoas) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """The 2011 edition: two LSOAs split in halves, the others unchanged."""
    rows, split = [], 0
    size = blocks.groupby("lsoa").size()
    for number, old in enumerate(lsoas.itertuples()):
        halves = []
        if split < _SPLIT_LSOAS and number >= 20 + 40 * split and size[old.code] >= 6:
            halves = _halves(blocks[blocks["lsoa"] == old.code])
        if not halves:
            rows.append((old.code, old.name, old.code, old.name, "U", old.ward, old.geometry))
            continue
        for place, half in enumerate(halves):
            code, name = f"E01998{2 * split + place + 1:03d}", old.name[:-1] + "FG"[place]
            rows.append((old.code, old.name, code, name, "S", old.ward, half))
        split += 1
    names = ["from_code", "from_name", "to_code", "to_name", "change", "ward", "geometry"]
    table = pd.DataFrame(rows, columns=names).sort_values("to_code", ignore_index=True)
    later = gpd.GeoDataFrame(
        {"code": table["to_code"], "name": table["to_name"], "ward": table["ward"]},
        geometry=table["geometry"].to_list(),
        crs=NATIONAL_GRID,
    )
    return later, table[names[:5]]


def _halves(blocks: gpd.GeoDataFrame) -> list[Polygon]:
    for axis in ("seed_east", "seed_north"):
        first = blocks[axis].rank(method="first") <= len(blocks) / 2
        halves = [
            shapely.coverage_union_all(blocks.geometry[part].array) for part in (first, ~first)
        ]
        if not any(isinstance(half, MultiPolygon) for half in halves):
            return [shapely.orient_polygons(half) for half in halves]
    return []


def _river(outline: np.ndarray) -> Polygon:
    """A band of 220 m along the southern part of the outline."""
    bearing = np.degrees(np.arctan2(*(outline - np.array(CENTRE)).T[::-1]))
    bank = outline[(bearing > -150) & (bearing < -25)]
    beyond = np.array(CENTRE) + (bank - np.array(CENTRE)) * (1 + 220 / _RADIUS_M)
    return shapely.orient_polygons(Polygon(np.vstack([bank, beyond[::-1]]).round(1)))
