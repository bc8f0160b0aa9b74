"""Check-ups of people and health, on small drawn feeds whose answers are plain to see."""

import math

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.assessment import check_adults, check_health, check_lists, check_people
from cdrp_analysis.assessment.check_up import HELD, MISSED, verdict
from cdrp_analysis.contracts import PARTNER_FEEDS, conform
from cdrp_analysis.settings import Thresholds
from tests.drawn import frame

BOROUGH = "E09990001"
CHECKS = {
    **check_people.CHECKS,
    **check_adults.CHECKS,
    **check_lists.CHECKS,
    **check_health.CHECKS,
    **check_health.CHECKS_IN_PARTS,
}


class Drawn:
    """Rows of partner feeds as a restricted run gives them: in their contract's types."""

    borough, thresholds, known_to = BOROUGH, Thresholds(), "2010-09"

    def __init__(self, **feeds: pd.DataFrame):
        self._feeds = feeds

    def feed(self, name: str) -> pd.DataFrame:
        contract, rows = PARTNER_FEEDS[name], self._feeds[name].astype("object")
        if contract.dated:
            rows = rows.assign(month=rows[contract.dated].str[:7])
        text = rows.where(rows.notna(), "").astype("str").replace(r"\.0$", "", regex=True)
        typed, reasons = conform(text, contract)
        assert reasons.isna().all(), reasons.dropna().unique()
        return typed

    def has_feed(self, name: str) -> bool:
        return name in self._feeds


def found(key: str, **feeds: pd.DataFrame):
    return CHECKS[key](Drawn(**feeds))


CASES = frame("""
    person | opened_on  | closed_on  | ethnic_group | imd_quintile | first_time | assessed | tailored_plan | in_education_or_work | in_cohort | reoffences | reoffences_predicted
    Y-1    | 2004-05-01 | 2004-09-01 | White        | 1            | yes        | yes      | yes           | yes                  | no        |            |
    Y-2    | 2004-06-01 | 2004-09-01 | White        | 1            | yes        | yes      | yes           | yes                  | no        |            |
    Y-3    | 2007-06-01 | 2007-09-01 | White        | 1            | no         | yes      | yes           | yes                  | yes       | 4          | 2
    Y-4    | 2008-06-01 | 2009-12-01 | White        | 1            | no         | yes      | yes           | no                   | yes       | 3          | 2
    Y-5    | 2008-07-01 | 2008-09-01 | White        | 1            | no         | yes      | yes           | yes                  | yes       | 0          | 2
    Y-6    | 2009-11-01 | 2010-02-01 | Black        | 1            | yes        | yes      | yes           | yes                  | yes       |            |
    Y-6    | 2010-02-01 |            | Black        | 1            | no         | yes      | no            |                      | no        |            |
    Y-7    | 2010-05-01 | 2010-08-01 | White        | 2            | yes        | yes      | yes           | yes                  | no        |            |
""")  # noqa: E501
RESIDENTS = frame("""
    year | ethnic_group | imd_quintile | residents
    2009 | Black        | 1            | 999
    2010 | Black        | 1            | 100
    2010 | White        | 1            | 100
    2010 | White        | 2            | 200
""")


def test_a_young_person_with_two_cases_counts_once():
    result = found("young_people", youth_cases=CASES, youth_population=RESIDENTS)
    assert result.value == 2
    assert "5.0 per 1,000" in result.measure
    assert found("young_people_2004", youth_cases=CASES).value == 2


def test_first_time_entrants_keep_their_financial_years():
    counts = found("first_time_entrants", youth_cases=CASES).value
    assert {year: n for year, n in counts.items() if n} == {
        "2004/05": 2, "2009/10": 1, "2010/11": 1,
    }  # fmt: skip


def test_rates_of_first_time_entrants_are_of_whole_years_alone():
    years = pd.concat([RESIDENTS.assign(year=year) for year in range(2004, 2010)])
    result = found("first_time_rate", youth_cases=CASES, youth_population=years)
    assert set(result.value) == {"2004/05", "2005/06", "2006/07", "2007/08", "2008/09", "2009/10"}
    assert result.value["2004/05"] == pytest.approx(100_000 * 2 / 1399)
    assert result.lower["2004/05"] < result.value["2004/05"] < result.upper["2004/05"]


