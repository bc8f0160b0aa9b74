"""How much counts of areas rise or fall a year, with limits as wide as the years swing."""

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.trends import ratio_limits

_TRIES, _CLOSE = 50, 1e-10


def yearly_change(counts: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """
    Yearly change of each area on the log scale (Poisson regression, quasi-likelihood).

    The variance is allowed to be a multiple of the mean, the same for all areas, estimated from
    how far their years lie from their own lines (never below one): real years swing by more than
    chance in counting. Areas are not made alike in level or slope.

    Parameters
    ----------
    counts : DataFrame, one row per area and year
        ``area``, ``year`` (number), ``offences`` (>= 0). Every area has the same years, three at
        least.

    Returns
    -------
    DataFrame, one row per area, in the order in which they come
        ``area``, ``change`` a year (0.05: five per cent more each year), ``lower``, ``upper``,
        ``p`` of no change, ``dispersion`` (the same in every row). Missing for an area without
        any offence.

    Raises
    ------
    InputError
        If years are missing or fewer than three.

    References
    ----------
    McCullagh, P. and Nelder, J. (1989). Generalized Linear Models, 2nd ed., 6.2.3 and 9.2.
    """
    wide = counts.pivot_table(index="area", columns="year", values="offences", sort=False)
    wide = wide[sorted(wide.columns)]
    if len(wide.columns) < 3 or wide.isna().to_numpy().any():
        raise InputError(
            f"a trend needs three years or more of every area; there are {len(wide.columns)}, or "
            "some are missing.",
            where="measures.area_trends",
            do="leave areas with missing years out",
        )
    years = wide.columns.to_numpy(float)
    x = years - years.mean()
    fits = [_fit(row, x) for row in wide.to_numpy(float)]
    chi = sum(fit[2] for fit in fits if np.isfinite(fit[0]))
    free = sum(len(x) - 2 for fit in fits if np.isfinite(fit[0]))
    dispersion = max(1.0, chi / free) if free else np.nan
    slope, variance = (np.array([fit[at] for fit in fits]) for at in (0, 1))
    error = np.sqrt(variance * dispersion)
    reach = stats.t.ppf(0.5 + confidence / 2, max(free, 1)) * error
    return pd.DataFrame(
        {
            "area": wide.index,
            "change": np.expm1(slope),
            "lower": np.expm1(slope - reach),
            "upper": np.expm1(slope + reach),
            "p": 2 * stats.t.sf(np.abs(slope / error), max(free, 1)),
            "dispersion": dispersion,
        }
    )


def _fit(counts: np.ndarray, x: np.ndarray) -> tuple[float, float, float]:
    """Slope, its Poisson variance and Pearson's chi-square of one area's line."""
    if counts.sum() == 0:
        return np.nan, np.nan, np.nan
    level, slope = np.log(counts.mean()), 0.0
    for _ in range(_TRIES):
        mean = np.exp(level + slope * x)
        information = np.array([[mean.sum(), mean @ x], [mean @ x, mean @ x**2]])
        step = np.linalg.solve(information, [(counts - mean).sum(), (counts - mean) @ x])
        level, slope = level + step[0], slope + step[1]
        if np.abs(step).max() < _CLOSE:
            break
    mean = np.exp(level + slope * x)
    information = np.array([[mean.sum(), mean @ x], [mean @ x, mean @ x**2]])
    variance = np.linalg.inv(information)[1, 1]
    return float(slope), float(variance), float(((counts - mean) ** 2 / mean).sum())


def change_a_year(
    before: int, after: int, *, years: float, confidence: float = 0.95
) -> tuple[float, float, float]:
    """
    Yearly change between two counts of equal times whose middles lie so many years apart.

    Returns
    -------
    change, lower, upper : float
        0.05: five per cent more each year. NaN where nothing was counted before.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940). Biometrika 31, 313-323 (limits of the ratio).

    Examples
    --------
    >>> tuple(round(x, 3) for x in change_a_year(100, 121, years=2))
    (0.1, -0.04, 0.262)
    """
    limits = (limit.item() for limit in ratio_limits(before, after))
    ratio = after / before if before else np.nan
    return tuple(float(value ** (1 / years) - 1) for value in (ratio, *limits))
