"""A cell is hidden for its own value when it is small, tells of a whole group, or is one firm's."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure.concentration import (
    LIMITS,
    Limits,
    concentration,
    dominated,
    few_contributors,
    margin,
    nk_rule,
    p_rule,
    with_contributors,
)
from cdrp_analysis.disclosure.groups import group_disclosure
from cdrp_analysis.disclosure.joint_system import build
from cdrp_analysis.disclosure.primary import Contributions, primary_cells, small
from cdrp_analysis.disclosure.relations import Cell, Hierarchy, Partition
from cdrp_analysis.disclosure.suppression import suppress
from cdrp_analysis.disclosure.tables import CellAddress, TableSpec
from cdrp_analysis.errors import InputError
from tests.drawn import frame

ADDRESS = CellAddress("people", "number", "status", "hours", "=year")
SPEC = TableSpec("hours", "", "small_area_counts", (), "", ADDRESS)

# ESSnet Handbook on Statistical Disclosure Control, section 5.2, marital status by hours worked.
HANDBOOK = """
    status   | full | part | all
    Married  |  6   |  0   |  6
    Divorced |  5   |  1   |  6
    Single   |  2   |  2   |  4
    Total    | 13   |  3   | 16
"""


def system_of(drawing, *, complete=True):
    wide = frame(drawing)
    parts = [name for name in wide if name not in ("status", "all")]
    long = wide.melt("status", var_name="hours", value_name="number")
    groups = [status for status in wide["status"] if status != "Total"]
    hierarchy = Hierarchy(
        area={"Total": groups}, offence=[Partition("all", tuple(parts), complete)]
    )
    return build({"hours": long}, {"hours": SPEC}, hierarchy)


def named(system, chosen):
    return {
        (cell.area, cell.offence) for cell, yes in zip(system.cells, chosen, strict=True) if yes
    }


@pytest.mark.parametrize("count, hidden", [(0, False), (1, True), (4, True), (5, False)])
def test_the_threshold_hides_what_lies_below_it_but_no_zero(count, hidden):
    assert small(np.array([count]), 5).item() is hidden


def test_married_people_all_work_full_time_and_one_divorcee_knows_it_of_the_rest():
    """The handbook's two groups, and not the third, in which two are in each category."""
    system = system_of(HANDBOOK)
    strong = group_disclosure(system, along="offence", threshold=0, outside=0)
    weak = group_disclosure(system, along="offence", threshold=0)
    assert named(system, strong) == {("Married", "part")}
    assert named(system, weak) == {("Married", "part"), ("Divorced", "part")}


def test_a_group_below_the_threshold_is_hidden_with_its_zeros():
    system = system_of("""
        status  | full | part | all
        Married |  3   |  0   |  3
        Single  |  9   |  8   | 17
        Total   | 12   |  8   | 20
    """)
    found = group_disclosure(system, along="offence", threshold=5)
    assert named(system, found) == {("Married", "full"), ("Married", "part"), ("Married", "all")}


def test_what_can_only_be_zero_tells_nothing_and_is_published():
    system = system_of(HANDBOOK)
    never = np.array([cell.offence == "part" for cell in system.cells])
    found = group_disclosure(system, along="offence", threshold=0, structural=never)
    assert not found.any()


def test_nobody_in_a_group_is_no_disclosure():
    system = system_of("""
        status  | full | part | all
        Married |  0   |  0   |  0
        Single  |  9   |  8   | 17
        Total   |  9   |  8   | 17
    """)
    assert not group_disclosure(system, along="offence", threshold=5).any()


def test_only_the_dimension_of_the_attribute_counts():
    """All full-timers are married, but neither the married nor the single are all of one kind."""
    system = system_of("""
        status  | full | part | none | all
        Married |  9   |  6   |  8   | 23
        Single  |  0   |  7   |  6   | 13
        Total   |  9   | 13   | 14   | 36
    """)
    by_status = group_disclosure(system, along="area", threshold=0)
    assert named(system, by_status) == {("Single", "full")}
    assert not group_disclosure(system, along="offence", threshold=0).any()
    with pytest.raises(InputError, match="no dimension"):
        group_disclosure(system, along="ward", threshold=0)


def test_once_protected_the_zero_could_be_the_threshold():
    """Married: 6 of 6 with 0 hidden beside it would be plain; the 6 or its total goes too."""
    system = system_of("""
        status   | full | part | all
        Married  |  6   |  0   |  6
        Divorced | 25   | 21   | 46
        Single   | 22   | 12   | 34
        Total    | 53   | 33   | 86
    """)
    nothing = np.zeros(len(system.cells), dtype=bool)
    primary = primary_cells(system, threshold=5, groups={"offence": ~nothing}).hidden
    found = suppress(system, primary=primary, unpublished=nothing, spared=nothing, threshold=5)
    hidden = named(system, found.hidden)
    assert ("Married", "part") in hidden
    assert hidden & {("Married", "full"), ("Married", "all")}


