"""Victims and offenders at a site: counts by place, shares, what was done."""

import pandas as pd
import pytest
import shapely

from cdrp_analysis.assessment import sites
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.measures import site_shares
from cdrp_analysis.measures.site_shares import with_site_shares
from tests.drawn import frame

SITE = shapely.Point(1000, 1000).buffer(250)
REGISTER = pd.DataFrame(
    {
        "intervention": ["zone", "centre"], "label": ["Zone", "Centre"],
        "kind": ["dispersal area", "opening"],
        "starts_on": pd.to_datetime(["2009-01-01", "2009-04-10"]),
        "ends_on": pd.to_datetime(["2009-03-31", None]), "cost": [1.0, None],
        "outline": [shapely.to_wkt(SITE)] * 2,
    }
)  # fmt: skip
ROWS = frame("""
    easting | month   | theme            | victim_age_band | offender_home | from_time
    1000    | 2009-06 | personal_robbery | 10-17           | EB1 4         | 2009-06-05 15:30
    1299    | 2009-06 | personal_robbery | 10-17           | AY1 1         | 2009-06-05 16:00
    1302    | 2009-06 | personal_robbery | 25-34           | AY1 1         | 2009-06-05 23:00
    1000    | 2009-06 | personal_robbery |                 |               | 2009-06-05 23:00
    1000    | 2009-04 | personal_robbery | 10-17           | EB1 4         | 2009-04-05 15:30
    5000    | 2009-07 | shoplifting      | 35-44           | AY2 2         | 2009-07-05 12:00
""").assign(northing=1000.0, kind="offence")
ROWS["from_time"] = pd.to_datetime(ROWS["from_time"])
ACTIONS = pd.DataFrame(
    {
        "site": ["centre", "centre", "elsewhere", "centre"],
        "done_on": pd.to_datetime(["2009-06-02", "2009-07-03", "2009-07-03", "2009-05-05"]),
        "month": ["2009-06", "2009-07", "2009-07", "2009-05"],
        "action": ["ban", "ban", "ban", "staff trained"], "number": [2, 3, 50, 7],
        "store_name": ["Zq Stores", None, "Zq Stores", "Zq Stores"],
    }
)  # fmt: skip
STAFF = pd.DataFrame(
    {
        "posts": [8.0, 1.0, 3.0], "funded_by": ["centre", "centre", "police"],
        "starts_on": pd.to_datetime(["2009-07-01", "2009-05-01", "2005-01-01"]),
        "ends_on": pd.to_datetime([None, "2009-06-15", None]),
    }
)  # fmt: skip


class Stand:
    """What the page asks of a run."""

    borough, name = "E09990001", "Alderhythe"
    boundary = shapely.box(0, 0, 10_000, 10_000)
    usable_months = frozenset(f"2009-{month:02d}" for month in range(1, 8))

    def __init__(self, rows=ROWS, **feeds):
        self.rows = rows
        self.feeds = {"interventions": REGISTER, "site_actions": ACTIONS, "staffing": STAFF,
                      **feeds}  # fmt: skip

    def points(self, period=None):
        return self.rows

    def has_feed(self, name):
        return self.feeds.get(name) is not None

    def feed(self, name):
        return self.feeds[name]


def by(table, *names):
    return table.set_index(list(names))


def test_the_site_is_what_opened_and_counts_from_its_first_whole_month():
    found = sites.site(Stand())
    assert found == sites.Site("centre", "Centre", "2009-05", "")


def test_without_a_register_there_is_no_site_and_every_table_is_empty():
    stand = Stand(interventions=None)
    found = sites.site(stand)
    assert found.lacking.startswith("Not received")
    for made in (
        sites.home_areas, sites.home_districts, sites.home_distances, sites.young_victims,
        sites.young_hours, sites.young_rates, sites.log, sites.action_months, sites.stores,
    ):  # fmt: skip
        assert made(stand, found).empty


def test_those_charged_are_counted_by_home_at_the_site_and_elsewhere():
    stand = Stand()
    found = by(sites.home_areas(stand, sites.site(stand)), "area_name", "home")["charged"]
    assert found.to_dict() == {
        ("at the site", "everybody charged"): 2, ("at the site", "own postcode area"): 1,
        ("at the site", "another postcode area"): 1,
        ("elsewhere", "everybody charged"): 2, ("elsewhere", "own postcode area"): 2,
        ("elsewhere", "another postcode area"): 0,
        ("Alderhythe", "everybody charged"): 4, ("Alderhythe", "own postcode area"): 3,
        ("Alderhythe", "another postcode area"): 1,
    }  # fmt: skip


def test_districts_stand_with_the_sites_most_first():
    stand = Stand()
    found = sites.home_districts(stand, sites.site(stand))
    assert found["district"].tolist() == ["AY1", "EB1", "AY2"]
    assert found["home"].tolist() == [site_shares.OWN, site_shares.OUTSIDE, site_shares.OWN]
    assert found[["site", "elsewhere"]].to_numpy().tolist() == [[1, 1], [1, 0], [0, 1]]


SECTORS = pd.DataFrame(
    {"sector": ["EB1 4", "AY1 1"], "easting": [1000.0, 1300.0], "northing": [11_500.0, 1_100.0]}
)


