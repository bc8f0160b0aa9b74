"""PAI, PEI and recapture on towns small enough to work out by hand."""

import numpy as np
import pandas as pd
import pytest
from shapely import box

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.grids import square_grid
from cdrp_analysis.measures.holdout import holdout

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
    assert set(got["method"]) == {"counts", "kde", "gi_star"} and len(got) == 6
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