# ESSnet Handbook, section 4.2: example 1 (safe by the (1,90) rule, yet the second largest knows
# the largest to 2%) and example 2 (safe by the p% rule at 10, not by the (2,90.9) rule).
def test_the_handbooks_first_example():
    total, largest, second = pd.Series([100_000]), pd.Series([50_000]), pd.Series([49_000])
    assert not nk_rule(total, largest, k=90).item()
    assert p_rule(total, largest, second, p=10).item()
    assert p_rule(total, largest, second, p=2.1).item()
    assert not p_rule(total, largest, second, p=2).item()


def test_the_handbooks_second_example():
    total, largest, second = pd.Series([110_000]), pd.Series([52_000]), pd.Series([50_000])
    assert not p_rule(total, largest, second, p=10).item()
    assert nk_rule(total, largest + second, k=100 * 100 / 110).item()
    assert p_rule(total, largest, second, p=15.4).item()


@pytest.mark.parametrize("k, p", [(80, 25), (95, 5.26)])
def test_what_the_two_k_rule_calls_safe_is_safe_by_the_matching_p_rule(k, p):
    """The handbook's pairs: p = 100 (100 - k) / k."""
    assert p == pytest.approx(100 * (100 - k) / k, abs=0.01)
    parts = np.sort(np.random.default_rng(0).pareto(1.0, size=(500, 6)))[:, ::-1]
    total, first, second = parts.sum(axis=1), parts[:, 0], parts[:, 1]
    by_k = nk_rule(total, first + second, k=k)
    by_p = p_rule(total, first, second, p=100 * (100 - k) / k)
    assert 0 < by_k.sum() < 500
    assert not (by_p & ~by_k).any()


def test_a_share_of_exactly_the_limit_is_safe_by_both_rules():
    total, largest, second = pd.Series([100]), pd.Series([80]), pd.Series([10])
    assert not nk_rule(total, largest + second, k=90).item()
    assert not p_rule(total, largest, second, p=12.5).item()


def test_branches_of_one_business_are_one_contribution():
    sales = frame("""
        area  | business | pounds
        Abbey | A        | 40
        Abbey | A        | 55
        Abbey | B        |  3
        Abbey | C        |  2
        Dale  | B        | 30
        Dale  | C        | 25
        Dale  | D        | 28
        Dale  | E        |  0
    """)
    found = concentration(sales, cells=["area"], contributor="business", value="pounds")
    assert found.loc["Abbey"].tolist() == [100, 3, 95, 3, 98]
    assert found.loc["Dale"].tolist() == [83, 3, 30, 28, 58]
    assert dominated(found).tolist() == [True, False]


@pytest.mark.parametrize("number, unsafe", [(0, False), (1, True), (2, True), (3, False)])
def test_fewer_than_three_contributors_are_too_few(number, unsafe):
    assert few_contributors(np.array([number])).item() is unsafe


def test_unknown_contributors_are_refused_rather_than_guessed():
    thefts = pd.DataFrame({"area": ["Abbey"] * 2, "shop": ["A", None]})
    with pytest.raises(InputError, match="1 rows name no shop"):
        concentration(thefts, cells=["area"], contributor="shop")
    losses = pd.DataFrame({"area": ["Abbey"], "shop": ["A"], "pounds": [-1.0]})
    with pytest.raises(InputError, match="below 0"):
        concentration(losses, cells=["area"], contributor="shop", value="pounds")


def test_a_table_carries_its_contributors_and_none_where_nothing_happened():
    thefts = frame("""
        area  | shop
        Abbey | A
        Abbey | A
        Dale  | A
        Dale  | B
    """)
    table = frame("""
        area   | thefts
        Dale   | 2
        Market | 0
        Abbey  | 2
    """)
    behind = concentration(thefts, cells=["area"], contributor="shop")
    made = with_contributors(table, behind, cells=["area"]).set_index("area")
    assert made["contributors"].to_dict() == {"Dale": 2, "Market": 0, "Abbey": 1}
    assert made["largest"].to_dict() == {"Dale": 1, "Market": 0, "Abbey": 2}
    assert made["thefts"].to_dict() == {"Dale": 2, "Market": 0, "Abbey": 2}
    with pytest.raises(InputError, match="1 sums over contributors belong to no row"):
        with_contributors(table.iloc[:2], behind, cells=["area"])


# The upper protection levels of the handbook: a total that large is the least that the rule calls
# safe, whoever the contributors.
@pytest.mark.parametrize("k, p", [(90, 1e-9), (50.1, 10), (100, 25), (80, 25)])
def test_a_total_open_by_its_margin_is_one_that_the_rules_would_call_safe(k, p):
    parts = np.sort(np.random.default_rng(1).pareto(1.0, size=(400, 5)) * 1000, axis=1)[:, ::-1]
    cells = pd.DataFrame(
        {"total": parts.sum(axis=1), "largest": parts[:, 0], "second": parts[:, 1]}
    )
    cells["top"] = cells["largest"] + cells["second"]
    unsafe = cells[dominated(cells, k=k, p=p)]
    assert 0 < len(unsafe) <= 400
    up = margin(unsafe, k=k, p=p)
    grown = unsafe.assign(total=unsafe["total"] + up)
    assert not dominated(grown, k=k, p=p).any()
    short = unsafe.assign(total=unsafe["total"] + np.maximum(up - 1.001, 0))
    assert dominated(short, k=k, p=p)[up > 1].all()


