"""Findings: what the sentence says for the ordinary case, the uncertain one and the hidden one."""

import pandas as pd
import pytest

from cdrp_analysis import exhibits
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from tests import exhibit_frames
from tests.drawn import frame
from tests.exhibit_frames import protected, told


def test_the_highest_rate_with_limits_and_likely_place():
    assert str(exhibits.highest_rate(exhibit_frames.ward_rates())) == (
        "Castle had the highest rate in 2017/18: 105.0 offences per 1,000 residents "
        "(95% limits 99.3 to 111.0). Allowing for chance, its place by rate is about 1st to 2nd "
        "of 4."
    )


def test_the_highest_rate_among_those_shown():
    found = str(exhibits.highest_rate(exhibit_frames.protected_ward_rates(row=1)))
    assert found.startswith("Of the 3 areas shown, Abbey had the highest rate in 2017/18: 91.0")
    assert "1 area could not be compared" in found


def test_nothing_is_said_when_everything_is_hidden():
    rates = exhibit_frames.ward_rates()
    rates["rate"] = float("nan")
    assert exhibits.highest_rate(rates) is NOTHING_SHOWN


def test_the_borough_is_never_ranked_among_its_wards():
    rates = exhibit_frames.ward_rates()
    rates.loc[4, "rate"] = 999.0
    assert "Castle" in str(exhibits.highest_rate(rates))


def test_the_largest_clear_change():
    assert str(exhibits.biggest_change(exhibit_frames.year_on_year())) == (
        "The largest clear change on the year before in 2017/18 was in burglary: +25%, "
        "from 280 to 350 (95% limits +7% to +46%). Of 3 themes, 1 rose clearly, 1 fell clearly "
        "and 1 showed no clear change."
    )


def test_a_large_but_unclear_change_is_not_reported():
    changes = exhibit_frames.year_on_year().assign(signal="no clear change")
    found = str(exhibits.biggest_change(told(changes)))
    assert found.startswith("No theme changed clearly on the year before in 2017/18.")


def test_a_trend_from_first_to_last_whole_year():
    assert str(exhibits.trend_total(exhibit_frames.annual())) == (
        "All recorded offences rose 9% between 2015/16 and 2017/18: from 3,000 to 3,270. "
        "The highest count was 3,400 in 2016/17."
    )


def test_a_part_year_is_never_read_as_a_fall():
    annual = exhibit_frames.annual()
    annual.loc[2, ["offences", "months_known"]] = [2100, 8]
    found = str(exhibits.trend_total(annual))
    assert "between 2015/16 and 2016/17" in found and "2,100" not in found
    assert "1 period is left out: months missing." in found


def test_a_hidden_year_is_left_out_of_a_trend():
    annual = protected(exhibit_frames.annual(), ["offences"], 8)
    found = str(exhibits.trend_total(annual, theme="weapons"))
    assert found.startswith("Possession of weapons rose 23% between 2015/16 and 2016/17")
    assert found.endswith("1 period is left out: hidden.")


def test_a_projection_says_what_it_rests_on():
    found = str(exhibits.projection_sentence(exhibit_frames.projection()))
    assert found.startswith("With 8 months known, about 3,310 offences are projected for year end")
    assert "between 3,200 and 3,430" in found
    ahead = str(exhibits.projection_sentence(exhibit_frames.projection(), theme="burglary"))
    assert ahead.startswith("Burglary: about 341 projected for the 12 months to March 2019.")


def test_priorities_with_likely_places():
    found = str(exhibits.top_priorities(exhibit_frames.priorities(), count=2))
    assert found == "The first 2 of 3 themes: Violence (1st) and Burglary (about 1st to 2nd)."


def test_places_that_reach_below_the_line_are_said_to():
    priorities = exhibit_frames.priorities().assign(rank_upper=[3, 1, 3])
    assert "reach below the line" in str(exhibits.top_priorities(priorities, count=2))


def test_concentration_stands_beside_chance():
    assert str(exhibits.concentration_sentence(exhibit_frames.concentration())) == (
        "Half of offences in 2017/18 happened in 27% of 113 places (LSOA). "
        "Offences scattered at random would need 43%."
    )


def test_hotspots_and_none():
    cells = exhibit_frames.hotspot_cells()
    assert str(exhibits.hotspot_sentence(cells)).startswith(
        "3 of 16 squares of 400 m are hotspots in 2017/18: 19% of the area with 51% of the offences"
    )
    none = told(cells.assign(hotspot=False))
    assert str(exhibits.hotspot_sentence(none)).startswith("No hotspot stands out among 16")


def test_bands_are_counted_and_nothing_else():
    found = str(exhibits.band_sentence(exhibit_frames.hotspot_bands()))
    assert found.startswith("1 of 4 map areas is in the high band in 2017/18.")


