"""Which months may be counted: every file there, every area there."""

import numpy as np
import pandas as pd

from cdrp_analysis.assessment.counted import usable_months, without_thinned
from tests.drawn import frame


def test_a_month_counts_only_if_every_street_feed_that_covers_it_is_complete():
    """One force's railway rows must not make the other force's absent month a quiet one."""
    covered = frame("""
        feed    | month   | rows | status
        town    | 2018-07 | 900  | complete
        town    | 2018-08 |      | absent
        railway | 2018-07 | 20   | complete
        railway | 2018-08 | 26   | complete
        railway | 2018-09 | 22   | complete
        other   | 2018-09 |      | absent
    """)
    assert usable_months(covered, ["town", "railway"]) == {"2018-07", "2018-09"}


def located(lost: set[str] = frozenset(), month: str = "2018-08") -> pd.DataFrame:
    """Thirty rows a month in each of ten LSOAs, five to a ward, but for those lost in a month."""
    rows = [
        (lsoa, ward, when)
        for when in ("2018-06", "2018-07", "2018-08", "2018-09")
        for ward, first in (("W1", 0), ("W2", 5))
        for lsoa in (f"L{first + n}" for n in range(5))
        for _ in range(30)
        if not (when == month and lsoa in lost)
    ]
    return pd.DataFrame(rows, columns=["lsoa", "ward", "month"])


def status_of(rows: pd.DataFrame) -> dict[str, str]:
    months = ["2018-06", "2018-07", "2018-08", "2018-09"]
    covered = pd.DataFrame(
        {"feed": "street", "month": months, "rows": np.nan, "status": "complete"}
    )
    found = without_thinned(covered, rows, ["street"], collapse_share=0.35)
    return found.set_index("month")["status"].to_dict()


def test_a_month_that_lost_half_of_the_lsoas_is_collapsed_although_its_file_is_there():
    found = status_of(located(lost={"L0", "L1", "L2", "L5", "L6"}))
    assert found.pop("2018-08") == "collapsed"
    assert set(found.values()) == {"complete"}


def test_a_month_that_lost_most_of_one_ward_is_collapsed():
    rows = located()
    thin = (rows["month"] == "2018-08") & (rows["ward"] == "W2") & (rows.index % 10 > 0)
    assert status_of(rows[~thin])["2018-08"] == "collapsed"


def test_whole_months_stay_complete():
    assert set(status_of(located()).values()) == {"complete"}
