"""Knox's test agrees with the published Burkitt values and with counting pair by pair."""

import geopandas as gpd
import libpysal
import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.following import share_following
from cdrp_analysis.measures.near_repeat import knox
from tests.drawn import frame
from tests.reference.space_time import BURKITT_KNOX, plain_knox


def drawn(n, *, side=1000, days=60, seed=0, grid=0):
    rng = np.random.default_rng(seed)
    places = rng.random((n, 2)) * side
    if grid:
        places = np.round(places / grid) * grid
    return pd.DataFrame({
        "easting": places[:, 0],
        "northing": places[:, 1],
        "day": pd.Timestamp("2010-04-01") + pd.to_timedelta(rng.integers(0, days, n), unit="D"),
    })  # fmt: skip


def steps_of(events):
    return ((events["day"] - events["day"].min()).dt.days).to_numpy()


# Against others ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def burkitt():
    cases = gpd.read_file(libpysal.examples.get_path("burkitt.shp"))
    start = pd.Timestamp("1960-01-01")
    return pd.DataFrame({
        "easting": cases["X"],
        "northing": cases["Y"],
        "day": start + pd.to_timedelta(cases["T"], unit="D"),
    })  # fmt: skip


def test_the_burkitt_values_are_those_published(burkitt):
    """At most 20 km of whole kilometres and at most 5 days: bands end just above."""
    told = BURKITT_KNOX
    table = knox(burkitt, distances_m=(0, told["metres"] + 1e-9), times=(0, told["days"] + 1),
                 same_place=False, seed=3)  # fmt: skip
    row = table.iloc[0]
    assert row["observed"] == told["observed"]
    assert round(row["expected"], 4) == told["expected"]
    assert row["expected"] == told["near"] * told["soon"] / (188 * 187 / 2)
    assert row["ratio"] == row["observed"] / row["expected"]


def test_bands_hold_their_beginning_and_not_their_end(burkitt):
    """With exactly 5 days left out there are 12 pairs: one of the 13 lies on the edge."""
    table = knox(burkitt, distances_m=(0, 20), times=(0, 5, 6), same_place=False, seed=3)
    assert table["observed"].tolist() == [12, 1]


@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
@pytest.mark.parametrize("same_place", [True, False])
def test_every_number_is_that_of_counting_pair_by_pair(metric, same_place):
    """The same permutations give the same whole numbers, so p is equal and not only close."""
    events = drawn(70, grid=100)  # places meet, and lie exactly on the edges of bands
    distances, times = (0, 100, 250, 400), (0, 3, 7, 21)
    table = knox(events, distances_m=distances, times=times, metric=metric,
                 same_place=same_place, permutations=60, seed=11)  # fmt: skip
    points = events[["easting", "northing"]].to_numpy()
    observed, expected, p = plain_knox(
        points, steps_of(events), distances, times,
        metric=metric, same_place=same_place, permutations=60, seed=11,
    )  # fmt: skip
    assert table["observed"].tolist() == np.ravel(observed).tolist()
    assert table["expected"].to_numpy() == pytest.approx(np.ravel(expected), rel=1e-12)
    possible = table["expected"] > 0
    assert table.loc[possible, "p"].tolist() == np.ravel(p)[possible].tolist()
    assert table.loc[~possible, "p"].isna().all()


def test_many_columns_and_many_pairs_are_counted_as_few_are():
    """More permutations than stand side by side, more pairs than a short counter holds."""
    events = drawn(420, side=120, days=12, seed=4)
    table = knox(events, distances_m=(0, 500), times=(0, 1, 12), same_place=False,
                 permutations=300, seed=2)  # fmt: skip
    steps = steps_of(events)
    apart = np.abs(steps[:, None] - steps)[np.triu_indices(420, 1)]
    assert len(apart) > 65_536
    assert table["observed"].tolist() == [(apart == 0).sum(), (apart > 0).sum()]
    assert table["expected"].tolist() == table["observed"].tolist(), "every pair is near"
    assert table["p"].tolist() == [1, 1], "every deal gives the same: ties are extreme"


# What it means ----------------------------------------------------------------------------


