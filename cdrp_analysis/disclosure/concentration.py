"""Sums over contributors: whose total is too near the part of one, or of too few."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError

LARGEST = 2  # contributions that the (n,k) rule adds up


@dataclass(frozen=True)
class Limits:
    """
    What a sum over contributors must keep to.

    Parameters
    ----------
    fewest : int
        Contributors; with two, each knows the other's contribution exactly.
    k : float
        Percent of the total that the two largest contributions may be at most.
    p : float
        Percent to within which the second largest may not know the largest.

    Notes
    -----
    A partnership that changes ``k`` or ``p`` keeps them to itself: knowing them narrows what is
    hidden.
    """

    fewest: int = 3
    k: float = 90.0
    p: float = 10.0


LIMITS = Limits()


def concentration(
    frame: pd.DataFrame,
    *,
    cells: Sequence[str],
    contributor: str,
    value: str | None = None,
    n: int = LARGEST,
) -> pd.DataFrame:
    """
    How much of each cell its largest contributors make up.

    Parameters
    ----------
    frame : DataFrame, one row per contribution (or event)
    cells : sequence of str
        Columns that say which cell a row belongs to.
    contributor : str
        Column that names the business, premises, officer or person; several rows of one
        contributor in one cell are one contribution (the holding of several branches).
    value : str, optional
        Column of what is added up, >= 0; each row counts 1 if absent.
    n : int
        Contributions that :func:`dominated` looks at.

    Returns
    -------
    DataFrame, one row per cell, sorted
        ``total``, ``contributors`` (with more than nothing), ``largest``, ``second`` and ``top``
        (sum of the ``n`` largest).

    Raises
    ------
    InputError
        If a contributor is missing, or a contribution is missing or negative.
    """
    parts = _by_contributor(frame, cells, contributor, value)
    ordered = parts.sort_values(ascending=False, kind="stable")
    place = ordered.groupby(level=list(cells)).cumcount()

    def added(chosen: pd.Series) -> pd.Series:
        return ordered.where(chosen, 0).groupby(level=list(cells)).sum()

    return pd.DataFrame(
        {
            "total": added(place >= 0),
            "contributors": ordered.gt(0).groupby(level=list(cells)).sum().astype(int),
            "largest": added(place == 0),
            "second": added(place == 1),
            "top": added(place < n),
        }
    )


def with_contributors(
    table: pd.DataFrame, contributions: pd.DataFrame, *, cells: Sequence[str]
) -> pd.DataFrame:
    """
    A table with the contributors behind each of its values as companion columns.

    Parameters
    ----------
    table : DataFrame
        Has the columns ``cells``.
    contributions : DataFrame
        From :func:`concentration`, by ``cells``. A total needs a row of its own, from the rows
        of all its parts.
    cells : sequence of str
        Columns that say which cell a row is.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``contributors``, ``largest``, ``second`` and ``top``; 0 where nobody contributed.

    Raises
    ------
    InputError
        If a contribution belongs to no row.
    """
    keys = list(cells)
    found = contributions.drop(columns="total").reset_index()
    joined = table.merge(found, on=keys, how="left", validate="many_to_one")
    stray = len(found) - len(found.merge(table[keys].drop_duplicates(), on=keys))
    if stray:
        raise InputError(
            f"{stray} sums over contributors belong to no row of the table.",
            where="disclosure.concentration",
            do=f"name {', '.join(keys)} in both alike",
        )
    added = [name for name in found if name not in keys]
    joined.index = table.index
    return joined.fillna(dict.fromkeys(added, 0)).astype({"contributors": "int64"})


def dominated(
    contributions: pd.DataFrame, *, k: float = LIMITS.k, p: float = LIMITS.p
) -> pd.Series:
    """
    Cells whose total is too near the contribution of the largest: (n,k) rule or p% rule.

    Parameters
    ----------
    contributions : DataFrame
        ``total``, ``largest``, ``second`` and ``top`` of each cell, of contributions >= 0.
    k, p : float
        Percentages. They are to be kept confidential: knowing them narrows what is hidden.

    Returns
    -------
    Series of bool, same rows in the same order
        A cell to which nobody contributed anything is not dominated.

    References
    ----------
    ESSnet Handbook on Statistical Disclosure Control, section 4.2, table of sensitivity rules.
    Hundepool, A., et al. (2012). Statistical Disclosure Control, Wiley, section 4.2.

    Examples
    --------
    >>> cell = pd.DataFrame({"total": [100000], "largest": [50000], "second": [49000]})
    >>> dominated(cell.assign(top=99000), k=100, p=10).tolist()
    [True]
    """
    return nk_rule(contributions["total"], contributions["top"], k=k) | p_rule(
        contributions["total"], contributions["largest"], contributions["second"], p=p
    )


def margin(contributions: pd.DataFrame, *, k: float = LIMITS.k, p: float = LIMITS.p) -> pd.Series:
    """
    How far the total of a dominated cell must be open to either side.

    As far as the cell would have to grow to be safe by the rules it fails: then the second
    largest cannot come nearer to the largest than p%, nor two together to all than k%.

    Parameters
    ----------
    contributions : DataFrame
        As for :func:`dominated`.
    k, p : float
        Percentages.

    Returns
    -------
    Series of float, same rows in the same order
        In units of the total, at least 1, whole.

    References
    ----------
    ESSnet Handbook on Statistical Disclosure Control, section 4.2, upper protection levels:
    100/k (x1 + ... + xn) - X for the (n,k) rule, p/100 x1 - (X - x1 - x2) for the p% rule.

    Examples
    --------
    >>> cell = pd.DataFrame({"total": [110.0], "largest": [52.0], "second": [50.0]})
    >>> margin(cell.assign(top=102.0), k=95, p=25).tolist()
    [5.0]
    """
    total, largest = contributions["total"], contributions["largest"]
    by_k = 100 / k * contributions["top"] - total
    by_p = p / 100 * largest - (total - largest - contributions["second"])
    return np.ceil(np.maximum(np.maximum(by_k, by_p), 1.0) - 1e-9)


def nk_rule(total: pd.Series, top: pd.Series, *, k: float) -> pd.Series:
    """(n,k) rule: the n largest contributions (``top``) are more than k% of the total."""
    return 100 * top > k * total


def p_rule(total: pd.Series, largest: pd.Series, second: pd.Series, *, p: float) -> pd.Series:
    """p% rule: what is left beside the two largest is less than p% of the largest."""
    return 100 * (total - largest - second) < p * largest


def few_contributors(contributors: np.ndarray, least: int = LIMITS.fewest) -> np.ndarray:
    """Minimum frequency rule: somebody contributed, but fewer than ``least``."""
    return (contributors >= 1) & (contributors < least)


def _by_contributor(
    frame: pd.DataFrame, cells: Sequence[str], contributor: str, value: str | None
) -> pd.Series:
    """What each contributor gave to each cell."""
    amounts = pd.Series(1.0, index=frame.index) if value is None else frame[value].astype(float)
    nameless = int(frame[contributor].isna().sum())
    wrong = int((~(amounts >= 0)).sum())
    if nameless or wrong:
        raise InputError(
            f"{nameless} rows name no {contributor}, and {wrong} are missing or below 0.",
            where="disclosure.concentration",
            do="concentration rules need to know of every row whose it is, and amounts >= 0",
        )
    return amounts.groupby([frame[name] for name in (*cells, contributor)]).sum()
