"""The method that did best on the past, and what it chooses now."""

import numpy as np
import pandas as pd
import pytest
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.best_method import chosen_places, on_own_past
from cdrp_analysis.measures.grids import square_grid
from cdrp_analysis.periods import Period

TOWN = shapely.box(0, 0, 2000, 2000)
GRID = square_grid(TOWN, size_m=200)
YEARS = [Period.parse(f"{year}/{(year + 1) % 100:02d}") for year in range(2004, 2008)]


def points(*hot: tuple[float, float], years=YEARS) -> pd.DataFrame:
    """Each year: thirty offences at the hot places, and one in every other corner of the town."""
    random = np.random.default_rng(1)
    rows = []
    for year in years:
        for place in hot:
            rows += [(*place, year.first)] * 30
        rows += [(x, y, year.first) for x, y in random.uniform(0, 2000, (40, 2))]
    return pd.DataFrame(rows, columns=["easting", "northing", "month"])


def test_a_lasting_hotspot_is_chosen_again():
    rows = points((500, 500), (1500, 1500))
    past = on_own_past(rows, YEARS, GRID, TOWN, share_of_area=0.02, seed=1)
    assert past.method == past.best["method"].iloc[0] and past.best["chosen"].iloc[0]
    assert len(past.in_time) == 2
    cells = chosen_places(rows, YEARS, GRID, TOWN, method=past.method, share_of_area=0.02)
    picked = cells[cells["chosen"]]
    assert set(zip(picked["easting"], picked["northing"], strict=True)) == {
        (400, 400),
        (1400, 1400),
    }
    assert picked["offences"].tolist() >= [30, 30]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_periods_leave_the_habit(count):
    years = YEARS[:count]
    rows = points((500, 500), years=years or YEARS[:1])
    past = on_own_past(rows, years, GRID, TOWN, seed=1)
    assert past.method == "counts" and past.best.empty and past.in_time.empty


def test_a_method_with_a_memory_needs_a_past():
    rows = points((500, 500), years=YEARS[:1])
    with pytest.raises(InputError, match="long_counts needs periods before"):
        chosen_places(rows, YEARS[:1], GRID, TOWN, method="long_counts")
