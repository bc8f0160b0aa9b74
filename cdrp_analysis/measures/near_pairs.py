"""Pairs of events near in space, counted by how near they are in time; the compiled part."""

import numba
import numpy as np

# Counters of 16 bits are emptied before they can overflow: they keep vectors short.
_FULL = 32_000


def strips(points: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """
    Order of points by squares of side ``reach``, and where each occupied square begins.

    Returns
    -------
    order : array of int
        Points of one square stand together.
    cells : array of int, shape (squares + 1, 3)
        Row and column of each occupied square in sorted order, and its first place in ``order``;
        the last row only ends the one before.
    """
    at = np.floor((points - points.min(axis=0)) / reach).astype(np.int64)
    order = np.lexsort((at[:, 0], at[:, 1]))
    at = at[order]
    new = np.r_[True, (np.diff(at, axis=0) != 0).any(axis=1)]
    first = np.flatnonzero(new)
    cells = np.column_stack([at[first, 1], at[first, 0], first])
    return order, np.vstack([cells, [cells[-1, 0] + 9, 0, len(points)]])


@numba.njit(cache=True)
def _find(cells, row, column):  # pragma: no cover
    low, high = 0, len(cells) - 1
    while low < high:
        middle = (low + high) // 2
        if cells[middle, 0] < row or (cells[middle, 0] == row and cells[middle, 1] < column):
            low = middle + 1
        else:
            high = middle
    return low


@numba.njit(cache=True)
def near_pairs(points, cells, edges, manhattan, same_place, left, right, band):  # pragma: no cover
    """
    Fill ``left``, ``right`` and ``band`` with every pair in a distance band; return how many.

    With arrays of length 0 the pairs are only counted. ``edges`` are those of the bands [a, b);
    with ``same_place`` pairs of equal coordinates form band 0 and the others follow.
    """
    reach, found, fill = edges[-1], 0, len(left) > 0
    for cell in range(len(cells) - 1):
        for way in range(5):  # itself, then east, and the three to the north
            if way == 0:
                other = cell
            elif way == 1:
                other = cell + 1
                if cells[other, 0] != cells[cell, 0] or cells[other, 1] != cells[cell, 1] + 1:
                    continue
            else:
                row, column = cells[cell, 0] + 1, cells[cell, 1] + way - 3
                other = _find(cells, row, column)
                if cells[other, 0] != row or cells[other, 1] != column:
                    continue
            if other >= len(cells) - 1:
                continue
            for i in range(cells[cell, 2], cells[cell + 1, 2]):
                for j in range(i + 1 if way == 0 else cells[other, 2], cells[other + 1, 2]):
                    dx = abs(points[i, 0] - points[j, 0])
                    dy = abs(points[i, 1] - points[j, 1])
                    away = dx + dy if manhattan else np.sqrt(dx * dx + dy * dy)
                    if away >= reach:
                        continue
                    if same_place and away == 0.0:
                        which = 0
                    elif away < edges[0]:
                        continue
                    else:
                        which = np.searchsorted(edges, away, side="right") - 1 + same_place
                    if fill:
                        left[found], right[found], band[found] = i, j, which
                    found += 1
    return found


@numba.njit(cache=True)
def soon_counts(left, right, band, bands, times, edges):  # pragma: no cover
    """
    For every column of ``times``, pairs of each distance band closer in time than each edge.

    Parameters
    ----------
    left, right, band : array of int
        Pairs, sorted by ``band`` for speed.
    times : array of int16, shape (n, columns)
        Columns are permutations, side by side: one pair serves all of them at once.
    edges : array of int16
        Upper ends, not included.

    Returns
    -------
    array of int64, shape (bands, edges, columns)
    """
    columns = times.shape[1]
    total = np.zeros((bands, len(edges), columns), np.int64)
    short = np.zeros((len(edges), columns), np.int16)
    apart = np.empty(columns, np.int16)
    start = 0
    while start < len(left):
        which, stop = band[start], start
        while stop < len(left) and band[stop] == which and stop - start < _FULL:
            stop += 1
        short[:] = 0
        for pair in range(start, stop):
            one, other = times[left[pair]], times[right[pair]]
            for c in range(columns):
                apart[c] = np.int16(abs(np.int16(one[c] - other[c])))
            for e in range(len(edges)):
                edge, row = edges[e], short[e]
                for c in range(columns):
                    row[c] = np.int16(row[c] + np.int16(apart[c] < edge))
        total[which] += short
        start = stop
    return total
