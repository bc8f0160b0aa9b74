"""Young people counted once, groups beside residents, cohorts that are not known yet."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import referrals, young_people
from cdrp_analysis.measures.proportions import exact_limits
from tests.drawn import frame

CASES = frame("""
    person | month   | ethnic_group | imd_quintile | first_time | plan  | in_cohort | reoffences | reoffences_predicted
    a      | 2009-04 | Black        | 1            | True       | True  | True      | 2          | 1.5
    a      | 2009-06 | Black        | 2            | False      | False | False     |            |
    b      | 2009-05 | White        | 1            | True       | True  | True      | 0          | 0.5
    c      | 2009-05 | not known    | 1            | False      | True  | False     |            |
    d      | 2010-05 | White        | 1            | True       | True  | True      |            |
""")  # noqa: E501
RESIDENTS = frame("""
    ethnic_group | imd_quintile | residents
    Black        | 1            | 100
    White        | 1            | 300
    White        | 2            | 50
""")
MONTHS = ["2009-04", "2009-05", "2009-06"]


def test_somebody_with_two_cases_is_one_person():
    here = young_people.opened_in(CASES, MONTHS)
    assert young_people.people(here) == 3
    assert young_people.first_time_entrants(here) == 2


def test_what_is_not_so_in_every_case_is_not_so():
    here = young_people.opened_in(CASES, MONTHS)
    assert young_people.in_every_case(here, "plan").to_dict() == {"a": False, "b": True, "c": True}


def test_a_person_is_counted_in_the_stratum_of_the_first_case_and_only_where_the_group_is_known():
    here = young_people.opened_in(CASES, MONTHS)
    found = young_people.by_group(here, RESIDENTS, group="Black", by=["imd_quintile"])
    columns = ["observed", "all_observed", "residents", "all_residents"]
    assert found[columns].to_numpy().tolist() == [[1, 2, 100, 400], [0, 0, 0, 50]]


def test_one_member_not_followed_up_leaves_the_cohort_unknown():
    years = {"2009/10": MONTHS, "2010/11": ["2010-05"], "2011/12": ["2011-05"]}
    found = young_people.cohorts(CASES, years).set_index("cohort")
    assert found.index.tolist() == ["2009/10", "2010/11"]  # the third has nobody
    assert found.loc["2009/10", ["members", "reoffenders", "reoffences"]].tolist() == [2, 1, 2]
    assert found.loc["2009/10", "expected"] == 2.0
    assert found.loc["2010/11", ["reoffenders", "reoffences"]].isna().all()


def test_a_case_is_closed_in_its_own_month_whenever_it_was_opened():
    rows = pd.DataFrame({"closed_on": pd.to_datetime(["2010-04-30", "2010-05-01", None])})
    assert len(young_people.closed_in(rows, ["2010-05"])) == 1


# Exact binomial limits: Clopper and Pearson (1934); the first two from Newcombe (1998),
# Statistics in Medicine 17, 857-872, table I, method 5.
PUBLISHED = [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684),
             (1, 29, 0.0009, 0.1776)]  # fmt: skip


@pytest.mark.parametrize(("found", "base", "lower", "upper"), PUBLISHED)
def test_exact_limits_match_the_published_table(found, base, lower, upper):
    low, high = exact_limits(found, base)
    assert (round(low.item(), 4), round(high.item(), 4)) == (lower, upper)


def test_exact_limits_of_nothing_are_missing_and_of_more_than_all_refused():
    assert [limit.tolist()[0] != limit.tolist()[0] for limit in exact_limits(0, 0)] == [True, True]
    with pytest.raises(InputError, match="outside 0 to 1"):
        exact_limits(3, 2)


def test_waits_are_of_those_who_have_begun_and_of_enough_of_them():
    first = pd.Timestamp("2010-01-01")
    rows = pd.DataFrame({
        "person": [f"p{n}" for n in range(28)],
        "contact_point": ["school"] * 25 + ["library"] * 3,
        "referred_on": first,
        "started_on": [first + pd.Timedelta(days=n) for n in range(25)] + [pd.NaT] * 3,
    })  # fmt: skip
    found = referrals.referrals(rows).set_index("measure")
    assert found["people"].to_dict() == {
        "all contact points": 28, "school": 25, "library": 3, "help has begun": 25,
    }  # fmt: skip
    assert found.loc["all contact points", ["median_days", "upper_days"]].tolist() == [12.0, 18.0]
    assert found.loc["library", ["median_days", "upper_days"]].isna().all()
    # By name: the order of exact counts would tell the larger of two that are rounded alike.
    assert found.index.tolist()[1:3] == ["library", "school"]
