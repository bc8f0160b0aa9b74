"""Hammersmith and Fulham burglary, 2011/12 to 2017/18: what foretells it, and what lasts."""

import os
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from cdrp_analysis import geography
from cdrp_analysis.measures.best_method import best_methods, chosen_in_time
from cdrp_analysis.measures.grids import square_grid
from cdrp_analysis.measures.holdout import holdout, rolling_holdout
from cdrp_analysis.measures.persistence import by_period, hot_sets, persistence, stability
from cdrp_analysis.periods import Period

DATA = Path(
    os.environ.get("CDRP_REAL_DATA", Path(__file__).resolve().parents[3] / "shared" / "data-real")
)
FILE = DATA / "police-uk" / "hf-burglary-2010-12_2025-02.zip"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FILE.exists(), reason="the real public data is not on this machine"),
]
YEARS = [Period.parse(f"{year}/{year % 100 + 1}") for year in range(2011, 2018)]


@pytest.fixture(scope="module")
def rows():
    with zipfile.ZipFile(FILE) as files:
        wanted = [name for name in files.namelist() if name.endswith("-street.csv")]
        tables = [pd.read_csv(files.open(name)) for name in wanted]
    return geography.to_national_grid(
        pd.concat(tables, ignore_index=True).rename(columns=str.lower)
    )


@pytest.fixture(scope="module")
def borough():
    outline = gpd.read_file(DATA / "boundaries" / "hf_borough.geojson")
    return outline.to_crs(27700).geometry.iloc[0]


@pytest.fixture(scope="module")
def past(rows, borough):
    return rolling_holdout(rows, YEARS, square_grid(borough), borough, seed=1)


def of(rows, period):
    return rows[rows["month"].isin(period.months())]


def test_one_year_foretells_the_next_two_to_three_times_better_than_area(rows, borough):
    """2016/17 to 2017/18; no method of one year is clearly better than its counts at 5%."""
    fit, then = of(rows, YEARS[-2]), of(rows, YEARS[-1])
    assert (len(fit), len(then)) == (1545, 1971)
    table = holdout(fit, then, square_grid(borough), borough, seed=1)
    five = table[table["share_of_area"] == 0.05].set_index("method")
    assert five["pai"].round(2).to_dict() == {
        "counts": 2.49, "kde": 2.10, "gi_star": 2.09, "smoothed": 2.58,
    }  # fmt: skip
    assert (five["gain_lower"] <= 0).all()
    assert five["pei"].between(0.5, 0.7).all()


def test_seven_years_of_counts_foretell_better_than_the_last_alone(past):
    best = best_methods(past)
    assert best["method"].iloc[0] == "long_counts"
    top = best.iloc[0]
    assert top["gain"] == pytest.approx(0.50, abs=0.01) and top["clear"] == 4
    judged = chosen_in_time(past)
    assert (judged["method"].iloc[1:] == "long_counts").all()
    assert judged["pai"].mean() > judged["pai_counts"].mean()


def test_burglary_hotspots_move_from_year_to_year(rows, borough):
    """Four squares of 499 last; none can be said to have opened or closed."""
    grid = square_grid(borough)
    counts, densities = by_period(rows, YEARS, grid, borough)
    hot = hot_sets(densities, grid["area_km2"].to_numpy())
    kinds = persistence(grid, counts, hot, periods=YEARS)["kind"].value_counts()
    assert kinds.to_dict() == {"never": 413, "intermittent": 82, "persistent": 4}
    stayed = stability(hot, YEARS)["stayed"]
    assert stayed.between(0.05, 0.5).all() and stayed.mean() == pytest.approx(0.33, abs=0.01)
