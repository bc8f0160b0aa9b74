"""Windows of the week: the same hours on some of its days, and what falls into them."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from cdrp_analysis.measures.rates import wilson
from cdrp_analysis.measures.times import time_weights

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS_A_WEEK = 168


@dataclass(frozen=True)
class Window:
    """
    The same hours on some days of the week, into the next day where they pass midnight.

    Parameters
    ----------
    days : tuple of int
        Days on which it begins, 1 is Monday.
    start, hours : int
        Hour it begins (0 to 23) and how many hours it lasts (1 to 24).

    Examples
    --------
    >>> NIGHTS_OUT.text, round(float(NIGHTS_OUT.mask().mean()), 3)
    ('Friday and Saturday 18:00 to 06:00', 0.143)
    """

    days: tuple[int, ...]
    start: int
    hours: int

    def mask(self) -> np.ndarray:
        """Which of the 168 hours of the week, from Monday midnight, lie in it."""
        first = 24 * (np.array(self.days) - 1) + self.start
        inside = np.zeros(HOURS_A_WEEK, dtype=bool)
        inside[(first[:, None] + np.arange(self.hours)) % HOURS_A_WEEK] = True
        return inside

    @property
    def text(self) -> str:
        """The window in words."""
        end = (self.start + self.hours) % 24 or 24
        return f"{self.day_names} {clock(self.start)} to {clock(end)}"

    @property
    def day_names(self) -> str:
        """Its days in words: runs of three and more by their ends, in the order of the week."""
        days = sorted(self.days)
        if len(days) == 7:
            return "every day"
        if {1, 7} <= set(days):  # a run over the end of the week begins at its end
            gap = next(n for n, day in enumerate(days, 1) if day != n)
            days = days[gap - 1 :] + days[: gap - 1]
        names = [WEEKDAYS[day - 1] for day in days]
        if len(names) > 2 and all((b - a) % 7 == 1 for a, b in pairwise(days)):
            return f"{names[0]} to {names[-1]}"
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


NIGHTS_OUT = Window((5, 6), 18, 12)  # the night-time economy: Friday and Saturday 18:00 to 06:00
EVENING = Window((1, 2, 3, 4, 5, 6, 7), 18, 6)


def clock(hour: int) -> str:
    """An hour as on a clock: ``08:00``; the end of a day is ``24:00``."""
    return f"{hour:02d}:00"


def place_in_week(weekday, hour) -> np.ndarray:
    """Hours since Monday midnight."""
    return 24 * (np.asarray(weekday) - 1) + np.asarray(hour)


def in_window(
    weights: pd.DataFrame, groups: pd.Series, window: Window, *, confidence: float = 0.95
) -> pd.DataFrame:
    """
    How much of each group falls into a window of the week, with Wilson's limits.

    Parameters
    ----------
    weights : DataFrame
        From :func:`~cdrp_analysis.measures.times.time_weights`.
    groups : Series, one per event
        Theme, ward or anything else; its name names the column. Missing: in no group.
    window : Window

    Returns
    -------
    DataFrame, one row per group, sorted
        The group, ``found`` (sum of weights in the window), ``base`` (offences), ``share``,
        ``share_lower``, ``share_upper``. The limits take every offence as wholly in or out,
        and so are if anything too wide.
    """
    inside = window.mask()[place_in_week(weights["weekday"], weights["hour"])]
    group = groups.to_numpy()[weights["event"].to_numpy()]
    name = groups.name or "group"
    table = (
        pd.DataFrame({name: group, "found": weights["weight"] * inside, "base": weights["weight"]})
        .groupby(name, observed=True)[["found", "base"]]
        .sum()
        .reset_index()
    )
    lower, upper = wilson(table["found"], table["base"], confidence=confidence)
    return table.assign(share=table["found"] / table["base"], share_lower=lower, share_upper=upper)


def evening_by_area(events: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """
    Each ward's share of offences between 18:00 and midnight (:data:`EVENING`).

    Parameters
    ----------
    events : DataFrame
        ``kind``, ``ward``, ``start``, ``end``; incidents take no part.
    areas : DataFrame
        ``code`` and ``name``, in the order wanted.

    Returns
    -------
    DataFrame, one row per area with a timed offence
        ``area``, ``area_name`` and what :func:`in_window` gives.
    """
    offences = events[events["kind"] == "offence"].reset_index(drop=True)
    found = in_window(time_weights(offences), offences["ward"].rename("area"), EVENING)
    names = areas[["code", "name"]].set_axis(["area", "area_name"], axis=1)
    return names.merge(found, on="area")
