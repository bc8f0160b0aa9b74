"""Shares with their limits, two shares compared, and how far needs must or may overlap."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import beta, norm

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.rates import wilson


def share(
    frame: pd.DataFrame, *, found: str = "found", base: str = "base", confidence: float = 0.95
) -> pd.DataFrame:
    """
    Shares with Wilson's score limits.

    Parameters
    ----------
    frame : DataFrame
        ``found`` and ``base`` (number with the property, number looked at; ``<NA>`` = missing).
    confidence : float
        Coverage of the limits, between 0 and 1.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``share``, ``share_lower``, ``share_upper`` (between 0 and 1; missing where the
        base is empty or missing).

    Raises
    ------
    InputError
        If a column is missing or a share lies outside 0 to 1.

    References
    ----------
    Wilson, E. (1927). J. Amer. Statist. Assoc. 22, 209-212.

    Examples
    --------
    >>> needs = pd.DataFrame({"need": ["drugs"], "found": [666], "base": [876]})
    >>> share(needs).round(3)
        need  found  base  share  share_lower  share_upper
    0  drugs    666   876   0.76        0.731        0.787
    """
    require(frame, found, base, where="proportions.share")
    lower, upper = wilson(frame[found], frame[base], confidence=confidence)
    return frame.assign(
        share=_quotient(frame[found], frame[base]), share_lower=lower, share_upper=upper
    )


def exact_limits(found, base, *, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """
    Exact limits of shares (Clopper and Pearson): never too narrow, so for few of many.

    Takes the number found and the number looked at (missing or 0: no limits), as arrays; returns
    lower and upper limits between 0 and 1.

    Raises
    ------
    InputError
        If a share lies outside 0 to 1.

    References
    ----------
    Clopper, C. and Pearson, E. (1934). Biometrika 26, 404-413.

    Examples
    --------
    >>> [round(limit.item(), 4) for limit in exact_limits(19, 290)]
    [0.0399, 0.1004]
    """
    found = np.asarray(pd.array(np.atleast_1d(found), dtype="Float64").to_numpy(float, np.nan))
    base = np.asarray(pd.array(np.atleast_1d(base), dtype="Float64").to_numpy(float, np.nan))
    if (found > base).any() or (found < 0).any():
        raise InputError(
            "a share lies outside 0 to 1.",
            where="measures.proportions.exact_limits",
            do="give the number found and the number looked at",
        )
    tail = (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = np.where(found > 0, beta.ppf(tail, found, base - found + 1), 0.0)
        upper = np.where(found < base, beta.ppf(1 - tail, found + 1, base - found), 1.0)
    none = np.isnan(found) | ~(base > 0)
    return np.where(none, np.nan, lower), np.where(none, np.nan, upper)


def share_difference(
    frame: pd.DataFrame,
    *,
    found: str = "found",
    base: str = "base",
    other_found: str = "other_found",
    other_base: str = "other_base",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    A share less another of different people, with Newcombe's hybrid score limits.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``difference``, ``difference_lower``, ``difference_upper`` (between -1 and 1).

    Raises
    ------
    InputError
        If a column is missing or a share lies outside 0 to 1.

    References
    ----------
    Newcombe, R. (1998). Statistics in Medicine 17, 873-890 (method 10, without continuity
    correction).

    Examples
    --------
    >>> two = pd.DataFrame({"found": [56], "base": [70], "other_found": [48], "other_base": [80]})
    >>> share_difference(two).iloc[:, -3:].round(4)
       difference  difference_lower  difference_upper
    0         0.2            0.0524            0.3339
    """
    where = "proportions.share_difference"
    require(frame, found, base, other_found, other_base, where=where)
    one, other = _quotient(frame[found], frame[base]), _quotient(
        frame[other_found], frame[other_base]
    )  # fmt: skip
    low, high = wilson(frame[found], frame[base], confidence=confidence)
    other_low, other_high = wilson(frame[other_found], frame[other_base], confidence=confidence)
    return frame.assign(
        difference=one - other,
        difference_lower=one - other - np.hypot(one - low, other_high - other),
        difference_upper=one - other + np.hypot(high - one, other - other_low),
    )


