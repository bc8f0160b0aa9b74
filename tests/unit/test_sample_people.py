"""The sample's people: every row keeps its contract, and what was planted is in the files."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.contracts import PARTNER_FEEDS
from cdrp_analysis.sample.alcohol import STANDARD_1976, alcohol_files
from cdrp_analysis.sample.diversion import diversion_files
from cdrp_analysis.sample.domestic_abuse import domestic_abuse_files
from cdrp_analysis.sample.drugs import drug_files
from cdrp_analysis.sample.health import health_files
from cdrp_analysis.sample.money import SHARERS
from cdrp_analysis.sample.offender_lists import offender_list_files
from cdrp_analysis.sample.offender_management import offender_management_files
from cdrp_analysis.sample.plan import BOROUGH_CODE
from cdrp_analysis.sample.probation import probation_files
from cdrp_analysis.sample.provision import provision_files
from cdrp_analysis.sample.treatment import treatment_files
from cdrp_analysis.sample.youth import youth_files
from cdrp_analysis.sample.youth_peers import youth_peer_files
from tests.planters import (
    assert_contract_is_kept,
    assert_made_again,
    assert_truths_are_well_formed,
    planted_by,
    refusals,
    unchanged,
    world_of,
)

SEED = 2011
PLANTERS = (
    youth_files, diversion_files, probation_files, offender_management_files, offender_list_files,
    provision_files, drug_files, treatment_files, alcohol_files, health_files,
    domestic_abuse_files, youth_peer_files,
)  # fmt: skip
FEEDS = (
    "youth_cases", "youth_disposals", "youth_population", "diversion", "probation_caseload",
    "offender_cohort", "cohort_peers", "agency_lists", "community_payback", "service_capacity",
    "drug_tests", "drug_tests_outside", "possession_disposals", "treatment", "prevalence",
    "alcohol_admissions",
    "hospital_admissions", "domestic_abuse_admissions", "health_quarters", "domestic_incidents",
    "youth_peers",
)  # fmt: skip
YEAR = ("2009-10-01", "2010-09-30")
FINANCIAL = ("2009-04-01", "2010-03-31")
LAST_YEAR = ("2008-04-01", "2009-03-31")


@pytest.fixture(scope="module")
def both():
    return planted_by(PLANTERS, world_of(SEED))


@pytest.fixture(scope="module")
def files(both):
    return both[0]


@pytest.fixture(scope="module")
def truths(both):
    return {truth["key"]: truth for truth in both[1]}


def within(table, column, window):
    return table[table[column].between(*window)]


def share(cells):
    return (cells == "yes").mean()


@pytest.mark.parametrize("feed", FEEDS)
def test_every_row_keeps_its_contract(files, feed):
    assert_contract_is_kept(feed, files[feed])


def test_the_feeds_are_these_and_none_has_a_secret_column(files):
    assert set(files) == set(FEEDS)
    assert [c.name for name in FEEDS for c in PARTNER_FEEDS[name].columns if c.secret] == []


@pytest.mark.parametrize("name", [name for name in FEEDS if PARTNER_FEEDS[name].dated])
def test_nothing_is_dated_after_september_2010(files, name):
    dated = files[name][PARTNER_FEEDS[name].dated].str[:10]
    assert dated.between("2004-04-01", "2010-09-30").all()


@pytest.mark.parametrize("seed", [1, 5])
def test_exact_truths_hold_for_any_seed_and_rows_keep_their_contracts(seed):
    files, truths = planted_by(PLANTERS, replace(world_of(SEED), seed=seed))
    assert [name for name in FEEDS if refusals(name, files[name])] == []
    planted = {truth["key"]: truth["planted"] for truth in truths}
    assert planted["young_people"] == young(files, YEAR) == 236
    assert planted["over_capacity"] == "alcohol treatment"
    held = within(files["possession_disposals"], "dealt_with_on", FINANCIAL)
    assert (held["drug"] == "cannabis").sum() == 631
    assert parents(files, "2009-04-01", "2010-03-31") == (81, 450, 488)


def test_same_seed_same_files_another_seed_others():
    world = world_of(SEED)
    assert_made_again(PLANTERS, world)
    fixed = {"prevalence", "youth_population"}
    assert unchanged(PLANTERS, world, replace(world, seed=7)) == fixed


def test_truths_have_one_form_and_no_key_twice(both):
    assert_truths_are_well_formed(both[1])


# Young people


def young(files, window):
    return within(files["youth_cases"], "opened_on", window)["person"].nunique()


def test_the_published_table_of_areas_has_our_own_counts_and_one_area_that_stands_out(
    files, truths
):
    peers = files["youth_peers"].astype({"residents": int})
    own = peers[peers["area"] == BOROUGH_CODE].set_index("first_day")
    cases = files["youth_cases"].query("first_time == 'yes'")
    for year, rate in truths["first_time_rate"]["planted"].items():
        window = f"{year[:4]}-04-01", f"{int(year[:4]) + 1}-03-31"
        here = own.loc[window[0]]
        assert here["first_time_entrants"] == len(within(cases, "opened_on", window))
        assert here["young_people"] == young(files, window)
        assert rate == pytest.approx(
            1e5 * here["first_time_entrants"] / here["residents"], abs=1e-4
        )
    last = peers[peers["first_day"] == "2009-04-01"].set_index("area_name")
    rates = last["first_time_entrants"] / last["residents"]
    assert {rates.idxmax(): "high"} == truths["first_time_stands_out"]["planted"]
    others = peers[peers["area"] != BOROUGH_CODE].groupby("first_day").sum(numeric_only=True)
    together = others["first_time_entrants"] / others["residents"]
    change = together["2009-04-01"] / together["2004-04-01"] - 1
    sharing = last[last["area"].isin(SHARERS)]
    assert truths["first_time_shared"]["planted"] == sharing["first_time_entrants"].sum()
    assert truths["first_time_elsewhere"]["planted"] == pytest.approx(change, abs=1e-4)


def test_half_as_many_young_people_as_in_2004(files, truths):
    assert young(files, YEAR) == truths["young_people"]["planted"] == 236
    assert young(files, ("2004-04-01", "2005-03-31")) == truths["young_people_2004"]["planted"]
    assert truths["young_people_2004"]["planted"] == 472
    years = truths["young_people_2004"]["by_financial_year"]
    for year, people in years.items():
        window = f"{year[:4]}-04-01", f"{int(year[:4]) + 1}-03-31"
        assert young(files, window) == people
    assert sorted(years.values(), reverse=True) == list(years.values())
    to_september = truths["young_people"]["by_year_to_september"]
    assert young(files, ("2007-10-01", "2008-09-30")) == to_september["2008"]
    assert files["youth_cases"]["age"].between(10, 17).all()


def test_nobody_is_a_first_time_entrant_twice_or_late(files, truths):
    cases = files["youth_cases"]
    first = cases[cases["first_time"] == "yes"]
    assert first["person"].is_unique
    assert (
        first["opened_on"] == first["person"].map(cases.groupby("person")["opened_on"].min())
    ).all()
    for year, people in truths["first_time_entrants"]["planted"].items():
        window = f"{year[:4]}-04-01", f"{int(year[:4]) + 1}-03-31"
        assert len(within(first, "opened_on", window)) == people


def test_three_readings_of_reoffending_differ(files, truths):
    cases = files["youth_cases"]
    cohort = within(cases[cases["in_cohort"] == "yes"], "opened_on", LAST_YEAR)
    count = cohort["reoffences"].astype(int)
    assert (len(cohort), cohort["person"].nunique(), count.sum()) == (150, 150, 117)
    assert count.sum() / len(cohort) == truths["reoffences_per_member"]["planted"] == 0.78
    assert (count > 0).mean() == truths["reoffenders"]["planted"] == 0.36
    assert count.max() >= 5
    predicted = cohort["reoffences_predicted"].astype(float).sum()
    assert count.sum() / predicted == pytest.approx(
        truths["reoffences_against_predicted"]["planted"]
    )
    before = within(cases[cases["in_cohort"] == "yes"], "opened_on", ("2007-04-01", "2008-03-31"))
    ratio = 0.78 / before["reoffences"].astype(int).mean()
    assert ratio == pytest.approx(truths["reoffences_previous"]["planted"], abs=1e-4)
    newest = within(cases[cases["in_cohort"] == "yes"], "opened_on", FINANCIAL)
    assert len(newest) == truths["reoffending_not_yet_known"]["members"]
    assert set(newest["reoffences"]) == {""}


def test_custody_is_a_larger_share_than_the_year_before(files, truths):
    disposals = files["youth_disposals"]
    now = within(disposals, "disposed_on", FINANCIAL)["custodial"]
    before = within(disposals, "disposed_on", LAST_YEAR)["custodial"]
    assert (len(now), (now == "yes").sum()) == (290, 19)
    assert (len(before), (before == "yes").sum()) == (300, 12)
    assert share(now) == pytest.approx(truths["custodial_share"]["planted"], abs=1e-4)


def test_over_representation_and_its_part_that_deprivation_explains(files, truths):
    people = within(files["youth_cases"], "opened_on", YEAR).drop_duplicates("person")
    residents = files["youth_population"].query("year == 2010")
    black = residents[residents["ethnic_group"] == "Black"]
    seen = (people["ethnic_group"] == "Black").sum()
    crude = (seen / 236) / (black["residents"].sum() / residents["residents"].sum())
    assert round(crude, 2) == 1.29
    assert crude == pytest.approx(truths["over_representation"]["planted"], abs=1e-4)
    rates = (
        people.groupby("imd_quintile").size() / residents.groupby("imd_quintile")["residents"].sum()
    )
    expected = (black.set_index("imd_quintile")["residents"] * rates).sum()
    assert seen / expected == pytest.approx(
        truths["over_representation_adjusted"]["planted"], abs=1e-4
    )
    assert seen / expected == pytest.approx(1.10, abs=0.01)
    falling = list(truths["over_representation"]["by_financial_year"].values())
    assert falling[0] > falling[2] > falling[4] > crude


def test_work_assessment_and_plans(files, truths):
    cases = files["youth_cases"]
    closed = within(cases, "closed_on", YEAR)["in_education_or_work"]
    assert (len(closed), (closed == "yes").sum()) == (210, 189)
    assert truths["into_education_or_work"]["planted"] == 0.9
    assert (cases["in_education_or_work"] == "").equals(cases["closed_on"] == "")
    late = within(cases, "opened_on", YEAR)
    assert share(late["assessed"]) == 1
    planned = late[late["tailored_plan"] == "yes"]["person"].nunique()
    assert planned / 236 == truths["tailored_plan"]["planted"] == pytest.approx(0.97, abs=0.005)


def test_diversion_lowers_offending_by_about_what_was_planted(files, truths):
    table = files["diversion"]
    ratio, spread = {}, 0.0
    for group, rows in table.groupby("diverted"):
        before, after = rows["offences_before"].sum(), rows["offences_after"].sum()
        months = rows["months_after"].sum() / rows["months_before"].sum()
        ratio[group] = after / before / months
        spread += 1 / before + 1 / after
    log = np.log(ratio["yes"] / ratio["no"]) - np.log(truths["diversion_effect"]["planted"])
    assert abs(log) < 1.96 * spread**0.5


# Adults


def test_the_caseload_and_its_needs(files, truths):
    now = files["probation_caseload"].query("counted_on == '2010-09-30'")
    assert now["person"].is_unique
    held = now[now["status"] == "supervision"]
    assert len(held) == truths["caseload_supervision"]["planted"] == 876
    assert len(now) - len(held) == truths["caseload_custody"]["planted"] == 353
    for need, count in {"drugs": 666, "alcohol": 473, "accommodation": 394}.items():
        assert (held[need] == "yes").sum() == truths[f"need_{need}"]["planted"] == count
        assert set(held[need]) == {"yes", "no"}
    together = truths["needs_together"]["planted"]
    for a, b in combinations(("drugs", "alcohol", "accommodation"), 2):
        assert ((held[a] == "yes") & (held[b] == "yes")).sum() == together[f"{a} and {b}"]


def test_the_delivery_unit_changes_in_june_2010(files, truths):
    units = files["probation_caseload"].groupby("counted_on")["delivery_unit"].unique()
    first = next(day for day, names in units.items() if list(names) == ["Alderhythe"])
    assert first[:7] == truths["delivery_unit_break"]["planted"] == "2010-06"
    assert units["2010-03-31"] != units["2010-06-30"]


def test_the_prolific_fell_by_72_percent_and_most_of_the_rest_by_chance(files, truths):
    table = files["offender_cohort"].query("scheme == 'prolific and priority'")
    chosen, rest = (table[table["in_scheme"] == flag] for flag in ("yes", "no"))
    assert (len(chosen), len(rest)) == (31, 60)
    assert chosen["offences_before"].min() >= rest["offences_before"].max()
    change = chosen["offences_after"].sum() / chosen["offences_before"].sum() - 1
    assert round(change, 2) == -0.72
    assert change == pytest.approx(truths["ppo_raw_change"]["planted"], abs=1e-4)
    assert truths["ppo_regression"]["planted"] == pytest.approx(0.77, abs=0.011)
    # The raw ratio is regression, effect and lost time at liberty together.
    assert 1 + change < truths["ppo_regression"]["planted"] * truths["ppo_true_effect"]["planted"]
    after = rest["offences_after"].sum()
    expected = rest["offences_before"].sum() * truths["ppo_next_ranked"]["planted"]
    assert abs(after - expected) < 2.5 * expected**0.5 + 0.05 * expected


def test_peers_fell_by_39_percent_and_none_as_much(files, truths):
    peers = files["cohort_peers"].query("scheme == 'prolific and priority'").set_index("area")
    own, others = peers.loc[BOROUGH_CODE], peers.drop(BOROUGH_CODE)
    assert len(others) == 15
    before, after = others["offences_before"], others["offences_after"]
    assert round(after.sum() / before.sum() - 1, 2) == -0.39
    assert (after / before).min() > own["offences_after"] / own["offences_before"]
    assert own["offences_before"] == truths["ppo_raw_change"]["offences_before"]
    pilot = files["offender_cohort"].query("scheme == 'domestic abuse perpetrators'")
    assert len(pilot) == truths["pilot_too_small"]["planted"] == 7
    assert pilot["offences_before"].sum() == truths["pilot_too_small"]["offences_before"]
    assert pilot["offences_after"].sum() == truths["pilot_too_small"]["offences_after"]


def test_some_prolific_people_are_in_other_schemes_too(files, truths):
    table = files["offender_cohort"]
    prolific = table[(table["scheme"] == "prolific and priority") & (table["in_scheme"] == "yes")]
    for scheme in ("drug interventions", "resettlement"):
        inside = table[(table["scheme"] == scheme) & (table["in_scheme"] == "yes")]
        also = inside["person"].isin(prolific["person"]).sum()
        assert also == truths[f"{scheme.replace(' ', '_')}_effect"]["also_prolific"]


def test_lists_overlap_and_keys_agree_only_for_most(files, truths):
    lists = files["agency_lists"]
    assert (lists["list"] == "serious violence").sum() == truths["high_risk"]["planted"] == 20
    assert lists["person"].is_unique
    assert len(lists) == truths["people_on_lists"]["rows"]
    overlaps = truths["list_overlaps"]["planted"]
    assert overlaps["youth offending + serious violence"] == 20
    keys = ["key_forename", "key_surname", "key_birth", "key_home"]
    sides = {name: rows[keys] for name, rows in lists.groupby("list")}
    exact = sum(
        len(sides[a].merge(sides[b], on=keys)) for a, b in (pair.split(" + ") for pair in overlaps)
    )
    assert 0.2 < exact / sum(overlaps.values()) < 0.6
    old, young_people = sides["serious violence"], sides["youth offending"]
    close = sum((young_people == row).sum(axis=1).max() >= 2 for row in old.to_numpy())
    assert close >= 17


def test_two_year_harm_finds_more_of_next_years_harm_than_the_count_of_offences(files, truths):
    lists = files["agency_lists"]
    total = lists["harm_next_year"].sum()
    caught = {
        column: lists.nlargest(60, column)["harm_next_year"].sum() / total
        for column in ("harm_two_years", "offences_last_year")
    }
    assert caught["harm_two_years"] > 1.2 * caught["offences_last_year"]
    planted = truths["harm_caught_top_50"]["planted"]
    assert planted["harm_two_years"] > 1.2 * planted["offences_last_year"]
    same = lists.drop_duplicates(["harm_two_years", "offences_last_year", "harm_next_year"])
    hit = same.nlargest(50, "harm_two_years")["harm_next_year"].sum()
    assert hit / same["harm_next_year"].sum() == pytest.approx(planted["harm_two_years"], abs=0.01)


def test_payback_and_capacity(files, truths):
    year = within(files["community_payback"], "worked_on", YEAR)
    assert year["hours"].sum() == truths["payback_hours"]["planted"]
    projects = year.drop_duplicates("project")
    taken = (projects["taken_up"] == "yes").sum()
    assert (len(projects), taken) == (47, truths["payback_suggestions_taken"]["planted"])
    assert year.loc[year["taken_up"] == "no", "hours"].sum() == 0
    service = within(files["service_capacity"], "first_day", YEAR).groupby("service")
    used = service["filled"].sum() / service["places"].sum()
    assert list(used[used > 1].index) == [truths["over_capacity"]["planted"]]


# Drugs, alcohol, health, domestic abuse


def test_positive_tests_by_trigger_offence(files, truths):
    tests = files["drug_tests"]
    positive = (tests["opiates"] == "yes") | (tests["cocaine"] == "yes")
    planted = truths["drug_test_positive"]["planted"]
    for offence, rows in positive.groupby(tests["trigger_offence"]):
        error = (planted[offence] * (1 - planted[offence]) / len(rows)) ** 0.5
        assert abs(rows.mean() - planted[offence]) < 3 * error
    assert (tests.loc[~positive, "assessed_on"] == "").all()


def test_tests_outside_the_pilot_are_less_often_positive_after_every_offence(files, truths):
    own, outside = files["drug_tests"], files["drug_tests_outside"]
    gap = truths["drug_test_pilot_gap"]["planted"]
    level = truths["drug_test_positive"]["planted"]
    sums = outside.astype({"tests": int, "positive": int}).groupby("trigger_offence")
    for offence, row in sums[["tests", "positive"]].sum().iterrows():
        share = level[offence] - gap
        error = (share * (1 - share) / row["tests"]) ** 0.5
        assert abs(row["positive"] / row["tests"] - share) < 3 * error
    whole = outside["positive"].astype(int).sum() / outside["tests"].astype(int).sum()
    positive = (own["opiates"] == "yes") | (own["cocaine"] == "yes")
    assert whole > positive.mean()  # as they are the difference is the other way


def test_assessment_takes_longer_since_october_2009(files, truths):
    tests = files["drug_tests"].query("assessed_on != '' and tested_on < '2010-07-01'")
    wait = (pd.to_datetime(tests["assessed_on"]) - pd.to_datetime(tests["tested_on"])).dt.days
    late = tests["tested_on"] >= "2009-10-01"
    before, since = truths["drug_assessment_wait"]["planted"]
    assert wait[~late].mean() == pytest.approx(before, abs=0.5)
    assert wait[late].mean() == pytest.approx(since, abs=2.0)


def test_cannabis_is_77_percent_of_possession_and_declining(files, truths):
    table = files["possession_disposals"]
    now = within(table, "dealt_with_on", FINANCIAL)
    assert round((now["drug"] == "cannabis").mean(), 2) == 0.77
    shares = list(truths["cannabis_share"]["by_financial_year"].values())
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 0.84
    assert (now["referred"] == "yes").sum() == truths["possession_referred"]["planted"]
    assert (now["attended"] == "yes").sum() == truths["possession_referred"]["attended"]
    assert set(table.loc[table["referred"] == "no", "attended"]) == {""}


def test_cannabis_goes_from_warning_to_notice_to_charge(files, truths):
    table = files["possession_disposals"].query("drug == 'cannabis'")
    assert (table.loc[table["disposal"] == "penalty notice", "dealt_with_on"] >= "2009-01-26").all()
    since = table[table["dealt_with_on"] >= "2009-01-26"]
    assert since["disposal"].value_counts().to_dict() == truths["cannabis_funnel"]["planted"]
    first = since.drop_duplicates("person")
    assert set(first["disposal"]) == {"warning"}
    repeated = (since["person"].value_counts() >= 2).sum()
    assert repeated == truths["cannabis_funnel"]["people_twice_or_more"]


def parents(files, first, last):
    table = files["treatment"]
    there = table[
        (table["starts_on"] <= last) & ((table["ends_on"] >= first) | (table["ends_on"] == ""))
    ]
    people = there.groupby("person")["parent"].first()
    return (people == "yes").sum(), (people != "").sum(), len(people)


def test_18_percent_of_those_in_treatment_live_with_children(files, truths):
    assert parents(files, *FINANCIAL) == (81, 450, 488)
    assert truths["parents_in_treatment"]["planted"] == 81 / 450 == 0.18
    started = within(files["treatment"], "starts_on", FINANCIAL)["parent"]
    assert ((started == "yes").sum(), (started != "").sum()) == (45, 250)
    said = files["treatment"].drop_duplicates(["person", "parent"])
    assert said["person"].is_unique


def test_about_3000_children_within_the_ranges(files, truths):
    ranges = files["prevalence"].set_index("quantity")
    planted = truths["children_exposed"]

    def children(column):
        return sum(ranges.loc[chain, column].prod() for chain in planted["sum_of_products"])

    assert round(children("central")) == planted["planted"] == 3000
    assert round(children("low")) == planted["all_low"] == pytest.approx(2200, abs=20)
    assert round(children("high")) == planted["all_high"] == pytest.approx(4100, abs=20)


def test_alcohol_admissions_are_high_and_rising_after_standardisation(files, truths):
    assert sum(STANDARD_1976.values()) == 100_000
    table = files["alcohol_admissions"]
    assert table["area"].nunique() == 16

    def standardised(area, year):
        rows = table[(table["area"] == area) & (table["year"] == year)]
        bands = rows.groupby("age_band")[["admissions", "residents"]].sum()
        return sum(
            weight * bands.loc[band, "admissions"] / bands.loc[band, "residents"]
            for band, weight in STANDARD_1976.items()
        )

    planted = truths["alcohol_admission_rate"]
    assert standardised(BOROUGH_CODE, "2009/10") == pytest.approx(planted["planted"], abs=0.01)
    rates = list(planted["by_year"].values())
    assert rates == sorted(rates)
    others = [standardised(a, "2009/10") for a in table["area"].unique() if a != BOROUGH_CODE]
    assert max(others) < planted["planted"]
    assert np.mean(others) == pytest.approx(planted["mean_of_the_others"], abs=0.01)


@pytest.mark.parametrize("name", ["hospital_admissions", "domestic_abuse_admissions"])
def test_admissions_grow(files, truths, name):
    years = truths[name]["planted"]
    for year, count in years.items():
        window = f"{year[:4]}-04-01", f"{int(year[:4]) + 1}-03-31"
        assert len(within(files[name], "admitted_on", window)) == count
    first, last = list(years.values())[:2], list(years.values())[-3:-1]
    assert sum(last) > 1.05 * sum(first)


def test_quarters_agree_with_the_treatment_feed(files, truths):
    treatment, quarters = files["treatment"], files["health_quarters"]
    assert len(quarters) == 2 * 26
    drug = treatment[treatment["substance"] != "alcohol"]
    there = drug[(drug["starts_on"] <= "2010-03-31") & (
        (drug["ends_on"] >= "2010-01-01") | (drug["ends_on"] == "")
    )]  # fmt: skip
    one = quarters[(quarters["quarter_starts_on"] == "2010-01-01")
                   & (quarters["measure"] == "persons receiving drug treatment")]  # fmt: skip
    assert one["persons"].iloc[0] == there["person"].nunique()
    assert one["persons"].iloc[0] == truths["drug_treatment_quarters"]["planted"][1]


def test_repeat_victims_of_domestic_incidents(files, truths):
    table = files["domestic_incidents"]
    assert table["reference"].is_unique
    year = table[table["reported_at"].str[:10].between(*YEAR)]
    times = year.loc[year["victim"] != "", "victim"].value_counts()
    assert (len(times), (times > 1).sum()) == (1700, 374)
    assert (times > 1).mean() == truths["repeat_victims"]["planted"] == 0.22
    assert len(year) == truths["repeat_victims"]["incidents"]
    earlier = table[table["reported_at"].str[:10].between("2005-10-01", "2006-09-30")]
    times = earlier.loc[earlier["victim"] != "", "victim"].value_counts()
    by_year = truths["repeat_victims"]["by_year_to_september"]
    assert (times > 1).mean() == pytest.approx(by_year["2006"], abs=1e-4)
    often = year["victim"].isin(
        year["victim"][year["victim"].duplicated() & (year["victim"] != "")]
    )
    seen = truths["domestic_seen_again"]
    assert list(seen["planted"].values()) == sorted(seen["planted"].values())  # the more, the more
    entered = table[table["reported_at"].str[:10].between("2009-04-01", "2010-03-31")]
    assert sum(seen["victims"].values()) == entered.loc[entered["victim"] != "", "victim"].nunique()
    for marker, (once, repeat) in truths["domestic_risk_markers"]["planted"].items():
        said = year[marker] != ""
        assert share(year.loc[often & said, marker]) == pytest.approx(repeat, abs=0.06)
        assert share(year.loc[~often & said, marker]) == pytest.approx(once, abs=0.06)
