"""Small frames of every kind an exhibit takes, as restricted and as protected tables."""

# ruff: noqa: E501 - drawn tables are as wide as their columns

import geopandas as gpd
import pandas as pd
import shapely

from cdrp_analysis import exhibits
from cdrp_analysis.measures.control_charts import xmr
from tests import alarm_frames, exhibit_frames_density, exhibit_frames_document, time_frames
from tests.drawn import frame

ABOUT = {
    "source": "Invented counts",
    "period": "2017/18",
    "denominator": "Residents, invented",
    "geography": "Wards, invented",
    "note": "",
}
HIDDEN = 4321  # lies beneath a symbol in protected tables: it must never be seen


def told(table: pd.DataFrame, **more: str) -> pd.DataFrame:
    """The frame with what every saved frame says about itself."""
    table.attrs["about"] = {**ABOUT, **more}
    return table


def squares(codes: list[str], names: list[str], side: float = 800.0) -> gpd.GeoDataFrame:
    """Square areas side by side in rows of two, on the National Grid."""
    boxes = [
        shapely.box(x, y, x + side, y + side)
        for x, y in ((523000 + side * (i % 2), 178000 + side * (i // 2)) for i in range(len(codes)))
    ]
    return gpd.GeoDataFrame({"code": codes, "name": names}, geometry=boxes, crs="EPSG:27700")


def wards() -> gpd.GeoDataFrame:
    codes = ["E05000001", "E05000002", "E05000003", "E05000004"]
    return squares(codes, ["Abbey", "Castle", "Minster", "Quay & Dock"])


def ward_rates() -> pd.DataFrame:
    return told(
        frame("""
        area      | area_name   | offences | residents | rate  | rate_lower | rate_upper | rank | rank_lower | rank_upper
        E05000001 | Abbey       |  910     | 10000     |  91.0 |  85.2      |  97.1      | 2    | 1          | 3
        E05000002 | Castle      | 1260     | 12000     | 105.0 |  99.3      | 111.0      | 1    | 1          | 2
        E05000003 | Minster     |  400     |  9000     |  44.4 |  40.2      |  49.0      | 4    | 3          | 4
        E05000004 | Quay & Dock |  700     | 11000     |  63.6 |  59.0      |  68.5      | 3    | 3          | 4
        E09000099 | Invented    | 3270     | 42000     |  77.9 |  75.2      |  80.6      | 1    | 1          | 1
        """)
    )


def cumulative() -> pd.DataFrame:
    """A year of which five months are known: above its limits in July, back in August."""
    return told(
        frame("""
        theme    | label    | month   | count | known | expected | lower | upper | signal
        burglary | Burglary | 2018-04 | 100   | 100   | 90       | 70    | 112   | inside
        burglary | Burglary | 2018-05 | 105   | 205   | 180      | 148   | 215   | inside
        burglary | Burglary | 2018-06 | [x]   | [x]   | 180      | 148   | 215   | not known
        burglary | Burglary | 2018-07 | 120   | 325   | 270      | 226   | 318   | above
        burglary | Burglary | 2018-08 | 70    | 395   | 360      | 303   | 421   | inside
        burglary | Burglary | 2018-09 |       |       | 450      | 380   | 526   | not known
        """)
        .replace("[x]", pd.NA)
        .astype({"count": "Int64", "known": "Int64"})
    )


def watched() -> pd.DataFrame:
    """Eight weeks, an alarm in the fifth of a rise that began in the fourth."""
    weeks = pd.date_range("2010-04-05", periods=8, freq="7D")
    table = pd.DataFrame(
        {"week": weeks, "count": [20, 22, 18, 31, 44, 24, 21, 19], "expected": 21.0,
         "lower": 12.0, "upper": 31.0, "residual": [-0.2, 0.2, -0.6, 1.9, 4.1, 0.6, 0.0, -0.4],
         "cusum": [0.0, 0.0, 0.0, 1.4, 5.0, 0.1, 0.0, 0.0], "limit": 4.97}
    )  # fmt: skip
    alarm = [False] * 4 + [True] + [False] * 3
    since = pd.Series(pd.NaT, index=range(8), dtype=weeks.dtype)
    since[4] = weeks[3]
    return told(table.assign(alarm=alarm, since=since))


def xmr_months() -> pd.DataFrame:
    months = [str(month) for month in pd.period_range("2017-04", periods=9, freq="M")]
    chart = xmr([100, 104, 98, 101, 97, 103, 99, 150, 100], baseline=7)
    return told(
        chart.assign(theme="burglary", label="Burglary", month=months, count=chart["value"])
    )


def real_changes() -> pd.DataFrame:
    return told(
        frame("""
        theme    | label                 | before | after | change | change_share | z    | q     | sensitive
        burglary | Burglary              | 280    | 350   | 70     | 0.25         | 2.4  | 0.04  | False
        vehicle  | Vehicle crime         | 500    | 400   | -100   | -0.20        | -3.3 | 0.002 | False
        weapons  | Possession of weapons | 38     | 40    | 2      | 0.0526       | 0.2  | 0.8   | False
        """)
    )


def annual() -> pd.DataFrame:
    table = frame("""
        theme    | label                 | period  | offences | months_known | sensitive
        all      | All offences          | 2015/16 | 3000     | 12           | False
        all      | All offences          | 2016/17 | 3400     | 12           | False
        all      | All offences          | 2017/18 | 3270     | 12           | False
        burglary | Burglary              | 2015/16 |  300     | 12           | False
        burglary | Burglary              | 2016/17 |  280     | 12           | False
        burglary | Burglary              | 2017/18 |  350     | 12           | False
        weapons  | Possession of weapons | 2015/16 |   31     | 12           | False
        weapons  | Possession of weapons | 2016/17 |   38     | 12           | False
        weapons  | Possession of weapons | 2017/18 |   40     | 12           | False
    """)
    return told(table)


def year_on_year() -> pd.DataFrame:
    return told(
        frame("""
        theme    | label                 | before | after | change | change_share | ratio_lower | ratio_upper | z    | q     | signal          | sensitive
        burglary | Burglary              | 280    | 350   | 70     | 0.25         | 1.07        | 1.46        | 2.8  | 0.01  | up              | False
        vehicle  | Vehicle crime         | 500    | 400   | -100   | -0.20        | 0.70        | 0.91        | -3.3 | 0.002 | down            | False
        weapons  | Possession of weapons | 38     | 40    | 2      | 0.0526       | 0.68        | 1.64        | 0.2  | 0.8   | no clear change | False
        """)
    )


def monthly() -> pd.DataFrame:
    months = [str(month) for month in pd.period_range("2016-04", "2018-03", freq="M")]
    counts = [250 + 7 * (i % 12) for i in range(24)]
    return told(
        pd.DataFrame({"theme": "all", "label": "All offences", "month": months, "offences": counts})
    )


def projection_monthly() -> pd.DataFrame:
    months = [str(month) for month in pd.period_range("2018-04", "2018-09", freq="M")]
    point = pd.Series([260.0, 268, 275, 281, 290, 296])
    return told(
        pd.DataFrame(
            {
                "theme": "all",
                "month": months,
                "point": point,
                "lower_80": point - 20,
                "upper_80": point + 20,
                "lower_95": point - 35,
                "upper_95": point + 35,
            }
        )
    )


def projection() -> pd.DataFrame:
    return told(
        frame("""
        theme    | label        | target                  | known_months | known | point | lower_80 | upper_80 | lower_95 | upper_95 | method
        all      | All offences | year end 2018/19        | 8            | 2100  | 3312  | 3204     | 3431     | 3151     | 3498     | pooled
        burglary | Burglary     | 12 months to March 2019 | 0            | 0     | 341   | 301      | 388      | 280      | 410      | pooled
        """)
    )


def accuracy() -> pd.DataFrame:
    return told(
        frame("""
        theme    | label    | origins | error_share | error_share_habit | coverage_80 | coverage_95
        all      | All      | 24      | 0.039       | 0.057             | 0.81        | 0.95
        burglary | Burglary | 24      | 0.080       | 0.071             | 0.79        | 0.94
        """)
    )


def harm() -> pd.DataFrame:
    return told(
        frame("""
        theme    | label                 | offences | cchi_days | css   | share_volume | share_cchi | share_css | cchi_covered | css_covered
        violence | Violence              | 900      | 90000     | 70000 | 0.70         | 0.80       | 0.75      | 0.98         | 0.97
        burglary | Burglary              | 350      | 20000     | 21000 | 0.27         | 0.18       | 0.22      | 1            | 1
        weapons  | Possession of weapons | 40       | 2000      | 3000  | 0.03         | 0.02       | 0.03      | 1            | 1
        """)
    )


def protected_harm() -> pd.DataFrame:
    """One theme's harm is hidden."""
    table = harm()
    for name in ("share_volume", "share_cchi", "share_css"):
        table[name] = table[name].mask(table["theme"] == "weapons")
        table[f"{name}_symbol"] = ["", "", "[c]"]
    return table


def priorities() -> pd.DataFrame:
    return told(
        frame("""
        theme    | label                 | kind    | rank | rank_lower | rank_upper | p_top_5 | score | offences | change_share | signal          | cchi_days | css   | share_for_50 | reason
        burglary | Burglary              | offence | 2    | 1          | 2          | 1       | 0.6   | 350      | 0.25         | likely rise     | 20000     | 21000 | 0.2          | rising, and concentrated in few places
        violence | Violence              | offence | 1    | 1          | 1          | 1       | 0.8   | 900      | 0.02         | no clear change | 90000     | 70000 | 0.2          | most harm
        weapons  | Possession of weapons | offence | 3    | 3          | 3          | 0.2     | 0.1   | 40       | 0.05         | no clear change | 2000      | 3000  | 0.5          | few offences
        """)
    )


def ward_theme_rates() -> pd.DataFrame:
    """As protected: one count is hidden."""
    table = frame("""
        area      | area_name   | theme    | label        | period  | offences | residents | rate | rate_lower | rate_upper | times_borough | offences_symbol
        E05000001 | Abbey       | all      | All offences | 2017/18 |  910     | 10000     | 91.0 | 85.2       | 97.1       | 1.17          |
        E05000002 | Castle      | all      | All offences | 2017/18 | 1260     | 12000     | 105.0 | 99.3      | 111.0      | 1.35          |
        E05000003 | Minster     | all      | All offences | 2017/18 |  400     |  9000     | 44.4 | 40.2       | 49.0       | 0.57          |
        E05000004 | Quay & Dock | all      | All offences | 2017/18 |  700     | 11000     | 63.6 | 59.0       | 68.5       | 0.82          |
        E09000099 | Invented    | all      | All offences | 2017/18 | 3270     | 42000     | 77.9 | 75.2       | 80.6       | 1             |
        E05000001 | Abbey       | burglary | Burglary     | 2017/18 |   30     | 10000     |  3.0 |  2.0       |  4.3       | 0.36          |
        E05000002 | Castle      | burglary | Burglary     | 2017/18 |  260     | 12000     | 21.7 | 19.1       | 24.5       | 2.60          |
        E05000003 | Minster     | burglary | Burglary     | 2017/18 |          |  9000     |      |            |            |               | [c]
        E05000004 | Quay & Dock | burglary | Burglary     | 2017/18 |   55     | 11000     |  5.0 |  3.8       |  6.5       | 0.60          |
        E09000099 | Invented    | burglary | Burglary     | 2017/18 |  350     | 42000     |  8.3 |  7.5       |  9.3       | 1             |
    """)
    return told(table.assign(offences_symbol=table["offences_symbol"].fillna(""), kind="offence"))


def ward_change() -> pd.DataFrame:
    table = frame("""
        area      | area_name   | period  | offences | change | change_share | ratio_lower | ratio_upper | q     | signal
        E05000001 | Abbey       | 2016/17 |  700     |        |              |             |             |       |
        E05000002 | Castle      | 2016/17 | 1250     |        |              |             |             |       |
        E05000003 | Minster     | 2016/17 |  550     |        |              |             |             |       |
        E05000004 | Quay & Dock | 2016/17 |  690     |        |              |             |             |       |
        E09000099 | Invented    | 2016/17 | 3190     |        |              |             |             |       |
        E05000001 | Abbey       | 2017/18 |  910     |  210   | 0.3          | 1.17        | 1.44        | 0.001 | up
        E05000002 | Castle      | 2017/18 | 1260     |   10   | 0.008        | 0.93        | 1.09        | 0.9   | no clear change
        E05000003 | Minster     | 2017/18 |  400     | -150   | -0.273       | 0.64        | 0.83        | 0.001 | down
        E05000004 | Quay & Dock | 2017/18 |  700     |   10   | 0.014        | 0.91        | 1.13        | 0.9   | no clear change
        E09000099 | Invented    | 2017/18 | 3270     |   80   | 0.025        | 0.98        | 1.08        | 0.5   | no clear change
    """)
    return told(table)


def ward_offences() -> pd.DataFrame:
    return told(
        frame("""
        area      | area_name | theme    | label                             | period  | offences | kind
        E05000001 | Abbey     | all      | All offences                      | 2016/17 | 800      | offence
        E05000001 | Abbey     | burglary | Burglary                          | 2016/17 | 150      | offence
        E05000001 | Abbey     | violence | Violence                          | 2016/17 | 600      | offence
        E05000001 | Abbey     | weapons  | Possession of weapons             | 2016/17 | 50       | offence
        E05000001 | Abbey     | asb      | Anti-social behaviour (incidents) | 2016/17 | 300      | incident
        E05000001 | Abbey     | all      | All offences                      | 2017/18 | 910      | offence
        E05000001 | Abbey     | burglary | Burglary                          | 2017/18 | 200      | offence
        E05000001 | Abbey     | violence | Violence                          | 2017/18 | 670      | offence
        E05000001 | Abbey     | weapons  | Possession of weapons             | 2017/18 | 40       | offence
        E05000001 | Abbey     | asb      | Anti-social behaviour (incidents) | 2017/18 | 310      | incident
        E09000099 | Invented  | all      | All offences                      | 2017/18 | 3270     | offence
        E09000099 | Invented  | burglary | Burglary                          | 2017/18 | 350      | offence
        E09000099 | Invented  | violence | Violence                          | 2017/18 | 2700     | offence
        E09000099 | Invented  | weapons  | Possession of weapons             | 2017/18 | 220      | offence
        """)
    )


def ward_monthly() -> pd.DataFrame:
    months = [str(month) for month in pd.period_range("2017-04", "2018-03", freq="M")]
    counts = [70.0, 75, 81, 64, 77, float("nan"), 80, 92, 71, 66, 79, 83]
    return told(
        pd.DataFrame(
            {"area": "E05000001", "area_name": "Abbey", "month": months, "offences": counts}
        )
    )


def month_coverage() -> pd.DataFrame:
    months = [str(month) for month in pd.period_range("2017-04", "2018-03", freq="M")]
    rows = [
        {"feed": feed, "month": month, "rows": 100, "status": "complete"}
        for feed in ("outcomes", "street")
        for month in months
    ]
    table = pd.DataFrame(rows)
    table.loc[[3, 4], ["rows", "status"]] = [0, "absent"]
    table.loc[20, "status"] = "collapsed"
    return told(table)


def row_accounting() -> pd.DataFrame:
    return told(
        frame("""
        feed   | source         | layout           | vintage    | first_month | last_month | files | rows_in | accepted | quarantined | repeated
        street | data.police.uk | policeuk-street  | 2018-08-01 | 2016-01     | 2018-06    | 30    | 9000    | 8950     | 40          | 10
        wards  | MPS            | counts-long      | 2018-05-30 | 2010-04     | 2018-03    | 1     | 1000    | 1000     | 0           | 0
        """)
    )


def feed_completeness() -> pd.DataFrame:
    return told(
        frame("""
        feed   | field    | rows | missing | missing_share
        street | lsoa     | 8950 | 0       | 0
        street | crime_id | 8950 | 1119    | 0.125
        """)
    )


def feed_quality() -> pd.DataFrame:
    return told(
        frame("""
        feed     | holder    | rows | fields | filled_share | blank_fields | worst    | worst_share | lag_days | age_days
        offences | Police    | 8950 | 20     | 0.98         | 3            | crime_id | 0.125       | 2        | 18
        survey   | Partnership | 820 | 14    | 1.0          | 0            |          | 0.0         |          | 40
        """)
    )


def source_quality() -> pd.DataFrame:
    return told(
        frame("""
        holder      | feeds | fields | filled_share | lag_days | age_days
        Partnership | 9     | 80     | 0.99         |          | 61
        Police      | 12    | 95     | 0.97         | 2        | 18
        """)
    )


def statutory_checklist() -> pd.DataFrame:
    return told(
        frame("""
        requirement                | covered_by | status  | note
        Levels and patterns        | Trends     | covered | both years
        Why the changes came about | Summary    | partly  | partners' own reading wanted
        """)
    )


def concentration() -> pd.DataFrame:
    return told(
        frame("""
        unit | places | offences | share_for_25 | share_for_50 | gini | gini_adjusted | null_share_for_50
        LSOA | 113    | 22000    | 0.08         | 0.27         | 0.38 | 0.39          | 0.43
        """)
    )


def holdout() -> pd.DataFrame:
    return told(
        frame("""
        method      | share_of_area | pai | pai_lower | pai_upper | gain | gain_lower | gain_upper | ppai | pei  | pei_lower | pei_upper | recapture
        counts      | 0.01          | 8.7 | 7.9       | 9.8       | 0    | 0          | 0          | 5.5  | 0.78 | 0.71      | 0.85      | 0.087
        kde         | 0.01          | 9.1 | 8.0       | 10.2      | 0.4  | -0.2       | 1.0        | 5.7  | 0.81 | 0.74      | 0.88      | 0.091
        counts      | 0.05          | 4.9 | 4.5       | 5.3       | 0    | 0          | 0          | 3.6  | 0.71 | 0.66      | 0.76      | 0.95
        long_counts | 0.05          | 5.6 | 5.2       | 6.0       | 0.7  | 0.3        | 1.1        | 4.1  | 0.80 | 0.75      | 0.85      | 0.99
        """)
    )


def best_methods() -> pd.DataFrame:
    return told(
        frame("""
        method      | share_of_area | periods | pai  | pei  | gain  | clear | chosen
        long_counts | 0.05          | 5       | 2.91 | 0.71 | 0.50  | 4     | True
        counts      | 0.05          | 5       | 2.41 | 0.59 | 0     | 0     | False
        gi_star     | 0.05          | 5       | 1.93 | 0.48 | -0.48 | 3     | False
        """)
    )


def chosen_in_time() -> pd.DataFrame:
    return frame("""
        period  | method      | pai  | pai_counts | pai_best
        2014/15 | counts      | 2.40 | 2.40       | 2.83
        2015/16 | long_counts | 3.00 | 2.60       | 3.00
    """)


def persistent_cells() -> pd.DataFrame:
    """One square of each kind, and the others never hot."""
    kinds = ["persistent", "emerging", "new", "former", "intermittent"]
    hot = ["1111", "0011", "0001", "1100", "0101"]
    words = ["2014/15 to 2017/18", "2016/17 to 2017/18", "2017/18", "2014/15 to 2015/16",
             "2015/16, 2017/18"]  # fmt: skip
    cells = hotspot_cells().drop(columns=["hotspot", "p", "q", "gi_star", "density"])
    rest = len(cells) - len(kinds)
    return told(
        cells.assign(
            kind=kinds + ["never"] * rest,
            pattern=hot + ["0000"] * rest,
            hot_in=words + [""] * rest,
            periods_hot=[text.count("1") for text in hot] + [0] * rest,
            of_periods=4,
            change=[1.0, 4.0, float("inf"), 0.2, 1.1] + [1.0] * rest,
            change_q=[0.9, 0.0001, 0.001, 0.002, 0.8] + [1.0] * rest,
            p=[6.25e-6, 0.01, 0.2, 0.01, 0.01] + [1.0] * rest,
            q=[1e-4, 0.05, 0.5, 0.05, 0.05] + [1.0] * rest,
        ),
        period="2014/15 to 2017/18",
    )


def stability() -> pd.DataFrame:
    return told(
        frame("""
        before  | period  | hot_before | hot | both | jaccard | stayed | by_chance
        2015/16 | 2016/17 | 20         | 22  | 15   | 0.556   | 0.75   | 0.05
        2016/17 | 2017/18 | 22         | 20  | 11   | 0.355   | 0.5    | 0.05
        """)
    )


def concentration_curve() -> pd.DataFrame:
    return told(
        frame("""
        share_of_places | share_of_offences | by_chance | by_chance_lower | by_chance_upper
        0               | 0                 | 0         | 0               | 0
        0.05            | 0.4               | 0.15      | 0.14            | 0.16
        0.10            | 0.6               | 0.26      | 0.25            | 0.27
        0.30            | 0.9               | 0.60      | 0.58            | 0.62
        1               | 1                 | 1         | 1               | 1
        """)
    )


def concentration_years() -> pd.DataFrame:
    return told(
        frame("""
        period  | unit      | places | share_for_25 | share_for_50 | gini_adjusted | share_kept | share_by_chance
        2015/16 | map point | 900    | 0.016        | 0.055        | 0.78          |      |
        2016/17 | map point | 900    | 0.017        | 0.061        | 0.77          | 0.47 | 0.055
        2017/18 | map point | 900    | 0.015        | 0.052        | 0.79          | 0.43 | 0.061
        """)
    )


def repeat_places() -> pd.DataFrame:
    return told(
        frame("""
        hits | or_more | places | offences | share_of_offences | places_by_chance | places_by_chance_lower | places_by_chance_upper
        0    | False   | 60     | 0        | 0                 | 40               | 36                     | 44
        1    | False   | 20     | 20       | 0.2               | 37               | 33                     | 41
        2    | True    | 20     | 80       | 0.8               | 23               | 20                     | 26
        """)
    )


def location_quotients() -> pd.DataFrame:
    return told(
        frame("""
        area      | area_name | label    | offences | expected | location_quotient | location_quotient_lower | location_quotient_upper
        E05000001 | Abbey     | Burglary | 30       | 31.0     | 0.97              | 0.70                    | 1.35
        E05000001 | Abbey     | ASB      | 40       | 20.0     | 2.00              | 1.50                    | 2.67
        E05000002 | Castle    | Robbery  | 12       | 4.8      | 2.50              | 1.40                    | 4.46
        E05000003 | Minster   | Robbery  | 1        | 2.0      |                   |                         |
        """)
    )


def denominators() -> pd.DataFrame:
    return told(
        frame("""
        area      | area_name | denominator | unit                | offences | rate | rate_lower | rate_upper | rank | rank_first | rank_change | of_areas
        E05000001 | Abbey     | residents   | 1,000 residents     | 900      | 90   | 84.2       | 96.1       | 1    | 1          | 0           | 3
        E05000002 | Castle    | residents   | 1,000 residents     | 500      | 50   | 45.7       | 54.6       | 2    | 2          | 0           | 3
        E05000003 | Minster   | residents   | 1,000 residents     | 400      | 40   | 36.2       | 44.1       | 3    | 3          | 0           | 3
        E05000001 | Abbey     | by_day      | 1,000 people by day | 900      | 15   | 14.0       | 16.0       | 3    | 1          | -2          | 3
        E05000002 | Castle    | by_day      | 1,000 people by day | 500      | 45   | 41.1       | 49.1       | 1    | 2          | 1           | 3
        E05000003 | Minster   | by_day      | 1,000 people by day | 400      | 38   | 34.4       | 41.9       | 2    | 3          | 1           | 3
        """)
    )


def document() -> pd.DataFrame:
    return frame("""
        field   | value
        Title   | Strategic assessment, Invented
        Version | 1.0
    """)


def hotspot_cells() -> pd.DataFrame:
    rows = [
        {
            "cell": f"E{523000 + 400 * i:06d}N{178000 + 400 * j:06d}",
            "easting": 523000 + 400 * i,
            "northing": 178000 + 400 * j,
            "size_m": 400,
            "area_km2": 0.16,
            "offences": 5 + 10 * i * j,
            "density": 30.0 + 60 * i * j,
            "gi_star": 0.5 * i * j,
            "p": 0.5 if i * j < 6 else 0.001,
            "q": 0.6 if i * j < 6 else 0.01,
            "hotspot": i * j >= 6,
        }
        for i in range(4)
        for j in range(4)
    ]
    return told(pd.DataFrame(rows))


def hexes() -> gpd.GeoDataFrame:
    return squares(["H001", "H002", "H003", "H004"], [f"Map area {i}" for i in range(1, 5)])


def hotspot_bands() -> pd.DataFrame:
    return told(
        frame("""
        area | band   | events_at_least
        H001 | low    | 5
        H002 | low    | 5
        H003 | medium | 5
        H004 | high   | 5
        """)
    )


def protected(
    table: pd.DataFrame, columns: list[str], row: int, *, beneath: float = HIDDEN
) -> pd.DataFrame:
    """
    The table as the public reader gives it, with one row's counts hidden.

    Beneath the symbol of the first column lies ``beneath``, which a careless reader would show;
    the others are blank, as derived columns are.
    """
    out = table.copy()
    for i, name in enumerate(columns):
        out[name] = out[name].astype("Float64")
        out[f"{name}_symbol"] = ""
        out.loc[row, name] = beneath if i == 0 else pd.NA
        out.loc[row, f"{name}_symbol"] = "[c]" if i == 0 else ""
    out.attrs = dict(table.attrs)
    return out


def near_repeats() -> pd.DataFrame:
    return told(
        frame("""
        place        | distance_from | distance_to | time_from | time_to | unit | observed | expected | ratio | p     | q     | above_chance
        same address | 0             | 0           | 0         | 7       | day  | 80       | 50.0     | 1.60  | 0.001 | 0.004 | True
        same address | 0             | 0           | 7         | 14      | day  | 60       | 49.0     | 1.22  | 0.049 | 0.065 | False
        near         | 0             | 100         | 0         | 7       | day  | 590      | 500.0    | 1.18  | 0.004 | 0.008 | True
        near         | 0             | 100         | 7         | 14      | day  | 520      | 510.0    | 1.02  | 0.300 | 0.300 | False
    """).assign(method="Knox test, Euclidean distance", note="Days are those given.")
    )


def following() -> pd.DataFrame:
    return pd.DataFrame([{"events": 1000, "follow": 300, "by_chance": 170.0, "share": 0.157,
                          "share_lower": 0.121, "share_upper": 0.193,
                          "method": "events with another at most 200 m away"}])  # fmt: skip


def clusters() -> pd.DataFrame:
    table = frame("""
        cluster | place | easting | northing | radius_m | places | first_day  | last_day   | observed | expected | ratio | llr  | p
        1       | R1C1  | 523100  | 178300   | 447.2    | 7      | 2017-05-29 | 2017-06-04 | 21       | 6.5      | 3.23  | 10.1 | 0.004
        2       | R9C9  | 525100  | 179300   | 0        | 1      | 2017-12-31 | 2018-01-02 | 4        | 0.4      | 10.00 | 5.7  | 0.610
    """)
    days = {name: pd.to_datetime(table[name]) for name in ("first_day", "last_day")}
    method = "Space-time permutation scan, circles up to 1000 m"
    return told(table.assign(**days, method=method, note="Days are those given."))


def protected_ward_rates(row: int = 2, *, beneath: float = HIDDEN) -> pd.DataFrame:
    columns = ["offences", "rate", "rate_lower", "rate_upper"]
    return protected(ward_rates(), columns, row, beneath=beneath)


def protected_ward_offences(*, beneath: float = HIDDEN) -> pd.DataFrame:
    return protected(ward_offences(), ["offences"], 8, beneath=beneath)


def every_exhibit(
    *, public: bool, beneath: float = HIDDEN
) -> dict[str, exhibits.Exhibit | exhibits.Finding]:
    """One of each kind, from exact frames or from protected ones."""
    rates, offences, years, changes = ward_rates(), ward_offences(), annual(), year_on_year()
    real = real_changes()
    if public:
        rates = protected_ward_rates(beneath=beneath)
        offences = protected_ward_offences(beneath=beneath)
        years = protected(years, ["offences"], 6, beneath=beneath)
        hidden = ["before", "after", "change", "change_share", "ratio_lower", "ratio_upper"]
        changes = protected(changes, hidden, 2, beneath=beneath)
        real = protected(real, ["before", "after", "change", "change_share", "z", "q"], 2,
                         beneath=beneath)  # fmt: skip
    shown = {
        "title_block": exhibits.title_block(document()),
        "annual_trend": exhibits.annual_trend(years),
        "trend_total": exhibits.trend_total(years),
        "year_on_year_chart": exhibits.year_on_year_chart(changes),
        "year_on_year_table": exhibits.year_on_year_table(changes),
        "biggest_change": exhibits.biggest_change(changes),
        "surest_change": exhibits.biggest_change(changes, real),
        "what_changed_table": exhibits.what_changed_table(real),
        "what_changed_sentence": exhibits.what_changed_sentence(real),
        "cumulative_chart": exhibits.cumulative_chart(cumulative(), "burglary"),
        "cumulative_sentence": exhibits.cumulative_sentence(cumulative(), "burglary"),
        "weekly_chart": exhibits.weekly_chart(watched(), label="Residential burglary"),
        "weekly_sentence": exhibits.weekly_sentence(watched(), label="Residential burglary"),
        "xmr_chart": exhibits.xmr_chart(xmr_months(), "burglary"),
        "xmr_sentence": exhibits.xmr_sentence(xmr_months(), "burglary"),
        "projection_fan": exhibits.projection_fan(monthly(), projection_monthly(), "all"),
        "projection_table": exhibits.projection_table(projection()),
        "projection_sentence": exhibits.projection_sentence(projection()),
        "projection_accuracy_chart": exhibits.projection_accuracy_chart(accuracy()),
        "harm_shares": exhibits.harm_shares(harm()),
        "rank_intervals": exhibits.rank_intervals(priorities()),
        "priority_table": exhibits.priority_table(priorities()),
        "top_priorities": exhibits.top_priorities(priorities()),
        "ward_rate_chart": exhibits.ward_rate_chart(rates),
        "ward_table": exhibits.ward_table(rates),
        "highest_rate": exhibits.highest_rate(rates),
        "ward_profile": exhibits.ward_profile(offences, "E05000001"),
        "ward_months": exhibits.ward_months(ward_monthly(), "E05000001"),
        "ward_summary": exhibits.ward_summary(rates, offences, "E05000003"),
        "rate_map": exhibits.rate_map(rates, wards(), decimals=3 if public else 5),
        "month_coverage_chart": exhibits.month_coverage_chart(month_coverage()),
        "coverage_sentence": exhibits.coverage_sentence(month_coverage()),
        "row_accounting_table": exhibits.row_accounting_table(row_accounting()),
        "row_accounting_sentence": exhibits.row_accounting_sentence(row_accounting()),
        "completeness_table": exhibits.completeness_table(feed_completeness()),
        "feed_quality_table": exhibits.feed_quality_table(feed_quality()),
        "source_quality_table": exhibits.source_quality_table(source_quality()),
        "source_quality_sentence": exhibits.source_quality_sentence(source_quality()),
        "statutory_checklist_table": exhibits.statutory_checklist_table(statutory_checklist()),
        "concentration_table": exhibits.concentration_table(concentration()),
        "concentration_sentence": exhibits.concentration_sentence(concentration()),
        "concentration_years_table": exhibits.concentration_years_table(concentration_years()),
        "concentration_years_sentence": exhibits.concentration_years_sentence(
            concentration_years()
        ),
        "holdout_table": exhibits.holdout_table(holdout()),
        "holdout_sentence": exhibits.holdout_sentence(holdout()),
    }
    shown |= _of_times(public=public, beneath=beneath) | _of_alarms() | _of_targets()
    shown |= exhibit_frames_document.exhibits_of_the_document()
    shown["ward_selection_map"] = exhibits.ward_selection_map(
        exhibit_frames_document.ward_selection(), wards()
    )
    if public:
        bands = hotspot_bands()
        shown["band_map"] = exhibits.band_map(bands, hexes(), wards())
        shown["band_sentence"] = exhibits.band_sentence(bands)
    else:
        shown["hotspot_map"] = exhibits.hotspot_map(hotspot_cells(), wards())
        shown["hotspot_sentence"] = exhibits.hotspot_sentence(hotspot_cells())
        shown["near_repeat_grid"] = exhibits.near_repeat_grid(near_repeats())
        shown["near_repeat_sentence"] = exhibits.near_repeat_sentence(near_repeats())
        shown["following_sentence"] = exhibits.following_sentence(following())
        shown["cluster_table"] = exhibits.cluster_table(clusters())
        shown["cluster_sentence"] = exhibits.cluster_sentence(clusters())
        shown["persistence_map"] = exhibits.persistence_map(persistent_cells(), wards())
        shown["persistence_table"] = exhibits.persistence_table(persistent_cells())
        shown["persistence_sentence"] = exhibits.persistence_sentence(persistent_cells())
        shown["stability_table"] = exhibits.stability_table(stability())
        shown["locality_map"] = exhibits.locality_map(
            exhibit_frames_document.localities(), wards(), wards()
        )
        shown["best_method_table"] = exhibits.best_method_table(best_methods())
        shown["best_method_sentence"] = exhibits.best_method_sentence(
            best_methods(), chosen_in_time()
        )
        shown["concentration_chart"] = exhibits.concentration_chart(
            concentration_curve(), unit="map points"
        )
        shown["repeat_places_table"] = exhibits.repeat_places_table(
            repeat_places(), unit="map points"
        )
        shown["repeat_places_sentence"] = exhibits.repeat_places_sentence(
            repeat_places(), unit="map points"
        )
        shown |= exhibit_frames_density.exhibits_of_density(wards())
        shown["location_quotient_table"] = exhibits.location_quotient_table(location_quotients())
        shown["denominator_table"] = exhibits.denominator_table(denominators())
    return shown


def _of_alarms() -> dict[str, exhibits.Exhibit | exhibits.Finding]:
    year, order = alarm_frames.year_watched(), alarm_frames.year_first_alarms()
    weeks, alarms = alarm_frames.weeks_watched(), alarm_frames.weekly_alarms()
    recent, familiar = alarm_frames.recent_weeks(), alarm_frames.familiar_months()
    return {
        "alarm_table": exhibits.alarm_table(order),
        "alarm_sentence": exhibits.alarm_sentence(order),
        "most_alarmed_chart": exhibits.most_alarmed_chart(year, order),
        "watched_total": exhibits.watched_total(year),
        "alarm_rates_table": exhibits.alarm_rates_table(alarm_frames.alarm_rates()),
        "alarm_rates_sentence": exhibits.alarm_rates_sentence(alarm_frames.alarm_rates()),
        "weekly_alarm_table": exhibits.weekly_alarm_table(alarms),
        "weekly_alarms_sentence": exhibits.weekly_alarms_sentence(alarms),
        "weekly_theme_chart": exhibits.weekly_theme_chart(weeks, alarms),
        "recent_weeks_table": exhibits.recent_weeks_table(recent),
        "recent_weeks_sentence": exhibits.recent_weeks_sentence(recent),
        "familiar_chart": exhibits.familiar_chart(familiar, order),
        "familiar_sentence": exhibits.familiar_sentence(familiar, order),
    }


def _of_targets() -> dict[str, exhibits.Exhibit | exhibits.Finding]:
    ways, chances = alarm_frames.target_paths(), alarm_frames.target_chances()
    bridge, flagged = alarm_frames.target_bridge(), alarm_frames.flagged_offences()
    months, breaks = alarm_frames.monthly_offences(), alarm_frames.series_breaks()
    return {
        "target_chances_table": exhibits.target_chances_table(chances),
        "target_chances_sentence": exhibits.target_chances_sentence(chances),
        "target_fan": exhibits.target_fan(ways, chances),
        "target_sentence": exhibits.target_sentence(chances),
        "target_bridge_table": exhibits.target_bridge_table(bridge),
        "target_bridge_sentence": exhibits.target_bridge_sentence(bridge),
        "flagged_table": exhibits.flagged_table(flagged),
        "flagged_sentence": exhibits.flagged_sentence(flagged),
        "flagged_limits_table": exhibits.flagged_limits_table(alarm_frames.flagged_counts()),
        "band_box": exhibits.band_box(alarm_frames.flagged_bands()),
        "theme_panels": exhibits.theme_panels(months, alarm_frames.real_changes(), breaks),
        "breaks_table": exhibits.breaks_table(breaks),
        "ward_projection_table": exhibits.ward_projection_table(alarm_frames.ward_projection()),
    }


def _of_times(*, public: bool, beneath: float) -> dict[str, exhibits.Exhibit | exhibits.Finding]:
    week = time_frames.protected_week_parts(beneath=beneath) if public else time_frames.week_parts()
    seasons = time_frames.seasons()
    shown = {
        "week_part_maps": exhibits.week_part_maps(week),
        "busiest_part": exhibits.busiest_part(week),
        "nights_out_table": exhibits.nights_out_table(week),
        "nights_out": exhibits.nights_out(week),
        "season_chart": exhibits.season_chart(seasons),
        "season_sentence": exhibits.season_sentence(seasons),
    }
    if public:
        return shown
    hours, days = time_frames.hours(), time_frames.days()
    return shown | {
        "week_map": exhibits.week_map(hours),
        "busiest_hours": exhibits.busiest_hours(hours[hours["theme"] == "all"]),
        "peak_table": exhibits.peak_table(time_frames.week_peaks()),
        "peak_sentence": exhibits.peak_sentence(time_frames.week_peaks()),
        "evening_table": exhibits.evening_table(time_frames.evenings()),
        "evening_sentence": exhibits.evening_sentence(time_frames.evenings()),
        "day_table": exhibits.day_table(days),
        "day_sentence": exhibits.day_sentence(days),
        "search_chart": exhibits.search_chart(time_frames.searches()),
        "search_sentence": exhibits.search_sentence(time_frames.searches()),
        "time_accounting_table": exhibits.time_accounting_table(time_frames.accounting()),
        "time_accounting_sentence": exhibits.time_accounting_sentence(time_frames.accounting()),
        "method_table": exhibits.method_table(time_frames.methods()),
    }
