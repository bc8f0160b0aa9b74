"""Windows of time over zones of a scan: the compiled part."""

import math

import numba
import numpy as np

_FINE = 64  # entries of the table of least counts per expected event
_NEVER = 32_767


@numba.njit(cache=True)
def _ratio(count, mu, total):  # pragma: no cover
    if mu <= 0.0 or count <= mu:
        return 0.0
    ratio = count * math.log(count / mu)
    if count < total:
        ratio += (total - count) * math.log((total - count) / (total - mu))
    return ratio


@numba.njit(cache=True)
def best_windows(
    counts, expected, members, start, end, opens, distinct, longest, least, alive
):  # pragma: no cover
    """
    For each zone its best window of at most ``longest`` steps: ratio, first step, length.

    Of equal windows the shortest and then the earliest is taken. ``alive``: only windows that
    end with the last step. A zone without any window has ratio 0.
    """
    steps, total = counts.shape[1], counts.sum()
    rings = len(start)
    ratio = np.zeros(rings)
    first, length = np.zeros(rings, np.int64), np.zeros(rings, np.int64)
    here, mean = np.zeros(steps, np.int64), np.zeros(steps)
    for ring in range(rings):
        if opens[ring]:
            here[:] = 0
            mean[:] = 0.0
        for k in range(start[ring], end[ring]):
            here += counts[members[k]]
            mean += expected[members[k]]
        if not distinct[ring]:
            continue
        for t in range(steps):
            count, mu = 0, 0.0
            for u in range(t, min(t + longest, steps)):
                count += here[u]
                mu += mean[u]
                if count < least or count <= mu or (alive and u != steps - 1):
                    continue
                found = _ratio(count, mu, total)
                better = found > ratio[ring] * (1 + 1e-12)
                shorter = found > ratio[ring] * (1 - 1e-12) and u - t + 1 < length[ring]
                if better or shorter:
                    ratio[ring], first[ring], length[ring] = found, t, u - t + 1
    return ratio, first, length


@numba.njit(cache=True)
def largest_expected(floor, total):  # pragma: no cover
    """For every count, up to which expected number its ratio reaches ``floor``; else -1."""
    limit = np.full(total + 1, -1.0)
    for count in range(1, total + 1):
        low, high = 0.0, float(count)
        for _ in range(200):
            middle = (low + high) / 2
            if middle in (low, high):
                break
            if _ratio(count, middle, total) >= floor:
                low = middle
            else:
                high = middle
        # A hair more, so that rounding loses none; the ratio itself decides in the end.
        limit[count] = low * (1 + 1e-9)
    return limit


@numba.njit(cache=True)
def replica_maxima(
    counts, expected, members, start, end, opens, distinct, longest, least, alive, floor
):  # pragma: no cover
    """
    The largest ratio of every replica, or 0 where it stays below ``floor``.

    Parameters
    ----------
    counts : array of int16, shape (replicas, places, steps)
        Every replica has the same total.
    expected : array of float, shape (places, steps)
        Expected events, the same for all replicas.
    floor : float
        Windows with a smaller ratio are told by their count alone: for each zone and window the
        least count that reaches ``floor`` is worked out once for all replicas, and the replicas
        only add and compare whole numbers.

    Returns
    -------
    array of float, shape (replicas,)
    """
    replicas, places, steps = counts.shape
    total = 0
    for place in range(places):
        for t in range(steps):
            total += counts[0, place, t]
    limit = largest_expected(floor, total)
    # Where to begin looking for the least count, by whole 64ths of expected events.
    begin = np.empty(total * _FINE + 2, np.int32)
    count = least
    for k in range(len(begin)):
        while count <= total and limit[count] < k / _FINE:
            count += 1
        begin[k] = count
    best = np.zeros(replicas)
    here = np.zeros((replicas, steps), np.int16)
    mean = np.zeros(steps)
    needed = np.empty((longest, steps), np.int16)
    mu = np.empty((longest, steps))
    window = np.empty(steps, np.int16)
    for ring in range(len(start)):
        if opens[ring]:
            here[:] = 0
            mean[:] = 0.0
        for k in range(start[ring], end[ring]):
            mean += expected[members[k]]
            for r in range(replicas):
                row, more = here[r], counts[r, members[k]]
                for t in range(steps):
                    row[t] = np.int16(row[t] + more[t])
        if not distinct[ring]:
            continue
        for size in range(min(longest, steps)):
            for t in range(steps - size):
                before = mu[size - 1, t] if size else 0.0
                mu[size, t] = before + mean[t + size]
                count = begin[int(mu[size, t] * _FINE)]
                while count <= total and limit[count] < mu[size, t]:
                    count += 1
                needed[size, t] = min(count, _NEVER)
                if count > total or (alive and t + size != steps - 1):
                    needed[size, t] = _NEVER
        for r in range(replicas):
            row = here[r]
            window[:] = 0
            for size in range(min(longest, steps)):
                need = needed[size]
                hits = np.int16(0)
                for t in range(steps - size):
                    window[t] = np.int16(window[t] + row[t + size])
                    hits = np.int16(hits | np.int16(window[t] >= need[t]))
                if hits:
                    for t in range(steps - size):
                        if window[t] >= need[t]:
                            best[r] = max(best[r], _ratio(window[t], mu[size, t], total))
    return np.where(best >= floor, best, 0.0)


@numba.njit(cache=True)
def strewn(place, step, places, steps):  # pragma: no cover
    """Counts by replica, place and step of events with their steps in every replica."""
    counts = np.zeros((len(step), places, steps), np.int16)
    for r in range(len(step)):
        for event in range(step.shape[1]):
            counts[r, place[r % len(place), event], step[r, event]] += 1
    return counts
