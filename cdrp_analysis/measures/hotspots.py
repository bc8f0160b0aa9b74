"""Hotspot tables: grid cells with counts, density and Gi*, and the same Gi* on LSOA rates."""

from collections.abc import Callable
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.bandwidth import automatic_bandwidth
from cdrp_analysis.measures.grids import cell_points, count_in_cells, square_grid, touching
from cdrp_analysis.measures.kernel import density
from cdrp_analysis.measures.local_clustering import false_discovery, gi_star, local_moran
from cdrp_analysis.measures.permutation import monte_carlo_p, moran_p, permutation_p


def hotspot_cells(
    points: pd.DataFrame,
    boundary: shapely.Geometry,
    *,
    size_m: float | None = None,
    bandwidth_m: float | None = None,
    false_discovery_rate: float = 0.05,
    conditional: bool = False,
    seed: int,
) -> gpd.GeoDataFrame:
    """
    Count, density and local clustering in every square of a borough.

    Parameters
    ----------
    points : DataFrame, one row per offence
        ``easting`` and ``northing`` (metres, EPSG:27700); NaN where unknown.
    boundary : Polygon or MultiPolygon
        The borough, EPSG:27700.
    size_m : float, optional
        Side of a square, metres; by default ``lattice.automatic_size``.
    bandwidth_m : float, optional
        Radius of the quartic kernel, metres; by default ``bandwidth.automatic_bandwidth``.
    false_discovery_rate : float
        Expected share of false ones among the hotspots.
    conditional : bool
        Whether the test leaves the square's own count out. It is kept by default, as in Gi*
        itself: a single busy square whose neighbours are quiet is a hotspot all the same; see
        :func:`~cdrp_analysis.measures.permutation.exact_p`.
    seed : int
        Used only where the exact test would be too large.

    Returns
    -------
    GeoDataFrame, EPSG:27700
        ``cell``, ``easting``, ``northing``, ``size_m``, ``area_km2``, ``offences``,
        ``density`` (per km²), ``gi_star``, ``p``, ``q``, ``hotspot`` and ``geometry``. A
        hotspot is a square whose p, adjusted over the map, is at most the rate and whose Gi*
        is positive. ``attrs``: ``counted``, ``outside``, ``no_coordinates`` and ``notes``, a
        sentence on each automatic choice.

    Raises
    ------
    InputError
        If the boundary is not an area or the points lack coordinates altogether.
    """
    grid = square_grid(boundary, size_m=size_m)
    notes = list(grid.attrs["notes"])
    if bandwidth_m is None:
        bandwidth_m, note = automatic_bandwidth(boundary)
        notes.append(note)
    counts = count_in_cells(points, grid, boundary)
    cells = grid.assign(
        offences=counts.to_numpy(),
        density=density(points, cell_points(grid), boundary, bandwidth_m=bandwidth_m),
    )
    test = partial(permutation_p, conditional=conditional, seed=seed)
    clustering = _clustering(
        cells["offences"].to_numpy(), touching(grid), false_discovery_rate, test
    )
    cells = pd.concat([cells.drop(columns="geometry"), clustering], axis=1)
    result = gpd.GeoDataFrame(cells, geometry=grid.geometry, crs=grid.crs)
    result.attrs = counts.attrs | {"notes": notes}
    return result


