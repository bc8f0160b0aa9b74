"""Share of events set off by one shortly before and nearby, beyond what chance would show."""

import numpy as np
import pandas as pd
from scipy.stats import norm

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.event_days import Rule, Unit
from cdrp_analysis.measures.near_events import pairs_within, placed_events

# Lengths of the window between an event and its windows of comparison, before it and after it:
# far enough that a repeat of a repeat is over, near enough that crime has not moved elsewhere.
_AWAY = (2, 3)


def share_following(
    events: pd.DataFrame,
    *,
    within_m: float = 200.0,
    within: int = 14,
    unit: Unit = "day",
    rule: Rule = "middle",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Share of events that follow one nearby within a stated time, less those that would anyway.

    An event follows if another came before it, at most ``within`` steps earlier and at most
    ``within_m`` away. How many would by chance is read from windows of the same length around
    the same events, two and three lengths before and after: same place, same season, but too far
    away in time for one to set off the other. If chance and contagion work independently,
    1 − f = (1 − s)(1 − c) for the share f that follows, c by chance and s set off.

    Parameters
    ----------
    events : DataFrame, one row per event of one kind
        As for :func:`~cdrp_analysis.measures.near_repeat.knox`.
    within_m, within : float and int
        How near (m), and how many steps of ``unit`` before, both included. Of two events in the
        same step the one that stands later in the frame follows.
    unit, rule
        As for :func:`~cdrp_analysis.measures.event_days.event_steps`.
    confidence : float
        Coverage of the limits.

    Returns
    -------
    DataFrame, one row
        ``events`` (those with all their windows in the time covered), ``follow`` (of these),
        ``by_chance`` (mean of the windows of comparison), ``share`` = s with ``share_lower`` and
        ``share_upper``, ``method`` and ``note``. s can fall below 0 by chance; it is missing where
        every event follows another.

    Raises
    ------
    InputError
        If the time covered is shorter than the windows reach.

    Notes
    -----
    The deals of Knox's test would not do here: they leave repeats in place, so that a year of data
    still shows two of 26 fortnights' worth of them as chance. Limits are normal, from the
    spread of single events (delta method).

    References
    ----------
    Abbott, W. S. (1925). J. Economic Entomology 18, 265-267 (what would have happened anyway).
    Maclure, M. (1991). American J. Epidemiology 133, 144-153 (each event its own control).
    Navidi, W. (1998). Biometrics 54, 596-605 (controls before and after).

    Examples
    --------
    >>> day = pd.to_datetime(["2010-01-01", "2010-05-01", "2010-05-03", "2010-12-31"])
    >>> rows = pd.DataFrame({"easting": 0, "northing": [0, 50, 90, 900], "day": day})
    >>> share_following(rows)[["events", "follow"]].to_numpy().tolist()
    [[2, 1]]
    """
    placed = placed_events(events, unit=unit, rule=rule)
    step = placed.steps.astype(np.int64)
    length = within + 1
    far = (max(_AWAY) + 1) * length - 1
    inside = (step >= far) & (step <= step.max() - far)
    if not inside.any():
        raise InputError(
            f"no event has {far} {unit}s before and after it in the time covered.",
            where="measures.following.share_following",
            do="give a year of events or more, or a shorter reach in time",
        )
    # Bands end before their edge: the next number above the reach holds it.
    edges = np.array([0.0, np.nextafter(within_m, np.inf)])
    one, other, _ = pairs_within(placed.points, edges)
    # Of years of pairs only those that some window can hold are looked at.
    soon = np.abs(step[one] - step[other]) <= max(_AWAY) * length + within
    one, other = one[soon], other[soon]
    event, second = np.r_[one, other], np.r_[other, one]
    lag = step[event] - step[second]
    earlier_row = second < event

    def met(shift: int) -> np.ndarray:
        since = lag - shift if shift >= 0 else -lag + shift
        hit = ((since > 0) | ((since == 0) & earlier_row)) & (since <= within)
        found = np.zeros(len(step), dtype=bool)
        found[event[hit]] = True
        return found[inside].astype(float)

    follow = met(0)
    chance = np.mean([met(sign * away * length) for away in _AWAY for sign in (1, -1)], axis=0)
    free, free_by_chance = 1 - follow.mean(), 1 - chance.mean()
    share = 1 - free / free_by_chance if free and free_by_chance else np.nan
    # Of log(1 - s), by how far each event moves both means.
    with np.errstate(divide="ignore", invalid="ignore"):
        moves = (chance - chance.mean()) / free_by_chance - (follow - follow.mean()) / free
    spread = np.sqrt((moves**2).sum()) / len(follow)
    reach = norm.ppf(0.5 + confidence / 2) * spread * (1 - share)
    row = {
        "events": len(follow),
        "follow": int(follow.sum()),
        "by_chance": float(chance.sum()),
        "share": share,
        "share_lower": share - reach,
        "share_upper": share + reach,
        "method": f"events with another at most {within_m:g} m away and at most {within} {unit}s "
        "before, less those that windows before and after show",
        "note": placed.note,
    }
    return pd.DataFrame([row])
