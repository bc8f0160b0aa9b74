"""Which licensed premises an offence happened at."""

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from cdrp_analysis.errors import InputError

AT_PREMISES_M = 50.0  # a frontage, the pavement before it, the error of a fix


def at_premises(
    points: pd.DataFrame, premises: pd.DataFrame, *, within_m: float = AT_PREMISES_M
) -> pd.Series:
    """
    The nearest premises of each offence, missing where none is near enough.

    Parameters
    ----------
    points : DataFrame, one row per offence
        ``easting``, ``northing`` (metres, EPSG:27700); exact places, not snap points.
    premises : DataFrame
        ``premises``, ``easting``, ``northing``; a premises may have several rows (one a weekday),
        of which the first is taken. One without coordinates is nobody's nearest.
    within_m : float
        Farthest distance, metres.

    Returns
    -------
    Series of str, indexed as the points
        Of two premises equally near, the one first in the register.

    Raises
    ------
    InputError
        If the distance is not positive.
    """
    if not within_m > 0:
        raise InputError(
            f"a distance of {within_m} m finds nothing.",
            where="measures.place_units.at_premises",
            do="give a positive within_m, for example 50",
        )
    once = premises.drop_duplicates("premises").dropna(subset=["easting", "northing"])
    found = pd.Series(pd.NA, points.index, dtype="string")
    at = points[["easting", "northing"]].astype(float).to_numpy()
    known = np.flatnonzero(np.isfinite(at).all(axis=1))
    if once.empty or not len(known):
        return found
    tree = cKDTree(once[["easting", "northing"]].astype(float).to_numpy())
    away, nearest = tree.query(at[known], distance_upper_bound=np.nextafter(within_m, np.inf))
    near = np.isfinite(away)
    found.iloc[known[near]] = once["premises"].astype(str).to_numpy()[nearest[near]]
    return found
