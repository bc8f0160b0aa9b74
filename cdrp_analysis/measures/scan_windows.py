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
    counts : array of int16, shape (places, steps, replicas)
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
    places, steps, replicas = counts.shape
    total = 0
    for place in range(places):
        for t in range(steps):
            total += counts[place, t, 0]
    limit = largest_expected(floor, total)
    # Where to begin looking for the least count, by whole 64ths of expected events.
    begin = np.empty(total * _FINE + 2, np.int32)
    count = least
    for k in range(len(begin)):
        while count <= total and limit[count] < k / _FINE:
            count += 1
        begin[k] = count
    best = np.zeros(replicas)
    # Replicas stand side by side in memory: one instruction serves many of them.
    here = np.zeros((steps, replicas), np.int16)
    mean = np.zeros(steps)
    mu = np.empty(steps)
    window = np.empty((steps, replicas), np.int16)
    for ring in range(len(start)):
        if opens[ring]:
            here[:] = 0
            mean[:] = 0.0
        for k in range(start[ring], end[ring]):
            mean += expected[members[k]]
            _add(here, counts[members[k]])
        if not distinct[ring]:
            continue
        window[:] = 0
        mu[:] = 0.0
        for size in range(min(longest, steps)):
            for t in range(steps - size):
                mu[t] += mean[t + size]
                need = begin[int(mu[t] * _FINE)]
                while need <= total and limit[need] < mu[t]:
                    need += 1
                if need > total or (alive and t + size != steps - 1):
                    need = _NEVER
                if _reached(window[t], here[t + size], np.int16(need)):
                    for r in range(replicas):
                        if window[t, r] >= need:
                            best[r] = max(best[r], _ratio(window[t, r], mu[t], total))
    return np.where(best >= floor, best, 0.0)


@numba.njit(cache=True)
def _add(total, more):  # pragma: no cover
    """Add whole numbers place by place, step by step and replica by replica."""
    into, what = total.ravel(), more.ravel()
    for k in range(len(into)):
        into[k] = np.int16(into[k] + what[k])


@numba.njit(cache=True)
def _reached(window, step, need):  # pragma: no cover
    """Add one more step to a window of every replica; whether any now holds ``need`` events."""
    any_of_them = np.int16(0)
    for r in range(len(window)):
        window[r] = np.int16(window[r] + step[r])
        any_of_them = np.int16(any_of_them | np.int16(window[r] >= need))
    return any_of_them != 0


@numba.njit(cache=True)
def strewn(place, step, places, steps):  # pragma: no cover
    """Counts by place, step and replica of events with their steps in every replica."""
    counts = np.zeros((places, steps, len(step)), np.int16)
    for r in range(len(step)):
        for event in range(step.shape[1]):
            counts[place[r % len(place), event], step[r, event], r] += 1
    return counts
