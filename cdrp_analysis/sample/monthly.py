"""How much happens: offences by area, offence and month, with the planted changes in them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.sample.plan import (
    BOROUGH,
    NEIGHBOURS,
    OFFENCES,
    ROW_OF,
    Calendar,
    Offence,
    stream,
)
from cdrp_analysis.sample.planted import (
    ALARM_EXTRA,
    ALARM_OFFENCE,
    ALARM_WEEK,
    HOTSPOTS,
    RAPE,
    TURNS,
)

UNKNOWN = "Unknown"  # the count table's row for offences whose borough is not known
_UNKNOWN_SIZE = 0.06
_SPREAD_PER_CELL = 90.0  # shape of the gamma behind each count: variance mean + mean^2 / 90
_OWN_SPREAD = 600.0  # of the own borough, where planted changes must stand out
_SHARED_SHOCK = 0.03  # log-sd of a month's shock that all types of an area share
_WANDER = 0.010  # log-sd of a month's step of an area, and of a type over all areas
_SETTLED = "2008-04"  # from here on the walks stand still: what differs is planted or chance
_MIDDLE_OF_2008_09 = pd.Period("2008-10", "M")


@dataclass(frozen=True)
class Counts:
    """
    Offences of every month, those not yet known included.

    ``boroughs``: array (area, offence, month), areas as in ``area_names``, own borough first.
    ``added``: of the own borough, what each hotspot adds: key -> array (offence, month).
    ``alarm``: of the own borough's alarm offence, how many the alarm week adds.
    """

    area_names: list[str]
    boroughs: np.ndarray
    added: dict[str, np.ndarray]
    alarm: int


def monthly_counts(calendar: Calendar, seed: int) -> Counts:
    """
    Draw every count.

    Expected number = level x size and taste of the area x season x slow trend x a walk that the
    area's types share x a walk that the type's areas share; then gamma-Poisson around it.
    """
    rng = stream(seed, "monthly counts 7")
    months = pd.PeriodIndex(calendar.all_months(), freq="M")
    areas, kinds, length = 2 + len(NEIGHBOURS), len(OFFENCES), len(months)
    size = np.concatenate([[1.0], rng.lognormal(0.0, 0.30, len(NEIGHBOURS)), [_UNKNOWN_SIZE]])
    taste = rng.lognormal(0.0, 0.22, (areas, kinds))
    taste[0] = 1.0
    still = months >= pd.Period(_SETTLED, "M")
    area_walk, type_walk = _walk(rng, areas, still), _walk(rng, kinds, still)
    shock = rng.normal(0.0, _SHARED_SHOCK, (areas, length))
    # The own borough's half-years follow their trend, so that what breaks it is what was planted.
    area_walk[0] = 0.0
    shock[0] -= np.repeat(shock[0].reshape(-1, 6).mean(axis=1), 6)
    expected = (
        np.array([level(offence, months) for offence in OFFENCES])[None]
        * (size[:, None] * taste)[:, :, None]
        * np.exp(area_walk + shock)[:, None, :]
        * np.exp(type_walk)[None]
    )
    for name, factors in TURNS.items():
        for month, factor in factors.items():
            expected[0, ROW_OF[name], months == pd.Period(month, "M")] *= factor
    shape = np.full((areas, 1, 1), _SPREAD_PER_CELL)
    shape[0] = _OWN_SPREAD
    spread = rng.gamma(shape, 1 / shape, expected.shape)
    boroughs = rng.poisson(expected * spread)
    _fix_rape(boroughs[0], calendar, rng)
    added = _added(months, rng)
    boroughs[0] += sum(added.values())
    boroughs[0, ROW_OF[ALARM_OFFENCE], months == pd.Period(ALARM_WEEK, "M")] += ALARM_EXTRA
    return Counts([BOROUGH, *NEIGHBOURS, UNKNOWN], boroughs, added, ALARM_EXTRA)


def level(offence: Offence, months: pd.PeriodIndex) -> np.ndarray:
    """Expected number of each month in this borough, without anything planted."""
    season = 1 + offence.season * np.cos(2 * np.pi * (months.month - offence.peak) / 12)
    years = (months.asi8 - _MIDDLE_OF_2008_09.ordinal) / 12
    return offence.a_year / 12 * season * np.exp(offence.trend * years)


def _walk(rng: np.random.Generator, rows: int, still: np.ndarray) -> np.ndarray:
    """Log-scale random walks that end at zero and stand still at the end."""
    steps = rng.normal(0.0, _WANDER, (rows, len(still)))
    steps[:, still] = 0.0
    path = steps.cumsum(axis=1)
    return path - path[:, -1:]


def _added(months: pd.PeriodIndex, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """What hotspots add to the counts from the month they open."""
    found = {}
    for spot in HOTSPOTS:
        if not spot.adds:
            continue
        active = months >= pd.Period(spot.from_month, "M")
        extra = np.zeros((len(OFFENCES), len(months)), dtype=int)
        for name, a_year in spot.adds.items():
            extra[ROW_OF[name], active] = rng.poisson(a_year / 12, int(active.sum()))
        found[spot.key] = extra
    return found


def _fix_rape(own: np.ndarray, calendar: Calendar, rng: np.random.Generator) -> None:
    """Exact numbers from April to September: too few to leave to chance."""
    months = calendar.all_months()
    for year, total in RAPE.items():
        first = months.index(f"{year}-04")
        own[ROW_OF["RAPE"], first : first + 6] = rng.multinomial(total, np.full(6, 1 / 6))
