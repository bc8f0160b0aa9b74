"""Four attacks across tables, releases and map layers: naive hiding against joint protection."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from cdrp_analysis.auditor.addresses import Address
from cdrp_analysis.auditor.bounds import Model
from cdrp_analysis.auditor.evidence import Fact
from cdrp_analysis.auditor.sums import Sums
from cdrp_analysis.disclosure.relations import Cell, System
from cdrp_analysis.disclosure.suppression import suppress

THRESHOLD = 5
SEED = 20180331
WARDS = 8
PLACES = 10  # drawn for each attack
_SIDE = 4000.0  # metres


@dataclass(frozen=True)
class Drawn:
    """
    A drawn release: counts by name, which sums hold, who publishes what.

    ``latent`` cells are pieces that no table shows; ``earlier`` cells are in a release that is
    already out, and cannot be hidden any more unless they were hidden then.
    """

    values: dict[str, int]
    sums: list[tuple[str, list[str]]]
    latent: frozenset[str]
    earlier: frozenset[str] = frozenset()

    def small(self) -> set[str]:
        """Counts from 1 to the threshold less one, printed or to be pieced together."""
        return {name for name, value in self.values.items() if 1 <= value < THRESHOLD}


def worked_out(drawn: Drawn, hidden: Iterable[str]) -> int:
    """How many small counts a reader of everything not hidden knows exactly."""
    address = {name: Address("drawn", name, "", "") for name in drawn.values}
    kept = drawn.values.keys() - set(hidden) - drawn.latent
    facts = {
        address[name]: [Fact(address[name], drawn.values[name], drawn.values[name], "", name)]
        for name in kept
    }
    relations = [
        (address[total], tuple(address[part] for part in parts)) for total, parts in drawn.sums
    ]
    model = Model(Sums(list(address.values()), relations), facts)
    known = 0
    for name in sorted(drawn.small() - kept):
        found = model.range_of(address[name])
        known += found.lower == found.upper
    return known


def protected(drawn: Drawn) -> set[str]:
    """What the workbench hides: all tables, releases and layers as one system."""
    hidden = drawn.small() | drawn.latent
    if drawn.earlier:
        first = _restricted_to(drawn, drawn.earlier)
        hidden |= _suppressed(first, hidden & first.values.keys(), frozenset())
    out = drawn.earlier - hidden
    found = _suppressed(drawn, hidden, out)
    if found & out:
        raise AssertionError("a count that is already out cannot be hidden")
    return found


def _restricted_to(drawn: Drawn, names: frozenset[str]) -> Drawn:
    """The part of a release that was published earlier, with the sums it held then."""
    sums = [(total, parts) for total, parts in drawn.sums if names.issuperset({total, *parts})]
    return Drawn({name: drawn.values[name] for name in names}, sums, frozenset())


def _suppressed(drawn: Drawn, hidden: set[str], fixed: frozenset[str]) -> set[str]:
    names = sorted(drawn.values)
    index = {name: number for number, name in enumerate(names)}
    cells = tuple(Cell("drawn", name, "", "") for name in names)
    system = System(
        cells,
        np.array([drawn.values[name] for name in names], dtype=float),
        tuple("implied" if name in drawn.latent else "table" for name in names),
        tuple((index[total], tuple(index[part] for part in parts)) for total, parts in drawn.sums),
        {cell: number for number, cell in enumerate(cells)},
    )
    small = drawn.small()
    pattern = suppress(
        system,
        primary=np.array([name in small for name in names]),
        unpublished=np.array([name in hidden and name not in small for name in names]),
        spared=np.array([name in fixed for name in names]),
        threshold=THRESHOLD,
    )
    return {name for name, chosen in zip(names, pattern.hidden, strict=True) if chosen}


def earlier_months(random: np.random.Generator) -> Drawn:
    """Last year's release had ward by month; this year's shows the same months' totals."""
    counts = random.poisson(random.gamma(4, 3, size=(WARDS, 1)), size=(WARDS, 12))
    values, sums, earlier = _by_month(counts)
    names = [*(f"ward {ward}" for ward in range(WARDS)), "borough"]
    for name in names:
        months = [f"{name} month {month}" for month in range(12)]
        values[f"{name} year"] = sum(values[month] for month in months)
        sums.append((f"{name} year", months))
    sums.append(("borough year", [f"{name} year" for name in names[:-1]]))
    return Drawn(values, sums, frozenset(), frozenset(earlier))


def rolling_years(random: np.random.Generator) -> Drawn:
    """Twelve-month sums ending in every month of a year, and an earlier table of the months."""
    counts = random.poisson(random.gamma(4, 3, size=(WARDS, 1)), size=(WARDS, 24))
    values, sums, names = _by_month(counts)
    earlier = {name for name in names if int(name.rsplit(" ", 1)[1]) < 12}
    for first in range(13):
        for name in [*(f"ward {ward}" for ward in range(WARDS)), "borough"]:
            months = [f"{name} month {month}" for month in range(first, first + 12)]
            values[f"{name} to {first + 11}"] = sum(values[month] for month in months)
            sums.append((f"{name} to {first + 11}", months))
    return Drawn(values, sums, frozenset(names - earlier), frozenset(earlier))


