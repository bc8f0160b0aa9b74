"""Nights by three hours say of the week what its parts say, and are protected with them."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.relations import Cell, Hierarchy, Partition
from cdrp_analysis.measures.night_bands import (
    BANDS,
    LATER,
    NOW,
    night_bands,
    records_at_night,
    sums_of_nights,
)
from cdrp_analysis.measures.times import time_weights
from cdrp_analysis.measures.week_parts import sums_of_parts, week_parts

YEAR = "2010/11"


def weights(by_hour, minutes=0):
    """Offences at hours of the week, from Monday midnight, each with a window of some minutes."""
    start = pd.Timestamp("2010-06-07 00:30") + pd.to_timedelta(np.arange(168), unit="h")
    events = pd.DataFrame({"start": start.repeat(by_hour)})
    return time_weights(events.assign(end=events["start"] + pd.Timedelta(minutes=minutes)))


def parts(given, theme="violence"):
    names = pd.Series([theme] * (int(given["event"].max()) + 1))
    return week_parts(given, names, period=YEAR, least=1).assign(label=theme, sensitive=False)


@pytest.fixture(scope="module")
def windows():
    """Windows of 100 minutes over all hours, whose weights are no whole numbers."""
    return weights(np.random.default_rng(8).poisson(2.5, 168), minutes=100)


def test_a_band_as_now_is_the_slots_of_the_week_it_is_made_of(windows):
    shown = parts(windows).set_index("part")["offences"]
    bands = night_bands(windows, period=YEAR).set_index("part")["offences"]
    sums = sums_of_nights(YEAR, shown.index)
    assert len(sums) == len(BANDS) and all(whole for *_, whole in sums)
    for total, own, _ in sums:
        assert bands[total] == shown[own].sum()
    assert bands[:4].sum() == shown[f"Friday and Saturday 18:00 to 06:00, {YEAR}"]


def test_an_hour_later_each_band_has_what_began_an_hour_before():
    by_hour = np.zeros(168, dtype=int)
    by_hour[4 * 24 + 17] = 7  # Friday 17:30: an hour later it is night
    by_hour[6 * 24 + 5] = 3  # Sunday 05:30: an hour later the night is over
    made = night_bands(weights(by_hour), period=YEAR)
    told = {when: own["offences"].tolist() for when, own in made.groupby("scenario")}
    assert told == {NOW: [0, 0, 0, 3], LATER: [7, 0, 0, 0]}


def test_where_the_week_is_told_in_less_detail_bands_are_some_of_it():
    daily = [f"every day {band}, {YEAR}" for band in BANDS]
    some = sums_of_nights(YEAR, [f"whole week, {YEAR}", *daily])
    assert some[0] == (daily[0], [f"as now, {BANDS[0]}, {YEAR}"], False) and len(some) == 4
    ((whole, own, complete),) = sums_of_nights(YEAR, [])
    assert whole == f"whole week, {YEAR}" and len(own) == 4 and not complete


def test_a_record_is_in_every_band_that_its_window_touches():
    hour = np.zeros(168, dtype=int)
    hour[4 * 24 + 20] = 1  # Friday 20:30 to 21:10
    names, inside = records_at_night(weights(hour, minutes=40), period=YEAR)
    touched = [name for name, there in zip(names, inside[0], strict=True) if there]
    assert touched == [
        f"as now, 18:00 to 21:00, {YEAR}", f"as now, 21:00 to 24:00, {YEAR}",
        f"an hour later, 21:00 to 24:00, {YEAR}",
    ]  # fmt: skip


def test_a_band_gives_no_hidden_slot_away():
    """Only one of its two slots is small: the other, or the band, must go with it."""
    by_hour = np.full(168, 4)
    by_hour[5 * 24 + 18 : 5 * 24 + 21] = (1, 0, 0)  # Saturday evening
    given = weights(by_hour)
    tables = {
        "week_parts": parts(given),
        "later_closing": night_bands(given, period=YEAR).assign(
            theme="violence", label="Violence", share=0.5
        ),
    }
    told = tables["week_parts"]["part"]
    sums = [(total, own, True) for total, own in sums_of_parts([YEAR])]
    sums += sums_of_nights(YEAR, told)
    hierarchy = Hierarchy(
        period=[Partition(total, tuple(own), complete) for total, own, complete in sums]
    )
    made = protect(tables, {name: SPECS[name] for name in tables}, hierarchy=hierarchy)
    system = made.system
    band, slot, other = (
        system.index[Cell("week", "partnership", "violence", f"{name}, {YEAR}")]
        for name in ("as now, 18:00 to 21:00", "Saturday 18:00 to 21:00", "Friday 18:00 to 21:00")
    )
    assert (band, tuple(sorted((slot, other)))) in [
        (total, tuple(sorted(own))) for total, own in system.relations
    ]
    assert made.primary[slot] and (made.hidden[band] or made.hidden[other])
