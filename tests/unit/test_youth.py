"""The page about young people, put together from feeds: what is missing is said, not made up."""

import pandas as pd
import pytest

from cdrp_analysis.assessment import youth
from cdrp_analysis.assessment.people_sums import kinds_of_people
from cdrp_analysis.assessment.windows import span, windows
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.periods import Period
from tests.drawn import frame
from tests.unit.test_check_people import CASES, Drawn


class Stand(Drawn):
    """Drawn feeds of a year that is half over."""

    name = "Alderhythe"
    known_to = "2010-09"
    period = Period.parse("2010/11")
    current = Period.parse("2010-04..2010-09")

    def has_feed(self, name):
        return name in self._feeds

    def has(self, name):
        return name in youth.youth(self).tables

    def table(self, name):
        return youth.youth(self).tables[name]


RESIDENTS = frame("""
    year | ethnic_group | imd_quintile | residents
    2008 | Black        | 1            | 100
    2008 | White        | 1            | 300
    2010 | Black        | 1            | 100
    2010 | White        | 1            | 200
    2010 | White        | 2            | 200
""")


def test_windows_are_the_whole_years_and_the_last_twelve_months():
    months = pd.Series(["2007-06", "2008-01", "2010-09"])
    times = windows(Stand(), months)
    assert [time.label for time in times] == [
        "2008/09", "2009/10", "October 2009 to September 2010",
    ]  # fmt: skip
    assert span(times) == "2008/09 to September 2010"
    assert span(times[:1]) == "2008/09"


def test_a_year_that_is_over_is_no_second_window():
    whole = Stand()
    whole.known_to = "2010-03"
    whole.period = Period.parse("2009/10")
    assert [t.label for t in windows(whole, pd.Series(["2008-04", "2010-03"]))] == [
        "2008/09", "2009/10",
    ]  # fmt: skip
    assert windows(whole, pd.Series([], dtype=str)) == []


def test_without_a_single_feed_every_table_is_there_and_has_no_rows():
    found = youth.youth(Stand())
    assert {table: len(rows) for table, rows in found.tables.items() if len(rows)} == {}
    for table, rows in found.tables.items():
        assert SPECS[table].check(rows).empty
    assert found.lacking.startswith("Not received: cases of young people, residents of that age")
    assert kinds_of_people(Stand())  # sums that need no rows stand all the same


def test_cases_alone_are_counted_without_a_rate():
    found = youth.youth(Stand(youth_cases=CASES))
    rates = found.tables["youth_rates"]
    assert rates["people"].notna().all() and rates["rate"].isna().all()
    assert found.tables["youth_ethnicity"].empty and found.tables["youth_adjusted"].empty
    assert "residents of that age" in found.lacking and "cases" not in found.lacking.split(",")[0]


def test_what_is_not_said_of_everybody_is_a_share_of_those_it_is_said_of():
    cases = CASES.copy()
    cases.loc[cases["person"] == "Y-7", "assessed"] = None
    shares = youth.youth(Stand(youth_cases=cases)).tables["youth_shares"]
    last = shares[shares["period"] == "October 2009 to September 2010"].set_index("measure")
    base = last.loc["assessed", "of"]
    assert base == "young people with a case, of whom it is known whether assessed"
    assert last.loc[base, "people"] == 1 and last.loc["young people with a case", "people"] == 2


def many(group: str, count: int, start: int) -> pd.DataFrame:
    rows = pd.concat([CASES[CASES["person"] == "Y-7"]] * count, ignore_index=True)
    return rows.assign(person=[f"M-{start + n}" for n in range(count)], ethnic_group=group)


