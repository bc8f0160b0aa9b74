"""Lattices anchored at the National Grid's origin: how wide, which cell holds a point, its name."""

import numpy as np
import shapely

# Finer squares than this would show the publisher's snap points, not the streets around them.
FINEST_M = 200.0
# Beyond this many squares a map shows no more, and the tests behind it take their time.
MOST_SQUARES = 20_000


def automatic_size(boundary: shapely.Geometry) -> tuple[float, str]:
    """
    Side of the squares that suit an area, metres, and a sentence that says so.

    200 m, as the publishers' snap points allow no finer; in an area that would need more than
    20,000 such squares, the least multiple of 50 m that needs no more.

    Examples
    --------
    >>> automatic_size(shapely.box(0, 0, 5000, 4000))
    (200.0, 'Cell size set to 200 m: finer squares would show snap points, not streets.')
    """
    least = np.sqrt(shapely.area(boundary) / MOST_SQUARES)
    size_m = max(FINEST_M, 50.0 * np.ceil(least / 50.0))
    if size_m == FINEST_M:
        return size_m, "Cell size set to 200 m: finer squares would show snap points, not streets."
    squares = f"{MOST_SQUARES:,}"
    return float(size_m), f"Cell size set to {size_m:.0f} m: at most {squares} squares are drawn."


def square_of(easting: np.ndarray, northing: np.ndarray, *, size_m: float = 200) -> np.ndarray:
    """Names of the squares in which points lie; a point on an edge belongs north and east."""
    row, column = square_at(easting, northing, size_m)
    return named("E{1:.0f}N{0:.0f}", row * size_m, column * size_m)


def hex_of(easting: np.ndarray, northing: np.ndarray, *, size_m: float = 400) -> np.ndarray:
    """Names of the hexagons in which points lie: those with the nearest centre."""
    return named("R{:.0f}C{:.0f}", *hexagon_at(easting, northing, size_m))


def square_at(easting: np.ndarray, northing: np.ndarray, size_m: float) -> tuple:
    """Row and column of the square in which each point lies."""
    return np.floor(np.asarray(northing) / size_m), np.floor(np.asarray(easting) / size_m)


def hexagon_at(easting: np.ndarray, northing: np.ndarray, size_m: float) -> tuple:
    """Row and column of the hexagon with the nearest centre."""
    easting, northing = np.asarray(easting, dtype=float), np.asarray(northing, dtype=float)
    step = size_m * np.sqrt(3) / 2
    # Even and odd rows are two rectangular lattices; the nearer of their nearest centres wins.
    even_row, even_column = 2 * np.rint(northing / (2 * step)), np.rint(easting / size_m)
    odd_row = 2 * np.floor(northing / (2 * step)) + 1
    odd_column = np.floor(easting / size_m)
    to_even = np.hypot(easting - even_column * size_m, northing - even_row * step)
    to_odd = np.hypot(easting - (odd_column + 0.5) * size_m, northing - odd_row * step)
    even = to_even <= to_odd
    return np.where(even, even_row, odd_row), np.where(even, even_column, odd_column)


def named(pattern: str, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Names made of two numbers each, in a pattern of ``str.format``."""
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    return np.array([pattern.format(*pair) for pair in pairs], dtype=object)
