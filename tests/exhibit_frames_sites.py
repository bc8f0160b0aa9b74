"""Small frames of victims and offenders at a site, as restricted tables."""

import pandas as pd

from cdrp_analysis.measures.site_shares import home_shares, young_shares
from tests.drawn import frame
from tests.exhibit_frames import told


def homes() -> pd.DataFrame:
    rows = frame("""
        area        | area_name   | home                  | period      | charged
        at the site | at the site | everybody charged     | since April | 300
        at the site | at the site | own postcode area     | since April | 111
        at the site | at the site | another postcode area | since April | 189
        elsewhere   | elsewhere   | everybody charged     | since April | 900
        elsewhere   | elsewhere   | own postcode area     | since April | 580
        elsewhere   | elsewhere   | another postcode area | since April | 320
        E09990001   | Alderhythe  | everybody charged     | since April | 1200
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


def distances() -> pd.DataFrame:
    return told(
        frame("""
        area_name   | band           | journeys | share | share_lower | share_upper | median_km | median_km_lower | median_km_upper | not_placed
        at the site | every distance | 300      |       |             |             | 6.4       | 6.1             | 7.0             | 2
        at the site | under 1 km     | 100      | 0.33  | 0.28        | 0.39        |           |                 |                 |
        at the site | 5 to 10 km     | 200      | 0.67  | 0.61        | 0.72        |           |                 |                 |
        elsewhere   | every distance | 900      |       |             |             | 1.4       | 1.3             | 1.5             | 0
        elsewhere   | under 1 km     | 600      | 0.67  | 0.64        | 0.70        |           |                 |                 |
        elsewhere   | 5 to 10 km     | 300      | 0.33  | 0.30        | 0.36        |           |                 |                 |
        """)  # noqa: E501
    )


def young() -> pd.DataFrame:
    counts = {
        ("at the site", "10 to 17 years"): (48, 37), ("at the site", "other ages"): (72, 43),
        ("elsewhere", "10 to 17 years"): (60, 21), ("elsewhere", "other ages"): (340, 130),
    }  # fmt: skip
    rows = []
    for place in ("at the site", "elsewhere"):
        young, older = counts[place, "10 to 17 years"], counts[place, "other ages"]
        both = tuple(a + b for a, b in zip(young, older, strict=True))
        for age, (whole, part) in (
            ("every known age", both), ("10 to 17 years", young), ("other ages", older)
        ):  # fmt: skip
            rows += [
                (place, place, age, hours, f"{hours}, since April", "since April", n)
                for hours, n in (
                    ("all hours", whole), ("15:00 to 18:00", part), ("other hours", whole - part)
                )
            ]  # fmt: skip
    columns = ["area", "area_name", "age", "hours", "part", "period", "victims"]
    return told(young_shares(pd.DataFrame(rows, columns=columns).astype({"victims": "Int64"})))


def young_hours() -> pd.DataFrame:
    return told(
        frame("""
        hours          | children_at_site | all_at_site | children_elsewhere | all_elsewhere
        12:00 to 15:00 | 3                | 6           | 14                 | 94
        15:00 to 18:00 | 10               | 25          | 18                 | 150
        """)
    )


def young_rates() -> pd.DataFrame:
    return told(
        frame("""
        age            | metres | near | elsewhere | near_km2 | ratio | ratio_lower | ratio_upper
        10 to 17 years | 300.0  | 17   | 112       | 0.28     | 8.8   | 5.0         | 14.7
        other ages     | 300.0  | 28   | 738       | 0.28     | 2.2   | 1.5         | 3.2
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
