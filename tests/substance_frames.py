"""Tables of drugs and alcohol, small and by hand, as exhibits and the auditor get them."""

# ruff: noqa: E501 - drawn tables are as wide as their columns

import pandas as pd

from tests.drawn import frame
from tests.exhibit_frames import told


def counted(table: pd.DataFrame, group: str, period: str = "") -> pd.DataFrame:
    """With the name that each group has among all counts: it holds the months."""
    table = table.assign(period=period) if period else table
    return table.assign(counted=table[group] + ", " + table["period"])


def possession_years() -> pd.DataFrame:
    return told(
        frame("""
        area | period                  | disposals | cannabis | share | share_lower | share_upper | hours  | hours_cannabis | hours_share | harm_days
        B    | 2008/09                 | 900       | 711      | 0.79  | 0.762       | 0.815       | 2975.3 | 1591.3         | 0.535       | 2133.0
        B    | 2009/10                 | 820       | 631      | 0.77  | 0.739       | 0.797       | 2528.6 | 1154.9         | 0.457       | 1893.0
        B    | April to September 2010 | 380       | 289      | 0.761 | 0.715       | 0.801       | 1305.4 | 673.7          | 0.516       | 867.0
        """)
    )


def cannabis_trend() -> pd.DataFrame:
    return told(
        frame("""
        run                | slope  | slope_lower | slope_upper
        2005/06 to 2009/10 | -0.014 | -0.023      | -0.006
        """)
    )


def possession_ladder() -> pd.DataFrame:
    return told(
        frame("""
        area | period                            | ladder         | step                       | number | share | share_lower | share_upper
        B    | 26 January 2009 to September 2010 | how dealt with | cannabis disposals         | 1047   |       |             |
        B    | 26 January 2009 to September 2010 | how dealt with | warning                    | 786    | 0.751 | 0.724       | 0.776
        B    | 26 January 2009 to September 2010 | how dealt with | penalty notice             | 261    | 0.249 | 0.224       | 0.276
        B    | 26 January 2009 to September 2010 | how often      | people                     | 786    |       |             |
        B    | 26 January 2009 to September 2010 | how often      | once                       | 579    | 0.737 | 0.705       | 0.766
        B    | 26 January 2009 to September 2010 | how often      | twice or more              | 207    | 0.263 | 0.234       | 0.295
        B    | 2009/10                           | where it led   | possession disposals       | 820    |       |             |
        B    | 2009/10                           | where it led   | not referred               | 637    | 0.777 | 0.747       | 0.804
        B    | 2009/10                           | where it led   | referred to treatment      | 183    | 0.223 | 0.196       | 0.253
        B    | 2009/10                           | where it led   | first appointment kept     | 108    | 0.590 | 0.518       | 0.659
        B    | 2009/10                           | where it led   | first appointment not kept | 75     | 0.410 | 0.341       | 0.482
        """)
    )


def drug_tests() -> pd.DataFrame:
    return told(
        counted(
            frame("""
        area | trigger_offence | part     | number | share | share_lower | share_upper | difference_share | difference_share_lower | difference_share_upper
        B    | Shoplifting     | tested   | 1982   |       |             |             |                  |                        |
        B    | Shoplifting     | positive | 1003   | 0.506 | 0.484       | 0.528       | 0.180            | 0.154                  | 0.206
        B    | Shoplifting     | negative | 979    |       |             |             |                  |                        |
        B    | Begging         | tested   | 369    |       |             |             |                  |                        |
        B    | Begging         | positive | 243    | 0.659 | 0.609       | 0.703       | 0.293            | 0.242                  | 0.342
        B    | Begging         | negative | 126    |       |             |             |                  |                        |
        B    | Fraud           | tested   | 326    |       |             |             |                  |                        |
        B    | Fraud           | positive | 30     | 0.092 | 0.063       | 0.128       | -0.306           | -0.336                 | -0.268
        B    | Fraud           | negative | 296    |       |             |             |                  |                        |
        """),
            "trigger_offence",
            "April 2006 to September 2010",
        )
    )


