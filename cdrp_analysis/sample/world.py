"""The invented partnership before anything is written: ground, places, calendar."""

from dataclasses import dataclass

import pandas as pd

from cdrp_analysis.sample.geography import Ground
from cdrp_analysis.sample.plan import Calendar


@dataclass(frozen=True)
class World:
    """
    What every partner's files are made from.

    ``points``: one row per snap point of the borough: point, easting, northing, longitude,
    latitude, lsoa, ward, location, hotspot (key of the hotspot it is the middle of, else "").
    """

    seed: int
    calendar: Calendar
    ground: Ground
    points: pd.DataFrame
