"""Counts with every zero written out, totals that add up, and incidents never among offences."""

import pandas as pd

from cdrp_analysis.measures.tabulation import by_area_month, by_area_theme_period, by_theme_month
from cdrp_analysis.periods import Period
from tests.drawn import frame

WHOLE = ("E09000099", "Borough")
AREAS = frame("""
    code | name
    W1   | Abbey
    W2   | Castle
""")
THEMES = frame("""
    theme    | label    | kind     | sensitive
    burglary | Burglary | offence  | False
    asb      | ASB      | incident | False
""")
OFFENCES = frame("""
    ward | month   | theme    | kind
    W1   | 2017-05 | burglary | offence
    W1   | 2018-03 | burglary | offence
    W1   | 2016-05 | burglary | offence
    W1   | 2017-05 | asb      | incident
    W2   | 2017-05 |          | offence
    W9   | 2017-05 | burglary | offence
    W1   | 2018-04 | burglary | offence
""").replace({"theme": {"": None}})
PERIODS = [Period.parse("2016/17"), Period.parse("2017/18")]


def counted():
    return by_area_theme_period(OFFENCES, AREAS, THEMES, PERIODS, whole=WHOLE)


def test_zeros_are_written_out_and_totals_add_up():
    cells = counted().set_index(["area", "theme", "period"])["offences"]
    assert len(cells) == 3 * 4 * 2
    assert cells["W1", "burglary", "2017/18"] == 2
    assert cells["W2", "burglary", "2017/18"] == 0
    assert cells["W2", "other", "2017/18"] == 1
    for area in ("W1", "W2", WHOLE[0]):
        for period in ("2016/17", "2017/18"):
            parts = cells[area, "burglary", period] + cells[area, "other", period]
            assert cells[area, "all", period] == parts
    for theme in ("all", "burglary", "asb", "other"):
        for period in ("2016/17", "2017/18"):
            wards = cells["W1", theme, period] + cells["W2", theme, period]
            assert cells[WHOLE[0], theme, period] == wards


def test_incidents_are_never_in_all():
    cells = counted().set_index(["area", "theme", "period"])["offences"]
    assert cells["W1", "asb", "2017/18"] == 1
    assert cells["W1", "all", "2017/18"] == 2


def test_rows_come_in_print_order_and_say_what_they_are():
    table = counted()
    assert table["area"].unique().tolist() == [WHOLE[0], "W1", "W2"]
    assert table["theme"].unique().tolist() == ["all", "burglary", "asb", "other"]
    assert table.drop_duplicates("theme")["kind"].tolist() == [
        "offence", "offence", "incident", "offence",
    ]  # fmt: skip
    assert table["sensitive"].eq(False).all()


def test_no_theme_is_called_other_when_nothing_is_left():
    claimed = OFFENCES[OFFENCES["theme"].notna()]
    table = by_area_theme_period(claimed, AREAS, THEMES, PERIODS, whole=WHOLE)
    assert "other" not in set(table["theme"])


def test_by_area_and_month_counts_offences_only():
    table = by_area_month(OFFENCES, AREAS, ["2017-05", "2017-06"], whole=WHOLE)
    cells = table.set_index(["area", "month"])["offences"].to_dict()
    assert cells == {
        (WHOLE[0], "2017-05"): 2, (WHOLE[0], "2017-06"): 0, ("W1", "2017-05"): 1,
        ("W1", "2017-06"): 0, ("W2", "2017-05"): 1, ("W2", "2017-06"): 0,
    }  # fmt: skip


def test_a_sum_with_a_missing_part_is_missing_not_smaller():
    panel = frame("""
        area | theme    | month   | offences
        B    | burglary | 2018-01 | 3
        B    | robbery  | 2018-01 |
        B    | burglary | 2018-02 | 4
        B    |          | 2018-02 | 5
        B    | asb      | 2018-02 | 100
    """).replace({"theme": {"": None}})
    panel["offences"] = pd.to_numeric(panel["offences"]).astype("Int64")
    table = by_theme_month(panel, ["asb"]).set_index(["theme", "month"])["offences"]
    assert table["all", "2018-01"] is pd.NA
    assert table["robbery", "2018-01"] is pd.NA
    assert table["burglary", "2018-01"] == 3
    assert table["all", "2018-02"] == 9