def test_other_areas_are_held_against_ours_in_the_funnel():
    counts = {1: 9_999, 2: 300} | {n: 95 + n for n in range(3, 20)}
    rows = [(f"E0999{n:04d}", f"Area {n}", f"{year}-04-01", count * times, 10_000)
            for year, times in ((2004, 2), (2009, 1)) for n, count in counts.items()]  # fmt: skip
    names = ["area", "area_name", "first_day", "first_time_entrants", "residents"]
    peers = pd.DataFrame(rows, columns=names)
    assert found("first_time_elsewhere", youth_peers=peers).value == -0.5  # our own row is left out
    many = pd.concat([CASES[CASES["person"] == "Y-6"].head(1)] * 10)
    many = many.assign(person=[f"Y-{n}" for n in range(100, 110)])
    few = RESIDENTS.tail(1).assign(year=2009, residents=1_000)
    feeds = {"youth_cases": many, "youth_population": few, "youth_peers": peers}
    assert found("first_time_stands_out", **feeds).value == {"Area 2": "high"}


def test_cases_closed_in_the_year_are_the_base_of_education_or_work():
    """Three closed, Y-4 without; the open case of Y-6 is neither yes nor no."""
    result = found("into_education_or_work", youth_cases=CASES)
    assert result.value == pytest.approx(2 / 3)
    assert result.lower < result.value < result.upper


def test_a_plan_missing_in_one_case_is_missing_for_the_person():
    assert found("tailored_plan", youth_cases=CASES).value == 0.5
    assert found("assessed", youth_cases=CASES).value == 1.0


def test_over_representation_goes_when_the_group_lives_where_everybody_offends_more():
    """Black: one of two seen, a quarter of residents, but half of those of quintile 1."""
    feeds = {"youth_cases": CASES.assign(imd_quintile=1), "youth_population": RESIDENTS}
    assert found("over_representation", **feeds).value == 2.0
    adjusted = found("over_representation_adjusted", **feeds)
    assert adjusted.value == 1.0  # 1 seen, 2 x 100/200 expected
    assert adjusted.lower < 1 < adjusted.upper


def test_readings_of_reoffending_use_the_cohort_whose_follow_up_is_over():
    assert found("reoffences_per_member", youth_cases=CASES).value == 1.5
    assert found("reoffences_previous", youth_cases=CASES).value == pytest.approx(1.5 / 4)
    assert found("reoffenders", youth_cases=CASES).value == 0.5
    assert found("reoffences_against_predicted", youth_cases=CASES).value == 0.75
    assert found("reoffending_not_yet_known", youth_cases=CASES).value == "2009/10"


def test_custodial_share_is_that_of_the_financial_year():
    disposals = frame("""
        person | disposed_on | disposal | custodial
        Y-1    | 2009-03-31  | Fine     | yes
        Y-1    | 2009-04-01  | Fine     | no
        Y-2    | 2010-03-31  | Fine     | yes
    """)
    assert found("custodial_share", youth_disposals=disposals).value == 0.5


def test_diversion_is_judged_by_the_change_of_the_comparison_group():
    rows = frame("""
        person | diverted | starts_on  | offences_before | months_before | offences_after | months_after
        V-1    | yes      | 2008-01-01 | 4               | 12            | 1              | 12
        V-2    | yes      | 2008-01-01 | 4               | 12            | 3              | 12
        V-3    | no       | 2008-01-01 | 5               | 12            | 4              | 12
        V-4    | no       | 2008-01-01 | 5               | 12            | 2              |  6
    """)  # noqa: E501
    result = found("diversion_effect", diversion=rows)
    assert result.value == pytest.approx((4 / 8) / (6 / 18 * 24 / 10))
    assert result.lower < result.value < result.upper


