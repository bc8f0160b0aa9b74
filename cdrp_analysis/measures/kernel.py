"""Quartic kernel density per km², corrected at the boundary, and the bandwidth it deserves."""

import numba
import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.grids import located_points

# A hundredth of the cross-validated density is spread evenly, so that one lonely offence
# does not forbid every bandwidth shorter than its distance to the next.
_EVEN_SHARE = 0.01
CANDIDATES_M = tuple(range(100, 1001, 50))


def density(
    points: pd.DataFrame,
    locations: np.ndarray,
    boundary: shapely.Geometry,
    *,
    bandwidth_m: float = 300,
    weights: np.ndarray | None = None,
) -> np.ndarray:
    """
    Offences per km² around each location.

    Parameters
    ----------
    points : DataFrame
        ``easting``, ``northing`` (metres, EPSG:27700); rows with NaN are left out.
    locations : array of float, shape (m, 2)
        Easting and northing at which the density is wanted.
    boundary : Polygon or MultiPolygon
        Where offences could have been recorded.
    bandwidth_m : float
        Radius h of the kernel, metres. Keep one h for every year that is compared.
    weights : array of float, shape (n,), optional
        One per row of ``points``, 0 or more; default 1.

    Returns
    -------
    array of float, shape (m,)
        f(s) = Σ wᵢ 3/(πh²) (1 − d²/h²)² over d < h, per km², divided by the share of the
        kernel around s that lies inside the boundary; NaN where none of it does.

    Raises
    ------
    InputError
        If ``bandwidth_m`` is not positive or a weight is negative, missing or too many.

    Notes
    -----
    Nothing is binned: every pair of point and location within h is evaluated. The share inside
    is exact too, by Green's theorem along the outline (:func:`mass_inside`).

    References
    ----------
    Jones, M. C. (1993). Statistics and Computing 3, 135-146 (edge correction).
    """
    places, mass = _weighted_places(points, weights)
    locations = np.ascontiguousarray(locations, dtype=float).reshape(-1, 2)
    _positive(bandwidth_m)
    raw = _spread(places, mass, locations, float(bandwidth_m), False)
    inside = mass_inside(locations, boundary, bandwidth_m=bandwidth_m)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(inside > 0, raw * 1e6 / inside, np.nan)


def mass_inside(
    locations: np.ndarray, boundary: shapely.Geometry, *, bandwidth_m: float
) -> np.ndarray:
    """
    Share of the quartic kernel around each location that lies inside a boundary, exactly.

    With F(r) = 1 − (1 − r²/h²)³ the kernel's mass within r, the share is ∮ F(min(r, h)) dθ / 2π
    along the outline: a polynomial in the length along an edge inside the disc, an angle outside.

    Parameters
    ----------
    locations : array of float, shape (m, 2)
        Easting and northing, metres.
    boundary : Polygon or MultiPolygon
        With holes, if it has any.
    bandwidth_m : float
        Radius of the kernel, metres.

    Returns
    -------
    array of float, shape (m,), from 0 to 1
    """
    _positive(bandwidth_m)
    edges = _edges(boundary)
    locations = np.ascontiguousarray(locations, dtype=float).reshape(-1, 2)
    return np.clip(_mass(locations, edges, float(bandwidth_m)), 0.0, 1.0)


def bandwidths(
    points: pd.DataFrame,
    boundary: shapely.Geometry,
    *,
    candidates: tuple[float, ...] = CANDIDATES_M,
) -> pd.DataFrame:
    """
    What two rules would choose, to be printed beside the bandwidth used.

    Parameters
    ----------
    points : DataFrame
        ``easting``, ``northing`` (metres); two different locations or more.
    boundary : Polygon or MultiPolygon
        EPSG:27700.
    candidates : tuple of float
        Bandwidths compared by cross-validation, metres.

    Returns
    -------
    DataFrame
        ``rule``, ``bandwidth_m`` and ``note``. *Scott*: σⱼ n^(−1/6) for each axis, their
        geometric mean times √8, which gives the quartic kernel the same spread as the Gaussian
        of that rule. *Likelihood cross-validation*: the candidate that best foretells each
        location from all others; a whole snap point is left out at once, because leaving out one
        of several offences at the same point would always favour the smallest bandwidth.

    Raises
    ------
    InputError
        If there are fewer than two locations.

    References
    ----------
    Scott, D. W. (1992). Multivariate Density Estimation. Wiley.
    Habbema, J. D. F., Hermans, J. and van den Broek, K. (1974). COMPSTAT 1974, 101-110.
    """
    places, mass = _weighted_places(points, None)
    if len(places) < 2:
        raise InputError(
            f"{len(places)} distinct locations; a bandwidth needs two.",
            where="measures.kernel.bandwidths",
            do="state a bandwidth instead",
        )
    total = mass.sum()
    centre = np.average(places, weights=mass, axis=0)
    spread = np.sqrt(mass @ (places - centre) ** 2 / (total - 1))
    sigma = spread * total ** (-1 / 6)
    scores = [_foretold(places, mass, boundary, float(h)) for h in candidates]
    best = int(np.argmax(scores))
    ends = " (the end of the range tried)" if best in (0, len(candidates) - 1) else ""
    return pd.DataFrame(
        {
            "rule": ["Scott", "likelihood cross-validation"],
            "bandwidth_m": [float(np.sqrt(8 * sigma[0] * sigma[1])), float(candidates[best])],
            "note": [
                f"σ n^(−1/6) = {sigma[0]:.0f} m east, {sigma[1]:.0f} m north; × √8 for the quartic",
                f"{candidates[0]} to {candidates[-1]} m tried, snap points left out whole{ends}",
            ],
        }
    )


