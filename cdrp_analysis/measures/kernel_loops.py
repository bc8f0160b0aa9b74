"""Compiled loops behind kernel density: points onto a lattice, onto places, mass at outlines."""

import numba
import numpy as np

from cdrp_analysis.geography.raster_loops import by_tile

# Cells computed side by side: a loop of known length, in which multiplying and adding may be one
# step (one rounding less), becomes vector instructions.
_RUN = 8
# Nodes and weights of Gauss and Legendre on (-1, 1).
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(10)


@numba.njit(cache=True, fastmath={"contract"})
def quartic_lattice(x, y, weight, west, south, cell, shape, h):  # pragma: no cover
    """
    Sums of w (1 − d²/h²)² at the centres of lattice cells, shape (rows, columns).

    Each point adds its kernel to the rows of its disc. The value at a cell is computed from the
    distance of its centre to the point itself, so nothing is binned or moved.
    """
    rows, columns = shape
    margin = _runs(2 * h / cell) * _RUN
    out = np.zeros((rows, columns + 2 * margin))
    across, scale = np.empty(margin), 1.0 / (h * h)
    order = _near(x, y, west, south, cell, shape, h)
    x, y, weight = x[order], y[order], weight[order]
    for i in range(len(x)):
        first = int(np.ceil((x[i] - h - west) / cell - 0.5))
        low = max(int(np.ceil((y[i] - h - south) / cell - 0.5)), 0)
        top = min(int(np.floor((y[i] + h - south) / cell - 0.5)), rows - 1)
        start, own = first + margin, weight[i]
        # Both coordinates are near one another: the difference is free of rounding.
        offset = west + (first + 0.5) * cell - x[i]
        for k in range(margin):
            apart = offset + k * cell
            across[k] = apart * apart * scale
        for row in range(low, top + 1):
            apart = south + (row + 0.5) * cell - y[i]
            along = 1.0 - apart * apart * scale
            for run in range(0, margin, _RUN):
                cells = out[row, start + run : start + run + _RUN]
                parts = across[run : run + _RUN]
                for k in range(_RUN):
                    left = max(along - parts[k], 0.0)
                    cells[k] += own * left * left
    return out[:, margin : margin + columns]


@numba.njit(cache=True, fastmath={"contract"})
def gaussian_lattice(x, y, weight, west, south, cell, shape, h, reach):  # pragma: no cover
    """As :func:`quartic_lattice`, sums of w exp(−d²/2h²): a product of two exponentials."""
    rows, columns = shape
    margin = _runs(2 * reach / cell) * _RUN
    out = np.zeros((rows, columns + 2 * margin))
    across, scale = np.empty(margin), -0.5 / (h * h)
    order = _near(x, y, west, south, cell, shape, reach)
    x, y, weight = x[order], y[order], weight[order]
    for i in range(len(x)):
        first = int(np.ceil((x[i] - reach - west) / cell - 0.5))
        low = max(int(np.ceil((y[i] - reach - south) / cell - 0.5)), 0)
        top = min(int(np.floor((y[i] + reach - south) / cell - 0.5)), rows - 1)
        start, own = first + margin, weight[i]
        offset = west + (first + 0.5) * cell - x[i]
        for k in range(margin):
            apart = offset + k * cell
            across[k] = np.exp(apart * apart * scale)
        for row in range(low, top + 1):
            apart = south + (row + 0.5) * cell - y[i]
            along = own * np.exp(apart * apart * scale)
            for run in range(0, margin, _RUN):
                cells = out[row, start + run : start + run + _RUN]
                parts = across[run : run + _RUN]
                for k in range(_RUN):
                    cells[k] += along * parts[k]
    return out[:, margin : margin + columns]


@numba.njit(cache=True)
def _runs(widest):  # pragma: no cover
    return (int(np.floor(widest)) + _RUN) // _RUN


@numba.njit(cache=True)
def _near(x, y, west, south, cell, shape, reach):  # pragma: no cover
    """Points that reach the lattice, tile by tile: the cells of one are at hand for the next."""
    rim = int(2 * reach / cell) + 1
    u, v = (x - west + reach) / cell, (y - south + reach) / cell
    return by_tile(u, v, shape[0] + rim, shape[1] + rim)