CASELOAD = frame("""
    person | counted_on | status      | drugs | alcohol | accommodation | delivery_unit
    P-1    | 2010-03-31 | supervision | yes   | yes     | yes           | Both boroughs
    P-2    | 2010-06-30 | supervision | yes   | yes     | yes           | Own
    P-1    | 2010-09-30 | supervision | yes   | yes     | yes           | Own
    P-2    | 2010-09-30 | supervision | yes   | no      | yes           | Own
    P-3    | 2010-09-30 | supervision | yes   |         |               | Own
    P-4    | 2010-09-30 | custody     |       |         |               | Own
""")


def test_the_caseload_is_that_of_the_last_extract():
    assert found("caseload_supervision", probation_caseload=CASELOAD).value == 3
    assert found("caseload_custody", probation_caseload=CASELOAD).value == 1


def test_a_need_not_assessed_is_not_a_need_that_is_absent():
    result = found("need_alcohol", probation_caseload=CASELOAD)
    assert result.value == 1
    assert "50% of 2 assessed" in result.measure


def test_needs_together_are_counted_among_those_assessed_for_all():
    counts = found("needs_together", probation_caseload=CASELOAD).value
    assert counts == {"drugs and alcohol": 1, "drugs and accommodation": 2,
                      "alcohol and accommodation": 1, "all three": 1}  # fmt: skip


def test_the_break_is_the_first_month_of_the_new_unit():
    assert found("delivery_unit_break", probation_caseload=CASELOAD).value == "2010-06"


COHORT = frame("""
    person | scheme                      | in_scheme | joined_on  | offences_before | months_before | custody_days_before | offences_after | months_after | custody_days_after
    C-1    | prolific and priority       | yes       | 2009-04-01 | 9               | 12            | 0                   | 2              | 12           | 0
    C-2    | prolific and priority       | yes       | 2009-04-01 | 7               | 12            | 0                   | 2              | 12           | 0
    C-3    | prolific and priority       | no        | 2009-04-01 | 6               | 12            | 0                   | 3              | 12           | 183
    C-4    | resettlement                | yes       | 2009-04-01 | 4               | 12            | 0                   | 2              | 12           | 0
    C-5    | resettlement                | no        | 2009-04-01 | 4               | 12            | 0                   | 4              | 12           | 0
    C-6    | domestic abuse perpetrators | yes       | 2010-04-01 | 1               | 12            | 0                   | 0              |  6           | 0
""")  # noqa: E501


def test_the_raw_change_counts_the_scheme_and_time_at_liberty_the_next_ranked():
    assert found("ppo_raw_change", offender_cohort=COHORT).value == -0.75
    free = 12 - 183 / (365.25 / 12)
    next_ranked = found("ppo_next_ranked", offender_cohort=COHORT)
    assert next_ranked.value == pytest.approx((3 / free) / (6 / 12))
    assert found("resettlement_effect", offender_cohort=COHORT).value == pytest.approx(0.5)
    pilot = found("pilot_too_small", offender_cohort=COHORT)
    assert (pilot.value, math.isnan(pilot.lower)) == (1, True)  # too few for a rate


def test_peers_are_all_other_areas_together():
    peers = frame(f"""
        area      | scheme                | people | offences_before | offences_after
        {BOROUGH} | prolific and priority | 31     | 100             | 10
        E09990002 | prolific and priority | 40     | 200             | 100
        E09990003 | prolific and priority | 20     | 100             | 80
        E09990003 | resettlement          | 20     | 100             | 100
    """)
    assert found("ppo_peer_change", cohort_peers=peers).value == pytest.approx(-0.4)


def test_the_list_is_counted_whole_and_as_a_share_of_young_people():
    lists = frame("""
        list             | person | listed_on
        serious violence | L-1    | 2010-01-01
        youth offending  | L-2    | 2010-01-01
    """)
    result = found("high_risk", agency_lists=lists, youth_cases=CASES)
    assert result.value == 1
    assert "50.0% of 2" in result.measure


