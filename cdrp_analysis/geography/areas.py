"""Areas against areas: ground shared, sums carried from one set to another, and who borders."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse

from cdrp_analysis.errors import InputError
from cdrp_analysis.geography.checks import need, shapes_and_codes

# Overlaps below this share of the smaller area are two drawings of the same line.
SLIVER = 0.001
# An area of which at least this share lies in the target areas belongs to them wholly: the
# rest is water or a generalised outline. Below it, the rest is somebody else's ground.
MOSTLY = 0.5


def area_km2(areas: gpd.GeoDataFrame) -> pd.Series:
    """Ground area in km², indexed by ``code``."""
    shapes, codes = shapes_and_codes(areas, "area_km2")
    return pd.Series(
        shapely.area(shapes) / 1e6, index=pd.Index(codes, name="code"), name="area_km2"
    )


def areal_lookup(
    from_areas: gpd.GeoDataFrame,
    to_areas: gpd.GeoDataFrame,
    *,
    households: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """
    How each area divides over another set of areas.

    Parameters
    ----------
    from_areas, to_areas : GeoDataFrame
        ``code`` and ``geometry`` (EPSG:27700), for example LSOAs and wards.
    households : GeoDataFrame, optional
        Smaller areas or points (EPSG:27700) with ``households``, each taken at a point inside
        it; areas with households are then divided by them instead of by ground.

    Returns
    -------
    DataFrame
        ``from_code``, ``to_code``, ``weight`` and ``by`` (``area`` or ``households``), sorted.
        The weights of a ``from_code`` sum to 1. ``to_code`` is ``<NA>`` for what lies outside
        every target: the whole of an area that touches none and, where less than half lies
        inside, the part that does not.

    Raises
    ------
    InputError
        For areas outside EPSG:27700 or with missing or repeated codes.
    """
    shapes, codes = shapes_and_codes(from_areas, "areal_lookup")
    targets, target_codes = shapes_and_codes(to_areas, "areal_lookup")
    target, source = shapely.STRtree(shapes).query(targets, predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[source], targets[target]))
    smaller = np.minimum(shapely.area(shapes)[source], shapely.area(targets)[target])
    real = shared > SLIVER * smaller
    pairs = pd.DataFrame(
        {"source": source[real], "target": target[real], "amount": shared[real], "by": "area"}
    )
    whole = pd.Series(shapely.area(shapes))
    if households is not None:
        homes = _households_by_pair(households, shapes, targets)
        counted = homes.groupby("source")["amount"].sum()
        counted = counted[counted > 0]
        pairs = pd.concat(
            [
                pairs[~pairs["source"].isin(counted.index)],
                homes[homes["source"].isin(counted.index)],
            ]
        )
        whole.loc[counted.index] = counted
    inside = pairs[pairs["target"] >= 0].groupby("source")["amount"].sum()
    inside = inside.reindex(whole.index, fill_value=0.0)
    left_out = np.where(inside >= MOSTLY * whole, 0.0, (whole - inside).clip(lower=0))
    base = inside + left_out
    pairs = pairs[pairs["target"] >= 0]
    outside = pd.DataFrame({"source": whole.index, "target": -1, "amount": left_out, "by": "area"})
    if households is not None:
        outside.loc[outside["source"].isin(counted.index), "by"] = "households"
    table = pd.concat([pairs, outside[outside["amount"] > 0]], ignore_index=True)
    table["weight"] = table["amount"] / base.to_numpy()[table["source"]]
    table["from_code"] = codes[table["source"]]
    table["to_code"] = pd.array(
        [target_codes[i] if i >= 0 else pd.NA for i in table["target"]], dtype="string"
    )
    table = table[table["weight"] > 0].astype({"from_code": "string", "by": "string"})
    return table.sort_values(["from_code", "to_code"])[
        ["from_code", "to_code", "weight", "by"]
    ].reset_index(drop=True)


def best_fit(lookup: pd.DataFrame) -> pd.Series:
    """The target with the largest weight, by ``from_code``; equal weights: the first code."""
    inside = lookup.dropna(subset=["to_code"])
    largest = inside.sort_values(["weight", "to_code"], ascending=[False, True])
    chosen = largest.drop_duplicates("from_code").set_index("from_code")["to_code"]
    return chosen.reindex(pd.Index(lookup["from_code"].unique(), name="from_code")).sort_index()


def apportion(
    counts: pd.DataFrame, lookup: pd.DataFrame, *, value: str = "residents"
) -> pd.DataFrame:
    """
    Carry a sum from one set of areas to another; the total is kept.

    Parameters
    ----------
    counts : DataFrame
        ``area`` and the column named by ``value`` (people, households …), one row per area.
    lookup : DataFrame
        From :func:`areal_lookup`.

    Returns
    -------
    DataFrame
        ``area`` (target code; ``<NA>`` for what lies outside every target) and ``value``,
        unrounded, sorted by area.

    Raises
    ------
    InputError
        If an area occurs twice, has no value, or is not in the lookup.

    Examples
    --------
    >>> split = pd.DataFrame(
    ...     {"from_code": ["L1", "L1"], "to_code": ["W1", "W2"], "weight": [0.25, 0.75]}
    ... )
    >>> apportion(pd.DataFrame({"area": ["L1"], "residents": [1000]}), split)
      area  residents
    0   W1      250.0
    1   W2      750.0
    """
    need(counts, ("area", value), "apportion")
    unknown = sorted(set(counts["area"].dropna()) - set(lookup["from_code"]))
    wrong = counts["area"].isna() | counts["area"].duplicated() | counts[value].isna()
    if unknown or wrong.any():
        raise InputError(
            f"{len(unknown)} areas are not in the lookup; {int(wrong.sum())} rows have no area, "
            f"an area already seen, or no {value}.",
            where="geography.apportion",
            areas=unknown,
            do="check that counts and lookup are of the same edition",
        )
    joined = counts[["area", value]].merge(lookup, left_on="area", right_on="from_code")
    joined[value] = joined[value].astype("float64") * joined["weight"]
    summed = joined.groupby("to_code", dropna=False)[value].sum()
    return summed.rename_axis("area").reset_index()


def neighbours(areas: gpd.GeoDataFrame, *, reach_m: float = 1.0) -> sparse.csr_array:
    """
    Which areas share a border or a corner (queen contiguity).

    Parameters
    ----------
    areas : GeoDataFrame
        ``code`` and ``geometry`` (EPSG:27700).
    reach_m : float
        Areas this close count as touching: coordinates rounded to six decimals of a degree
        leave gaps of some centimetres between neighbours.

    Returns
    -------
    csr_array of bool, shape (n, n)
        Symmetric, in the order of ``areas``, nothing on the diagonal. A row without entries
        is an island.
    """
    shapes, _ = shapes_and_codes(areas, "neighbours")
    left, right = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=reach_m)
    other = left != right
    return sparse.csr_array(
        (np.ones(int(other.sum()), dtype=bool), (left[other], right[other])),
        shape=(len(shapes), len(shapes)),
    )


def _households_by_pair(
    households: gpd.GeoDataFrame, shapes: np.ndarray, targets: np.ndarray
) -> pd.DataFrame:
    need(households, ("households", "geometry"), "areal_lookup")
    at = shapely.point_on_surface(households.geometry.to_numpy())
    rows = pd.DataFrame(
        {
            "source": _holder(at, shapes),
            "target": _holder(at, targets),
            "amount": households["households"].to_numpy("float64"),
        }
    )
    summed = rows[rows["source"] >= 0].groupby(["source", "target"], as_index=False)["amount"].sum()
    return summed.assign(by="households")


def _holder(at: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    point, area = shapely.STRtree(shapes).query(at, predicate="intersects")
    holder = np.full(len(at), -1)
    holder[point[::-1]] = area[::-1]
    return holder
