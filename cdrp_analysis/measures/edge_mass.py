"""How much of a kernel lies inside a boundary, exactly: what edge correction divides by."""

import numpy as np
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.geography.area_index import inside_of, outline_edges

# A Gaussian is followed to eight standard deviations: what lies beyond is 1e-14 of its mass.
GAUSSIAN_REACH = 8.0
KERNELS = ("quartic", "gaussian")
# Nearer than this to a whole turn, rounding cannot tell all from nothing; the place itself can.
_WHOLE = 1e-9


def mass_inside(
    locations: np.ndarray,
    boundary: shapely.Geometry,
    *,
    bandwidth_m: float,
    kernel: str = "quartic",
) -> np.ndarray:
    """
    Share of the kernel around each location that lies inside a boundary, exactly.

    With F(r) the kernel's mass within r, the share is ∮ F(r) dθ / 2π along the outline, by
    Green's theorem. For the quartic kernel F(r) = 1 − (1 − r²/h²)³ makes every edge a
    polynomial; for the Gaussian F(r) = 1 − exp(−r²/2σ²) is integrated by Gauss and Legendre's
    rule to some 1e-12. Beyond the kernel's reach F is 1, and the outline is an angle.

    Parameters
    ----------
    locations : array of float, shape (m, 2)
        Easting and northing, metres.
    boundary : Polygon or MultiPolygon
        With holes, if it has any.
    bandwidth_m : float
        Radius h of the quartic kernel, standard deviation σ of the Gaussian, metres.
    kernel : str
        "quartic" or "gaussian".

    Returns
    -------
    array of float, shape (m,), from 0 to 1

    Raises
    ------
    InputError
        If the bandwidth is not positive or the kernel unknown.
    """
    reach = kernel_reach(bandwidth_m, kernel)
    locations = np.ascontiguousarray(locations, dtype=float).reshape(-1, 2)
    if not len(locations):
        return np.zeros(0)
    order, starts, south = by_strip(locations, reach)
    x, y = np.ascontiguousarray(locations[order].T)
    inside = inside_of(boundary)(x, y)
    share = np.empty(len(locations))
    share[order] = sorted_mass(
        x, y, starts, south, reach, inside, boundary, bandwidth_m=bandwidth_m, kernel=kernel
    )
    return share


def sorted_mass(
    x: np.ndarray,
    y: np.ndarray,
    starts: np.ndarray,
    south: float,
    strip_m: float,
    inside: np.ndarray,
    boundary: shapely.Geometry,
    *,
    bandwidth_m: float,
    kernel: str,
) -> np.ndarray:
    """
    :func:`mass_inside` of places already sorted by strip and easting, as :func:`by_strip` sorts.

    ``inside`` says which of them lie inside: a kernel that no edge comes near is inside whole,
    or not at all.
    """
    from cdrp_analysis.measures import kernel_loops  # numba: only where it is needed

    reach = kernel_reach(bandwidth_m, kernel)
    edges, _ = outline_edges(np.array([boundary], dtype=object))
    turned = kernel_loops.along_outline(
        x, y, starts, south, strip_m, edges, float(bandwidth_m), reach, kernel == "gaussian"
    )
    share = turned / (2 * np.pi)
    share -= np.floor(share)
    with np.errstate(invalid="ignore"):
        plain = (share > _WHOLE) & (share < 1 - _WHOLE)
    return np.where(plain, share, inside.astype(float))


def by_strip(places: np.ndarray, strip_m: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Order of places by strip of northing, then easting; where each strip starts; its south."""
    south = float(places[:, 1].min())
    strip = np.floor((places[:, 1] - south) / strip_m).astype(np.int64)
    order = np.lexsort((places[:, 0], strip))
    return order, np.searchsorted(strip[order], np.arange(strip.max() + 2)), south


def kernel_reach(bandwidth_m: float, kernel: str) -> float:
    """Distance at which a kernel ends, metres; InputError for one that cannot be used."""
    if not 0 < bandwidth_m < np.inf or kernel not in KERNELS:
        raise InputError(
            f"a bandwidth of {bandwidth_m} m is not positive, or {kernel!r} is no kernel.",
            where="measures.kernel",
            do=f"300 m suits a borough; kernels are {' and '.join(KERNELS)}",
        )
    return float(bandwidth_m) * (GAUSSIAN_REACH if kernel == "gaussian" else 1.0)
