"""Points moved within a ring around their place, the same way in every release, with measured k."""

import hashlib
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from cdrp_analysis.errors import DisclosureError, InputError, SettingsError
from cdrp_analysis.vocabulary import NATIONAL_GRID

LEAST_K = 8  # data.police.uk: a map point's catchment holds at least eight addresses
DRAWS = 12
WIDER = 1.15  # each further draw of a place is from a ring this much wider
KEPT = ("month", "theme")
_MONTH = r"\d{4}-(?:0[1-9]|1[0-2])"
_SHORTEST_SALT = 16  # bytes
_ARC = 64  # corners per quarter circle; the polygon is 0.01% smaller than the circle


@dataclass(frozen=True)
class MaskSummary:
    """
    What masking did; restricted.

    ``masked`` of ``points`` are shown. ``no_place`` had no coordinates or lay outside the
    outline; ``left_out`` is the share of the others that could not be masked. ``k_minimum``
    and ``k_median`` are over the points shown.
    """

    points: int
    masked: int
    no_place: int
    left_out: float
    k_minimum: float
    k_median: float


def donut_mask(
    points: pd.DataFrame,
    households: gpd.GeoDataFrame,
    outline: shapely.Geometry,
    *,
    least_m: float,
    most_m: float,
    salt: bytes,
    k: int = LEAST_K,
    most_left_out: float = 0.05,
) -> tuple[pd.DataFrame, MaskSummary]:
    """
    Each place moved in a random direction by a random distance, with measured k-anonymity.

    A place is drawn uniformly over the area of the ring around it. A draw outside the outline,
    or with too small a k, is drawn again from a wider ring, ``DRAWS`` times at most; then the
    place is left out. The draw is a fixed function of the place and the salt: repeated releases
    show the same point and add nothing, whereas fresh draws average out to the true place. That
    holds as long as salt, distances, households, outline and k stay the same.

    Parameters
    ----------
    points : DataFrame, one row per event
        ``easting`` and ``northing`` (metres, EPSG:27700); of the other columns only ``month``
        (YYYY-MM) and ``theme`` are kept.
    households : GeoDataFrame, EPSG:27700
        Areas with ``households`` spread evenly over the ground of each; or points, one per
        address or with ``households`` at each.
    outline : Polygon or MultiPolygon
        The borough's, EPSG:27700; masked points lie inside.
    least_m, most_m : float
        Inner and outer radius of the ring of the first draw, metres.
    salt : bytes
        Secret of the partnership, at least 16 random bytes (``secrets.token_bytes(32)``), never in
        the bundle: whoever knows it can undo the masking.
    k : int
        Least number of households (:func:`spatial_k`).
    most_left_out : float
        Share of the places inside the outline that may be left out.

    Returns
    -------
    DataFrame, one row per event masked, from south-west to north-east
        ``easting``, ``northing`` (whole metres), ``month`` and ``theme`` if given.
    MaskSummary
        Counts and measured k.

    Raises
    ------
    SettingsError
        If the ring is empty or the salt too short.
    InputError
        If the households are not in EPSG:27700.
    DisclosureError
        If a month is finer than a month, or more than ``most_left_out`` are left out.

    References
    ----------
    Hampton, K. H., et al. (2010). Mapping health data: improved privacy protection with donut
    method geomasking. American Journal of Epidemiology 172, 1062-1069.
    Aumasson, J.-P., et al. (2013). BLAKE2: simpler, smaller, fast as MD5.
    """
    _check(points, households, least_m, most_m, salt)
    place = points[["easting", "northing"]].to_numpy(float, na_value=np.nan)
    inside = np.isfinite(place).all(axis=1)
    inside &= shapely.contains_xy(outline, np.nan_to_num(place[:, 0]), np.nan_to_num(place[:, 1]))
    # One draw per place, not per event; the grid of the police's own coordinates is a metre.
    places, which = np.unique(np.round(place[inside]), axis=0, return_inverse=True)
    which = which.reshape(-1)
    masked = np.full(places.shape, np.nan)
    measured = np.full(len(places), np.nan)
    open_places = np.arange(len(places))
    homes = Homes(households)
    shapely.prepare(outline)
    for draw in range(DRAWS):
        drawn = _drawn(places[open_places], least_m, most_m, salt, draw)
        nearer = spatial_k(places[open_places], drawn, homes, least_m=least_m, most_m=most_m)
        good = (nearer >= k) & shapely.contains_xy(outline, drawn[:, 0], drawn[:, 1])
        masked[open_places[good]], measured[open_places[good]] = drawn[good], nearer[good]
        open_places = open_places[~good]
    shown = np.isfinite(measured[which])
    left_out = float(1 - shown.mean()) if len(shown) else 0.0
    if left_out > most_left_out:
        raise DisclosureError(
            f"{left_out:.0%} of the points cannot be masked with k = {k}, more than the "
            f"{most_left_out:.0%} allowed.",
            where="disclosure.masked_points",
            do="widen the ring, or publish the banded map without points",
        )
    kept = [name for name in KEPT if name in points]
    table = points.loc[inside, kept].reset_index(drop=True)
    table.insert(0, "easting", masked[which, 0])
    table.insert(1, "northing", masked[which, 1])
    # In order of place: the order of the rows must not be that of the events.
    table = table[shown].sort_values(["northing", "easting", *kept], ignore_index=True)
    levels = measured[which][shown]
    return table, MaskSummary(
        points=len(points),
        masked=len(table),
        no_place=int((~inside).sum()),
        left_out=left_out,
        k_minimum=float(levels.min()) if len(levels) else np.nan,
        k_median=float(np.median(levels)) if len(levels) else np.nan,
    )


