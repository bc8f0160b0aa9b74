"""Whether two rates of areas go together: rank correlation with its interval."""

import numpy as np
import pandas as pd
from scipy.stats import norm, spearmanr

from cdrp_analysis.errors import InputError

_FEWEST = 5  # areas


def rank_correlation(
    first: pd.Series, second: pd.Series, *, confidence: float = 0.95
) -> dict[str, float]:
    """
    Spearman's rank correlation of areas, with an interval on Fisher's scale.

    It says of areas, not of people: that fearful areas have many reports does not make those who
    report the fearful ones.

    Parameters
    ----------
    first, second : Series, same rows
        Two figures of each area; areas in which one is missing take no part.
    confidence : float
        Coverage of the interval.

    Returns
    -------
    dict
        ``areas`` (number), ``rho`` (-1 to 1), ``lower``, ``upper``; NaN for fewer than five areas
        or where one figure is the same everywhere.

    Raises
    ------
    InputError
        If the two have not the same rows.

    References
    ----------
    Spearman, C. (1904). American Journal of Psychology 15, 72-101.
    Bonett, D. and Wright, T. (2000). Psychometrika 65, 23-28 (standard error of Fisher's z of a
    rank correlation: the square root of (1 + rho² / 2) / (n - 3)).

    Examples
    --------
    >>> a, b = pd.Series([1, 2, 3, 4, 5, 6]), pd.Series([2, 1, 4, 3, 6, 5])
    >>> {name: round(value, 3) for name, value in rank_correlation(a, b).items()}
    {'areas': 6, 'rho': 0.829, 'lower': -0.127, 'upper': 0.986}
    """
    if not first.index.equals(second.index):
        raise InputError(
            f"{len(first)} and {len(second)} figures are not of the same areas.",
            where="measures.association.rank_correlation",
            do="give both by area, in the same order",
        )
    known = first.notna() & second.notna()
    one, other = first[known].to_numpy(float), second[known].to_numpy(float)
    number = len(one)
    nothing = {"areas": number, "rho": np.nan, "lower": np.nan, "upper": np.nan}
    if number < _FEWEST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return nothing
    rho = float(spearmanr(one, other).statistic)
    z = np.arctanh(np.clip(rho, -1 + 1e-12, 1 - 1e-12))
    reach = norm.ppf((1 + confidence) / 2) * np.sqrt((1 + rho**2 / 2) / (number - 3))
    return {
        "areas": number, "rho": rho,
        "lower": float(np.tanh(z - reach)), "upper": float(np.tanh(z + reach)),
    }  # fmt: skip
