"""Columns that are published as they are give no protected count away: each with its reason."""

import itertools
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.assessment import (
    disorder_evidence,
    drug_evidence,
    events,
    heard,
    treatment_evidence,
)
from cdrp_analysis.disclosure import rederived
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.relations import Hierarchy, Partition
from cdrp_analysis.disclosure.rules import RELEASED, policy
from cdrp_analysis.measures import people_tables, referrals
from cdrp_analysis.measures.day_count import ALL_AGENCIES, ALL_KINDS, priced
from cdrp_analysis.settings import Thresholds
from tests import people_frames
from tests.drawn import frame

WORDS = "words: a name, a label or how a thing is counted"
COUNTED_IN = ("people", "children", "offences", "reports", "tests", "incidents")
# Columns of tables whose counts are hidden or rounded.
BESIDE_PROTECTED = {
    WORDS: {
        "*": "area_name label kind sensitive characteristic counted standing of limits period "
        "hours weekday",
        "site_places": "event", "site_outputs": "site_name", "ward_denominators": "unit",
        "later_closing": "part", "asb_day_parts": "category agency",
        "pilot_tests": "trigger_offence place", "treatment_parents": "scenario",
        "treatment_need": "money_year", "youth_ethnicity": "ethnic_group",
        "adult_caseload": "delivery_unit", "cohort_overlap": "scheme other",
    },
    "residents and ground, published by others": {
        "survey_profile": "residents resident_share", "member_groups": "residents",
        "ward_denominators": "size", "premises_rings": "ground_km2 residents",
    },
    "what a rate is per, how many areas there are, what share of the week some hours are": {
        "ward_denominators": "per", "youth_rates": "per", "youth_peers": "per",
        "youth_combined": "per areas", "alcohol_admissions": "of_areas",
        "week_parts": "share_of_week",
    },
    "places of a service, licensed premises, months and meetings: none of them people": {
        "services_used": "months places", "service_use": "places", "service_places": "places",
        "premises_areas": "premises late",
        "ward_voice": "meetings recorded attended proposed taken_up",
    },
    "missing where the people in the service are hidden": {"services_used": "months_full"},
    "prices and money": {
        "asb_day": "unit_cost", "asb_day_parts": "unit_cost", "asb_wards": "unit_cost",
        "treatment_need": "amount amount_share",
    },
    "figures of the country, published": {
        "asb_day_total": "national_reports national_cost national_mean_cost national_cost_250",
        "asb_day_parts": "national_share", "treatment_parents": "national_share",
    },
    "reports of a year by weekday, ordinary incidents of the whole area: exact by rule": {
        "asb_day_total": "weekday_factor weekday_factor_lower weekday_factor_upper",
        "asb_day_parts": "weekday_factor",
    },
    "which rows the table of kinds by agency has": {
        "asb_day_total": "agencies", "asb_day_parts": "met_by",
    },
    "weighted, told only where the respondents as shown are enough": {
        "safety_by_group": "share share_lower share_upper",
        "ward_voice": "share share_lower share_upper",
    },
    "its counts are shown exactly, and merged rows hold none": {
        "survey_concerns": "share share_lower share_upper unweighted_share any_share",
    },
    "rounded so far that every count behind the one beside it gives the same": {
        "assessment_quarters": "mean lower upper", "parenting_referrals": "median_days upper_days",
        "diversion_groups": "years_each",
    },
    "from how people differ or how old they are, which is told nowhere": {
        "diversion_groups": "log_error", "alcohol_admissions": "age_factor spread_factor",
    },
    "by the count as shown": {"alcohol_admissions": "place"},
    "a national model's": {"youth_reoffending": "expected"},
}  # fmt: skip
# Numbers of people or events in tables that nothing is hidden in.
ELSEWHERE = {
    "ordinary offences of the whole area or of whole areas of the police: exact by rule": {
        "projection": "known point lower_80 upper_80 lower_95 upper_95",
        "projection_monthly": "point lower_80 upper_80 lower_95 upper_95",
        "event_effects": "per_year lower upper before_per_year counterfactual_per_year "
        "observed_per_year trend_per_year net_per_year smallest_seen",
        "event_months": "observed counterfactual lower upper",
        "event_segmented": "step step_lower step_upper slope slope_lower slope_upper per_year "
        "per_year_lower per_year_upper",
        "target_chances": "before aim known left point lower_80 upper_80 lower_95 upper_95",
        "target_paths": "count known point lower_80 upper_80 lower_95 upper_95 aim",
        "flagged_offences": "before after point lower_80 upper_80 lower_95 upper_95",
        "year_watched": "count known expected lower upper",
        "year_first_alarms": "known expected lower upper",
        "weeks_watched": "count expected lower upper",
        "weekly_alarms": "a_week above_expected",
        "recent_weeks": "before after",
        "familiar_months": "count value mean lower upper",
    },
    "published by others": {
        "peer_rates": "offences residents", "peer_areas": "recorded residents",
        "peer_changes": "before offences", "cohort_boroughs": "offences_before offences_after",
    },
    "differences to the nearest 5": {
        "zone_effects": "wdd lower upper displacement wdd_least wdd_most",
    },
    "the size of a whole survey": {"survey_quality": "respondents effective trimmed"},
    "who came to a meeting, or was reached by a campaign: the public": {
        "panel_attendance": "residents", "engagement_reach": "reached",
        "engagement_events": "reached",
    },
    "an estimate from studies, and residents": {
        "children_exposed": "central median lower upper all_low all_high children",
    },
    "of all areas that share a service together, for the committee": {
        "youth_shared_service": "young_people",
    },
}  # fmt: skip


