"""Where and when: every offence and incident of the borough as one row, before it is printed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from cdrp_analysis.sample import when
from cdrp_analysis.sample.monthly import Counts, level
from cdrp_analysis.sample.plan import (
    ANTI_SOCIAL,
    ANTI_SOCIAL_KINDS,
    OFFENCES,
    OTHER_INCIDENT_KINDS,
    OTHER_INCIDENTS_A_YEAR,
    ROW_OF,
    Calendar,
    stream,
)
from cdrp_analysis.sample.planted import (
    ALARM_OFFENCE,
    ALARM_WEEK,
    HOTSPOTS,
    NEAR_REPEAT,
    NEAR_REPEAT_M,
    POSTS,
    Hotspot,
)

ADDRESSES = 12  # to every snap point
_CONCENTRATION = 1.60  # log-sd of what a point attracts of everything
_MOST = 0.985  # quantile above which points attract alike: only hotspots stand out further
_OWN_TASTE = 0.45  # log-sd of what it attracts of one pattern besides
_SAME_REPORT = 0.06  # of violence: a second offence on another's report
_SPREAD_PER_CELL = 90.0
_LOGGED_BY_THE_HOUR = "2008-04"  # before, the incident log knew the shift alone
_FORTNIGHT = pd.Timedelta(days=14)
_AT_THE_CENTRE_M = 300.0


@dataclass(frozen=True)
class Happenings:
    """
    Everything that happened in the borough.

    ``offences``: one row each: kind (row of OFFENCES), pattern, month, point, address, report,
    from_time, to_time (NaT: known to the minute), recorded_on, rhythm, added (by which
    hotspot, "" by none). ``incidents``: category, pattern, month, point, started_at.
    ``weights``: pattern -> probability of every point in the last month.
    """

    offences: pd.DataFrame
    incidents: pd.DataFrame
    weights: dict[str, np.ndarray]


def make_happenings(
    points: pd.DataFrame, counts: Counts, calendar: Calendar, seed: int
) -> Happenings:
    """Give every counted offence a place and a time, and draw the incidents."""
    base = _base_weights(points, seed)
    offences = _offences(points, base, counts, calendar, seed)
    incidents = _incidents(points, base, calendar, seed)
    last = {p: _weights(points, base[p], p, calendar.drawn[1]) for p in base}
    return Happenings(offences, incidents, last)


def pull_of(points: pd.DataFrame, base: np.ndarray, spot: Hotspot) -> np.ndarray:
    """Probability of every point among what a hotspot draws to itself."""
    places = points[["easting", "northing"]].to_numpy()
    middle = int(np.flatnonzero(points["hotspot"] == spot.key)[0])
    away = np.linalg.norm(places - places[middle], axis=1)
    pull = np.where(away <= spot.radius_m, np.sqrt(base), 0.0)
    pull = (1 - spot.on_one_point) * pull / pull.sum()
    pull[middle] += spot.on_one_point
    return pull


def _base_weights(points: pd.DataFrame, seed: int) -> dict[str, np.ndarray]:
    rng = stream(seed, "point weights")
    attraction = rng.lognormal(0.0, _CONCENTRATION, len(points))
    attraction = np.minimum(attraction, np.quantile(attraction, _MOST))
    found = {}
    for pattern in sorted({o.pattern for o in (*OFFENCES, ANTI_SOCIAL)}):
        base = attraction * rng.lognormal(0.0, _OWN_TASTE, len(points))
        found[pattern] = base / base.sum()
    return found


def _weights(points: pd.DataFrame, base: np.ndarray, pattern: str, month: str) -> np.ndarray:
    here = [spot for spot in HOTSPOTS if spot.from_month <= month <= spot.to_month]
    drawn = [(spot, spot.draws[pattern]) for spot in here if pattern in spot.draws]
    share = (1 - sum(part for _, part in drawn)) * base
    for spot, part in drawn:
        share = share + part * pull_of(points, base, spot)
    return share


def _offences(points, base, counts: Counts, calendar: Calendar, seed: int) -> pd.DataFrame:
    rng = stream(seed, "offences")
    added = sum(counts.added.values())
    layers = [("", counts.boroughs[0] - added), *counts.added.items()]
    parts = []
    for key, layer in layers:
        kind, month = (axis.ravel() for axis in np.indices(layer.shape))
        number = layer.ravel()
        parts.append(
            pd.DataFrame({"kind": np.repeat(kind, number), "at": np.repeat(month, number)}).assign(
                added=key
            )
        )
    rows = pd.concat(parts, ignore_index=True)
    rows["pattern"] = np.array([o.pattern for o in OFFENCES], dtype=object)[rows["kind"]]
    months = np.array(calendar.all_months(), dtype=object)
    rows["month"] = months[rows["at"]]
    rows["point"] = _points_of(rows, points, base, rng)
    _kept_away(rows, points, base, stream(seed, "posts"))
    rows["address"] = _address(len(rows), rng)
    rows["rhythm"] = _rhythm(rows, points, rng)
    rows["day"] = _days(rows, rng)
    _into_the_alarm_week(rows, counts.alarm, rng)
    minutes = pd.Series(0, index=rows.index)
    for rhythm, group in rows.groupby("rhythm").groups.items():
        minutes.loc[group] = when.minutes_of(rhythm, len(group), rng)
    start = pd.to_datetime(rows["month"] + "-01") + pd.to_timedelta(rows["day"] - 1, unit="D")
    rows["from_time"] = start + pd.to_timedelta(minutes, unit="min")
    _near_repeats(rows, points, rng)
    length = when.window_minutes(rows["pattern"].to_numpy(), rng)
    end = rows["from_time"] + pd.to_timedelta(length, unit="min")
    lag = when.recording_lag(rows["pattern"].to_numpy(), rng)
    last = start + pd.offsets.MonthEnd(0)
    recorded = end.dt.normalize() + pd.to_timedelta(lag, unit="D")
    rows["recorded_on"] = recorded.clip(upper=last)
    rows["to_time"] = end.clip(upper=rows["recorded_on"] + pd.Timedelta(hours=23, minutes=55))
    rows["to_time"] = rows["to_time"].where((length > 0) & (rows["to_time"] > rows["from_time"]))
    rows["report"] = np.arange(len(rows))
    _on_one_report(rows, rng)
    return rows.drop(columns=["at", "day"])


def _points_of(rows, points, base, rng) -> np.ndarray:
    point = np.zeros(len(rows), dtype=int)
    ends = {spot.from_month for spot in HOTSPOTS} | {
        str(pd.Period(spot.to_month, "M") + 1) for spot in HOTSPOTS
    }
    phase = np.searchsorted(sorted(ends), rows["month"].to_numpy(dtype="str"), side="right")
    for (key, pattern, _), group in rows.groupby(["added", "pattern", phase]).groups.items():
        if key:
            spot = next(spot for spot in HOTSPOTS if spot.key == key)
            share = pull_of(points, base[pattern], spot)
        else:
            share = _weights(points, base[pattern], pattern, rows.loc[group[0], "month"])
        point[group] = rng.choice(len(points), len(group), p=share)
    return point


def at_the_posts(points: pd.DataFrame) -> np.ndarray:
    """Which snap points lie where extra posts work."""
    away = np.hypot(*(points[["easting", "northing"]].to_numpy() - POSTS.middle).T)
    return away <= POSTS.radius_m


def _kept_away(rows: pd.DataFrame, points: pd.DataFrame, base, rng: np.random.Generator) -> None:
    """From the month on in which posts begin, a share of the offences there happens elsewhere."""
    here = at_the_posts(points)
    moved = here[rows["point"]] & rows["month"].ge(POSTS.from_month).to_numpy()
    moved &= rng.random(len(rows)) < POSTS.keeps_away
    for pattern, group in rows[moved].groupby("pattern").groups.items():
        share = np.where(here, 0.0, base[pattern])
        rows.loc[group, "point"] = rng.choice(len(points), len(group), p=share / share.sum())


def _address(count: int, rng: np.random.Generator) -> np.ndarray:
    share = 0.75 ** np.arange(ADDRESSES)
    return rng.choice(ADDRESSES, count, p=share / share.sum())


def near(points: pd.DataFrame, key: str, metres: float) -> np.ndarray:
    """Which snap points lie within so many metres of a hotspot's middle."""
    middle = points.loc[points["hotspot"] == key, ["easting", "northing"]].to_numpy()[0]
    return np.hypot(*(points[["easting", "northing"]].to_numpy() - middle).T) <= metres