def share_trend(
    found: pd.Series, years: pd.Series, *, confidence: float = 0.95
) -> tuple[float, float, float]:
    """
    How much a share rises a year: a straight line through single answers of yes or no.

    Parameters
    ----------
    found : Series of bool, one per row
        Missing where nobody said: such rows take no part.
    years : Series of float, same rows
        When, in years.
    confidence : float
        Coverage of the limits, which are normal: for a hundred rows and more.

    Returns
    -------
    slope, lower, upper : float
        Share a year, with limits that allow for the spread of a yes or no to change with the
        share (White's robust variance); missing where fewer than three times are known.

    References
    ----------
    White, H. (1980). Econometrica 48, 817-838.
    """
    known = found.notna().to_numpy() & years.notna().to_numpy()
    answer, at = found[known].astype(float).to_numpy(), years[known].to_numpy(float)
    if len(np.unique(at)) < 3:
        return np.nan, np.nan, np.nan
    away = at - at.mean()
    slope = float(away @ answer / (away @ away))
    left = answer - answer.mean() - slope * away
    spread = float(np.sqrt((away**2 @ left**2) / (away @ away) ** 2))
    reach = float(norm.ppf((1 + confidence) / 2) * spread)
    return slope, slope - reach, slope + reach


def frechet_bounds(found: Mapping[str, float], base: float) -> pd.DataFrame:
    """
    Fewest and most people who can have several needs at once, given each need alone.

    For needs held by n₁ … nₖ of n people: at least max(0, Σ nᵢ - (k - 1) n), at most min nᵢ.
    They are certain, not limits of chance; nothing narrower is known without the rows.

    Parameters
    ----------
    found : mapping
        Need to the number of people with it.
    base : number
        People looked at, the same for every need.

    Returns
    -------
    DataFrame, one row per set of two or more needs
        ``together`` ("drugs and alcohol"), ``needs`` (how many), ``fewest``, ``most`` (people),
        ``share_lower``, ``share_upper``.

    Raises
    ------
    InputError
        If a need has fewer than no people or more than the base.

    References
    ----------
    Fréchet, M. (1935). Fundamenta Mathematicae 25, 379-387.

    Examples
    --------
    >>> frechet_bounds({"drugs": 666, "alcohol": 473}, 876)[["together", "fewest", "most"]]
                together  fewest  most
    0  drugs and alcohol     263   473
    """
    if base <= 0 or any(not 0 <= count <= base for count in found.values()):
        raise InputError(
            "a need is held by fewer than none or by more people than were looked at.",
            where="measures.proportions.frechet_bounds",
            do="give every need out of the same people",
        )
    rows = []
    for size in range(2, len(found) + 1):
        for names in combinations(found, size):
            counts = [found[name] for name in names]
            fewest, most = max(0, sum(counts) - (size - 1) * base), min(counts)
            together = f"{', '.join(names[:-1])} and {names[-1]}"
            rows.append((together, size, fewest, most, fewest / base, most / base))
    columns = ["together", "needs", "fewest", "most", "share_lower", "share_upper"]
    return pd.DataFrame(rows, columns=columns)


def each_of(parts: int, confidence: float = 0.95) -> float:
    """
    Coverage that each of several intervals needs so that all hold together (Bonferroni).

    Eight intervals of 95% each would all hold only two times in three.

    Examples
    --------
    >>> round(each_of(8), 5)
    0.99375
    """
    return 1 - (1 - confidence) / parts


def require(frame: pd.DataFrame, *columns: str, where: str) -> None:
    """Raise InputError if the frame lacks one of the columns."""
    if absent := [name for name in columns if name not in frame.columns]:
        raise InputError(
            f"the frame lacks {', '.join(absent)}.",
            where=f"measures.{where}",
            do=f"it has {', '.join(map(str, frame.columns[:12]))}",
        )


def _quotient(found: pd.Series, base: pd.Series) -> np.ndarray:
    above = found.to_numpy(float, na_value=np.nan)
    below = base.to_numpy(float, na_value=np.nan)
    empty = np.full(len(above), np.nan)
    return np.divide(above, below, out=empty, where=below > 0)
