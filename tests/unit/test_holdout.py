"""PAI, PEI and recapture on towns small enough to work out by hand."""

import numpy as np
import pandas as pd
import pytest
from shapely import box

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.best_method import best_methods, chosen_in_time
from cdrp_analysis.measures.grids import square_grid
from cdrp_analysis.measures.holdout import (
    holdout,
    rolling_holdout,
)
from cdrp_analysis.periods import Period

TOWN = box(0, 0, 2000, 2000)  # a hundred squares of 200 m
GRID = square_grid(TOWN)


def offences(**by_cell):
    """So many offences in the middle of each square, named e.g. E0N200."""
    where = []
    for cell, number in by_cell.items():
        east, north = cell[1:].split("N")
        where += [(int(east) + 100, int(north) + 100)] * number
    return pd.DataFrame(where, columns=["easting", "northing"], dtype=float)


def of(method, table):
    return table[table["method"] == method].set_index("share_of_area")


def test_the_habit_by_hand():
    """Square E0N0 led before; of 20 later offences it holds 4, and the best square 10."""
    train = offences(E0N0=6, E600N600=3, E1000N1000=1)
    test = offences(E0N0=4, E600N600=10, E1800N1800=6)
    got = of("counts", holdout(train, test, GRID, TOWN, shares=(0.01, 0.02), seed=1))
    assert got.loc[0.01, ["pai", "pei", "recapture"]].tolist() == pytest.approx(
        [(4 / 20) / 0.01, 4 / 10, (4 / 20) / (6 / 10)]
    )
    assert got.loc[0.02, ["pai", "pei", "recapture"]].tolist() == pytest.approx(
        [(14 / 20) / 0.02, 14 / 16, (14 / 20) / (9 / 10)]
    )


def test_limits_hold_the_estimate_and_match_the_binomial():
    train, test = offences(E0N0=5, E800N800=2), offences(E0N0=50, E800N800=150)
    got = of("counts", holdout(train, test, GRID, TOWN, shares=(0.01,), draws=4000, seed=1))
    half_width = 1.96 * np.sqrt(0.25 * 0.75 / 200) / 0.01
    assert got["pai_lower"].iloc[0] == pytest.approx(25 - half_width, abs=0.8)
    assert got["pai_upper"].iloc[0] == pytest.approx(25 + half_width, abs=0.8)


def test_limits_of_the_pei_match_the_delta_method_and_hold_the_estimate():
    """
    50 of 200 offences lie in the square chosen, 150 in the best: a third, and 200 draws of a
    multinomial make its logarithm vary with a variance of 1/50 + 1/150.
    """
    train, test = offences(E0N0=5, E800N800=2), offences(E0N0=50, E800N800=150)
    got = of("counts", holdout(train, test, GRID, TOWN, shares=(0.01,), draws=4000, seed=1)).iloc[0]
    spread = 1.96 * np.sqrt(1 / 50 + 1 / 150)
    assert got["pei"] == pytest.approx(1 / 3)
    assert got["pei_lower"] == pytest.approx(np.exp(-spread) / 3, abs=0.012)
    assert got["pei_upper"] == pytest.approx(np.exp(spread) / 3, abs=0.012)


def test_the_best_choice_itself_has_a_pei_of_one_without_doubt():
    test = offences(E0N0=3, E800N800=1)
    got = of("counts", holdout(offences(E0N0=9), test, GRID, TOWN, shares=(0.01,), seed=1))
    assert got[["pei", "pei_lower", "pei_upper"]].iloc[0].tolist() == pytest.approx([1, 1, 1])


def test_tied_squares_share_what_area_is_left():
    """Four equal squares, room for one: a quarter of each, so a quarter of their offences."""
    four = {"E0N0": 2, "E0N1800": 2, "E1800N0": 2, "E1800N1800": 2}
    got = holdout(offences(**four), offences(E0N0=8), GRID, TOWN, shares=(0.01,), seed=1)
    assert of("counts", got)["pai"].iloc[0] == pytest.approx(0.25 / 0.01)


