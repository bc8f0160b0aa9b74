"""Kernel density per km², quartic or Gaussian, exact and corrected at the boundary."""

import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.geography.area_index import inside_of
from cdrp_analysis.measures.edge_mass import by_strip, kernel_reach, mass_inside, sorted_mass
from cdrp_analysis.measures.grids import within_reach

CORRECTIONS = ("place", "point", "none")
_CELLS_PER_BANDWIDTH = 6


def density(
    points: pd.DataFrame,
    locations: np.ndarray,
    boundary: shapely.Geometry,
    *,
    bandwidth_m: float = 300,
    kernel: str = "quartic",
    weights: np.ndarray | None = None,
    correction: str = "place",
) -> np.ndarray:
    """
    Offences per km² around each location.

    Parameters
    ----------
    points : DataFrame
        ``easting``, ``northing`` (metres, EPSG:27700). Rows with NaN, and points farther than
        25 m outside the boundary, are left out.
    locations : array of float, shape (m, 2)
        Easting and northing at which the density is wanted.
    boundary : Polygon or MultiPolygon
        Where offences could have been recorded.
    bandwidth_m : float
        Radius h of the quartic kernel, standard deviation σ of the Gaussian, metres; σ = h/√8
        smooths alike. Keep one for every year that is compared.
    kernel : str
        "quartic" or "gaussian".
    weights : array of float, shape (n,), optional
        One per row of ``points``, 0 or more: counts, days of harm, pounds; default 1.
    correction : str
        "place" divides the sum at a place by the share of the kernel around it that lies inside
        the boundary: an even spread stays even up to the boundary. "point" divides what a point
        gives by the share of its own kernel inside: the surface holds as much as was put in.
        "none" leaves places near the boundary too low.

    Returns
    -------
    array of float, shape (m,)
        f(s) = Σ wᵢ K(d), per km²: K(d) = 3/(πh²) (1 − d²/h²)² over d < h, or
        exp(−d²/2σ²)/(2πσ²); NaN where none of the kernel lies inside ("place").

    Raises
    ------
    InputError
        If the bandwidth is not positive, an option unknown, or a weight negative, missing or
        too many.

    Notes
    -----
    Nothing is binned: every pair of point and location within reach is evaluated, and the share
    inside is exact (:func:`~cdrp_analysis.measures.edge_mass.mass_inside`).

    References
    ----------
    Silverman, B. W. (1986). Density Estimation. Chapman and Hall, section 4.2 (kernels).
    Jones, M. C. (1993). Statistics and Computing 3, 135-146 ("place").
    Diggle, P. J. (1985). Applied Statistics 34, 138-147 ("point").
    """
    reach = kernel_reach(bandwidth_m, kernel)
    _known(correction)
    locations = np.ascontiguousarray(locations, dtype=float).reshape(-1, 2)
    places, mass, _ = weighted_places(points, weights, boundary)
    if correction == "point":
        mass = mass / mass_inside(places, boundary, bandwidth_m=bandwidth_m, kernel=kernel)
    sums = spread(places, mass, locations, bandwidth_m, reach, kernel)
    if correction != "place":
        return sums * 1e6
    inside = mass_inside(locations, boundary, bandwidth_m=bandwidth_m, kernel=kernel)
    return _divided(sums * 1e6, inside)


