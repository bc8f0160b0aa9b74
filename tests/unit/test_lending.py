"""Series modelled together: none cuts another's history short."""

import pandas as pd

from cdrp_analysis.measures.lending import long_enough, together

MONTHS = [str(m) for m in pd.period_range("2015-01", periods=60, freq="M")]


def rows(area, offence, months):
    return pd.DataFrame({"area": area, "offence": offence, "month": months, "count": 10.0})


PANEL = pd.concat([
    rows("A", "burglary", MONTHS), rows("B", "burglary", MONTHS),
    rows("A", "stalking", MONTHS[20:]), rows("B", "stalking", MONTHS),  # known later here
    rows("A", "asb", MONTHS),  # the area's alone
    rows("A", "new", MONTHS[40:]), rows("B", "new", MONTHS),  # 20 months: too short
    rows("C", "burglary", MONTHS[50:]),  # lends nothing
], ignore_index=True)  # fmt: skip


def test_each_group_begins_with_the_first_month_known_of_it():
    found = {
        tuple(sorted(part["offence"].unique())): (part["month"].min(), set(part["area"]))
        for part in together(PANEL, "A")
    }
    assert found == {
        ("burglary",): ("2015-01", {"A", "B"}),
        ("stalking",): ("2016-09", {"A", "B"}),
        ("asb",): ("2015-01", {"A"}),
    }


def test_two_years_must_be_known_before_the_month_that_counts():
    assert long_enough(PANEL, "A") == ["asb", "burglary", "stalking"]
    assert long_enough(PANEL, "A", until="2018-08") == ["asb", "burglary", "stalking"]
    assert long_enough(PANEL, "A", until="2018-07") == ["asb", "burglary"]


def test_a_missing_month_does_not_count_as_known():
    panel = PANEL.copy()
    panel.loc[(panel["area"] == "A") & (panel["month"] >= "2016-12"), "count"] = float("nan")
    assert long_enough(panel, "A") == []
    assert list(together(panel, "A")) == []
