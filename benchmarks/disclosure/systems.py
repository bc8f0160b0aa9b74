"""Systems of tables as partnerships publish them, drawn at random: for benchmarks and tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.joint_system import build
from cdrp_analysis.disclosure.relations import Hierarchy, Partition, System
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec

THRESHOLD = 5

# Shares of the fourteen types of data.police.uk in an inner London borough, rounded.
TYPES = {
    "anti-social behaviour": 0.210,
    "violence and sexual offences": 0.215,
    "other theft": 0.105,
    "vehicle crime": 0.100,
    "criminal damage and arson": 0.060,
    "public order": 0.060,
    "burglary": 0.060,
    "shoplifting": 0.050,
    "drugs": 0.045,
    "theft from the person": 0.040,
    "robbery": 0.025,
    "bicycle theft": 0.020,
    "other crime": 0.006,
    "possession of weapons": 0.004,
}
GROUPS = {
    "against people": ("violence and sexual offences", "robbery", "theft from the person"),
    "against property": (
        *("other theft", "vehicle crime", "criminal damage and arson"),
        *("burglary", "shoplifting", "bicycle theft"),
    ),
    "against the public": (
        *("anti-social behaviour", "public order", "drugs"),
        *("other crime", "possession of weapons"),
    ),
}
MONTHS = tuple(f"2010-{month:02d}" for month in range(1, 13))


@dataclass(frozen=True)
class Drawn:
    """Tables with their declarations and the sums among them, ready to be protected."""

    tables: Mapping[str, pd.DataFrame]
    specs: Mapping[str, TableSpec]
    hierarchy: Hierarchy

    @cached_property
    def system(self) -> System:
        """All cells of the tables as one system."""
        return build(self.tables, self.specs, self.hierarchy)


def small(system: System, threshold: int = THRESHOLD) -> np.ndarray:
    """Cells hidden for their own value, shown by a table or not."""
    return (system.values >= 1) & (system.values < threshold)


def unpublished(system: System) -> np.ndarray:
    """Cells that no table shows."""
    return np.array([kind != "table" for kind in system.kind], dtype=bool)


def generated(number: int, seed: int) -> System:
    """
    One of a family of realistic systems of about 20 to 400 cells.

    Parameters
    ----------
    number : int
        Which of the family, from 0; the five layouts take turns: wards by types; small areas
        in wards by types; wards by types by months; types and areas that leave a remainder;
        overlapping tables.
    seed : int
        Seed of the whole family.

    Returns
    -------
    System
        The same for the same number and seed.
    """
    return drawn(number, seed).system


def drawn(number: int, seed: int) -> Drawn:
    """The tables and declarations behind :func:`generated`, with the same parameters."""
    rng = np.random.default_rng([seed, number])
    layouts = (_flat, _nested, _monthly, _left_over, _overlapping)
    return layouts[number % len(layouts)](rng)


def wards_by_types_by_months() -> System:
    """21 wards x 14 types x 12 months with all margins: 4,290 cells, always the same."""
    rng = np.random.default_rng(21)
    areas, types, months = _names("W", 21), tuple(TYPES), MONTHS
    inner = _counts(rng, (21, 14, 12), 21_000, shares=np.array(list(TYPES.values())))
    hierarchy = Hierarchy({"B": areas}, {"all": types}, {"year": months})
    return _one_table(inner, areas, types, months, hierarchy).system


def lsoas_in_wards() -> System:
    """120 LSOAs in 21 wards x 14 types in 3 groups x 5 years with totals: 15,336 cells."""
    rng = np.random.default_rng(120)
    small_areas, wards, years = _names("L", 120), _names("W", 21), _names("20", 5)
    inner = _counts(rng, (120, 14, 5), 105_000, shares=np.array(list(TYPES.values())))
    shared = _shared(small_areas, wards)
    hierarchy = Hierarchy(
        {"B": wards, **shared}, {"all": tuple(GROUPS), **GROUPS}, {"years": years}
    )
    return _one_table(inner, small_areas, tuple(TYPES), years, hierarchy).system


def _names(letter: str, count: int) -> tuple[str, ...]:
    return tuple(f"{letter}{number:02d}" for number in range(1, count + 1))


def _shared(parts: Sequence[str], totals: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Parts in runs of nearly equal length, one run to each total."""
    return {
        total: tuple(run)
        for total, run in zip(totals, np.array_split(np.array(parts), len(totals)), strict=True)
    }


def _counts(
    rng: np.random.Generator,
    shape: tuple[int, int, int],
    total: float,
    shares: np.ndarray | None = None,
) -> np.ndarray:
    """Negative binomial counts by area, type and period, adding up to about ``total``."""
    areas, types, periods = shape
    share = rng.dirichlet(np.full(types, 0.7)) if shares is None else shares
    busy = rng.gamma(3.0, size=areas)  # a town centre has several times a suburb's count
    local = rng.gamma(4.0, size=(areas, types))  # and each area its own kinds
    mean = busy[:, None] * share * local
    mean = mean / mean.sum() * total / periods
    return rng.poisson(rng.gamma(8.0, mean[:, :, None] / 8.0, size=shape))


def _one_table(
    inner: np.ndarray,
    areas: Sequence[str],
    types: Sequence[str],
    periods: Sequence[str],
    hierarchy: Hierarchy,
) -> Drawn:
    """The table of all counts and all margins that the hierarchy names."""
    frame = _table(inner, areas, types, periods, hierarchy)
    return Drawn({"counts": frame}, {"counts": _spec("counts")}, hierarchy)