def test_hours_and_suggestions_of_the_year():
    days = frame("""
        project | worked_on  | hours | suggested_by | taken_up
        Railing | 2009-09-30 | 100   | resident     | yes
        Bulbs   | 2009-10-01 | 7.5   | resident     | yes
        Bulbs   | 2009-10-02 | 7.5   | resident     | yes
        Benches | 2010-09-30 | 0     | council      | no
    """)
    assert found("payback_hours", community_payback=days).value == 15.0
    taken = found("payback_suggestions_taken", community_payback=days)
    assert taken.value == 1 and "of 2 suggested" in taken.measure


def test_a_service_exactly_full_is_not_over_capacity():
    months = frame("""
        service | first_day  | places | filled
        Full    | 2010-01-01 | 10     | 10
        Over    | 2010-01-01 | 10     | 13
        Over    | 2010-02-01 | 10     |  8
        Past    | 2009-09-01 | 10     | 20
    """)
    result = found("over_capacity", service_capacity=months)
    assert (result.value, result.measure) == ("Over", "105% filled")


TESTS = frame("""
    person | tested_on  | trigger_offence | opiates | cocaine | assessed_on
    T-1    | 2009-01-01 | Begging         | yes     | no      | 2009-01-03
    T-2    | 2009-01-01 | Begging         | no      | yes     | 2009-01-07
    T-3    | 2009-01-01 | Fraud           | no      | no      |
    T-4    | 2010-01-01 | Begging         | yes     | yes     | 2010-01-11
    T-5    | 2010-01-01 | Fraud           | yes     | no      | 2010-01-13
    T-6    | 2010-09-20 | Begging         | yes     | no      | 2010-09-21
    T-7    | 2010-01-01 | Fraud           | no      | no      |
""")


def test_either_drug_makes_a_test_positive():
    result = found("drug_test_positive", drug_tests=TESTS)
    assert result.value == {"Begging": 1.0, "Fraud": pytest.approx(1 / 3)}
    assert result.lower["Fraud"] < 1 / 3 < result.upper["Fraud"]


def test_waits_leave_out_tests_too_late_to_be_followed():
    """T-6 waited a day, but those like it who wait longer are not known yet."""
    result = found("drug_assessment_wait", drug_tests=TESTS)
    assert result.value == [4.0, 11.0]


POSSESSION = frame("""
    person | dealt_with_on | drug     | disposal       | referred | attended
    D-1    | 2009-01-25    | cannabis | warning        | no       |
    D-1    | 2009-01-26    | cannabis | warning        | no       |
    D-1    | 2009-05-01    | cannabis | penalty notice | yes      | yes
    D-2    | 2009-06-01    | heroin   | caution        | yes      | no
    D-3    | 2010-03-31    | cannabis | warning        | no       |
    D-3    | 2010-04-01    | crack    | charge         | yes      | yes
""")


def test_possession_by_drug_step_and_referral():
    assert found("cannabis_share", possession_disposals=POSSESSION).value == 0.6667
    funnel = found("cannabis_funnel", possession_disposals=POSSESSION)
    assert funnel.value == {"warning": 2, "penalty notice": 1}
    assert "1 of 2 people twice" in funnel.measure
    assert found("possession_referred", possession_disposals=POSSESSION).value == 2


def test_parents_are_shared_out_among_those_who_said():
    treatment = frame("""
        person | starts_on  | ends_on    | substance | parent
        N-1    | 2008-01-01 | 2009-03-31 | heroin    | yes
        N-2    | 2008-01-01 | 2009-04-01 | heroin    | yes
        N-3    | 2010-03-31 |            | alcohol   | no
        N-4    | 2009-06-01 | 2009-07-01 | crack     |
        N-4    | 2009-09-01 | 2009-12-01 | crack     | no
        N-5    | 2009-06-01 |            | crack     |
        N-6    | 2010-04-01 |            | crack     | yes
    """)
    result = found("parents_in_treatment", treatment=treatment)
    assert result.value == pytest.approx(1 / 3)
    assert "of 4" in result.measure


