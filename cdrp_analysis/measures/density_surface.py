"""Density of offences and of their harm on a fine lattice, and where it changed beyond chance."""

import numpy as np
import pandas as pd
import shapely
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.edge_mass import mass_inside
from cdrp_analysis.measures.kernel import density_raster, kernel_area_km2
from cdrp_analysis.measures.local_clustering import false_discovery
from cdrp_analysis.measures.relative_risk import FEWEST, density_change

# Beyond this many cells a map shows no more, and a wide area takes its time.
MOST_CELLS = 60_000
_STEP_M = 10.0
# (∫K)² ÷ (∫K² · area at the peak): the count that varies as the kernel's weighted sum does.
_EFFECTIVE = 5 / 3


def surface_cell(boundary: shapely.Geometry, bandwidth_m: float) -> tuple[float, str]:
    """
    Side of the cells that suit a surface, metres, and a sentence that says so.

    A sixth of the bandwidth: from cell to cell the quartic kernel then changes by a quarter of
    its peak at most. In an area that would need more than 60,000 of them, the least multiple of
    10 m that needs no more.

    Examples
    --------
    >>> surface_cell(shapely.box(0, 0, 5000, 4000), 300)
    (50.0, 'Cells of the surface set to 50 m: a sixth of the bandwidth.')
    """
    fine = bandwidth_m / 6
    least = _STEP_M * np.ceil(np.sqrt(shapely.area(boundary) / MOST_CELLS) / _STEP_M)
    if fine >= least:
        return float(fine), f"Cells of the surface set to {fine:g} m: a sixth of the bandwidth."
    return float(least), (
        f"Cells of the surface set to {least:g} m: at most {MOST_CELLS:,} cells are drawn."
    )


def density_surface(
    points: pd.DataFrame,
    boundary: shapely.Geometry,
    *,
    days: pd.Series,
    bandwidth_m: float,
    cell_m: float | None = None,
) -> pd.DataFrame:
    """
    Offences and days of harm per km², by the quartic kernel corrected at the boundary.

    Parameters
    ----------
    points : DataFrame, one row per offence
        ``easting``, ``northing`` (metres, EPSG:27700).
    boundary : Polygon or MultiPolygon
        EPSG:27700.
    days : Series, one value per row of ``points``
        Days of harm of each (``harm.days_of_rows``); NaN where there is no weight.
    bandwidth_m : float
        Radius of the quartic kernel, metres.
    cell_m : float, optional
        Side of a cell, metres; by default that of :func:`surface_cell`.

    Returns
    -------
    DataFrame, one row per cell whose centre lies inside the boundary
        ``easting``, ``northing`` (of the centre, metres), ``size_m``, ``density`` (offences per
        km²) and ``harm`` (days per km²; NaN throughout where no offence has a weight).
        ``attrs``: ``notes`` (automatic choices, offences without a weight or coordinates).

    Raises
    ------
    InputError
        If bandwidth or cell is not positive, or the days are of other rows.

    References
    ----------
    Silverman, B. W. (1986). Density Estimation. Chapman and Hall, section 4.2.
    """
    if len(days) != len(points):
        raise InputError(
            f"{len(days)} values of harm for {len(points)} points.",
            where="measures.density_surface",
            do="give one value per row, NaN where an offence has no weight",
        )
    notes = []
    if cell_m is None:
        cell_m, note = surface_cell(boundary, bandwidth_m)
        notes.append(note)
    options = {"cell_m": cell_m, "bandwidth_m": bandwidth_m}
    surface = density_raster(points, boundary, **options)
    weight = pd.to_numeric(days).astype(float).to_numpy()
    known = np.isfinite(weight)
    surface["harm"] = np.nan
    if known.any():
        weighed = density_raster(points[known], boundary, weights=weight[known], **options)
        surface["harm"] = weighed["density"]
    lost = {
        "without coordinates left out": surface.attrs["no_coordinates"],
        "outside left out": surface.attrs["outside"],
        "without a weight left out of harm alone": int((~known).sum()),
    }
    notes += [f"{number:,} offences {why}." for why, number in lost.items() if number]
    surface.attrs = {"notes": notes}
    return surface


def surface_change(
    before: pd.DataFrame,
    after: pd.DataFrame,
    boundary: shapely.Geometry,
    *,
    bandwidth_m: float,
    cell_m: float | None = None,
    false_discovery_rate: float = 0.05,
    fewest: float = FEWEST,
) -> pd.DataFrame:
    """
    Where density rose and fell between two periods of the same length, and where beyond chance.

    Parameters
    ----------
    before, after : DataFrame
        ``easting``, ``northing`` of the offences of the earlier and the later period.
    boundary, bandwidth_m, cell_m
        As for :func:`density_surface`; one bandwidth for both periods.
    false_discovery_rate : float
        Expected share of false ones among the clear cells.
    fewest : float
        A cell is masked where both periods have fewer offences than this around it.

    Returns
    -------
    DataFrame, one row per cell
        ``easting``, ``northing``, ``size_m``, ``before``, ``after`` (per km²), ``ratio`` (after ÷
        before; NaN where masked, infinite where there was nothing), ``masked``, ``z`` (NaN where
        masked), ``q`` (its two-sided p, adjusted over the cells that are not masked) and
        ``signal``: "up", "down", "no clear change", or "" where masked. No rows where there is no
        earlier offence at all.

    Notes
    -----
    A weighted sum of Poisson counts varies as a count of m = (∫K)²/∫K² times the density does:
    5/3 of the offences around a cell, as the quartic kernel counts them, times the share of the
    kernel inside the boundary. On the root scale z = √2 (√m₂ − √m₁) is standard normal where the
    two periods are alike. Offences that come in
    clusters vary by more: what is only just clear may be chance.

    References
    ----------
    Kelsall, J. E. and Diggle, P. J. (1995). Statistics in Medicine 14, 2335-2342.
    Anscombe, F. (1948). Biometrika 35, 246-254 (root of a Poisson count).

    Raises
    ------
    InputError
        If bandwidth or cell is not positive.
    """
    notes = []
    if cell_m is None:
        cell_m, note = surface_cell(boundary, bandwidth_m)
        notes.append(note)
    lattice = density_raster(after, boundary, cell_m=cell_m, bandwidth_m=bandwidth_m)
    lattice = lattice[["easting", "northing", "size_m"]]
    if before.empty:
        lattice = lattice.head(0)
    at = lattice[["easting", "northing"]].to_numpy()
    change = density_change(before, after, at, boundary, bandwidth_m=bandwidth_m, fewest=fewest)
    inside = mass_inside(at, boundary, bandwidth_m=bandwidth_m)
    around = kernel_area_km2(bandwidth_m) * _EFFECTIVE * inside
    roots = [np.sqrt(change[name].to_numpy() * around) for name in ("before", "after")]
    z = np.sqrt(2) * (roots[1] - roots[0])
    q = np.full(len(change), np.nan)
    shown = ~change["masked"].to_numpy()
    if shown.any():
        q[shown] = false_discovery(2 * stats.norm.sf(np.abs(z[shown])))
    clear = q <= false_discovery_rate
    table = lattice.assign(
        before=change["before"].to_numpy(),
        after=change["after"].to_numpy(),
        ratio=np.exp(change["log_change"].to_numpy()),
        masked=change["masked"].to_numpy(),
        z=np.where(shown, z, np.nan),
        q=q,
        signal=np.select(
            [~shown, clear & (z > 0), clear & (z < 0)], ["", "up", "down"], "no clear change"
        ),
    )
    table.attrs = {"notes": notes + change.attrs["notes"]}
    return table
