"""The page about adults, put together from feeds: what is missing is said, not made up."""

import pandas as pd
import pytest

from cdrp_analysis.assessment import adults
from cdrp_analysis.assessment.people_sums import kinds_of_adults
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.rules import policy
from tests.drawn import frame
from tests.unit.test_check_people import BOROUGH, CASELOAD, COHORT
from tests.unit.test_youth import Stand as Young


class Stand(Young):
    """Drawn feeds, and the tables that the page makes of them."""

    def has(self, name):
        return name in adults.TABLES

    def has_areas(self, kind):
        return False

    def table(self, name):
        return adults.adults(self).tables[name]

    def counts(self, kind):
        return pd.DataFrame({"area": ["E09990002"], "area_name": ["Bramley Cross"]})


def test_without_a_single_feed_every_table_is_there_and_has_no_rows():
    found = adults.adults(Stand())
    for table, rows in found.tables.items():
        assert SPECS[table].check(rows).empty
    assert found.lacking.startswith("Not received: the probation caseload, people in schemes")


def test_a_person_on_the_caseload_twice_is_once_in_either():
    both = pd.concat([CASELOAD, CASELOAD.tail(1).assign(person="P-1")])
    table = adults.adults(Stand(probation_caseload=both)).tables["adult_caseload"]
    last = table[table["counted_on"] == "2010-09-30"].set_index("measure")
    assert last["people"].to_dict() == {"on supervision": 3, "in custody": 2, "either": 4}
    assert last.loc["either", ["fewest", "most"]].tolist() == [3, 5]


def test_needs_are_of_those_assessed_for_every_need():
    table = adults.adults(Stand(probation_caseload=CASELOAD)).tables["adult_needs"]
    counts = table.set_index("measure")["people"]
    assert counts[adults.ASSESSED] == 2  # P-3 was not assessed for all
    assert counts["drugs and accommodation"] == 2 and counts["drugs and alcohol"] == 1


def test_a_scheme_of_fewer_than_ten_has_no_change_of_its_own():
    assert adults.adults(Stand(offender_cohort=COHORT)).tables["cohort_changes"].empty
    rows = pd.concat([COHORT[COHORT["scheme"] == "resettlement"]] * 10, ignore_index=True)
    rows["person"] = [f"C-{n}" for n in range(len(rows))]
    table = adults.adults(Stand(offender_cohort=rows)).tables["cohort_changes"]
    ratio = table.set_index("reading")["ratio"]
    assert ratio["nothing allowed for"] == pytest.approx(0.5)
    assert ratio["over those compared"] == pytest.approx(0.5)


def test_people_in_two_schemes_are_counted_in_the_pair():
    rows = pd.concat([COHORT, COHORT[COHORT["person"] == "C-1"].assign(scheme="resettlement")])
    table = adults.adults(Stand(offender_cohort=rows)).tables["cohort_overlap"]
    counts = table.set_index("counted")["people"]
    assert counts["prolific and priority with resettlement"] == 1
    assert counts["domestic abuse perpetrators with resettlement"] == 0
    wholes = {s.total for s in kinds_of_adults(Stand(offender_cohort=rows))
              if s.parts == ("prolific and priority with resettlement",)}  # fmt: skip
    assert wholes == {"prolific and priority", "resettlement"}


def test_other_areas_stand_beside_the_own():
    peers = frame(f"""
        area      | scheme                | people | offences_before | offences_after
        {BOROUGH} | prolific and priority | 31     | 250             | 60
        E09990002 | prolific and priority | 40     | 200             | 130
        E09990003 | prolific and priority | 20     | 100             | 70
    """)
    table = adults.adults(Stand(cohort_peers=peers)).tables["cohort_boroughs"]
    assert table["standing"].tolist() == ["own", "other", "other"]
    assert table["change_share"].tolist() == pytest.approx([-0.76, -0.35, -0.3])
    assert table["area_name"].tolist()[1:] == ["Bramley Cross", "E09990003"]


def test_victims_seen_again_add_up_to_those_known():
    rows = pd.DataFrame({
        "reference": [f"I-{n}" for n in range(6)],
        "victim": ["V-1", "V-1", "V-1", "V-2", "V-3", None],
        "reported_at": "2010-05-01T10:00",
    })  # fmt: skip
    table = adults.adults(Stand(domestic_incidents=rows)).tables["domestic_repeats"]
    counts = table.set_index("measure")["people"]
    assert counts.to_dict() == {
        "victims known": 3, "once": 2, "twice or more": 1, "three times or more": 1,
        "four times or more": 0, "five times or more": 0,
    }  # fmt: skip
    sums = {(s.total, s.parts, s.complete)
            for s in kinds_of_adults(Stand(domestic_incidents=rows))}  # fmt: skip
    assert ("victims known", ("once", "twice or more"), True) in sums


def test_a_person_on_two_lists_is_once_on_the_list_that_is_cut():
    keys = {f"key_{k}": [f"k{n}" for n in range(30)] for k in
            ("forename", "surname", "birth", "home")}  # fmt: skip
    one = pd.DataFrame({
        "list": "resettlement", "listed_on": "2010-01-01", "harm_two_years": range(30),
        "offences_last_year": 1, "harm_next_year": range(30), **keys,
        "person": [f"L-{n}" for n in range(30)],
    })  # fmt: skip
    two = one.head(12).assign(list="prolific and priority", person=[f"M-{n}" for n in range(12)])
    found = adults.adults(Stand(agency_lists=pd.concat([one, two])))
    pairs = found.tables["list_overlap"].set_index(["first", "second"])["people"]
    assert pairs["resettlement", "prolific and priority"] == 12
    band = found.tables["list_band"]
    assert band["person"].is_unique and set(band["places"]) == {12}
    assert set(band["band"]) == {"listed", "borderline"}
    assert found.tables["list_curve"]["places"].max() == 30


def test_named_individuals_are_in_no_released_edition():
    for edition in ("committee", "public"):
        rules = policy(edition)
        for name in ("list_band", "list_curve", "list_overlap"):
            assert not rules[SPECS[name].content].publish


def test_markers_stand_beside_the_curve_and_those_who_enter_late_are_not_followed():
    rows = pd.DataFrame({
        "reference": [f"I-{n}" for n in range(3)],
        "victim": ["V-1", "V-1", "V-2"],
        "reported_at": ["2010-03-31T10:00", "2010-09-30T10:00", "2010-04-01T10:00"],
        "alcohol": ["yes", "no", "no"],
    })  # fmt: skip
    found = adults.adults(Stand(domestic_incidents=rows))
    assert found.entered == "first seen in 2009/10"
    assert found.tables["domestic_markers"]["marked"].tolist() == [0, 1]
    again = found.tables["domestic_seen_again"]
    assert again[["markers", "victims", "again"]].to_numpy().tolist() == [["one marker", 1, 1]]
    for name in ("domestic_markers", "domestic_seen_again"):
        assert SPECS[name].content == "restricted"
