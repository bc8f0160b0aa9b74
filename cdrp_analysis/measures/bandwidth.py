"""Which bandwidth the points themselves, or the size of the area, would choose."""

import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.edge_mass import kernel_reach, mass_inside
from cdrp_analysis.measures.kernel import spread, weighted_places
from cdrp_analysis.measures.lattice import automatic_size

CANDIDATES_M = tuple(range(100, 1001, 50))
# 300 m over squares of 200 m: wide enough to smooth from square to square, and no wider.
_SQUARES = 1.5
# A hundredth of the cross-validated density is spread evenly, so that one lonely offence
# does not forbid every bandwidth shorter than its distance to the next.
_EVEN_SHARE = 0.01
# The quartic kernel of radius √8 σ has the same spread as a Gaussian of σ.
_RADIUS_PER_SIGMA = np.sqrt(8)


def automatic_bandwidth(boundary: shapely.Geometry) -> tuple[float, str]:
    """
    Radius of the quartic kernel that suits an area, metres, and a sentence that says so.

    One and a half of its squares: 300 m for a borough. It depends on the area alone, so that
    every year and every theme is smoothed alike.

    Examples
    --------
    >>> automatic_bandwidth(shapely.box(0, 0, 5000, 4000))
    (300.0, 'Bandwidth set to 300 m: one and a half squares of 200 m.')
    """
    size_m, _ = automatic_size(boundary)
    bandwidth_m = _SQUARES * size_m
    return bandwidth_m, (
        f"Bandwidth set to {bandwidth_m:.0f} m: one and a half squares of {size_m:.0f} m."
    )


def bandwidths(
    points: pd.DataFrame,
    boundary: shapely.Geometry,
    *,
    kernel: str = "quartic",
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
    kernel : str
        "quartic" or "gaussian".
    candidates : tuple of float
        Bandwidths compared by cross-validation, metres.

    Returns
    -------
    DataFrame
        ``rule``, ``bandwidth_m`` and ``note``. *Scott*: σⱼ n^(−1/6) for each axis, their
        geometric mean; times √8 for the quartic kernel, which gives it the same spread as the
        Gaussian. *Likelihood cross-validation*: the candidate that best foretells each
        location from all others; a whole snap point is left out at once, because leaving out one
        of several offences at the same point would always favour the smallest bandwidth.
        ``attrs["notes"]``: one sentence with both.

    Raises
    ------
    InputError
        If there are fewer than two locations, or the kernel is unknown.

    References
    ----------
    Scott, D. W. (1992). Multivariate Density Estimation. Wiley.
    Habbema, J. D. F., Hermans, J. and van den Broek, K. (1974). COMPSTAT 1974, 101-110.
    """
    places, mass, _ = weighted_places(points, None, boundary)
    if len(places) < 2:
        raise InputError(
            f"{len(places)} distinct locations; a bandwidth needs two.",
            where="measures.bandwidth",
            do="state a bandwidth instead",
        )
    total = mass.sum()
    centre = np.average(places, weights=mass, axis=0)
    spread_m = np.sqrt(mass @ (places - centre) ** 2 / (total - 1))
    sigma = spread_m * total ** (-1 / 6)
    scores = [_foretold(places, mass, boundary, float(h), kernel) for h in candidates]
    best = int(np.argmax(scores))
    ends = " (the end of the range tried)" if best in (0, len(candidates) - 1) else ""
    quartic = kernel == "quartic"
    scott = float(np.sqrt(sigma[0] * sigma[1])) * (_RADIUS_PER_SIGMA if quartic else 1.0)
    result = pd.DataFrame(
        {
            "rule": ["Scott", "likelihood cross-validation"],
            "bandwidth_m": [scott, float(candidates[best])],
            "note": [
                f"σ n^(−1/6) = {sigma[0]:.0f} m east, {sigma[1]:.0f} m north"
                + ("; × √8 for the quartic" if quartic else ""),
                f"{candidates[0]} to {candidates[-1]} m tried, snap points left out whole{ends}",
            ],
        }
    )
    result.attrs["notes"] = [
        f"Cross-validation would choose a bandwidth of {candidates[best]:.0f} m{ends}, "
        f"Scott's rule {scott:.0f} m."
    ]
    return result


def _foretold(
    places: np.ndarray, mass: np.ndarray, boundary: shapely.Geometry, h: float, kernel: str
) -> float:
    reach = kernel_reach(h, kernel)
    others = spread(places, mass, places, h, reach, kernel, skip_same=True)
    inside = np.maximum(mass_inside(places, boundary, bandwidth_m=h, kernel=kernel), 1e-6)
    left = np.maximum(mass.sum() - mass, 1e-12)
    expected = (1 - _EVEN_SHARE) * others / inside / left + _EVEN_SHARE / shapely.area(boundary)
    return float(mass @ np.log(expected))
