"""What follows from counts of people as they are shown, some of them hidden."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.measures import people_tables
from cdrp_analysis.measures.peers import funnel
from cdrp_analysis.measures.reoffending import reoffending
from tests import people_frames


def test_a_rate_is_per_its_own_number_and_a_change_is_since_the_first():
    table = people_frames.youth_rates()
    seen, late = table.iloc[1], table.iloc[3]
    assert seen["rate"] == pytest.approx(1000 * 236 / 12400)
    assert late["rate"] == pytest.approx(100_000 * 101 / 12400)
    assert seen["change_share"] == pytest.approx(236 / 306 - 1)
    assert seen["change_share_lower"] < seen["change_share"] < seen["change_share_upper"] < 0
    assert table["change_share"].isna().tolist() == [True, False, True, False]


def test_without_residents_there_is_a_count_and_no_rate():
    table = people_tables.with_rates(people_frames.youth_rates().assign(residents=pd.NA))
    assert table["rate"].isna().all() and table["change_share"].notna().sum() == 2


def test_a_funnel_is_of_its_own_period_and_per_its_own_number():
    table = people_tables.with_funnel(people_frames.youth_peers())
    late = table[table["period"] == "2009/10"].reset_index(drop=True)
    alone = funnel(late.rename(columns={"people": "offences"})[["offences", "residents"]])
    assert late["all_areas"].unique() == pytest.approx(100 * alone.attrs["target"])
    assert late["lower_95"].tolist() == pytest.approx((100 * alone["lower_95"]).tolist())
    assert late["position"].tolist() == alone["position"].tolist()
    assert late.loc[0, "rate_lower"] < late.loc[0, "rate"] < late.loc[0, "rate_upper"]
    assert late.loc[0, "rate"] == pytest.approx(100_000 * 121 / 12283)


def test_an_area_without_a_count_takes_no_part_in_the_funnel():
    table = people_frames.youth_peers().tail(6).reset_index(drop=True)
    without = people_tables.with_funnel(table.assign(people=table["people"].mask(table.index == 1)))
    others = people_tables.with_funnel(table[table.index != 1])
    assert without.loc[1, "position"] == "not known" and pd.isna(without.loc[1, "rate"])
    assert without["all_areas"].iloc[0] == others["all_areas"].iloc[0]


def test_a_share_is_of_the_count_of_its_own_period():
    table = people_frames.youth_shares()
    plan = table[table["measure"] == "with a plan of their own"]
    assert plan["share"].tolist() == pytest.approx([262 / 306, 229 / 236])
    custody = table[table["measure"] == "custodial sentences"].iloc[0]
    assert custody["share_lower"] == pytest.approx(0.0468, abs=5e-4)  # exact, wider than Wilson's


def test_a_share_of_fewer_than_twenty_is_not_told():
    table = people_frames.youth_shares()
    table.loc[table["measure"] == "court disposals", "people"] = 19
    again = people_tables.with_shares(table)
    assert again.loc[again["measure"] == "custodial sentences", "share"].isna().all()


def test_rounding_never_makes_a_share_of_more_than_all():
    table = people_frames.youth_shares()
    table.loc[table["measure"] == "with a plan of their own", "people"] = 310
    again = people_tables.with_shares(table)
    assert again.loc[again["measure"] == "with a plan of their own", "share"].max() == 1.0


def test_readings_are_those_of_the_measure_and_stand_in_the_row_of_members():
    table = people_frames.youth_reoffending()
    heads = table[table["measure"] == "members"].set_index("cohort")
    two = pd.DataFrame({"members": [170, 150], "reoffenders": [66, 54], "reoffences": [153, 117]})
    wanted = reoffending(two)
    assert heads["per_member"].tolist()[:2] == pytest.approx(wanted["per_member"].tolist())
    assert heads.loc["2008/09", "reoffender_share"] == pytest.approx(0.36)
    assert heads.loc["2008/09", "to_previous"] == pytest.approx(wanted["to_previous"].iloc[1])
    assert heads.loc["2008/09", "against_predicted"] == pytest.approx(0.9)
    assert heads.loc["2009/10"].filter(like="per_member").isna().all()
    assert table.loc[table["measure"] != "members", "per_member"].isna().all()


def test_a_hidden_count_takes_with_it_what_follows_from_it_and_nothing_else():
    hidden = people_frames.hidden(people_frames.youth_reoffending(), row=4)  # reoffenders, 2008/09
    heads = hidden[hidden["measure"] == "members"].set_index("cohort")
    assert heads.loc["2008/09", ["reoffender_share", "per_reoffender"]].isna().all()
    assert heads.loc["2007/08", "reoffender_share"] == pytest.approx(66 / 170)


def test_fewer_than_thirty_members_have_no_reading():
    table = people_frames.youth_reoffending()
    table.loc[table["cohort"] == "2007/08", "number"] = [29, 5, 9]
    again = people_tables.with_readings(table)
    assert again.loc[again["cohort"] == "2007/08", "per_member"].isna().all()


def test_the_three_readings_of_over_representation():
    table = people_frames.youth_ethnicity().set_index("ethnic_group")
    assert table.loc["Black", ["index", "gap", "rri"]].round(2).tolist() == [1.29, 6.96, 1.42]
    assert table.loc["all known groups"].filter(regex="index|gap|rri").isna().all()


def test_without_the_whole_no_group_can_be_judged():
    hidden = people_frames.hidden(people_frames.youth_ethnicity())
    assert hidden["index"].isna().all()


def test_adjusting_for_where_people_live_takes_off_what_goes_with_it():
    row = people_frames.youth_adjusted().iloc[-1]
    assert row["index"] == pytest.approx(73 / (2973 * 236 / 12400))
    expected = 2349 * 174 / 7192 + 624 * 62 / 5208
    assert row["expected"] == pytest.approx(expected)
    assert row["index_adjusted"] == pytest.approx(73 / expected)
    assert row["index_adjusted"] < row["index"]


def test_a_hidden_quintile_leaves_the_crude_index_and_no_adjusted_one():
    row = people_frames.hidden(people_frames.youth_adjusted(), row=1).iloc[-1]
    assert row["index"] > 1 and np.isnan(row["index_adjusted"])


@pytest.mark.parametrize(
    "name",
    ["youth_rates", "youth_shares", "youth_reoffending", "youth_ethnicity", "youth_adjusted"],
)
def test_a_table_of_no_rows_is_worked_out_too(name):
    empty = people_frames.TABLES[name]().head(0)
    assert len(SPECS[name].rederive(empty)) == 0
