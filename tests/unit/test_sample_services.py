"""The services' and the police's side feeds of the sample: contracts, truths, canaries, seeds."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
import shapely

from cdrp_analysis.contracts import PARTNER_FEEDS
from cdrp_analysis.sample.disorder import disorder_files
from cdrp_analysis.sample.intelligence import intelligence_files
from cdrp_analysis.sample.interventions import intervention_files
from cdrp_analysis.sample.parenting import parenting_files
from cdrp_analysis.sample.plan import CALENDAR
from cdrp_analysis.sample.premises import premises_files
from cdrp_analysis.sample.searches import search_files
from cdrp_analysis.sample.services import service_files
from cdrp_analysis.sample.staffing import staffing_files
from cdrp_analysis.sample.world import World
from tests.planters import (
    assert_contract_is_kept,
    assert_made_again,
    assert_truths_are_well_formed,
    planted_by,
    unchanged,
    world_of,
)

PLANTERS = (
    service_files, disorder_files, parenting_files, premises_files, intervention_files,
    search_files, staffing_files, intelligence_files,
)  # fmt: skip
FEEDS = [
    "fire_incidents", "collisions", "exclusions", "racial_incidents", "council_asb",
    "ambulance_calls", "asb_day_count", "parenting_referrals", "licensed_premises",
    "interventions", "site_actions", "stop_searches", "staffing", "rosters", "demand_times",
    "intelligence",
]  # fmt: skip
PLACED = ["fire_incidents", "council_asb", "ambulance_calls", "stop_searches"]
SECRET_TEXTS = [
    (feed, column.name)
    for feed in FEEDS
    for column in PARTNER_FEEDS[feed].columns
    if column.secret and column.type == "text"
]
YEAR = slice("2009-04-01", "2010-03-31 23:59")


def world() -> World:
    return world_of(7)


@cache
def sample() -> tuple[dict[str, pd.DataFrame], list[dict]]:
    return planted_by(PLANTERS, world())


def rows(feed: str) -> pd.DataFrame:
    return sample()[0][feed]


def truth(key: str) -> dict:
    (found,) = [truth for truth in sample()[1] if truth["key"] == key]
    return found


def planted(key: str):
    return truth(key)["planted"]


def in_year(feed: str, column: str) -> pd.DataFrame:
    """Rows of April 2009 to March 2010."""
    return rows(feed)[rows(feed)[column].between(YEAR.start, YEAR.stop)]


def numbers(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells.replace("", None)).astype("float64")


def from_middle(table: pd.DataFrame, hotspot: str) -> pd.Series:
    middle = world().points[world().points["hotspot"] == hotspot].iloc[0]
    east = numbers(table["easting"]) - middle["easting"]
    return np.hypot(east, numbers(table["northing"]) - middle["northing"])


def yearly_change(moments: pd.Series) -> tuple[float, float]:
    """Log change a year from the monthly counts, and its standard error (Poisson, no season)."""
    month = pd.to_datetime(moments).dt.to_period("M")
    counts = month.value_counts().sort_index()
    years = np.arange(len(counts)) / 12
    slope, level = 0.0, np.log(counts.mean())
    for _ in range(20):  # Newton steps of the Poisson likelihood
        expected = np.exp(level + slope * years)
        design = np.column_stack([np.ones(len(years)), years])
        step = np.linalg.solve(
            design.T @ (design * expected[:, None]), design.T @ (counts - expected)
        )
        level, slope = level + step[0], slope + step[1]
    error = np.sqrt(np.linalg.inv(design.T @ (design * expected[:, None]))[1, 1])
    return slope, error


def test_the_planters_give_these_feeds():
    assert sorted(sample()[0]) == sorted(FEEDS)


@pytest.mark.parametrize("feed", FEEDS)
def test_no_row_is_refused_by_its_contract_and_none_lies_outside_the_known_months(feed):
    assert_contract_is_kept(feed, rows(feed))


def test_the_same_seed_gives_the_same_frames_and_truths():
    assert_made_again(PLANTERS, world())


def test_another_seed_gives_other_frames():
    """All but the register of interventions, which follows from the ground alone."""
    assert unchanged(PLANTERS, world(), replace(world(), seed=8)) == {"interventions"}


def test_truths_have_a_key_of_their_own_and_can_be_written_as_json():
    assert_truths_are_well_formed(sample()[1])


@pytest.mark.parametrize("feed, column", SECRET_TEXTS)
def test_every_secret_text_holds_a_canary_of_its_feed(feed, column):
    written = rows(feed)[column].loc[lambda cells: cells.ne("")]
    found = written.str.extract(r"([Zz]q[a-z]{10})")[0]
    assert len(written) > 0 and set(found) <= set(planted(f"canaries_{feed}"))


def test_a_canary_is_in_one_feed_and_every_listed_one_is_in_it():
    everywhere = {feed: " ".join(rows(feed).astype("str").to_numpy().ravel()) for feed in FEEDS}
    seen = {}
    for feed, text in everywhere.items():
        for word in set(pd.Series([text]).str.findall(r"[Zz]q[a-z]{10}").iloc[0]):
            seen.setdefault(word, []).append(feed)
    listed = {
        word: [one["key"].removeprefix("canaries_")]
        for one in sample()[1] if one["key"].startswith("canaries_")
        for word in one["planted"]
    }  # fmt: skip
    assert seen == listed


@pytest.mark.parametrize(
    "feed", [name for name in FEEDS if PARTNER_FEEDS[name].columns[0].type == "pseudonym"]
)
def test_a_reference_says_nothing_of_the_order(feed):
    """A number that grows with the rows would tell which came first."""
    column = rows(feed).columns[0]
    number = rows(feed)[column].drop_duplicates().str.split("-").str[1].astype(int)
    assert abs(np.corrcoef(np.arange(len(number)), number)[0, 1]) < 5 / np.sqrt(len(number))


@pytest.mark.parametrize("feed", PLACED)
def test_an_event_lies_in_the_lsoa_that_its_row_names(feed):
    table = rows(feed)
    known = table[table["easting"].ne("") & table["lsoa"].ne("")].head(3000)
    shapes = world().ground.lsoas.set_index("code").geometry.loc[known["lsoa"]].array
    assert shapely.contains_xy(shapes, numbers(known["easting"]), numbers(known["northing"])).all()


@pytest.mark.parametrize("feed", PLACED)
def test_some_places_are_blank(feed):
    table = rows(feed)
    assert (table["easting"].eq("") == table["northing"].eq("")).all()
    assert 0.03 < table["easting"].eq("").mean() < 0.08
    assert 0.04 < table["lsoa"].eq("").mean() < 0.08


@pytest.mark.parametrize(
    "feed, a_month",
    [("fire_incidents", 40), ("collisions", 25), ("council_asb", 256), ("ambulance_calls", 150)],
)
def test_volumes_are_those_of_a_borough(feed, a_month):
    assert 0.85 < len(rows(feed)) / 78 / a_month < 1.2


def test_calls_follow_the_night_and_reports_to_the_council_the_office():
    hour = {
        feed: rows(feed)[column].str[11:13].astype(int)
        for feed, column in (("ambulance_calls", "called_at"), ("council_asb", "reported_at"))
    }
    assert (~hour["ambulance_calls"].between(6, 20)).mean() > 0.5
    assert hour["council_asb"].between(8, 17).mean() > 0.7
    weekday = pd.to_datetime(rows("ambulance_calls")["called_at"]).dt.day_of_week
    assert (weekday == 5).mean() > 1.5 * (weekday == 1).mean()


def test_pupils_are_not_excluded_at_weekends_or_in_august():
    days = pd.to_datetime(rows("exclusions")["excluded_on"])
    assert days.dt.day_of_week.max() == 4 and not (days.dt.month == 8).any()


def test_fire_crews_were_attacked_three_times_in_2009_10():
    attacks = in_year("fire_incidents", "attended_at")["category"].eq("violence against employees")
    assert attacks.sum() == planted("fire_attacks") == 3
    assert rows("fire_incidents")["category"].nunique() == 6


def test_killed_and_seriously_injured_are_counted():
    year = in_year("collisions", "happened_at")
    columns = ["adults_killed", "adults_serious", "children_killed", "children_serious"]
    assert year[columns].to_numpy().sum() == planted("collisions_killed_or_serious")
    casualties = rows("collisions").filter(regex="^(adults|children)_").sum(axis=1)
    assert casualties.min() == 1


def test_exclusions_of_2009_10():
    year = in_year("exclusions", "excluded_on")
    assert len(year) == planted("exclusions")
    assert year["kind"].eq("permanent").sum() == planted("exclusions_permanent")
    assert rows("exclusions")["days"].eq("").equals(rows("exclusions")["kind"].eq("permanent"))
    pupil = rows("exclusions").groupby("person")
    assert pupil[["sex", "school_name"]].nunique().to_numpy().max() == 1


def test_racial_incidents_rise_and_two_wards_are_small():
    by_year = [
        rows("racial_incidents")["happened_at"].between(f"{year}-04", f"{year + 1}-04").sum()
        for year in range(2004, 2011)
    ]
    assert by_year == planted("racial_incidents_by_year")
    year = in_year("racial_incidents", "happened_at")
    year = year[year["easting"].ne("")]
    shapes = world().ground.wards.set_index("code").geometry
    inside = [
        int(shapely.contains_xy(shapes[ward], numbers(year["easting"]), numbers(year["northing"]))
            .sum())
        for ward in truth("racial_incidents_small_wards")["wards"]
    ]  # fmt: skip
    assert inside == planted("racial_incidents_small_wards") == [2, 1]


def test_reports_to_the_council_fall_by_the_planted_rate():
    assert len(in_year("council_asb", "reported_at")) == planted("council_asb")
    slope, error = yearly_change(rows("council_asb")["reported_at"])
    assert abs(slope - np.log1p(planted("council_asb_trend") / 100)) < 4 * error + 0.005


def test_ambulance_calls_rise_in_the_town_centre_alone():
    calls = rows("ambulance_calls")
    calls = calls[calls["easting"].ne("")]
    away = from_middle(calls, "town_centre")
    for key, part in (("town", calls[away <= 260]), ("elsewhere", calls[away > 260])):
        slope, error = yearly_change(part["called_at"])
        true = np.log1p(planted(f"ambulance_trend_{key}") / 100)
        assert abs(slope - true) < 4 * error + 0.005
        said = part["alcohol"].loc[lambda flags: flags.ne("")]
        share = planted(f"ambulance_alcohol_{key}")
        spread = np.sqrt(share * (1 - share) / len(said))
        assert abs(said.eq("yes").mean() - share) < 4 * spread


def test_the_day_count_adds_up():
    table = rows("asb_day_count")
    assert set(table["counted_on"]) == {"2010-09-15"} and table["agency"].nunique() == 10
    assert table["reports"].sum() == planted("asb_day_reports") == 162
    assert (table["reports"] * table["unit_cost"]).sum() == planted("asb_day_cost")
    assert truth("asb_day_cost")["cost_of_250_days"] == 250 * planted("asb_day_cost")
    assert not table.duplicated(["agency", "category"]).any()


def test_parents_by_contact_point_and_the_wait():
    year = in_year("parenting_referrals", "referred_on")
    points = truth("parenting_referrals_by_contact_point")
    counts = year["contact_point"].value_counts()
    assert counts.loc[points["contact_points"]].tolist() == points["planted"]
    assert counts.min() == 3 and len(year) == planted("parenting_referrals") == counts.sum()
    started = year[year["started_on"].ne("")]
    wait = pd.to_datetime(started["started_on"]) - pd.to_datetime(started["referred_on"])
    assert wait.dt.days.median() == planted("parenting_wait")
    assert len(started) < len(year) and wait.dt.days.min() >= 0


def test_licensed_premises_cluster_in_the_town_centre_and_some_close_late():
    table = rows("licensed_premises")
    one = table.drop_duplicates("premises")
    assert len(one) == planted("licensed_premises") == 220
    assert (from_middle(one, "town_centre") <= 250).sum() == planted("licensed_premises_in_town")
    assert planted("licensed_premises_in_town") > 70
    late = table[table["weekday"].eq(6) & table["closes"].between("02:00", "06:00")]
    assert len(late) == planted("premises_open_to_two") > 10
    assert not table.duplicated(["premises", "weekday"]).any()
    borough = world().ground.borough.geometry.iloc[0]
    assert shapely.contains_xy(borough, one["easting"], one["northing"]).all()


def test_the_registered_places_lie_about_their_hotspots():
    table = rows("interventions").set_index("intervention")
    assert table.loc["shopping_centre", "outline"] == planted("shopping_centre_site")
    assert table.loc["shopping_centre", "starts_on"] == "2009-04-01"
    assert table.loc["dispersal_town", "outline"] == planted("dispersal_area")
    ended = table[table["ends_on"].ne("")]
    assert numbers(ended["cost"]).sum() == planted("interventions_cost")
    posts = table.loc["posts_quay"]
    log = rows("staffing")
    begun = log[log["starts_on"] == posts["starts_on"]]
    assert float(posts["cost"]) == begun["cost"].sum() == planted("posts_cost")
    for key, hotspot, radius in (
        ("shopping_centre", "shopping_centre", 250), ("dispersal_town", "town_centre", 260),
        ("patrol_estate", "estate", 280),
    ):  # fmt: skip
        corners = shapely.get_coordinates(shapely.from_wkt(table.loc[key, "outline"]))
        away = from_middle(pd.DataFrame(corners, columns=["easting", "northing"]), hotspot)
        assert away.between(radius - 2, radius + 2).all() and (corners % 1 == 0).all()


def test_what_was_done_at_the_site():
    done = rows("site_actions").groupby("action")["number"].sum()
    for action in ("ban", "intelligence shared", "store staff trained"):
        assert done[action] == planted(f"site_actions_{action.replace(' ', '_')}")
    assert rows("site_actions")["done_on"].min() >= "2009-04-01"


def test_a_month_of_searches_is_absent_and_a_third_of_the_next_has_no_place():
    table = rows("stop_searches")
    month = table["searched_at"].str[:7]
    assert planted("searches_absent") == CALENDAR.searches_absent not in set(month)
    assert month.min() == "2006-04" and month.nunique() == 53
    bad = table[month == CALENDAR.searches_without_place]
    blank = bad["easting"].eq("").sum()
    assert blank == planted("searches_without_place")
    assert abs(blank / len(bad) - 1 / 3) < 0.01
    assert len(in_year("stop_searches", "searched_at")) == planted("stop_searches")
    assert 340 < len(table) / 53 < 460


def test_searches_lead_to_an_arrest_alike_in_every_group():
    table, share = rows("stop_searches"), planted("search_arrest_share")
    for _, group in table.groupby("ethnic_group"):
        spread = np.sqrt(share * (1 - share) / len(group))
        assert abs(group["outcome"].eq("arrest").mean() - share) < 4 * spread


def test_the_centre_pays_for_eight_constables_and_a_sergeant():
    table = rows("staffing")
    centre = table[table["funded_by"] == "shopping centre"]
    assert centre.set_index("grade")["posts"].to_dict() == {"constable": 8, "sergeant": 1}
    assert set(centre["starts_on"]) == {"2011-01-01"}
    assert centre["posts"].sum() == planted("site_posts") == 9
    assert centre["cost"].sum() == planted("site_posts_cost")
    teams = table[table["unit"].str.endswith("neighbourhood team")]
    assert teams["posts"].sum() == planted("neighbourhood_posts")
    assert teams["unit"].nunique() == len(world().ground.wards)


def test_the_roster_covers_every_hour_of_the_week():
    table = rows("rosters")
    assert not table.duplicated(["weekday", "hour"]).any() and len(table) == 168
    assert table["officers"].sum() == planted("roster_hours")
    friday = table[(table["weekday"] == 5) & (table["hour"] >= 20)]
    assert friday["officers"].sum() == planted("roster_friday_night")
    assert table["officers"].min() > 8


def test_time_taken_by_each_kind_of_incident():
    minutes = rows("demand_times").set_index("category")["minutes"]
    assert minutes.index.is_unique
    wanted = truth("demand_minutes")
    assert minutes.loc[wanted["categories"]].tolist() == wanted["planted"]
    assert minutes["Rowdy or inconsiderate behaviour"] == planted("demand_minutes_rowdy")


def test_intelligence_by_exemption_lies_where_its_theme_does():
    table, wanted = rows("intelligence"), truth("intelligence_logs")
    counts = table["exemption"].value_counts()
    assert counts.loc[wanted["exemptions"]].tolist() == wanted["planted"]
    assert len(table) == wanted["base"] == 60
    assert table["grading"].str.fullmatch(r"[ABE][1-4][CP] zq[a-z]{10}").all()
    theft = table[table["theme"].eq("organised shop theft") & table["easting"].ne("")]
    assert len(theft) > 10 and from_middle(theft, "shopping_centre").max() <= 190
