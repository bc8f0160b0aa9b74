"""The sides of a problem: known rows alone count; a side of which none is known is left out."""

import pandas as pd
import pytest

from cdrp_analysis.measures.problem_triangle import SIDES, problem_triangle
from tests.drawn import frame

ROWS = frame("""
    victim | victim_age_band | offender_home | lsoa | location | start
    V1     | 18-24           | AY1 4         | E1   | High St  | 2018-01-05 23:30
    V1     | 18-24           |               | E1   | High St  | 2018-01-06 01:00
    V2     | 25-34           | AY1 4         | E1   | Park     | 2018-01-08 12:00
    V3     | 25-34           | AY2 1         | E2   | Mill Ln  | 2018-01-12 06:00
           | 18-24           |               | E3   | High St  |
""")


def test_every_side_in_figures_of_the_rows_for_which_it_is_known():
    table = problem_triangle(ROWS).set_index("figure")
    again = table.loc["against somebody hit before or again in the period"]
    assert (again["share"], again["known"]) == (0.5, 4)
    age = table.loc["most frequent age"]
    assert (age["value"], age["share"]) == ("18-24", 0.6)
    home = table.loc["most frequent home of those charged"]
    assert (home["value"], home["known"]) == ("AY1 4", 3) and home["share"] == pytest.approx(2 / 3)
    few = table.loc["small areas that hold half"]
    assert (few["value"], few["share"]) == ("1", pytest.approx(1 / 3))
    assert table.loc["most frequent place", "value"] == "High St"
    day = table.loc["most frequent day it may have begun"]
    assert (day["value"], day["share"], day["known"]) == ("Friday", 0.5, 4)
    assert table.loc["may have begun by night, ten to six", "share"] == 0.5  # six is morning
    assert table.loc["may have begun on a Saturday or Sunday", "share"] == 0.25
    assert list(dict.fromkeys(table["side"])) == list(SIDES)


def test_what_the_rows_do_not_have_is_left_out():
    """A street file has no victims, no homes and no times."""
    table = problem_triangle(ROWS[["lsoa", "location"]])
    assert set(table["side"]) == {"location"}
    assert problem_triangle(ROWS.head(0)).empty


def test_row_order_changes_nothing():
    pd.testing.assert_frame_equal(problem_triangle(ROWS.iloc[::-1]), problem_triangle(ROWS))
