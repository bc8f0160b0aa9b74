"""A coarser table is proposed only where it shows more, and its figures are its own."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure.coarsening import AS_IT_IS, proposals
from cdrp_analysis.disclosure.relations import Hierarchy, Partition
from cdrp_analysis.disclosure.suppression import information
from cdrp_analysis.disclosure.tables import CellAddress
from cdrp_analysis.errors import DisclosureError, InputError
from tests.drawn import frame

BY_WARD = CellAddress("street", "offences", "ward", "=all", "=year")
BY_THEME = CellAddress("street", "offences", "ward", "theme", "=year")
BY_MONTH = CellAddress("street", "offences", "ward", "=all", "month")
WARDS = frame("""
    ward     | offences
    Abbey    |  3
    Castle   | 12
    Minster  | 40
    Borough  | 55
""")
IN_BOROUGH = Hierarchy(area={"Borough": ["Abbey", "Castle", "Minster"]})
WESTERN = Partition("Abbey and Castle", ("Abbey", "Castle"))
EASTERN = Partition("Castle and Minster", ("Castle", "Minster"))


def tried(table, *, address=BY_WARD, hierarchy=IN_BOROUGH, merges=()):
    return proposals(
        table, address=address, hierarchy=hierarchy, threshold=5, merges=merges
    ).set_index("proposal")


def with_borough(inner, address):
    """Rows of wards with the sums over wards, and over whatever else is left."""
    keys = [k for k in (address.offence, address.period) if not k.startswith("=")]
    whole = inner.groupby(keys, as_index=False)["offences"].sum().assign(ward="Borough")
    return pd.concat([inner, whole], ignore_index=True)


def monthly(*, first="2010-04", months=12, means=(6, 6, 6)):
    labels = [str(m) for m in pd.period_range(first, periods=months, freq="M")]
    rng = np.random.default_rng(1)
    wards = ["Abbey", "Castle", "Minster"]
    inner = pd.DataFrame([(w, m) for w in wards for m in labels], columns=["ward", "month"])
    inner["offences"] = rng.poisson(np.repeat(means, months))
    return with_borough(inner, BY_MONTH)


def test_a_lone_small_ward_joins_its_neighbour():
    """As it is Castle goes with Abbey, 55 - 12 - 40 = 3; as one area they are 15."""
    found = tried(WARDS, merges=[WESTERN])
    now, merged = found.loc[AS_IT_IS], found.loc["Abbey and Castle as one area"]
    assert (now["cells"], now["hidden"], now["cells_shown"]) == (4, 2, 0.5)
    assert now["offences_shown"] == pytest.approx(40 / 55)
    assert (merged["cells"], merged["hidden"], merged["more_cells"]) == (3, 0, 1)
    assert merged["offences_shown"] == 1
    assert merged["more_offences"] == pytest.approx(15 / 55)
    full = information(np.array([3, 12, 40, 55])).sum()
    assert now["information"] == pytest.approx(information(np.array([40, 55])).sum() / full)
    assert merged["information"] == pytest.approx(information(np.array([15, 40, 55])).sum() / full)
    gained = merged["information"] - now["information"]
    assert merged["more_information"] == pytest.approx(gained)


def test_a_merge_that_shows_no_more_is_not_proposed():
    """Abbey's 3 would take the merged 52 with it."""
    found = tried(WARDS, merges=[WESTERN, EASTERN])
    assert found.index.tolist() == [
        AS_IT_IS, "Abbey and Castle as one area", "Borough without its 3 wards",
    ]  # fmt: skip


def test_the_best_keeps_most_information():
    found = tried(monthly(), address=BY_MONTH, merges=[WESTERN])
    assert len(found) > 3
    assert found["information"].iloc[1:].is_monotonic_decreasing
    better = (found["more_cells"] > 0) | (found["more_offences"] > 0)
    assert better.iloc[1:].all()


def test_where_nothing_is_hidden_nothing_is_proposed():
    enough = WARDS.assign(offences=[13, 12, 40, 65])
    assert tried(enough, merges=[WESTERN, EASTERN]).index.tolist() == [AS_IT_IS]


@pytest.mark.parametrize("words, quarter", [("months as quarters", 3), ("months as half-years", 6)])
def test_merged_months_are_judged_as_the_table_that_would_be_published(words, quarter):
    """The same figures as for a table made by hand, whatever its periods are called."""
    table = monthly()
    found = tried(table, address=BY_MONTH).loc[words]
    number = pd.PeriodIndex(table["month"], freq="M").month
    by_hand = table.assign(month=[f"part {((n - 4) % 12) // quarter}" for n in number])
    by_hand = by_hand.groupby(["ward", "month"], as_index=False)["offences"].sum()
    direct = tried(by_hand, address=BY_MONTH).loc[AS_IT_IS]
    for figure in ("cells", "hidden", "cells_shown", "offences_shown"):
        assert found[figure] == direct[figure], figure


def test_a_quarter_of_which_a_month_is_absent_stays_in_months():
    """From May to September only July to September is a whole quarter."""
    table = monthly(first="2010-05", months=5)
    found = tried(table, address=BY_MONTH).loc["months as quarters"]
    assert found["cells"] == 4 * 3  # three wards and the borough: May, June, July to September