def test_groups_of_few_are_put_together_until_they_have_enough():
    cases = pd.concat([many("Black", 40, 0), many("White", 60, 100), many("Asian", 9, 200),
                       many("Other", 7, 300)])  # fmt: skip
    alive = pd.concat([RESIDENTS, RESIDENTS.head(2).assign(
        year=2010, ethnic_group=["Asian", "Other"], imd_quintile=2, residents=50)])  # fmt: skip
    found = youth.youth(Stand(youth_cases=cases, youth_population=alive))
    table = found.tables["youth_ethnicity"].set_index("ethnic_group")["people"]
    assert table.to_dict() == {"Asian and Other": 16, "Black": 40, "White": 60,
                               "all known groups": 116}  # fmt: skip
    sums = {(s.total, s.parts): s.complete for s in kinds_of_people(
        Stand(youth_cases=cases, youth_population=alive))}  # fmt: skip
    groups = tuple(f"young people, {name}" for name in ("Asian and Other", "Black", "White"))
    assert sums["young people, all known groups", groups] is True


def test_the_adjusted_index_is_of_the_group_that_stands_out():
    cases = pd.concat([many("Black", 40, 0), many("White", 60, 100)])
    found = youth.youth(Stand(youth_cases=cases, youth_population=RESIDENTS))
    adjusted = found.tables["youth_adjusted"]
    assert adjusted["ethnic_group"].iloc[-1] == "Black"
    assert adjusted["quintile"].tolist() == ["1", "2", "all", "all"]
    assert adjusted["index"].iloc[-1] == pytest.approx(40 / (100 * 100 / 500))


@pytest.mark.parametrize(("size", "told"), [(9, False), (10, True)])
def test_a_list_of_fewer_than_ten_is_in_no_table_that_is_released(size, told):
    lists = pd.DataFrame({
        "list": "serious violence", "person": [f"L-{n}" for n in range(size)],
        "listed_on": "2010-01-01",
    })  # fmt: skip
    shares = youth.youth(Stand(youth_cases=CASES, agency_lists=lists)).tables["youth_shares"]
    assert (youth.ON_LIST in shares["measure"].tolist()) is told
    named = [s for s in kinds_of_people(Stand(youth_cases=CASES, agency_lists=lists))
             if youth.ON_LIST in s.parts]  # fmt: skip
    assert named == []  # somebody may be listed without a case


def test_small_groups_in_a_scheme_have_no_effect_told():
    rows = frame("""
        person | diverted | starts_on  | offences_before | months_before | offences_after | months_after
        V-1    | yes      | 2008-01-01 | 4               | 12            | 1              | 12
        V-2    | no       | 2008-01-01 | 5               | 12            | 4              | 12
    """)  # noqa: E501
    found = youth.youth(Stand(diversion=rows)).tables
    assert found["diversion_groups"]["number"].tolist() == [1, 4, 1, 1, 5, 4]
    assert found["diversion_groups"]["a_year"].tolist()[1:3] == [4.0, 1.0]
    assert found["diversion_groups"]["effect"].isna().all()
    more = pd.concat([rows.assign(person=rows["person"] + f"-{n}") for n in range(30)])
    assert youth.youth(Stand(diversion=more)).tables["diversion_groups"]["effect"].count() == 1


def test_shared_costs_are_of_all_areas_together():
    rows = frame("""
        service | area      | year    | management_cost | total_cost | young_people
        Youth   | E09990001 | 2009/10 | 100             | 500        | 10
        Youth   | E09990002 | 2009/10 | 100             | 500        | 10
        Youth   | E09990001 | 2010/11 | 90              | 400        | 9
        Youth   | E09990002 | 2010/11 | 60              | 600        | 9
    """)
    table = youth.youth(Stand(shared_services=rows)).tables["youth_shared_service"]
    assert table["management_change_share"].tolist()[1] == pytest.approx(-0.25)
    assert table["total_change_share"].tolist()[1] == 0.0
    assert table[["areas", "saved"]].iloc[1].tolist() == [2, 50]


ELSEWHERE = frame("""
    area      | area_name  | first_day  | first_time_entrants | young_people | residents
    E09990001 | Alderhythe | 2008-04-01 | 99                  | 150          | 400
    E09990002 | Bramley    | 2008-04-01 | 4                   | 9            | 300
    E09990003 | Castle     | 2008-04-01 | 6                   | 9            | 500
    E09990002 | Bramley    | 2003-04-01 | 5                   | 9            | 300
""")


