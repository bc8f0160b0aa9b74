"""What a scan is held against: squares as places, and events expected from earlier years."""

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.event_days import Rule, Unit, event_steps, first_day
from cdrp_analysis.measures.grids import square_of

_A_YEAR = {"day": 364, "week": 52, "month": 12}  # whole weeks: a Monday is held against Mondays
_EVEN = 0.5  # an event more at every place: what has not happened yet is not impossible


def in_squares(events: pd.DataFrame, *, size_m: float = 200) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Events with the square of the National Grid they lie in, and the middles of these squares.

    Parameters
    ----------
    events : DataFrame
        ``easting``, ``northing`` (metres, EPSG:27700).
    size_m : float
        Side, metres.

    Returns
    -------
    events : DataFrame, same rows in the same order
        Adds ``place``, missing where coordinates are.
    places : DataFrame
        ``place``, ``easting``, ``northing`` (metres) of every square that holds an event.

    Examples
    --------
    >>> rows = pd.DataFrame({"easting": [530010.0, None], "northing": [180250.0, 180000.0]})
    >>> events, places = in_squares(rows)
    >>> places.values.tolist()
    [['E530000N180200', 530100.0, 180300.0]]
    """
    at = events[["easting", "northing"]].astype("float64")
    known = at.notna().all(axis=1)
    at = at[known]
    names = square_of(at["easting"], at["northing"], size_m=size_m)
    place = pd.Series(pd.NA, index=events.index, dtype="object")
    place[known] = names
    middle = (np.floor(at / size_m) + 0.5) * size_m
    places = middle.assign(place=names).drop_duplicates("place").sort_values("place")
    places = places[["place", "easting", "northing"]].reset_index(drop=True)
    return events.assign(place=place), places


def expected_from_years(
    earlier: pd.DataFrame,
    places: pd.DataFrame,
    *,
    first: str,
    last: str,
    unit: Unit = "week",
    rule: Rule = "middle",
    around: int = 2,
) -> pd.DataFrame:
    """
    Events expected at every place and step, from the same time of earlier years.

    A place's share of all earlier events, half an event added to each, times the mean of the
    same step and ``around`` steps before and after it, over all earlier years that have them.

    Parameters
    ----------
    earlier : DataFrame, one row per event
        ``place`` and columns of time, all before ``first`` and a year or more of them.
    places : DataFrame
        ``place``; those of the events to be scanned too.
    first, last : str
        First and last day of the time to be scanned.
    unit, rule
        As for :func:`~cdrp_analysis.measures.event_days.event_steps`.
    around : int
        Steps on either side that are averaged.

    Returns
    -------
    DataFrame
        ``place``, ``day`` (first of the step), ``expected``. Their level is that of the earlier
        years; a scan uses only the proportions.

    Raises
    ------
    InputError
        If some step has no counterpart in an earlier year.
    """
    told = event_steps(earlier, unit=unit, rule=rule).step
    steps = told[~np.isnan(told)].astype(np.int64)
    ends = pd.DataFrame({"day": pd.to_datetime([first, last])})
    begin, end = event_steps(ends, unit=unit).step.astype(np.int64)
    steps = steps[steps < begin]
    # Steps at the edge of what is known may be part of a step only.
    known = range(int(steps.min()) + 1, int(begin) - 1) if len(steps) else range(0)
    number = pd.Series(steps).value_counts().reindex(known, fill_value=0)
    level = np.empty(end - begin + 1)
    for k, step in enumerate(range(begin, end + 1)):
        same = [step - years * _A_YEAR[unit] + off
                for years in range(1, 100) for off in range(-around, around + 1)]  # fmt: skip
        seen = number.reindex(same).dropna()
        if seen.empty:
            raise InputError(
                f"no earlier year knows the {unit} from {first_day(step, unit):%Y-%m-%d}.",
                where="measures.scan_baseline",
                do="give the events of one whole year before, or more",
            )
        level[k] = seen.mean()
    of_place = earlier["place"].value_counts().reindex(places["place"]).fillna(0) + _EVEN
    share = (of_place / of_place.sum()).to_numpy()
    days = [first_day(step, unit) for step in range(begin, end + 1)]
    return pd.DataFrame(
        {
            "place": np.repeat(places["place"].to_numpy(), len(days)),
            "day": np.tile(np.array(days, dtype="datetime64[s]"), len(places)),
            "expected": np.outer(share, level).ravel(),
        }
    )
