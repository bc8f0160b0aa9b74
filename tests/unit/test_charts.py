"""Charts: right numbers in their tables, gaps stay gaps, incidents are no offences."""

import numpy as np
import pytest

from cdrp_analysis import exhibits
from cdrp_analysis.errors import InputError
from tests import exhibit_frames
from tests.unit.test_exhibit import images
from tests.unit.test_exhibit_tables import cells


def svg(shown: exhibits.Exhibit) -> str:
    return images(shown.body)[0]


def test_the_borough_line_is_the_boroughs_own_rate():
    assert "Borough: 77.9" in svg(exhibits.ward_rate_chart(exhibit_frames.ward_rates()))


def test_without_a_borough_row_the_line_is_all_offences_over_all_residents():
    wards = exhibit_frames.ward_rates().head(4)
    assert "Borough: 77.9" in svg(exhibits.ward_rate_chart(wards))  # 3,270 of 42,000


def test_no_line_is_worked_out_from_wards_of_which_one_is_hidden():
    """A rate of the visible wards would be wrong, and with the total a way to the hidden one."""
    wards = exhibit_frames.protected_ward_rates().head(4)
    assert "Borough" not in svg(exhibits.ward_rate_chart(wards))


def test_a_missing_month_leaves_a_gap_and_is_said_to():
    shown = exhibits.ward_months(exhibit_frames.ward_monthly(), "E05000001")
    assert "1 month left out" in shown._repr_html_()
    assert cells(shown.table_html)[5] == ["September 2017", "[x]"]
    assert "64 to 92" in shown.title


def test_an_absent_month_is_a_gap_too():
    """A row that is not there is no smaller month than one that is blank."""
    table = exhibit_frames.ward_monthly()
    blank = exhibits.ward_months(table, "E05000001")
    absent = exhibits.ward_months(table.drop(index=5), "E05000001")
    assert svg(blank) == svg(absent)


def test_the_profile_compares_shares_of_offences_only():
    shown = exhibits.ward_profile(exhibit_frames.ward_offences(), "E05000001")
    rows = {row[0]: row[1:] for row in cells(shown.table_html)}
    assert rows["Burglary"] == ["200", "150", "22.0%", "10.7%"]
    assert rows["Anti-social behaviour (incidents)"] == ["310", "300", "[z]", "[z]"]
    assert "All offences" not in rows


def test_the_borough_mix_is_the_wards_total_times_the_boroughs_share():
    shown = exhibits.ward_profile(exhibit_frames.ward_offences(), "E05000001")
    mix = shown.table.set_index("theme")["at_borough_mix"]
    np.testing.assert_allclose(mix["burglary"], 910 * 350 / 3270)
    assert np.isnan(mix["asb"])


def test_an_area_that_is_not_in_the_table_is_refused():
    with pytest.raises(InputError, match="E05000009"):
        exhibits.ward_profile(exhibit_frames.ward_offences(), "E05000009")
    with pytest.raises(InputError, match="not in the table"):
        exhibits.ward_months(exhibit_frames.ward_monthly(), "E05000009")


def test_a_theme_without_a_projection_is_refused():
    with pytest.raises(InputError, match="'burglary' has no months"):
        exhibits.projection_fan(
            exhibit_frames.monthly(), exhibit_frames.projection_monthly(), "burglary"
        )


def test_a_projection_is_described_to_those_who_cannot_see_it():
    shown = exhibits.projection_fan(
        exhibit_frames.monthly(), exhibit_frames.projection_monthly(), "all"
    )
    assert "recorded from April 2016, then projected to September 2018" in shown.alt
    assert "from 240–280 in the first month to 276–316 in the last" in shown.alt


def test_part_years_are_lighter_and_said_to_be():
    annual = exhibit_frames.annual()
    annual.loc[2, "months_known"] = 8
    assert "Lighter bars are years with months missing" in (
        exhibits.annual_trend(annual)._repr_html_()
    )