def test_a_quarter_across_the_edge_of_a_known_period_is_not_made():
    table = monthly(first="2010-07", months=3)
    early = table[table["month"] < "2010-09"]
    whole = early.groupby("ward", as_index=False)["offences"].sum().assign(month="to August")
    hierarchy = Hierarchy(area=IN_BOROUGH.area, period={"to August": ["2010-07", "2010-08"]})
    found = tried(pd.concat([table, whole]), address=BY_MONTH, hierarchy=hierarchy)
    assert "months as quarters" not in found.index


THEMES = with_borough(
    frame("""
        ward    | theme    | offences
        Abbey   | rape     |  2
        Abbey   | assault  |  9
        Abbey   | theft    | 40
        Abbey   | all      | 51
        Castle  | rape     |  3
        Castle  | assault  |  8
        Castle  | theft    | 31
        Castle  | all      | 42
        Minster | rape     |  1
        Minster | assault  | 12
        Minster | theft    | 28
        Minster | all      | 41
    """),
    BY_THEME,
)


@pytest.mark.parametrize("whole", [("rape", "assault", "theft"), ("violence", "theft")])
def test_themes_go_into_their_group_however_the_hierarchy_states_it(whole):
    hierarchy = Hierarchy(
        area=IN_BOROUGH.area,
        offence=[Partition("violence", ("rape", "assault")), Partition("all", whole)],
    )
    found = tried(THEMES, address=BY_THEME, hierarchy=hierarchy)
    group = found.loc["violence as one theme"]
    assert (group["cells"], group["hidden"], group["offences_shown"]) == (12, 0, 1)
    assert found.index[1] == "violence as one theme"
    assert f"all without its {len(set(whole) - {'violence'})} themes" in found.index


def test_a_group_shown_beside_its_themes_takes_their_place():
    violence = THEMES[THEMES["theme"].isin(["rape", "assault"])]
    violence = violence.groupby("ward", as_index=False)["offences"].sum().assign(theme="violence")
    hierarchy = Hierarchy(
        area=IN_BOROUGH.area,
        offence={"violence": ["rape", "assault"], "all": ["rape", "assault", "theft"]},
    )
    shown = tried(pd.concat([THEMES, violence]), address=BY_THEME, hierarchy=hierarchy)
    made = tried(THEMES, address=BY_THEME, hierarchy=hierarchy)
    for figure in ("cells", "hidden", "offences_shown"):
        assert (
            shown.loc["violence as one theme", figure] == made.loc["violence as one theme", figure]
        )


def test_what_a_member_with_an_absent_row_counts_is_not_guessed():
    table = monthly().iloc[1:]  # Abbey has no April
    found = tried(table[table["ward"] != "Borough"], address=BY_MONTH, merges=[WESTERN])
    assert "Abbey and Castle as one area" not in found.index


def test_an_unknown_count_stays_unknown_when_it_is_merged():
    """Abbey's is not known, so 3 and 4 beside it do not make a 7: only the total is a cell."""
    table = WARDS.assign(offences=[np.nan, 3, 4, 55])
    hierarchy = Hierarchy(area=[Partition("Borough", ("Abbey", "Castle", "Minster"), False)])
    inner = Partition("Inner", ("Abbey", "Castle", "Minster"))
    found = tried(table, hierarchy=hierarchy, merges=[inner])
    assert found["cells"].to_dict() == {
        AS_IT_IS: 3, "Borough without its 3 wards": 1, "Inner as one area": 1,
    }  # fmt: skip


def test_merges_that_do_not_overlap_are_tried_together():
    """Neither helps by itself: two small wards protect each other with nothing else hidden."""
    table = frame("""
        ward     | offences
        Abbey    |  3
        Castle   | 12
        Minster  |  4
        Northgate|  9
        Borough  | 28
    """)
    hierarchy = Hierarchy(area={"Borough": ["Abbey", "Castle", "Minster", "Northgate"]})
    northern = Partition("Minster and Northgate", ("Minster", "Northgate"))
    found = tried(table, hierarchy=hierarchy, merges=[WESTERN, northern])
    both = found.loc["Abbey and Castle; Minster and Northgate: each as one area"]
    assert (both["cells"], both["hidden"], both["offences_shown"]) == (3, 0, 1)


def test_changes_of_two_dimensions_are_tried_together():
    found = tried(monthly(means=(3, 6, 30)), address=BY_MONTH, merges=[WESTERN])
    assert any("as one area, months as" in words for words in found.index)


def test_the_order_of_rows_does_not_matter():
    table = monthly()
    first = tried(table, address=BY_MONTH, merges=[WESTERN])
    again = tried(table.sample(frac=1, random_state=4), address=BY_MONTH, merges=[WESTERN])
    pd.testing.assert_frame_equal(again, first)


def test_a_merge_must_have_a_name_of_its_own():
    with pytest.raises(InputError, match="1 merged areas have the name"):
        tried(WARDS, merges=[Partition("Minster", ("Abbey", "Castle"))])


def test_rows_that_disagree_are_refused():
    with pytest.raises(DisclosureError, match="different counts"):
        tried(pd.concat([WARDS, WARDS.assign(offences=WARDS["offences"] + 1)]))
