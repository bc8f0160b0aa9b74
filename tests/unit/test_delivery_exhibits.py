"""Registers in pictures and words: what they say is what their tables hold."""

import pandas as pd
import pytest

from cdrp_analysis import exhibits
from tests import exhibit_frames_delivery as frames
from tests.unit.test_charts import svg
from tests.unit.test_exhibit_tables import cells


def test_the_plan_is_told_whole_and_shown_by_priority():
    found = exhibits.plan_sentence(frames.plan_priorities())
    assert found.headline == "11 of 17 actions of the last plan are completed"
    assert found.figures == "65%" and "Overdue: 4." in found.detail
    shown = exhibits.plan_chart(frames.plan_priorities())
    assert "Red: overdue" in svg(shown) and "Whole plan" not in svg(shown)
    assert [row[0] for row in cells(shown.table_html)] == ["Burglary", "Streets", "Whole plan"]


def test_overdue_actions_come_first_with_their_rating_in_words():
    shown = exhibits.plan_actions_table(frames.plan_register())
    assert shown.title == "1 action is overdue"
    rows = cells(shown.body)
    assert rows[0][0] == "Visit handlers" and rows[0][4] == "Red: overdue"
    assert rows[0][5] == "" and rows[2][5] == "register, folder A01"


def test_targets_in_force_come_first_with_what_is_wanted():
    shown = exhibits.target_register_table(frames.target_register())
    assert shown.title == "3 of 4 targets are in force; 1 withdrawn"
    rows = cells(shown.body)
    assert rows[1][2] == "down to 300" and rows[0][2] == "down"
    assert rows[-1][5:] == ["13 October 2010", "Withdrawn"]
    found = exhibits.target_register_sentence(frames.target_register())
    assert found.detail == "By whose they are: partnership 2 and force 1."


def test_a_hidden_number_of_actions_is_no_finding():
    sites = frames.site_outputs()
    sites["number_symbol"] = ["", "[c]", "[c]"]
    found = exhibits.site_outputs_sentence(sites)
    assert found.headline == "What was done at sites cannot be shown"
    assert [row[3] for row in cells(exhibits.site_outputs_table(sites).body)] == [
        "39",
        "[c]",
        "[c]",
    ]
    assert "46 times" in exhibits.site_outputs_sentence(frames.site_outputs()).text


def test_money_says_what_ends_and_how_much_hangs_on_few():
    found = exhibits.funding_sentence(frames.funding_streams())
    assert found.headline == "£400,000 of money in 2010/11; the largest stream is grant"
    # 0.75² + 0.15² + 0.1² of three streams.
    assert "0.59, where equal streams would give 0.33" in found.detail
    assert "after 31 March 2011 for £300,000 of it, 75%" in found.detail
    drawn = svg(exhibits.funding_chart(frames.funding_streams()))
    assert "In kind" in drawn and "£ thousand" in drawn
    rows = cells(exhibits.cliff_table(frames.funding_streams()).body)
    assert rows[0] == ["2009/10", "380,000", "0.61", "no end given", "", ""]
    assert rows[1][3:] == ["31 March 2011", "300,000", "75%"]


def test_where_a_stream_is_withheld_no_total_is_told():
    streams = frames.funding_streams()
    made = ["total", "share", "hhi", "ending", "ending_share"]
    streams.loc[streams["year"] == "2010/11", made] = float("nan")
    found = exhibits.funding_sentence(streams)
    assert "withheld" in found.headline and "£" not in found.text


def test_contracts_of_few_are_said_to_be_withheld():
    contracts = frames.funding_streams().head(2).assign(amount_symbol=["[c]", ""])
    shown = exhibits.contracts_table(contracts)
    assert shown.title == "Streams of few contractors are withheld"
    assert "no money as going by contract" in exhibits.contracts_table(contracts.head(0)).body


def test_vacant_seats_are_named_by_seat_and_agency_never_by_holder():
    found = exhibits.seats_sentence(frames.seat_coverage(), frames.seat_register())
    assert found.headline == "22 of 23 seats are held"
    assert found.detail == "Vacant: Link member (Police authority) on the board."
    named = frames.seat_register().replace({"body": {"Board": "Community Safety Board"}})
    found = exhibits.seats_sentence(frames.seat_coverage(), named)
    assert found.detail.endswith("on the Community Safety Board.")
    shown = exhibits.seat_coverage_table(frames.seat_coverage())
    assert shown.title == "1 of 3 bodies has a vacant seat"
    assert [row[3] for row in cells(exhibits.seat_register_table(frames.seat_register()).body)] == [
        "Held", "Vacant",
    ]  # fmt: skip