def spatial_k(
    places: np.ndarray,
    masked: np.ndarray,
    homes: "Homes",
    *,
    least_m: float = 0.0,
    most_m: float | None = None,
) -> np.ndarray:
    """
    How many households hide each place from a reader of its masked point.

    The lesser of two: households nearer to the masked point than the true place is, which is
    the measure of Hampton et al.; and, for a reader who knows the ring and so that the true
    place is not nearer than ``least_m``, the households in the ring around the masked point.

    Parameters
    ----------
    places, masked : array, one row per place
        True and masked easting and northing, metres.
    homes : Homes
        Where the households are.
    least_m, most_m : float
        Radii of the ring; without ``most_m`` only the first measure is taken.

    Returns
    -------
    array of float, households
    """
    distance = np.hypot(*(places - masked).T)
    nearer = homes.within(masked, distance)
    if most_m is None:
        return nearer
    around = homes.within(masked, np.full(len(masked), most_m))
    return np.minimum(nearer, around - homes.within(masked, np.full(len(masked), least_m)))


class Homes:
    """
    Households, as areas over which they are spread evenly or as points.

    Parameters
    ----------
    households : GeoDataFrame, EPSG:27700
        ``households``, a number per row; points without it count one each.
    """

    def __init__(self, households: gpd.GeoDataFrame):
        self.shapes = households.geometry.to_numpy()
        if "households" in households:
            self.number = households["households"].to_numpy(float, na_value=0.0)
        else:
            self.number = np.ones(len(households))
        self.as_points = bool((shapely.get_type_id(self.shapes) == 0).all())
        if self.as_points:
            self.tree = cKDTree(shapely.get_coordinates(self.shapes))
        else:
            self.tree = shapely.STRtree(self.shapes)
            self.density = self.number / shapely.area(self.shapes)

    def within(self, centres: np.ndarray, radius: np.ndarray) -> np.ndarray:
        """Households nearer to each centre than its radius."""
        if self.as_points:
            # A millimetre less: the household at the true place itself is not nearer.
            found = self.tree.query_ball_point(centres, np.maximum(radius - 1e-3, 0))
            return np.array([self.number[near].sum() for near in found], dtype=float)
        circles = shapely.buffer(shapely.points(centres), radius, quad_segs=_ARC)
        circle, area = self.tree.query(circles, predicate="intersects")
        shared = shapely.area(shapely.intersection(circles[circle], self.shapes[area]))
        return np.bincount(circle, weights=shared * self.density[area], minlength=len(circles))


def _drawn(places: np.ndarray, least_m: float, most_m: float, salt: bytes, draw: int) -> np.ndarray:
    """The draw of each place: uniform over the ring's area, in whole metres."""
    drawn = np.empty(places.shape)
    for row, (easting, northing) in enumerate(places):
        text = f"{easting:.0f},{northing:.0f},{draw}".encode()
        digest = hashlib.blake2b(text, digest_size=16, key=salt).digest()
        turn, out = (int.from_bytes(half) / 2**64 for half in (digest[:8], digest[8:]))
        distance = WIDER**draw * np.sqrt(least_m**2 + out * (most_m**2 - least_m**2))
        angle = 2 * np.pi * turn
        drawn[row] = easting + distance * np.sin(angle), northing + distance * np.cos(angle)
    return np.round(drawn)


def _check(
    points: pd.DataFrame,
    households: gpd.GeoDataFrame,
    least_m: float,
    most_m: float,
    salt: bytes,
) -> None:
    if not 0 < least_m < most_m:
        raise SettingsError(
            f"a ring from {least_m:g} to {most_m:g} metres is empty.",
            where="disclosure.masked_points",
            do="give an inner radius above 0 and an outer one above that",
        )
    longest = hashlib.blake2b.MAX_KEY_SIZE
    if not _SHORTEST_SALT <= len(salt) <= longest:
        raise SettingsError(
            f"the salt has {len(salt)} bytes.",
            where="disclosure.masked_points",
            do=f"give {_SHORTEST_SALT} to {longest} secret bytes, and keep them",
        )
    if households.crs is None or households.crs != NATIONAL_GRID:
        raise InputError(
            "the households are not on the National Grid.",
            where="disclosure.masked_points",
            do="reproject them with to_crs(27700)",
        )
    if "month" in points:
        finer = int((~points["month"].astype(str).str.fullmatch(_MONTH)).sum())
        if finer:
            raise DisclosureError(
                f"{finer} rows have a month that is not written YYYY-MM.",
                where="disclosure.masked_points",
                do="a masked point shows no time finer than a month",
            )
