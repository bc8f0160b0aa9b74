"""One million points into 5,000 areas: the index of areas beside ``geopandas.sjoin``."""

import sys
import time
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.places import ground
from cdrp_analysis import geography
from cdrp_analysis.geography.area_index import outline_edges

_ON_BORDERS = 0.1  # share of the points that are put on corners and on edges of the areas
_ROUNDS = 3


def drawn_points(areas: gpd.GeoDataFrame, number: int, *, seed: int) -> pd.DataFrame:
    """Points over the areas and a little beyond; one in ten on a corner or on an edge."""
    rng = np.random.default_rng(seed)
    west, south, east, north = areas.total_bounds
    edges, _ = outline_edges(areas.geometry.to_numpy())
    border = int(number * _ON_BORDERS)
    corners = edges[rng.integers(len(edges), size=border // 2), :2]
    picked = edges[rng.integers(len(edges), size=border - border // 2)]
    middles = (picked[:, :2] + picked[:, 2:]) / 2
    free = rng.uniform((west - 500, south - 500), (east + 500, north + 500), (number - border, 2))
    where = rng.permutation(np.vstack([corners, middles, free]))
    return pd.DataFrame(where, columns=["easting", "northing"])


def seconds(work: Callable[[], object], rounds: int = _ROUNDS) -> tuple[float, object]:
    """The least CPU-seconds of some rounds, and what came out."""
    least, result = np.inf, None
    for _ in range(rounds):
        start = time.process_time()
        result = work()
        least = min(least, time.process_time() - start)
    return least, result


def indexed(areas: gpd.GeoDataFrame) -> geography.AreaIndex:
    """The index with its raster, which is made when it is first asked for many points."""
    index = geography.area_index(areas)
    index.holders(*np.zeros((2, 10_000)))
    return index


def sjoined(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    return gpd.sjoin(points, areas, how="left", predicate="intersects")


def main(number: int) -> None:
    print(f"{number:,} points, one in ten on a border    areas  index s  assign s  sjoin s  ratio"
          "  contested  different")  # fmt: skip
    for name, areas in ground.areas():
        points = drawn_points(areas, number, seed=ground.SEED)
        geography.assign(points[:9000], areas[:50])  # compiled, or read from the cache
        indexing, index = seconds(lambda areas=areas: indexed(areas), 1)
        ours, codes = seconds(lambda points=points, index=index: geography.assign(points, index))
        shapes = gpd.GeoDataFrame(
            geometry=shapely.points(points["easting"], points["northing"]), crs=27700
        )
        peer, joined = seconds(lambda shapes=shapes, areas=areas: sjoined(shapes, areas))
        # sjoin gives a point on a border one row for each area: the first code is our rule.
        first = joined.groupby(level=0)["code"].min().reindex(points.index)
        different = int((first.fillna("-") != codes.fillna("-")).sum())
        print(f"{name:<40} {len(areas):>8,} {indexing:8.2f} {ours:9.2f} {peer:8.2f} "
              f"{peer / ours:6.1f} {codes.attrs['contested']:10,} {different:10,}")  # fmt: skip
    print(f"s: CPU-seconds, least of {_ROUNDS} rounds (index: one, overlaps and gaps included)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
