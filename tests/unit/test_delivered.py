"""The partnership's registers as the page about delivery reads them."""

# ruff: noqa: E501 - drawn tables are as wide as their columns

from types import SimpleNamespace

import pandas as pd
import pytest

from cdrp_analysis.assessment import delivered
from cdrp_analysis.measures import delivery, funding, outputs, sharing
from cdrp_analysis.periods import Period
from tests.drawn import frame
from tests.unit.test_check_services import OWN, Drawn, typed

KNOWN = pd.Timestamp("2010-09-30")


class Held(Drawn):
    """A partnership of drawn feeds whose months are known to September 2010."""

    known_to = "2010-09"
    current = Period.parse("2010-04..2010-09")

    def __init__(self, created: str = "2010-10-29", **drawings):
        super().__init__(**drawings)
        document = SimpleNamespace(created=pd.Timestamp(created).date() if created else None)
        self.assessment = SimpleNamespace(document=document)

    def has_feed(self, name: str) -> bool:
        return name in self._feeds

    def has_frame(self, name: str) -> bool:
        return False


def test_targets_are_read_on_the_documents_day_all_else_on_the_last_known():
    held = delivered.registers(Held())
    assert (held.known, held.dated) == (KNOWN, pd.Timestamp("2010-10-29"))
    assert held.year == "October 2009 to September 2010"
    assert delivered.registers(Held(created="")).dated == KNOWN
    assert delivered.registers(Held(created="2010-01-01")).dated == KNOWN


def test_what_was_not_received_is_said_and_breaks_nothing():
    held = delivered.registers(Held())
    assert held.lacking.startswith("Not received: plan actions, targets, milestones,")
    evidence = Held()
    assert delivered.by_priority(
        held.plan, delivery.completion(held.plan, by=["priority"]),
        delivery.completion(held.plan), KNOWN,
    ).empty  # fmt: skip
    assert delivered.actions(delivery.rated(held.plan, KNOWN)).empty
    in_force = delivery.in_force(held.targets, KNOWN)
    assert delivered.own_targets(evidence, held.targets, in_force, KNOWN).empty
    assert delivered.site_actions(evidence, held.sites, outputs.site_outputs(held.sites)).empty
    assert delivered.contracts(held.ledger, funding.by_stream(held.ledger)).empty
    assert delivered.ledger_rows(held.ledger).empty
    assert delivered.seat_register(held.seats, KNOWN).empty
    assert delivered.calendar(delivery.milestones(held.calendar, KNOWN)).empty
    assert delivered.services(sharing.use_of_places(held.places), held.year).empty


def test_the_years_payback_and_places_are_the_last_twelve_months():
    evidence = Held(
        community_payback="""
        project | worked_on  | hours | suggested_by | taken_up
        old     | 2009-09-30 | 7     | resident     | yes
        new     | 2009-10-01 | 8     | resident     | yes
    """
    )
    assert delivered.registers(evidence).payback["project"].tolist() == ["new"]


PLAN = """
    action | label | priority | status    | due_on     | completed_on | evidence
    A2     | Two   | homes    | completed | 2010-03-31 | 2010-03-30   | folder 2
    A1     | One   | homes    | late      | 2010-03-31 |              |
    A3     | Three | streets  | dropped   | 2010-03-31 |              |
"""


def test_the_whole_plan_is_the_last_row_and_colours_add_up():
    plan = typed("plan_actions", PLAN)
    table = delivered.by_priority(
        plan, delivery.completion(plan, by=["priority"]), delivery.completion(plan), KNOWN
    )
    assert table["priority"].tolist() == ["homes", "streets", delivered.WHOLE]
    assert table[["green", "amber", "red", "grey"]].to_numpy().tolist() == [
        [1, 0, 1, 0], [0, 0, 0, 1], [1, 0, 1, 1],
    ]  # fmt: skip
    rows = delivered.actions(delivery.rated(plan, KNOWN))
    assert rows["action"].tolist() == ["A1", "A2", "A3"]
    assert rows["completed_on"].tolist() == ["", "2010-03-30", ""]


