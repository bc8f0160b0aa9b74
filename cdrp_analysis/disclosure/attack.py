"""The attack on a finished release: what can be worked out about every hidden cell."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.ranges import Ranges
from cdrp_analysis.disclosure.relations import System, addresses
from cdrp_analysis.disclosure.rounding import possible_counts
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import DisclosureError
from cdrp_analysis.solver import INFINITY
from cdrp_analysis.vocabulary import LOW


@dataclass(frozen=True)
class Shown:
    """A protected table with the rounding base and threshold of each of its rows."""

    spec: TableSpec
    frame: pd.DataFrame
    round_to: np.ndarray
    suppress_below: np.ndarray


def shown_bounds(system: System, shown: Iterable[Shown]) -> tuple[np.ndarray, np.ndarray]:
    """
    What the published tables say about each cell: least and greatest possible count.

    Cells that no table shows are only known not to be negative. A cell shown in several
    tables is known as well as the most telling of them makes it.
    """
    lower = np.zeros(len(system.cells))
    upper = np.full(len(system.cells), INFINITY)
    for table in shown:
        count = table.spec.cells.count
        if count not in table.frame:
            continue
        symbols = table.frame[f"{count}_symbol"].tolist()
        numbers = table.frame[count].astype(float).tolist()
        for row, cell in enumerate(addresses(table.frame, table.spec.cells)):
            base, below = int(table.round_to[row]), int(table.suppress_below[row])
            if symbols[row] == LOW:
                least, most = 1, (base - 1) // 2
            elif symbols[row]:
                continue
            elif base == 1:
                least = most = int(numbers[row])
            else:
                least, most = possible_counts(numbers[row], base=base, suppress_below=below)
            here = system.index[cell]
            lower[here], upper[here] = max(lower[here], least), min(upper[here], most)
    return lower, upper


def attack(
    system: System,
    lower: np.ndarray,
    upper: np.ndarray,
    *,
    primary: np.ndarray,
    threshold: int | np.ndarray,
    floor: int | np.ndarray = 0,
    sole: np.ndarray | None = None,
    also: np.ndarray | None = None,
    exposed: np.ndarray | None = None,
) -> pd.DataFrame:
    """
    The range of every hidden cell, by linear programming over all that is published.

    Written without anything of the search for what to hide, so that one fault cannot hide in
    both. Ranges are taken over whole numbers: where the solution for a primary is not whole,
    it is solved again as an integer programme.

    Parameters
    ----------
    system : System
        Cells, their restricted values and relations.
    lower, upper : array, one per cell
        What is published (:func:`shown_bounds`).
    primary : array of bool
        Cells that must keep the whole range from ``floor`` to ``threshold``.
    threshold, floor : int or array of int, one per cell
        5 and 0 for counts from 1 to 4; a band on either side of a large sum that is one firm's.
    sole : array of bool, optional
        Cells that one contributor knows whole; default: those equal to 1.
    also : array of bool, optional
        Cells shown rounded whose exact count must stay open.
    exposed : array of bool, optional
        Cells that earlier releases have given away already: reported, not held against this one.

    Returns
    -------
    DataFrame, one row per cell attacked
        Address, ``kind``, ``primary``, ``lower`` and ``upper`` (infinite where nothing limits
        it), ``lower_known_ones`` and ``upper_known_ones`` (the same for a contributor who
        knows every other sole cell; primaries only), ``floor`` and ``reach`` (what a primary
        must be able to be; NaN for others), ``exposed`` and ``safe``.

    Raises
    ------
    DisclosureError
        If what is shown contradicts the restricted values.
    """
    if ((system.values < lower) | (system.values > upper)).any():
        raise DisclosureError(
            "published figures contradict the restricted ones.",
            where="disclosure.attack",
            do="report it: rounding and rules disagree; nothing has been published",
        )
    unseen = (lower == 0) & np.isinf(upper)
    from_table = np.array([kind == "table" for kind in system.kind], dtype=bool)
    targets = (unseen & from_table) | primary
    if also is not None:
        targets |= also
    most_due, least_due = (np.broadcast_to(due, len(system.cells)) for due in (threshold, floor))
    ranges = Ranges(system, lower, upper)
    cells = np.flatnonzero(targets)
    plain = {cell: ranges.of(cell, whole=bool(primary[cell])) for cell in cells}
    sole = system.values == 1 if sole is None else sole
    ones = np.flatnonzero(sole & (lower < upper))
    ranges.hold(ones)
    knowing = {cell: ranges.of(cell, free=ranges.kin(cell)) for cell in cells[primary[cells]]}
    rows = []
    for cell in cells:
        least, most = plain[cell]
        known = knowing.get(cell, (np.nan, np.nan))
        safe = least < most
        due = (np.nan, np.nan)
        if primary[cell]:
            due = (float(least_due[cell]), float(most_due[cell]))
            wide = least <= due[0] and most >= due[1]
            safe = wide and known[0] < known[1]
        address = (*system.cells[cell], system.kind[cell], bool(primary[cell]))
        before = exposed is not None and bool(exposed[cell])
        rows.append((*address, least, most, *known, *due, before, bool(safe)))
    columns = ["source", "area", "offence", "period", "kind", "primary", "lower", "upper"]
    columns += ["lower_known_ones", "upper_known_ones", "floor", "reach", "exposed", "safe"]
    flags = dict.fromkeys(("primary", "exposed", "safe"), bool)
    return pd.DataFrame(rows, columns=columns).astype(flags)
