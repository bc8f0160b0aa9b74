"""Counts by day and three hours of the week, in whole offences, as a release can show them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.measures.rates import wilson
from cdrp_analysis.measures.times import names_of
from cdrp_analysis.measures.week_windows import (
    HOURS_A_WEEK,
    NIGHTS_OUT,
    WEEKDAYS,
    clock,
    place_in_week,
)

SLOT_HOURS = 3
SLOTS_A_DAY = 24 // SLOT_HOURS
SLOTS = 7 * SLOTS_A_DAY
WHOLE, EVERY_DAY, ALL_HOURS = "whole week", "every day", "all hours"
_BANDS = tuple(
    f"{clock(first)} to {clock(first + SLOT_HOURS)}" for first in range(0, 24, SLOT_HOURS)
)
SHARES = ("share", "share_lower", "share_upper", "times_even")
_LEAST_BASE = 20  # offences: no share of fewer
_DECIMALS = 3  # of a share: more would be noise, and could pass for a longitude
_NIGHTS = NIGHTS_OUT.text.removeprefix(f"{NIGHTS_OUT.day_names} ")


def week_parts(
    weights: pd.DataFrame, themes: Sequence[str], *, period: str, least: int
) -> pd.DataFrame:
    """
    Offences of each theme by day and three hours, with every sum, in whole offences.

    Weights are rounded to whole offences so that the parts of a theme still add up to it
    (largest remainders). A theme is divided only as far as it bears: into the 56 slots if
    these hold ``least`` offences on average, else into days and into hours if these do, else
    not at all. There is no row over all themes: nothing ties one theme to another.

    Parameters
    ----------
    weights : DataFrame
        From :func:`~cdrp_analysis.measures.times.time_weights`.
    themes : sequence of str, one per event
    period : str
        What the counts are of; part of the name of each part, so that the same hours of two
        periods are two counts.
    least : int
        Offences that a part should hold on average.

    Returns
    -------
    DataFrame
        ``theme``, ``part`` (its name, the period included), ``weekday``, ``hours``, ``period``,
        ``share_of_week``, ``offences`` (Int64) and what :func:`with_shares` adds.
    """
    layout = _layout()
    member = np.stack([_members(row) for row in layout.itertuples()])
    theme_of = names_of(themes)[weights["event"].to_numpy()]
    hour = place_in_week(weights["weekday"], weights["hour"])
    parts = []
    for theme in dict.fromkeys(theme for theme in theme_of if theme is not None):
        here = theme_of == theme
        hourly = np.bincount(
            hour[here], weights=weights["weight"].to_numpy()[here], minlength=HOURS_A_WEEK
        )
        slots = whole_slots(hourly)
        total = int(slots.sum())
        grain = 2 if total >= least * SLOTS else 1 if total >= least * SLOTS_A_DAY else 0
        shown = (layout["grain"] <= grain).to_numpy()
        parts.append(layout[shown].assign(theme=theme, offences=member[shown] @ slots))
    columns = ["theme", "part", "weekday", "hours", "period", "share_of_week", "offences"]
    if not parts:
        return pd.DataFrame(columns=[*columns, *SHARES])
    table = pd.concat(parts, ignore_index=True).astype({"offences": "Int64"})
    table = table.assign(
        period=period,
        part=table["part"] + f", {period}",
        share_of_week=(table["slots"] / SLOTS).round(_DECIMALS),
    )
    return with_shares(table[columns])


def with_shares(parts: pd.DataFrame) -> pd.DataFrame:
    """
    Each part's share of its theme, with Wilson's limits.

    Parameters
    ----------
    parts : DataFrame
        ``theme``, ``part``, ``share_of_week`` and ``offences`` (missing where hidden), with the
        row of the whole week of every theme that is to have shares.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``share``, ``share_lower``, ``share_upper`` and ``times_even`` (share over share of
        the week); missing where the part or the whole is, or the whole is below 20.
    """
    counts = parts["offences"].astype("Float64").astype(float)
    whole = parts["part"].str.startswith(WHOLE)
    totals = counts[whole].groupby(parts["theme"][whole]).first()
    base = parts["theme"].map(totals).astype(float)
    base = base.where(base >= _LEAST_BASE)
    # A rounded part may come out above its rounded whole.
    lower, upper = wilson(np.minimum(counts, base), base)
    share = counts / base
    return parts.assign(
        share=share.round(_DECIMALS),
        share_lower=np.where(share.isna(), np.nan, lower).round(_DECIMALS),
        share_upper=np.where(share.isna(), np.nan, upper).round(_DECIMALS),
        times_even=(share / (parts["share_of_week"] * SLOTS).round() * SLOTS).round(2),
    )


def whole_counts(weights: np.ndarray) -> np.ndarray:
    """
    Whole numbers near the weights that add up to the same total (largest remainders).

    Parameters
    ----------
    weights : array
        Not negative, with a whole sum.

    Examples
    --------
    >>> whole_counts(np.array([0.5, 1.75, 2.75])).tolist()
    [0, 2, 3]
    """
    below = np.floor(weights).astype(int)
    left = round(float(weights.sum())) - int(below.sum())
    order = np.argsort(-(weights - below), kind="stable")
    below[order[:left]] += 1
    return below


def whole_slots(by_week: np.ndarray) -> np.ndarray:
    """The 56 slots of a week in whole offences, from weights by hour from Monday midnight."""
    return whole_counts(by_week.reshape(SLOTS, SLOT_HOURS).sum(axis=1))


def slot_names(period: str) -> list[str]:
    """What the 56 slots are called, from Monday midnight."""
    return [f"{day} {band}, {period}" for day in WEEKDAYS for band in _BANDS]


def records_in_parts(weights: pd.DataFrame, *, period: str) -> tuple[list[str], np.ndarray]:
    """
    Which events have any weight in which part of the week.

    Parameters
    ----------
    weights : DataFrame
        From :func:`~cdrp_analysis.measures.times.time_weights`.
    period : str
        As for :func:`week_parts`.

    Returns
    -------
    names : list of str
        Every part.
    inside : array of bool, one row per event up to the last with a weight, one column per part
    """
    layout = _layout()
    member = np.stack([_members(row) for row in layout.itertuples()])
    slot = place_in_week(weights["weekday"], weights["hour"]) // SLOT_HOURS
    some = weights["weight"].to_numpy() > 0
    event = weights["event"].to_numpy()[some]
    touched = np.zeros((int(event.max()) + 1 if len(event) else 0, SLOTS), dtype=bool)
    touched[event, slot[some]] = True
    return [f"{part}, {period}" for part in layout["part"]], touched @ member.T


def sums_of_parts(periods: Sequence[str]) -> list[tuple[str, list[str]]]:
    """
    Which parts add up to which, by name: the sums that any reader can make.

    The week is its days, and its three-hour bands; a day is its slots, a band its slots over
    the days; the nights out are eight slots.
    """
    layout = _layout()
    names = layout.set_index(["weekday", "hours"])["part"]
    slots = layout[layout["grain"] == 2]
    slots = slots[slots["slots"] == 1]
    found = [
        (names[EVERY_DAY, ALL_HOURS], [names[day, ALL_HOURS] for day in WEEKDAYS]),
        (names[EVERY_DAY, ALL_HOURS], [names[EVERY_DAY, band] for band in _BANDS]),
        (names[NIGHTS_OUT.day_names, _NIGHTS], [
            row.part for row in slots.itertuples()
            if NIGHTS_OUT.mask()[_members(row).repeat(SLOT_HOURS)].all()
        ]),
        *((names[day, ALL_HOURS], [names[day, band] for band in _BANDS]) for day in WEEKDAYS),
        *((names[EVERY_DAY, band], [names[day, band] for day in WEEKDAYS]) for band in _BANDS),
    ]  # fmt: skip
    return [
        (f"{total}, {period}", [f"{part}, {period}" for part in parts])
        for period in periods
        for total, parts in found
    ]


def _layout() -> pd.DataFrame:
    """Every part: ``part, weekday, hours, slots`` and the ``grain`` from which it is shown."""
    rows = [(WHOLE, EVERY_DAY, ALL_HOURS, SLOTS, 0)]
    rows += [(day, day, ALL_HOURS, SLOTS_A_DAY, 1) for day in WEEKDAYS]
    rows += [(f"{EVERY_DAY} {band}", EVERY_DAY, band, 7, 1) for band in _BANDS]
    spanned = int(NIGHTS_OUT.mask().sum()) // SLOT_HOURS
    rows += [(NIGHTS_OUT.text, NIGHTS_OUT.day_names, _NIGHTS, spanned, 2)]
    rows += [(f"{day} {band}", day, band, 1, 2) for day in WEEKDAYS for band in _BANDS]
    return pd.DataFrame(rows, columns=["part", "weekday", "hours", "slots", "grain"])


def _members(row) -> np.ndarray:
    """Which of the 56 slots, from Monday midnight, lie in a part."""
    if row.part.startswith(NIGHTS_OUT.text):
        return NIGHTS_OUT.mask().reshape(SLOTS, SLOT_HOURS).all(axis=1)
    inside = np.zeros((7, SLOTS_A_DAY), dtype=bool)
    days = slice(None) if row.weekday == EVERY_DAY else WEEKDAYS.index(row.weekday)
    bands = slice(None) if row.hours == ALL_HOURS else _BANDS.index(row.hours)
    inside[days, bands] = True
    return inside.ravel()
