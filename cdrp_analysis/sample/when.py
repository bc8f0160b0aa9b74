"""When things happen: day of the month, hour of the day, and how exactly anybody knows."""

import numpy as np
import pandas as pd

# Share of each hour of the local day, by pattern; of each weekday, Monday first.
_HOURS = {
    "day": [1, 1, 1, 1, 1, 1, 2, 4, 6, 7, 7, 7, 8, 8, 8, 8, 8, 8, 7, 6, 5, 4, 3, 2],
    "shops": [0, 0, 0, 0, 0, 0, 0, 1, 3, 6, 8, 10, 12, 12, 12, 13, 12, 10, 6, 4, 2, 1, 0, 0],
    "school": [0, 0, 0, 0, 0, 0, 0, 3, 4, 1, 1, 1, 3, 3, 4, 16, 24, 18, 9, 5, 3, 2, 1, 0],
    "evening": [6, 4, 3, 2, 1, 1, 1, 2, 3, 3, 4, 4, 5, 5, 5, 7, 7, 7, 8, 8, 8, 8, 8, 7],
    "night": [16, 15, 12, 7, 3, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4, 6, 9, 13, 16],
    "dark": [8, 8, 8, 7, 5, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 4, 6, 7, 8, 9, 9, 9],
}
_WEEKDAYS = {
    "even": [1, 1, 1, 1, 1, 1, 1],
    "working": [1.1, 1.1, 1.1, 1.1, 1.2, 1.0, 0.7],
    "weekend": [0.8, 0.8, 0.85, 0.95, 1.3, 1.5, 1.1],
    "nights out": [0.4, 0.4, 0.5, 0.8, 1.7, 2.2, 1.3],
}
RHYTHM = {  # pattern -> hours, weekdays
    "violence": ("evening", "weekend"), "home": ("evening", "even"),
    "sexual": ("dark", "weekend"), "robbery": ("evening", "even"),
    "person": ("shops", "weekend"), "shops": ("shops", "working"),
    "theft": ("day", "working"), "bicycle": ("day", "working"),
    "dwelling": ("day", "working"), "business": ("dark", "even"),
    "vehicle": ("dark", "even"), "damage": ("dark", "weekend"),
    "drugs": ("evening", "weekend"), "anti-social": ("evening", "weekend"),
    "night": ("night", "nights out"), "school": ("school", "working"),
}  # fmt: skip
# Share of offences for which only a window is known, and the log-mean of its hours.
_WINDOWS = {
    "dwelling": (0.60, np.log(6.0)), "business": (0.65, np.log(9.0)),
    "vehicle": (0.75, np.log(8.0)), "damage": (0.45, np.log(7.0)),
    "bicycle": (0.60, np.log(3.0)), "theft": (0.30, np.log(1.5)),
}  # fmt: skip
_LAG_DAYS = ([0, 1, 2, 3, 5, 9], [0.62, 0.20, 0.08, 0.05, 0.03, 0.02])


def days_of(month: str, rhythm: str, count: int, rng: np.random.Generator) -> np.ndarray:
    """Days of the month (1 is the first), by the weekday habits of a rhythm."""
    first = pd.Period(month, "M")
    weekday = (first.start_time.day_of_week + np.arange(first.days_in_month)) % 7
    share = np.array(_WEEKDAYS[RHYTHM[rhythm][1]])[weekday]
    return 1 + rng.choice(first.days_in_month, count, p=share / share.sum())


def minutes_of(rhythm: str, count: int, rng: np.random.Generator) -> np.ndarray:
    """Minutes since local midnight, by the hourly habits of a rhythm."""
    share = np.array(_HOURS[RHYTHM[rhythm][0]], dtype=float)
    hours = rng.choice(24, count, p=share / share.sum())
    return hours * 60 + 5 * rng.integers(12, size=count)


def window_minutes(patterns: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Length of the window in which it happened, minutes; 0 where the time is known."""
    length = np.zeros(len(patterns), dtype=int)
    for pattern, (share, log_mean) in _WINDOWS.items():
        here = np.flatnonzero((patterns == pattern) & (rng.random(len(patterns)) < share))
        hours = rng.lognormal(log_mean, 0.6, len(here)).clip(0.25, 40)
        length[here] = (hours * 12).round() * 5
    return length


def recording_lag(patterns: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Days from the end of the event to its record; longer for sexual offences."""
    lag = rng.choice(_LAG_DAYS[0], len(patterns), p=_LAG_DAYS[1])
    return np.where(patterns == "sexual", lag * 4, lag)
