"""Small tables of a watched year, as they are saved and published."""

# ruff: noqa: E501 - drawn tables are as wide as their columns

import pandas as pd

from tests.drawn import frame

ABOUT = {
    "source": "Invented counts",
    "period": "2017/18",
    "denominator": "Residents, invented",
    "geography": "Wards, invented",
    "note": "",
}


def _told(table: pd.DataFrame) -> pd.DataFrame:
    table.attrs["about"] = dict(ABOUT)
    return table


def year_watched() -> pd.DataFrame:
    return _told(
        frame("""
        theme    | label        | month   | count | known | expected | lower  | upper  | signal
        all      | All offences | 2018-04 |   905 |   905 |    880.0 |  820.0 |  942.0 | inside
        all      | All offences | 2018-05 |   920 |  1825 |   1771.0 | 1680.4 | 1869.3 | inside
        burglary | Burglary     | 2018-04 |   100 |   100 |     90.0 |   70.2 |  112.1 | inside
        burglary | Burglary     | 2018-05 |   130 |   230 |    180.4 |  148.3 |  215.2 | above
        burglary | Burglary     | 2018-06 |       |       |    270.8 |  226.0 |  318.9 | not known
        robbery  | Robbery      | 2018-04 |    20 |    20 |     21.0 |   12.5 |   31.0 | inside
        robbery  | Robbery      | 2018-05 |    22 |    42 |     41.6 |   28.9 |   56.3 | inside
        """).astype({"count": "Int64", "known": "Int64"})
    )


def year_first_alarms() -> pd.DataFrame:
    return _told(
        frame("""
        theme    | label        | signal    | now       | first_alarm | months_to_alarm | known_to | known | expected | lower  | upper  | share_of_way
        burglary | Burglary     | above     | above     | 2018-05     |               2 | 2018-05  |   230 |    180.4 |  148.3 |  215.2 |         1.40
        all      | All offences | inside    | inside    |             |                 | 2018-05  |  1825 |   1771.0 | 1680.4 | 1869.3 |         0.56
        robbery  | Robbery      | inside    | inside    |             |                 | 2018-05  |    42 |     41.6 |   28.9 |   56.3 |         0.03
        fraud    | Fraud        | not known | not known |             |                 | 2018-05  |    11 |     10.2 |        |        |
        """).assign(first_alarm=["2018-05", "", "", ""])
    )


def alarm_rates() -> pd.DataFrame:
    return _told(
        frame("""
        years            | areas | series | nominal_share | rise_share | called_share | caught_share | months_to_alarm | caught_late_share
        2016/17, 2017/18 |    16 |    577 |          0.05 |        0.4 |       0.0607 |       0.9411 |               2 |            0.7920
        """)
    )


def weeks_watched() -> pd.DataFrame:
    return _told(
        frame("""
        theme    | label    | week       | count | expected | lower | upper | cusum | limit | alarm | since
        burglary | Burglary | 2018-04-02 |    24 |     21.3 |    12 |    31 |   0.4 |  5.81 | no    |
        burglary | Burglary | 2018-04-09 |    77 |     22.4 |    13 |    33 |   9.1 |  5.81 | yes   | 2018-04-02
        burglary | Burglary | 2018-04-16 |    25 |     22.1 |    13 |    33 |   0.2 |  5.81 | no    |
        robbery  | Robbery  | 2018-04-02 |    11 |     10.6 |     5 |    18 |   0.0 |  5.81 | no    |
        robbery  | Robbery  | 2018-04-09 |     9 |     10.7 |     5 |    18 |   0.0 |  5.81 | no    |
        robbery  | Robbery  | 2018-04-16 |    12 |     10.9 |     5 |    18 |   0.0 |  5.81 | no    |
        """).assign(
            alarm=lambda t: t["alarm"].eq("yes"),
            since=["", "2018-04-02", "", "", "", ""],
        )
    )


