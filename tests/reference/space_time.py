"""Published values of space-time statistics, and plain implementations to hold ours against."""

import math
from itertools import pairwise

import numpy as np

# Burkitt's lymphoma in the West Nile district of Uganda: Williams, E. H. et al. (1978), British
# Journal of Cancer 37, 109-122; 188 cases, as libpysal carries them (examples, "burkitt"). Knox's
# test with pairs at most 20 km and 5 days apart, as the documentation of PySAL's pointpats prints
# it: 13 pairs; expected 10.1438 = 3,429 pairs in space x 52 in time / (188 x 187 / 2).
BURKITT_KNOX = {"metres": 20, "days": 5, "observed": 13, "near": 3429, "soon": 52,
                "expected": 10.1438}  # fmt: skip

# Leukaemia in upstate New York, as SaTScan prints it in the tests of the R package smerc (French
# 2023, tests/testthat/test-scan.test.R): residents and cases of the two first circles, of 1,057,673
# residents and 552 cases, and the log-likelihood ratio.
SATSCAN_NEW_YORK = [(95249, 85, 11.577255)]
NEW_YORK_RESIDENTS, NEW_YORK_CASES = 1_057_673, 552


def plain_knox(points, steps, distances, times, *, metric, same_place, permutations, seed):
    """Knox's test pair by pair: observed, expected and p for every band, as nested lists."""
    n = len(points)
    bands = [(0.0, 0.0)] * same_place + list(pairwise(distances))
    near = []
    for i in range(n):
        for j in range(i):
            dx, dy = abs(points[i][0] - points[j][0]), abs(points[i][1] - points[j][1])
            away = dx + dy if metric == "manhattan" else math.sqrt(dx * dx + dy * dy)
            if same_place and away == 0:
                near.append((0, i, j))
                continue
            for k, (low, high) in enumerate(bands):
                if low <= away < high:
                    near.append((k, i, j))

    def counted(moments):
        found = [[0] * (len(times) - 1) for _ in bands]
        for k, i, j in near:
            apart = abs(int(moments[i]) - int(moments[j]))
            for m, (low, high) in enumerate(pairwise(times)):
                found[k][m] += low <= apart < high
        return found

    soon = [0] * (len(times) - 1)
    for i in range(n):
        for j in range(i):
            apart = abs(int(steps[i]) - int(steps[j]))
            for m, (low, high) in enumerate(pairwise(times)):
                soon[m] += low <= apart < high
    observed = counted(steps)
    reached = [[0] * len(soon) for _ in bands]
    rng = np.random.default_rng(seed)
    for _ in range(permutations):
        again = counted(rng.permutation(steps))
        for k in range(len(bands)):
            for m in range(len(soon)):
                reached[k][m] += again[k][m] >= observed[k][m]
    pairs = n * (n - 1) / 2
    sizes = [sum(1 for k, _, _ in near if k == band) for band in range(len(bands))]
    expected = [[size * count / pairs for count in soon] for size in sizes]
    p = [[(1 + count) / (permutations + 1) for count in row] for row in reached]
    return observed, expected, p


def plain_zones(points, weights, max_radius, max_weight):
    """All circles, centre by centre, as (centre, radius, set of places)."""
    zones = []
    for centre in range(len(points)):
        away = [math.dist(points[centre], other) for other in points]
        for radius in sorted(set(away)):
            inside = [k for k in range(len(points)) if away[k] <= radius]
            if radius <= max_radius and sum(weights[k] for k in inside) <= max_weight:
                zones.append((centre, radius, inside))
    return zones


def plain_llr(c, mu, total):
    """Kulldorff's log-likelihood ratio of one window."""
    if c <= mu:
        return 0.0
    rest = (total - c) * math.log((total - c) / (total - mu)) if c < total else 0.0
    return c * math.log(c / mu) + rest


def plain_scan(place, step, expected, zones, *, longest, least, alive=False):
    """The largest ratio over all zones and windows, and all windows that reach it."""
    total, steps = len(place), len(expected[0])
    best, where = 0.0, []
    for centre, radius, inside in zones:
        for first in range(steps):
            for last in range(first, min(first + longest, steps)):
                if alive and last != steps - 1:
                    continue
                c = sum(1 for k, t in zip(place, step, strict=True)
                        if k in inside and first <= t <= last)  # fmt: skip
                mu = sum(expected[k][t] for k in inside for t in range(first, last + 1))
                if c < least or mu <= 0:
                    continue
                ratio = plain_llr(c, mu, total)
                if ratio > best + 1e-9:
                    best, where = ratio, []
                if ratio > best - 1e-9:
                    where.append((centre, radius, tuple(inside), first, last, c, mu))
    return best, where
