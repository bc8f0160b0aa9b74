"""What was put out: actions at sites, community payback."""

import pandas as pd

from cdrp_analysis.measures.outputs import financial_year, payback, site_outputs
from tests.drawn import frame


def test_actions_are_summed_by_kind_and_financial_year():
    done = frame("""
        site   | action | number | done_on
        centre | ban    | 2      | 2010-03-31
        centre | ban    | 1      | 2010-04-01
        centre | ban    | 3      | 2010-05-01
    """)
    found = site_outputs(done.assign(done_on=pd.to_datetime(done["done_on"])))
    assert found[["year", "number", "occasions"]].to_numpy().tolist() == [
        ["2009/10", 2, 1], ["2010/11", 4, 2],
    ]  # fmt: skip


def test_a_financial_year_begins_in_april():
    days = ("2010-03-31", "2010-04-01", "1999-12-31")
    assert [financial_year(pd.Timestamp(day)) for day in days] == ["2009/10", "2010/11", "1999/00"]


WORK = frame("""
    project | hours | suggested_by | taken_up
    path    | 10    | resident     | yes
    path    | 5.5   | resident     | yes
    wall    | 0     | resident     | no
    park    | 8     |              | yes
""").replace({"taken_up": {"yes": True, "no": False}})


def test_projects_count_once_and_all_is_last():
    found = payback(WORK)
    assert found["suggested_by"].tolist() == ["not known", "resident", "all"]
    whole = found.iloc[-1]
    assert whole[["days", "hours", "projects"]].tolist() == [3, 23.5, 2]


def test_a_proposal_without_hours_is_no_project_worked_on():
    found = payback(WORK).set_index("suggested_by")
    assert found.loc["resident", ["days", "projects", "proposed", "taken_up"]].tolist() == [
        2, 1, 2, 1,
    ]  # fmt: skip
    assert found.loc["all", "proposed"] == 3


def test_no_work_has_no_rows():
    assert payback(WORK.head(0)).empty