def listed(reasons) -> set[tuple[str, str]]:
    return {
        (table, column)
        for own in reasons.values() for table, columns in own.items() for column in columns.split()
    }  # fmt: skip


def published(protected: bool) -> set[tuple[str, str]]:
    """Open columns of tables whose content is, or is not, hidden or rounded in some edition."""
    found = set()
    for spec, edition in itertools.product(SPECS.values(), RELEASED):
        rule = policy(edition)[spec.content]
        if rule.publish and (bool(rule.suppress_below) or rule.round_to > 1) is protected:
            found |= {
                (spec.name, column.name) for column in spec.columns
                if column.role in ("open", "rank", "band") and column.shown_in(edition)
                and (protected or column.unit.startswith(COUNTED_IN))
            }  # fmt: skip
    return found


def test_every_open_column_beside_protected_counts_has_its_reason():
    known = listed(BESIDE_PROTECTED)
    words = {column for table, column in known if table == "*"}
    named = {pair for pair in known if pair[0] != "*"}
    found = published(protected=True)
    assert {pair for pair in found if pair[1] not in words} == named


def test_every_number_of_people_or_events_that_nothing_protects_has_its_reason():
    assert published(protected=False) == listed(ELSEWHERE)


def shown(tables, edition, hierarchy=None):
    made = protect(tables, SPECS, editions=(edition,), hierarchy=hierarchy or Hierarchy())
    return made.editions[edition].tables


def diverted(**counts) -> pd.DataFrame:
    """The scheme's table, with other counts behind the same figures."""
    table = people_frames.diversion_groups()
    number = table["counted"].map(counts).fillna(table["number"]).astype("Int64")
    people = number.where(table["measure"] == "people").groupby(table["group"]).transform("max")
    months = people.astype(float) * table["years_each"]
    again = table.assign(number=number, years=months.where(table["years_each"].notna()))
    return people_tables.with_effect(again)


