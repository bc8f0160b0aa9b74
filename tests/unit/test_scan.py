"""The scan agrees with SaTScan's ratio and with trying every circle and window."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.scan import log_likelihood_ratio, permutation_scan, poisson_scan
from cdrp_analysis.measures.scan_zones import circular_zones
from tests.drawn import frame
from tests.reference.space_time import (
    NEW_YORK_CASES,
    NEW_YORK_RESIDENTS,
    SATSCAN_NEW_YORK,
    plain_scan,
    plain_zones,
)

START = pd.Timestamp("2010-04-05")  # a Monday


def lattice(rows, columns, size=200.0):
    at = [(f"R{r}C{c}", c * size, r * size) for r in range(rows) for c in range(columns)]
    return pd.DataFrame(at, columns=["place", "easting", "northing"])


def happened(places, place, step):
    day = START + pd.to_timedelta(step, unit="D")
    return pd.DataFrame({"place": places["place"].to_numpy()[place], "day": day})


def drawn(places, n, days, *, seed, more=()):
    rng = np.random.default_rng(seed)
    place, step = rng.integers(0, len(places), n), rng.integers(0, days, n)
    step[:2] = 0, days - 1  # the period is known
    for where, when in more:
        place, step = np.r_[place, where], np.r_[step, when]
    return happened(places, place, step), place, step


def flat(places, days, weight=None):
    weight = np.ones(len(places)) if weight is None else weight
    return pd.DataFrame({
        "place": np.repeat(places["place"], days),
        "day": np.tile(START + pd.to_timedelta(np.arange(days), unit="D"), len(places)),
        "expected": np.repeat(weight, days),
    })  # fmt: skip


# Against others ---------------------------------------------------------------------------


@pytest.mark.parametrize("residents, cases, told", SATSCAN_NEW_YORK)
def test_the_ratio_is_that_of_satscan_to_six_decimals(residents, cases, told):
    expected = NEW_YORK_CASES * residents / NEW_YORK_RESIDENTS
    assert round(float(log_likelihood_ratio(cases, expected, NEW_YORK_CASES)), 6) == told


@pytest.mark.parametrize("alive", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_the_permutation_scan_finds_what_trying_every_window_finds(seed, alive):
    """The same deals give the same largest ratios, so p is equal and not only close."""
    places = lattice(3, 4)
    events, place, step = drawn(places, 45, 12, seed=seed)
    counts = np.zeros((12, 12))
    np.add.at(counts, (place, step), 1)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / 45
    points = places[["easting", "northing"]].to_numpy()
    zones = plain_zones(points, counts.sum(axis=1), 420, 22.5)
    best, where = plain_scan(place, step, expected, zones, longest=4, least=2, alive=alive)
    table = permutation_scan(events, places, longest=4, max_radius_m=420, alive=alive,
                             replicas=19, seed=5)  # fmt: skip
    row = table.iloc[0]
    assert row["llr"] == pytest.approx(best, rel=1e-9)
    told = {(radius, len(inside), START + pd.Timedelta(days=first), START + pd.Timedelta(days=last),
             c) for _, radius, inside, first, last, c, _ in where}  # fmt: skip
    found = tuple(row[["radius_m", "places", "first_day", "last_day", "observed"]])
    assert found in told
    rng = np.random.default_rng(5)
    largest = [plain_scan(place, rng.permutation(step), expected, zones,
                          longest=4, least=2, alive=alive)[0] for _ in range(19)]  # fmt: skip
    assert table.attrs["largest"] == pytest.approx(largest, rel=1e-9)
    assert row["p"] == (1 + sum(one >= best - 1e-9 for one in largest)) / 20


@pytest.mark.parametrize("seed", range(3))
def test_the_scan_against_expected_events_does_too(seed):
    places = lattice(2, 4)
    weight = np.random.default_rng(seed).lognormal(0, 0.7, 8)
    events, place, step = drawn(places, 40, 10, seed=seed)
    expected = np.repeat(weight[:, None], 10, axis=1) * 40 / (10 * weight.sum())
    points = places[["easting", "northing"]].to_numpy()
    zones = plain_zones(points, expected.sum(axis=1), 450, 20)
    zones.append((0, 0, list(range(8))))
    best, _ = plain_scan(place, step, expected, zones, longest=3, least=2)
    table = poisson_scan(events, places, flat(places, 10, 7 * weight), longest=3,
                         max_radius_m=450, whole_area=True, replicas=19, seed=5)  # fmt: skip
    assert table["llr"].iloc[0] == pytest.approx(best, rel=1e-9)
    rng = np.random.default_rng(5)
    upto = np.cumsum(expected.ravel())
    largest = []
    for _ in range(19):
        at = np.searchsorted(upto, rng.random(40) * upto[-1], side="right")
        largest.append(plain_scan(at // 10, at % 10, expected, zones, longest=3, least=2)[0])
    assert table.attrs["largest"] == pytest.approx(largest, rel=1e-9)


def test_more_replicas_than_stand_side_by_side_are_dealt_in_one_sequence():
    places = lattice(2, 2)
    events, *_ = drawn(places, 30, 8, seed=1)
    few, many = (permutation_scan(events, places, longest=3, replicas=r, seed=2).attrs["largest"]
                 for r in (40, 300))  # fmt: skip
    assert many[:40] == few


# Zones ------------------------------------------------------------------------------------


def test_a_ring_enters_whole_or_not_at_all():
    """The four neighbours of a cell lie at one distance; the fourth would break the limit."""
    points = lattice(3, 3)[["easting", "northing"]].to_numpy()
    zones = circular_zones(points, np.ones(9), max_radius_m=1000, max_weight=4)
    middle = [len(zones.places(ring)) for ring in np.flatnonzero(zones.centre == 4)]
    assert middle == [1]
    zones = circular_zones(points, np.ones(9), max_radius_m=1000, max_weight=5)
    middle = [zones.places(ring).tolist() for ring in np.flatnonzero(zones.centre == 4)]
    assert [sorted(one) for one in middle] == [[4], [1, 3, 4, 5, 7]]


def test_the_radius_is_included_and_equal_zones_are_looked_at_once():
    points = np.array([[0.0, 0.0], [1000.0, 0.0]])
    zones = circular_zones(points, np.ones(2), max_radius_m=1000, max_weight=2)
    assert zones.radius.tolist() == [0, 1000, 0, 1000]
    assert zones.distinct.tolist() == [True, True, True, False]


# What it means ----------------------------------------------------------------------------


def test_a_planted_cluster_is_found_where_and_when_it_was():
    places = lattice(12, 12)
    burst = np.repeat([65, 66, 77], 5), np.tile([40, 41, 42, 43, 44], 3)
    events, *_ = drawn(places, 1500, 120, seed=3, more=[burst])
    row = permutation_scan(events, places, longest=7, seed=1).iloc[0]
    assert row["p"] == 0.001
    assert row["first_day"] <= START + pd.Timedelta(days=41)
    assert START + pd.Timedelta(days=43) <= row["last_day"] <= START + pd.Timedelta(days=46)
    centre = places.iloc[65][["easting", "northing"]]
    off = np.hypot(row["easting"] - centre["easting"], row["northing"] - centre["northing"])
    assert off <= 400 and row["observed"] >= 12


def test_a_week_that_is_busy_everywhere_is_found_by_expectation_and_not_by_permutation():
    """The permutation scan takes busy weeks as given: it asks where, given when."""
    places = lattice(8, 8)
    rng = np.random.default_rng(4)
    week = rng.integers(0, 64, 90), 70 + rng.integers(0, 7, 90)  # a Monday to a Sunday
    events, *_ = drawn(places, 1200, 182, seed=4, more=[week])
    options = {"unit": "week", "longest": 2, "seed": 1, "replicas": 199}
    assert permutation_scan(events, places, **options)["p"].iloc[0] > 0.05
    weeks = flat(places, 182)
    row = poisson_scan(events, places, weeks, whole_area=True, **options).iloc[0]
    assert row["p"] == 1 / 200 and row["places"] == 64
    assert (row["first_day"], row["last_day"]) == (
        START + pd.Timedelta(days=70), START + pd.Timedelta(days=76),
    )  # fmt: skip


def test_chance_alone_finds_clusters_as_often_as_the_level_says():
    places = lattice(5, 5)
    p = [permutation_scan(drawn(places, 150, 60, seed=seed)[0], places, longest=7, replicas=99,
                          seed=seed)["p"].iloc[0] for seed in range(60)]  # fmt: skip
    assert np.mean(np.array(p) <= 0.1) < 0.25
    assert 0.3 < np.mean(p) < 0.7


def test_clusters_share_no_place_and_fall_in_likelihood():
    places = lattice(6, 6)
    more = [(np.full(6, 0), np.full(6, 10)), (np.full(5, 35), np.full(5, 30))]
    events, *_ = drawn(places, 300, 60, seed=2, more=more)
    table = permutation_scan(events, places, max_radius_m=300, clusters=10, seed=1, replicas=99)
    assert table["llr"].is_monotonic_decreasing and table["p"].is_monotonic_increasing
    centres = places.set_index("place")
    covered: list[str] = []
    for row in table.itertuples():
        away = np.hypot(centres["easting"] - row.easting, centres["northing"] - row.northing)
        covered += list(centres.index[away <= row.radius_m + 1e-6])
    assert len(covered) == len(set(covered)) == table["places"].sum()
    assert table["cluster"].tolist() == list(range(1, len(table) + 1))


def test_one_event_alone_is_no_cluster():
    """One event where and when nothing else is has a high ratio, and means nothing."""
    places = lattice(1, 3, size=5000)
    events = happened(places, np.r_[np.zeros(20, int), 1], np.r_[np.arange(20) % 5, 9])
    assert permutation_scan(events, places, seed=1, replicas=19).empty
    alone = permutation_scan(events, places, least=1, seed=1, replicas=19)
    assert alone["observed"].iloc[0] == 1


def test_months_are_scanned_as_months_and_days_not_made_up():
    places = lattice(2, 2, size=3000)
    rows = frame("""
        place | month
        R0C0  | 2010-01
        R0C0  | 2010-03
        R0C0  | 2010-03
        R0C0  | 2010-03
        R0C1  | 2010-01
        R0C1  | 2010-02
        R1C0  | 2010-02
        R1C1  | 2010-04
        R1C1  | 2010-01
    """)
    with pytest.raises(InputError, match="know only the month"):
        permutation_scan(rows, places, seed=1)
    row = permutation_scan(rows, places, unit="month", longest=2, seed=1, replicas=19).iloc[0]
    assert (row["first_day"], row["last_day"]) == (
        pd.Timestamp("2010-03-01"), pd.Timestamp("2010-03-31"),
    )  # fmt: skip
    assert "Nothing can be said of days" in row["note"]


def test_events_without_place_or_time_are_left_out_and_counted():
    places = lattice(2, 2)
    events, *_ = drawn(places, 30, 10, seed=1)
    events.loc[5, "place"] = None
    events.loc[6, "day"] = pd.NaT
    table = permutation_scan(events, places, seed=1, replicas=19)
    assert (table["events"] == 28).all() and table.attrs["left_out"] == 2


def test_an_event_where_none_was_expected_is_refused():
    places = lattice(1, 2)
    events = happened(places, [0, 1, 1], [0, 1, 1])
    with pytest.raises(InputError, match="3 events lie where and when none was expected"):
        poisson_scan(events, places, flat(places, 2, [1.0, 0.0]).assign(
            day=START + pd.Timedelta(days=5)), seed=1)  # fmt: skip


def test_unknown_places_are_refused():
    places = lattice(1, 2)
    events = happened(places, [0, 1], [0, 1])
    with pytest.raises(InputError, match="1 name a place that is not among"):
        permutation_scan(events, places.iloc[:1], seed=1)
    with pytest.raises(InputError, match="stand there twice"):
        permutation_scan(events, pd.concat([places, places]), seed=1)
