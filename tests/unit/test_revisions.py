"""How much a month changed between two downloads."""

import pandas as pd
import pytest

from cdrp_analysis.sources.policeuk import revisions

COLUMNS = ["crime_id", "longitude", "outcome", "source_row", "vintage"]


def download(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


A = ("a", -0.0954, "Under investigation", 2, "2018-03-01")
NO_ID = (None, -0.1, None, 3, "2018-03-01")


@pytest.mark.parametrize(
    "before, after, added, removed, changed",
    [
        ([A], [A], 0, 0, 0),
        ([A], [("a", -0.095400, "Under investigation", 9, "2018-09-01")], 0, 0, 0),
        ([A], [("a", -0.0954, "Offender fined", 2, "2018-09-01")], 0, 0, 1),
        ([A], [("a", -0.0955, "Under investigation", 2, "x")], 0, 0, 1),
        ([A], [], 0, 1, 0),
        ([], [A], 1, 0, 0),
        # Repeated rows count as often as they occur.
        ([NO_ID, NO_ID], [NO_ID, NO_ID, NO_ID], 1, 0, 0),
        ([NO_ID, NO_ID], [NO_ID], 0, 1, 0),
        # Without a Crime ID a moved row cannot be recognised.
        ([NO_ID], [(None, -0.2, None, 3, "x")], 1, 1, 0),
        # Two offences on one report, one of them revised.
        ([A, A], [A, ("a", -0.0954, "Offender fined", 3, "x")], 0, 0, 1),
        # One offence of the report withdrawn, the other revised.
        ([A, A], [("a", -0.0954, "Offender fined", 3, "x")], 0, 1, 1),
    ],
)
def test_rows_added_removed_and_changed(before, after, added, removed, changed):
    found = revisions(download(*before), download(*after))
    assert found == {
        "rows_before": len(before),
        "rows_after": len(after),
        "rows_added": added,
        "rows_removed": removed,
        "rows_changed": changed,
    }


def test_the_id_is_the_one_that_is_named():
    before = pd.DataFrame({"reference": ["a", "b"], "at": pd.to_datetime(["2010-04-01"] * 2)})
    after = before.assign(at=pd.to_datetime(["2010-04-01", "2010-04-02"]))
    for id, changed in (("reference", 1), (None, 0), ("crime_id", 0)):
        found = revisions(before, after, id=id)
        assert (found["rows_changed"], found["rows_added"]) == (changed, 1 - changed)


def test_the_same_cells_are_equal_whatever_pandas_keeps_them_in():
    """A stored month comes back with plain types; a blank is a blank in all of them."""
    flags = pd.Series([True, False, None], dtype="boolean")
    typed = pd.DataFrame({"crime_id": ["a", "b", "c"], "knife": flags, "drug": ["x", None, ""]})
    plain = typed.astype({"knife": "object", "drug": "category"})
    assert revisions(typed, plain)["rows_changed"] == 0
    gone = typed.assign(drug=["x", "", ""])
    assert revisions(typed, gone)["rows_changed"] == 1


def test_the_order_of_rows_does_not_matter():
    rows = [A, NO_ID, ("b", float("nan"), None, 4, "x")]
    assert revisions(download(*rows), download(*rows[::-1]))["rows_changed"] == 0
