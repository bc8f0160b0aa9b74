"""When the partners' events happen: by month of the year, day of the week and hour of the day."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import year_labels
from cdrp_analysis.sample.world import World

_LEVEL_AT = pd.Timestamp("2008-10-01")  # numbers a year are those of 2008/09


def _hours(text: str) -> tuple[float, ...]:
    """Share of each hour, from midnight, out of 24 weights."""
    weights = np.array(text.split(), dtype=float)
    return tuple(weights / weights.sum())


OFFICE = _hours("0 0 0 0 0 0 1 3 9 11 11 10 8 8 9 9 8 6 3 2 1 1 0 0")
EVENING = _hours("6 4 3 2 1 1 1 2 3 3 3 4 4 4 5 6 7 8 8 8 8 9 9 8")
NIGHT = _hours("12 11 9 6 3 2 1 1 1 1 2 2 2 3 3 3 4 4 5 6 7 8 10 11")
TRAFFIC = _hours("2 1 1 1 1 1 3 6 9 6 4 4 5 5 5 7 8 9 8 6 4 3 3 2")
AFTER_SCHOOL = _hours("2 1 1 1 1 1 1 2 4 3 3 4 5 5 6 9 9 8 8 8 7 6 5 3")
AT_HOME = _hours("5 4 3 2 1 1 1 2 3 3 3 3 4 4 4 4 5 5 6 6 7 7 8 7")


@dataclass(frozen=True)
class Rhythm:
    """When something happens: by month of the year, day of the week and hour of the day."""

    hours: tuple[float, ...]
    season: float = 0.0  # amplitude, as a share of the mean
    peak: int = 7  # month of the peak
    days: tuple[float, ...] = (1.0,) * 7  # Monday first
    by_month: tuple[float, ...] = ()  # in place of the season, January first


SCHOOL = Rhythm(
    OFFICE, days=(1, 1.1, 1.1, 1.1, 1, 0, 0),
    by_month=(1.1, 1, 1.2, 0.6, 1, 1.1, 0.8, 0, 1, 1.2, 1.3, 0.8),
)  # fmt: skip


def moments(
    world: World,
    rng: np.random.Generator,
    a_year: float | Mapping[str, int],
    rhythm: Rhythm,
    *,
    trend: float = 0.0,
    since: str = "",
) -> pd.DatetimeIndex:
    """
    Times on the local clock, in order, of everything that happens in the known months.

    Parameters
    ----------
    a_year : float or mapping
        Expected number in 2008/09; or exact numbers by financial year ("2009/10"), of which
        the last year's all lie in its known months.
    trend : float
        Change a year, on the log scale.
    since : str
        First month, YYYY-MM; otherwise the first of the calendar.
    """
    known = world.calendar.months()
    days = pd.date_range(f"{since or known[0]}-01", pd.Period(known[-1], "M").end_time.date())
    weight = _day_weights(days, rhythm)
    if isinstance(a_year, Mapping):
        year = year_labels(days)
        chosen = [
            rng.choice(here, number, p=weight[here] / weight[here].sum())
            for label, number in a_year.items()
            for here in [np.flatnonzero(year == label)]
        ]
        at = days[np.sort(np.concatenate(chosen))]
    else:
        level = np.exp(trend * (days - _LEVEL_AT).days.to_numpy() / 365.25)
        at = days.repeat(rng.poisson(a_year / 365.25 * weight * level))
    minutes = clock_minutes(rng, len(at), rhythm.hours)
    return (at + pd.to_timedelta(minutes, unit="min")).sort_values()


def growing_days(
    rng: np.random.Generator,
    months: pd.PeriodIndex,
    level: float,
    growth: float,
    amplitude: float,
    peak: int,
) -> np.ndarray:
    """Days of events, sorted: so many a month at first, growing by the year, with a season."""
    years = np.arange(len(months)) / 12
    season = _season(months.month.to_numpy(), amplitude, peak)
    counts = rng.poisson(level * np.exp(growth * years) * season)
    first = months.to_timestamp().to_numpy().astype("datetime64[D]").repeat(counts)
    length = months.days_in_month.to_numpy().repeat(counts)
    return np.sort(first + (rng.random(len(first)) * length).astype(int))


def clock_minutes(rng: np.random.Generator, count: int, hours: tuple[float, ...]) -> np.ndarray:
    """Minutes after midnight, by the share of each hour."""
    return 60 * rng.choice(24, count, p=hours) + rng.integers(60, size=count)


def clock(times) -> np.ndarray:
    """Times as partners write them: YYYY-MM-DD HH:MM."""
    return pd.DatetimeIndex(times).strftime("%Y-%m-%d %H:%M").to_numpy(dtype=object)


def _day_weights(days: pd.DatetimeIndex, rhythm: Rhythm) -> np.ndarray:
    """Weight of each day, 1 on an average one."""
    season = _season(days.month, rhythm.season, rhythm.peak)
    if rhythm.by_month:
        season = np.array(rhythm.by_month)[days.month - 1]
    weekday = np.array(rhythm.days) / np.mean(rhythm.days)
    return np.asarray(season * weekday[days.day_of_week])


def _season(month, amplitude: float, peak: int):
    return 1 + amplitude * np.cos(2 * np.pi * (month - peak) / 12)
