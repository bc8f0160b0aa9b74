"""Tables of drugs and alcohol from a run's feeds, and without them."""

import pandas as pd
import pytest

from cdrp_analysis.assessment import alcohol_flags, drug_evidence, table_sums, treatment_evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.relations import Partition
from cdrp_analysis.periods import Period
from cdrp_analysis.settings import Thresholds
from tests.drawn import frame

MADE = {
    "possession_years": drug_evidence.possession_years,
    "cannabis_trend": drug_evidence.cannabis_trend,
    "possession_ladder": drug_evidence.possession_ladder,
    "drug_tests": drug_evidence.drug_tests,
    "pilot_tests": drug_evidence.pilot_tests,
    "assessment_quarters": drug_evidence.assessment_quarters,
    "treatment_waits": treatment_evidence.treatment_waits,
    "service_use": treatment_evidence.service_use,
    "treatment_parents": treatment_evidence.treatment_parents,
    "treatment_need": treatment_evidence.treatment_need,
    "children_exposed": treatment_evidence.children_exposed,
    "children_assumptions": treatment_evidence.children_assumptions,
    "alcohol_admissions": treatment_evidence.alcohol_admissions,
    "alcohol_flags": alcohol_flags.alcohol_flags,
}


class Stand:
    """What these tables read of the evidence: the year 2009/10 is over."""

    borough, name, known_to, has_times = "B", "Borough", "2010-09", False
    thresholds = Thresholds()
    years = (Period.parse("2009/10"), Period.parse("2010/11"))
    current = Period.parse("2010-04..2010-09")
    themes = pd.DataFrame(columns=["theme", "label", "kind", "sensitive"])

    def __init__(self, **feeds):
        self.feeds = feeds

    def has_feed(self, name):
        return name in self.feeds

    def feed(self, name):
        return self.feeds[name]

    def has_frame(self, name):
        return False


@pytest.mark.parametrize("name", MADE)
def test_without_its_feed_a_table_has_no_row_and_every_column(name):
    made = MADE[name](Stand())
    assert len(made) == 0
    assert list(made.columns) == [column.name for column in SPECS[name].columns]


def possession() -> pd.DataFrame:
    rows = frame("""
        person | dealt_with_on | drug     | disposal       | officer_hours | referred | attended
        a      | 2009-05-01    | cannabis | warning        | 1.0           | False    |
        a      | 2009-08-01    | cannabis | penalty notice | 2.0           | True     | True
        b      | 2009-09-01    | cannabis | warning        | 1.0           | True     | False
        c      | 2009-10-01    | heroin   | charge         | 8.0           | False    |
        d      | 2010-05-01    | cannabis | warning        | 1.0           | False    |
    """)
    day = pd.to_datetime(rows["dealt_with_on"])
    flags = {name: rows[name].astype("boolean") for name in ("referred", "attended")}
    return rows.assign(dealt_with_on=day, month=day.dt.strftime("%Y-%m"), **flags)


def test_cannabis_hours_and_steps_by_hand():
    stand = Stand(possession_disposals=possession())
    years = drug_evidence.possession_years(stand).set_index("period")
    assert years.loc["2009/10", ["disposals", "cannabis"]].tolist() == [4, 3]
    assert years.loc["2009/10", ["hours", "hours_cannabis"]].tolist() == [12.0, 4.0]
    assert years.index.tolist() == ["2009/10", "April to September 2010"]
    steps = drug_evidence.possession_ladder(stand).set_index("step")["number"]
    assert steps[["cannabis disposals", "warning", "penalty notice", "charge"]].tolist() == [
        4, 3, 1, 0,
    ]  # fmt: skip
    assert steps[["people", "once", "twice or more", "twice"]].tolist() == [3, 2, 1, 1]
    assert steps[["possession disposals", "referred to treatment"]].tolist() == [4, 2]
    assert steps[["first appointment kept", "first appointment not kept"]].tolist() == [1, 1]


def test_offences_of_arrest_with_few_tests_are_joined():
    tests = pd.DataFrame(
        {"tested_on": pd.Timestamp("2010-01-05"),
         "trigger_offence": ["theft"] * 30 + ["fraud"] * 4 + ["begging"] * 5,
         "opiates": [True] * 12 + [False] * 27, "cocaine": False}
    )  # fmt: skip
    made = drug_evidence.drug_tests(Stand(drug_tests=tests)).set_index(["trigger_offence", "part"])
    assert made.loc[("theft", "positive"), "share"] == pytest.approx(12 / 30)
    assert made.loc[("Other offences", "tested"), "number"] == 9
    assert "fraud" not in made.index.get_level_values(0)


def test_offences_stand_in_the_order_of_their_names_and_not_of_their_tests():
    """The exact order would tell which of two numbers rounded alike is the larger."""
    arrests = {"theft": 31, "begging": 28, "fraud": 33, "robbery": 29}
    tests = pd.DataFrame({
        "tested_on": pd.Timestamp("2010-01-05"), "opiates": False, "cocaine": True,
        "trigger_offence": [offence for offence, count in arrests.items() for _ in range(count)],
    })  # fmt: skip
    outside = own_and_outside("2010-03-31")["drug_tests_outside"]
    stand = Stand(drug_tests=tests, drug_tests_outside=outside)
    alone = drug_evidence.drug_tests(stand)["trigger_offence"].unique().tolist()
    assert alone == sorted(arrests)
    beside = drug_evidence.pilot_tests(stand)["trigger_offence"].unique().tolist()
    assert beside[0] == "All offences" and [one for one in beside if one in arrests] == alone


