"""People present by day: those at home, and those who come to work, shop and learn."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.geography import Ground
from cdrp_analysis.sample.plan import CENTRE, stream
from cdrp_analysis.sample.planted import HOTSPOTS
from cdrp_analysis.sample.values import truth

AT_HOME = 0.55  # of residents, present by day where they live
JOBS = 0.48  # jobs and places to learn in the borough, for each resident
_SPREAD = 0.08  # standard deviation of the share at home between LSOAs
# Hotspot -> share of the jobs around it; the rest follows where people live.
_CENTRES = {"town_centre": 0.46, "shopping_centre": 0.17, "station": 0.10}
_AROUND_M = 330.0


def workday(ground: Ground, residents: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, list[dict]]:
    """
    Workday population by LSOA of 2001, and the ward that fills most by day.

    Parameters
    ----------
    residents : DataFrame
        ``tables.population``, in the order of the LSOAs.

    Returns
    -------
    table : DataFrame
        ``LSOA01CD, LSOA01NM, WORKDAY``: numbers are text with thousands commas.
    truths : list of dict
    """
    rng = stream(seed, "people by day")
    live = residents["Mid-2010: Population"].str.replace(",", "").astype(int).to_numpy()
    middle = ground.lsoas.geometry.centroid
    jobs = (1 - sum(_CENTRES.values())) * live / live.sum()
    for spot in HOTSPOTS:
        if spot.key in _CENTRES:
            away = np.hypot(middle.x - CENTRE[0] - spot.east, middle.y - CENTRE[1] - spot.north)
            near = np.exp(-((away.to_numpy() / _AROUND_M) ** 2))
            jobs += _CENTRES[spot.key] * near / near.sum()
    home = live * rng.normal(AT_HOME, _SPREAD, len(live)).clip(0.3, 0.8)
    by_day = np.round(home + JOBS * live.sum() * jobs).astype(int)
    names = ground.lsoas["ward"].map(ground.wards.set_index("code")["name"]).to_numpy()
    people = pd.DataFrame({"by_day": by_day, "live": live}).groupby(names).sum()
    fullest = (people["by_day"] / people["live"]).idxmax()
    table = pd.DataFrame({
        "LSOA01CD": ground.lsoas["code"],
        "LSOA01NM": ground.lsoas["name"],
        "WORKDAY": [f"{number:,}" for number in by_day],
    })  # fmt: skip
    return table, [
        truth("people_by_day", "A16", "ward with most people present by day for one resident, and "
              "how many are present", {fullest: int(people.loc[fullest, "by_day"])}, "people",
              "exact"),
    ]  # fmt: skip