def test_children_are_the_sum_of_two_products_within_their_ranges():
    prevalence = frame("""
        quantity                         | low  | central | high | unit     | source
        problem drug users               | 800  | 1000    | 1200 | people   | a study
        children per problem drug user   | 0.8  | 0.9     | 1.0  | children | a study
        residents aged 16 and over       | 9000 | 10000   | 11000 | people  | a study
        share drinking at harmful levels | 0.03 | 0.04    | 0.05 | share    | a study
        children per harmful drinker     | 0.2  | 0.3     | 0.4  | children | a study
    """)
    result = found("children_exposed", prevalence=prevalence)
    assert result.value == 900 + 120
    assert 800 * 0.8 + 9000 * 0.03 * 0.2 < result.lower < 1020 < result.upper


def test_the_admission_rate_is_weighted_to_the_standard_of_1976():
    """The same 100 per 100,000 at every age is 100 whatever the standard; its double is above."""
    bands = ["0-9", "10-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"]
    rows = [
        (area, "2009/10", band, sex, level, 500)
        for area, level in ((BOROUGH, 1), ("E09990002", 0.5))
        for band in bands
        for sex in ("female", "male")
    ]
    names = ["area", "year", "age_band", "sex", "admissions", "residents"]
    result = found("alcohol_admission_rate", alcohol_admissions=pd.DataFrame(rows, columns=names))
    assert result.value == 200.0
    assert result.lower < 200 < result.upper
    assert "rank 1 of 2" in result.measure


def test_admissions_and_persons_fall_in_their_years_and_quarters():
    admissions = frame("""
        outward_postcode | admitted_on | icd10
        AY1              | 2005-03-31  | X99
        AY1              | 2005-04-01  | X99
        AY1              | 2010-09-30  | X99
    """)
    counts = found("hospital_admissions", hospital_admissions=admissions).value
    assert [counts[y] for y in ("2004/05", "2005/06", "2009/10", "2010/11")] == [1, 1, 0, 1]
    quarters = frame("""
        quarter_starts_on | measure                                      | persons
        2009-07-01        | persons receiving drug treatment             | 1
        2010-07-01        | persons receiving drug treatment             | 3
        2009-10-01        | persons receiving drug treatment             | 2
        2009-10-01        | mental illness outpatient first attendances  | 9
    """)
    assert found("drug_treatment_quarters", health_quarters=quarters).value == [2, 3]


INCIDENTS = frame("""
    reference | reported_at      | victim | children_present | alcohol | drugs | separation
    DI-1      | 2009-09-30 22:00 | W-1    | yes              | yes     | yes   | yes
    DI-2      | 2009-10-01 22:00 | W-1    | yes              | yes     | no    | no
    DI-3      | 2009-12-01 22:00 | W-2    | yes              |         | yes   | no
    DI-4      | 2010-01-01 22:00 | W-2    | no               | yes     | no    | no
    DI-5      | 2010-01-01 23:00 |        | yes              | yes     | yes   | yes
    DI-6      | 2010-09-30 23:00 | W-3    | no               | no      | no    | yes
""")


def test_a_repeat_victim_is_seen_twice_within_the_year():
    """W-1 was seen once more, but the day before it began."""
    result = found("repeat_victims", domestic_incidents=INCIDENTS)
    assert result.value == pytest.approx(1 / 3)


def test_markers_are_shares_of_incidents_in_which_somebody_said():
    result = found("domestic_risk_markers", domestic_incidents=INCIDENTS)
    assert result.value == {"children_present": [0.5, 0.5], "alcohol": [0.5, 1.0],
                            "drugs": [0.0, 0.5], "separation": [0.5, 0.0]}  # fmt: skip
    assert result.lower["alcohol"][1] < 1.0 == result.upper["alcohol"][1]


def test_a_true_rate_outside_the_interval_is_missed():
    """A check has no way to pass but the data: another truth, another verdict."""
    result = found("diversion_effect", diversion=frame("""
        person | diverted | starts_on  | offences_before | months_before | offences_after | months_after
        V-1    | yes      | 2008-01-01 | 40              | 12            | 20             | 12
        V-2    | yes      | 2008-01-01 | 40              | 12            | 22             | 12
        V-3    | no       | 2008-01-01 | 50              | 12            | 50             | 12
        V-4    | no       | 2008-01-01 | 50              | 12            | 52             | 12
    """))  # fmt: skip # noqa: E501
    assert verdict({"how": "process", "planted": 0.515}, result) == HELD
    assert verdict({"how": "process", "planted": 0.9}, result) == MISSED


