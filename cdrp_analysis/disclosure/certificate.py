"""Certificates: whole-number tables that agree with a publication and keep its counts open."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from cdrp_analysis.disclosure.certificate_tables import Block
from cdrp_analysis.disclosure.relations import Cell, System
from cdrp_analysis.errors import DisclosureError

FORMAT = 2


@dataclass(frozen=True)
class Certificate:
    """
    Alternative tables that agree with everything published, and what they are to prove.

    A primary is safe when one alternative has it at ``floor`` or less (0, but for large sums)
    and another at ``threshold`` or more; any other hidden cell when two alternatives differ in
    it. Checking that takes integer addition only (auditor/verifier.py does it).
    ``alternatives`` (int64, one row per alternative, one column per cell) depart from the
    restricted counts where they must, and where they need not most stand at these: the
    certificate is restricted. ``uncovered`` names, by number, the cells for which no such tables
    were found: none where the release is safe.
    """

    cells: tuple[Cell, ...]
    relations: tuple[tuple[int, tuple[int, ...]], ...]
    lower: np.ndarray
    upper: np.ndarray
    primary: np.ndarray
    hidden: np.ndarray
    threshold: np.ndarray
    floor: np.ndarray
    alternatives: np.ndarray
    uncovered: np.ndarray

    def as_arrays(self) -> dict[str, np.ndarray]:
        """
        The certificate as plain arrays, for ``numpy.savez_compressed``.

        Returns
        -------
        dict of name to array, for k alternatives of n cells under m relations
            ``format`` (int64, scalar): 2.
            ``threshold``, ``floor`` (int64, n): what each primary must be able to be.
            ``source``, ``area``, ``offence``, ``period`` (text, n): address of each cell.
            ``primary``, ``hidden`` (bool, n): hidden for their own value; all that are hidden.
            ``lower``, ``upper`` (int64, n): counts a reader cannot rule out; ``upper`` is -1
            where nothing limits it.
            ``totals`` (int64, m): the cell that is the total of each relation.
            ``parts`` (int64, one after the other) and ``starts`` (int64, m + 1): relation r
            has the parts ``parts[starts[r]:starts[r + 1]]``.
            ``alternatives`` (int64, k by n): counts, >= 0.
        """
        names = ("source", "area", "offence", "period")
        sizes = [len(parts) for _, parts in self.relations]
        return {
            "format": np.array(FORMAT, dtype=np.int64),
            "threshold": self.threshold.astype(np.int64),
            "floor": self.floor.astype(np.int64),
            **{name: np.array([getattr(c, name) for c in self.cells], str) for name in names},
            "primary": self.primary,
            "hidden": self.hidden,
            "lower": self.lower.astype(np.int64),
            "upper": np.where(np.isinf(self.upper), -1, self.upper).astype(np.int64),
            "totals": np.array([total for total, _ in self.relations], dtype=np.int64),
            "parts": np.array([p for _, parts in self.relations for p in parts], dtype=np.int64),
            "starts": np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
            "alternatives": self.alternatives,
        }


def certify(
    system: System,
    lower: np.ndarray,
    upper: np.ndarray,
    *,
    primary: np.ndarray,
    hidden: np.ndarray,
    threshold: int | np.ndarray,
    floor: int | np.ndarray = 0,
    seed: int = 0,
) -> Certificate:
    """
    Find alternative tables that keep every hidden count open.

    Each table after the first settles one cell for certain (it is bound to) and as many
    others as it can (random signs in the objective); the rest stays at the restricted counts
    where possible. Cells tied to each other only by counts shown exactly are separate blocks:
    their tables are found apart and put side by side.

    Parameters
    ----------
    system : System
        Cells, their restricted values and relations.
    lower, upper : array, one per cell
        Counts a reader cannot rule out (:func:`~cdrp_analysis.disclosure.attack.shown_bounds`).
    primary : array of bool
        Cells that must keep the whole range from ``floor`` to ``threshold``.
    hidden : array of bool
        Cells whose count must stay open, primaries among them or not: those that
        :func:`~cdrp_analysis.disclosure.attack.attack` looks at.
    threshold, floor : int or array of int, one per cell
        5 and 0 for counts from 1 to 4.
    seed : int
        Of the random signs.

    Raises
    ------
    DisclosureError
        If what is shown contradicts the restricted values.
    """
    if ((system.values < lower) | (system.values > upper)).any():
        raise DisclosureError(
            "published figures contradict the restricted ones.",
            where="disclosure.certificate",
            do="report it: rounding and rules disagree; nothing has been published",
        )
    hidden = primary | hidden
    most_due, least_due = (np.broadcast_to(due, len(hidden)) for due in (threshold, floor))
    values = np.array(lower, dtype=np.int64)[None, :]  # cells shown exactly stay as they are
    uncovered: list[int] = []
    rng = np.random.default_rng(seed)
    for cells, rows, sums in _blocks(system, lower, upper, hidden):
        known = system.values[cells], lower[cells], upper[cells]
        block = Block(
            rows, sums, *known, primary[cells], hidden[cells], most_due[cells], least_due[cells]
        )
        found, missed = block.tables(rng)
        if len(found) > len(values):
            values = np.vstack([values, np.repeat(values[:1], len(found) - len(values), axis=0)])
        values[:, cells] = found[0]
        values[: len(found), cells] = found
        uncovered += cells[missed].tolist()
    uncovered += np.flatnonzero(hidden & (lower >= upper)).tolist()
    return Certificate(
        system.cells, system.relations, lower, upper, primary, hidden, most_due, least_due,
        values, np.array(sorted(uncovered), dtype=np.int64),
    )  # fmt: skip


def _blocks(system: System, lower: np.ndarray, upper: np.ndarray, hidden: np.ndarray):
    """Blocks tied by cells not shown exactly: cells, relations among them, and their sums."""
    size = len(system.cells)
    totals = [total for total, _ in system.relations]
    sizes = [len(parts) for _, parts in system.relations]
    each = np.arange(len(totals))
    entries = np.concatenate([np.ones(len(totals)), -np.ones(sum(sizes))])
    rows = np.concatenate([each, np.repeat(each, sizes)])
    columns = [*totals, *(part for _, parts in system.relations for part in parts)]
    matrix = scipy.sparse.csr_array((entries, (rows, columns)), shape=(len(totals), size))
    open_ = lower < upper
    sums = -(matrix @ np.where(open_, 0.0, lower))
    free = np.flatnonzero(open_)
    matrix = scipy.sparse.csr_array(matrix[:, free])
    matrix.eliminate_zeros()
    _, label = connected_components(abs(matrix).T @ abs(matrix), directed=False)
    needed = np.zeros(label.max(initial=-1) + 1, dtype=bool)
    needed[label[hidden[free]]] = True
    label = np.where(needed[label], label, -1)  # where nothing is hidden one table is enough
    of_row = np.full(len(totals), -2)
    tied = np.diff(matrix.indptr) > 0
    of_row[tied] = label[matrix.indices[matrix.indptr[:-1][tied]]]
    for block in np.unique(label):
        inside, among = np.flatnonzero(label == block), np.flatnonzero(of_row == block)
        yield free[inside], scipy.sparse.csr_array(matrix[among][:, inside]), sums[among]