def _foretold(places: np.ndarray, mass: np.ndarray, boundary, h: float) -> float:
    others = _spread(places, mass, places, h, True)
    inside = np.maximum(mass_inside(places, boundary, bandwidth_m=h), 1e-6)
    left = np.maximum(mass.sum() - mass, 1e-12)
    expected = (1 - _EVEN_SHARE) * others / inside / left + _EVEN_SHARE / shapely.area(boundary)
    return float(mass @ np.log(expected))


def _weighted_places(points: pd.DataFrame, weights) -> tuple[np.ndarray, np.ndarray]:
    if weights is None:
        weights = np.ones(len(points))
    weights = np.asarray(weights, dtype=float)
    if weights.shape != (len(points),) or np.isnan(weights).any() or (weights < 0).any():
        raise InputError(
            f"{weights.size} weights for {len(points)} points, or some negative or missing.",
            where="measures.kernel.density",
            do="give one weight of 0 or more per point",
        )
    known = points[["easting", "northing"]].notna().all(axis=1).to_numpy()
    located = located_points(points)
    # Snap points repeat: one kernel of their summed weight is the same sum, many times quicker.
    code, where = pd.factorize(
        located["easting"].to_numpy() + 1j * located["northing"].to_numpy(), sort=True
    )
    mass = np.bincount(code, weights=weights[known], minlength=len(where))
    return np.column_stack([where.real, where.imag]), mass


def _positive(bandwidth_m: float) -> None:
    if not bandwidth_m > 0:
        raise InputError(
            f"a bandwidth of {bandwidth_m} m is not positive.",
            where="measures.kernel",
            do="300 m suits a borough",
        )


def _edges(boundary: shapely.Geometry) -> np.ndarray:
    rings = []
    for part in shapely.get_parts(boundary):
        turned = shapely.orient_polygons(part)  # outer rings anticlockwise, holes clockwise
        for ring in (turned.exterior, *turned.interiors):
            corners = shapely.get_coordinates(ring)
            rings.append(np.hstack([corners[:-1], corners[1:]]))
    return np.ascontiguousarray(np.vstack(rings))


def _spread(
    places: np.ndarray, mass: np.ndarray, locations: np.ndarray, h: float, skip_same: bool
) -> np.ndarray:
    # Points sorted into strips of one bandwidth by northing, and by easting within a strip:
    # a location looks at three strips and, by bisection, at 2h of each.
    if not len(places) or not len(locations):
        return np.zeros(len(locations))
    south = places[:, 1].min()
    strip = np.floor((places[:, 1] - south) / h).astype(np.int64)
    order = np.lexsort((places[:, 0], strip))
    starts = np.searchsorted(strip[order], np.arange(strip.max() + 2))
    return _accumulate(places[order], mass[order], starts, locations, h, south, skip_same)


@numba.njit(cache=True)
def _accumulate(places, mass, starts, locations, h, south, skip_same):  # pragma: no cover
    density = np.zeros(len(locations))
    strips = len(starts) - 1
    for i in range(len(locations)):
        x, y = locations[i, 0], locations[i, 1]
        own = int(np.floor((y - south) / h))
        total = 0.0
        for strip in range(max(own - 1, 0), min(own + 2, strips)):
            first, last = starts[strip], starts[strip + 1]
            k = first + np.searchsorted(places[first:last, 0], x - h)
            while k < last and places[k, 0] < x + h:
                squared = (places[k, 0] - x) ** 2 + (places[k, 1] - y) ** 2
                if squared < h * h and not (skip_same and squared == 0.0):
                    total += mass[k] * (1.0 - squared / (h * h)) ** 2
                k += 1
        density[i] = total * 3.0 / (np.pi * h * h)
    return density


@numba.njit(cache=True)
def _mass(locations, edges, h):  # pragma: no cover
    share = np.zeros(len(locations))
    for i in range(len(locations)):
        x, y = locations[i, 0], locations[i, 1]
        total = 0.0
        for e in range(len(edges)):
            ax, ay = edges[e, 0] - x, edges[e, 1] - y
            bx, by = edges[e, 2] - x, edges[e, 3] - y
            length = np.hypot(bx - ax, by - ay)
            if length == 0.0:
                continue
            ux, uy = (bx - ax) / length, (by - ay) / length
            away = ax * uy - ay * ux  # signed distance of the edge's line
            if away == 0.0:
                continue  # seen end on: it turns through no angle
            t0, t1 = ax * ux + ay * uy, bx * ux + by * uy
            half = np.sqrt(max(h * h - away * away, 0.0))
            # Outside the disc F is 1: the angle turned through, before it and after it.
            if t0 < -half:
                total += _angle(t0, min(t1, -half), away)
            if t1 > half:
                total += _angle(max(t0, half), t1, away)
            inner0, inner1 = max(t0, -half), min(t1, half)
            if inner1 > inner0:
                total += away * (_inner(inner1, away, h) - _inner(inner0, away, h))
        share[i] = total / (2.0 * np.pi)
    return share


@numba.njit(cache=True)
def _angle(t0, t1, away):  # pragma: no cover
    return np.arctan(t1 / away) - np.arctan(t0 / away)


@numba.njit(cache=True)
def _inner(t, away, h):  # pragma: no cover
    # Antiderivative of F(r)/r² = 3/h² − 3r²/h⁴ + r⁴/h⁶ with r² = away² + t².
    a2, h2 = away * away, h * h
    return (
        3.0 * t / h2
        - 3.0 * (a2 * t + t**3 / 3.0) / h2**2
        + (a2 * a2 * t + 2.0 * a2 * t**3 / 3.0 + t**5 / 5.0) / h2**3
    )