def _rhythm(rows, points, rng) -> np.ndarray:
    """Nights out in the town centre, school's end at the shopping centre, else the pattern's."""
    rhythm = rows["pattern"].to_numpy(dtype=object).copy()
    town = near(points, "town_centre", _AT_THE_CENTRE_M)[rows["point"]]
    centre = near(points, "shopping_centre", _AT_THE_CENTRE_M)[rows["point"]]
    opened = (rows["month"] >= HOTSPOTS[3].from_month).to_numpy()
    out = rng.random(len(rows)) < 0.75
    rhythm[town & (rhythm == "violence") & out] = "night"
    rhythm[centre & opened & (rhythm == "robbery") & out] = "school"
    return rhythm


def _days(rows: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    day = np.zeros(len(rows), dtype=int)
    for (month, rhythm), group in rows.groupby(["month", "rhythm"]).groups.items():
        day[group] = when.days_of(month, rhythm, len(group), rng)
    return day


def _into_the_alarm_week(rows: pd.DataFrame, extra: int, rng: np.random.Generator) -> None:
    monday = pd.Timestamp(ALARM_WEEK)
    here = rows.index[(rows["kind"] == ROW_OF[ALARM_OFFENCE]) & (rows["month"] == ALARM_WEEK[:7])]
    moved = rng.choice(here, extra, replace=False)
    rows.loc[moved, "day"] = monday.day + rng.integers(7, size=extra)


def _near_repeats(rows: pd.DataFrame, points: pd.DataFrame, rng: np.random.Generator) -> None:
    """Some dwelling burglaries follow another within a fortnight, at or near its address."""
    dwelling = rows[rows["pattern"] == "dwelling"].sort_values("from_time", kind="stable")
    moments = dwelling["from_time"].to_numpy()
    first = np.searchsorted(moments, moments - _FORTNIGHT.to_timedelta64())
    follows = (rng.random(len(dwelling)) < NEAR_REPEAT) & (np.arange(len(dwelling)) > first)
    child = np.flatnonzero(follows)
    parent = first[child] + (rng.random(len(child)) * (child - first[child])).astype(int)
    places = points[["easting", "northing"]].to_numpy()
    around = cKDTree(places).query_ball_point(places, NEAR_REPEAT_M)
    point, address = dwelling["point"].to_numpy().copy(), dwelling["address"].to_numpy().copy()
    for at, before in zip(child, parent, strict=True):  # in order of time: chains run on
        beside = around[point[before]]
        same = rng.random() < 0.45
        point[at] = point[before] if same else beside[rng.integers(len(beside))]
        address[at] = address[before] if same and rng.random() < 0.5 else address[at]
    rows.loc[dwelling.index, "point"] = point
    rows.loc[dwelling.index, "address"] = address


def _on_one_report(rows: pd.DataFrame, rng: np.random.Generator) -> None:
    """Several offences on one crime report share its number, place and time."""
    shared = ["report", "point", "address", "from_time", "to_time", "recorded_on"]
    together = rows.index[rows["pattern"] == "violence"]
    by_month = pd.Series(together, index=rows.loc[together, "month"])
    firsts, seconds = [], []
    for _, group in by_month.groupby(level=0):
        order = rng.permutation(group.to_numpy())
        count = round(_SAME_REPORT * len(order))
        seconds.append(order[:count])
        firsts.append(order[count : 2 * count])
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    rows.loc[second, shared] = rows.loc[first, shared].to_numpy()
    for column in ("from_time", "to_time", "recorded_on"):
        rows[column] = pd.to_datetime(rows[column])
    for column in ("report", "point", "address"):
        rows[column] = rows[column].astype("int64")


def _incidents(points, base, calendar: Calendar, seed: int) -> pd.DataFrame:
    rng = stream(seed, "incidents")
    months = pd.PeriodIndex(calendar.all_months(), freq="M")
    expected = level(ANTI_SOCIAL, months)
    number = rng.poisson(expected * rng.gamma(_SPREAD_PER_CELL, 1 / _SPREAD_PER_CELL, len(months)))
    other = rng.poisson(OTHER_INCIDENTS_A_YEAR / 12, len(months))
    parts = []
    for month, disorder, rest in zip(calendar.all_months(), number, other, strict=True):
        share = _weights(points, base["anti-social"], "anti-social", month)
        step = 6 if month < _LOGGED_BY_THE_HOUR else 1
        for count, kinds, weights in (
            (disorder, ANTI_SOCIAL_KINDS, share),
            (rest, OTHER_INCIDENT_KINDS, None),
        ):
            day = when.days_of(month, "anti-social", count, rng)
            minute = when.minutes_of("anti-social", count, rng)
            parts.append(
                pd.DataFrame(
                    {
                        "category": rng.choice(list(kinds), count, p=list(kinds.values())),
                        "pattern": "anti-social" if weights is not None else "other",
                        "month": month,
                        "point": rng.choice(len(points), count, p=weights),
                        "started_at": pd.Timestamp(f"{month}-01")
                        + pd.to_timedelta(day - 1, unit="D")
                        + pd.to_timedelta(minute // 60 // step * step, unit="h"),
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)
