"""How much happens and where: monthly numbers by area and offence, then events on snap points."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.sample.plan import (
    ANTI_SOCIAL,
    BOROUGH,
    HOTSPOTS,
    NEIGHBOURS,
    OFFENCES,
    PLANTED_CHANGE,
    Calendar,
    Offence,
    stream,
)

UNKNOWN = "Unknown"  # the count table's row for offences whose borough is not known
_UNKNOWN_SIZE = 0.06
_SPREAD_PER_CELL = 90.0  # shape of the gamma behind each count: variance mean + mean^2 / 90
_SHARED_SHOCK = 0.04  # log-sd of a month's shock that all types of an area share
_WANDER = 0.010  # log-sd of a month's step of an area, and of a type over all areas
_CONCENTRATION = 1.60  # log-sd of what a point attracts of everything
_MOST = 0.985  # quantile above which points attract alike: only hotspots stand out further
_OWN_TASTE = 0.45  # log-sd of what it attracts of one category besides
_SAME_REPORT = 0.06  # of violence and public order: a second offence on another's report
_REPORTED_TOGETHER = ("Violence and sexual offences", "Public order")


@dataclass(frozen=True)
class Happenings:
    """
    What happened in the invented area.

    ``boroughs``: offences, array (area, offence, month), areas as in ``area_names``.
    ``wards``: offences of the borough itself, array (ward, offence, month).
    ``events``: one row per offence or incident of the street months: month, category,
    offence (row of OFFENCES, -1 for anti-social behaviour), point, report (number shared by
    offences on one crime report). ``weights``: category -> probability of every point.
    """

    area_names: list[str]
    boroughs: np.ndarray
    wards: np.ndarray
    events: pd.DataFrame
    weights: dict[str, np.ndarray]


def make_happenings(points: pd.DataFrame, calendar: Calendar, seed: int) -> Happenings:
    """Draw counts for every area, then place those of the borough on its snap points."""
    boroughs = monthly_counts(calendar, seed)
    weights = point_weights(points, seed)
    events = _events(boroughs[0], points, weights, calendar, seed)
    wards = _by_ward(boroughs[0], points, weights, events, calendar, seed)
    return Happenings([BOROUGH, *NEIGHBOURS, UNKNOWN], boroughs, wards, events, weights)


def monthly_counts(calendar: Calendar, seed: int) -> np.ndarray:
    """
    Offences by area (own borough first, Unknown last), offence and month.

    Expected number = level x size and taste of the area x season x slow trend x a walk that the
    area's types share x a walk that the type's areas share; then gamma-Poisson around it.
    """
    rng = stream(seed, "monthly counts")
    months = pd.PeriodIndex(calendar.count_months(), freq="M")
    areas, kinds, length = 2 + len(NEIGHBOURS), len(OFFENCES), len(months)
    size = np.concatenate([[1.0], rng.lognormal(0.0, 0.30, len(NEIGHBOURS)), [_UNKNOWN_SIZE]])
    taste = rng.lognormal(0.0, 0.22, (areas, kinds))
    taste[0] = 1.0
    area_walk = _walk(rng, areas, length)
    type_walk = _walk(rng, kinds, length)
    shock = rng.normal(0.0, _SHARED_SHOCK, (areas, length))
    expected = (
        np.array([_level(offence, months) for offence in OFFENCES])[None]
        * (size[:, None] * taste)[:, :, None]
        * np.exp(area_walk + shock)[:, None, :]
        * np.exp(type_walk)[None]
    )
    changed = months >= pd.Period(calendar.changed_from, "M")
    for number, offence in enumerate(OFFENCES):
        expected[0, number, changed] *= PLANTED_CHANGE.get(offence.group, 1.0)
    spread = rng.gamma(_SPREAD_PER_CELL, 1 / _SPREAD_PER_CELL, expected.shape)
    return rng.poisson(expected * spread)


def _walk(rng: np.random.Generator, rows: int, length: int) -> np.ndarray:
    """
    Log-scale random walks that end at zero and stand still in the last two years.

    So the levels of the plan hold at the end, and what differs between the last two years
    is planted, trend or chance.
    """
    steps = rng.normal(0.0, _WANDER, (rows, length))
    steps[:, -24:] = 0.0
    path = steps.cumsum(axis=1)
    return path - path[:, -1:]


def _level(offence: Offence, months: pd.PeriodIndex) -> np.ndarray:
    season = 1 + offence.season * np.cos(2 * np.pi * (months.month - offence.peak) / 12)
    years_before_end = (len(months) - 1 - np.arange(len(months))) / 12
    return offence.a_year / 12 * season * np.exp(-offence.trend * years_before_end)


def point_weights(points: pd.DataFrame, seed: int) -> dict[str, np.ndarray]:
    """Probability of every snap point, for each category; hotspots draw their stated share."""
    rng = stream(seed, "point weights")
    attraction = rng.lognormal(0.0, _CONCENTRATION, len(points))
    attraction = np.minimum(attraction, np.quantile(attraction, _MOST))
    places = points[["easting", "northing"]].to_numpy()
    weights = {}
    for category in sorted({o.category for o in (*OFFENCES, ANTI_SOCIAL) if o.category}):
        base = attraction * rng.lognormal(0.0, _OWN_TASTE, len(points))
        share = base / base.sum()
        for spot in HOTSPOTS:
            if category not in spot.draws:
                continue
            middle = int(np.flatnonzero(points["hotspot"] == spot.key)[0])
            away = np.linalg.norm(places - places[middle], axis=1)
            pull = np.where(away <= spot.radius_m, np.sqrt(base), 0.0)
            pull = (1 - spot.on_one_point) * pull / pull.sum()
            pull[middle] += spot.on_one_point
            share = (1 - spot.draws[category]) * share + spot.draws[category] * pull
        weights[category] = share
    return weights


def _events(own, points, weights, calendar, seed) -> pd.DataFrame:
    """One row per event of the street months; counts by offence and month are kept exactly."""
    rng = stream(seed, "events")
    first = calendar.count_months().index(calendar.street[0])
    parts = []
    for at, month in enumerate(calendar.street_months(), start=first):
        for number, offence in enumerate(OFFENCES):
            if offence.category:
                parts.append(_placed(rng, own[number, at], number, offence, month, weights))
    period = pd.PeriodIndex(calendar.street_months(), freq="M")
    for month, expected in zip(calendar.street_months(), _level(ANTI_SOCIAL, period), strict=True):
        drawn = rng.poisson(expected * rng.gamma(_SPREAD_PER_CELL, 1 / _SPREAD_PER_CELL))
        parts.append(_placed(rng, drawn, -1, ANTI_SOCIAL, month, weights))
    events = pd.concat(parts, ignore_index=True)
    events["report"] = np.arange(len(events))
    return _on_one_report(events, rng)


def _placed(rng, count, number, offence, month, weights) -> pd.DataFrame:
    share = weights[offence.category]
    return pd.DataFrame({
        "month": month,
        "category": offence.category,
        "offence": number,
        "point": rng.choice(len(share), int(count), p=share),
    })  # fmt: skip


def _on_one_report(events: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Several offences on one crime report share its number, month and place."""
    events = events.copy()
    together = events[events["category"].isin(_REPORTED_TOGETHER)]
    for _, rows in together.groupby("month"):
        order = rng.permutation(rows.index.to_numpy())
        count = round(_SAME_REPORT * len(order))
        second, first = order[:count], order[count : 2 * count]
        events.loc[second, ["report", "point"]] = events.loc[first, ["report", "point"]].to_numpy()
    return events


def _by_ward(own, points, weights, events, calendar, seed) -> np.ndarray:
    """The borough's counts by ward: street months from the events, earlier ones drawn alike."""
    rng = stream(seed, "wards")
    ward = pd.factorize(points["ward"], sort=True)[0]
    wards = ward.max() + 1
    months = calendar.count_months()
    table = np.zeros((wards, *own.shape), dtype=int)
    for number, offence in enumerate(OFFENCES):
        if offence.category:
            share = np.bincount(ward, weights[offence.category], wards)
            table[:, number] = rng.multinomial(own[number], share / share.sum()).T
    recorded = events[events["offence"] >= 0]
    at = recorded["month"].map({month: n for n, month in enumerate(months)}).to_numpy()
    table[:, :, np.unique(at)] = 0
    np.add.at(table, (ward[recorded["point"].to_numpy()], recorded["offence"].to_numpy(), at), 1)
    return table