def test_the_whole_borough_catches_everything_and_nothing_is_better_or_worse():
    rng = np.random.default_rng(2)
    train, test = (
        pd.DataFrame(rng.uniform(0, 2000, (300, 2)), columns=["easting", "northing"]) for _ in "ab"
    )
    got = holdout(train, test, GRID, TOWN, shares=(0.05, 1.0), seed=1)
    whole = got[got["share_of_area"] == 1.0]
    assert np.allclose(whole[["pai", "pai_lower", "pai_upper", "pei", "recapture"]], 1.0)
    assert set(got["method"]) == {"counts", "kde", "gi_star", "smoothed"} and len(got) == 8
    assert (got["pei"] <= 1 + 1e-12).all()


def test_a_lasting_cluster_is_foretold_by_every_method():
    rng = np.random.default_rng(3)

    def year():
        where = np.vstack([rng.uniform(0, 2000, (100, 2)), rng.normal(1100, 120, (200, 2))])
        return pd.DataFrame(where.clip(1, 1999), columns=["easting", "northing"])

    got = holdout(year(), year(), GRID, TOWN, shares=(0.05,), seed=1)
    assert (got["pai_lower"] > 5).all()


def test_an_empty_period_or_an_impossible_share_is_refused():
    some, none = offences(E0N0=1), offences()
    outside = some + 9000
    for train, test, shares in (
        (outside, some, (0.1,)),
        (some, none, (0.1,)),
        (none, none, (0.1,)),
        (some, some, (2,)),
        (none, some, (2,)),
    ):
        with pytest.raises(InputError, match="later points lie in the grid"):
            holdout(train, test, GRID, TOWN, shares=shares, seed=1)


def test_without_an_earlier_offence_there_is_nothing_to_test():
    got = holdout(offences(), offences(E0N0=3), GRID, TOWN, seed=1)
    like = holdout(offences(E0N0=1), offences(E0N0=3), GRID, TOWN, seed=1)
    assert got.empty
    assert list(got) == list(like)
    assert got.drop(columns="method").dtypes.equals(like.drop(columns="method").dtypes)


def test_the_penalised_index_and_the_gain_by_hand():
    train = offences(E0N0=6, E600N600=3, E1000N1000=1)
    test = offences(E0N0=4, E600N600=10, E1800N1800=6)
    got = holdout(train, test, GRID, TOWN, shares=(0.01,), penalty=0.5, seed=1)
    habit = of("counts", got).loc[0.01]
    assert habit["share_of_offences"] == pytest.approx(4 / 20)
    assert habit["ppai"] == pytest.approx((4 / 20) / 0.01**0.5)
    assert habit[["gain", "gain_lower", "gain_upper"]].tolist() == [0, 0, 0]
    plain = holdout(train, test, GRID, TOWN, shares=(0.01,), penalty=1, seed=1)
    assert np.allclose(plain["ppai"], plain["pai"])
    assert np.allclose(got["gain"], got["pai"] - habit["pai"])


def test_the_index_as_its_authors_explain_it():
    """
    A fifth of the later offences in a tenth of the area: 2. A quarter in half of it: 0.5.

    Chainey, S., Tompson, L. and Uhlig, S. (2008), Security Journal 21, 4-28.
    """
    names = [f"E{200 * (i % 10)}N{200 * (i // 10)}" for i in range(100)]
    train = offences(**{name: 100 - rank for rank, name in enumerate(names)})
    test = offences(**{names[0]: 20, names[20]: 5, names[99]: 75})
    got = of("counts", holdout(train, test, GRID, TOWN, shares=(0.1, 0.5), seed=1))
    assert got["pai"].tolist() == pytest.approx([2.0, 0.5])


def test_three_squares_have_the_indices_of_the_r_package():
    """ptools, tests, "simple pai check": foretold 3, 2, 1, found 6, 3, 0; PAI 2, 1.5, 1, PEI 1."""
    street = box(0, 0, 600, 200)
    train, test = offences(E0N0=3, E200N0=2, E400N0=1), offences(E0N0=6, E200N0=3)
    table = holdout(train, test, square_grid(street), street, shares=(1 / 3, 2 / 3, 1.0), seed=1)
    got = of("counts", table)
    assert got["pai"].tolist() == pytest.approx([2, 1.5, 1])
    assert got["pei"].tolist() == pytest.approx([1, 1, 1])


