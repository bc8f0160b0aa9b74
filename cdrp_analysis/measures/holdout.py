"""How well hotspots of one period would have foretold where the next period's offences fell."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.grids import cell_points, count_in_cells, touching
from cdrp_analysis.measures.kernel import density
from cdrp_analysis.measures.local_clustering import gi_star
from cdrp_analysis.measures.local_smoothing import empirical_bayes_local
from cdrp_analysis.periods import Period

SHARES = (0.01, 0.05, 0.10)
HABIT = "counts"  # last period's counts: what a simple list of busy places would give
PENALTY = 0.9  # power of the area in the penalised index; 1 would be the plain one
_COLUMNS = {"method": object} | dict.fromkeys(
    ("share_of_area", "share_of_offences", "pai", "pai_lower", "pai_upper", "gain", "gain_lower",
     "gain_upper", "ppai", "pei", "pei_lower", "pei_upper", "recapture"), float
)  # fmt: skip


def holdout(
    train_points: pd.DataFrame,
    test_points: pd.DataFrame,
    grid: gpd.GeoDataFrame,
    boundary: shapely.Geometry,
    *,
    history: Sequence[pd.DataFrame] = (),
    bandwidth_m: float = 300,
    shares: tuple[float, ...] = SHARES,
    penalty: float = PENALTY,
    draws: int = 1000,
    seed: int,
) -> pd.DataFrame:
    """
    Choose places by what was known, count the next period's offences in them.

    Parameters
    ----------
    train_points, test_points : DataFrame, one row per offence
        ``easting`` and ``northing`` (metres, EPSG:27700) of the earlier and the later period.
    grid : GeoDataFrame
        From ``measures.grids``.
    boundary : Polygon or MultiPolygon
        The borough, EPSG:27700.
    history : sequence of DataFrame
        Points of periods before the earlier one, where there are any.
    bandwidth_m : float
        Radius of the quartic kernel, metres.
    shares : tuple of float
        Shares of the borough's area that are chosen, between 0 and 1.
    penalty : float
        Power α of the area in the penalised index, 0 to 1: the smaller, the less a tiny area
        that holds little is praised.
    draws : int
        Bootstrap draws behind the limits.
    seed : int
        Seed of the draws.

    Returns
    -------
    DataFrame, one row per method and share
        ``method``: ``counts`` (last period's offences per km², the habit to beat), ``kde``,
        ``gi_star``, ``smoothed`` (counts per km² drawn towards the neighbours'); with a history
        also ``long_counts``, ``long_kde`` and ``long_smoothed``, of all periods together.
        ``share_of_area``, ``share_of_offences`` (of the later ones, caught). ``pai`` (the second
        ÷ the first), ``pai_lower``, ``pai_upper`` (95%: the later offences redrawn, the places
        as chosen). ``gain`` (PAI less that of ``counts``) with ``gain_lower``, ``gain_upper``
        from the same draws. ``ppai`` (share caught ÷ share of area to the power α). ``pei`` (PAI
        ÷ the best PAI that any choice of the same area could reach) with ``pei_lower``,
        ``pei_upper`` from the same draws, the best choice held as it turned out. ``recapture``
        (share of later offences caught ÷ share of earlier ones; 1: as hot as before, NaN where
        the places held no earlier offence). No rows where there is no earlier offence at all:
        nothing can be tested then.

    Raises
    ------
    InputError
        If no later point or none of the earlier points lies in the grid, or a share is not
        between 0 and 1.

    Notes
    -----
    Every method gets exactly the same area: of the last cell, and of cells tied with it, the
    share that still fits is taken, and that share of their offences.

    The limits of the PEI say how far counting alone moves the ratio of two fixed choices. Were the
    best choice made anew in every draw, it would fit each draw's chance as well: the ratios drawn
    would lie below the one they are drawn around, most so where offences are few.

    References
    ----------
    Chainey, S., Tompson, L. and Uhlig, S. (2008). Security Journal 21, 4-28 (PAI).
    Hunt, J. M. (2016). Do crime hot spots move? PhD thesis, American University (PEI).
    Joshi, C. et al. (2021). ISPRS Int. J. Geo-Information 10, 597 (penalised PAI).
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
    ranked = scores(train_points, train, history, grid, boundary, bandwidth_m)
    redrawn = np.random.default_rng(seed).multinomial(test.sum(), test / test.sum(), size=draws)
    rows = []
    for share in shares:
        best_part = taken(test / area, area, share)
        best, best_found = best_part @ test, redrawn @ best_part
        habit = taken(ranked[HABIT], area, share)
        for method, score in ranked.items():
            part = taken(score, area, share)
            caught, before = part @ test / test.sum(), part @ train / train.sum()
            found = redrawn @ part / test.sum() / share
            gained = redrawn @ (part - habit) / test.sum() / share
            lower, upper = np.quantile(found, (0.025, 0.975))
            gain_lower, gain_upper = np.quantile(gained, (0.025, 0.975))
            attained = redrawn @ part / np.maximum(best_found, 1)
            pei_lower, pei_upper = np.quantile(attained, (0.025, 0.975)).clip(0, 1)
            rows.append(
                {
                    "method": method,
                    "share_of_area": share,
                    "share_of_offences": caught,
                    "pai": caught / share,
                    "pai_lower": lower,
                    "pai_upper": upper,
                    "gain": (part - habit) @ test / test.sum() / share,
                    "gain_lower": gain_lower,
                    "gain_upper": gain_upper,
                    "ppai": caught / share**penalty,
                    "pei": caught * test.sum() / best,
                    "pei_lower": pei_lower,
                    "pei_upper": pei_upper,
                    "recapture": caught / before if before > 0 else np.nan,
                }
            )
    order = {method: place for place, method in enumerate(ranked)}
    table = pd.DataFrame(rows)
    return table.sort_values(
        "method", key=lambda names: names.map(order), kind="stable", ignore_index=True
    )


def rolling_holdout(
    points: pd.DataFrame,
    periods: Sequence[Period],
    grid: gpd.GeoDataFrame,
    boundary: shapely.Geometry,
    *,
    bandwidth_m: float = 300,
    shares: tuple[float, ...] = SHARES,
    draws: int = 1000,
    seed: int,
) -> pd.DataFrame:
    """
    :func:`holdout` of every period from what was known before it.

    Parameters
    ----------
    points : DataFrame, one row per offence
        ``month``, ``easting``, ``northing``.
    periods : sequence of Period
        Oldest first; three or more give a history to the methods that use one.

    Returns
    -------
    DataFrame
        ``period`` (label of the one foretold), then the columns of :func:`holdout`. Periods
        before which nothing was recorded have no rows.
    """
    places = points[["easting", "northing"]]
    own = [places[points["month"].isin(period.months())] for period in periods]
    found = []
    for index in range(1, len(periods)):
        table = holdout(
            own[index - 1],
            own[index],
            grid,
            boundary,
            history=own[: index - 1],
            bandwidth_m=bandwidth_m,
            shares=shares,
            draws=draws,
            seed=seed + index,
        )
        table.insert(0, "period", periods[index].label)
        found.append(table)
    if not found:
        return pd.DataFrame(columns=["period", *_COLUMNS])
    return pd.concat(found, ignore_index=True)


def scores(
    train_points: pd.DataFrame,
    train: np.ndarray,
    history: Sequence[pd.DataFrame],
    grid: gpd.GeoDataFrame,
    boundary: shapely.Geometry,
    bandwidth_m: float,
) -> dict[str, np.ndarray]:
    """What each method ranks the cells by, from one period and, where given, from all.

    Arrays as long as the grid, by method, in the order of :func:`holdout`; ``train`` are the counts
    of ``train_points`` in the cells.
    """
    area, links, middles = grid["area_km2"].to_numpy(), touching(grid), cell_points(grid)

    def dense(points: pd.DataFrame) -> np.ndarray:
        return density(points, middles, boundary, bandwidth_m=bandwidth_m)

    scores = {
        HABIT: train / area,
        "kde": dense(train_points),
        "gi_star": np.nan_to_num(gi_star(train, links)),
        "smoothed": _smoothed(train, area, links),
    }
    if len(history):
        every = pd.concat([*history, train_points], ignore_index=True)
        counts = count_in_cells(every, grid, boundary).to_numpy()
        scores |= {
            "long_counts": counts / area,
            "long_kde": dense(every),
            "long_smoothed": _smoothed(counts, area, links),
        }
    return scores


def _smoothed(counts: np.ndarray, area: np.ndarray, links: sparse.csr_array) -> np.ndarray:
    cells = pd.DataFrame({"offences": counts, "area_km2": area})
    return empirical_bayes_local(cells, links, denominator="area_km2")["rate_smoothed"].to_numpy()


def taken(score: np.ndarray, area: np.ndarray, share: float) -> np.ndarray:
    """The share (0 to 1) of each cell that is chosen, highest scores first, ties alike."""
    _, tier = np.unique(-score, return_inverse=True)
    tier_area = np.bincount(tier, weights=area)
    before = np.cumsum(tier_area) - tier_area
    return np.clip((share * area.sum() - before) / tier_area, 0.0, 1.0)[tier]