def test_planted_repeats_are_found_at_their_distance_and_nowhere_else():
    events = drawn(600, side=20_000, days=365, seed=5)
    again = events.sample(80, random_state=1)
    again = again.assign(easting=again["easting"] + 60, day=again["day"] + pd.Timedelta(days=3))
    table = knox(pd.concat([events, again]), seed=6)
    found = table[table["above_chance"]]
    assert len(found) == 1
    assert found[["distance_from", "distance_to", "time_from", "time_to"]].iloc[0].tolist() == [
        0, 100, 0, 7,
    ]  # fmt: skip
    assert found["p"].iloc[0] == 1 / 1000
    assert found["ratio"].iloc[0] > 20


def test_same_address_comes_first_and_is_no_band_of_distance():
    events = frame("""
        easting | northing | day
        100     | 100      | 2010-04-01
        100     | 100      | 2010-04-03
        100     | 150      | 2010-04-04
        9000    | 9000     | 2010-06-01
    """)
    table = knox(events, distances_m=(0, 100), times=(0, 7), seed=1)
    assert table["place"].tolist() == ["same address", "near"]
    assert table["observed"].tolist() == [1, 2]
    together = knox(events, distances_m=(0, 100), times=(0, 7), same_place=False, seed=1)
    assert together["observed"].tolist() == [3]


def test_snap_points_are_not_called_addresses():
    table = knox(drawn(40, grid=200), snapped=True, seed=1, permutations=9)
    assert set(table["place"]) == {"same snap point", "near"}
    assert table["note"].str.contains("eight addresses or more").all()


def test_a_band_no_pair_can_reach_has_no_p():
    events = drawn(30, side=50_000, seed=2)
    table = knox(events, distances_m=(0, 1), times=(0, 7), seed=1, permutations=9)
    assert (table["expected"] == 0).all()
    assert table[["ratio", "p", "q"]].isna().all(axis=None) and not table["above_chance"].any()


def test_rows_without_a_place_or_a_time_are_left_out_and_counted():
    events = drawn(50)
    events.loc[0, "easting"] = np.nan
    events.loc[[1, 2], "day"] = pd.NaT
    table = knox(events, seed=1, permutations=9)
    assert (table["events"] == 47).all()
    assert table.attrs == {"no_place": 1, "no_time": 2}


