"""What an area has more of than others: location quotients with their limits."""

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.measures.rates import garwood


def location_quotients(
    counts: pd.DataFrame,
    *,
    count: str = "offences",
    least_expected: int = 5,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    A theme's share of an area's offences over its share of all areas' offences, with limits.

    Parameters
    ----------
    counts : DataFrame, one row per area and theme
        ``area``, ``theme`` and ``count``; the themes of an area add up to its offences.
    least_expected : int
        Below this many expected offences the quotient is left missing: it would be noise.
    confidence : float
        Coverage of the limits.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``expected`` (offences), ``location_quotient``, ``location_quotient_lower`` and
        ``_upper``.

    Notes
    -----
    The quotient is (a/n)/(b/N): a of an area's n offences, b of all N. Its logarithm's variance is
    that of the delta method, with a, n − a, b − a and the rest as one multinomial draw, so that
    an area which holds most of a theme is not compared with itself. Without an offence the
    lower limit is 0 and the upper that of a Poisson count of 0.

    References
    ----------
    Brantingham, P. and Brantingham, P. (1995). European J. Criminal Policy 3, 5-26.
    Beyene, J. and Moineddin, R. (2005). BMC Medical Research Methodology 5, 32 (delta limits).
    """
    known = counts[count].astype("Float64")
    of_area = known.groupby(counts["area"]).transform("sum")
    of_theme = known.groupby(counts["theme"]).transform("sum")
    expected = (of_area * of_theme / known.sum()).astype(float)
    quotient = known.astype(float) / expected.where(expected >= least_expected)
    a, n, b = (part.astype(float).to_numpy(na_value=np.nan) for part in (known, of_area, of_theme))
    total = float(known.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = (
            a * (1 / a - 1 / n - 1 / b + 1 / total) ** 2,
            (n - a) * (1 / total - 1 / n) ** 2,
            (b - a) * (1 / total - 1 / b) ** 2,
            (total - n - b + a) / total**2,
        )
        reach = np.exp(stats.norm.ppf((1 + confidence) / 2) * np.sqrt(sum(parts)))
    lower, upper = quotient / reach, quotient * reach
    none = (a == 0) & quotient.notna()
    _, most = garwood(np.zeros(1), confidence=confidence)
    return counts.assign(
        expected=expected,
        location_quotient=quotient,
        location_quotient_lower=lower.mask(none, 0.0),
        location_quotient_upper=upper.mask(none, most[0] / expected),
    )
