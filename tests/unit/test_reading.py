"""No row may vanish while it is read."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.sources.reading import QUARANTINE_COLUMNS, FileReading, quarantine


def reading(rows_in, accepted=2, quarantined=1, repeated=1):
    return FileReading(
        feed="f", contract="street", file="a.csv", sha256="0", vintage="2018-09-01",
        month="2018-01", publisher="testshire", rows_in=rows_in,
        accepted=pd.DataFrame({"month": ["2018-01"] * accepted}),
        quarantined=pd.DataFrame([["f", "a.csv", 2, "why"]] * quarantined,
                                 columns=QUARANTINE_COLUMNS),
        repeated=repeated,
    )  # fmt: skip


def test_rows_in_are_accepted_quarantined_and_repeated():
    assert reading(4).rows_in == 4


@pytest.mark.parametrize("rows_in", [3, 5])
def test_any_other_sum_is_an_error(rows_in):
    with pytest.raises(InputError, match=f"{rows_in} rows came in, but 4 are accounted for"):
        reading(rows_in)


def test_quarantine_is_in_file_order_and_says_why_never_what():
    found = quarantine("f", "a.csv", pd.Series([9, 3]), pd.Series(["late", "early"]))
    assert found.to_dict("list") == {
        "feed": ["f", "f"], "file": ["a.csv"] * 2, "row": [3, 9], "reason": ["early", "late"],
    }  # fmt: skip