def pilot_tests() -> pd.DataFrame:
    return told(
        counted(
            frame("""
        area | group                        | part     | trigger_offence | place             | number | share | share_lower | share_upper | other_share | difference_share | difference_share_lower | difference_share_upper | matched_share | matched_difference | matched_difference_lower | matched_difference_upper | covered
        B    | All offences                 | tested   | All offences    | in the pilot      | 2308   |       |             |             |             |                  |                        |                        |               |                    |                          |                          |
        B    | All offences                 | positive | All offences    | in the pilot      | 1033   | 0.448 | 0.427       | 0.468       | 0.471       | -0.023           | -0.054                 | 0.008                  | 0.391         | 0.057              | 0.031                    | 0.083                    | 1.0
        B    | All offences                 | negative | All offences    | in the pilot      | 1275   |       |             |             |             |                  |                        |                        |               |                    |                          |                          |
        B    | All offences, outside the pilot | tested   | All offences | outside the pilot | 1299   |       |             |             |             |                  |                        |                        |               |                    |                          |                          |
        B    | All offences, outside the pilot | positive | All offences | outside the pilot | 612    | 0.471 | 0.444       | 0.498       |             |                  |                        |                        |               |                    |                          |                          |
        B    | Shoplifting                  | positive | Shoplifting     | in the pilot      | 1003   | 0.506 | 0.484       | 0.528       | 0.452       | 0.054            | 0.021                  | 0.087                  |               |                    |                          |                          |
        B    | Fraud                        | positive | Fraud           | in the pilot      | 30     | 0.092 | 0.063       | 0.128       | 0.040       | 0.052            | -0.010                 | 0.089                  |               |                    |                          |                          |
        """),
            "group",
            "April 2006 to September 2010",
        )
    )


def assessment_quarters() -> pd.DataFrame:
    return told(
        frame("""
        area | quarter | part               | counted              | number | share | share_lower | share_upper | mean | lower | upper
        B    | 2009-04 | positive, followed | quarter from 2009-04 | 133    |       |             |             |      |       |
        B    | 2009-04 | assessed since     | quarter from 2009-04 | 108    | 0.812 | 0.737       | 0.869       | 4.7  | 3.8   | 5.6
        B    | 2009-04 | not assessed       | quarter from 2009-04 | 25     |       |             |             |      |       |
        B    | 2009-07 | assessed since     | quarter from 2009-07 | 106    | 0.848 | 0.775       | 0.900       | 3.7  | 2.9   | 4.6
        B    | 2009-10 | assessed since     | quarter from 2009-10 | 124    | 0.827 | 0.758       | 0.879       | 9.8  | 8.9   | 12.8
        B    | 2010-04 | assessed since     | quarter from 2010-04 | 98     | 0.831 | 0.753       | 0.888       | 9.6  | 7.8   | 11.3
        """)
    )


def treatment_waits() -> pd.DataFrame:
    return told(
        counted(
            frame("""
        period                         | group       | part               | number | share | share_lower | share_upper | difference_share | difference_share_lower | difference_share_upper
        October 2008 to September 2010 | Everyone    | started            | 522    |       |             |             |                  |                        |
        October 2008 to September 2010 | Everyone    | within three weeks | 436    | 0.836 | 0.801       | 0.866       |                  |                        |
        October 2008 to September 2010 | Everyone    | later              | 86     |       |             |             |                  |                        |
        October 2008 to September 2010 | Sex: female | started            | 145    |       |             |             |                  |                        |
        October 2008 to September 2010 | Sex: female | within three weeks | 105    | 0.724 | 0.646       | 0.790       | -0.154           | -0.238                 | -0.076
        October 2008 to September 2010 | Sex: female | later              | 40     |       |             |             |                  |                        |
        October 2008 to September 2010 | Sex: male   | started            | 377    |       |             |             |                  |                        |
        October 2008 to September 2010 | Sex: male   | within three weeks | 331    | 0.878 | 0.841       | 0.907       | 0.154            | 0.076                  | 0.238
        October 2008 to September 2010 | Sex: male   | later              | 46     |       |             |             |                  |                        |
        """),
            "group",
        )
    )


def service_use() -> pd.DataFrame:
    return told(
        frame("""
        service           | period                         | places | filled | used_share
        alcohol treatment | October 2008 to September 2009 | 768    | 773    | 1.007
        drug treatment    | October 2008 to September 2009 | 2880   | 2550   | 0.885
        alcohol treatment | October 2009 to September 2010 | 768    | 852    | 1.109
        drug treatment    | October 2009 to September 2010 | 2880   | 2677   | 0.930
        """)
    )


