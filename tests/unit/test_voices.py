"""Fear, reach, panels, accounts and representation, on frames of a few rows."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.measures import voices
from tests.drawn import frame


def test_who_does_not_know_is_neither_safe_nor_unsafe():
    survey = frame("""
        safe_after_dark
        very safe
        a bit unsafe
        very unsafe
        don't know
    """)
    survey.loc[4] = None
    found = voices.unsafe(survey)
    assert found.tolist()[:3] == [False, True, True] and found.isna().tolist()[3:] == [True, True]


def test_reach_is_the_share_answering_over_the_share_living_here():
    table = frame(f"""
        variable | group             | respondents | residents
        sex      | female            | 60          | 500
        sex      | male              | 40          | 500
        sex      | {voices.EVERYBODY} | 100         | 1000
    """)
    found = voices.with_reach(table)
    assert found["reach_ratio"].tolist() == pytest.approx([1.2, 0.8, 1.0])
    hidden = voices.with_reach(table.assign(respondents=[60, np.nan, 100]))
    assert hidden["reach_ratio"].isna().tolist() == [False, True, False]


MEETINGS = """
    ward | members_invited | papers_sent_on | member_attended | residents
    E1   | yes             | 2010-01-01     | yes             | 10
    E1   | no              |                | no              | 5
    E2   | yes             | 2010-01-01     |                 |
"""


def test_a_meeting_nobody_recorded_counts_for_invitations_not_for_attendance():
    meetings = frame(MEETINGS)
    flags = {name: meetings[name].map({"yes": True, "no": False}).astype("boolean")
             for name in ("members_invited", "member_attended")}  # fmt: skip
    found = voices.panel_counts(meetings.assign(**flags), whole="E9").set_index("area")
    names = ["meetings", "invited", "papers", "recorded", "attended", "residents"]
    assert found.loc["E1", names].tolist() == [2, 1, 1, 2, 1, 15]
    assert found.loc["E2", names].tolist() == [1, 1, 1, 0, 0, 0]
    assert found.loc["E9", names].tolist() == [3, 2, 2, 2, 1, 15]


def test_an_event_without_a_number_counts_as_an_event_only():
    events = frame("""
        kind   | reached
        forum  | 17
        forum  |
        summit | 212
    """)
    assert voices.reach(events).to_numpy().tolist() == [["forum", 2, 1, 17], ["summit", 1, 1, 212]]
    assert voices.reach(events.head(0)).empty


@pytest.mark.parametrize(
    ("consent", "altered", "checked", "may"),
    [
        ("2010-05-01", True, True, True),
        (None, True, True, False),
        ("2010-05-01", False, True, False),
        ("2010-05-01", True, False, False),
        ("2010-05-01", True, None, False),
    ],
)
def test_an_account_needs_consent_alteration_and_a_second_person(consent, altered, checked, may):
    account = pd.DataFrame({
        "consent_on": pd.to_datetime([consent]),
        "details_altered": pd.array([altered], dtype="boolean"),
        "checked": pd.array([checked], dtype="boolean"),
    })  # fmt: skip
    assert voices.publishable(account).tolist() == [may]


def groups(white=21, others=6):
    return pd.DataFrame({
        "group": ["White", "All other groups", voices.MEMBERS],
        "members": [white, others, 27], "residents": [690, 310, 1000],
    })  # fmt: skip


def test_the_ratio_is_the_share_of_members_over_that_of_residents():
    found = voices.with_index(groups())
    assert found["index"].iloc[1] == pytest.approx((6 / 27) / 0.31)
    assert found["index_lower"].iloc[1] < found["index"].iloc[1] < found["index_upper"].iloc[1]
    assert pd.isna(found["index"].iloc[2])


def test_a_hidden_count_has_no_ratio_nor_has_any_without_the_whole():
    hidden = voices.with_index(groups(others=np.nan))
    assert hidden["index"].isna().tolist() == [False, True, True]
    whole = groups().assign(members=[21, 6, np.nan])
    assert voices.with_index(whole)["index"].isna().all()
