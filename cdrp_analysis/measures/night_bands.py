"""Nights out by three hours, as they are and an hour later, in whole offences."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from cdrp_analysis.measures.staffing import BAND_HOURS, NIGHT_HOURS, night_by_hour, shifted
from cdrp_analysis.measures.week_parts import (
    EVERY_DAY,
    SLOT_HOURS,
    SLOTS,
    WHOLE,
    slot_names,
    whole_counts,
    whole_slots,
)
from cdrp_analysis.measures.week_windows import HOURS_A_WEEK, NIGHTS_OUT, clock, place_in_week

NOW, LATER = "as now", "an hour later"
BANDS = tuple(
    f"{clock(h)} to {clock((h + BAND_HOURS - 1) % 24 + 1)}" for h in NIGHT_HOURS[::BAND_HOURS]
)


def night_bands(weights: pd.DataFrame, *, period: str) -> pd.DataFrame:
    """
    Offences of Friday and Saturday nights by three hours, as now and with all an hour later.

    As now a band is the two slots of the week that it is made of, so that it says of them what
    their own table says. An hour later the whole curve of the night has moved by an hour; its
    sums of weights are rounded by largest remainders.

    Parameters
    ----------
    weights : DataFrame
        From :func:`~cdrp_analysis.measures.times.time_weights`, of one theme.
    period : str
        As for :func:`~cdrp_analysis.measures.week_parts.week_parts`.

    Returns
    -------
    DataFrame, one row per scenario and band
        ``band``, ``scenario``, ``part`` (both, with the period) and ``offences`` (Int64).
    """
    place = place_in_week(weights["weekday"], weights["hour"])
    by_week = np.bincount(place, weights=weights["weight"], minlength=HOURS_A_WEEK)
    slots = whole_slots(by_week)
    now = [int(slots[list(made)].sum()) for made in _slots()]
    later = shifted(night_by_hour(by_week, NIGHTS_OUT.days, before=1))
    sums = later.reshape(-1, BAND_HOURS).sum(axis=1)
    # Sums of weights are no whole numbers: what rounds them is no offence of another hour.
    moved = whole_counts(np.append(sums, np.ceil(sums.sum()) - sums.sum()))[:-1]
    rows = [(band, when, _name(when, band, period)) for when in (NOW, LATER) for band in BANDS]
    table = pd.DataFrame(rows, columns=["band", "scenario", "part"])
    return table.assign(offences=pd.array([*now, *moved], dtype="Int64"))


def sums_of_nights(period: str, shown: Collection[str]) -> list[tuple[str, list[str], bool]]:
    """
    What the bands as now make up with parts of the week, by name, and whether that is all.

    Parameters
    ----------
    period : str
    shown : collection of str
        Names of the parts of the week that a table has of the theme. Where it goes down to
        slots a band is two of them; else bands are some of every day's, or of the whole week.

    Returns
    -------
    list of (total, parts, whether they add up to it)
    """
    names = slot_names(period)
    bands = [_name(NOW, band, period) for band in BANDS]
    two = [(band, [names[at] for at in slots], True)
           for band, slots in zip(bands, _slots(), strict=True)]  # fmt: skip
    if {part for _, parts, _ in two for part in parts} <= set(shown):
        return two
    daily = [f"{EVERY_DAY} {band}, {period}" for band in BANDS]
    if set(daily) <= set(shown):
        return [(total, [band], False) for total, band in zip(daily, bands, strict=True)]
    return [(f"{WHOLE}, {period}", bands, False)]


def records_at_night(weights: pd.DataFrame, *, period: str) -> tuple[list[str], np.ndarray]:
    """Which events have any weight in which band, as for ``week_parts.records_in_parts``."""
    some = weights["weight"].to_numpy() > 0
    hour = place_in_week(weights["weekday"], weights["hour"])[some]
    event = weights["event"].to_numpy()[some]
    names, inside = [], []
    for when, later in ((NOW, 0), (LATER, 1)):
        for band, slots in zip(BANDS, _slots(), strict=True):
            hours = [
                SLOT_HOURS * slot + step - later for slot in slots for step in range(BAND_HOURS)
            ]
            found = np.zeros(int(event.max()) + 1 if len(event) else 0, dtype=bool)
            found[event[np.isin(hour, hours)]] = True
            names.append(_name(when, band, period))
            inside.append(found)
    return names, np.stack(inside, axis=1)


def _slots() -> list[tuple[int, ...]]:
    """Of every band its slots, one for each night, counted from Monday midnight."""
    first = [(24 * (day - 1) + NIGHT_HOURS[0]) // SLOT_HOURS for day in NIGHTS_OUT.days]
    return [tuple((slot + band) % SLOTS for slot in first) for band in range(len(BANDS))]


def _name(when: str, band: str, period: str) -> str:
    return f"{when}, {band}, {period}"