def cluster_rates(
    rates: pd.DataFrame,
    neighbours: sparse.csr_array,
    *,
    false_discovery_rate: float = 0.05,
    draws: int = 9999,
    seed: int,
) -> pd.DataFrame:
    """
    Gi* on rates, after giving every area's rate the same variance.

    Parameters
    ----------
    rates : DataFrame, one row per area
        ``offences`` and ``residents``.
    neighbours : sparse array, shape (n, n)
        From ``geography.neighbours``, in the order of the rows.
    false_discovery_rate : float
        Expected share of false ones among the hotspots.
    draws : int
        Random draws behind each p.
    seed : int
        Seed of the draws.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``gi_star``, ``p``, ``q``, ``hotspot``. Areas with unknown offences or without
        residents get NaN and False, and are nobody's neighbour.

    Raises
    ------
    InputError
        If fewer than three areas have a rate, or the neighbours are of other areas.
    """
    offences = rates["offences"].to_numpy("float64", na_value=np.nan)
    residents = rates["residents"].to_numpy("float64", na_value=np.nan)
    known = np.flatnonzero(np.isfinite(offences) & (residents > 0))
    if len(known) < 3 or neighbours.shape != (len(rates), len(rates)):
        raise InputError(
            f"{len(known)} of {len(rates)} areas have a rate; neighbours are given for "
            f"{neighbours.shape[0]}.",
            where="measures.hotspots.cluster_rates",
            do="give three areas or more and geography.neighbours() of the same areas",
        )
    test = partial(monte_carlo_p, draws=draws, seed=seed)
    found = _clustering(
        eb_standardised(offences[known], residents[known]),
        sparse.csr_array(neighbours)[known][:, known],
        false_discovery_rate,
        test,
    )
    found.index = rates.index[known]
    found = found.reindex(rates.index)
    found["hotspot"] = found["hotspot"].eq(True)
    return pd.concat([rates, found], axis=1)


def moran_clusters(
    places: pd.DataFrame,
    neighbours: sparse.csr_array,
    *,
    value: str = "offences",
    alternative: str = "two-sided",
    false_discovery_rate: float = 0.05,
    seed: int,
) -> pd.DataFrame:
    """
    Clusters and outliers: where places resemble their neighbours, and where one stands alone.

    Parameters
    ----------
    places : DataFrame, one row per place
        ``value``: counts, or rates made comparable by :func:`eb_standardised`; none missing.
    neighbours : sparse array, shape (n, n)
        From ``grids.touching`` or ``geography.neighbours``, in the order of the rows.
    alternative : str
        "greater" (clusters alone), "less" (outliers alone) or "two-sided" (both).
    false_discovery_rate : float
        Expected share of false ones among the named.
    seed : int
        Used only where the exact test would not do: for rates.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``local_moran``, ``z``, ``quadrant``, ``p`` (conditional permutation, ties counted
        as extreme), ``q`` (p adjusted over the map) and ``cluster``: the quadrant where q is at
        most the rate, else "".
    """
    values = places[value].to_numpy("float64", na_value=np.nan)
    found = local_moran(values, neighbours)
    p = moran_p(values, neighbours, alternative=alternative, seed=seed)
    q = false_discovery(p)
    cluster = found["quadrant"].where(q <= false_discovery_rate, "")
    columns = found[["local_moran", "z", "quadrant"]].assign(p=p, q=q, cluster=cluster)
    return pd.concat([places, columns.set_index(places.index)], axis=1)


def eb_standardised(offences: np.ndarray, residents: np.ndarray) -> np.ndarray:
    """
    Rates less their mean, divided by the standard deviation that each area should have.

    With rates rᵢ = yᵢ/nᵢ, m = Σy/Σn, s² = Σnᵢ(rᵢ − m)²/Σn and A = max(0, s² − m/n̄):
    zᵢ = (rᵢ − m) / √(A + m/nᵢ). A rate that is high only because few people live there is not
    extreme. All zero where nothing was recorded.

    References
    ----------
    Assunção, R. M. and Reis, E. A. (1999). Statistics in Medicine 18, 2147-2162.
    """
    offences, residents = np.asarray(offences, dtype=float), np.asarray(residents, dtype=float)
    rate, mean = offences / residents, offences.sum() / residents.sum()
    if mean == 0:
        return np.zeros(len(rate))
    spread = (residents * (rate - mean) ** 2).sum() / residents.sum()
    between = max(0.0, spread - mean / residents.mean())
    return (rate - mean) / np.sqrt(between + mean / residents)


def _clustering(
    values: np.ndarray,
    links: sparse.csr_array,
    rate: float,
    test: Callable[[np.ndarray, sparse.csr_array], np.ndarray],
) -> pd.DataFrame:
    z = gi_star(values, links)
    p = test(values, links)
    q = false_discovery(p)
    return pd.DataFrame({"gi_star": z, "p": p, "q": q, "hotspot": (q <= rate) & (z > 0)})
