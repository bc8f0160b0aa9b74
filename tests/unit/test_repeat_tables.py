"""Tables of repeats and clusters: only what chance can be excluded for is named."""

import pandas as pd
import pytest

from cdrp_analysis import exhibits
from tests.drawn import frame
from tests.exhibit_frames import told, wards


def following() -> pd.DataFrame:
    return told(
        frame("""
        theme    | label                | share | share_lower | share_upper
        burglary | Residential burglary | 0.154 | 0.137       | 0.171
        robbery  | Business robbery     | 0.036 | 0.001       | 0.071
        theft    | Other theft          | 0.010 | -0.01       | 0.030
        """)
    )


def clusters() -> pd.DataFrame:
    return told(
        frame("""
        theme    | label                | cluster | easting | northing | radius_m | places | of_places | first_day  | last_day   | observed | expected | ratio | p     | q
        burglary | Residential burglary | 1       | 530100  | 180300   |          | 463    | 463       | 2010-05-10 | 2010-05-16 | 76       | 23.9     | 3.2   | 0.002 | 0.006
        theft    | Other theft          | 1       | 530500  | 180700   | 265      | 4      | 463       | 2010-08-02 | 2010-08-15 | 30       | 8.5      | 3.5   | 0.004 | 0.020
        """)  # noqa: E501 - a drawn table is as wide as its columns
    )


def test_the_largest_clear_share_is_named_and_the_others_that_are_clear():
    found = exhibits.following_themes_sentence(following())
    assert "15% of residential burglary" in found.headline
    assert "14% to 17%" in found.figures
    assert found.detail == "Clearly above chance too: business robbery."


@pytest.mark.parametrize(("lower", "clear"), [(-0.001, False), (0.0, False), (0.001, True)])
def test_a_share_is_named_only_where_its_limits_lie_above_nothing(lower, clear):
    one = following().head(1).assign(share_lower=lower)
    found = exhibits.following_themes_sentence(one)
    assert found.headline.startswith("15%") == clear


def test_rows_that_know_only_months_give_a_page_that_says_so():
    empty = told(following().head(0), note="The rows say in which month an offence happened.")
    shown = exhibits.following_table(empty)
    assert shown.title == "Nothing can be said of near repeats"
    assert "in which month" in shown._repr_html_()


def test_a_cluster_is_placed_in_time_and_space():
    shown = exhibits.theme_clusters_table(clusters())
    assert "Residential burglary stood out most from 10 to 16 May 2010" in shown.title
    text = shown._repr_html_()
    assert "whole area" in text and "265 m around 530,500, 180,700" in text


def test_no_cluster_is_a_finding_too():
    shown = exhibits.theme_clusters_table(clusters().head(0))
    assert shown.title.startswith("No theme rose in one place and time")


def chosen() -> pd.DataFrame:
    return told(
        frame("""
        cell         | easting | northing | size_m | area_km2 | offences | score | chosen
        E523000N1780 | 523000  | 178000   | 200    | 0.04     | 30       | 9.0   | True
        E523200N1780 | 523200  | 178000   | 200    | 0.04     | 20       | 5.0   | False
        E523400N1780 | 523400  | 178000   | 200    | 0.04     | 50       | 4.0   | False
        """)
    )


def best() -> pd.DataFrame:
    return told(
        frame("""
        method      | periods | pai | pei  | gain | clear | chosen
        long_counts | 4       | 5.7 | 0.97 | 0.2  | 1     | True
        counts      | 4       | 5.5 | 0.96 | 0    | 0     | False
        """)
    )


def test_the_chosen_squares_are_drawn_and_their_worth_is_said():
    shown = exhibits.chosen_map(chosen(), best(), wards())
    assert shown.title == (
        "1 square on 33% of the area with 30% of offences is chosen by counts of all earlier years"
    )
    assert "5.7 times their share" in shown.alt
    assert shown.table["cell"].tolist() == ["E523000N1780"]


def test_without_a_past_the_habit_chooses_and_no_worth_is_claimed():
    found = exhibits.chosen_sentence(chosen(), best().head(0))
    assert "chosen by last year's counts" in found.headline and found.detail == ""
