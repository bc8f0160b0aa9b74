"""Which cells are hidden for their own value, and why: small, telling or dominated ones."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.relations import DIMENSIONS, Cell, System
from cdrp_analysis.errors import InputError

FEWEST_CONTRIBUTORS = 3  # with two, each knows the other's contribution exactly
DOMINANCE = (2, 90.0)  # the n largest contributions may be at most k% of the total
P_PERCENT = 10.0  # the second largest may not know the largest to within this


def primary_cells(
    system: System,
    *,
    threshold: int | np.ndarray,
    people: Collection[str] = (),
    structural: np.ndarray | None = None,
    contributions: pd.DataFrame | None = None,
    one_contributor: pd.Series | None = None,
) -> np.ndarray:
    """
    Why each cell is hidden for its own value.

    Parameters
    ----------
    system : System
        Cells and relations of the release.
    threshold : int or array of int, one per cell
        Counts from 1 to this less one are hidden; 0 exempts a cell from this rule, not from
        the others.
    people : collection of str
        Sources that count people: their tables must not tell an attribute of a whole group
        (:func:`group_disclosure` along offence).
    structural : array of bool, optional
        Cells that can only be zero, whatever happened.
    contributions : DataFrame, optional
        From :func:`concentration`, with the index levels of :class:`Cell`: cells that are sums
        over contributors. A total needs a row of its own, from the rows of all its parts.
    one_contributor : Series of bool, optional
        From :func:`sole`, with the same index levels.

    Returns
    -------
    array of str, one per cell
        ``1 to 4``, ``group disclosure``, ``one contributor``, ``few contributors`` or
        ``dominance``, the first that applies; empty where the cell's own value hides nothing.

    Raises
    ------
    InputError
        If contributors are given of a cell that the system does not have.
    """
    least = np.broadcast_to(np.asarray(threshold, dtype=int), system.values.shape)
    reason = np.full(len(system.cells), "", dtype=object)
    if contributions is not None:
        cells = _places(system, contributions.index)
        reason[cells[dominated(contributions).to_numpy()]] = "dominance"
        reason[cells[few_contributors(contributions["contributors"].to_numpy())]] = (
            "few contributors"
        )
    if one_contributor is not None:
        cells = _places(system, one_contributor.index)
        reason[cells[one_contributor.to_numpy(dtype=bool)]] = "one contributor"
    if people:
        telling = group_disclosure(system, along="offence", threshold=least, structural=structural)
        telling &= np.array([cell.source in people for cell in system.cells], dtype=bool)
        reason[telling] = "group disclosure"
    for here in np.flatnonzero(small(system.values, least)):
        reason[here] = f"1 to {least[here] - 1}"
    return reason.astype(str)


def small(values: np.ndarray, threshold: int | np.ndarray) -> np.ndarray:
    """
    Threshold rule: at least 1 and below the threshold.

    Examples
    --------
    >>> small(np.array([0, 1, 4, 5]), 5)
    array([False,  True,  True, False])
    """
    values = np.asarray(values, dtype=float)
    return (values >= 1) & (values < threshold)


def group_disclosure(
    system: System,
    *,
    along: str,
    threshold: int | np.ndarray,
    outside: int = 1,
    structural: np.ndarray | None = None,
) -> np.ndarray:
    """
    Cells that complete a disclosure of what everybody in a group is.

    Where all people of a total fall into one part, each of them is known to belong to it; where
    all but ``outside`` do, those outside know it of the rest. What tells it are the zeros (and
    the few) beside the full part: these are primary. That something else has to go with
    them, the full part or the total, is for the secondary suppression to find.

    Parameters
    ----------
    system : System
        Cells and relations.
    along : {"area", "offence", "period"}
        Dimension of the attribute; relations along the others are left alone.
    threshold : int or array of int, one per cell
        As for :func:`small`. A full part or total below it is primary too: no zero could be
        as much as the threshold beside it.
    outside : int
        People outside the fullest part who do not make the group safe.
    structural : array of bool, optional
        Cells that can only be zero: published, and no attribute anybody could have had.

    Returns
    -------
    array of bool, one per cell

    References
    ----------
    ESSnet Handbook on Statistical Disclosure Control, section 5.2, "group attribute disclosure"
    and "within-group disclosure". Hundepool, A., et al. (2012). Statistical Disclosure Control,
    Wiley, chapter 5.
    """
    possible = np.ones(len(system.cells), dtype=bool) if structural is None else ~structural
    found = np.zeros(len(system.cells), dtype=bool)
    for total, members in system.relations:
        parts = np.array([part for part in members if possible[part]], dtype=int)
        if not _differ_along(system, total, members, along) or len(parts) < 2:
            continue
        values = system.values[parts]
        fullest = int(np.argmax(values))
        if values[fullest] < 1 or values.sum() - values[fullest] > outside:
            continue
        found[np.delete(parts, fullest)] = True
        found[[parts[fullest], total]] |= small(
            system.values[[parts[fullest], total]],
            np.broadcast_to(threshold, found.shape)[[parts[fullest], total]],
        )
    return found


def concentration(
    frame: pd.DataFrame,
    *,
    cells: Sequence[str],
    contributor: str,
    value: str | None = None,
    n: int = DOMINANCE[0],
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


def dominated(
    contributions: pd.DataFrame, *, k: float = DOMINANCE[1], p: float = P_PERCENT
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


def nk_rule(total: pd.Series, top: pd.Series, *, k: float) -> pd.Series:
    """(n,k) rule: the n largest contributions (``top``) are more than k% of the total."""
    return 100 * top > k * total


def p_rule(total: pd.Series, largest: pd.Series, second: pd.Series, *, p: float) -> pd.Series:
    """p% rule: what is left beside the two largest is less than p% of the largest."""
    return 100 * (total - largest - second) < p * largest


def few_contributors(contributors: np.ndarray, least: int = FEWEST_CONTRIBUTORS) -> np.ndarray:
    """Minimum frequency rule: somebody contributed, but fewer than ``least``."""
    return small(contributors, least)


def sole(frame: pd.DataFrame, *, cells: Sequence[str], contributor: str) -> pd.Series:
    """
    Cells whose events all belong to one contributor, however many they are.

    A repeat victim, or premises with forty thefts, knows the count as well as the victim of a
    single offence does; the count says how often it happened to them.

    Parameters
    ----------
    frame : DataFrame, one row per event
    cells : sequence of str
        Columns that say which cell a row belongs to.
    contributor : str
        Column that names the victim or premises.

    Returns
    -------
    Series of bool, one row per cell, sorted

    Raises
    ------
    InputError
        If a contributor is missing: give events whose contributors are known to be distinct a
        name each, and leave a table out if that is not known.
    """
    events = _by_contributor(frame, cells, contributor, None)
    return events.groupby(level=list(cells)).size().eq(1).rename("one_contributor")


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
            where="disclosure.primary",
            do="concentration rules need to know of every row whose it is, and amounts >= 0",
        )
    return amounts.groupby([frame[name] for name in (*cells, contributor)]).sum()


def _places(system: System, index: pd.MultiIndex) -> np.ndarray:
    """Number of each cell of an index with the levels of :class:`Cell`."""
    if set(index.names) != set(Cell._fields):
        raise InputError(
            f"contributors are given by {', '.join(map(str, index.names))}.",
            where="disclosure.primary",
            do=f"group them by {', '.join(Cell._fields)}",
        )
    wanted = [Cell(*key) for key in index.reorder_levels(list(Cell._fields))]
    unknown = sum(cell not in system.index for cell in wanted)
    if unknown:
        raise InputError(
            f"contributors are given of {unknown} cells that no table has.",
            where="disclosure.primary",
            do="name area, offence and period of the contributions as the tables do",
        )
    return np.array([system.index[cell] for cell in wanted], dtype=int)


def _differ_along(system: System, total: int, parts: Sequence[int], along: str) -> bool:
    """Whether a relation divides its total along this dimension."""
    if along not in DIMENSIONS:
        raise InputError(
            f"{along!r} is no dimension of a table.",
            where="disclosure.primary.group_disclosure",
            do=f"use one of {', '.join(DIMENSIONS)}",
        )
    return getattr(system.cells[parts[0]], along) != getattr(system.cells[total], along)