def _spec(name: str) -> TableSpec:
    columns = (
        Column("area", "key", "Area."),
        Column("theme", "key", "Type."),
        Column("period", "key", "Period."),
        Column("offences", "count", "Offences."),
    )
    address = CellAddress("offences", "offences", "area", "theme", "period")
    return TableSpec(name, "Drawn counts", "small_area_counts", columns, "drawn", address)


def _table(
    inner: np.ndarray,
    areas: Sequence[str],
    types: Sequence[str],
    periods: Sequence[str],
    hierarchy: Hierarchy,
) -> pd.DataFrame:
    """Counts of the inner cells and of every total above them, one row per cell."""
    labels = []
    for axis, (parts, partitions) in enumerate(
        ((areas, hierarchy.area), (types, hierarchy.offence), (periods, hierarchy.period))
    ):
        inner, with_totals = _with_totals(np.moveaxis(inner, axis, 0), parts, partitions)
        inner = np.moveaxis(inner, 0, axis)
        labels.append(with_totals)
    index = pd.MultiIndex.from_product(labels, names=["area", "theme", "period"])
    return pd.Series(inner.ravel(), index=index, name="offences").reset_index()


def _with_totals(
    counts: np.ndarray, parts: Sequence[str], partitions: Sequence[Partition]
) -> tuple[np.ndarray, list[str]]:
    """Counts along the first axis with the totals of all partitions added, lowest first."""
    held = dict(zip(parts, counts, strict=True))
    waiting = list(partitions)
    while waiting:
        ready = [p for p in waiting if set(p.parts) <= set(held)]
        for partition in ready:
            held[partition.total] = sum(held[part] for part in partition.parts)
        waiting = [p for p in waiting if p not in ready]
    return np.stack(list(held.values())), list(held)


def _flat(rng: np.random.Generator) -> Drawn:
    """Wards by types, one year."""
    areas, types = _names("W", rng.integers(4, 22)), _names("T", rng.integers(3, 15))
    inner = _counts(rng, (len(areas), len(types), 1), len(areas) * len(types) * 12)
    return _one_table(inner, areas, types, ("year",), Hierarchy({"B": areas}, {"all": types}))


def _nested(rng: np.random.Generator) -> Drawn:
    """Small areas in wards in the borough, by types."""
    wards, types = _names("W", rng.integers(2, 6)), _names("T", rng.integers(2, 9))
    areas = _names("L", len(wards) * rng.integers(2, 6) + rng.integers(0, 2))
    inner = _counts(rng, (len(areas), len(types), 1), len(areas) * len(types) * 9)
    hierarchy = Hierarchy({"B": wards, **_shared(areas, wards)}, {"all": types})
    return _one_table(inner, areas, types, ("year",), hierarchy)


def _monthly(rng: np.random.Generator) -> Drawn:
    """Wards by types by months."""
    months = MONTHS[: rng.choice([3, 4, 6])]
    areas, types = _names("W", rng.integers(3, 9)), _names("T", rng.integers(2, 5))
    shape = len(areas), len(types), len(months)
    inner = _counts(rng, shape, np.prod(shape) * 7)
    hierarchy = Hierarchy({"B": areas}, {"all": types}, {"year": months})
    return _one_table(inner, areas, types, months, hierarchy)


def _left_over(rng: np.random.Generator) -> Drawn:
    """Wards by types, with some offences placed in no ward and some of no type listed."""
    areas, types = _names("W", rng.integers(4, 13)), _names("T", rng.integers(3, 9))
    inner = _counts(rng, (len(areas) + 1, len(types) + 1, 1), len(areas) * len(types) * 12)
    every = Hierarchy({"B": (*areas, "nowhere")}, {"all": (*types, "unlisted")})
    frame = _table(inner, (*areas, "nowhere"), (*types, "unlisted"), ("year",), every)
    shown = ~frame["area"].eq("nowhere") & ~frame["theme"].eq("unlisted")
    hierarchy = Hierarchy(
        [Partition("B", areas, complete=False)], [Partition("all", types, complete=False)]
    )
    frame = frame[shown].reset_index(drop=True)
    return Drawn({"counts": frame}, {"counts": _spec("counts")}, hierarchy)


def _overlapping(rng: np.random.Generator) -> Drawn:
    """Four tables of the same offences: by ward and type, by month and type, by ward and month."""
    months = MONTHS[: rng.choice([4, 6, 12])]
    areas, types = _names("W", rng.integers(3, 9)), _names("T", rng.integers(3, 7))
    shape = len(areas), len(types), len(months)
    inner = _counts(rng, shape, len(areas) * len(types) * 12)
    hierarchy = Hierarchy({"B": areas}, {"all": types}, {"year": months})
    full = _table(inner, areas, types, months, hierarchy)
    ward, theme, month = full["area"] != "B", full["theme"] != "all", full["period"] != "year"
    tables = {
        "wards_by_type": full[~month],
        "types_by_month": full[~ward],
        "wards_by_month": full[~theme],
        "one_ward_in_full": full[full["area"] == areas[0]],
    }
    tables = {name: frame.reset_index(drop=True) for name, frame in tables.items()}
    return Drawn(tables, {name: _spec(name) for name in tables}, hierarchy)