def _by_month(counts: np.ndarray) -> tuple[dict[str, int], list, set[str]]:
    """Ward and borough counts by month, and that wards add up to the borough."""
    values, sums = {}, []
    for month in range(counts.shape[1]):
        parts = [f"ward {ward} month {month}" for ward in range(len(counts))]
        values |= dict(zip(parts, counts[:, month].tolist(), strict=True))
        values[f"borough month {month}"] = int(counts[:, month].sum())
        sums.append((f"borough month {month}", parts))
    return values, sums, set(values)


def shifted_grid(random: np.random.Generator) -> Drawn:
    """One grid of 400 m squares, published once as it is and once moved by a quarter square."""
    return _overlaid(_settlements(random), _squares(0.0, 400), _squares(-100.0, 400))


def areas_and_grid(random: np.random.Generator) -> Drawn:
    """Small census areas (cells around drawn centres), and the same offences by 200 m square."""
    centres = shapely.MultiPoint(random.uniform(0, _SIDE, size=(60, 2)))
    ground = shapely.box(0, 0, _SIDE, _SIDE)
    cells = shapely.get_parts(shapely.voronoi_polygons(centres, extend_to=ground))
    areas = shapely.intersection(cells, ground)
    return _overlaid(_settlements(random), areas, _squares(0.0, 200))


def _settlements(random: np.random.Generator) -> np.ndarray:
    """About 40 offences in each of 20 settlements of 300 m, with empty ground between them."""
    centres = random.uniform(500, _SIDE - 500, size=(20, 2))
    homes = np.repeat(centres, random.poisson(40, size=len(centres)), axis=0)
    return homes + random.uniform(-150, 150, size=homes.shape)


def _squares(origin: float, size: float) -> np.ndarray:
    """Squares that cover the ground, from an origin west and south of it (metres)."""
    corners = np.arange(origin, _SIDE, size)
    east, north = (axis.ravel() for axis in np.meshgrid(corners, corners))
    squares = shapely.box(east, north, east + size, north + size)
    return shapely.intersection(squares, shapely.box(0, 0, _SIDE, _SIDE))


def _overlaid(points: np.ndarray, one: np.ndarray, other: np.ndarray) -> Drawn:
    """Two layers that count the same points, and the pieces into which they cut each other."""
    left, right = shapely.STRtree(other).query(one, predicate="intersects")
    overlap = shapely.intersection(one[left], other[right])
    real = shapely.area(overlap) > 1e-6
    pieces = overlap[real]
    _, inside = shapely.STRtree(pieces).query(shapely.points(points), predicate="intersects")
    # A point on a border would be counted twice; drawn points never lie on one.
    counts = np.bincount(inside, minlength=len(pieces))
    values: dict[str, int] = {}
    parts: dict[str, list[str]] = {}
    for number, (a, b) in enumerate(zip(left[real].tolist(), right[real].tolist(), strict=True)):
        piece = f"piece {a} {b}"
        values[piece] = int(counts[number])
        for area in (f"first {a}", f"second {b}"):
            parts.setdefault(area, []).append(piece)
    latent = frozenset(values)
    values |= {area: sum(values[piece] for piece in own) for area, own in parts.items()}
    return Drawn(values, list(parts.items()), latent)


SCENES = {
    "earlier monthly table, yearly totals now": earlier_months,
    "rolling 12-month sums, earlier monthly table": rolling_years,
    "one grid at two origins": shifted_grid,
    "small census areas and a grid": areas_and_grid,
}


def main() -> None:
    """Print how many small counts each way of hiding gives away."""
    print(f"{'attack':<46}{'shown':>7}{'small':>7}{'naive':>7}{'ours':>6}{'more':>6}{'s':>7}")
    for name, draw in SCENES.items():
        start = time.perf_counter()
        found = sum(_compared(draw(np.random.default_rng((SEED, n)))) for n in range(PLACES))
        seconds = time.perf_counter() - start
        figures = "".join(f"{n:>{wide}}" for n, wide in zip(found, (7, 7, 7, 6, 6), strict=True))
        print(f"{name:<46}{figures}{seconds:>7.1f}", flush=True)
    print(
        f"{PLACES} drawn places for each attack. shown: counts in the tables · small: counts of 1\n"
        "to 4, printed or between two tables · naive, ours: small counts worked out exactly when\n"
        "only small counts are hidden, and when all is protected together · more: further counts\n"
        "that are hidden for it · s: seconds"
    )


def _compared(drawn: Drawn) -> np.ndarray:
    """Counts shown, small, worked out from the naive release and from ours, hidden besides."""
    hidden, small = protected(drawn), drawn.small()
    return np.array(
        [
            len(drawn.values) - len(drawn.latent),
            len(small),
            worked_out(drawn, small),
            worked_out(drawn, hidden),
            len(hidden - small - drawn.latent),
        ]
    )


if __name__ == "__main__":
    main()
