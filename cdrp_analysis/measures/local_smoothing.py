"""Rates of small areas drawn towards those around them, the more the less an area can tell."""

import numpy as np
import pandas as pd
from scipy import sparse

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.rates import PER


def empirical_bayes_local(
    frame: pd.DataFrame,
    neighbours: sparse.csr_array,
    *,
    count: str = "offences",
    denominator: str = "residents",
) -> pd.DataFrame:
    """
    Rates drawn towards the rate of an area and its neighbours together.

    A map smoothed towards one overall rate keeps its order where all areas are alike in size; one
    smoothed towards neighbours shows where a quiet area lies beside busy ones.

    Parameters
    ----------
    frame : DataFrame, one row per area
        ``count`` (>= 0; missing counts take no part) and ``denominator`` (> 0): people,
        households or square kilometres.
    neighbours : sparse array, shape (n, n)
        Non-zero where two areas are neighbours, in the order of the rows.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``rate_smoothed`` (per 1,000 of the denominator): mᵢ + Aᵢ/(Aᵢ + mᵢ/nᵢ)(rᵢ − mᵢ) with,
        over the area and its neighbours, mᵢ = Σy/Σn and Aᵢ = max(0, Σn(r − mᵢ)²/Σn − mᵢ/n̄).
        Missing where the count is.

    Raises
    ------
    InputError
        If the neighbours are of other areas, a count is negative or a denominator is not positive.

    References
    ----------
    Marshall, R. (1991). Applied Statistics 40, 283-294 (local estimator).
    """
    y = pd.to_numeric(frame[count]).astype("Float64").to_numpy(float, na_value=np.nan)
    n = pd.to_numeric(frame[denominator]).astype("Float64").to_numpy(float, na_value=np.nan)
    if neighbours.shape != (len(frame), len(frame)) or (y < 0).any() or not (n > 0).all():
        raise InputError(
            f"{int((y < 0).sum())} counts are negative, {int((~(n > 0)).sum())} of {len(frame)} "
            f"areas have no {denominator}, neighbours are given for {neighbours.shape[0]}.",
            where="measures.local_smoothing",
            do="give counts of 0 or more, a positive denominator, neighbours of the same areas",
        )
    known = ~np.isnan(y)
    around = (sparse.csr_array(neighbours) != 0).astype(float)
    around.setdiag(1.0)
    around = sparse.csr_array(around)[known][:, known]
    y, n = y[known], n[known]
    rate, people, areas = y / n, around @ n, around.sum(axis=1)
    mean = around @ y / people
    # Σn(r − m)² over each neighbourhood, opened up so that two products do.
    spread = np.maximum(around @ (n * rate**2) / people - mean**2, 0.0)
    between = np.maximum(spread - mean * areas / people, 0.0)
    with np.errstate(invalid="ignore"):
        kept = np.where(between > 0, between / (between + mean / n), 0.0)
    smoothed = np.full(len(frame), np.nan)
    smoothed[known] = PER * (mean + kept * (rate - mean))
    return frame.assign(rate_smoothed=smoothed)
