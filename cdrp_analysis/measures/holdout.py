"""How well hotspots of one period would have foretold where the next period's offences fell."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.grids import cell_points, count_in_cells, touching
from cdrp_analysis.measures.kernel import density
from cdrp_analysis.measures.local_clustering import gi_star

SHARES = (0.01, 0.05, 0.10)
_COLUMNS = {"method": object} | dict.fromkeys(
    ("share_of_area", "pai", "pai_lower", "pai_upper", "pei", "recapture"), float
)


def holdout(
    train_points: pd.DataFrame,
    test_points: pd.DataFrame,
    grid: gpd.GeoDataFrame,
    boundary: shapely.Geometry,
    *,
    bandwidth_m: float = 300,
    shares: tuple[float, ...] = SHARES,
    draws: int = 1000,
    seed: int,
) -> pd.DataFrame:
    """
    Choose places by the first period, count the second period's offences in them.

    Parameters
    ----------
    train_points, test_points : DataFrame, one row per offence
        ``easting`` and ``northing`` (metres, EPSG:27700) of the earlier and the later period.
    grid : GeoDataFrame
        From ``measures.grids``.
    boundary : Polygon or MultiPolygon
        The borough, EPSG:27700.
    bandwidth_m : float
        Radius of the quartic kernel, metres.
    shares : tuple of float
        Shares of the borough's area that are chosen, between 0 and 1.
    draws : int
        Bootstrap draws behind the limits.
    seed : int
        Seed of the draws.

    Returns
    -------
    DataFrame, one row per method and share
        ``method``: ``counts`` (last period's offences per km², the habit to beat), ``kde``,
        ``gi_star``. ``share_of_area``. ``pai`` (share of the later offences caught ÷ share of
        area), ``pai_lower``, ``pai_upper`` (95%: the later offences redrawn, the places as
        chosen). ``pei`` (PAI ÷ the best PAI that any choice of the same area could reach).
        ``recapture`` (share of later offences caught ÷ share of earlier ones; 1: as hot as
        before, NaN where the places held no earlier offence). No rows where there is no earlier
        offence at all: nothing can be tested then.

    Raises
    ------
    InputError
        If no later point or none of the earlier points lies in the grid, or a share is not
        between 0 and 1.

    Notes
    -----
    Every method gets exactly the same area: of the last cell, and of cells tied with it, the
    share that still fits is taken, and that share of their offences.

    References
    ----------
    Chainey, S., Tompson, L. and Uhlig, S. (2008). Security Journal 21, 4-28 (PAI).
    Hunt, J. M. (2016). Do crime hot spots move? PhD thesis, American University (PEI).
    Levine, N. (2008). Security Journal 21, 295-302 (recapture rate index).
    """
    area = grid["area_km2"].to_numpy()
    train = count_in_cells(train_points, grid, boundary).to_numpy()
    test = count_in_cells(test_points, grid, boundary).to_numpy()
    if train_points.empty and test.sum() and all(0 < share <= 1 for share in shares):
        return pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS)
    if not train.sum() or not test.sum() or not all(0 < share <= 1 for share in shares):
        raise InputError(
            f"{train.sum()} earlier and {test.sum()} later points lie in the grid, or a share of "
            "area is not between 0 and 1.",
            where="measures.holdout",
            do="give two periods with offences, and shares of area between 0 and 1",
        )
    scores = {
        "counts": train / area,
        "kde": density(train_points, cell_points(grid), boundary, bandwidth_m=bandwidth_m),
        "gi_star": np.nan_to_num(gi_star(train, touching(grid))),
    }
    redrawn = np.random.default_rng(seed).multinomial(test.sum(), test / test.sum(), size=draws)
    rows = []
    for method, score in scores.items():
        for share in shares:
            taken = _taken(score, area, share)
            best = _taken(test / area, area, share) @ test
            caught, before = taken @ test / test.sum(), taken @ train / train.sum()
            lower, upper = np.quantile(redrawn @ taken / test.sum(), (0.025, 0.975)) / share
            rows.append(
                {
                    "method": method,
                    "share_of_area": share,
                    "pai": caught / share,
                    "pai_lower": lower,
                    "pai_upper": upper,
                    "pei": caught * test.sum() / best,
                    "recapture": caught / before if before > 0 else np.nan,
                }
            )
    return pd.DataFrame(rows)


def _taken(score: np.ndarray, area: np.ndarray, share: float) -> np.ndarray:
    """The share of each cell that is chosen, highest scores first, ties alike."""
    _, tier = np.unique(-score, return_inverse=True)
    tier_area = np.bincount(tier, weights=area)
    before = np.cumsum(tier_area) - tier_area
    return np.clip((share * area.sum() - before) / tier_area, 0.0, 1.0)[tier]
