"""Compiled loops behind the index of areas: file edges by row, mark cells, test points."""

import numba
import numpy as np

# Coordinates are scaled to cells with an error of some 1e-12 of a cell; every edge is filed and
# marked this much wider, so that no point can fall between what was filed and what is asked.
_PAD = 1e-6
_TILE = 32  # cells; 32 x 32 of them and their edges fit the nearest cache
# Shewchuk's bound: a larger determinant has the sign that was computed.
_SURE = 4e-16


@numba.njit(cache=True)
def filed_by_row(edges, starts, west, south, per_m):  # pragma: no cover
    """
    Edges of each area by the raster rows they pass through.

    Returns the first row and first slot of each area, and edges by slot (offsets, numbers): the
    edges of area a in row r are those of slot ``slots[a] + r - rows[a]``.
    """
    n = len(starts) - 1
    rows, slots = np.zeros(n, np.int64), np.zeros(n + 1, np.int64)
    for a in range(n):
        low, high = np.inf, -np.inf
        for e in range(starts[a], starts[a + 1]):
            low = min(low, edges[e, 1], edges[e, 3])
            high = max(high, edges[e, 1], edges[e, 3])
        slots[a + 1] = slots[a]
        if high >= low:
            rows[a] = int(np.floor((low - south) * per_m - _PAD))
            slots[a + 1] += int(np.floor((high - south) * per_m + _PAD)) - rows[a] + 1
    offsets = np.zeros(slots[n] + 1, np.int64)
    numbers = np.zeros(0, np.int32)
    for filling in (False, True):
        for a in range(n):
            for e in range(starts[a], starts[a + 1]):
                v0, v1 = (edges[e, 1] - south) * per_m, (edges[e, 3] - south) * per_m
                first = slots[a] + int(np.floor(min(v0, v1) - _PAD)) - rows[a]
                last = slots[a] + int(np.floor(max(v0, v1) + _PAD)) - rows[a]
                for slot in range(first, last + 1):
                    if filling:
                        numbers[offsets[slot]] = e
                        offsets[slot] += 1
                    else:
                        offsets[slot + 1] += 1
        if filling:
            offsets[1:] = offsets[:-1].copy()
            offsets[0] = 0
        else:
            offsets = np.cumsum(offsets)
            numbers = np.zeros(offsets[-1], np.int32)
    return rows, slots, offsets, numbers


@numba.njit(cache=True)
def marked(edges, starts, rows, slots, offsets, numbers, west, south, per_m, shape):
    # pragma: no cover
    """
    What each raster cell belongs to.

    Returns an area that holds the whole cell (-1: none), and pairs (cell, area) of the areas
    whose outline passes through the cell or that hold it whole beside another area.
    """
    height, width = shape
    whole = np.full(height * width, -1, np.int32)
    seen = np.full(height * width, -1, np.int32)
    cells, areas, used = np.empty(1024, np.int64), np.empty(1024, np.int32), 0
    crossings = np.empty(64)
    for a in range(len(starts) - 1):
        for e in range(starts[a], starts[a + 1]):
            u0, v0 = (edges[e, 0] - west) * per_m, (edges[e, 1] - south) * per_m
            u1, v1 = (edges[e, 2] - west) * per_m, (edges[e, 3] - south) * per_m
            for row in range(
                int(np.floor(min(v0, v1) - _PAD)), int(np.floor(max(v0, v1) + _PAD)) + 1
            ):
                low, high = min(u0, u1), max(u0, u1)
                if abs(v1 - v0) > 1.0:  # a steep edge meets few of its columns in one row
                    slope = (u1 - u0) / (v1 - v0)
                    left, right = u0 + (row - v0) * slope, u0 + (row + 1 - v0) * slope
                    low, high = max(low, min(left, right)), min(high, max(left, right))
                for column in range(int(np.floor(low - _PAD)), int(np.floor(high + _PAD)) + 1):
                    cell = row * width + column
                    if seen[cell] == a:
                        continue
                    seen[cell] = a
                    if used == len(cells):
                        cells = np.append(cells, np.empty_like(cells))
                        areas = np.append(areas, np.empty_like(areas))
                    cells[used], areas[used] = cell, a
                    used += 1
        # An unmarked cell is all inside or all outside: its centre tells which.
        for slot in range(slots[a], slots[a + 1]):
            row = rows[a] + slot - slots[a]
            middle = row + 0.5
            found = 0
            if offsets[slot + 1] - offsets[slot] > len(crossings):
                crossings = np.empty(2 * (offsets[slot + 1] - offsets[slot]))
            for k in range(offsets[slot], offsets[slot + 1]):
                e = numbers[k]
                v0, v1 = (edges[e, 1] - south) * per_m, (edges[e, 3] - south) * per_m
                if (v0 > middle) != (v1 > middle):
                    u0, u1 = (edges[e, 0] - west) * per_m, (edges[e, 2] - west) * per_m
                    crossings[found] = u0 + (middle - v0) / (v1 - v0) * (u1 - u0)
                    found += 1
            ordered = np.sort(crossings[:found])
            for pair in range(0, found - 1, 2):
                first = int(np.ceil(ordered[pair] - 0.5))
                last = int(np.floor(ordered[pair + 1] - 0.5))
                for cell in range(row * width + first, row * width + last + 1):
                    if seen[cell] == a:
                        continue
                    if whole[cell] < 0:
                        whole[cell] = a
                        continue
                    if used == len(cells):
                        cells = np.append(cells, np.empty_like(cells))
                        areas = np.append(areas, np.empty_like(areas))
                    cells[used], areas[used] = cell, a
                    used += 1
    return whole, cells[:used], areas[:used]