def density_raster(
    points: pd.DataFrame,
    boundary: shapely.Geometry,
    *,
    cell_m: float | None = None,
    bandwidth_m: float = 300,
    kernel: str = "quartic",
    weights: np.ndarray | None = None,
    correction: str = "place",
) -> pd.DataFrame:
    """
    The same density at the centre of every cell of a fine lattice: for many points.

    Parameters
    ----------
    cell_m : float, optional
        Side of a cell, metres; by default a sixth of the bandwidth, which is announced. The
        lattice is anchored at the National Grid's origin.
    points, boundary, bandwidth_m, kernel, weights, correction
        As for :func:`density`.

    Returns
    -------
    DataFrame, one row per cell whose centre lies inside, from south-west to north-east
        ``easting``, ``northing`` (of the centre, metres), ``size_m`` and ``density`` (per km²).
        ``attrs``: ``notes`` (what was chosen automatically), ``counted``, ``outside``,
        ``no_coordinates``.

    Raises
    ------
    InputError
        As :func:`density`, or if the cells are not of a positive size.

    Notes
    -----
    Each point adds its kernel to the cells of its disc, row by row, at the exact distance of the
    cell's centre from the point: the values are those of :func:`density`, no point is moved.
    """
    from cdrp_analysis.measures import kernel_loops  # numba: only where it is needed

    reach = kernel_reach(bandwidth_m, kernel)
    _known(correction)
    notes = []
    if cell_m is None:
        cell_m = bandwidth_m / _CELLS_PER_BANDWIDTH
        notes.append(f"Cell size set to {cell_m:g} m (a sixth of the bandwidth).")
    if not 0 < cell_m < np.inf:
        raise InputError(
            f"cells of {cell_m} m have no size.",
            where="measures.kernel.density_raster",
            do="give a positive cell_m, for example 50",
        )
    places, mass, left_out = weighted_places(points, weights, boundary, merged=False)
    if correction == "point":
        mass = mass / mass_inside(places, boundary, bandwidth_m=bandwidth_m, kernel=kernel)
    first = np.floor(np.array(boundary.bounds[:2]) / cell_m)
    columns, rows = (np.ceil(np.array(boundary.bounds[2:]) / cell_m) - first).astype(int)
    west, south = first * cell_m
    put = (*np.ascontiguousarray(places.T), mass, west, south, float(cell_m), (rows, columns))
    if kernel == "quartic":
        sums = kernel_loops.quartic_lattice(*put, float(bandwidth_m))
    else:
        sums = kernel_loops.gaussian_lattice(*put, float(bandwidth_m), reach)
    sums = sums.ravel() * (1e6 * _peak(bandwidth_m, kernel))
    x = np.tile(west + (np.arange(columns) + 0.5) * cell_m, rows)
    y = np.repeat(south + (np.arange(rows) + 0.5) * cell_m, columns)
    inside = inside_of(boundary)(x, y)
    if correction == "place":
        starts = np.arange(rows + 1) * columns
        share = sorted_mass(
            x, y, starts, south, float(cell_m), inside, boundary,
            bandwidth_m=bandwidth_m, kernel=kernel,
        )  # fmt: skip
        sums = _divided(sums, share)
    kept = np.flatnonzero(inside)
    result = pd.DataFrame(
        {"easting": x[kept], "northing": y[kept], "size_m": float(cell_m), "density": sums[kept]}
    )
    result.attrs = {"notes": notes} | left_out
    return result


def weighted_places(
    points: pd.DataFrame,
    weights: np.ndarray | None,
    boundary: shapely.Geometry,
    *,
    merged: bool = True,
) -> tuple[np.ndarray, np.ndarray, dict[str, int]]:
    """
    Places of points near or inside the boundary, their weights, and how many rows were left out.

    ``merged``: one place for each distinct location with the sum of its weights. Snap points
    repeat, and one kernel of their summed weight is the same sum, many times quicker.
    """
    if weights is None:
        weights = np.ones(len(points))
    weights = np.asarray(weights, dtype=float)
    if weights.shape != (len(points),) or not (weights >= 0).all() or np.isinf(weights).any():
        raise InputError(
            f"{weights.size} weights for {len(points)} points, or some negative or missing.",
            where="measures.kernel.density",
            do="give one weight of 0 or more per point",
        )
    near, x, y = within_reach(points, boundary)
    left_out = {
        "counted": int(near.sum()),
        "outside": int((~near & np.isfinite(x + y)).sum()),
        "no_coordinates": int((~np.isfinite(x + y)).sum()),
    }
    x, y, weights = x[near], y[near], weights[near]
    if merged:
        code, where = pd.factorize(x + 1j * y, sort=True)
        x, y = where.real, where.imag
        weights = np.bincount(code, weights=weights, minlength=len(where))
    return np.column_stack([x, y]), weights, left_out


def spread(
    places: np.ndarray,
    mass: np.ndarray,
    locations: np.ndarray,
    bandwidth_m: float,
    reach: float,
    kernel: str,
    *,
    skip_same: bool = False,
) -> np.ndarray:
    """Σ wᵢ K(d) at each location, per square metre; ``skip_same`` leaves out its own place."""
    from cdrp_analysis.measures import kernel_loops

    if not len(places) or not len(locations):
        return np.zeros(len(locations))
    order, starts, south = by_strip(places, reach)
    x, y = np.ascontiguousarray(places[order].T)
    sums = kernel_loops.at_places(
        x, y, mass[order], starts, south, locations, float(bandwidth_m), reach,
        kernel == "gaussian", skip_same,
    )  # fmt: skip
    return sums * _peak(bandwidth_m, kernel)


def kernel_area_km2(bandwidth_m: float, kernel: str = "quartic") -> float:
    """The area over which one offence is spread at its peak: 1/K(0), in km²."""
    return 1e-6 / _peak(bandwidth_m, kernel)


def _peak(bandwidth_m: float, kernel: str) -> float:
    area = np.pi * bandwidth_m**2
    return 3 / area if kernel == "quartic" else 1 / (2 * area)


def _divided(sums: np.ndarray, inside: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(inside > 0, sums / inside, np.nan)


def _known(correction: str) -> None:
    if correction not in CORRECTIONS:
        raise InputError(
            f"{correction!r} is no edge correction.",
            where="measures.kernel",
            do=f"choose one of {', '.join(CORRECTIONS)}",
        )
