"""Places that last, open and close, drawn by hand; chance alone opens and closes none."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from shapely import box

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.grids import square_grid
from cdrp_analysis.measures.persistence import (
    by_period,
    hot_sets,
    leading_kinds,
    persistence,
    stability,
    theme_persistence,
)
from cdrp_analysis.periods import Period

YEARS = [Period.parse(f"{year}/{(year + 1) % 100:02d}") for year in range(2004, 2010)]
FIELD = 94  # quiet cells beside those drawn, so that a place of its own moves the borough little


def classified(*histories, recent=2):
    """Each history: offences by period of one cell; hot from 40 up. Amid quiet cells."""
    periods = len(histories[0])
    quiet = np.full((FIELD, periods), 10)
    counts = np.vstack([np.array(histories), quiet])
    cells = pd.DataFrame({"cell": [f"c{i}" for i in range(len(counts))]})
    labels = [Period.parse(str(year)) for year in range(2001, 2001 + periods)]
    table = persistence(cells, counts, counts >= 40, periods=labels, recent=recent)
    return table["kind"].tolist()[: len(histories)]


def test_every_kind_by_its_history():
    assert classified(
        [50, 50, 50, 50, 50, 50],
        [50, 50, 50, 10, 50, 50],  # five of six
        [5, 5, 5, 5, 60, 60],
        [5, 45, 5, 5, 90, 90],  # once before, by chance
        [5, 5, 5, 5, 5, 60],
        [60, 60, 60, 60, 5, 5],
        [60, 60, 5, 5, 5, 5],  # hot in half of the older periods
        [50, 10, 50, 10, 50, 10],
        [10, 10, 10, 10, 10, 10],
    ) == [
        "persistent", "persistent", "emerging", "emerging", "new", "former", "former",
        "intermittent", "never",
    ]  # fmt: skip


def test_a_place_that_crosses_the_line_by_a_hair_neither_opens_nor_closes():
    assert classified([38, 38, 38, 38, 41, 41], [41, 41, 41, 41, 38, 38]) == ["intermittent"] * 2


def test_three_periods_are_the_fewest_and_the_windows_share_none():
    assert classified([60, 60, 60], [5, 60, 60], [60, 5, 5]) == [
        "persistent", "emerging", "former",
    ]  # fmt: skip
    with pytest.raises(InputError, match="2 periods"):
        classified([60, 60])
    with pytest.raises(InputError, match="3 recent"):
        classified([60, 60, 60], recent=3)
    with pytest.raises(InputError, match="1 recent"):
        classified([60, 60, 60], recent=1)


def test_a_busier_borough_is_no_rise_of_any_place():
    counts = np.full((100, 4), 20)
    counts[:, 2:] = 60
    hot = counts >= 50
    table = persistence(pd.DataFrame({"cell": range(100)}), counts, hot, periods=YEARS[:4])
    assert (table["kind"] == "intermittent").all() and np.allclose(table["change"], 1)


def test_chance_alone_opens_and_closes_nothing():
    """Lasting differences and Poisson noise: by the hot sets alone some would seem to."""
    rng = np.random.default_rng(6)
    level = rng.gamma(0.8, 12, 500)
    seeming = 0
    for _ in range(10):
        counts = rng.poisson(level[:, None], (500, 6))
        hot = hot_sets(counts.astype(float), np.full(500, 0.04))
        table = persistence(pd.DataFrame({"cell": range(500)}), counts, hot, periods=YEARS)
        seeming += table["pattern"].isin(["000011", "111100", "000001"]).sum()
        assert not table["kind"].isin(["emerging", "former", "new"]).any()
    assert seeming > 5


def test_years_hot_against_sets_drawn_at_random_are_binomial():
    hot = np.zeros((40, 5), dtype=bool)
    hot[0] = True
    hot[1:4] = np.eye(5, dtype=bool)[:3]
    hot[1:3, 3], hot[4, 4] = True, True
    hot[5, :] = [0, 0, 0, 0, 0]
    table = persistence(
        pd.DataFrame({"cell": range(40)}), hot.astype(int) * 9 + 1, hot, periods=YEARS[:5]
    )
    sizes = hot.mean(axis=0)
    assert table["pattern"][0] == "11111" and table["hot_in"][0] == "2004/05 to 2008/09"
    assert table["hot_in"][1] == "2004/05, 2007/08" and table["hot_in"][39] == ""
    assert table["p"][0] == pytest.approx(np.prod(sizes))
    even = np.tile(np.arange(40)[:, None] < 4, (1, 5))
    table = persistence(
        pd.DataFrame({"cell": range(40)}), even.astype(int) + 1, even, periods=YEARS[:5]
    )
    assert table["p"][0] == pytest.approx(stats.binom.sf(4, 5, 0.1))
    assert table["p"][39] == 1


def test_a_hot_set_never_exceeds_its_share_and_ties_stand_together():
    score = np.array([[9.0, 5, 0], [8, 5, 0], [7, 5, np.nan], *[[1, 1, 0]] * 17])
    hot = hot_sets(score, np.ones(20), share=0.10)
    assert hot[:, 0].tolist() == [True, True] + [False] * 18
    assert not hot[:, 1].any()  # three tie for two places
    assert not hot[:, 2].any()  # nothing happened: nothing is hot
    below = np.array([[0.0], *[[-1.0]] * 19])  # a z-score of nothing is not hot among lower ones
    assert not hot_sets(below, np.ones(20), share=0.10).any()
    with pytest.raises(InputError, match=r"share 1\.5"):
        hot_sets(score, np.ones(20), share=1.5)


def test_stability_by_hand():
    hot = np.array([[1, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0]], dtype=bool)
    table = stability(hot, YEARS[:3])
    assert table[["hot_before", "hot", "both"]].to_numpy().tolist() == [[2, 2, 1], [2, 0, 0]]
    assert table["jaccard"].tolist() == [pytest.approx(1 / 3), 0]
    assert table["stayed"].tolist() == [0.5, 0] and table["by_chance"].tolist() == [0.5, 0]


def test_one_themes_hotspot_closes_where_anothers_opens():
    """Together they look like one that lasts; the theme that stands out most names the place."""
    town, rng, rows = box(0, 0, 4000, 4000), np.random.default_rng(2), []
    for index, year in enumerate(YEARS):
        theme = "burglary" if index < 4 else "robbery"
        for name in ("burglary", "robbery"):
            where = rng.uniform(0, 4000, (150, 2))
            if name == theme:
                where = np.vstack([where, rng.normal(1100, 40, (90, 2))])
            located = pd.DataFrame(where, columns=["easting", "northing"])
            rows.append(located.assign(month=year.months()[3], theme=name))
    points = pd.concat(rows)
    grid = square_grid(town)
    themes = theme_persistence(points, YEARS, grid, town).set_index(["theme", "cell"])
    here = "E1000N1000"
    assert themes.loc[("burglary", here), "kind"] == "former"
    assert themes.loc[("robbery", here), "kind"] == "emerging"
    counts, densities = by_period(points, YEARS, grid, town)
    assert counts.shape == densities.shape == (400, 6) and counts.sum() == len(points)
    both = persistence(
        grid, counts, hot_sets(densities, grid["area_km2"].to_numpy()), periods=YEARS
    )
    assert both.set_index("cell").loc[here, "kind"] == "persistent"
    leading = leading_kinds(themes.reset_index())
    assert leading["cell"].is_unique
    assert leading.set_index("cell").loc[here, "kind"] in ("former", "emerging")


def test_two_periods_tell_of_no_hotspot_that_lasts():
    town = box(0, 0, 1000, 1000)
    points = pd.DataFrame({"theme": "burglary", "month": YEARS[0].months()[0],
                           "easting": [500.0], "northing": [500.0]})  # fmt: skip
    found = leading_kinds(theme_persistence(points, YEARS[:2], square_grid(town), town))
    assert found.empty and {"cell", "kind", "of_periods", "excess", "theme"} <= set(found)
