"""Where a coordinate cannot be: rules on longitude, latitude and LSOA shared by all feeds."""

import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.contracts.base import Column, Rule

# The United Kingdom with Rockall left out: Scilly to Unst, Fermanagh to Lowestoft.
WEST, EAST, SOUTH, NORTH = -8.7, 1.8, 49.8, 60.9

# Open water between Anglesey, Lancashire, Cumbria, Galloway, County Down and County Dublin,
# at least 2 km off the coast all round. The Isle of Man lies inside, and rightly: no force
# that publishes on data.police.uk covers it, so a point there is as wrong as one in the water.
IRISH_SEA = shapely.Polygon(
    [
        (-4.95, 53.20), (-4.80, 53.36), (-4.60, 53.46), (-4.25, 53.46), (-3.90, 53.40),
        (-3.35, 53.45), (-3.20, 53.75), (-3.35, 53.93), (-3.42, 54.05), (-3.52, 54.20),
        (-3.70, 54.45), (-3.80, 54.58), (-4.10, 54.62), (-4.85, 54.58), (-5.20, 54.60),
        (-5.35, 54.45), (-5.42, 54.25), (-5.70, 53.95), (-5.95, 53.60), (-5.95, 53.20),
    ]
)  # fmt: skip
shapely.prepare(IRISH_SEA)

# LSOA (England, Wales), data zones (Scotland, where only the British Transport Police publish),
# and Northern Ireland's super output areas (95GG19S2) and 2021 data zones (N20000001).
LSOA_PATTERN = r"[EWS]01\d{6}|95[A-Z]{2}\d{2}[A-Z]\d{1,2}|N\d{8}"

LONGITUDE = Column("longitude", "number", "snapped point, WGS84", "degrees east")
LATITUDE = Column("latitude", "number", "snapped point, WGS84", "degrees north")


def _one_without_the_other(frame: pd.DataFrame) -> pd.Series:
    return frame["longitude"].isna() != frame["latitude"].isna()


def _metres(frame: pd.DataFrame) -> pd.Series:
    return (frame["longitude"].abs() > 180) | (frame["latitude"].abs() > 180)


def _swapped(frame: pd.DataFrame) -> pd.Series:
    return frame["longitude"].between(SOUTH, NORTH) & frame["latitude"].between(WEST, EAST)


def _null_island(frame: pd.DataFrame) -> pd.Series:
    return (frame["longitude"] == 0) & (frame["latitude"] == 0)


def _outside(frame: pd.DataFrame) -> pd.Series:
    inside = frame["longitude"].between(WEST, EAST) & frame["latitude"].between(SOUTH, NORTH)
    return ~inside & frame["longitude"].notna() & frame["latitude"].notna()


def _in_the_irish_sea(frame: pd.DataFrame) -> pd.Series:
    longitude = frame["longitude"].to_numpy(dtype=float)
    latitude = frame["latitude"].to_numpy(dtype=float)
    west, south, east, north = IRISH_SEA.bounds
    near = (longitude > west) & (longitude < east) & (latitude > south) & (latitude < north)
    sea = np.zeros(len(frame), dtype=bool)
    sea[near] = shapely.contains_xy(IRISH_SEA, longitude[near], latitude[near])
    return pd.Series(sea, index=frame.index)


def _malformed_lsoa(frame: pd.DataFrame) -> pd.Series:
    code = frame["lsoa"]
    return code.notna() & ~code.str.fullmatch(LSOA_PATTERN).astype(bool)


# The order matters: the first that applies is the reason given. A row without coordinates
# breaks none of them: the publisher could not place it, and it is counted as not placed.
COORDINATE_RULES = (
    Rule("longitude without latitude, or the reverse", _one_without_the_other),
    Rule("wrong CRS: metres where degrees are expected", _metres),
    Rule("longitude and latitude are swapped", _swapped),
    Rule("coordinates 0, 0 stand for a blank", _null_island),
    Rule("coordinates outside the United Kingdom", _outside),
    Rule("coordinates in the Irish Sea", _in_the_irish_sea),
)
LSOA_RULE = Rule("LSOA code is malformed", _malformed_lsoa)