def test_milestones_stand_by_half_year():
    shown = exhibits.milestones_table(frames.milestones())
    assert shown.title == "Of 4 milestones due so far, 2 done in time, 1 late and 1 overdue"
    rows = cells(shown.body)
    assert rows[1][5] == "6" and rows[4][4] == "To come"
    assert exhibits.milestones_sentence(frames.milestones()).detail == "Overdue: Data ready."


def test_payback_and_the_agencies_card():
    assert exhibits.payback_sentence(frames.payback_work()).text == (
        "3,000 hours of community payback were worked on 5 projects. Of 6 projects proposed, 1 "
        "was not taken up."
    )
    assert cells(exhibits.payback_table(frames.payback_work()).body)[-1][0] == "All together"
    found = exhibits.sharing_sentence(frames.sharing_by_agency())
    assert found.text.endswith("1 of them late. Nothing came from hospital trust.")
    rows = cells(exhibits.sharing_table(frames.sharing_by_agency()).body)
    assert rows[0][:2] == ["Hospital trust", "4"] and rows[0][5] == "[x]"
    assert len(cells(exhibits.sharing_sets_table(frames.sharing_by_dataset()).body)) == 2


def test_services_over_their_places_are_named_fullest_first():
    shown = exhibits.services_table(frames.services_used())
    assert shown.title == "More places filled than there are: alcohol treatment (111%)"
    hidden = frames.services_used()
    hidden["filled_symbol"] = ["[c]", ""]
    hidden["used_share"] = [float("nan"), 0.929]
    assert exhibits.services_sentence(hidden).headline == "No service fills more places than it has"
    assert cells(exhibits.services_table(hidden).body)[-1][2:4] == ["[c]", "[c]"]


def test_officers_time_is_told_with_its_change():
    found = exhibits.demand_sentence(frames.demand_index())
    assert found.headline == "Violence takes the largest part of officers' time"
    assert found.figures == "about 9,150 hours, 61% of those shown"
    assert found.detail.startswith("Its hours changed by −8% on")
    assert cells(exhibits.demand_table(frames.demand_index()).body)[0][0] == "Violence"


SHOWN = {
    "plan_priorities": (exhibits.plan_chart, exhibits.plan_sentence),
    "plan_register": (exhibits.plan_actions_table,),
    "target_register": (exhibits.target_register_table, exhibits.target_register_sentence),
    "site_outputs": (exhibits.site_outputs_table, exhibits.site_outputs_sentence),
    "funding_streams": (
        exhibits.funding_chart, exhibits.funding_sentence, exhibits.cliff_table,
        exhibits.contracts_table,
    ),
    "seat_coverage": (exhibits.seat_coverage_table,),
    "seat_register": (exhibits.seat_register_table,),
    "milestone_register": (exhibits.milestones_table, exhibits.milestones_sentence),
    "payback_work": (exhibits.payback_table, exhibits.payback_sentence),
    "sharing_by_agency": (exhibits.sharing_table, exhibits.sharing_sentence),
    "sharing_by_dataset": (exhibits.sharing_sets_table,),
    "services_used": (exhibits.services_table, exhibits.services_sentence),
    "demand_index": (exhibits.demand_table, exhibits.demand_sentence),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_a_register_that_was_not_received_is_said_to_be_missing(name):
    none = frames.published()[name].head(0)
    none.attrs["about"] = {"note": "Not received: registers."}
    for shown in SHOWN[name]:
        made = shown(none)
        text = f"{made.title} {made.body}" if hasattr(made, "body") else made.text
        assert text.strip() and "nan" not in text and "<tbody>" not in text


def test_the_ledger_is_shown_by_recipient():
    table = pd.DataFrame({
        "number": [1], "year": ["2010/11"], "stream": ["Grant"], "recipient": ["Police"],
        "need": [""], "in_kind": [False], "ends_on": ["2011-03-31"], "amount": [168000.0],
    })  # fmt: skip
    assert cells(exhibits.funding_ledger_table(table).body) == [
        ["Grant", "Police", "2010/11", "", "money", "168,000", "31 March 2011"]
    ]
    assert "was received" in exhibits.funding_ledger_table(table.head(0)).title