def test_a_long_memory_is_used_only_where_there_is_one():
    """The square that led for years had a lucky year of quiet; the long counts remember it."""
    before, last = offences(E0N0=40, E1000N1000=5), offences(E0N0=2, E1000N1000=6)
    later = offences(E0N0=20, E1000N1000=2)
    got = holdout(last, later, GRID, TOWN, history=[before], shares=(0.01,), seed=1)
    pai = got.set_index("method")["pai"]
    assert pai["long_counts"] == pytest.approx((20 / 22) / 0.01)
    assert pai["counts"] == pytest.approx((2 / 22) / 0.01)
    assert (got.set_index("method").loc["long_counts", ["gain_lower", "gain"]] > 0).all()
    alone = holdout(last, later, GRID, TOWN, shares=(0.01,), seed=1)
    assert not alone["method"].str.startswith("long").any()


def years_of(*by_year):
    rows = []
    for year, cells in zip(range(2004, 2004 + len(by_year)), by_year, strict=True):
        rows.append(offences(**cells).assign(month=f"{year}-06"))
    periods = [Period.parse(f"{year}/{(year + 1) % 100:02d}")
               for year in range(2004, 2004 + len(by_year))]  # fmt: skip
    return pd.concat(rows, ignore_index=True), periods


def test_the_method_is_chosen_on_the_past_alone():
    """Two squares take turns; a third is steady. Long counts win, and only later know it."""
    turns = [{"E0N0": 9, "E1800N0": 1, "E1000N1000": 7}, {"E0N0": 1, "E1800N0": 9, "E1000N1000": 7}]
    points, periods = years_of(*(turns * 3))
    past = rolling_holdout(points, periods, GRID, TOWN, shares=(0.01, 0.05), draws=99, seed=1)
    assert past["period"].unique().tolist() == [period.label for period in periods[1:]]
    first = past[past["period"] == periods[1].label]
    assert not first["method"].str.startswith("long").any()
    best = best_methods(past, share_of_area=0.01)
    assert best["chosen"].tolist() == [True] + [False] * (len(best) - 1)
    assert best["method"].iloc[0] == "long_counts" and best["gain"].iloc[0] > 0
    assert (best["periods"] == 4).all()  # the first has no history to remember
    assert best["pai"].is_monotonic_decreasing
    judged = chosen_in_time(past, share_of_area=0.01)
    assert judged["period"].tolist() == [period.label for period in periods[2:]]
    assert (judged["pai_best"] >= judged["pai"]).all()
    later = judged.iloc[1:]
    assert (later["method"] == "long_counts").all() and (later["pai"] > later["pai_counts"]).all()


def test_a_method_that_only_later_turned_out_best_is_not_chosen_before():
    past = pd.DataFrame(
        [("2005/06", "counts", 3.0), ("2005/06", "kde", 2.0),
         ("2006/07", "counts", 3.0), ("2006/07", "kde", 9.0),
         ("2007/08", "counts", 1.0), ("2007/08", "kde", 4.0)],
        columns=["period", "method", "pai"],
    ).assign(share_of_area=0.05)  # fmt: skip
    judged = chosen_in_time(past)
    assert judged["method"].tolist() == ["counts", "kde"]
    assert judged[["pai", "pai_counts", "pai_best"]].to_numpy().tolist() == [[3, 3, 9], [4, 1, 4]]


def test_two_periods_are_too_few_to_compare_a_share_that_was_not_tested():
    points, periods = years_of({"E0N0": 3}, {"E0N0": 4})
    past = rolling_holdout(points, periods, GRID, TOWN, shares=(0.05,), draws=9, seed=1)
    assert len(best_methods(past)) == 4
    with pytest.raises(InputError, match="at 1% of the area"):
        best_methods(past, share_of_area=0.01)
