"""Neighbouring areas that a coarser table could show as one."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.relations import Partition
from cdrp_analysis.geography.areas import neighbours

_MOST = 4  # areas for which a neighbour is sought: every merge tried is one more search


def candidate_merges(evidence: Evidence, hidden: pd.DataFrame) -> list[Partition]:
    """
    Pairs of neighbours, for the areas of a table in which most is hidden.

    Parameters
    ----------
    evidence : Evidence
        The restricted run, for its boundaries.
    hidden : DataFrame, one row per count
        ``area`` and ``hidden`` (bool).

    Returns
    -------
    list of Partition
        Of wards or LSOAs, whichever the table has: each area with the neighbour that hides most
        beside it, so that two that are hard to show become one. None for other areas.
    """
    for kind in ("ward", "lsoa"):
        areas = evidence.areas(kind)
        if hidden["area"].isin(areas["code"]).any():
            return list(_pairs(areas, hidden.groupby("area")["hidden"].sum()))
    return []


def _pairs(areas: gpd.GeoDataFrame, hidden: pd.Series) -> Iterator[Partition]:
    names = dict(zip(areas["code"], areas["name"], strict=True))
    codes = areas["code"].to_numpy()
    count = areas["code"].map(hidden).fillna(0).to_numpy()
    beside = neighbours(areas)
    taken = set()
    for here in np.argsort(-count, kind="stable")[:_MOST]:
        there = beside.indices[beside.indptr[here] : beside.indptr[here + 1]]
        if not count[here] or not len(there):
            continue
        other = int(there[np.argmax(count[there])])
        pair = tuple(sorted((codes[here], codes[other])))
        if pair not in taken:
            taken.add(pair)
            yield Partition(" and ".join(names[code] for code in pair), pair)
