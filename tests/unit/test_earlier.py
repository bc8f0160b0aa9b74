"""Earlier releases joined to the one being made: what is one cell, and what stays apart."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure.earlier import CELLS, Earlier, join
from cdrp_analysis.disclosure.earlier_periods import carried, nested
from cdrp_analysis.disclosure.joint_system import build
from cdrp_analysis.disclosure.relations import Cell, Hierarchy, Partition, System
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec
from cdrp_analysis.errors import InputError

YEAR = "2010/11"
SPEC = TableSpec(
    "by_ward",
    "",
    "small_area_counts",
    (Column("ward", "key", ""), Column("offences", "count", "")),
    "places",
    CellAddress("street", "offences", "ward", "=all", f"={YEAR}"),
)


def at(ward: str, period: str = YEAR) -> Cell:
    return Cell("street", ward, "all", period)


def system(**counts: int) -> System:
    """Wards that make up the Borough."""
    rows = [*counts.items(), ("Borough", sum(counts.values()))]
    table = pd.DataFrame(rows, columns=["ward", "offences"])
    return build({"t": table}, {"t": SPEC}, Hierarchy({"Borough": list(counts)}))


def told(cell: Cell, value: int) -> tuple:
    """A count that a release showed exactly."""
    return (*cell, value, value, value, False, False)


def kept_back(cell: Cell, value: int, *, primary: bool) -> tuple:
    return (*cell, value, 0.0, np.inf, True, primary)


def release(*rows: tuple, relations=(), name="the year before") -> Earlier:
    return Earlier(name, pd.DataFrame(rows, columns=CELLS), relations)


def test_without_earlier_releases_nothing_is_known():
    now = system(Abbey=3, Castle=12)
    joined = join(now, (), {})
    assert joined.system.cells == now.cells
    assert not joined.told.any()
    assert joined.revised == 0


def test_the_same_count_is_one_cell_and_what_was_told_of_it_is_still_known():
    now = system(Abbey=7, Castle=12)
    joined = join(now, [release(told(at("Castle"), 12))], {})
    here = joined.system.index[at("Castle")]
    assert joined.system.cells == now.cells
    assert (joined.lower[here], joined.upper[here], joined.told[here]) == (12, 12, True)
    assert joined.told.sum() == 1


def test_two_releases_tell_of_a_cell_what_both_leave_open():
    rows = [(*at("Castle"), 12, *limits, False, False) for limits in ((8.0, 12.0), (10.0, 14.0))]
    both = [release(row, name=str(number)) for number, row in enumerate(rows)]
    joined = join(system(Abbey=7, Castle=12), both, {})
    here = joined.system.index[at("Castle")]
    assert (joined.lower[here], joined.upper[here]) == (10, 12)


def test_a_revised_count_stays_apart_with_the_sums_of_its_own_release():
    """Castle had 11 then and has 12 now: 15 − 11 was true then, and says nothing of today."""
    before = release(
        told(at("Borough"), 15), told(at("Castle"), 11), kept_back(at("Abbey"), 4, primary=True),
        relations=[(0, (1, 2))],
    )  # fmt: skip
    joined = join(system(Abbey=4, Castle=12), [before], {})
    then = at("Castle")._replace(source="street, the year before")
    whole = at("Borough")._replace(source="street, the year before")
    assert joined.revised == 2
    assert joined.system.values[joined.system.index[then]] == 11
    assert not joined.told[joined.system.index[at("Castle")]]
    # Abbey's 4 is the same 4, and its old total and neighbour still tell of it.
    total, parts = joined.system.relations[-1]
    assert total == joined.system.index[whole]
    assert set(parts) == {joined.system.index[then], joined.system.index[at("Abbey")]}
    for total, parts in joined.system.relations:
        assert joined.system.values[total] == joined.system.values[list(parts)].sum()


def test_a_cell_of_an_earlier_release_only_is_compared_with_what_the_rows_give_today():
    old = at("Abbey", "2009/10")
    same = join(system(Abbey=4), [release(told(old, 9))], {old: 9})
    changed = join(system(Abbey=4), [release(told(old, 9))], {old: 8})
    unknown = join(system(Abbey=4), [release(told(old, 9))], {})
    apart = old._replace(source="street, the year before")
    assert (old in same.system.index, same.revised) == (True, 0)
    assert (apart in changed.system.index, changed.revised) == (True, 1)
    assert (apart in unknown.system.index, unknown.revised) == (True, 0)
    assert same.system.kind[same.system.index[old]] == "earlier"


def test_what_was_hidden_then_is_hidden_still_and_what_was_told_is_not():
    before = release(kept_back(at("Abbey"), 3, primary=True), told(at("Castle"), 12))
    joined = join(system(Abbey=3, Castle=12), [before], {})
    abbey, castle = joined.system.index[at("Abbey")], joined.system.index[at("Castle")]
    assert (joined.hidden[abbey], joined.primary[abbey], joined.told[abbey]) == (True, True, False)
    assert (joined.hidden[castle], joined.told[castle]) == (False, True)


def test_a_cell_that_one_release_hid_and_another_showed_is_known():
    """It is exposed: hiding it again would protect nobody."""
    hid = release(kept_back(at("Abbey"), 3, primary=True), name="first")
    showed = release(told(at("Abbey"), 3), name="second")
    joined = join(system(Abbey=3, Castle=12), [hid, showed], {})
    here = joined.system.index[at("Abbey")]
    assert (joined.told[here], joined.hidden[here], joined.primary[here]) == (True, False, False)


@pytest.mark.parametrize("label", ["rest of Borough (1)", "overlap 0001"])
def test_labels_numbered_within_one_release_never_merge(label):
    numbered = at(label)
    now = system(Abbey=3, Castle=12)
    mine = build(
        {"t": pd.DataFrame({"ward": ["Abbey"], "offences": [3]})}, {"t": SPEC}, Hierarchy(),
        fragments={numbered: 5},
    )  # fmt: skip
    for made in (now, mine):
        joined = join(made, [release(told(numbered, 5))], {numbered: 5})
        here = joined.system.index[numbered._replace(source="street, the year before")]
        assert joined.told[here]
        assert joined.revised == 0
        if numbered in made.index:
            assert not joined.told[made.index[numbered]]


def test_a_sum_that_both_releases_have_is_there_once():
    now = system(Abbey=3, Castle=12)
    before = release(
        told(at("Borough"), 15), told(at("Abbey"), 3), told(at("Castle"), 12),
        relations=[(0, (1, 2))],
    )  # fmt: skip
    assert join(now, [before], {}).system.relations == now.relations


QUARTERS = ("April to June 2010", "July to September 2010")
HALF, REST = "April to September 2010", "October 2010 to March 2011"
CALENDAR = (Partition(YEAR, (HALF, REST)), Partition(HALF, QUARTERS))


def test_counts_of_parts_of_a_period_are_carried_on_as_they_were():
    before = release(
        told(at("Abbey", HALF), 7), kept_back(at("Castle", HALF), 4, primary=True),
        told(at("Abbey"), 9), told(at("rest of Borough (1)", HALF), 2),
        told(at("Abbey", "2007"), 1),
    )  # fmt: skip
    found = carried([before], CALENDAR, {at("Abbey"): 10, at("Castle"): 12})
    assert found == {at("Abbey", HALF): 7, at("Castle", HALF): 4}


def test_counts_that_do_not_add_up_with_those_of_today_are_not():
    """Abbey's half is more than its year. Castle's quarters are not its half: both go."""
    before = release(
        told(at("Abbey", HALF), 11), told(at("Castle", QUARTERS[0]), 3),
        told(at("Castle", QUARTERS[1]), 3), told(at("Castle", HALF), 7),
        told(at("Minster", QUARTERS[0]), 3), told(at("Minster", HALF), 7),
    )  # fmt: skip
    found = carried([before], CALENDAR, dict.fromkeys(map(at, ("Abbey", "Castle", "Minster")), 10))
    assert found == {at("Minster", QUARTERS[0]): 3, at("Minster", HALF): 7}


NIGHTS = ("nights out, April to August 2010", "nights out, April to September 2010")


def test_of_a_longer_period_the_shorter_one_published_before_leaves_the_rest():
    """Nights out to September less those to August are September's, which nobody published."""
    now = [at("Abbey", NIGHTS[1]), at("Abbey", "other hours, April to September 2010")]
    before = release(told(at("Abbey", NIGHTS[0]), 20))
    assert nested(now, [before], ()) == [Partition(NIGHTS[1], (NIGHTS[0],), complete=False)]
    # What is known of it already is not said twice, what both releases have is not new.
    assert nested(now, [before], [Partition(NIGHTS[1], (NIGHTS[0], "September"))]) == []
    assert nested([*now, at("Abbey", NIGHTS[0])], [before], ()) == []
    # A year and a half that both releases make up together leaves nothing over.
    year, half = "2009/10", "April to September 2010"
    both = nested([at("Abbey", "2009-04..2010-09")], [release(told(at("Abbey", year), 9)),
                  release(told(at("Abbey", half), 5))], ())  # fmt: skip
    assert Partition("2009-04..2010-09", (year, half)) in both
    assert Partition("2009-04..2010-09", (half,), complete=False) in both
    # Another source's nights out, and twelve months that only overlap, are no part of it.
    other = at("Abbey", NIGHTS[0])._replace(source="calls")
    rolling = at("Abbey", "nights out, May 2009 to April 2010")
    assert nested(now, [release(told(other, 20), told(rolling, 70))], ()) == []


