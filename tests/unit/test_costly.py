"""Where suppression hides too much, coarser tables are proposed with what each would show."""

from itertools import combinations

import pandas as pd
import pytest

from cdrp_analysis.disclosure.coarsening import AS_IT_IS
from cdrp_analysis.disclosure.costly import COLUMNS, costly_tables
from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.relations import Hierarchy, Partition
from cdrp_analysis.disclosure.rules import RELEASED, policy
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec
from tests.drawn import frame

SPECS = {
    name: TableSpec(
        name, f"Counts {name}", content,
        (Column("ward", "key", ""), Column("offences", "count", "")), "n",
        CellAddress(name, "offences", "ward", "=all", "=year"),
    )
    for name, content in (
        ("by_ward", "small_area_counts"), ("lsoas", "neighbourhood_rates"),
        ("borough", "borough_counts"),
    )
}  # fmt: skip
WARDS = Hierarchy({"Borough": ["Abbey", "Castle", "Minster", "Quay"]})
RULES = {edition: policy(edition) for edition in RELEASED}
TABLE = frame("""
    ward    | offences
    Abbey   | 3
    Castle  | 12
    Minster | 40
    Quay    | 31
    Borough | 86
""")


def found(tables, *, above=0.1, **options):
    release = protect(tables, SPECS, hierarchy=WARDS)
    return costly_tables(release, tables, SPECS, RULES, above=above, hierarchy=WARDS, **options)


@pytest.mark.parametrize(("above", "looked"), [(0.39, True), (0.4, False), (0.41, False)])
def test_a_table_is_looked_at_where_it_hides_more_than_the_share(above, looked):
    """Two of five counts are hidden."""
    made = found({"by_ward": TABLE}, above=above)
    assert list(made.columns) == COLUMNS
    assert (made["proposal"].tolist() != []) is looked


def test_what_is_proposed_is_measured_before_and_after():
    asked = []

    def merges(hidden):
        asked.append(hidden)
        return [Partition("Abbey and Castle", ("Abbey", "Castle"))]

    made = found({"by_ward": TABLE}, merges=merges).set_index("proposal")
    (hidden,) = asked
    assert set(hidden.loc[hidden["hidden"], "area"]) == {"Abbey", "Castle"}
    assert made.index[0] == AS_IT_IS
    assert made.loc[AS_IT_IS, ["cells", "hidden"]].tolist() == [5, 2]
    assert made.loc["Abbey and Castle as one area", ["cells", "hidden"]].tolist() == [4, 0]
    assert made.loc["Abbey and Castle as one area", "more_cells"] == 1
    assert made["offences_shown"].tolist() == pytest.approx([71 / 86, 1, 1])
    assert set(made["edition"]) == {"committee"}  # the first that has it
    assert set(made["title"]) == {"Counts by_ward"}


def test_a_table_is_looked_at_once_and_only_where_some_edition_has_it():
    tables = {"by_ward": TABLE, "lsoas": TABLE, "borough": TABLE}
    made = found(tables)
    assert made.groupby("table")["edition"].unique().map(list).to_dict() == {
        "by_ward": ["committee"], "lsoas": ["committee"],
    }  # fmt: skip


@pytest.mark.parametrize("workers", [1, 2])
def test_every_table_has_its_own_proposals(workers):
    larger = pd.concat([TABLE, pd.DataFrame({"ward": ["Elm", "Oak"], "offences": [15, 16]})])
    made = found({"by_ward": TABLE, "lsoas": larger}, workers=workers)
    now = made[made["proposal"].eq(AS_IT_IS)].set_index("table")
    assert now["cells"].to_dict() == {"by_ward": 5, "lsoas": 7}
    assert now["title"].to_dict() == {"by_ward": "Counts by_ward", "lsoas": "Counts lsoas"}


def test_no_more_than_five_are_proposed_for_a_table():
    """Any two and any three of four wards may be shown as one."""
    wards = ["Abbey", "Castle", "Minster", "Quay"]
    merges = [Partition(f"{a} and {b}", (a, b)) for a, b in combinations(wards, 2)]
    merges += [Partition(f"all but {a}", tuple(b for b in wards if b != a)) for a in wards]
    made = found({"by_ward": TABLE}, merges=lambda hidden: merges)
    assert len(made) == 6 and made["proposal"].iloc[0] == AS_IT_IS
    assert made["proposal"].is_unique


def test_nothing_hidden_is_nothing_to_propose():
    safe = pd.DataFrame({"ward": ["Abbey", "Castle"], "offences": [30, 12]})
    assert found({"by_ward": safe}).empty
