"""Small frames of victims and offenders at a site, as restricted tables."""

# ruff: noqa: E501 - drawn tables are as wide as their columns

import pandas as pd

from cdrp_analysis.measures.site_shares import home_shares, young_shares
from tests.drawn import frame
from tests.exhibit_frames import told


def homes() -> pd.DataFrame:
    rows = frame("""
        area        | area_name   | home                  | period      | charged
        at the site | at the site | charged               | since April | 300
        at the site | at the site | own postcode area     | since April | 111
        at the site | at the site | another postcode area | since April | 189
        elsewhere   | elsewhere   | charged               | since April | 900
        elsewhere   | elsewhere   | own postcode area     | since April | 580
        elsewhere   | elsewhere   | another postcode area | since April | 320
        E09990001   | Alderhythe  | charged               | since April | 1200
        E09990001   | Alderhythe  | own postcode area     | since April | 691
        E09990001   | Alderhythe  | another postcode area | since April | 509
    """)
    return told(home_shares(rows))


def districts() -> pd.DataFrame:
    return told(
        frame("""
        district | home                  | site | elsewhere | share | share_lower | share_upper
        EB2      | another postcode area | 60   | 20        | 0.600 | 0.502       | 0.691
        AY1      | own postcode area     | 40   | 80        | 0.400 | 0.309       | 0.498
        """)
    )


def young() -> pd.DataFrame:
    rows = frame("""
        area        | area_name   | age             | hours          | part                        | period      | victims
        at the site | at the site | every known age | all hours      | all hours, since April      | since April | 120
        at the site | at the site | 10 to 17 years  | all hours      | all hours, since April      | since April | 48
        at the site | at the site | other ages      | all hours      | all hours, since April      | since April | 72
        elsewhere   | elsewhere   | every known age | all hours      | all hours, since April      | since April | 400
        elsewhere   | elsewhere   | 10 to 17 years  | all hours      | all hours, since April      | since April | 60
        elsewhere   | elsewhere   | other ages      | all hours      | all hours, since April      | since April | 340
        at the site | at the site | every known age | 12:00 to 15:00 | 12:00 to 15:00, since April | since April | 40
        at the site | at the site | 10 to 17 years  | 12:00 to 15:00 | 12:00 to 15:00, since April | since April | 11
        at the site | at the site | every known age | 15:00 to 18:00 | 15:00 to 18:00, since April | since April | 80
        at the site | at the site | 10 to 17 years  | 15:00 to 18:00 | 15:00 to 18:00, since April | since April | 37
    """)
    return told(young_shares(rows))


def outputs() -> pd.DataFrame:
    return told(
        frame("""
        action        | entries | number | first      | last
        ban           | 38      | 64     | 2009-04-21 | 2010-09-20
        staff trained | 9       | 46     | 2009-04-07 | 2010-08-11
        """)
    )


def months() -> pd.DataFrame:
    return told(
        frame("""
        month   | action               | number
        2009-04 | ban                  | 3
        2009-05 | ban                  | 0
        2009-04 | offences at the site | 41
        2009-05 | offences at the site | 39
        """)
    )


def stores() -> pd.DataFrame:
    return told(
        frame("""
        store_name | action | number
        Zq Stores  | ban    | 3
        not named  | ban    | 2
        """)
    )


def flag_years() -> pd.DataFrame:
    return told(
        frame("""
        flag | label     | definition   | year    | offences | lower | upper | band
        gun  | Gun crime | firearm used | 2008/09 | 17       | 9.9   | 27.2  | from 10 to 19
        gun  | Gun crime | firearm used | 2009/10 | 24       | 15.4  | 35.7  | from 20 to 29
        """)
    )
