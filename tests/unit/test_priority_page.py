"""One priority by itself: its theme alone, nothing invented where an edition has none of it."""

import pandas as pd
import pytest

from cdrp_analysis import exhibits
from cdrp_analysis.exhibits import Exhibit, Finding
from tests import exhibit_frames, time_frames
from tests import exhibit_frames_document as frames
from tests.drawn import frame

ORDER = frame("""
    theme    | label    | rank | rank_lower | rank_upper
    burglary | Burglary | 2    | 1          | 4
    robbery  | Robbery  | 1    | 1          | 1
""")


def test_a_place_is_that_of_the_order_whatever_the_rows_order():
    assert [exhibits.theme_at(ORDER, place) for place in ("1", "2", "3")] == [
        "robbery", "burglary", "",
    ]  # fmt: skip


def test_the_page_says_which_theme_it_is_about_and_how_sure_that_is():
    assert exhibits.priority_sentence(ORDER, "burglary").text == (
        "Burglary stands 2nd of 2 themes: likely place about 1st to 4th."
    )
    assert exhibits.priority_sentence(ORDER, "").headline == "There are not so many themes"


def texts(shown: Exhibit) -> str:
    return shown.body


def test_a_table_is_of_the_theme_alone():
    reasons = texts(exhibits.theme_reasons_table(frames.priority_reasons(), "burglary"))
    assert "455 offences" in reasons and "265" not in reasons
    years = texts(exhibits.theme_years_table(exhibit_frames.annual(), "burglary"))
    assert "Burglary: recorded by period" in years
    wards = exhibits.theme_rate_chart(exhibit_frames.ward_theme_rates(), "burglary")._repr_html_()
    assert "Burglary: by ward" in wards and "Violence" not in wards
    times = texts(exhibits.theme_times_table(time_frames.week_parts(), "violence"))
    assert "all hours" not in times and "every day" not in times


def test_wards_and_hours_stand_with_the_highest_first_and_the_borough_out():
    rates = exhibit_frames.ward_theme_rates()
    chart = exhibits.theme_rate_chart(rates, "burglary")
    shown = chart.table["rate"].dropna()
    assert not chart.table["area"].str.startswith("E09").any()
    assert shown.is_monotonic_decreasing and len(shown)
    times = exhibits.theme_times_table(time_frames.week_parts(), "violence").table["times_even"]
    assert times.is_monotonic_decreasing and 0 < len(times) <= 10


@pytest.mark.parametrize("theme", ["rape", ""])
def test_a_theme_that_the_edition_does_not_hold_is_said_not_to_be_shown(theme):
    made = (
        exhibits.theme_reasons_table(frames.priority_reasons(), theme),
        exhibits.theme_years_table(exhibit_frames.annual(), theme),
        exhibits.theme_rate_chart(exhibit_frames.ward_theme_rates(), theme),
        exhibits.theme_ahead(exhibit_frames.monthly(), exhibit_frames.projection_monthly(), theme),
        exhibits.theme_times_table(time_frames.week_parts(), theme),
        exhibits.theme_times_table(None, theme),
    )
    assert all(isinstance(one, Finding) and "shows nothing" in one.text for one in made)


def test_the_triangle_names_sides_and_says_where_a_figure_is_a_share_alone():
    table = pd.DataFrame(
        {
            "theme": "robbery", "label": "Robbery", "side": ["victim", "time"],
            "figure": ["most frequent age", "by night"], "value": ["18-24", ""],
            "share": [0.4, 0.25], "known": [100, 80],
        }
    )  # fmt: skip
    body = texts(exhibits.triangle_table(table, "robbery"))
    assert "Victim" in body and "as a share" in body and "25%" in body


def test_a_page_is_called_by_the_theme_at_its_place():
    theme = exhibits.theme_at(ORDER, "2")
    assert exhibits.theme_label(ORDER, theme) == ORDER.set_index("theme").loc[theme, "label"]
    assert exhibits.theme_label(ORDER, "") == ""