def test_a_person_answers_once_and_the_latest_need_counts():
    episodes = frame("""
        person | starts_on  | ends_on    | substance | parent
        a      | 2009-04-10 | 2009-06-01 | alcohol   | False
        a      | 2009-07-01 |            | crack     | True
        b      | 2008-01-01 | 2009-04-02 | heroin    | False
        c      | 2008-01-01 | 2009-03-30 | heroin    | True
        d      | 2010-01-01 |            | cannabis  |
    """)
    days = {name: pd.to_datetime(episodes[name]) for name in ("starts_on", "ends_on")}
    episodes = episodes.assign(parent=episodes["parent"].astype("boolean"), **days)
    stand = Stand(treatment=episodes)
    said = treatment_evidence.treatment_parents(stand).query("silent == 0").set_index("part")
    assert said["number"].to_dict() == {
        "people in treatment": 3, "live with children": 1, "do not": 1, "did not say": 1,
    }  # fmt: skip
    need = treatment_evidence.treatment_need(stand).set_index("part")["number"]
    assert need.to_dict() == {"crack or heroin": 2, "cannabis": 1, "alcohol": 0, "other drugs": 0}


def test_sums_are_stated_of_the_tables_that_there_are():
    made = Stand()
    made.has = lambda name: name in ("drug_tests", "treatment_waits")
    groups = pd.DataFrame({"group": ["Everyone", "Sex: female", "Sex: male"]})
    made.table = lambda name: groups.assign(counted=groups["group"] + ", 2009/10")
    sums = table_sums.sums_of_tables(made)
    assert Partition("tested", ("positive", "negative")) in sums["offence"]
    assert all(one.total != "people in treatment" for one in sums["offence"])
    assert sums["period"] == [
        Partition("Everyone, 2009/10", ("Sex: female, 2009/10", "Sex: male, 2009/10"))
    ]


def own_and_outside(last: str) -> dict[str, pd.DataFrame]:
    """Forty tests here by one offence and quarter, the last on ``last``; fifty outside."""
    days = [*["2010-01-05"] * 39, last]
    own = pd.DataFrame({
        "tested_on": pd.to_datetime(days), "trigger_offence": "theft",
        "opiates": [True] * 20 + [False] * 20, "cocaine": False,
    })  # fmt: skip
    outside = pd.DataFrame({
        "area": "C", "quarter_starts_on": pd.to_datetime(["2010-01-01", "2010-01-01"]),
        "trigger_offence": ["theft", "treason"], "tests": [50, 3], "positive": [10, 3],
    })  # fmt: skip
    return {"drug_tests": own, "drug_tests_outside": outside}


def test_tests_in_the_pilot_stand_beside_those_outside_it():
    made = drug_evidence.pilot_tests(Stand(**own_and_outside("2010-03-31")))
    rows = made.set_index(["group", "part"])
    theft = rows.loc[("theft", "positive")]
    assert (theft["share"], theft["other_share"]) == (0.5, 0.2)
    assert theft["difference_share_lower"] < 0.3 < theft["difference_share_upper"]
    every = rows.loc[("All offences", "positive")]
    assert every["matched_difference"] == pytest.approx(0.3) and every["covered"] == 1
    assert every["other_share"] == pytest.approx(13 / 53)
    # Too few of them, here none: no share, and no part in what is matched.
    assert pd.isna(rows.loc[("Other offences", "positive"), "share"])
    assert rows.loc[("Other offences, outside the pilot", "tested"), "number"] == 3


def test_a_quarter_that_is_not_over_is_not_compared_nor_its_waits_told():
    """Tests outside are told by whole quarters: two months here beside three there is no pair."""
    stand = Stand(**own_and_outside("2010-03-31"))
    stand.known_to = "2010-02"
    assert drug_evidence.pilot_tests(stand).empty
    assert drug_evidence.drug_tests(stand)["period"].unique().tolist() == ["January 2010"]
    tests = stand.feed("drug_tests").assign(
        opiates=True, assessed_on=stand.feed("drug_tests")["tested_on"] + pd.Timedelta(days=4)
    )
    known = Stand(drug_tests=tests)
    for known_to, quarters in (("2010-05", []), ("2010-06", ["2010-01"])):
        known.known_to = known_to
        assert drug_evidence.assessment_quarters(known)["quarter"].unique().tolist() == quarters


def test_tests_of_some_quarters_are_other_counts_than_all_tests_and_lie_within_them():
    """Otherwise one and the same cell would have two values."""
    stand = Stand(**own_and_outside("2010-05-01"))
    made = drug_evidence.pilot_tests(stand)
    groups = set(made["group"])
    assert "theft" not in groups and "theft, in the quarters compared" in groups
    tables = {"pilot_tests": made, "drug_tests": drug_evidence.drug_tests(stand)}
    stand.has, stand.table = tables.__contains__, tables.__getitem__
    sums = table_sums.sums_of_tables(stand)["period"]
    everything, compared = "January to May 2010", "in the quarters compared, January 2010"
    assert Partition(f"theft, {everything}", (f"theft, {compared}",), complete=False) in sums
    parts = tuple(f"{name}, {compared}" for name in ("Other offences", "theft"))
    assert Partition(f"All offences, {compared}", parts) in sums
