"""Plan, targets and their sums, on registers of a few rows."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.delivery import (
    completion,
    in_force,
    milestones,
    rated,
    reconciliation,
    target_status,
    withdrawn,
)
from tests.drawn import frame

ACTIONS = """
    action | priority | status    | due_on     | completed_on | evidence
    A1     | homes    | completed | 2010-03-31 | 2010-03-31   | folder 1
    A2     | homes    | completed | 2010-03-31 | 2010-04-01   |
    A3     | homes    | dropped   | 2010-03-31 |              |
    A4     | streets  | on track  | 2010-12-31 |              | folder 4
"""
REGISTER = """
    target | measure  | level       | value | starts_on  | ends_on    | withdrawn_on
    f      | robbery  | force       | 100   | 2010-04-01 | 2011-03-31 |
    b1     | robbery  | borough     | 60    | 2010-04-01 | 2011-03-31 |
    b2     | robbery  | borough     | 45    | 2010-04-01 | 2011-03-31 |
    p      | robbery  | partnership | 50    | 2010-04-01 | 2011-03-31 | 2010-10-13
    g      | burglary | force       | 300   | 2010-04-01 | 2011-03-31 |
    c1     | burglary | borough     | 300   | 2010-04-01 | 2011-03-31 |
    c2     | burglary | borough     |       | 2010-04-01 | 2011-03-31 |
    n      | NI 16    | borough     | 24    | 2008-04-01 | 2011-03-31 |
"""


def drawn(drawing: str) -> pd.DataFrame:
    table = frame(drawing)
    days = [name for name in table if name.endswith("_on")]
    return table.assign(**{name: pd.to_datetime(table[name]) for name in days})


def test_completed_late_and_evidenced_are_counted_of_the_whole_plan():
    """The day due is in time, the day after is late; evidence counts only of what is completed."""
    found = completion(drawn(ACTIONS)).iloc[0]
    assert found[["actions", "completed", "late", "with_evidence"]].tolist() == [4, 2, 1, 1]
    assert found["share"] == 0.5


def test_limits_of_the_share_are_wilsons():
    """473 of 876 is 54%, 50.7 to 57.3 (Wilson 1927)."""
    plan = pd.DataFrame({
        "status": ["completed"] * 473 + ["late"] * 403, "due_on": pd.NaT, "completed_on": pd.NaT,
        "evidence": None,
    })  # fmt: skip
    found = completion(plan).iloc[0]
    assert [round(100 * found[f"share_{end}"], 1) for end in ("lower", "upper")] == [50.7, 57.3]


def test_by_priority():
    found = completion(drawn(ACTIONS), by=["priority"])
    assert found["priority"].tolist() == ["homes", "streets"]
    assert found["actions"].tolist() == [3, 1]
    assert found["completed"].tolist() == [2, 0]


def test_a_plan_without_actions_has_no_share():
    assert pd.isna(completion(drawn(ACTIONS).head(0)).iloc[0]["share"])


@pytest.mark.parametrize(
    "day, holds",
    [
        ("2010-03-31", ["n"]),  # the day before most start
        ("2010-04-01", ["f", "b1", "b2", "p", "g", "c1", "c2", "n"]),
        ("2010-10-12", ["f", "b1", "b2", "p", "g", "c1", "c2", "n"]),
        ("2010-10-13", ["f", "b1", "b2", "g", "c1", "c2", "n"]),  # p is withdrawn from this day
        ("2011-03-31", ["f", "b1", "b2", "g", "c1", "c2", "n"]),  # the last day counts
        ("2011-04-01", []),
    ],
)
def test_a_target_holds_from_its_first_day_to_its_last_unless_withdrawn(day, holds):
    register = drawn(REGISTER)
    assert register.loc[in_force(register, day), "target"].tolist() == holds


def test_withdrawn_is_withdrawn_on_the_day_and_after():
    register = drawn(REGISTER)
    assert not withdrawn(register, "2010-10-12").any()
    assert register.loc[withdrawn(register, "2010-10-13"), "target"].tolist() == ["p"]


def test_what_the_boroughs_promise_against_what_the_force_does():
    """60 + 45 allow 5 more than 100; with one borough's burglary unknown nothing can be said."""
    found = reconciliation(drawn(REGISTER)).set_index("measure")
    assert found.loc["robbery", ["whole", "parts", "part_targets", "gap"]].tolist() == [
        100, 105, 2, 5,
    ]  # fmt: skip
    assert pd.isna(found.loc["burglary", "gap"]) and found.loc["burglary", "part_targets"] == 2
    assert "NI 16" not in found.index


