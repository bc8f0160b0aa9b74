"""Which way of choosing places did best on this partnership's own past, and what it chooses now."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.grids import count_in_cells
from cdrp_analysis.measures.holdout import HABIT, rolling_holdout, scores, taken
from cdrp_analysis.periods import Period

_BEST = ["method", "share_of_area", "periods", "pai", "pei", "gain", "clear", "chosen"]
_IN_TIME = ["period", "method", "pai", "pai_counts", "pai_best"]


@dataclass(frozen=True)
class OwnPast:
    """``best``: as :func:`best_methods`; ``in_time``: as :func:`chosen_in_time`; the ``method``."""

    best: pd.DataFrame
    in_time: pd.DataFrame
    method: str


def on_own_past(
    points: pd.DataFrame,
    periods: Sequence[Period],
    grid: gpd.GeoDataFrame,
    boundary: shapely.Geometry,
    *,
    share_of_area: float = 0.05,
    bandwidth_m: float = 300,
    seed: int,
) -> OwnPast:
    """
    Try every method on each period from those before it, and keep the best.

    With fewer than three periods nothing can be compared: the tables are empty and the method is
    the habit, last period's counts.

    Parameters
    ----------
    points : DataFrame, one row per offence
        ``month``, ``easting``, ``northing``.
    periods : sequence of Period
        Whole ones, oldest first.
    share_of_area : float
        The share that is meant to be worked in.
    """
    past = rolling_holdout(
        points, periods, grid, boundary, shares=(share_of_area,), bandwidth_m=bandwidth_m, seed=seed
    )
    if len(periods) < 3 or past["period"].nunique() < 2:
        return OwnPast(pd.DataFrame(columns=_BEST), pd.DataFrame(columns=_IN_TIME), HABIT)
    best = best_methods(past, share_of_area=share_of_area)
    in_time = chosen_in_time(past, share_of_area=share_of_area)
    return OwnPast(best, in_time, str(best["method"].iloc[0]))


def chosen_places(
    points: pd.DataFrame,
    periods: Sequence[Period],
    grid: gpd.GeoDataFrame,
    boundary: shapely.Geometry,
    *,
    method: str,
    share_of_area: float = 0.05,
    bandwidth_m: float = 300,
) -> pd.DataFrame:
    """
    What a method chooses today from all that is known.

    Parameters
    ----------
    points, periods, grid, boundary
        As for :func:`on_own_past`; the last period is the one that counts most.
    method : str
        One of those of :func:`~cdrp_analysis.measures.holdout.holdout`.

    Returns
    -------
    DataFrame, one row per cell
        ``cell, easting, northing, size_m, area_km2``, ``offences`` (of the last period),
        ``score`` and ``chosen``: whether at least half of the cell belongs to the share.
    """
    own = [points[points["month"].isin(period.months())] for period in periods]
    counts = count_in_cells(own[-1], grid, boundary).to_numpy()
    ranked = scores(own[-1], counts, own[:-1], grid, boundary, bandwidth_m)
    if method not in ranked:
        raise InputError(
            f"the method {method} needs periods before the last.",
            where="measures.best_method.chosen_places",
            do=f"one of {', '.join(ranked)}",
        )
    area = grid["area_km2"].to_numpy()
    part = taken(ranked[method], area, share_of_area)
    cells = pd.DataFrame(grid.drop(columns="geometry"))
    return cells.assign(offences=counts, score=ranked[method], chosen=part >= 0.5)


def best_methods(past: pd.DataFrame, *, share_of_area: float = 0.05) -> pd.DataFrame:
    """
    Which method foretold this partnership's own past best, and whether that was luck.

    Parameters
    ----------
    past : DataFrame
        From :func:`rolling_holdout`.
    share_of_area : float
        The share that is meant to be worked in.

    Returns
    -------
    DataFrame, best method first
        ``method``, ``share_of_area``, ``periods`` (foretold), ``pai`` (mean), ``pei`` (mean),
        ``gain`` (mean PAI beyond last period's counts), ``clear`` (periods in which the gain's
        limits exclude 0) and ``chosen`` (True once). Only periods that every method foretold are
        compared.

    Raises
    ------
    InputError
        If no period was foretold at that share.
    """
    rows = past[np.isclose(past["share_of_area"], share_of_area)]
    methods = rows["method"].nunique()
    whole = rows.groupby("period")["method"].transform("size") == methods
    rows = rows[whole]
    if rows.empty:
        raise InputError(
            f"no period was foretold at {share_of_area:.0%} of the area by every method.",
            where="measures.best_method.best_methods",
            do="give rolling_holdout() three periods with offences and this share",
        )
    rows = rows.assign(clear=(rows["gain_lower"] > 0) | (rows["gain_upper"] < 0))
    table = rows.groupby("method", sort=False).agg(
        periods=("period", "size"), pai=("pai", "mean"), pei=("pei", "mean"),
        gain=("gain", "mean"), clear=("clear", "sum"),
    )  # fmt: skip
    table = table.sort_values("pai", ascending=False, kind="stable").reset_index()
    table.insert(1, "share_of_area", share_of_area)
    return table.assign(chosen=table.index == 0)


def chosen_in_time(past: pd.DataFrame, *, share_of_area: float = 0.05) -> pd.DataFrame:
    """
    What the choice of a method would have earned: chosen on earlier periods, judged on the next.

    A best method of the past always looks good on the past it was chosen on; this does not.

    Returns
    -------
    DataFrame, one row per period that has an earlier one to choose by
        ``period``, ``method`` (chosen by mean PAI on the periods before), ``pai`` (in the
        period), ``pai_counts`` (of the habit), ``pai_best`` (of the method that turned out best).
    """
    rows = past[np.isclose(past["share_of_area"], share_of_area)]
    wide = rows.set_index(["period", "method"])["pai"].unstack()  # noqa: PD010
    wide = wide.loc[rows["period"].unique(), rows["method"].unique()]
    found = []
    for index in range(1, len(wide)):
        before = wide.iloc[:index].mean()
        method = before.idxmax()
        now = wide.iloc[index]
        found.append((wide.index[index], method, now[method], now[HABIT], now.max()))
    return pd.DataFrame(found, columns=["period", "method", "pai", "pai_counts", "pai_best"])
