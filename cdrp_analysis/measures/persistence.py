"""Which hotspots last, which open and close: places classified over several periods."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.grids import cell_points, count_in_cells
from cdrp_analysis.measures.kernel import density
from cdrp_analysis.measures.local_clustering import false_discovery
from cdrp_analysis.periods import Period

KINDS = ("persistent", "emerging", "new", "intermittent", "former", "never")
LASTING = 0.75  # of all periods, share in which a persistent hotspot is hot
SELDOM = 0.25  # of the older periods, greatest share in which an emerging hotspot was hot
_ADDED = ["offences", "periods_hot", "of_periods", "pattern", "hot_in", "p", "q", "change",
          "change_q", "kind"]  # fmt: skip
ONCE = 0.5  # of the older periods, share in which a former hotspot was hot
LEAST_CHANGE = 1.5  # a rise or fall that is beyond chance yet smaller than this moves no place


def by_period(
    points: pd.DataFrame,
    periods: Sequence[Period],
    grid: gpd.GeoDataFrame,
    boundary: shapely.Geometry,
    *,
    bandwidth_m: float = 300,
) -> tuple[np.ndarray, np.ndarray]:
    """
    Counts and kernel density of every cell in every period, with one bandwidth for all.

    Parameters
    ----------
    points : DataFrame, one row per offence
        ``month``, ``easting``, ``northing`` (metres, EPSG:27700).
    periods : sequence of Period
        Oldest first; the last may be shorter than the others.
    grid, boundary
        From ``measures.grids`` and the outline that it was clipped to.
    bandwidth_m : float
        Radius of the quartic kernel, metres.

    Returns
    -------
    (array of int, array of float), each of shape (cells, periods)
        Offences, and offences per km² around the middle of the cell.
    """
    middles = cell_points(grid)
    points = points[["month", "easting", "northing"]]
    counts, densities = [], []
    for period in periods:
        own = points[points["month"].isin(period.months())]
        counts.append(count_in_cells(own, grid, boundary).to_numpy())
        densities.append(density(own, middles, boundary, bandwidth_m=bandwidth_m))
    return np.stack(counts, axis=1), np.stack(densities, axis=1)


def hot_sets(score: np.ndarray, area_km2: np.ndarray, *, share: float = 0.05) -> np.ndarray:
    """
    The highest cells of each period, as many as fit into a share of the area.

    Parameters
    ----------
    score : array of float, shape (cells, periods)
        Density, Gi* or offences per km²; NaN and 0 are never hot.
    area_km2 : array of float, shape (cells,)
        Area of each cell inside the boundary.
    share : float
        Of the whole area, between 0 and 1.

    Returns
    -------
    array of bool, shape (cells, periods)
        Cells that tie for the last place are in together or out together: the sets never
        exceed the share.
    """
    if not 0 < share < 1 or score.ndim != 2 or len(score) != len(area_km2):
        raise InputError(
            f"scores of shape {score.shape} for {len(area_km2)} cells, share {share}.",
            where="measures.persistence.hot_sets",
            do="give one row per cell, one column per period, and a share between 0 and 1",
        )
    hot = np.zeros(score.shape, dtype=bool)
    for period, values in enumerate(np.nan_to_num(score, nan=0.0).T):
        _, tier = np.unique(-values, return_inverse=True)
        reached = np.cumsum(np.bincount(tier, weights=area_km2))
        fits = reached <= share * area_km2.sum() * (1 + 1e-12)
        hot[:, period] = fits[tier] & (values > 0)
    return hot


def persistence(
    cells: pd.DataFrame,
    counts: np.ndarray,
    hot: np.ndarray,
    *,
    periods: Sequence[Period],
    recent: int = 2,
    false_discovery_rate: float = 0.05,
) -> pd.DataFrame:
    """
    Classify every place by when it was hot.

    Of T periods (three at least) the last ``recent`` are the window R, all others the window O;
    the two share no period. A change is *clear* where the count of R, given that of O and R
    together, differs from the borough's own share of R beyond chance (exact binomial, two-sided,
    false discovery rate over the map) and by a factor of 1.5 or more. A place is, in this order,

    - **persistent** if hot in at least three quarters of the periods, the last among them;
    - **emerging** if hot in all of R and at most a quarter of O, after a clear rise;
    - **new** if hot in the last period alone, after a clear rise in that period;
    - **former** if hot in at least half of O and in none of R, after a clear fall;
    - **intermittent** if hot in any period and none of these;
    - **never** hot otherwise.

    A place at the edge of the hot set drifts in and out by chance; without the clear change it
    would pass for emerging or former. A set of a twentieth of the area takes in a quiet place
    once in twenty periods, so one such period does not stop a place from emerging.

    Parameters
    ----------
    cells : DataFrame, one row per place
        Any columns; they are kept.
    counts : array of int, shape (cells, periods)
        Offences, oldest period first.
    hot : array of bool, same shape
        From :func:`hot_sets`.
    periods : sequence of Period
        Oldest first.
    recent : int
        Periods of the window R: two or more, or one lucky period would pass for a trend.
    false_discovery_rate : float
        For the clear change.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``offences`` (all periods), ``periods_hot``, ``of_periods``, ``pattern`` ("0110": hot
        or not, oldest first), ``hot_in`` (those periods in words), ``p`` (of as many hot periods
        or more if each period's hot set were drawn at random: a sum of independent draws,
        binomial where sets are equally large), ``q`` (p adjusted over the map), ``change`` (R
        against O relative to the borough, 1 no change; NaN without offences), ``change_q`` and
        ``kind`` (one of KINDS).

    Raises
    ------
    InputError
        With fewer than three periods, or windows that leave none for the other.

    References
    ----------
    Weisburd, D. et al. (2004). Criminology 42, 283-322 (stability of places over years).
    """
    length = len(periods)
    if length < 3 or not 2 <= recent < length or not counts.shape == hot.shape == (
        len(cells), length
    ):  # fmt: skip
        raise InputError(
            f"{length} periods with {recent} recent ones, counts of shape {counts.shape} and "
            f"hot sets of shape {hot.shape}.",
            where="measures.persistence",
            do="give three periods or more, two or more of them recent and at least one older",
        )
    times = hot.sum(axis=1)
    p = _at_least(hot.mean(axis=0))[times]
    change, change_q = _change(counts, recent)
    last_change, last_q = _change(counts, 1)
    older, newer = hot[:, :-recent], hot[:, -recent:]
    rose = (change_q <= false_discovery_rate) & (change >= LEAST_CHANGE)
    fell = (change_q <= false_discovery_rate) & (change <= 1 / LEAST_CHANGE)
    arrived = (last_q <= false_discovery_rate) & (last_change >= LEAST_CHANGE)
    rules = {
        "persistent": (times >= LASTING * length) & hot[:, -1],
        "emerging": (older.mean(axis=1) <= SELDOM) & newer.all(axis=1) & rose,
        "new": (times == 1) & hot[:, -1] & arrived,
        "former": (older.mean(axis=1) >= ONCE) & ~newer.any(axis=1) & fell,
        "intermittent": times > 0,
    }
    return cells.assign(
        offences=counts.sum(axis=1),
        periods_hot=times,
        of_periods=length,
        pattern=["".join("1" if one else "0" for one in row) for row in hot],
        hot_in=[_runs(row, [period.label for period in periods]) for row in hot],
        p=p,
        q=false_discovery(p),
        change=change,
        change_q=change_q,
        kind=np.select(list(rules.values()), list(rules), "never"),
    )


def stability(hot: np.ndarray, periods: Sequence[Period]) -> pd.DataFrame:
    """
    How far each period's hot set is the one before.

    Parameters
    ----------
    hot : array of bool, shape (cells, periods)
        From :func:`hot_sets`.
    periods : sequence of Period
        Oldest first.

    Returns
    -------
    DataFrame, one row per pair of neighbouring periods
        ``before``, ``period`` (labels), ``hot_before``, ``hot``, ``both`` (cells), ``jaccard``
        (both ÷ either), ``stayed`` (of the hot, the share hot again) and ``by_chance`` (the same
        share if the later set were drawn at random).
    """
    rows = []
    for index in range(1, hot.shape[1]):
        was, now = hot[:, index - 1], hot[:, index]
        both, either = int((was & now).sum()), int((was | now).sum())
        rows.append(
            {
                "before": periods[index - 1].label,
                "period": periods[index].label,
                "hot_before": int(was.sum()),
                "hot": int(now.sum()),
                "both": both,
                "jaccard": both / either if either else np.nan,
                "stayed": both / was.sum() if was.any() else np.nan,
                "by_chance": now.mean(),
            }
        )
    return pd.DataFrame(rows)


def theme_persistence(
    points: pd.DataFrame,
    periods: Sequence[Period],
    grid: gpd.GeoDataFrame,
    boundary: shapely.Geometry,
    *,
    share: float = 0.05,
    bandwidth_m: float = 300,
    recent: int = 2,
    false_discovery_rate: float = 0.05,
) -> pd.DataFrame:
    """
    :func:`persistence` of each theme by itself, with how far a place stood out.

    All offences together hide that one theme's hotspot closed and another's opened beside it.

    Parameters
    ----------
    points : DataFrame, one row per offence or incident
        ``theme``, ``month``, ``easting``, ``northing``.

    Returns
    -------
    DataFrame, one row per theme and cell that was ever hot for it
        Columns of the grid (without geometry), ``theme``, those of :func:`persistence` and
        ``excess``: the greatest 2 (√offences − √expected) of any period, with the theme spread
        evenly over the area as what is expected. No rows with fewer than three periods, or
        without offences.
    """
    if len(periods) < 3:
        points = points.iloc[:0]
    area = grid["area_km2"].to_numpy()
    cells = pd.DataFrame(grid.drop(columns="geometry"))
    points = points[["theme", "month", "easting", "northing"]].dropna(subset=["theme"])
    found = []
    for theme, own in points.groupby("theme"):
        counts, densities = by_period(own, periods, grid, boundary, bandwidth_m=bandwidth_m)
        hot = hot_sets(densities, area, share=share)
        table = persistence(
            cells, counts, hot, periods=periods, recent=recent,
            false_discovery_rate=false_discovery_rate,
        )  # fmt: skip
        expected = counts.sum(axis=0) * (area / area.sum())[:, None]
        excess = (2 * (np.sqrt(counts) - np.sqrt(expected))).max(axis=1)
        found.append(table.assign(theme=theme, excess=excess)[table["kind"] != "never"])
    if not found:
        return cells.iloc[:0].reindex(columns=[*cells.columns, *_ADDED, "theme", "excess"])
    return pd.concat(found, ignore_index=True)


def leading_kinds(themes: pd.DataFrame) -> pd.DataFrame:
    """Of each cell, the row of the theme in which it stood out most (``theme_persistence``)."""
    first = themes.sort_values(["excess", "theme"], ascending=[False, True], kind="stable")
    return first.drop_duplicates("cell").sort_index().reset_index(drop=True)


def _runs(hot: np.ndarray, labels: Sequence[str]) -> str:
    """``2004/05 to 2006/07, 2009/10``: the periods in which a place was hot."""
    edges = np.flatnonzero(np.diff(np.r_[False, hot, False].astype(int)))
    runs = zip(edges[::2], edges[1::2] - 1, strict=True)
    return ", ".join(
        labels[first] if first == last else f"{labels[first]} to {labels[last]}"
        for first, last in runs
    )


def _at_least(chances: np.ndarray) -> np.ndarray:
    """P(k or more of the periods), k from 0 up, for independent periods of these chances."""
    exactly = np.ones(1)
    for chance in chances:
        exactly = np.convolve(exactly, [1 - chance, chance])
    return np.clip(np.cumsum(exactly[::-1])[::-1], 0.0, 1.0)


def _change(counts: np.ndarray, recent: int) -> tuple[np.ndarray, np.ndarray]:
    """Recent against older, relative to all cells together, and its adjusted p."""
    older, newer = counts[:, :-recent].sum(axis=1), counts[:, -recent:].sum(axis=1)
    both = older + newer
    if not older.sum() or not newer.sum():
        return np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    share = newer.sum() / both.sum()
    lower, upper = stats.binom.cdf(newer, both, share), stats.binom.sf(newer - 1, both, share)
    p = np.where(both > 0, np.minimum(1.0, 2 * np.minimum(lower, upper)), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = (newer / newer.sum()) / (older / older.sum())
    return change, false_discovery(p)