def test_journeys_go_from_the_middle_of_the_home_sector_to_the_offence():
    stand = Stand(postcode_sectors=SECTORS)
    rows = sites.journeys(stand, sites.site(stand))
    assert rows["metres"].tolist()[:3] == pytest.approx([10_500, 100.005, 100.02], abs=0.01)
    assert rows["metres"].isna().tolist() == [False, False, False, True]  # AY2 2 is in no table
    table = by(sites.home_distances(stand, sites.site(stand)), "area_name", "band")
    counts = table.loc["at the site", "journeys"].to_dict()
    assert counts == {"every distance": 2, "under 1 km": 1, "1 to 2 km": 0, "2 to 5 km": 0,
                      "5 to 10 km": 0, "10 km or more": 1}  # fmt: skip
    assert table.loc[("elsewhere", "every distance"), "not_placed"] == 1
    assert table["share"].isna().all()  # fewer than twenty
    assert SPECS["home_distances"].check(table.reset_index()).shape[0] == 12


def test_without_places_of_sectors_no_distance_is_made_up():
    stand = Stand()
    assert sites.home_distances(stand, sites.site(stand)).empty


def test_victims_are_counted_by_age_and_hour_and_those_of_unknown_age_are_not():
    stand = Stand()
    found = by(sites.young_victims(stand, sites.site(stand)), "area_name", "age", "hours")
    count = found["victims"]
    assert count["at the site", "every known age", "all hours"] == 2
    assert count["at the site", "10 to 17 years", "all hours"] == 2
    assert count["elsewhere", "10 to 17 years", "all hours"] == 0
    assert count["at the site", "10 to 17 years", "15:00 to 18:00"] == 2
    assert count["Alderhythe", "other ages", "other hours"] == 1
    whole, bands = sites.sums_of_hours("May to July 2009")
    parts = found.reset_index().set_index("part")
    assert set(parts.index) == {whole, *bands}
    day = parts.loc[whole, "victims"].sum()
    assert day == parts.loc[bands, "victims"].sum()
    hours = by(sites.young_hours(stand, sites.site(stand)), "hours")
    assert hours.loc["15:00 to 18:00", "children_at_site"] == 2
    assert hours.loc["21:00 to 24:00", ["all_at_site", "all_elsewhere"]].tolist() == [0, 1]


def test_rates_near_the_site_hold_the_rest_of_the_partnership_against_it():
    stand = Stand()
    found = by(sites.young_rates(stand, sites.site(stand)), "age", "metres")
    assert found.loc[("10 to 17 years", 300.0), ["near", "elsewhere"]].tolist() == [2, 0]
    assert found.loc[("other ages", 300.0), ["near", "elsewhere"]].tolist() == [0, 1]
    assert found.loc[("other ages", 600.0), ["near", "elsewhere"]].tolist() == [1, 0]


@pytest.mark.parametrize("column", ["offender_home", "victim_age_band"])
def test_a_column_that_nobody_filled_in_gives_no_table(column):
    stand = Stand(ROWS.assign(**{column: None}))
    here = sites.site(stand)
    made = sites.home_areas if column == "offender_home" else sites.young_victims
    assert made(stand, here).empty


def test_actions_of_other_sites_are_left_out():
    stand = Stand()
    here = sites.site(stand)
    assert len(sites.log(stand, here)) == 3
    stores = by(sites.stores(stand, here), "store_name", "action")["number"]
    assert stores.to_dict() == {("Zq Stores", "ban"): 2, ("Zq Stores", "staff trained"): 7,
                                ("not named", "ban"): 3}  # fmt: skip


def test_the_log_has_a_month_without_anything_done_and_posts_while_they_last():
    stand = Stand()
    found = by(sites.action_months(stand, sites.site(stand)), "action", "month")["number"]
    assert found["ban"].to_dict() == {"2009-05": 0, "2009-06": 2, "2009-07": 3}
    assert found["posts"].to_dict() == {"2009-05": 1, "2009-06": 0, "2009-07": 8}
    assert found["offences at the site"].to_dict() == {"2009-05": 0, "2009-06": 3, "2009-07": 0}


# Shares of places -----------------------------------------------------------------------

# The physicians' study of aspirin, as in ratios.share_ratio.
TRIAL = frame("""
    area_name   | group | n
    at the site | hit   | 189
    at the site | all   | 11034
    elsewhere   | hit   | 104
    elsewhere   | all   | 11037
    Alderhythe  | hit   | 293
    Alderhythe  | all   | 22071
""")


def shares(table):
    return with_site_shares(table, group="group", whole="all", count="n")


def test_shares_stand_with_the_ratio_of_the_site_to_elsewhere():
    found = shares(TRIAL)
    assert found.loc[0, "share"] == 189 / 11034
    assert found.loc[0, "share_lower"] < found.loc[0, "share"] < found.loc[0, "share_upper"]
    told = found.loc[0, ["ratio", "ratio_lower", "ratio_upper"]].astype(float)
    assert told.round(2).tolist() == [1.82, 1.43, 2.31]
    assert found.loc[1:, "ratio"].isna().all()
    assert found.loc[[1, 3, 5], "share"].isna().all()


@pytest.mark.parametrize("row", [0, 1, 2, 3])
def test_a_hidden_count_leaves_no_ratio(row):
    hidden = TRIAL.astype({"n": "Int64"})
    hidden.loc[row, "n"] = pd.NA
    found = shares(hidden)
    assert found["ratio"].isna().all()
    assert found.loc[4, "share"] == 293 / 22071


@pytest.mark.parametrize(("base", "shown"), [(19, False), (20, True)])
def test_no_share_is_given_of_few(base, shown):
    few = TRIAL.assign(n=[5, base, 4, 40, 9, 40 + base])
    assert pd.notna(shares(few).loc[0, "share"]) == shown