@pytest.mark.parametrize("name", people_frames.diversion_groups()["counted"].tolist())
def test_whichever_count_stands_behind_a_rounded_one_of_the_scheme_the_same_is_published(name):
    """The changes from exact counts left one solution: 303 and 119."""
    given = people_frames.diversion_groups().set_index("counted")["number"].astype(int)
    told = shown({"diversion_groups": diverted()}, "public")["diversion_groups"]
    rounded = 5 * ((given[name] + 2) // 5)
    for count in range(rounded - 2, rounded + 3):
        other = shown({"diversion_groups": diverted(**{name: count})}, "public")
        pd.testing.assert_frame_equal(other["diversion_groups"], told)
    assert told["effect"].notna().sum() == 1 and told["change_ratio"].notna().sum() == 2


def test_the_years_of_a_person_do_not_say_how_many_people_there_are():
    """To two decimals there are whole tenths of a month for every number, however few."""
    for people, each in itertools.product(range(5, 200), (0.93, 0.99)):
        tenths = np.round(each * people * 120)
        assert round(tenths / 120 / people, 2) == each


class Arrests:
    """What the table of quarters reads of the evidence."""

    borough, thresholds = "E09990001", Thresholds()

    def __init__(self, assessed: int, waiting: int):
        days = [3.0 + n % 4 for n in range(assessed)]
        ended = pd.to_datetime("2009-05-10") + pd.to_timedelta(days, unit="D")
        self.rows = pd.DataFrame({
            "tested_on": pd.to_datetime("2009-05-10"),
            "assessed_on": [*ended, *[pd.NaT] * waiting], "month": "2009-05",
            "result": "positive", "cocaine": True, "opiates": False,
        })  # fmt: skip

    def has_feed(self, name):
        return True

    def feed(self, name):
        return self.rows


@pytest.fixture
def all_positive(monkeypatch):
    monkeypatch.setattr(drug_evidence, "positive", lambda tests: tests["cocaine"])
    monkeypatch.setattr(drug_evidence, "last_day", lambda evidence: pd.Timestamp("2010-09-30"))


@pytest.mark.usefixtures("all_positive")
@pytest.mark.parametrize(("edition", "hidden"), [("committee", False), ("public", True)])
def test_positive_tests_without_an_assessment_are_hidden_as_other_tests_are(edition, hidden):
    """Assessed over the share assessed was every quarter's positive tests, exactly."""
    table = drug_evidence.assessment_quarters(Arrests(98, 7))
    sums = Hierarchy(
        area=(Partition("E09990001", ("E05990001", "E05990002")),),
        offence=(Partition("positive, followed", ("assessed since", "not assessed")),),
    )
    told = shown({"assessment_quarters": table}, edition, sums)["assessment_quarters"]
    marks = told.set_index("part")["number_symbol"]
    assert (marks["not assessed"] == "[c]") is hidden
    assert told["share"].notna().sum() == 1 - hidden


@pytest.mark.usefixtures("all_positive")
def test_a_mean_wait_fits_every_number_that_is_rounded_to_the_one_beside_it():
    table = drug_evidence.assessment_quarters(Arrests(98, 20))
    mean = table["mean"].dropna().iloc[0]
    for number in range(98, 103):
        assert any(round(days / number, 1) == mean for days in range(20 * number))


@pytest.mark.usefixtures("all_positive")
@pytest.mark.parametrize(("assessed", "told"), [(22, False), (23, True)])
def test_that_a_quarter_is_told_says_no_more_than_its_number(assessed, told):
    """22 is shown as 20, as 18 is."""
    assert (len(drug_evidence.assessment_quarters(Arrests(assessed, 9))) > 0) is told


DAY = """
    agency  | category | reports  | unit_cost
    Police  | Noise    | 20       | 100
    Police  | Rubbish  | 12       | 70
    Council | Litter   | {litter} | 50
    Council | Hoaxes   | {hoaxes} | 300
    Council | Rubbish  | 30       | 70
"""


class Counted:
    """A day counted, and nothing else."""

    known_to = "2010-09"

    def __init__(self, **reports):
        rows = frame(DAY.format(**reports))
        self.rows = rows.assign(counted_on=pd.Timestamp("2010-09-15"))

    def has_feed(self, name):
        return name == "asb_day_count"

    def feed(self, name):
        return self.rows


def day(edition, **reports):
    evidence = Counted(**reports)
    tables = {
        "asb_day_total": disorder_evidence.day_total(evidence),
        "asb_day_parts": disorder_evidence.day_parts(evidence),
        "asb_day": disorder_evidence.day_cells(evidence),
    }
    sums = Hierarchy(
        offence=(Partition(ALL_KINDS, tuple(evidence.rows["category"].unique())),),
        period=(Partition(ALL_AGENCIES, ("Police", "Council")),),
    )
    return shown(tables, edition, sums)


@pytest.mark.parametrize("edition", RELEASED)
def test_few_reports_of_a_day_are_shown_nowhere(edition):
    for name, table in day(edition, litter=6, hoaxes=3).items():
        assert not table["reports"].isin([1, 2, 3, 4]).any(), name
        assert name == "asb_day_total" or (table["reports_symbol"] == "[c]").any()


@pytest.mark.parametrize("edition", RELEASED)
def test_the_cost_of_a_day_is_the_same_whichever_way_its_hidden_kinds_fall(edition):
    """Every kind's price is known: with the exact cost two hidden kinds were two equations."""
    told = day(edition, litter=6, hoaxes=3)["asb_day_parts"]
    other = day(edition, litter=5, hoaxes=4)["asb_day_parts"]
    assert set(told.loc[told["reports_symbol"] == "[c]", "part"]) >= {"Litter", "Hoaxes"}
    whole, again = (table[table["by"] == "day"] for table in (told, other))
    pd.testing.assert_frame_equal(whole, again)
    assert whole["cost"].notna().all()


def test_the_order_of_rows_places_no_hidden_kind_between_two_that_are_shown():
    told = day("committee", litter=6, hoaxes=3)["asb_day_parts"]
    for _, own in told.groupby("by"):
        assert own["part"].tolist() == sorted(own["part"])


def test_an_agency_s_cost_is_not_worked_out_without_its_kinds():
    told = day("committee", litter=6, hoaxes=9)["asb_day_parts"]
    assert told.loc[told["by"] == "agency", "cost"].isna().all()


def test_differences_of_zones_are_rounded_and_never_made_to_look_clearer():
    table = pd.DataFrame({
        "public": [True, True, False], "measure": ["all", "incidents", "all"],
        "wdd": [-14, 9, 3], "lower": [-107.6, 0.4, -1], "upper": [-1.2, 35.5, 7],
        "p": [0.805658, 0.576003, 0.5], "displacement": [-19, 17, 1],
        "wdd_least": [-57, 2, 0], "wdd_most": [-12, 9, 0],
    })  # fmt: skip
    found = events.public_actions(table, round_to=5)
    assert found["wdd"].tolist() == [-15, 10] and found["displacement"].tolist() == [-20, 15]
    assert found["upper"].tolist() == [0, 35] and found["lower"].tolist() == [-110, 0]
    assert found["p"].tolist() == [0.81, 0.58]


@pytest.mark.parametrize(("begun", "told"), [(22, False), (23, True)])
def test_waits_of_parents_are_whole_days_and_of_enough_whatever_was_rounded(begun, told):
    """A quarter of a day told how many parents there were, divided by four."""
    start = pd.Timestamp("2010-01-01")
    rows = pd.DataFrame({
        "person": [f"P-{n}" for n in range(begun)], "contact_point": "school",
        "referred_on": start, "started_on": start + pd.to_timedelta(np.arange(begun), unit="D"),
    })  # fmt: skip
    found = referrals.referrals(rows).iloc[0]
    assert pd.notna(found["median_days"]) == told
    assert not told or found[["median_days", "upper_days"]].tolist() == [11, 17]


def test_a_day_priced_again_from_all_its_counts_costs_what_it_did():
    table = disorder_evidence.day_parts(Counted(litter=6, hoaxes=3))
    again = rederived.asb_day_parts(table)
    money = [name for name in table if name.startswith("cost")]
    kept = table["by"] != "agency"
    pd.testing.assert_frame_equal(again.loc[kept, money], table.loc[kept, money].astype(float))


class Admitted:
    """Admissions of four areas whose rates lie close together, and nothing else."""

    borough, name = "E09990001", "Alderhythe"

    def __init__(self, own: int):
        each = {"E09990001": own, "E09990002": 2821, "E09990003": 2823, "E09990004": 2900}
        under_85 = pd.DataFrame({
            "area": list(each), "year": "2008/09", "age_band": "0-84",
            "admissions": [float(n) for n in each.values()], "residents": 100_000,
        })  # fmt: skip
        self.rows = pd.concat([under_85, under_85.assign(age_band="85+", admissions=0.0)])

    def has_feed(self, name):
        return True

    def feed(self, name):
        return self.rows


def test_the_place_of_a_rate_is_that_of_the_count_as_shown():
    """Between areas whose rates others publish, the place by the exact count would tell it."""
    places = {
        int(treatment_evidence.alcohol_admissions(Admitted(own))["place"].iloc[0])
        for own in range(2818, 2823)  # all shown as 2,820
    }
    assert places == {4}


@pytest.mark.parametrize(("answers", "told"), [(52, False), (53, True)])
def test_an_estimate_is_told_where_the_respondents_as_shown_are_enough(answers, told):
    """52 is shown as 50, as 48 is."""
    survey = pd.DataFrame({name: ["all"] * answers for name in heard.VARIABLES})
    held = SimpleNamespace(survey=survey, weights=pd.Series(1.0, survey.index))
    felt = pd.Series([True, False] * answers, dtype="boolean")[:answers]
    wards = pd.DataFrame({"code": ["all"], "name": ["Abbey"]})
    evidence = SimpleNamespace(thresholds=Thresholds(), areas=lambda kind: wards)
    made = heard.safety(evidence, held, felt)
    assert made["share"].notna().all() == told and made["share"].notna().any() == told


def test_hidden_kinds_share_what_the_day_leaves_and_cost_the_mean_of_their_prices():
    parts = pd.DataFrame({
        "by": ["day", "category", "category", "category"],
        "part": ["all kinds", "Noise", "Litter", "Hoaxes"],
        "reports": [20, 10, None, None], "unit_cost": [None, 100.0, 50.0, 250.0],
        "weekday_factor": [0.9, None, None, None],
    })  # fmt: skip
    found = priced(parts)
    assert found.loc[0, "cost"] == 2500  # 10 at £100, and of the 10 left half at each price
    assert found.loc[0, "mean_cost"] == 125
    assert found.loc[0, "cost_any_day"] == 365 * 2500 * 0.9
    assert found.loc[2:, ["cost", "mean_cost"]].isna().all(axis=None)


def test_a_partnership_without_a_counted_day_is_priced_without_a_warning(recwarn):
    parts = pd.DataFrame(columns=["by", "part", "reports", "unit_cost", "weekday_factor"])
    assert priced(parts).empty
    assert not recwarn.list