def weekly_alarms() -> pd.DataFrame:
    return _told(
        frame("""
        theme    | label    | weeks | a_week | alarms | first_alarm | since      | weeks_to_alarm | above_expected | targeted | place
        burglary | Burglary |     3 |   21.9 |      1 | 2018-04-09  | 2018-04-02 |              1 |            2.7 | yes      | 1
        robbery  | Robbery  |     3 |   10.7 |      0 |             |            |                |                | no       | 2
        """).assign(first_alarm=["2018-04-09", ""], since=["2018-04-02", ""])
    )


def recent_weeks() -> pd.DataFrame:
    return _told(
        frame("""
        theme    | label    | against      | first_week | last_week  | before | after | change_share | ratio_lower | ratio_upper | q     | signal
        burglary | Burglary | weeks before | 2018-01-15 | 2018-04-02 |    260 |   310 |         0.19 |        1.01 |        1.41 | 0.070 | no clear change
        robbery  | Robbery  | weeks before | 2018-01-15 | 2018-04-02 |    130 |   128 |        -0.02 |        0.77 |        1.26 | 0.951 | no clear change
        burglary | Burglary | year before  | 2017-04-10 | 2017-06-26 |    230 |   310 |         0.35 |        1.13 |        1.60 | 0.001 | up
        robbery  | Robbery  | year before  | 2017-04-10 | 2017-06-26 |    131 |   128 |        -0.02 |        0.76 |        1.26 | 0.900 | no clear change
        """)
    )


def familiar_months() -> pd.DataFrame:
    return _told(
        frame("""
        theme    | label    | month   | in_year | count | value | mean | lower | upper | special_cause | side
        burglary | Burglary | 2018-03 | no      |    96 |  95.1 | 91.2 |  72.3 | 110.4 | no            |
        burglary | Burglary | 2018-04 | yes     |   100 |  99.3 | 91.2 |  72.3 | 110.4 | no            |
        burglary | Burglary | 2018-05 | yes     |   130 | 128.8 | 91.2 |  72.3 | 110.4 | yes           | above
        robbery  | Robbery  | 2018-03 | no      |    21 |  20.7 | 20.6 |  11.6 |  29.7 | no            |
        robbery  | Robbery  | 2018-04 | yes     |    20 |  20.2 | 20.6 |  11.6 |  29.7 | no            |
        robbery  | Robbery  | 2018-05 | yes     |    22 |  21.9 | 20.6 |  11.6 |  29.7 | no            |
        """).assign(
            in_year=lambda t: t["in_year"].eq("yes"),
            special_cause=lambda t: t["special_cause"].eq("yes"),
            outside_limits=lambda t: t["special_cause"],
            run_of_seven=False,
            trend_of_seven=False,
            two_of_three=False,
        )
    )


def real_changes() -> pd.DataFrame:
    return _told(
        frame("""
        theme    | label    | before | after | change | change_share | year_log_sd | z     | q
        vehicle  | Vehicles |    640 |   410 |   -230 |       -0.359 |        0.07 | -4.10 | 0.000
        burglary | Burglary |    300 |   361 |     61 |        0.203 |        0.06 |  2.20 | 0.041
        robbery  | Robbery  |     90 |    91 |      1 |        0.011 |        0.08 |  0.07 | 0.941
        """)
    )


def series_breaks() -> pd.DataFrame:
    return _told(
        frame("""
        series             | from_month | theme    | why              | source
        burglary           | 2018-02    | burglary | counted anew     | Counting Rules
        probation caseload | 2018-03    |          | a unit of its own | letter
        """).assign(theme=["burglary", ""])
    )


def monthly_offences() -> pd.DataFrame:
    return _told(
        frame("""
        theme    | label    | month   | offences
        vehicle  | Vehicles | 2018-01 |       52
        vehicle  | Vehicles | 2018-02 |       50
        vehicle  | Vehicles | 2018-03 |       41
        burglary | Burglary | 2018-01 |       30
        burglary | Burglary | 2018-02 |
        burglary | Burglary | 2018-03 |       36
        """)
    )


