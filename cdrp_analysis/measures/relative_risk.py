"""Two surfaces of kernel density compared: two kinds of point, or two periods."""

import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.kernel import density, kernel_area_km2, weighted_places

# As for counts in tables: a ratio of fewer than five and fewer than five says little.
FEWEST = 5.0


def relative_risk(
    cases: pd.DataFrame,
    controls: pd.DataFrame,
    locations: np.ndarray,
    boundary: shapely.Geometry,
    *,
    bandwidth_m: float = 300,
    kernel: str = "quartic",
    weights: tuple[np.ndarray | None, np.ndarray | None] = (None, None),
    fewest: float = FEWEST,
) -> pd.DataFrame:
    """
    Where one kind of point is denser than another, each taken as a share of its own total.

    Parameters
    ----------
    cases, controls : DataFrame
        ``easting``, ``northing`` (metres, EPSG:27700), for example robberies and all offences,
        or offences and premises.
    locations : array of float, shape (m, 2)
        Easting and northing, for example of ``grids.cell_points``.
    boundary : Polygon or MultiPolygon
        Where both could have been recorded.
    bandwidth_m, kernel
        As for :func:`~cdrp_analysis.measures.kernel.density`; one for both sets: with two, what
        differs would be the smoothing.
    weights : pair of arrays, optional
        One weight per row of each set.
    fewest : float
        A location is masked where both sets have fewer points than this around it.

    Returns
    -------
    DataFrame, one row per location
        ``cases``, ``controls`` (per km²), ``log_relative_risk`` = ln (f/Σf) − ln (g/Σg), with
        the totals inside the boundary: 0 where the risk is that of the whole area, ln 2 where
        it is twice that; ±∞ where one of them has nothing within reach; and ``masked``, where it is
        NaN. ``attrs["notes"]``: one sentence on the mask.

    Raises
    ------
    InputError
        As ``density``, or if one of the sets has no points inside the boundary.

    Notes
    -----
    Points around a location are counted with the kernel, 1 for a point at the location and less
    farther away: f / K(0). The mask counts points also where they are weighted.

    References
    ----------
    Kelsall, J. E. and Diggle, P. J. (1995). Statistics in Medicine 14, 2335-2342.
    """
    options = {"bandwidth_m": bandwidth_m, "kernel": kernel}
    sets = (cases, controls)
    totals = [
        weighted_places(points, weight, boundary)[1].sum()
        for points, weight in zip(sets, weights, strict=True)
    ]
    if not all(totals):
        raise InputError(
            f"the totals are {totals[0]:g} and {totals[1]:g}: a share of nothing is not known.",
            where="measures.relative_risk",
            do="give two sets with points inside the boundary",
        )
    return _compared(
        sets, weights, locations, boundary, ("cases", "controls", "log_relative_risk"),
        float(np.log(totals[1] / totals[0])), fewest, options,
    )  # fmt: skip


def density_change(
    before: pd.DataFrame,
    after: pd.DataFrame,
    locations: np.ndarray,
    boundary: shapely.Geometry,
    *,
    bandwidth_m: float = 300,
    kernel: str = "quartic",
    weights: tuple[np.ndarray | None, np.ndarray | None] = (None, None),
    fewest: float = FEWEST,
) -> pd.DataFrame:
    """
    Where density rose and fell between two periods of the same length.

    Parameters
    ----------
    before, after : DataFrame
        Points of the earlier and the later period.
    locations, boundary, bandwidth_m, kernel, weights, fewest
        As for :func:`relative_risk`; one bandwidth for both periods.

    Returns
    -------
    DataFrame, one row per location
        ``before``, ``after`` (per km²), ``log_change`` = ln (after / before): ln 2 where it
        doubled, whatever the rest of the area did; ±∞ where one period has nothing within
        reach; and ``masked``, where it is NaN.

    Raises
    ------
    InputError
        As :func:`~cdrp_analysis.measures.kernel.density`.
    """
    options = {"bandwidth_m": bandwidth_m, "kernel": kernel}
    found = _compared(
        (after, before), weights[::-1], locations, boundary, ("after", "before", "log_change"),
        0.0, fewest, options,
    )  # fmt: skip
    return found[["before", "after", "log_change", "masked"]]


def _compared(
    sets: tuple[pd.DataFrame, pd.DataFrame],
    weights: tuple[np.ndarray | None, np.ndarray | None],
    locations: np.ndarray,
    boundary: shapely.Geometry,
    names: tuple[str, str, str],
    shift: float,
    fewest: float,
    options: dict,
) -> pd.DataFrame:
    found = [
        density(points, locations, boundary, weights=weight, **options)
        for points, weight in zip(sets, weights, strict=True)
    ]
    counted = [
        surface if weight is None else density(points, locations, boundary, **options)
        for surface, points, weight in zip(found, sets, weights, strict=True)
    ]
    # Five points at one place are five, whatever rounding makes of the kernel's height.
    around = kernel_area_km2(**options) * (1 + 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        masked = ~(np.fmax(*counted) * around >= fewest)
        ratio = np.where(masked, np.nan, np.log(found[0]) - np.log(found[1]) + shift)
    result = pd.DataFrame({**dict(zip(names, (*found, ratio), strict=True)), "masked": masked})
    result.attrs["notes"] = [
        f"Not shown where both have fewer than {fewest:g} points around: {int(masked.sum()):,} of "
        f"{len(masked):,} places; one bandwidth of {options['bandwidth_m']:g} m for both."
    ]
    return result
