"""Projection to a year end or twelve months ahead: pooled seasonality and a smoothed level."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from cdrp_analysis.measures.forecast import (
    Forecast,
    half_width,
    limits,
    percent,
    provenance,
    spread,
)
from cdrp_analysis.measures.panels import vintages
from cdrp_analysis.measures.smoothing import Smoothed, smooth
from cdrp_analysis.periods import Period
from cdrp_analysis.vocabulary import DISTURBED_MONTHS

LEVELS = (0.5, 0.8, 0.95)
ENOUGH_AREAS = 5  # fewer areas than this cannot carry an error distribution of their own


def project(
    panel: pd.DataFrame,
    *,
    horizon: int = 12,
    levels: tuple[float, ...] = LEVELS,
    season_years: int = 8,
    disturbed: Collection[str] = DISTURBED_MONTHS,
    join_vintages: bool = False,
) -> Forecast:
    """
    Project every series of a panel: seasonal factors pooled over areas, and a smoothed level.

    A type's seasonal factors are the median ratios of all areas' counts to their centred
    12-month mean; an area's own factors are shrunk towards them, and they towards none, as far
    as their noise asks. The deseasonalised level of an area is its share of its type's total
    times the level of that total, both smoothed exponentially, each at the pace that its own
    past asks for; no trend is extended. Areas may be boroughs or wards; one area alone is
    smoothed by itself. Intervals are conformal: errors of the same rule at earlier origins, on
    the square-root scale, pooled over the areas of a type (types of fewer than five areas are
    pooled with each other) and widened by a tenth.

    Parameters
    ----------
    panel : DataFrame, one row per area, offence and month
        Needs ``area``, ``offence``, ``month`` (``YYYY-MM``) and ``count`` (``<NA>`` = missing; a
        month without a row is missing too). At least two years of months per series. With a
        column ``vintage`` (release or download of the row), several are refused.
    horizon : int
        Months ahead of the panel's last known month.
    levels : tuple of float
        Nominal coverage of the intervals.
    season_years : int
        Years of ratios behind a seasonal factor.
    disturbed : collection of str
        Months of a passing disturbance, by default the restrictions of 2020 and 2021: no season
        is learnt from them, and the level follows them half way.
    join_vintages : bool
        Accept a panel of several vintages; ``method`` then names them.

    Raises
    ------
    InputError
        For a missing column, a negative count, a key that occurs twice, a series of fewer than
        two years, or several vintages that are not said to be joined on purpose.

    References
    ----------
    Hyndman, R. and Athanasopoulos, G. (2021). Forecasting, 3rd ed., sections 3.4 and 8.1.
    Bunn, D. and Vassilopoulos, A. (1999). Int. J. Forecasting 15, 431-443 (grouped seasonality).
    Gross, C. and Sohl, J. (1990). J. Forecasting 9, 233-254 (shares of a total).
    Lei, J. et al. (2018). J. Amer. Statist. Assoc. 113, 1094-1111 (conformal intervals).
    """
    joined = vintages(panel, join=join_vintages)
    model = smooth(panel, season_years=season_years, disturbed=disturbed)
    pools, pooled = pools_of(model)
    sizes = spread(model, pools)
    method = _method(model, pooled, joined)
    steps = np.arange(1, horizon + 1)
    point = model.ahead(steps)
    monthly = model.keys.loc[model.keys.index.repeat(horizon)].reset_index(drop=True)
    monthly["month"] = [str(model.last + int(step)) for step in steps] * len(model.keys)
    monthly["point"] = point.ravel()
    for level in levels:
        half = [half_width(model, pools, sizes, [step], level) for step in steps]
        lower, upper = limits(point, np.stack(half, axis=1))
        monthly[f"lower_{percent(level)}"] = lower.ravel()
        monthly[f"upper_{percent(level)}"] = upper.ravel()
    monthly = monthly.assign(**provenance(model, method))
    return Forecast(monthly, method, model, pools, sizes, tuple(levels))


def year_end(
    panel: pd.DataFrame,
    period: Period,
    known_to: str,
    *,
    levels: tuple[float, ...] = LEVELS,
    disturbed: Collection[str] = DISTURBED_MONTHS,
    join_vintages: bool = False,
) -> pd.DataFrame:
    """
    The total of a period of which only the months up to ``known_to`` are known.

    Any number of its months may be known, none or all of them included. Rows of the panel after
    ``known_to`` are not looked at. Returns the columns of :meth:`Forecast.total`.
    """
    known = panel[panel["month"] <= known_to]
    last = known.loc[known["count"].notna(), "month"].max()
    # The months to go count from the last month known, which may lie before known_to.
    to_go = (pd.Period(period.last, "M") - pd.Period(last if pd.notna(last) else known_to, "M")).n
    forecast = project(
        known,
        horizon=max(1, to_go),
        levels=levels,
        disturbed=disturbed,
        join_vintages=join_vintages,
    )
    return forecast.total(period.months())


def pools_of(model: Smoothed) -> tuple[np.ndarray, str]:
    """The pool whose errors each series shares, and how that is said."""
    areas = np.bincount(model.types)
    enough = areas >= ENOUGH_AREAS
    pools = np.where(enough, np.arange(len(areas)), -1)[model.types]
    if enough.all():
        return pools, f"pooled by type over {_several(areas)} areas"
    if areas.sum() == 1:
        return pools, "of this series alone (nothing to pool)"
    if not enough.any():
        whose = "the area's own " if areas.max() == 1 else ""
        return pools, f"pooled over {whose}{areas.sum()} series (too few areas to pool by type)"
    return pools, (
        f"pooled by type over {_several(areas[enough])} areas, {(~enough).sum()} types of fewer "
        f"than {ENOUGH_AREAS} areas with each other"
    )


def _method(model: Smoothed, pooled: str, joined: str) -> str:
    """How it was made, and from whom season, level and limits were learnt."""
    shared = np.bincount(model.types).max() > 1
    level = "each area's share of a level smoothed by type" if shared else "smoothed level"
    parts = [
        f"pooled seasonality, {level}, no trend",
        f"intervals from earlier errors {pooled}",
        joined,
    ]
    return "; ".join(part for part in parts if part)


def _several(areas: np.ndarray) -> str:
    least, most = areas.min(), areas.max()
    return f"{least}" if least == most else f"{least} to {most}"