def target_chances() -> pd.DataFrame:
    return _told(
        frame("""
        target | label              | series_label | wanted | before | aim | first_month | last_month | known_months | known | left | point | lower_80 | upper_80 | lower_95 | upper_95 | chance_share | word          | method
        t-b    | Burglary, down 4%  | Burglary     | down   |    640 | 614 | 2018-04     | 2018-07    |            2 |   331 |  283 | 652.4 |    610.2 |    695.8 |    588.0 |    719.0 |        0.117 | likely missed | seasons
        t-r    | Robbery, down 3%   | Robbery      | down   |    180 | 174 | 2018-04     | 2018-07    |            2 |    88 |   86 | 175.3 |    160.9 |    190.6 |    153.1 |    199.0 |        0.457 | open          | seasons
        t-n    | NI 16, 5% fewer    |              | down   |        |     | 2018-04     | 2018-07    |              |       |      |       |          |          |          |          |              | not known     | not projected: of no series recorded here
        """)
    )


def target_paths() -> pd.DataFrame:
    return _told(
        frame("""
        target | label             | month   | count | known | point | lower_80 | upper_80 | lower_95 | upper_95 | aim
        t-b    | Burglary, down 4% | 2018-04 |   160 |   160 | 160.0 |    160.0 |    160.0 |    160.0 |    160.0 | 614
        t-b    | Burglary, down 4% | 2018-05 |   171 |   331 | 331.0 |    331.0 |    331.0 |    331.0 |    331.0 | 614
        t-b    | Burglary, down 4% | 2018-06 |       |       | 490.6 |    470.1 |    512.3 |    459.5 |    524.8 | 614
        t-b    | Burglary, down 4% | 2018-07 |       |       | 652.4 |    610.2 |    695.8 |    588.0 |    719.0 | 614
        """)
    )


def target_bridge() -> pd.DataFrame:
    return _told(
        frame("""
        measure  | own  | own_share | parts | part_targets | whole | gap
        burglary | 2162 |    0.0643 | 33600 |           16 | 33600 |   0
        robbery  |  589 |    0.0594 |  9912 |           16 |  9700 | 212
        """)
    )


def flagged_offences() -> pd.DataFrame:
    return _told(
        frame("""
        flag  | label       | definition   | target           | before | after | change_share | ratio_lower | ratio_upper | p     | months | dispersion | dispersion_p | word   | point | lower_80 | upper_80 | method
        knife | Knife crime | knife in use | year end 2018/19 |    160 |   158 |      -0.0125 |       0.788 |       1.238 | 0.955 |     12 |       1.51 |        0.238 | stable | 313.1 |    297.4 |    329.5 | seasons
        """)
    )


def flagged_bands() -> pd.DataFrame:
    return _told(
        frame("""
        flag | label     | definition        | band
        gun  | Gun crime | firearm, any kind | from 10 to 19
        """)
    )


def flagged_counts() -> pd.DataFrame:
    return _told(
        frame("""
        flag | label     | offences | lower | upper | band
        gun  | Gun crime |       14 |  7.65 | 23.49 | from 10 to 19
        """)
    )


def ward_projection() -> pd.DataFrame:
    return _told(
        frame("""
        area      | area_name | known | point | lower_80 | upper_80 | lower_95 | upper_95
        E09000099 | Invented  |  1100 | 2200  |     2100 |     2310 |     2040 |     2370
        E05000001 | Abbey     |   500 |  990  |      920 |     1060 |      890 |     1110
        E05000002 | Castle    |   600 | 1210  |     1120 |     1300 |     1080 |     1360
        """)
    )


def published() -> dict[str, pd.DataFrame]:
    return {
        "year_watched": year_watched(), "year_first_alarms": year_first_alarms(),
        "alarm_rates": alarm_rates(), "weeks_watched": weeks_watched(),
        "weekly_alarms": weekly_alarms(), "recent_weeks": recent_weeks(),
        "familiar_months": familiar_months(), "real_changes": real_changes(),
        "series_breaks": series_breaks(), "target_chances": target_chances(),
        "target_paths": target_paths(), "target_bridge": target_bridge(),
        "flagged_offences": flagged_offences(), "flagged_bands": flagged_bands(),
    }  # fmt: skip