def treatment_parents() -> pd.DataFrame:
    return told(
        frame("""
        period  | silent | part                | scenario           | number | share | share_lower | share_upper | national_share
        2009/10 | 0.0    | people in treatment | As people said     | 488    |       |             |             | 0.3
        2009/10 | 0.0    | live with children  | As people said     | 81     | 0.180 | 0.147       | 0.218       | 0.3
        2009/10 | 0.2    | live with children  | If 20% kept silent | 81     | 0.225 | 0.184       | 0.273       | 0.3
        2009/10 | 0.4    | live with children  | If 40% kept silent | 81     | 0.300 | 0.245       | 0.364       | 0.3
        """)
    )


def treatment_need() -> pd.DataFrame:
    return told(
        frame("""
        period  | part            | number | share | share_lower | share_upper | money_year | amount    | amount_share
        2009/10 | crack or heroin | 278    | 0.570 | 0.525       | 0.613       | 2010/11    | 1840000.0 | 0.839
        2009/10 | cannabis        | 39     | 0.080 | 0.059       | 0.107       | 2010/11    | 196000.0  | 0.089
        2009/10 | alcohol         | 108    | 0.221 | 0.187       | 0.260       | 2010/11    | 96000.0   | 0.044
        2009/10 | other drugs     | 63     | 0.129 | 0.102       | 0.162       | 2010/11    | 60000.0   | 0.027
        """)
    )


def children_exposed() -> pd.DataFrame:
    return told(
        frame("""
        product                       | central | median | lower  | upper  | all_low | all_high | children | children_share
        children of problem drug users | 1410.0  | 1433.2 | 1190.2 | 1718.2 | 1056.0  | 1900.0   | 28400    | 0.0496
        both                          | 2999.8  | 3056.7 | 2677.6 | 3470.9 | 2206.2  | 4101.0   | 28400    | 0.1056
        """)
    )


def children_assumptions() -> pd.DataFrame:
    return told(
        frame("""
        quantity                         | low  | central | high  | unit   | source
        problem drug users               | 1200 | 1500.0  | 1900  | people | Prevalence study, 2008
        share drinking at harmful levels | 0.03 | 0.0368  | 0.045 | share  | Household survey, 2008
        """)
    )


def alcohol_admissions() -> pd.DataFrame:
    rows = frame("""
        area      | year    | area_name          | admissions | residents | age_factor | spread_factor | rate   | rate_lower | rate_upper | place | of_areas
        B         | 2008/09 | Alderhythe         | 3874       | 172344    | 0.984      | 1.009         | 2212.4 | 2141.6     | 2285.0     | 3     | 16
        B         | 2009/10 | Alderhythe         | 4198       | 173680    | 0.986      | 1.011         | 2382.6 | 2309.2     | 2457.6     | 2     | 16
        all areas | 2008/09 | All areas together | 55442      | 3243857   | 0.984      | 1.009         | 1682.3 | 1668.0     | 1696.7     |       |
        all areas | 2009/10 | All areas together | 58559      | 3268999   | 0.985      | 1.010         | 1764.3 | 1749.6     | 1779.0     |       |
        """)
    return told(rows)


def alcohol_flags() -> pd.DataFrame:
    return told(
        frame("""
        theme    | label                                 | period                  | rows  | said | flagged | said_share | share | share_lower | share_upper | share_least | share_most | sensitive
        ordinary | All offences but the sensitive kinds  | April to September 2010 | 10878 | 8113 | 728     | 0.746      | 0.090 | 0.084       | 0.096       | 0.067       | 0.321      | False
        violence | Violence against the person           | April to September 2010 | 2058  | 1509 | 392     | 0.733      | 0.260 | 0.238       | 0.282       | 0.190       | 0.457      | False
        """)
    )


def published() -> dict[str, pd.DataFrame]:
    """Every table by name."""
    made = (
        possession_years, cannabis_trend, possession_ladder, drug_tests, pilot_tests, assessment_quarters,
        treatment_waits, service_use, treatment_parents, treatment_need, children_exposed,
        children_assumptions, alcohol_admissions, alcohol_flags,
    )  # fmt: skip
    return {one.__name__: one() for one in made}


def hidden(table: pd.DataFrame, mark: str = "[c]") -> pd.DataFrame:
    """The table with every count and what follows from it hidden, as in a released edition."""
    out = table.copy()
    protected = [
        name for name in table
        if name in ("number", "admissions") or name.startswith(("share", "rate", "difference", "matched", "other_share"))
    ]  # fmt: skip
    for name in protected:
        out[name] = pd.Series(float("nan"), table.index)
        out[f"{name}_symbol"] = mark
    out.attrs = dict(table.attrs)
    return out
