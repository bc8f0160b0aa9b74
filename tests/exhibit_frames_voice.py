"""Small frames of survey, panels, events and members, as restricted tables."""

# ruff: noqa: E501 - drawn tables are as wide as their columns

import pandas as pd

from tests.drawn import frame
from tests.exhibit_frames import told


def survey_quality() -> pd.DataFrame:
    return told(
        frame("""
        survey | respondents | design_effect | effective | largest_weight | trimmed | rounds | ended
        Survey | 1400        | 1.62          | 866       | 4.8            | 0       | 19     | every margin is met
        """)
    )


def survey_concerns() -> pd.DataFrame:
    return told(
        frame("""
        concern               | named | share | share_lower | share_upper | unweighted_share | any_share
        Anti-social behaviour | 360   | 0.307 | 0.277       | 0.338       | 0.257            | 0.705
        Burglary              | 432   | 0.218 | 0.192       | 0.247       | 0.309            | 0.549
        """)
    )


def survey_profile() -> pd.DataFrame:
    rows = frame("""
        variable | group           | characteristic | area_name | respondents | residents | respondent_share | resident_share | reach_ratio
        age_band | 10-17           | Age            |           | 20          | 300       | 0.02             | 0.03           | 0.67
        age_band | 65+             | Age            |           | 980         | 9700      | 0.98             | 0.97           | 1.01
        age_band | All respondents | Age            |           | 1000        | 10000     | 1.0              | 1.0            | 1.0
        ward     | Abbey           | Ward           | Abbey     | 400         | 9000      | 0.4              | 0.9            | 0.44
    """)
    return told(rows.assign(area_name=rows["area_name"].fillna("")))


def safety_by_group() -> pd.DataFrame:
    rows = frame("""
        variable | group           | characteristic | area_name | respondents | share | share_lower | share_upper
        all      | All respondents | Everybody      |           | 990         | 0.419 | 0.384       | 0.455
        sex      | female          | Sex            |           | 520         | 0.493 | 0.441       | 0.546
        ward     | Abbey           | Ward           | Abbey     | 60          | 0.628 | 0.502       | 0.739
        ward     | Castle          | Ward           | Castle    | 30          |       |             |
    """)
    return told(rows.assign(area_name=rows["area_name"].fillna("")))


def panel_attendance() -> pd.DataFrame:
    return told(
        frame("""
        area | area_name | meetings | recorded | attended | invited | papers | invited_share | papers_share | attended_share | attended_share_lower | attended_share_upper | residents
        E1   | Abbey     | 8        | 8        | 0        | 7       | 5      | 0.875         | 0.625        | 0.0            | 0.0                  | 0.324                | 90
        E2   | Castle    | 8        | 7        | 5        | 8       | 6      | 1.0           | 0.75         | 0.714          | 0.359                | 0.918                | 110
        E9   | All wards | 16       | 15       | 5        | 15      | 11     | 0.9375        | 0.6875       | 0.333          | 0.152                | 0.583                | 200
        """)
    )


def engagement_reach() -> pd.DataFrame:
    return told(
        frame("""
        kind        | events | counted | reached
        forum       | 6      | 6       | 230
        publication | 2      | 2       | 87500
        summit      | 1      | 1       | 212
        campaign    | 3      | 2       | 3040
        """)
    )


def member_groups() -> pd.DataFrame:
    return told(
        frame("""
        area | area_name  | group            | members | residents | index | index_lower | index_upper
        E9   | Alderhythe | White            | 21      | 690       | 1.13  | 0.86        | 1.30
        E9   | Alderhythe | All other groups | 6       | 310       | 0.72  | 0.34        | 1.31
        E9   | Alderhythe | All who said     | 27      | 1000      |       |             |
        """)
    )


def hate_years() -> pd.DataFrame:
    return told(
        frame("""
        area | area_name  | series           | period                  | number
        E9   | Alderhythe | Hate crimes      | 2008/09                 | 219
        E9   | Alderhythe | Hate crimes      | 2009/10                 | 224
        E9   | Alderhythe | Hate crimes      | April to September 2010 | 108
        E9   | Alderhythe | Racial incidents | 2008/09                 | 63
        E9   | Alderhythe | Racial incidents | 2009/10                 | 71
        """)
    )


def ward_voice() -> pd.DataFrame:
    return told(
        frame("""
        area | area_name | meetings | recorded | attended | respondents | share | share_lower | share_upper | proposed | taken_up
        E1   | Abbey     | 8        | 8        | 0        | 60          | 0.628 | 0.502       | 0.739       | 2        | 1
        """)
    )


def published() -> dict[str, pd.DataFrame]:
    """Every table under its name."""
    return {
        "survey_quality": survey_quality(), "survey_concerns": survey_concerns(),
        "survey_profile": survey_profile(), "safety_by_group": safety_by_group(),
        "panel_attendance": panel_attendance(), "engagement_reach": engagement_reach(),
        "member_groups": member_groups(), "hate_years": hate_years(), "ward_voice": ward_voice(),
    }  # fmt: skip