def test_two_targets_of_the_force_for_one_measure_are_refused():
    register = drawn(REGISTER)
    with pytest.raises(InputError, match="more than one target of the force"):
        reconciliation(pd.concat([register, register.head(1)]))


def test_a_register_without_its_columns_is_refused():
    register = drawn(REGISTER)
    with pytest.raises(InputError, match="lacks withdrawn_on"):
        in_force(register.drop(columns="withdrawn_on"), "2010-10-18")
    with pytest.raises(InputError, match="lacks value"):
        reconciliation(register.drop(columns="value"))
    with pytest.raises(InputError, match="lacks status"):
        completion(drawn(ACTIONS).drop(columns="status"))


# ── ratings, milestones, status ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "due", "done", "evidence", "standing", "colour"),
    [
        ("completed", "2010-03-31", "2010-03-31", "folder", "completed", "green"),
        ("completed", "2010-03-31", "2010-04-01", "folder", "completed late", "amber"),
        ("completed", "2010-03-31", "2010-03-31", None, "completed, no evidence kept", "amber"),
        (
            "completed",
            "2010-03-31",
            "2010-04-01",
            None,
            "completed late, no evidence kept",
            "amber",
        ),
        ("on track", "2010-09-29", None, None, "overdue", "red"),
        ("on track", "2010-09-30", None, None, "on track", "green"),
        ("late", "2010-10-01", None, None, "late", "amber"),
        ("not started", "2010-10-01", None, None, "not started", "amber"),
        ("not started", "2010-09-01", None, None, "overdue", "red"),
        ("dropped", "2010-09-01", None, None, "dropped", "grey"),
    ],
)
def test_an_action_is_rated_by_rule(status, due, done, evidence, standing, colour):
    """On 30 September 2010: what is due that day and not done is not overdue yet."""
    action = pd.DataFrame({
        "status": [status], "due_on": [pd.Timestamp(due)], "completed_on": [pd.Timestamp(done)],
        "evidence": [evidence],
    })  # fmt: skip
    found = rated(action, "2010-09-30").iloc[0]
    assert (found["standing"], found["colour"]) == (standing, colour)


def test_milestones_by_half_year_in_the_order_they_are_due():
    calendar = drawn("""
        milestone | due_on     | done_on
        later     | 2011-03-31 |
        early     | 2010-04-30 | 2010-04-29
        late      | 2010-02-28 | 2010-03-06
        missed    | 2010-09-29 |
        that day  | 2010-09-30 |
    """)
    found = milestones(calendar, "2010-09-30")
    assert found["milestone"].tolist() == ["late", "early", "missed", "that day", "later"]
    assert found["standing"].tolist() == [
        "done late", "done in time", "overdue", "to come", "to come",
    ]  # fmt: skip
    assert found["half"].tolist() == [
        "October 2009 to March 2010", *["April to September 2010"] * 3,
        "October 2010 to March 2011",
    ]  # fmt: skip
    assert found["days_late"].tolist()[:2] == [6, 0] and found["days_late"].isna().sum() == 3


def test_a_targets_status_says_why_it_does_not_hold():
    register = drawn(REGISTER)
    for day, expected in (
        ("2010-03-31", {"not begun"}), ("2011-04-01", {"ended", "withdrawn"}),
    ):  # fmt: skip
        status = target_status(register, in_force(register, day), day)
        assert set(status[register["starts_on"] == "2010-04-01"]) == expected
