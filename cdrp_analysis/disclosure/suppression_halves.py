"""Cuts for whole cells: half the sum of several cuts, rounded up."""

from collections.abc import Iterator

import highspy
import numpy as np
import scipy.sparse

from cdrp_analysis.disclosure.suppression_attempt import TOLERANCE

_SCALES = (1.0, 2.0, 3.0, 4.0)  # times what makes the least coefficient 1: whole numbers then?
_LARGEST = 50.0  # coefficient of a row that is taken
_ROWS = 3_000  # those that hold with least room to spare are combined
_VIOLATED = 0.02  # by which a cut must fail to be worth adding


def halves(highs: highspy.Highs, shares: np.ndarray, *, most: int) -> Iterator[tuple]:
    """
    Cuts that no choice of whole cells violates, and ``shares`` does, the most violated first.

    For whole y and whole coefficients, rows a·y >= b add up to A·y >= B, and so
    ceil(A/2)·y >= ceil(B/2): where B is odd, half a unit is won. Where A is odd something is
    lost, and every row's own slack is lost; which rows to add up is found by elimination modulo
    2, as in the reference. Cells hidden for the larger part enter by what is shown of them.

    Parameters
    ----------
    highs : Highs
        The programme with all cuts found so far.
    shares : array
        Its solution, one share for each of its columns.
    most : int
        So many cuts at most.

    Yields
    ------
    array of int, array of float, float
        Columns, coefficients and right-hand side.

    References
    ----------
    Koster, A., Zymolka, A., Kutschka, M. (2009). Algorithms to separate {0,1/2}-Chvatal-Gomory
    cuts. Algorithmica 55, 375-391.
    """
    matrix, side = _whole_rows(highs)
    room = np.maximum(matrix @ shares - side, 0.0)
    tight = np.argsort(room, kind="stable")[:_ROWS]
    tight = tight[room[tight] < 1 - _VIOLATED]
    matrix, side, room = matrix[tight], side[tight], room[tight]
    turned = shares > 0.5
    sums = _odd_sums(matrix, side, room, np.minimum(shares, 1 - shares), turned)
    for members, _ in sorted(sums, key=lambda found: -found[1])[:most]:
        total = np.asarray(matrix[members].sum(axis=0)).ravel()
        half = np.where(turned, np.floor(total / 2), np.ceil(total / 2))
        least = np.ceil((side[members].sum() - total[turned].sum()) / 2) + half[turned].sum()
        if half @ shares < least - _VIOLATED:
            columns = np.flatnonzero(half)
            yield columns, half[columns], float(least)


def _whole_rows(highs: highspy.Highs) -> tuple[scipy.sparse.csr_array, np.ndarray]:
    """The rows that can be written in whole numbers, as matrix·y >= side."""
    model = highs.getLp()
    held = model.a_matrix_
    by_row = held.format_ == highspy.MatrixFormat.kRowwise
    kind = scipy.sparse.csr_array if by_row else scipy.sparse.csc_array
    matrix = scipy.sparse.csr_array(
        kind(
            (np.array(held.value_), np.array(held.index_), np.array(held.start_)),
            shape=(model.num_row_, model.num_col_),
        )
    )
    filled = np.diff(matrix.indptr) > 0
    matrix = matrix[filled]
    limits = np.stack([np.array(model.row_lower_), -np.array(model.row_upper_)])[:, filled]
    if not matrix.shape[0]:
        return matrix, np.zeros(0)
    length, starts = np.diff(matrix.indptr), matrix.indptr[:-1]
    least = np.minimum.reduceat(np.abs(matrix.data), starts)
    scale, whole = np.zeros(len(least)), np.zeros(len(matrix.data))
    for tried in _SCALES:
        scaled = matrix.data * tried / least.repeat(length)
        rounded = np.round(scaled)
        fits = np.maximum.reduceat(np.abs(rounded), starts) <= _LARGEST
        fits &= np.maximum.reduceat(np.abs(scaled - rounded), starts) <= TOLERANCE
        fits &= scale == 0
        scale[fits] = tried
        whole = np.where(fits.repeat(length), rounded, whole)
    matrix.data = whole
    # A row with two limits is two rows, the second with its signs turned.
    rows, kind = np.nonzero((np.isfinite(limits) & (scale > 0)).T)
    matrix = matrix[rows]
    matrix.data *= np.where(kind == 0, 1.0, -1.0).repeat(np.diff(matrix.indptr))
    return matrix, np.ceil(limits[kind, rows] * scale[rows] / least[rows] - TOLERANCE)


def _odd_sums(
    matrix: scipy.sparse.csr_array,
    side: np.ndarray,
    room: np.ndarray,
    loss: np.ndarray,
    turned: np.ndarray,
) -> Iterator[tuple[np.ndarray, float]]:
    """Sets of rows whose sum is worth halving, with what is won by it; each once."""
    open_ = np.flatnonzero(loss > TOLERANCE)
    loss = loss[open_]
    odd = np.mod(matrix[:, open_].toarray(), 2).astype(bool)
    odd_side = np.mod(side - matrix @ turned.astype(float), 2).astype(bool)
    members = np.eye(len(side), dtype=bool)
    lost, alive = room.copy(), np.ones(len(side), dtype=bool)
    seen: set[bytes] = set()

    def worth(rows: np.ndarray) -> Iterator[tuple[np.ndarray, float]]:
        rows = rows[odd_side[rows]]
        won = (1 - lost[rows] - odd[rows] @ loss) / 2
        for row, gain in zip(rows[won > _VIOLATED], won[won > _VIOLATED], strict=True):
            key = np.packbits(members[row]).tobytes()
            if key not in seen:
                seen.add(key)
                yield np.flatnonzero(members[row]), float(gain)

    yield from worth(np.arange(len(side)))
    for column in np.argsort(-loss, kind="stable").tolist():
        rows = np.flatnonzero(odd[:, column] & alive)
        if len(rows) == 0:
            continue
        pivot = rows[np.argmin(lost[rows])]
        alive[pivot] = False
        others = rows[rows != pivot]
        for state in (odd, odd_side, members):
            state[others] ^= state[pivot]
        lost[others] = members[others] @ room
        alive[others[lost[others] >= 1 - _VIOLATED]] = False
        yield from worth(others[alive[others]])
