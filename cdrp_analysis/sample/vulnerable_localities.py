"""How poor each LSOA is on four rates, around the estate and elsewhere."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.places import metres_from, middle_point
from cdrp_analysis.sample.values import Made, Planted, plant, truth
from cdrp_analysis.sample.world import World

# Rate -> the usual level, %, and how many times that the planted LSOAs have.
_DEPRIVED = {"income_deprived": (13.0, 2.9), "employment_deprived": (8.0, 2.8),
             "aged_15_to_24": (13.0, 2.4), "low_attainment": (34.0, 2.3)}  # fmt: skip
_PLANTED_LSOAS = 4


def vulnerable_locality_files(world: World) -> Planted:
    """
    The rates of a vulnerable localities index, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        vulnerability.
    truths : list of dict
    """
    return plant(world, {"vulnerability": ("delivery vulnerability", _vulnerability)})


def _vulnerability(world: World, rng: np.random.Generator) -> Made:
    lsoas = world.ground.lsoas
    away = metres_from(world, "estate", lsoas.geometry)
    # The LSOA that holds the point counts as nearest, whatever its shape.
    away = np.where(lsoas["code"].eq(middle_point(world, "estate")["lsoa"]), 0.0, away)
    planted = np.argsort(away)[:_PLANTED_LSOAS]
    frame = pd.DataFrame({"lsoa": lsoas["code"].to_numpy()})
    # Poorer towards the estate as well, but nowhere near as poor as on it.
    slope = 0.8 + 0.35 * np.exp(-away / 900)
    for name, (usual, times) in _DEPRIVED.items():
        level = slope * rng.normal(1, 0.12, len(away)).clip(0.65, 1.35)
        level[planted] = times * rng.uniform(0.97, 1.03, len(planted))
        frame[name] = (usual * level).round(1)
    codes = sorted(frame["lsoa"].iloc[planted])
    return frame, [
        truth("ward_chosen_first", "B17", "ward in the middle of the Weir estate, where offences, "
              "incidents, deprivation and vulnerability meet",
              middle_point(world, "estate")["ward"], "", "found"),
        truth("vulnerable_localities", "B17", "LSOAs poorest on all four rates of 2010, around "
              "the Weir estate", codes, "", "found",
              index_of_the_four=round(float(_mean_index(frame).iloc[planted].min()), 1),
              highest_index_elsewhere=round(
                  float(_mean_index(frame).drop(frame.index[planted]).max()), 1)),
    ]  # fmt: skip


def _mean_index(frame: pd.DataFrame) -> pd.Series:
    rates = frame[list(_DEPRIVED)]
    return (100 * rates / rates.mean()).mean(axis=1)
