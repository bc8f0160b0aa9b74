"""Rings around licensed premises: ground, offences, ratios; trends of areas; work by hour."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import statsmodels.api as sm

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import premises
from cdrp_analysis.measures.area_trends import change_a_year, yearly_change
from cdrp_analysis.measures.ratios import odds_ratio
from cdrp_analysis.measures.staffing import night_by_hour, shifted, work_by_hour
from tests.drawn import frame

DOORS = pd.DataFrame({"easting": [1000.0, 1040.0], "northing": [1000.0, 1000.0]})
SQUARE = shapely.box(0, 0, 2000, 2000)


def at(*eastings):
    return pd.DataFrame({"easting": eastings, "northing": 1000.0})


def test_a_point_lies_in_the_ring_of_the_nearest_premises_its_edge_included():
    found = premises.ring_of(at(1000.0, 1090.0, 1090.1, 1140.0, 1290.0, 1290.1, None), DOORS)
    assert found.tolist()[:6] == [
        "ring 0 to 50 m", "ring 0 to 50 m", "ring 50 to 100 m", "ring 50 to 100 m",
        "ring 100 to 250 m", "ring farther away",
    ]  # fmt: skip
    assert pd.isna(found.iloc[6])


def test_rings_make_up_the_partnership_and_overlaps_count_once():
    grounds = premises.ring_grounds(DOORS, SQUARE)
    assert grounds["ground_km2"].sum() == pytest.approx(4.0)
    # Two circles of 50 m, 40 m apart: twice the area less the lens both share.
    lens = 2 * 50**2 * np.arccos(20 / 50) - 20 * np.sqrt(4 * 50**2 - 40**2)
    assert grounds["ground_km2"].iloc[0] == pytest.approx(
        (2 * np.pi * 50**2 - lens) / 1e6, rel=1e-3
    )
    assert grounds["residents"].isna().all()


def test_residents_are_spread_evenly_over_their_area():
    homes = gpd.GeoDataFrame(
        {"residents": [400, 0]},
        geometry=[shapely.box(0, 0, 2000, 1000), shapely.box(0, 1000, 2000, 2000)],
    )
    grounds = premises.ring_grounds(DOORS, SQUARE, homes)
    assert grounds["residents"].sum() == pytest.approx(400)
    half = grounds["ground_km2"] / 2 / 2 * 400  # half of each ring lies in the southern area
    assert grounds["residents"].to_numpy() == pytest.approx(half.to_numpy(), rel=1e-6)


def test_an_offence_is_of_a_night_out_if_half_its_window_lies_in_one():
    events = pd.DataFrame(
        {
            "start": pd.to_datetime(
                ["2010-06-11 17:00", "2010-06-11 16:00", "2010-06-13 05:59", "2010-06-13 06:00",
                 None]
            ),
            "end": pd.to_datetime(["2010-06-11 19:00", "2010-06-11 19:00", None, None, None]),
        }
    )  # fmt: skip
    assert premises.mostly_inside(events).tolist() == [True, False, True, False, False]


RINGS = frame("""
    theme    | area              | hours       | offences | ground_km2 | residents
    violence | ring 0 to 50 m    | all hours   | 141      | 0.5        | 100
    violence | ring farther away | all hours   | 928      | 2.0        | 900
    compared | ring 0 to 50 m    | all hours   | 420      | 0.5        | 100
    compared | ring farther away | all hours   | 13525    | 2.0        | 900
    violence | ring 0 to 50 m    | nights out  | 50       | 0.5        | 100
    violence | ring farther away | nights out  | 200      | 2.0        | 900
    violence | ring 0 to 50 m    | other hours | 91       | 0.5        | 100
    violence | ring farther away | other hours | 728      | 2.0        | 900
    violence | B                 | all hours   | 1069     | 2.5        | 1000