def test_no_check_answers_two_keys_of_different_modules():
    modules = (check_people, check_adults, check_health, check_lists)
    assert len(CHECKS) == sum(len(module.CHECKS) for module in modules) + len(
        check_health.CHECKS_IN_PARTS
    )


def test_tests_outside_the_pilot_are_held_against_those_of_the_same_offence_and_quarter():
    outside = frame("""
        area      | quarter_starts_on | trigger_offence | tests | positive
        E09990002 | 2009-01-01        | Begging         | 10    | 5
        E09990002 | 2010-01-01        | Begging         | 10    | 5
        E09990003 | 2010-01-01        | Fraud           | 20    | 0
        E09990002 | 2008-01-01        | Fraud           | 99    | 99
    """)
    own = TESTS.replace({"Fraud": "Begging"})
    result = found("drug_test_pilot_gap", drug_tests=own, drug_tests_outside=outside)
    # Six of its offences have too few tests for a percentage, so all are held together.
    assert result.value == pytest.approx(4 / 6 - 10 / 40, abs=1e-4)
    assert result.lower < result.value < result.upper


LISTED = pd.DataFrame(
    [
        (name, f"{name[:1]}-{n}", "2010-01-01", f"k{n}", f"k{n % 80}", f"k{n % 70}", f"k{n}",
         n, n, n)
        for name, people in (("drug interventions", range(100)), ("resettlement", range(80, 180)))
        for n in people
    ],
    columns=["list", "person", "listed_on", "key_forename", "key_surname", "key_birth", "key_home",
             "harm_two_years", "offences_last_year", "harm_next_year"],
)  # fmt: skip


def test_people_on_two_lists_are_counted_once_with_room_for_those_not_found():
    result = found("people_on_lists", agency_lists=LISTED)
    assert result.value == 180 and result.lower <= 180 <= result.upper
    pairs = found("list_overlaps", agency_lists=LISTED)
    assert pairs.value == {"drug interventions + resettlement": 20}
    assert pairs.lower["drug interventions + resettlement"] <= 20
    assert pairs.upper["drug interventions + resettlement"] >= 20


def test_harm_of_the_fifty_worst_is_a_share_with_limits_for_each_ranking():
    result = found("harm_caught_top_50", agency_lists=LISTED)
    worst = sum(range(130, 180)) / sum(range(180))
    assert result.value == pytest.approx(
        {"harm_two_years": worst, "offences_last_year": worst}, abs=1e-4
    )
    assert all(result.lower[s] < worst < result.upper[s] for s in result.value)


def test_people_chosen_for_a_bad_year_are_held_against_what_the_choice_brings():
    rng = np.random.default_rng(4)
    rate = rng.gamma(1.0, 2.3, 400)
    before = rng.poisson(rate)
    order = np.lexsort((rng.random(400), -before))[:91]
    inside = np.arange(91) < 31
    people = pd.DataFrame({
        "person": [f"P-{n}" for n in range(91)], "scheme": "prolific and priority",
        "in_scheme": np.where(inside, "yes", "no"), "rank": range(1, 92),
        "joined_on": "2009-04-01", "offences_before": before[order], "months_before": 12,
        "custody_days_before": 0, "months_after": 12, "custody_days_after": 0,
        "offences_after": rng.poisson(rate[order] * np.where(inside, 0.5, 1.0)),
    })  # fmt: skip
    effect = found("ppo_true_effect", offender_cohort=people)
    assert effect.lower < 0.5 < effect.upper < 1
    fall = found("ppo_regression", offender_cohort=people)
    true = rate[order][inside].sum() / before[order][inside].sum()
    assert fall.lower < true < fall.upper and fall.lower < fall.value < fall.upper
