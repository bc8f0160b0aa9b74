"""Figures of published tables, looked up: how many different ones a column has left to choose."""

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.figures import FORMS, Figures

RANDOM = np.random.default_rng(3)
AREAS, PERIODS = ["Abbey", "Castle", "Minster"], ["2016/17", "2017/18"]
TABLE = pd.DataFrame(
    [(area, theme, period) for area in AREAS for theme in ("theft", "drugs", "weapons")
     for period in PERIODS for _ in range(4)],
    columns=["area", "theme", "period"],
).assign(offences=lambda rows: RANDOM.integers(0, 6, len(rows)).astype(float))  # fmt: skip


def counted(choices, rows: pd.DataFrame) -> None:
    """Held against a plain count of the different figures among those rows, by period."""
    found = [(one, n) for one, n in choices.items()
             if (one.name, one.form) == ("offences", FORMS["count"])]  # fmt: skip
    apart = rows.groupby("period") if len({one.time for one, _ in found}) > 1 else [("", rows)]
    wanted = sorted(part["offences"].nunique() for _, part in apart)
    assert sorted(n for _, n in found) == wanted


def test_every_different_figure_is_a_choice_and_one_that_stands_twice_is_one():
    figures = Figures({"wards": TABLE})
    mentions = figures.spoken.mentions
    counted(figures.choices({}, {}), TABLE)
    for area in AREAS:
        rows = TABLE[TABLE["area"] == area]
        counted(figures.choices(mentions(area), {}), rows)
        for period in PERIODS:
            about = {**mentions(area), **mentions(period)}
            counted(figures.choices(about, {}), rows[rows["period"] == period])


def test_one_row_leaves_one_choice():
    figures = Figures({"wards": TABLE.drop_duplicates(["area", "theme", "period"])})
    about = {}
    for text in ("Castle", "theft", "2017/18"):
        about |= figures.spoken.mentions(text)
    chosen = figures.choices(about, {})
    assert [n for one, n in chosen.items() if one.name == "offences"]
    assert {n for one, n in chosen.items() if one.name == "offences"} == {1}