@numba.njit(cache=True)
def held(
    x, y, state, shape, group_whole, group_starts, group_areas,
    edges, rows, slots, offsets, numbers, west, south, per_m,
):  # fmt: skip  # pragma: no cover
    """
    First area and number of areas that hold each point; -2 where rounding might decide.
    """
    holder, hits = np.full(len(x), -1, np.int32), np.zeros(len(x), np.int32)
    height, width = shape
    order = by_tile((x - west) * per_m, (y - south) * per_m, height, width)
    x, y = x[order], y[order]
    for i, point in enumerate(order):
        u, v = (x[i] - west) * per_m, (y[i] - south) * per_m
        row, column = int(np.floor(v)), int(np.floor(u))
        code = state[row * width + column]
        if code >= -1:
            holder[point] = code
            hits[point] = 1 if code >= 0 else 0
            continue
        group = -2 - code
        best, count = group_whole[group], 1 if group_whole[group] >= 0 else 0
        for k in range(group_starts[group], group_starts[group + 1]):
            a = group_areas[k]
            slot = slots[a] + row - rows[a]
            if slot < slots[a] or slot >= slots[a + 1]:
                continue
            within = _within(x[i], y[i], edges, numbers[offsets[slot] : offsets[slot + 1]])
            if within < 0:
                best = -2
                break
            if within:
                count += 1
                if best < 0 or a < best:
                    best = a
        holder[point] = best
        hits[point] = count
    return holder, hits


@numba.njit(cache=True)
def by_tile(u, v, height, width):  # pragma: no cover
    """Numbers of the points in the raster, tile by tile: what one needs, the next needs too."""
    across = width // _TILE + 1
    tile = np.full(len(u), -1, np.int32)
    starts = np.zeros(across * (height // _TILE + 1) + 1, np.int64)
    for i in range(len(u)):
        if u[i] >= 0.0 and v[i] >= 0.0 and u[i] < width and v[i] < height:  # NaN is nowhere
            tile[i] = int(v[i]) // _TILE * across + int(u[i]) // _TILE
            starts[tile[i] + 1] += 1
    starts = np.cumsum(starts)
    order = np.empty(starts[-1], np.int64)
    for i in range(len(u)):
        if tile[i] >= 0:
            order[starts[tile[i]]] = i
            starts[tile[i]] += 1
    return order


@numba.njit(cache=True)
def _within(px, py, edges, numbers):  # pragma: no cover
    """1 inside or on an edge, 0 outside, -1 if it cannot be said; by a ray to the east."""
    inside = 0
    for e in numbers:
        ax, ay, bx, by = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
        if py < min(ay, by) or py > max(ay, by) or px > max(ax, bx):
            continue
        crosses = (ay > py) != (by > py)
        if px < min(ax, bx):
            inside ^= crosses
            continue
        left, right = (ax - px) * (by - py), (ay - py) * (bx - px)
        side = left - right
        if abs(side) <= _SURE * (abs(left) + abs(right)):
            if not (_exact(ax, px) and _exact(by, py) and _exact(ay, py) and _exact(bx, px)):
                return -1
            side = _compared(ax - px, by - py, ay - py, bx - px)
            if side == 0.0:
                return 1
        if crosses and (side > 0.0) == (by > ay):
            inside ^= 1
    return inside


@numba.njit(cache=True)
def _exact(a, b):  # pragma: no cover
    """Whether a - b is free of rounding, as it is where neither is twice the other."""
    difference = a - b
    back = difference - a
    return (a - (difference - back)) - (b + back) == 0.0


@numba.njit(cache=True)
def _compared(a, b, c, d):  # pragma: no cover
    """Sign of ab - cd without rounding: the heads of the products decide, else their tails."""
    left, left_tail = _product(a, b)
    right, right_tail = _product(c, d)
    return left - right if left != right else left_tail - right_tail


@numba.njit(cache=True)
def _product(a, b):  # pragma: no cover
    # Dekker: each factor split in halves of 26 bits, so that no partial product is rounded.
    head = a * b
    big = 134217729.0 * a
    a_high = big - (big - a)
    a_low = a - a_high
    big = 134217729.0 * b
    b_high = big - (big - b)
    b_low = b - b_high
    tail = a_low * b_low - (((head - a_high * b_high) - a_low * b_high) - a_high * b_low)
    return head, tail