def test_the_seed_decides_and_the_callers_frame_stays():
    events = drawn(60)
    before = events.copy()
    first, second = (knox(events, seed=5, permutations=99) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    pd.testing.assert_frame_equal(events, before)
    other = knox(events, seed=6, permutations=99)
    assert (other["p"] != first["p"]).any()


@pytest.mark.parametrize(
    "given", [{"distances_m": (0,)}, {"distances_m": (100, 50)}, {"times": (0, 1.5)},
              {"times": (-1, 7)}]
)  # fmt: skip
def test_edges_that_are_none_are_refused(given):
    with pytest.raises(InputError, match="are not edges of bands"):
        knox(drawn(10), seed=1, **given)


# Days and months --------------------------------------------------------------------------


def test_months_are_not_days():
    rows = drawn(60).assign(month=lambda f: f["day"].dt.strftime("%Y-%m")).drop(columns="day")
    with pytest.raises(InputError, match="know only the month"):
        knox(rows, seed=1)
    faked = rows.assign(day=pd.to_datetime(rows["month"] + "-01"))
    with pytest.raises(InputError, match="these are months, not days"):
        knox(faked, seed=1)


def test_months_are_counted_as_months_and_say_what_they_cannot_show():
    rows = frame("""
        easting | northing | month
        100     | 100      | 2009-12
        100     | 120      | 2010-01
        100     | 140      | 2010-01
    """)
    table = knox(rows, distances_m=(0, 100), times=(0, 1, 2), unit="month", same_place=False,
                 seed=1, permutations=9)  # fmt: skip
    assert table["observed"].tolist() == [1, 2]
    assert table["unit"].eq("month").all()
    assert table["note"].str.contains("Nothing can be said of days or weeks").all()


def test_the_rule_for_windows_of_time_is_stated():
    rows = drawn(30).rename(columns={"day": "from_time"})
    rows["to_time"] = rows["from_time"] + pd.Timedelta(days=2)
    middle, start = (knox(rows, rule=rule, seed=1, permutations=9) for rule in ("middle", "start"))
    assert middle["note"].str.startswith("The middle of the window").all()
    assert start["note"].str.startswith("The start of the window").all()


# Share that follows -----------------------------------------------------------------------


def chained(n, share, *, seed, days=730, side=12_000):
    """Events of which a known share is set off by an earlier one, near it and 1 to 14 days on."""
    rng = np.random.default_rng(seed)
    places = rng.random((n, 2)) * side
    day = np.sort(rng.integers(0, days, n))
    for i in range(n):
        recent = np.flatnonzero((day[:i] >= day[i] - 14) & (day[:i] < day[i]))
        if len(recent) and rng.random() < share:
            places[i] = places[rng.choice(recent)] + rng.normal(0, 30, 2)
    start = pd.Timestamp("2008-04-01")
    return pd.DataFrame({
        "easting": places[:, 0],
        "northing": places[:, 1],
        "day": start + pd.to_timedelta(day, unit="D"),
    })  # fmt: skip


def test_the_limits_of_the_share_cover_what_was_planted_as_often_as_they_say():
    """Of 24 worlds some 23 should be covered; 20 or fewer would be one chance in 500."""
    shares = [share_following(chained(1500, 0.2, seed=seed)).iloc[0] for seed in range(24)]
    covered = [row["share_lower"] <= 0.2 <= row["share_upper"] for row in shares]
    assert sum(covered) > 20
    assert np.mean([row["share"] for row in shares]) == pytest.approx(0.2, abs=0.008)


def test_without_repeats_no_share_is_found_although_many_follow():
    row = share_following(drawn(2500, side=9000, days=365, seed=9)).iloc[0]
    assert row["follow"] > 150
    assert row["share_lower"] < 0 < row["share_upper"]


def test_followers_and_those_by_chance_are_those_of_a_plain_count():
    events = drawn(300, side=1500, days=400, seed=4)
    row = share_following(events).iloc[0]
    day = (events["day"] - events["day"].min()).dt.days.to_numpy()
    points = events[["easting", "northing"]].to_numpy()
    near = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) <= 200
    np.fill_diagonal(near, False)
    lag, later = day[:, None] - day[None], np.tril(np.ones((300, 300), dtype=bool), -1)
    looked = (day >= 59) & (day <= day.max() - 59)

    def meets(since):
        hit = near & (since <= 14) & ((since > 0) | ((since == 0) & later))
        return hit.any(axis=1)[looked].sum()

    around = [meets(lag - 30), meets(-lag - 30), meets(lag - 45), meets(-lag - 45)]
    assert row["events"] == looked.sum()
    assert row["follow"] == meets(lag)
    assert row["by_chance"] == np.mean(around)


def test_crime_that_moves_over_the_years_is_no_repeat():
    """Each year's offences lie in another town: near in space is then near in time."""
    towns = [drawn(500, side=2500, days=365, seed=year) for year in range(4)]
    for year, town in enumerate(towns):
        town["easting"] += 50_000 * year
        town["day"] += pd.Timedelta(days=365 * year)
    events = pd.concat(towns, ignore_index=True)
    assert knox(events, seed=1)["above_chance"].any(), "Knox's test is for a year or so"
    row = share_following(events).iloc[0]
    assert row["share_lower"] < 0.02 and row["share_upper"] > 0


def test_the_later_of_two_follows_and_the_reach_is_included():
    middle = frame("""
        easting | northing | day
        0       | 0        | 2010-04-15
        0       | 200      | 2010-04-01
        0       | 9000     | 2010-04-01
        0       | 9201     | 2010-04-02
        0       | 20000    | 2010-04-01
        0       | 20000    | 2010-04-16
        0       | 30000    | 2010-04-01
        0       | 30000    | 2010-04-01
    """)
    ends = pd.DataFrame({"easting": 0, "northing": -9000, "day": ["2009-04-01", "2011-04-01"]})
    row = share_following(pd.concat([middle, ends])).iloc[0]
    assert row[["events", "follow", "by_chance"]].tolist() == [8, 2, 0]
    assert row["share"] == 0.25


def test_too_short_a_time_is_refused():
    with pytest.raises(InputError, match="no event has 59 days before and after"):
        share_following(drawn(50, days=60))