def test_other_boroughs_targets_are_left_out():
    register = typed("targets", f"""
        target           | label | measure | level   | wanted | starts_on  | ends_on    | withdrawn_on
        robbery-{OWN}    | Ours  | robbery | borough | down   | 2010-04-01 | 2011-03-31 |
        robbery-E0999002 | Thing | robbery | borough | down   | 2010-04-01 | 2011-03-31 |
        robbery-E09990002| Other | robbery | borough | down   | 2010-04-01 | 2011-03-31 |
        f-knife          | Force | knife   | force   | down   | 2010-04-01 | 2011-03-31 | 2010-10-01
    """)  # fmt: skip
    held = delivery.in_force(register, "2010-10-29")
    found = delivered.own_targets(Drawn(), register, held, pd.Timestamp("2010-10-29"))
    assert found["label"].tolist() == ["Ours", "Thing", "Force"]
    assert found["status"].tolist() == ["in force", "in force", "withdrawn"]


def test_stores_stand_behind_a_number_and_are_not_in_it():
    sites = typed(
        "site_actions",
        """
        site   | done_on    | action | number | store_name
        centre | 2010-05-01 | ban    | 2      | Acme
        centre | 2010-05-02 | ban    | 1      | Best
        centre | 2010-05-03 | ban    | 4      |
    """,
    )
    interventions = """
        intervention | label           | kind    | starts_on  | outline
        centre       | Shopping centre | opening | 2008-10-30 | POLYGON EMPTY
    """
    evidence = Held(interventions=interventions)
    row = delivered.site_actions(evidence, sites, outputs.site_outputs(sites)).iloc[0]
    assert row[["number", "contributors", "largest", "second"]].tolist() == [7, 3, 4.0, 2.0]
    assert row["site_name"] == "Shopping centre"
    assert "store_name" not in row.index


LEDGER = """
    stream | recipient | year    | amount | in_kind | need | ends_on    | contract
    Centre | Firm      | 2010/11 | 90     | no      |      | 2011-03-31 | yes
    Centre | Charity   | 2010/11 | 10     | no      |      | 2011-03-31 | yes
    Grant  | Police    | 2010/11 | 50     | no      |      |            | no
    Grant  | Police    | 2010/11 | 25     | no      |      |            |
"""


def test_contracts_stand_apart_with_their_contractors():
    ledger = typed("funding", LEDGER)
    marked = delivered.by_contract(ledger)
    assert marked.tolist() == [True, True, False, False]
    table = delivered.contracts(ledger[marked], funding.by_stream(ledger[marked]))
    assert table[["amount", "contributors", "largest"]].to_numpy().tolist() == [[100, 2, 90.0]]
    rows = delivered.ledger_rows(ledger)
    assert rows["amount"].tolist() == [90, 10, 75] or sorted(rows["amount"]) == [10, 75, 90]


def test_vacant_seats_are_marked_and_holders_left_behind():
    register = typed(
        "membership",
        """
        body  | agency | seat      | holder | from_day   | to_day
        Board | Police | Commander | M-1    | 2009-01-01 |
        Board | Faith  | Chair     |        | 2009-01-01 |
    """,
    )
    table = delivered.seat_register(register, KNOWN)
    assert table["standing"].tolist() == ["vacant", "held"]
    assert table["from_day"].tolist() == ["2009-01-01", "2009-01-01"]


def test_events_of_both_periods_are_counted_with_those_nobody_could_place():
    class Counted(Held):
        compared = (Period.parse("2009-04..2009-09"), Period.parse("2010-04..2010-09"))
        rows = frame("""
            theme   | category | month
            robbery | 34B      | 2009-05
            robbery | 34B      | 2010-05
            robbery | 34A      | 2010-05
                    | 99       | 2010-05
        """)

        def has_frame(self, name):
            return name == "unplaced"

        def frame(self, name):
            return self.rows.head(1).assign(month="2010-06")

        def offences(self, period):
            return self.rows[self.rows["month"].isin(period.months())]

    found = delivered.events(Counted())
    assert found.to_numpy().tolist() == [["robbery", "34A", 0, 1], ["robbery", "34B", 1, 2]]


@pytest.mark.parametrize("periods", [(), (Period.parse("2010/11"),)])
def test_a_period_without_one_before_it_has_no_events_to_compare(periods):
    evidence = Held()
    evidence.compared = periods
    assert delivered.events(evidence).empty