@numba.njit(cache=True)
def at_places(x, y, weight, starts, south, places, h, reach, gaussian, skip_same):
    # pragma: no cover
    """
    Sums of kernels at each of some places, not yet scaled.

    Points lie in strips of one reach by northing and by easting within a strip: a place looks
    at three strips and, by bisection, at two reaches of each.
    """
    sums = np.zeros(len(places))
    strips = len(starts) - 1
    for i in range(len(places)):
        px, py = places[i, 0], places[i, 1]
        own = int(np.floor((py - south) / reach))
        total = 0.0
        for strip in range(max(own - 1, 0), min(own + 2, strips)):
            first, last = starts[strip], starts[strip + 1]
            k = first + np.searchsorted(x[first:last], px - reach)
            while k < last and x[k] <= px + reach:
                squared = ((x[k] - px) / h) ** 2 + ((y[k] - py) / h) ** 2
                if not (skip_same and squared == 0.0):
                    if gaussian:
                        total += weight[k] * np.exp(-0.5 * squared)
                    elif squared < 1.0:
                        total += weight[k] * (1.0 - squared) ** 2
                k += 1
        sums[i] = total
    return sums


@numba.njit(cache=True)
def along_outline(x, y, starts, south, strip, edges, h, reach, gaussian):  # pragma: no cover
    """
    The outline's part of the integral of mass, for each place whose disc it enters.

    Places lie in strips by northing and by easting within a strip. Returns the sum over edges of
    ∫ F(r) dθ inside the disc, plus the angle that the outline turns through outside it, less whole
    turns; NaN where no edge comes within reach.
    """
    total = np.full(len(x), np.nan)
    limit = reach * reach
    for e in range(len(edges)):
        ax, ay, bx, by = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
        length = np.hypot(bx - ax, by - ay)
        ux, uy = (bx - ax) / length, (by - ay) / length
        bottom = max(int(np.floor((min(ay, by) - reach - south) / strip)), 0)
        top = min(int(np.floor((max(ay, by) + reach - south) / strip)), len(starts) - 2)
        for s in range(bottom, top + 1):
            first, last = starts[s], starts[s + 1]
            k = first + np.searchsorted(x[first:last], min(ax, bx) - reach)
            while k < last and x[k] <= max(ax, bx) + reach:
                px, py, qx, qy = ax - x[k], ay - y[k], bx - x[k], by - y[k]
                # Whether a corner is in the disc is asked of the corner, so that both its edges
                # agree and the outline leaves the disc as often as it enters.
                in0, in1 = px * px + py * py < limit, qx * qx + qy * qy < limit
                away = px * uy - py * ux  # signed distance of the edge's line
                t0, t1 = px * ux + py * uy, qx * ux + qy * uy
                half = np.sqrt(max(limit - away * away, 0.0))
                if in0 or in1 or (half > 0.0 and t0 < 0.0 < t1):
                    low, high = t0 if in0 else -half, t1 if in1 else half
                    part = _within_disc(low, high, away, h, gaussian)
                    if not in0:
                        part += np.arctan2(away * -ux + low * uy, away * uy + low * ux)
                    if not in1:
                        part -= np.arctan2(away * -ux + high * uy, away * uy + high * ux)
                    total[k] = part if np.isnan(total[k]) else total[k] + part
                k += 1
    return total


@numba.njit(cache=True)
def _within_disc(low, high, away, h, gaussian):  # pragma: no cover
    """∫ F(r) dθ along a line at distance ``away``, with dθ = away dt / r² and r² = away² + t²."""
    if away == 0.0 or high <= low:
        return 0.0
    if not gaussian:
        return away * (_quartic_part(high, away, h) - _quartic_part(low, away, h))
    pieces = int(np.ceil((high - low) / h))
    step, total = (high - low) / pieces, 0.0
    for piece in range(pieces):
        for node in range(len(_NODES)):
            t = low + step * (piece + 0.5 + 0.5 * _NODES[node])
            squared = away * away + t * t
            total -= _WEIGHTS[node] * np.expm1(-0.5 * squared / (h * h)) / squared
    return away * total * step / 2


@numba.njit(cache=True)
def _quartic_part(t, away, h):  # pragma: no cover
    # Antiderivative of F(r)/r² = 3/h² − 3r²/h⁴ + r⁴/h⁶ with r² = away² + t².
    a2, h2 = away * away, h * h
    return (
        3.0 * t / h2
        - 3.0 * (a2 * t + t**3 / 3.0) / h2**2
        + (a2 * a2 * t + 2.0 * a2 * t**3 / 3.0 + t**5 / 5.0) / h2**3
    )
