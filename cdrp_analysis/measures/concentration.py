"""How unevenly offences fall on places, beside what chance alone would show."""

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError

SHARES = (0.25, 0.50)


def concentration(
    places: pd.DataFrame,
    *,
    unit: str,
    seed: int,
    count: str = "offences",
    draws: int = 999,
    confidence: float = 0.9,
) -> pd.DataFrame:
    """
    Share of places that hold a quarter and half of the offences, and Gini, with a random null.

    Places must be complete: those without an offence are rows too, or crime looks spread out.
    Even offences strewn at random leave most places of a sparse map empty, so the observed share
    is read beside the shares of a multinomial draw of as many offences over as many places.

    Parameters
    ----------
    places : DataFrame, one row per place
        ``count``, whole numbers >= 0. Places whose count is missing are left out.
    unit : str
        What a place is, e.g. "LSOA 2011".
    seed, draws : int
        Seed and number of the null's draws.
    confidence : float
        Width of the null's band.

    Returns
    -------
    DataFrame, one row
        unit, places, offences, share_for_25, share_for_50, gini, gini_adjusted (Bernasco and
        Steenbeek), and ``null_share_for_25`` and ``_50`` with ``_lower`` and ``_upper``.
        Shares are missing where there is no offence.

    References
    ----------
    Bernasco, W. and Steenbeek, W. (2017). J. Quant. Criminology 33, 451-467.
    """
    counts = _counts(places[count])
    total = int(counts.sum())
    row = {"unit": unit, "places": len(counts), "offences": total}
    observed = _shares_of_places(counts[None, :])[0]
    row |= {f"share_for_{share:.0%}".rstrip("%"): value
            for share, value in zip(SHARES, observed, strict=True)}  # fmt: skip
    row |= {"gini": gini(counts), "gini_adjusted": gini_adjusted(counts)}
    null = np.full((1, len(SHARES)), np.nan)
    if total:
        random = np.random.default_rng(seed)
        even = np.full(len(counts), 1 / len(counts))
        null = _shares_of_places(random.multinomial(total, even, size=draws))
    tail = (1 - confidence) / 2
    for share, values in zip(SHARES, null.T, strict=True):
        name = f"null_share_for_{share:.0%}".rstrip("%")
        row[name] = values.mean()
        row[f"{name}_lower"], row[f"{name}_upper"] = np.quantile(values, [tail, 1 - tail])
    return pd.DataFrame([row])


def lorenz(counts) -> pd.DataFrame:
    """
    The Lorenz curve, busiest places first: ``share_of_places`` against ``share_of_offences``.

    Starts at (0, 0) and has one row more than there are places.
    """
    counts = np.sort(_counts(counts))[::-1]
    total = counts.sum()
    shares = np.cumsum(counts) / total if total else np.full(len(counts), np.nan)
    return pd.DataFrame(
        {
            "share_of_places": np.arange(len(counts) + 1) / len(counts),
            "share_of_offences": np.r_[0.0, shares],
        }
    )


def gini(counts) -> float:
    """
    Gini coefficient Σ(2i − n − 1)xᵢ / (nΣx) of counts in ascending order; NaN without offences.

    Examples
    --------
    >>> round(gini([3, 1, 1, 0, 0, 0, 0, 0, 0, 0]), 2)
    0.78
    """
    counts = np.sort(_counts(counts))
    n, total = len(counts), counts.sum()
    if not total:
        return float("nan")
    return float(((2 * np.arange(1, n + 1) - n - 1) * counts).sum() / (n * total))


def gini_adjusted(counts) -> float:
    """
    Gini against the most even spread that so few offences allow: max(1, n/c)(G − 1) + 1.

    With at least as many offences as places it equals :func:`gini`.

    References
    ----------
    Bernasco, W. and Steenbeek, W. (2017). J. Quant. Criminology 33, 451-467.

    Examples
    --------
    >>> round(gini_adjusted([1, 1, 1, 1, 1, 0, 0, 0, 0, 0]), 2)
    0.0
    """
    counts = _counts(counts)
    total = counts.sum()
    if not total:
        return float("nan")
    return float(max(1.0, len(counts) / total) * (gini(counts) - 1) + 1)


def location_quotients(
    counts: pd.DataFrame, *, count: str = "offences", least_expected: int = 5
) -> pd.DataFrame:
    """
    A theme's share of an area's offences over its share of all areas' offences.

    Parameters
    ----------
    counts : DataFrame, one row per area and theme
        ``area``, ``theme`` and ``count``.
    least_expected : int
        Below this many expected offences the quotient is left missing: it would be noise.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``expected`` (offences) and ``location_quotient``.

    References
    ----------
    Brantingham, P. and Brantingham, P. (1995). European J. Criminal Policy 3, 5-26.
    """
    known = counts[count].astype("Float64")
    of_area = known.groupby(counts["area"]).transform("sum")
    of_theme = known.groupby(counts["theme"]).transform("sum")
    expected = (of_area * of_theme / known.sum()).astype(float)
    quotient = known.astype(float) / expected.where(expected >= least_expected)
    return counts.assign(expected=expected, location_quotient=quotient)


def _shares_of_places(counts: np.ndarray) -> np.ndarray:
    """Per row, the smallest share of places that holds each of SHARES; NaN without offences."""
    held = np.cumsum(-np.sort(-counts, axis=1), axis=1)
    total = held[:, -1:]
    found = np.full((len(counts), len(SHARES)), np.nan)
    some = total[:, 0] > 0
    for column, share in enumerate(SHARES):
        needed = (held < share * total).sum(axis=1) + 1
        found[some, column] = needed[some] / counts.shape[1]
    return found


def _counts(values) -> np.ndarray:
    counts = pd.array(np.asarray(values, dtype=object), dtype="Float64").to_numpy(
        float, na_value=np.nan
    )
    counts = counts[~np.isnan(counts)]
    if not len(counts) or (counts < 0).any():
        raise InputError(
            f"{int((counts < 0).sum())} of {len(counts)} places have a negative count."
            if len(counts)
            else "there is no place with a known count.",
            where="measures.concentration",
            do="give whole counts, with zero for places without an offence",
        )
    return counts
