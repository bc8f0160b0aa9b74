"""Voice and delivery feeds of the invented partnership: contracts kept, planted truths found."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cdrp_analysis.contracts import PARTNER_FEEDS
from cdrp_analysis.sample.accounts import account_files
from cdrp_analysis.sample.engagement import engagement_files
from cdrp_analysis.sample.horizon import horizon_files
from cdrp_analysis.sample.information_sharing import information_sharing_files
from cdrp_analysis.sample.money import money_files
from cdrp_analysis.sample.plan import BOROUGH_CODE
from cdrp_analysis.sample.plans import plan_files
from cdrp_analysis.sample.survey import survey_files
from cdrp_analysis.sample.targets import target_files
from cdrp_analysis.sample.vulnerable_localities import vulnerable_locality_files
from tests.planters import (
    assert_contract_is_kept,
    assert_made_again,
    assert_truths_are_well_formed,
    planted_by,
    typed,
    unchanged,
    world_of,
)

PLANTERS = (
    survey_files, engagement_files, account_files, target_files, plan_files, money_files,
    information_sharing_files, horizon_files, vulnerable_locality_files,
)  # fmt: skip
FEEDS = (
    "survey", "survey_margins", "panel_meetings", "engagement", "membership", "case_studies",
    "comments", "peers", "targets", "plan_actions", "milestones", "funding", "shared_services",
    "information_sharing", "pestelo", "series_breaks", "vulnerability",
)  # fmt: skip
# Breaks of the series are a matter of history: no seed changes them.
SAME_FOR_EVERY_SEED = {"series_breaks"}
CANARY = re.compile(r"zq[a-z]{10}")


@pytest.fixture(scope="module", params=[2011, 7])
def made(request):
    return planted_by(PLANTERS, world_of(request.param))


@pytest.fixture(scope="module")
def files(made) -> dict[str, pd.DataFrame]:
    return made[0]


@pytest.fixture(scope="module")
def truths(made) -> dict[str, dict]:
    return {truth["key"]: truth for truth in made[1]}


# ── Contracts ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("feed", FEEDS)
def test_no_row_is_refused(files, feed):
    assert_contract_is_kept(feed, files[feed])


def test_all_seventeen_feeds_are_made_and_nothing_else(files):
    assert set(files) == set(FEEDS)


def test_truths_are_complete_and_ready_for_json(made):
    assert_truths_are_well_formed(made[1])


def test_the_same_seed_gives_the_same_and_another_seed_something_else():
    assert_made_again(PLANTERS, world_of(2011))
    assert unchanged(PLANTERS, world_of(2011), world_of(8)) == SAME_FOR_EVERY_SEED


# ── Secrets and people ─────────────────────────────────────────────────────────────────────


def test_every_secret_cell_holds_a_canary_that_is_nowhere_else(files, truths):
    listed = []
    for feed in FEEDS:
        secret = {column.name for column in PARTNER_FEEDS[feed].columns if column.secret}
        for name in files[feed]:
            cells = files[feed][name].astype(str)
            found = cells[cells != ""].map(CANARY.findall)
            if name in secret:
                assert found.map(len).eq(1).all()
                assert found.explode().tolist()
            else:
                assert found.map(len).eq(0).all()
        if secret:
            assert set(truths[f"canaries_{feed}"]["planted"]) == {
                word for name in secret for cell in files[feed][name] for word in
                CANARY.findall(cell)
            }  # fmt: skip
            listed += truths[f"canaries_{feed}"]["planted"]
    assert len(set(listed)) == len(listed) > 12 + 23


def test_a_tenth_of_the_respondents_wrote_something(files):
    assert files["survey"]["verbatim"].ne("").mean() == pytest.approx(0.1, abs=0.03)


@pytest.mark.parametrize(
    "feed, column", [("survey", "respondent"), ("case_studies", "reference"),
                     ("comments", "reference")],
)  # fmt: skip
def test_pseudonyms_are_no_running_number(files, feed, column):
    numbers = files[feed][column].str[2:].astype(int)
    assert numbers.is_unique
    assert not numbers.is_monotonic_increasing


# ── The survey ─────────────────────────────────────────────────────────────────────────────


def raked(survey: pd.DataFrame, margins: pd.DataFrame) -> pd.Series:
    """Weights by iterative proportional fitting; who did not say a group is left out."""
    weights = pd.Series(1.0, index=survey.index)
    for _ in range(60):
        for variable, part in margins.groupby("variable"):
            wanted = part.set_index("category")["residents"]
            have = weights.groupby(survey[variable]).sum()
            weights *= survey[variable].map(wanted / have)
    return weights


def held(share: float, hits: pd.Series, weights: pd.Series) -> bool:
    """Whether three standard errors, design effect by Kish, around the estimate hold a share."""
    estimate = np.average(hits, weights=weights)
    effective = weights.sum() ** 2 / (weights**2).sum()
    return abs(estimate - share) < 3 * np.sqrt(share * (1 - share) / effective)


@pytest.fixture(scope="module")
def weighted(files) -> tuple[pd.DataFrame, pd.Series]:
    margins = files["survey_margins"]
    known = files["survey"][files["survey"]["ethnic_group"] != "not known"]
    return known, raked(known, margins)


def test_margins_all_add_to_one_total(files):
    margins = files["survey_margins"].groupby("variable")["residents"].agg(["sum", "size"])
    assert len(set(margins["sum"])) == 1
    assert margins["size"].to_dict() == {"age_band": 7, "ethnic_group": 5, "sex": 2, "ward": 16}


def test_raking_changes_what_comes_first(files, truths, weighted):
    known, weights = weighted
    first = weights.groupby(known["first_concern"]).sum().idxmax()
    as_it_came = files["survey"]["first_concern"].value_counts().idxmax()
    assert first == truths["top_concern"]["planted"] == "anti-social behaviour"
    assert as_it_came == truths["top_concern"]["unweighted_first"] == "burglary"


def test_weighted_answers_hold_the_true_shares(truths, weighted):
    known, weights = weighted
    shares = truths["concern_shares"]["planted"]
    assert sum(shares.values()) == pytest.approx(1, abs=0.001)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    for concern, share in shares.items():
        assert held(share, known["first_concern"].eq(concern), weights)
    said = known["safe_after_dark"] != "don't know"
    unsafe = known.loc[said, "safe_after_dark"].isin(["a bit unsafe", "very unsafe"])
    assert held(truths["unsafe_after_dark"]["planted"], unsafe, weights[said])


def test_answers_as_they_came_miss_the_true_shares(files, truths):
    survey = files["survey"]
    evenly = pd.Series(1.0, index=survey.index)
    for concern in ("burglary", "anti-social behaviour"):
        hits = survey["first_concern"].eq(concern)
        assert not held(truths["concern_shares"]["planted"][concern], hits, evenly)


def test_fear_by_ward_follows_the_planted_effect(files, truths, weighted):
    known, weights = weighted
    said = known["safe_after_dark"] != "don't know"
    unsafe = known["safe_after_dark"].isin(["a bit unsafe", "very unsafe"])
    share = (unsafe * weights)[said].groupby(known["ward"]).sum()
    share /= weights[said].groupby(known["ward"]).sum()
    truth = truths["unsafe_after_dark_by_ward"]
    effect = pd.Series(truth["ward_effect_log_odds"])
    assert stats.spearmanr(share, effect[share.index]).statistic > 0.6
    assert share.idxmax() == truths["most_fearful_ward"]["planted"]
    for ward in share.index:
        mine = said & known["ward"].eq(ward)
        assert held(truth["planted"][ward], unsafe[mine], weights[mine])


def test_one_ward_and_one_group_are_too_small_to_stand_alone(files, truths):
    survey = files["survey"]
    by_ward = survey["ward"].value_counts()
    assert len(survey) == truths["survey_respondents"]["planted"] == 1400
    assert by_ward[by_ward < 50].index.tolist() == [truths["survey_small_ward"]["planted"]]
    assert survey["ethnic_group"].eq("Other").sum() == truths["survey_small_group"]["planted"] < 50
    assert survey["answered_on"].between("2010-05-01", "2010-07-31").all()


def test_three_concerns_of_a_respondent_differ(files):
    named = files["survey"][["first_concern", "second_concern", "third_concern"]]
    assert named["first_concern"].ne("").all()
    assert (named.nunique(axis=1) == 3).all()


# ── Panels, events, seats, accounts ────────────────────────────────────────────────────────


def test_panels_hold_what_was_planted(files, truths):
    panels = typed(files, "panel_meetings")
    assert panels.groupby("ward").size().eq(8).all() and panels["ward"].nunique() == 16
    sent = panels["papers_sent_on"].notna()
    ahead = (panels["met_on"] - panels["papers_sent_on"]).dt.days
    came = panels["member_attended"]
    assert sent.sum() == truths["panel_papers_sent"]["planted"]
    assert (ahead > 0).sum() == sent.sum()
    assert (ahead < 5).sum() == truths["panel_papers_sent"]["less_than_five_days_before"]
    assert panels["members_invited"].sum() == truths["panel_members_invited"]["planted"]
    attended = truths["panel_member_attended"]
    assert came.sum() == attended["planted"]
    assert came.count() == attended["base"] == len(panels) - attended["not_recorded"]
    assert came.mean() == pytest.approx(attended["share"], abs=1e-4)
    assert (came.fillna(False) & sent).sum() == attended["with_papers_sent"]
    by_ward = came.groupby(panels["ward"]).sum()
    assert by_ward[by_ward == 0].index.tolist() == [
        truths["panel_member_never_attended"]["planted"]
    ]


def test_events_hold_what_was_planted(files, truths):
    events = typed(files, "engagement")
    assert len(events) == truths["engagement_events"]["planted"]
    assert events["reached"].isna().sum() == truths["engagement_events"]["without_a_count"]
    reached = events.groupby("kind")["reached"].sum().to_dict()
    assert reached == truths["engagement_reached"]["planted"]
    assert reached["summit"] == truths["crime_summit_reached"]["planted"] == 212


def test_seats_hold_what_was_planted(files, truths):
    seats = typed(files, "membership")
    day = pd.Timestamp("2010-09-30")
    now = seats[(seats["from_day"] <= day) & ~(seats["to_day"] < day)]
    assert len(now) == truths["membership_seats"]["planted"]
    assert not now.duplicated(["body", "agency", "seat"]).any()
    assert now["holder"].isna().sum() == truths["membership_vacant"]["planted"]
    people = now.dropna(subset="holder").drop_duplicates("holder")
    assert len(people) == truths["membership_people"]["planted"]
    groups = people["ethnic_group"].value_counts().to_dict()
    assert groups == truths["membership_ethnic_groups"]["planted"]
    assert (seats["to_day"] >= seats["from_day"])[seats["to_day"].notna()].all()


def test_five_of_twelve_accounts_may_be_printed(files, truths):
    accounts = typed(files, "case_studies")
    ready = accounts["consent_on"].notna()
    assert ready.sum() == truths["case_studies_publishable"]["consented"]
    ready &= accounts["details_altered"].fillna(False) & accounts["checked"].fillna(False)
    assert (len(accounts), ready.sum()) == (12, 5)
    assert truths["case_studies_publishable"]["planted"] == 5
    assert (accounts["consent_on"].dropna() >= accounts["taken_on"][accounts["consent_on"].notna()]
            ).all()  # fmt: skip


def test_comments_hold_what_was_planted(files, truths):
    comments = typed(files, "comments")
    assert len(comments) == truths["comments"]["planted"] == 23
    assert comments["body"].value_counts().to_dict() == truths["comments"]["by_body"]
    assert comments["response"].isna().sum() == truths["comments"]["unanswered"]
    assert comments["response"].eq("accepted").sum() == truths["comments"]["accepted"]


# ── Delivery ───────────────────────────────────────────────────────────────────────────────


def test_peers_are_fourteen_each_and_not_mutual(files, truths):
    peers = files["peers"]
    lists = peers.groupby("area")["peer"].agg(set)
    assert lists.map(len).eq(14).all() and len(lists) == 16
    assert not any(area in listed for area, listed in lists.items())
    assert peers.groupby("area")["position"].agg(sorted).map(lambda p: p == [*range(1, 15)]).all()
    own = lists[BOROUGH_CODE]
    assert (
        sorted(peer for peer in own if BOROUGH_CODE not in lists[peer])
        == (truths["peers_not_mutual"]["planted"])
    )
    assert len(truths["peers_not_mutual"]["planted"]) == 3
    assert set(lists.index) - own - {BOROUGH_CODE} == {truths["peer_left_out"]["planted"]}


@pytest.mark.parametrize("measure, key", [("robbery", "target_gap"), ("burglary", "target_no_gap")])
def test_borough_targets_do_or_do_not_add_to_the_forces(files, truths, measure, key):
    targets = typed(files, "targets")
    targets = targets[targets["measure"].eq(measure) & targets["value"].notna()]
    value = targets.groupby("level")["value"].sum()
    assert value["borough"] - value["force"] == truths[key]["planted"]
    assert targets["level"].value_counts().to_dict() == {"borough": 16, "force": 1}


def test_targets_hold_until_they_are_withdrawn(files, truths):
    targets = typed(files, "targets")
    assert targets["target"].is_unique

    def in_force(day):
        return targets[~(targets["withdrawn_on"] <= day) & (targets["starts_on"] <= day)]

    now = in_force(pd.Timestamp("2010-10-18"))
    assert len(now) == truths["targets_in_force"]["planted"]
    assert now["level"].value_counts().to_dict() == truths["targets_in_force"]["by_level"]
    before = in_force(pd.Timestamp("2010-09-30"))
    assert len(before) == truths["targets_in_force"]["on_30_september"] > len(now)
    gone = sorted(set(targets["target"]) - set(now["target"]))
    assert gone == truths["targets_withdrawn"]["planted"]
    assert now["level"].eq("partnership").sum() == truths["partnership_targets"]["planted"] == 3


def test_the_last_plan_stands_as_planted(files, truths):
    actions = typed(files, "plan_actions")
    day = pd.Timestamp("2010-09-30")
    assert len(actions) == 40 and actions["label"].is_unique
    assert actions["status"].value_counts().to_dict() == {
        "completed": 26, "on track": 7, "late": 4, "not started": 2, "dropped": 1,
    } == truths["plan_actions"]["by_status"]  # fmt: skip
    done = actions["status"] == "completed"
    assert (actions["completed_on"].notna() == done).all()
    assert actions["completed_on"].max() <= day
    assert (actions.loc[actions["status"] == "late", "due_on"] <= day).all()
    assert (actions.loc[actions["status"].isin(["on track", "not started"]), "due_on"] > day).all()
    planted = truths["plan_completed"]
    assert planted["planted"] == done.sum()
    assert (done & actions["evidence"].notna()).sum() == planted["with_evidence"]
    assert (actions["completed_on"] > actions["due_on"]).sum() == planted["after_the_day_due"]


def test_milestones_stand_as_planted(files, truths):
    steps = typed(files, "milestones")
    due = steps[steps["due_on"] <= pd.Timestamp("2010-09-30")]
    planted = truths["milestones_due"]
    assert len(due) == planted["planted"] and len(steps) - len(due) == planted["to_come"]
    assert (due["done_on"] <= due["due_on"]).sum() == planted["done_in_time"]
    assert (due["done_on"] > due["due_on"]).sum() == planted["done_late"]
    overdue = due.loc[due["done_on"].isna(), "milestone"].tolist()
    assert overdue == [truths["milestone_overdue"]["planted"]]
    assert steps["done_on"].max() <= pd.Timestamp("2010-09-30")


def test_money_adds_to_what_was_planted(files, truths):
    ledger = typed(files, "funding")
    assert sorted(ledger["year"].unique()) == [
        "2006/07", "2007/08", "2008/09", "2009/10", "2010/11",
    ]  # fmt: skip
    now = ledger[ledger["year"] == "2010/11"]
    money = now[~now["in_kind"]]
    assert money["amount"].sum() == truths["funding_total"]["planted"]
    shares = money.groupby("stream")["amount"].sum() / money["amount"].sum()
    assert (shares**2).sum() == pytest.approx(
        truths["funding_total"]["concentration_hhi"], abs=1e-4
    )
    assert now.loc[now["in_kind"], "amount"].sum() == truths["funding_in_kind"]["planted"]
    ending = money[money["ends_on"] == pd.Timestamp("2011-03-31")]
    assert ending["amount"].sum() == truths["funding_cliff_edge"]["planted"]
    drugs = money[money["need"].isin(["crack or heroin", "cannabis", "other drugs"])]
    hard = drugs.loc[drugs["need"] == "crack or heroin", "amount"].sum() / drugs["amount"].sum()
    assert hard == pytest.approx(truths["drug_money_on_crack_or_heroin"]["planted"], abs=1e-4)


def test_three_areas_saved_nineteen_of_the_twenty_five_per_cent(files, truths):
    services = typed(files, "shared_services")
    cost = services.groupby("year")["management_cost"].sum()
    change = 100 * (cost["2010/11"] / cost["2009/10"] - 1)
    assert change == pytest.approx(-19) == truths["shared_management_change"]["planted"]
    assert services.groupby("year")["area"].nunique().eq(3).all()
    assert (services["total_cost"] > services["management_cost"]).all()
    target = typed(files, "targets").set_index("target").loc["b-management"]
    assert target["change_percent"] == truths["shared_management_change"]["wanted"] == -25
    assert target["baseline"] == cost["2009/10"]


def test_what_agencies_sent_is_what_was_planted(files, truths):
    owed = typed(files, "information_sharing")
    by_rule = owed["dataset"].str.startswith("para")
    came = owed["received_on"].notna()
    assert owed.loc[by_rule, "dataset"].nunique() == truths["prescribed_sets"]["planted"] == 16
    assert came[by_rule].sum() == truths["prescribed_received"]["planted"]
    assert by_rule.sum() == truths["prescribed_received"]["base"]
    assert came[~by_rule].sum() == truths["agreed_received"]["planted"]
    assert (owed["received_on"] > owed["due_on"]).sum() == truths["received_late"]["planted"]
    ever = came.groupby(owed["agency"]).any()
    assert ever[~ever].index.tolist() == [truths["never_sent"]["planted"]]
    lag = owed.groupby("dataset")["lag_days"].median()
    assert lag.idxmax() == truths["longest_lag"]["planted"]
    assert owed.loc[~came, ["complete_percent", "lag_days"]].isna().all(axis=None)


def test_the_scan_covers_seven_factors_and_one_item_leads(files, truths):
    scan = typed(files, "pestelo")
    assert len(scan) == truths["pestelo_items"]["planted"] == 14
    assert scan["factor"].nunique() == truths["pestelo_items"]["factors"] == 7
    score = (scan["likelihood"] * scan["impact"]).sort_values(ascending=False)
    assert scan["item"][score.index[0]] == truths["pestelo_highest"]["planted"]
    assert score.iloc[0] == truths["pestelo_highest"]["score"] > score.iloc[1]


def test_breaks_are_dated_as_planted(files, truths):
    breaks = files["series_breaks"].set_index("series")["from_day"]
    for key in ("probation_break", "recording_break"):
        assert breaks[truths[key]["series"]] == truths[key]["planted"]


def test_the_poorest_lsoas_lie_around_the_estate(files, truths):
    rates = typed(files, "vulnerability").set_index("lsoa").select_dtypes("number")
    planted = truths["vulnerable_localities"]["planted"]
    assert len(rates) == 110 and len(planted) == 4
    for name in rates:
        assert set(rates[name].nlargest(4).index) == set(planted)
    index = (100 * rates / rates.mean()).mean(axis=1)
    assert sorted(index[index > 200].index) == planted


def test_the_vulnerable_localities_are_the_lsoas_nearest_to_the_estate():
    world = world_of(2011)
    first, truth = vulnerable_locality_files(world)[1]
    planted = truth["planted"]
    spot = world.points[world.points["hotspot"] == "estate"].iloc[0]
    assert spot["lsoa"] in planted
    assert first["planted"] == spot["ward"]
    lsoas = world.ground.lsoas.set_index("code")
    middle = lsoas.geometry.centroid
    away = np.hypot(middle.x - spot["easting"], middle.y - spot["northing"])
    assert away[planted].max() < 900
    assert away[planted].mean() < away.quantile(0.1)
