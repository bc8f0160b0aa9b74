"""Postcode sectors: where each lies, and how likely somebody charged comes from it."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.plan import CENTRE
from cdrp_analysis.sample.values import Planted
from cdrp_analysis.sample.world import World

OWN_SECTORS = tuple(f"AY{district} {sector}" for district in (1, 2, 3) for sector in range(1, 7))
OTHER_SECTORS = tuple(f"EB{district} {sector}" for district in range(1, 9) for sector in (1, 4, 7))
_APART_M = 750.0  # middles of the own sectors, on a grid of six by three
_RINGS_M = (6_500.0, 8_500.0, 12_000.0)  # the others', from the middle of the borough
_FADES_M = 900.0  # people charged near home: the chance of a sector falls by e over this


def sector_places() -> pd.DataFrame:
    """``sector``, ``easting`` and ``northing`` (metres) of every sector, own ones first."""
    own = [
        ((column - 2.5) * _APART_M, (row - 1.0) * 1.3 * _APART_M)
        for row in range(3) for column in range(6)
    ]  # fmt: skip
    others = []
    for number in range(len(OTHER_SECTORS)):
        angle, ring = 2 * np.pi * (number // 3) / 8 + 0.3, _RINGS_M[number % 3]
        others.append((ring * np.cos(angle), ring * np.sin(angle)))
    places = np.round(np.array([*own, *others]) + np.array(CENTRE), 0)
    return pd.DataFrame({
        "sector": [*OWN_SECTORS, *OTHER_SECTORS], "easting": places[:, 0], "northing": places[:, 1],
    })  # fmt: skip


def home_chances(points: pd.DataFrame) -> np.ndarray:
    """Of every snap point, the chance of each own sector among those of the borough charged."""
    own = sector_places().head(len(OWN_SECTORS))
    away = np.hypot(
        points["easting"].to_numpy(float)[:, None] - own["easting"].to_numpy(),
        points["northing"].to_numpy(float)[:, None] - own["northing"].to_numpy(),
    )
    near = np.exp(-away / _FADES_M)
    return near / near.sum(axis=1, keepdims=True)


def own_homes(points: pd.DataFrame, at: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A sector of the borough for each offence at these snap points, likelier a near one."""
    below = home_chances(points).cumsum(axis=1)[at]
    place = (rng.random(len(at))[:, None] > below).sum(axis=1)
    return np.array(OWN_SECTORS, dtype=object)[np.minimum(place, len(OWN_SECTORS) - 1)]


def sector_files(world: World) -> Planted:
    """The feed postcode_sectors; what was planted by it is told with the offences."""
    table = sector_places()
    return {"postcode_sectors": table.astype({"easting": int, "northing": int})}, []