def test_a_count_that_names_no_year_is_another_one_in_another_years_release():
    """As many who feel unsafe as in last year's survey are other people."""
    survey = at("Abbey", "survey")
    asked = build(
        {"t": pd.DataFrame({"ward": ["Abbey"], "offences": [30]})},
        {"t": replace(SPEC, cells=replace(SPEC.cells, period="=survey"))}, Hierarchy(),
    )  # fmt: skip
    before = replace(release(told(survey, 30)), period="2009-10")
    again = join(asked, [before], {}, "2009-10")
    assert again.told[again.system.index[survey]]
    later = join(asked, [before], {}, "2010-11")
    apart = survey._replace(source="street, the year before")
    assert not later.told[later.system.index[survey]] and later.told[later.system.index[apart]]
    assert later.revised == 0
    answers = [Partition("survey", ("unsafe", "safe"))]
    few = replace(release(told(at("Abbey", "safe"), 4)), period="2009-10")
    assert carried([few], answers, {}, "2009-10") == {at("Abbey", "safe"): 4}
    assert carried([few], answers, {}, "2010-11") == {}


def test_a_register_that_lacks_a_column_is_refused():
    cut = Earlier("2009/10", pd.DataFrame(columns=CELLS).drop(columns="hidden"))
    with pytest.raises(InputError, match="cells of 2009/10 lack hidden"):
        join(system(Abbey=3), [cut], {})
