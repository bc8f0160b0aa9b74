"""Where the partners' events lie: about the hotspots, and typed with some of it left blank."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from geopandas import GeoSeries

from cdrp_analysis.sample.offences import near
from cdrp_analysis.sample.world import World

NO_PLACE, _NO_LSOA = 0.05, 0.06  # shares left blank
_PULL_M = 250.0


def middle_point(world: World, hotspot: str) -> pd.Series:
    """The snap point in the middle of a hotspot."""
    return world.points[world.points["hotspot"] == hotspot].iloc[0]


def middle_of(world: World, hotspot: str) -> tuple[float, float]:
    """Easting and northing of the point in the middle of a hotspot, metres (EPSG:27700)."""
    middle = middle_point(world, hotspot)
    return float(middle["easting"]), float(middle["northing"])


def metres_from(world: World, hotspot: str, areas: GeoSeries) -> np.ndarray:
    """Metres from the middle of a hotspot to the centroid of each area."""
    east, north = middle_of(world, hotspot)
    centroids = areas.centroid
    return np.hypot(centroids.x - east, centroids.y - north).to_numpy()


def attraction(
    world: World, rng: np.random.Generator, pull: Mapping[str, float] | None = None
) -> np.ndarray:
    """Probability of every snap point; each hotspot within 250 m draws its stated share."""
    share = rng.lognormal(0.0, 0.8, len(world.points))
    share /= share.sum()
    for hotspot, part in (pull or {}).items():
        around = near(world.points, hotspot, _PULL_M)
        share = (1 - part) * share + part * around / around.sum()
    return share


def placed(world: World, rng: np.random.Generator, at: np.ndarray) -> dict[str, np.ndarray]:
    """Easting, northing and LSOA of snap points, as a partner types them: some are blank."""
    points = world.points.iloc[at]
    nowhere = rng.random(len(at)) < NO_PLACE
    unknown = rng.random(len(at)) < _NO_LSOA
    cells = {
        axis: np.where(nowhere, "", points[axis].to_numpy(dtype=object))
        for axis in ("easting", "northing")
    }
    return cells | {"lsoa": np.where(unknown, "", points["lsoa"].to_numpy(dtype=object))}