def test_our_own_cases_stand_in_the_funnel_and_not_the_published_row_of_us():
    lists = pd.DataFrame({"area": ["E09990001"], "peer_set": ["Most similar"],
                          "peer": ["E09990003"], "position": [1]})  # fmt: skip
    feeds = {"youth_cases": CASES, "youth_population": RESIDENTS, "youth_peers": ELSEWHERE}
    table = youth.youth(Stand(**feeds, peers=lists)).tables["youth_peers"]
    assert table["period"].unique().tolist() == ["2008/09"]  # the only year that both have
    assert table["area_name"].tolist() == ["Alderhythe", "Bramley", "Castle"]
    assert table["standing"].tolist() == ["own", "other", "peer"]
    assert table["people"].tolist() == [0, 4, 6] and table["residents"].iloc[0] == 400
    assert table["rate"].tolist()[1:] == pytest.approx([100_000 * 4 / 300, 1200])
    assert SPECS["youth_peers"].check(table).shape[0] == 3


def test_without_residents_of_ours_or_other_areas_nobody_is_compared():
    found = youth.youth(Stand(youth_cases=CASES, youth_peers=ELSEWHERE))
    assert found.tables["youth_peers"].empty
    found = youth.youth(Stand(youth_cases=CASES, youth_population=RESIDENTS))
    assert found.tables["youth_peers"].empty and "young people of other areas" in found.lacking


SHARED = frame("""
    service                 | area      | year    | management_cost | total_cost | young_people
    Youth offending service | E09990001 | 2009/10 | 100             | 500        | 10
    Youth offending service | E09990002 | 2009/10 | 100             | 500        | 10
    Youth offending service | E09990001 | 2010/11 | 90              | 400        | 9
    Youth offending service | E09990002 | 2010/11 | 80              | 600        | 9
""")
TARGETS = frame("""
    target | label                        | measure         | level    | wanted | baseline | value | change_percent | starts_on  | ends_on    | withdrawn_on
    t-1    | Youth offending: management  | management cost | borough  | down   | 200      | 150   | -25            | 2010-04-01 | 2011-03-31 |
    t-2    | Youth offending: the old one | management cost | borough  | down   | 200      | 100   | -50            | 2010-04-01 | 2011-03-31 | 2010-09-01
    t-3    | Youth offending: all cost    | cost            | borough  | down   | 200      | 150   | -25            | 2010-04-01 | 2011-03-31 |
""")  # noqa: E501


def test_the_saving_is_held_against_the_target_that_is_in_force():
    tables = youth.youth(Stand(shared_services=SHARED, targets=TARGETS)).tables
    found = tables["youth_shared_target"]
    assert found["target"].tolist() == ["Youth offending: management"]
    assert found[["cost", "aim", "gap"]].iloc[0].tolist() == [170, 150, 20]
    assert found["saved_share"].iloc[0] == pytest.approx(30 / 50)
    assert len(tables["youth_shared_areas"]) == 4


def test_areas_that_share_a_service_are_added_up_where_all_are_known():
    feeds = {"youth_cases": CASES, "youth_population": RESIDENTS, "shared_services": SHARED}
    stand = Stand(**feeds, youth_peers=ELSEWHERE)
    table = youth.youth(stand).tables["youth_combined"]
    assert table["period"].unique().tolist() == ["2008/09"]
    people = table.set_index("measure")["people"]
    assert people["first-time entrants, all that share the service"] == 0 + 4
    assert people["young people with a case, all that share the service"] == 2 + 9
    whole = table.set_index("measure").loc["first-time entrants, all that share the service"]
    assert whole["residents"] == 700 and whole["rate"] == pytest.approx(100_000 * 4 / 700)
    sums = {(s.total, s.parts, s.complete) for s in kinds_of_people(stand)}
    parts = ("first-time entrants", "first-time entrants, E09990002")
    assert ("first-time entrants, all that share the service", parts, True) in sums
    alone = ELSEWHERE[ELSEWHERE["area"] != "E09990002"]
    assert youth.youth(Stand(**feeds, youth_peers=alone)).tables["youth_combined"].empty
