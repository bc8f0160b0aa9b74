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


def test_the_order_of_rows_does_not_matter():
    rows = [A, NO_ID, ("b", float("nan"), None, 4, "x")]
    assert revisions(download(*rows), download(*rows[::-1]))["rows_changed"] == 0