def test_all_offences_come_first_then_the_largest_theme():
    rows = cells(exhibits.annual_trend(exhibit_frames.annual()).table_html)
    assert [row[0] for row in rows[::3]] == ["All offences", "Burglary", "Possession of weapons"]


def test_signals_differ_by_shape_as_well_as_colour():
    drawn = svg(exhibits.year_on_year_chart(exhibit_frames.year_on_year()))
    for word in ("Up by counting alone", "Down by counting alone", "No clear change"):
        assert f"{word}</text>" in drawn


def test_months_are_listed_in_runs():
    shown = exhibits.month_coverage_chart(exhibit_frames.month_coverage())
    assert cells(shown.table_html)[:3] == [
        ["Outcomes", "April 2017", "June 2017", "3", "300", "complete"],
        ["Outcomes", "July 2017", "August 2017", "2", "0", "absent"],
        ["Outcomes", "September 2017", "March 2018", "7", "700", "complete"],
    ]
    drawn = svg(shown)
    assert drawn.count(">A</text>") == 2 and drawn.count(">C</text>") == 1


def test_harm_is_shown_by_both_measures():
    drawn = svg(exhibits.harm_shares(exhibit_frames.harm()))
    assert "Cambridge CHI" in drawn and "ONS CSS" in drawn


def test_harm_beside_which_some_is_hidden_is_no_share_of_the_whole():
    whole = exhibits.harm_shares(exhibit_frames.harm())
    part = exhibits.harm_shares(exhibit_frames.protected_harm())
    assert whole.title.endswith("80% of the Cambridge index and 70% of the offences")
    assert part.title.endswith("80% of the harm of the themes shown and 70% of their offences")
    assert part.title in part.alt


def test_themes_that_stay_in_the_first_places_are_counted():
    priorities = exhibit_frames.priorities()
    priorities["rank_upper"] = [2, 1, 9]
    assert exhibits.rank_intervals(priorities).title.startswith("2 themes stay")


@pytest.mark.parametrize("of", ["monthly", "projection_monthly", "both"])
def test_a_total_that_is_withheld_is_explained_not_drawn(of):
    tables = [exhibit_frames.monthly(), exhibit_frames.projection_monthly()]
    for at, name in enumerate(("monthly", "projection_monthly")):
        if of in (name, "both"):
            tables[at] = exhibit_frames.told(tables[at].iloc[:0])
    shown = exhibits.projection_fan(*tables, "all")
    assert shown.title == "No projection of all recorded offences is shown"
    assert "sensitive theme" in shown.body and "<img" not in shown.body
    assert "Invented counts" in shown._repr_html_()


def test_a_theme_of_too_few_months_is_explained_not_drawn():
    ahead = exhibit_frames.projection_monthly()
    limits = [name for name in ahead if name not in ("theme", "month")]
    ahead[limits] = np.nan
    shown = exhibits.projection_fan(exhibit_frames.monthly(), ahead, "all")
    assert "Too few of its months are known" in shown.body


def test_months_without_limits_are_drawn_and_described_without_them():
    ahead = exhibit_frames.projection_monthly()
    limits = ["lower_80", "upper_80", "lower_95", "upper_95"]
    ahead.loc[3:, limits] = np.nan
    shown = exhibits.projection_fan(exhibit_frames.monthly(), ahead, "all")
    assert "an about 80% range for 3 months only, from 240–280 to 255–295" in shown.alt
    ahead[limits] = np.nan
    shown = exhibits.projection_fan(exhibit_frames.monthly(), ahead, "all")
    assert "without a range" in shown.alt
    assert "nan" not in shown._repr_html_().split("base64")[0]
    assert cells(shown.table_html)[0][2:] == ["[x]", "[x]"]


def test_no_past_projection_is_said_in_words():
    shown = exhibits.projection_accuracy_chart(exhibit_frames.accuracy().iloc[:0])
    assert shown.title == "Past projections could not be checked"