def test_the_handbooks_second_example_asks_for_eight_more_at_p_of_15_4():
    """110,008 less the second's 50,000 is 60,008: 15.4% more than the largest's 52,000."""
    cell = pd.DataFrame({"total": [110_000], "largest": [52_000], "second": [50_000]})
    assert margin(cell.assign(top=102_000), k=100, p=15.4).tolist() == [8]


def by_name(system, reasons):
    given = zip(system.cells, reasons.tolist(), strict=True)
    return {(cell.area, cell.offence): reason for cell, reason in given if reason}


def addressed(drawing):
    """Events with all that names a cell."""
    return frame(drawing).assign(source="people", period="year")


def test_each_cell_has_the_first_reason_that_applies():
    system = system_of("""
        status  | theft | fraud | all
        Abbey   | 40    | 0     | 40
        Dale    | 12    | 3     | 15
        Market  | 30    | 20    | 50
        Total   | 82    | 23    | 105
    """)
    events = addressed("""
        area   | offence | shop | number
        Abbey  | theft   | A    | 40
        Market | theft   | A    | 28
        Market | theft   | B    |  1
        Market | theft   | C    |  1
        Market | fraud   | A    | 10
        Market | fraud   | B    | 10
        Dale   | fraud   | A    |  3
    """)
    cells = list(Cell._fields)
    behind = concentration(events, cells=cells, contributor="shop", value="number")
    found = primary_cells(
        system,
        threshold=5,
        groups={"offence": np.ones(len(system.cells), dtype=bool)},
        contributions=[Contributions(behind, LIMITS)],
    )
    assert by_name(system, found.reason) == {
        ("Abbey", "theft"): "one contributor",
        ("Abbey", "fraud"): "group disclosure",
        ("Dale", "fraud"): "1 to 4",
        ("Market", "theft"): "dominance",
        ("Market", "fraud"): "few contributors",
    }
    due = {
        (cell.area, cell.offence): (low, high)
        for cell, low, high in zip(system.cells, found.floor, found.reach, strict=True)
    }
    assert due["Abbey", "fraud"] == due["Dale", "fraud"] == (0, 5)
    # 28 and 1 of 30: 29 / 0.9 = 32.2, and 28 / 10 - 1 = 1.8, so three to either side.
    assert due["Market", "theft"] == (27, 33)
    assert due["Abbey", "theft"] == (0, 45)  # 40 / 0.9 = 44.4; and it may be nothing at all
    assert named(system, found.sole) == {("Abbey", "theft"), ("Dale", "fraud")}


def test_tables_whose_breakdown_is_no_attribute_and_cells_without_threshold_are_left_alone():
    system = system_of(HANDBOOK)
    exempt = np.array([0 if cell.area == "Total" else 5 for cell in system.cells])
    found = primary_cells(system, threshold=exempt)
    assert named(system, found.hidden) == {
        ("Divorced", "part"), ("Single", "full"), ("Single", "part"), ("Single", "all"),
    }  # fmt: skip
    assert set(found.reason) == {"", "1 to 4"}


@pytest.mark.parametrize("never", [False, True])
def test_a_zero_is_hidden_where_asked_but_not_one_that_can_only_be_zero(never):
    system = system_of(HANDBOOK)
    zeros = np.ones(len(system.cells), dtype=bool)
    found = primary_cells(system, threshold=2, zeros=zeros, structural=zeros & never)
    hidden = by_name(system, found.reason)
    assert hidden.pop(("Divorced", "part")) == "1 to 1"
    assert hidden == ({} if never else {("Married", "part"): "zero"})


def test_a_group_rule_looks_only_at_breakdowns_with_a_part_of_such_a_table():
    system = system_of(HANDBOOK)
    divorced = np.array([cell.area == "Divorced" for cell in system.cells])
    found = primary_cells(system, threshold=0, reach=5, groups={"offence": divorced})
    assert by_name(system, found.reason) == {("Divorced", "part"): "group disclosure"}
    assert found.reach[found.hidden].tolist() == [5]


def test_contributors_of_cells_that_no_table_has_are_refused():
    system = system_of(HANDBOOK)
    stray = addressed("""
        area | offence | shop
        Dale | full    | A
    """)
    behind = concentration(stray, cells=list(Cell._fields), contributor="shop")
    with pytest.raises(InputError, match="1 cells that no table has"):
        primary_cells(system, threshold=5, contributions=[Contributions(behind, Limits())])