def test_the_best_choice_at_the_smallest_area():
    clear = exhibit_frames.holdout().replace({"gain_lower": {-0.2: 0.1}})
    found = str(exhibits.holdout_sentence(clear))
    assert found.startswith("Choosing 1% of the area, kernel density did best: PAI 9.1 (95% limits")


def test_a_choice_that_gains_no_more_than_chance_is_not_said_to_be_best():
    found = str(exhibits.holdout_sentence(exhibit_frames.holdout()))
    assert found.startswith(
        "Choosing 1% of the area, no way of choosing can be told to do better than last year's "
        "counts: PAI 8.7 (95% limits 7.9 to 9.8)"
    )


def test_every_row_is_accounted_for_or_the_sentence_says_how_many_are_not():
    accounting = exhibit_frames.row_accounting()
    assert "Every row is accounted for." in str(exhibits.row_accounting_sentence(accounting))
    accounting.loc[0, "accepted"] -= 7
    assert "7 rows not accounted for." in str(exhibits.row_accounting_sentence(accounting))


def test_incomplete_months_by_feed():
    assert str(exhibits.coverage_sentence(exhibit_frames.month_coverage())) == (
        "3 of 24 months across 2 feeds are not complete: outcomes 2 absent and street 1 collapsed. "
        "An incomplete month is missing, not low."
    )
    whole = exhibit_frames.month_coverage().assign(status="complete")
    assert str(exhibits.coverage_sentence(whole)) == "Every month of 2 feeds is complete."


def test_a_ward_in_a_few_clauses():
    found = exhibits.ward_summary(
        exhibit_frames.ward_rates(), exhibit_frames.ward_offences(), "E05000001"
    )
    assert str(found) == (
        "Abbey had 910 recorded offences in 2017/18: 91.0 per 1,000 residents (95% limits 85.2 to "
        "97.1). Allowing for chance, its place by rate is about 1st to 3rd of 4. Its largest theme "
        "of offences was violence, with 670 offences."
    )


def test_a_hidden_ward_keeps_its_number():
    found = str(exhibits.ward_summary(exhibit_frames.protected_ward_rates(), None, "E05000003"))
    assert found == (
        "Minster's count in 2017/18 is not shown, to protect people's confidentiality."
    )


def test_incidents_are_no_ward_s_largest_theme():
    offences = exhibit_frames.ward_offences()
    offences.loc[offences["theme"] == "asb", "offences"] = 5000
    found = str(exhibits.ward_summary(exhibit_frames.ward_rates(), offences, "E05000001"))
    assert "violence" in found and "5,000" not in found


@pytest.mark.parametrize(
    ("period", "words"),
    [("2017/18", "in 2017/18"), ("April 2016 to March 2018", "from April 2016 to March 2018")],
)
def test_periods_read_as_english(period, words):
    rates = told(exhibit_frames.ward_rates(), period=period)
    assert words in str(exhibits.highest_rate(rates))


def test_rows_may_come_in_any_order_and_with_any_index():
    rates = exhibit_frames.ward_rates()
    shuffled = told(pd.concat([rates.iloc[::-1]]).set_axis([7] * len(rates)))
    assert str(exhibits.highest_rate(shuffled)) == str(exhibits.highest_rate(rates))
    table = told(frame("area | area_name | rate\nE05000001 | Abbey | 3.0"))
    assert str(exhibits.highest_rate(table)).startswith("Abbey had the highest rate")


def test_a_hotspot_test_that_could_not_be_made_says_so():
    none = exhibit_frames.holdout().iloc[:0]
    found = str(exhibits.holdout_sentence(none))
    assert found == "Hotspots could not be tested: no offence of an earlier period is known."
    assert exhibits.holdout_table(none).title in found


def test_without_the_total_a_projection_speaks_of_another_theme():
    rows = exhibit_frames.projection()
    for table in (rows[rows["theme"] != "all"], rows.assign(point=[float("nan"), 341])):
        found = str(exhibits.projection_sentence(told(table)))
        assert found.startswith("Burglary: about 341 projected for the 12 months to March 2019.")
    none = told(rows.assign(point=float("nan")))
    assert exhibits.projection_sentence(none) is NOTHING_SHOWN


def test_a_projection_without_limits_says_why():
    rows = exhibit_frames.projection().assign(lower_80=float("nan"), upper_80=float("nan"))
    found = str(exhibits.projection_sentence(told(rows)))
    assert "nan" not in found
    assert "Too few earlier projections" in found


def test_a_trend_without_the_total_says_nothing_of_it():
    annual = exhibit_frames.annual()
    without = told(annual[annual["theme"] != "all"])
    assert exhibits.trend_total(without) is NOTHING_SHOWN
    hidden = protected(annual, ["offences"], 0)
    hidden["offences_symbol"] = ["[c]"] * 3 + [""] * 6
    assert exhibits.trend_total(hidden) is NOTHING_SHOWN