""")


def test_violence_is_held_against_ground_residents_and_other_offences():
    found = premises.with_ratios(RINGS)
    row = found.iloc[0]
    assert row["ratio_ground"] == pytest.approx((141 / 0.5) / (928 / 2))
    assert row["ratio_residents"] == pytest.approx((141 / 100) / (928 / 900))
    assert row["ratio_ground_lower"] < row["ratio_ground"] < row["ratio_ground_upper"]
    # Bland and Altman (2000), BMJ 320, 1468: 4.89, 95% limits 4.00 to 5.99.
    told = row[["ratio_others", "ratio_others_lower", "ratio_others_upper"]].astype(float)
    assert told.round(2).tolist() == [4.89, 4.00, 5.99]
    assert found.loc[4, "ratio_nights"] == pytest.approx((50 / 91) / (200 / 728))
    ratios = list(premises.RATIOS)
    assert found.loc[[1, 2, 3, 8], ratios].isna().to_numpy().all()


def test_no_rings_have_no_ratios():
    none = premises.with_ratios(RINGS.head(0))
    assert none.empty and set(premises.RATIOS) <= set(none)


def test_a_hidden_count_leaves_no_ratio_that_it_is_part_of():
    hidden = RINGS.astype({"offences": "Int64"})
    hidden.loc[6, "offences"] = pd.NA
    found = premises.with_ratios(hidden)
    assert pd.isna(found.loc[4, "ratio_nights"]) and pd.notna(found.loc[4, "ratio_ground"])
    gone = premises.with_ratios(RINGS[RINGS["area"] != premises.FARTHER])
    assert gone[list(premises.RATIOS)].isna().to_numpy().all()


def test_no_residents_leave_the_other_ratios():
    found = premises.with_ratios(RINGS.assign(residents=np.nan))
    assert pd.isna(found.loc[0, "ratio_residents"]) and pd.notna(found.loc[0, "ratio_ground"])


@pytest.mark.parametrize("counts", [(0, 5, 5, 5), (5, 5, 5, np.nan)])
def test_an_odds_ratio_of_nothing_is_not_known(counts):
    assert np.isnan(odds_ratio(*counts)).all()


def test_each_offence_is_counted_with_one_premises():
    found = premises.nearest_premises(at(1010.0, 1030.0, 1090.0, 1200.0, None), DOORS)
    assert found.tolist()[:3] == [0, 1, 1] and found.isna().tolist()[3:] == [True, True]


def test_the_share_of_a_night_needs_every_band():
    bands = pd.DataFrame(
        {"scenario": ["a", "a", "b", "b"], "band": ["x", "y"] * 2,
         "offences": pd.array([3, 1, 5, None], dtype="Int64")}
    )  # fmt: skip
    assert premises.with_night_shares(bands)["share"].tolist()[:2] == [0.75, 0.25]
    assert premises.with_night_shares(bands)["share"].isna().tolist() == [False, False, True, True]


# Trends of areas ------------------------------------------------------------------------


def counts(**areas) -> pd.DataFrame:
    return pd.DataFrame(
        [(area, year, n) for area, row in areas.items() for year, n in enumerate(row)],
        columns=["area", "year", "offences"],
    )


ONE = (60, 75, 66, 90, 88, 120)


def test_one_area_is_the_quasi_poisson_regression_of_statsmodels():
    x = sm.add_constant(np.arange(6) - 2.5)
    theirs = sm.GLM(ONE, x, family=sm.families.Poisson()).fit(scale="X2")
    ours = yearly_change(counts(A=ONE)).iloc[0]
    assert ours["change"] == pytest.approx(np.expm1(theirs.params[1]))
    assert theirs.scale > 1 and ours["dispersion"] == pytest.approx(theirs.scale)
    again = sm.GLM(ONE, x, family=sm.families.Poisson()).fit(scale="X2", use_t=True)
    low, high = again.conf_int()[1]
    assert (ours["lower"], ours["upper"]) == pytest.approx((np.expm1(low), np.expm1(high)))


def test_areas_share_the_swing_of_their_years_but_no_slope():
    level = (80, 40, 90, 35, 85, 50)
    apart = yearly_change(counts(A=ONE)).iloc[0]
    both = yearly_change(counts(A=ONE, B=level))
    assert both["change"].iloc[0] == pytest.approx(apart["change"])
    assert (both["dispersion"] > apart["dispersion"]).all()
    assert both["lower"].iloc[0] < apart["lower"]


def test_years_more_alike_than_chance_are_no_surer_than_chance():
    assert yearly_change(counts(A=(100, 100, 100)))["dispersion"].iloc[0] == 1.0


def test_an_area_without_offences_has_no_trend():
    found = yearly_change(counts(A=(0, 0, 0), B=(10, 12, 9)))
    assert found["change"].isna().tolist() == [True, False]


@pytest.mark.parametrize("rows", [{"A": (3, 4)}, {"A": (3, 4, 5), "B": (3, 4)}])
def test_a_trend_needs_three_years_of_every_area(rows):
    with pytest.raises(InputError, match="three years or more of every area"):
        yearly_change(counts(**rows))


def test_a_change_a_year_is_the_root_of_the_ratio():
    found = change_a_year(100, 161, years=5)
    assert found[0] == pytest.approx(1.61**0.2 - 1)
    assert found[1] < found[0] < found[2]
    assert np.isnan(change_a_year(0, 5, years=2)[0])


# Work and officers ----------------------------------------------------------------------


def test_work_is_officers_hours_that_begin_in_an_hour_of_an_average_week():
    events = pd.DataFrame(
        {
            "category": ["fight", "fight", "noise", "unheard of"],
            "start": pd.to_datetime(["2010-06-11 23:10", "2010-06-18 23:50", "2010-06-12 01:00",
                                     "2010-06-12 01:00"]),
            "end": pd.Series(pd.NaT, index=range(4), dtype="datetime64[us]"),
        }
    )  # fmt: skip
    rosters = pd.DataFrame(
        [(day, hour, 4.0) for day in range(1, 8) for hour in range(24)],
        columns=["weekday", "hour", "officers"],
    )
    minutes = pd.Series({"fight": 240.0, "noise": 60.0})
    table, known = work_by_hour(events, minutes, rosters, hours=np.full(168, 2))
    assert known == 0.75
    row = table.set_index(["weekday", "hour"])
    # Two fights of four hours in two Fridays at 23:00, one hour's noise in two Saturdays at 01:00.
    assert row.loc[(5, 23), ["work", "load"]].tolist() == [4.0, 1.0]
    assert row.loc[(6, 1), "work"] == 0.5
    assert table["work"].sum() == 4.5
    assert row.loc[(5, 23), "times_mean"] == pytest.approx(1.0 / (4.5 / (168 * 4)))


@pytest.mark.parametrize("lost", ["minutes", "rosters"])
def test_without_minutes_or_rosters_there_is_no_work_to_show(lost):
    events = pd.DataFrame({"category": ["a"], "start": [pd.NaT], "end": [pd.NaT]})
    given = {"minutes": pd.Series({"a": 60.0}),
             "rosters": pd.DataFrame({"weekday": [1], "hour": [0], "officers": [1.0]})}  # fmt: skip
    given[lost] = given[lost].iloc[:0]
    table, known = work_by_hour(events, **given, hours=np.full(168, 1))
    assert table.empty and "load" in table and known == 0


def test_a_night_runs_over_midnight_and_the_end_of_the_week():
    week = np.arange(168)
    assert night_by_hour(week, (7,)).tolist() == [*range(162, 168), *range(6)]
    assert night_by_hour(week, (5, 6))[0] == (4 * 24 + 18) + (5 * 24 + 18)
    assert night_by_hour(week, (1,), before=1)[0] == 17
    assert shifted(night_by_hour(week, (1,), before=1)).tolist() == list(range(17, 29))
