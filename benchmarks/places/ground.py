"""Ground to measure on: London where the public data is there, a drawn city otherwise."""

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

DATA = "CDRP_REAL_DATA"  # environment variable: folder with the real public data
SEED = 20100401
_SIDE = 71  # 71 x 71 drawn areas are 5,041
_WIDTH_M, _HEIGHT_M = 58_000.0, 44_000.0  # about as large as London
_STEPS = 16  # edges on each side of a drawn area


def outline() -> tuple[str, shapely.Geometry]:
    """Name and outline of a city, EPSG:27700."""
    path = _real("london_boroughs.geojson")
    if path:
        return "London", shapely.union_all(gpd.read_file(path).to_crs(27700).geometry.to_numpy())
    return f"a drawn city (seed {SEED})", shapely.union_all(_drawn())


def areas() -> list[tuple[str, gpd.GeoDataFrame]]:
    """Sets of about 5,000 areas, each with its name: ``code`` and ``geometry``, EPSG:27700."""
    drawn = _drawn()
    codes = [f"D{number:05d}" for number in range(len(drawn))]
    sets = [(f"drawn (seed {SEED})", gpd.GeoDataFrame({"code": codes}, geometry=drawn, crs=27700))]
    path = _real("london_lsoa_2021_gen20.gpkg")
    if path:
        real = gpd.read_file(path).to_crs(27700).rename(columns={"LSOA21CD": "code"})
        sets.append(("London LSOAs 2021", real[["code", "geometry"]]))
    return sets


def points(ground: shapely.Geometry, number: int, *, seed: int = SEED) -> np.ndarray:
    """Points within an outline, shape (n, 2): half evenly spread, half around 3,000 centres."""
    rng = np.random.default_rng(seed)
    west, south, east, north = ground.bounds
    shapely.prepare(ground)
    found, held = [], 0
    while held < number:
        even = rng.uniform((west, south), (east, north), (number // 4, 2))
        centres = rng.uniform((west, south), (east, north), (3000, 2))
        dense = centres[rng.integers(3000, size=number // 4)]
        drawn = np.vstack([even, dense + rng.normal(0, 250, dense.shape)])
        found.append(drawn[shapely.contains_xy(ground, drawn)])
        held += len(found[-1])
    return rng.permutation(np.vstack(found))[:number]


def _real(name: str) -> Path | None:
    path = Path(os.environ.get(DATA, "")) / "boundaries" / name
    return path if DATA in os.environ and path.exists() else None


def _drawn() -> np.ndarray:
    """Areas between crooked lines; neighbours share every corner exactly."""
    rng = np.random.default_rng(SEED)
    n, steps = _SIDE, _STEPS
    cell = np.array([_WIDTH_M, _HEIGHT_M]) / n
    corner = np.stack(np.meshgrid(np.arange(n + 1.0), np.arange(n + 1.0)), axis=-1)
    corner = (corner + rng.uniform(-0.2, 0.2, corner.shape)) * cell + (500_000, 160_000)
    along = np.linspace(0, 1, steps + 1)[:, None]
    bent = rng.uniform(-0.012, 0.012, (2, n + 1, n + 1, steps + 1, 2)) * cell
    bent[:, :, :, [0, -1]] = 0.0

    def line(kind: int, row: int, column: int) -> np.ndarray:
        start = corner[row, column]
        end = corner[row, column + 1] if kind == 0 else corner[row + 1, column]
        return start + (end - start) * along + bent[kind, row, column]

    return np.array(
        [
            shapely.Polygon(
                np.vstack(
                    [
                        line(0, row, column)[:-1],
                        line(1, row, column + 1)[:-1],
                        line(0, row + 1, column)[:0:-1],
                        line(1, row, column)[:0:-1],
                    ]
                )
            )
            for row in range(n)
            for column in range(n)
        ]
    )
