"""The horizon scan by likelihood times impact."""

import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.horizon import scored
from tests.drawn import frame

SCAN = frame("""
    item   | likelihood | impact
    rents  | 3          | 3
    grants | 5          | 5
    phones | 5          | 3
    trusts | 3          | 5
""")


def test_the_most_pressing_comes_first_and_equals_come_by_name():
    assert scored(SCAN)[["item", "score"]].to_numpy().tolist() == [
        ["grants", 25], ["phones", 15], ["trusts", 15], ["rents", 9],
    ]  # fmt: skip
    assert scored(SCAN.iloc[::-1])["item"].tolist() == scored(SCAN)["item"].tolist()


def test_no_scan_is_no_rows_and_a_missing_score_is_refused():
    assert scored(SCAN.head(0)).empty
    with pytest.raises(InputError, match="lacks impact"):
        scored(SCAN.drop(columns="impact"))
